import JSONRPC
import Kernel
import Pages
import ServiceKit

/// `/worker.js`: what keeps the reporter's pages on the device. `/offline`: what it shows of a page that it does not
/// have.
enum OfflinePages {
    /// Another one whenever a file of the pages is another: what was kept of the one before is dropped.
    static let version: String = {
        let files = [PageAssets.style, PageAssets.script, IndicatorPages.reporter].map(\.path).joined(separator: " ")
        return PageAsset("worker.js", Array(files.utf8) + PackageResources.worker_js).fileName
    }()

    static func register(on router: ServiceRouter) {
        let worker = Array(
            String(decoding: PackageResources.worker_js, as: UTF8.self).replacing("{{version}}", with: version).utf8)
        router.page("/worker.js", access: .open) { _, _ in
            // Browsers look for another one at each visit.
            PageResponse(
                contentType: "text/javascript; charset=utf-8", headers: [("Cache-Control", "no-cache")], body: worker)
        }
        router.page("/offline", access: .open) { request, _ in
            let values: [String: Any] = [
                "title": "ไม่มีเครือข่าย", "titleEnglish": "No network",
                "words": "หน้านี้ยังไม่ได้เก็บไว้ในเครื่องนี้ เปิดครั้งแรกเมื่อมีเครือข่าย หลังจากนั้นจะเปิดได้ทุกเมื่อ ร่างที่พิมพ์ไว้ยังอยู่ในเครื่อง",
                "wordsEnglish":
                    "This page is not on this device yet. Open it once with a network, and it opens any time after. Drafts that you typed are kept here.",
                "mine": "งานของฉัน · My rounds",
            ]
            return IndicatorPages.shell.page(
                title: "ไม่มีเครือข่าย · No network", body: IndicatorPages.templates.render("offline", values),
                language: request.language, isNarrow: true)
        }
    }
}
