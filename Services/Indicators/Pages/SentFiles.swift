import CommonContract
import JSONRPC
import Kernel
import ServiceKit

/// Files that come with a form: looked at before any of it is kept.
enum SentFiles {
    /// Everything that is wrong with a file, said by the method that would keep it.
    static func faults(of file: PutFile, _ call: ReadCall) async -> [LocalizedText] {
        var look = file
        look.validateOnly = true
        look.idempotencyKey += "-look"
        do {
            _ = try await call.invoke(look)
            return []
        } catch let error as RPCError where [.invalidParams, .ruleViolated, .tooLarge].contains(error.kind) {
            return error.problems.isEmpty ? [error.message] : error.problems.map(\.message)
        } catch {
            // Whatever else it is shows when the file is kept.
            return []
        }
    }
}

extension RPCError {
    /// The problems that say more than the error itself does.
    var further: [Problem] { problems.filter { $0.message != message } }
}
