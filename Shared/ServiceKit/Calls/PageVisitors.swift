import JSONRPC
import Kernel
import Pages
import RPCServer

/// Who makes people of the visitors of pages: sessions, and what the frame of a page shows of them.
public protocol PageVisitors: Sendable {
    /// Whose session it is; `nil` if it is none or has ended.
    /// - Parameter mark: what was found with another one is not gone by (`Cookies.mark`).
    func caller(session token: String, mark: String?, now: Instant) async throws -> Caller?
    /// How the frame names who is signed in.
    func person(_ call: ReadCall, _ request: PageRequest) async throws -> PageScene.Person?
    /// Where to sign in and come back from, seen from a page; `nil`: nobody can.
    func signInAddress(_ request: PageRequest) -> String?
    /// The page for somebody who is signed in and may not do what was asked: which role it needs, which ones there are
    /// to choose. What a form sent is kept on it.
    func refuse(_ error: RPCError, _ request: PageRequest, _ call: ReadCall) async throws -> PageResponse?
    /// The page for a form of ours that was opened before its sender signed in anew: what it holds, to be looked at and
    /// sent on.
    func sendAgain(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse?
    /// The page for a form of ours that cannot be taken up now: what it holds, to be sent again. It needs neither the
    /// database nor another service. `nil` where the form does not show that it is one of ours.
    /// - Parameter isOwn: the browser says that a page of this service sent it.
    func setAside(_ error: RPCError, _ request: PageRequest, isOwn: Bool) -> PageResponse?
    /// What people are called, by their subjects; those who are not known are left out.
    func names(of subjects: [String]) async -> [String: String]
    /// The page for a visitor who would have to be signed in. What a form sent is kept on it.
    func signIn(_ request: PageRequest, _ call: ReadCall) async throws -> PageResponse?
}

extension ServiceModule {
    /// Only the accounts answer.
    public func visitors(in runtime: ServiceRuntime) -> (any PageVisitors)? { nil }
}
