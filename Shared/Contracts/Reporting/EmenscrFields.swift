import Kernel

/// A field that people fill in.
public struct EmenscrWrittenField: Sendable, Hashable {
    public var code: String
    public var form: EmenscrForm
    public var number: String
    public var name: LocalizedText
    public var isRequired: Bool
    /// Of a quarter (M6), not of the year.
    public var isQuarterly: Bool
    /// Its value is a day; one for each activity.
    public var isDay: Bool

    /// Whether it says what has happened: its day is not after today.
    public var isPast: Bool { code == "actualStart" || code == "actualEnd" }

    init(
        _ code: String, _ form: EmenscrForm, _ number: String, _ name: LocalizedText, required: Bool = false,
        quarterly: Bool = false, day: Bool = false
    ) {
        self.code = code
        self.form = form
        self.number = number
        self.name = name
        isRequired = required
        isQuarterly = quarterly
        isDay = day
    }
}

/// What no service of the suite knows and the form asks for.
public enum EmenscrFields {
    public static let all = [
        EmenscrWrittenField(
            "coordinator", .m1, "1.8", LocalizedText("ผู้ประสานงาน ตำแหน่ง โทรศัพท์", "Coordinator, position, telephone")),
        EmenscrWrittenField(
            "zSecondary", .m2, "1.2", LocalizedText("ยุทธศาสตร์ชาติที่เกี่ยวข้องโดยรอง", "National strategy, secondary")),
        EmenscrWrittenField(
            "contribution", .m2, "2.2", LocalizedText("โครงการสอดคล้องกับเป้าหมาย Y1 อย่างไร", "How it serves the goal Y1"),
            required: true),
        EmenscrWrittenField(
            "guideline", .m2, "2.3", LocalizedText("แนวทางการพัฒนาของแผนย่อย", "Development guideline of the sub-plan")),
        EmenscrWrittenField(
            "securityPlan", .m2, "2.5", LocalizedText("แผนความมั่นคงแห่งชาติ", "National security plan")),
        EmenscrWrittenField(
            "law", .m2, "3.4", LocalizedText("กฎหมายที่เกี่ยวข้อง", "Laws")),
        EmenscrWrittenField(
            "cabinet", .m2, "3.5", LocalizedText("มติคณะรัฐมนตรีที่เกี่ยวข้อง", "Cabinet resolutions")),
        EmenscrWrittenField("objective", .m3, "3.2", LocalizedText("วัตถุประสงค์", "Objectives"), required: true),
        EmenscrWrittenField("output", .m3, "3.3", LocalizedText("ผลผลิต", "Outputs")),
        EmenscrWrittenField("outcome", .m3, "3.4", LocalizedText("ผลลัพธ์", "Outcomes")),
        EmenscrWrittenField("area", .m3, "3.7", LocalizedText("พื้นที่ดำเนินการ", "Where it is carried out")),
        EmenscrWrittenField("start", .m4, "4", LocalizedText("วันเริ่ม", "Begins"), required: true, day: true),
        EmenscrWrittenField("end", .m4, "4", LocalizedText("วันสิ้นสุด", "Ends"), required: true, day: true),
        EmenscrWrittenField("actualStart", .m4, "4", LocalizedText("วันเริ่มจริง", "Began"), day: true),
        EmenscrWrittenField("actualEnd", .m4, "4", LocalizedText("วันสิ้นสุดจริง", "Ended"), day: true),
        EmenscrWrittenField(
            "progress", .m6, "6.1", LocalizedText("ผลการดำเนินงานไตรมาสนี้", "What was done in the quarter"),
            required: true,
            quarterly: true),
        EmenscrWrittenField(
            "obstacles", .m6, "6.2", LocalizedText("ปัญหาและอุปสรรค", "Problems"), quarterly: true),
        EmenscrWrittenField(
            "suggestions", .m6, "6.3", LocalizedText("ข้อเสนอแนะ", "Suggestions"), quarterly: true),
    ]

    /// The field of a code as callers write it; of activities `start/⟨code⟩`.
    public static func find(_ code: String) -> EmenscrWrittenField? {
        let parts = code.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let field = all.first(where: { $0.code == parts[0] }) else { return nil }
        guard field.isDay else { return parts.count == 1 ? field : nil }
        return parts.count == 2 && (1...64).contains(parts[1].utf8.count) ? field : nil
    }
}
