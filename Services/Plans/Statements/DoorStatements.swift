import Kernel
import Postgres

/// Hearings that take comments on the web on a day, of all provinces; those that close first, first. At most six.
struct HeardToday: Statement {
    struct Row: Sendable {
        var code: String
        var title: LocalizedText
        var until: CalendarDate
        var comments: Int
    }

    static let sql = """
        SELECT h.code, h.title_th, h.title_en, f.until, h.comments::bigint
          FROM hearing h
         CROSS JOIN LATERAL (
               SELECT max((p ->> 'until')::date) AS until
                 FROM jsonb_array_elements(h.phases) p
                WHERE $1::text BETWEEN p ->> 'from' AND p ->> 'until' AND p -> 'channels' ? 'web') f
         WHERE h.state = 'open' AND f.until IS NOT NULL
         ORDER BY f.until, h.code
         LIMIT 6
        """
    let day: CalendarDate

    func bind(_ parameters: inout Parameters) { parameters.append(day.description) }

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(
            code: try row.next(), title: LocalizedText(th: try row.next(), en: try row.next()), until: try row.next(),
            comments: try row.next())
    }
}

/// Quizzes that can be taken, newest first. At most three.
struct OpenQuizzes: Statement {
    struct Row: Sendable {
        var code: String
        var title: LocalizedText
    }

    static let sql = """
        SELECT q.code, q.title_th, q.title_en
          FROM quiz q
         WHERE q.questions_version > 0
         ORDER BY q.id DESC
         LIMIT 3
        """

    func bind(_ parameters: inout Parameters) {}

    static func decode(_ row: inout RowReader) throws -> Row {
        Row(code: try row.next(), title: LocalizedText(th: try row.next(), en: try row.next()))
    }
}
