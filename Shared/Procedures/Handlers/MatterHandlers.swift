import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

extension ProceduresModule {
    func registerMatters(on router: ServiceRouter) {
        let procedures = procedures
        router.read(GetMatter.self) { params, call in
            guard let matter = try await call.database.first(FindMatter(id: params.matter)) else {
                throw RPCError.notFound("matter", params.matter)
            }
            if matter.openedBy != call.caller.subject {
                try await call.requireSight(ofMattersAt: matter.organisation)
            }
            let history = try await call.database.all(ActionsOfMatter(province: matter.province, matter: matter.id))
            let view = call.view
            return try await view.answer(matter, engine: try await view.engine(of: matter), history: history)
        }
        router.read(ListMatters.self, at: { params, _ in params.organisation }) { params, call in
            let limit = PageLimit.of(params.limit)
            let before = try params.cursor.map { ID(try $0.keys("matter", count: 1)[0]) } ?? nil
            try await call.requireSight(ofMattersAt: params.organisation)
            let rows = try await call.database.all(NewestMatters(filter: params, before: before, limit: limit + 1))
            let matters = try await call.view.answers(rows)
            return Page(matters, limit: limit) { PageCursor("matter", $0.id.description) }
        }
        router.read(ListOverdueMatters.self, at: { params, _ in params.organisation }) { params, call in
            let limit = PageLimit.of(params.limit)
            try await call.requireSight(ofMattersAt: params.organisation)
            var after: (due: CalendarDate, id: ID)?
            if let keys = try params.cursor?.keys("overdue", count: 2) {
                if let due = CalendarDate(keys[0]), let id = ID(keys[1]) { after = (due, id) }
            }
            let rows = try await call.database.all(
                OverdueMatters(
                    organisation: params.organisation, day: params.on ?? call.now.dateInThailand, after: after,
                    limit: limit + 1))
            let matters = try await call.view.answers(rows)
            return Page(matters, limit: limit) { PageCursor("overdue", $0.dueOn?.description ?? "", $0.id.description) }
        }
        router.change(OpenMatter.self) { params, change in
            try await MatterDesk(procedures: procedures, change: change).openWork(params)
        }
        router.change(WithdrawMatter.self) { params, change in
            try await MatterDesk(procedures: procedures, change: change).withdrawWork(params)
        }
        // The step says who may act, so the roles are looked at where the matter is known.
        router.change(ActOnMatter.self) { params, change in
            try await MatterDesk(procedures: procedures, change: change).act(
                MatterMove(
                    matter: params.matter, step: params.step, outcome: params.outcome, date: params.date,
                    note: params.note, letterNumber: params.letterNumber, body: params.body,
                    resolutionNumber: params.resolutionNumber), asOwner: false, keepsToOpening: true)
        }
    }
}

extension ReadCall {
    var view: MatterView<PostgresClient> {
        MatterView(executor: database, caller: caller, runtime: runtime, now: now)
    }
}
