import BudgetContract
import JSONRPC
import Kernel

/// What is said of requests for budget.
extension Messages {
    static func riskUnanswered(_ risk: String) -> LocalizedText {
        LocalizedText(
            "ต้องบอกมาตรการสำหรับความเสี่ยงจากการประเมินปีก่อน: “\(risk)”",
            "say what is done about the risk that last year's evaluation named: “\(risk)”")
    }
    // Evaluations
    static let indicatorsNotConfigured = LocalizedText(
        "ไม่ได้เชื่อมต่อบริการตัวชี้วัด จึงไม่มีต้นทุนต่อผลตัวชี้วัด (ตั้ง PHAEN_PEER_INDICATORS)",
        "the indicator service is not configured, so there is no cost by indicator (set PHAEN_PEER_INDICATORS)")
    static func indicatorsSilent(_ said: LocalizedText) -> LocalizedText {
        LocalizedText(
            "ไม่ได้ผลตัวชี้วัดจากบริการตัวชี้วัด จึงไม่มีต้นทุนต่อผลตัวชี้วัด: \(said.th)",
            "the indicator service gave no results, so there is no cost by indicator: \(said.en ?? said.th)")
    }
    static func indicatorWithoutResult(_ code: String) -> LocalizedText {
        LocalizedText(
            "ตัวชี้วัด \(code) ยังไม่มีผลที่มากกว่าศูนย์ คิดต้นทุนต่อผลไม่ได้",
            "indicator \(code) has no result above zero: nothing to divide the cost by")
    }

    static func requestTitle(_ draft: BudgetRequestDraft) -> LocalizedText {
        LocalizedText(
            "คำของบประมาณปี \(draft.fiscalYear) \(draft.code): \(draft.title.th)",
            "Budget request \(draft.code) for \(draft.fiscalYear): \(draft.title.en ?? draft.title.th)")
    }
    static func requestState(_ request: BudgetRequest) -> RPCError {
        RPCError.ruleViolated("request.state", requestStands(request.state.rawValue), at: "/request")
    }
    static func requestStands(_ state: String) -> LocalizedText {
        LocalizedText("คำขออยู่ในสถานะ \(state) ทำขั้นนี้ไม่ได้", "the request is \(state): this cannot be done with it now")
    }
    static let staleRequest = LocalizedText(
        "มีผู้แก้คำขอไปก่อนแล้ว ให้อ่านใหม่แล้วลองอีกครั้ง", "the request was changed meanwhile; read it again and retry")
    static func criterionRequired(_ name: LocalizedText) -> LocalizedText {
        LocalizedText(
            "ต้องเข้าเกณฑ์บังคับ “\(name.th)”", "the criterion “\(name.en ?? name.th)” has to be met")
    }
    static func scoreRange(_ criterion: String, _ most: Int?) -> LocalizedText {
        guard let most else { return unknown("criterion", criterion) }
        return LocalizedText("คะแนน \(criterion) ต้องเป็น 0–\(most)", "the score for \(criterion) must be 0 to \(most)")
    }
    static func scoreMissing(_ name: LocalizedText) -> LocalizedText {
        LocalizedText("ยังไม่ให้คะแนน “\(name.th)”", "“\(name.en ?? name.th)” is not scored")
    }
    static let adviceAnswered = LocalizedText("ตอบไปแล้ว ให้ถามใหม่", "it is answered already; ask again")
    static let adviceUnanswered = LocalizedText("ยังไม่มีคำตอบให้ติดตาม", "there is no answer yet to follow up")
    static let staleEvaluation = LocalizedText(
        "มีการประเมินอยู่แล้วหรือมีผู้แก้ไปก่อน ให้อ่านใหม่แล้วส่ง expectedVersion",
        "there is an evaluation, or it was changed meanwhile; read it and send its version as expectedVersion")
    static func grantedMore(_ amount: Money) -> LocalizedText {
        LocalizedText("ให้เกินที่ขอ \(amount) บาท", "more than the \(amount) baht that was asked for")
    }
}
