import Kernel

/// A line chart as SVG, read in black and white as well: each series has its own stroke and mark, and its name stands at
/// its end. The page says the same figures in a table beside it.
public struct LinePicture: Sendable {
    public struct Series: Sendable {
        public enum Stroke: String, Sendable, CaseIterable { case solid, dashed, dotted, bold }

        public var name: String
        /// One for each category; `nil` leaves a gap.
        public var values: [Double?]
        public var stroke: Stroke

        public init(_ name: String, _ values: [Double?], _ stroke: Stroke = .solid) {
            self.name = name
            self.values = values
            self.stroke = stroke
        }
    }

    /// Plain text, for those who hear the page.
    public var title: String
    public var categories: [String]
    public var series: [Series]
    /// What stands at the lines of the grid.
    public var label: @Sendable (Double) -> String

    private static let width = 760.0
    private static let height = 330.0
    private static let left = 78.0
    private static let right = 132.0
    private static let top = 14.0
    private static let bottom = 34.0

    public init(
        title: String, categories: [String], series: [Series], label: @escaping @Sendable (Double) -> String
    ) {
        self.title = title
        self.categories = categories
        self.series = series
        self.label = label
    }

    public var svg: String {
        let most = LinePicture.roundUp(series.flatMap(\.values).compactMap { $0 }.filter(\.isFinite).max() ?? 0)
        var svg = """
            <svg class="lines" viewBox="0 0 \(Int(LinePicture.width)) \(Int(LinePicture.height))" role="img" \
            aria-label="\(PageText.escape(title))">

            """
        for step in 0...4 {
            let value = most * Double(step) / 4
            let y = vertical(value, most)
            svg +=
                "<path class=\"grid\" d=\"M\(n(LinePicture.left)) \(n(y))H\(n(LinePicture.width - LinePicture.right))\"/>"
            svg += "<text class=\"scale\" x=\"\(n(LinePicture.left - 8))\" y=\"\(n(y + 4))\">"
            svg += "\(PageText.escape(label(value)))</text>\n"
        }
        for (index, category) in categories.enumerated() {
            svg += "<text class=\"category\" x=\"\(n(horizontal(index)))\" y=\"\(n(LinePicture.height - 12))\">"
            svg += "\(PageText.escape(category))</text>\n"
        }
        let ends = ends(most)
        for (index, one) in series.enumerated() { svg += draw(one, most, nameAt: ends[index]) }
        return svg + "</svg>\n"
    }

    private func draw(_ one: Series, _ most: Double, nameAt end: Double?) -> String {
        var path = ""
        var marks = ""
        var isOpen = false
        for (index, value) in one.values.prefix(categories.count).enumerated() {
            guard let value, value.isFinite else {
                isOpen = false
                continue
            }
            let (x, y) = (horizontal(index), vertical(value, most))
            path += "\(isOpen ? "L" : "M")\(n(x)) \(n(y))"
            isOpen = true
            marks += mark(one.stroke, x, y)
        }
        var svg = "<g class=\"\(one.stroke.rawValue)\"><path d=\"\(path)\"/>\(marks)"
        if let end {
            svg += "<text class=\"name\" x=\"\(n(LinePicture.width - LinePicture.right + 10))\" y=\"\(n(end + 4))\">"
            svg += "\(PageText.escape(one.name))</text>"
        }
        return svg + "</g>\n"
    }

    private func mark(_ stroke: Series.Stroke, _ x: Double, _ y: Double) -> String {
        switch stroke {
        case .solid: "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"3.4\"/>"
        case .bold: "<rect x=\"\(n(x - 3.4))\" y=\"\(n(y - 3.4))\" width=\"6.8\" height=\"6.8\"/>"
        case .dashed: "<path class=\"mark\" d=\"M\(n(x)) \(n(y - 4.5))L\(n(x + 4.5)) \(n(y + 3.5))H\(n(x - 4.5))Z\"/>"
        case .dotted: ""
        }
    }

    /// Heights of the names at the ends of the lines, moved apart where they would cover each other.
    private func ends(_ most: Double) -> [Double?] {
        let wanted = series.enumerated().compactMap { index, one in
            one.values.prefix(categories.count).compactMap { $0 }.last { $0.isFinite }.map {
                (index: index, y: vertical($0, most))
            }
        }.sorted { $0.y < $1.y }
        var ends = [Double?](repeating: nil, count: series.count)
        var last = -Double.infinity
        for end in wanted {
            last = max(end.y, last + 20)
            ends[end.index] = last
        }
        return ends
    }

    private func horizontal(_ index: Int) -> Double {
        let space = LinePicture.width - LinePicture.left - LinePicture.right
        return LinePicture.left
            + (categories.count < 2 ? space / 2 : space * Double(index) / Double(categories.count - 1))
    }

    private func vertical(_ value: Double, _ most: Double) -> Double {
        let space = LinePicture.height - LinePicture.top - LinePicture.bottom
        return LinePicture.top + space * (1 - value / most)
    }

    /// The next of 1, 2, 2.5, 5, 10 times a power of ten, so that the grid's lines stand at round figures.
    static func roundUp(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        return [1, 2, 2.5, 4, 5, 10].map { $0 * power }.first { $0 >= value } ?? power * 10
    }

    /// With one place.
    private func n(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
