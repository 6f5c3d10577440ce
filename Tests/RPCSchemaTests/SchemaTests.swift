import JSONRPC
import Kernel
import RPCSchema
import Testing

struct Offering: Codable, Sendable {
    enum Stage: String, Codable, CaseIterable, Sendable { case draft, final }
    var id: ID
    var amount: Money
    var stage: Stage
    var parts: [Part]
    var since: CalendarDate?
    var labels: [String: LocalizedText]
}

struct Part: Codable, Sendable {
    var year: FiscalYear
    var share: Double?
}

struct CreateOffering: RPCChange {
    static let name = "offering.create"
    static let summary = LocalizedText("สร้าง", "Makes an offering")
    static let access = RPCAccess.roles([.planner, .administrator])
    static let errors: [RPCErrorKind] = [.ruleViolated]
    static let examples = [
        RPCExample("simple", params: #"{"idempotencyKey":"k","part":{"year":2566}}"#, result: #"{"id":"x"}"#)
    ]
    static let memberNotes = ["part": LocalizedText("ส่วน", "the <part>")]
    typealias Result = Offering

    var idempotencyKey: String
    var validateOnly: Bool?
    var part: Part
    var count: Int?
}

@Suite struct SchemaTests {
    private func document() throws -> OpenRPCDocument {
        try OpenRPCDocument(
            service: LocalizedText("บริการ", "Service"), version: "1.0.0", methods: [CreateOffering.self],
            limits: [OpenRPCLimit("bodyBytesMax", 1_000)])
    }

    private func text(_ value: JSONValue) -> String {
        var output = JSONOutput()
        output.value(value)
        return String(decoding: output.bytes, as: UTF8.self)
    }

    @Test func schemasSayWhatTypesTake() throws {
        let schema = try SchemaReflection.schema(of: Offering.self)
        let properties = try #require(schema["properties"])
        #expect(properties["id"].map(text) == #"{"type":"string","format":"uuid"}"#)
        #expect(properties["stage"].map(text) == #"{"type":"string","enum":["draft","final"]}"#)
        #expect(properties["since"]?["format"] == .string("date"))
        #expect(properties["parts"]?["items"]?["properties"]?["year"]?["minimum"] == .number("2400"))
        #expect(properties["labels"]?["additionalProperties"]?["type"] == .string("object"))
        #expect(
            schema["required"].map(text) == #"["id","amount","stage","parts","labels"]"#)
    }

    @Test func theDocumentHasEverythingOfAMethod() throws {
        let root = try JSONDocument(parsing: document().bytes).root.value
        guard case .array(let methods)? = root["methods"], let method = methods.first,
            case .array(let params)? = method["params"], case .array(let errors)? = method["errors"]
        else {
            Issue.record("no method")
            return
        }
        #expect(method["paramStructure"] == .string("by-name"))
        #expect(method["x-safety"] == .string("keyed"))
        #expect(params.map { $0["name"] } == ["idempotencyKey", "part", "validateOnly", "count"].map(JSONValue.string))
        #expect(params.map { $0["required"] } == [true, true, false, false].map(JSONValue.bool))
        #expect(params[0]["schema"]?["maxLength"] == .number("128"))
        let names = errors.compactMap { $0["$ref"] }
        for kind in ["unauthenticated", "forbidden", "conflict", "ruleViolated", "invalidParams"] {
            #expect(names.contains(.string("#/components/errors/\(kind)")))
        }
        #expect(root["x-limits"]?["bodyBytesMax"] == .number("1000"))
        // Params refuse unknown members; what only a result has may grow.
        let schemas = root["components"]?["schemas"]
        #expect(schemas?["Part"]?["additionalProperties"] == .bool(false))
        #expect(schemas?["Offering"] != nil && schemas?["Offering"]?["additionalProperties"] == nil)
    }

    @Test func faultyDeclarationsAreNamed() {
        #expect(throws: OpenRPCFault.self) {
            try OpenRPCDocument(
                service: LocalizedText("", ""), version: "1", methods: [CreateOffering.self, CreateOffering.self])
        }
    }

    @Test func thePageIsEscapedAndHasNoScript() throws {
        for language in ["th", "en"] {
            let document = try document()
            let contents = OpenRPCPage.contents(document, language: language)
            #expect(contents.contains("./docs/offering#offering.create") && !contents.contains("<section"))
            #expect(OpenRPCPage.nouns(document).contains("offering"))
            #expect(
                OpenRPCPage.methods(of: "offering", document, language: language).contains("id=\"offering.create\""))
            let html = OpenRPCPage.html(document, language: language)
            #expect(html.contains("offering.create"))
            #expect(!html.contains("<script"))
            #expect(!html.contains("the <part>"))
        }
        #expect(OpenRPCPage.html(try document(), language: "en").contains("the &lt;part&gt;"))
    }
}
