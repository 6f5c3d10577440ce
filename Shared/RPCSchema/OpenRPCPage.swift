import JSONRPC
import Kernel

/// The document as a page that a person reads: methods, params, results, errors, examples; no script.
public enum OpenRPCPage {
    /// A whole page with a style of its own.
    /// - Parameter language: `"th"` or `"en"`.
    public static func html(_ document: OpenRPCDocument, language: String = "th") -> String {
        let title = escape(language == "en" ? document.service.en ?? document.service.th : document.service.th)
        return """
            <!doctype html>
            <html lang="\(language == "en" ? "en" : "th")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>\(title)</title>
            <style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:auto;padding:1rem}
            table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem;\
            border-bottom:1px solid #ddd}pre{overflow:auto;background:#f4f4f4;padding:.6rem}</style></head>
            <body><main>
            \(body(document, language: language))</main></body></html>

            """
    }

    /// What stands in a page's frame: contents, limits, and a section for each method.
    public static func body(_ document: OpenRPCDocument, language: String = "th") -> String {
        let words = Words(isEnglish: language == "en")
        return front(document, words) { "#" + $0.name }
            + document.methods.sorted { $0.name < $1.name }.map { section($0, words) }.joined()
    }

    /// The nouns of the methods, each of which has a page of its own: all on one page would be most of a megabyte.
    public static func nouns(_ document: OpenRPCDocument) -> [String] {
        Set(document.methods.map { noun(of: $0) }).sorted()
    }

    /// Contents and limits; each method leads to its section on the page of its noun, `docs/⟨noun⟩`.
    public static func contents(_ document: OpenRPCDocument, language: String) -> String {
        front(document, Words(isEnglish: language == "en")) { "./docs/\(noun(of: $0))#\($0.name)" }
    }

    /// The methods of a noun.
    public static func methods(of noun: String, _ document: OpenRPCDocument, language: String) -> String {
        let words = Words(isEnglish: language == "en")
        return "<p class=\"crumbs\"><a href=\"../docs\">← \(words("เมธอดทั้งหมด", "All methods"))</a></p>\n"
            + "<h1><code>\(escape(noun))</code></h1>\n"
            + document.methods.filter { self.noun(of: $0) == noun }.sorted { $0.name < $1.name }
            .map { section($0, words) }.joined()
    }

    private static func noun(of method: MethodDescription) -> String { String(method.name.prefix { $0 != "." }) }

    private static func front(
        _ document: OpenRPCDocument, _ words: Words, _ address: (MethodDescription) -> String
    ) -> String {
        let methods = document.methods.sorted { $0.name < $1.name }
        var html = "<h1>\(words.text(document.service)): \(words("เมธอด", "methods"))</h1>\n"
        html += "<p>JSON-RPC 2.0, <code>POST ./rpc</code>. "
        html += words("สำหรับเครื่องอ่าน", "For machines") + ": <a href=\"./openrpc.json\">openrpc.json</a></p>\n"
        if !document.limits.isEmpty {
            html += "<h2>\(words("ขีดจำกัด", "Limits"))</h2>\n<table>\n"
            for limit in document.limits {
                html += "<tr><th><code>\(escape(limit.name))</code></th><td>\(limit.value)</td></tr>\n"
            }
            html += "</table>\n"
        }
        html += "<h2>\(words("เมธอดทั้งหมด", "Methods"))</h2>\n<div class=\"scroll\"><table>\n"
        for method in methods {
            html += "<tr><td><a href=\"\(escape(address(method)))\"><code>\(escape(method.name))</code></a></td>"
            html += "<td>\(words.text(method.summary))</td></tr>\n"
        }
        return html + "</table></div>\n"
    }

    private struct Words {
        let isEnglish: Bool
        func callAsFunction(_ th: String, _ en: String) -> String { isEnglish ? en : th }
        func text(_ text: LocalizedText) -> String { escape(isEnglish ? text.en ?? text.th : text.th) }
    }

    private static func section(_ method: MethodDescription, _ words: Words) -> String {
        let name = escape(method.name)
        var html = "<section id=\"\(name)\">\n<h2><code>\(name)</code></h2>\n<p>\(words.text(method.summary))</p>\n"
        if !method.details.th.isEmpty { html += "<p>\(words.text(method.details))</p>\n" }
        html += "<p><span class=\"tag\">\(safety(method.safety, words))</span> "
        html += "<span class=\"tag\">\(escape(access(method.access, words)))</span></p>\n"
        if !method.params.isEmpty {
            html += "<h3>params</h3>\n"
            html += table(method.params.map { ($0.name, $0.shape, $0.isRequired, $0.note) }, method.notes, words)
        }
        html += "<h3>result</h3>\n"
        if case .object(_, let members) = method.result {
            let rows = members.map { ($0.name, $0.shape, $0.isRequired, method.notes[$0.name]) }
            html += table(rows, method.notes, words)
        } else {
            html += "<p>\(form(method.result, words))</p>\n"
        }
        html += "<h3>\(words("ข้อผิดพลาด", "Errors"))</h3>\n<p class=\"soft\">"
        html += method.errors.map { "<code>\($0.code)</code> \($0.name)" }.joined(separator: ", ") + "</p>\n"
        for example in method.examples {
            html += "<details><summary>\(words("ตัวอย่าง", "Example")): \(escape(example.name))</summary>\n"
            html += "<pre>\(escape(example.params))</pre>\n<pre>\(escape(example.result))</pre>\n</details>\n"
        }
        return html + "</section>\n"
    }

    private static func table(
        _ rows: [(name: String, shape: JSONShape, isRequired: Bool, note: LocalizedText?)],
        _ notes: [String: LocalizedText], _ words: Words
    ) -> String {
        var html = "<div class=\"scroll\"><table>\n"
        for row in rows {
            html += "<tr><th><code>\(escape(row.name))</code></th><td>\(form(row.shape, words))</td>"
            html += "<td>\(row.isRequired ? words("ต้องมี", "required") : words("ไม่บังคับ", "optional"))</td>"
            html += "<td>\(row.note.map(words.text) ?? "")</td></tr>\n"
            guard case .object(_, let inner) = element(row.shape) else { continue }
            for member in inner {
                html += "<tr><td><code>&nbsp;· \(escape(member.name))</code></td><td>\(form(member.shape, words))</td>"
                html += "<td>\(member.isRequired ? words("ต้องมี", "required") : words("ไม่บังคับ", "optional"))</td>"
                html += "<td>\(notes[member.name].map(words.text) ?? "")</td></tr>\n"
            }
        }
        return html + "</table></div>\n"
    }

    /// What an array or a map holds, else the shape itself.
    private static func element(_ shape: JSONShape) -> JSONShape {
        switch shape {
        case .array(let inner), .map(let inner): element(inner)
        default: shape
        }
    }

    private static func form(_ shape: JSONShape, _ words: Words) -> String {
        switch shape {
        case .any: return words("ค่าใดก็ได้", "any value")
        case .null: return "null"
        case .boolean: return "true / false"
        case .number: return words("ตัวเลข", "number")
        case .integer(let minimum, let maximum):
            let bounds = [minimum.map { "≥ \($0)" }, maximum.map { "≤ \($0)" }].compactMap(\.self)
            return ([words("จำนวนเต็ม", "whole number")] + bounds).joined(separator: " ")
        case .string(let format, let pattern):
            let more = format ?? pattern.map { "<code>\(escape($0))</code>" }
            return [words("ข้อความ", "string"), more].compactMap(\.self).joined(separator: " ")
        case .choice(let names): return names.map { "<code>\(escape($0))</code>" }.joined(separator: " / ")
        case .array(let inner): return words("รายการของ ", "list of ") + form(inner, words)
        case .map(let inner): return words("ชื่อ → ", "name → ") + form(inner, words)
        case .object(let name, _): return escape(name)
        }
    }

    private static func safety(_ safety: RPCSafety, _ words: Words) -> String {
        switch safety {
        case .read: words("อ่านอย่างเดียว", "reads only")
        case .idempotent: words("ทำซ้ำได้", "may be repeated")
        case .keyed: words("ต้องมี idempotencyKey", "needs an idempotencyKey")
        }
    }

    private static func access(_ access: RPCAccess, _ words: Words) -> String {
        switch access {
        case .open: words("ทุกคน", "anyone")
        case .signedIn: words("ผู้มีบัตรผ่าน", "any valid credential")
        case .roles(let roles): roles.map(\.rawValue).sorted().joined(separator: ", ")
        }
    }

    private static func escape(_ text: String) -> String {
        var html = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            default: html.unicodeScalars.append(character)
            }
        }
        return html
    }
}
