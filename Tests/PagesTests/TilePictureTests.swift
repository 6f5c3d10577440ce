import Testing

@testable import Pages

/// Pictures of places and of parts: whole, and the data's own text never more than text.
@Suite struct TilePictureTests {
    @Test func aTileSaysNameFiguresAndWhereItLeads() {
        let tiles = [
            TilePicture.Tile(name: "หล่มสัก", part: 3, whole: 12, address: "?district=6703&view=all", note: "! ล่าช้า 2"),
            TilePicture.Tile(name: "<script>", part: 0, whole: 0, address: "?\"x"),
        ]
        let html = TilePicture(title: "รายอำเภอ", tiles: tiles).html
        #expect(html.contains("หล่มสัก") && html.contains("/ 12") && html.contains("?district=6703&amp;view=all"))
        #expect(html.contains("width=\"35\"") && !html.contains("<script>") && !html.contains("\"?\"x"))
        #expect(html.split(separator: "<li>").count == 3)
    }

    @Test(arguments: [(0, 10, 0), (1, 10, 1), (4, 10, 2), (9, 10, 3), (10, 10, 4), (0, 0, 0), (12, 10, 4)])
    func shadesGoWithTheShare(_ part: Int, _ whole: Int, _ shade: Int) {
        #expect(TilePicture.shade(part, whole) == shade)
    }

    @Test func partsFillTheirBar() {
        let html = PartsPicture(title: "ทั้งหมด", parts: [("ก", 1), ("ข", 0), ("ค", 3)]).html
        #expect(html.contains("class=\"p0\" x=\"0\" width=\"250\"") && html.contains("x=\"250\" width=\"750\""))
        #expect(html.contains("ข <b>0</b>"))
    }
}
