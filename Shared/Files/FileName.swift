/// What a file's name says that it is.
enum FileName {
    private static let texts: Set = ["text/plain", "text/csv"]
    private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    private static let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    private static let slides = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    private static let open = "application/vnd.oasis.opendocument."

    private static let types: [String: Set<String>] = [
        "pdf": ["application/pdf"], "png": ["image/png"], "jpg": ["image/jpeg"], "jpeg": ["image/jpeg"],
        "jpe": ["image/jpeg"], "jfif": ["image/jpeg"], "gif": ["image/gif"], "webp": ["image/webp"],
        "doc": ["application/msword"], "xls": ["application/vnd.ms-excel"], "ppt": ["application/vnd.ms-powerpoint"],
        "docx": [word], "xlsx": [sheet], "pptx": [slides], "odt": [open + "text"], "ods": [open + "spreadsheet"],
        "odp": [open + "presentation"], "zip": ["application/zip"], "json": ["application/json", "text/plain"],
        "csv": texts, "tsv": texts, "tab": texts, "txt": texts, "text": texts, "log": texts, "md": texts,
    ]

    /// Endings of what is not taken: programs, pages and documents that run something, and formats of which the bytes
    /// do not tell whether they are whole.
    private static let others: Set = [
        "exe", "com", "bat", "cmd", "msi", "scr", "pif", "cpl", "dll", "lnk", "reg", "hta", "js", "mjs", "jse", "vbs",
        "vbe", "wsf", "ps1", "sh", "jar", "apk", "app", "dmg", "iso", "html", "htm", "xhtml", "mht", "svg", "xml",
        "php",
        "asp", "aspx", "jsp", "py", "pl", "rb", "docm", "xlsm", "xlsb", "pptm", "rtf", "heic", "heif", "tif", "tiff",
        "bmp", "avif", "mp3", "mp4", "mov", "avi", "mkv", "webm", "rar", "7z", "tar", "gz", "bz2", "xz",
    ]

    /// The media types that a name's ending stands for; `nil` where it says nothing: no ending, or one that is none
    /// (`ศธ 04088.125`).
    static func types(of name: String) -> Set<String>? {
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        if let known = types[ending] { return known }
        return others.contains(ending) ? [] : nil
    }
}
