import JSONRPC
import Testing

@Suite struct ParserTests {
    private func parse(_ text: String, _ limits: JSONLimits = JSONLimits()) throws -> JSONValue {
        try JSONDocument(parsing: Array(text.utf8), limits: limits).root.value
    }

    private func reason(_ bytes: [UInt8], _ limits: JSONLimits = JSONLimits()) -> JSONParseError.Reason? {
        do throws(JSONParseError) {
            _ = try JSONDocument(parsing: bytes, limits: limits)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "1.5", "1e5", "1E+5", "1.5e-7", "123456789012345678901234567890", "true", "false",
        "null", "\"\"", "\"a\"", "\"\\u0e01\"", "\"ก\"", "\"\\ud83d\\ude00\"", "\"\\/\"", "[]", "{}", "[[[]]]",
        " [ 1 , 2 ] ",
        "{\"a\":{\"b\":[null]}}", "\"\u{7F}\"",
    ]) func accepts(_ text: String) {
        #expect(reason(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "tru", "True", "nul", "\"", "\"\\",
        "\"\\x\"",
        "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "[", "]", "[1,]", "[,1]", "[1 2]",
        "{",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "1 2", "{}{}", "[]x", "'a'", "// c\n1",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
    ]) func refuses(_ text: String) {
        #expect(reason(Array(text.utf8)) != nil)
    }

    @Test func refusesInvalidUTF8() {
        for bytes: [UInt8] in [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE0, 0xB8], [0xF0, 0x9F, 0x98],
        ] {
            #expect(reason([0x22] + bytes + [0x22]) == .invalidUTF8)
        }
    }

    @Test func everyUnicodeScalarComesBack() throws {
        for value in stride(from: UInt32(0x20), to: 0x110000, by: 37) {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            let text = String(Character(scalar))
            let parsed = try parse("\"\(text)\"")
            #expect(parsed == .string(text))
        }
    }

    @Test func keepsLimits() {
        let deep = [UInt8](repeating: 0x5B, count: 40) + [UInt8](repeating: 0x5D, count: 40)
        #expect(reason(deep) == .tooDeep)
        #expect(reason(deep, JSONLimits(depthMax: 40)) == nil)
        #expect(reason(Array("[1,2,3]".utf8), JSONLimits(tokensMax: 3)) == .tooManyValues)
        #expect(reason(Array("{\"a\":1,\"b\":2}".utf8), JSONLimits(membersMax: 1)) == .tooManyMembers)
        #expect(reason(Array("[1]".utf8), JSONLimits(bytesMax: 2)) == .tooLong)
    }

    @Test func manyMembersAreLookedThroughForDuplicates() {
        let names = (0..<100).map { "\"n\($0)\":0" }
        #expect(reason(Array("{\(names.joined(separator: ","))}".utf8)) == nil)
        #expect(reason(Array("{\((names + ["\"n42\":1"]).joined(separator: ","))}".utf8)) == .duplicateName)
        // é as one scalar and as two are two names.
        let accents = (0..<20).map { "\"x\($0)\":0" } + ["\"\u{E9}\":0", "\"e\u{301}\":0"]
        #expect(reason(Array("{\(accents.joined(separator: ","))}".utf8)) == nil)
    }

    @Test func writingAndReadingAgainChangesNothing() throws {
        let text = #"{"a":[1,2.50,-0,1e400,"ก\"\\\n"],"b":{"c":null,"d":true},"e":""}"#
        let value = try parse(text)
        var output = JSONOutput()
        output.value(value)
        #expect(output.bytes == Array(text.utf8))
    }
}
