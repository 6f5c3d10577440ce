import CXlsxWriter
import Kernel

/// The looks of cells, each made once a workbook and only when it is needed.
final class CellFormats {
    typealias Format = UnsafeMutablePointer<lxw_format>

    enum Look: Hashable {
        case text, digits, muted, problem, integer, money, percent, date, dateTime, time, plain
        /// With so many places.
        case decimal(Int)
        case padded(Int)
    }

    private struct Key: Hashable {
        var look: Look
        var style: SheetRowStyle
    }

    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var made: [Key: Format] = [:]

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) { self.workbook = workbook }

    /// `nil` if there is no memory for it: the cell then has no look.
    subscript(look: Look, style: SheetRowStyle) -> Format? {
        let key = Key(look: look, style: style)
        if let format = made[key] { return format }
        guard let format = workbook_add_format(workbook) else { return nil }
        format_set_font_name(format, "TH Sarabun New")
        format_set_font_size(format, 14)
        format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        apply(style, to: format)
        apply(look, to: format, wraps: style != .title)
        made[key] = format
        return format
    }

    private func apply(_ style: SheetRowStyle, to format: Format) {
        if style != .title { format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue)) }
        if style != .body { format_set_bold(format) }
        if style == .heading { format_set_bg_color(format, 0xDCE6F1) }
        if style == .total { format_set_bg_color(format, 0xF2F2F2) }
    }

    private func apply(_ look: Look, to format: Format, wraps: Bool) {
        switch look {
        case .text: if wraps { format_set_text_wrap(format) }
        case .digits: format_set_num_format(format, "@")
        case .muted:
            format_set_font_color(format, 0x7F7F7F)
            format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
        case .problem:
            format_set_font_color(format, 0xC00000)
            format_set_text_wrap(format)
        case .integer: format_set_num_format(format, "#,##0")
        case .decimal(let places):
            // A place that need not be filled would leave its point behind: 93.
            format_set_num_format(format, "#,##0" + (places > 0 ? "." + String(repeating: "0", count: places) : ""))
        case .money: format_set_num_format(format, "#,##0.00")
        case .percent: format_set_num_format(format, "0.00%")
        // Thai, Buddhist era: 1 ต.ค. 2565.
        case .date: format_set_num_format(format, "[$-107041E]d mmm yyyy")
        case .dateTime: format_set_num_format(format, "[$-107041E]d mmm yyyy h:mm:ss")
        case .time: format_set_num_format(format, "h:mm:ss")
        case .plain: break
        case .padded(let width): format_set_num_format(format, String(repeating: "0", count: min(width, 30)))
        }
    }
}

/// Writes one cell.
struct CellPen {
    let sheet: UnsafeMutablePointer<lxw_worksheet>
    let row: UInt32
    let column: UInt16
    let style: SheetRowStyle
    let formats: CellFormats

    func put(_ cell: SheetOutput) -> lxw_error {
        switch cell {
        case .empty:
            return style == .title ? LXW_NO_ERROR : worksheet_write_blank(sheet, row, column, formats[.text, style])
        case .text(let text), .figure(let text): return put(text, isDigits(text) ? .digits : .text)
        case .muted(let text): return put(text, .muted)
        case .problem(let text): return put(text, .problem)
        case .cell(let cell): return put(cell)
        case .formula(let formula, let figure):
            guard let (number, look) = CellPen.number(figure) else { return put(figure) }
            return worksheet_write_formula_num(sheet, row, column, formula, formats[look, style], number)
        case .integer, .decimal, .money, .percent, .date:
            guard let (number, look) = CellPen.number(cell) else { return LXW_NO_ERROR }
            return put(number, look)
        }
    }

    private func put(_ text: String, _ look: CellFormats.Look) -> lxw_error {
        worksheet_write_string(sheet, row, column, XMLText.guarded(text), formats[look, style])
    }

    private func put(_ number: Double, _ look: CellFormats.Look) -> lxw_error {
        worksheet_write_number(sheet, row, column, number, formats[look, style])
    }

    private func put(_ cell: SheetCell) -> lxw_error {
        switch cell.value {
        case .text(let text): put(text, isDigits(text) ? .digits : .text)
        case .error(let text): put(text, .text)
        case .boolean(let value): worksheet_write_boolean(sheet, row, column, value ? 1 : 0, formats[.plain, style])
        case .number(let number, .plain): put(number, .plain)
        case .number(let number, .percent): put(number, .percent)
        case .number(let number, .time): put(number, .time)
        case .number(let number, .padded(let width)): put(number, .padded(width))
        case .date(let date, let seconds):
            put(SheetDate.serial(date, seconds: seconds), seconds == 0 ? .date : .dateTime)
        }
    }

    /// Digits that are a code: shown as text, so that a person who edits them keeps their zeros.
    private func isDigits(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A double is exact for satang below 90 trillion baht.
    private static func number(_ cell: SheetOutput) -> (Double, CellFormats.Look)? {
        switch cell {
        case .integer(let value): (Double(value), .integer)
        case .decimal(let value): (Double(value.tenThousandths) / 10_000, .decimal(value.decimals))
        case .money(let value): (Double(value.satang) / 100, .money)
        case .percent(let value): (Double(value.tenThousandths) / 1_000_000, .percent)
        case .date(let date): (SheetDate.serial(date), .date)
        case .empty, .text, .figure, .muted, .problem, .cell, .formula: nil
        }
    }

    /// How many letters wide it is shown.
    static func width(_ cell: SheetOutput) -> Int {
        switch cell {
        case .empty: 0
        case .text(let text), .figure(let text), .muted(let text), .problem(let text): width(text)
        case .integer(let value): String(value).utf8.count * 4 / 3
        case .decimal(let value): value.description.utf8.count * 4 / 3
        case .money(let value): value.grouped().utf8.count
        case .percent: 8
        case .date: 13
        case .cell(let cell): width(cell.text)
        case .formula(_, let figure): width(figure)
        }
    }

    private static func width(_ text: String) -> Int {
        text.split(separator: "\n").map { SheetText.width($0) }.max() ?? 0
    }
}
