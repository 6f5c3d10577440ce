import CommonContract
import JSONRPC
import Kernel

/// A data set of one period as it was published: it never changes; what is corrected is another edition (R5).
public struct DataPublication: Codable, Sendable, Hashable {
    public var dataSet: String
    public var name: LocalizedText
    public var family: DataFamily
    public var period: Period
    public var edition: Int
    public var publishedAt: Instant
    /// Observations in it, and how many of them are kept back because groups are small.
    public var rows: Int
    public var suppressed: Int
    /// Of the figures as they are kept, hexadecimal.
    public var sha256: String

    public init(
        dataSet: String, name: LocalizedText, family: DataFamily, period: Period, edition: Int, publishedAt: Instant,
        rows: Int, suppressed: Int, sha256: String
    ) {
        self.dataSet = dataSet
        self.name = name
        self.family = family
        self.period = period
        self.edition = edition
        self.publishedAt = publishedAt
        self.rows = rows
        self.suppressed = suppressed
        self.sha256 = sha256
    }
}

/// What a province has published, newest first; needs no credential.
public struct ListPublications: RPCMethod {
    public static let name = "dataSet.publications"
    public static let summary = LocalizedText("ชุดข้อมูลที่เผยแพร่แล้ว", "Published data sets, newest first; open to everyone")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let examples = [
        RPCExample("nothing yet", params: #"{"province":"67"}"#, result: #"{"items":[]}"#)
    ]
    public typealias Result = Page<DataPublication>

    public var province: String
    public var family: DataFamily?
    public var limit: Int?
    public var cursor: PageCursor?

    public init(province: String, family: DataFamily? = nil, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.province = province
        self.family = family
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        Rules.organisation(province, "/province", &problems)
        PageLimit.check(limit, &problems)
    }
}

/// A published data set in a format that others read; needs no credential.
public struct ReadPublication: RPCMethod {
    public static let name = "dataSet.read"
    public static let summary = LocalizedText(
        "อ่านชุดข้อมูลที่เผยแพร่แล้ว", "A published data set in a format that others read; open to everyone")
    public static let details = LocalizedText(
        "ตัวเลขเป็นของวันที่เผยแพร่ ปกปิดกลุ่มคนจำนวนน้อยแล้ว (รวมค่าที่คำนวณย้อนได้) และไม่เปลี่ยนอีก",
        "The figures are those of the day of publication, small groups kept back with what they could be worked out from, and never change."
    )
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples: [RPCExample] = [
        RPCExample(
            "not published: nothing", params: #"{"dataSet":"67-DS-PUPILS","period":"AY2566","format":"csv"}"#,
            result: #"{"files":[]}"#)
    ]
    public typealias Result = PublishedData

    public var dataSet: String
    public var period: Period
    public var format: ExportFormat
    /// The last one unless given.
    public var edition: Int?

    public init(dataSet: String, period: Period, format: ExportFormat, edition: Int? = nil) {
        self.dataSet = dataSet
        self.period = period
        self.format = format
        self.edition = edition
    }

    public func check(_ problems: inout Problems) {
        Rules.code(dataSet, "/dataSet", &problems)
        Rules.range(edition, 1...10_000, "/edition", &problems)
    }
}

/// What `dataSet.read` answers.
public struct PublishedData: Codable, Sendable, Hashable {
    /// Absent: that period is not published.
    public var publication: DataPublication?
    public var files: [DataFile]

    public init(publication: DataPublication?, files: [DataFile]) {
        self.publication = publication
        self.files = files
    }
}

/// A publication as it is kept, for a service that follows this one; needs no credential.
public struct FetchPublication: RPCMethod {
    public static let name = "dataSet.fetch"
    public static let summary = LocalizedText(
        "ชุดข้อมูลที่เผยแพร่แล้วตามที่เก็บไว้", "A published data set as it is kept, for a service that follows this one")
    public static let details = LocalizedText(
        "`cube` มี SHA-256 ตรงกับ `publication.sha256`", "The SHA-256 of `cube` is `publication.sha256`.")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.open
    public static let examples = [
        RPCExample(
            "not published: nothing", params: #"{"dataSet":"67-DS-PUPILS","period":"AY2566","edition":1}"#, result: "{}"
        )
    ]
    public typealias Result = FetchedPublication

    public var dataSet: String
    public var period: Period
    public var edition: Int

    public init(dataSet: String, period: Period, edition: Int) {
        self.dataSet = dataSet
        self.period = period
        self.edition = edition
    }

    public func check(_ problems: inout Problems) {
        Rules.code(dataSet, "/dataSet", &problems)
        Rules.range(edition, 1...10_000, "/edition", &problems)
    }
}

/// What `dataSet.fetch` answers; nothing where there is no such edition.
public struct FetchedPublication: Codable, Sendable, Hashable {
    public var publication: DataPublication?
    /// JSON of its figures, byte for byte.
    public var cube: String?

    public init(publication: DataPublication?, cube: String?) {
        self.publication = publication
        self.cube = cube
    }
}
