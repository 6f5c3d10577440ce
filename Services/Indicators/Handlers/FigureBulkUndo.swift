import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Takes the figures of a file that is in back: one transaction, in which the file is staged once more and compared with
/// what is there. Broken off anywhere, nothing is changed, and the next attempt begins anew.
struct FigureBulkUndoJob: Sendable {
    let bulk: FigureBulk
    /// Counts and changes nothing.
    let isDry: Bool
    let run: JobRun

    func work() async throws -> FigureBulk {
        try await run.change { change in
            var current = try await FigureBulkHandlers.find(bulk.code, change.database)
            guard current.state == .running, let takenAt = current.takenAt, let by = current.takenBy else {
                return current
            }
            let file = TakenFile(
                key: BulkKey(bulk.code), takenAt: takenAt, by: by, isDeletion: current.strategy == .delete)
            let transaction = change.transaction
            let scanner = try await FigureBulkJob(bulk: current, isDry: true, run: run).restage(transaction)
            let slices = FigureBulkJob.slices(scanner)
            var undo = try await count(slices, file, transaction)
            if undo.changed == 0, !isDry {
                undo.removed = 0
                for (index, rows) in slices.enumerated() where !file.isDeletion {
                    undo.removed += try await transaction.execute(RemoveTaken(file: file, rows: rows))
                    run.progress(slices.count + index, of: slices.count * 2)
                    try run.checkCancellation()
                }
                undo.restored = try await transaction.execute(
                    RestoreReplaced(file: file, now: change.now, by: run.subject))
                let keys = try await transaction.all(StagedKeys())
                try await transaction.execute(ForgetReplaced(file: file))
                let changed = FiguresChanged(
                    under: current.under, elements: Set(keys.map(\.element)).sorted(),
                    periods: Set(keys.filter { $0.kind == "period" }.map(\.value)).sorted())
                try await change.emit("dataValue.imported", subject: current.under, data: changed)
            }
            current.state = isDry || undo.changed > 0 ? .done : .undone
            current.undo = undo
            try await FigureBulkHandlers.save(current, transaction)
            try await change.audit(subject: current.code, details: current)
            return current
        }
    }

    private func count(
        _ slices: [ClosedRange<Int>], _ file: TakenFile, _ transaction: PostgresTransaction
    ) async throws -> FigureBulkUndo {
        var undo = FigureBulkUndo(restored: 0, removed: 0, changed: 0, figures: [])
        for (index, rows) in slices.enumerated() {
            guard let counted = try await transaction.first(CountTaken(file: file, rows: rows)) else { continue }
            undo.restored += counted.restored
            undo.removed += counted.removed
            undo.changed += counted.changed
            if counted.changed > 0, undo.figures.count < UndoFigureBulk.namedMax {
                undo.figures += try await transaction.all(
                    TouchedSince(file: file, rows: rows, limit: UndoFigureBulk.namedMax - undo.figures.count))
            }
            run.progress(index, of: slices.count * 2)
            try run.checkCancellation()
        }
        return undo
    }
}
