import BudgetContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// What a year's money has cost by indicator: the ledger's spending beside the indicator service's results.
enum EvaluationReads {
    static let peer = "indicators"
    /// The indicator service may take so long; an evaluation does not wait longer.
    static let limit = Duration.seconds(8)

    static func file(_ params: GetEvaluation, _ call: ReadCall) async throws -> EvaluationFile {
        let rows = try await call.database.all(
            SelectEvaluations(
                organisation: params.organisation, fiscalYear: params.fiscalYear, workCode: params.workCode,
                limit: 1_000))
        guard let evaluation = rows.first(where: { $0.draft.organisation == params.organisation }) else {
            throw RPCError.notFound("evaluation", "\(params.organisation)/\(params.fiscalYear)/\(params.workCode)")
        }
        var file = EvaluationFile(evaluation: evaluation, indicators: [], missing: [])
        guard let codes = evaluation.draft.indicators else { return file }
        switch try await results(params, call) {
        case .success(let found):
            for code in codes { file.add(code, found.first { $0.indicator == code }) }
        case .failure(let missing): file.missing = [missing]
        }
        return file
    }

    private static func results(
        _ params: GetEvaluation, _ call: ReadCall
    ) async throws -> Result<[IndicatorResult], MissingResult> {
        guard let indicators = call.runtime.peers[peer] else {
            return .failure(MissingResult(reason: .notConfigured, message: Messages.indicatorsNotConfigured))
        }
        let query = IndicatorResultsQuery(fiscalYear: params.fiscalYear, organisation: params.organisation)
        do {
            return .success(
                try await indicators.call(query, deadline: min(call.context.deadline, .now + limit)).items)
        } catch let error as RPCError {
            let isAway = [.unavailable, .deadlineExceeded, .rateLimited, .internalError].contains(error.kind)
            return .failure(
                MissingResult(
                    reason: isAway ? .unavailable : .refused, message: Messages.indicatorsSilent(error.message)))
        }
    }
}

extension MissingResult: Error {}

extension EvaluationFile {
    fileprivate mutating func add(_ code: String, _ found: IndicatorResult?) {
        guard let found else {
            missing.append(
                MissingResult(
                    indicator: code, reason: .unknownIndicator, message: Messages.unknown("indicator", code)))
            return
        }
        let cost = found.actual.flatMap { evaluation.spent.over($0) }
        indicators.append(
            IndicatorCost(
                indicator: code, name: found.name, unit: found.unit, target: found.target, actual: found.actual,
                achievement: found.achievement, status: found.status.rawValue, costPerResult: cost))
        if cost == nil {
            missing.append(
                MissingResult(indicator: code, reason: .noResult, message: Messages.indicatorWithoutResult(code)))
        }
    }
}

extension Money {
    /// Of each of a quantity, to the satang; `nil` where there is none above zero.
    func over(_ quantity: Quantity) -> Money? {
        guard quantity > .zero else { return nil }
        return Quantity.ratio(
            Quantity(tenThousandths: satang), over: quantity, times: Quantity(tenThousandths: 10_000), decimals: 4
        ).map { Money(satang: $0.tenThousandths) }
    }
}
