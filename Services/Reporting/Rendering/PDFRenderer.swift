import Kernel
import Subprocess

/// Makes a PDF out of a page: WeasyPrint in a process of its own, bounded in time, memory and output, which fetches
/// nothing. The same page gives the same bytes.
struct PDFRenderer: Sendable {
    var secondsMax = 60
    var memoryBytesMax = 1 << 30
    var pdfBytesMax = 64 << 20

    struct Failure: Error, CustomStringConvertible {
        /// For the log, not for callers.
        let description: String
    }

    /// Reads the page from standard input and writes the PDF to standard output; `-s -P` keep the user's and
    /// the working folder's modules out, the fixed date keeps the fonts' bytes the same, and the fetcher refuses every address, so that a page can bring nothing in.
    private static let program = """
        import resource, sys
        seconds, memory = int(sys.argv[1]), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        import weasyprint
        def refuse(url, *rest, **named):
            raise ValueError('nothing is fetched')
        page = sys.stdin.buffer.read().decode('utf-8')
        sys.stdout.buffer.write(weasyprint.HTML(string=page, url_fetcher=refuse).write_pdf())
        """

    func pdf(_ page: [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await run(page) }
            group.addTask {
                try await Task.sleep(for: .seconds(secondsMax + 5))
                throw Failure(description: "took longer than \(secondsMax) s")
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() else { throw Failure(description: "no result") }
            return bytes
        }
    }

    private func run(_ page: [UInt8]) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: ["-s", "-P", "-c", Self.program, String(secondsMax), String(memoryBytesMax)],
            environment: .custom([
                "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "0",
            ]),
            input: .array(page), output: .bytes(limit: pdfBytesMax), error: .string(limit: 65_536))
        guard case .exited(0) = result.terminationStatus, result.standardOutput.starts(with: "%PDF-".utf8) else {
            throw Failure(description: "\(result.terminationStatus): \(result.standardError.suffix(2_000))")
        }
        return result.standardOutput
    }
}
