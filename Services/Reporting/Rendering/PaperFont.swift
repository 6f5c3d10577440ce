import FoundationEssentials
import ReportingContract

extension DocumentFont {
    /// As fontconfig and CSS name it.
    var family: String {
        switch self {
        case .laksaman: "Laksaman"
        case .sarabunNew: "TH Sarabun New"
        case .sarabunPSK: "TH SarabunPSK"
        }
    }

    /// A style for paper in this font, with the mark by which the renderer knows which one it must find. Its `font-size`s are
    /// points of TH Sarabun, as offices count them: Laksaman is drawn so much larger that its own are two thirds of them
    /// (fontconfig's `89-tlwg-laksaman-synthetic.conf`).
    func applied(to style: String) -> String {
        "/* font: \(family) */\n"
            + (self == .laksaman
                ? Self.scaled(style, "font-size: ", unit: "pt", Self.scale)
                : Self.scaled(style, "line-height: ", unit: ";", 0.75).replacing("Laksaman", with: "\"\(family)\""))
    }

    /// Points of Laksaman to one of TH Sarabun.
    static let scale = 0.66

    /// With a property's numbers multiplied. The lines of TH Sarabun stand closer, measured in its own points.
    private static func scaled(_ style: String, _ mark: String, unit: String, _ factor: Double) -> String {
        var parts = style.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            let number = parts[index].prefix { $0.isNumber || $0 == "." }
            guard let points = Double(number), parts[index].dropFirst(number.count).hasPrefix(unit) else { continue }
            let hundredths = Int((points * factor * 100).rounded())
            parts[index].replaceSubrange(
                number.startIndex..<number.endIndex,
                with: "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)")
        }
        return parts.joined(separator: mark)
    }

    /// Where the office puts its own fonts (`PHAEN_DATA`), as fontconfig looks for them in a user's folder.
    static func folder(in data: String) -> String { data + "/fonts" }

    /// The font of everything on paper: the office's TH Sarabun where it has supplied it, else Laksaman.
    static func ofOffice(_ data: String?) -> DocumentFont {
        guard let data,
            let files = try? FileManager.default.contentsOfDirectory(atPath: folder(in: data))
        else { return .laksaman }
        let names = files.map { $0.filter { $0.isLetter }.lowercased() }
        if names.contains(where: { $0.hasPrefix("thsarabunnew") }) { return .sarabunNew }
        return names.contains { $0.hasPrefix("thsarabunpsk") || $0 == "thsarabunttf" } ? .sarabunPSK : .laksaman
    }
}
