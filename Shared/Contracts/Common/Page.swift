import JSONRPC
import Kernel

/// One page of a list: the items, and where the next page starts.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    public var items: [Item]
    /// Pass it as `cursor` to get the next page; absent on the last one.
    public var nextCursor: PageCursor?

    public init(items: [Item], nextCursor: PageCursor? = nil) {
        self.items = items
        self.nextCursor = nextCursor
    }

    /// A page out of rows that were asked for with `LIMIT limit + 1`: the extra row says that there is a next page.
    /// - Parameter cursor: the keys of a row, from which the next page goes on.
    public init(_ rows: [Item], limit: Int, cursor: (Item) -> PageCursor) {
        items = Array(rows.prefix(limit))
        nextCursor = rows.count > limit ? items.last.map(cursor) : nil
    }

    /// The same page with other items (a row as it is stored → an item as it is answered).
    public func map<Other>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), nextCursor: nextCursor)
    }
}

extension Page: Equatable where Item: Equatable {}

/// Limits of every list ("Lists" of the conventions).
public enum PageLimit {
    public static let standard = 50
    public static let range = 1...1_000

    /// The limit to use; what `check` refuses is clamped here.
    public static func of(_ limit: Int?) -> Int {
        min(max(limit ?? standard, range.lowerBound), range.upperBound)
    }

    /// Adds a problem if `limit` is given and out of range.
    public static func check(_ limit: Int?, _ problems: inout Problems) {
        guard let limit, !range.contains(limit) else { return }
        problems.add(
            "/limit", "page.limit", th: "limit ต้องอยู่ระหว่าง 1 ถึง 1000 แต่ได้รับ \(limit)",
            en: "limit must be 1 to 1000, got \(limit)")
    }
}

/// Where a list goes on: the sort keys of the last row of a page, opaque to the caller. On the wire one string.
public struct PageCursor: Hashable, Sendable {
    /// The order of the list that it belongs to, so that a cursor of another order is refused.
    public let order: String
    /// The keys of the last row, in the order of the sort.
    public let keys: [String]

    public init(_ order: String, _ keys: [String]) {
        self.order = order
        self.keys = keys
    }

    public init(_ order: String, _ keys: String...) {
        self.init(order, keys)
    }

    /// The keys, if the cursor is one of this order with this many keys.
    /// - Throws: `invalidParams` at `/cursor`.
    public func keys(_ order: String, count: Int) throws(RPCError) -> [String] {
        if self.order == order, keys.count == count { return keys }
        throw RPCError(
            .invalidParams, LocalizedText("cursor ไม่ใช่ของรายการนี้", "the cursor is not one of this list"),
            problems: [
                Problem(
                    path: "/cursor", rule: "page.cursor",
                    message: LocalizedText(
                        "cursor ไม่ใช่ของรายการนี้หรือการเรียงลำดับนี้ ให้เริ่มใหม่โดยไม่ส่ง cursor",
                        "the cursor belongs to another list or sort order; start again without a cursor"))
            ])
    }
}

extension PageCursor: JSONShaped {
    public static var jsonShape: JSONShape { .string }
    public static var jsonExample: String { #""NzpleGFtcGxlMzphLTE""# }
}

extension PageCursor: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let cursor = PageCursor(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: container.codingPath, debugDescription: "not a cursor of this service",
                    underlyingError: UnfitText(
                        rule: "cursor",
                        message: LocalizedText(
                            "ต้องเป็น cursor ที่ได้จากหน้าก่อนของรายการเดียวกัน",
                            "must be the cursor that the page before of the same list gave"))))
        }
        self = cursor
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    /// The wire form: parts, each with its length before it, in URL-safe base 64.
    public var text: String {
        var bytes: [UInt8] = []
        for part in [order] + keys {
            bytes += Array("\(part.utf8.count):".utf8) + Array(part.utf8)
        }
        return Base64.encode(bytes, alphabet: .urlSafe)
    }

    /// `nil` for what is no cursor.
    public init?(text: String) {
        guard text.utf8.count <= 2_048, let bytes = Base64.decode(text) else { return nil }
        var parts: [String] = []
        var position = 0
        while position < bytes.count {
            guard let colon = bytes[position...].firstIndex(of: UInt8(ascii: ":")),
                let length = Int(String(decoding: bytes[position..<colon], as: UTF8.self)), length >= 0,
                length <= bytes.count - colon - 1,
                let part = String(validating: bytes[(colon + 1)..<(colon + 1 + length)], as: UTF8.self)
            else { return nil }
            parts.append(part)
            position = colon + 1 + length
        }
        guard let order = parts.first else { return nil }
        self.init(order, Array(parts.dropFirst()))
    }
}
