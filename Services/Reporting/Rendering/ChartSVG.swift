import Kernel
import ReportingContract

/// A chart as SVG that is read in black and white as well: each series has its own hatching and every bar its figure.
struct ChartSVG {
    let chart: ReportChart
    let language: String
    /// Whether words stand over the picture instead of in it: WeasyPrint would tear Thai letters from their marks.
    let wordsApart: Bool
    var digits = Digits.arabic
    /// Of the letters, in pixels: on paper a little smaller than the text, on the screen such that it is read on a phone.
    private let letters: Double
    /// Room for the names beside the bars.
    private let labels: Double

    /// In pixels of the picture, which is as wide as an upright page's line.
    private static let width = 600.0
    /// What an upright page holds beside a caption of some lines; a picture on paper that is higher has longer lines of
    /// names and, where that is not enough, smaller letters.
    private static let heightMax = 820.0
    /// The same of a page on its side.
    static let heightMaxWide = 520.0
    private static let settings = (labels: [190.0, 270, 320], letters: [13.0, 11.5, 10, 8.5, 7])

    init(chart: ReportChart, language: String, wordsApart: Bool, digits: Digits = .arabic) {
        let choices = Self.settings.letters.flatMap { letters in Self.settings.labels.map { (letters, $0) } }
        let drawings = choices.lazy.map { letters, labels in
            ChartSVG(chart, language, wordsApart, digits, letters: letters, labels: labels)
        }
        self =
            wordsApart
            ? drawings.first { $0.height <= Self.heightMax }
                ?? ChartSVG(
                    chart, language, wordsApart, digits, letters: Self.settings.letters.last ?? 7,
                    labels: Self.settings.labels.last ?? 320)
            : ChartSVG(chart, language, wordsApart, digits, letters: 15, labels: Self.settings.labels[0])
    }

    private init(
        _ chart: ReportChart, _ language: String, _ wordsApart: Bool, _ digits: Digits, letters: Double, labels: Double
    ) {
        self.chart = chart
        self.language = language
        self.wordsApart = wordsApart
        self.digits = digits
        self.letters = letters
        self.labels = labels
    }

    /// Of the whole picture, in pixels.
    var height: Double {
        chart.categories.indices.reduce(Double(legendRows().count) * legendLine + 12) { $0 + rowHeight($1) }
    }

    private var barHeight: Double { letters }
    private var gap: Double { letters - 4 }
    private var lineHeight: Double { letters + 2 }
    private var legendLine: Double { letters + 7 }

    /// What is drawn: shapes as SVG, words apart.
    private struct Canvas {
        var shapes = ""
        var words: [(text: String, x: Double, y: Double, anchor: String)] = []

        /// - Parameter y: of the baseline.
        mutating func write(_ text: String, _ x: Double, _ y: Double, anchor: String = "start") {
            words.append((text, x, y, anchor))
        }
    }

    /// An `svg` element, or a `div` with one; everything from outside is escaped.
    func text() -> String {
        var canvas = Canvas()
        let legend = legendRows()
        draw(legend, on: &canvas)
        let top = Double(legend.count) * legendLine + 8
        var y = top
        for index in chart.categories.indices {
            draw(category: index, y: y, on: &canvas)
            y += rowHeight(index)
        }
        canvas.shapes +=
            "<path d=\"\(stroke(labels, top - 3, labels, y - gap / 2))\" stroke=\"#12365c\"/>"
        let caption = escaped(local(chart.caption))
        if digits == .thai { canvas.words = canvas.words.map { (ThaiFigures.text($0.text), $0.x, $0.y, $0.anchor) } }
        let words = canvas.words.map { wordsApart ? division($0) : element($0) }.joined()
        let picture = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Self.width)) \(n(y + 4))" width="\(n(Self.width))" \
            height="\(n(y + 4))" role="img" aria-label="\(caption)" font-family="Laksaman, TH Sarabun New, Sarabun, sans-serif" font-size="\(n(letters))" fill="#1a1a1a">\
            <title>\(caption)</title>\(canvas.shapes)\(wordsApart ? "" : words)</svg>
            """
        guard wordsApart else { return picture }
        return "<div class=\"chart\" style=\"width:\(n(Self.width))px;height:\(n(y + 4))px\">\(picture)\(words)</div>"
    }

    private func element(_ word: (text: String, x: Double, y: Double, anchor: String)) -> String {
        "<text x=\"\(n(word.x))\" y=\"\(n(word.y))\" text-anchor=\"\(word.anchor)\">\(escaped(word.text))</text>"
    }

    private func division(_ word: (text: String, x: Double, y: Double, anchor: String)) -> String {
        let (left, width, side) =
            switch word.anchor {
            case "end": (word.x - labels, labels, "right")
            case "middle": (word.x - 100, 200, "center")
            default: (word.x, 300, "left")
            }
        // The style says the size of most pictures' letters.
        let size =
            letters == Self.settings.letters[0] ? "" : ";font-size:\(n(letters))px;line-height:\(n(lineHeight))px"
        return
            "<div style=\"left:\(n(left))px;top:\(n(word.y - letters))px;width:\(n(width))px;text-align:\(side)\(size)\">"
            + escaped(word.text) + "</div>"
    }

    // MARK: Figures

    private var values: [[Double?]] {
        chart.series.map { series in
            chart.categories.indices.map { index in
                guard series.cells.indices.contains(index), series.cells[index].state == .value else { return nil }
                return series.cells[index].value.flatMap { Double($0) }.flatMap { $0.isFinite ? max(0, $0) : nil }
            }
        }
    }

    private var most: Double {
        let values = values
        let sums = chart.categories.indices.map { index in values.reduce(0) { $0 + ($1[index] ?? 0) } }
        let largest = chart.kind == .stacked ? sums.max() : values.flatMap { $0 }.compactMap { $0 }.max()
        return max(largest ?? 0, 0.000_001)
    }

    private func figure(_ series: Int, _ category: Int) -> String {
        guard chart.series[series].cells.indices.contains(category) else { return "" }
        return CellText.text(chart.series[series].cells[category], chart.values, language: language)
    }

    // MARK: Bars

    private func rowHeight(_ category: Int) -> Double {
        let lines = Double(wrapped(local(chart.categories[category])).count) * lineHeight
        let bars = chart.kind == .stacked ? barHeight + 6 : Double(chart.series.count) * (barHeight + 2)
        return max(lines, bars) + gap
    }

    private func draw(category index: Int, y: Double, on canvas: inout Canvas) {
        for (line, label) in wrapped(local(chart.categories[index])).enumerated() {
            canvas.write(label, labels - 7, y + letters - 2 + Double(line) * lineHeight, anchor: "end")
        }
        let values = values
        // Room for the figure beside the longest bar.
        let scale = (Self.width - labels - 115) / most
        var x = labels
        for series in chart.series.indices {
            guard let value = values[series][index] else { continue }
            let length = value * scale
            switch chart.kind {
            case .bars:
                let top = y + Double(series) * (barHeight + 2)
                canvas.shapes += bar(labels, top, length, barHeight, series)
                canvas.write(figure(series, index), labels + length + 5, top + letters - 2)
            case .stacked where length > 0:
                let height = barHeight + 6
                canvas.shapes += bar(x, y, length, height, series)
                let label = figure(series, index)
                let width = ems(label) * letters + 6
                if length > width + 4 {
                    // On white, so that it is read over any hatching.
                    canvas.shapes +=
                        "<rect x=\"\(n(x + length / 2 - width / 2))\" y=\"\(n(y + 3))\" width=\"\(n(width))\" "
                        + "height=\"\(n(height - 6))\" fill=\"#ffffff\"/>"
                    canvas.write(label, x + length / 2, y + letters + 1, anchor: "middle")
                }
                x += length
            case .stacked: break
            }
        }
    }

    /// Told apart without colour; more series than patterns begin again with the first.
    private enum Pattern: CaseIterable {
        case dark, diagonals, light, lines, white, crossed, posts, dotted
    }

    private func bar(_ x: Double, _ y: Double, _ length: Double, _ height: Double, _ series: Int) -> String {
        let length = max(length, 0.5)
        let pattern = Pattern.allCases[series % Pattern.allCases.count]
        let fill =
            switch pattern {
            case .dark: "#12365c"
            case .light: "#b9cbe0"
            default: "#ffffff"
            }
        let hatching =
            switch pattern {
            case .diagonals: diagonals(x, y, length, height)
            case .lines: stride(from: 3, to: height, by: 4).map { stroke(x, y + $0, x + length, y + $0) }.joined()
            case .crossed:
                diagonals(x, y, length, height)
                    + stride(from: 3, to: length, by: 6).map { stroke(x + $0, y, x + $0, y + height) }.joined()
            case .posts: stride(from: 3, to: length, by: 4).map { stroke(x + $0, y, x + $0, y + height) }.joined()
            case .dotted: dots(x, y, length, height)
            case .dark, .light, .white: ""
            }
        let place = "x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(length))\" height=\"\(n(height))\""
        let lines =
            hatching.isEmpty ? "" : "<path d=\"\(hatching)\" stroke=\"#12365c\" stroke-width=\"1.4\" fill=\"none\"/>"
        return "<rect \(place) fill=\"\(fill)\"/>\(lines)"
            + "<rect \(place) fill=\"none\" stroke=\"#12365c\" stroke-width=\"0.8\"/>"
    }

    /// Lines upwards to the right, cut where the bar ends.
    private func diagonals(_ x: Double, _ y: Double, _ length: Double, _ height: Double) -> String {
        stride(from: -height + 6, to: length, by: 6).map { place in
            let left = max(0, place)
            let right = min(length, place + height)
            return stroke(x + left, y + height - (left - place), x + right, y + height - (right - place))
        }.joined()
    }

    private func dots(_ x: Double, _ y: Double, _ length: Double, _ height: Double) -> String {
        stride(from: 3, to: height - 1, by: 5).map { row in
            stride(from: 3, to: length - 1, by: 5).map { place in
                stroke(x + place, y + row, x + place + 1.5, y + row)
            }.joined()
        }.joined()
    }

    private func stroke(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
        "M\(n(x1)) \(n(y1))L\(n(x2)) \(n(y2))"
    }

    // MARK: Legend

    /// Series by the line of the legend that they stand on, with their place on it.
    private func legendRows() -> [[(series: Int, x: Double)]] {
        var rows: [[(Int, Double)]] = [[]]
        var x = 0.0
        for series in chart.series.indices {
            let width = ems(local(chart.series[series].name)) * letters + 52
            if x > 0, x + width > Self.width {
                rows.append([])
                x = 0
            }
            rows[rows.count - 1].append((series, x))
            x += width
        }
        return rows
    }

    private func draw(_ legend: [[(series: Int, x: Double)]], on canvas: inout Canvas) {
        for (line, row) in legend.enumerated() {
            for (series, x) in row {
                let y = Double(line) * legendLine
                canvas.shapes += bar(x + 2, y + 3, 20, 12, series)
                canvas.write(local(chart.series[series].name), x + 28, y + 14)
            }
        }
    }

    // MARK: Text

    private func local(_ text: LocalizedText) -> String { language == "en" ? text.en ?? text.th : text.th }

    /// In lines as long as there is room for, three at most.
    private func wrapped(_ label: String) -> [String] {
        LabelLines(room: (labels - 10) / letters, most: 3) { ems($0) }
            .lines(TableMarkup.bound(label))
    }

    /// A number without an exponent, to a hundredth.
    private func n(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = abs(hundredths % 100)
        return "\(hundredths < 0 ? "-" : "")\(abs(hundredths / 100)).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private func escaped(_ text: String) -> String { MarkupText.escaped(text) }
}

/// Text in HTML and XML.
enum MarkupText {
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in CellText.visible(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
