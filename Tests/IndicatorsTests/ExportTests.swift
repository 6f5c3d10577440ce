import CommonContract
import Foundation
import IndicatorsContract
import JSONRPC
import Kernel
import RPCServer
import ServiceTestSupport
import Testing

@testable import Indicators

/// What leaves the service is read by programs that others wrote, and keeps small groups to itself.
@Suite struct ExportTests {
    /// The Python environment that `docker/local.sh test` makes.
    static let python: String? = {
        if let named = ProcessInfo.processInfo.environment["PHAEN_TEST_PYTHON"] { return named }
        let own = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: ".build/readers/bin/python").path
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }()

    private func withFigures(_ body: @Sendable (TestService) async throws -> Void) async throws {
        try await withService(modules: [IndicatorsService()], name: "indicators") { service in
            for code in ["67-PUPILS", "67-POP.15"] {
                _ = try await service.call(
                    CreateDataElement(
                        idempotencyKey: code,
                        element: DataElementInput(
                            code: code, owner: "67",
                            name: LocalizedText("ผู้เรียน <\(code)> & อื่น ๆ", "Pupils \"\(code)\""),
                            unitCode: "person", unit: LocalizedText("คน", "person"), periodType: .fiscalYear,
                            dimensions: ["sex", "level"])), as: .planner)
            }
            _ = try await service.call(
                CreateIndicator(
                    idempotencyKey: "rate",
                    indicator: IndicatorInput(
                        code: "67-NER", owner: "67", name: LocalizedText("อัตราการเข้าเรียน", "Enrolment rate"),
                        unit: LocalizedText("ร้อยละ", "percent"), aggregation: .formula, direction: .up,
                        formula: "percent({67-PUPILS}, {67-POP.15})", unitCode: "percent", disaggregations: ["sex"])),
                as: .planner)
            let period = try #require(Period("FY2566"))
            func value(_ element: String, _ at: String, _ category: String?, _ number: Int?) -> DataValue {
                DataValue(
                    element: element, period: period, organisation: at, categories: category.map { [$0] },
                    state: number == nil ? AnswerState.none : .value, number: number.flatMap { Quantity($0) })
            }
            let values = [
                value("67-PUPILS", "67-S0001", "sex=female", 30), value("67-PUPILS", "67-S0001", "sex=male", 3),
                value("67-PUPILS", "67-S0002", "sex=female", 40), value("67-PUPILS", "67-S0002", "sex=male", 50),
                value("67-POP.15", "67-S0001", "sex=female", 40), value("67-POP.15", "67-S0001", "sex=male", 60),
                value("67-POP.15", "67-S0002", "sex=female", 50), value("67-POP.15", "67-S0002", "sex=male", 50),
                value("67-PUPILS", "67-S0003", nil, nil),
            ]
            _ = try await service.call(
                SetDataValues(idempotencyKey: "values", under: "67", mode: .atomic, values: values), as: .planner)
            try await body(service)
        }
    }

    private func export(
        _ service: TestService, _ format: ExportFormat, at organisation: String = "67-02"
    ) async throws -> ExportedData {
        try await service.call(
            ExportData(
                organisation: organisation, format: format, elements: ["67-PUPILS", "67-POP.15"],
                indicators: ["67-NER"], periods: ["FY2565", "FY2566"].compactMap { Period($0) }, children: true),
            as: .planner)
    }

    @Test func smallGroupsAndWhatGivesThemAwayAreKeptBack() async throws {
        try await withFigures { service in
            let csv = try await export(service, .csv)
            let lines = try #require(csv.files.first).text.split(separator: "\r\n").map(String.init)
            #expect(lines.count == 1 + csv.files[0].rows)
            func state(_ start: String) -> String? {
                lines.first { $0.hasPrefix(start) }.flatMap { $0.split(separator: ",").last.map(String.init) }
            }
            let pupils = "67-PUPILS,"
            func line(_ area: String, _ sex: String) -> String? {
                lines.first { $0.hasPrefix(pupils) && $0.contains(",\(area),") && $0.contains("FY2566,ทั้งหมด,\(sex),") }
            }
            // Three boys in school 1: kept back, the girls with them, and the boys of school 2 and their total's other
            // part, so that neither a school's nor an agency's total gives them away.
            for (area, sex) in [("67-S0001", "ชาย"), ("67-S0001", "หญิง"), ("67-S0002", "ชาย"), ("67-S0002", "หญิง")] {
                #expect(line(area, sex)?.hasSuffix("ปกปิด") == true, "\(area) \(sex)")
            }
            #expect(line("67-02", "ทั้งหมด")?.contains(",123,") == true)
            #expect(!csv.files[0].text.contains(",3,person"))
            let rate = lines.first {
                $0.hasPrefix("67-NER,") && $0.contains(",67-S0001,") && $0.contains("FY2566") && $0.contains("ชาย")
            }
            #expect(rate?.hasSuffix("ปกปิด") == true)
            let rule = try await service.call(
                SetSuppression(
                    idempotencyKey: "off", province: "67", threshold: 0, units: [], expectedVersion: 0),
                as: .provincialOfficer)
            #expect(rule.version == 1)
            let open = try await export(service, .csv)
            #expect(open.suppressed == 0 && open.files[0].text.contains(",3,person"))
        }
    }

    @Test func theFourAbsencesStayApart() async throws {
        try await withFigures { service in
            let csv = try await export(service, .sdmxCsv, at: "67-19")
            let lines = csv.files[0].text.split(separator: "\r\n").map(String.init)
            let none = lines.first { $0.contains(",67-PUPILS,67-S0003,_T,_T,2022-10-01/P1Y,") }
            #expect(none?.hasSuffix(",,O,person,none,FY2566") == true)
            let missing = lines.first { $0.contains(",67-POP_15,67-S0003,_T,_T,2022-10-01/P1Y,") }
            #expect(missing?.hasSuffix(",,L,person,notReported,FY2566") == true)
        }
    }

    @Test func openSDGHasNumbersAlone() async throws {
        try await withFigures { service in
            let files = try await export(service, .openSdg, at: "67").files
            let table = try #require(files.first { $0.name == "data/indicator_67-ner.csv" })
            let lines = table.text.split(separator: "\r\n").map(String.init)
            #expect(lines[0] == "Year,Area,Level of education,Sex,Units,Value")
            #expect(lines.dropFirst().allSatisfy { Double($0.split(separator: ",").last ?? "") != nil })
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("2023,") })
            #expect(files.contains { $0.name == "meta/67-ner.yml" })
        }
    }

    @Test(.enabled(if: ExportTests.python != nil)) func othersReadIt() async throws {
        try await withFigures { service in
            let folder = FileManager.default.temporaryDirectory.appending(path: "exports-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            var rows = 0
            for format in [ExportFormat.sdmxStructure, .sdmxMl, .sdmxCsv, .sdmxJson, .dataPackage] {
                let exported = try await export(service, format)
                for file in exported.files {
                    try Data(file.text.utf8).write(to: folder.appending(path: file.name))
                    rows = max(rows, file.rows)
                }
            }
            let found = try await Self.read(folder.path)
            #expect(
                found["sdmx1.dimensions"] as? [String]
                    == ["FREQ", "MEASURE", "REF_AREA", "LEVEL", "SEX", "TIME_PERIOD"])
            #expect(found["sdmx1.measures"] as? [String] == ["67-NER", "67-POP_15", "67-PUPILS"])
            #expect((found["sdmx1.values"] as? [Double])?.contains(123) == true)
            #expect(found["frictionless.valid"] as? Bool == true, "\(found["frictionless.errors"] ?? "")")
            #expect(found["json.keys"] as? Bool == true)
            let counts = [
                "sdmx1.observations", "pysdmx.rows", "pysdmx.csv.rows", "json.observations", "frictionless.rows",
            ]
            for name in counts { #expect(found[name] as? Int == rows, "\(name)") }
            #expect((found["pysdmx.csv.suppressed"] as? Int ?? 0) > 3)
        }
    }

    /// Runs the readers on a thread of their own.
    private static func read(_ folder: String) async throws -> [String: Any] {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Readers/read_exports.py")
            .path
        let output = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Data, any Error>) in
            Thread.detachNewThread {
                let process = Process()
                let pipe = Pipe()
                process.executableURL = URL(filePath: python ?? "")
                process.arguments = [script, folder]
                process.standardOutput = pipe
                process.standardError = pipe
                do {
                    try process.run()
                    let data = (try pipe.fileHandleForReading.readToEnd()) ?? Data()
                    process.waitUntilExit()
                    continuation.resume(returning: data)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        let text = String(decoding: output, as: UTF8.self)
        guard let line = text.split(separator: "\n").last,
            let found = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        else {
            Issue.record("the readers say:\n\(text)")
            return [:]
        }
        return found
    }
}
