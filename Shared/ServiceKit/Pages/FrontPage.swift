import JSONRPC
import Kernel
import Pages

/// A service's `/`: to a stranger what it is and what is open to everyone, to whoever is signed in what waits for them
/// here and where to go.
struct FrontPage: Sendable {
    /// Lines of one page; the most pressing come first.
    private static let dutiesMax = 30

    let definition: ServiceDefinition
    let things: FrontThings

    /// - Parameter pages: those that the visitor may open.
    func body(_ request: PageRequest, _ call: ReadCall?, _ pages: [PageRoute]) async -> String {
        let scene = PageScene.current
        var values: [String: Any] = [
            "title": request.text(definition.title), "summary": request.text(definition.summary),
            "doorsTitle": scene.person == nil
                ? request.say("เปิดให้ทุกคน", "Open to everyone") : request.say("ไปที่", "Where to go"),
        ]
        var (doors, isWhole) = await gathered(things.doors, call)
        if scene.person != nil {
            let (duties, isKnown) = await gathered(things.duties, call)
            isWhole = isWhole && isKnown
            values["person"] = waiting(duties, call, request, isKnown: isKnown)
        } else if let address = scene.signInAddress {
            values["signIn"] = [
                "address": address, "go": request.say("เข้าสู่ระบบ", "Sign in"),
                "words": request.say(
                    "สำหรับสถานศึกษา หน่วยงาน และสำนักงานศึกษาธิการจังหวัด",
                    "For schools, agencies and the provincial education office"),
            ]
        }
        if !isWhole {
            values["partly"] = request.say(
                "ขณะนี้อ่านข้อมูลได้ไม่ครบ โปรดลองใหม่อีกครั้ง", "Not everything can be read right now. Please try again.")
        }
        let titled = pages.compactMap { page -> FrontDoor? in
            page.title.map {
                FrontDoor($0, about: page.about ?? LocalizedText("", ""), address: String(page.path.dropFirst()))
            }
        }
        doors = titled + doors
        values["doors"] = doors.map { door($0, request) }
        values["hasDoors"] = !doors.isEmpty
        let siblings = scene.sites.filter { !$0.isHere }
        values["hasSites"] = !siblings.isEmpty
        values["sitesTitle"] = request.say("บริการอื่นในระบบเดียวกัน", "The other services")
        values["sites"] = siblings.map { site -> [String: Any] in
            ["name": request.text(site.name), "address": site.address, "about": site.about.map(request.text) ?? ""]
        }
        return PageTemplates.frame.render("front", values)
    }

    /// What cannot be read now is left out, and said.
    private func gathered<Thing: Sendable>(
        _ providers: [@Sendable (ReadCall) async throws -> [Thing]], _ call: ReadCall?
    ) async -> ([Thing], isWhole: Bool) {
        guard let call else { return ([], true) }
        var things: [Thing] = []
        var isWhole = true
        for provider in providers {
            do {
                things += try await provider(call)
            } catch {
                isWhole = false
            }
        }
        return (things, isWhole)
    }

    private func waiting(
        _ duties: [FrontDuty], _ call: ReadCall?, _ request: PageRequest, isKnown: Bool
    ) -> [String: Any] {
        let today = call?.now.dateInThailand
        // The most pressing first; those without a day last, as they came.
        let sorted = duties.enumerated().sorted { one, other in
            let (first, second) = (one.element.dueOn?.daysSinceEpoch, other.element.dueOn?.daysSinceEpoch)
            return (first ?? .max, one.offset) < (second ?? .max, other.offset)
        }.map(\.element)
        let left = sorted.count - FrontPage.dutiesMax
        return [
            "title": request.say("สิ่งที่รอคุณ", "What waits for you"), "hasDuties": !sorted.isEmpty,
            "isFree": sorted.isEmpty && isKnown,
            "free": request.say("ไม่มีงานค้างในบริการนี้", "Nothing waits for you here."),
            "duties": sorted.prefix(FrontPage.dutiesMax).map { duty($0, today, request) },
            "isMore": left > 0, "more": request.say("และอีก \(left) รายการ", "and \(left) more"),
        ]
    }

    private func duty(_ duty: FrontDuty, _ today: CalendarDate?, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = [
            "title": request.text(duty.title), "address": request.root + duty.address,
            "detail": duty.detail.map(request.text) ?? "",
        ]
        if let due = duty.dueOn, let today {
            let left = due.daysSinceEpoch - today.daysSinceEpoch
            let day = request.isEnglish ? due.description : ThaiDate.text(due, .short, digits: .arabic)
            values["due"] =
                left < 0
                ? request.say("เกินกำหนด \(-left) วัน", "\(-left) days overdue")
                : left == 0 ? request.say("วันนี้", "today") : request.say("ภายใน \(day)", "by \(day)")
            values["tag"] = left < 0 ? "bad" : left <= 7 ? "warn" : ""
        }
        return values
    }

    private func door(_ door: FrontDoor, _ request: PageRequest) -> [String: Any] {
        var values: [String: Any] = [
            "title": request.text(door.title), "about": request.text(door.about),
            "address": request.root + door.address, "isLink": door.ask == nil,
        ]
        if let ask = door.ask {
            values["ask"] = [
                "field": PageField(ask.name, request.text(ask.label), isRequired: true).html,
                "go": request.say("ตรวจสอบ", "Check"),
            ]
        }
        return values
    }
}
