import CommonContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import RPCServer
import ServiceTestSupport
import Testing

@Suite struct BodyTests {
    private func term(_ seat: BodyMember.Seat, _ subject: String?, _ from: String, _ until: String?) -> BodyMember {
        BodyMember(
            seat: seat, position: LocalizedText(th: "ตำแหน่ง"), subject: subject, termFrom: CalendarDate(from),
            termUntil: until.flatMap { CalendarDate($0) })
    }

    @Test func termsThatOverlapAreRefusedByTheDatabase() async throws {
        try await withService(modules: [ProceduresModule(Procedures())]) { service in
            let assembly = Assembly(service: service)
            try await assembly.body("67-X", .other, members: 0)
            func appoint(_ member: BodyMember, _ version: Int, _ order: String) async throws -> BodyDetail {
                try await service.call(
                    AppointMembers(
                        idempotencyKey: "\(order) \(version)", body: "67-X", expectedVersion: version,
                        order: AppointmentOrder(number: order, date: Sample.day), members: [member]))
            }
            _ = try await appoint(term(.chair, "a", "2022-10-01", nil), 1, "1/2565")
            #expect(
                await assembly.rule { try await appoint(term(.chair, "b", "2023-10-01", nil), 2, "2/2565") }
                    == "body_member_two_chairs")
            #expect(
                await assembly.rule { try await appoint(term(.member, "a", "2020-01-01", "2022-10-01"), 2, "2/2565") }
                    == "body_member_term_overlaps")
            #expect(
                await assembly.rule { try await appoint(term(.member, "c", "2022-10-01", nil), 2, "1/2565") }
                    == "appointment_order_number")
            #expect(
                await assembly.rule { try await appoint(term(.member, "c", "2022-10-01", nil), 1, "2/2565") }
                    == "version.stale")
            let released = try await service.call(
                ReleaseMember(
                    idempotencyKey: "r", body: "67-X", expectedVersion: 2, member: 1,
                    lastDay: try #require(CalendarDate("2023-09-30"))))
            #expect(released.body.version == 3)
            let now = try await appoint(term(.chair, "b", "2023-10-01", nil), 3, "2/2565")
            #expect(now.orders.map(\.number) == ["1/2565", "2/2565"])
            let then = try await service.call(GetBody(body: "67-X", on: CalendarDate("2023-01-01")))
            #expect(then.body.members.map(\.subject) == ["a"])
        }
    }

    @Test func aQuorumIsAShareOfTheMembers() async throws {
        try await withService(modules: [ProceduresModule(Procedures())]) { service in
            let assembly = Assembly(service: service)
            try await assembly.body("67-Y", .other, members: 3)
            let first = try await assembly.hold(try await assembly.meet("67-Y"), present: [1])
            #expect(first.quorum == false)
            let second = try await assembly.hold(try await assembly.meet("67-Y", "2/2567"), present: [1, 3])
            #expect(second.quorum == true)
            try await assembly.body("67-Z", .other, members: 0)
            let empty = try await assembly.meet("67-Z")
            #expect(await assembly.rule { try await assembly.hold(empty, present: []) } == "meeting.members")
            #expect(
                await assembly.rule {
                    try await assembly.hold(try await assembly.meet("67-Y", "3/2567"), present: [7])
                } == "meeting.member")
        }
    }
}
