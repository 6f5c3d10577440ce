import Kernel
import ReportingContract

/// The style of official documents: A4, 3 cm on the left and 2 cm on the right, letters of 16 points of TH Sarabun.
enum DocumentStyle {
    static func style(
        _ kind: OfficialDocumentKind, _ medium: HTMLReport.Medium, _ font: DocumentFont, _ digits: Digits
    ) -> String {
        if medium == .screen { return common + screen }
        let paper = paper(counter: digits == .thai ? "thai" : "decimal")
        return common + font.applied(to: kind == .certificate ? paper + certificatePaper : paper)
    }

    private static let common = """
        body { color: #000000; line-height: 1.35; }
        p, h1, h2 { margin: 0; }
        h1 { font-size: inherit; font-weight: normal; }
        h2 { font-size: inherit; font-weight: bold; margin: 0.6em 0 0.2em; break-after: avoid; }
        .urgency { color: #b00000; font-weight: bold; font-size: 1.6em; position: absolute; }
        .garuda { text-align: center; height: 30mm; }
        .garuda img { height: 30mm; }
        .memo .garuda { text-align: left; height: 15mm; position: absolute; }
        .memo .garuda img { height: 15mm; }
        .letter .issuer { float: right; width: 86mm; }
        .number { padding-right: 88mm; }
        .date { clear: both; padding-left: 50%; margin: 0.4em 0; }
        .field { margin: 0.3em 0; padding-left: 1.25cm; text-indent: -1.25cm; }
        .field.long { padding-left: 2.5cm; text-indent: -2.5cm; }
        .field .label { margin-right: 0.35cm; }
        .field .entry + .entry { display: block; text-indent: 0; }
        .halves { padding-left: 0; text-indent: 0; }
        .memo .field { padding-left: 0; text-indent: 0; }
        .half { margin-left: 3cm; }
        .form { text-align: center; font-weight: bold; }
        .memo .form { font-size: 1.8em; line-height: 15mm; }
        .centre { text-align: center; }
        .order h1, .certificate h1 { font-weight: bold; }
        .rule { width: 6cm; border-bottom: 0.7pt solid #000000; margin: 0.3em auto 0.6em; }
        .body { text-indent: 2.5cm; margin-top: 0.3em; }
        .item { padding-left: 2.5cm; text-indent: -1cm; margin-top: 0.2em; }
        .item .count { display: inline-block; min-width: 0.85cm; text-indent: 0; }
        .resolution { padding-left: 2.5cm; margin: 0.3em 0; }
        .given { padding-left: 2.5cm; margin-top: 1em; }
        .end { margin-top: 1em; break-inside: avoid; break-before: avoid; }
        .closing { padding-left: 45%; text-align: center; }
        .signers { padding-left: 45%; text-align: center; }
        .signer { break-inside: avoid; }
        .signature { height: 3.2em; }
        .contact { margin-top: 1.5em; break-inside: avoid; }
        .people { border-collapse: collapse; width: 100%; margin-bottom: 0.4em; }
        .people td, .people th { border: 0; text-align: left; font-weight: normal; padding: 0 0.6em 0 0; vertical-align: top; }
        .people { table-layout: fixed; }
        .people .count { width: 1cm; text-align: right; }
        .people .seat { width: 26%; }
        .certificate main { text-align: center; }
        .certificate .form { font-size: 1.8em; }
        .certificate .holder { font-size: 1.9em; font-weight: bold; margin: 0.3em 0; }
        .certificate .body { text-indent: 0; }
        .certificate .signers { padding-left: 0; }
        .certificate .signer { display: inline-block; width: 46%; vertical-align: top; }
        .certificate .signer:only-child { width: 80%; }
        .scroll table { border-collapse: collapse; width: 100%; margin: 0.2em 0; }
        .scroll th, .scroll td { border: 0.5pt solid #000000; padding: 0.1em 0.4em; vertical-align: top; text-align: left; }
        .scroll thead th { background: #ededed; text-align: center; }
        .scroll tbody th { font-weight: normal; }
        .scroll .figure { text-align: right; white-space: nowrap; }
        .scroll thead .figure { white-space: normal; text-align: center; }
        .scroll tr.total > * { font-weight: bold; }
        .caption { font-weight: bold; break-after: avoid; margin-top: 0.4em; }

        """

    private static let screen = """
        body { font-family: "TH Sarabun New", Sarabun, Laksaman, "Noto Sans Thai", sans-serif; font-size: 1.35rem; background: #e9ecef; margin: 0; }
        main { max-width: 160mm; margin: 1rem auto; padding: 15mm 20mm 20mm 30mm; background: #ffffff; box-shadow: 0 1px 4px #888888; position: relative; }
        .scroll { overflow-x: auto; }
        .formats { text-align: center; padding-top: 0.5rem; }
        a { color: #0b4f9e; } a:focus-visible { outline: 3px solid #e08a00; }
        @media (max-width: 50rem) { main { padding: 5mm; } .letter .issuer { float: none; width: auto; } .number { padding: 0; } }
        @media print { .formats { display: none; } main { box-shadow: none; } }
        """

    private static func paper(counter: String) -> String {
        """
        @page { size: A4; margin: 25mm 20mm 20mm 30mm;
          @top-center { content: "- " counter(page, \(counter)) " -"; font-family: Laksaman; font-size: 16pt; } }
        @page :first { margin-top: 15mm; @top-center { content: none; } }
        body { font-family: Laksaman, sans-serif; font-size: 16pt; line-height: 1.65; }
        p { orphans: 2; widows: 2; }
        .scroll table { font-size: 14pt; table-layout: fixed; }
        .scroll table.dense { font-size: 12.5pt; }
        thead { display: table-header-group; }
        tr, tbody.kept, .scroll.whole { break-inside: avoid; }

        """
    }

    private static let certificatePaper = """
        @page { size: A4 landscape; margin: 10mm; border: 3pt double #7a5c1e; padding: 6mm 12mm; }
        @page :first { margin-top: 10mm; }
        body { font-size: 28pt; line-height: 1.3; }
        .signature { height: 2em; }
        """
}
