import ReportingContract

/// A file of a report whose making takes long enough that it is made by a job and kept.
struct KeptFile: Codable, Sendable, Hashable {
    /// `pdf` and `xlsx` are kept; of `csv`, which is streamed to whoever asks, the hash alone.
    var format: ReportFormat
    /// Spreadsheets and rows are in Thai, with the English of texts where machines look for it.
    var language: String
    /// Whether each figure says where it came from.
    var marked: Bool

    init(_ format: ReportFormat, language: String = "th", marked: Bool = false) {
        self.format = format
        self.language = format == .pdf ? language : "th"
        self.marked = marked && format != .csv
    }

    /// What is made of a report when it is published, so that its catalogue can say each file's hash.
    static let ofPublished = [KeptFile(.pdf), KeptFile(.xlsx), KeptFile(.csv)]

    /// The cover says the step, so that each step has a file of its own; a draft may still change, and then has another
    /// version.
    func name(of report: Report) -> String {
        let step = report.step == .draft ? "draft\(report.version)" : report.step.rawValue
        return "\(step)-\(language)\(marked ? "-origin" : "").\(format.rawValue)"
    }

    /// Where it is found.
    func path(of report: Report) -> String {
        let query = [language == "th" ? nil : "lang=\(language)", marked ? "origin=yes" : nil].compactMap { $0 }
        return "/reports/\(report.code).\(format.rawValue)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
