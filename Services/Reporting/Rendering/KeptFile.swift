import Kernel
import ReportingContract

/// A file of a report whose making takes long enough that it is made by a job and kept.
struct KeptFile: Codable, Sendable, Hashable {
    /// `pdf` and `xlsx` are kept; of `csv`, which is streamed to whoever asks, the hash alone.
    var format: ReportFormat
    /// `"th"` or `"en"`; rows for machines have both.
    var language: String
    /// Whether each figure says where it came from.
    var marked: Bool
    /// Of a Thai PDF; `nil`: Thai in its text, Arabic in its tables.
    var digits: Digits?

    init(_ format: ReportFormat, language: String = "th", marked: Bool = false, digits: Digits? = nil) {
        self.format = format
        self.language = format == .pdf || format == .xlsx ? language : "th"
        self.marked = marked && format != .csv
        self.digits = format == .pdf && language == "th" ? digits : nil
    }

    /// What is made of a report when it is published, so that its catalogue can say each file's hash.
    static let ofPublished = [KeptFile(.pdf), KeptFile(.xlsx), KeptFile(.csv)]

    private var setting: String {
        language + (digits.map { "-\($0.rawValue)" } ?? "") + (marked ? "-origin" : "")
    }

    /// The cover says the step, so that each step has a file of its own; a draft may still change, and then has another
    /// version.
    func name(of report: Report) -> String { "\(Self.step(report))-\(setting).\(format.rawValue)" }

    /// What it is called where people keep it: no two files of a report are called the same.
    func download(of report: Report) -> String {
        let step = report.step == .published ? "" : "-\(Self.step(report))"
        let setting = format == .csv || format == .json ? (marked ? "-origin" : "") : "-\(setting)"
        return "\(report.code)\(step)\(setting).\(format.rawValue)"
    }

    private static func step(_ report: Report) -> String {
        report.step == .draft ? "draft\(report.version)" : report.step.rawValue
    }

    /// What an address says of it, beside the report and the format.
    var query: [String] {
        [
            language == "th" ? nil : "lang=\(language)", digits.map { "digits=\($0.rawValue)" },
            marked ? "origin=yes" : nil,
        ].compactMap { $0 }
    }

    /// Where it is found.
    func path(of report: Report) -> String {
        "/reports/\(report.code).\(format.rawValue)" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
