import JSONRPC

/// Every method of the procedures module, in the order of the documents.
public enum ProcedureMethods {
    public static let all: [any RPCMethod.Type] =
        [
            ListProcedures.self, GetProcedure.self, ConfigureProcedure.self, DefineProcedure.self, CreateBody.self,
            ListBodies.self, AppointMembers.self, ReleaseMember.self, GetBody.self, ListMatters.self, GetMatter.self,
            ActOnMatter.self, ListOverdueMatters.self,
            RecordResolution.self, ListResolutions.self, OpenMatter.self, WithdrawMatter.self,
        ] + meetings

    private static let meetings: [any RPCMethod.Type] = [
        CreateMeeting.self, SetAgenda.self, InviteToMeeting.self, HoldMeeting.self, ResolveItem.self,
        WriteMinutes.self, NotifyOfResolutions.self, CloseMeeting.self, CancelMeeting.self, GetMeeting.self,
        ListMeetings.self, GetMeetingDocument.self,
    ]
}
