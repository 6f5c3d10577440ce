import Glibc

/// The parameters of one run of a statement, in order, in PostgreSQL's binary format.
public struct Parameters: Sendable {
    /// Where one parameter lies in `bytes`; `length` -1 is null.
    struct Place: Sendable {
        var offset: Int32
        var length: Int32
        var type: PostgresType
        var isText: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var places: [Place] = []
    /// A text with a NUL cannot be stored; known here, refused when the statement is run.
    private(set) var holdsNUL = false

    public init() {}

    public mutating func append<Value: PostgresValue>(_ value: Value) {
        value.append(to: &self)
    }

    public mutating func appendNull(_ type: PostgresType) {
        places.append(Place(offset: 0, length: -1, type: type, isText: false))
    }

    public mutating func appendBinary(_ type: PostgresType, _ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        places.append(Place(offset: Int32(start), length: Int32(bytes.count - start), type: type, isText: false))
    }

    /// Text whose type the server infers.
    public mutating func appendText(_ text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        let length = bytes.count - start
        let found = bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, length > 0 else { return false }
            return memchr(base + start, 0, length) != nil
        }
        if found { holdsNUL = true }
        bytes.append(0)
        places.append(Place(offset: Int32(start), length: Int32(length), type: .inferred, isText: true))
    }

    /// The four arrays that libpq takes, valid within `body`.
    func withPointers<Result>(
        _ body: (
            _ count: Int32, _ types: UnsafePointer<UInt32>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
            _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?
        ) -> Result
    ) -> Result {
        let count = places.count
        if count == 0 { return body(0, nil, nil, nil, nil) }
        return bytes.withUnsafeBufferPointer { buffer in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 3) { numbers in
                    // An empty value still needs an address that is not null.
                    guard let first = numbers.baseAddress else { return body(0, nil, nil, nil, nil) }
                    let base = buffer.baseAddress.map { UnsafeRawPointer($0) } ?? UnsafeRawPointer(first)
                    for (index, place) in places.enumerated() {
                        let address = (base + Int(place.offset)).assumingMemoryBound(to: CChar.self)
                        values.initializeElement(at: index, to: place.length < 0 ? nil : address)
                        numbers.initializeElement(at: index, to: Int32(bitPattern: place.type.rawValue))
                        numbers.initializeElement(at: count + index, to: max(0, place.length))
                        numbers.initializeElement(at: 2 * count + index, to: place.isText ? 0 : 1)
                    }
                    return first.withMemoryRebound(to: UInt32.self, capacity: count) { types in
                        body(Int32(count), types, values.baseAddress, first + count, first + 2 * count)
                    }
                }
            }
        }
    }
}
