import Glibc
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// How often one address may try to get in: a bucket of `burst` tries, of which one comes back every ten seconds. What
/// was right is given back, so that an office behind one address is not locked out by all of its people signing in.
///
/// The count is in the database: it holds for all replicas, and over a restart.
struct Tries: Sendable {
    static let secondsPerTry: Int64 = 10

    /// Tries at once.
    let burst: Int

    /// Takes a try.
    /// - Returns: `nil`, or how many seconds to wait for the next one.
    func take(_ request: PageRequest, _ call: ReadCall) async throws -> Int64? {
        let address = Tries.source(request.address)
        let take = TakeTry(address: address, now: call.now, burst: Int64(burst))
        if try await call.database.first(take) != nil { return nil }
        guard let until = try await call.database.first(TriesOfAddress(address: address)) else { return nil }
        let over = until.microsecondsSinceEpoch - call.now.microsecondsSinceEpoch
        return max(1, (over + 999_999) / 1_000_000 - (Int64(burst) - 1) * Tries.secondsPerTry)
    }

    /// Gives back the try of somebody who was right.
    func giveBack(_ request: PageRequest, _ call: ReadCall) async throws {
        _ = try await call.database.execute(GiveTryBack(address: Tries.source(request.address)))
    }

    /// The same, with a page of its own as the refusal.
    /// - Throws: `RPCError` `.rateLimited`.
    func takeOrRefuse(_ request: PageRequest, _ call: ReadCall) async throws {
        guard let seconds = try await take(request, call) else { return }
        throw RPCError(
            .rateLimited, Tries.words(seconds), details: [("retryAfterMs", .number(String(seconds * 1_000)))])
    }

    static func words(_ seconds: Int64) -> LocalizedText {
        let minutes = (seconds + 59) / 60
        return seconds < 120
            ? LocalizedText(
                "มีการเข้าสู่ระบบผิดหลายครั้งจากเครือข่ายนี้ ลองใหม่ได้ในอีก \(seconds) วินาที",
                "Too many wrong tries from this network. Try again in \(seconds) seconds.")
            : LocalizedText(
                "มีการเข้าสู่ระบบผิดหลายครั้งจากเครือข่ายนี้ ลองใหม่ได้ในอีก \(minutes) นาที",
                "Too many wrong tries from this network. Try again in \(minutes) minutes.")
    }

    /// Whose tries are counted together: an IPv4 address, or the 64 bits of an IPv6 address that name a network; the
    /// rest of it everybody chooses freely.
    static func source(_ address: String) -> String {
        var six = in6_addr()
        guard address.contains(":"), inet_pton(AF_INET6, address, &six) == 1 else { return address }
        let network = withUnsafeBytes(of: &six) { Array($0.prefix(8)) }
        return "net " + Secret.hexadecimal(network)
    }
}

/// One row says until when the address has used its tries up, at one for every ten seconds. No row comes back if there
/// is none left.
struct TakeTry: Statement {
    static let sql = """
        INSERT INTO sign_in_address AS t (address, used_until) VALUES ($1, $2 + interval '10 seconds')
        ON CONFLICT (address) DO UPDATE SET used_until = greatest(t.used_until, $2) + interval '10 seconds'
         WHERE greatest(t.used_until, $2) + interval '10 seconds' <= $2 + $3 * interval '10 seconds'
        RETURNING true
        """
    let address: String
    let now: Instant
    let burst: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.append(address)
        parameters.append(now)
        parameters.append(burst)
    }

    static func decode(_ row: inout RowReader) throws -> Bool { try row.next() }
}

struct TriesOfAddress: Statement {
    static let sql = "SELECT used_until FROM sign_in_address WHERE address = $1"
    let address: String
    func bind(_ parameters: inout Parameters) { parameters.append(address) }
    static func decode(_ row: inout RowReader) throws -> Instant { try row.next() }
}

struct GiveTryBack: Statement {
    static let sql = "UPDATE sign_in_address SET used_until = used_until - interval '10 seconds' WHERE address = $1"
    let address: String
    func bind(_ parameters: inout Parameters) { parameters.append(address) }
    typealias Row = Void
}
