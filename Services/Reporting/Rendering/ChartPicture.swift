import JSONRPC
import Kernel
import ReportingContract
import Subprocess

/// A chart as a picture by itself, for other programs: SVG, and PNG at twice the size for print. PNG is drawn by
/// `rsvg-convert` (librsvg), which sets Thai by Pango, in a process bounded in time and memory. The same chart gives the
/// same bytes.
struct ChartPicture: Sendable {
    var secondsMax = 20
    var memoryBytesMax = 1 << 30
    var pngBytesMax = 8 << 20

    static func svg(_ chart: ReportChart, language: String) -> [UInt8] {
        Array(ChartSVG(chart: chart, language: language, wordsApart: false).text().utf8)
    }

    /// Limits itself, then becomes the program that draws.
    private static let program = """
        import os, resource, sys
        seconds, memory = int(sys.argv[1]), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.execvp('rsvg-convert', ['rsvg-convert', '--format', 'png', '--zoom', '2', '--background-color', 'white'])
        """

    /// - Throws: `unavailable` where it cannot be drawn.
    func png(_ svg: [UInt8]) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: ["-s", "-P", "-c", Self.program, String(secondsMax), String(memoryBytesMax)],
            environment: .custom(["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"]),
            input: .array(svg), output: .bytes(limit: pngBytesMax), error: .string(limit: 65_536))
        guard case .exited(0) = result.terminationStatus, result.standardOutput.starts(with: [0x89, 0x50, 0x4E, 0x47])
        else { throw RPCError(.unavailable, ReportMessages.pictureFailed) }
        return result.standardOutput
    }
}
