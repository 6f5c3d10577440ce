import CommonContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

/// Pages for what came in between while somebody worked: a session that ended, a form older than the session, a role
/// that ended or an organisation that moved away, a database that is away. What was typed stays with each of them.
struct InterruptedPages: Sendable {
    let module: AccountsModule
    /// `"signin"` and the like at the service that keeps the accounts, seen from the page.
    let keeperAddress: @Sendable (String) -> String?

    /// Signing in begins at the keeper of the accounts, and comes back with the form.
    func signIn(_ request: PageRequest, back: String, kept: KeptForm) -> PageResponse {
        let values: [String: Any] = [
            "title": request.say("การเข้าสู่ระบบหมดเวลา", "You are not signed in any more"),
            "words": kept.words(request), "address": keeperAddress("signin") ?? "", "returnTo": back,
            "kept": kept.text, "go": request.say("เข้าสู่ระบบ", "Sign in"),
        ]
        return page("interrupted", values, status: 401, title: request.say("เข้าสู่ระบบ", "Sign in"), request)
    }

    /// The form is longer than what can be held while its sender signs in: it stays where it is.
    func tooLong(_ request: PageRequest) -> PageResponse {
        let values: [String: Any] = [
            "title": request.say("การเข้าสู่ระบบหมดเวลา", "You are not signed in any more"),
            "words": request.say(
                "ข้อความยาวเกินกว่าจะถือไว้ระหว่างเข้าสู่ระบบ ยังไม่ได้บันทึกสิ่งใด กดย้อนกลับ สิ่งที่พิมพ์ยังอยู่ในหน้านั้น แล้วเปิดหน้าเข้าสู่ระบบในแท็บใหม่ เข้าสู่ระบบ และกลับมาส่งอีกครั้ง",
                "The text is too long to be held while you sign in, and nothing was saved. Go back, where what you typed still is; open the sign-in page in another tab, sign in there, and send this again."
            ),
            "address": keeperAddress("signin") ?? "", "go": request.say("หน้าเข้าสู่ระบบ", "The sign-in page"),
            "isLink": true,
        ]
        return page("interrupted", values, status: 413, title: request.say("เข้าสู่ระบบ", "Sign in"), request)
    }

    /// The form was opened before its sender signed in anew.
    func sendAgain(_ request: PageRequest, to address: String, proof: String) -> PageResponse {
        let kept = KeptForm(request)
        var values = InterruptedPages.typed(kept, request)
        values["title"] = request.say(
            "แบบฟอร์มนี้เปิดไว้ก่อนเข้าสู่ระบบครั้งล่าสุด", "This form is older than your session")
        values["words"] =
            request.say(
                "ยังไม่ได้บันทึก กดส่งต่อเพื่อบันทึกสิ่งที่พิมพ์ไว้", "Nothing was saved yet. Send on what you had typed.")
            + kept.missing(request)
        values["form"] = InterruptedPages.form(kept, address, proof, go: request.say("ส่งต่อ", "Send on"))
        return page("goon", values, status: 409, title: request.say("ส่งต่อ", "Send on"), request)
    }

    /// The service cannot take the form up now. It may have been taken up before the answer was lost: a form that is
    /// sent twice is carried out once.
    func setAside(_ error: RPCError, _ request: PageRequest, to address: String, proof: String?) -> PageResponse {
        let kept = KeptForm(request, withKept: true)
        var values = kept.isTooLong ? [:] : InterruptedPages.typed(kept, request)
        values["title"] = request.say("ขณะนี้ยังส่งไม่ได้", "It cannot be sent right now")
        values["why"] = request.sentence(error.message)
        if kept.isTooLong {
            values["words"] = request.say(
                "ข้อความยาวเกินกว่าจะถือไว้ในหน้านี้ กดย้อนกลับ สิ่งที่พิมพ์ยังอยู่ในหน้านั้น รอสักครู่แล้วส่งอีกครั้ง",
                "The text is too long to be held on this page. Go back, where what you typed still is; wait a moment and send it again."
            )
        } else {
            values["words"] =
                request.say(
                    "สิ่งที่พิมพ์ไว้ยังอยู่ครบในหน้านี้ ไม่ต้องพิมพ์ใหม่ รอสักครู่แล้วกดส่งอีกครั้ง",
                    "All that you typed is kept on this page. Wait a moment and send it again.")
                + kept.missing(request)
            values["form"] = InterruptedPages.form(kept, address, proof, go: request.say("ส่งอีกครั้ง", "Send again"))
        }
        return page(
            "goon", values, status: error.kind.pageStatus, title: request.say("ยังส่งไม่ได้", "Not sent"), request)
    }

    /// What was typed, in a form that sends it on.
    static func form(_ kept: KeptForm, _ address: String, _ proof: String?, go: String) -> [String: Any] {
        [
            "address": address, "proof": proof ?? "", "go": go,
            "fields": kept.fields.map { ["name": $0.name, "value": $0.value] },
        ]
    }

    /// What was typed, to be read.
    static func typed(_ kept: KeptForm, _ request: PageRequest) -> [String: Any] {
        [
            "hasTyped": !kept.typed.isEmpty, "typed": kept.typed,
            "typedTitle": request.say("สิ่งที่พิมพ์ไว้", "What you typed"),
        ]
    }

    // MARK: - A role that is not there

    /// What the page for somebody without the role needs to know.
    struct Refusal: Sendable {
        var error: RPCError
        /// The role that was chosen, in words, and whether it is still held.
        var hat: LocalizedText?
        var isHatHeld = true
        /// Name of the organisation where the role is needed.
        var place: LocalizedText?
        /// Hats with which the same can be done.
        var fitting: [HatsOfSubject.Hat] = []
    }

    func refuse(_ refusal: Refusal, _ request: PageRequest, back: String, proof: String) -> PageResponse {
        let kept = KeptForm(request)
        let isForm = !request.form.fields.isEmpty
        var values: [String: Any] = [
            "title": InterruptedPages.needs(of: refusal.error).roles.isEmpty
                ? request.say("ทำสิ่งนี้ไม่ได้", "That cannot be done")
                : refusal.isHatHeld
                    ? request.say("บทบาทนี้ทำสิ่งนี้ไม่ได้", "Not in this role")
                    : request.say("บทบาทที่ใช้อยู่สิ้นสุดแล้ว", "The role you act in has ended"),
            "words": words(refusal, request), "account": keeperAddress("account") ?? "",
            "accountName": request.say("ดูบทบาทของฉัน", "See my roles"), "proof": proof,
            "address": keeperAddress("account/hat") ?? "", "returnTo": back,
            "hasHats": !refusal.fitting.isEmpty,
            "choose": request.say("ทำต่อในบทบาทอื่น", "Go on in another role"),
            "go": isForm
                ? request.say("ใช้บทบาทนี้และส่งต่อ", "Take this role and send on")
                : request.say("ใช้บทบาทนี้", "Take this role"),
            "hats": refusal.fitting.enumerated().map { index, hat -> [String: Any] in
                [
                    "value": "\(hat.grant.role.rawValue)@\(hat.grant.organisation)", "isChosen": index == 0,
                    "role": request.text(hat.grant.role.title), "place": request.text(hat.place),
                ]
            },
        ]
        if isForm {
            values["kept"] = kept.text
            values.merge(InterruptedPages.typed(kept, request)) { $1 }
        }
        return page("refused", values, status: 403, title: request.say("ไม่มีสิทธิ์", "Not allowed"), request)
    }

    private func words(_ refusal: Refusal, _ request: PageRequest) -> String {
        let (roles, _) = InterruptedPages.needs(of: refusal.error)
        guard !roles.isEmpty else { return request.text(refusal.error.message) }
        let names = roles.map { request.text($0.title) }.joined(separator: request.say(" หรือ ", " or "))
        let place = refusal.place.map { request.say(" ที่ ", " at ") + request.text($0) } ?? ""
        let needed = request.say("สิ่งนี้เป็นหน้าที่ของ\(names)\(place)", "This is for: \(names)\(place).")
        guard let hat = refusal.hat.map(request.text) else {
            return needed
                + request.say(
                    " ซึ่งท่านไม่มีบทบาทนี้ หรือบทบาทสิ้นสุดแล้ว หรือหน่วยงานย้ายไปสังกัดอื่น ขอให้ผู้ดูแลระบบมอบบทบาทให้",
                    " You do not hold that role; it may have ended, or the organisation may have moved. Ask your administrator for it."
                )
        }
        return refusal.isHatHeld
            ? needed + request.say(" ขณะนี้ท่านใช้บทบาท \(hat)", " You act as \(hat) now.")
            : request.say(
                "บทบาท \(hat) สิ้นสุดแล้ว หรือหน่วยงานย้ายไปสังกัดอื่น เลือกบทบาทอื่นเพื่อทำต่อ ",
                "Your role as \(hat) has ended, or the organisation has moved. Choose another role to go on. ") + needed
    }

    /// The roles that a refused call needs, and where.
    static func needs(of error: RPCError) -> (roles: [Role], organisation: String?) {
        guard let needs = error.details.first(where: { $0.name == "needs" })?.value else { return ([], nil) }
        var roles: [Role] = []
        if case .array(let names)? = needs["roles"] {
            roles = names.compactMap { name in
                guard case .string(let text) = name else { return nil }
                return Role(rawValue: text)
            }
        }
        guard case .string(let place)? = needs["organisation"] else { return (roles, nil) }
        return (roles, place)
    }

    private func page(
        _ template: String, _ values: [String: Any], status: Int, title: String, _ request: PageRequest
    ) -> PageResponse {
        var response = module.shell.page(
            status: status, title: title, body: AccountTemplates.all.render(template, values),
            language: request.language, isNarrow: true)
        response.headers.append(module.policy)
        response.headers.append(("Cache-Control", "no-store"))
        return response
    }
}
