import ArgumentParser
import FoundationEssentials
import JSONRPC
import JWTKit
import RPCServer

/// The local issuer: for one machine, for tests and for trying things. A real installation has its own.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "ออกโทเค็นจากกุญแจในเครื่อง — issue tokens signed by a key pair on this machine.",
        subcommands: [Init.self, Issue.self])

    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "สร้างคู่กุญแจ (ถ้ายังไม่มี) — make a key pair, if there is none; prints where its public part is.")

        @Option(help: "โฟลเดอร์ของกุญแจ — folder of issuer.pem and jwks.json.")
        var folder: String

        func run() async throws {
            let issuer = try LocalIssuer.loadOrMake(folder: folder)
            print(issuer.publicKeysPath)
        }
    }

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "ออกโทเค็น — issue a token.")

        @Option(help: "โฟลเดอร์ของกุญแจ — folder of issuer.pem and jwks.json.")
        var folder: String
        @Option(help: "ใคร — who: a stable name of the person or system.")
        var subject: String
        @Option(
            name: .customLong("grant"),
            help: "บทบาท@หน่วยงาน — role@organisation, e.g. planner@67-01; may be repeated.")
        var grants: [String] = []
        @Option(help: "อายุเป็นวัน — days until it expires, 1 to 3650.")
        var days = 1
        @Option(help: "ผู้ออก — issuer, as the services' PHAEN_ISSUER.")
        var issuer = "phaen-local"
        @Option(help: "ผู้รับ — audience, as the services' PHAEN_AUDIENCE.")
        var audience = "phaen"
        @Option(help: "เขียนลงไฟล์ (สิทธิ์ 0600) — write it to this file instead of standard output.")
        var output: String?

        func validate() throws {
            guard (1...3650).contains(days) else { throw ValidationError("--days: 1 … 3650") }
            _ = try grants.map(LocalIssuer.grant)
        }

        func run() async throws {
            let local = try LocalIssuer.loadOrMake(folder: folder)
            let token = try await local.token(
                subject: subject, grants: grants.map(LocalIssuer.grant), lifetime: Double(days) * 86_400,
                issuer: issuer, audience: audience)
            if let output { try LocalIssuer.writePrivately(token, to: output) } else { print(token) }
        }
    }
}

/// An ES256 key pair in a folder: `issuer.pem` (private, mode 0600) and `jwks.json` (public).
struct LocalIssuer: Sendable {
    let folder: String
    private let key: ES256PrivateKey
    private let keyID: JWKIdentifier

    var publicKeysPath: String { folder + "/jwks.json" }

    static func loadOrMake(folder: String) throws -> LocalIssuer {
        let path = folder + "/issuer.pem"
        if let pem = try? String(contentsOfFile: path, encoding: .utf8) {
            let key = try ES256PrivateKey(pem: pem)
            return LocalIssuer(folder: folder, key: key, keyID: try identifier(of: key))
        }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let key = ES256PrivateKey()
        let made = LocalIssuer(folder: folder, key: key, keyID: try identifier(of: key))
        try made.publicKeys().write(toFile: made.publicKeysPath)
        try writePrivately(key.pemRepresentation, to: path)
        return made
    }

    func token(
        subject: String, grants: [Grant], lifetime: TimeInterval, issuer: String, audience: String
    ) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: key, kid: keyID)
        let now = Date()
        let claims = Claims(
            sub: subject, iss: issuer, aud: audience, iat: Int(now.timeIntervalSince1970),
            exp: Int(now.timeIntervalSince1970 + lifetime), grants: grants)
        return try await keys.sign(claims, header: ["kid": .string(keyID.string)])
    }

    /// `planner@67-01`
    static func grant(_ text: String) throws -> Grant {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard parts.count == 2, let role = Role(rawValue: String(parts[0])) else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("“\(text)”: role@organisation; roles: \(roles)")
        }
        return Grant(role: role, organisation: String(parts[1]))
    }

    static func writePrivately(_ text: String, to path: String) throws {
        let temporary = path + ".new"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data((text + "\n").utf8), attributes: [.posixPermissions: 0o600])
        else { throw ValidationError("เขียนไฟล์ไม่ได้ — cannot write \(path)") }
        _ = try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: temporary, toPath: path)
    }

    private static func identifier(of key: ES256PrivateKey) throws -> JWKIdentifier {
        JWKIdentifier(string: "local-" + String(try coordinates(of: key).x.prefix(12)))
    }

    private static func coordinates(of key: ES256PrivateKey) throws -> ECDSAParameters {
        guard let parameters = key.parameters else { throw ValidationError("issuer.pem: not a P-256 key") }
        return parameters
    }

    private func publicKeys() throws -> PublicKeys {
        let point = try Self.coordinates(of: key)
        return PublicKeys(keys: [
            PublicKeys.Key(kid: keyID.string, x: Self.base64URL(point.x), y: Self.base64URL(point.y))
        ])
    }

    private static func base64URL(_ text: String) -> String {
        text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private struct PublicKeys: Encodable {
        struct Key: Encodable {
            var kty = "EC"
            var crv = "P-256"
            var alg = "ES256"
            var use = "sig"
            var kid: String
            var x: String
            var y: String
        }
        var keys: [Key]

        func write(toFile path: String) throws {
            let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
            try (text + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    private struct Claims: JWTPayload {
        var sub: String
        var iss: String
        var aud: String
        var iat: Int
        var exp: Int
        var grants: [Grant]

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }
}
