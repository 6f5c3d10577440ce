import Kernel
import Testing

@Suite struct CalendarTests {
    /// Every day of Buddhist years 2400 to 2700, once, in order.
    static let allDays: [CalendarDate] = {
        guard let first = CalendarDate(buddhistYear: 2400, month: 1, day: 1),
            let last = CalendarDate(buddhistYear: 2700, month: 12, day: 31)
        else { return [] }
        return (first.daysSinceEpoch...last.daysSinceEpoch).compactMap(CalendarDate.init(daysSinceEpoch:))
    }()

    @Test func countOfDays() {
        // 301 years, 73 of them leap (1857 to 2157, without 1900, 2100).
        #expect(Self.allDays.count == 301 * 365 + 73)
    }

    @Test func everyDayHasOneNumberAndOneText() {
        var previous: CalendarDate?
        var failures = 0
        for day in Self.allDays {
            if let previous, previous >= day || previous.adding(days: 1) != day { failures += 1 }
            if CalendarDate(day.description) != day { failures += 1 }
            if CalendarDate(buddhistYear: day.buddhistYear, month: day.month, day: day.day) != day { failures += 1 }
            previous = day
        }
        #expect(failures == 0)
    }

    @Test func everyDayIsInOneFiscalYearAndQuarter() {
        var failures = 0
        for day in Self.allDays {
            guard let year = FiscalYear(containing: day), let quarter = FiscalQuarter(containing: day) else {
                failures += 1
                continue
            }
            if !year.days.contains(day) || !quarter.days.contains(day) || quarter.year != year { failures += 1 }
            if year.quarters.filter({ $0.days.contains(day) }) != [quarter] { failures += 1 }
        }
        #expect(failures == 0)
    }

    @Test func quartersTileTheirYear() throws {
        for number in 2400...2700 {
            let year = try #require(FiscalYear(number))
            let quarters = year.quarters
            #expect(quarters[0].firstDay == year.firstDay)
            #expect(quarters[3].lastDay == year.lastDay)
            for (left, right) in zip(quarters, quarters.dropFirst()) {
                #expect(left.lastDay.adding(days: 1) == right.firstDay)
                #expect(left.next == right && right.previous == left)
            }
            #expect(year.next.map { $0.firstDay } == year.lastDay.adding(days: 1))
        }
    }

    @Test func fiscalYear2566() throws {
        let year = try #require(FiscalYear(2566))
        #expect(year.firstDay.description == "2022-10-01")
        #expect(year.lastDay.description == "2023-09-30")
        #expect(
            year.quarters.map { $0.firstDay.description } == ["2022-10-01", "2023-01-01", "2023-04-01", "2023-07-01"])
        #expect(
            year.quarters.map { $0.reportDueDay.description } == [
                "2023-01-07", "2023-04-07", "2023-07-07", "2023-10-07",
            ])
        #expect(FiscalQuarter("2566-Q3")?.description == "2566-Q3")
        #expect(FiscalQuarter("2566-Q5") == nil && FiscalQuarter("2566Q1") == nil && FiscalYear(2399) == nil)
    }

    @Test func academicYears() throws {
        let calendar = AcademicCalendar.standard
        var failures = 0
        for day in Self.allDays {
            guard let year = calendar.year(containing: day) else {
                if day.buddhistYear != 2400 { failures += 1 }
                continue
            }
            if day < calendar.firstDay(of: year) || day > calendar.lastDay(of: year) { failures += 1 }
        }
        #expect(failures == 0)
        let year = try #require(AcademicYear(2566))
        #expect(calendar.firstDay(of: year).description == "2023-05-16")
        #expect(calendar.lastDay(of: year).description == "2024-05-15")
        let other = try #require(AcademicCalendar(month: 5, day: 10))
        #expect(try other.year(containing: #require(CalendarDate("2023-05-10"))) == year)
        #expect(AcademicCalendar(month: 2, day: 29) == nil)
    }

    @Test func everyDayIsReadBackFromEveryThaiForm() {
        var failures = 0
        for day in Self.allDays {
            let digits: Digits = day.day % 2 == 0 ? .thai : .arabic
            for style in [ThaiDate.Style.long, .short, .numeric]
            where ThaiDate.parse(ThaiDate.text(day, style, digits: digits)) != day {
                failures += 1
            }
        }
        #expect(failures == 0)
    }

    @Test func thaiFormsOfADay() throws {
        let day = try #require(CalendarDate("2022-12-14"))
        #expect(ThaiDate.text(day) == "๑๔ ธันวาคม ๒๕๖๕")
        #expect(ThaiDate.text(day, .short, digits: .arabic) == "14 ธ.ค. 2565")
        #expect(ThaiDate.text(day, .numeric) == "๑๔/๑๒/๒๕๖๕")
        #expect(ThaiDate.text(day, .monthAndYear, digits: .arabic) == "ธันวาคม 2565")
        let instant = try #require(Instant("2022-12-13T19:05:59Z"))
        #expect(ThaiDate.text(instant, digits: .arabic) == "14 ธันวาคม 2565 เวลา 02.05 น.")
        for text in ["วันที่ ๑๔ เดือนธันวาคม พ.ศ. ๒๕๖๕", "14 ธ.ค. 65", "14-12-2565", "14.12.2565", "๑๔  ธค ๒๕๖๕"] {
            #expect(ThaiDate.parse(text) == day, "\(text)")
        }
        #expect(ThaiDate.parse("29 กุมภาพันธ์ 2567")?.description == "2024-02-29")
        // Before 1941 the year is read by the same addition.
        #expect(ThaiDate.parse("24 มิถุนายน 2475")?.description == "1932-06-24")
        for text in [
            "", "14", "29 กุมภาพันธ์ 2566", "14/12/2022", "14/12/65", "2565-12-14", "31 เมษายน 2566", "14 ธันวาคม",
            "14 ธันวาคม 2565 x", "-1/12/2565", "14/12/2565/1", "ธันวาคม 14 2565",
        ] {
            #expect(ThaiDate.parse(text) == nil, "\(text)")
        }
    }
}
