import JSONRPC
import Kernel

/// A method as the document and the page show it.
public struct MethodDescription: Sendable {
    /// A param; the required ones first.
    public struct Param: Sendable {
        public let name: String
        public let shape: JSONShape
        public let isRequired: Bool
        public let note: LocalizedText?
    }

    public let name: String
    public let summary: LocalizedText
    /// Empty where the summary says everything.
    public let details: LocalizedText
    public let safety: RPCSafety
    public let access: RPCAccess
    public let params: [Param]
    public let result: JSONShape
    /// The method's own errors and those that every method of its kind can give, by code.
    public let errors: [RPCErrorKind]
    public let examples: [RPCExample]
    /// What members mean, by name.
    public let notes: [String: LocalizedText]

    /// - Throws: `OpenRPCFault` where the params or the result cannot be looked into.
    init<Method: RPCMethod>(_ method: Method.Type) throws(OpenRPCFault) {
        let shapes: (params: JSONShape, result: JSONShape)
        do {
            shapes = (try ShapeReflection.shape(of: method), try ShapeReflection.shape(of: Method.Result.self))
        } catch {
            throw OpenRPCFault(method: Method.name, reason: String(describing: error))
        }
        guard case .object(_, let members) = shapes.params else {
            throw OpenRPCFault(method: Method.name, reason: "its params are no object")
        }
        let notes = Method.memberNotes.merging(MemberNotes.common) { own, _ in own }
        name = Method.name
        summary = Method.summary
        details = Method.details
        safety = Method.safety
        access = Method.access
        params = members.requiredFirst.map {
            Param(name: $0.name, shape: $0.shape, isRequired: $0.isRequired, note: notes[$0.name])
        }
        result = shapes.result
        errors = MethodDescription.errors(of: method)
        examples = Method.examples
        self.notes = notes
    }

    private static func errors<Method: RPCMethod>(of method: Method.Type) -> [RPCErrorKind] {
        var kinds: Set<RPCErrorKind> = [
            .invalidParams, .internalError, .rateLimited, .unavailable, .deadlineExceeded, .tooLarge,
        ]
        kinds.formUnion(Method.errors)
        if Method.access != .open { kinds.insert(.unauthenticated) }
        if case .roles = Method.access { kinds.insert(.forbidden) }
        if Method.safety == .keyed { kinds.insert(.conflict) }
        return kinds.sorted { $0.code > $1.code }
    }
}

/// A declaration of which no document can be made.
public struct OpenRPCFault: Error, CustomStringConvertible {
    public let method: String
    public let reason: String
    public var description: String { "\(method): \(reason)" }
}

/// Members that mean the same in every method (the conventions' "Calls that change something" and "Lists").
enum MemberNotes {
    static let common: [String: LocalizedText] = [
        "idempotencyKey": LocalizedText(
            "ข้อความของผู้เรียก 1–128 อักขระ เรียกซ้ำด้วยพารามิเตอร์เดิมจะได้คำตอบเดิม",
            "a string of the caller's, 1 to 128 characters; a repeat with the same params gets the first answer again"),
        "validateOnly": LocalizedText(
            "true: ตรวจและรายงานทุกอย่างโดยไม่บันทึก", "true: everything is checked and reported, nothing is written"),
        "expectedVersion": LocalizedText(
            "version ที่ผู้เรียกเห็นล่าสุด ถ้าไม่ตรงจะถูกปฏิเสธพร้อม version ปัจจุบัน",
            "the version that the caller saw last; a stale one is refused with the current version"),
        "limit": LocalizedText("จำนวนต่อหน้า 1–1000 ปกติ 50", "items on a page, 1 to 1,000; 50 if left out"),
        "cursor": LocalizedText(
            "nextCursor ของหน้าก่อน", "the page before's `nextCursor`; leave it out for the first page"),
        "nextCursor": LocalizedText(
            "ส่งเป็น cursor เพื่อขอหน้าถัดไป ไม่มีในหน้าสุดท้าย", "pass it as `cursor` for the next page; absent on the last"),
        "version": LocalizedText("เพิ่มขึ้นทุกครั้งที่แก้ไข", "goes up with every change"),
    ]
}
