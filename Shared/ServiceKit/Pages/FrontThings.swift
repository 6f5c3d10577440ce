import Kernel
import Synchronization

/// Something that waits for the visitor, for the service's front page.
public struct FrontDuty: Sendable {
    public var title: LocalizedText
    /// Whose, which step, how many.
    public var detail: LocalizedText?
    /// Of a page, below the service's root: `"matters/…"`.
    public var address: String
    public var dueOn: CalendarDate?

    public init(_ title: LocalizedText, detail: LocalizedText? = nil, address: String, dueOn: CalendarDate? = nil) {
        self.title = title
        self.detail = detail
        self.address = address
        self.dueOn = dueOn
    }
}

/// A way in that is open to everyone, for the service's front page.
public struct FrontDoor: Sendable {
    public var title: LocalizedText
    public var about: LocalizedText
    /// Of a page, below the service's root.
    public var address: String
    /// What the page is asked with: the name of an item of its query and the words before its box. `nil`: a plain link.
    public var ask: (name: String, label: LocalizedText)?

    public init(
        _ title: LocalizedText, about: LocalizedText, address: String, ask: (name: String, label: LocalizedText)? = nil
    ) {
        self.title = title
        self.about = about
        self.address = address
        self.ask = ask
    }
}

/// What a service's modules say on its front page.
struct FrontThings: Sendable {
    var duties: [@Sendable (ReadCall) async throws -> [FrontDuty]] = []
    var doors: [@Sendable (ReadCall) async throws -> [FrontDoor]] = []
}

extension ServiceRouter {
    /// What waits for whoever is signed in; asked each time that the front page is shown, so a read or two.
    public func duties(_ duties: @escaping @Sendable (ReadCall) async throws -> [FrontDuty]) {
        state.withLock { $0.front.duties.append(duties) }
    }

    /// What is open to everyone, beside the titled pages.
    public func doors(_ doors: @escaping @Sendable (ReadCall) async throws -> [FrontDoor]) {
        state.withLock { $0.front.doors.append(doors) }
    }

    var front: FrontThings { state.withLock { $0.front } }
}
