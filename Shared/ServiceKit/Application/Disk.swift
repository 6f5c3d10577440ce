import Glibc

/// The disk that a folder is on.
enum Disk {
    /// Bytes that this process may still use, and all; `nil` where the system does not say. Of a folder that is not made
    /// yet the one above it is looked at.
    static func space(of folder: String) -> (free: Int, total: Int)? {
        var path = folder
        var found = statvfs()
        while statvfs(path, &found) != 0 {
            guard path != "/", path != "." else { return nil }
            path = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            if path.isEmpty { path = "/" }
        }
        let block = Int(found.f_frsize)
        return (Int(found.f_bavail) * block, Int(found.f_blocks) * block)
    }
}
