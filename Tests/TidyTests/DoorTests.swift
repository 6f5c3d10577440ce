import Foundation
import Testing

/// Who may import whom: the house's doors. A module that is not listed may import nothing of ours.
@Suite struct DoorTests {
    static let contracts: Set = ["PlansContract", "IndicatorsContract", "BudgetContract", "ReportingContract"]
    static let kit: Set = [
        "Kernel", "JSONRPC", "RPCSchema", "CommonContract", "Postgres", "RPCClient", "RPCServer", "ServiceKit",
        "Pages",
    ]
    static let service = kit.union(["Accounts", "Directory", "Files", "ImportPages", "Procedures", "Sheets"])

    static let doors: [String: Set<String>] = [
        "Shared/Kernel": [],
        "Shared/Postgres": ["Kernel", "CPostgres"],
        "Shared/JSONRPC": ["Kernel"],
        "Shared/RPCSchema": ["Kernel", "JSONRPC"],
        "Shared/Contracts/Common": ["Kernel", "JSONRPC", "RPCSchema"],
        "Shared/Contracts/Plans": ["Kernel", "JSONRPC", "RPCSchema", "CommonContract"],
        "Shared/Contracts/Indicators": ["Kernel", "JSONRPC", "RPCSchema", "CommonContract"],
        "Shared/Contracts/Budget": ["Kernel", "JSONRPC", "RPCSchema", "CommonContract"],
        "Shared/Contracts/Reporting": ["Kernel", "JSONRPC", "RPCSchema", "CommonContract"],
        "Shared/Sheets": ["Kernel", "JSONRPC", "CommonContract", "CExpat", "CXlsxWriter", "CZlib"],
        "Shared/RPCClient": ["Kernel", "JSONRPC", "CCurl"],
        "Shared/RPCServer": ["Kernel", "JSONRPC", "RPCSchema", "CZlib"],
        "Shared/Pages": ["Kernel"],
        "Shared/Accounts": kit.union(["Directory"]),
        "Shared/ServiceKit": kit.subtracting(["ServiceKit"]),
        "Shared/Directory": kit.union(["Sheets"]),
        "Shared/Files": kit,
        "Shared/ImportPages": kit.union(["Sheets"]),
        "Shared/Procedures": kit.union(["Directory", "Files"]),
        "Services/Plans": service.union(["PlansContract", "BudgetContract", "IndicatorsContract"]),
        "Services/Indicators": service.union(["IndicatorsContract"]),
        "Services/Budget": service.union(["BudgetContract", "IndicatorsContract"]),
        "Services/Reporting": service.union(contracts),
        "Services/PlansMain": ["Plans", "ServiceKit"],
        "Services/IndicatorsMain": ["Indicators", "ServiceKit"],
        "Services/BudgetMain": ["Budget", "ServiceKit"],
        "Services/ReportingMain": ["Reporting", "ServiceKit"],
        "Services/Phaen": kit.union(contracts).union(["Plans", "Indicators", "Budget", "Reporting", "Sheets"]),
    ]

    static let ours = kit.union(contracts).union([
        "CPostgres", "CCurl", "CExpat", "CXlsxWriter", "CZlib", "Accounts", "Directory", "Files", "ImportPages",
        "Procedures", "Sheets", "Plans",
        "Indicators", "Budget", "Reporting",
    ])

    @Test func everyImportGoesThroughADoor() throws {
        let pattern =
            #/^\s*(?:@\w+(?:\(.*\))?\s+)*(?:public |internal |private )?import (?:struct |class |enum |func )?(\w+)/#
        var wrong: [String] = []
        for file in Tree.sources {
            let door = Self.doors.keys.filter { file.path.hasPrefix($0 + "/") }.max { $0.count < $1.count }
            guard let door, let allowed = Self.doors[door] else {
                wrong.append("\(file.path): not in a room of the house")
                continue
            }
            for line in file.lines {
                guard let match = line.firstMatch(of: pattern) else { continue }
                let module = String(match.1)
                guard Self.ours.contains(module), !allowed.contains(module) else { continue }
                wrong.append("\(file.path) imports \(module)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func domainsKnowOnlyTheKernel() {
        var wrong: [String] = []
        for file in Tree.files("Services") where file.path.contains("/Domain/") {
            for line in file.lines where line.hasPrefix("import ") && line != "import Kernel" {
                wrong.append("\(file.path): \(line)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func lowModulesDoWithoutFoundation() throws {
        let low = ["Kernel", "Postgres", "JSONRPC", "RPCSchema", "RPCClient"].flatMap { Tree.files("Shared/\($0)") }
        let wrong = try Tree.hits(low, #"^import (Foundation|FoundationEssentials|NIO|Hummingbird)"#)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func mainsAreTiny() {
        for name in ["PlansMain", "IndicatorsMain", "BudgetMain", "ReportingMain"] {
            for file in Tree.files("Services/\(name)") { #expect(file.lines.count <= 16, "\(file.path)") }
        }
    }
}
