import JSONRPC
import Kernel

/// Gathers the object types of a document, each once, under `#/components/schemas/…`.
struct SchemaCollector {
    private struct Entry {
        var name: String
        var members: [JSONShapeMember]
        /// It is (also) part of some method's params, where unknown members are refused.
        var isClosed: Bool
        var notes: [String: LocalizedText]
    }

    private var entries: [Entry] = []
    private var places: [JSONShape: Int] = [:]
    private var taken: Set<String> = []

    /// Takes note of every object in a shape.
    /// - Parameter notes: what members mean, by name; the first to say so is believed.
    mutating func add(_ shape: JSONShape, isClosed: Bool, notes: [String: LocalizedText]) {
        switch shape {
        case .array(let inner), .map(let inner): add(inner, isClosed: isClosed, notes: notes)
        case .object(let name, let members):
            let place = places[shape] ?? register(shape, name, members)
            entries[place].isClosed = entries[place].isClosed || isClosed
            for member in members {
                if entries[place].notes[member.name] == nil { entries[place].notes[member.name] = notes[member.name] }
                add(member.shape, isClosed: isClosed, notes: notes)
            }
        default: break
        }
    }

    private mutating func register(_ shape: JSONShape, _ name: String, _ members: [JSONShapeMember]) -> Int {
        let base = String(name.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        var unique = base
        var number = 2
        while !taken.insert(unique).inserted {
            unique = base + String(number)
            number += 1
        }
        entries.append(Entry(name: unique, members: members, isClosed: false, notes: [:]))
        places[shape] = entries.count - 1
        return entries.count - 1
    }

    /// The schema of a shape whose objects have been added, with references to them.
    func schema(_ shape: JSONShape) -> JSONValue {
        JSONSchema.write(shape) { name, members in
            guard let place = places[.object(name: name, members: members)] else { return .object([]) }
            return .record([("$ref", .string("#/components/schemas/\(entries[place].name)"))])
        }
    }

    /// `components.schemas`.
    var components: JSONValue {
        .object(
            entries.sorted { $0.name < $1.name }.map { entry in
                JSONMember(
                    name: entry.name,
                    value: JSONSchema.object(entry.members, isClosed: entry.isClosed, notes: entry.notes, schema))
            })
    }
}
