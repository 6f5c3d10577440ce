import Kernel

/// When activities really began and ended, as their offices recorded it with `emenscr.write`; no other service knows it.
struct ActivityDays: Codable, Sendable {
    struct Days: Codable, Sendable {
        var activity: String
        var start: CalendarDate?
        var end: CalendarDate?
    }

    /// When it was read.
    var readAt: Instant
    /// In the order of their codes; without those that neither began nor ended.
    var days: [Days]
}
