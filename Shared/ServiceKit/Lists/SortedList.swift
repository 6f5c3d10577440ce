import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres

/// A row of a list that stands in an order of its reader's choosing: what it stands by, and the row itself.
public struct SortedRow<Item: Sendable>: Sendable {
    public let key: String
    /// Tells rows of one key apart.
    public let id: String
    public let item: Item

    public init(key: String, id: String, item: Item) {
        self.key = key
        self.id = id
        self.item = item
    }
}

/// A list in the order of a column that its reader chose (`PageOrder`), paged by key: a row that is inserted meanwhile
/// is neither lost nor doubled. Words are in the order of a Thai dictionary, vowels that stand before their consonant
/// behind it.
public struct SortedList: Sendable {
    /// One of the keys of `sql`.
    public let column: String
    public let isDescending: Bool
    /// The last row of the page before.
    public let after: (key: String, id: String)?
    public let limit: Int

    /// Name of the list in its cursors.
    private static let name = "sorted"

    /// - Parameter column: where it is another one than `order`'s key, as for names in the reader's language.
    /// - Returns: `nil` where the list is asked for in its own order.
    /// - Throws: `invalidParams` for a cursor of another order.
    public init?(_ order: PageOrder, column: String? = nil, cursor: PageCursor?, limit: Int) throws {
        guard let key = order.key else { return nil }
        self.column = column ?? key
        isDescending = order.isDescending
        self.limit = limit
        let list = "\(Self.name) \(self.column) \(order.isDescending)"
        after = try cursor.map { cursor in
            let keys = try cursor.keys(list, count: 2)
            return (keys[0], keys[1])
        }
    }

    /// The page out of the rows that were asked for: one more than its limit.
    public func page<Item: Codable>(_ rows: [SortedRow<Item>]) -> Page<Item> {
        Page(items: items(rows), nextCursor: next(after: rows))
    }

    /// The same for rows that are not answered as they are.
    public func items<Item>(_ rows: [SortedRow<Item>]) -> [Item] { rows.prefix(limit).map(\.item) }

    /// Where the next page starts; `nil` after the last one.
    public func next<Item>(after rows: [SortedRow<Item>]) -> PageCursor? {
        guard rows.count > limit, let last = rows.prefix(limit).last else { return nil }
        return PageCursor("\(Self.name) \(column) \(isDescending)", last.key, last.id)
    }

    /// SQL of such a list; decode its rows with `row`.
    /// - Parameters:
    ///   - columns: what the row is decoded from.
    ///   - id: an expression of type text that tells rows apart.
    ///   - keys: the columns that can be chosen, each with an expression of type text; NULL stands first.
    ///   - rest: from `FROM` to the last condition.
    ///   - first: number of the first of its five parameters, which `bind` appends.
    public static func sql(
        _ columns: String, id: String, by keys: KeyValuePairs<String, String>, _ rest: String, first: Int
    ) -> String {
        let cases = keys.map { "WHEN '\($0.key)' THEN \($0.value)" }.joined(separator: " ")
        let (chosen, down, key, after, limit) = (first, first + 1, first + 2, first + 3, first + 4)
        return """
            SELECT s.*
              FROM (SELECT coalesce(CASE $\(chosen)::text \(cases) END, '') COLLATE "th-x-icu" AS sort_key,
                           \(id) COLLATE "C" AS sort_id, \(columns)
                      \(rest)) s
             WHERE $\(key)::text IS NULL
                OR CASE WHEN $\(down)::boolean THEN (s.sort_key, s.sort_id) < ($\(key), $\(after)::text)
                        ELSE (s.sort_key, s.sort_id) > ($\(key), $\(after)) END
             ORDER BY CASE WHEN $\(down) THEN s.sort_key END DESC, CASE WHEN $\(down) THEN s.sort_id END DESC,
                      s.sort_key, s.sort_id
             LIMIT $\(limit)
            """
    }

    /// Appends the five parameters.
    public func bind(_ parameters: inout Parameters) {
        parameters.append(column)
        parameters.append(isDescending)
        parameters.append(after?.key)
        parameters.append(after?.id)
        parameters.append(limit + 1)
    }

    public static func row<Item>(
        _ row: inout RowReader, _ decode: (inout RowReader) throws -> Item
    ) throws -> SortedRow<Item> {
        let (key, id) = (try row.next(String.self), try row.next(String.self))
        return SortedRow(key: key, id: id, item: try decode(&row))
    }
}
