import BudgetContract
import Kernel
import Postgres

/// The columns of a letter of allocation as the contract shows it.
enum AllocationNoticeColumns {
    static let sql = """
        n.id, n.province, n.code, n.organisation, n.fiscal_year, n.letter_number, n.date, n.supplementary, n.total,
               n.posted_by, n.posted_at, n.lines, n.amounts, n.entries
        """

    static func decode(_ row: inout RowReader) throws -> AllocationNotice {
        var notice = AllocationNotice(
            id: try row.next(), province: try row.next(), code: try row.next(), organisation: try row.next(),
            fiscalYear: try row.next(), letterNumber: try row.next(), date: try row.next(),
            supplementary: try row.next(), total: try row.next(), items: [], postedBy: try row.next(),
            postedAt: try row.next())
        let lines: [String] = try row.next()
        let amounts: [Money] = try row.next()
        let entries: [ID] = try row.next()
        for (index, line) in lines.enumerated() {
            notice.items.append(
                AllocationItem(line: .code(line), amount: amounts[index], entry: entries[index]))
        }
        return notice
    }
}

/// A letter by its id or code.
struct FindAllocationNotice: Statement {
    static let sql = """
        SELECT \(AllocationNoticeColumns.sql)
          FROM allocation_notice AS n
         WHERE n.id = $1 OR n.code = $2
         ORDER BY n.province
         LIMIT 2
        """

    var reference: Reference

    func bind(_ parameters: inout Parameters) {
        parameters.append(reference.id)
        parameters.append(reference.code)
    }

    static func decode(_ row: inout RowReader) throws -> AllocationNotice { try AllocationNoticeColumns.decode(&row) }
}

/// A page of letters, by province and code.
struct SelectAllocationNotices: Statement {
    static let sql = """
        SELECT \(AllocationNoticeColumns.sql)
          FROM allocation_notice AS n
         WHERE n.organisation IN (SELECT descendant FROM organisation_reach
                                   WHERE ancestor = $1 AND relation = 'either')
           AND n.fiscal_year = $2
           AND ($3::text IS NULL OR (n.province, n.code) > ($3, $4))
         ORDER BY n.province, n.code
         LIMIT $5
        """

    var organisation: String
    var fiscalYear: FiscalYear
    var after: [String]?
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(organisation)
        parameters.append(fiscalYear)
        parameters.append(after?[0])
        parameters.append(after?[1])
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> AllocationNotice { try AllocationNoticeColumns.decode(&row) }
}

/// Records a letter.
struct InsertAllocationNotice: Statement {
    static let sql = """
        INSERT INTO allocation_notice
               (id, province, code, organisation, fiscal_year, letter_number, date, supplementary, total, posted_by,
                posted_at, lines, amounts, entries)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """

    var notice: AllocationNotice

    func bind(_ parameters: inout Parameters) {
        parameters.append(notice.id)
        parameters.append(notice.province)
        parameters.append(notice.code)
        parameters.append(notice.organisation)
        parameters.append(notice.fiscalYear)
        parameters.append(notice.letterNumber)
        parameters.append(notice.date)
        parameters.append(notice.supplementary)
        parameters.append(notice.total)
        parameters.append(notice.postedBy)
        parameters.append(notice.postedAt)
        parameters.append(notice.items.map(\.line.description))
        parameters.append(notice.items.map(\.amount))
        parameters.append(notice.items.compactMap(\.entry))
    }

    typealias Row = Void
}
