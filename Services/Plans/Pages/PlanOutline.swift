import Kernel
import Pages
import PlansContract

/// The elements of a version as a tree of lists.
struct PlanOutline {
    let plan: String
    let nodes: [OutlineNode]
    let scene: PageScene

    var html: String {
        let below = Dictionary(grouping: nodes, by: \.parent)
        return "<div class=\"tree\">" + branch(nil, below, depth: 0) + "</div>"
    }

    private func branch(_ parent: ID?, _ below: [ID?: [OutlineNode]], depth: Int) -> String {
        guard depth < ElementTree.depthMax, let nodes = below[parent] else { return "" }
        return "<ul>" + nodes.map { item($0) + branch($0.id, below, depth: depth + 1) + "</li>" }.joined() + "</ul>"
    }

    private func item(_ node: OutlineNode) -> String {
        let kind = ElementKind(rawValue: node.kind).map { scene.text(Words.kind($0)) } ?? node.kind
        var html = "<li id=\"\(PageText.escape(node.code))\"><code class=\"code\">\(PageText.escape(node.code))</code>"
        html += "<a href=\"\(scene.root)trace/\(PageText.query(plan))/\(PageText.query(node.code))\">"
        html += "\(PageText.escape(scene.text(node.text)))</a> <span class=\"tag\">\(PageText.escape(kind))</span>"
        if let budget = node.budget {
            html += " <span class=\"tag\">\(Words.baht(budget)) \(scene.isEnglish ? "baht" : "บาท")</span>"
        }
        if !node.serves.isEmpty {
            html += " <span class=\"serves\">→ \(PageText.escape(node.serves.joined(separator: ", ")))</span>"
        }
        return html
    }
}
