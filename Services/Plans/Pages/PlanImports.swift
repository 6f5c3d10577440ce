import CommonContract
import ImportPages
import JSONRPC
import Kernel
import Pages
import PlansContract
import RPCServer
import ServiceKit
import Sheets

/// What offices bring in files: projects and other elements of a plan's draft.
enum PlanImports {
    static var pages: ImportPages { ImportPages(shell: PlanPages.shell, wizards: [elements]) }

    private static let elements = ImportWizard(
        name: "elements", title: LocalizedText("โครงการและองค์ประกอบของแผน", "Projects and elements of a plan"),
        summary: LocalizedText(
            "เพิ่มและปรับปรุงองค์ประกอบในร่างของแผนตามรหัส สิ่งที่แฟ้มไม่มีคอลัมน์คงเดิม",
            "Adds elements to a plan's draft and changes those that are there, by code. What the file has no column for stays."
        ),
        access: ImportElementFile.access,
        fields: { request, values, _ in
            [
                PageField(
                    "plan", request.say("รหัสแผน", "Code of the plan"), value: values["plan"],
                    hint: request.say("แผนที่มีร่างเปิดอยู่", "one that has a draft"), isRequired: true)
            ]
        },
        organisation: { settings, call in
            try await call.invoke(GetPlan(plan: .code(settings["plan"] ?? ""))).organisation
        },
        members: { _, _ in ElementSheet.shape.columns.map(ImportWizard.Member.init) },
        take: { attempt, call in
            WizardOutcome(
                try await call.invoke(
                    ImportElementFile(
                        idempotencyKey: attempt.key, plan: .code(attempt.settings["plan"] ?? ""), file: attempt.file,
                        layout: attempt.layout, mode: attempt.mode, validateOnly: attempt.isOnlyLook ? true : nil)))
        },
        seen: { settings in settings["plan"].map { "plans/\(PageText.query($0))" } })
}
