import JSONRPC
import Kernel
import Pages
import ServiceKit

/// A page of an operator: a list with what can be done to each line, and forms for what can be added.
struct OperatorTable {
    struct Cell {
        var text: String
        /// Class of the tag that it stands in; `nil`: plain text.
        var tag: String?
        /// Where it leads.
        var address: String?
        /// Set as what is typed into a machine.
        var isCode = false
        /// Of a hundred, as a bar beside the text.
        var share: Int?
        /// What is folded away behind it.
        var detail: String?

        init(_ text: String, tag: String? = nil) {
            self.text = text
            self.tag = tag
        }

        func values(_ label: String) -> [String: Any] {
            var shown: [String: Any] = ["label": label, "text": text, "isCode": isCode]
            // A day or a time stays on one line.
            shown["isDay"] = text.contains("\u{A0}") || CalendarDate(String(text.prefix(10))) != nil
            shown["tag"] = tag
            shown["address"] = address
            shown["detail"] = detail
            if let share {
                shown["bar"] = ["share": String(share), "text": text]
            }
            return shown
        }
    }

    struct Action {
        var label: String
        var `do`: String
        /// The id that it is done to.
        var what: String
        /// What it is done to, for those who hear the page.
        var name: String
        var isGrave = false
    }

    struct Form {
        var title: String
        var `do`: String
        var go: String
        var fields: [PageField]
    }

    let request: PageRequest
    /// `"people"`, the last part of its address.
    let name: String
    let title: LocalizedText
    var heads: [String] = []
    /// In which order the list stands; its headings are the list's.
    var order: PageOrder? { didSet { heads = order?.headings.map(\.name) ?? [] } }
    var rows: [(cells: [Cell], actions: [Action])] = []
    var forms: [Form] = []
    var filter: [PageField] = []
    /// What the list was asked for, which forms bring back.
    var view: [(name: String, value: String)] = []
    var links: [(name: String, address: String)] = []
    /// Facts above the list.
    var pairs: [(name: String, value: String)] = []
    var note: (kind: String, text: String, code: String?)?
    var next: String?
    /// What stands where there are no rows.
    var empty: String?
    /// It is loaded again after so long.
    var refreshSeconds: Int?

    init(_ request: PageRequest, _ name: String, _ title: LocalizedText) {
        self.request = request
        self.name = name
        self.title = title
    }

    static let tabs = [
        ("people", LocalizedText("ผู้ใช้", "People")), ("roles", LocalizedText("บทบาท", "Roles")),
        ("sessions", LocalizedText("ผู้ที่เข้าสู่ระบบอยู่", "Sessions")),
        ("keys", LocalizedText("กุญแจของระบบอื่น", "Keys")), ("jobs", LocalizedText("งานเบื้องหลัง", "Jobs")),
        ("audit", LocalizedText("บันทึกการตรวจสอบ", "Audit")), ("health", LocalizedText("สุขภาพ", "Health")),
        ("settings", LocalizedText("ค่าตั้ง", "Settings")),
        ("versions", LocalizedText("รุ่นและการสำรอง", "Versions")),
    ]

    func page(_ shell: PageShell, now: Instant, status: Int = 200) -> PageResponse {
        let address = "./\(name)"
        var values: [String: Any] = [
            "title": request.text(title), "tabsLabel": request.say("ผู้ดูแลระบบ", "Operator"),
            "tabs": OperatorTable.tabs.map { tab -> [String: Any] in
                ["name": request.text(tab.1), "address": "./\(tab.0)", "isHere": tab.0 == name]
            },
            "isEmpty": rows.isEmpty, "empty": empty ?? request.say("ยังไม่มีรายการ", "Nothing here yet"),
            "heads": (order ?? PageOrder(heads.map { .init($0) }, nil)).values(),
            "hasActions": rows.contains { !$0.actions.isEmpty }, "actionsLabel": request.say("ทำ", "Do"),
            "proof": PageScene.current.proof ?? "", "nextLabel": request.say("หน้าถัดไป", "Next page"),
            "detailLabel": request.say("รายละเอียด", "details"),
            "view": (view + [("sort", order?.text ?? "")]).filter { !$0.value.isEmpty }.map {
                ["name": $0.name, "value": $0.value]
            },
            "rows": rows.map { row -> [String: Any] in
                [
                    "cells": zip(heads, row.cells).map { $1.values($0) },
                    "actions": row.actions.map { shown($0, address, now) },
                ]
            },
            "form": forms.map { form -> [String: Any] in
                [
                    "title": form.title, "do": form.do, "go": form.go, "address": address,
                    "key": ID(at: now).description, "fields": form.fields.map(\.html).joined(),
                ]
            },
            "links": links.map { ["name": $0.name, "address": $0.address] },
        ]
        if !pairs.isEmpty { values["pairs"] = ["list": pairs.map { ["name": $0.name, "value": $0.value] }] }
        if !filter.isEmpty {
            values["filter"] = [
                "fields": filter.map(\.html).joined() + (order?.field() ?? ""), "go": request.say("ค้น", "Search"),
            ]
        }
        if let note {
            var shown: [String: Any] = ["kind": note.kind, "text": note.text]
            shown["code"] = note.code
            values["note"] = shown
        }
        values["next"] = next
        values["refresh"] = refreshSeconds.map(String.init)
        return shell.page(
            status: status, title: request.text(title), body: AccountTemplates.all.render("operator", values),
            language: request.language)
    }

    private func shown(_ action: Action, _ address: String, _ now: Instant) -> [String: Any] {
        [
            "label": action.label, "do": action.do, "what": action.what, "address": address, "named": action.name,
            "class": action.isGrave ? "stop" : "quiet", "key": ID(at: now).description,
        ]
    }
}
