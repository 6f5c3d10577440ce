/// Breaks a label into lines where a reader of Thai would. Thai has few spaces; a picture has no dictionary of the
/// language as pages have: lines break at spaces, before words that begin many compounds of the field, and before a vowel
/// that stands first in its syllable.
struct LabelLines {
    /// Room of a line in ems.
    let room: Double
    let most: Int
    let ems: (String) -> Double

    /// Words before which a line may always end.
    private static let words = [
        "การ", "ความ", "และ", "หรือ", "ของ", "เพื่อ", "ให้", "ใน", "ที่", "ทาง", "ทุก", "ตาม", "ด้วย", "โดย", "ต่อ", "จาก",
        "พัฒนา", "ส่งเสริม", "สนับสนุน", "ยกระดับ", "สร้าง", "จัด", "คุณภาพ", "คุณลักษณะ", "ผู้เรียน", "ผู้", "ครู", "บุคลากร",
        "ระบบ", "บริหาร", "แผนงาน", "โครงการ", "งบ", "ราย", "ยุทธศาสตร์", "จังหวัด", "สถานศึกษา", "ศึกษา", "สมรรถนะ", "ศตวรรษ",
        "มั่นคง", "ร่วม", "ภาค", "ส่วน", "มี", "อยู่", "เสมอภาค", "โอกาส", "เท่าเทียม", "เทคโนโลยี", "ประเด็น", "เป้าหมาย", "สังคม",
        "จำเป็น", "ทักษะ",
    ]

    func lines(_ label: String) -> [String] {
        var lines = [""]
        for piece in pieces(label) {
            let last = lines[lines.count - 1]
            if last.isEmpty || ems(last + piece.trimmed) <= room {
                lines[lines.count - 1] += piece
            } else {
                lines.append(piece.first == " " ? String(piece.dropFirst()) : piece)
            }
            // A piece that no line holds is cut where it has to be.
            while ems(lines[lines.count - 1]) > room, lines[lines.count - 1].count > 1 {
                let line = lines[lines.count - 1]
                var head = line
                while head.count > 1, ems(head) > room { head.removeLast() }
                lines[lines.count - 1] = head
                lines.append(String(line.dropFirst(head.count)))
            }
        }
        lines = lines.map(\.trimmed).filter { !$0.isEmpty }
        guard lines.count > most else { return lines.isEmpty ? [""] : lines }
        var kept = Array(lines.prefix(most))
        var last = kept[most - 1]
        while last.count > 1, ems(last + "…") > room { last.removeLast() }
        kept[most - 1] = last.trimmed + "…"
        return kept
    }

    /// The label in pieces between which lines may end.
    private func pieces(_ label: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var rest = label[...]
        while let character = rest.first {
            let isWord = Self.words.contains { rest.unicodeScalars.starts(with: $0.unicodeScalars) }
            let isVowel = ("\u{0E40}"..."\u{0E44}").contains(character.unicodeScalars.first ?? " ")
            // Not within two letters of the last place: จำเป็น stays one word.
            if character == " " || isWord || (isVowel && piece.count > 2), !piece.isEmpty {
                pieces.append(piece)
                piece = ""
            }
            piece.append(character)
            rest = rest.dropFirst()
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        let head = drop { $0 == " " }
        return String(head.reversed().drop { $0 == " " }.reversed())
    }
}
