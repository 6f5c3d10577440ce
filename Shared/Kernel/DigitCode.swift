/// A code of a fixed count of digits: text, never a number, because leading zeros count.
public protocol DigitCode: Hashable, Sendable, Comparable, Codable, LosslessStringConvertible {
    /// How many digits it has.
    static var digitCount: Int { get }
    /// The digits.
    var text: String { get }
    /// Takes text that has been checked.
    init(checked text: String)
}

extension DigitCode {
    /// `nil` unless it is exactly `digitCount` ASCII digits, not all of them zero.
    public init?(_ description: String) {
        let bytes = description.utf8
        guard bytes.count == Self.digitCount, bytes.allSatisfy({ (0x30...0x39).contains($0) }),
            bytes.contains(where: { $0 != 0x30 })
        else { return nil }
        self.init(checked: description)
    }

    public var description: String { text }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let code = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a code of \(Self.digitCount) digits")
        }
        self = code
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

// MARK: - GFMIS, the government's accounting system (domain §8)

/// GFMIS agency (หน่วยงาน), 5 digits.
public struct GFMISAgency: DigitCode {
    public static let digitCount = 5
    public let text: String
    public init(checked text: String) { self.text = text }
}

/// GFMIS budget unit (หน่วยรับงบประมาณ / หน่วยเบิกจ่าย), 10 digits.
public struct GFMISBudgetUnit: DigitCode {
    public static let digitCount = 10
    public let text: String
    public init(checked text: String) { self.text = text }
}

/// GFMIS source of funds (แหล่งของเงิน), 7 digits.
public struct GFMISFund: DigitCode {
    public static let digitCount = 7
    public let text: String
    public init(checked text: String) { self.text = text }
}

/// GFMIS budget code (รหัสงบประมาณ), 20 digits.
public struct GFMISBudgetCode: DigitCode {
    public static let digitCount = 20
    public let text: String
    public init(checked text: String) { self.text = text }
}

// MARK: - Geography

/// Province (จังหวัด), the official two digits: `67` is Phetchabun.
public struct ProvinceCode: DigitCode {
    public static let digitCount = 2
    public let text: String
    public init(checked text: String) { self.text = text }
}

/// District (อำเภอ), four digits that begin with the province's.
public struct DistrictCode: DigitCode {
    public static let digitCount = 4
    public let text: String
    public init(checked text: String) { self.text = text }

    public var province: ProvinceCode { ProvinceCode(checked: String(text.prefix(2))) }
}

/// Subdistrict (ตำบล), six digits that begin with the district's.
public struct SubdistrictCode: DigitCode {
    public static let digitCount = 6
    public let text: String
    public init(checked text: String) { self.text = text }

    public var district: DistrictCode { DistrictCode(checked: String(text.prefix(4))) }
    public var province: ProvinceCode { ProvinceCode(checked: String(text.prefix(2))) }
}
