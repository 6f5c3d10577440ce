import Glibc
import JSONRPC

// phaen-fuzz [--seed N] [--inputs N]: seeded mutations of requests, each held against the parser's invariants.

func argument(_ name: String, _ standard: UInt64) -> UInt64 {
    let words = CommandLine.arguments
    guard let place = words.firstIndex(of: name), place + 1 < words.count else { return standard }
    return UInt64(words[place + 1]) ?? standard
}

/// Resident memory in MiB.
func residentMegabytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = fread(&buffer, 1, buffer.count, file)
    let words = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
    let pages = words.count > 1 ? Int(words[1]) ?? 0 : 0
    return (pages * sysconf(Int32(_SC_PAGESIZE))) >> 20
}

/// The conformance scripts' requests, and a few that are longer.
func corpus(beside file: String = #filePath) -> [[UInt8]] {
    var inputs = Corpus.requests.map { Array($0.utf8) }
    let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
    for name in ["requests", "ids", "batches", "strictness", "memory"] {
        guard let script = fopen("/\(tests)/ConformanceTests/scripts/\(name).txt", "r") else { continue }
        defer { fclose(script) }
        var buffer = [CChar](repeating: 0, count: 8_192)
        while fgets(&buffer, Int32(buffer.count), script) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if line.hasPrefix("--> ") || line.hasPrefix("<-- ") { inputs.append(Array(line.dropFirst(4).utf8)) }
        }
    }
    return inputs
}

let seed = argument("--seed", 1)
let inputs = Int(argument("--inputs", 1_000_000))
let requests = corpus()
var mutator = Mutator(corpus: requests, seed: seed)
var input: [UInt8] = []
var failures = 0
var residentAtStart = 0
let step = max(inputs / 20, 1)
print("\(inputs) inputs, seed \(seed), a corpus of \(requests.count)")

for number in 1...max(inputs, 1) {
    mutator.next(into: &input)
    if let fault = Invariants.fault(of: input) {
        failures += 1
        print("input \(number): \(fault)\n  \(String(decoding: input, as: UTF8.self).debugDescription)\n  \(input)")
        if failures >= 20 { break }
    }
    // Caches and buffers have their size by then.
    if number == min(step, 10_000) { residentAtStart = residentMegabytes() }
    if number % step == 0 {
        print("\(number * 100 / inputs) %, RSS \(residentMegabytes()) MiB")
        fflush(nil)
    }
}
let residentAtEnd = residentMegabytes()
print("\(inputs) inputs, seed \(seed), \(failures) failures, RSS \(residentAtStart) MiB → \(residentAtEnd) MiB")
// Growth is a failure as well; the allocator's own slack is not.
exit(failures == 0 && residentAtEnd <= residentAtStart + 16 ? 0 : 1)
