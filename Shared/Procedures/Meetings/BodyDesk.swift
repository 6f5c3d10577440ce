import CommonContract
import Files
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Members of a body, appointed and released.
struct BodyDesk: Sendable {
    let change: Change
    let body: Body

    /// - Throws: `notFound`; `conflict` where the caller saw another version.
    init(_ code: String, version: Int, _ change: Change) async throws {
        self.change = change
        body = try await MeetingView(executor: change.transaction).body(code)
        // Counted up first: two appointments at once wait for each other here, and the second is told.
        let counted = try await change.transaction.execute(CountBodyVersion(body: body, version: version))
        guard counted == 1 else { throw MeetingMessages.stale(body.version) }
    }

    func appoint(_ params: AppointMembers) async throws -> BodyDetail {
        var problems = Problems()
        if let file = params.order.file {
            try await FileStore.check([("/order/file", file)], province: body.province, in: change, &problems)
        }
        try problems.throwIfAny()
        try await change.transaction.execute(InsertOrder(body: body, order: params.order))
        let first = try await change.transaction.first(LastMemberNumber(body: body)) ?? 0
        let appointed = params.members.map { member in
            var appointed = member
            appointed.order = params.order.number
            return appointed
        }
        try await BodyDesk.seat(appointed, after: first, of: body, change)
        return try await told("body.appointed")
    }

    /// - Throws: `conflict` with the member whose term overlaps with another one.
    static func seat(_ members: [BodyMember], after first: Int, of body: Body, _ change: Change) async throws {
        for (index, member) in members.enumerated() {
            do {
                try await change.transaction.execute(
                    InsertMember(body: body, number: first + index + 1, member: member))
            } catch let error as PostgresError {
                throw MeetingMessages.term(error.constraint, at: "/members/\(index)/termFrom") ?? error
            }
        }
    }

    func release(_ member: Int, lastDay: CalendarDate) async throws -> BodyDetail {
        guard try await change.transaction.execute(EndTerm(body: body, member: member, lastDay: lastDay)) == 1 else {
            throw MeetingMessages.notOfTheBody
        }
        return try await told("body.released")
    }

    private func told(_ event: String) async throws -> BodyDetail {
        let detail = try await BodyDesk.detail(
            of: try await MeetingView(executor: change.transaction).body(body.code), on: nil, change.transaction)
        try await change.emit(event, subject: body.code, data: detail)
        try await change.audit(subject: body.code, details: detail)
        return detail
    }

    /// - Parameter day: only those in term on it.
    static func detail(
        of body: Body, on day: CalendarDate?, _ executor: some StatementExecutor
    ) async throws -> BodyDetail {
        var answer = body
        answer.members = try await executor.all(MembersOfBodies(province: body.province, bodies: [body.id]))
            .map(\.member).filter { member in
                guard let day else { return true }
                return member.termFrom.map { $0 <= day } ?? true && member.termUntil.map { $0 >= day } ?? true
            }
        return BodyDetail(body: answer, orders: try await executor.all(OrdersOfBody(body: body)))
    }
}

struct CountBodyVersion: Statement {
    static let sql = "UPDATE body SET version = version + 1 WHERE province = $1 AND id = $2 AND version = $3"
    let body: Body
    let version: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(version)
    }

    typealias Row = Void
}

struct InsertOrder: Statement {
    static let sql = """
        INSERT INTO appointment_order (province, body, number, order_on, signed_by_th, signed_by_en, file)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    let body: Body
    let order: AppointmentOrder

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(order.number)
        parameters.append(order.date)
        parameters.append(order.signedBy?.th)
        parameters.append(order.signedBy?.en)
        parameters.append(order.file)
    }

    typealias Row = Void
}

struct OrdersOfBody: Statement {
    static let sql = """
        SELECT number, order_on, signed_by_th, signed_by_en, file
          FROM appointment_order
         WHERE province = $1 AND body = $2
         ORDER BY order_on, number
        """
    let body: Body

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
    }

    static func decode(_ row: inout RowReader) throws -> AppointmentOrder {
        AppointmentOrder(
            number: try row.next(), date: try row.next(), signedBy: try row.nextOptionalText(), file: try row.next())
    }
}

struct LastMemberNumber: Statement {
    static let sql = "SELECT coalesce(max(number), 0) FROM body_member WHERE province = $1 AND body = $2"
    let body: Body

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
    }

    static func decode(_ row: inout RowReader) throws -> Int { try row.next() }
}

/// A member's last day; of a term that has ended already nothing changes.
struct EndTerm: Statement {
    static let sql = """
        UPDATE body_member SET term_until = $4
         WHERE province = $1 AND body = $2 AND number = $3 AND (term_until IS NULL OR term_until > $4)
        """
    let body: Body
    let member: Int
    let lastDay: CalendarDate

    func bind(_ parameters: inout Parameters) {
        parameters.append(body.province)
        parameters.append(body.id)
        parameters.append(member)
        parameters.append(lastDay)
    }

    typealias Row = Void
}
