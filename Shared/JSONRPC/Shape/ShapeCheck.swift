import Kernel

/// Compares a value with a shape and notes everything that does not fit, each with its RFC 6901 pointer.
enum ShapeCheck {
    static func check(_ node: JSONNode, _ shape: JSONShape, at path: String, _ problems: inout Problems) {
        switch shape {
        case .any: break
        case .null: expect(node.kind == .null, node, path, LocalizedText("null", "null"), &problems)
        case .boolean:
            expect(node.kind == .bool, node, path, LocalizedText("true หรือ false", "true or false"), &problems)
        case .number: expect(node.kind == .number, node, path, LocalizedText("ตัวเลข", "a number"), &problems)
        case .integer(let minimum, let maximum): integer(node, minimum, maximum, path, &problems)
        case .string(let format, let pattern): string(node, format, pattern, path, &problems)
        case .choice(let names):
            let list = names.joined(separator: ", ")
            let fits = node.string.map(names.contains) ?? false
            expect(fits, node, path, LocalizedText("หนึ่งใน \(list)", "one of \(list)"), &problems)
        case .array(let element):
            expect(node.kind == .array, node, path, LocalizedText("อาร์เรย์", "an array"), &problems)
            for (index, item) in node.elements.enumerated() { check(item, element, at: "\(path)/\(index)", &problems) }
        case .map(let value):
            expect(node.kind == .object, node, path, LocalizedText("อ็อบเจกต์", "an object"), &problems)
            for member in node.members {
                check(member.value, value, at: path + pointer(member.name.string ?? ""), &problems)
            }
        case .object(_, let members): object(node, members, path, &problems)
        }
    }

    /// `/name` with RFC 6901's escapes.
    static func pointer(_ name: String) -> String {
        var out = "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": out += "~0"
            case "/": out += "~1"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func object(
        _ node: JSONNode, _ members: [JSONShapeMember], _ path: String, _ problems: inout Problems
    ) {
        guard node.kind == .object else {
            return expect(false, node, path, LocalizedText("อ็อบเจกต์", "an object"), &problems)
        }
        for member in members {
            guard let value = node[member.name], value.kind != .null || member.isRequired else {
                if member.isRequired, node[member.name] == nil {
                    problems.add(
                        path + pointer(member.name), "required", th: "ต้องระบุ “\(member.name)”",
                        en: "“\(member.name)” is required")
                }
                continue
            }
            check(value, member.shape, at: path + pointer(member.name), &problems)
        }
        for member in node.members {
            let name = member.name.string ?? ""
            if members.contains(where: { $0.name == name }) { continue }
            let known = members.map(\.name).joined(separator: ", ")
            problems.add(
                path + pointer(name), "unknown", th: "ไม่รู้จัก “\(name)” ที่ใช้ได้คือ \(known)",
                en: "“\(name)” is not known here; known are \(known)")
        }
    }

    private static func integer(
        _ node: JSONNode, _ minimum: Int64?, _ maximum: Int64?, _ path: String, _ problems: inout Problems
    ) {
        let value = node.number.flatMap(Int64.init)
        let fits = value.map { $0 >= minimum ?? .min && $0 <= maximum ?? .max } ?? false
        let range =
            switch (minimum, maximum) {
            case (let low?, let high?): (" \(low)–\(high)", " from \(low) to \(high)")
            case (let low?, nil): (" ไม่น้อยกว่า \(low)", " not below \(low)")
            default: ("", "")
            }
        expect(fits, node, path, LocalizedText("จำนวนเต็ม" + range.0, "a whole number" + range.1), &problems)
    }

    private static func string(
        _ node: JSONNode, _ format: String?, _ pattern: String?, _ path: String, _ problems: inout Problems
    ) {
        guard let text = node.string else {
            return expect(false, node, path, LocalizedText("ข้อความ", "a string"), &problems)
        }
        switch format {
        case "uuid":
            expect(ID(text) != nil, node, path, LocalizedText("UUID", "a UUID"), &problems)
        case "date":
            let fits = CalendarDate(text) != nil
            expect(fits, node, path, LocalizedText("วันที่แบบ 2022-10-01", "a date like 2022-10-01"), &problems)
        case "date-time":
            let fits = Instant(text) != nil
            expect(
                fits, node, path, LocalizedText("เวลาแบบ 2022-10-01T02:00:00Z", "an instant like 2022-10-01T02:00:00Z"),
                &problems)
        default:
            guard let pattern, let regex = try? Regex(pattern) else { return }
            let fits = text.wholeMatch(of: regex) != nil
            expect(
                fits, node, path, LocalizedText("ข้อความตามแบบ \(pattern)", "a string that matches \(pattern)"),
                &problems)
        }
    }

    private static func expect(
        _ fits: Bool, _ node: JSONNode, _ path: String, _ wanted: LocalizedText, _ problems: inout Problems
    ) {
        guard !fits else { return }
        let given = String(decoding: node.bytes.prefix(80), as: UTF8.self)
        problems.add(
            path, "type", th: "ต้องเป็น\(wanted.th) แต่ได้รับ \(given)", en: "must be \(wanted.en ?? ""), is \(given)")
    }
}
