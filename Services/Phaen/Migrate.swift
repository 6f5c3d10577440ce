import ArgumentParser
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#endif

/// Brings a service's database to the schema of its binary, without starting it.
struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "ปรับโครงสร้างฐานข้อมูลของบริการ — migrate a service's database, without starting the service.",
        discussion: "Reads the same PHAEN_… settings as the service itself; a service also migrates when it starts.")

    @Argument(help: "บริการ — plans, indicators, budget, reporting.")
    var service: String

    func validate() throws {
        guard ["plans", "indicators", "budget", "reporting"].contains(service) else {
            throw ValidationError("plans, indicators, budget, reporting")
        }
    }

    /// Becomes the service's own binary, which stands beside this one.
    func run() throws {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "phaen"
        let binary = own + "-" + service
        var arguments: [UnsafeMutablePointer<CChar>?] = [binary, "migrate"].map { (text: String) in strdup(text) }
        arguments.append(nil)
        execv(binary, &arguments)
        throw ValidationError("\(binary): \(String(cString: strerror(errno)))")
    }
}
