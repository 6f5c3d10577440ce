#ifndef PHAEN_CCURL_H
#define PHAEN_CCURL_H

#include <curl/curl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/* libcurl's setopt and getinfo are variadic, which Swift cannot call: one function for each kind of argument. */

CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);

typedef size_t (*ccurl_data_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode ccurl_set_function(CURL *handle, CURLoption option, ccurl_data_function function);

CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value);
CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value);

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);

/* What libcurl tells of its sockets and its timer; both get the context. */
typedef int (*ccurl_socket_function)(CURL *handle, curl_socket_t socket, int what, void *context, void *own);
typedef int (*ccurl_timer_function)(CURLM *multi, long milliseconds, void *context);
CURLMcode ccurl_multi_set_callbacks(
    CURLM *multi, ccurl_socket_function sockets, ccurl_timer_function timer, void *context);

/* Makes the handle connect to public addresses only: after the name is resolved, so that a name cannot lead inside. */
CURLcode ccurl_refuse_local_addresses(CURL *handle);

/* If the message says that a transfer is done: its handle, and the result in *code; otherwise NULL. */
CURL *ccurl_finished(CURLM *multi, CURLcode *code);

/* Names the calling thread (at most 15 bytes), for those who look at the process from outside. */
void ccurl_name_thread(const char *name);

#endif
