import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

private func readDataSet(_ row: inout RowReader) throws -> DataSet {
    let id = try row.next(ID.self)
    let province = try row.next(String.self)
    let definition = try StoredJSON.decode(DataSetInput.self, from: try row.next(JSONText.self).utf8)
    return DataSet(id: id, province: province, definition: definition, version: try row.next(Int.self))
}

/// Makes a data set, or brings one to its next version if it still is at the one that was seen.
struct SaveDataSetRow: Statement {
    static let sql = """
        INSERT INTO data_set (province, code, id, family, definition, version, changed_at)
        VALUES ($1, $2, $3, $4, $5, 1, $6)
        ON CONFLICT (province, code) DO UPDATE
        SET family = EXCLUDED.family, definition = EXCLUDED.definition, version = data_set.version + 1,
            changed_at = EXCLUDED.changed_at
        WHERE data_set.version = $7
        RETURNING id, province, definition, version
        """
    var dataSet: DataSet
    /// JSON of its definition.
    var definition: JSONText
    var expectedVersion: Int?
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(dataSet.province)
        parameters.append(dataSet.definition.code)
        parameters.append(dataSet.id)
        parameters.append(dataSet.definition.family.rawValue)
        parameters.append(definition)
        parameters.append(now)
        parameters.append(expectedVersion)
    }

    static func decode(_ row: inout RowReader) throws -> DataSet { try readDataSet(&row) }
}

struct FindDataSet: Statement {
    static let sql = "SELECT id, province, definition, version FROM data_set WHERE province = $1 AND code = $2"
    var code: String

    func bind(_ parameters: inout Parameters) {
        parameters.append(OrganisationCode.province(of: code))
        parameters.append(code)
    }

    static func decode(_ row: inout RowReader) throws -> DataSet { try readDataSet(&row) }
}

struct PageOfDataSets: Statement {
    static let sql = """
        SELECT id, province, definition, version
        FROM data_set
        WHERE province = $1 AND code > $2 AND ($3::text IS NULL OR family = $3)
        ORDER BY code
        LIMIT $4
        """
    var province: String
    var after: String
    var family: DataFamily?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(after)
        parameters.append(family?.rawValue)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataSet { try readDataSet(&row) }
}

// MARK: - Releases

private func readRelease(_ row: inout RowReader) throws -> DataSetRelease {
    let id = try row.next(ID.self)
    let dataSet = try row.next(String.self)
    let period = try row.period()
    let stage = try row.raw(DataSetStage.self)
    let matter = try row.next(ID.self)
    let opensOn = try row.next(CalendarDate.self)
    let dueOn = try row.next(CalendarDate.self)
    return DataSetRelease(
        id: id, dataSet: dataSet, period: period, stage: stage, matter: matter, opensOn: opensOn, dueOn: dueOn,
        changedAt: try row.next(Instant.self))
}

/// Begins a release; nothing happens if there is one that was not stopped.
struct InsertRelease: Statement {
    static let sql = """
        INSERT INTO data_release (province, id, data_set, period, stage, matter, opens_on, due_on, changed_at)
        VALUES ($1, $2, $3, $4, 'specified', $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """
    var province: String
    var release: DataSetRelease

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(release.id)
        parameters.append(release.dataSet)
        parameters.append(release.period.description)
        parameters.append(release.matter)
        parameters.append(release.opensOn)
        parameters.append(release.dueOn)
        parameters.append(release.changedAt)
    }

    typealias Row = Void
}

/// Brings a release to the stage of its matter.
struct SetReleaseStage: Statement {
    static let sql = """
        UPDATE data_release SET stage = $3, changed_at = $4
        WHERE province = $1 AND id = $2
        RETURNING id, data_set, period, stage, matter, opens_on, due_on, changed_at
        """
    var province: String
    var id: ID
    var stage: DataSetStage
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(id)
        parameters.append(stage.rawValue)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> DataSetRelease { try readRelease(&row) }
}

struct PageOfReleases: Statement {
    static let sql = """
        SELECT id, data_set, period, stage, matter, opens_on, due_on, changed_at
        FROM data_release
        WHERE province = $1 AND ($2::text IS NULL OR stage = $2) AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC
        LIMIT $4
        """
    var province: String
    var stage: DataSetStage?
    var before: ID?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(stage?.rawValue)
        parameters.append(before)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataSetRelease { try readRelease(&row) }
}

// MARK: - Figures and findings

/// Every figure of some elements and periods, of the organisations at and below one.
struct FiguresBelow: Statement {
    static let sql = """
        SELECT v.element, v.period, v.organisation, o.kind, array_to_string(v.categories, ' '), v.dimensions, v.number
        FROM organisation_reach r
        JOIN organisation o  ON o.code = r.descendant
        JOIN element_value v ON v.province = o.province AND v.organisation = o.code AND v.element = ANY ($2)
                            AND v.period = ANY ($3)
        WHERE r.ancestor = $1 AND r.relation = 'either'
        ORDER BY v.source DESC
        """
    struct Row: Sendable {
        var element: String
        var period: String
        var organisation: String
        var kind: String
        var categories: String
        var dimensions: String
        var number: Quantity?
    }

    var organisation: String
    var elements: [String]
    var periods: [String]

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(elements)
        parameters.append(periods)
    }

    static func decode(_ row: inout RowReader) throws -> Row {
        let element = try row.next(String.self)
        let period = try row.next(String.self)
        let organisation = try row.next(String.self)
        let kind = try row.next(String.self)
        let categories = try row.next(String.self)
        let dimensions = try row.next(String.self)
        return Row(
            element: element, period: period, organisation: organisation, kind: kind, categories: categories,
            dimensions: dimensions, number: try row.optionalQuantity())
    }
}

private let findingColumns = """
    f.data_set, f.period, f.organisation, f.kind, f.about, f.message_th, f.message_en, f.value, f.score, f.state,
    f.note, f.changed_at
    """

private func readFinding(_ row: inout RowReader) throws -> DataFinding {
    let dataSet = try row.next(String.self)
    let period = try row.period()
    let organisation = try row.next(String.self)
    let kind = try row.raw(FindingKind.self)
    let about = try row.next(String.self)
    let message = try row.text()
    let value = try row.optionalQuantity()
    let score = try row.optionalQuantity()
    let state = try row.raw(FindingState.self)
    let note = try row.next(String?.self)
    return DataFinding(
        dataSet: dataSet, period: period, organisation: organisation, kind: kind, about: about, message: message,
        value: value, score: score, state: state, note: note, changedAt: try row.next(Instant.self))
}

/// Keeps what was found. A finding that is known keeps its state, unless it was resolved: then it is open again.
struct KeepFindings: Statement {
    static let sql = """
        INSERT INTO data_finding (province, data_set, period, organisation, kind, about, message_th, message_en, value,
                                  score, state, changed_at)
        SELECT $1, $2, $3, given.organisation, given.kind, given.about, given.message_th, given.message_en,
               given.value, given.score, 'open', $4
        FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[])
             AS given (organisation, kind, about, message_th, message_en, value, score)
        ON CONFLICT (province, data_set, period, organisation, kind, about) DO UPDATE
        SET message_th = EXCLUDED.message_th, message_en = EXCLUDED.message_en, value = EXCLUDED.value,
            score = EXCLUDED.score, changed_at = EXCLUDED.changed_at,
            state = CASE data_finding.state WHEN 'resolved' THEN 'open' ELSE data_finding.state END
        """
    var province: String
    var dataSet: String
    var period: Period
    var now: Instant
    var findings: [DataFinding]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(dataSet)
        parameters.append(period.description)
        parameters.append(now)
        parameters.append(findings.map(\.organisation))
        parameters.append(findings.map(\.kind.rawValue))
        parameters.append(findings.map(\.about))
        parameters.append(findings.map(\.message.th))
        parameters.append(findings.map(\.message.en))
        parameters.append(findings.map { $0.value?.tenThousandths })
        parameters.append(findings.map { $0.score?.tenThousandths })
    }

    typealias Row = Void
}

/// What was found before at and below an organisation and is not any more is resolved.
struct ResolveFindings: Statement {
    static let sql = """
        UPDATE data_finding f
        SET state = 'resolved', changed_at = $5
        FROM organisation_reach r
        WHERE f.province = $1 AND f.data_set = $2 AND f.period = $3 AND f.state <> 'resolved'
          AND r.ancestor = $4 AND r.relation = 'either' AND r.descendant = f.organisation
          AND f.kind = ANY ($6)
          AND NOT EXISTS (SELECT FROM unnest($7::text[], $8::text[], $9::text[]) AS found (organisation, kind, about)
                          WHERE (found.organisation, found.kind, found.about) = (f.organisation, f.kind, f.about))
        """
    var province: String
    var dataSet: String
    var period: Period
    var organisation: String
    var now: Instant
    /// Kinds that were looked for.
    var kinds: [FindingKind]
    var findings: [DataFinding]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(dataSet)
        parameters.append(period.description)
        parameters.append(organisation)
        parameters.append(now)
        parameters.append(kinds.map(\.rawValue))
        parameters.append(findings.map(\.organisation))
        parameters.append(findings.map(\.kind.rawValue))
        parameters.append(findings.map(\.about))
    }

    typealias Row = Void
}

struct PageOfFindings: Statement {
    static let sql = """
        SELECT \(findingColumns)
        FROM data_finding f
        JOIN organisation_reach r ON r.ancestor = $4 AND r.relation = 'either' AND r.descendant = f.organisation
        WHERE f.province = $1 AND f.data_set = $2 AND f.period = $3 AND ($5::text IS NULL OR f.state = $5)
          AND (f.organisation, f.kind, f.about) > ($6, $7, $8)
        ORDER BY f.organisation, f.kind, f.about
        LIMIT $9
        """
    var province: String
    var params: ListDataFindings
    var after: [String]
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(params.dataSet)
        parameters.append(params.period.description)
        parameters.append(params.organisation)
        parameters.append(params.state?.rawValue)
        for key in after { parameters.append(key) }
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> DataFinding { try readFinding(&row) }
}

struct SetFindingState: Statement {
    static let sql = """
        UPDATE data_finding f
        SET state = $7, note = $8, changed_at = $9
        WHERE (f.province, f.data_set, f.period, f.organisation, f.kind, f.about) = ($1, $2, $3, $4, $5, $6)
        RETURNING \(findingColumns)
        """
    var province: String
    var params: FollowFinding
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(params.dataSet)
        parameters.append(params.period.description)
        parameters.append(params.organisation)
        parameters.append(params.kind.rawValue)
        parameters.append(params.about)
        parameters.append(params.state.rawValue)
        parameters.append(params.note)
        parameters.append(now)
    }

    static func decode(_ row: inout RowReader) throws -> DataFinding { try readFinding(&row) }
}

/// How many hard findings of a release nobody has explained.
struct OpenHardFindings: Statement {
    static let sql = """
        SELECT count(*)
        FROM data_release d
        JOIN data_finding f ON (f.province, f.data_set, f.period) = (d.province, d.data_set, d.period)
        WHERE d.province = $1 AND d.id = $2 AND f.kind = 'hard' AND f.state IN ('open', 'followUp')
        """
    var province: String
    var release: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(release)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}
