// swift-tools-version: 6.2
import PackageDescription

// `PHAEN_ONLY=Kernel,Postgres swift test` builds just these modules, what they stand on and their
// tests: the low modules need no package and are ready in seconds.
let only = Context.environment["PHAEN_ONLY"].map { Set($0.split(separator: ",").map(String.init)) }

let swift: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// MARK: - Packages

let packages: [String: Package.Dependency] = [
    "hummingbird": .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
    "jwt-kit": .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
    "swift-argument-parser": .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    "swift-configuration": .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
    "swift-crypto": .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    "swift-log": .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    "swift-mustache": .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    "swift-http-types": .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    "swift-nio": .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    "swift-nio-extras": .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),
    "swift-nio-ssl": .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.2"),
    "swift-service-lifecycle": .package(
        url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    "swift-subprocess": .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
]

let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// MARK: - Kinds of target

/// `embedded`: folders whose files are in the binary. `documents`: files that are only read.
func shared(
    _ name: String, _ dependencies: [Target.Dependency] = [], at path: String? = nil, embedded: [String] = [],
    documents: [String] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(path ?? name)", exclude: documents,
        resources: embedded.map { .embedInCode($0) }, swiftSettings: swift)
}

/// `pages`: documents beside its README. `embedded`: folders whose files are in the binary.
func service(
    _ name: String, _ dependencies: [Target.Dependency] = [], pages: [String] = [], embedded: [String] = []
) -> Target {
    .target(
        name: name,
        dependencies: [
            "Kernel", "JSONRPC", "RPCSchema", "Postgres", "RPCServer", "ServiceKit", "Accounts", "Directory", "Files",
            "ImportPages", "Pages", "Sheets",
        ] + dependencies,
        path: "Services/\(name)", exclude: ["README.md"] + pages, resources: embedded.map { .embedInCode($0) },
        swiftSettings: swift)
}

func main(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Services/\(name)", swiftSettings: swift)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, resources: resources,
        swiftSettings: swift)
}

// MARK: - Targets

let targets: [Target] = [
    // Shared, from the ground up
    shared("Kernel"),
    .systemLibrary(
        name: "CPostgres", path: "Shared/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .target(name: "CCurl", path: "Shared/CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .systemLibrary(name: "CExpat", path: "Shared/CExpat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CXlsxWriter", path: "Shared/CXlsxWriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CZlib", path: "Shared/CZlib", providers: [.apt(["zlib1g-dev"])]),
    shared("Postgres", ["Kernel", "CPostgres"]),
    shared("JSONRPC", ["Kernel"]),
    shared("RPCSchema", ["Kernel", "JSONRPC"]),
    shared("CommonContract", ["Kernel", "JSONRPC", "RPCSchema"], at: "Contracts/Common"),
    shared("PlansContract", ["CommonContract", "Kernel", "JSONRPC", "RPCSchema"], at: "Contracts/Plans"),
    shared("IndicatorsContract", ["CommonContract", "Kernel", "JSONRPC", "RPCSchema"], at: "Contracts/Indicators"),
    shared("BudgetContract", ["CommonContract", "Kernel", "JSONRPC", "RPCSchema"], at: "Contracts/Budget"),
    shared("ReportingContract", ["CommonContract", "Kernel", "JSONRPC", "RPCSchema"], at: "Contracts/Reporting"),
    shared("Sheets", ["Kernel", "JSONRPC", "CommonContract", "CExpat", "CXlsxWriter", "CZlib"]),
    shared("RPCClient", ["Kernel", "JSONRPC", "CCurl"]),
    shared(
        "RPCServer",
        [
            "CZlib", "Kernel", "JSONRPC", "RPCSchema", crypto, hummingbirdCore, hummingbirdHTTP2, httpTypes, jwt,
            lifecycle, logging, nioCore, nioHTTP1, nioHTTPTypes, nioPosix, nioSSL,
        ]),
    shared("Pages", ["Kernel", crypto, mustache], embedded: ["Assets", "Templates"], documents: ["LICENSE.fonts"]),
    shared(
        "ServiceKit",
        [
            "Kernel", "JSONRPC", "RPCSchema", "CommonContract", "Pages", "Postgres", "RPCClient", "RPCServer",
            configuration, crypto, lifecycle, logging, nioCore, signals,
        ]),
    shared("Directory", ["Kernel", "JSONRPC", "CommonContract", "Postgres", "RPCServer", "ServiceKit", "Sheets"]),
    shared(
        "Accounts",
        [
            "Kernel", "JSONRPC", "CommonContract", "Directory", "Pages", "Postgres", "RPCClient", "RPCServer",
            "ServiceKit", crypto, cryptoExtras, jwt, nioCore, nioPosix,
        ], embedded: ["Templates"]),
    shared("Files", ["Kernel", "JSONRPC", "CommonContract", "Postgres", "RPCServer", "ServiceKit", crypto]),
    shared(
        "ImportPages",
        [
            "Kernel", "JSONRPC", "CommonContract", "Pages", "Postgres", "RPCServer", "ServiceKit", "Sheets", crypto,
        ], embedded: ["Assets", "Templates"]),
    shared(
        "Procedures",
        ["Kernel", "JSONRPC", "CommonContract", "Directory", "Files", "Pages", "Postgres", "RPCServer", "ServiceKit"],
        embedded: ["Pages/Templates"]),

    // Services
    service(
        "Plans",
        [
            "PlansContract", "IndicatorsContract", "BudgetContract", "CommonContract", "Procedures", "RPCClient",
        ], embedded: ["Pages/Templates"]),
    service(
        "Indicators", ["IndicatorsContract", "CommonContract", "Procedures", "RPCClient", crypto],
        pages: ["FORMULAS.md"], embedded: ["Pages/Assets", "Pages/Templates"]),
    service(
        "Budget", ["BudgetContract", "IndicatorsContract", "CommonContract", "Procedures", "RPCClient", crypto],
        embedded: ["Pages/Templates"]),
    service(
        "Reporting",
        [
            "ReportingContract", "PlansContract", "IndicatorsContract", "BudgetContract", "CommonContract",
            "Procedures", "RPCClient", mustache, subprocess, crypto,
        ], pages: ["EMENSCR.md"], embedded: ["Pages/Templates"]),
    main("PlansMain", ["Plans", "ServiceKit"]),
    main("IndicatorsMain", ["Indicators", "ServiceKit"]),
    main("BudgetMain", ["Budget", "ServiceKit"]),
    main("ReportingMain", ["Reporting", "ServiceKit"]),
    main(
        "Phaen",
        [
            "Kernel", "JSONRPC", "RPCClient", "Postgres", "ServiceKit", "CommonContract", "PlansContract",
            "IndicatorsContract", "BudgetContract", "ReportingContract", "Plans", "Indicators", "Budget", "Reporting",
            "RPCServer", "Sheets", arguments, jwt, crypto,
        ]),

    // Tests, beside what they test
    .target(
        name: "TestSupport", dependencies: ["Kernel", "Postgres", "CZlib"], path: "Tests/TestSupport",
        swiftSettings: swift),
    .target(
        name: "ServiceTestSupport",
        dependencies: [
            "TestSupport", "CommonContract", "Kernel", "JSONRPC", "Postgres", "RPCServer", "ServiceKit", "Directory",
            "Files",
        ],
        path: "Tests/ServiceTestSupport", swiftSettings: swift),
    tests("KernelTests", ["Kernel"]),
    tests("PagesTests", ["Pages", "Kernel"]),
    tests(
        "AccountsTests",
        [
            "Accounts", "Directory", "Pages", "ServiceKit", "Postgres", "RPCServer", "CommonContract", "JSONRPC",
            "Kernel", "TestSupport", "ServiceTestSupport", crypto,
        ]),
    tests("JSONRPCTests", ["JSONRPC", "Kernel"]),
    tests("RPCSchemaTests", ["RPCSchema", "JSONRPC", "Kernel"]),
    tests("SheetsTests", ["Sheets", "CommonContract", "CZlib", "Kernel", "TestSupport"]),
    tests("PostgresTests", ["Postgres", "Kernel", "TestSupport"]),
    tests("RPCClientTests", ["RPCClient", "JSONRPC", "Kernel", "TestSupport"]),
    tests("RPCServerTests", ["CZlib", "RPCServer", "RPCSchema", "JSONRPC", "Kernel", crypto, lifecycle, logging]),
    tests(
        "ServiceKitTests",
        [
            "ServiceKit", "Pages", "Postgres", "RPCServer", "RPCClient", "CommonContract", "JSONRPC", "Kernel",
            "TestSupport", "ServiceTestSupport", crypto,
        ]),
    tests(
        "DirectoryTests",
        [
            "Directory", "ServiceKit", "Postgres", "RPCServer", "CommonContract", "JSONRPC", "Kernel", "TestSupport",
            "ServiceTestSupport",
        ]),
    tests(
        "FilesTests",
        [
            "Files", "ServiceKit", "Postgres", "RPCServer", "CommonContract", "JSONRPC", "Kernel", "TestSupport",
            "ServiceTestSupport",
        ]),
    tests(
        "ProceduresTests",
        [
            "Procedures", "Files", "Directory", "Pages", "ServiceKit", "Postgres", "RPCServer", "CommonContract",
            "JSONRPC", "Kernel", "TestSupport", "ServiceTestSupport",
        ]),
    tests(
        "PlansTests",
        [
            "Plans", "PlansContract", "IndicatorsContract", "BudgetContract", "CommonContract", "Procedures",
            "RPCServer", "ServiceKit", "Sheets", "Postgres", "JSONRPC", "Kernel", "TestSupport", "ServiceTestSupport",
        ]),
    tests(
        "IndicatorsTests",
        [
            "Indicators", "IndicatorsContract", "CommonContract", "Directory", "Files", "Pages", "Procedures",
            "ServiceKit",
            "Postgres", "Sheets", "RPCClient", "RPCServer", "JSONRPC", "Kernel", "TestSupport", "ServiceTestSupport",
        ], exclude: ["Readers"]),
    tests(
        "BudgetTests",
        [
            "Budget", "BudgetContract", "IndicatorsContract", "CommonContract", "Directory", "Files", "Pages",
            "Procedures", "RPCServer", "ServiceKit", "Postgres", "JSONRPC", "Kernel", "TestSupport",
            "ServiceTestSupport",
        ], exclude: ["Readers"]),
    tests(
        "ReportingTests",
        [
            "Reporting", "Pages", "ReportingContract", "PlansContract", "IndicatorsContract", "BudgetContract",
            "CommonContract",
            "Procedures", "ServiceKit", "Sheets", "RPCServer", "Postgres", "JSONRPC", "Kernel", "TestSupport",
            "ServiceTestSupport", crypto, subprocess,
        ], exclude: ["Readers"]),
    .target(
        name: "ConformanceSupport", dependencies: ["JSONRPC", "Kernel", "RPCClient"],
        path: "Tests/ConformanceSupport", swiftSettings: swift),
    tests(
        "ConformanceTests",
        [
            "ConformanceSupport", "JSONRPC", "RPCSchema", "Kernel", "CommonContract", "PlansContract",
            "IndicatorsContract", "BudgetContract", "ReportingContract",
        ], exclude: ["scripts"]),
    tests(
        "SystemTests",
        [
            "Phaen", "PlansMain", "IndicatorsMain", "BudgetMain", "ReportingMain", "RPCClient", "RPCServer", "JSONRPC",
            "Kernel", "Postgres", "ServiceKit", "Directory", "CommonContract", "PlansContract", "IndicatorsContract",
            "BudgetContract", "ReportingContract", "TestSupport", "ServiceTestSupport", "ConformanceSupport",
        ], exclude: ["Readers"]),
    tests("TidyTests", []),
    .executableTarget(
        name: "FuzzJSONRPC", dependencies: ["JSONRPC", "Kernel"], path: "Tests/FuzzJSONRPC", swiftSettings: swift),
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "Kernel", "JSONRPC", "Postgres", "RPCClient", "CommonContract", "Plans", "PlansContract",
            "IndicatorsContract", "BudgetContract", "ReportingContract", "Sheets",
        ],
        path: "Tests/Benchmarks", exclude: ["beside", "README.md", "Pages/pages.py"], swiftSettings: swift),
]

// MARK: - Selection

func names(_ target: Target) -> [String] {
    target.dependencies.compactMap {
        switch $0 {
        case .byNameItem(let name, _), .targetItem(let name, _): name
        default: nil
        }
    }
}

func selected(_ all: [Target]) -> [Target] {
    guard let only else { return all }
    var wanted = only.union(only.map { "\($0)Tests" })
    while true {
        let next = wanted.union(all.filter { wanted.contains($0.name) }.flatMap(names))
        if next == wanted { break }
        wanted = next
    }
    return all.filter { wanted.contains($0.name) }
}

let chosen = selected(targets)
let packageNames = Set(
    chosen.flatMap(\.dependencies).compactMap { dependency -> String? in
        if case .productItem(_, let package, _, _) = dependency { return package }
        return nil
    })
let executables = [
    ("phaen-plans", "PlansMain"), ("phaen-indicators", "IndicatorsMain"), ("phaen-budget", "BudgetMain"),
    ("phaen-reporting", "ReportingMain"), ("phaen", "Phaen"), ("phaen-fuzz", "FuzzJSONRPC"),
    ("phaen-bench", "Benchmarks"),
]

let package = Package(
    name: "phaen",
    platforms: [.macOS(.v15)],
    products: executables.filter { pair in chosen.contains { $0.name == pair.1 } }
        .map { .executable(name: $0.0, targets: [$0.1]) },
    dependencies: packages.filter { packageNames.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value),
    targets: chosen
)
