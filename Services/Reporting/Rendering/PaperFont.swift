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

    /// A style for paper, written for Laksaman, in this font; with the mark by which the renderer knows which one it must
    /// find.
    func applied(to style: String) -> String {
        "/* font: \(family) */\n" + (self == .laksaman ? style : style.replacing("Laksaman", with: "\"\(family)\""))
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
