import CommonContract
import JSONRPC
import Kernel

/// Goods or work that were received and accepted against a commitment (ตรวจรับ).
public struct Receipt: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// The office's own number, unique within the province.
    public var code: String
    public var commitment: ID
    public var commitmentCode: String
    public var date: CalendarDate
    public var amount: Money
    /// Of which payment was claimed.
    public var claimed: Money
    public var note: String?
    public var recordedBy: String
    public var recordedAt: Instant

    public init(
        id: ID, province: String, code: String, commitment: ID, commitmentCode: String, date: CalendarDate,
        amount: Money, claimed: Money, note: String?, recordedBy: String, recordedAt: Instant
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.commitment = commitment
        self.commitmentCode = commitmentCode
        self.date = date
        self.amount = amount
        self.claimed = claimed
        self.note = note
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// A claim for payment of what was received (ขอเบิก).
public struct Claim: Codable, Sendable, Hashable {
    public var id: ID
    public var province: String
    /// The office's own number, unique within the province.
    public var code: String
    public var receipt: ID
    public var receiptCode: String
    public var commitment: ID
    public var date: CalendarDate
    public var amount: Money
    /// Of which was paid.
    public var paid: Money
    public var letterNumber: String?
    public var recordedBy: String
    public var recordedAt: Instant

    public init(
        id: ID, province: String, code: String, receipt: ID, receiptCode: String, commitment: ID, date: CalendarDate,
        amount: Money, paid: Money, letterNumber: String?, recordedBy: String, recordedAt: Instant
    ) {
        self.id = id
        self.province = province
        self.code = code
        self.receipt = receipt
        self.receiptCode = receiptCode
        self.commitment = commitment
        self.date = date
        self.amount = amount
        self.paid = paid
        self.letterNumber = letterNumber
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// Records what was received against a commitment.
public struct PostReceipt: RPCChange {
    public static let name = "receipt.post"
    public static let summary = LocalizedText("บันทึกการตรวจรับ", "Records what was received against a commitment")
    public static let details = LocalizedText(
        "ใบสั่งซื้อ → ตรวจรับ → ขอเบิก → จ่าย ตรวจรับรวมไม่เกินข้อผูกพัน ขอเบิกไม่เกินที่ตรวจรับ จ่ายไม่เกินที่ขอเบิก หน่วยงานที่ไม่ใช้ขั้นนี้จ่ายจากข้อผูกพันได้เลย",
        "Purchase order → receipt → claim → payment: what is received is not above the commitment, what is claimed not above what was received, what is paid not above what was claimed. Who does not keep these steps pays the commitment directly."
    )
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "part of an order",
            params: """
                {"idempotencyKey":"receipt-1","commitment":"PO-EX1","code":"GR-EX1",\
                "amount":"5000.00","date":"2022-11-20"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","code":"GR-EX1","commitment":"\(Examples.someID)",\
                "commitmentCode":"PO-EX1","date":"2022-11-20","amount":"5000.00","claimed":"0.00",\
                "recordedBy":"example","recordedAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = Receipt

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var commitment: Reference
    public var code: String
    /// More than zero.
    public var amount: Money
    public var date: CalendarDate
    public var note: String?

    public init(
        idempotencyKey: String, commitment: Reference, code: String, amount: Money, date: CalendarDate,
        note: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.commitment = commitment
        self.code = code
        self.amount = amount
        self.date = date
        self.note = note
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(code, 1...64, "/code", &problems)
        Rules.positive(amount, "/amount", &problems)
        Rules.length(note, 1...2_000, "/note", &problems)
    }
}

/// Claims payment of what was received.
public struct PostClaim: RPCChange {
    public static let name = "claim.post"
    public static let summary = LocalizedText("บันทึกการขอเบิก", "Claims payment of what was received")
    public static let access = BudgetAccess.officers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .conflict, .ruleViolated]
    public static let examples = [
        RPCExample(
            "of what was received",
            params: """
                {"idempotencyKey":"claim-1","receipt":"GR-EX1","code":"CL-EX1","amount":"3000.00","date":"2022-11-25"}
                """,
            result: """
                {"id":"\(Examples.someID)","province":"67","code":"CL-EX1","receipt":"\(Examples.someID)",\
                "receiptCode":"GR-EX1","commitment":"\(Examples.someID)","date":"2022-11-25","amount":"3000.00",\
                "paid":"0.00","recordedBy":"example","recordedAt":"\(Examples.instant)"}
                """)
    ]
    public typealias Result = Claim

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var receipt: Reference
    public var code: String
    /// More than zero.
    public var amount: Money
    public var date: CalendarDate
    public var letterNumber: String?

    public init(
        idempotencyKey: String, receipt: Reference, code: String, amount: Money, date: CalendarDate,
        letterNumber: String? = nil, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.receipt = receipt
        self.code = code
        self.amount = amount
        self.date = date
        self.letterNumber = letterNumber
        self.validateOnly = validateOnly
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        Rules.length(code, 1...64, "/code", &problems)
        Rules.positive(amount, "/amount", &problems)
        Rules.length(letterNumber, 1...64, "/letterNumber", &problems)
    }
}

/// A commitment with everything that followed from it.
public struct GetChain: RPCMethod {
    public static let name = "commitment.chain"
    public static let summary = LocalizedText(
        "ข้อผูกพันกับการตรวจรับ ขอเบิก และจ่ายทั้งหมด", "A commitment with its receipts, claims and entries")
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "received in part, claimed in part", params: #"{"commitment":"PO-EX1"}"#,
            result: """
                {"commitment":\(Examples.commitment),"receipts":[{"id":"\(Examples.someID)","province":"67",\
                "code":"GR-EX1","commitment":"\(Examples.someID)","commitmentCode":"PO-EX1","date":"2022-11-20",\
                "amount":"5000.00","claimed":"3000.00","recordedBy":"example","recordedAt":"\(Examples.instant)"}],\
                "claims":[{"id":"\(Examples.someID)","province":"67","code":"CL-EX1",\
                "receipt":"\(Examples.someID)","receiptCode":"GR-EX1","commitment":"\(Examples.someID)",\
                "date":"2022-11-25","amount":"3000.00","paid":"0.00","recordedBy":"example",\
                "recordedAt":"\(Examples.instant)"}],"entries":[\(Examples.entry(
                    #""kind":"commitment","date":"2022-11-01","code":"PO-EX1","commitment":"\#(Examples.someID)""#,
                    postings: [Examples.posting(1, debit: "committed", credit: "available", "30000.00")]))]}
                """)
    ]
    public typealias Result = CommitmentChain

    public var commitment: Reference

    public init(commitment: Reference) { self.commitment = commitment }
}

/// What followed from a commitment, each in the order of its days.
public struct CommitmentChain: Codable, Sendable, Hashable {
    public var commitment: Commitment
    public var receipts: [Receipt]
    public var claims: [Claim]
    public var entries: [LedgerEntry]

    public init(commitment: Commitment, receipts: [Receipt], claims: [Claim], entries: [LedgerEntry]) {
        self.commitment = commitment
        self.receipts = receipts
        self.claims = claims
        self.entries = entries
    }
}
