import CCurl

/// Sets a libcurl handle up for a transfer.
struct TransferOptions {
    let handle: UnsafeMutableRawPointer
    private(set) var failed: CURLcode = CURLE_OK

    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    mutating func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(handle, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { note(ccurl_set_string(handle, option, value)) }
    mutating func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
        note(ccurl_set_list(handle, option, list))
    }

    private mutating func note(_ code: CURLcode) {
        if failed == CURLE_OK { failed = code }
    }

    mutating func apply(_ transfer: Transfer, remainingMilliseconds: Int) -> TransferFailure? {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_NOPROGRESS, 1)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_TIMEOUT_MS, max(1, remainingMilliseconds))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        note(ccurl_set_pointer(handle, CURLOPT_PRIVATE, context))
        note(ccurl_set_function(handle, CURLOPT_WRITEFUNCTION, Transfer.receive))
        note(ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        let refusal =
            switch transfer.work {
            case .http(let http): apply(http, of: transfer, context: context)
            case .mail(let mail): apply(mail, of: transfer, context: context)
            }
        if let refusal { return refusal }
        return failed == CURLE_OK ? nil : .invalid(String(cString: curl_easy_strerror(failed)))
    }

    private mutating func apply(
        _ http: HTTPTransfer, of transfer: Transfer, context: UnsafeMutableRawPointer
    ) -> TransferFailure? {
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_URL, http.url)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, http.limits.connectTimeoutMilliseconds))
        note(ccurl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(http.limits.responseBytesMax)))
        note(ccurl_set_function(handle, CURLOPT_HEADERFUNCTION, Transfer.receiveHeader))
        note(ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        apply(http.security)
        if http.method == .post {
            set(CURLOPT_POST, 1)
            note(ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(http.body.count)))
            http.body.withUnsafeBytes { body in
                // Copied: the array does not stay in place. An empty body still needs an address.
                let start = UnsafeMutableRawPointer(mutating: body.baseAddress) ?? handle
                note(ccurl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start))
            }
        } else {
            set(CURLOPT_HTTPGET, 1)
        }
        var list: UnsafeMutablePointer<curl_slist>?
        // Without it libcurl waits up to a second for "100 Continue" before a large body.
        for (name, value) in http.headers + [("Expect", "")] {
            guard TransferOptions.isClean(name), TransferOptions.isClean(value), !name.isEmpty else {
                if let list { transfer.lists.append(list) }
                return .invalid("a header has a line break or control character")
            }
            list = curl_slist_append(list, value.isEmpty ? "\(name):" : "\(name): \(value)") ?? list
        }
        if let list { transfer.lists.append(list) }
        set(CURLOPT_HTTPHEADER, list: list)
        return nil
    }

    private mutating func apply(
        _ mail: MailTransfer, of transfer: Transfer, context: UnsafeMutableRawPointer
    ) -> TransferFailure? {
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        set(CURLOPT_URL, mail.server.url)
        set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
        set(CURLOPT_USE_SSL, Int((mail.server.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY).rawValue))
        apply(mail.server.security)
        if let user = mail.server.user, let password = mail.server.password {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, password)
        }
        set(CURLOPT_MAIL_FROM, "<\(mail.from)>")
        var list: UnsafeMutablePointer<curl_slist>?
        for recipient in mail.recipients { list = curl_slist_append(list, "<\(recipient)>") ?? list }
        if let list { transfer.lists.append(list) }
        set(CURLOPT_MAIL_RCPT, list: list)
        set(CURLOPT_UPLOAD, 1)
        note(ccurl_set_function(handle, CURLOPT_READFUNCTION, Transfer.send))
        note(ccurl_set_pointer(handle, CURLOPT_READDATA, context))
        note(ccurl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(mail.bytes.count)))
        return nil
    }

    private mutating func apply(_ security: TransferSecurity) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = security.authorityFile { set(CURLOPT_CAINFO, file) }
        if let folder = security.authorityFolder { set(CURLOPT_CAPATH, folder) }
        if security.refusesLocalAddresses { note(ccurl_refuse_local_addresses(handle)) }
    }

    /// No line break, no NUL, no other control character.
    static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}

extension TransferFailure {
    /// What libcurl's result means for a caller.
    init(_ code: CURLcode, transfer: Transfer) {
        let text = String(cString: curl_easy_strerror(code))
        var requestBytes = 0
        if let handle = transfer.handle { ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &requestBytes) }
        let sent = requestBytes > 0
        switch code {
        case CURLE_WRITE_ERROR where transfer.overflowed, CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge(limit: transfer.responseBytesMax)
        case CURLE_OPERATION_TIMEDOUT: self = .timedOut(sent: sent)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT: self = .notConnected(text)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
            self = .notTrusted(text)
        case CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY, CURLE_LOGIN_DENIED: self = .invalid(text)
        case CURLE_UNSUPPORTED_PROTOCOL where !sent: self = .invalid(text)
        default: self = .broken(text)
        }
    }
}
