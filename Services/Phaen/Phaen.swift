import ArgumentParser

/// The command a person uses.
@main
struct Phaen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phaen",
        abstract:
            "แผน: บริการแผน ข้อมูล งบประมาณ และรายงานของจังหวัด — plans, indicators, budgets and reports of a province.",
        version: "0.1.0",
        subcommands: [
            Up.self, Down.self, Status.self, Call.self, Import.self, Token.self, Migrate.self, Docs.self,
        ])
}
