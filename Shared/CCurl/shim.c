#define _GNU_SOURCE
#include "CCurl.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) { return curl_easy_setopt(handle, option, value); }

CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

CURLcode ccurl_set_function(CURL *handle, CURLoption option, ccurl_data_function function) {
    return curl_easy_setopt(handle, option, function);
}

CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) { return curl_easy_getinfo(handle, info, value); }

CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}

CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value) { return curl_easy_getinfo(handle, info, value); }

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

CURLMcode ccurl_multi_set_callbacks(
    CURLM *multi, ccurl_socket_function sockets, ccurl_timer_function timer, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, sockets);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    return code == CURLM_OK ? curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context) : code;
}

/* Loopback, private, link-local, carrier-grade NAT, multicast and reserved ranges (RFC 6890). */
static int is_local_v4(uint32_t address) {
    static const struct {
        uint32_t network, mask;
    } ranges[] = {
        {0x00000000, 0xFF000000}, {0x0A000000, 0xFF000000}, {0x64400000, 0xFFC00000}, {0x7F000000, 0xFF000000},
        {0xA9FE0000, 0xFFFF0000}, {0xAC100000, 0xFFF00000}, {0xC0000000, 0xFFFFFF00}, {0xC0A80000, 0xFFFF0000},
        {0xC6120000, 0xFFFE0000}, {0xE0000000, 0xE0000000},
    };
    for (size_t index = 0; index < sizeof ranges / sizeof *ranges; index++) {
        if ((address & ranges[index].mask) == ranges[index].network) return 1;
    }
    return 0;
}

static int is_local_v6(const uint8_t *bytes) {
    static const uint8_t zeros[12] = {0};
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};
    if (!memcmp(bytes, zeros, 12) || !memcmp(bytes, mapped, 12) || !memcmp(bytes, nat64, 12)) {
        uint32_t inner;
        memcpy(&inner, bytes + 12, sizeof inner);
        return is_local_v4(ntohl(inner));
    }
    /* fc00::/7 private, fe80::/10 and fec0::/10 local to a link or site, ff00::/8 multicast, 2002::/16 wraps IPv4 */
    return (bytes[0] & 0xFE) == 0xFC || (bytes[0] == 0xFE && bytes[1] >= 0x80) || bytes[0] == 0xFF ||
           (bytes[0] == 0x20 && bytes[1] == 0x02);
}

static curl_socket_t open_public_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    if (address->family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)&address->addr;
        if (is_local_v4(ntohl(v4->sin_addr.s_addr))) return CURL_SOCKET_BAD;
    } else if (address->family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&address->addr;
        if (is_local_v6(v6->sin6_addr.s6_addr)) return CURL_SOCKET_BAD;
    } else {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype, address->protocol);
}

CURLcode ccurl_refuse_local_addresses(CURL *handle) {
    /* A connection that an unrestricted transfer left in the cache must not serve this one. */
    CURLcode code = curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
    if (code != CURLE_OK) return code;
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
}

CURL *ccurl_finished(CURLM *multi, CURLcode *code) {
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
        if (message->msg != CURLMSG_DONE) continue;
        *code = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

void ccurl_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
