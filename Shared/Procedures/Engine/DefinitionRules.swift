import CommonContract
import Kernel

extension ProcedureDefinition {
    static let stepsMax = 100
    static let transitionsMax = 20

    /// What is wrong with the definition itself, all at once: names, steps without a way on, transitions to nowhere,
    /// steps that nothing reaches, loops that never end. Checked under each role of the committee.
    /// - Parameter path: where the definition stands in the params.
    public func problems(at path: String = "") -> [Problem] {
        var problems = Problems()
        checkHead(at: path, &problems)
        let codes = steps.map(\.code)
        for (index, step) in steps.prefix(Self.stepsMax).enumerated() {
            let place = "\(path)/steps/\(index)"
            if codes.prefix(index).contains(step.code) {
                problems.add(
                    place + "/code", "procedure.stepCodes", th: "รหัสขั้น “\(step.code)” ซ้ำ",
                    en: "another step has the code “\(step.code)”")
            }
            check(step, at: place, known: Set(codes), &problems)
        }
        guard Set(codes).count == codes.count else { return problems.items }
        var reached: Set<String> = []
        for role in CommitteeRole.allCases { reached.formUnion(checkWays(under: role, at: path, &problems)) }
        for (index, step) in steps.enumerated() where !reached.contains(step.code) {
            problems.add(
                "\(path)/steps/\(index)", "procedure.reach", th: "ไม่มีทางมาถึงขั้นนี้", en: "nothing leads to this step")
        }
        return problems.items
    }

    private func checkHead(at path: String, _ problems: inout Problems) {
        Self.check(code: code, at: path + "/code", &problems)
        problems.check(text: name, at: path + "/name", max: 200)
        problems.check(text: purpose, at: path + "/purpose", max: 1_000)
        if version < 1 {
            problems.add(path + "/version", "procedure.version", th: "ต้องเริ่มจาก 1", en: "begins with 1")
        }
        if !(1...Self.stepsMax).contains(steps.count) {
            problems.add(
                path + "/steps", "procedure.steps", th: "ต้องมี 1–\(Self.stepsMax) ขั้น",
                en: "needs 1 to \(Self.stepsMax) steps, has \(steps.count)")
        }
    }

    private func check(_ step: ProcedureStep, at path: String, known: Set<String>, _ problems: inout Problems) {
        Self.check(code: step.code, at: path + "/code", &problems)
        problems.check(text: step.name, at: path + "/name", max: 200)
        if step.roles.isEmpty {
            problems.add(path + "/roles", "procedure.roles", th: "ต้องมีผู้ทำขั้นนี้ได้", en: "somebody must be able to take it")
        }
        if let days = step.days, !(0...3_650).contains(days) {
            problems.add(path + "/days", "procedure.days", th: "ต้องเป็น 0–3650 วัน", en: "must be 0 to 3650 days")
        }
        if step.cycle != nil, step.days == nil {
            problems.add(
                path + "/days", "procedure.cycleDays", th: "ขั้นที่ทำซ้ำทุกรอบต้องมี days นับจากสิ้นรอบ",
                en: "a step of each quarter or year needs days after its end")
        }
        if step.transitions.count > Self.transitionsMax {
            problems.add(
                path + "/transitions", "procedure.transitions", th: "ไม่เกิน \(Self.transitionsMax) ทาง",
                en: "at most \(Self.transitionsMax) transitions")
        }
        for (index, transition) in step.transitions.prefix(Self.transitionsMax).enumerated() {
            let place = "\(path)/transitions/\(index)"
            check(transition, of: step, at: place, known: known, &problems)
            if step.transitions.prefix(index).contains(where: { $0.clashes(with: transition) }) {
                problems.add(
                    place, "procedure.ambiguous", th: "ผล \(transition.outcome.rawValue) มีสองทางในบทบาท กศจ. เดียวกัน",
                    en: "\(transition.outcome.rawValue) leads two ways under one role of the committee")
            }
        }
    }

    private func check(
        _ transition: ProcedureTransition, of step: ProcedureStep, at path: String, known: Set<String>,
        _ problems: inout Problems
    ) {
        if (transition.to == nil) == (transition.end == nil) || transition.end == .open {
            problems.add(
                path, "procedure.transition", th: "ต้องมี to หรือ end อย่างใดอย่างหนึ่ง",
                en: "leads either to a step or to an end")
        }
        if let target = transition.to, !known.contains(target) {
            problems.add(path + "/to", "procedure.target", th: "ไม่มีขั้น “\(target)”", en: "there is no step “\(target)”")
        }
        switch transition.outcome {
        case .approve where step.body == nil, .approveWithObservations where step.body == nil,
            .acknowledge where step.body == nil:
            problems.add(
                path + "/outcome", "procedure.decision", th: "มติต้องอยู่ที่ขั้นของคณะกรรมการ (body)",
                en: "a decision needs a step of a body")
        case .withdraw:
            problems.add(
                path + "/outcome", "procedure.withdraw", th: "การถอนเรื่องมีอยู่แล้วทุกขั้น ไม่ต้องกำหนด",
                en: "taking back is possible anyway and is no transition")
        case .again where transition.to == nil:
            problems.add(path + "/to", "procedure.again", th: "ต้องกลับไปยังขั้นหนึ่ง", en: "comes back to a step")
        default: break
        }
    }

    /// Letters and digits, 1 to 64, beginning with a letter.
    private static func check(code: String, at path: String, _ problems: inout Problems) {
        let bytes = Array(code.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
        let fits = bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
        guard !fits || !(1...64).contains(bytes.count) || !(bytes.first.map(isLetter) ?? false) else { return }
        problems.add(
            path, "procedure.code", th: "รหัสต้องเป็นตัวอักษรอังกฤษและตัวเลข 1–64 ตัว ขึ้นต้นด้วยตัวอักษร",
            en: "a code is 1 to 64 letters and digits, beginning with a letter")
    }

    /// Every step that can be reached can also reach an end other than being withdrawn.
    /// - Returns: the steps that can be reached.
    private func checkWays(under role: CommitteeRole, at path: String, _ problems: inout Problems) -> Set<String> {
        var ways: [String: (to: Set<String>, ends: Bool)] = [:]
        for step in steps {
            let open = step.transitions.filter { $0.committee?.contains(role) ?? true }
            ways[step.code] = (Set(open.compactMap(\.to)), open.contains { $0.end != nil })
        }
        let reached = closure(from: Set(steps.prefix(1).map(\.code))) { ways[$0]?.to ?? [] }
        var ending = Set(ways.filter { $0.value.ends }.map(\.key))
        while true {
            let more = ways.filter { !ending.contains($0.key) && !$0.value.to.isDisjoint(with: ending) }.map(\.key)
            if more.isEmpty { break }
            ending.formUnion(more)
        }
        for (index, step) in steps.enumerated() where reached.contains(step.code) && !ending.contains(step.code) {
            problems.add(
                "\(path)/steps/\(index)", "procedure.end",
                th: "จากขั้นนี้ไปไม่ถึงจุดสิ้นสุดเมื่อบทบาท กศจ. เป็น \(role.rawValue)",
                en: "no end can be reached from here when the committee's role is \(role.rawValue)")
        }
        return reached
    }

    private func closure(from start: Set<String>, _ next: (String) -> Set<String>) -> Set<String> {
        var (found, edge) = (start, start)
        while !edge.isEmpty {
            edge = edge.reduce(into: Set<String>()) { $0.formUnion(next($1)) }.subtracting(found)
            found.formUnion(edge)
        }
        return found
    }
}

extension ProcedureTransition {
    /// Whether both are open for the same outcome under one role of the committee.
    fileprivate func clashes(with other: ProcedureTransition) -> Bool {
        guard outcome == other.outcome else { return false }
        let all = CommitteeRole.allCases
        return !Set(committee ?? all).isDisjoint(with: other.committee ?? all)
    }
}
