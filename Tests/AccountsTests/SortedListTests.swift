import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import ServiceTestSupport
import Testing

@testable import Accounts

@Suite("Lists in an order of their reader's choosing")
struct SortedListTests {
    /// In the order of a Thai dictionary, where a vowel that is written first counts behind its consonant.
    private static let names = ["กานดา", "แก้ว", "ขจร", "อรุณ", "อรุณ", "เอมอร"]

    private func people(_ service: TestService) async throws {
        for (index, name) in Self.names.enumerated().reversed() {
            _ = try await service.call(
                CreateAccount(
                    idempotencyKey: "\(index)", name: "person\(index)", displayName: name, organisation: "67-S0001"))
        }
    }

    /// Everybody, two a page.
    private func walk(_ asked: String, _ service: TestService) async throws -> [Account] {
        let order = PageOrder([.init("ชื่อ", "person"), .init("ชื่อผู้ใช้", "name")], asked)
        var (found, cursor): ([Account], PageCursor?) = ([], nil)
        repeat {
            let list = try #require(try SortedList(order, cursor: cursor, limit: 2))
            let page = list.page(
                try await service.database.all(
                    SortedAccounts(params: ListAccounts(organisation: "67"), list: list)))
            #expect((1...2).contains(page.items.count))
            found += page.items
            cursor = page.nextCursor
        } while cursor != nil
        return found
    }

    @Test func everyPageGoesOnWhereTheLastOneEnded() async throws {
        try await withAccounts { service, _ in
            try await people(service)
            let up = try await walk("person", service)
            #expect(up.map(\.displayName) == Self.names)
            #expect(Set(up.map(\.id)).count == Self.names.count, "two of one name are two")
            let down = try await walk("-person", service)
            #expect(down.map(\.id) == up.map(\.id).reversed())
            #expect(try await walk("-name", service).map(\.name) == (0...5).reversed().map { "person\($0)" })
        }
    }

    @Test func aCursorOfAnotherOrderIsRefused() throws {
        let order = { PageOrder([.init("ชื่อ", "person")], $0) }
        let list = try #require(try SortedList(order("person"), cursor: nil, limit: 1))
        let page = list.page([1, 2].map { SortedRow(key: "ก", id: "\($0)", item: $0) })
        #expect(page.items == [1])
        let cursor = try #require(page.nextCursor)
        #expect(throws: RPCError.self) { try SortedList(order("-person"), cursor: cursor, limit: 1) }
        #expect(try SortedList(order("elsewhere"), cursor: nil, limit: 1) == nil, "its own order")
    }

    @Test func headingsLeadToTheWholeListInTheirOrder() async throws {
        try await withAccounts { service, module in
            let account = try await service.invited("root", at: "67")
            _ = try await service.call(
                CreateAssignment(
                    idempotencyKey: "r", subject: account.subject, role: .administrator, organisation: "67"))
            try await people(service)
            let browser = try Browser(service, module)
            let path = try #require(account.invitation?.path)
            _ = try await browser.get(path)
            _ = try await browser.post(path, ["password": SignInTests.password, "again": SignInTests.password])
            func shown(_ path: String, _ sort: String) async throws -> String {
                try await browser.get(path, query: ["sort": sort, "organisation": "67"]).text
            }
            let people = try await shown("/operator/people", "-person")
            let places = Self.names.compactMap { people.ranges(of: ">\($0)<").first?.lowerBound }
            #expect(places.count == Self.names.count && zip(places, places.dropFirst()).allSatisfy { $0.0 >= $0.1 })
            #expect(people.contains(#"aria-sort="descending""#) && people.contains(#"name="sort""#))
            let roles = try await shown("/operator/roles", "role")
            #expect(roles.contains(#"aria-sort="ascending""#) && roles.contains("root"))
            let sessions = try await shown("/operator/sessions", "-seen")
            #expect(sessions.contains(#"aria-sort="descending""#) && sessions.contains("Chrome"))
            #expect(try await shown("/operator/jobs", "-when").contains("ไม่มีงานเบื้องหลัง"))
            // A trail is read from its end or from its beginning.
            try await service.seal()
            let (newest, oldest) = (
                try await shown("/operator/audit", ""), try await shown("/operator/audit", "number")
            )
            let numbers = { (page: String) in
                page.matches(of: /data-label="เลขที่"><span>(\d+)</).compactMap { Int($0.1) }
            }
            #expect(numbers(oldest).count > 3 && numbers(oldest) == numbers(oldest).sorted())
            #expect(numbers(newest).count > 3 && numbers(newest) == numbers(newest).sorted(by: >))
        }
    }
}
