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
}
