import Kernel

/// A line by its GFMIS codes.
struct CodedLine: Sendable {
    var code: String
    var fiscalYear: FiscalYear
    var unit: String?
    var fund: String?
    var budgetCode: String
}

/// Which commitment a payment of another system's extract belongs to.
struct PaymentMatching: Sendable {
    struct Payment: Sendable {
        var amount: Money
        /// Number of the purchase order or contract.
        var order: String?
        var line: String?
        var payee: String?
    }

    struct Candidate: Sendable {
        var order: String
        var line: String
        var payee: String?
        var outstanding: Money
    }

    enum Match: Sendable, Equatable {
        case order(String)
        /// From the line, without a commitment.
        case direct(line: String)
        case unmatched(Reason, candidates: [String])
    }

    enum Reason: String, Sendable, Equatable, CaseIterable {
        /// No line of the payment's fiscal year has the GFMIS codes, or several have.
        case unknownBudgetCode, severalLines
        /// There is no such order, or it is of another line.
        case unknownOrder
        /// The order has less outstanding.
        case tooLittle
        /// Several commitments of the payee could be it.
        case ambiguous
        /// Neither order nor line is named, and no commitment of the payee fits.
        case nothing
    }

    private(set) var candidates: [Candidate]

    init(_ candidates: [Candidate]) { self.candidates = candidates }

    /// The line that GFMIS codes mean on a day.
    static func line(
        of lines: [CodedLine], budgetCode: String, unit: String?, fund: String?, on date: CalendarDate
    ) -> Match {
        let found = lines.filter { line in
            line.budgetCode == budgetCode && line.fiscalYear.days.contains(date) && (unit ?? line.unit) == line.unit
                && (fund ?? line.fund) == line.fund
        }
        if let only = found.first, found.count == 1 { return .direct(line: only.code) }
        return .unmatched(found.isEmpty ? .unknownBudgetCode : .severalLines, candidates: found.map(\.code).sorted())
    }

    /// Matches one; what it takes of its commitment is not there for the next.
    mutating func match(_ payment: Payment) -> Match {
        if let order = payment.order { return match(order: order, payment) }
        guard payment.amount > .zero else {
            return payment.line.map { .direct(line: $0) } ?? .unmatched(.nothing, candidates: [])
        }
        let payee = payment.payee.map(Self.plain)
        let named = candidates.indices.filter { index in
            let candidate = candidates[index]
            return payee != nil && candidate.payee.map(Self.plain) == payee && candidate.outstanding > .zero
                && (payment.line == nil || candidate.line == payment.line)
        }
        let fitting = named.filter { candidates[$0].outstanding >= payment.amount }
        let orders = named.map { candidates[$0].order }.sorted()
        if fitting.count > 1 {
            // Of several the one with exactly this much outstanding is meant.
            let exact = fitting.filter { candidates[$0].outstanding == payment.amount }
            return exact.count == 1 ? take(exact[0], payment.amount) : .unmatched(.ambiguous, candidates: orders)
        }
        if let only = fitting.first { return take(only, payment.amount) }
        if !named.isEmpty { return .unmatched(.tooLittle, candidates: orders) }
        return payment.line.map { .direct(line: $0) } ?? .unmatched(.nothing, candidates: [])
    }

    private mutating func match(order: String, _ payment: Payment) -> Match {
        guard let index = candidates.firstIndex(where: { $0.order == order }),
            payment.line == nil || payment.line == candidates[index].line
        else { return .unmatched(.unknownOrder, candidates: []) }
        guard candidates[index].outstanding >= payment.amount else {
            return .unmatched(.tooLittle, candidates: [order])
        }
        return take(index, payment.amount)
    }

    private mutating func take(_ index: Int, _ amount: Money) -> Match {
        candidates[index].outstanding -= amount
        return .order(candidates[index].order)
    }

    /// Names are compared without spaces, dots and kinds of company, which extracts write in several ways.
    static func plain(_ name: String) -> String {
        var text = name.lowercased()
        for word in ["บริษัท", "บจก", "บมจ", "หจก", "ห้างหุ้นส่วนจำกัด", "จำกัด", "(มหาชน)", "ร้าน", "co.", "ltd.", "ltd"] {
            text = text.split(separator: word, omittingEmptySubsequences: false).joined()
        }
        return text.filter { !$0.isWhitespace && !".,".contains($0) }
    }
}
