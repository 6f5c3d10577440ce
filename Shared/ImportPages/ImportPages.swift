import CommonContract
import Crypto
import JSONRPC
import Kernel
import Pages
import Postgres
import RPCServer
import ServiceKit
import Sheets

/// `/import`: the wizards of a service; `/import/⟨name⟩` each of them.
public struct ImportPages: Sendable {
    static let templates = PageTemplates([
        "imports": PackageResources.imports_mustache, "import": PackageResources.import_mustache,
        "importcheck": PackageResources.importcheck_mustache, "importdone": PackageResources.importdone_mustache,
    ])
    static let script = PageAssets.script("import.js", PackageResources.import_js)

    let shell: PageShell
    let wizards: [ImportWizard]

    /// - Parameter shell: the service's.
    public init(shell: PageShell, wizards: [ImportWizard]) {
        self.shell = shell
        self.wizards = wizards
    }

    public func register(on router: ServiceRouter) {
        router.asset(Self.script)
        var roles: Set<Role> = []
        for wizard in wizards { if case .roles(let those) = wizard.access { roles.formUnion(those) } }
        router.page(
            "/import", title: LocalizedText("นำเข้าแฟ้ม", "Import"),
            about: LocalizedText(
                "จาก Excel หรือ CSV: ตรวจทั้งแฟ้มก่อน แล้วจึงบันทึก", "From Excel or CSV: checked as a whole, then loaded"),
            access: .roles(roles)
        ) { request, call in
            try await list(request, call)
        }
        for wizard in wizards {
            let steps = ImportSteps(shell: shell, wizard: wizard)
            let path = "/import/\(wizard.name)"
            router.page(path, access: wizard.access) { try await steps.show($0, $1) }
            router.form(path, access: wizard.access) { try await steps.send($0, $1) }
            router.page(path + "/annotated", access: wizard.access) { try await steps.annotated($0, $1) }
            router.page(path + "/done", access: wizard.access) { try await steps.done($0, $1) }
            router.form(path + "/done", access: wizard.access) { try await steps.undo($0, $1) }
        }
    }

    private func list(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse {
        var rows: [[String: Any]] = []
        for wizard in wizards {
            if case .roles(let roles) = wizard.access {
                let holds = try await call.runtime.authoriser.holds(
                    roles, at: nil, caller: call.caller, now: call.now)
                guard holds else { continue }
            }
            rows.append([
                "name": request.text(wizard.title), "summary": request.text(wizard.summary),
                "address": "./import/\(wizard.name)",
            ])
        }
        let title = request.say("นำเข้าแฟ้ม", "Import a file")
        let values: [String: Any] = [
            "title": title, "rows": rows,
            "lead": request.say(
                "CSV หรือ Excel (XLSX) หัวตารางไทยหรืออังกฤษ เลขไทยได้ ไม่มีอะไรถูกบันทึกจนกว่าจะกดนำเข้า",
                "CSV or Excel (XLSX), Thai or English headings, Thai digits too. Nothing is written before you load it."
            ),
        ]
        return shell.page(
            title: title, body: Self.templates.render("imports", values), language: request.language)
    }
}
