import JSONRPC
import Kernel

/// Puts a new version of a procedure, or a new procedure, in force from a day on.
public struct DefineProcedure: RPCChange {
    public static let name = "procedure.define"
    public static let summary = LocalizedText(
        "กำหนดขั้นตอนงานฉบับใหม่", "Define a new version of a procedure, or a new procedure")
    public static let details = LocalizedText(
        "ตรวจทุกข้อพร้อมกัน เรื่องที่เปิดไว้แล้วเดินตามฉบับเดิม จังหวัดมีฉบับของตนแทนฉบับกลางได้ TH คือฉบับกลาง",
        """
        Everything wrong with a definition is reported at once. Matters that are open go on under the version that \
        they were opened with. A province's own definition goes before the nation's (`TH`).
        """)
    public static let access = RPCAccess.roles([.administrator])
    public static let errors: [RPCErrorKind] = [.conflict]
    public static let memberNotes = [
        "province": LocalizedText("จังหวัดที่ใช้ (รหัสสองหลัก) หรือ TH", "Whose it is: two digits, or TH for all"),
        "definition": LocalizedText(
            "version ต้องต่อจากฉบับล่าสุด effectiveFrom ต้องหลังฉบับล่าสุด",
            "Its version follows the newest one's; its effectiveFrom is later than that one's"),
    ]
    public static let examples = [
        RPCExample(
            "a letter to be answered, checked only",
            params: """
                {"idempotencyKey":"procedure-define-1","province":"67","validateOnly":true,\
                "definition":\(ProcedureExamples.letter)}
                """,
            result: ProcedureExamples.letter)
    ]
    public typealias Result = ProcedureDefinition

    public var idempotencyKey: String
    public var validateOnly: Bool?
    public var province: String
    public var definition: ProcedureDefinition

    public init(
        idempotencyKey: String, province: String, definition: ProcedureDefinition, validateOnly: Bool? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.validateOnly = validateOnly
        self.province = province
        self.definition = definition
    }

    public func check(_ problems: inout Problems) {
        problems.check(idempotencyKey: idempotencyKey)
        if province != "TH", OrganisationCode.province(of: province) != province {
            problems.add("/province", "province.code", th: "ต้องเป็นเลขสองหลัก หรือ TH", en: "must be two digits, or TH")
        }
    }
}
