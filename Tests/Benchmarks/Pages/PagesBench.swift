import Glibc

/// `phaen-bench pages`: the pages' figures, measured by `pages.py` beside this file, as other people's browsers and
/// programs meet them. All options go on to it.
struct PagesBench {
    /// The readers' environment, which has Playwright.
    let python: String
    let script: String
    let words: [String]

    init(_ words: [String]) {
        let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.startIndex))
        script = folder + "/pages.py"
        python =
            getenv("PHAEN_TEST_PYTHON").map { String(cString: $0) } ?? folder + "/../../../.build/readers/bin/python"
        self.words = words
    }

    /// Its exit code: 0 where every limit holds.
    func run() -> Int32 {
        let line = ([python, "-u", script] + words).map(Tools.quoted).joined(separator: " ")
        return system(line) == 0 ? 0 : 1
    }
}
