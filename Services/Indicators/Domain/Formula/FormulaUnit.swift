/// A unit as a product of powers: `baht/person` is baht to the first, person to the minus first.
struct FormulaUnit: Hashable, Sendable, CustomStringConvertible {
    private var powers: [String: Int]

    /// Nothing: a share, an index.
    static let none = FormulaUnit(powers: [:])
    static let percent = FormulaUnit("percent")
    /// What `count` counts.
    static let organisation = FormulaUnit("organisation")

    init(_ code: String) { powers = code == "1" ? [:] : [code: 1] }

    private init(powers: [String: Int]) { self.powers = powers.filter { $0.value != 0 } }

    /// As `description` writes it; `nil` for anything else.
    init?(parsing text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var powers: [String: Int] = [:]
        for (index, part) in parts.enumerated() {
            for factor in part.split(separator: ".", omittingEmptySubsequences: false) {
                guard !factor.isEmpty else { return nil }
                if factor != "1" { powers[String(factor), default: 0] += index == 0 ? 1 : -1 }
            }
        }
        self.init(powers: powers)
    }

    static func * (left: FormulaUnit, right: FormulaUnit) -> FormulaUnit {
        FormulaUnit(powers: left.powers.merging(right.powers, uniquingKeysWith: +))
    }

    static func / (left: FormulaUnit, right: FormulaUnit) -> FormulaUnit {
        FormulaUnit(powers: left.powers.merging(right.powers.mapValues { -$0 }, uniquingKeysWith: +))
    }

    /// `1`, `person`, `baht/person`, `baht.km/person`.
    var description: String {
        func side(_ sign: Int) -> [String] {
            powers.filter { $0.value.signum() == sign }.sorted { $0.key < $1.key }
                .flatMap { Array(repeating: $0.key, count: abs($0.value)) }
        }
        let (above, below) = (side(1), side(-1))
        let top = above.isEmpty ? "1" : above.joined(separator: ".")
        return below.isEmpty ? top : top + "/" + below.joined(separator: ".")
    }
}
