import Kernel

/// A table of answers that people sent, read against an instrument: long (a row an answer) or wide (a row an
/// organisation), with every problem at its row and column.
struct AnswerTable: Sendable {
    struct Place: Hashable, Sendable {
        /// The sheet's row, from 1.
        var row: Int
        /// The column's header; `nil`: the whole row.
        var column: String?
        /// The column's place, from 0.
        var index: Int?
        var value: String?
    }

    struct Located: Hashable, Sendable {
        var place: Place
        var fault: Fault
    }

    /// What a cell says.
    struct Entry: Sendable {
        var question: String
        var answer: Answer
        var place: Place
    }

    /// By organisation, in the order of the table.
    private(set) var organisations: [String] = []
    private(set) var entries: [String: [Entry]] = [:]
    /// First row of each organisation.
    private(set) var firstRows: [String: Place] = [:]
    private(set) var problems: [Located] = []
    /// Organisations with a problem in one of their cells.
    private(set) var faulty: Set<String> = []
    /// A heading is wrong: rows are looked at, and none is taken.
    private(set) var hasWrongHeadings = false
    /// Questions that an organisation has answered so far, whatever the cell says.
    private var answered: [String: Set<String>] = [:]
    /// Answers that are there a second time: looked at like the first, and not taken.
    private var doubles: [String: [Entry]] = [:]
    /// Of rows that name no organisation.
    private var nobodys: [Entry] = []

    private enum Column: Hashable {
        case organisation, fiscalYear, question, answer, name
        case of(String)
    }

    private static let names: [String: Column] = [
        "หน่วยงาน": .organisation, "รหัสหน่วยงาน": .organisation, "organisation": .organisation,
        "ปีงบประมาณ": .fiscalYear, "ปีงบประมาณ พ.ศ.": .fiscalYear, "fiscalyear": .fiscalYear,
        "คำถาม": .question, "รหัสคำถาม": .question, "ข้อคำถาม": .question, "question": .question,
        "คำตอบ": .answer, "answer": .answer, "value": .answer,
        "ชื่อหน่วยงาน": .name, "name": .name, "ปัญหา": .name, "problems": .name, "ปัญหา/problems": .name,
    ]

    /// Whether a heading is that of the organisations' column, without which there is no table.
    static func isOrganisation(_ title: String) -> Bool { names[title.lowercased()] == .organisation }

    init(_ table: Table, instrument: Instrument, fiscalYear: FiscalYear) {
        let columns = columns(of: table, instrument)
        let isLong = columns.contains(.question) && columns.contains(.answer)
        if !columns.contains(.organisation) {
            add(Place(row: table.headerRow), "table.organisation", Messages.noOrganisationColumn)
        }
        let isWide = columns.contains { if case .of = $0 { true } else { false } }
        if !isLong, !isWide { add(Place(row: table.headerRow), "table.answers", Messages.noAnswerColumn) }
        hasWrongHeadings = !problems.isEmpty
        guard columns.contains(.organisation), isLong || isWide else { return }
        for row in table.rows { read(row, columns, table.header, instrument, fiscalYear, isLong: isLong) }
        for entry in nobodys {
            guard let fault = instrument.fault(of: entry.answer, to: entry.question, kind: nil) else { continue }
            add(entry.place, fault.rule, fault.message)
        }
    }

    private mutating func columns(of table: Table, _ instrument: Instrument) -> [Column?] {
        var seen: Set<Column> = []
        return table.header.enumerated().map { index, title in
            let known = AnswerTable.names[title.lowercased()] ?? (instrument[title] == nil ? nil : .of(title))
            guard let column = known else {
                if !title.isEmpty {
                    add(
                        Place(row: table.headerRow, column: title, index: index, value: title), "table.column",
                        Messages.unknownColumn)
                }
                return nil
            }
            if !seen.insert(column).inserted {
                add(
                    Place(row: table.headerRow, column: title, index: index, value: title), "table.columnTwice",
                    Messages.columnTwice)
                return nil
            }
            return column
        }
    }

    private mutating func read(
        _ row: Table.Row, _ columns: [Column?], _ header: [String], _ instrument: Instrument, _ fiscalYear: FiscalYear,
        isLong: Bool
    ) {
        if row.fields.count > header.count {
            add(Place(row: row.number), "table.fields", Messages.tooManyFields)
        }
        func cell(_ column: Column) -> (text: String, place: Place)? {
            guard let index = columns.firstIndex(of: column) else { return nil }
            let text = index < row.fields.count ? row.fields[index] : ""
            return (text, Place(row: row.number, column: header[index], index: index, value: text))
        }
        let named = cell(.organisation).map { Cell.trimmed($0.text) } ?? ""
        // Whose answers these are is not said: what else is wrong with them is.
        let organisation = named.isEmpty ? nil : named
        if let organisation {
            if firstRows[organisation] == nil {
                organisations.append(organisation)
                firstRows[organisation] = cell(.organisation)?.place
            }
            if row.fields.count > header.count { faulty.insert(organisation) }
        } else {
            add(
                Place(
                    row: row.number, column: cell(.organisation)?.place.column,
                    index: cell(.organisation)?.place.index), "required",
                Messages.missingOrganisation)
        }
        for (index, fault) in row.faults.sorted(by: { $0.key < $1.key }) where index < header.count {
            let place = Place(row: row.number, column: header[index], index: index, value: row.fields[index])
            add(place, fault.rule, fault.message, organisation)
        }
        if let year = cell(.fiscalYear), Cell.fiscalYear(year.text) != fiscalYear {
            add(year.place, "table.fiscalYear", Messages.otherYear(fiscalYear), organisation)
        }
        if isLong, let question = cell(.question), let answer = cell(.answer) {
            let code = Cell.trimmed(question.text)
            guard let asked = instrument[code] else {
                add(question.place, "answer.question", Messages.unknownQuestion(code), organisation)
                return
            }
            take(answer.text, asked, answer.place, organisation)
        } else {
            for case .of(let code)? in columns {
                if let answer = cell(.of(code)), let asked = instrument[code] {
                    take(answer.text, asked, answer.place, organisation)
                }
            }
        }
    }

    private mutating func take(
        _ text: String, _ question: InstrumentQuestion, _ place: Place, _ organisation: String?
    ) {
        let answer = Cell.answer(text, to: question)
        if case .success(.notReported) = answer { return }
        let isFirst = organisation.map { answered[$0, default: []].insert(question.code).inserted } ?? true
        if !isFirst { add(place, "answer.twice", Messages.answerTwice, organisation) }
        switch answer {
        case .failure(let failure):
            add(place, failure.fault.rule, failure.fault.message, organisation)
        case .success(let answer):
            let entry = Entry(question: question.code, answer: answer, place: place)
            if let organisation, isFirst {
                entries[organisation, default: []].append(entry)
            } else if let organisation {
                doubles[organisation, default: []].append(entry)
            } else {
                nobodys.append(entry)
            }
        }
    }

    /// Checks every answer against its question, for an organisation of this kind.
    /// - Parameter kind: `nil` where it is not known: whether it is asked the question is not told.
    mutating func check(_ organisation: String, kind: String?, _ instrument: Instrument) {
        for entry in (entries[organisation] ?? []) + (doubles[organisation] ?? []) {
            if let fault = instrument.fault(of: entry.answer, to: entry.question, kind: kind) {
                add(entry.place, fault.rule, fault.message, organisation)
            }
        }
    }

    /// Something wrong with an organisation as a whole, located at its first row.
    mutating func refuse(_ organisation: String, _ rule: String, _ message: LocalizedText) {
        add(firstRows[organisation] ?? Place(row: 1), rule, message, organisation)
    }

    private mutating func add(
        _ place: Place, _ rule: String, _ message: LocalizedText, _ organisation: String? = nil
    ) {
        problems.append(Located(place: place, fault: Fault(rule, message)))
        if let organisation { faulty.insert(organisation) }
    }
}
