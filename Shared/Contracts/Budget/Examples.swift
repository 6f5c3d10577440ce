import JSONRPC

/// Pieces of the examples. The methods' examples make one story in the order of `BudgetMethods.all`: a line is
/// opened, gets 100,000 baht, binds 30,000 and pays 10,000 of them, pays 5,000 directly …
enum Examples {
    static let someID = "0190b3a0-0000-7000-8000-000000000001"
    static let instant = "2022-10-01T00:00:00Z"
    static let zero = balances(allocated: "0.00", available: "0.00")

    static func balances(
        allocated: String, available: String, reserved: String = "0.00", committed: String = "0.00",
        disbursed: String = "0.00", used: String = "0.00", returned: String = "0.00"
    ) -> String {
        """
        {"allocated":"\(allocated)","available":"\(available)","reserved":"\(reserved)",\
        "committed":"\(committed)","disbursed":"\(disbursed)","returned":"\(returned)","carriedOver":"0.00",\
        "transferred":"0.00","spent":"\(disbursed)","used":"\(used)"}
        """
    }

    static let line = """
        "id":"\(someID)","province":"67","code":"67-2566-OPR-EX1",\
        "fiscalYear":2566,"organisation":"67-01","planType":"basic","category":"operating",\
        "categoryDetail":[],"source":"parentAgency","workKind":"output","workCode":"OUT-EX1"
        """

    static func lineBalances(_ balances: String) -> String {
        """
        {"line":"\(someID)","lineCode":"67-2566-OPR-EX1","organisation":"67-01","fiscalYear":2566,\
        "balances":\(balances)}
        """
    }

    static func posting(_ number: Int, debit: String, credit: String, _ amount: String) -> String {
        """
        {"number":\(number),"debit":{"line":"\(someID)","lineCode":"67-2566-OPR-EX1","stage":"\(debit)"},\
        "credit":{"line":"\(someID)","lineCode":"67-2566-OPR-EX1","stage":"\(credit)"},"amount":"\(amount)"}
        """
    }

    static func entry(_ members: String, postings: [String]) -> String {
        """
        {"id":"\(someID)","province":"67",\(members),"postedBy":"example","postedAt":"\(instant)",\
        "postings":[\(postings.joined(separator: ","))]}
        """
    }

    static let allocation = entry(
        #""kind":"allocation","date":"2022-10-10","code":"AL-EX1","letterNumber":"ศธ 0230/123""#,
        postings: [posting(1, debit: "available", credit: "source", "100000.00")])

    static let commitment = commitment(outstanding: "30000.00")

    static func commitment(
        disbursed: String = "0.00", released: String = "0.00", outstanding: String
    ) -> String {
        """
        {"id":"\(someID)","province":"67","code":"PO-EX1","line":"\(someID)","lineCode":"67-2566-OPR-EX1",\
        "payee":"ร้านตัวอย่าง","date":"2022-11-01","amount":"30000.00","disbursed":"\(disbursed)",\
        "released":"\(released)","carriedOver":"0.00","outstanding":"\(outstanding)"}
        """
    }

    static let notice = """
        {"id":"\(Examples.someID)","province":"67","code":"AN-EX1","organisation":"67","fiscalYear":2566,\
        "letterNumber":"ศธ 0201/456","date":"2022-11-01","supplementary":false,"total":"1000.00",\
        "items":[{"line":"67-2566-IMP-EX1","amount":"1000.00","entry":"\(Examples.someID)"}],\
        "postedBy":"example","postedAt":"\(Examples.instant)"}
        """

    /// A request as its examples have it, after so many changes.
    static func request(_ draft: String, state: String, version: Int, more: String = "") -> String {
        """
        {"id":"\(someID)","province":"67","draft":\(draft),"state":"\(state)","scores":[]\(more),\
        "version":\(version),"createdBy":"example","createdAt":"\(instant)"}
        """
    }

    static let requestBegun = requestDraft("")
    static let requestComplete = requestDraft(
        #","amount":"250000.00","need":"เครื่องเดิมอายุเกินเจ็ดปี","output":"คอมพิวเตอร์ 10 เครื่อง","# + requestCriteria)

    private static let requestCriteria =
        #""criteria":[{"criterion":"need","met":true},{"criterion":"plan","met":true}]"#

    private static func requestDraft(_ more: String) -> String {
        """
        {"code":"RQ-EX1","fiscalYear":2567,"organisation":"67-02","title":{"th":"ครุภัณฑ์คอมพิวเตอร์",\
        "en":"Computers"},"planType":"strategic","category":"investment","source":"provincialPlan",\
        "workKind":"project","workCode":"P-EX1"\(more)}
        """
    }

    static let scores = ["need", "plan", "clear", "ready", "history"].map { #"{"criterion":"\#($0)","score":4}"# }
        .joined(separator: ",")
    /// Scored, on its way to the committee.
    static let requestScored = """
        {"id":"\(someID)","province":"67","draft":\(requestComplete),"state":"submitted","scores":[\(scores)],\
        "scoreBasisPoints":8000,"matter":"\(someID)","version":4,"createdBy":"example","createdAt":"\(instant)"}
        """
}
