import Glibc

/// Where PostgreSQL's programs are: `PHAEN_POSTGRES_BIN`, `pg_config --bindir`, or the packages' usual places.
enum PostgresBinaries {
    static func folder() throws -> String {
        var candidates: [String] = []
        if let named = getenv("PHAEN_POSTGRES_BIN") { candidates.append(String(cString: named)) }
        if let found = try? Command.output(["pg_config", "--bindir"]) { candidates.append(found) }
        for version in stride(from: 20, through: 13, by: -1) {
            candidates.append("/usr/lib/postgresql/\(version)/bin")
            candidates.append("/usr/pgsql-\(version)/bin")
        }
        candidates += ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
        guard let folder = candidates.first(where: { access($0 + "/initdb", X_OK) == 0 }) else {
            throw TestSupportError("no PostgreSQL server programs found; set PHAEN_POSTGRES_BIN or PHAEN_TEST_POSTGRES")
        }
        return folder
    }
}

public struct TestSupportError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
