/// First in, first out; taking from the front costs no move of the rest.
struct Queue<Element> {
    private var storage: [Element?] = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { head == storage.count }
    var first: Element? { isEmpty ? nil : storage[head] }

    mutating func append(_ element: Element) {
        storage.append(element)
    }

    /// Back to the front, for what could not be sent after all.
    mutating func prepend(_ element: Element) {
        if head > 0 {
            head -= 1
            storage[head] = element
        } else {
            storage.insert(element, at: 0)
        }
    }

    mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let element = storage[head]
        storage[head] = nil
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 256, head * 2 > storage.count {
            storage.removeSubrange(0..<head)
            head = 0
        }
        return element
    }

    mutating func removeAll() -> [Element] {
        defer {
            storage.removeAll()
            head = 0
        }
        return elements
    }

    /// Takes out what `matches`, in order.
    mutating func remove(where matches: (Element) -> Bool) -> [Element] {
        guard elements.contains(where: matches) else { return [] }
        let all = elements
        storage = all.filter { !matches($0) }
        head = 0
        return all.filter(matches)
    }

    var elements: [Element] { storage[head...].compactMap { $0 } }

    func contains(where matches: (Element) -> Bool) -> Bool {
        for index in head..<storage.count {
            if let element = storage[index], matches(element) { return true }
        }
        return false
    }

    /// The first element, to be changed in place.
    mutating func withFirst<Result>(_ change: (inout Element) -> Result) -> Result? {
        guard head < storage.count, var element = storage[head] else { return nil }
        storage[head] = nil
        let result = change(&element)
        storage[head] = element
        return result
    }

    /// The last element, to be changed in place.
    mutating func withLast(_ change: (inout Element) -> Void) {
        guard head < storage.count, var element = storage[storage.count - 1] else { return }
        storage[storage.count - 1] = nil
        change(&element)
        storage[storage.count - 1] = element
    }

    mutating func forEach(_ change: (inout Element) -> Void) {
        for index in head..<storage.count {
            if var element = storage[index] {
                change(&element)
                storage[index] = element
            }
        }
    }
}
