import Crypto
import Kernel

/// A file that pages refer to: style, script, font. Its address has the hash of its content, so that browsers keep it
/// for good and take another one when it changes.
public struct PageAsset: Sendable {
    public let mediaType: String
    public let bytes: [UInt8]
    /// Under the service's root, without a leading slash: `"assets/phaen-3f2a….css"`.
    public let path: String

    /// - Parameter name: `"phaen.css"`; letters, digits, `-` and one dot.
    public init(_ name: String, _ bytes: [UInt8]) {
        self.bytes = bytes
        let parts = name.split(separator: ".", maxSplits: 1)
        let kind = parts.count > 1 ? String(parts[1]) : ""
        let hash = Base64.encode(Array(SHA256.hash(data: bytes)).prefix(9), alphabet: .urlSafe)
        path = "assets/\(parts.first ?? "")-\(hash).\(kind)"
        mediaType =
            switch kind {
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "woff2": "font/woff2"
            case "svg": "image/svg+xml"
            default: "application/octet-stream"
            }
    }

    /// The part of the path behind the last slash: how assets refer to each other.
    public var fileName: String { String(path.dropFirst("assets/".count)) }
}

/// What every page uses.
public enum PageAssets {
    static let fonts = [
        "laksaman-regular.woff2": PageAsset("laksaman-regular.woff2", PackageResources.laksaman_regular_woff2),
        "laksaman-bold.woff2": PageAsset("laksaman-bold.woff2", PackageResources.laksaman_bold_woff2),
    ]

    public static let style: PageAsset = {
        var css = String(decoding: PackageResources.phaen_css, as: UTF8.self)
        for (name, font) in fonts { css = css.replacing("{{\(name)}}", with: font.fileName) }
        return PageAsset("phaen.css", Array(css.utf8))
    }()

    public static let script = PageAsset("phaen.js", PackageResources.phaen_js)

    public static let all: [PageAsset] = [style, script] + fonts.values.sorted { $0.path < $1.path }

    /// A script that imports `phaen.js` by that name gets the one of this build.
    public static func script(_ name: String, _ bytes: [UInt8]) -> PageAsset {
        let text = String(decoding: bytes, as: UTF8.self).replacing("./phaen.js", with: "./\(script.fileName)")
        return PageAsset(name, Array(text.utf8))
    }
}
