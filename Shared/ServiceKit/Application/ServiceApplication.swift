import FoundationEssentials
import Glibc
import JSONRPC
import Kernel
import NIOCore
import Postgres
import RPCServer

/// A service's process: what its `main` runs.
public enum ServiceApplication {
    /// Does what the arguments say and gives the exit code: 0 done, 1 failed, 2 wrong arguments or settings.
    public static func run(
        _ definition: ServiceDefinition, arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async -> Int32 {
        let table = SettingsTable(publicPort: definition.publicPort, privatePort: definition.privatePort)
        switch Command(arguments) {
        case .help: say(help(definition, table))
        case .version: say("phaen-\(definition.name) \(definition.version)\n")
        case .unknown(let word):
            complain("ไม่รู้จัก “\(word)” ดู --help / unknown “\(word)”; see --help\n")
            return 2
        case .checkSettings, .printDocument, .migrate, .serve:
            let configuration: ServiceConfiguration
            do {
                configuration = try ServiceConfiguration(environment: environment, table: table)
            } catch {
                complain("ค่าตั้งไม่ถูกต้อง / wrong settings:\n\(error)\n")
                return 2
            }
            return await act(Command(arguments), definition, configuration)
        }
        return 0
    }

    enum Command: Equatable {
        case serve, help, version, checkSettings, printDocument, migrate
        case unknown(String)

        init(_ arguments: [String]) {
            switch arguments {
            case []: self = .serve
            case ["--help"], ["-h"], ["help"]: self = .help
            case ["--version"]: self = .version
            case ["--check-config"]: self = .checkSettings
            case ["--print-openrpc"]: self = .printDocument
            case ["migrate"]: self = .migrate
            default: self = .unknown(arguments.first ?? "")
            }
        }
    }

    private static func act(
        _ command: Command, _ definition: ServiceDefinition, _ settings: ServiceConfiguration
    ) async -> Int32 {
        let configuration = command == .serve ? ServiceApplication.fitted(settings) : settings
        let clock: @Sendable () -> Instant = { Instant.now }
        let log = LogSink(
            service: definition.name, level: LogLevel(name: configuration.logLevel) ?? .info, clock: clock)
        let observatory = Observatory(log: log)
        for warning in configuration.warnings { observatory.record(.settingsWarning(warning.en ?? warning.th)) }
        defer { log.flush() }
        let process = ServiceProcess(
            definition: definition, configuration: configuration, observatory: observatory, clock: clock)
        do {
            switch command {
            case .checkSettings: say("ค่าตั้งถูกต้อง / the settings are right\n")
            case .printDocument: say(String(decoding: try process.document(), as: UTF8.self) + "\n")
            case .migrate: try await process.migrate()
            default: try await process.serve()
            }
            return 0
        } catch {
            log.line(.error, "ended") { $0.add("reason", ServiceApplication.reason(error)) }
            return 1
        }
    }

    /// The settings as far as the system lets this process go.
    private static func fitted(_ settings: ServiceConfiguration) -> ServiceConfiguration {
        var settings = settings
        let room = OpenFiles.room(for: settings.limits.connectionsMax)
        if room < settings.limits.connectionsMax {
            settings.warnings.append(
                LocalizedText(
                    "ขีดจำกัดจำนวนแฟ้มที่เปิดพร้อมกัน (ulimit -Hn) รับได้ \(room) จาก "
                        + "\(settings.limits.connectionsMax) การเชื่อมต่อของ PHAEN_CONNECTIONS_MAX",
                    "the limit of open files (ulimit -Hn) leaves room for \(room) of the "
                        + "\(settings.limits.connectionsMax) connections of PHAEN_CONNECTIONS_MAX"))
            settings.limits.connectionsMax = room
        }
        return settings
    }

    /// A fault for the log, in words; of libraries' errors what they say themselves.
    static func reason(_ error: any Error) -> String {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            return "a port is taken by another program; choose others with PHAEN_PUBLIC_PORT and PHAEN_PRIVATE_PORT"
        }
        if case Migrations.Failure.newer? = error as? Migrations.Failure {
            return "ฐานข้อมูลใหม่กว่าโปรแกรมนี้ ให้ใช้โปรแกรมรุ่นเดียวกันหรือใหม่กว่า / \(error); "
                + "start the program of that version or a later one"
        }
        return String(describing: error)
    }

    private static func say(_ text: String) { write(text, to: 1) }
    private static func complain(_ text: String) { write(text, to: 2) }

    private static func write(_ text: String, to file: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Help, with every setting.
    static func help(_ definition: ServiceDefinition, _ table: SettingsTable) -> String {
        var text = """
            phaen-\(definition.name) \(definition.version): \(definition.title.th) / \(definition.title.en ?? "")

              phaen-\(definition.name)                  เริ่มบริการ / serve
              phaen-\(definition.name) migrate          ปรับฐานข้อมูลแล้วจบ / bring the database up to date and end
              phaen-\(definition.name) --check-config   ตรวจค่าตั้ง / check the settings
              phaen-\(definition.name) --print-openrpc  พิมพ์เอกสาร OpenRPC / print the OpenRPC document
              phaen-\(definition.name) --version | --help

            ค่าตั้ง / settings (ตัวแปรระบบ หรือ JSON ใน PHAEN_CONFIG_FILE / environment, or JSON by key):

            """
        for setting in table.settings {
            text += "\n  \(setting.variable)  (\(setting.key), \(setting.form))"
            if let value = setting.defaultValue { text += " = \(value)" }
            if setting.isSecret { text += "  [ลับ / secret]" }
            text += "\n      \(setting.meaning.th)\n      \(setting.meaning.en ?? "")\n"
        }
        return text
    }
}

extension Setting {
    /// Its kind in a word or two.
    var form: String {
        switch kind {
        case .text: "text"
        case .integer(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .choice(let words): words.joined(separator: " | ")
        case .several(let words): words.joined(separator: ",")
        case .address: "http(s)://…"
        case .file: "file"
        case .fileOrAddress: "file or http(s)://…"
        case .folder: "folder"
        }
    }
}

extension Instant {
    /// The time of the system's clock.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microsecondsSinceEpoch: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
