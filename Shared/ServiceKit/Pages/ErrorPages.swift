import Kernel
import Pages
import RPCServer

/// Pages for what went wrong, in Thai or English: what happened and what to do.
enum ErrorPages {
    static func page(_ shell: PageShell, status: Int, detail: LocalizedText?, language: String) -> EndpointPageResponse
    {
        let text = text(for: status)
        let isEnglish = language == "en"
        let title = isEnglish ? text.title.en ?? text.title.th : text.title.th
        let advice = isEnglish ? text.advice.en ?? text.advice.th : text.advice.th
        var body = "<h1>\(PageShell.escape(title))</h1>\n"
        if let detail {
            let words = PageRequest.sentence(isEnglish ? detail.en ?? detail.th : detail.th, isEnglish: isEnglish)
            body += "<p>\(PageShell.escape(words))</p>\n"
        }
        body += "<p class=\"soft\">\(PageShell.escape(advice))</p>\n"
        let home = isEnglish ? "To the front page" : "ไปหน้าแรก"
        body += "<p class=\"screen\"><a class=\"button quiet\" href=\"\(PageScene.current.root)\">\(home)</a></p>\n"
        return EndpointPageResponse(
            status: status, contentType: "text/html; charset=utf-8",
            headers: [("Cache-Control", "no-store")],
            body: shell.html(title: title, body: body, language: language))
    }

    private static func text(for status: Int) -> (title: LocalizedText, advice: LocalizedText) {
        switch status {
        case 401:
            (
                LocalizedText("ต้องแสดงบัตรผ่าน", "A credential is needed"),
                LocalizedText("หน้านี้เปิดเฉพาะผู้มีบัตรผ่านที่ใช้ได้", "This page is for holders of a valid token or key.")
            )
        case 403:
            (
                LocalizedText("ไม่มีสิทธิ์เปิดหน้านี้", "Not for you"),
                LocalizedText("ขอสิทธิ์จากผู้ดูแลระบบของสำนักงาน", "Ask your office's administrator for the role it needs.")
            )
        case 415:
            (
                LocalizedText("แบบฟอร์มส่งมาในรูปแบบที่อ่านไม่ได้", "The form cannot be read"),
                LocalizedText("ส่งจากหน้าเว็บของบริการ", "Send it from a page of the service.")
            )
        case 404:
            (
                LocalizedText("ไม่พบหน้านี้", "There is no such page"),
                LocalizedText("ตรวจที่อยู่อีกครั้ง หรือกลับไปหน้าแรก", "Check the address, or go back to the front page.")
            )
        case 405:
            (
                LocalizedText("ใช้วิธีเรียกนี้กับหน้านี้ไม่ได้", "Not that way"),
                LocalizedText(
                    "หน้าเว็บอ่านได้อย่างเดียว การเรียกเมธอดใช้ POST /rpc",
                    "Pages are for reading; methods are called with POST /rpc.")
            )
        case 409:
            (
                LocalizedText("ส่งซ้ำ หรือมีผู้แก้ไขไปก่อนแล้ว", "Sent before, or changed meanwhile"),
                LocalizedText(
                    "สิ่งที่ส่งครั้งแรกทำไปแล้ว ครั้งนี้ไม่ได้ทำสิ่งใด เปิดหน้าใหม่เพื่อดูสภาพปัจจุบันแล้วทำต่อ",
                    "What was sent first is done; this time nothing was. Open the page again to see how it stands, and go on from there."
                )
            )
        case 413:
            (
                LocalizedText("สิ่งที่ส่งมาใหญ่เกินไป", "That is too large to take"),
                LocalizedText(
                    "ยังไม่ได้บันทึกสิ่งใด กดย้อนกลับในเบราว์เซอร์ สิ่งที่พิมพ์ยังอยู่ ย่อข้อความหรือแฟ้มแล้วส่งใหม่",
                    "Nothing was saved. Go back in the browser, where what you typed still is; shorten the text or the file and send it again."
                )
            )
        case 429:
            (
                LocalizedText("ลองถี่เกินไป", "Too many tries"),
                LocalizedText("โปรดรอสักครู่แล้วลองใหม่", "Wait a moment and try again.")
            )
        case 503, 504:
            (
                LocalizedText("บริการยังไม่พร้อม", "Not available right now"),
                LocalizedText(
                    "โปรดรอสักครู่แล้วลองใหม่ หากกำลังส่งแบบฟอร์ม กดย้อนกลับในเบราว์เซอร์ สิ่งที่พิมพ์ยังอยู่",
                    "Wait a moment and try again. If you were sending a form, go back in the browser: what you typed is still there."
                )
            )
        case 400:
            (
                LocalizedText("คำขอไม่ถูกต้อง", "The request is not right"),
                LocalizedText("ตรวจที่อยู่และค่าที่ส่งมา", "Check the address and what was sent with it.")
            )
        default:
            (
                LocalizedText("เกิดข้อผิดพลาดภายใน", "An internal fault"),
                LocalizedText("โปรดแจ้งรหัสข้างต้นแก่ผู้ดูแลระบบ", "Please report the reference above to the administrator.")
            )
        }
    }
}
