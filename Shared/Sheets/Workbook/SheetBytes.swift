import CommonContract
import Glibc
import Kernel

/// A file without a name among the temporary ones, gone with the last who holds it: a workbook that is too large for the
/// memory is put there, to be read from wherever its directory says.
public final class UnnamedFile: Sendable {
    /// There is no room, or no folder for temporary files.
    public struct Fault: Error, CustomStringConvertible {
        public let description: String
    }

    private let file: Int32

    public init() throws(Fault) {
        var template = Array("/tmp/phaen-sheet-XXXXXX".utf8CString)
        file = mkstemp(&template)
        guard file >= 0 else { throw Fault(description: "no temporary file: \(String(cString: strerror(errno)))") }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(file) }

    /// Writes at the file's end.
    public func append(_ bytes: [UInt8]) throws(Fault) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Fault(description: "temporary file: \(String(cString: strerror(errno)))") }
            done += count
        }
    }

    var count: Int {
        var status = stat()
        return fstat(file, &status) == 0 ? Int(status.st_size) : 0
    }

    /// `nil` where the range is not there.
    func read(_ range: Range<Int>) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var done = 0
        while done < bytes.count {
            let want = bytes.count - done
            let count = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress.map { $0 + done }, want, range.lowerBound + done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            done += count
        }
        return bytes
    }
}

/// A workbook's bytes, in memory or in a file.
enum SheetBytes: Sendable {
    case memory([UInt8])
    case file(UnnamedFile)

    var count: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .file(let file): file.count
        }
    }

    func read(_ range: Range<Int>) throws(SheetProblem) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else { throw .damaged("zip") }
        switch self {
        case .memory(let bytes): return Array(bytes[range])
        case .file(let file):
            guard let bytes = file.read(range) else { throw .damaged("zip") }
            return bytes
        }
    }
}
