import JSONRPC
import Kernel
import Synchronization
import Testing

@testable import RPCServer

@Suite("Dispatcher", .timeLimit(.minutes(1)))
struct DispatcherTests {
    @Test func aCallIsAnsweredUnderItsOwnID() async {
        let bench = Bench()
        for id in ["1", "\"a\"", "1.50", "null", "12345678901234567890123"] {
            #expect(await bench.answer(Bench.call(id)) == #"{"jsonrpc":"2.0","id":\#(id),"result":"x"}"#)
        }
    }

    @Test func aNotificationIsExecutedAndNeverAnswered() async {
        let count = Counter()
        let bench = Bench { count.add() }
        #expect(await bench.answer(#"{"jsonrpc":"2.0","method":"test.echo","params":{"text":"x"}}"#) == nil)
        #expect(await bench.answer(#"{"jsonrpc":"2.0","method":"no.such"}"#) == nil)
        #expect(await bench.answer(#"[{"jsonrpc":"2.0","method":"test.echo","params":["x"]}]"#) == nil)
        #expect(count.value == 2)
    }

    @Test func aStrangerLearnsNothingButNames() async {
        let bench = Bench()
        let bad: Result<Caller, RPCError> = .failure(ServerErrors.badCredential)
        for caller in [bad, .success(.anonymous)] {
            #expect(
                member(await bench.answer(Bench.call("1", "no.such"), as: caller), "error", "code") == .number("-32601")
            )
            #expect(
                member(await bench.answer(Bench.call("1", "test.echo", #"{"wrong":1}"#), as: caller), "error", "code")
                    == .number("-32001"))
            #expect(
                await bench.answer(Bench.call("1", "rpc.discover", "{}"), as: caller)
                    == #"{"jsonrpc":"2.0","id":1,"result":{"openrpc":"1.4.0"}}"#)
            #expect(member(await bench.answer("{", as: caller), "error", "code") == .number("-32700"))
        }
        #expect(
            member(await bench.answer(Bench.call("1", "test.echo", #"{"wrong":1}"#)), "error", "code")
                == .number("-32602"))
    }

    @Test func aBatchRunsAtOnceAndAnswersInOrder() async {
        let bench = Bench(meeting: Meeting(20))
        let body =
            "[" + (0..<20).map { Bench.call(String($0), "test.echo", #"["\#($0)"]"#) }.joined(separator: ",") + "]"
        let expected = (0..<20).map { #"{"jsonrpc":"2.0","id":\#($0),"result":"\#($0)"}"# }.joined(separator: ",")
        #expect(await bench.answer(body) == "[\(expected)]")
    }

    @Test func noMoreOfABatchRunThanTheWindow() async {
        var limits = RPCServerLimits()
        limits.batchConcurrencyMax = 4
        // Twelve pass in threes of four; a window of five would leave the last ones waiting.
        let bench = Bench(limits: limits, meeting: Meeting(4))
        let body = "[" + (0..<12).map { Bench.call(String($0)) }.joined(separator: ",") + "]"
        #expect(member(await bench.answer(body), "11", "result") == .string("x"))
    }

    @Test func oneBadMemberSpoilsNoOther() async {
        let answer = await Bench().answer(
            "[1," + Bench.call("1") + "," + Bench.call("2", "test.fail", "{}") + "," + Bench.call("3", "no.such") + "]")
        #expect(member(answer, "0", "error", "code") == .number("-32600"))
        #expect(member(answer, "0", "id") == .null)
        #expect(member(answer, "1", "result") == .string("x"))
        #expect(member(answer, "2", "error", "code") == .number("-32603"))
        #expect(member(answer, "3", "error", "code") == .number("-32601"))
    }

    @Test func batchesAreBounded() async {
        var limits = RPCServerLimits()
        limits.batchMembersMax = 3
        limits.answerBytesMax = 130
        let bench = Bench(limits: limits)
        let four = "[" + (0..<4).map { Bench.call(String($0)) }.joined(separator: ",") + "]"
        let refusal = await bench.answer(four)
        #expect(member(refusal, "error", "code") == .number("-32009"))
        #expect(member(refusal, "error", "data", "limit") == .number("3"))
        // The first two fit; the third does not, and fails alone.
        let long = #"{"text":"\#(String(repeating: "a", count: 60))"}"#
        let three =
            "[" + [Bench.call("0"), Bench.call("1"), Bench.call("2", "test.echo", long)].joined(separator: ",") + "]"
        let answer = await bench.answer(three)
        #expect(member(answer, "1", "result") == .string("x"))
        #expect(member(answer, "2", "error", "code") == .number("-32009"))
        #expect(member(answer, "2", "id") == .number("2"))
    }

    @Test func aFaultIsAReferenceToTheCallerAndAStoryToTheLog() async {
        let bench = Bench()
        let answer = await bench.answer(Bench.call("1", "test.fail", "{}"))
        guard case .string(let reference)? = member(answer, "error", "data", "reference") else {
            Issue.record("no reference in \(answer ?? "nothing")")
            return
        }
        #expect(answer?.contains("SELECT") == false)
        #expect(answer?.contains("Secret") == false)
        let logged = bench.observed.all.contains { observation in
            if case .fault(reference, "test.fail", "request-1", let text) = observation {
                text.contains("SELECT")
            } else {
                false
            }
        }
        #expect(logged)
    }

    @Test func aDeadlineEndsTheWaitAndTheWork() async {
        let bench = Bench()
        let answer = await bench.answer(
            "[" + Bench.call("1", "test.wait", "{}") + "," + Bench.call("2") + "]", within: .milliseconds(30))
        #expect(member(answer, "0", "error", "code") == .number("-32008"))
        #expect(member(answer, "1", "result") == .string("x"))
        #expect(
            member(await bench.answer(Bench.call("1"), within: .zero), "error", "data", "name")
                == .string("deadlineExceeded"))
    }

    @Test func everyCallIsObservedUnderABoundedName() async {
        let bench = Bench()
        _ = await bench.answer("[" + Bench.call("1") + "," + Bench.call("2", "made.up") + "]")
        let seen = bench.observed.all.compactMap { observation -> String? in
            if case .call(let method, let isRead, let outcome, _, "request-1", .person) = observation, isRead {
                return "\(method) \(outcome)"
            }
            return nil
        }
        #expect(seen == ["test.echo ok", "unknown methodNotFound"])
    }
}

final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}
