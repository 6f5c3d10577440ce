import Foundation
import Testing

/// What is said of things that are not there names them in both languages.
@Suite struct NounTests {
    @Test func everyKindHasItsWord() throws {
        let table = try #require(Tree.files("Shared/JSONRPC").first { $0.path.hasSuffix("Nouns.swift") })
        let known = Set(try Self.captures(table.text, #""([a-zA-Z]+)": LocalizedText"#))
        var used: Set<String> = []
        for file in Tree.sources {
            used.formUnion(try Self.captures(file.text, #"notFound\(\s*"([a-zA-Z]+)""#))
            // Helpers that take the kind: the plans' and the budget's `Find`, and tables that are named as their kind.
            used.formUnion(try Self.captures(file.text, #"\bonly\([^"]*, "([a-zA-Z]+)""#))
            used.formUnion(try Self.captures(file.text, #"static let table = "([a-zA-Z]+)""#))
        }
        #expect(used.count > 40)
        let missing = used.subtracting(known).sorted()
        #expect(missing.isEmpty, "no word in Nouns.swift for: \(missing.joined(separator: ", "))")
    }

    private static func captures(_ text: String, _ pattern: String) throws -> [String] {
        text.matches(of: try Regex(pattern)).compactMap { $0.output[1].substring.map(String.init) }
    }
}
