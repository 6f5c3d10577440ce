import Kernel

/// The services of the suite as people call them.
public enum ServiceNames {
    static let all = [
        (
            "plans", LocalizedText("แผน", "Plans"),
            LocalizedText(
                "แผนการศึกษาที่ประกาศใช้ รับฟังความคิดเห็น และแบบทดสอบ", "Education plans in force, hearings and quizzes")
        ),
        (
            "indicators", LocalizedText("ตัวชี้วัด", "Indicators"),
            LocalizedText("รอบการรายงานและผลตามตัวชี้วัด", "Monitoring rounds and what the indicators say")
        ),
        (
            "budget", LocalizedText("งบประมาณ", "Budget"),
            LocalizedText("งบประมาณ การโอน และการเบิกจ่าย", "Budgets, transfers and spending")
        ),
        (
            "reporting", LocalizedText("รายงาน", "Reports"),
            LocalizedText("รายงานและข้อมูลที่เผยแพร่ ดาวน์โหลดได้", "Published reports and data, to download")
        ),
    ]

    /// Of a service by its own name (`"plans"`), or of what a service calls a peer (`"directory"`).
    public static func of(_ name: String) -> LocalizedText {
        all.first { $0.0 == name }?.1
            ?? (name == "directory" ? LocalizedText("ทะเบียนหน่วยงาน", "Directory") : LocalizedText(name, name))
    }
}
