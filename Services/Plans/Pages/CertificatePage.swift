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
            guard let certificate = try await call.database.first(FindCertificate(code: code)) else {
                throw RPCError.notFound("certificate", code)
            }
            let english = request.language == "en"
            let shell = PageShell(service: PlansService.definition.title, version: PlansService.definition.version)
            func line(_ th: String, _ en: String, _ value: String) -> String {
                "<dt>\(PageShell.escape(english ? en : th))</dt><dd>\(PageShell.escape(value))</dd>"
            }
            let title = english ? certificate.title.en ?? certificate.title.th : certificate.title.th
            let body = """
                <h1>\(english ? "A genuine certificate" : "เกียรติบัตรนี้ออกโดยระบบจริง")</h1><dl>\
                \(line("เลขที่", "Number", certificate.number))\(line("ผู้ได้รับ", "Holder", certificate.holder))\
                \(line("แบบทดสอบ", "Quiz", title))\
                \(line("คะแนน", "Score", "\(certificate.score) / \(certificate.points)"))\
                \(line("วันที่ออก", "Issued on", english ? certificate.issuedOn.description : ThaiDate.text(certificate.issuedOn)))\
                </dl>
                """
            return shell.page(title: certificate.number, body: body, language: request.language)
        }
    }
}
