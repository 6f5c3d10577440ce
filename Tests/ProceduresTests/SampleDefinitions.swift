import CommonContract
import JSONRPC
import Kernel

/// A definition that has every kind of turn: loops back, several ends, ways that the committee's role opens and shuts.
enum Sample {
    static let day = CalendarDate(year: 2022, month: 10, day: 3) ?? .epoch

    static let screening = ProcedureDefinition(
        code: "sample", version: 1, name: LocalizedText("ตัวอย่าง", "Sample"), effectiveFrom: .epoch,
        committee: .approve,
        steps: [
            step("received", .received, [.planner], days: 3, [.init(.forward, to: "screening")]),
            step(
                "screening", .screening, [.secretary], days: 30,
                [
                    .init(.forward, to: "resolution", committee: [.approve, .acknowledge]),
                    .init(.forward, to: "notice", committee: [CommitteeRole.none]), .init(.return, to: "revision"),
                ]),
            step("revision", .revision, [.agencyPlanner], days: 15, [.init(.forward, to: "screening")]),
            step(
                "resolution", .resolution, [.secretary],
                [
                    .init(.approve, to: "notice", committee: [.approve]),
                    .init(.acknowledge, to: "notice", committee: [.acknowledge]), .init(.return, to: "revision"),
                    .init(.reject, end: .rejected, committee: [.approve]),
                ], body: .provincialEducationCommittee),
            step("notice", .notice, [.planner], [.init(.forward, end: .completed)]),
        ])

    static func step(
        _ code: String, _ kind: StepKind, _ roles: [Role], days: Int? = nil, _ transitions: [ProcedureTransition],
        body: BodyKind? = nil
    ) -> ProcedureStep {
        ProcedureStep(
            code: code, kind: kind, name: LocalizedText(code, code), roles: roles, body: body, days: days,
            transitions: transitions)
    }

    static func instant(_ seconds: Int64) -> Instant {
        Instant(microsecondsSinceEpoch: 1_664_755_200_000_000).adding(seconds: seconds)
    }
}
