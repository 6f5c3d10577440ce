import Postgres

/// Text search (pg_trgm is a trusted extension: the owner of the database makes it; what is not merged into its index
/// yet is kept short, as every search reads all of it), stakeholders, and that core work without a budget has none.
enum SearchMigrations {
    static let all = [Migration("plans-0002-search-stakeholders", statements)]

    /// The shortest first, so that a text that very many hold is found among them.
    /// Names of projects without the word for it, blanks and signs, and who else has one that is like it: `%` looks
    /// for nothing less alike than the threshold, which the function sets for itself.
    static let names = Migration(
        "plans-0008-project-names",
        """
        CREATE FUNCTION project_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
        $$ SELECT regexp_replace(regexp_replace(lower(name), '^โครงการ', ''), '[[:space:][:punct:]]+', '', 'g') $$;
        CREATE INDEX element_project_name ON element USING gin (project_name(text_th) gin_trgm_ops) WHERE kind = 'project';
        CREATE FUNCTION alike_projects(name text)
            RETURNS TABLE (province text, plan uuid, plan_version integer, id uuid, percent integer)
            LANGUAGE sql STABLE ROWS 20 SET pg_trgm.similarity_threshold = 0.6 AS
        $$ SELECT e.province, e.plan, e.plan_version, e.id,
                  (similarity(project_name(e.text_th), project_name(name)) * 100)::integer
             FROM element e
            WHERE e.kind = 'project' AND project_name(e.text_th) % project_name(name)
            LIMIT 2000 $$;
        """)

    /// Who in a province serves an element, without a look at the links themselves.
    static let serving = Migration(
        "plans-0007-serving",
        "CREATE INDEX link_serving ON link (to_element, province, plan, plan_version) INCLUDE (sealed)")

    static let order = Migration(
        "plans-0006-search-order", "CREATE INDEX element_short ON element ((char_length(text_th)), id)")

    private static let statements = """
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX element_text ON element
         USING gin ((code || ' ' || text_th || ' ' || coalesce(text_en, '')) gin_trgm_ops)
          WITH (gin_pending_list_limit = 512);
        ALTER TABLE element
          ADD COLUMN stakeholders jsonb CONSTRAINT element_stakeholders CHECK (jsonb_array_length(stakeholders) > 0),
          ADD CONSTRAINT element_unfunded CHECK (funding IS DISTINCT FROM 'unfunded' OR coalesce(budget, 0) = 0);
        """
}
