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
    /// Where the rest of it is, if this is not all.
    var more: String?
    /// A report's tables are in Arabic digits, as people compute with them; a letter's in those of the letter.
    var digits = Digits.arabic
    /// Whether another table like it, in the same report, is set smaller.
    var asDense = false

    var context: [String: Any] {
        let paper = PaperColumns(table, language: language, digits: digits, asDense: asDense)
        let used = showsOrigin ? Set(table.rows.flatMap { $0.cells.compactMap(\.source) }).sorted() : []
        var context: [String: Any] = [
            "code": table.code, "caption": caption,
            "columns": zip(table.columns, paper.percents).map { column, width in
                [
                    "title": digits == .thai ? ThaiFigures.text(local(column.title)) : local(column.title),
                    "class": Self.style(column.kind), "width": width,
                ]
            },
            "groups": groups.enumerated().map { index, rows in
                ["kept": index > 0 && rows.count < 4, "rows": rows.map(row)] as [String: Any]
            }, "whole": isShort,
            "isEmpty": table.rows.isEmpty, "dense": paper.isDense, "width": table.columns.count,
            "none": language == "en" ? "none" : "ไม่มีข้อมูล", "onScreen": medium == .screen,
            "sourced": !used.isEmpty, "from": used.map { ["number": String($0)] },
        ]
        context["more"] = more
        return context
    }

    /// The last two rows stay together on paper: no lone total on the next page. WeasyPrint cuts a table's first group
    /// wherever the page ends if it is to stay together, so that a short table is kept as a whole instead.
    private var groups: [ArraySlice<ReportRow>] {
        let rows = table.rows
        guard rows.count > 5, !isShort else { return [rows[...]] }
        // In pieces: laying a group out costs as much as it is long, on every page that it goes on over.
        let middle = rows.dropLast(2)
        let pieces = stride(from: middle.startIndex, to: middle.endIndex, by: Self.groupRows).map {
            middle[$0..<min($0 + Self.groupRows, middle.endIndex)]
        }
        return pieces + [rows.suffix(2)]
    }

    private static let groupRows = 50

    /// A table that can stay whole: few rows, none of them tall.
    private var isShort: Bool {
        table.rows.count <= 9
            && table.rows.allSatisfy { $0.cells.allSatisfy { ($0.value?.unicodeScalars.count ?? 0) <= 120 } }
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
        var text = CellText.text(cell, column.kind, language: language)
        if digits == .thai { text = ThaiFigures.text(text) }
        var context: [String: Any] = [
            "text": medium == .paper ? Self.bound(text) : text,
            "class": Self.style(column.kind) + (cell.state == .value ? "" : " absent"), "isHead": isFirst,
        ]
        if marksFigures, !isFirst, cell.state == .value, let source = cell.source { context["mark"] = String(source) }
        if medium == .screen, let source = cell.source {
            let key = cell.key.map { key in SourceWords.key(key).map(local) ?? key }
            context["origin"] = "[\(source)]" + (key.map { " \($0)" } ?? "")
            context["source"] = String(source)
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
        switch kind {
        case .text: "text"
        case .date: "text day"
        default: "figure"
        }
    }
}
