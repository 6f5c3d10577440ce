import ArgumentParser
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// Starts everything on this machine; the work is `docker/local.sh`'s.
struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "เริ่มทุกบริการบนเครื่องนี้ — start the whole suite on this machine.")

    func run() throws { try LocalScript.run("up") }
}

struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "หยุดทุกบริการ ข้อมูลยังอยู่ — stop it; data stays.")

    func run() throws { try LocalScript.run("down") }
}

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "อะไรทำงานอยู่ และอยู่ที่ไหน — what runs, and where.")

    func run() throws { try LocalScript.run("status") }
}

enum LocalScript {
    /// Becomes `docker/local.sh command` of the source tree that this folder, one above it, or the binary is in.
    static func run(_ command: String) throws {
        let binary = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        for start in [FileManager.default.currentDirectoryPath, binary] {
            var folder = start[...]
            while !folder.isEmpty {
                let script = folder + "/docker/local.sh"
                if FileManager.default.fileExists(atPath: String(script)) { try become(String(script), command) }
                folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
            }
        }
        throw ValidationError(
            "ไม่พบ docker/local.sh ที่โฟลเดอร์นี้ — no docker/local.sh at or above this folder; run it from Phaen's source tree."
        )
    }

    private static func become(_ script: String, _ command: String) throws {
        var arguments: [UnsafeMutablePointer<CChar>?] = ["bash", script, command].map { (text: String) in strdup(text) }
        arguments.append(nil)
        execvp("bash", &arguments)
        throw ValidationError("bash: \(String(cString: strerror(errno)))")
    }
}
