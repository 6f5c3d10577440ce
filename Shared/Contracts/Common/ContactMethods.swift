import JSONRPC
import Kernel

/// Where an organisation's mail goes.
public struct Contact: Codable, Sendable, Hashable {
    public var organisation: String
    /// Absent: none any more.
    public var email: String?
    /// Whose it is, for the mail's heading.
    public var name: String?

    public init(organisation: String, email: String?, name: String? = nil) {
        self.organisation = organisation
        self.email = email
        self.name = name
    }
}

/// Sets organisations' mail addresses.
public struct SetContacts: RPCChange {
    public static let name = "contact.set"
    public static let summary = LocalizedText("บันทึกอีเมลของหน่วยงาน", "Set organisations' mail addresses")
    public static let details = LocalizedText(
        "`under` คือหน่วยงานที่ครอบคลุมทุกหน่วยงานในรายการ", "`under` is an organisation with all the others at or below it.")
    public static let access = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .budgetOfficer, .provincialOfficer, .integrator, .administrator,
    ])
    public static let errors: [RPCErrorKind] = [.ruleViolated]
    public static let examples = [
        RPCExample(
            "of a school",
            params: """
                {"idempotencyKey":"contacts-1","under":"67-S0001","contacts":[{"organisation":"67-S0001",\
                "email":"school@example.org","name":"ธุรการ"}]}
                """,
            result: #"{"contacts":[{"organisation":"67-S0001","email":"school@example.org","name":"ธุรการ"}]}"#)
    ]
    public typealias Result = ContactsSet

    /// Contacts in one call.
    public static let contactsMax = 1_000

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var under: String
    /// 1 to 1,000.
    public var contacts: [Contact]

    public init(idempotencyKey: String, under: String, contacts: [Contact], validateOnly: Bool? = nil) {
        self.idempotencyKey = idempotencyKey
        self.under = under
        self.contacts = contacts
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        OrganisationCode.check(under, at: "/under", &problems)
        if !(1...Self.contactsMax).contains(contacts.count) {
            problems.add(
                "/contacts", "count.range", th: "ต้องมี 1 ถึง \(Self.contactsMax) รายการ แต่มี \(contacts.count)",
                en: "must have 1 to \(Self.contactsMax) items, has \(contacts.count)")
        }
        var seen: Set<String> = []
        for (index, contact) in contacts.enumerated() {
            let path = "/contacts/\(index)"
            OrganisationCode.check(contact.organisation, at: path + "/organisation", &problems)
            if !seen.insert(contact.organisation).inserted {
                problems.add(
                    path + "/organisation", "unique", th: "“\(contact.organisation)” ซ้ำในรายการ",
                    en: "“\(contact.organisation)” is there more than once")
            }
            problems.check(text: contact.name, at: path + "/name", max: 200)
            if let email = contact.email, !MailAddress.isValid(email) {
                problems.add(
                    path + "/email", "email.format", th: "ไม่ใช่ที่อยู่อีเมล เช่น name@example.org",
                    en: "not a mail address, such as name@example.org")
            }
        }
    }
}

/// What `contact.set` set.
public struct ContactsSet: Codable, Sendable, Hashable {
    public var contacts: [Contact]

    public init(contacts: [Contact]) { self.contacts = contacts }
}

/// Mail addresses at and below an organisation.
public struct ListContacts: RPCMethod {
    public static let name = "contact.list"
    public static let summary = LocalizedText("อีเมลของหน่วยงาน", "List mail addresses at and below an organisation")
    public static let safety = RPCSafety.read
    public static let access = RPCAccess.roles([
        .head, .agencyPlanner, .planner, .budgetOfficer, .provincialOfficer, .integrator, .administrator, .auditor,
    ])
    public static let examples = [
        RPCExample(
            "of a service area", params: #"{"organisation":"67-02"}"#,
            result: #"{"items":[{"organisation":"67-S0001","email":"school@example.org","name":"ธุรการ"}]}"#)
    ]
    public typealias Result = Page<Contact>

    public var organisation: String
    public var limit: Int?
    public var cursor: PageCursor?

    public init(organisation: String, limit: Int? = nil, cursor: PageCursor? = nil) {
        self.organisation = organisation
        self.limit = limit
        self.cursor = cursor
    }

    public func check(_ problems: inout Problems) {
        OrganisationCode.check(organisation, at: "/organisation", &problems)
        PageLimit.check(limit, &problems)
    }
}
