import Foundation
import JSONRPC
import Kernel
import RPCClient
import ReportingContract
import Testing

@testable import Phaen

/// A report's spreadsheet and PDF, read with others' programs, against the report as JSON.
struct Figures {
    private struct Read: Decodable {
        var sheets: [String: [[String?]]]
        var formulas: [String: [String: String]]
        var pdf: String
    }

    let content: ReportContent
    private let read: Read
    private(set) var compared = 0

    /// - Parameter address: of the report's page; the others are beside it.
    init(of address: String, folder: TemporaryFolder) async throws {
        func file(_ ending: String) async throws -> String {
            try folder.write("report" + ending, try await Web.get(address + ending).body)
        }
        let json = try JSONDocument(parsing: try await Web.get(address + ".json").body).root
        content = try JSONTokenDecoder.decode(ReportContent.self, from: json["content"] ?? json)
        let printed = try await Readers.run("figures.py", try await file(".xlsx"), try await file(".pdf"))
        read = try JSONDecoder().decode(Read.self, from: Data(printed.utf8))
    }

    private var tables: [ReportTable] { content.parts.flatMap { $0.blocks.compactMap(\.table) } }

    /// Every figure of every table, as a number, where the spreadsheet has it; totals are formulas that come out the
    /// same.
    mutating func expectTheSpreadsheetAgrees() throws {
        for (number, table) in tables.enumerated() {
            let name = "ตารางที่ \(number + 1)"
            let sheet = try #require(read.sheets[name], "no sheet \(name)")
            for (line, row) in table.rows.enumerated() {
                for (place, (cell, column)) in zip(row.cells, table.columns).enumerated() {
                    guard cell.state == .value, let value = cell.value, column.kind != .text, column.kind != .date
                    else { continue }
                    let told = sheet[line + 2][place] ?? ""
                    // A percentage is a percent cell: 93.25 % is 0.9325.
                    let scale: Decimal = column.kind == .percent ? 100 : 1
                    #expect(
                        Decimal(string: told).map { $0 * scale } == Decimal(string: value),
                        "\(table.code) \(line) \(column.code)")
                    compared += 1
                }
            }
            for (column, kind) in zip(table.columns, table.columns.map(\.kind)) where kind == .money || kind == .count {
                let place = table.columns.firstIndex(of: column) ?? 0
                let body = table.rows.filter { $0.kind == .body }.compactMap { $0.cells[place].value }
                let sum = body.reduce(Decimal.zero) { $0 + (Decimal(string: $1) ?? 0) }
                for row in table.rows where row.kind == .total {
                    guard let value = row.cells[place].value else { continue }
                    #expect(Decimal(string: value) == sum, "\(table.code) \(column.code): the total")
                }
            }
            if table.rows.contains(where: { $0.kind == .total }) {
                #expect(read.formulas[name]?.isEmpty == false, "\(table.code): its totals are no formulas")
            }
        }
    }

    /// Every total of money stands in the PDF as people write it.
    mutating func expectThePaperAgrees() {
        let paper = read.pdf.filter { !$0.isWhitespace }
        for table in tables {
            for row in table.rows where row.kind == .total {
                for (cell, column) in zip(row.cells, table.columns) where column.kind == .money {
                    guard let value = cell.value, let money = Money(value) else { continue }
                    #expect(paper.contains(money.grouped()), "\(table.code) \(column.code): \(money.grouped())")
                    compared += 1
                }
            }
        }
    }
}
