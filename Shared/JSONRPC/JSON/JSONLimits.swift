/// Bounds on what is parsed; whatever is above them is refused before it costs anything.
public struct JSONLimits: Sendable, Hashable {
    /// Bytes of the whole text.
    public var bytesMax: Int
    /// Nesting of arrays and objects.
    public var depthMax: Int
    /// Members of one object.
    public var membersMax: Int
    /// Values in the whole text, names included.
    public var tokensMax: Int

    public init(bytesMax: Int = 16 << 20, depthMax: Int = 32, membersMax: Int = 1_000, tokensMax: Int = 4_000_000) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.membersMax = membersMax
        self.tokensMax = tokensMax
    }
}

/// Why a text is not JSON as RFC 8259 has it, and where.
public struct JSONParseError: Error, Sendable, Hashable {
    public enum Reason: String, Sendable {
        case unexpectedEnd, unexpectedByte, trailingBytes, invalidNumber, invalidEscape, loneSurrogate, controlCharacter
        case invalidUTF8, duplicateName, tooLong, tooDeep, tooManyMembers, tooManyValues
    }

    public let reason: Reason
    /// Bytes from the beginning of the text.
    public let offset: Int
}
