/// Every setting of a service, in the order in which help prints them.
public struct SettingsTable: Sendable {
    public let settings: [Setting]

    /// - Parameter definition: gives the default ports.
    public init(publicPort: Int, privatePort: Int) {
        settings =
            SettingsTable.network(publicPort: publicPort, privatePort: privatePort) + SettingsTable.database
            + SettingsTable.identity + SettingsTable.pages + SettingsTable.peers + SettingsTable.mail
            + SettingsTable.limits
            + SettingsTable.process
    }

    public subscript(key: String) -> Setting? { settings.first { $0.key == key } }

    private static let port = Setting.Kind.integer(0...65_535)

    private static func network(publicPort: Int, privatePort: Int) -> [Setting] {
        [
            Setting(
                "configFile", .file, th: "แฟ้ม JSON ที่มีค่าตั้งเหล่านี้ (ตัวแปรระบบมาก่อน)",
                en: "JSON file with any of these settings by key; the environment goes before it"),
            Setting(
                "publicHost", .text, default: "127.0.0.1", th: "ที่อยู่ที่รับคำขอจากภายนอก",
                en: "address that callers connect to; 0.0.0.0 for all"),
            Setting(
                "publicPort", port, default: String(publicPort), th: "พอร์ตของ /rpc และหน้าเว็บ",
                en: "port of /rpc and the pages; 0 takes any free one"),
            Setting(
                "privateHost", .text, default: "127.0.0.1", th: "ที่อยู่ของพอร์ตภายใน",
                en: "address of the private port; never reachable from outside"),
            Setting(
                "privatePort", port, default: String(privatePort), th: "พอร์ตของ /live /ready /metrics",
                en: "port of /live, /ready and /metrics"),
            Setting(
                "tlsCertificateFile", .file, th: "ใบรับรอง TLS (PEM ทั้งสาย) ถ้ามีจะใช้ HTTPS และ HTTP/2",
                en: "certificate chain (PEM); with it the public port speaks TLS, HTTP/1.1 and HTTP/2"),
            Setting("tlsKeyFile", .file, th: "กุญแจของใบรับรอง (PEM)", en: "key of that certificate (PEM)"),
        ]
    }

    private static let database = [
        Setting(
            "database", .text, isSecret: true, th: "การเชื่อมต่อ PostgreSQL แบบ libpq (หลายโฮสต์ได้)",
            en: "how to reach PostgreSQL, as libpq writes it (key=value or postgresql://…); several hosts may be named"),
        Setting(
            "databasePasswordFile", .file, th: "แฟ้มรหัสผ่านฐานข้อมูล", en: "file with the database role's password"),
        Setting(
            "databaseShared", .integer(1...16), default: "2", th: "จำนวนการเชื่อมต่อร่วมสำหรับคำสั่งเดี่ยว",
            en: "connections that many single statements share"),
        Setting(
            "databaseLeased", .integer(1...64), default: "4", th: "จำนวนการเชื่อมต่อสำหรับธุรกรรม",
            en: "connections for transactions, imports and listening"),
        Setting(
            "databaseAcquireTimeoutMs", .integer(10...600_000), default: "5000", th: "เวลารอการเชื่อมต่อว่าง (มิลลิวินาที)",
            en: "how long a transaction waits for a free connection"),
        Setting(
            "databaseStatementTimeoutMs", .integer(10...3_600_000), default: "30000", th: "เวลาสูงสุดของคำสั่งเดียว",
            en: "longest time of one statement"),
        Setting(
            "databasePrepare", .choice(["on", "off"]), default: "on", th: "เตรียมคำสั่งไว้ล่วงหน้า (ปิดเมื่ออยู่หลังตัวรวมการเชื่อมต่อ)",
            en: "prepared statements; off behind a connection pooler that does not keep them"),
        Setting(
            "databaseWaitSeconds", .integer(0...86_400), default: "300", th: "เวลารอฐานข้อมูลตอนเริ่ม (0 = ไม่รอ)",
            en: "how long a start waits for the database"),
    ]

    private static let identity = [
        Setting(
            "jwks", .fileOrAddress, th: "กุญแจสาธารณะของผู้ออกบัตร (JWKS) เป็นแฟ้มหรือที่อยู่",
            en: "the issuer's public keys (JWKS), a file or an address; without it no token is valid"),
        Setting(
            "jwksRefreshSeconds", .integer(10...86_400), default: "300", th: "อ่านกุญแจใหม่ทุกกี่วินาที",
            en: "how often the keys are read again"),
        Setting("issuer", .text, default: "phaen", th: "ผู้ออกบัตร (iss)", en: "issuer that tokens must name (iss)"),
        Setting("audience", .text, default: "phaen", th: "ผู้รับบัตร (aud)", en: "audience that tokens must name (aud)"),
        Setting(
            "algorithms",
            .several(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]),
            default: "RS256,ES256,EdDSA", th: "วิธีลงนามที่ยอมรับ", en: "signature algorithms that are accepted"),
    ]

    private static let pages = [
        Setting("sitePlans", .text, th: "ที่อยู่หน้าเว็บของบริการแผนสำหรับเบราว์เซอร์ เช่น /plans/", en: siteMeaning),
        Setting("siteIndicators", .text, th: "ที่อยู่หน้าเว็บของบริการตัวชี้วัดสำหรับเบราว์เซอร์", en: siteMeaning),
        Setting("siteBudget", .text, th: "ที่อยู่หน้าเว็บของบริการงบประมาณสำหรับเบราว์เซอร์", en: siteMeaning),
        Setting("siteReporting", .text, th: "ที่อยู่หน้าเว็บของบริการรายงานสำหรับเบราว์เซอร์", en: siteMeaning),
        Setting(
            "oidcIssuer", .address, th: "ผู้ให้บริการยืนยันตัวตน (OpenID Connect) ที่ใช้เข้าสู่ระบบได้",
            en: "OpenID Connect provider by which people may sign in as well"),
        Setting("oidcClient", .text, th: "รหัสของบริการที่ผู้ให้บริการยืนยันตัวตน", en: "client id at that provider"),
        Setting("oidcSecretFile", .file, th: "แฟ้มรหัสลับของบริการที่ผู้ให้บริการนั้น", en: "file with the client's secret"),
        Setting("oidcName", .text, th: "ชื่อผู้ให้บริการที่แสดงบนปุ่ม", en: "what the button calls the provider"),
        Setting(
            "oidcReturn", .address, th: "ที่อยู่เต็มของ /signin/provider/return ของบริการนี้สำหรับเบราว์เซอร์",
            en: "the whole address of this service's /signin/provider/return, as registered with the provider"),
    ]

    private static let siteMeaning =
        "where browsers find that service's pages, as /plans/ behind a gateway or https://plans.example.go.th/"

    private static let peers = [
        Setting("peerPlans", .address, th: "ที่อยู่บริการแผน", en: "address of the plans service"),
        Setting("peerIndicators", .address, th: "ที่อยู่บริการตัวชี้วัด", en: "address of the indicators service"),
        Setting("peerBudget", .address, th: "ที่อยู่บริการงบประมาณ", en: "address of the budget service"),
        Setting("peerReporting", .address, th: "ที่อยู่บริการรายงาน", en: "address of the reporting service"),
        Setting(
            "peerTokenFile", .file, th: "แฟ้มบัตรที่ใช้เรียกบริการอื่น (อ่านใหม่เมื่อเปลี่ยน)",
            en: "file with the token for calls to the other services; read again when it changes"),
        Setting(
            "peerCaFile", .file, th: "ใบรับรองของผู้ออกใบรับรองที่เชื่อถือ",
            en: "certificate authority of the other services (PEM)"),
        Setting(
            "directoryPeer", .choice(["plans", "indicators", "budget", "reporting"]),
            th: "บริการที่เป็นต้นทางทำเนียบหน่วยงาน", en: "service whose directory of organisations this one follows"),
        Setting(
            "offices", .text, th: "บริการเดียวกันของจังหวัดอื่นที่รับข้อมูลตาม เช่น 67=https://a.example,65=https://b.example",
            en: "the same service of other offices that this one follows, by province, as "
                + "67=https://a.example,65=https://b.example"),
        Setting(
            "officeTokens", .folder, th: "โฟลเดอร์บัตรของแต่ละจังหวัด (67.token) ถ้าต่างจาก peerTokenFile",
            en: "folder with a token for each office (67.token) where it differs from peerTokenFile"),
    ]

    private static let mail = [
        Setting(
            "mailServer", .text, th: "เครื่องส่งอีเมล เช่น smtp://mail.example.go.th:587 (ไม่ตั้ง = ไม่ส่งอีเมล)",
            en: "where mail is handed in, as smtp://host:587 or smtps://host:465; without it no mail is sent"),
        Setting("mailUser", .text, th: "ชื่อผู้ใช้ของเครื่องส่งอีเมล", en: "user at the mail server"),
        Setting("mailPasswordFile", .file, th: "แฟ้มรหัสผ่านของเครื่องส่งอีเมล", en: "file with that user's password"),
        Setting("mailFrom", .text, th: "ที่อยู่ผู้ส่ง", en: "address that mail comes from; needed with mailServer"),
        Setting("mailFromName", .text, th: "ชื่อผู้ส่ง", en: "name that mail comes from"),
        Setting(
            "mailTls", .choice(["on", "off"]), default: "on", th: "ต้องเข้ารหัส (ปิดได้เฉพาะเครื่องส่งบนเครื่องเดียวกัน)",
            en: "refuses a mail server without TLS; off only for a relay on the same machine"),
    ]

    private static let limits = [
        Setting(
            "bodyBytesMax", .integer(1_024...1_073_741_824), default: "8388608", th: "ขนาดคำขอสูงสุด (ไบต์)",
            en: "longest request body, bytes"),
        Setting(
            "bodiesBytesMax", .integer(1_048_576...68_719_476_736), default: "134217728",
            th: "ขนาดรวมของคำขอใหญ่ที่รับพร้อมกัน (ไบต์)",
            en: "all bodies over 64 KiB that are being received or worked on, bytes"),
        Setting(
            "answerBytesMax", .integer(65_536...1_073_741_824), default: "16777216", th: "ขนาดคำตอบสูงสุด (ไบต์)",
            en: "longest answer, bytes"),
        Setting(
            "fileBytesMax", .integer(1_024...536_870_912), default: "5242880", th: "ขนาดแฟ้มแนบสูงสุด (ไบต์)",
            en: "longest stored file, bytes; it comes as base 64, a third longer, in one request"),
        Setting(
            "batchMembersMax", .integer(1...10_000), default: "100", th: "จำนวนคำขอสูงสุดในชุด", en: "most calls in a batch"),
        Setting(
            "inFlightMax", .integer(1...100_000), default: "1024", th: "คำขอที่ทำพร้อมกันสูงสุด",
            en: "most requests worked on at a time"),
        Setting(
            "connectionsMax", .integer(1...100_000), default: "4096", th: "การเชื่อมต่อสูงสุด", en: "most open connections"),
        Setting(
            "idleTimeoutSeconds", .integer(1...3_600), default: "60", th: "ปิดการเชื่อมต่อที่ว่างนานเท่านี้",
            en: "a connection without a request is closed after this"),
        Setting(
            "bodyTimeoutSeconds", .integer(1...3_600), default: "30", th: "เวลาสูงสุดในการส่งคำขอ",
            en: "longest time to send a body"),
        Setting(
            "callSecondsMax", .integer(1...3_600), default: "60", th: "เวลาสูงสุดของคำขอหนึ่ง",
            en: "longest time of one call"),
        Setting(
            "callsPerSecond", .integer(1...1_000_000), default: "1000", th: "อัตราเรียกต่อวินาทีของผู้เรียกหนึ่งราย",
            en: "calls a second that one caller may go on making"),
        Setting(
            "callsBurst", .integer(1...1_000_000), default: "2000", th: "จำนวนเรียกติดกันของผู้เรียกหนึ่งราย",
            en: "calls that one caller may make at once"),
        Setting(
            "anonymousCallsPerSecond", .integer(1...1_000_000), default: "100", th: "อัตราเรียกต่อวินาทีของผู้ไม่แสดงบัตร ต่อที่อยู่",
            en: "the same without a credential, by address"),
        Setting(
            "anonymousCallsBurst", .integer(1...1_000_000), default: "400", th: "จำนวนเรียกติดกันของผู้ไม่แสดงบัตร ต่อที่อยู่",
            en: "the same at once"),
        Setting(
            "signInTries", .integer(1...100_000), default: "30",
            th: "จำนวนครั้งที่เข้าสู่ระบบผิดได้ติดกันจากที่อยู่เดียว (คืนหนึ่งครั้งทุก 10 วินาที)",
            en: "wrong tries to sign in that one address may make at once; one comes back every ten seconds"),
        Setting(
            "trustedProxies", .text, th: "เกตเวย์ที่เชื่อ X-Forwarded-For ได้ เช่น 10.0.0.0/8 (ไม่ตั้ง = ไม่เชื่อใคร)",
            en: "gateways whose X-Forwarded-For is believed: addresses and networks, as 127.0.0.1,10.0.0.0/8"),
    ]

    private static let process = [
        Setting(
            "data", .folder, default: "data", th: "โฟลเดอร์ข้อมูลของบริการ",
            en: "folder for the files that the service keeps"),
        Setting("province", .text, th: "รหัสจังหวัดของสำนักงานนี้ เช่น 67", en: "code of the office's own province, as 67"),
        Setting(
            "openDataLicence", .text, default: "https://creativecommons.org/licenses/by/4.0/",
            th: "ที่อยู่ของสัญญาอนุญาตข้อมูลเปิดที่เผยแพร่", en: "address of the licence of what the reporting service publishes"),
        Setting(
            "emenscrDueDays", .integer(1...180), default: "30", th: "จำนวนวันหลังสิ้นไตรมาสที่ต้องบันทึกใน eMENSCR",
            en: "days after a quarter within which projects are entered into eMENSCR"),
        Setting(
            "logLevel", .choice(["trace", "debug", "info", "notice", "warning", "error"]), default: "info",
            th: "ความละเอียดของบันทึก", en: "least important log line that is written"),
        Setting(
            "drainSeconds", .integer(0...600), default: "0", th: "เวลาแจ้งว่าไม่พร้อมก่อนหยุดรับ",
            en: "how long it says not ready before it stops listening, for balancers to notice"),
        Setting(
            "stopSeconds", .integer(1...600), default: "25", th: "เวลาสูงสุดในการหยุด",
            en: "how long what runs may take to end at a stop"),
    ]
}
