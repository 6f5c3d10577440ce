import Kernel
import RPCServer

extension ServiceConfiguration {
    /// Reads and checks everything.
    /// - Throws: `ConfigurationProblems` with all that is wrong.
    public init(environment: [String: String], table: SettingsTable) throws(ConfigurationProblems) {
        var reader = SettingsReader(table: table, environment: environment)
        publicAddress = EndpointAddress(host: reader.text("publicHost") ?? "", port: reader.number("publicPort"))
        privateAddress = EndpointAddress(host: reader.text("privateHost") ?? "", port: reader.number("privatePort"))
        certificate = ServiceConfiguration.certificate(&reader)
        database = Database(&reader)
        tokens = Tokens(&reader)
        peers = Peers(&reader)
        sites = ServiceConfiguration.sites(&reader)
        provider = Provider(&reader)
        provider?.authorityFile = peers.authorityFile
        signInTries = reader.number("signInTries")
        mail = Mail(&reader)
        limits = RPCServerLimits(&reader)
        fileBytesMax = reader.number("fileBytesMax")
        dataFolder = reader.text("data") ?? ""
        province = reader.text("province")
        openDataLicence = reader.text("openDataLicence") ?? ""
        emenscrDueDays = reader.number("emenscrDueDays")
        logLevel = reader.text("logLevel") ?? "info"
        drainTime = .seconds(reader.number("drainSeconds"))
        stopTime = .seconds(reader.number("stopSeconds"))
        if let province, province.utf8.count != 2 || !province.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            reader.add("province", th: "ต้องเป็นเลขสองหลัก เช่น 67", en: "must be two digits, as 67")
        }
        if fileBytesMax / 3 * 4 + 4_096 > min(limits.bodyBytesMax, limits.answerBytesMax) {
            reader.add(
                "fileBytesMax", th: "ใหญ่เกินกว่าจะส่งเป็น base 64 ในคำขอเดียว เพิ่ม bodyBytesMax และ answerBytesMax ด้วย",
                en: "does not fit one request as base 64: raise bodyBytesMax and answerBytesMax too")
        }
        if publicAddress.port == privateAddress.port, publicAddress.port != 0,
            publicAddress.host == privateAddress.host
        {
            reader.add("privatePort", th: "ต้องต่างจากพอร์ตภายนอก", en: "must differ from the public port")
        }
        warnings = reader.warnings
        inForce = reader.inForce
        if !reader.problems.isEmpty { throw ConfigurationProblems(problems: reader.problems.items) }
    }

    private static func sites(_ reader: inout SettingsReader) -> [String: String] {
        var sites: [String: String] = [:]
        for (name, key) in [
            ("plans", "sitePlans"), ("indicators", "siteIndicators"), ("budget", "siteBudget"),
            ("reporting", "siteReporting"),
        ] {
            guard let address = reader.text(key) else { continue }
            let isPath = address.hasPrefix("/") && !address.hasPrefix("//") && !address.contains("?")
            guard address.hasSuffix("/"), isPath || Setting.isAddress(address) else {
                reader.add(
                    key, th: "ต้องเป็น /…/ หรือ https://…/ (ลงท้ายด้วย /)", en: "must be /…/ or https://…/, ending with /")
                continue
            }
            sites[name] = address
        }
        return sites
    }

    private static func certificate(_ reader: inout SettingsReader) -> EndpointCertificate? {
        switch (reader.text("tlsCertificateFile"), reader.text("tlsKeyFile")) {
        case (let chain?, let key?): return EndpointCertificate(chainFile: chain, keyFile: key)
        case (nil, nil): return nil
        case (_, nil):
            reader.add("tlsKeyFile", th: "ต้องตั้งพร้อมใบรับรอง", en: "has to be set together with the certificate")
        case (nil, _):
            reader.add("tlsCertificateFile", th: "ต้องตั้งพร้อมกุญแจ", en: "has to be set together with the key")
        }
        return nil
    }
}

extension ServiceConfiguration.Database {
    init(_ reader: inout SettingsReader) {
        let given = reader.text("database")
        if given == nil {
            reader.add(
                "database", th: "ต้องตั้ง เช่น host=/run/postgresql dbname=phaen_plans user=phaen_plans",
                en: "is needed, as host=/run/postgresql dbname=phaen_plans user=phaen_plans")
        }
        connection = given ?? ""
        password = nil
        if let path = reader.text("databasePasswordFile") {
            password = Files.secret(path)
            if password == nil {
                reader.add("databasePasswordFile", th: "แฟ้มว่างหรืออ่านไม่ได้", en: "the file is empty or cannot be read")
            }
        }
        sharedConnections = reader.number("databaseShared")
        leasedConnections = reader.number("databaseLeased")
        acquireTimeout = .milliseconds(reader.number("databaseAcquireTimeoutMs"))
        statementTimeout = .milliseconds(reader.number("databaseStatementTimeoutMs"))
        preparesStatements = reader.text("databasePrepare") != "off"
        waitLimit = .seconds(reader.number("databaseWaitSeconds"))
    }
}

extension ServiceConfiguration.Tokens {
    init?(_ reader: inout SettingsReader) {
        let issuer = reader.text("issuer") ?? ""
        let audience = reader.text("audience") ?? ""
        let algorithms = Setting.list(reader.text("algorithms") ?? "").compactMap(TokenAlgorithm.init)
        let refreshSeconds = reader.number("jwksRefreshSeconds")
        guard let keySet = reader.text("jwks") else { return nil }
        self.init(
            keySet: keySet, refreshSeconds: refreshSeconds, issuer: issuer, audience: audience,
            algorithms: Set(algorithms))
    }
}

extension ServiceConfiguration.Peers {
    init(_ reader: inout SettingsReader) {
        addresses = [:]
        addresses["plans"] = reader.text("peerPlans")
        addresses["indicators"] = reader.text("peerIndicators")
        addresses["budget"] = reader.text("peerBudget")
        addresses["reporting"] = reader.text("peerReporting")
        tokenFile = reader.text("peerTokenFile")
        authorityFile = reader.text("peerCaFile")
        directory = reader.text("directoryPeer")
        offices = [:]
        officeTokens = [:]
        let tokens = reader.text("officeTokens")
        for item in Setting.list(reader.text("offices") ?? "") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            let addresses = parts.count == 2 ? parts[1].split(separator: "|").map(String.init) : []
            let isProvince = parts[0].utf8.count == 2 && parts[0].utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isProvince, !addresses.isEmpty, addresses.allSatisfy(Setting.isAddress), offices[parts[0]] == nil
            else {
                reader.add(
                    "offices", th: "ต้องเป็น รหัสจังหวัด=ที่อยู่ คั่นด้วยจุลภาค เช่น 67=https://a.example,65=https://b.example",
                    en: "must be province=address with commas between, each province once, as "
                        + "67=https://a.example,65=https://b.example")
                break
            }
            offices[parts[0]] = parts[1]
            if let path = tokens.map({ "\($0)/\(parts[0]).token" }), Files.isReadable(path) {
                officeTokens[parts[0]] = path
            }
        }
        if let directory, addresses[directory] == nil {
            reader.add("directoryPeer", th: "ต้องตั้งที่อยู่ของบริการนั้นด้วย", en: "needs the address of that service too")
        }
    }
}

extension ServiceConfiguration.Provider {
    init?(_ reader: inout SettingsReader) {
        guard let issuer = reader.text("oidcIssuer") else { return nil }
        let client = reader.text("oidcClient")
        if client == nil { reader.add("oidcClient", th: "ต้องตั้งพร้อม oidcIssuer", en: "is needed with oidcIssuer") }
        let back = reader.text("oidcReturn")
        if back?.hasSuffix("/signin/provider/return") != true {
            reader.add(
                "oidcReturn", th: "ต้องลงท้ายด้วย /signin/provider/return", en: "must end with /signin/provider/return")
        }
        self.init(
            issuer: issuer, client: client ?? "", secret: reader.text("oidcSecretFile").flatMap(Files.secret),
            name: reader.text("oidcName") ?? issuer, returnAddress: back ?? "")
    }
}

extension ServiceConfiguration.Mail {
    init?(_ reader: inout SettingsReader) {
        guard let server = reader.text("mailServer") else { return nil }
        if !server.hasPrefix("smtp://"), !server.hasPrefix("smtps://") {
            reader.add(
                "mailServer", th: "ต้องขึ้นต้นด้วย smtp:// หรือ smtps://", en: "must begin with smtp:// or smtps://")
        }
        let from = reader.text("mailFrom")
        if from?.contains("@") != true {
            reader.add("mailFrom", th: "ต้องเป็นที่อยู่อีเมลของผู้ส่ง", en: "must be the sender's mail address")
        }
        let password = reader.text("mailPasswordFile").flatMap(Files.secret)
        self.init(
            server: server, user: reader.text("mailUser"), password: password, from: from ?? "",
            fromName: reader.text("mailFromName"), requiresTLS: reader.text("mailTls") != "off")
    }
}

extension RPCServerLimits {
    init(_ reader: inout SettingsReader) {
        self.init()
        bodyBytesMax = reader.number("bodyBytesMax")
        bodiesBytesMax = reader.number("bodiesBytesMax")
        answerBytesMax = reader.number("answerBytesMax")
        batchMembersMax = reader.number("batchMembersMax")
        inFlightMax = reader.number("inFlightMax")
        connectionsMax = reader.number("connectionsMax")
        idleTimeout = .seconds(reader.number("idleTimeoutSeconds"))
        bodyTimeout = .seconds(reader.number("bodyTimeoutSeconds"))
        callDurationMax = .seconds(reader.number("callSecondsMax"))
        callsPerSecond = reader.number("callsPerSecond")
        callsBurst = reader.number("callsBurst")
        anonymousCallsPerSecond = reader.number("anonymousCallsPerSecond")
        anonymousCallsBurst = reader.number("anonymousCallsBurst")
        if let text = reader.text("trustedProxies") {
            if let proxies = TrustedProxies(text) {
                trustedProxies = proxies
            } else {
                reader.add(
                    "trustedProxies", th: "ต้องเป็นที่อยู่หรือเครือข่าย คั่นด้วยจุลภาค เช่น 127.0.0.1,10.0.0.0/8",
                    en: "must be addresses or networks with commas between, as 127.0.0.1,10.0.0.0/8")
            }
        }
    }
}
