import Accounts
import Directory
import Files
import JSONRPC
import Kernel
import Postgres
import Procedures
import ReportingContract
import ServiceKit

/// The reporting service's own part: reports composed from the other services, their way to publication, and the
/// files made of them.
public struct ReportingService: ServiceModule {
    /// Everything that makes its process.
    public static let definition: ServiceDefinition = ServiceDefinition(
        name: "reporting", title: LocalizedText("รายงาน", "Reports"),
        summary: LocalizedText(
            "จัดทำรายงานประจำปีของจังหวัดจากแผน ตัวชี้วัด และงบประมาณ ติดตามขั้นตอนจนลงนามและเผยแพร่ ทุกตัวเลขบอกที่มา",
            "Composes the annual report of a province from plans, indicators and budget, and takes it to publication; "
                + "every figure says where it came from."),
        publicPort: 8104,
        modules: {
            [
                DirectoryModule(), AccountsModule("reporting", title: definition.title, settings: .init($0)),
                FilesModule(bytesMax: $0.fileBytesMax), ProceduresModule(procedures, title: definition.title),
                ReportingService(
                    dataFolder: $0.dataFolder, emenscrDueDays: $0.emenscrDueDays, licence: $0.openDataLicence),
            ]
        })

    /// Matters of reports are opened and moved through this; `ProceduresModule` serves them.
    public static let procedures = Procedures(observers: [ReportObserver()])

    /// Where the office's own pictures are (`garuda.svg` or `garuda.png`); none are drawn without.
    let dataFolder: String?
    /// Days after a quarter within which projects are entered into eMENSCR.
    let emenscrDueDays: Int
    /// Address of the licence of what is published.
    let licence: String

    public init(
        dataFolder: String? = nil, emenscrDueDays: Int = 30,
        licence: String = "https://creativecommons.org/licenses/by/4.0/"
    ) {
        self.dataFolder = dataFolder
        self.emenscrDueDays = emenscrDueDays
        self.licence = licence
    }

    public var methods: [any RPCMethod.Type] { ReportingMethods.all }
    public var migrations: [Migration] { ReportingMigrations.all }

    public var rules: [String: LocalizedText] {
        [
            "report_revision_taken": ReportMessages.composedMeanwhile,
            "report_code_taken": ReportMessages.composedMeanwhile,
            "report_definition_pkey": ReportMessages.definitionTaken,
            "report_definition_draft": ReportMessages.definitionTaken,
            "report_delivery_once": ReportMessages.deliveredBefore,
            "report_delivery_order": ReportMessages.acknowledgedFirst,
            "report_complete": ReportMessages.incomplete,
            "emenscr_code_taken": ReportMessages.emenscrCodeTaken,
        ]
    }

    public func register(on router: ServiceRouter) {
        ReadHandlers.register(on: router)
        DefinitionHandlers.register(on: router)
        ScheduleHandlers.register(on: router)
        ImprovementHandlers.register(on: router)
        SdgHandlers.register(on: router, licence: licence)
        DashboardHandlers.register(on: router)
        DistrictHandlers.register(on: router)
        ComposeJob.register(on: router)
        ComposeHandler.register(on: router)
        StepHandlers(way: ReportWay(procedures: Self.procedures)).register(on: router)
        let renderings = Renderings(dataFolder: dataFolder)
        ManyHandler(renderings: renderings).register(on: router)
        RenderHandler(renderings: renderings).register(on: router)
        EmenscrHandlers(dueDays: emenscrDueDays, renderings: renderings).register(on: router)
        ReportingPages.register(on: router, renderings: renderings, licence: licence)
        DocumentHandlers.register(on: router, renderings: renderings, dataFolder: dataFolder)
    }

    /// Carries actions into plans, and reminds of what is due.
    public func run(in runtime: ServiceRuntime) async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await repeating(each: ImprovementCourier.pause) {
                    try await ImprovementCourier(runtime: runtime).work()
                }
            }
            group.addTask {
                await repeating(each: ScheduleReminders.pause) { try await ScheduleReminders(runtime: runtime).work() }
            }
        }
    }

    /// The database may be away for a while; the next time is soon enough.
    private func repeating(each pause: Duration, _ work: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            try? await work()
            try? await Task.sleep(for: pause)
        }
    }
}
