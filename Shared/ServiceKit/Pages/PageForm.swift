import JSONRPC
import Kernel
import Pages
import RPCServer

/// A form that changes something, for templates that have `{{>fields}}` inside their `<form>`.
public struct PageForm: Sendable {
    public struct Button: Sendable {
        public var name: String
        /// What the form's `do` then says; `nil`: nothing.
        public var value: String?
        /// `"quiet"`, `"stop"`, or `nil` for the usual one.
        public var style: String?

        public init(_ name: String, value: String? = nil, style: String? = nil) {
            self.name = name
            self.value = value
            self.style = style
        }
    }

    /// Where it is sent, relative to the page.
    public var action: String
    public var fields: [PageField]
    /// What it sends without asking.
    public var hidden: [(name: String, value: String)]
    public var buttons: [Button]
    /// What was refused of it.
    public var problems: [String]
    /// Appended to the id of each field, where a page has several such forms.
    public var mark: String?

    public init(
        _ action: String, go: String, hidden: [(name: String, value: String)] = [], problems: [String] = [],
        mark: String? = nil, fields: [PageField] = []
    ) {
        self.action = action
        self.fields = fields
        self.hidden = hidden
        self.problems = problems
        self.mark = mark
        buttons = [Button(go)]
    }

    /// What `{{>fields}}` needs; `action` beside, for the form itself.
    public func values(_ request: PageRequest, _ call: ReadCall) -> [String: Any] {
        [
            "action": action, "problems": problems, "proof": PageScene.current.proof ?? "",
            "key": request.form.text("key") ?? "page-\(ID(at: call.now))",
            "fields": fields.map { field -> [String: Any] in
                var field = field
                if let mark { field.id = "f-\(field.name)-\(mark)" }
                return ["html": field.html]
            },
            "hidden": hidden.map { ["name": $0.name, "value": $0.value] },
            "buttons": buttons.map { button -> [String: Any] in
                var values: [String: Any] = ["name": button.name]
                values["value"] = button.value
                values["class"] = button.style
                return values
            },
        ]
    }

    /// Runs what a form asks and goes on to a page; what somebody can mend is shown on the form's own page.
    /// - Parameters:
    ///   - showsPlaces: each problem with its place in what was typed, for texts that have places.
    ///   - work: gives the address of the next page, relative to the form's.
    public static func taking(
        _ request: PageRequest, showsPlaces: Bool = false, _ work: () async throws -> String,
        refused page: ([String]) async throws -> PageResponse
    ) async throws -> PageResponse {
        do {
            return .redirect(to: try await work())
        } catch let error as RPCError {
            guard var problems = error.formProblems(request) else { throw error }
            if showsPlaces, !error.problems.isEmpty {
                problems = error.problems.map { "\($0.path): \(request.text($0.message))" }
            }
            return try await page(problems)
        }
    }

    /// What a form of a person lacks, to be thrown from `work`.
    public static func lacking(_ path: String, _ th: String, _ en: String) -> RPCError {
        let message = LocalizedText(th, en)
        return RPCError(.invalidParams, message, problems: [Problem(path: path, rule: "form", message: message)])
    }
}

extension PageRequest {
    /// What to say above a form that comes back to its sender while somebody else was quicker: it goes on from how things
    /// stand now, and whoever sends it again shall know.
    /// - Parameter version: the present one, which the form carries from here on (`version`).
    public func overtaken(by version: Int) -> [String] {
        guard let made = form.number("version"), made != version else { return [] }
        return [
            say(
                "ระหว่างที่พิมพ์มีผู้บันทึกไปก่อน หน้านี้แสดงสภาพปัจจุบัน สิ่งที่พิมพ์ยังอยู่ในแบบฟอร์ม ถ้าส่งอีกครั้งจะบันทึกแทนของเดิม",
                "Somebody else was quicker while you typed. The page shows how it stands now; what you typed is still in the form, and takes its place if you send it again."
            )
        ]
    }
}

extension FormContent {
    /// What was typed, without blanks around; `nil` where nothing was.
    public func text(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        let trimmed = value.drop { $0.isWhitespace }
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...last])
    }

    /// As date fields send it; in Thai digits, too.
    public func day(_ name: String) -> CalendarDate? { text(name).flatMap { CalendarDate(ThaiDigits.arabic($0)) } }

    /// In Thai digits, too, and with commas between thousands.
    public func number(_ name: String) -> Int? {
        text(name).flatMap { Int(ThaiDigits.arabic($0).filter { $0 != "," }) }
    }

    /// As `number`, with satang behind a point.
    public func money(_ name: String) -> Money? {
        text(name).flatMap { Money(ThaiDigits.arabic($0).filter { $0 != "," && !$0.isWhitespace }) }
    }
}
