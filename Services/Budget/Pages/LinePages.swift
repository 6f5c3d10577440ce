import BudgetContract
import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import ServiceKit

/// `/lines`: the budget lines of an organisation with what is left of them; `/lines/CODE`: one, with every entry of its
/// ledger.
enum LinePages {
    static func register(on router: ServiceRouter) {
        router.page(
            "/lines", title: LocalizedText("รายการงบประมาณ", "Lines"),
            about: LocalizedText(
                "แต่ละรายการเหลือเท่าไร ใช้ไปกับอะไร ณ วันใด", "What is left of each line, and where it went, at any day"),
            access: BudgetAccess.readers
        ) { try await list($0, $1) }
        router.page("/lines/:code", access: BudgetAccess.readers) { try await line($0, $1) }
    }

    // MARK: - The list

    private static func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let choice = try await PlaceChoice.ofLines(request, call)
        let category = request.query["category"].flatMap(ExpenditureCategory.init)
        var values = choice.values(
            request,
            more: [
                PageField(
                    "category", request.say("งบรายจ่าย", "Category"),
                    .select(
                        [("", request.say("ทุกงบ", "All"))]
                            + ExpenditureCategory.allCases.map {
                                ($0.rawValue, request.text(BudgetWords.category($0)))
                            }), value: category?.rawValue ?? "")
            ])
        values["title"] = request.say("รายการงบประมาณ", "Budget lines")
        let order = order(request)
        values["headings"] = order.values()
        values["moreFields"] = (values["moreFields"] as? [[String: String]] ?? []) + [["html": order.field()]]
        values["empty"] = request.say(
            "ไม่มีรายการตามเงื่อนไขนี้ ลองเปลี่ยนหน่วยงาน ปีงบประมาณ หรืองบรายจ่าย",
            "No line is like this. Try another organisation, year or category.")
        if let organisation = choice.organisation {
            let page = try await lines(
                ListLines(
                    organisation: organisation.code, fiscalYear: choice.year, category: category, limit: pageLines,
                    cursor: request.query["cursor"].flatMap(PageCursor.init(text:))), order, request, call)
            BudgetPages.list(page, into: &values, words: request.say("หน้าถัดไป", "Next page"))
            if page.items.isEmpty {
                values.merge(try await OtherYears.values(of: organisation.code, request, call)) { $1 }
            }
            let names = try await call.placeNames(page.items.map(\.organisation))
            let labels = order.headings.dropFirst().map(\.name)
            values["rows"] = page.items.map { row($0, labels, names, request, scene) }
        }
        return BudgetPages.page("lines", request.say("รายการงบประมาณ", "Budget lines"), values, request)
    }

    private static let pageLines = 50

    private static func order(_ request: PageRequest) -> PageOrder {
        PageOrder(
            [
                .init(request.say("รายการ", "Line"), "name"),
                .init(request.say("จัดสรร", "Allocated"), "allocated", isNumber: true),
                .init(request.say("คงเหลือ", "Available"), "available", isNumber: true),
                .init(request.say("ผูกพัน", "Committed"), "committed", isNumber: true),
                .init(request.say("เบิกจ่าย", "Spent"), "spent", isNumber: true),
                .init(request.say("ใช้แล้ว", "Used"), "used", isNumber: true),
            ], request.query["sort"])
    }

    /// As they come, by their codes, or the whole of them in the order that was asked for.
    private static func lines(
        _ params: ListLines, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<BudgetLine> {
        let column = order.key == "name" && request.isEnglish ? "nameInEnglish" : nil
        guard let list = try SortedList(order, column: column, cursor: params.cursor, limit: pageLines) else {
            return try await call.invoke(params)
        }
        guard try await BudgetPages.may(BudgetAccess.readers, at: params.organisation, call) else {
            throw RPCError(.forbidden, Messages.unknown("organisation", params.organisation))
        }
        return list.page(
            try await call.database.all(
                SortedLines(
                    organisation: params.organisation, fiscalYear: params.fiscalYear, category: params.category,
                    list: list)))
    }

    private static func row(
        _ line: BudgetLine, _ labels: [String], _ names: PlaceNames, _ request: PageRequest, _ scene: PageScene
    ) -> [String: Any] {
        let balances = line.balances
        let amounts = [balances.allocated, balances.available, balances.committed, balances.spent]
        let figures = amounts.map(BudgetWords.amount) + [BudgetWords.percent(line.usedBasisPoints)]
        return [
            "code": line.code, "address": "\(scene.root)lines/\(PageText.query(line.code))",
            "name": name(line, request), "organisation": request.text(names[line.organisation]),
            "category": request.text(BudgetWords.category(line.category)),
            "amounts": zip(labels, figures).map { ["label": $0, "text": $1] },
        ]
    }

    private static func name(_ line: BudgetLine, _ request: PageRequest) -> String {
        (line.item ?? line.workName).map(request.text) ?? line.workCode
    }

    // MARK: - One line

    private static func line(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let line = try await call.invoke(GetLine(line: .code(request.parameters["code"] ?? "")))
        let date = request.query["date"].flatMap { CalendarDate(ThaiDigits.arabic($0)) }
        let ledger = try await call.invoke(
            ListLedger(
                line: .id(line.id), to: date, limit: 50, cursor: request.query["cursor"].flatMap(PageCursor.init(text:))
            )
        )
        var balances = line.balances
        if let date {
            balances = try await call.invoke(
                LedgerAsOf(
                    organisation: line.organisation, fiscalYear: line.fiscalYear, line: .id(line.id), date: date)
            ).total
        }
        let path = "\(scene.root)lines/\(PageText.query(line.code))"
        let names = try await call.placeNames([line.organisation])
        var values: [String: Any] = [
            "root": scene.root, "listTitle": request.say("รายการงบประมาณ", "Lines"), "code": line.code,
            "listAddress":
                "\(scene.root)lines?organisation=\(PageText.query(line.organisation))&year=\(line.fiscalYear)",
            "title": name(line, request), "organisation": request.text(names[line.organisation]),
            "year": request.say("ปีงบประมาณ \(line.fiscalYear)", "Fiscal year \(line.fiscalYear)"),
            "category": request.text(BudgetWords.category(line.category)),
            "balances": [
                (request.say("จัดสรร", "Allocated"), balances.allocated),
                (request.say("คงเหลือ", "Available"), balances.available),
                (request.say("กันไว้รอโอน", "Reserved"), balances.reserved),
                (request.say("ผูกพัน", "Committed"), balances.committed),
                (request.say("เบิกจ่าย", "Disbursed"), balances.disbursed),
            ].map { ["name": $0.0, "amount": BudgetWords.amount($0.1)] },
            "dateField": PageField("date", request.say("ยอด ณ วันที่", "As of the day"), .date, value: date?.description)
                .html,
            "show": request.say("แสดง", "Show"),
            "ledgerTitle": request.say("บัญชีของรายการ ล่าสุดก่อน", "The ledger, newest first"),
            "headings": [
                request.say("วันที่", "Day"), request.say("รายการ", "Entry"), request.say("จาก", "From"),
                request.say("ไป", "To"),
            ].map { ["text": $0] },
            "entryLabel": request.say("รายการ", "Entry"), "fromLabel": request.say("จาก", "From"),
            "toLabel": request.say("ไป", "To"), "amountLabel": request.say("บาท", "Baht"),
            "entries": ledger.items.flatMap { rows($0, of: line, request, scene) },
            "isEmpty": ledger.items.isEmpty, "empty": request.say("ยังไม่มีรายการบัญชี", "Nothing was posted yet."),
        ]
        if let date {
            values["asOf"] = [
                "words": request.say(
                    "ยอดและบัญชี ณ สิ้นวันที่ \(BudgetPages.day(date, request))",
                    "Balances and ledger at the end of \(date)"), "address": path,
                "now": request.say("ดูปัจจุบัน", "See it as it is now"),
            ]
        } else {
            values["used"] = [
                "percent": BudgetWords.percent(line.usedBasisPoints),
                "width": min(max((line.usedBasisPoints ?? 0) / 100, 0), 100), "words": request.say("ใช้แล้ว", "used"),
            ]
        }
        try await values.merge(around(line, path, request, call)) { own, _ in own }
        if let next = ledger.nextCursor {
            values["next"] = scene.address("cursor", next.text)
            values["nextWords"] = request.say("รายการก่อนหน้านี้", "Earlier entries")
        }
        return BudgetPages.page("line", name(line, request), values, request)
    }

    /// Its open purchase orders, and where to go on from it.
    private static func around(
        _ line: BudgetLine, _ path: String, _ request: PageRequest, _ call: ReadCall
    ) async throws -> [String: Any] {
        let scene = PageScene.current
        let open = try await call.invoke(
            ListCommitments(
                organisation: line.organisation, fiscalYear: line.fiscalYear, line: .id(line.id), outstanding: true,
                limit: 50)
        ).items
        var ways: [[String: Any]] = []
        if try await BudgetPages.may(BudgetAccess.officers, at: line.organisation, call) {
            ways.append(["address": "\(path)/spend", "words": request.say("ผูกพันหรือเบิกจ่าย", "Bind or pay")])
            ways.append([
                "address": "\(scene.root)transfers/new?from=\(PageText.query(line.code))",
                "words": request.say("ขอโอนออก", "Ask for a transfer from it"),
            ])
        }
        ways.append(["address": "\(path)/plan", "words": request.say("แผนรายเดือน", "Monthly plan")])
        return [
            "ways": ways, "hasCommitments": !open.isEmpty,
            "commitmentsTitle": request.say("ข้อผูกพันคงค้าง", "Open commitments"),
            "commitments": open.map { one -> [String: Any] in
                [
                    "code": one.code, "address": "\(scene.root)commitments/\(PageText.query(one.code))",
                    "payee": one.payee ?? "", "outstanding": BudgetWords.amount(one.outstanding),
                ]
            },
        ]
    }

    /// A row for each posting: the day and the document stand in the first.
    private static func rows(
        _ entry: LedgerEntry, of line: BudgetLine, _ request: PageRequest, _ scene: PageScene
    ) -> [[String: Any]] {
        func account(_ account: LedgerAccount) -> String {
            let stage = request.text(BudgetWords.stage(account.stage))
            return account.line == line.id ? stage : "\(stage) \(account.lineCode)"
        }
        return entry.postings.enumerated().map { index, posting in
            var row: [String: Any] = [
                "from": account(posting.credit), "to": account(posting.debit),
                "amount": BudgetWords.amount(posting.amount), "isReversed": entry.reversedBy != nil,
            ]
            guard index == 0 else { return row }
            row["day"] = request.isEnglish ? entry.date.description : ThaiDate.text(entry.date, .short, digits: .arabic)
            row["kind"] = request.text(BudgetWords.entry(entry.kind))
            row["document"] = [entry.code, entry.letterNumber, entry.note].compactMap { $0 }.joined(separator: " · ")
            row["reversed"] = entry.reversedBy == nil ? "" : request.say("กลับรายการแล้ว", "reversed")
            return row
        }
    }
}
