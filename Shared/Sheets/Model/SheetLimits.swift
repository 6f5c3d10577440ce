/// What a file may take while it is read. Everything beyond is refused with the place where it was passed.
public struct SheetLimits: Sendable, Hashable {
    /// The file as it came.
    public var bytesMax = 16 << 20
    /// All parts of a workbook unzipped, together: a file of 40 KB can unzip to gigabytes.
    public var unzippedBytesMax = 256 << 20
    /// A workbook's table of strings, which alone is held in memory.
    public var sharedStringsBytesMax = 48 << 20
    /// The last row's number.
    public var rowsMax = 200_000
    public var columnsMax = 1_000
    public var cellsMax = 4_000_000
    /// A cell's text as UTF-8: four bytes for each of Excel's 32,767 characters.
    public var cellBytesMax = 131_068
    public var mergesMax = 10_000

    public init() {}
    public static let standard = SheetLimits()
}
