import CExpat
import CommonContract
import Glibc
import Kernel

/// What an element's start says. Valid only while it is handed over.
struct XMLStart {
    let name: UnsafePointer<CChar>
    fileprivate let attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// An attribute by its name, with or without a prefix before it.
    subscript(name: String) -> String? { pointer(name).map { String(cString: $0) } }

    func pointer(_ name: String) -> UnsafePointer<CChar>? {
        guard var place = attributes else { return nil }
        while let key = place[0], let value = place[1] {
            if strcmp(XMLFeed.local(key), name) == 0 { return value }
            place += 2
        }
        return nil
    }

    func `is`(_ other: String) -> Bool { XMLStart.equal(name, other) }

    static func equal(_ name: UnsafePointer<CChar>, _ other: String) -> Bool { strcmp(name, other) == 0 }
}

/// Takes what the parser finds. Names come without their prefix.
protocol XMLTarget: AnyObject {
    func start(_ element: XMLStart) throws(SheetProblem)
    func end(_ name: UnsafePointer<CChar>) throws(SheetProblem)
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SheetProblem)
}

/// Parses one part of a workbook piece by piece. A part with a document type declaration is refused: spreadsheets have
/// none, and entities are how XML is made to swell.
final class XMLFeed {
    private let parser: XML_Parser
    private let stream: PartStream
    private let part: String
    private let target: any XMLTarget
    private var failure: SheetProblem?
    private(set) var isOver = false

    init(_ stream: PartStream, part: String, to target: any XMLTarget) throws(SheetProblem) {
        guard let parser = XML_ParserCreate(nil) else { throw .damaged(part) }
        self.parser = parser
        self.stream = stream
        self.part = part
        self.target = target
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let name else { return }
                XMLFeed.from(data) { feed throws(SheetProblem) in
                    try feed.target.start(XMLStart(name: XMLFeed.local(name), attributes: attributes))
                }
            },
            { data, name in
                guard let name else { return }
                XMLFeed.from(data) { feed throws(SheetProblem) in try feed.target.end(XMLFeed.local(name)) }
            })
        XML_SetCharacterDataHandler(parser) { data, text, count in
            guard let text else { return }
            XMLFeed.from(data) { feed throws(SheetProblem) in
                var failure: SheetProblem?
                text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { bytes in
                    do throws(SheetProblem) {
                        try feed.target.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
                    } catch {
                        failure = error
                    }
                }
                if let failure { throw failure }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            XMLFeed.from(data) { feed throws(SheetProblem) in throw .damaged(feed.part) }
        }
    }

    deinit { XML_ParserFree(parser) }

    /// Parses one more piece; `false` when there was none.
    func pump() throws(SheetProblem) -> Bool {
        if isOver { return false }
        let more = try stream.next { piece throws(SheetProblem) in
            let status = piece.withMemoryRebound(to: CChar.self) {
                XML_Parse(self.parser, $0.baseAddress, Int32($0.count), 0)
            }
            try self.check(status)
        }
        if !more {
            isOver = true
            try check(XML_Parse(parser, nil, 0, 1))
        }
        return more
    }

    func parseAll() throws(SheetProblem) { while try pump() {} }

    private func check(_ status: XML_Status) throws(SheetProblem) {
        if let failure { throw failure }
        if status != XML_STATUS_OK { throw .damaged(part) }
    }

    private static func from(
        _ data: UnsafeMutableRawPointer?, _ work: (XMLFeed) throws(SheetProblem) -> Void
    ) {
        guard let data else { return }
        let feed = Unmanaged<XMLFeed>.fromOpaque(data).takeUnretainedValue()
        guard feed.failure == nil else { return }
        do throws(SheetProblem) {
            try work(feed)
        } catch {
            feed.failure = error
            XML_StopParser(feed.parser, 0)
        }
    }

    /// The name after its prefix.
    static func local(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        guard let colon = strchr(name, 0x3A) else { return name }
        return UnsafePointer(colon + 1)
    }
}
