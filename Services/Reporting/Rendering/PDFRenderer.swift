import Kernel
import Subprocess

/// Makes a PDF out of a page: WeasyPrint in a process of its own, bounded in time, memory and output, which fetches
/// nothing. The same page gives the same bytes.
struct PDFRenderer: Sendable {
    /// Of the processor; on a busy machine a page takes longer than that by the clock.
    var secondsMax = 60
    var clockSecondsMax = 180
    var memoryBytesMax = 1 << 30
    var pdfBytesMax = 64 << 20

    struct Failure: Error, CustomStringConvertible {
        /// For the log, not for callers.
        let description: String
    }

    static let noFont = "the font Laksaman is not installed"

    /// Reads the page from standard input and writes a tagged PDF (PDF/UA-1) to standard output.
    ///
    /// - `-s -P` keep the user's and the working folder's modules out, the fixed date keeps the fonts' bytes the same, and
    ///   the fetcher refuses every address but pictures within the page, so that a page can bring nothing in.
    /// - Without its font a page is refused: what fontconfig takes instead may have no Thai at all.
    /// - WeasyPrint says which text a glyph stands for by the cluster that it first met it in, which for Thai is wrong: a
    ///   tone mark would be read as a vowel by whoever searches, copies or listens. What the font says is taken instead,
    ///   also for the lowered and shifted forms of marks (`uni0E49.low`).
    private static let program = """
        import resource, sys
        seconds, memory = int(sys.argv[1]), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        import inspect
        import weasyprint, weasyprint.pdf
        from fontTools import agl
        build = weasyprint.pdf.build_fonts_dictionary
        def correct(font):
            if getattr(font, 'ttfont', None) is None:
                return
            names = font.ttfont.getGlyphOrder()
            known = {}
            for character, name in sorted(font.ttfont.getBestCmap().items()):
                # Not what fonts of old keep shifted marks under: the private use area means nothing to others.
                if not 0xE000 <= character <= 0xF8FF:
                    known.setdefault(name, chr(character))
            for glyph in font.cmap:
                name = names[glyph] if glyph < len(names) else ''
                text = known.get(name) or agl.toUnicode(name.split('.')[0])
                if text:
                    font.cmap[glyph] = text
        def build_corrected(pdf, fonts, *rest, **named):
            names = ' '.join(str(font.name) for font in fonts.values())
            if fonts and 'Laksaman' in page and 'Laksaman' not in names:
                sys.exit('\(noFont)')
            for font in fonts.values():
                correct(font)
            return build(pdf, fonts, *rest, **named)
        weasyprint.pdf.build_fonts_dictionary = build_corrected
        def refuse(url, *rest, **named):
            if url.startswith('data:image/'):
                return weasyprint.default_url_fetcher(url)
            raise ValueError('nothing is fetched')
        page = sys.stdin.buffer.read().decode('utf-8')
        html = weasyprint.HTML(string=page, url_fetcher=refuse)
        named = 'variant' if 'variant' in inspect.signature(html.write_pdf).parameters else 'pdf_variant'
        sys.stdout.buffer.write(html.write_pdf(**{named: 'pdf/ua-1'}))
        """

    func pdf(_ page: [UInt8]) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await run(page) }
            group.addTask {
                try await Task.sleep(for: .seconds(clockSecondsMax))
                throw Failure(description: "took longer than \(clockSecondsMax) s")
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
