import Kernel

/// One field of a form with its label, hint and problems; renders itself.
public struct PageField: Sendable {
    public enum Kind: Sendable {
        case text, password, date, number, email
        case area
        case checkbox
        case file(accept: String)
        case select([(value: String, label: String)])
    }

    public var name: String
    /// Of its element; where several forms of a page have fields of one name each needs its own. `nil`: of the name.
    public var id: String?
    public var label: String
    public var kind = Kind.text
    public var value = ""
    public var hint: String?
    public var isRequired = false
    /// What browsers may fill in, as `"username"`.
    public var autocomplete: String?
    public var problems: [String] = []

    public init(
        _ name: String, _ label: String, _ kind: Kind = .text, value: String? = nil, hint: String? = nil,
        isRequired: Bool = false, autocomplete: String? = nil, problems: [String] = []
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.value = value ?? ""
        self.hint = hint
        self.isRequired = isRequired
        self.autocomplete = autocomplete
        self.problems = problems
    }

    public var html: String { PageTemplates.frame.render("field", values) }

    /// For a template that has `{{>field}}`.
    public var values: [String: Any] {
        let id = id ?? "f-" + name
        var values: [String: Any] = [
            "id": id, "name": name, "label": label, "value": value, "isRequired": isRequired,
            "isWrong": !problems.isEmpty, "problems": problems.prefix(1).map { $0 },
        ]
        if let hint { values["hint"] = hint }
        values["autocomplete"] = autocomplete
        let described = (hint == nil ? [] : ["\(id)-hint"]) + (problems.isEmpty ? [] : ["\(id)-problem"])
        if !described.isEmpty { values["described"] = described.joined(separator: " ") }
        switch kind {
        case .text: input("text", &values)
        case .password:
            input("password", &values)
            values["value"] = ""
        case .date: input("date", &values)
        case .email: input("email", &values)
        case .number:
            input("text", &values)
            values["mode"] = "decimal"
        case .area: values["isArea"] = true
        case .checkbox:
            values["isCheckbox"] = true
            values["isChecked"] = value == "yes"
        case .file(let accept):
            values["isFile"] = true
            values["accept"] = accept
        case .select(let options):
            values["isSelect"] = true
            values["options"] = options.map { option -> [String: Any] in
                ["value": option.value, "label": option.label, "isChosen": option.value == value]
            }
        }
        return values
    }

    private func input(_ type: String, _ values: inout [String: Any]) {
        values["isInput"] = true
        values["type"] = type
    }
}
