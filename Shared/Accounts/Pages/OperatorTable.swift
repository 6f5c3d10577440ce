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

        init(_ text: String, tag: String? = nil) {
            self.text = text
            self.tag = tag
        }
    }

    struct Action {
        var label: String
        var `do`: String
        /// The id that it is done to.
        var what: String
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
    var rows: [(cells: [Cell], actions: [Action])] = []
    var forms: [Form] = []
    var filter: [PageField] = []
    var links: [(name: String, address: String)] = []
    var note: (kind: String, text: String, code: String?)?
    var next: String?

    init(_ request: PageRequest, _ name: String, _ title: LocalizedText) {
        self.request = request
        self.name = name
        self.title = title
    }

    static let tabs = [
        ("people", LocalizedText("ผู้ใช้", "People")), ("roles", LocalizedText("บทบาท", "Roles")),
        ("keys", LocalizedText("กุญแจของระบบอื่น", "Keys")), ("jobs", LocalizedText("งานเบื้องหลัง", "Jobs")),
        ("audit", LocalizedText("บันทึกการตรวจสอบ", "Audit")),
    ]

    func page(_ shell: PageShell, now: Instant, status: Int = 200) -> PageResponse {
        let proof = PageScene.current.proof ?? ""
        let address = "./\(name)"
        var values: [String: Any] = [
            "title": request.text(title), "tabsLabel": request.say("ผู้ดูแลระบบ", "Operator"),
            "tabs": OperatorTable.tabs.map { tab -> [String: Any] in
                ["name": request.text(tab.1), "address": "./\(tab.0)", "isHere": tab.0 == name]
            },
            "isEmpty": rows.isEmpty, "empty": request.say("ยังไม่มีรายการ", "Nothing here yet"), "heads": heads,
            "actionsLabel": request.say("ทำ", "Do"), "proof": proof, "nextLabel": request.say("หน้าถัดไป", "Next page"),
            "rows": rows.map { row -> [String: Any] in
                [
                    "cells": zip(heads, row.cells).map { head, cell -> [String: Any] in
                        var shown: [String: Any] = ["label": head, "text": cell.text]
                        shown["tag"] = cell.tag
                        return shown
                    },
                    "actions": row.actions.map { action -> [String: Any] in
                        [
                            "label": action.label, "do": action.do, "what": action.what, "address": address,
                            "class": action.isGrave ? "stop" : "quiet", "key": ID(at: now).description,
                        ]
                    },
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
        if !filter.isEmpty {
            values["filter"] = ["fields": filter.map(\.html).joined(), "go": request.say("ค้น", "Search")]
        }
        if let note {
            var shown: [String: Any] = ["kind": note.kind, "text": note.text]
            shown["code"] = note.code
            values["note"] = shown
        }
        values["next"] = next
        return shell.page(
            status: status, title: request.text(title), body: AccountTemplates.all.render("operator", values),
            language: request.language)
    }
}
