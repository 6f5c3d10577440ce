import Kernel

extension LocalizedText {
    /// A province in a sentence or title: lists have its name alone, `เพชรบูรณ์`; Bangkok is called by it everywhere.
    var asProvince: LocalizedText {
        let isWhole = th.hasPrefix("จังหวัด") || th == "กรุงเทพมหานคร"
        let english = en.map { $0.hasSuffix("Province") || th == "กรุงเทพมหานคร" ? $0 : $0 + " Province" }
        return LocalizedText(th: isWhole ? th : "จังหวัด" + th, en: english)
    }
}
