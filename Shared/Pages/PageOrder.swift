import Kernel

/// In the order of which column a list stands, as the address of its page says: `?sort=name`, `?sort=-name` the other
/// way round.
///
/// The headings are links, so that the service puts the whole list in order, however many pages it has and without a
/// script. A template shows them with `{{#headings}}{{>heading}}{{/headings}}`, and `{{{sortField}}}` inside its filter
/// form: that keeps the order when the filter changes, and is how a phone chooses it, where rows stand as cards
/// without headings. Tables with such headings the script leaves alone.
public struct PageOrder: Sendable {
    public struct Heading: Sendable {
        /// What the address says of it; `nil`: no list is put in the order of this column.
        public var key: String?
        public var name: String
        public var isNumber: Bool

        public init(_ name: String, _ key: String? = nil, isNumber: Bool = false) {
            self.name = name
            self.key = key
            self.isNumber = isNumber
        }
    }

    public let headings: [Heading]
    /// `nil`: the list's own order.
    public let key: String?
    public let isDescending: Bool

    /// - Parameter asked: as the address says it; what is none of the headings is the list's own order.
    public init(_ headings: [Heading], _ asked: String?) {
        let asked = asked ?? ""
        let name = asked.hasPrefix("-") ? String(asked.dropFirst()) : asked
        self.headings = headings
        key = headings.contains { $0.key == name } ? name : nil
        isDescending = key != nil && asked.hasPrefix("-")
    }

    /// As an address says it; empty: the list's own order.
    public var text: String { key.map { (isDescending ? "-" : "") + $0 } ?? "" }

    /// What `{{>heading}}` needs, for each.
    public func values(_ scene: PageScene = .current) -> [[String: Any]] {
        headings.map { heading in
            var values: [String: Any] = ["name": heading.name, "isNumber": heading.isNumber]
            guard let key = heading.key else { return values }
            var scene = scene
            scene.query["cursor"] = nil
            let isHere = key == self.key
            // Up, down, and as the list comes by itself.
            values["address"] = scene.address("sort", !isHere ? key : isDescending ? nil : "-" + key)
            values["hint"] =
                scene.isEnglish ? "Put the whole list in this order" : "เรียงทั้งรายการตามช่องนี้"
            if isHere { values["order"] = isDescending ? "descending" : "ascending" }
            return values
        }
    }

    /// The choice of an order, for a filter's form.
    public func field(_ scene: PageScene = .current) -> String {
        let own = (value: "", label: scene.isEnglish ? "as it comes" : "ตามปกติ")
        let others = headings.flatMap { heading in
            heading.key.map { [($0, heading.name + " ▲"), ("-" + $0, heading.name + " ▼")] } ?? []
        }
        let field = PageField(
            "sort", scene.isEnglish ? "In the order of" : "เรียงตาม", .select([own] + others), value: text)
        return "<div class=\"by-order\">\(field.html)</div>"
    }
}
