import CommonContract
import Kernel

/// `xl/workbook.xml`: which sheets there are, and from which day their dates count.
final class WorkbookPart: XMLTarget {
    private(set) var sheets: [(name: String, relation: String, isHidden: Bool)] = []
    private(set) var countsFrom1904 = false

    func start(_ element: XMLStart) {
        if element.is("sheet"), let name = element["name"], let relation = element["id"] {
            sheets.append((name, relation, element["state"].map { $0 != "visible" } ?? false))
        } else if element.is("workbookPr"), let flag = element["date1904"] {
            countsFrom1904 = flag == "1" || flag == "true"
        }
    }

    func end(_ name: UnsafePointer<CChar>) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `….rels`: which part stands behind a relation.
final class RelationsPart: XMLTarget {
    private(set) var targets: [String: String] = [:]
    /// By the last word of the type: `sharedStrings`, `styles`, `officeDocument`.
    private(set) var kinds: [String: String] = [:]

    func start(_ element: XMLStart) {
        guard element.is("Relationship"), let id = element["Id"], let target = element["Target"],
            element["TargetMode"] != "External"
        else { return }
        targets[id] = target
        if let type = element["Type"]?.split(separator: "/").last { kinds[String(type)] = target }
    }

    func end(_ name: UnsafePointer<CChar>) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `xl/styles.xml`: how numbers are shown.
final class StylesPart: XMLTarget {
    private(set) var formats = NumberFormats()
    private var codes: [Int: String] = [:]
    private var isInCells = false

    func start(_ element: XMLStart) {
        if element.is("numFmt"), let id = element["numFmtId"].flatMap({ Int($0) }), let code = element["formatCode"] {
            if codes.count < 10_000 { codes[id] = code }
        } else if element.is("cellXfs") {
            isInCells = true
        } else if isInCells, element.is("xf"), formats.styles.count < 100_000 {
            formats.add(style: element["numFmtId"].flatMap { Int($0) } ?? 0, codes: codes)
        }
    }

    func end(_ name: UnsafePointer<CChar>) {
        if XMLStart.equal(name, "cellXfs") { isInCells = false }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// `xl/sharedStrings.xml`, packed: one array of bytes and where each string ends.
final class SharedStrings: XMLTarget {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isText = false
    private var phonetic = 0
    private let limits: SheetLimits

    init(limits: SheetLimits) { self.limits = limits }

    var count: Int { ends.count }

    subscript(index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        return XMLText.unescaped(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    func start(_ element: XMLStart) {
        if element.is("rPh") { phonetic += 1 }
        isText = element.is("t") && phonetic == 0
    }

    func end(_ name: UnsafePointer<CChar>) throws(SheetProblem) {
        isText = false
        if XMLStart.equal(name, "rPh") { phonetic -= 1 }
        if XMLStart.equal(name, "si") {
            ends.append(bytes.count)
            if ends.count > limits.cellsMax { throw .tooLarge(SheetMessages.cells, limits.cellsMax) }
        }
    }

    func text(_ piece: UnsafeBufferPointer<UInt8>) throws(SheetProblem) {
        guard isText else { return }
        bytes += piece
        if bytes.count > limits.sharedStringsBytesMax {
            throw .tooLarge(SheetMessages.strings, limits.sharedStringsBytesMax)
        }
    }
}

/// Text of cells: what XML cannot hold is written `_x000D_` (ECMA-376 part 1, 22.9.2.19).
enum XMLText {
    static func unescaped(_ bytes: some RandomAccessCollection<UInt8>) -> String {
        let bytes = Array(bytes)
        guard bytes.contains(UInt8(ascii: "_")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let scalar = escaped(bytes, at: index) {
                result += String(scalar).utf8
                index += 7
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Text in which `_x0041_` stands for itself. The library escapes control characters, but not what looks like it.
    static func guarded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "_")) else { return text }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if escaped(bytes, at: index) != nil { result += "_x005F".utf8 }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escaped(_ bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
        guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
            bytes[index + 6] == UInt8(ascii: "_")
        else { return nil }
        return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
            .flatMap { Unicode.Scalar($0) }
    }
}
