import CommonContract
import JSONRPC
import Kernel
import Postgres
import RPCServer
import ServiceKit

/// How far a caller sees into meetings (domain §7): those with a role at the body's organisation or above it read
/// everything; members read what they were invited to; once its minutes are closed, a meeting is read by everyone with a
/// role in the province.
struct MeetingSight: Sendable {
    let places: [String]
    let subject: String

    init(_ call: ReadCall) async throws {
        places = try await call.runtime.authoriser.places(of: call.caller, now: call.now)
        subject = call.caller.subject
    }

    private func isOf(_ province: String) -> Bool {
        places.contains { OrganisationCode.province(of: $0) == province }
    }

    func sees(_ meeting: Meeting, of body: Body, _ call: ReadCall) async throws -> Bool {
        if meeting.state == .closed, isOf(meeting.province) { return true }
        if meeting.state != .planned, meeting.members.contains(where: { $0.subject == subject }) { return true }
        return try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: body.organisation, caller: call.caller, now: call.now)
    }

    /// Whom a notice was sent to reads it, though not the rest.
    func reads(
        _ document: GetMeetingDocument, of meeting: Meeting, of body: Body, _ call: ReadCall
    ) async throws -> Bool {
        if try await sees(meeting, of: body, call) { return true }
        guard document.kind == .notice, let organisation = document.organisation,
            meeting.notices.contains(where: { $0.organisation == organisation })
        else { return false }
        return try await call.runtime.authoriser.holds(
            Set(Role.allCases), at: organisation, caller: call.caller, now: call.now)
    }

    /// Rows `m` of meetings and `b` of their bodies that the caller sees.
    static func visible(provinces: Int, places: Int, subject: Int) -> String {
        """
        (m.state = 'closed' AND m.province = ANY ($\(provinces)::text[])
                 OR EXISTS (SELECT
                              FROM organisation_reach r
                             WHERE r.ancestor = ANY ($\(places)::text[]) AND r.relation = 'either'
                               AND r.descendant = b.organisation)
                 OR m.state <> 'planned' AND EXISTS (SELECT
                              FROM meeting_member w
                             WHERE w.province = m.province AND w.meeting = m.id AND w.subject = $\(subject)))
        """
    }

    /// Three parameters, for `visible`.
    func bind(_ parameters: inout Parameters) {
        parameters.append(Set(places.map(OrganisationCode.province(of:))).sorted())
        parameters.append(places)
        parameters.append(subject)
    }
}

extension ReadCall {
    /// Matters are read by those with a role at their organisation or above it, and by who brought them.
    func seesMatters(of organisation: String) async throws -> Bool {
        try await runtime.authoriser.holds(Set(Role.allCases), at: organisation, caller: caller, now: now)
    }

    /// - Throws: `forbidden`.
    func requireSight(ofMattersAt organisation: String) async throws {
        guard try await !seesMatters(of: organisation) else { return }
        throw Messages.hiddenMatters(organisation)
    }
}
