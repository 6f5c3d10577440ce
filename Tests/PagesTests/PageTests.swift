import Kernel
import Testing

@testable import Pages

@Suite struct PageTests {
    private func html(_ scene: PageScene, title: String = "a < b", body: String = "<p>12 &#39; <code>34</code></p>")
        -> String
    {
        let frame = PageFrame(
            service: LocalizedText("แผน", "Plans <b>"), version: "1", title: title, body: body)
        return String(decoding: frame.html(scene), as: UTF8.self)
    }

    @Test func theFrameIsEscapedAndHasNothingInline() {
        var scene = PageScene()
        scene.language = "en"
        scene.proof = "p\"><script>"
        scene.person = PageScene.Person(name: "<i>", hat: nil, accountAddress: "./account")
        let page = html(scene)
        #expect(page.contains("<title>a &lt; b · Plans &lt;b&gt;</title>"))
        #expect(page.contains("&lt;i&gt;"))
        #expect(!page.contains("<i>") && !page.contains("\"><script>"))
        #expect(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"))
        #expect(page.contains("rel=\"stylesheet\" href=\"./\(PageAssets.style.path)\""))
        #expect(page.contains("type=\"module\" src=\"./\(PageAssets.script.path)\""))
    }

    @Test func thaiDigitsStandInWhatIsReadAndNowhereElse() {
        var scene = PageScene()
        scene.digits = .thai
        let page = html(scene)
        #expect(page.contains("<p>๑๒ &#39; <code>34</code></p>"))
        // Names of Latin letters and digits stay names.
        for (text, thai) in [
            ("SDG4 ข้อ 4", "SDG4 ข้อ ๔"), ("67-A5-01 กับ 67-01", "67-A5-01 กับ ๖๗-๐๑"), ("X&lt;Y1 12:30", "X&lt;Y1 ๑๒:๓๐"),
            ("http://127.0.0.1:8103 ใช้ 54 MB", "http://127.0.0.1:8103 ใช้ ๕๔ MB"),
            ("1,250.50 บาท ว123", "๑,๒๕๐.๕๐ บาท ว๑๒๓"),
        ] { #expect(PageText.withThaiDigits("<b>\(text)</b>") == "<b>\(thai)</b>") }
        #expect(page.contains("initial-scale=1"))
        #expect(page.contains("เลข 123") == false)
    }

    @Test func linksToOtherViewsKeepTheQuery() {
        var scene = PageScene()
        scene.query = ["round": "67-R 1&2", "lang": "th"]
        #expect(scene.address("lang", "en") == "?lang=en&round=67-R%201%262")
        #expect(scene.address("round", nil) == "?lang=th")
    }

    @Test func assetsBearTheirContentInTheirName() {
        let (one, other) = (PageAsset("a.css", [1]), PageAsset("a.css", [2]))
        #expect(one.path != other.path)
        #expect(one.path.hasPrefix("assets/a-") && one.path.hasSuffix(".css"))
        let css = String(decoding: PageAssets.style.bytes, as: UTF8.self)
        #expect(!css.contains("{{"))
        for font in PageAssets.fonts.values { #expect(css.contains(font.fileName)) }
        #expect(PageAssets.fonts.values.allSatisfy { $0.bytes.count < 40_000 })
        #expect(PageAssets.style.bytes.count + PageAssets.script.bytes.count < 36_000)
    }

    @Test func fieldsSayWhatIsWrong() {
        var field = PageField("name", "ชื่อ <ผู้ใช้>", value: "\"><script>", isRequired: true)
        field.problems = ["ต้องกรอก"]
        let html = field.html
        #expect(html.contains("aria-invalid=\"true\""))
        #expect(html.contains("aria-describedby=\"f-name-problem\""))
        #expect(html.contains("&lt;ผู้ใช้&gt;") && !html.contains("<script>"))
        let password = PageField("p", "P", .password, value: "secret").html
        #expect(!password.contains("secret"))
        let select = PageField("s", "S", .select([("a", "A"), ("b", "B")]), value: "b").html
        #expect(select.contains("<option value=\"b\" selected>"))
    }

    @Test func everyTemplateReads() {
        let templates = PageTemplates(["broken": Array("{{#a}}".utf8)])
        #expect(templates.has("frame") && templates.has("field") && !templates.has("broken"))
    }
}
