import Kernel

/// What those who run a service are shown of its process: as what it was started, and how it goes.
public struct ServiceOperation: Sendable {
    public var version: String
    public var startedAt: Instant
    /// Every setting as it is in force, in the order in which help prints them.
    public var settings: [SettingInForce]
    /// What is odd in the settings and no reason not to start.
    public var warnings: [LocalizedText]
    /// Where the service keeps its files.
    public var dataFolder: String
    /// Where mail is handed in; `nil`: no mail is sent.
    public var mailServer: String?
    /// Looks at the service now.
    public var look: @Sendable () async -> ServiceHealth

    public init(
        version: String, startedAt: Instant, settings: [SettingInForce], warnings: [LocalizedText], dataFolder: String,
        mailServer: String?, look: @escaping @Sendable () async -> ServiceHealth
    ) {
        self.version = version
        self.startedAt = startedAt
        self.settings = settings
        self.warnings = warnings
        self.dataFolder = dataFolder
        self.mailServer = mailServer
        self.look = look
    }
}

/// How a service goes at a moment.
public struct ServiceHealth: Sendable {
    public struct Peer: Sendable {
        public var name: String
        public var address: String
        /// `nil`: not looked at yet.
        public var isReachable: Bool?

        public init(name: String, address: String, isReachable: Bool?) {
            self.name = name
            self.address = address
            self.isReachable = isReachable
        }
    }

    public var isReady: Bool
    public var peers: [Peer]
    /// What whoever runs the database should know, as its log says it.
    public var databaseWarnings: [LocalizedText]
    /// Requests that are being worked on.
    public var requestsInFlight: Int
    /// Memory of the process that is resident, in bytes; `nil` where the system does not say.
    public var memoryBytes: Int?
    /// Free and whole space of the disk that the service's files are on, in bytes.
    public var disk: (free: Int, total: Int)?

    public init(
        isReady: Bool, peers: [Peer], databaseWarnings: [LocalizedText], requestsInFlight: Int, memoryBytes: Int?,
        disk: (free: Int, total: Int)?
    ) {
        self.isReady = isReady
        self.peers = peers
        self.databaseWarnings = databaseWarnings
        self.requestsInFlight = requestsInFlight
        self.memoryBytes = memoryBytes
        self.disk = disk
    }
}

/// A setting with its value and where that came from. Of secrets nothing is kept.
public struct SettingInForce: Sendable {
    public enum Source: Sendable, Equatable {
        case environment
        /// The JSON file that `PHAEN_CONFIG_FILE` names.
        case file
        case standard
        /// Nobody set it, and it has no value of its own.
        case none
    }

    /// `"PHAEN_PUBLIC_PORT"`
    public var variable: String
    public var meaning: LocalizedText
    /// `nil`: it is secret, or there is none.
    public var value: String?
    public var isSecret: Bool
    public var source: Source

    public init(variable: String, meaning: LocalizedText, value: String?, isSecret: Bool, source: Source) {
        self.variable = variable
        self.meaning = meaning
        self.value = value
        self.isSecret = isSecret
        self.source = source
    }
}
