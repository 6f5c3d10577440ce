import JSONRPC
import Kernel

/// What was wrong with JSON that somebody wrote into a definition or handed over, in words and with its place.
enum UnfitJSON {
    /// - Parameter path: where the JSON stands in the params.
    /// - Parameter isText: whether it stands there as a text, within which no pointer leads further; the place is then
    ///   part of the words.
    static func note(_ error: any Error, at path: String, rule: String, isText: Bool, _ problems: inout Problems) {
        func note(_ place: String, _ rule: String, _ message: LocalizedText) {
            if !isText { return problems.add(Problem(path: path + place, rule: rule, message: message)) }
            let before = place.isEmpty ? "" : "\(place): "
            problems.add(path, rule, th: before + message.th, en: before + (message.en ?? message.th))
        }
        switch error {
        case let error as RPCError where !error.problems.isEmpty:
            for item in error.problems { note(item.path, item.rule, item.message) }
        case let found as Problems: for item in found.items { note(item.path, item.rule, item.message) }
        case let error as JSONParseError:
            note(
                "", "json",
                LocalizedText(
                    "ไม่ใช่ JSON ที่ถูกต้อง ผิดที่ไบต์ที่ \(error.offset)", "is not JSON: at byte \(error.offset)"))
        case let error as DecodingError: note(place(of: error), rule, message(of: error))
        default: note("", rule, LocalizedText("รูปแบบไม่ถูกต้อง", "is not of the form that it should have"))
        }
    }

    private static func path(of error: DecodingError) -> [any CodingKey] {
        switch error {
        case .keyNotFound(_, let context), .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath
        @unknown default: []
        }
    }

    /// RFC 6901.
    private static func place(of error: DecodingError) -> String {
        path(of: error).map { key in
            "/"
                + (key.intValue.map(String.init) ?? key.stringValue).replacing("~", with: "~0").replacing(
                    "/", with: "~1")
        }.joined()
    }

    private static func message(of error: DecodingError) -> LocalizedText {
        switch error {
        case .keyNotFound(let key, _): LocalizedText("ต้องระบุ “\(key.stringValue)”", "“\(key.stringValue)” is required")
        case .valueNotFound: LocalizedText("ต้องมีค่า", "must have a value")
        case .typeMismatch: LocalizedText("ชนิดของค่าไม่ถูกต้อง", "is of another kind than it should be")
        default: LocalizedText("ค่าไม่ถูกต้องหรือไม่เป็นที่รู้จัก", "is not valid, or not known here")
        }
    }
}
