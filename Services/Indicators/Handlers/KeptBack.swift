import Kernel
import Postgres
import Synchronization

/// What is kept back of each round, remembered until one of its figures changes: it is told for the round as a whole, out
/// of every sum in it.
final class KeptBack: Sendable {
    /// Everything that it follows from.
    struct Key: Hashable, Sendable {
        var stamp: FiguresStamp.Row
        var rule: Suppression
        /// Those that count people.
        var questions: [String]
    }

    /// A service answers for few rounds at a time.
    private static let roundsMax = 64
    private let kept = Mutex<[ID: (key: Key, small: SmallGroups)]>([:])

    subscript(round: ID, key: Key) -> SmallGroups? {
        get { kept.withLock { kept in kept[round].flatMap { $0.key == key ? $0.small : nil } } }
        set {
            kept.withLock { kept in
                if kept.count >= Self.roundsMax { kept.removeAll() }
                kept[round] = newValue.map { (key, $0) }
            }
        }
    }
}

/// Which figures a round has now: `version` counts the makings of its tree and roll-ups from nothing, `figures` what was
/// certified or opened again since.
struct FiguresStamp: Statement {
    static let sql = "SELECT version, figures FROM round WHERE province = $1 AND id = $2"
    struct Row: Hashable, Sendable {
        var version: Int
        var figures: Int
    }

    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(version: try row.next(), figures: try row.next())
    }
}

/// Takes the round as `LockRound` does, and counts that its figures change.
struct CountFiguresChange: Statement {
    static let sql = "UPDATE round SET figures = figures + 1 WHERE province = $1 AND id = $2"
    var round: RoundKey
    func bind(_ parameters: inout Parameters) { parameters.append(round: round) }
    typealias Row = Void
}
