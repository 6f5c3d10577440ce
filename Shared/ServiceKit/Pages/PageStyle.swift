/// The look that all pages share, also served at `/assets/phaen.css`. No font is shipped: each entry of the family is
/// what some system of an office has for Thai.
public enum PageStyle {
    public static let css = """
        :root { --ink: #1d2733; --soft: #5a6776; --line: #d7dee6; --ground: #f6f8fa; --accent: #1f5f8b; --good: #1b7f4d;
          --warn: #a15c00; --bad: #b3261e; color-scheme: light; }
        * { box-sizing: border-box; }
        body { margin: 0; color: var(--ink); background: #fff;
          font: 17px/1.6 "Noto Sans Thai", "Sarabun", "TH Sarabun New", Laksaman, "Leelawadee UI", Thonburi, sans-serif; }
        .bar { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: baseline; padding: .8rem 1.5rem;
          background: var(--accent); }
        .bar a { color: #fff; text-decoration: none; }
        .bar a:hover, .bar a:focus { text-decoration: underline; }
        .bar .name { font-weight: 700; font-size: 1.15rem; }
        .bar nav { margin-left: auto; display: flex; gap: 1.2rem; }
        main { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
        h1 { font-size: 1.7rem; line-height: 1.35; margin: .4rem 0 1rem; }
        h2 { font-size: 1.25rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 1.4rem 0 .3rem; }
        a { color: var(--accent); }
        table { border-collapse: collapse; width: 100%; margin: .8rem 0; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
        th { background: var(--ground); font-weight: 600; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        code, pre { font: .87em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
        pre { background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem;
          overflow-x: auto; }
        .soft { color: var(--soft); }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
        .card { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1.1rem; margin: .8rem 0; }
        .tag { display: inline-block; padding: 0 .5em; border: 1px solid var(--line); border-radius: 1em;
          background: var(--ground); font-size: .85em; }
        .scroll { overflow-x: auto; }
        details summary { cursor: pointer; }
        footer { color: var(--soft); font-size: .87rem; text-align: center; padding: 2rem 1rem; }
        @media print { .bar nav { display: none; } body { font-size: 12pt; } }

        """
}
