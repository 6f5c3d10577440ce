import Foundation
import Testing

/// Style that matters, as tests.
@Suite struct StyleTests {
    @Test func filesAreOneThing() {
        let long = (Tree.sources + Tree.tests).filter { $0.lines.count > 450 }.map { "\($0.path): \($0.lines.count)" }
        #expect(long.isEmpty, "\(long.joined(separator: "\n"))")
    }

    @Test func functionsFitAPage() {
        var long: [String] = []
        for file in Tree.sources {
            var start: (line: Int, indent: Int, text: Substring)?
            for (number, line) in file.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                if let open = start, indent == open.indent, line.drop(while: { $0 == " " }).hasPrefix("}") {
                    let length = number - open.line + 1
                    if length > 70 { long.append("\(file.path):\(open.line + 1): \(length) lines") }
                    start = nil
                } else if start == nil, line.contains("func "), line.hasSuffix("{"), !line.contains("//") {
                    start = (number, indent, line)
                }
            }
        }
        #expect(long.isEmpty, "\(long.joined(separator: "\n"))")
    }

    @Test func nothingCrashesOnPurpose() throws {
        let wrong = try Tree.hits(Tree.sources, #"fatalError\(|try!|as!|precondition\(false"#)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func nothingIsLeftOver() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].joined(separator: "|")
        let wrong = try Tree.hits(Tree.sources + Tree.tests, #"\b("# + words + #")\b"#)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func testsWaitForSomethingAndNeverSleep() throws {
        let words = ["Task\\.sle" + "ep", "usle" + "ep\\(", "nanosle" + "ep\\("].joined(separator: "|")
        let wrong = try Tree.hits(Tree.tests, words)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test func theTopLevelHoldsNothingElse() throws {
        let allowed: Set = ["Package.swift", "Services", "Shared", "Tests", "docker", "README.md", "LICENSE"]
        let found = try FileManager.default.contentsOfDirectory(atPath: Tree.root.path)
            .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        #expect(found.filter { !allowed.contains($0) }.isEmpty)
    }

    /// `docker/local.sh test` runs the tests a group of modules at a time: a module in no group would never be tested.
    @Test func everyModuleOfTestsIsInAGroup() throws {
        let script = try String(contentsOf: Tree.root.appending(path: "docker/local/test.sh"), encoding: .utf8)
        let loop = try #require(script.split(separator: "for group in ", maxSplits: 1).last?.prefix { $0 != ";" })
        let groups = Set(loop.split { !$0.isLetter }.map(String.init))
        let modules = try FileManager.default.contentsOfDirectory(atPath: Tree.root.appending(path: "Tests").path)
            .filter { $0.hasSuffix("Tests") }.map { String($0.dropLast("Tests".count)) }
        #expect(modules.count > 10)
        #expect(modules.filter { !groups.contains($0) }.isEmpty)
    }

    @Test func errorsOfTheHandlersAreDocumented() throws {
        // An error that a handler throws by kind must be one that some method of its contract announces.
        for name in ["Plans", "Indicators", "Budget", "Reporting"] {
            let contract = Tree.files("Shared/Contracts/\(name)").map(\.text).joined()
            let handlers = Tree.files("Services/\(name)").map(\.text).joined()
            for kind in ["conflict", "ruleViolated", "notFound", "tooLarge"]
            where handlers.contains("RPCError.\(kind)(") || handlers.contains("throw .\(kind)(") {
                #expect(contract.contains(".\(kind)"), "\(name): \(kind) is thrown and announced by no method")
            }
        }
    }
}
