import Configuration
import FoundationEssentials
import Kernel
import RPCServer

/// The settings of a running service, checked.
public struct ServiceConfiguration: Sendable {
    /// How to reach the database.
    public struct Database: Sendable {
        /// libpq's connection string, without the password of `passwordFile`.
        public var connection: String
        public var password: String?
        public var sharedConnections: Int
        public var leasedConnections: Int
        public var acquireTimeout: Duration
        public var statementTimeout: Duration
        public var preparesStatements: Bool
        /// How long a start waits for it.
        public var waitLimit: Duration
    }

    /// Whose tokens are valid.
    public struct Tokens: Sendable {
        /// A file, or an address (`http…`).
        public var keySet: String
        public var refreshSeconds: Int
        public var issuer: String
        public var audience: String
        public var algorithms: Set<TokenAlgorithm>
    }

    /// The services that this one calls.
    public struct Peers: Sendable {
        /// By name, `"plans"`.
        public var addresses: [String: String]
        public var tokenFile: String?
        public var authorityFile: String?
        /// The name of the one whose directory is followed.
        public var directory: String?
        /// Addresses of the same service at other offices, by province; several of one with `|` between.
        public var offices: [String: String]
        /// Files with their tokens, where they differ from `tokenFile`.
        public var officeTokens: [String: String]
    }

    /// Where mail is handed in.
    public struct Mail: Sendable {
        /// `smtp://host:587` or `smtps://host:465`.
        public var server: String
        public var user: String?
        public var password: String?
        public var from: String
        public var fromName: String?
        public var requiresTLS: Bool
    }

    /// An OpenID Connect provider.
    public struct Provider: Sendable {
        public var issuer: String
        public var client: String
        public var secret: String?
        /// For its button.
        public var name: String
        /// The whole address to which it sends people back.
        public var returnAddress: String
        public var authorityFile: String?
    }

    public var publicAddress: EndpointAddress
    public var privateAddress: EndpointAddress
    public var certificate: EndpointCertificate?
    public var database: Database
    public var tokens: Tokens?
    public var peers: Peers
    /// Where browsers find the services' pages, by name; each ends with a slash.
    public var sites: [String: String]
    /// `nil`: people sign in with the office's accounts alone.
    public var provider: Provider?
    /// Wrong tries to sign in that one address may make at once.
    public var signInTries: Int
    /// `nil`: no mail is sent.
    public var mail: Mail?
    public var limits: RPCServerLimits
    /// Bytes of one stored file.
    public var fileBytesMax: Int
    public var dataFolder: String
    public var province: String?
    /// Address of the licence of open data.
    public var openDataLicence: String
    /// Days after a quarter.
    public var emenscrDueDays: Int
    public var logLevel: String
    public var drainTime: Duration
    public var stopTime: Duration
    /// What is odd and no reason not to start.
    public var warnings: [LocalizedText]
    /// Every setting with where its value came from.
    public var inForce: [SettingInForce]
}

/// Everything that is wrong with the settings, at once.
public struct ConfigurationProblems: Error, CustomStringConvertible {
    public var problems: [Problem]

    public var description: String {
        problems.map { "\($0.path): \($0.message.th) / \($0.message.en ?? "")" }.joined(separator: "\n")
    }
}

/// Reads settings through swift-configuration: environment before file, each value checked against its setting.
struct SettingsReader {
    let table: SettingsTable
    private let reader: ConfigReader
    /// Variables of the environment.
    private let given: Set<String>
    private(set) var problems = Problems()
    private(set) var warnings: [LocalizedText] = []

    init(table: SettingsTable, environment: [String: String]) {
        self.table = table
        let own = environment.filter { $0.key.hasPrefix("PHAEN_") }
        let variables = EnvironmentVariablesProvider(environmentVariables: own)
        var problems = Problems()
        var warnings: [LocalizedText] = []
        given = Set(own.keys)
        let known = Set(table.settings.map(\.variable))
        for name in own.keys.sorted() where !known.contains(name) {
            warnings.append(
                LocalizedText(
                    "\(name) ไม่ใช่ค่าตั้งของบริการนี้ จึงไม่ได้ใช้", "\(name) is no setting of this service and is ignored"))
        }
        if let path = own["PHAEN_CONFIG_FILE"] {
            let file = SettingsReader.file(path, table, &problems)
            reader = ConfigReader(providers: [variables, file])
        } else {
            reader = ConfigReader(provider: variables)
        }
        self.problems = problems
        self.warnings = warnings
    }

    /// The checked value, or the default; `nil` for neither, and for a wrong one (which is noted).
    mutating func text(_ key: String) -> String? {
        guard let setting = table[key] else { return nil }
        guard let value = reader.string(forKey: ConfigKey(["phaen", key]), isSecret: setting.isSecret) else {
            return setting.defaultValue
        }
        guard let wrong = setting.problem(with: value) else { return value }
        problems.add(Problem(path: setting.variable, rule: "setting", message: wrong))
        return nil
    }

    /// Every setting with where its value came from; of secrets only that there is one.
    var inForce: [SettingInForce] {
        table.settings.map { setting in
            let value = reader.string(forKey: ConfigKey(["phaen", setting.key]), isSecret: setting.isSecret)
            let isThere = given.contains(setting.variable)
            let source: SettingInForce.Source =
                isThere ? .environment : value != nil ? .file : setting.defaultValue != nil ? .standard : .none
            return SettingInForce(
                variable: setting.variable, meaning: setting.meaning,
                value: setting.isSecret ? nil : value ?? setting.defaultValue, isSecret: setting.isSecret,
                source: source)
        }
    }

    /// The checked number; 0 after a problem was noted.
    mutating func number(_ key: String) -> Int { text(key).flatMap { Int($0) } ?? 0 }

    mutating func add(_ key: String, th: String, en: String) {
        problems.add(table[key]?.variable ?? key, "setting", th: th, en: en)
    }

    /// The file's members as settings; unknown names are refused: a misspelt one must not be ignored.
    private static func file(
        _ path: String, _ table: SettingsTable, _ problems: inout Problems
    ) -> InMemoryProvider {
        guard let bytes = Files.bytes(path),
            let members = try? JSONDecoder().decode([String: Scalar].self, from: Data(bytes))
        else {
            problems.add(
                "PHAEN_CONFIG_FILE", "setting", th: "อ่านแฟ้มไม่ได้ หรือไม่ใช่วัตถุ JSON ที่มีค่าเดี่ยว",
                en: "cannot be read, or is no JSON object of plain values")
            return InMemoryProvider(values: [:])
        }
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, value) in members {
            guard let setting = table[key], key != "configFile" else {
                problems.add(
                    "\(path): \(key)", "setting", th: "ไม่มีค่าตั้งชื่อนี้", en: "there is no setting of this name")
                continue
            }
            values[AbsoluteConfigKey(["phaen", key])] = ConfigValue(
                .string(value.text), isSecret: setting.isSecret)
        }
        return InMemoryProvider(values: values)
    }
}

/// A plain JSON value, as it would be written in the environment.
private struct Scalar: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
        } else if let number = try? container.decode(Int.self) {
            text = String(number)
        } else {
            text = try container.decode(Bool.self) ? "on" : "off"
        }
    }
}
