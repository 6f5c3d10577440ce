import Kernel
import Mustache
import ReportingContract

/// An official document as one HTML page that needs nothing else, for the screen and for the PDF.
struct DocumentMarkup {
    let document: OfficialDocument
    let medium: HTMLReport.Medium
    /// The Garuda as a `data:` address, where the office has supplied the picture.
    let garuda: String?
    /// Of the PDF beside the page; on the screen.
    let path: String
    let createdAt: Instant
    /// Of paper, unless the document names its own.
    var font = DocumentFont.laksaman

    func bytes() throws -> [UInt8] {
        Array(try MustacheTemplate(string: DocumentTemplate.page).render(context).utf8)
    }

    private var context: [String: Any] {
        var context: [String: Any] = [
            "title": CellText.visible(document.subject), "issuer": shown(document.issuer),
            "author": CellText.visible(document.issuer), "created": createdAt.description,
            "style": DocumentStyle.style(document.kind, medium, document.font ?? font, digits),
            "kind": document.kind.rawValue,
            "onScreen": medium == .screen, "path": path, "subject": shown(document.subject),
            "form": DocumentForm(document.kind).rawValue, "blocks": document.body.map(block),
            "address": lines(document.address), "contact": lines(document.contact), "copies": lines(document.copies),
            "signers": (document.signers ?? []).map(signer), "hasSigners": document.signers?.isEmpty == false,
        ]
        for form in DocumentForm.allCases { context["is_\(form.rawValue)"] = form == DocumentForm(document.kind) }
        // The forms write ที่ themselves.
        let word = "ที่ "
        context["number"] = document.number.map { shown($0.hasPrefix(word) ? String($0.dropFirst(word.count)) : $0) }
        context["date"] = document.date.map { day($0) }
        context["dateInWords"] = document.date.map { dayWithEra($0) }
        context["urgency"] = document.urgency.map(Self.urgency)
        context["to"] = document.to.map(shown)
        context["references"] = numbered("อ้างถึง", document.references)
        context["attachments"] = numbered("สิ่งที่ส่งมาด้วย", document.attachments)
        context["hasContact"] = document.contact?.isEmpty == false
        context["hasCopies"] = document.copies?.isEmpty == false
        if let text = document.closing ?? (DocumentForm(document.kind) == .letter ? "ขอแสดงความนับถือ" : nil) {
            context["closing"] = shown(text)
        }
        if document.hasGaruda ?? DocumentForm(document.kind).hasGaruda {
            context["hasGaruda"] = true
            context["garuda"] = garuda
        }
        if let meeting = document.meeting { context["meeting"] = self.meeting(meeting) }
        context["formTitle"] = DocumentForm(document.kind).title(of: document.kind)
        context["given"] = DocumentForm(document.kind).given(document.kind)
        return context
    }

    private static func urgency(_ urgency: DocumentUrgency) -> String {
        switch urgency {
        case .urgent: "ด่วน"
        case .veryUrgent: "ด่วนมาก"
        case .mostUrgent: "ด่วนที่สุด"
        }
    }

    // MARK: Text

    private var digits: Digits { document.digits ?? .thai }

    private func shown(_ text: String) -> String {
        let clean = CellText.visible(text)
        return digits == .thai ? ThaiFigures.text(clean) : clean
    }

    private func day(_ date: CalendarDate) -> String { ThaiDate.text(date, .long, digits: digits) }

    /// `๑ ธันวาคม พ.ศ. ๒๕๖๕`, as orders and announcements have it.
    private func dayWithEra(_ date: CalendarDate) -> String {
        digits.applied(to: "\(date.day) \(ThaiDate.months[date.month - 1]) พ.ศ. \(date.buddhistYear)")
    }

    private func lines(_ texts: [String]?) -> [[String: Any]] { (texts ?? []).map { ["line": shown($0)] } }

    /// A field of several things numbers them; one alone stands without a number.
    private func numbered(_ label: String, _ texts: [String]?) -> [String: Any]? {
        guard let texts, !texts.isEmpty else { return nil }
        return [
            "label": label,
            "lines": texts.enumerated().map { index, text in
                ["line": texts.count > 1 ? shown("\(index + 1). ") + shown(text) : shown(text)]
            },
        ]
    }

    private func paragraphs(_ text: String) -> [[String: Any]] {
        ParagraphText.paragraphs(CellText.visible(text)).map { ["text": shown($0)] }
    }

    // MARK: Parts

    private func signer(_ signer: DocumentSigner) -> [String: Any] {
        var context: [String: Any] = [
            "name": signer.name.map { "(\(shown($0)))" } ?? "(..............................................)",
            "position": shown(signer.position),
        ]
        context["capacity"] = signer.capacity.map(shown)
        return context
    }

    private func meeting(_ meeting: DocumentMeeting) -> [String: Any] {
        var context: [String: Any] = [
            "number": shown(meeting.number), "date": day(meeting.date), "people": people(meeting),
        ]
        let (from, until) = (meeting.from.map(time), meeting.until.map(time))
        // An agenda is sent out before: it says how long the meeting is to last, and not that it is over.
        if document.kind == .agenda {
            context["from"] = from.map { shown([$0, until].compactMap { $0 }.joined(separator: "–")) }
        } else {
            context["from"] = from.map(shown)
            context["until"] = until.map(shown)
        }
        context["place"] = meeting.place.map(shown)
        return context
    }

    /// `09:30` as Thai documents write it: `09.30`.
    private func time(_ text: String) -> String { String(text.map { $0 == ":" ? "." : $0 }) }

    private func people(_ meeting: DocumentMeeting) -> [[String: Any]] {
        [("ผู้มาประชุม", meeting.present), ("ผู้ไม่มาประชุม", meeting.absent), ("ผู้เข้าร่วมประชุม", meeting.attending)]
            .compactMap { label, people in
                guard let people, !people.isEmpty else { return nil }
                return [
                    "label": label,
                    "rows": people.enumerated().map { index, person in
                        [
                            "number": shown("\(index + 1)."),
                            "who": shown(TableMarkup.bound(person.name ?? person.position)),
                            "isNamed": person.name != nil, "position": shown(TableMarkup.bound(person.position)),
                            "seat": shown([person.seat, person.note].compactMap { $0 }.joined(separator: " ")),
                        ]
                    },
                ]
            }
    }

    private func block(_ block: DocumentBlock) -> [String: Any] {
        let text = block.text ?? ""
        switch block.kind {
        case .heading: return ["heading": shown(text)]
        case .paragraph: return ["paragraphs": paragraphs(text)]
        case .resolution: return ["resolution": paragraphs(text)]
        case .item:
            let all = paragraphs(text)
            return [
                "item": [
                    "number": block.number.map(shown) ?? "", "first": all.first?["text"] ?? "",
                    "rest": Array(all.dropFirst()),
                ] as [String: Any]
            ]
        case .numbered:
            return [
                "points": (block.items ?? []).enumerated().map { index, item in
                    ["number": shown("\(index + 1)."), "point": shown(item)]
                }
            ]
        case .table:
            guard let table = block.table else { return [:] }
            return [
                "table": TableMarkup(
                    table: table, language: "th", medium: medium, caption: shown(table.caption.th), showsOrigin: false,
                    digits: digits
                ).context
            ]
        }
    }
}

/// The few forms that documents are laid out in.
enum DocumentForm: String, CaseIterable {
    case letter, memo, order, meeting, certificate

    init(_ kind: OfficialDocumentKind) {
        self =
            switch kind {
            case .letter, .accelerationNotice, .resolutionNotice: .letter
            case .memo: .memo
            case .order, .announcement: .order
            case .agenda, .minutes: .meeting
            case .certificate: .certificate
            }
    }

    var hasGaruda: Bool { self != .meeting }

    func title(of kind: OfficialDocumentKind) -> String {
        switch kind {
        case .memo: "บันทึกข้อความ"
        case .order: "คำสั่ง"
        case .announcement: "ประกาศ"
        case .agenda: "ระเบียบวาระการประชุม"
        case .minutes: "รายงานการประชุม"
        default: ""
        }
    }

    /// What stands before the day at the end.
    func given(_ kind: OfficialDocumentKind) -> String {
        switch kind {
        case .order: "สั่ง ณ วันที่"
        case .announcement: "ประกาศ ณ วันที่"
        default: "ให้ไว้ ณ วันที่"
        }
    }
}

/// Running text as people type it.
enum ParagraphText {
    /// Paragraphs are parted by an empty line; a single line end is a space.
    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = [""]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                paragraphs.append("")
            } else {
                paragraphs[paragraphs.count - 1] += (paragraphs.last?.isEmpty ?? true ? "" : " ") + line
            }
        }
        return paragraphs.filter { !$0.isEmpty }
    }
}
