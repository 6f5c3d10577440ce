import CommonContract
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit

/// `/meetings`: the sittings of a province's bodies; `/meetings/BODY/NUMBER`: one with its agenda, papers, who came and
/// what was resolved.
struct MeetingPages: Sendable {
    let shell: PageShell

    func register(on router: ServiceRouter) {
        router.page(
            "/meetings", title: LocalizedText("การประชุม", "Meetings"),
            about: LocalizedText(
                "การประชุมของคณะกรรมการ วาระ เอกสาร และมติ", "Sittings with their agendas, papers and resolutions"),
            access: .signedIn
        ) { try await list($0, $1) }
        router.page("/meetings/:body/:number", access: .signedIn) { try await meeting($0, $1) }
    }

    // MARK: - The list

    private func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let own = try await call.runtime.authoriser.places(of: call.caller, now: call.now).sorted()
            .first { $0 != "TH" }
        let asked = request.query["province"] ?? ""
        let province = asked.isEmpty ? own.map { OrganisationCode.province(of: $0) } ?? "" : asked
        var values: [String: Any] = [
            "title": request.say("การประชุม", "Meetings"), "show": request.say("แสดง", "Show"),
            "provinceField": PageField("province", request.say("รหัสจังหวัด", "Province's code"), value: province).html,
            "isEmpty": true, "empty": request.say("ยังไม่มีการประชุม", "There is no meeting yet."),
        ]
        let labels = [
            ("number", request.say("ครั้งที่", "Sitting")), ("body", request.say("คณะ", "Body")),
            ("day", request.say("วันที่", "Day")), ("state", request.say("สถานะ", "State")),
            ("resolved", request.say("มติ", "Resolved")),
        ]
        let order = PageOrder(
            labels.map { .init($0.1, ["number", "body", "day"].contains($0.0) ? $0.0 : nil) }, request.query["sort"])
        values["headings"] = order.values()
        values["sortField"] = order.field()
        for (name, label) in labels { values[name + "Label"] = label }
        if !province.isEmpty {
            let page = try await meetings(of: province, order, request, call)
            let bodies = try await call.database.all(
                BodiesOfProvince(province: province, kind: nil, after: nil, limit: 1_000))
            let names = Dictionary(bodies.map { ($0.code, request.text($0.name)) }) { first, _ in first }
            values["isEmpty"] = page.items.isEmpty
            values["rows"] = page.items.map { meeting -> [String: Any] in
                [
                    "number": meeting.number, "body": names[meeting.body] ?? meeting.body,
                    "address":
                        "\(scene.root)meetings/\(PageText.query(meeting.body))/\(PageText.query(meeting.number))",
                    "day": day(meeting.heldOn, request), "state": request.text(MatterWords.state(meeting.state)),
                    "resolved": "\(meeting.resolved) / \(meeting.items)",
                ]
            }
            if let next = page.nextCursor {
                values["next"] = scene.address("cursor", next.text)
                values["nextWords"] = request.say("การประชุมถัดไป", "More meetings")
            }
        }
        return shell.page(
            title: request.say("การประชุม", "Meetings"), body: MatterPages.templates.render("meetings", values),
            language: request.language)
    }

    private func meetings(
        of province: String, _ order: PageOrder, _ request: PageRequest, _ call: ReadCall
    ) async throws -> Page<MeetingSummary> {
        let cursor = request.query["cursor"].flatMap(PageCursor.init(text:))
        guard let list = try SortedList(order, cursor: cursor, limit: PageLimit.standard) else {
            return try await call.invoke(ListMeetings(province: province, cursor: cursor))
        }
        let sorted = SortedMeetings(province: province, sight: try await MeetingSight(call), list: list)
        return list.page(try await call.database.all(sorted))
    }

    // MARK: - One

    private func meeting(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        let scene = PageScene.current
        let meeting = try await call.invoke(
            GetMeeting(body: request.parameters["body"] ?? "", meeting: request.parameters["number"] ?? ""))
        let body = try await call.database.first(FindBody(province: meeting.province, code: meeting.body))
        let name = body.map { request.text($0.name) } ?? meeting.body
        let title = request.say("\(name) ครั้งที่ \(meeting.number)", "\(name), sitting \(meeting.number)")
        // A closed sitting is read by more people than the matters that were before it.
        let seesMatters = try await call.seesMatters(of: OrganisationCode.province(of: meeting.body))
        var values: [String: Any] = [
            "root": scene.root, "listTitle": request.say("การประชุม", "Meetings"), "title": title,
            "day": day(meeting.heldOn, request), "time": meeting.startsAt ?? "",
            "place": meeting.place.map(request.text) ?? "", "state": request.text(MatterWords.state(meeting.state)),
            "agendaTitle": request.say("ระเบียบวาระ", "Agenda"),
            "agenda": meeting.agenda.map { item($0, request, scene, opensMatters: seesMatters) },
            "isBare": meeting.agenda.isEmpty, "bare": request.say("ยังไม่มีวาระ", "Nothing is on the agenda yet."),
            "membersTitle": request.say("ผู้เข้าประชุม", "Members"),
            "members": meeting.members.map { member -> [String: Any] in
                [
                    "position": request.text(member.position),
                    "attendance": member.attendance.map { request.text(MatterWords.attendance($0)) } ?? "–",
                    "tag": member.attendance == .absent ? "warn" : member.attendance == nil ? "" : "good",
                    "representedBy": member.representedBy ?? "",
                ]
            },
        ]
        if let quorum = meeting.quorum, let present = meeting.presentCount {
            values["quorum"] = request.say(
                "มาประชุม \(present) จาก \(meeting.memberCount) คน \(quorum ? "ครบองค์ประชุม" : "ไม่ครบองค์ประชุม")",
                "\(present) of \(meeting.memberCount) came: \(quorum ? "a quorum" : "no quorum")")
            values["quorumTag"] = quorum ? "good" : "bad"
        }
        return shell.page(
            title: title, body: MatterPages.templates.render("meeting", values), language: request.language)
    }

    private func item(
        _ item: AgendaItem, _ request: PageRequest, _ scene: PageScene, opensMatters: Bool
    ) -> [String: Any] {
        var values: [String: Any] = [
            "number": item.number, "section": request.text(MatterWords.section(item.section)),
            "title": request.text(item.title),
            "papers": (opensMatters ? item.papers : []).map {
                ["name": $0.name, "address": "\(scene.root)files/\($0.sha256)"]
            },
        ]
        values["discussion"] = item.discussion
        if opensMatters, let matter = item.matter { values["matter"] = "\(scene.root)matters/\(matter)" }
        if let resolution = item.resolution {
            values["resolution"] = [
                "outcome": request.text(MatterWords.outcome(resolution.outcome)), "text": resolution.text,
                "number": resolution.number, "tone": tone(resolution.outcome),
            ]
        }
        return values
    }

    /// How a resolution looks: what was refused is not green.
    private func tone(_ outcome: ActionOutcome) -> String {
        switch outcome {
        case .reject, .withdraw: "bad"
        case .return, .again: "warn"
        case .forward, .approve, .approveWithObservations, .acknowledge: "good"
        }
    }

    private func day(_ date: CalendarDate, _ request: PageRequest) -> String {
        request.isEnglish ? date.description : ThaiDate.text(date, .short, digits: .arabic)
    }
}
