import CommonContract
import ImportPages
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// What offices bring in files: figures, answers of a round, and lists of schools.
enum Imports {
    static var pages: ImportPages {
        ImportPages(shell: IndicatorPages.shell, wizards: [figures, answers, schools])
    }

    private static func named(_ settings: [String: String], _ name: String) throws -> String {
        guard let value = settings[name], !value.isEmpty else {
            throw RPCError(
                .invalidParams, LocalizedText("กรอกข้อมูลให้ครบก่อนเลือกแฟ้ม", "fill in the fields above the file first"))
        }
        return value
    }

    // MARK: - Figures

    private static let figures = ImportWizard(
        name: "figures", title: LocalizedText("ตัวเลขของข้อมูล", "Figures of data elements"),
        summary: LocalizedText(
            "ตารางยาว (แถวละหนึ่งค่า) หรือตารางกว้าง (แถวละหนึ่งหน่วยงาน คอลัมน์ละหนึ่งข้อมูล)",
            "A long table, a figure a row, or a wide one, an organisation a row and a data element a column."),
        access: ImportFigures.access,
        fields: { request, values, call in
            let place = try await call.runtime.authoriser.places(of: call.caller, now: call.now).first ?? ""
            return [
                PageField(
                    "under", request.say("หน่วยงานที่ครอบคลุมทุกแถว", "Organisation above all rows"),
                    value: values["under"] ?? place),
                PageField(
                    "layout", request.say("รูปตาราง", "Layout"),
                    .select([
                        (
                            "long",
                            request.say("ยาว: หน่วยงาน ข้อมูล ช่วงเวลา ค่า", "long: organisation, element, period, value")
                        ),
                        ("wide", request.say("กว้าง: คอลัมน์ละหนึ่งข้อมูล", "wide: a column for each element")),
                    ]), value: values["layout"]),
                PageField(
                    "period", request.say("ช่วงเวลา", "Period"), value: values["period"],
                    hint: request.say(
                        "เช่น AY2566 FY2566 2566-Q1 จำเป็นเมื่อตารางกว้าง",
                        "As AY2566, FY2566, 2566-Q1; needed for a wide table")),
                PageField(
                    "elements", request.say("รหัสข้อมูลของตารางกว้าง", "Elements of a wide table"),
                    value: values["elements"],
                    hint: request.say(
                        "คั่นด้วยช่องว่าง เช่น 67-PUPILS หรือ 67-PUPILS sex=female",
                        "Apart by spaces, as 67-PUPILS, or a part: 67-PUPILS sex=female")),
                PageField(
                    "strategy", request.say("ค่าที่มีอยู่แล้ว", "Figures that are there already"),
                    .select([
                        ("upsert", request.say("แทนที่", "are replaced")),
                        ("create", request.say("ถือเป็นปัญหา", "are problems")),
                        ("update", request.say("ต้องมีอยู่แล้วทุกค่า", "must be there")),
                        ("delete", request.say("เอาออก ให้เป็นยังไม่รายงาน", "are taken back: not reported")),
                    ]), value: values["strategy"]),
            ]
        }, organisation: { settings, _ in try named(settings, "under") },
        members: { settings, call in
            let elements = settings["layout"] == "wide" ? WideColumn.list(settings["elements"] ?? "") : nil
            return try await FigureImport.shape(elements: elements, call.database).columns.map(ImportWizard.Member.init)
        },
        take: takeFigures,
        undo: { attempt, call in
            let undone = try await call.invoke(
                UndoFigureImport(
                    idempotencyKey: attempt.key, under: try named(attempt.settings, "under"),
                    import: attempt.loadedKey ?? ""))
            return undone.restored + undone.removed
        },
        mayUndo: { _ in true }, seen: { _ in "indicators" }, larger: "import/large")

    private static let takeFigures: @Sendable (ImportAttempt, ReadCall) async throws -> WizardOutcome = {
        attempt, call in
        let settings = attempt.settings
        let isWide = settings["layout"] == "wide"
        let report = try await call.invoke(
            ImportFigures(
                idempotencyKey: attempt.key, under: try named(settings, "under"), file: attempt.file,
                layout: isWide ? .wide : .long, period: try Period.ofField(settings["period"]),
                elements: isWide ? WideColumn.list(settings["elements"] ?? "") : nil,
                strategy: settings["strategy"].flatMap(FigureStrategy.init) ?? .upsert,
                mode: attempt.mode, columns: attempt.layout, validateOnly: attempt.isOnlyLook ? true : nil))
        return WizardOutcome(
            rows: report.rows,
            counts: [
                settings["strategy"] == FigureStrategy.delete.rawValue
                    ? (
                        attempt.isOnlyLook
                            ? LocalizedText("ค่าที่จะเอาออก", "Figures to be taken back")
                            : LocalizedText("ค่าที่เอาออก", "Figures taken back"), report.takenBack
                    )
                    : (
                        attempt.isOnlyLook
                            ? LocalizedText("ค่าที่จะบันทึก", "Figures to be saved")
                            : LocalizedText("ค่าที่บันทึก", "Figures saved"), report.saved
                    ),
                (LocalizedText("ข้าม", "Left out"), report.refused),
            ], problems: report.problems, layout: report.columns, annotated: report.annotated)
    }

    // MARK: - Answers of a round

    private static let answers = ImportWizard(
        name: "answers", title: LocalizedText("คำตอบของรอบ", "Answers of a round"),
        summary: LocalizedText(
            "คำตอบของหลายหน่วยงานเป็นร่าง: คอลัมน์หน่วยงาน คำถาม คำตอบ หรือคอลัมน์ละหนึ่งคำถาม",
            "Answers of many organisations as drafts: columns organisation, question, answer, or one column a question."
        ),
        access: ImportSubmissionFile.access,
        fields: { request, values, call in
            var rounds: [Round] = []
            for province in try await IndicatorPages.provinces(call).prefix(5) {
                rounds += try await call.invoke(ListRounds(province: province, state: .open, limit: 50)).items
            }
            return [
                PageField(
                    "round", request.say("รอบที่เปิดอยู่", "Open round"),
                    .select(
                        rounds.isEmpty
                            ? [("", request.say("— ยังไม่มีรอบที่เปิดรับคำตอบ —", "— no round is open —"))]
                            : rounds.map { ($0.code, "\($0.code) \(request.text($0.name))") }), value: values["round"])
            ]
        },
        organisation: { settings, call in
            try await call.invoke(GetRound(round: .code(try named(settings, "round")))).owner
        },
        take: { attempt, call in
            let report = try await call.invoke(
                ImportSubmissionFile(
                    idempotencyKey: attempt.key, round: .code(try named(attempt.settings, "round")),
                    mode: attempt.mode, file: attempt.file, sheet: attempt.layout?.sheet,
                    validateOnly: attempt.isOnlyLook ? true : nil))
            return WizardOutcome(
                rows: report.rows,
                counts: [
                    (
                        attempt.isOnlyLook
                            ? LocalizedText("หน่วยงานที่จะบันทึกร่าง", "Organisations to get drafts")
                            : LocalizedText("หน่วยงานที่บันทึกร่าง", "Organisations with drafts"), report.organisations
                    ),
                    (LocalizedText("คำตอบ", "Answers"), report.answers),
                    (LocalizedText("หน่วยงานที่ข้าม", "Organisations left out"), report.refused),
                ], problems: report.problems, annotated: report.annotated)
        }, seen: { settings in settings["round"].map { "rounds/\(PageText.query($0))?view=all" } })

    // MARK: - Lists of schools

    private static let schools = ImportWizard(
        name: "schools", title: LocalizedText("รายชื่อสถานศึกษา", "A list of schools"),
        summary: LocalizedText(
            "เทียบรายชื่อกับทะเบียน บอกว่าแถวใดใหม่ มีแล้ว ซ้ำ หรือคล้าย แล้วเพิ่มเฉพาะแถวที่ใหม่แน่นอน",
            "Compares a list with the directory: which rows are new, known, double or much alike. Only those that are surely new are added."
        ),
        access: ProposeOrganisations.access,
        fields: { request, values, call in
            let province = try await IndicatorPages.provinces(call).first ?? ""
            return [
                PageField("province", request.say("จังหวัด", "Province"), value: values["province"] ?? province),
                PageField(
                    "parent", request.say("รหัสต้นสังกัด", "Parent agency"), value: values["parent"] ?? "\(province)-"),
                PageField(
                    "prefix", request.say("รหัสใหม่ขึ้นต้นด้วย", "New codes begin with"),
                    value: values["prefix"] ?? "\(province)-N"),
                PageField(
                    "scheme", request.say("ระบบของคอลัมน์รหัส", "Scheme of the column of codes"), value: values["scheme"],
                    hint: request.say("เช่น obec หรือเว้นว่าง", "as obec, or empty")),
            ]
        }, organisation: { settings, _ in try named(settings, "province") },
        members: { _, _ in
            [
                .init("name", LocalizedText("ชื่อ", "Name"), isRequired: true),
                .init("subdistrict", LocalizedText("ตำบล", "Subdistrict")),
                .init("district", LocalizedText("อำเภอ", "District")),
                .init("province", LocalizedText("จังหวัด", "Province")), .init("code", LocalizedText("รหัส", "Code")),
            ]
        }, take: takeSchools)

    private static let takeSchools: @Sendable (ImportAttempt, ReadCall) async throws -> WizardOutcome = {
        attempt, call in
        let settings = attempt.settings
        let province = try named(settings, "province")
        let found = try await call.invoke(
            ProposeOrganisations(
                province: province, file: attempt.file, layout: attempt.layout, parent: try named(settings, "parent"),
                prefix: try named(settings, "prefix"), scheme: settings["scheme"]))
        let new = found.items.filter { $0.kind == .create }.compactMap(\.draft)
        if !attempt.isOnlyLook, !new.isEmpty {
            _ = try await call.invoke(
                ImportOrganisations(idempotencyKey: attempt.key, under: province, rows: new, mode: .atomic))
        }
        func count(_ kind: OrganisationProposalKind) -> Int { found.items.count { $0.kind == kind } }
        // What only a person can decide is marked on the sheet like what is wrong, and is never added.
        let alike = found.items.filter { $0.kind == .review }.map { item in
            let names = item.alike.map { "\($0.name) (\($0.percent)%)" }.joined(separator: ", ")
            return SheetProblem(
                row: item.row, rule: "school.alike",
                message: LocalizedText("คล้ายกับ \(names) ให้เจ้าหน้าที่ตัดสิน", "much like \(names): a person decides"))
        }
        return WizardOutcome(
            rows: found.rows,
            counts: [
                (LocalizedText("ใหม่ จะเพิ่ม", "New, to be added"), count(.create)),
                (LocalizedText("มีในทะเบียนแล้ว", "Known already"), count(.exists)),
                (LocalizedText("ซ้ำในแฟ้ม", "Double in the file"), count(.duplicate)),
                (LocalizedText("คล้าย ต้องตัดสิน", "Much alike, to be decided"), count(.review)),
                (LocalizedText("ผิด", "Faulty"), count(.faulty)),
            ], problems: found.problems + alike, problemsOmitted: found.problemsOmitted, layout: found.layout,
            annotated: found.annotated)
    }
}
