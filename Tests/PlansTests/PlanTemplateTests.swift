import Pages
import Testing

@testable import Plans

@Suite struct PlanTemplateTests {
    /// What Mustache cannot read shows as nothing: here it fails.
    @Test func everyTemplateCanBeRead() {
        for name in PlanTemplates.files.keys { #expect(PlanTemplates.all.has(name), "\(name)") }
    }
}
