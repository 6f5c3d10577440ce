import Crypto
import JSONRPC
import Kernel
import Postgres
import ReportingContract
import ServiceKit

/// Making a report again, and saying what the difference is where there is one.
enum Reproducing {
    static func reproduce(_ params: ReproduceReport, _ call: ReadCall) async throws -> ReportReproduction {
        let report = try await Find.report(params.report, on: call.database)
        let kept = try await Find.contentBytes(report, on: call.database)
        guard
            let basis = try await call.database.first(SelectBasis(province: report.province, report: report.id))
        else { throw RPCError.notFound("reportBasis", report.code) }
        let inputs = try await call.database.all(SelectInputs(province: report.province, report: report.id))
        let keptContent = try CanonicalJSON.value(ReportContent.self, from: kept)
        let composition = Composition(
            stored: StoredReportDefinition(
                definition: try CanonicalJSON.value(ReportDefinition.self, from: basis.definition),
                number: report.definitionNumber, isPublished: true, isShipped: false, province: report.province,
                version: 1),
            subject: try CanonicalJSON.value(ReportSubject.self, from: basis.subject))
        var content = await composition.compose(
            from: inputs.map(\.input), gaps: keptContent.missing, at: report.composedAt
        ).content
        for writing in try await call.database.all(SelectWritings(province: report.province, report: report.id)) {
            _ = content.write(writing.text, into: writing.part)
        }
        return outcome(
            of: kept, keptContent, again: try CanonicalJSON.bytes(content), content,
            inputs: (inputs.count, inputs.allSatisfy { $0.input.sha256 == $0.sha256 }), composer: basis.composer)
    }

    /// - Parameter composer: the edition that composed the kept one, where it was recorded.
    static func outcome(
        of kept: [UInt8], _ keptContent: ReportContent, again: [UInt8], _ content: ReportContent,
        inputs: (count: Int, areIntact: Bool), composer: Int?
    ) -> ReportReproduction {
        let hashes = (kept: SHA256.hash(data: kept).hex, again: SHA256.hash(data: again).hex)
        guard hashes.kept != hashes.again else {
            return ReportReproduction(
                outcome: inputs.areIntact ? .same : .different,
                message: inputs.areIntact
                    ? ReproductionMessages.same(inputs.count) : ReproductionMessages.inputsChanged,
                recorded: hashes.kept, reproduced: hashes.again, bytes: again.count, inputs: inputs.count,
                inputsIntact: inputs.areIntact, composer: composer, composerNow: Composer.edition)
        }
        let comparison = ReportComparison(keptContent, content)
        let outcome = outcome(of: comparison, areIntact: inputs.areIntact, composer: composer)
        let message =
            switch outcome {
            case .same, .drawnOtherwise, .partly:
                ReproductionMessages.drawnOtherwise(comparison, inputs: inputs.count, composer: composer)
            case .different where !inputs.areIntact: ReproductionMessages.inputsChanged
            case .different where comparison.figuresChanged > 0:
                ReproductionMessages.figuresChanged(comparison, composer: composer)
            case .different: ReproductionMessages.wordsChanged(comparison)
            }
        return ReportReproduction(
            outcome: outcome, message: message, recorded: hashes.kept,
            reproduced: hashes.again, bytes: again.count, inputs: inputs.count, inputsIntact: inputs.areIntact,
            composer: composer, composerNow: Composer.edition, figures: comparison.figures,
            figuresChanged: comparison.figuresChanged, unreadable: comparison.unreadable,
            figuresLeft: comparison.figuresLeft,
            figuresAdded: comparison.figuresAdded, words: comparison.words, charts: comparison.charts,
            differences: comparison.differences)
    }

    private static func outcome(
        of comparison: ReportComparison, areIntact: Bool, composer: Int?
    ) -> ReproductionOutcome {
        guard areIntact, comparison.figuresChanged == 0 else { return .different }
        // The very edition gives the very words, of answers that it can read.
        if composer == Composer.edition, comparison.unreadable.isEmpty { return .different }
        return comparison.figuresLeft > 0 || !comparison.unreadable.isEmpty ? .partly : .drawnOtherwise
    }
}

/// What a reproduction came to, in words.
enum ReproductionMessages {
    static func same(_ inputs: Int) -> LocalizedText {
        LocalizedText(
            "จัดทำซ้ำจาก \(inputs) คำตอบได้ผลเหมือนเดิมทุกไบต์", "Made again from \(inputs) answers: the same in every byte.")
    }

    static let inputsChanged = LocalizedText(
        "คำตอบที่ใช้จัดทำไม่ตรงกับค่าแฮชที่บันทึกไว้", "An answer that it was made from no longer has its recorded hash.")

    static func drawnOtherwise(_ comparison: ReportComparison, inputs: Int, composer: Int?) -> LocalizedText {
        var thai = [
            "ตัวเลขที่เทียบได้ทั้ง \(comparison.figures) ตัวตรงกับที่คำตอบที่บันทึกไว้ \(inputs) รายการให้",
            "ต่างกันเฉพาะถ้อยคำหรือการจัดวาง \(comparison.words) แห่ง และแผนภูมิ \(comparison.charts) รูป",
            "เพราะจัดทำด้วยโปรแกรม\(edition(composer).th) ส่วนโปรแกรมนี้เป็นรุ่นการจัดทำที่ \(Composer.edition)",
        ]
        var english = [
            "All \(comparison.figures) figures that can be compared are as the \(inputs) recorded answers give them.",
            "What differs is how it is worded or arranged (places: \(comparison.words)) or drawn (charts: \(comparison.charts)):",
            "it was composed by \(edition(composer).en ?? ""), and this program composes by edition \(Composer.edition).",
        ]
        if !comparison.unreadable.isEmpty {
            let questions = comparison.unreadable.joined(separator: ", ")
            thai.append("คำตอบที่ยังตรงกับค่าแฮชแต่โปรแกรมนี้อ่านไม่ได้แล้ว: \(questions)")
            english.append("Answers that have their hash but that this program cannot read any more: \(questions).")
        }
        if comparison.figuresLeft > 0 {
            thai.append("ตัวเลข \(comparison.figuresLeft) ตัวโปรแกรมนี้ไม่แสดง จึงเทียบไม่ได้")
            english.append(
                "Figures that this program does not show, and that could not be compared: \(comparison.figuresLeft).")
        }
        if comparison.figuresAdded > 0 {
            thai.append("ตัวเลข \(comparison.figuresAdded) ตัวแสดงเพิ่ม")
            english.append("Figures that it shows in addition: \(comparison.figuresAdded).")
        }
        return LocalizedText(thai.joined(separator: " "), english.joined(separator: " "))
    }

    static func figuresChanged(_ comparison: ReportComparison, composer: Int?) -> LocalizedText {
        let isOther = composer != Composer.edition
        return LocalizedText(
            "ตัวเลข \(comparison.figuresChanged) จาก \(comparison.figures) ตัวไม่ตรงกับที่คำตอบที่บันทึกไว้ให้"
                + (isOther
                    ? " จัดทำด้วยโปรแกรม\(edition(composer).th) ให้ดูทีละแห่งว่าคำนวณต่างกันหรือถูกแก้"
                    : " ทั้งที่จัดทำด้วยรุ่นการจัดทำเดียวกัน"),
            "\(comparison.figuresChanged) of \(comparison.figures) figures are not what the recorded answers give"
                + (isOther
                    ? "; it was composed by \(edition(composer).en ?? ""): look at each, whether it is computed otherwise or was changed."
                    : ", though the same edition composed it."))
    }

    static func wordsChanged(_ comparison: ReportComparison) -> LocalizedText {
        LocalizedText(
            "ตัวเลขตรงทั้ง \(comparison.figures) ตัว แต่ถ้อยคำ \(comparison.words) แห่งหรือแผนภูมิ \(comparison.charts) รูปไม่ตรง ทั้งที่จัดทำด้วยรุ่นการจัดทำเดียวกัน",
            "All \(comparison.figures) figures are the same, but \(comparison.words) texts or \(comparison.charts) charts are not, though the same edition composed it."
        )
    }

    private static func edition(_ composer: Int?) -> LocalizedText {
        composer.map { LocalizedText("รุ่นการจัดทำที่ \($0)", "edition \($0)") }
            ?? LocalizedText("รุ่นก่อนที่จะบันทึกรุ่นการจัดทำ", "an edition before editions were recorded")
    }
}
