import CommonContract
import JSONRPC
import Kernel

/// Makes a report again from what was recorded when it was composed, and compares it byte for byte, and where bytes differ
/// figure by figure.
public struct ReproduceReport: RPCMethod {
    public static let name = "report.reproduce"
    public static let summary = LocalizedText(
        "จัดทำรายงานซ้ำจากข้อมูลที่บันทึกไว้ แล้วเทียบทุกไบต์", "Make a report again from its recorded inputs and compare every byte")
    public static let details = LocalizedText(
        """
        ถ้าโปรแกรมที่จัดทำเป็นรุ่นอื่น ข้อความหรือแผนภูมิอาจต่างไปโดยตัวเลขเท่าเดิม outcome บอกว่าต่างอย่างไร และ differences บอกว่าที่ใด \
        ว่าเนื้อหาที่เก็บไว้ไม่ถูกแก้หลังตรึงนั้นดูที่ report.verify
        """,
        """
        Another edition of the program may word or draw what it says otherwise, with the same figures: `outcome` tells \
        which it is, `differences` where. That the kept content was not changed since it was frozen is `report.verify`'s to say.
        """)
    public static let safety = RPCSafety.read
    public static let access = ReportingAccess.readers
    public static let errors: [RPCErrorKind] = [.notFound]
    public static let examples = [
        RPCExample(
            "by code", params: #"{"report":"67-2566-annualProvincial-1"}"#,
            result: """
                {"isSame":true,"outcome":"same","message":{"th":"…","en":"…"},\
                "recorded":"\(String(repeating: "0", count: 64))",\
                "reproduced":"\(String(repeating: "0", count: 64))","bytes":1000,"inputs":9,"inputsIntact":true,\
                "composer":1,"composerNow":1,"figures":0,"figuresChanged":0,"unreadable":[],"figuresLeft":0,"figuresAdded":0,\
                "words":0,"charts":0,"differences":[]}
                """)
    ]
    public typealias Result = ReportReproduction

    public var report: Reference

    public init(report: Reference) {
        self.report = report
    }
}

/// What making a report again came to.
public enum ReproductionOutcome: String, Codable, Sendable, CaseIterable {
    /// The same in every byte.
    case same
    /// Every figure is the same; another edition of the program words, arranges or draws them otherwise.
    case drawnOtherwise
    /// Every figure that can be compared is the same; some cannot, as this program does not show them any more, or no longer
    /// reads an answer that was recorded.
    case partly
    /// A figure or a recorded answer is not what it was, or the very edition that composed it gives something else.
    case different
}

/// A place where a report that was made again is not as it is kept.
public struct ReproductionDifference: Codable, Sendable, Hashable {
    /// Into the kept content (RFC 6901).
    public var path: String
    /// Whether a figure differs, not just how something is worded or drawn.
    public var isFigure: Bool
    /// What stands there, and what the answers give now; absent on the side that has nothing like it.
    public var recorded: String?
    public var reproduced: String?

    public init(path: String, isFigure: Bool, recorded: String?, reproduced: String?) {
        self.path = path
        self.isFigure = isFigure
        self.recorded = recorded
        self.reproduced = reproduced
    }
}

public struct ReportReproduction: Codable, Sendable, Hashable {
    public var isSame: Bool
    public var outcome: ReproductionOutcome
    /// The outcome in words, with its numbers.
    public var message: LocalizedText
    /// SHA-256 of the content as it is kept, and as it was made again; lower-case hex.
    public var recorded: String
    public var reproduced: String
    /// Size of what was made again.
    public var bytes: Int
    /// Answers of other services that it was made from, and whether each still has its recorded hash.
    public var inputs: Int
    public var inputsIntact: Bool
    /// Edition of the program's composing that made it, absent where that was not recorded yet; and of the one that made it
    /// again.
    public var composer: Int?
    public var composerNow: Int
    /// Figures that were compared one by one, where bytes differ, and those of them that are not the same.
    public var figures: Int
    public var figuresChanged: Int
    /// Recorded answers, by service and method, that this program cannot read any more.
    public var unreadable: [String]
    /// Figures that only the kept one tells, and only the one made again.
    public var figuresLeft: Int
    public var figuresAdded: Int
    /// Texts and charts that differ while their figures do not.
    public var words: Int
    public var charts: Int
    /// The first twenty, figures first.
    public var differences: [ReproductionDifference]

    public init(
        outcome: ReproductionOutcome, message: LocalizedText, recorded: String, reproduced: String, bytes: Int,
        inputs: Int, inputsIntact: Bool, composer: Int?, composerNow: Int, figures: Int = 0, figuresChanged: Int = 0,
        unreadable: [String] = [], figuresLeft: Int = 0, figuresAdded: Int = 0, words: Int = 0, charts: Int = 0,
        differences: [ReproductionDifference] = []
    ) {
        isSame = recorded == reproduced
        self.outcome = outcome
        self.message = message
        self.recorded = recorded
        self.reproduced = reproduced
        self.bytes = bytes
        self.inputs = inputs
        self.inputsIntact = inputsIntact
        self.composer = composer
        self.composerNow = composerNow
        self.figures = figures
        self.figuresChanged = figuresChanged
        self.unreadable = unreadable
        self.figuresLeft = figuresLeft
        self.figuresAdded = figuresAdded
        self.words = words
        self.charts = charts
        self.differences = differences
    }
}
