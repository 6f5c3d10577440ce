import CCurl
import Glibc

/// The sockets and the timer that libcurl wants watched (its `multi_socket` interface), over one epoll. All but `wait`
/// is called under the loop's lock.
final class TransferWatch: @unchecked Sendable {
    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    /// Wakes the waiting thread.
    private let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private var watched: [curl_socket_t: UInt32] = [:]
    /// When libcurl wants to be called, on the monotonic clock in milliseconds.
    private var timerAt: Int64?
    /// Until when the thread sleeps at most; 0 while it is awake.
    private var sleepsUntil: Int64 = 0

    /// The longest sleep: a timer that is later needs no waking, and so no call does that has time.
    private static let sleepMillisecondsMax: Int64 = 500
    private static let eventsMax = 64

    init() {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: bell))
        epoll_ctl(epoll, EPOLL_CTL_ADD, bell, &event)
    }

    deinit {
        close(epoll)
        close(bell)
    }

    /// Lets libcurl say what it wants.
    func begin(_ multi: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_set_callbacks(
            multi,
            { _, socket, what, context, _ in
                guard let context else { return 0 }
                Unmanaged<TransferWatch>.fromOpaque(context).takeUnretainedValue().set(socket, what)
                return 0
            },
            { _, milliseconds, context in
                guard let context else { return 0 }
                Unmanaged<TransferWatch>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
                return 0
            }, context)
    }

    private func set(_ socket: curl_socket_t, _ what: Int32) {
        if what == CURL_POLL_REMOVE {
            guard watched.removeValue(forKey: socket) != nil else { return }
            var event = epoll_event()
            epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event)
            return
        }
        var interest: UInt32 = 0
        if what & CURL_POLL_IN != 0 { interest |= EPOLLIN.rawValue }
        if what & CURL_POLL_OUT != 0 { interest |= EPOLLOUT.rawValue }
        let before = watched.updateValue(interest, forKey: socket)
        guard before != interest else { return }
        var event = epoll_event(events: interest, data: epoll_data_t(fd: socket))
        epoll_ctl(epoll, before == nil ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event)
    }

    private func setTimer(_ milliseconds: Int) {
        timerAt = milliseconds < 0 ? nil : TransferWatch.now + Int64(milliseconds)
    }

    // MARK: The timer

    var isDue: Bool { timerAt.map { $0 <= TransferWatch.now } ?? false }

    /// It goes off now; libcurl sets the next.
    func timerTaken() { timerAt = nil }

    /// Wakes the thread if it would sleep past the timer.
    func wakeForTimer() {
        if let timerAt, timerAt < sleepsUntil { ring() }
    }

    func wake(within milliseconds: Int32) {
        if TransferWatch.now + Int64(milliseconds) < sleepsUntil { ring() }
    }

    func ring() { eventfd_write(bell, 1) }

    // MARK: The thread

    func awake() { sleepsUntil = 0 }

    /// - Returns: how long to wait, in milliseconds.
    func sleep(atMost milliseconds: Int32?) -> Int32 {
        let now = TransferWatch.now
        var end = now + TransferWatch.sleepMillisecondsMax
        if let milliseconds { end = min(end, now + Int64(milliseconds)) }
        if let timerAt { end = min(end, max(now, timerAt)) }
        sleepsUntil = end
        return Int32(end - now)
    }

    /// Waits, without the lock, for sockets that are ready; the bell is not told of.
    func wait(_ milliseconds: Int32) -> [(socket: curl_socket_t, events: Int32)] {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: TransferWatch.eventsMax) { events in
            let count = epoll_wait(epoll, events.baseAddress, Int32(events.count), milliseconds)
            var ready: [(curl_socket_t, Int32)] = []
            for event in events.prefix(max(0, Int(count))) {
                if event.data.fd == bell {
                    var rings: eventfd_t = 0
                    eventfd_read(bell, &rings)
                    continue
                }
                var what: Int32 = 0
                if event.events & EPOLLIN.rawValue != 0 { what |= CURL_CSELECT_IN }
                if event.events & EPOLLOUT.rawValue != 0 { what |= CURL_CSELECT_OUT }
                if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { what |= CURL_CSELECT_ERR }
                ready.append((event.data.fd, what))
            }
            return ready
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
