import Glibc

/// What the benchmarks run against, from the command line; `docker/local.sh bench` gives all of it.
struct Settings {
    /// The plans service, `http://127.0.0.1:8201`.
    var base = "http://127.0.0.1:8101"
    /// Its metrics, `http://127.0.0.1:9201/metrics`.
    var metrics = ""
    /// Its process.
    var process = 0
    /// A file with a token that may make organisations and plans.
    var tokenFile = ""
    /// libpq's words for a database that pgbench has filled.
    var database = "dbname=bench"
    /// libpq's words for the service's own database.
    var serviceDatabase = ""
    /// A pgbench script with the statement of `plan.get`.
    var statement = ""
    /// A pgbench script with the statements of `plan.create`, in one transaction.
    var change = ""
    /// Rows whose name holds this; empty: all.
    var only = ""
    /// pgbench.
    var pgbench = "pgbench"
    /// Starts a second plans service on ports of its own and prints how long it took to be ready, in milliseconds.
    var readyCommand = ""
    /// The other servers that give the same answer, by name, `name=url`; several with a comma between.
    var beside = ""
    /// What is measured: the calls of the plans service, or, where a word is `plans`, the web of plans at its
    /// full size.
    var suite = "calls"
    /// Elements that a suite fills its database with, three links each.
    var elements = 1_000_000
    /// At least five.
    var rounds = 5
    /// Of one measurement.
    var seconds = 4
    var token = ""
    /// Of `phaen-bench budget`: postings that the books hold, and lines that they are on.
    var postings = 10_000_000
    var lines = 6_000

    init(_ words: [String]) throws(ToolFault) {
        var rest = words[...]
        while let option = rest.popFirst() {
            guard option.hasPrefix("--") else {
                suite = option
                continue
            }
            guard let value = rest.popFirst() else { throw ToolFault(description: "\(option) wants a value") }
            switch option {
            case "--base": base = value
            case "--metrics": metrics = value
            case "--process": process = Int(value) ?? 0
            case "--token-file": tokenFile = value
            case "--database": database = value
            case "--service-database": serviceDatabase = value
            case "--statement": statement = value
            case "--change": change = value
            case "--only": only = value
            case "--pgbench": pgbench = value
            case "--ready-command": readyCommand = value
            case "--beside": beside = value
            case "--rounds": rounds = max(1, Int(value) ?? 5)
            case "--elements": elements = max(2_000, Int(value) ?? elements)
            case "--postings": postings = max(1_000, Int(value) ?? postings)
            case "--lines": lines = max(30, Int(value) ?? lines)
            case "--seconds": seconds = max(1, Int(value) ?? 4)
            default: throw ToolFault(description: "unknown option \(option)")
            }
        }
        if !tokenFile.isEmpty {
            token = String(try Tools.output("cat \(Tools.quoted(tokenFile))").filter { !$0.isWhitespace })
        }
    }

    func wants(_ row: String) -> Bool { only.isEmpty || row.contains(only) }
}
