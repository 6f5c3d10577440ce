import CommonContract
import JSONRPC
import Kernel

/// The sheet that goes with the letter that forwards requests to their source.
public struct GetRequestSheet: RPCMethod {
    public static let name = "request.sheet"
    public static let summary = LocalizedText(
        "แบบสรุปคำของบประมาณส่งแหล่งเงิน (XLSX)", "The sheet that goes to the source with the requests (XLSX)")
    public static let details = LocalizedText(
        "สี่แผ่น: สรุปตามแผนงานและงบรายจ่าย รายละเอียดคำขอ ประวัติสามปีจากบัญชี ความเสี่ยงและมาตรการ ยอดรวมเป็นสูตร คำขอจากต้นสังกัดเรียงตามแผนงาน ผลผลิต และงบรายจ่าย คำขอจากแผนจังหวัด กลุ่มจังหวัด และภาคเรียงตามลำดับความสำคัญ ไม่ระบุ state คือคำขอที่อนุมัติแล้วหรือส่งแล้ว คำอธิบายคอลัมน์อยู่ใน README ของบริการ",
        """
        Four sheets: plan types by categories, the requests, their three years in the ledger, risks and measures; sums \
        are formulas. Requests to the parent agency stand by plan type, work and category; those to a provincial, \
        cluster or regional plan by rank. Without `state`: what is approved or forwarded. The service's README \
        explains the columns.
        """)
    public static let safety = RPCSafety.read
    public static let access = BudgetAccess.readers
    public static let memberNotes = Notes.members
    public static let errors: [RPCErrorKind] = [.notFound, .tooLarge]
    public static let examples = [
        RPCExample(
            "of another province's office",
            params: #"{"organisation":"65","fiscalYear":2567,"source":"provincialPlan"}"#,
            result: """
                {"files":[{"file":{"name":"requests-65-2567-provincialPlan.xlsx","content":"UEsDBBQA"},"mediaType":\
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet","rows":1,\
                "sha256":"9f86d081884c7d65"}]}
                """)
    ]
    public typealias Result = ExportedFiles

    public var organisation: String
    public var fiscalYear: FiscalYear
    public var source: FundingSource
    /// Only of this state; absent: approved, forwarded and answered ones.
    public var state: BudgetRequestState?

    public init(
        organisation: String, fiscalYear: FiscalYear, source: FundingSource, state: BudgetRequestState? = nil
    ) {
        self.organisation = organisation
        self.fiscalYear = fiscalYear
        self.source = source
        self.state = state
    }
}
