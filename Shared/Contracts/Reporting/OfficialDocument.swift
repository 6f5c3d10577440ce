import Kernel

/// What an official document is, and so how it is laid out (rules of the Office of the Prime Minister on
/// correspondence, domain §8).
public enum OfficialDocumentKind: String, Codable, Sendable, CaseIterable {
    /// หนังสือภายนอก: a letter to another office, with the Garuda above.
    case letter
    /// บันทึกข้อความ: within the office.
    case memo
    /// หนังสือแจ้งเร่งรัด: a letter that presses for spending or for an answer.
    case accelerationNotice
    /// หนังสือแจ้งมติ: a letter that says what a committee resolved.
    case resolutionNotice
    /// คำสั่ง.
    case order
    /// ประกาศ.
    case announcement
    /// ระเบียบวาระการประชุม.
    case agenda
    /// รายงานการประชุม.
    case minutes
    /// เกียรติบัตร / หนังสือรับรอง.
    case certificate
}

/// How fast a letter has to be dealt with; stands above it in red.
public enum DocumentUrgency: String, Codable, Sendable, CaseIterable {
    /// ด่วน
    case urgent
    /// ด่วนมาก
    case veryUrgent
    /// ด่วนที่สุด
    case mostUrgent
}

/// What a document is set in on paper.
public enum DocumentFont: String, Codable, Sendable, CaseIterable {
    /// The free descendant of TH Sarabun that comes with the service.
    case laksaman
    /// TH Sarabun New and TH SarabunPSK: where the office has supplied them, or the machine has them.
    case sarabunNew, sarabunPSK
}

/// A letter, an agenda, minutes, a notice, a certificate: what it says, in the parts that its form has. The renderer
/// puts what belongs above, beside and below it; a part that is not given is left out.
public struct OfficialDocument: Codable, Sendable, Hashable {
    public var kind: OfficialDocumentKind
    /// Number of the letter or order, as `ศธ 02110/ว1234`.
    public var number: String?
    /// The day that it bears.
    public var date: CalendarDate?
    public var urgency: DocumentUrgency?
    /// Who issues it: the office on a letter, the province of an announcement, the body of an agenda.
    public var issuer: String
    /// Lines of the issuer's address.
    public var address: [String]?
    /// เรื่อง.
    public var subject: String
    /// เรียน: to whom, by position.
    public var to: String?
    /// อ้างถึง.
    public var references: [String]?
    /// สิ่งที่ส่งมาด้วย.
    public var attachments: [String]?
    /// Of agenda and minutes.
    public var meeting: DocumentMeeting?
    public var body: [DocumentBlock]
    /// Above the signature; ขอแสดงความนับถือ on letters unless given.
    public var closing: String?
    public var signers: [DocumentSigner]?
    /// Owning group, telephone, e-mail; below, one a line.
    public var contact: [String]?
    /// สำเนาส่ง.
    public var copies: [String]?
    /// Digits of its text: Thai in official letters unless given.
    public var digits: Digits?
    /// Whether the Garuda stands above it; where the form has one unless given. It is drawn where the office has supplied
    /// the picture.
    public var hasGaruda: Bool?
    /// Of the PDF; the office's TH Sarabun where it has supplied it, else Laksaman, unless given.
    public var font: DocumentFont?

    public init(
        kind: OfficialDocumentKind, number: String? = nil, date: CalendarDate? = nil, urgency: DocumentUrgency? = nil,
        issuer: String, address: [String]? = nil, subject: String, to: String? = nil, references: [String]? = nil,
        attachments: [String]? = nil, meeting: DocumentMeeting? = nil, body: [DocumentBlock], closing: String? = nil,
        signers: [DocumentSigner]? = nil, contact: [String]? = nil, copies: [String]? = nil, digits: Digits? = nil,
        hasGaruda: Bool? = nil, font: DocumentFont? = nil
    ) {
        self.kind = kind
        self.number = number
        self.date = date
        self.urgency = urgency
        self.issuer = issuer
        self.address = address
        self.subject = subject
        self.to = to
        self.references = references
        self.attachments = attachments
        self.meeting = meeting
        self.body = body
        self.closing = closing
        self.signers = signers
        self.contact = contact
        self.copies = copies
        self.digits = digits
        self.hasGaruda = hasGaruda
        self.font = font
    }
}

public enum DocumentBlockKind: String, Codable, Sendable, CaseIterable {
    /// A title within the document: `ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ`.
    case heading
    /// Text, its first line indented; paragraphs are parted by an empty line.
    case paragraph
    /// A paragraph with its own number before it, in `number` (`4.1`).
    case item
    /// Points numbered from 1, in `items`.
    case numbered
    /// In `table`.
    case table
    /// มติที่ประชุม: what was resolved, in `text`.
    case resolution
}

/// A piece of a document: which member carries it depends on the kind.
public struct DocumentBlock: Codable, Sendable, Hashable {
    public var kind: DocumentBlockKind
    public var text: String?
    public var number: String?
    public var items: [String]?
    public var table: ReportTable?

    public init(
        kind: DocumentBlockKind, text: String? = nil, number: String? = nil, items: [String]? = nil,
        table: ReportTable? = nil
    ) {
        self.kind = kind
        self.text = text
        self.number = number
        self.items = items
        self.table = table
    }

    public static func heading(_ text: String) -> DocumentBlock { DocumentBlock(kind: .heading, text: text) }
    public static func paragraph(_ text: String) -> DocumentBlock { DocumentBlock(kind: .paragraph, text: text) }
    public static func item(_ number: String, _ text: String) -> DocumentBlock {
        DocumentBlock(kind: .item, text: text, number: number)
    }
    public static func numbered(_ items: [String]) -> DocumentBlock { DocumentBlock(kind: .numbered, items: items) }
    public static func table(_ table: ReportTable) -> DocumentBlock { DocumentBlock(kind: .table, table: table) }
    public static func resolution(_ text: String) -> DocumentBlock { DocumentBlock(kind: .resolution, text: text) }
}

/// When and where a body met, and who was there.
public struct DocumentMeeting: Codable, Sendable, Hashable {
    /// As `ครั้งที่ 10/2566`.
    public var number: String
    public var date: CalendarDate
    /// Local times, `09:30`.
    public var from: String?
    public var until: String?
    public var place: String?
    /// Members present, absent, and others attending, in the order of their seats.
    public var present: [DocumentPerson]?
    public var absent: [DocumentPerson]?
    public var attending: [DocumentPerson]?

    public init(
        number: String, date: CalendarDate, from: String? = nil, until: String? = nil, place: String? = nil,
        present: [DocumentPerson]? = nil, absent: [DocumentPerson]? = nil, attending: [DocumentPerson]? = nil
    ) {
        self.number = number
        self.date = date
        self.from = from
        self.until = until
        self.place = place
        self.present = present
        self.absent = absent
        self.attending = attending
    }
}

/// Somebody at a meeting; by position where the name is not known.
public struct DocumentPerson: Codable, Sendable, Hashable {
    public var name: String?
    public var position: String
    /// `ประธาน`, `กรรมการ`, `เลขานุการ`.
    public var seat: String?
    public var note: String?

    public init(name: String? = nil, position: String, seat: String? = nil, note: String? = nil) {
        self.name = name
        self.position = position
        self.seat = seat
        self.note = note
    }
}

/// Who signs.
public struct DocumentSigner: Codable, Sendable, Hashable {
    /// In brackets under the signature; a dotted line where it is not given.
    public var name: String?
    public var position: String
    /// As `ปฏิบัติราชการแทน ผู้ว่าราชการจังหวัด`, or a role: `ผู้จดรายงานการประชุม`.
    public var capacity: String?

    public init(name: String? = nil, position: String, capacity: String? = nil) {
        self.name = name
        self.position = position
        self.capacity = capacity
    }
}
