import CommonContract
import IndicatorsContract
import JSONRPC
import Kernel
import Pages
import RPCServer
import ServiceKit

extension ResultStatus {
    /// In words, with the class of its tag: each has a shape of its own, so that it is read without its colour.
    var title: (words: LocalizedText, tag: String) {
        switch self {
        case .achieved: (LocalizedText("บรรลุ", "Achieved"), "done")
        case .onTrack: (LocalizedText("ตามแผน", "On track"), "track")
        case .behind: (LocalizedText("ล่าช้ากว่าแผน", "Behind"), "behind")
        case .atRisk: (LocalizedText("เสี่ยงไม่บรรลุ", "At risk"), "risk")
        case .notEvaluated: (LocalizedText("ยังประเมินไม่ได้", "Not evaluated"), "open")
        }
    }
}

extension TrendKind {
    var words: LocalizedText {
        switch self {
        case .improving: LocalizedText("↗ ดีขึ้น", "↗ improving")
        case .steady: LocalizedText("→ คงที่", "→ steady")
        case .worsening: LocalizedText("↘ แย่ลง", "↘ worsening")
        case .unknown: LocalizedText("ยังบอกแนวโน้มไม่ได้", "no trend yet")
        }
    }
}

extension DataFamily {
    var words: LocalizedText {
        switch self {
        case .basic: LocalizedText("ข้อมูลพื้นฐาน", "Basic data")
        case .quality: LocalizedText("คุณภาพการศึกษา", "Quality of education")
        case .special: LocalizedText("ข้อมูลเฉพาะกิจ", "For a purpose")
        }
    }
}

extension Period {
    /// As people say it.
    var title: LocalizedText {
        let year = String(description.dropFirst(2))
        switch type {
        case .fiscalYear: return LocalizedText("ปีงบประมาณ \(year)", "Fiscal year \(year)")
        case .academicYear: return LocalizedText("ปีการศึกษา \(year)", "Academic year \(year)")
        case .fiscalQuarter:
            let parts = description.split(separator: "-Q").map(String.init)
            return LocalizedText("ไตรมาส \(parts.last ?? "")/\(parts.first ?? "")", description)
        case .month: return LocalizedText(ThaiDate.text(firstDay, .monthAndYear, digits: .arabic), description)
        }
    }

    /// Below a chart, where there is little room.
    var mark: LocalizedText {
        switch type {
        case .fiscalYear, .academicYear: LocalizedText(th: String(description.dropFirst(2)))
        case .fiscalQuarter: title
        case .month: LocalizedText(ThaiDate.text(firstDay, .monthAndYear, digits: .arabic), description)
        }
    }

    /// The last periods of a type, up to the one that a day lies in or a given one; oldest first.
    static func last(_ count: Int, upTo last: Period) -> [Period] {
        var periods = [last]
        while periods.count < count, let before = periods[0].previous { periods.insert(before, at: 0) }
        return periods
    }

    static func of(_ type: PeriodType, on day: CalendarDate) -> Period? {
        guard let year = FiscalYear(containing: day) else { return nil }
        switch type {
        case .fiscalYear: return .fiscalYear(year)
        case .academicYear: return Period("AY\(day.month >= 5 ? day.year + 543 : day.year + 542)")
        case .fiscalQuarter: return year.quarters.last { $0.firstDay <= day }.map(Period.quarter)
        case .month: return Period(String(day.description.prefix(7)))
        }
    }
}
