import Kernel

/// What an organisation says to a question. The four cases are never mixed up (domain §7): zero is a value, ไม่มี is
/// an answer, not applicable is another, and nothing said is none of them.
enum Answer: Hashable, Sendable {
    case value(AnswerValue)
    /// ไม่มี
    case none
    /// ไม่เกี่ยวข้อง
    case notApplicable
    case notReported
}

enum AnswerValue: Hashable, Sendable {
    case number(Quantity)
    case text(String)
    /// Code of the option.
    case choice(String)
    case file(AnsweredFile)
}

/// What is kept of a file that was given as an answer.
struct AnsweredFile: Hashable, Sendable {
    var name: String
    var mediaType: String?
    /// Bytes.
    var size: Int?
    var sha256: String
}

/// What is wrong with one answer, before anybody has said where it stands.
struct Fault: Hashable, Sendable {
    /// Stable name of the rule.
    var rule: String
    var message: LocalizedText

    init(_ rule: String, _ message: LocalizedText) {
        self.rule = rule
        self.message = message
    }
}
