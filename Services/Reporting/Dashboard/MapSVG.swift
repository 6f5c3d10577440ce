import Kernel
import ReportingContract

/// A district map as SVG that is read in black and white as well: each class of share has its own hatching, and every
/// district its name and figure.
struct MapSVG {
    enum Measure { case certified, spent }

    let map: DistrictMap
    let measure: Measure
    let language: String

    private static let tile = (width: 120.0, height: 76.0, gap: 6.0)
    private static let outlineWidth = 640.0
    private static let legendHeight = 34.0

    /// Share in percent, two places; `nil` where there is nothing to share.
    static func share(_ figures: DistrictFigures, _ measure: Measure) -> BasisPoints? {
        switch measure {
        case .certified:
            guard let expected = figures.expected, let certified = figures.certified, expected > 0 else { return nil }
            return BasisPoints(Int64(certified), of: Int64(expected))
        case .spent:
            guard let allocated = figures.allocated, let spent = figures.spent else { return nil }
            return spent.ratio(to: allocated)
        }
    }

    /// 0 to 4, from none to all; four fifths and more is the darkest.
    static func level(_ share: BasisPoints) -> Int { min(4, max(0, Int(share.value) / 2_000)) }

    func text() -> String {
        let outlines = map.districts.allSatisfy { $0.district.shape != nil } && !map.districts.isEmpty
        let drawn = outlines ? drawOutlines() : drawTiles()
        let height = drawn.height + Self.legendHeight
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(drawn.width)) \(n(height))" \
            width="\(n(drawn.width))" height="\(n(height))" role="img" aria-label="\(MarkupText.escaped(title))" \
            font-family="Laksaman, TH Sarabun New, Sarabun, sans-serif" font-size="15" fill="#1a1a1a">\
            <title>\(MarkupText.escaped(title))</title>\(Self.patterns)\(drawn.text)\(legend(y: drawn.height + 6))</svg>
            """
    }

    private var title: String {
        switch measure {
        case .certified: language == "en" ? "Certified, percent" : "ร้อยละของหน่วยงานที่รับรองข้อมูลแล้ว"
        case .spent: language == "en" ? "Spent, percent" : "ร้อยละการเบิกจ่าย"
        }
    }

    private static let patterns = """
        <defs><pattern id="p1" width="8" height="8" patternUnits="userSpaceOnUse"><path d="M0 8L8 0" stroke="#12365c" \
        stroke-width="0.7"/></pattern><pattern id="p2" width="5" height="5" patternUnits="userSpaceOnUse"><path \
        d="M0 5L5 0" stroke="#12365c" stroke-width="1"/></pattern><pattern id="p3" width="5" height="5" \
        patternUnits="userSpaceOnUse"><path d="M0 5L5 0M0 0L5 5" stroke="#12365c" stroke-width="1"/></pattern></defs>
        """

    private static func fill(_ level: Int?) -> String {
        switch level {
        case 1: "url(#p1)"
        case 2: "url(#p2)"
        case 3: "url(#p3)"
        case 4: "#12365c"
        default: "#ffffff"
        }
    }

    private func figure(_ figures: DistrictFigures) -> (level: Int?, text: String) {
        guard let share = Self.share(figures, measure) else { return (nil, "–") }
        return (Self.level(share), share.percent + "%")
    }

    private func name(_ district: District) -> String {
        language == "en" ? district.name.en ?? district.name.th : district.name.th
    }

    private func drawTiles() -> (text: String, width: Double, height: Double) {
        let (width, height, gap) = Self.tile
        var text = ""
        for figures in map.districts {
            let x = Double(figures.district.column) * (width + gap) + gap
            let y = Double(figures.district.row) * (height + gap) + gap
            let (level, share) = figure(figures)
            text +=
                "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" "
                + "fill=\"\(Self.fill(level))\" stroke=\"#12365c\"/>"
            text += label(name(figures.district), share, x: x + width / 2, y: y + height / 2)
        }
        let columns = (map.districts.map(\.district.column).max() ?? 0) + 1
        let rows = (map.districts.map(\.district.row).max() ?? 0) + 1
        return (text, max(480, Double(columns) * (width + gap) + gap), Double(rows) * (height + gap) + gap)
    }

    private func drawOutlines() -> (text: String, width: Double, height: Double) {
        let points = map.districts.flatMap { $0.district.shape ?? [] }
        let (left, right) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1)
        let (top, bottom) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 1)
        let scale = Self.outlineWidth / max(right - left, 0.000_001)
        var text = ""
        for figures in map.districts {
            let shape = (figures.district.shape ?? []).map { (($0.x - left) * scale, ($0.y - top) * scale) }
            let (level, _) = figure(figures)
            let path = shape.map { "\(n($0.0)) \(n($0.1))" }.joined(separator: "L")
            text += "<path d=\"M\(path)Z\" fill=\"\(Self.fill(level))\" stroke=\"#12365c\" stroke-width=\"1.2\"/>"
        }
        // Names over all outlines, so that no neighbour covers them.
        for figures in map.districts {
            let shape = figures.district.shape ?? []
            let x = shape.map(\.x).reduce(0, +) / Double(max(1, shape.count))
            let y = shape.map(\.y).reduce(0, +) / Double(max(1, shape.count))
            text += label(name(figures.district), figure(figures).text, x: (x - left) * scale, y: (y - top) * scale)
        }
        return (text, Self.outlineWidth, (bottom - top) * scale)
    }

    /// On white, so that it is read over any hatching.
    private func label(_ name: String, _ share: String, x: Double, y: Double) -> String {
        let width = Double(max(name.count, share.count)) * 7.4 + 10
        return "<rect x=\"\(n(x - width / 2))\" y=\"\(n(y - 19))\" width=\"\(n(width))\" height=\"38\" rx=\"3\" "
            + "fill=\"#ffffff\"/><text x=\"\(n(x))\" y=\"\(n(y - 4))\" text-anchor=\"middle\">\(MarkupText.escaped(name))</text>"
            + "<text x=\"\(n(x))\" y=\"\(n(y + 14))\" text-anchor=\"middle\" font-weight=\"bold\">\(share)</text>"
    }

    private func legend(y: Double) -> String {
        let words = ["0–", "20–", "40–", "60–", "80–100%"]
        return words.enumerated().map { level, word in
            let x = Double(level) * 92 + 6
            return "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"24\" height=\"16\" fill=\"\(Self.fill(level))\" "
                + "stroke=\"#12365c\"/><text x=\"\(n(x + 30))\" y=\"\(n(y + 14))\">\(word)</text>"
        }.joined()
    }

    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
