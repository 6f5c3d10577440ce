/// Which statements a connection holds prepared, the least recently used given up first.
struct PreparedCache {
    typealias Key = ObjectIdentifier

    /// A prepared statement's name on its connection, as C wants it.
    final class Name: Sendable {
        let text: [CChar]

        init(_ number: Int) {
            text = "p\(number)".utf8.map { CChar(bitPattern: $0) } + [0]
        }

        var description: String { String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    }

    private struct Entry {
        let name: Name
        var lastUse: Int
    }

    let countMax: Int
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private var made = 0

    init(countMax: Int) {
        self.countMax = max(1, countMax)
    }

    var count: Int { entries.count }

    /// The name under which `key` is prepared.
    mutating func use(_ key: Key) -> Name? {
        uses += 1
        guard let index = entries.index(forKey: key) else { return nil }
        entries.values[index].lastUse = uses
        return entries.values[index].name
    }

    /// A new name for `key`, and the name to give up for it when the cache is full.
    mutating func insert(_ key: Key) -> (name: Name, evicted: Name?) {
        var evicted: Name?
        if entries.count >= countMax, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            evicted = entries.removeValue(forKey: oldest.key)?.name
        }
        made += 1
        let name = Name(made)
        entries[key] = Entry(name: name, lastUse: uses)
        return (name, evicted)
    }

    /// Forgets `key` if it still goes by `name`.
    mutating func remove(_ key: Key, name: Name) {
        if entries[key]?.name === name { entries[key] = nil }
    }
}
