import IndicatorsContract
import JSONRPC
import Kernel

extension RPCError {
    /// The same, located in the params: where a refusal has one place, it is told like every other problem.
    func at(_ path: String) -> RPCError {
        guard problems.isEmpty else { return self }
        var rule = kind.name
        for case (let name, .string(let text)) in details where name == "rule" { rule = text }
        var error = self
        error.problems = [Problem(path: path, rule: rule, message: message)]
        return error
    }
}

extension DataMessages {
    static func otherPeriodType(_ type: PeriodType) -> LocalizedText {
        switch type {
        case .fiscalYear: LocalizedText("ต้องเป็นปีงบประมาณ เช่น FY2566", "must be a fiscal year, such as FY2566")
        case .academicYear: LocalizedText("ต้องเป็นปีการศึกษา เช่น AY2566", "must be an academic year, such as AY2566")
        case .fiscalQuarter:
            LocalizedText("ต้องเป็นไตรมาสของปีงบประมาณ เช่น 2566-Q1", "must be a fiscal quarter, such as 2566-Q1")
        case .month: LocalizedText("ต้องเป็นเดือน เช่น 2022-10", "must be a month, such as 2022-10")
        }
    }
}
