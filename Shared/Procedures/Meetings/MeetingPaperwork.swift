import CommonContract
import JSONRPC
import Kernel

/// Writes what a meeting's letters say, in the form of Thai official correspondence (domain §8).
struct MeetingPaperwork {
    let meeting: Meeting
    let body: Body
    /// Thai name of the office whose body it is.
    let office: String

    func document(
        _ kind: GetMeetingDocument.Kind, to organisation: (code: String, name: String)?
    ) throws -> MeetingDocument {
        switch kind {
        case .agenda: agenda
        case .invitation: invitation
        case .minutes: try minutes()
        case .notice: try notice(to: organisation?.code ?? "", organisation?.name ?? "")
        }
    }

    // MARK: - Before the meeting

    private var agenda: MeetingDocument {
        MeetingDocument(
            kind: .agenda, issuer: body.name.th, subject: "ระเบียบวาระการประชุม \(number)",
            meeting: sitting(isOver: false),
            body: sections(withMinutes: false))
    }

    private var invitation: MeetingDocument {
        let time = meeting.startsAt.map { " เวลา \($0) น." } ?? ""
        let place = meeting.place.map { " ณ \($0.th)" } ?? ""
        let day = ThaiDate.text(meeting.heldOn, .long, digits: .arabic)
        return MeetingDocument(
            kind: .letter, number: meeting.invitation?.letterNumber, date: meeting.invitation?.date, issuer: office,
            subject: "ขอเชิญประชุม\(body.name.th) \(number)", to: "กรรมการทุกท่าน",
            attachments: ["ระเบียบวาระการประชุม จำนวน 1 ชุด"],
            body: [
                .init(
                    kind: .paragraph,
                    text: "ด้วย\(office) กำหนดจัดประชุม\(body.name.th) \(number) ในวันที่ \(day)\(time)\(place)"),
                .init(kind: .paragraph, text: "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว"),
            ], signers: signers(capacity: nil))
    }

    // MARK: - After it

    private func minutes() throws -> MeetingDocument {
        guard meeting.quorum != nil else { throw MeetingMessages.state(meeting.state) }
        return MeetingDocument(
            kind: .minutes, issuer: body.name.th, subject: "รายงานการประชุม \(number)", meeting: sitting(isOver: true),
            body: sections(withMinutes: true), signers: signers(capacity: "ผู้จดรายงานการประชุม"))
    }

    /// - Throws: `notFound` where the organisation was told of nothing.
    private func notice(to code: String, _ name: String) throws -> MeetingDocument {
        let own = meeting.notices.filter { $0.organisation == code }
        guard let letter = own.last else { throw RPCError.notFound("meetingNotice", code) }
        let day = ThaiDate.text(meeting.heldOn, .long, digits: .arabic)
        var blocks = [
            MeetingDocument.Block(
                kind: .paragraph, text: "ตามที่\(body.name.th) ได้ประชุม \(number) เมื่อวันที่ \(day) นั้น ที่ประชุมมีมติ ดังนี้")
        ]
        for (index, item) in meeting.agenda.filter({ item in own.contains { $0.item == item.number } }).enumerated() {
            guard let resolution = item.resolution else { continue }
            blocks.append(.init(kind: .item, text: item.title.th, number: "\(index + 1)."))
            blocks.append(.init(kind: .resolution, text: text(of: resolution)))
        }
        blocks.append(.init(kind: .paragraph, text: "จึงเรียนมาเพื่อโปรดทราบและดำเนินการในส่วนที่เกี่ยวข้อง"))
        return MeetingDocument(
            kind: .resolutionNotice, number: letter.letterNumber, date: letter.date, issuer: office,
            subject: "แจ้งมติการประชุม\(body.name.th) \(number)", to: "หัวหน้า\(name)", body: blocks,
            signers: signers(capacity: nil))
    }

    // MARK: - Parts

    private var number: String { "ครั้งที่ \(meeting.number)" }

    private func text(of resolution: Resolution) -> String {
        guard let observations = resolution.observations else { return resolution.text }
        return "\(resolution.text) โดยมีข้อสังเกต: \(observations)"
    }

    private func sitting(isOver: Bool) -> MeetingDocument.Sitting {
        func people(_ members: [MeetingMember]) -> [MeetingDocument.Person] {
            members.map { member in
                MeetingDocument.Person(
                    position: member.position.th, seat: Self.title(of: member.seat),
                    note: member.representedBy.map { "\($0) แทน" })
            }
        }
        return MeetingDocument.Sitting(
            number: number, date: meeting.heldOn, from: meeting.startsAt, place: meeting.place?.th,
            present: isOver ? people(meeting.members.filter { $0.attendance != .absent }) : nil,
            absent: isOver ? people(meeting.members.filter { $0.attendance == .absent }) : nil)
    }

    /// Each section that has items, with its number of the form; items are numbered within it.
    private func sections(withMinutes: Bool) -> [MeetingDocument.Block] {
        var blocks: [MeetingDocument.Block] = []
        for (index, section) in AgendaSection.allCases.enumerated() {
            let items = meeting.agenda.filter { $0.section == section }
            guard !items.isEmpty else { continue }
            blocks.append(.init(kind: .heading, text: "ระเบียบวาระที่ \(index + 1) \(Self.title(of: section))"))
            for (place, item) in items.enumerated() {
                blocks.append(.init(kind: .item, text: item.title.th, number: "\(index + 1).\(place + 1)"))
                guard withMinutes else { continue }
                if let discussion = item.discussion { blocks.append(.init(kind: .paragraph, text: discussion)) }
                if let resolution = item.resolution {
                    blocks.append(.init(kind: .resolution, text: text(of: resolution)))
                }
            }
        }
        return blocks
    }

    /// The body's secretary; of one without, the seat is left to be filled in by hand.
    private func signers(capacity: String?) -> [MeetingDocument.Signer] {
        let secretary = meeting.members.first { $0.seat == .secretary }
        return [
            MeetingDocument.Signer(position: secretary?.position.th ?? "เลขานุการ\(body.name.th)", capacity: capacity)
        ]
    }

    static func title(of section: AgendaSection) -> String {
        switch section {
        case .chairInforms: "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"
        case .lastMinutes: "เรื่องรับรองรายงานการประชุม"
        case .followsUp: "เรื่องสืบเนื่อง"
        case .forInformation: "เรื่องเสนอเพื่อทราบ"
        case .forDecision: "เรื่องเสนอเพื่อพิจารณา"
        case .other: "เรื่องอื่น ๆ"
        }
    }

    static func title(of seat: BodyMember.Seat) -> String {
        switch seat {
        case .chair: "ประธานกรรมการ"
        case .deputyChair: "รองประธานกรรมการ"
        case .member: "กรรมการ"
        case .secretary: "กรรมการและเลขานุการ"
        }
    }
}
