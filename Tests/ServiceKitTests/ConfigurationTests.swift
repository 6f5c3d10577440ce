import Foundation
import Kernel
import RPCServer
import Testing

@testable import ServiceKit

@Suite("Settings")
struct ConfigurationTests {
    let table = SettingsTable(publicPort: 8101, privatePort: 9101)

    func read(_ environment: [String: String]) throws -> ServiceConfiguration {
        try ServiceConfiguration(environment: environment, table: table)
    }

    /// The variables that a reading complains of.
    func problems(_ environment: [String: String]) -> [String] {
        do {
            _ = try read(environment)
            return []
        } catch {
            return (error as? ConfigurationProblems)?.problems.map(\.path) ?? ["\(error)"]
        }
    }

    func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "phaen-settings-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test func theDatabaseIsAllThatIsNeeded() throws {
        let configuration = try read(["PHAEN_DATABASE": "dbname=a", "HOME": "/"])
        #expect(configuration.publicAddress == EndpointAddress(host: "127.0.0.1", port: 8101))
        #expect(configuration.privateAddress.port == 9101)
        #expect(configuration.database.conninfo == "dbname=a")
        #expect(configuration.tokens == nil)
        #expect(configuration.limits.bodyBytesMax == RPCServerLimits().bodyBytesMax)
        #expect(configuration.limits.callsPerSecond == RPCServerLimits().callsPerSecond)
        #expect(configuration.warnings.isEmpty)
    }

    @Test func officesAreProvincesWithAddresses() throws {
        let settings = try read([
            "PHAEN_DATABASE": "dbname=a",
            "PHAEN_OFFICES": "67=https://a.example|https://b.example, 65=http://c.example",
        ])
        #expect(
            settings.peers.offices == ["67": "https://a.example|https://b.example", "65": "http://c.example"])
        for wrong in [
            "67", "67=", "R17=https://a.example", "67=a.example", "67=https://a.example,67=https://b.example",
        ] {
            #expect(problems(["PHAEN_DATABASE": "dbname=a", "PHAEN_OFFICES": wrong]) == ["PHAEN_OFFICES"], "\(wrong)")
        }
    }

    @Test func defaultsAreWhatTheSettingsThemselvesAllow() {
        for setting in table.settings {
            if let value = setting.defaultValue { #expect(setting.problem(with: value) == nil, "\(setting.key)") }
            #expect(setting.meaning.en?.isEmpty == false, "\(setting.key)")
        }
        #expect(Set(table.settings.map(\.variable)).count == table.settings.count)
        #expect(table["databaseAcquireTimeoutMs"]?.variable == "PHAEN_DATABASE_ACQUIRE_TIMEOUT_MS")
    }

    @Test func connectionsLeaveRoomForOtherFiles() {
        #expect(OpenFiles.room(for: 4_096, open: 20_000) == 4_096)
        #expect(OpenFiles.room(for: 4_096, open: 4_096) == 4_096 - OpenFiles.reserve)
        #expect(OpenFiles.room(for: 4_096, open: 1_024) == 768)
        #expect(OpenFiles.room(for: 4_096, open: 64) == 32)
        #expect(OpenFiles.room(for: 10, open: 1_024) == 10)
        #expect(OpenFiles.room(for: 10, open: 0) == 1)
        // The process's own limit is raised as far as it may be.
        #expect(OpenFiles.room(for: 1) == 1)
    }

    @Test func gatewaysAreTrustedByName() throws {
        #expect(try read(["PHAEN_DATABASE": "dbname=a"]).limits.trustedProxies == .none)
        let set = try read(["PHAEN_DATABASE": "dbname=a", "PHAEN_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"])
        #expect(set.limits.trustedProxies == TrustedProxies("127.0.0.1,10.0.0.0/8"))
        let wrong = problems(["PHAEN_DATABASE": "dbname=a", "PHAEN_TRUSTED_PROXIES": "gateway"])
        #expect(wrong == ["PHAEN_TRUSTED_PROXIES"])
    }

    @Test func allThatIsWrongIsSaidAtOnce() {
        #expect(
            problems([
                "PHAEN_PUBLIC_PORT": "70000", "PHAEN_LOG_LEVEL": "loud", "PHAEN_PEER_PLANS": "plans",
                "PHAEN_PROVINCE": "Phetchabun", "PHAEN_ALGORITHMS": "HS256", "PHAEN_TLS_KEY_FILE": "/dev/null",
                "PHAEN_DIRECTORY_PEER": "budget",
            ]).sorted() == [
                "PHAEN_ALGORITHMS", "PHAEN_DATABASE", "PHAEN_DIRECTORY_PEER", "PHAEN_LOG_LEVEL", "PHAEN_PEER_PLANS",
                "PHAEN_PROVINCE", "PHAEN_PUBLIC_PORT", "PHAEN_TLS_CERTIFICATE_FILE",
            ])
    }

    @Test func neitherNoneNorSharedSecretsCanBeAllowed() {
        for word in ["none", "HS256", "HS384", "HS512", "RS256,none", "", "rs256"] {
            #expect(problems(["PHAEN_DATABASE": "a", "PHAEN_ALGORITHMS": word]) == ["PHAEN_ALGORITHMS"], "\(word)")
        }
    }

    @Test func misspeltVariablesAreWarnedOf() throws {
        let configuration = try read(["PHAEN_DATABASE": "a", "PHAEN_PUBLIC_PROT": "1"])
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings[0].th.hasPrefix("PHAEN_PUBLIC_PROT "))
    }

    @Test func theEnvironmentGoesBeforeTheFile() throws {
        let text = #"{"database": "dbname=file", "publicPort": 8200, "callsBurst": "7"}"#
        try withFile(text) { path in
            let configuration = try read(["PHAEN_CONFIG_FILE": path, "PHAEN_PUBLIC_PORT": "8300"])
            #expect(configuration.database.conninfo == "dbname=file")
            #expect(configuration.publicAddress.port == 8300)
            #expect(configuration.limits.callsBurst == 7)
        }
        try withFile(#"{"database": "a", "publicProt": 1}"#) { path in
            #expect(problems(["PHAEN_CONFIG_FILE": path]) == ["\(path): publicProt"])
        }
        try withFile("[1]") { path in
            #expect(problems(["PHAEN_CONFIG_FILE": path, "PHAEN_DATABASE": "a"]) == ["PHAEN_CONFIG_FILE"])
        }
        #expect(problems(["PHAEN_CONFIG_FILE": "/nowhere", "PHAEN_DATABASE": "a"]).contains("PHAEN_CONFIG_FILE"))
    }

    @Test func aPasswordGoesIntoTheConnectionAndNowhereElse() throws {
        try withFile("it's \\secret\n") { path in
            let pairs = try read(["PHAEN_DATABASE": "host=a,b dbname=c", "PHAEN_DATABASE_PASSWORD_FILE": path])
            #expect(pairs.database.conninfo == #"host=a,b dbname=c password='it\'s \\secret'"#)
            let uri = try read(["PHAEN_DATABASE": "postgresql://u@a/c?x=1", "PHAEN_DATABASE_PASSWORD_FILE": path])
            #expect(uri.database.conninfo == "postgresql://u@a/c?x=1&password=it%27s%20%5Csecret")
        }
        let wrong = problems(["PHAEN_DATABASE": "password=hunter2", "PHAEN_PUBLIC_PORT": "x"])
        #expect(wrong == ["PHAEN_PUBLIC_PORT"])
    }

    @Test func commandsAreFewAndOthersRefused() {
        #expect(ServiceApplication.Command([]) == .serve)
        #expect(ServiceApplication.Command(["--check-config"]) == .checkSettings)
        #expect(ServiceApplication.Command(["--prot", "1"]) == .unknown("--prot"))
        #expect(ServiceApplication.Command(["migrate", "x"]) == .unknown("migrate"))
    }
}
