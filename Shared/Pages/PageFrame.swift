import Kernel

/// The frame of every page: head, bar, foot.
public struct PageFrame: Sendable {
    public var service: LocalizedText
    public var version: String
    public var title: String
    /// HTML.
    public var body: String
    /// Paths of scripts beside the one that every page has.
    public var scripts: [String] = []
    /// One column, for forms and for reading.
    public var isNarrow = false

    public init(service: LocalizedText, version: String, title: String, body: String) {
        self.service = service
        self.version = version
        self.title = title
        self.body = body
    }

    public func html(_ scene: PageScene) -> [UInt8] {
        let isEnglish = scene.isEnglish
        func say(_ th: String, _ en: String) -> String { isEnglish ? en : th }
        func links(_ links: [PageScene.Link]) -> [[String: Any]] {
            links.map { ["name": scene.text($0.name), "address": $0.address, "isHere": $0.isHere] }
        }
        var values: [String: Any] = [
            "language": isEnglish ? "en" : "th", "root": scene.root, "title": title, "body": body,
            "css": PageAssets.style.path, "scripts": [PageAssets.script.path] + scripts, "narrow": isNarrow,
            "service": scene.text(service), "version": version, "links": links(scene.links),
            "hasSites": scene.sites.count > 1, "sites": links(scene.sites),
            "sitesLabel": say("บริการ", "Services"), "viewLabel": say("ผู้ใช้และการแสดงผล", "You and the view"),
            "suite": say("แผน: งานแผนการศึกษาจังหวัด", "Phaen: provincial education planning"),
            "documents": say("สำหรับระบบอื่นและนักพัฒนา", "For programs and developers"),
            "skip": say("ข้ามไปเนื้อหา", "Skip to content"),
            "signIn": say("เข้าสู่ระบบ", "Sign in"),
            "other": isEnglish ? "ภาษาไทย" : "English", "otherLanguage": isEnglish ? "th" : "en",
            "otherLanguageAddress": scene.address("lang", isEnglish ? "th" : "en"),
            "otherDigits": scene.digits == .thai ? say("เลข 123", "Digits 123") : say("เลข ๑๒๓", "Digits ๑๒๓"),
            "otherDigitsAddress": scene.address("digits", scene.digits == .thai ? "arabic" : "thai"),
        ]
        values["proof"] = scene.proof
        values["printed"] = printed(scene)
        values["signInAddress"] = scene.signInAddress
        if let person = scene.person {
            var shown: [String: Any] = ["name": person.name, "accountAddress": person.accountAddress]
            shown["hat"] = person.hat.map(scene.text)
            values["person"] = shown
        }
        let html = PageTemplates.frame.render("frame", values)
        return Array((scene.digits == .thai ? PageText.withThaiDigits(html) : html).utf8)
    }

    /// Who printed it, when and from where: the foot of the page on paper.
    private func printed(_ scene: PageScene) -> String? {
        guard let address = scene.ownAddress, let now = scene.now else { return nil }
        let clock = now.adding(seconds: 7 * 3_600).description.dropFirst(11).prefix(5)
        let day = now.dateInThailand
        let who = scene.person.map { person in
            person.name + (person.hat.map { " (\(scene.text($0)))" } ?? "")
        }
        return scene.isEnglish
            ? "Printed from \(address) on \(day) at \(clock)" + (who.map { " by \($0)" } ?? "")
            : "พิมพ์จาก \(address) เมื่อ \(ThaiDate.text(day, .short, digits: .arabic)) เวลา \(clock) น."
                + (who.map { " โดย \($0)" } ?? "")
    }
}
