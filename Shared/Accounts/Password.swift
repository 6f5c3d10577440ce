import CryptoExtras
import FoundationEssentials
import Kernel
import NIOPosix

/// Passwords as they are kept: scrypt (RFC 7914) with 32 MiB of memory, three times over, and a salt of their own.
enum Password {
    static let lengths = 10...200
    private static let (blockSize, parallelism) = (8, 3)
    /// How much memory and time a new one takes: 32 768 is 32 MiB. What is stored says its own. Fewer in tests.
    @TaskLocal static var rounds = 32_768

    /// One at a time, on a thread of its own: many at once would take the memory and the processors of all others.
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    /// `"scrypt$32768$8$3$salt$key"`
    static func stored(_ password: String) async throws -> String {
        let salt = Secret.random(16)
        let key = try await derive(password, salt, rounds, blockSize, parallelism)
        return "scrypt$\(rounds)$\(blockSize)$\(parallelism)$\(Base64.encode(salt))$\(Base64.encode(key))"
    }

    /// Takes the same time whether or not there is such an account.
    static func matches(_ password: String, _ stored: String?) async throws -> Bool {
        let parts = (stored ?? "").split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let size = Int(parts[2]),
            let times = Int(parts[3]), let salt = Base64.decode(parts[4]), let key = Base64.decode(parts[5])
        else {
            _ = try await derive(password, Array(repeating: 0, count: 16), rounds, blockSize, parallelism)
            return false
        }
        return Secret.same(try await derive(password, salt, rounds, size, times), key)
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) async throws -> [UInt8] {
        try await pool.runIfActive {
            let key = try KDF.Scrypt.deriveKey(
                from: Data(password.utf8), salt: Data(salt), outputByteCount: 32, rounds: rounds,
                blockSize: blockSize, parallelism: parallelism)
            return key.withUnsafeBytes { Array($0) }
        }
    }

    /// What is wrong with a new password.
    static func problem(_ password: String, again: String, name: String) -> LocalizedText? {
        if !lengths.contains(password.unicodeScalars.count) {
            return LocalizedText("รหัสผ่านต้องยาว 10 ถึง 200 ตัวอักษร", "A password has 10 to 200 characters")
        }
        let plain = password.lowercased()
        if plain.contains(name) || Set(plain).count < 4 || common.contains(where: plain.hasPrefix) {
            return LocalizedText(
                "รหัสผ่านนี้เดาง่าย ใช้ประโยคหรือหลายคำที่ไม่เกี่ยวกับชื่อ",
                "That is easy to guess; take several words that say nothing of you")
        }
        return password == again
            ? nil : LocalizedText("รหัสผ่านสองช่องไม่ตรงกัน", "The two passwords are not the same")
    }

    private static let common = ["password", "123456", "qwerty", "phaen", "iloveyou", "รหัสผ่าน"]
}
