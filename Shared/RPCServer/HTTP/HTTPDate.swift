import Kernel
import Synchronization

/// The `Date` header (RFC 9110 §5.6.7), made once a second.
final class HTTPDate: Sendable {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private let made = Mutex<(second: Int64, text: String)>((-1, ""))

    func text(at now: Instant) -> String {
        let second = max(0, now.microsecondsSinceEpoch / 1_000_000)
        return made.withLock { made in
            if made.second != second { made = (second, HTTPDate.format(second)) }
            return made.text
        }
    }

    static func format(_ second: Int64) -> String {
        let days = Int(second / 86_400)
        let rest = Int(second % 86_400)
        guard let date = CalendarDate(daysSinceEpoch: days) else { return "" }
        return "\(HTTPDate.days[days % 7]), \(two(date.day)) \(months[date.month - 1]) \(date.year) "
            + "\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60)) GMT"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}
