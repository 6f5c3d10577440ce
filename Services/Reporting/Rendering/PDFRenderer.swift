import Kernel
import ReportingContract
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

    /// Where the office's own fonts are, in `fonts`; fontconfig looks there as in a user's folder.
    var dataFolder: String?

    /// What a failure says that is for want of a font.
    static func noFont(_ font: DocumentFont) -> String { "the font \(font.family) is not installed" }

    static func missingFont(in failure: Failure) -> DocumentFont? {
        DocumentFont.allCases.first { failure.description.contains(noFont($0)) }
    }

    /// Reads pages from standard input, each after its length in eight bytes, and writes tagged PDFs (PDF/UA-1) to
    /// standard output in the same way.
    ///
    /// - `-s -P` keep the user's and the working folder's modules out, the fixed date keeps the fonts' bytes the same, and
    ///   the fetcher refuses every address but pictures within the page, so that a page can bring nothing in.
    /// - Without its font a page is refused: what fontconfig takes instead may have no Thai at all.
    /// - Every tagged piece asks where all pages are, and every page who is whose child: both are told once, not once a
    ///   piece and once a page, which for a hundred pages was half of the time. Objects are seldom looked through for
    ///   cycles: there are many, and they live as long as the page.
    /// - WeasyPrint says which text a glyph stands for by the cluster that it first met it in, which for Thai is wrong: a
    ///   tone mark would be read as a vowel by whoever searches, copies or listens. What the font says is taken instead,
    ///   also for the lowered and shifted forms of marks (`uni0E49.low`). Shapers take ำ (U+0E33) apart before a font sees
    ///   it: its two halves are said to be it together (`ActualText`).
    private static let program = """
        import resource, sys
        seconds, memory = int(sys.argv[1]), int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        import gc, inspect, re
        gc.set_threshold(200000, 20, 20)
        import pydyf, weasyprint, weasyprint.document, weasyprint.pdf, weasyprint.pdf.stream
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
        def references(pdf):
            kids = pdf.pages['Kids']
            if len(getattr(pdf, 'referred', ())) * 3 != len(kids):
                pdf.referred = tuple(f'{number} 0 R'.encode('ascii') for number in kids[::3])
            return pdf.referred
        pydyf.PDF.page_references = property(references)
        def structure_of(document, structure, root=None):
            if not hasattr(document, 'family'):
                root = document._html.etree_element
                document.family = [(root, None)] + [(child, one) for one in root.iter() for child in one]
            structure.update({child: {'parent': parent} for child, parent in document.family})
        weasyprint.document.Document.build_element_structure = structure_of
        drawn, texts, marks = {}, {}, {}
        stream = weasyprint.pdf.stream.Stream
        add, size, show = stream.add_font, stream.set_font_size, stream.show_text
        def add_known(self, *rest):
            font = add(self, *rest)
            drawn[font.hash] = font
            return font
        def size_known(self, font, *rest):
            self.drawn = drawn.get(font)
            return size(self, font, *rest)
        def text_of(glyph, font):
            key = (font.hash, glyph)
            if key not in texts:
                names = font.ttfont.getGlyphOrder() if getattr(font, 'ttfont', None) is not None else []
                place = int(glyph, 16)
                texts[key] = agl.toUnicode(names[place].split('.')[0]) if place < len(names) else ''
            return texts[key]
        def marks_of(font):
            if font.hash not in marks:
                names = font.ttfont.getGlyphOrder() if getattr(font, 'ttfont', None) is not None else []
                marks[font.hash] = [
                    '%04x' % place for place, name in enumerate(names)
                    if agl.toUnicode(name.split('.')[0]) == '\\u0e4d']
            return marks[font.hash]
        def show_whole(self, string):
            font = getattr(self, 'drawn', None)
            if font is None or font.bitmap or not any(mark in string for mark in marks_of(font)):
                return show(self, string)
            parts = []
            for glyphs, number in re.findall('<([0-9a-f]*)>|([^<>]+)', string):
                parts += [number] if number else ['<' + glyphs[i:i + 4] + '>' for i in range(0, len(glyphs), 4)]
            said = [text_of(part[1:-1], font) if part[0] == '<' else '' for part in parts]
            begin = place = 0
            while place < len(parts):
                end = place + 1
                if said[place] == '\\u0e4d':
                    while end < len(parts) and (said[end] == '' or '\\u0e47' <= said[end] <= '\\u0e4c'):
                        end += 1
                if said[place] == '\\u0e4d' and end < len(parts) and said[end] == '\\u0e32':
                    if place > begin:
                        show(self, ''.join(parts[begin:place]))
                    whole = ''.join(said[place + 1:end]) + '\\u0e33'
                    self.stream.append('/Span <</ActualText <feff' + whole.encode('utf-16-be').hex() + '>>> BDC')
                    show(self, ''.join(parts[place:end + 1]))
                    self.stream.append('EMC')
                    begin = place = end + 1
                else:
                    place += 1
            if begin < len(parts):
                show(self, ''.join(parts[begin:]))
        stream.add_font, stream.set_font_size, stream.show_text = add_known, size_known, show_whole
        def build_corrected(pdf, fonts, *rest, **named):
            names = ' '.join(plain(str(font.name)) for font in fonts.values())
            needed = re.search(r'/\\* font: ([A-Za-z ]+) \\*/', page)
            if fonts and needed and plain(needed[1]) not in names:
                sys.exit('the font ' + needed[1] + ' is not installed')
            for font in fonts.values():
                correct(font)
            return build(pdf, fonts, *rest, **named)
        def plain(name):
            return re.sub('[^A-Za-z0-9]', '', name).lower()
        weasyprint.pdf.build_fonts_dictionary = build_corrected
        def refuse(url, *rest, **named):
            if url.startswith('data:image/'):
                return weasyprint.default_url_fetcher(url)
            raise ValueError('nothing is fetched')
        named = 'variant' if 'variant' in inspect.signature(weasyprint.HTML.write_pdf).parameters else 'pdf_variant'
        source, target = sys.stdin.buffer, sys.stdout.buffer
        while length := source.read(8):
            page = source.read(int.from_bytes(length, 'big')).decode('utf-8')
            made = weasyprint.HTML(string=page, url_fetcher=refuse).write_pdf(**{named: 'pdf/ua-1'})
            target.write(len(made).to_bytes(8, 'big') + made)
            target.flush()
        """

    func pdf(_ page: [UInt8]) async throws -> [UInt8] {
        guard let pdf = try await pdfs([page]).first else { throw Failure(description: "no result") }
        return pdf
    }

    /// Several pages in one process, which is begun but once. Limits are those of as many single ones.
    func pdfs(_ pages: [[UInt8]]) async throws -> [[UInt8]] {
        let seconds = clockSecondsMax * max(1, pages.count)
        return try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            group.addTask { try await run(pages) }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw Failure(description: "took longer than \(seconds) s")
            }
            defer { group.cancelAll() }
            guard let pdfs = try await group.next() else { throw Failure(description: "no result") }
            return pdfs
        }
    }

    private func run(_ pages: [[UInt8]]) async throws -> [[UInt8]] {
        var input: [UInt8] = []
        for page in pages {
            input += withUnsafeBytes(of: UInt64(page.count).bigEndian) { Array($0) }
            input += page
        }
        let result = try await Subprocess.run(
            .name("python3"),
            arguments: [
                "-s", "-P", "-c", Self.program, String(secondsMax * max(1, pages.count)), String(memoryBytesMax),
            ],
            environment: .custom([
                "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "0",
                "XDG_DATA_HOME": dataFolder ?? "/nonexistent",
            ]),
            input: .array(input), output: .bytes(limit: pdfBytesMax), error: .string(limit: 65_536))
        guard case .exited(0) = result.terminationStatus, let pdfs = Self.parts(result.standardOutput),
            pdfs.count == pages.count, pdfs.allSatisfy({ $0.starts(with: "%PDF-".utf8) })
        else {
            throw Failure(description: "\(result.terminationStatus): \(result.standardError.suffix(2_000))")
        }
        return pdfs
    }

    /// What was written, each after its length; `nil` if it ends in the middle.
    private static func parts(_ bytes: [UInt8]) -> [[UInt8]]? {
        var parts: [[UInt8]] = []
        var place = 0
        while place < bytes.count {
            guard place + 8 <= bytes.count else { return nil }
            let length = bytes[place..<place + 8].reduce(0) { $0 << 8 | Int($1) }
            guard length >= 0, length <= bytes.count - place - 8 else { return nil }
            parts.append(Array(bytes[place + 8..<place + 8 + length]))
            place += 8 + length
        }
        return parts
    }
}
