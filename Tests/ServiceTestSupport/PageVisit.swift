import JSONRPC
import Kernel
import RPCServer
import ServiceKit

/// What a browser does with a service's pages, without a browser.
public struct PageVisit: Sendable {
    /// A page that is not there, or did not answer as one that is read.
    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    /// What a form was answered with.
    public struct Sent: Sendable {
        public var status: Int
        /// Where the browser goes on; empty where it stays.
        public var goesTo: String
        public var html: String
    }

    public let service: TestService
    public let caller: Caller
    public var language = "th"

    public init(service: TestService, caller: Caller, language: String = "th") {
        self.service = service
        self.caller = caller
        self.language = language
    }

    private func answer(_ template: String, _ request: PageRequest, takesForm: Bool) async throws -> PageResponse {
        let found = service.router.pages.first { $0.path == template && $0.takesForm == takesForm }
        guard let route = found else { throw Failure(description: "no page \(template)") }
        let context = CallContext(
            caller: caller, requestID: "r", traceparent: nil, deadline: .now + .seconds(20), now: service.now)
        return try await route.answer(request, context).whole()
    }

    /// The page's HTML.
    public func get(
        _ template: String, _ parameters: [String: String] = [:], query: [String: String] = [:]
    ) async throws -> String {
        let response = try await file(template, parameters, query: query)
        let html = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else { throw Failure(description: "\(template): \(response.status) \(html)") }
        return html
    }

    /// Whatever it answers.
    public func file(
        _ template: String, _ parameters: [String: String] = [:], query: [String: String] = [:]
    ) async throws -> PageResponse {
        let request = PageRequest(parameters: parameters, query: query, language: language)
        return try await answer(template, request, takesForm: false)
    }

    @discardableResult
    public func send(
        _ template: String, _ parameters: [String: String] = [:], _ fields: [String: String],
        file: (name: String, text: String)? = nil
    ) async throws -> Sent {
        var request = PageRequest(parameters: parameters, query: [:], language: language)
        if let file {
            var body = ""
            for (name, value) in fields {
                body += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            }
            body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n"
            body += "Content-Type: text/csv\r\n\r\n\(file.text)\r\n--b--\r\n"
            request.form = FormContent(Array(body.utf8), contentType: "multipart/form-data; boundary=b")
        } else {
            request.form = FormContent(fields.map { (name: $0.key, value: $0.value) })
        }
        let response = try await answer(template, request, takesForm: true)
        let address = response.headers.first { $0.name == "Location" }?.value ?? ""
        return Sent(
            status: response.status, goesTo: address, html: String(decoding: response.body, as: UTF8.self))
    }

    /// The items of an address's query.
    public static func query(of address: String) -> [String: String] {
        guard let mark = address.firstIndex(of: "?") else { return [:] }
        let text = address[address.index(after: mark)...].prefix { $0 != "#" }
        return Dictionary(
            text.split(separator: "&").compactMap { item -> (String, String)? in
                let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (decoded(sides[0]), sides.count > 1 ? decoded(sides[1]) : "")
            }, uniquingKeysWith: { $1 })
    }

    /// RFC 3986 §2.1.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
