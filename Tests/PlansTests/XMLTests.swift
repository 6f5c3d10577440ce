import TestSupport
import Testing

@testable import Plans

@Suite struct XMLTests {
    private func reason(_ text: String) -> XMLFault.Reason? {
        do throws(XMLFault) {
            _ = try XMLReader.parse(text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        let element = XMLElement(
            "a", attributes: ["k": "\"<&>'ก"],
            children: [XMLElement("b", "  <ไทย> & \n\ttext  "), XMLElement("c"), XMLElement("b", "]]>")])
        #expect(try XMLReader.parse(element.document).children == element.children)
        #expect(try XMLReader.parse(element.document).attributes == element.attributes)
        #expect(try XMLReader.parse(XMLElement("a", "\u{1}\u{FFFF}").document).text == "\u{FFFD}\u{FFFD}")
    }

    @Test func documentsOfOthersAreRead() throws {
        let text = """
            \u{FEFF}<?xml version='1.0'?>\r\n<!-- note --><s:root xmlns:s="urn:x" a = '1 &lt; 2' ><s:b>x&#3585;&#xe02;\r\n\
            <![CDATA[<&>]]>y<!-- no --><?also no?>z</s:b ><c/></s:root>  <!-- end -->
            """
        let root = try XMLReader.parse(text)
        #expect(root.name == "root")
        #expect(root.attributes == ["xmlns:s": "urn:x", "a": "1 < 2"])
        #expect(root.first("b")?.text == "xกข\n<&>yz")
        #expect(root.all("c").count == 1)
    }

    @Test func whatIsNoXMLIsRefusedWithItsLine() {
        for text in [
            "", "text", "<a>", "<a></b>", "<a", "<a b></a>", "<a b=c></a>", "<a b='1></a>", "<a>&nope;</a>",
            "<a>&#0</a>",
            "<a>&#xD800;</a>", "<a/><b/>", "<a/>x", "<a><![CDATA[</a>", "<a><!-- </a>", "< a/>", "<a>&</a>",
        ] {
            #expect(reason(text) == .malformed, "\(text)")
        }
        #expect(reason("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>") == .doctype)
        #expect(reason("<a><!ELEMENT b></a>") == .doctype)
        let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
        #expect(reason(deep) == .tooDeep)
        #expect(reason("<r>" + String(repeating: "<a/>", count: 200_000) + "</r>") == .tooLarge)
        do throws(XMLFault) {
            _ = try XMLReader.parse("<a>\n\n<b></c></a>")
            Issue.record("taken")
        } catch {
            #expect(error.line == 3)
        }
    }

    /// Whatever a file holds, it is read or refused; nothing stops the process.
    @Test func brokenFilesAreReadOrRefused() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = Seeded(seed)
        let whole = Array(
            XMLElement("a", attributes: ["k": "v"], children: [XMLElement("b", "ก & ข"), XMLElement("c")]).document.utf8
        )
        for _ in 0..<2_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
                default: bytes.insert(contentsOf: "<&>".utf8, at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if reason(text) == nil { _ = try XMLReader.parse(text).document }
        }
    }
}
