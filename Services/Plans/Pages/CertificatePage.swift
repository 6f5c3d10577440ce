import JSONRPC
import Kernel
import Pages
import PlansContract
import Postgres
import ServiceKit

/// Where the code on a certificate leads: is it genuine, and whose is it?
enum CertificatePage {
    static func register(on router: ServiceRouter) {
        // From the box of the front page.
        router.page("/certificates", access: .open) { request, _ in
            let code = CertificateCode.normal(request.query["code"] ?? "")
            return code.isEmpty ? .redirect(to: "./") : .redirect(to: "./certificates/\(PageText.query(code))")
        }
        router.page("/certificates/:code", access: .open) { request, call in
            let code = CertificateCode.normal(request.parameters["code"] ?? "")
            let certificate = try await call.database.first(FindCertificate(code: code))
            var values: [String: Any] = ["root": PageScene.current.root, "code": code]
            if let certificate {
                values["isGenuine"] = true
                values["title"] = request.say("เกียรติบัตรนี้ออกโดยระบบจริง", "A genuine certificate")
                values["facts"] = facts(certificate, request)
            } else {
                values["title"] = request.say("ไม่พบเกียรติบัตรรหัสนี้", "There is no certificate of this code")
                values["words"] = request.say(
                    "ตรวจรหัสกับที่พิมพ์ไว้ใต้เกียรติบัตรอีกครั้ง ถ้ารหัสตรงกันทุกตัว เกียรติบัตรนั้นไม่ได้ออกโดยระบบนี้",
                    "Compare it with what is printed below the certificate. If it is the same, the certificate is not one of ours."
                )
            }
            values["field"] =
                PageField(
                    "code", request.say("รหัสบนเกียรติบัตร", "Code on the certificate"),
                    value: certificate == nil ? code : nil, isRequired: true
                ).html
            values["go"] = request.say("ตรวจเกียรติบัตรอื่น", "Check another")
            return PlanPages.shell.page(
                status: certificate == nil ? 404 : 200, title: certificate?.number ?? code,
                body: PlanTemplates.all.render("certificate", values), language: request.language, isNarrow: true)
        }
    }

    private static func facts(_ certificate: QuizCertificate, _ request: PageRequest) -> [[String: Any]] {
        [
            (request.say("ผู้ได้รับ", "Holder"), certificate.holder),
            (request.say("แบบทดสอบ", "Quiz"), request.text(certificate.title)),
            (request.say("คะแนน", "Score"), "\(certificate.score) / \(certificate.points)"),
            (request.say("วันที่ออก", "Issued on"), Words.day(certificate.issuedOn, PageScene.current)),
            (request.say("เลขที่", "Number"), certificate.number),
        ].map { ["name": $0.0, "value": $0.1] }
    }
}
