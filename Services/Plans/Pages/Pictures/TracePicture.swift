import CommonContract
import Kernel
import Pages
import PlansContract

/// The picture of a trace: a card for each step, the project at the bottom, the national strategy and SDG4 at the top,
/// with money and results where they are known.
///
/// Told apart by words and strokes, never by colour alone. The cards hold text, so that it can be read aloud, searched
/// and copied.
struct TracePicture {
    /// Above this many steps a picture is no help: the page lists them.
    static let stepsMax = 60

    private static let card = (width: 236, gap: 28, line: 19)
    private static let rise = 58

    private let trace: Trace
    private let scene: PageScene
    private let layout: WebLayout
    /// Upper left corner and height of each card.
    private let places: [ID: (x: Int, y: Int, height: Int)]
    private let size: (width: Int, height: Int)

    init(_ trace: Trace, _ scene: PageScene) {
        self.trace = trace
        self.scene = scene
        layout = WebLayout(steps: trace.nodes.map(\.id), lines: trace.edges.map { ($0.from, $0.to) })
        let nodes = Dictionary(trace.nodes.map { ($0.id, $0) }) { first, _ in first }
        let widest = layout.rows.map(\.count).max() ?? 1
        let width = widest * (TracePicture.card.width + TracePicture.card.gap)
        var places: [ID: (x: Int, y: Int, height: Int)] = [:]
        var y = 8
        for row in layout.rows.reversed() {
            let height = row.compactMap { nodes[$0].map(TracePicture.height) }.max() ?? 0
            let used = row.count * TracePicture.card.width + (row.count - 1) * TracePicture.card.gap
            for (index, step) in row.enumerated() {
                let x = (width - used) / 2 + index * (TracePicture.card.width + TracePicture.card.gap)
                let own = nodes[step].map(TracePicture.height) ?? height
                places[step] = (x, y + height - own, own)
            }
            y += height + TracePicture.rise
        }
        self.places = places
        size = (width, y - TracePicture.rise + 8)
    }

    var svg: String {
        var svg = """
            <svg class="web" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width)" height="\(size.height)" \
            role="group" aria-label="\(PageText.escape(say("เส้นทางจากโครงการถึงยุทธศาสตร์ชาติ", "The way from project to national strategy")))">

            """
        for edge in trace.edges { svg += line(edge) }
        for node in trace.nodes { svg += card(node) }
        return svg + "</svg>\n"
    }

    // MARK: - Lines

    private func line(_ edge: TraceEdge) -> String {
        guard let from = places[edge.from], let to = places[edge.to] else { return "" }
        let (x1, y1) = (from.x + TracePicture.card.width / 2, from.y)
        let (x2, y2) = (to.x + TracePicture.card.width / 2, to.y + to.height)
        let bend = max((y1 - y2) / 2, 24)
        let kind = edge.relation == .parent ? "inside" : edge.relation == .aligned ? "aligned" : "causal"
        var svg = "<path class=\"\(kind)\" d=\"M\(x1) \(y1)C\(x1) \(y1 - bend) \(x2) \(y2 + bend) \(x2) \(y2)\"/>"
        if let label = label(edge.relation) {
            svg += "<text x=\"\((x1 + x2) / 2)\" y=\"\((y1 + y2) / 2 + 4)\">\(PageText.escape(label))</text>"
        }
        return svg + "\n"
    }

    /// What a line means (P4): the chain X → Y1 → Y2 → Z; none inside a plan.
    private func label(_ relation: TraceRelation) -> String? {
        switch relation {
        case .parent: nil
        case .aligned: say("สอดคล้อง", "aligned")
        case .xyzY1: "X→Y1"
        case .xyzY2: "Y1→Y2"
        case .xyzZ: "Y2→Z"
        case .xyzZSecondary: say("Z รอง", "Z, secondary")
        }
    }

    // MARK: - Cards

    private static func height(_ node: TraceNode) -> Int {
        let text = 2 + lines(of: node.text.th.unicodeScalars.count)
        let money = node.money.map { $0.projects > 0 ? 1 : 0 } ?? 0
        return 18 + card.line * (text - 1 + money + min(node.indicators?.count ?? 0, 2)) + (money > 0 ? 8 : 0)
    }

    private static func lines(of length: Int) -> Int { min(max((length + 27) / 28, 1), 4) }

    private func card(_ node: TraceNode) -> String {
        guard let place = places[node.id] else { return "" }
        let begins = node.depth == 0 ? " begins" : ""
        var html = "<b class=\"kind\">\(PageText.escape(scene.text(Words.kind(node.kind))))</b> "
        html += "<code>\(PageText.escape(node.code))</code>"
        html += "<span class=\"what\">\(PageText.escape(scene.text(node.text)))</span>"
        if let money = node.money, money.projects > 0 { html += self.money(money) }
        for indicator in (node.indicators ?? []).prefix(2) { html += self.indicator(indicator) }
        return """
            <g class="level\(node.level)\(begins)"><rect x="\(place.x)" y="\(place.y)" width="\(TracePicture.card.width)" \
            height="\(place.height)" rx="7"/><foreignObject x="\(place.x)" y="\(place.y)" \
            width="\(TracePicture.card.width)" height="\(place.height)"><a xmlns="http://www.w3.org/1999/xhtml" class="step" \
            href="\(scene.root)trace/\(PageText.query(node.plan))/\(PageText.query(node.code))" \
            title="\(PageText.escape(scene.text(node.text)))">\(html)</a></foreignObject></g>

            """
    }

    private func money(_ money: StepMoney) -> String {
        let percent = money.allocated > .zero ? Int(money.used.satang * 100 / money.allocated.satang) : 0
        let wide = min(max(percent, 0), 100)
        let text = say(
            "ใช้ \(Words.baht(money.used)) จาก \(Words.baht(money.allocated)) บาท",
            "used \(Words.baht(money.used)) of \(Words.baht(money.allocated)) baht")
        return """
            <span class="money">\(PageText.escape(text))</span><svg class="meter" viewBox="0 0 100 4" \
            preserveAspectRatio="none" aria-hidden="true"><rect width="\(wide)" height="4"/></svg>
            """
    }

    private func indicator(_ indicator: StepIndicator) -> String {
        let mark =
            switch indicator.status {
            case .achieved?: "✓"
            case .onTrack?: "→"
            case .behind?: "!"
            case .atRisk?: "✕"
            case .notEvaluated?, nil: "·"
            }
        let actual = Words.actual(indicator, scene)
        let target = (indicator.target ?? indicator.planTarget).map(\.description) ?? "–"
        let text = say("\(actual) / เป้า \(target)", "\(actual) / target \(target)")
        return """
            <span class="result">\(mark) <code>\(PageText.escape(indicator.indicator))</code> \(PageText.escape(text))</span>
            """
    }

    private func say(_ th: String, _ en: String) -> String { scene.isEnglish ? en : th }
}
