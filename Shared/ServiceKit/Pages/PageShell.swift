import Kernel
import Pages

/// The frame of a service's pages. Pages put their own HTML in; whatever they put from data into it is theirs to escape
/// (`PageShell.escape`, or a Mustache template's `{{…}}`).
public struct PageShell: Sendable {
    /// Name of the service whose page it is.
    public var service: LocalizedText
    public var version: String

    public init(service: LocalizedText, version: String) {
        self.service = service
        self.version = version
    }

    /// The whole page.
    /// - Parameters:
    ///   - title: plain text.
    ///   - body: HTML.
    ///   - language: `"th"` or `"en"`.
    ///   - scripts: assets beside the one that every page has.
    ///   - isNarrow: one column, for forms and for reading.
    public func html(
        title: String, body: String, language: String, scripts: [PageAsset] = [], isNarrow: Bool = false
    ) -> [UInt8] {
        var scene = PageScene.current
        scene.language = language
        var frame = PageFrame(service: service, version: version, title: title, body: body)
        frame.scripts = scripts.map(\.path)
        frame.isNarrow = isNarrow
        return frame.html(scene)
    }

    /// The same as an answer.
    public func page(
        status: Int = 200, title: String, body: String, language: String, scripts: [PageAsset] = [],
        isNarrow: Bool = false
    ) -> PageResponse {
        PageResponse(
            status: status, contentType: "text/html; charset=utf-8",
            body: html(title: title, body: body, language: language, scripts: scripts, isNarrow: isNarrow))
    }

    /// Text as HTML.
    public static func escape(_ text: String) -> String { PageText.escape(text) }
}
