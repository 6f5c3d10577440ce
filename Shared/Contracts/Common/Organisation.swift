import Kernel

/// What an organisation is (domain §2, §3).
public enum OrganisationKind: String, Codable, Sendable, CaseIterable {
    /// The country, code `TH`.
    case nation
    /// A ministry or a department of one.
    case ministry
    /// One of the 18 education regions, codes `R01` … `R18`.
    case region
    /// One of the 77 provinces, the official two-digit code.
    case province
    /// สำนักงานศึกษาธิการจังหวัด: acts both as the province and as an agency.
    case provincialEducationOffice
    /// สพป. and สพม.
    case educationServiceArea
    /// Another office of the state in the province: non-formal, vocational, Buddhism, local administration …
    case agency
    /// Provincial administrative organisation, municipality, subdistrict organisation.
    case localGovernment
    case university
    /// Any school or other place of learning below a university.
    case school
}

/// An organisation as it is now.
public struct Organisation: Codable, Sendable, Hashable {
    public var id: ID
    /// Chosen by people, never changed: `TH`, `R17`, `67`, `67-01`, `67-S0001`.
    public var code: String
    /// Two digits; `TH` for what is national.
    public var province: String
    public var kind: OrganisationKind
    public var name: LocalizedText
    /// Parent agency (สังกัด); absent only at the top.
    public var parent: String?
    /// Supervising agency (กำกับดูแล), where it is another than the parent.
    public var supervisor: String?
    public var openedOn: CalendarDate
    /// First day on which it is no more.
    public var closedOn: CalendarDate?
    /// Where its work went when it was closed by a merger.
    public var successor: String?
    public var version: Int
    /// Official four-digit code of its district (อำเภอ).
    public var district: String?
    /// Official six-digit code of its subdistrict (ตำบล).
    public var subdistrict: String?
    /// Its codes in other schemes (`obec`, `moe8`, `gfmis` …), by scheme: text, never numbers. Absent: none.
    public var codes: [String: String]?

    public init(
        id: ID, code: String, province: String, kind: OrganisationKind, name: LocalizedText, parent: String?,
        supervisor: String?, openedOn: CalendarDate, closedOn: CalendarDate?, successor: String?, version: Int,
        district: String? = nil, subdistrict: String? = nil, codes: [String: String]? = nil
    ) {
        self.id = id
        self.code = code
        self.province = province
        self.kind = kind
        self.name = name
        self.parent = parent
        self.supervisor = supervisor
        self.openedOn = openedOn
        self.closedOn = closedOn
        self.successor = successor
        self.version = version
        self.district = district
        self.subdistrict = subdistrict
        self.codes = codes
    }
}

/// What happened to an organisation.
public enum OrganisationChangeKind: String, Codable, Sendable, CaseIterable {
    case opened, moved, renamed, closed
    /// Closed, with its work and what stood below it given to another.
    case merged
    /// Its district or its codes in other schemes were set.
    case described
    /// What was recorded since the last change was wrong and has been put right.
    case corrected
}

/// One dated row of an organisation's history: what it was from that day on.
public struct OrganisationChange: Codable, Sendable, Hashable {
    public var version: Int
    public var change: OrganisationChangeKind
    public var effectiveOn: CalendarDate
    public var name: LocalizedText
    public var parent: String?
    public var supervisor: String?
    public var successor: String?
    /// Order, announcement or other ground of the change.
    public var reason: String?
    public var recordedAt: Instant

    public init(
        version: Int, change: OrganisationChangeKind, effectiveOn: CalendarDate, name: LocalizedText, parent: String?,
        supervisor: String?, successor: String?, reason: String?, recordedAt: Instant
    ) {
        self.version = version
        self.change = change
        self.effectiveOn = effectiveOn
        self.name = name
        self.parent = parent
        self.supervisor = supervisor
        self.successor = successor
        self.reason = reason
        self.recordedAt = recordedAt
    }
}

/// An organisation with its place in the tree and its history.
public struct OrganisationDetail: Codable, Sendable, Hashable {
    public var organisation: Organisation
    /// Oldest first.
    public var history: [OrganisationChange]
    /// Codes of everything that reaches it, over parents and supervisors, nearest first.
    public var above: [String]

    public init(organisation: Organisation, history: [OrganisationChange], above: [String]) {
        self.organisation = organisation
        self.history = history
        self.above = above
    }
}

/// Rules of organisation codes (architecture, "Directory").
public enum OrganisationCode {
    public static let lengthMax = 32

    /// The province of a code: its first two digits, or `TH` for the nation, regions and ministries.
    public static func province(of code: String) -> String {
        let bytes = Array(code.utf8)
        let digits = bytes.prefix(2).allSatisfy { (0x30...0x39).contains($0) }
        guard bytes.count >= 2, digits, bytes.count == 2 || bytes[2] == UInt8(ascii: "-") else { return "TH" }
        return String(decoding: bytes.prefix(2), as: UTF8.self)
    }

    /// Upper-case letters, digits and `-`, 1 to 32 characters, beginning and ending with a letter or digit.
    public static func isValid(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) }
        guard (1...lengthMax).contains(bytes.count), let first = bytes.first, let last = bytes.last else {
            return false
        }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// Adds a problem if `code` is no valid code.
    public static func check(_ code: String, at path: String, _ problems: inout Problems) {
        guard !isValid(code) else { return }
        problems.add(
            path, "organisation.code",
            th: "รหัสหน่วยงานต้องเป็นตัวอักษรอังกฤษพิมพ์ใหญ่ ตัวเลข และ - ไม่เกิน 32 ตัว",
            en: "an organisation code is 1 to 32 upper-case letters, digits and hyphens")
    }
}
