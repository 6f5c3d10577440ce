import CommonContract
import ServiceKit

/// Who brings matters of one kind of subject is called back in the transaction of each action, so that what follows
/// from a decision (a transfer is posted, a plan is marked as approved) commits with it or not at all.
public protocol MatterObserver: Sendable {
    /// The matters it follows: `Matter.subjectKind`.
    var subjectKind: String { get }

    /// After an action on one of its matters; `matter` is as it stands now, `matter.state` says whether it ended.
    /// - Throws: to refuse the action; everything is rolled back.
    func matterMoved(_ matter: Matter, by action: MatterAction, in change: Change) async throws
}
