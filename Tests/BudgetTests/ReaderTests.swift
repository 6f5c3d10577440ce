import BudgetContract
import CommonContract
import Foundation
import JSONRPC
import Kernel
import ServiceTestSupport
import Testing

@testable import Budget

/// What leaves is read by programs that others wrote (`docker/local.sh test` installs them).
@Suite(.enabled(if: Reader.python != nil)) struct ReaderTests {
    /// frictionless for the Fiscal Data Package, IATI's own schema for IATI.
    @Test func exportsPassTheirValidators() async throws {
        try await withOffice { office in
            try await office.exportable()
            var files: [String: [UInt8]] = [:]
            for format in [BudgetExportFormat.fiscalDataPackage, .iati] {
                let answer = try await office.service.call(
                    ExportBudget(organisation: "67", fiscalYear: Office.year, format: format))
                for file in answer.files {
                    files[format == .iati ? "iati.xml" : file.file.name ?? ""] = file.file.bytes
                }
            }
            try Reader.run("exports.py", files)
        }
    }

    /// The figures that formulas show are those that they come to.
    @Test func formulasAddUp() async throws {
        try await withOffice { office in
            try await office.exportable()
            let books = try await office.service.call(
                ExportBudget(organisation: "67", fiscalYear: Office.year, format: .xlsx))
            for (code, baht) in [("RQ-1", 1_000), ("RQ-2", 2_345)] as [(String, Int64)] {
                try await office.submitted(code, baht)
                try await office.decide(code, .approve)
            }
            func sheet(_ state: BudgetRequestState? = nil) async throws -> ExportedFile {
                try await office.service.call(
                    GetRequestSheet(
                        organisation: "67", fiscalYear: RequestTests.next, source: .provincialPlan, state: state)
                ).files[0]
            }
            let requests = try await sheet()
            #expect(requests.rows == 2)
            #expect(try await sheet(.forwarded).rows == 0)
            let said = try Reader.run(
                "formulas.py",
                ["books.xlsx": books.files[0].file.bytes ?? [], "requests.xlsx": requests.file.bytes ?? []])
            #expect(said.contains("books.xlsx") && said.contains("requests.xlsx"))
            #expect(said.contains("3345"), "\(said)")
        }
    }
}

/// Python with the readers of the test command.
enum Reader {
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"] { return named }
        let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/readers/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }()

    /// Runs a script of `Readers` over files in a folder of their own; gives what it prints.
    @discardableResult
    static func run(_ script: String, _ files: [String: [UInt8]]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "phaen-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
        let reader = Process()
        reader.executableURL = URL(filePath: python ?? "")
        reader.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readers/\(script)").path, folder.path,
        ]
        let pipe = Pipe()
        reader.standardOutput = pipe
        reader.standardError = pipe
        try reader.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        reader.waitUntilExit()
        #expect(reader.terminationStatus == 0, "\(said)")
        return said
    }
}
