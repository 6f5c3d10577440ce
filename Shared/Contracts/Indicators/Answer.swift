import CommonContract
import Kernel

/// What an answer says. The four are different things everywhere: in storage, in sums, in pages and files (domain §7).
public enum AnswerState: String, Codable, Sendable, CaseIterable {
    /// A value was given; zero is a value.
    case value
    /// ไม่มี: there is none, it was not done. An answer.
    case none
    /// ไม่เกี่ยวข้อง: the question does not concern the organisation. An answer.
    case notApplicable
    /// Nothing has been said yet.
    case notReported
}

/// A file that an answer or a letter names. The service keeps its name, size and hash.
public struct FileReference: Codable, Sendable, Hashable {
    /// 1 to 255 characters, without a path.
    public var name: String
    /// `"application/pdf"` …
    public var mediaType: String?
    /// Bytes, 1 to 100 MiB.
    public var size: Int?
    /// Of the content, 64 lowercase hexadecimal digits.
    public var sha256: String

    public init(name: String, mediaType: String? = nil, size: Int? = nil, sha256: String) {
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.sha256 = sha256
    }
}

/// One question's answer. With `state` `value` exactly one of `number`, `text`, `choice`, `file` is there, as the
/// question's type asks; with any other state none is.
public struct QuestionAnswer: Codable, Sendable, Hashable {
    /// The question's code.
    public var question: String
    /// `value` where it is not given.
    public var state: AnswerState?
    public var number: Quantity?
    /// 1 to 4,000 characters.
    public var text: String?
    /// Code of the option taken.
    public var choice: String?
    public var file: FileReference?

    public init(
        question: String, state: AnswerState? = nil, number: Quantity? = nil, text: String? = nil,
        choice: String? = nil, file: FileReference? = nil
    ) {
        self.question = question
        self.state = state
        self.number = number
        self.text = text
        self.choice = choice
        self.file = file
    }
}

/// How many organisations said what about a question. `expected` is the sum of the other four.
public struct AnswerCounts: Codable, Sendable, Hashable {
    public var expected: Int
    public var value: Int
    public var none: Int
    public var notApplicable: Int
    public var notReported: Int

    public init(expected: Int, value: Int, none: Int, notApplicable: Int, notReported: Int) {
        self.expected = expected
        self.value = value
        self.none = none
        self.notApplicable = notApplicable
        self.notReported = notReported
    }
}

/// Over which relation organisations are gathered: สังกัด, กำกับดูแล, or both with each organisation once (domain §3).
public typealias Relation = OrganisationRelation
