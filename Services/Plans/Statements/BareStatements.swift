/// The statements that the benchmarks measure without the service around them.
public enum BareStatements {
    /// `$1` to `$4`: id, province, code and plan of the element, `$5` version, `$6` and `$7` the caller's provinces and
    /// places, `$8` year of the figures.
    public static let traceUp = TraceUpward.sql
    public static let traceDown = TraceDownward.sql
    /// `$1` province, `$2` plan, `$3` version, `$4` the plan's code.
    public static let coverage = Coverage.sql
    /// `$1` to `$3` plan and version, `$4` the province, `$5` and `$6` the caller's provinces and places.
    public static let servedInProvince = GoalsServedInProvince.sql
    /// `$1` to `$3` plan and version, `$4` the code of the row before, `$5` to `$8` filters, `$9` limit.
    public static let elementPage = ElementPage.sql
}
