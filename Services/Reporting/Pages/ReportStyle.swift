/// The style of a report's page, on screen and on paper.
enum ReportStyle {
    static let common = """
        body { color: #1a1a1a; line-height: 1.5; }
        h1, h2, h3 { line-height: 1.35; color: #12365c; }
        table { border-collapse: collapse; width: 100%; }
        caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
        th, td { border: 0.5pt solid #8a98a8; padding: 0.15em 0.4em; vertical-align: top; text-align: left; }
        thead th { background: #dce6f1; }
        tbody th { font-weight: normal; }
        .figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        thead .figure { white-space: normal; }
        tbody .text { white-space: pre-line; }
        tbody .day { white-space: nowrap; }
        h1 .whole { white-space: nowrap; }
        sup { font-size: 0.65em; line-height: 0; margin-left: 0.15em; } sup a { text-decoration: none; color: #4a4a4a; }
        .absent, tbody .absent { color: #5f5f5f; white-space: normal; }
        tr.total > * { font-weight: bold; background: #f2f2f2; }
        .gap { border: 1pt solid #a33b00; background: #fff4ec; padding: 0.4em 0.7em; }
        .draft { color: #a33b00; font-weight: bold; }
        .from, .hash { color: #4a4a4a; }
        code { font-family: "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
        .contents { list-style: none; padding: 0; }
        figure { margin: 0.8em 0; text-align: center; break-inside: avoid; }
        figure svg { max-width: 100%; height: auto; background: #ffffff; }
        figcaption { font-weight: bold; }
        figcaption .note { font-weight: normal; }

        """

    static let screen = """
        body { font-family: "TH Sarabun New", Sarabun, Laksaman, "Noto Sans Thai", sans-serif; max-width: 70rem; margin: 0 auto; padding: 0 1rem 3rem; font-size: 1.25rem; }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 1rem; background: #fff; padding: 0.5rem; }
        .scroll { overflow-x: auto; }
        a { color: #0b4f9e; }
        a:focus-visible, .scroll:focus-visible { outline: 3px solid #e08a00; }
        .cover { border-bottom: 2px solid #12365c; margin-bottom: 1rem; }
        table { font-size: 1.1rem; }
        .from, .hash, code { font-size: 0.9rem; }
        @media (prefers-color-scheme: dark) {
          body { background: #14181d; color: #e8e8e8; } h1, h2, h3 { color: #a9cdf5; } a { color: #8fc1ff; }
          thead th { background: #23364c; } tr.total > * { background: #262c33; } .absent, .from, .hash { color: #b5b5b5; }
          .gap { background: #3a2415; } .draft { color: #ffb38a; }
        }
        @media print { .skip, .formats { display: none; } }
        """

    /// A4 as the correspondence rules have it: 3 cm on the left, 2 cm on the right; page numbers above, in Thai digits.
    /// Only one Thai family is named: fontconfig scales Laksaman where it stands in for others, which WeasyPrint does not
    /// undo, and the letters would run into each other.
    ///
    /// - Parameter counter: `"thai"` or `"decimal"`, of page numbers.
    static func paper(counter: String) -> String {
        """
        @page { size: A4; margin: 25mm 20mm 20mm 30mm;
          @top-center { content: "- " counter(page, \(counter)) " -"; font-family: Laksaman; font-size: 16pt; }
          @bottom-right { content: string(report); font-family: Laksaman; font-size: 13pt; color: #5f5f5f; } }
        @page wide { size: A4 landscape; margin: 25mm 25mm 18mm 25mm; }
        @page upright { size: A4; margin: 25mm 20mm 20mm 30mm; }
        .wide { page: wide; break-before: page; }
        figure.upright { page: upright; }
        .wide + section { break-before: page; }
        @page :first { @top-center { content: none; } @bottom-right { content: none; } }
        body { font-family: Laksaman, sans-serif; font-size: 16pt; }
        h1 { string-set: report content(); font-size: 30pt; }
        h2 { font-size: 22pt; margin: 0 0 0.4em; }
        h3 { font-size: 18pt; margin: 0.8em 0 0.3em; break-after: avoid; }
        .skip, .formats { display: none; }
        .cover { text-align: center; padding-top: 60mm; break-after: page; bookmark-level: none; }
        .cover .owner { font-size: 26pt; font-weight: bold; }
        .cover .step { font-size: 20pt; margin-top: 20mm; }
        .cover .facts { font-size: 18pt; }
        .cover .hash { font-size: 12pt; }
        nav { break-after: page; }
        .contents li { margin: 0.15em 0; }
        .contents a { color: inherit; text-decoration: none; display: block; }
        .contents a::after { content: leader(".") target-counter(attr(href), page, \(counter)); }
        #part-summary, #part-introduction, #part-results, #part-annexes, #part-sources { break-before: page; }
        section { margin-top: 1em; }
        section.together { break-inside: avoid; }
        h2 { break-after: avoid; }
        p, li { orphans: 2; widows: 2; }
        .caption { font-weight: bold; margin: 0.6em 0 0.2em; break-after: avoid; text-align: left; }
        p { margin: 0.2em 0 0.5em; }
        p.body { text-indent: 2.5em; }
        ul { margin: 0.2em 0 0.5em; padding-left: 3.5em; }
        table { font-size: 14pt; line-height: 1.35; table-layout: fixed; }
        table.dense { font-size: 12.5pt; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        .chart { position: relative; margin: 0 auto; font-size: 14.77pt; line-height: 15px; text-align: left; }
        .chart div { position: absolute; white-space: nowrap; }
        tbody.kept, .scroll.whole { break-inside: avoid; }
        .from { font-size: 12pt; margin-top: 0.1em; break-before: avoid; }
        .from a { color: inherit; text-decoration: none; }
        .sources { font-size: 12.5pt; table-layout: fixed; }
        .sources th:nth-child(1) { width: 6%; } .sources th:nth-child(2) { width: 13%; }
        .sources th:nth-child(3) { width: 43%; }
        .sources td { overflow-wrap: anywhere; }
        code { font: 6pt/1.3 "DejaVu Sans Mono", monospace; word-break: break-all; }
        .compact .cover { text-align: left; padding: 0 0 2mm; break-after: auto; border-bottom: 1pt solid #12365c; }
        .compact h1 { font-size: 22pt; margin: 0 0 0.2em; } .compact .cover .owner { font-size: 16pt; margin: 0; }
        .compact h2 { font-size: 18pt; }
        .compact .cover .step, .compact .cover .facts { font-size: 16pt; margin: 0; }
        .compact section, .compact .wide, .compact .wide + section { break-before: auto; page: auto; }
        .compact #part-summary, .compact #part-introduction, .compact #part-results { break-before: auto; }
        .compact #part-annexes, .compact #part-sources { break-before: auto; }
        .compact.side { page: wide; }
        """
    }
}
