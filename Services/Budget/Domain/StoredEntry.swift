import Kernel

/// An accepted act with what is kept of it beside its movements.
struct StoredEntry: Sendable {
    var id: ID
    var province: String
    var plan: PlannedEntry
    var document: Paper
    var transfer: ID?
    /// The claim that it pays, or whose payment it takes back.
    var claim: ID?
    var postedBy: String
    var postedAt: Instant
}

/// The paper behind an act (contract: `EntryDocument`).
struct Paper: Sendable, Hashable {
    var code: String?
    var letterNumber: String?
    var reference: String?
    var note: String?
}
