/// The statements that the benchmarks measure without the service around them.
public enum BareStatements {
    /// `$1` to `$4`: id, province, code and plan of the element, `$5` version, `$6` and `$7` the caller's provinces and
    /// places.
    public static let traceUp = TraceUpward.sql
    public static let traceDown = TraceDownward.sql
    /// `$1` to `$3`: id, province and code of the plan, `$4` version, `$5` and `$6` the caller's provinces and places.
    public static let coverage = Coverage.sql
    /// `$1` to `$3` plan and version, `$4` the province, `$5` and `$6` the caller's provinces and places.
    public static let servedInProvince = GoalsServedInProvince.sql
    /// `$1` to `$6` as for the coverage, `$7` the code of the row before, `$8` to `$11` filters, `$12` limit.
    public static let elementPage = ElementPage.sql
}
