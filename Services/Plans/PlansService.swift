import Accounts
import Directory
import Files
import ImportPages
import JSONRPC
import Kernel
import PlansContract
import Postgres
import Procedures
import ServiceKit

/// The plans service's own part: plans of three levels with their elements, the links between them, and what can be
/// asked of that web (P1–P5, P7, P9).
public struct PlansService: ServiceModule {
    /// Screening is a matter; what it comes to is written beside the version.
    public static let procedures = Procedures(observers: [ScreeningObserver()])

    /// The process: port 8101, private 9101.
    public static let definition: ServiceDefinition = ServiceDefinition(
        name: "plans", title: LocalizedText("แผนการศึกษา", "Plans"),
        summary: LocalizedText(
            "ทะเบียนแผนสามระดับ องค์ประกอบ ความเชื่อมโยงถึงยุทธศาสตร์ชาติและ SDG4 การกลั่นกรองและประกาศใช้",
            "Plans of three levels with their elements, linked up to the national strategy and SDG4, screened and announced."
        ),
        publicPort: 8101,
        modules: {
            [
                DirectoryModule(), AccountsModule("plans", title: definition.title, settings: .init($0)),
                FilesModule(bytesMax: $0.fileBytesMax), ProceduresModule(procedures, title: definition.title),
                PlansService(),
                ConsultationModule(),
            ]
        })

    public init() {}

    public var methods: [any RPCMethod.Type] { PlansMethods.all }
    public var migrations: [Migration] { PlanMigrations.all + [ImportRuns.migration] }
    public var rules: [String: LocalizedText] { Messages.rules }

    public func register(on router: ServiceRouter) {
        PlanHandlers.register(on: router)
        PlanLifeHandlers.register(on: router)
        PlanFileHandlers.register(on: router)
        ElementHandlers.register(on: router)
        ElementFileHandlers.register(on: router)
        LinkHandlers.register(on: router)
        AnalysisHandlers.register(on: router)
        TraceHandlers.register(on: router)
        DrivingHandlers.register(on: router)
        ValueChainHandlers.register(on: router)
        StratMLHandlers.register(on: router)
        PartnerHandlers.register(on: router)
        QuizHandlers.register(on: router)
        CertificatePage.register(on: router)
        ResponsibilityHandlers.register(on: router)
        PlanPages.register(on: router)
        PlanFilePages.register(on: router)
        TracePage.register(on: router)
        ReviewPages.register(on: router)
        DrivingPage.register(on: router)
        DrivingWorkPages.register(on: router)
        DrivingItemPages.register(on: router)
        HearingPages.register(on: router)
        QuizPages.register(on: router)
        PlanImports.pages.register(on: router)
        FrontDoors.register(on: router)
    }
}
