/// A call that comes before an example.
public struct ExampleStep: Sendable {
    public let method: String
    /// As JSON text; `{matterId}` stands for what an earlier answer gave.
    public let params: String

    init(_ method: String, _ params: String) {
        self.method = method
        self.params = params
    }
}

/// What has to have happened before a method's examples can be told: another province's office, so that the figures of
/// the story itself (province 67) stay as they are.
extension BudgetMethods {
    /// By the method's name; called just before its examples, in this order.
    public static let before: [String: [ExampleStep]] = [
        RequestTransfer.name: [recorded("budgetTransfer")]
            + opened("65-2566-OPR-EX1", "operating", "OUT-EX1", money: "590000.00")
            + opened("65-2566-SUB-EX1", "subsidy", "OUT-EX2"),
        ExecuteTransfer.name: walked("transfer-ex2"),
        WithdrawTransfer.name: [
            ExampleStep(
                RequestTransfer.name,
                """
                {"idempotencyKey":"before-withdraw","code":"TR-EX3","from":"65-2566-OPR-EX1","to":"65-2566-SUB-EX1",\
                "share":1000,"date":"2023-03-01","reason":"ค่าวัสดุ"}
                """)
        ],
        ExtendCarryOver.name: [
            ExampleStep(
                PostCommitment.name,
                """
                {"idempotencyKey":"before-extend-1","line":"65-2566-OPR-EX1","code":"PO-EX65","amount":"40000.00",\
                "date":"2023-08-01"}
                """),
            ExampleStep(
                PostCarryOver.name,
                #"{"idempotencyKey":"before-extend-2","commitment":"PO-EX65","letterNumber":"กค 0402.5/2"}"#),
        ],
        AnswerAcceleration.name: [
            ExampleStep(
                SetDisbursementPlan.name,
                """
                {"idempotencyKey":"before-answer-1","line":"65-2566-SUB-EX1","months":[{"month":4,"amount":"500.00"}]}
                """),
            ExampleStep(
                IssueAcceleration.name,
                """
                {"idempotencyKey":"before-answer-2","organisation":"65","fiscalYear":2566,"date":"2023-06-15",\
                "answerDueOn":"2023-06-30"}
                """),
        ],
        ForwardRequests.name: [
            recorded("budgetRequest"),
            ExampleStep(
                CreateRequest.name, #"{"idempotencyKey":"before-forward-1","request":\#(Examples.requestOfOther)}"#),
            ExampleStep(
                SubmitRequest.name, #"{"idempotencyKey":"before-forward-2","request":"RQ-EX2","date":"2023-01-10"}"#),
        ] + walked("request-ex2"),
        WithdrawRequest.name: [
            ExampleStep(
                CreateRequest.name,
                #"{"idempotencyKey":"before-withdraw-request","request":\#(Examples.requestNotNeeded)}"#)
        ],
        ListUnmatchedPayments.name: [
            ExampleStep(
                ImportSheet.name,
                """
                {"idempotencyKey":"before-unmatched","organisation":"65","kind":"payments","mode":"partial",\
                "file":{"name":"จ่าย.csv","text":"วันที่,จำนวนเงิน,เลขที่เอกสาร,ผู้ขาย\\n20/06/2566,250.00,KB-EX1,ร้านตัวอย่าง\\n"}}
                """),
            ExampleStep(ListUnmatchedPayments.name, #"{"organisation":"65"}"#),
        ],
    ]

    /// What the province's bodies resolve is recorded from elsewhere, so that no meeting has to be told.
    private static func recorded(_ procedure: String) -> ExampleStep {
        ExampleStep(
            "procedure.configure",
            """
            {"idempotencyKey":"before-\(procedure)","procedure":"\(procedure)","province":"65",\
            "committee":"approve","decisions":"recorded","effectiveFrom":"2017-01-02"}
            """)
    }

    private static func opened(
        _ code: String, _ category: String, _ work: String, money: String? = nil
    ) -> [ExampleStep] {
        let line = ExampleStep(
            CreateLine.name,
            """
            {"idempotencyKey":"before-\(code)","line":{"code":"\(code)","fiscalYear":2566,"organisation":"65-01",\
            "planType":"basic","category":"\(category)","source":"parentAgency","workKind":"output",\
            "workCode":"\(work)"}}
            """)
        guard let money else { return [line] }
        let allocation = ExampleStep(
            PostAllocation.name,
            #"{"idempotencyKey":"before-money","line":"\#(code)","amount":"\#(money)","date":"2022-10-10"}"#)
        return [line, allocation]
    }

    /// A matter through analysis, screening and the committee's approval, up to its last step.
    private static func walked(_ key: String) -> [ExampleStep] {
        ["received", "analyse", "officerApproval", "screening", "resolution", "notice"].map { step in
            ExampleStep(
                "matter.act",
                """
                {"idempotencyKey":"\(key)-\(step)","matter":"{matterId}","step":"\(step)",\
                "outcome":"\(step == "resolution" ? "approve" : "forward")","date":"2023-03-15"}
                """)
        }
    }
}

extension Examples {
    /// The request that is forwarded and answered.
    static let requestOfOther = """
        {"code":"RQ-EX2","fiscalYear":2567,"organisation":"65-01","title":{"th":"ซ่อมแซมอาคาร"},"planType":"strategic",\
        "category":"investment","source":"provincialPlan","workKind":"project","workCode":"P-EX2",\
        "amount":"250000.00","need":"อาคารชำรุด","output":"อาคาร 1 หลัง","criteria":[{"criterion":"need","met":true},\
        {"criterion":"plan","met":true}]}
        """

    /// The draft that is taken back.
    static let requestNotNeeded = requestOfOther.replacing("RQ-EX2", with: "RQ-EX3")

    static func otherRequest(_ state: String, version: Int, more: String = "") -> String {
        """
        {"id":"\(someID)","province":"65","draft":\(requestOfOther),"state":"\(state)","scores":[],\
        "matter":"\(someID)","forwarding":{"letterNumber":"ศธ 0294/55","date":"2023-03-20"}\(more),\
        "version":\(version),"createdBy":"example","createdAt":"\(instant)"}
        """
    }

    /// The transfer that is agreed to, carried out and reported.
    static func transfer(
        _ state: String, code: String = "TR-EX2", amount: String = "500.00", reason: String = "ครุภัณฑ์ชำรุด",
        more: String = ""
    ) -> String {
        """
        {"id":"\(someID)","province":"65","code":"\(code)","from":{"line":"\(someID)",\
        "lineCode":"65-2566-OPR-EX1","organisation":"65-01"},"to":{"line":"\(someID)",\
        "lineCode":"65-2566-SUB-EX1","organisation":"65-01"},"amount":"\(amount)","state":"\(state)",\
        "reason":"\(reason)","date":"2023-03-01","expiresOn":"2023-09-30","matter":"\(someID)","rules":[\
        {"change":"work","verdict":"needsBudgetBureau","legalReference":"พ.ร.บ. วิธีการงบประมาณ พ.ศ. 2561 มาตรา 36"},\
        {"change":"category","verdict":"allowed","reportWithinDays":15,\
        "legalReference":"ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562"}],\
        "reservation":"\(someID)"\(more),"requestedBy":"example","requestedAt":"\(instant)"}
        """
    }

    /// A payment of an extract that names nothing it could belong to.
    static func unmatched(_ state: String = "open", more: String = "") -> String {
        """
        {"id":"\(someID)","province":"65","organisation":"65","code":"KB-EX1","date":"2023-06-20",\
        "amount":"250.00","payee":"ร้านตัวอย่าง","reason":"nothing",\
        "message":{"th":"ไม่มีเลขที่ใบสั่งซื้อหรือรหัสรายการที่จับคู่ได้",\
        "en":"neither an order nor a line is named that it could belong to"},"state":"\(state)",\
        "file":"จ่าย.csv","row":2,"foundAt":"\(instant)"\(more)}
        """
    }

    static let matchedEntry = """
        {"id":"\(someID)","province":"65","kind":"disbursement","date":"2023-06-20","code":"KB-EX1",\
        "postedBy":"example","postedAt":"\(instant)","postings":[{"number":1,"debit":{"line":"\(someID)",\
        "lineCode":"65-2566-OPR-EX1","stage":"disbursed"},"credit":{"line":"\(someID)",\
        "lineCode":"65-2566-OPR-EX1","stage":"available"},"amount":"250.00"}]}
        """

    static let acceleration = """
        {"id":"\(someID)","province":"65","organisation":"65-01","fiscalYear":2566,"quarter":3,\
        "date":"2023-06-15","allocated":"590000.00","spent":"0.00","shortfall":"500.00","answerDueOn":"2023-06-30",\
        "answer":"ผู้รับจ้างส่งงานล่าช้า จะเบิกจ่ายภายในกรกฎาคม","answeredBy":"example",\
        "answeredAt":"\(instant)","delivery":{"state":"undeliverable"}}
        """

    static let carriedOver = """
        {"id":"\(someID)","province":"65","fiscalYear":2567,"kind":"bound","commitment":"\(someID)",\
        "commitmentCode":"PO-EX65","toCommitment":"\(someID)","toCommitmentCode":"PO-EX65/2567",\
        "fromLine":"\(someID)","fromLineCode":"65-2566-OPR-EX1","toLine":"\(someID)",\
        "toLineCode":"PO-EX65/2567","organisation":"65-01","amount":"40000.00","spent":"0.00",\
        "spendUntil":"2024-09-30","letterNumber":"กค 0402.5/2","extensionLetter":"กค 0402.5/9"}
        """

    static let agreed = #","agreement":{"letterNumber":"นร 0702/125","date":"2023-03-10"}"#
    static let executed =
        agreed
        + #","executedOn":"2023-03-20","reportDueOn":"2023-04-04","settlement":"\#(someID)""#
}
