import IndicatorsContract
import JSONRPC
import Kernel
import ReportingContract

/// The pages of a query's answer, each with where it came from.
struct QueryAnswer: Sendable {
    var pages: [(source: ReportSource, answer: JSONDocument)]

    /// The rows at a pointer, over all pages.
    func rows(_ pointer: JSONPointer) -> [(row: JSONNode, page: Int)] {
        pages.enumerated().flatMap { index, page in
            (pointer.value(in: page.answer.root).map { $0.kind == .array ? $0.elements : [] } ?? []).map { ($0, index) }
        }
    }
}

/// Asks a definition's queries, as many at once as do not wait for each other.
struct QueryRunner: Sendable {
    /// Rows that one query may answer with, all pages together.
    static let rowsMax = 20_000
    static let pagesMax = 100

    let peer: @Sendable (_ service: String) -> RecordingPeer
    let definition: ReportDefinition
    var board: ProgressBoard?

    struct Outcome: Sendable {
        var answers: [String: QueryAnswer] = [:]
        var failures: [String: GatheringFailure] = [:]
        /// Values by name, as texts and params name them.
        var values: BoundValues
    }

    func run(_ values: BoundValues) async -> Outcome {
        var outcome = Outcome(values: values)
        var waiting = definition.queries
        while !waiting.isEmpty {
            let known = outcome.values.names
            let ready = waiting.filter { ParamsTemplate($0.params).names.isSubset(of: known) }
            guard !ready.isEmpty else { break }
            waiting.removeAll { query in ready.contains { $0.name == query.name } }
            let filled = ready.map { ($0, ParamsTemplate($0.params).filled(outcome.values)) }
            let results = await withTaskGroup(of: (String, Result<QueryAnswer, GatheringFailure>).self) { group in
                for (query, params) in filled { group.addTask { (query.name, await ask(query, params)) } }
                var results: [String: Result<QueryAnswer, GatheringFailure>] = [:]
                for await (name, result) in group { results[name] = result }
                return results
            }
            for query in ready {
                take(results[query.name], of: query, &outcome)
                let isThere = outcome.answers[query.name] != nil || query.whenMissing != nil
                await board?.answered(query.name, isThere: isThere)
            }
        }
        for query in waiting {
            let missing = ParamsTemplate(query.params).names.subtracting(outcome.values.names).sorted()
            outcome.failures[query.name] = GatheringFailure(
                service: query.service, method: query.method,
                reason: ReportMessages.noValue(missing.joined(separator: ", ")))
            await board?.answered(query.name, isThere: query.whenMissing != nil)
        }
        return outcome
    }

    private func take(
        _ result: Result<QueryAnswer, GatheringFailure>?, of query: ReportQuery, _ outcome: inout Outcome
    ) {
        switch result {
        case .success(let answer):
            outcome.answers[query.name] = answer
            for figure in definition.figures where figure.query == query.name {
                if let value = FigureReader(figure).value(in: answer) { outcome.values.set(figure.name, value) }
            }
        case .failure(let failure): outcome.failures[query.name] = failure
        case nil: break
        }
    }

    private func ask(_ query: ReportQuery, _ params: String) async -> Result<QueryAnswer, GatheringFailure> {
        let peer = peer(query.service)
        guard let allowed = AllowedQueries.all[query.service]?[query.method] else {
            return .failure(peer.failure(query.method, ReportMessages.notAllowed))
        }
        do throws(GatheringFailure) {
            return .success(try await pages(allowed, params, rows(of: query), peer))
        } catch {
            return .failure(error)
        }
    }

    /// Where the lists are that its tables are made of.
    private func rows(of query: ReportQuery) -> [JSONPointer] {
        Set(definition.parts.flatMap(\.blocks).compactMap(\.table).filter { $0.query == query.name }.map(\.rows))
            .union(["/items"]).compactMap { JSONPointer($0) }
    }

    private func pages(
        _ query: AllowedQuery, _ params: String, _ lists: [JSONPointer], _ peer: RecordingPeer
    ) async throws(GatheringFailure) -> QueryAnswer {
        var answer = QueryAnswer(pages: [])
        var rows = 0
        let params = ParamsTemplate.published(params, query.method)
        var next = params
        while true {
            let (source, bytes) = try await query.ask(Array(next.utf8), peer)
            guard let document = try? JSONDocument(parsing: bytes, limits: JSONLimits(bytesMax: 64 << 20)) else {
                throw peer.failure(query.method, ReportMessages.noAnswer)
            }
            answer.pages.append((source, document))
            rows += lists.map { $0.value(in: document.root)?.count ?? 0 }.max() ?? 0
            guard rows <= Self.rowsMax else {
                throw peer.failure(query.method, ReportMessages.tooManyRows(Self.rowsMax))
            }
            guard query.isPaged, let cursor = document.root["nextCursor"]?.string else { return answer }
            guard answer.pages.count < Self.pagesMax else {
                throw peer.failure(query.method, ReportMessages.tooManyPages(Self.pagesMax))
            }
            next = ParamsTemplate.with(cursor: cursor, params)
        }
    }
}

/// The params of a query as JSON text with names in braces.
struct ParamsTemplate {
    let text: String

    init(_ text: String) { self.text = text }

    /// What is named in it. A brace of JSON itself is followed by a quotation mark, a space or another brace.
    var names: Set<String> { Set(BracedText.pieces(text).compactMap(\.name)) }

    /// Values as JSON text has them within quotation marks: nothing that comes from an answer can end a string.
    func filled(_ values: BoundValues) -> String {
        BracedText.pieces(text).map { piece in
            guard let name = piece.name else { return piece.text }
            return values.raw(name).map(Self.escaped) ?? piece.text
        }.joined()
    }

    /// The same params with where the next page begins.
    static func with(cursor: String, _ params: String) -> String {
        with("\"cursor\":\"\(escaped(cursor))\"", params)
    }

    /// What is asked of methods whose figures may be of a few people: a report may be published, so it is told what
    /// everybody may be.
    static func published(_ params: String, _ method: String) -> String {
        guard keepsBack.contains(method), !params.contains("\"asPublished\"") else { return params }
        return with("\"asPublished\":true", params)
    }

    /// Methods with `asPublished`.
    static let keepsBack: Set = [
        IndicatorResultsQuery.name, GetTrend.name, EvaluateIndicator.name, GetConsolidation.name,
        GetConsolidationChildren.name, CompareIndicators.name,
    ]

    private static func with(_ member: String, _ params: String) -> String {
        guard let end = params.lastIndex(of: "}") else { return params }
        let isEmpty = params[..<end].allSatisfy { $0 == "{" || $0.isWhitespace }
        return params[..<end] + (isEmpty ? "" : ",") + member + "}"
    }

    private static func escaped(_ text: String) -> String {
        var output = JSONOutput()
        output.string(text)
        return String(decoding: output.bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}

/// Text with names in braces, cut at them.
enum BracedText {
    static func pieces(_ text: String) -> [(text: String, name: String?)] {
        var pieces: [(String, String?)] = []
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            plain += rest[..<open]
            let after = rest[rest.index(after: open)...]
            let name = after.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
            if !name.isEmpty, after[name.endIndex...].first == "}" {
                if !plain.isEmpty { pieces.append((plain, nil)) }
                plain = ""
                pieces.append(("{\(name)}", String(name)))
                rest = after[after.index(after: name.endIndex)...]
            } else {
                plain += "{"
                rest = after
            }
        }
        plain += rest
        if !plain.isEmpty { pieces.append((plain, nil)) }
        return pieces
    }
}
