import Kernel

/// What a service is: enough to make its process.
public struct ServiceDefinition: Sendable {
    /// `"plans"`; the name of its peers' settings, of its database and of its executable.
    public var name: String
    public var title: LocalizedText
    /// What it is for, a sentence or two, for its front page.
    public var summary: LocalizedText
    /// `"1.0.0"`
    public var version: String
    public var publicPort: Int
    /// A thousand above the public one.
    public var privatePort: Int { publicPort + 1_000 }
    /// Its modules, in the order in which their tables are made; what every service has is added by itself.
    public var modules: @Sendable (ServiceConfiguration) -> [any ServiceModule]

    public init(
        name: String, title: LocalizedText, summary: LocalizedText, version: String = ServiceDefinition.suiteVersion,
        publicPort: Int, modules: @escaping @Sendable (ServiceConfiguration) -> [any ServiceModule]
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.version = version
        self.publicPort = publicPort
        self.modules = modules
    }

    /// The four services are released together.
    public static let suiteVersion = "0.1.0"
}
