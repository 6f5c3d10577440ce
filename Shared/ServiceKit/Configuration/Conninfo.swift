extension ServiceConfiguration.Database {
    /// libpq's connection string with the password of its file.
    var conninfo: String {
        guard let password else { return connection }
        guard connection.hasPrefix("postgres://") || connection.hasPrefix("postgresql://") else {
            return "\(connection) password='\(quoted(password))'"
        }
        return connection + (connection.contains("?") ? "&" : "?") + "password=" + escaped(password)
    }

    private func quoted(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }

    /// RFC 3986: everything but the unreserved characters as `%XX`.
    private func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }
}
