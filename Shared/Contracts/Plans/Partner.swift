import CommonContract
import Kernel

/// What a partner in education is (P18).
public enum PartnerKind: String, Codable, Sendable, CaseIterable {
    case network, stateAgency, localGovernment, privateSector, university, community
    /// Appointed from outside to advise.
    case adviser
    /// Who knows local wisdom, and where it can be learnt.
    case localExpert, learningResource
}

/// A partner as it is asked for.
public struct PartnerDraft: Codable, Sendable, Hashable {
    public var kind: PartnerKind
    public var name: LocalizedText
    public var details: LocalizedText?
    /// Fields in which it helps.
    public var fields: [String]?
    /// An office's address, telephone or site; no private address.
    public var contact: String?
    /// Of advisers: appointment order, and its term.
    public var orderNumber: String?
    public var termFrom: CalendarDate?
    public var termUntil: CalendarDate?

    public init(
        kind: PartnerKind, name: LocalizedText, details: LocalizedText? = nil, fields: [String]? = nil,
        contact: String? = nil, orderNumber: String? = nil, termFrom: CalendarDate? = nil,
        termUntil: CalendarDate? = nil
    ) {
        self.kind = kind
        self.name = name
        self.details = details
        self.fields = fields
        self.contact = contact
        self.orderNumber = orderNumber
        self.termFrom = termFrom
        self.termUntil = termUntil
    }

    func check(_ problems: inout Problems) {
        problems.check(text: name, at: "/partner/name", max: 300)
        problems.check(text: details, at: "/partner/details", max: 5_000)
        problems.check(text: contact, at: "/partner/contact", max: 500)
        problems.check(text: orderNumber, at: "/partner/orderNumber", max: 64)
        PlanRules.count(fields?.count ?? 0, 0...20, at: "/partner/fields", &problems)
        for (index, field) in (fields ?? []).prefix(20).enumerated() {
            problems.check(text: field, at: "/partner/fields/\(index)", max: 100)
        }
        PlanRules.check(from: termFrom, until: termUntil, at: "/partner/termUntil", &problems)
        if kind == .adviser, termFrom == nil {
            problems.add(
                "/partner/termFrom", "partner.term", th: "ที่ปรึกษาต้องมีวันเริ่มวาระ", en: "an adviser has a term")
        }
    }
}

/// A partner of an organisation.
public struct Partner: Codable, Sendable, Hashable {
    public var id: ID
    /// Whose partner it is.
    public var organisation: String
    public var partner: PartnerDraft
    public var version: Int

    public init(id: ID, organisation: String, partner: PartnerDraft, version: Int) {
        self.id = id
        self.organisation = organisation
        self.partner = partner
        self.version = version
    }
}

/// An agreement as it is asked for: a memorandum or a letter of cooperation to carry out the plan.
public struct AgreementDraft: Codable, Sendable, Hashable {
    public var title: LocalizedText
    /// Ids of the organisation's partners that signed; 1 to 50.
    public var partners: [ID]
    public var signedOn: CalendarDate
    public var validFrom: CalendarDate
    /// The last day; without one it holds until it is ended.
    public var validUntil: CalendarDate?
    /// What each side promised, one entry a term; at most 50.
    public var terms: [LocalizedText]
    public var letterNumber: String?
    /// Id or code of the element of a plan that it serves.
    public var element: String?
    /// The day from which it holds no more although its term is not over, and why.
    public var endedOn: CalendarDate?
    public var endReason: String?

    public init(
        title: LocalizedText, partners: [ID], signedOn: CalendarDate, validFrom: CalendarDate,
        validUntil: CalendarDate? = nil, terms: [LocalizedText], letterNumber: String? = nil, element: String? = nil,
        endedOn: CalendarDate? = nil, endReason: String? = nil
    ) {
        self.title = title
        self.partners = partners
        self.signedOn = signedOn
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.terms = terms
        self.letterNumber = letterNumber
        self.element = element
        self.endedOn = endedOn
        self.endReason = endReason
    }

    func check(_ problems: inout Problems) {
        problems.check(text: title, at: "/agreement/title", max: 300)
        PlanRules.count(partners.count, 1...50, at: "/agreement/partners", &problems)
        PlanRules.count(terms.count, 0...50, at: "/agreement/terms", &problems)
        for (index, term) in terms.prefix(50).enumerated() {
            problems.check(text: term, at: "/agreement/terms/\(index)", max: 2_000)
        }
        problems.check(text: letterNumber, at: "/agreement/letterNumber", max: 64)
        problems.check(text: endReason, at: "/agreement/endReason", max: 1_000)
        PlanRules.check(from: validFrom, until: validUntil, at: "/agreement/validUntil", &problems)
        PlanRules.check(from: validFrom, until: endedOn, at: "/agreement/endedOn", &problems)
        if Set(partners).count != partners.count {
            problems.add("/agreement/partners", "agreement.partners", th: "ภาคีซ้ำกัน", en: "a partner is named twice")
        }
        if (endedOn == nil) != (endReason == nil) {
            problems.add(
                "/agreement/endReason", "agreement.end", th: "วันสิ้นสุดก่อนกำหนดและเหตุผลต้องมีคู่กัน",
                en: "endedOn and endReason go together")
        }
    }
}

/// Where an agreement stands on a day.
public enum AgreementState: String, Codable, Sendable, CaseIterable {
    case notYetValid, active
    /// Its last day is at most 90 days away.
    case expiring
    case expired, ended
}

/// An agreement of an organisation with partners.
public struct Agreement: Codable, Sendable, Hashable {
    public var id: ID
    public var organisation: String
    public var agreement: AgreementDraft
    /// Today.
    public var state: AgreementState
    public var version: Int

    public init(id: ID, organisation: String, agreement: AgreementDraft, state: AgreementState, version: Int) {
        self.id = id
        self.organisation = organisation
        self.agreement = agreement
        self.state = state
        self.version = version
    }
}

/// What came of a partnership.
public enum ContributionKind: String, Codable, Sendable, CaseIterable {
    /// An opinion that was taken, with what was done with it.
    case opinion
    /// Money, goods, work or knowledge given.
    case support
    /// An honour given to the partner.
    case honour
}

/// A contribution as it is asked for.
public struct ContributionDraft: Codable, Sendable, Hashable {
    public var kind: ContributionKind
    public var partner: ID
    public var date: CalendarDate
    public var text: LocalizedText
    /// Id or code of the element of a plan that it concerns.
    public var element: String?
    /// What was done with an opinion.
    public var answer: LocalizedText?

    public init(
        kind: ContributionKind, partner: ID, date: CalendarDate, text: LocalizedText, element: String? = nil,
        answer: LocalizedText? = nil
    ) {
        self.kind = kind
        self.partner = partner
        self.date = date
        self.text = text
        self.element = element
        self.answer = answer
    }

    func check(_ problems: inout Problems) {
        problems.check(text: text, at: "/contribution/text", max: 5_000)
        problems.check(text: answer, at: "/contribution/answer", max: 5_000)
        if answer != nil, kind != .opinion {
            problems.add(
                "/contribution/answer", "contribution.answer", th: "มีคำตอบได้เฉพาะความคิดเห็น",
                en: "only an opinion is answered")
        }
    }
}

/// A contribution of a partner.
public struct Contribution: Codable, Sendable, Hashable {
    public var id: ID
    public var organisation: String
    public var contribution: ContributionDraft
    public var version: Int

    public init(id: ID, organisation: String, contribution: ContributionDraft, version: Int) {
        self.id = id
        self.organisation = organisation
        self.contribution = contribution
        self.version = version
    }
}

extension PlanRules {
    static func check(
        from: CalendarDate?, until: CalendarDate?, at path: String, _ problems: inout Problems
    ) {
        guard let from, let until, until < from else { return }
        problems.add(path, "dates.order", th: "ต้องไม่ก่อนวันเริ่ม", en: "must not be before the first day")
    }
}
