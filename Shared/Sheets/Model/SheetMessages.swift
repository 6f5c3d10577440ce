import CommonContract
import Kernel

/// What is said of files, in Thai and English.
enum SheetMessages {
    static let empty = LocalizedText("ไฟล์ว่าง ไม่มีแถวข้อมูล", "the file has no row")
    static let oldExcel = LocalizedText(
        "เป็นไฟล์ Excel รุ่นเก่า (.xls) หรือไฟล์ที่ตั้งรหัสผ่าน ให้บันทึกเป็น .xlsx โดยไม่ตั้งรหัสผ่าน",
        "is an old Excel file (.xls) or has a password; save it as .xlsx without one")
    static let openDocument = LocalizedText(
        "เป็นไฟล์ OpenDocument ให้บันทึกเป็น .xlsx หรือ CSV", "is an OpenDocument file; save it as .xlsx or CSV")
    static let otherZip = LocalizedText("เป็นไฟล์ zip ที่ไม่ใช่ .xlsx", "is a zip file that is not a workbook (.xlsx)")
    static let page = LocalizedText(
        "เป็นหน้าเว็บ (HTML) หรือ XML ไม่ใช่ตาราง ให้เปิดด้วยโปรแกรมตารางคำนวณแล้วบันทึกเป็น .xlsx",
        "is a web page (HTML) or XML, not a table; open it in a spreadsheet program and save it as .xlsx")
    static let binary = LocalizedText("ไม่ใช่ไฟล์ CSV หรือ XLSX", "is neither CSV nor XLSX")
    static let encrypted = LocalizedText("ไฟล์ถูกเข้ารหัสลับ", "the file is encrypted; save it without a password")
    static func damaged(_ part: String) -> LocalizedText {
        LocalizedText("ไฟล์เสียหาย (\(part)) ให้เปิดแล้วบันทึกใหม่", "the file is damaged (\(part)); open it and save it again")
    }
    static func tooLarge(_ what: LocalizedText, _ max: Int) -> LocalizedText {
        LocalizedText("\(what.th)เกิน \(max)", "more than \(max) \(what.en ?? what.th)")
    }
    static let bytes = LocalizedText("ขนาดไฟล์เป็นไบต์", "bytes in the file")
    static let unzipped = LocalizedText("ขนาดหลังคลายการบีบอัดเป็นไบต์", "bytes after unzipping")
    static let strings = LocalizedText("ขนาดข้อความรวมเป็นไบต์", "bytes of text")
    static let rows = LocalizedText("จำนวนแถว", "rows")
    static let columns = LocalizedText("จำนวนคอลัมน์", "columns")
    static let cells = LocalizedText("จำนวนเซลล์", "cells")
    static let cellBytes = LocalizedText("ข้อความในเซลล์ยาวเป็นไบต์", "bytes of text in a cell")
    static let merges = LocalizedText("จำนวนเซลล์ที่ผสาน", "merged cells")
    static let encoding = LocalizedText(
        "อ่านอักขระไม่ได้ ใช้ได้เฉพาะ UTF-8, UTF-16 และ TIS-620/Windows-874 ให้บันทึกเป็น CSV UTF-8",
        "has bytes that are neither UTF-8, UTF-16 nor TIS-620/Windows-874; save it as CSV UTF-8")
    static let brokenUTF8 = LocalizedText(
        "เป็น UTF-8 ที่มีอักขระเสียในแถวนี้ ให้แก้แล้วบันทึกใหม่",
        "is UTF-8 with a broken character in this row; correct it and save again")
    static let openQuote = LocalizedText(
        "เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่ได้ปิด", "a quotation mark that opens in this row is never closed")
    static let rowOrder = LocalizedText("แถวในไฟล์ไม่เรียงตามลำดับ", "the file's rows are out of order")
    static func noSheet(_ name: String, _ names: [String]) -> LocalizedText {
        let list = names.joined(separator: ", ")
        return LocalizedText("ไม่มีแผ่นงาน \(name) มีแต่ \(list)", "has no sheet \(name), only \(list)")
    }
    static let noSheets = LocalizedText("ไม่มีแผ่นงานที่มีเซลล์", "has no sheet with cells")
}

extension SheetProblem {
    init(_ rule: String, _ message: LocalizedText, row: Int? = nil, cell: String? = nil) {
        self.init(row: row, cell: cell, rule: rule, message: message)
    }

    static func tooLarge(_ what: LocalizedText, _ max: Int, row: Int? = nil, cell: String? = nil) -> SheetProblem {
        SheetProblem("sheet.limit", SheetMessages.tooLarge(what, max), row: row, cell: cell)
    }

    /// A file in which there is nothing.
    public static let noRows = SheetProblem("sheet.empty", SheetMessages.empty)

    static func damaged(_ part: String) -> SheetProblem { SheetProblem("sheet.damaged", SheetMessages.damaged(part)) }
}
