import CommonContract
import Files
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// One meeting within one change: found, held against other changes, written, answered.
struct MeetingDesk: Sendable {
    let change: Change
    let body: Body
    var meeting: StoredMeeting

    var view: MeetingView<PostgresTransaction> { MeetingView(executor: change.transaction) }

    /// - Throws: `notFound`; `conflict` where the caller saw another version; `ruleViolated` `meeting.state`.
    init(
        _ body: String, _ number: String, version: Int? = nil, in states: Set<MeetingState>, _ change: Change
    ) async throws {
        self.change = change
        self.body = try await MeetingView(executor: change.transaction).body(body)
        guard let found = try await change.transaction.first(LockMeeting(body: self.body, number: number)) else {
            throw RPCError.notFound("meeting", "\(body) \(number)")
        }
        meeting = found
        if let version, version != found.version { throw MeetingMessages.stale(found.version) }
        guard states.contains(found.state) else { throw MeetingMessages.state(found.state) }
    }

    private init(_ body: Body, _ meeting: StoredMeeting, _ change: Change) {
        self.change = change
        self.body = body
        self.meeting = meeting
    }

    // MARK: - Planning

    static func create(_ params: CreateMeeting, _ change: Change) async throws -> Meeting {
        let body = try await MeetingView(executor: change.transaction).body(params.body)
        let members = try await change.transaction.first(CountMembersInTerm(body: body, day: params.heldOn)) ?? 0
        let meeting = StoredMeeting(
            province: body.province, id: change.newID(), number: params.meeting, heldOn: params.heldOn,
            startsAt: params.startsAt, place: params.place, state: .planned, letterNumber: nil, invitedOn: nil,
            memberCount: members, presentCount: nil, quorum: nil, cancelReason: nil, version: 1)
        try await change.transaction.execute(InsertMeeting(meeting: meeting, body: body.id))
        let desk = MeetingDesk(body, meeting, change)
        let waiting = try await change.transaction.all(MattersWaiting(province: body.province, kind: body.kind))
        var items = [AgendaSection.chairInforms, .lastMinutes].map { section in
            AgendaItemDraft(section: section, title: LocalizedText(th: MeetingPaperwork.title(of: section)))
        }
        items += waiting.map { matter in
            let isForNote = body.kind == .provincialEducationCommittee && matter.committee == .acknowledge
            return AgendaItemDraft(section: isForNote ? .forInformation : .forDecision, matter: matter.id)
        }
        try await desk.write(items, matters: waiting)
        return try await desk.told("meeting.created")
    }

    mutating func setAgenda(_ items: [AgendaItemDraft]) async throws -> Meeting {
        let wanted = items.compactMap(\.matter)
        let matters = try await change.transaction.all(MattersOfAgenda(province: body.province, ids: wanted))
        var problems = Problems()
        let known = Dictionary(matters.map { ($0.id, $0) }) { first, _ in first }
        for (index, item) in items.enumerated() {
            guard let id = item.matter else { continue }
            let path = "/items/\(index)/matter"
            if let problem = MeetingMessages.problem(of: known[id], for: body.kind, at: path) { problems.add(problem) }
        }
        let papers = items.enumerated().flatMap { index, item in
            (item.papers ?? []).enumerated().map { ("/items/\(index)/papers/\($0)/sha256", $1.sha256) }
        }
        try await FileStore.check(papers, province: body.province, in: change, &problems)
        try problems.throwIfAny()
        try await change.transaction.execute(DeleteAgenda(meeting: meeting))
        try await write(items, matters: matters)
        return try await update("meeting.agendaSet")
    }

    /// In the order of the sections; within one, as given.
    private func write(_ items: [AgendaItemDraft], matters: [AgendaMatter]) async throws {
        let titles = Dictionary(matters.map { ($0.id, $0.title) }) { first, _ in first }
        let ordered = AgendaSection.allCases.flatMap { section in items.filter { $0.section == section } }
        for (index, item) in ordered.enumerated() {
            let title = item.title ?? item.matter.flatMap { titles[$0] } ?? LocalizedText(th: "-")
            try await change.transaction.execute(
                InsertAgendaItem(
                    meeting: meeting, number: index + 1, section: item.section, title: title, matter: item.matter))
            for (number, paper) in (item.papers ?? []).enumerated() {
                try await change.transaction.execute(
                    InsertPaper(meeting: meeting, item: index + 1, number: number + 1, paper: paper))
            }
        }
    }

    mutating func invite(_ params: InviteToMeeting) async throws -> Meeting {
        let date = params.date ?? change.now.dateInThailand
        if date > change.now.dateInThailand { throw Messages.future(date) }
        try await takeMembers()
        meeting.state = .invited
        meeting.invitedOn = date
        meeting.letterNumber = params.letterNumber
        return try await update("meeting.invited")
    }

    mutating func cancel(_ reason: String) async throws -> Meeting {
        meeting.state = .cancelled
        meeting.cancelReason = reason
        return try await update("meeting.cancelled")
    }

    /// - Throws: `ruleViolated` `meeting.members` for a body that has none in term on the day.
    private mutating func takeMembers() async throws {
        let count = try await change.transaction.execute(InviteMembers(body: body, meeting: meeting))
        guard count > 0 else { throw MeetingMessages.noMembers(meeting.heldOn) }
        meeting.memberCount = count
    }

    // MARK: - What took place

    mutating func hold(_ attendance: [AttendanceRecord]) async throws -> Meeting {
        if meeting.heldOn > change.now.dateInThailand { throw Messages.future(meeting.heldOn) }
        if meeting.state == .planned { try await takeMembers() }
        let numbers = Set(try await change.transaction.all(MembersOfMeeting(meeting: meeting)).map(\.number))
        var problems = Problems()
        for (index, record) in attendance.enumerated() where !numbers.contains(record.member) {
            problems.add(MeetingMessages.notAMember(record.member, at: "/attendance/\(index)/member"))
        }
        try problems.throwIfAny()
        try await change.transaction.execute(RecordAttendance(meeting: meeting, records: attendance))
        let present = attendance.count { $0.attendance != .absent }
        meeting.state = .held
        meeting.presentCount = present
        meeting.quorum = Quorum.isReached(present: present, members: numbers.count, percent: body.quorumPercent)
        return try await update("meeting.held")
    }

    mutating func resolve(_ params: ResolveItem, _ procedures: Procedures) async throws -> Meeting {
        guard meeting.quorum == true else { throw MeetingMessages.noQuorum(meeting, percent: body.quorumPercent) }
        let agenda = try await change.transaction.all(AgendaOfMeeting(meeting: meeting))
        guard let item = agenda.first(where: { $0.number == params.item }) else {
            throw RPCError.notFound("agendaItem", params.item)
        }
        guard item.resolution == nil else { throw MeetingMessages.resolvedAlready }
        if params.outcome == .withdraw || params.outcome == .again { throw MeetingMessages.noOutcome(params.outcome) }
        let decision = MeetingDecision(
            body: body, meeting: meeting, number: params.number ?? "\(meeting.number)-\(item.number)",
            text: params.text, observations: params.observations)
        let desk = MatterDesk(procedures: procedures, change: change)
        let resolution =
            if let matter = item.matter {
                try await desk.decide(matter, params.outcome, decision)
            } else {
                try await desk.record(decision, outcome: params.outcome, matter: nil)
            }
        try await change.transaction.execute(
            SetItemResolution(meeting: meeting, item: item.number, resolution: resolution))
        return try await update("meeting.resolved")
    }

    mutating func writeMinutes(_ items: [MinutesOfItem]) async throws -> Meeting {
        let written = try await change.transaction.execute(SetDiscussions(meeting: meeting, items: items))
        guard written == items.count else { throw RPCError.notFound("agendaItem", "\(items.map(\.item))") }
        return try await update("meeting.minutesWritten")
    }

    /// - Throws: `ruleViolated` `meeting.unresolved` where a matter of the agenda has no resolution though there was a
    ///   quorum.
    mutating func close() async throws -> Meeting {
        let agenda = try await change.transaction.all(AgendaOfMeeting(meeting: meeting))
        let open = agenda.filter { $0.matter != nil && $0.resolution == nil }
        if meeting.quorum == true, !open.isEmpty { throw MeetingMessages.unresolved(open.map(\.number)) }
        meeting.state = .closed
        return try await update("meeting.closed")
    }

    // MARK: - Written down

    /// Writes the meeting's row with its next version.
    private mutating func update(_ event: String) async throws -> Meeting {
        guard try await change.transaction.execute(UpdateMeeting(meeting: meeting)) == 1 else {
            throw MeetingMessages.stale(meeting.version)
        }
        meeting.version += 1
        return try await told(event)
    }

    private func told(_ event: String) async throws -> Meeting {
        let answer = try await view.answer(meeting, of: body)
        try await change.emit(event, subject: answer.id.description, data: answer)
        try await change.audit(
            subject: answer.id.description,
            details: MeetingSummary(
                body: body.code, number: answer.number, heldOn: answer.heldOn, state: answer.state,
                items: answer.agenda.count, resolved: answer.agenda.count { $0.resolution != nil },
                quorum: answer.quorum))
        return answer
    }
}

/// Whether enough members came.
enum Quorum {
    /// At least so many of a hundred; a body without members has none.
    static func isReached(present: Int, members: Int, percent: Int) -> Bool {
        members > 0 && present * 100 >= members * percent
    }
}

/// What a body decided in a meeting.
struct MeetingDecision: Sendable {
    let body: Body
    let meeting: StoredMeeting
    let number: String
    let text: String
    let observations: String?
}
