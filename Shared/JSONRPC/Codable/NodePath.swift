/// A value's place in its container.
enum PathStep: Sendable {
    case key(String)
    case index(Int)
}

/// Where a container stands. Coding keys are made of it only for those who ask, which is when something is wrong.
final class NodePath: Sendable {
    private let parent: NodePath?
    private let step: PathStep

    init(_ parent: NodePath?, _ step: PathStep) {
        self.parent = parent
        self.step = step
    }

    static func keys(_ path: NodePath?, _ step: PathStep?) -> [any CodingKey] {
        var steps = step.map { [$0] } ?? []
        var next = path
        while let path = next {
            steps.append(path.step)
            next = path.parent
        }
        return steps.reversed().map { PathKey($0) }
    }
}

/// A step of a coding path.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ step: PathStep) {
        switch step {
        case .key(let name): (stringValue, intValue) = (name, nil)
        case .index(let index): (stringValue, intValue) = (String(index), index)
        }
    }
    init(stringValue: String) { self.init(.key(stringValue)) }
    init(intValue: Int) { self.init(.index(intValue)) }
}
