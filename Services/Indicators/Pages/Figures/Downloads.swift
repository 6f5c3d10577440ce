import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

extension IndicatorPages {
    /// Every format that figures leave in, as its link says.
    static let formats: [(format: ExportFormat, name: String)] = [
        (.csv, "CSV"), (.xlsx, "XLSX"), (.sdmxCsv, "SDMX-CSV"), (.sdmxMl3, "SDMX-ML 3.0"),
        (.sdmxStructure3, "SDMX 3.0 (DSD)"), (.sdmxMl, "SDMX-ML 2.1"), (.sdmxStructure, "SDMX 2.1 (DSD)"),
        (.sdmxJson, "SDMX-JSON"), (.dataPackage, "Data Package"), (.openSdg, "Open SDG"),
    ]

    /// A file as a browser gets it: a download, never run as a page.
    static func file(_ bytes: [UInt8], name: String, mediaType: String) -> PageResponse {
        PageResponse(
            contentType: mediaType,
            headers: [
                ("Content-Disposition", "attachment; filename*=UTF-8''\(PercentEncoding.encode(name))"),
                ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox; default-src 'none'"),
                ("Cache-Control", "private, no-store"),
            ], body: bytes)
    }

    /// An export's one file; of several the one that the address names (`?file=`), else a page with a link to each.
    static func files(_ files: [DataFile], _ request: PageRequest, _ call: ReadCall) throws -> PageResponse {
        let number = request.query["file"].flatMap { Int($0) } ?? 0
        if files.count == 1 || request.query["file"] != nil, files.indices.contains(number) {
            let file = files[number]
            let bytes = file.content.flatMap { Base64.decode($0) } ?? Array((file.text ?? "").utf8)
            let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
            return Self.file(bytes, name: name, mediaType: file.mediaType)
        }
        guard !files.isEmpty else { throw RPCError.notFound("file", String(number)) }
        let values: [String: Any] = [
            "title": request.say("แฟ้มของรูปแบบนี้", "Files of this format"),
            "rows": files.enumerated().map { index, file in
                [
                    "name": file.name, "address": PageScene.current.address("file", String(index)),
                    "facts": "\(file.mediaType) · SHA-256 \(file.sha256)",
                ]
            },
        ]
        return page("files", values, request, call, isNarrow: true)
    }
}
