import Kernel

/// Places as tiles of one size, each an SVG with its name, how far it is in figures and as a bar, and a shade: read in
/// black and white as well, and as wide as the window. Where a map would show the large places, this shows all.
public struct TilePicture: Sendable {
    public struct Tile: Sendable {
        public var name: String
        public var part: Int
        public var whole: Int
        /// Where a press on it goes.
        public var address: String
        /// A word or two below the bar.
        public var note: String

        public init(name: String, part: Int, whole: Int, address: String, note: String = "") {
            self.name = name
            self.part = part
            self.whole = whole
            self.address = address
            self.note = note
        }
    }

    /// Plain text, for those who hear the page.
    public var title: String
    public var tiles: [Tile]

    public init(title: String, tiles: [Tile]) {
        self.title = title
        self.tiles = tiles
    }

    public var html: String {
        "<ul class=\"tiles\" aria-label=\"\(PageText.escape(title))\">\(tiles.map(draw).joined())</ul>\n"
    }

    /// 0 … 4: none, up to a third, up to two thirds, almost, all.
    static func shade(_ part: Int, _ whole: Int) -> Int {
        guard whole > 0, part > 0 else { return 0 }
        return part >= whole ? 4 : 1 + min(2, part * 3 / whole)
    }

    private func draw(_ tile: Tile) -> String {
        let width = tile.whole > 0 ? 140 * min(tile.part, tile.whole) / tile.whole : 0
        let name = PageText.escape(tile.name)
        let heard = PageText.escape("\(tile.name) \(tile.part)/\(tile.whole) \(tile.note)")
        return """
            <li><a href="\(PageText.escape(tile.address))" aria-label="\(heard)">\
            <svg viewBox="0 0 160 96" aria-hidden="true"><rect class="tile t\(Self.shade(tile.part, tile.whole))" x="1" \
            y="1" width="158" height="94" rx="7"/><text x="10" y="23">\(name)</text>\
            <text class="big" x="10" y="50">\(tile.part)<tspan class="of"> / \(tile.whole)</tspan></text>\
            <rect class="track" x="10" y="58" width="140" height="9" rx="2"/>\
            <rect class="filled" x="10" y="58" width="\(width)" height="9" rx="2"/>\
            <text class="of" x="10" y="86">\(PageText.escape(tile.note))</text></svg></a></li>
            """
    }
}

/// Parts of a whole as one bar, with a legend that says each in words and figures.
public struct PartsPicture: Sendable {
    public var title: String
    /// In their order; at most six kinds have their own shade; one without a name has no place in
    /// the legend.
    public var parts: [(name: String, count: Int)]

    public init(title: String, parts: [(name: String, count: Int)]) {
        self.title = title
        self.parts = parts
    }

    public var html: String {
        let whole = max(1, parts.reduce(0) { $0 + $1.count })
        var x = 0.0
        var bar = ""
        var legend = ""
        for (index, part) in parts.enumerated() {
            let width = Double(part.count) * 1_000 / Double(whole)
            if part.count > 0 {
                bar +=
                    "<rect class=\"p\(index)\" x=\"\(Int(x.rounded()))\" width=\"\(max(2, Int(width.rounded())))\" height=\"10\"/>"
            }
            x += width
            if part.name.isEmpty { continue }
            legend +=
                "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"p\(index)\" width=\"10\" height=\"10\"/></svg>"
            legend += "\(PageText.escape(part.name)) <b>\(part.count)</b></li>"
        }
        return """
            <svg class="parts" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" \
            aria-label="\(PageText.escape(title))">\(bar)</svg><ul class="legend">\(legend)</ul>

            """
    }
}
