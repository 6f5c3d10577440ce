import CommonContract
import JSONRPC
import Kernel
import Postgres
import ServiceKit

/// Organisations with their two relations and their history, and who holds which role where (domain §3, I1, S1).
///
/// Every service keeps a directory of its own. Where a peer called `directory` is configured, it is that one's copy,
/// kept by its event feed, and the methods that change it are refused. A regional office's service follows the directories
/// of several provinces' offices (`PHAEN_OFFICES`), each for its own organisations, and keeps the rest itself.
public struct DirectoryModule: ServiceModule {
    /// The name under which the peer is configured whose directory is followed.
    public static let peer = "directory"

    public init() {}

    public var methods: [any RPCMethod.Type] {
        [
            GetOrganisation.self, ListOrganisations.self, GetOrganisationTree.self, CreateOrganisation.self,
            MoveOrganisation.self, RenameOrganisation.self, CloseOrganisation.self, ImportOrganisations.self,
            UpdateOrganisation.self, MergeOrganisations.self, ResolveOrganisations.self,
            ListOrganisationChanges.self, ImportAreas.self, ListAreas.self, ProposeOrganisations.self,
            CreateAssignment.self, ListAssignments.self, EndAssignment.self, SetContacts.self, ListContacts.self,
        ]
    }

    public var migrations: [Migration] {
        [
            DirectoryTables.migration, DirectoryTables.subjectIndex, DirectoryTables.places, DirectoryTables.following,
            DirectoryTables.writes,
        ]
    }

    public var rules: [String: LocalizedText] { DirectoryMessages.constraints }

    public func authoriser(database: PostgresClient) -> (any Authoriser)? { DirectoryAuthoriser(database: database) }

    public func register(on router: ServiceRouter) {
        OrganisationReadHandlers.register(on: router)
        OrganisationChangeHandlers.register(on: router)
        OrganisationImportHandler.register(on: router)
        OrganisationPlaceHandlers.register(on: router)
        OrganisationMergeHandler.register(on: router)
        OrganisationListHandler.register(on: router)
        AssignmentHandlers.register(on: router)
        ContactHandlers.register(on: router)
    }

    public func run(in runtime: ServiceRuntime) async {
        await withTaskGroup(of: Void.self) { group in
            for follower in followers(in: runtime) { group.addTask { await follower.run() } }
        }
    }

    /// Of the whole directory that is followed, or of offices' parts of it.
    public func followers(in runtime: ServiceRuntime) -> [FeedFollower] {
        if let peer = runtime.peers[DirectoryModule.peer] {
            return [FeedFollower(runtime: runtime, source: peer, peer: DirectoryModule.peer, reader: DirectoryReader())]
        }
        return runtime.offices.map { province, office in
            FeedFollower(
                runtime: runtime, source: office, peer: province, reader: DirectoryReader(province: province))
        }
    }
}
