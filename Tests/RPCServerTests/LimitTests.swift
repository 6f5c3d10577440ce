import Kernel
import Testing

@testable import RPCServer

@Suite("Limits")
struct LimitTests {
    let start = ContinuousClock.now

    @Test func aBucketGivesItsBurstAndThenItsRate() {
        var bucket = TokenBucket(capacity: 3, now: start)
        func take(_ cost: Int, after milliseconds: Int) -> TokenBucket.Decision {
            bucket.take(cost, capacity: 3, perSecond: 10, now: start.advanced(by: .milliseconds(milliseconds)))
        }
        #expect(take(1, after: 0) == .allowed(remaining: 2, secondsToFull: 1))
        #expect(take(1, after: 0) == .allowed(remaining: 1, secondsToFull: 1))
        #expect(take(1, after: 0) == .allowed(remaining: 0, secondsToFull: 1))
        #expect(take(1, after: 0) == .refused(retryAfterMilliseconds: 100))
        #expect(take(1, after: 50) == .refused(retryAfterMilliseconds: 50))
        #expect(take(1, after: 100) == .allowed(remaining: 0, secondsToFull: 1))
        // Time that goes back gives nothing.
        #expect(take(1, after: 0) == .refused(retryAfterMilliseconds: 100))
        // A long rest fills it and no more.
        #expect(take(1, after: 60_000) == .allowed(remaining: 2, secondsToFull: 1))
    }

    @Test func aBatchMayOweAndPaysBack() {
        var bucket = TokenBucket(capacity: 3, now: start)
        #expect(bucket.take(1, capacity: 3, perSecond: 10, now: start) == .allowed(remaining: 2, secondsToFull: 1))
        bucket.charge(10)
        #expect(bucket.take(1, capacity: 3, perSecond: 10, now: start) == .refused(retryAfterMilliseconds: 900))
    }

    @Test func callersDoNotShareABucketAndAreForgotten() {
        var limits = RPCServerLimits()
        limits.callsBurst = 1
        limits.callsPerSecond = 1
        limits.callersMax = 4
        let limiter = RateLimiter(limits: limits)
        for caller in 0..<100 {
            #expect(
                limiter.admit("caller \(caller)", isAnonymous: false, now: start)
                    == .allowed(RateLimiter.Standing(limit: 1, remaining: 0, secondsToFull: 1)))
        }
        #expect(limiter.callersKnown <= 4)
        #expect(
            limiter.admit("caller 99", isAnonymous: false, now: start) == .refused(retryAfterMilliseconds: 1_000))
    }

    @Test func aSlowPeerIsWaitedForOnlyWhileItOwesSomething() {
        var peer = SlowPeer()
        #expect(peer.readComplete() == .none)
        peer.head()
        #expect(peer.readComplete() == .startTimer)
        #expect(peer.end() == .stopTimer)
        #expect(peer.readComplete() == .none)
        #expect(peer.flushed() == .none)
        peer.answerGiven()
        peer.answerGiven()
        #expect(peer.flushed() == .startTimer)
        #expect(peer.answerTaken() == .none)
        #expect(peer.answerTaken() == .stopTimer)
        #expect(peer.flushed() == .none)
    }
}

@Suite("Trusted proxies")
struct TrustedProxiesTests {
    @Test func withoutAnyTheOtherEndIsTheCaller() {
        #expect(TrustedProxies.none.caller(peer: "192.0.2.1", forwardedFor: "198.51.100.7") == "192.0.2.1")
        #expect(TrustedProxies.none.caller(peer: nil, forwardedFor: "198.51.100.7") == "local")
        #expect(TrustedProxies.none.caller(peer: "::ffff:192.0.2.1", forwardedFor: nil) == "192.0.2.1")
    }

    @Test func theRightMostThatNoGatewayHasIsTheCaller() throws {
        let proxies = try #require(TrustedProxies("127.0.0.1, 10.0.0.0/8,fd00::/8"))
        func caller(_ peer: String?, _ forwarded: String?) -> String {
            proxies.caller(peer: peer, forwardedFor: forwarded)
        }
        #expect(caller("127.0.0.1", "198.51.100.7") == "198.51.100.7")
        // What stands left of it is the caller's own invention.
        #expect(caller("127.0.0.1", "203.0.113.9, 198.51.100.7") == "198.51.100.7")
        #expect(caller("10.1.2.3", "203.0.113.9, 198.51.100.7,10.9.9.9") == "198.51.100.7")
        #expect(caller("fd12::1", "2001:db8::7") == "2001:db8::7")
        #expect(caller("127.0.0.1", "198.51.100.7:4711") == "198.51.100.7")
        #expect(caller("127.0.0.1", "[2001:DB8:0::7]:443") == "2001:db8::7")
        #expect(caller(nil, "198.51.100.7") == "198.51.100.7")
        // A stranger's word is not taken.
        #expect(caller("192.0.2.1", "198.51.100.7") == "192.0.2.1")
        #expect(caller("11.0.0.1", "198.51.100.7") == "11.0.0.1")
        // Nothing but gateways: the first of them that wrote.
        #expect(caller("127.0.0.1", "10.0.0.1, 10.0.0.2") == "10.0.0.1")
        #expect(caller("127.0.0.1", nil) == "127.0.0.1")
        for broken in ["", "unknown", "198.51.100.7, nobody", "1.2.3", "<script>"] {
            #expect(caller("127.0.0.1", broken) == "127.0.0.1", "\(broken)")
        }
    }

    @Test func networksAreComparedByBits() throws {
        let odd = try #require(TrustedProxies("192.0.2.128/25"))
        #expect(odd.caller(peer: "192.0.2.129", forwardedFor: "198.51.100.7") == "198.51.100.7")
        #expect(odd.caller(peer: "192.0.2.127", forwardedFor: "198.51.100.7") == "192.0.2.127")
        let all = try #require(TrustedProxies("0.0.0.0/0"))
        #expect(all.caller(peer: "192.0.2.1", forwardedFor: "198.51.100.7") == "198.51.100.7")
        #expect(all.caller(peer: "2001:db8::1", forwardedFor: "198.51.100.7") == "2001:db8::1")
        for wrong in ["", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/", "127.0.0.1,,::1"] {
            #expect(TrustedProxies(wrong) == nil, "\(wrong)")
        }
    }
}

@Suite("Heads of requests")
struct HeadTests {
    @Test func contentTypes() {
        for good in [
            "application/json", "Application/JSON", "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"", "application/json ; charset=utf8", "application/json;",
        ] {
            #expect(RequestFacts.isJSON(good), "\(good)")
        }
        for bad in [
            nil, "", "text/plain", "application/json-rpc", "application/json; charset=tis-620", "application/json; x=1",
            "application/x-www-form-urlencoded",
        ] {
            #expect(!RequestFacts.isJSON(bad), "\(bad ?? "none")")
        }
    }

    @Test func dates() {
        #expect(HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.format(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test func pagesAreFoundByPath() {
        func page(_ path: String) -> EndpointPage {
            EndpointPage(path) { _, _ in EndpointPageResponse(contentType: "text/plain", body: []) }
        }
        let table = PageTable([
            page("/"), page("/reports/:id"), page("/reports/latest"), page("/reports/:id/files/:name"),
        ])
        #expect(table.page(at: "/")?.page.path == "/")
        #expect(table.page(at: "/reports/latest")?.page.path == "/reports/latest")
        #expect(table.page(at: "/reports/%E0%B8%81")?.parameters == ["id": "ก"])
        #expect(table.page(at: "/reports/a/files/b%2Fc")?.parameters == ["id": "a", "name": "b/c"])
        for none in ["", "/reports", "/reports/", "/reports/a/", "/reports/%zz", "/reports/%00", "/reports/%ff", "//"] {
            #expect(table.page(at: none) == nil, "\(none)")
        }
        #expect(
            PercentEncoding.items(ofQuery: "lang=en&q=a+b%26c&bad=%&flag") == ["lang": "en", "q": "a b&c", "flag": ""])
    }
}
