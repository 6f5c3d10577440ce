import JSONRPC

/// What a plan needs of others: proposals of projects, hearings, announcements. In the order of the documents.
public enum ConsultationMethods {
    public static let all: [any RPCMethod.Type] = [
        CreateProposalRound.self, ListProposalRounds.self, SubmitProposal.self, WithdrawProposal.self,
        ScoreProposal.self, RankProposals.self, DecideProposalRound.self,
        CreateHearing.self, CommentOnHearing.self, SynthesiseHearing.self, AnswerComment.self, CloseHearing.self,
        GetHearing.self, ListHearings.self, ListComments.self,
        IssueProclamation.self, AcknowledgeProclamation.self, GetProclamation.self, ListProclamationRecipients.self,
    ]
}

/// Pieces of the examples; the plan is the one of the examples of plans.
enum ConsultationExamples {
    static let round = round(decided: false)

    private static func round(decided: Bool) -> String {
        """
        {"id":"\(Examples.id)","province":"67","code":"67-EX-PR2567","name":{"th":"โครงการปี 2567"},\
        "organisation":"67-01","fiscalYear":2567,"ceiling":"500000.00","closesOn":"2099-12-31",\
        \(decided ? #""decidedOn":"2022-10-20","# : "")"version":\(decided ? 2 : 1)}
        """
    }

    static func proposal(
        _ code: String, _ name: String, budget: String, withdrawn: Bool = false, assessors: Int = 0, points: Int = 0,
        version: Int = 1
    ) -> String {
        """
        {"id":"\(Examples.id)","round":"67-EX-PR2567","code":"\(code)","name":{"th":"\(name)"},\
        "organisation":"67-02","budget":"\(budget)","withdrawn":\(withdrawn),"assessors":\(assessors),\
        "points":\(points),"version":\(version)}
        """
    }

    static func ranking(decided: Bool) -> String {
        """
        {"round":\(round(decided: decided)),"taken":"300000.00","asked":"550000.00","proposals":[\
        {"rank":1,"proposal":"67-EX-PP1","name":{"th":"อ่านออกเขียนได้"},"organisation":"67-02",\
        "budget":"300000.00","score":"26","place":"taken","left":"200000.00"},\
        {"rank":2,"proposal":"67-EX-PP2","name":{"th":"ห้องเรียนคุณภาพ"},"organisation":"67-02",\
        "budget":"250000.00","score":"0","place":"notScored","left":"200000.00"}]}
        """
    }

    static func hearing(_ state: String, version: Int) -> String {
        let synthesis =
            #"{"title":{"th":"การอ่าน"},"summary":"ขอให้เพิ่มการอ่านคิดวิเคราะห์","comments":[1]}"#
        return """
            {"id":"\(Examples.id)","province":"67","code":"67-EX-H1","plan":"67-EX-2566","planVersion":2,\
            "organisation":"67-01","title":{"th":"รับฟังร่างแผน"},"state":"\(state)","phases":[\
            {"name":{"th":"ระยะที่ 1"},"from":"2022-10-01","until":"2022-10-31","channels":["letter","web"]}],\
            "comments":\(version == 1 ? 0 : 1),"answered":\(version == 3 ? 1 : 0),\
            "synthesis":[\(version == 1 ? "" : synthesis)],"version":\(version)}
            """
    }

    static func comment(answered: Bool = false) -> String {
        let answer = """
            ,"answer":{"decision":"noted","text":"อยู่ในกิจกรรมของโครงการแล้ว","by":"example",\
            "at":"\(Examples.instant)"}
            """
        return """
            {"number":1,"channel":"letter","element":"67-EX-G1","organisation":"67-02",\
            "text":"ควรเพิ่มการอ่านคิดวิเคราะห์","receivedOn":"2022-10-10"\(answered ? answer : "")}
            """
    }

    static func proclamation(acknowledged: Int) -> String {
        """
        {"id":"\(Examples.id)","province":"67","plan":"67-EX-2566","planVersion":1,"letterNumber":"พช 0017/ว100",\
        "signedBy":{"th":"ผู้ว่าราชการจังหวัด"},"signedOn":"2022-10-20","text":"ประกาศใช้แผน","recipients":3,\
        "acknowledged":\(acknowledged)}
        """
    }
}
