import Kernel
import Pages
import Postgres
import ServiceKit

/// What the front page of plans opens to everyone: hearings that take comments today, quizzes, the check of a
/// certificate.
enum FrontDoors {
    static func register(on router: ServiceRouter) {
        router.doors { call in
            let hearings = try await call.database.all(HeardToday(day: call.now.dateInThailand))
            let quizzes = try await call.database.all(OpenQuizzes())
            return hearings.map { hearing in
                let until = ThaiDate.text(hearing.until, .short, digits: .arabic)
                return FrontDoor(
                    hearing.title,
                    about: LocalizedText(
                        "รับฟังความคิดเห็นถึง \(until) · \(hearing.comments) ความเห็น",
                        "A public hearing until \(hearing.until); \(hearing.comments) comments so far"),
                    address: "hearings/\(PageText.query(hearing.code))")
            }
                + quizzes.map { quiz in
                    FrontDoor(
                        quiz.title,
                        about: LocalizedText(
                            "แบบทดสอบความรู้ ผ่านแล้วได้เกียรติบัตร", "A quiz; whoever passes gets a certificate"),
                        address: "quizzes/\(PageText.query(quiz.code))")
                }
                + [
                    FrontDoor(
                        LocalizedText("ตรวจเกียรติบัตร", "Check a certificate"),
                        about: LocalizedText("เกียรติบัตรที่ออกโดยระบบนี้เป็นของจริงหรือไม่", "Was it issued here, and to whom?"),
                        address: "certificates",
                        ask: ("code", LocalizedText("รหัสบนเกียรติบัตร", "The code on it")))
                ]
        }
    }
}
