import Kernel
import Testing

@Suite struct CodeTests {
    @Test func digits() {
        #expect(ThaiDigits.thai("ปี 2566 (Q1)") == "ปี ๒๕๖๖ (Q๑)")
        #expect(ThaiDigits.arabic("๐๑๒๓๔๕๖๗๘๙") == "0123456789")
        for value in 0...2_000 {
            #expect(ThaiDigits.arabic(ThaiDigits.thai(String(value))) == String(value))
        }
        // Marks that combine with a letter stay with it.
        #expect(ThaiDigits.arabic("ที่ ๑") == "ที่ 1")
    }

    @Test func letterNumbers() throws {
        let letter = try #require(LetterNumber("ที่ ศธ ๐๒๑๑๐/ว ๑๒๓๔"))
        #expect(letter.description == "ศธ 02110/ว1234")
        #expect(letter.text() == "ศธ ๐๒๑๑๐/ว๑๒๓๔")
        #expect(letter.isCircular && letter.owner == "02110" && letter.running == 1_234)
        for text in ["ศธ 02110/1234", "พช 0016.3/ว5", "ศธ 04008/1", "มท 0810.4/ว9999999", "ศธ 0242.01/77"] {
            #expect(LetterNumber(text)?.description == text)
            #expect(LetterNumber(LetterNumber(text)?.text() ?? "")?.description == text)
        }
        for text in [
            "", "02110/1", "ศธ/1", "ศธ 02110", "ศธ 02110/", "ศธ 02110/ว", "ศธ 02110/0", "ED 02110/1", "ศธ 1/2/3",
            "ศธ .1/2", "ศธ 1./2", "ศธ 02110/12345678",
        ] {
            #expect(LetterNumber(text) == nil, "\(text)")
        }
    }

    @Test func codes() {
        #expect(GFMISAgency("21002")?.text == "21002" && GFMISAgency("2100") == nil && GFMISAgency("21 02") == nil)
        #expect(GFMISBudgetUnit("2100200067")?.text == "2100200067" && GFMISBudgetUnit("21002000671") == nil)
        #expect(GFMISFund("6611200")?.text == "6611200" && GFMISFund("๖๖๑๑๒๐๐") == nil)
        #expect(GFMISBudgetCode("20002060001003210001")?.text == "20002060001003210001")
        #expect(GFMISBudgetCode("2000206000100321000A") == nil)
        #expect(SubdistrictCode("670101")?.district.text == "6701")
        #expect(DistrictCode("6701")?.province == ProvinceCode("67"))
        #expect(ProvinceCode("00") == nil && ProvinceCode("6") == nil)
    }

    @Test func instantsAndIDs() throws {
        let instant = try #require(Instant("2022-10-01T00:00:00+07:00"))
        #expect(instant.description == "2022-09-30T17:00:00Z")
        #expect(instant.dateInThailand.description == "2022-10-01")
        #expect(Instant("1969-12-31T23:59:59.999999Z")?.microsecondsSinceEpoch == -1)
        let earlier = ID(at: instant)
        let later = ID(at: instant.adding(seconds: 1))
        #expect(earlier < later && earlier.description < later.description)
        #expect(ID(earlier.description) == earlier && ID(earlier.description.uppercased()) == earlier)
        #expect(Reference(earlier.description).id == earlier && Reference("67-01").code == "67-01")
    }
}
