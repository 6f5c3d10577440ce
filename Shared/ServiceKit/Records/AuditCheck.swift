import CommonContract
import Kernel
import Postgres

/// Makes digests and chain of the audit trail again and says where they differ from what is stored.
///
/// Each seal keeps the digest it covers, so that one bad entry does not hide what is wrong behind it.
struct AuditCheck: Sendable {
    static let batch = 1_000
    static let faultsMax = 100

    let database: PostgresClient
    let from: Int
    let anchor: AuditAnchor?

    func run() async throws -> AuditVerdict {
        guard let head = try await database.first(ChainHead(before: from)) else {
            return AuditVerdict(
                intact: false, faults: [AuditFault(kind: .end, number: nil, entry: nil)], checkedFrom: from,
                checkedThrough: from - 1, sealedThrough: 0, sealedHash: "", unsealed: 0)
        }
        var faults: [AuditFault] = []
        var walk = Walk(number: from - 1, hash: head.previous ?? AuditChain.start)
        if from > 1, head.previous == nil {
            faults.append(AuditFault(kind: .missing, number: from - 1, entry: nil))
            walk.trusted = false
        }
        let last = min(head.number, from + VerifyAudit.entriesMax - 1)
        var after = from - 1
        while after < last {
            let links = try await database.all(ChainLinks(after: after, through: last, limit: AuditCheck.batch))
            guard let end = links.last else { break }
            for link in links { faults += walk.look(at: link, anchor: anchor) }
            after = end.number
        }
        if walk.number < last {
            faults += ((walk.number + 1)...last).prefix(AuditCheck.faultsMax)
                .map { AuditFault(kind: .missing, number: $0, entry: nil) }
        } else if last == head.number, walk.hash != head.hash {
            faults.append(AuditFault(kind: .end, number: last, entry: nil))
        }
        if let anchor, anchor.number > head.number {
            faults.append(AuditFault(kind: .end, number: anchor.number, entry: nil))
        }
        let beyond = try await database.all(BeyondHead(limit: AuditCheck.faultsMax))
        faults += beyond.map { AuditFault(kind: .broken, number: $0, entry: nil) }
        let inserted = try await database.all(UnsealedButOld(limit: AuditCheck.faultsMax))
        faults += inserted.map { AuditFault(kind: .inserted, number: nil, entry: $0) }
        return AuditVerdict(
            intact: faults.isEmpty, faults: Array(faults.prefix(AuditCheck.faultsMax)), checkedFrom: from,
            checkedThrough: max(last, from - 1), sealedThrough: head.number, sealedHash: hexadecimal(head.hash),
            unsealed: head.unsealed)
    }

    /// Goes along the chain.
    struct Walk {
        var number: Int
        var hash: [UInt8]
        /// Whether `hash` is known to be the one before the next seal.
        var trusted = true

        mutating func look(at link: ChainLinks.Link, anchor: AuditAnchor?) -> [AuditFault] {
            var faults: [AuditFault] = []
            if link.number > number + 1 {
                faults += ((number + 1)..<link.number).prefix(AuditCheck.faultsMax)
                    .map { AuditFault(kind: .missing, number: $0, entry: nil) }
                trusted = false
            }
            let expected = AuditChain.hash(
                after: hash, number: link.number, entry: link.sealed, digest: link.digest)
            if trusted, expected != link.hash {
                faults.append(AuditFault(kind: .broken, number: link.number, entry: link.sealed))
            } else if let entry = link.entry {
                if entry.digest != link.digest {
                    faults.append(AuditFault(kind: .edited, number: link.number, entry: link.sealed))
                }
            } else {
                faults.append(AuditFault(kind: .deleted, number: link.number, entry: link.sealed))
            }
            if let anchor, anchor.number == link.number, anchor.hash.lowercased() != hexadecimal(link.hash) {
                faults.append(AuditFault(kind: .end, number: link.number, entry: nil))
            }
            (number, hash, trusted) = (link.number, link.hash, true)
            return faults
        }
    }
}

/// Where the chain ends, and the hash before the place where a check begins.
struct ChainHead: Statement {
    struct Head: Sendable {
        var number: Int
        var hash: [UInt8]
        var previous: [UInt8]?
        var unsealed: Int
    }

    static let sql = """
        SELECT h.number, h.hash, (SELECT s.hash FROM audit_seal s WHERE s.number = $1::bigint - 1),
               (SELECT count(*) FROM (SELECT) AS one \(Unsealed.lookedFor("e.xact >= h.horizon")))
          FROM audit_head h
         WHERE h.one
        """
    let before: Int
    func bind(_ parameters: inout Parameters) { parameters.append(before) }

    static func decode(_ row: inout RowReader) throws -> Head {
        Head(number: try row.next(), hash: try row.next(), previous: try row.next(), unsealed: try row.next())
    }
}

/// Seals in order, each with its entry if that is still there.
struct ChainLinks: Statement {
    struct Link: Sendable {
        var number: Int
        var sealed: ID
        var digest: [UInt8]
        var hash: [UInt8]
        var entry: AuditEntry?
    }

    static let sql = """
        SELECT s.number, s.entry, s.digest, s.hash, a.id IS NOT NULL, \(AuditEntry.columns)
          FROM audit_seal s
          LEFT JOIN audit_entry a ON a.xact = s.xact AND a.id = s.entry
         WHERE s.number > $1 AND s.number <= $2
         ORDER BY s.number
         LIMIT $3
        """
    let after: Int
    let through: Int
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(through)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> Link {
        var link = Link(
            number: try row.next(), sealed: try row.next(), digest: try row.next(), hash: try row.next(), entry: nil)
        if try row.next(Bool.self) { link.entry = try AuditEntry(row: &row) }
        return link
    }
}

/// Seals beyond the head: nobody but a forger writes them. The head is read in the same moment, for the sealer goes on
/// while a check runs.
struct BeyondHead: Statement {
    static let sql = """
        SELECT number FROM audit_seal WHERE number > (SELECT number FROM audit_head WHERE one) ORDER BY number LIMIT $1
        """
    let limit: Int

    func bind(_ parameters: inout Parameters) { parameters.append(limit) }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// Entries without a seal though everything of their time is sealed.
struct UnsealedButOld: Statement {
    static let sql = """
        SELECT e.id
          FROM audit_entry e
         WHERE e.xact < (SELECT horizon FROM audit_head WHERE one)
           AND NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry = e.id)
         ORDER BY e.xact, e.id
         LIMIT $1
        """
    let limit: Int
    func bind(_ parameters: inout Parameters) { parameters.append(limit) }
    static func decode(_ row: inout RowReader) throws -> ID { try row.next() }
}
