import IndicatorsContract
import Kernel
import Postgres

/// A submission with its letter, without its answers.
struct SubmissionRow: Sendable {
    var summary: SubmissionSummary
    var questionnaireVersion: Int
    var supersedes: ID?
    var certification: Certification?
    var answersHash: String?

    static let columns = """
        s.id, s.round_id, r.code, s.organisation, s.edition, s.state, s.late, s.saved_at, s.submitted_at,
        s.certified_at, s.accepted_at, s.version, s.questionnaire_version, s.supersedes, s.letter_number,
        s.letter_date, s.signer_position, s.letter_file_name, s.letter_file_type, s.letter_file_size,
        s.letter_file_sha256, s.answers_hash
        """
    static let source = "submission s JOIN round r ON (r.province, r.id) = (s.province, s.round_id)"

    init(from row: inout RowReader) throws {
        let id = try row.next(ID.self)
        let round = try row.next(ID.self)
        let roundCode = try row.next(String.self)
        let organisation = try row.next(String.self)
        let edition = try row.next(Int.self)
        let state = try row.raw(SubmissionState.self)
        let late = try row.next(Bool.self)
        let savedAt = try row.next(Instant.self)
        let submittedAt = try row.next(Instant?.self)
        let certifiedAt = try row.next(Instant?.self)
        let acceptedAt = try row.next(Instant?.self)
        summary = SubmissionSummary(
            id: id, round: round, roundCode: roundCode, organisation: organisation, edition: edition, state: state,
            late: late, savedAt: savedAt, submittedAt: submittedAt, certifiedAt: certifiedAt, acceptedAt: acceptedAt,
            version: try row.next(Int.self))
        questionnaireVersion = try row.next()
        supersedes = try row.next()
        let number = try row.letterNumber()
        let date = try row.next(CalendarDate?.self)
        let position = try row.next(String?.self)
        let fileName = try row.next(String?.self)
        let fileType = try row.next(String?.self)
        let fileSize = try row.next(Int?.self)
        let fileHash = try row.next(String?.self)
        if let number, let date, let position, let fileName, let fileHash {
            certification = Certification(
                letterNumber: number, letterDate: date, signerPosition: position,
                file: FileReference(name: fileName, mediaType: fileType, size: fileSize, sha256: fileHash))
        }
        answersHash = try row.next()
    }
}

struct FindSubmission: Statement {
    static let sql = "SELECT \(SubmissionRow.columns), s.province FROM \(SubmissionRow.source) WHERE s.id = $1"
    var id: ID

    func bind(_ parameters: inout Parameters) { parameters.append(id) }

    static func decode(_ row: inout RowReader) throws -> (row: SubmissionRow, province: String) {
        let submission = try SubmissionRow(from: &row)
        return (submission, try row.next(String.self))
    }
}

/// An organisation's edition, or its current one.
struct FindEdition: Statement {
    static let sql = """
        SELECT \(SubmissionRow.columns)
        FROM \(SubmissionRow.source)
        WHERE s.province = $1 AND s.round_id = $2 AND s.organisation = $3
          AND ($4::bigint IS NULL OR s.edition = $4)
        ORDER BY s.edition DESC
        LIMIT 1
        """
    var round: RoundKey
    var organisation: String
    var edition: Int?

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(organisation)
        parameters.append(edition)
    }

    static func decode(_ row: inout RowReader) throws -> SubmissionRow { try SubmissionRow(from: &row) }
}

/// A page of a round's submissions by organisation, the newest edition first.
struct PageOfSubmissions: Statement {
    static let sql = """
        SELECT \(SubmissionRow.columns)
        FROM \(SubmissionRow.source)
        WHERE s.province = $1 AND s.round_id = $2
          AND (s.organisation > $3 OR (s.organisation = $3 AND s.edition < $4))
          AND ($5::text IS NULL OR EXISTS (
                SELECT FROM round_place p
                WHERE (p.province, p.round_id, p.organisation) = (s.province, s.round_id, s.organisation)
                  AND p.ancestor = $5 AND p.relation = 'either'))
          AND ($6::text IS NULL OR s.state = $6)
          AND ($7 OR s.state <> 'withdrawn')
        ORDER BY s.organisation, s.edition DESC
        LIMIT $8
        """
    var round: RoundKey
    var afterOrganisation: String
    var afterEdition: Int
    var under: String?
    var state: SubmissionState?
    var allEditions: Bool
    var limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(afterOrganisation)
        parameters.append(afterEdition)
        parameters.append(under)
        parameters.append(state?.rawValue)
        parameters.append(allEditions)
        parameters.append(limit)
    }

    static func decode(_ row: inout RowReader) throws -> SubmissionRow { try SubmissionRow(from: &row) }
}

// MARK: - Changing

/// Begins submissions: an organisation's first, or the edition that follows another.
struct InsertSubmissions: Statement {
    static let sql = """
        INSERT INTO submission (province, id, round_id, organisation, edition, state, questionnaire_version, supersedes,
                                late, saved_at, saved_by, version)
        SELECT $1::text, given.id, $2::uuid, given.organisation, given.edition, $3::text, $4::bigint,
               given.supersedes, false, $5::timestamptz, $6::text, 1
        FROM unnest($7::uuid[], $8::text[], $9::bigint[], $10::uuid[])
             AS given (id, organisation, edition, supersedes)
        """
    struct New: Sendable {
        var id: ID
        var organisation: String
        var edition: Int
        var supersedes: ID?
    }

    var round: RoundKey
    var state: SubmissionState
    var questionnaireVersion: Int
    var now: Instant
    var by: String
    var submissions: [New]

    func bind(_ parameters: inout Parameters) {
        parameters.append(round: round)
        parameters.append(state.rawValue)
        parameters.append(questionnaireVersion)
        parameters.append(now)
        parameters.append(by)
        parameters.append(submissions.map(\.id))
        parameters.append(submissions.map(\.organisation))
        parameters.append(submissions.map { Int64($0.edition) })
        parameters.append(submissions.map(\.supersedes))
    }

    typealias Row = Void
}

/// Notes that drafts were saved again.
struct TouchSubmissions: Statement {
    static let sql = """
        UPDATE submission
        SET saved_at = $3, saved_by = $4, questionnaire_version = $5, version = version + 1
        WHERE province = $1 AND id = ANY ($2) AND state IN ('draft', 'returned')
        """
    var province: String
    var submissions: [ID]
    var now: Instant
    var by: String
    var questionnaireVersion: Int

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
        parameters.append(now)
        parameters.append(by)
        parameters.append(questionnaireVersion)
    }

    typealias Row = Void
}

/// Submits drafts; each at its own time.
struct SubmitDrafts: Statement {
    static let sql = """
        UPDATE submission s
        SET state = 'submitted', submitted_at = given.at, late = given.late, version = s.version + 1
        FROM unnest($2::uuid[], $3::bigint[], $4::boolean[]) AS raw (id, microseconds, late)
        CROSS JOIN LATERAL (
            SELECT raw.id, raw.late, timestamptz 'epoch' + raw.microseconds * interval '1 microsecond' AS at
        ) AS given
        WHERE s.province = $1 AND s.id = given.id AND s.state IN ('draft', 'returned')
        """
    struct Submitted: Sendable {
        var id: ID
        var at: Instant
        var late: Bool
    }

    var province: String
    var submissions: [Submitted]

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions.map(\.id))
        parameters.append(submissions.map(\.at.microsecondsSinceEpoch))
        parameters.append(submissions.map(\.late))
    }

    typealias Row = Void
}

/// What is hashed of a submission's answers: each as a JSON array, in the order of the questions' codes by bytes, one
/// a line. `answer a` must be in scope, of one submission.
let answersHashExpression = """
    encode(sha256(convert_to(coalesce(string_agg(
        jsonb_build_array(a.question, a.state, a.number, a.text, a.choice, a.file_name, a.file_type, a.file_size,
                          a.file_sha256)::text,
        E'\\n' ORDER BY a.question COLLATE "C"), ''), 'UTF8')), 'hex')
    """

/// Certifies submitted submissions, each with its letter, and pins their answers by their hash.
struct CertifySubmitted: Statement {
    static let sql = """
        UPDATE submission s
        SET state = 'certified', certified_at = $2, certified_by = $3, letter_number = letter.number,
            letter_date = letter.date, signer_position = letter.position, letter_file_name = letter.file_name,
            letter_file_type = letter.file_type, letter_file_size = letter.file_size,
            letter_file_sha256 = letter.file_sha256, answers_hash = pinned.hash, version = s.version + 1
        FROM unnest($4::uuid[], $5::text[], $6::date[], $7::text[], $8::text[], $9::text[], $10::bigint[],
                    $11::text[])
             AS letter (id, number, date, position, file_name, file_type, file_size, file_sha256)
        CROSS JOIN LATERAL (
            SELECT \(answersHashExpression) AS hash FROM answer a WHERE a.province = $1 AND a.submission_id = letter.id
        ) AS pinned
        WHERE s.province = $1 AND s.id = letter.id AND s.state = 'submitted'
        """
    var province: String
    var now: Instant
    var by: String
    var letters: [(id: ID, certification: Certification)]

    func bind(_ parameters: inout Parameters) {
        let files = letters.map(\.certification.file)
        parameters.append(province)
        parameters.append(now)
        parameters.append(by)
        parameters.append(letters.map(\.id))
        parameters.append(letters.map(\.certification.letterNumber.description))
        parameters.append(letters.map(\.certification.letterDate))
        parameters.append(letters.map(\.certification.signerPosition))
        parameters.append(files.map(\.name))
        parameters.append(files.map(\.mediaType))
        parameters.append(files.map { $0.size.map(Int64.init) })
        parameters.append(files.map(\.sha256))
    }

    typealias Row = Void
}

/// Accepts certified submissions.
struct AcceptCertified: Statement {
    static let sql = """
        UPDATE submission SET state = 'accepted', accepted_at = $3, version = version + 1
        WHERE province = $1 AND id = ANY ($2) AND state = 'certified'
        """
    var province: String
    var submissions: [ID]
    var now: Instant

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
        parameters.append(now)
    }

    typealias Row = Void
}

/// Sends back what was submitted and not certified: it may be edited again.
struct ReturnSubmitted: Statement {
    static let sql = """
        UPDATE submission SET state = 'returned', version = version + 1
        WHERE province = $1 AND id = $2 AND state = 'submitted'
        """
    var province: String
    var submission: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
    }

    typealias Row = Void
}

/// Takes a certified submission out of what counts; a new edition follows it.
struct WithdrawCertified: Statement {
    static let sql = """
        UPDATE submission SET state = 'withdrawn', version = version + 1
        WHERE province = $1 AND id = $2 AND state IN ('certified', 'accepted')
        """
    var province: String
    var submission: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
    }

    typealias Row = Void
}

// MARK: - Reviews

struct InsertReview: Statement {
    static let sql = """
        INSERT INTO review (province, submission_id, number, kind, at, by, comment, question)
        SELECT $1::text, $2::uuid, count(*) + 1, $3::text, $4::timestamptz, $5::text, $6::text, $7::text
        FROM review
        WHERE province = $1 AND submission_id = $2
        """
    var province: String
    var submission: ID
    var review: Review

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
        parameters.append(review.kind.rawValue)
        parameters.append(review.at)
        parameters.append(review.by)
        parameters.append(review.comment)
        parameters.append(review.question)
    }

    typealias Row = Void
}

/// The same words for many.
struct InsertReviews: Statement {
    static let sql = """
        INSERT INTO review (province, submission_id, number, kind, at, by, comment)
        SELECT $1::text, given.id, (SELECT count(*) + 1 FROM review r
                                    WHERE r.province = $1 AND r.submission_id = given.id),
               $3::text, $4::timestamptz, $5::text, $6::text
        FROM unnest($2::uuid[]) AS given (id)
        """
    var province: String
    var submissions: [ID]
    var kind: Review.Kind
    var at: Instant
    var by: String
    var comment: String?

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submissions)
        parameters.append(kind.rawValue)
        parameters.append(at)
        parameters.append(by)
        parameters.append(comment)
    }

    typealias Row = Void
}

struct ReviewsOfSubmission: Statement {
    static let sql = """
        SELECT kind, at, by, comment, question FROM review WHERE province = $1 AND submission_id = $2 ORDER BY number
        """
    var province: String
    var submission: ID

    func bind(_ parameters: inout Parameters) {
        parameters.append(province)
        parameters.append(submission)
    }

    static func decode(_ row: inout RowReader) throws -> Review {
        let kind = try row.raw(Review.Kind.self)
        let at = try row.next(Instant.self)
        let by = try row.next(String.self)
        let comment = try row.next(String?.self)
        return Review(kind: kind, at: at, by: by, comment: comment, question: try row.next(String?.self))
    }
}
