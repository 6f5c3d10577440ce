import Accounts
import Directory
import Files
import IndicatorsContract
import JSONRPC
import Kernel
import Postgres
import Procedures
import ServiceKit

/// The indicator service: what organisations are asked, what they answer, who certifies it and what it adds up to.
public struct IndicatorsService: ServiceModule {
    /// Everything that makes its process.
    public static let definition: ServiceDefinition = ServiceDefinition(
        name: "indicators", title: LocalizedText("ข้อมูลตัวชี้วัด", "Indicator data"),
        summary: LocalizedText(
            "เก็บรวบรวมผลการดำเนินงานของหน่วยงานและสถานศึกษา รับรองโดยผู้บังคับบัญชา และรวมผลขึ้นเป็นระดับหน่วยงาน จังหวัด ภาค และประเทศ",
            "Collects what organisations did, certified by their heads, and puts it together from school to nation."),
        publicPort: 8102,
        modules: {
            [
                DirectoryModule(), AccountsModule("indicators", title: definition.title, settings: .init($0)),
                FilesModule(bytesMax: $0.fileBytesMax),
                ProceduresModule(procedures, title: definition.title),
                IndicatorsService(mail: $0.mail.map(MailSender.init)),
            ]
        })

    /// Matters of data sets are opened and moved through this; `ProceduresModule` serves them.
    public static let procedures = Procedures(observers: [DataSetObserver()])

    private let instruments = Instruments()
    private let mail: MailSender?

    /// - Parameter mail: sends reminders; without it they are planned, and in the event feed.
    public init(mail: MailSender? = nil) { self.mail = mail }

    public var methods: [any RPCMethod.Type] { IndicatorsMethods.all }
    public var migrations: [Migration] { IndicatorsMigrations.all }

    public func register(on router: ServiceRouter) {
        DataElementHandlers.register(on: router)
        DataValueHandlers.register(on: router)
        FormulaHandlers.register(on: router)
        IndicatorHandlers.register(on: router)
        ResultHandlers(instruments: instruments).register(on: router)
        RoundHandlers.register(on: router)
        ExceptionHandlers.register(on: router)
        RoundStatusHandlers.register(on: router)
        QuestionnaireHandlers.register(on: router)
        SubmissionHandlers(instruments: instruments).register(on: router)
        SubmissionReadHandlers.register(on: router)
        SubmissionSetHandlers.register(on: router)
        SubmissionImport(instruments: instruments).register(on: router)
        SubmissionFileImport(instruments: instruments).register(on: router)
        ConsolidationHandlers(instruments: instruments).register(on: router)
        ReminderHandlers.register(on: router)
        ExportHandlers.register(on: router)
        ExportFileHandlers.register(on: router)
        PublicationHandlers.register(on: router)
        DataSetHandlers(procedures: Self.procedures).register(on: router)
        DataValidation.register(on: router)
        FigureImport.register(on: router)
        FigureBulkHandlers.register(on: router)
        VisitHandlers.register(on: router)
        AdviceHandlers.register(on: router)
        IndicatorPages.register(on: router)
    }

    /// Plans and sends reminders; follows another office's figures where one is a peer.
    public func run(in runtime: ServiceRuntime) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let source = runtime.peers[FigureFollower.peer] {
                group.addTask { await FigureFollower(runtime: runtime, source: source).run() }
            }
            group.addTask { try await remind(in: runtime) }
            try await group.waitForAll()
        }
    }

    private func remind(in runtime: ServiceRuntime) async throws {
        let courier = ReminderCourier(runtime: runtime, mail: mail)
        while !Task.isCancelled {
            // The database or the mail server may be away for a while; the next look is soon enough.
            try? await courier.work()
            try await Task.sleep(for: ReminderCourier.pause)
        }
    }
}
