import JSONRPC
import Kernel
import Testing

struct Sample: RPCMethod {
    struct Inner: Codable, Sendable, Equatable {
        var money: Money
        var year: FiscalYear?
    }
    enum Colour: String, Codable, CaseIterable, Sendable { case red, green }

    static let name = "sample.get"
    static let summary = LocalizedText("ตัวอย่าง", "A sample")
    static let safety = RPCSafety.read
    static let access = RPCAccess.open
    static let examples: [RPCExample] = []
    typealias Result = Inner

    var reference: Reference
    var count: Int
    var colour: Colour?
    var inner: [Inner]?
    var names: [String: Int]?

    func check(_ problems: inout Problems) {
        if count > 10 { problems.add("/count", "range", th: "ไม่เกิน 10", en: "at most 10") }
    }
}

@Suite struct RequestTests {
    private func body(_ text: String) -> RPCRequestBody { RPCRequestBody(parsing: Array(text.utf8)) }

    private func params(_ text: String) throws -> RPCParams { try RPCParams(parsing: Array(text.utf8)) }

    private func problems(_ text: String) throws -> [String] {
        let params = try params(text)
        do throws(RPCError) {
            _ = try params.decode(Sample.self)
            return []
        } catch {
            #expect(error.kind == .invalidParams)
            return error.problems.map { "\($0.path) \($0.rule)" }.sorted()
        }
    }

    @Test func idsComeBackByteForByte() {
        for id in ["1", "1.0", "1e2", "12345678901234567890123", "\"a\\u0062\"", "null", "-0.5"] {
            guard case .single(let plan) = body(#"{"jsonrpc":"2.0","method":"x","id":\#(id)}"#) else {
                Issue.record("no single call for \(id)")
                continue
            }
            #expect(plan.id == Array(id.utf8))
            #expect(plan.fault == nil)
        }
    }

    @Test func memberOfABatchAreRequests() {
        guard
            case .batch(let plans) = body(#"[1,{},{"jsonrpc":"2.0","method":"x"},{"jsonrpc":2.0,"method":"x","id":1}]"#)
        else {
            Issue.record("not a batch")
            return
        }
        #expect(plans.map { $0.fault?.kind } == [.invalidRequest, .invalidRequest, nil, .invalidRequest])
        #expect(plans.map { $0.id.map { String(decoding: $0, as: UTF8.self) } } == ["null", "null", nil, "1"])
    }

    @Test func whatIsNoRequestIsRefused() {
        for (text, kind) in [
            ("", RPCErrorKind.parseError), ("[]", .invalidRequest), ("{", .parseError), ("nope", .parseError),
        ] {
            guard case .refused(let error) = body(text) else {
                Issue.record("\(text) was taken")
                continue
            }
            #expect(error.kind == kind)
        }
        for text in [
            "{}", "1", "\"a\"", #"{"jsonrpc":"2.0","method":1,"id":1}"#, #"{"jsonrpc":"2.0","method":"x","params":1}"#,
            #"{"jsonrpc":"2.0","method":"x","id":{}}"#,
        ] {
            guard case .single(let plan) = body(text) else {
                Issue.record("\(text) is no single")
                continue
            }
            #expect(plan.fault?.kind == .invalidRequest)
        }
    }

    @Test func decodesByNameAndByPosition() throws {
        let byName = try params(
            #"{"reference":"67","count":3,"colour":"green","inner":[{"money":"1.50","year":2566}]}"#
        )
        .decode(Sample.self)
        #expect(byName.inner == [Sample.Inner(money: Money(satang: 150), year: FiscalYear(2566))])
        let byPosition = try params(#"["67",3,"green"]"#).decode(Sample.self)
        #expect(byPosition.reference == .code("67"))
        #expect(byPosition.colour == .green)
    }

    @Test func everyProblemIsReportedAtOnce() throws {
        #expect(
            try problems(#"{"count":"3","colour":"blue","inner":[{"money":1},{"money":"x","yeer":1}],"extra/1":1}"#)
                == [
                    "/colour type", "/count type", "/extra~11 unknown", "/inner/0/money type", "/inner/1/money type",
                    "/inner/1/yeer unknown", "/reference required",
                ])
        #expect(try problems(#"{"reference":"67","count":11}"#) == ["/count range"])
        #expect(try problems(#"{"reference":"67","count":1.5}"#) == ["/count type"])
        #expect(try problems(#"{"reference":"67","count":1e400}"#) == ["/count type"])
        #expect(try problems("[1,2,3,4,5,6]") == ["/5 unknown"])
        #expect(try problems(#"{"reference":"67","count":1}"#).isEmpty)
    }

    @Test func encodesInTheOrderOfDeclaration() throws {
        let value = Sample(
            reference: "67", count: 2, colour: nil, inner: [.init(money: Money(baht: 5), year: nil)], names: [:])
        let text = String(decoding: try JSONEncoding.bytes(value), as: UTF8.self)
        #expect(text == #"{"reference":"67","count":2,"inner":[{"money":"5.00"}],"names":{}}"#)
        #expect(throws: EncodingError.self) { try JSONEncoding.bytes([Double.infinity]) }
    }

    /// What is kept of a call stands for it: equal params give equal bytes, in whatever order a dictionary has its keys.
    @Test func dictionariesAreWrittenByTheirKeys() throws {
        struct Layout: Codable {
            var columns: [String: String]?
            var inner: [[String: [String: Int]]]
        }
        let keys = (0..<12).map { "k\($0)" }
        let wanted = "{" + keys.sorted().map { "\"\($0)\":\"v\"" }.joined(separator: ",") + "}"
        for spare in 0..<40 {
            var columns = [String: String](minimumCapacity: spare * 7)
            for key in keys.shuffled() { columns[key] = "v" }
            let layout = Layout(columns: columns, inner: [["b": ["y": 1, "x": 2], "a": [:]]])
            let text = String(decoding: try JSONEncoding.orderedBytes(layout), as: UTF8.self)
            #expect(text == #"{"columns":"# + wanted + #","inner":[{"a":{},"b":{"x":2,"y":1}}]}"#)
        }
        #expect(try JSONEncoding.orderedBytes(Layout(columns: nil, inner: [])) == Array(#"{"inner":[]}"#.utf8))
    }

    @Test func shapesAreFound() throws {
        guard case .object(_, let members) = try ShapeReflection.shape(of: Sample.self) else {
            Issue.record("not an object")
            return
        }
        #expect(members.map(\.name) == ["reference", "count", "colour", "inner", "names"])
        #expect(members.map(\.isRequired) == [true, true, false, false, false])
        #expect(members[2].shape == .choice(["red", "green"]))
        #expect(members[4].shape == .map(.integer(minimum: nil, maximum: nil)))
    }

    @Test func whatIsNotFoundIsLocated() throws {
        func places(_ text: String, _ key: String) throws -> [String] {
            let error = RPCError.notFound("line", key)
            let located = try #require(try params(text).locating(error) as? RPCError)
            #expect(located.problems.allSatisfy { $0.rule == "notFound" && $0.message == error.message })
            return located.problems.map(\.path)
        }
        #expect(
            try places(#"{"idempotencyKey":"X","line":"X","rows":[{"a/b":"X"},{"a/b":"Y"}]}"#, "X") == [
                "/line", "/rows/0/a~1b",
            ])
        #expect(try places(#"["Y",7]"#, "7") == ["/1"])
        #expect(try places(#"{"line":"\u0e01"}"#, "ก") == ["/line"])
        #expect(try places(#"{"line":"X"}"#, "Z").isEmpty)
        let own = RPCError(
            .notFound, LocalizedText("ไม่พบ", "none"),
            problems: [
                Problem(path: "/x", rule: "r", message: LocalizedText("ก", "a"))
            ], details: [("key", .string("X"))])
        #expect((try params(#"{"line":"X"}"#).locating(own) as? RPCError)?.problems.map(\.path) == ["/x"])
    }

    @Test func repliesAreWhole() {
        let error = RPCError.notFound("plan", "x\"y")
        let text = String(decoding: RPCReply.error(id: nil, error), as: UTF8.self)
        #expect(text.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32003,"message":"#))
        #expect((try? JSONDocument(parsing: Array(text.utf8))) != nil)
        #expect(RPCReply.batch([]) == nil)
    }
}

@Suite struct DecodingPathTests {
    struct Outer: Decodable {
        struct Odd: Decodable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "odd")
            }
        }
        var list: [[String: Odd]]
    }

    @Test func aFaultSaysWhereItIs() throws {
        let document = try JSONDocument(parsing: Array(#"{"list":[{},{"a":{}}]}"#.utf8))
        do {
            _ = try JSONTokenDecoder.decode(Outer.self, from: document.root)
            Issue.record("it was taken")
        } catch DecodingError.dataCorrupted(let context) {
            #expect(context.codingPath.map(\.stringValue) == ["list", "1", "a"])
        }
    }

    @Test func stringsAreEscapedAsFewAsPossible() {
        var output = JSONOutput()
        output.string("a\"\\/\n\r\t\u{1}\u{1F}ก😀")
        #expect(String(decoding: output.bytes, as: UTF8.self) == #""a\"\\/\n\r\t\u0001\u001fก😀""#)
    }
}
