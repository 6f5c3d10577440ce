import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// The part of a form that says who is asked: kinds of organisation, and below whom.
enum TargetForm {
    static func html(_ target: TargetGroup, _ request: PageRequest, problems: [Problem]) -> String {
        let form = request.form
        let isSent = form["kinds"] != nil
        let boxes = OrganisationKind.answering.map { kind -> String in
            let isChosen = isSent ? form["k.\(kind.rawValue)"] == "yes" : target.kinds.contains(kind)
            return PageField(
                "k.\(kind.rawValue)", request.text(kind.title), .checkbox, value: isChosen ? "yes" : ""
            ).html
        }
        let under = PageField(
            "under", request.say("เฉพาะใต้หน่วยงาน (รหัส คั่นด้วยช่องว่าง)", "Only below (codes, apart by spaces)"),
            value: form["under"] ?? target.under.joined(separator: " "),
            hint: request.say("เว้นว่าง: ทุกหน่วยงานใต้เจ้าของรอบ", "Left empty: everyone below the round's owner"),
            problems: problems.filter { $0.path.hasPrefix("/target/under") }.map { request.text($0.message) })
        let legend = PageText.escape(request.say("ถามหน่วยงานประเภทใด", "Which kinds are asked"))
        let hint = PageText.escape(
            request.say("ไม่เลือกเลย: ทุกประเภทที่ตอบแบบติดตาม", "None chosen: every kind that answers"))
        return """
            <fieldset class="boxes"><legend>\(legend)</legend><p class="hint">\(hint)</p>\
            <input type="hidden" name="kinds" value="yes">\(boxes.joined())</fieldset>\(under.html)
            """
    }

    static func read(_ form: FormContent) -> TargetGroup {
        TargetGroup(
            kinds: OrganisationKind.answering.filter { form["k.\($0.rawValue)"] == "yes" },
            under: (form["under"] ?? "").split { " ,;\n\t\r".contains($0) }.map(String.init))
    }
}

/// Typed text on its way into a contract's member.
enum Typed {
    /// `nil` where nothing was typed.
    static func text(_ form: FormContent, _ name: String) -> String? {
        let text = (form[name] ?? "").trimmed
        return text.isEmpty ? nil : text
    }

    /// Thai is required by the contract; what is missing there is its problem to tell.
    static func localized(_ form: FormContent, _ name: String) -> LocalizedText {
        LocalizedText(th: text(form, name) ?? "", en: text(form, "\(name)En"))
    }

    /// Thai digits and separators are what people type.
    static func quantity(_ form: FormContent, _ name: String, _ problems: inout Problems, at path: String) -> Quantity?
    {
        guard let text = text(form, name) else { return nil }
        let plain = ThaiDigits.arabic(text).filter { $0 != "," && $0 != " " }
        if let number = Quantity(plain) { return number }
        problems.add(path, "number.format", th: "“\(text)” ไม่ใช่ตัวเลข", en: "“\(text)” is no number")
        return nil
    }

    static func whole(_ form: FormContent, _ name: String, _ problems: inout Problems, at path: String) -> Int? {
        guard let text = text(form, name) else { return nil }
        if let number = Int(ThaiDigits.arabic(text)) { return number }
        problems.add(path, "number.format", th: "“\(text)” ไม่ใช่จำนวนเต็ม", en: "“\(text)” is no whole number")
        return nil
    }

    static func date(_ form: FormContent, _ name: String, _ problems: inout Problems, at path: String) -> CalendarDate?
    {
        guard let text = text(form, name) else { return nil }
        if let date = CalendarDate(text) { return date }
        problems.add(path, "date.format", th: "“\(text)” ไม่ใช่วันที่", en: "“\(text)” is no date")
        return nil
    }
}
