import Kernel
import ReportingContract

/// A table of a report or document as its template needs it.
struct TableMarkup {
    let table: ReportTable
    let language: String
    let medium: HTMLReport.Medium
    let caption: String
    /// Whether the sources of its figures stand under it.
    var showsOrigin = true
    /// Whether each figure bears the number of its source.
    var marksFigures = false

    var context: [String: Any] {
        let paper = PaperColumns(table, language: language)
        let used = showsOrigin ? Set(table.rows.flatMap { $0.cells.compactMap(\.source) }).sorted() : []
        return [
            "code": table.code, "caption": caption,
            "columns": zip(table.columns, paper.percents).map { column, width in
                ["title": local(column.title), "class": Self.style(column.kind), "width": width]
            },
            "groups": groups.map { rows in
                ["kept": rows.count < 4, "rows": rows.map(row)] as [String: Any]
            },
            "isEmpty": table.rows.isEmpty, "dense": paper.isDense, "width": table.columns.count,
            "none": language == "en" ? "none" : "ไม่มีข้อมูล", "onScreen": medium == .screen,
            "sourced": !used.isEmpty, "from": used.map { ["number": String($0)] },
        ]
    }

    /// The first two rows and the last two stay together on paper: neither a lone row under the title nor a lone total
    /// on the next page.
    private var groups: [ArraySlice<ReportRow>] {
        let rows = table.rows
        guard rows.count > 5 else { return [rows[...]] }
        return [rows.prefix(2), rows.dropFirst(2).dropLast(2), rows.suffix(2)]
    }

    private func row(_ row: ReportRow) -> [String: Any] {
        [
            "total": row.kind == .total,
            "cells": zip(row.cells, table.columns).enumerated().map { index, pair in
                cell(pair.0, pair.1, isFirst: index == 0)
            },
        ]
    }

    private func cell(_ cell: ReportCell, _ column: ReportColumn, isFirst: Bool) -> [String: Any] {
        var context: [String: Any] = [
            "text": medium == .paper
                ? Self.bound(CellText.text(cell, column.kind, language: language))
                : CellText.text(cell, column.kind, language: language),
            "class": Self.style(column.kind) + (cell.state == .value ? "" : " absent"), "isHead": isFirst,
        ]
        if marksFigures, !isFirst, cell.state == .value, let source = cell.source { context["mark"] = String(source) }
        if medium == .screen, let source = cell.source {
            context["origin"] = "[\(source)]" + (cell.key.map { " \($0)" } ?? "")
        }
        return context
    }

    /// With the number at its end bound to the word before it: no line begins with nothing but ๑๐.
    static func bound(_ text: String) -> String {
        guard let space = text.lastIndex(of: " ") else { return text }
        let tail = text[text.index(after: space)...]
        guard (1...4).contains(tail.count), tail.allSatisfy(\.isNumber) else { return text }
        return String(text[..<space]) + "\u{00A0}" + tail
    }

    private func local(_ text: LocalizedText) -> String {
        CellText.visible(language == "en" ? text.en ?? text.th : text.th)
    }

    private static func style(_ kind: ReportValueKind) -> String {
        kind == .text || kind == .date ? "text" : "figure"
    }
}
