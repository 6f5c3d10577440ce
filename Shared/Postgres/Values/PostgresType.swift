/// The number (oid) of a PostgreSQL type, as in `pg_type`.
public struct PostgresType: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The server finds the type out from the statement.
    public static let inferred = PostgresType(rawValue: 0)
    public static let bool = PostgresType(rawValue: 16)
    public static let bytea = PostgresType(rawValue: 17)
    static let char = PostgresType(rawValue: 18)
    static let name = PostgresType(rawValue: 19)
    public static let int8 = PostgresType(rawValue: 20)
    public static let int2 = PostgresType(rawValue: 21)
    public static let int4 = PostgresType(rawValue: 23)
    public static let text = PostgresType(rawValue: 25)
    static let oid = PostgresType(rawValue: 26)
    static let xid = PostgresType(rawValue: 28)
    public static let json = PostgresType(rawValue: 114)
    public static let float4 = PostgresType(rawValue: 700)
    public static let float8 = PostgresType(rawValue: 701)
    static let unknown = PostgresType(rawValue: 705)
    static let bpchar = PostgresType(rawValue: 1042)
    static let varchar = PostgresType(rawValue: 1043)
    public static let date = PostgresType(rawValue: 1082)
    static let timestamp = PostgresType(rawValue: 1114)
    public static let timestamptz = PostgresType(rawValue: 1184)
    public static let numeric = PostgresType(rawValue: 1700)
    public static let uuid = PostgresType(rawValue: 2950)
    public static let jsonb = PostgresType(rawValue: 3802)
    static let xid8 = PostgresType(rawValue: 5069)

    /// The first number that types made in a database (enums, domains' bases, extensions) can have.
    static let firstOfDatabase: UInt32 = 16_384

    /// The type of an array of this; `nil` where this client does not know it.
    var array: PostgresType? {
        let number: UInt32
        switch self {
        case .bool: number = 1000
        case .bytea: number = 1001
        case .int2: number = 1005
        case .int4: number = 1007
        case .int8: number = 1016
        case .text: number = 1009
        case .float8: number = 1022
        case .date: number = 1182
        case .timestamptz: number = 1185
        case .uuid: number = 2951
        case .jsonb: number = 3807
        default: return nil
        }
        return PostgresType(rawValue: number)
    }

    /// Binary form is the text itself: character types, and whatever the database defines (enums, citext).
    var isText: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .unknown, .json, .char: true
        default: rawValue >= PostgresType.firstOfDatabase
        }
    }
}
