import Kernel

/// Thai digits in running text, as official documents have them: figures, dates and numbers of letters turn; codes stay
/// as they are (`67-SI1`, `SDG 4`, `120101V01F01`), because people look for them letter by letter.
enum ThaiFigures {
    static func text(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        var followsName = false
        while index < scalars.count {
            guard isPart(scalars[index]) else {
                // A name such as "SDG 4" goes on over a space; anything else ends it.
                if scalars[index] != " " { followsName = false }
                result.append(scalars[index])
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, isPart(scalars[index]) { index += 1 }
            let word = scalars[start..<index]
            let turns = isFigure(word) && !followsName
            for scalar in word { result.append(turns ? thai(scalar) : scalar) }
            followsName = word.contains(where: isLatin)
        }
        return String(result)
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || isLatin(scalar) || "-_/.,:%".unicodeScalars.contains(scalar)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    /// Digits with signs between them; a hyphen only as a minus before them: elsewhere it joins the parts of a code.
    private static func isFigure(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        let rest = word.first == "-" ? word.dropFirst() : word
        return rest.contains(where: isDigit) && rest.allSatisfy { isDigit($0) || "/.,:%".unicodeScalars.contains($0) }
    }

    private static func thai(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        isDigit(scalar) ? Unicode.Scalar(scalar.value - 0x30 + 0x0E50) ?? scalar : scalar
    }
}
