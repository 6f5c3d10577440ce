import Kernel

/// What a type looks like as JSON; schemas are written from it, and bad params are compared with it.
public indirect enum JSONShape: Sendable, Hashable {
    /// Anything.
    case any
    case null
    case boolean
    /// A whole number within the range.
    case integer(minimum: Int64?, maximum: Int64?)
    case number
    /// `format` as JSON Schema names it (`uuid`, `date`, `date-time`), `pattern` an ECMA 262 expression.
    case string(format: String?, pattern: String?)
    /// One of these strings.
    case choice([String])
    case array(JSONShape)
    /// Any members of that shape.
    case map(JSONShape)
    case object(name: String, members: [JSONShapeMember])

    public static let string = JSONShape.string(format: nil, pattern: nil)
}

/// A member of an object's shape, in the order of its declaration.
public struct JSONShapeMember: Sendable, Hashable {
    public var name: String
    public var shape: JSONShape
    public var isRequired: Bool

    public init(name: String, shape: JSONShape, isRequired: Bool) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
    }
}

extension [JSONShapeMember] {
    /// The order of params: optional ones after all required ones (OpenRPC, "Method Object"), else as declared.
    public var requiredFirst: [JSONShapeMember] { filter(\.isRequired) + filter { !$0.isRequired } }
}

/// A type that says itself what it looks like: those whose form is more than their members (dates, money, ids).
public protocol JSONShaped: Decodable {
    static var jsonShape: JSONShape { get }
    /// JSON text of a value of the type.
    static var jsonExample: String { get }
}

extension ID: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: "uuid", pattern: nil) }
    public static var jsonExample: String { #""0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f10""# }
}

extension Reference: JSONShaped {
    public static var jsonShape: JSONShape { .string }
    public static var jsonExample: String { #""67-01""# }
}

extension CalendarDate: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: "date", pattern: nil) }
    public static var jsonExample: String { #""2022-10-01""# }
}

extension Instant: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: "date-time", pattern: nil) }
    public static var jsonExample: String { #""2022-10-01T02:00:00Z""# }
}

extension Money: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: nil, pattern: #"^-?[0-9]{1,16}(\.[0-9]{1,2})?$"#) }
    public static var jsonExample: String { #""1250000.00""# }
}

extension Quantity: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: nil, pattern: #"^-?[0-9]{1,14}(\.[0-9]{1,4})?$"#) }
    public static var jsonExample: String { #""85.25""# }
}

extension FiscalYear: JSONShaped {
    public static var jsonShape: JSONShape { .integer(minimum: 2400, maximum: 2800) }
    public static var jsonExample: String { "2566" }
}

extension AcademicYear: JSONShaped {
    public static var jsonShape: JSONShape { .integer(minimum: 2400, maximum: 2800) }
    public static var jsonExample: String { "2566" }
}

extension FiscalQuarter: JSONShaped {
    public static var jsonShape: JSONShape { .string(format: nil, pattern: "^[0-9]{4}-Q[1-4]$") }
    public static var jsonExample: String { #""2566-Q1""# }
}

extension LetterNumber: JSONShaped {
    public static var jsonShape: JSONShape { .string }
    public static var jsonExample: String { #""ศธ 0294/ว1""# }
}
