"""A network that can be lost: what a browser is told to go through, cut for everything in it, its workers too."""
import http.client, http.server, threading, urllib.parse


class Network:
    def __init__(self):
        outer = self

        class Passing(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                if outer.is_lost:
                    self.close_connection = True
                    return
                to = urllib.parse.urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                there = http.client.HTTPConnection(to.hostname, to.port, timeout=60)
                try:
                    there.putrequest(self.command, urllib.parse.urlunsplit(("", "", to.path or "/", to.query, "")),
                                     skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        if not name.lower().startswith("proxy-") and name.lower() != "connection":
                            there.putheader(name, value)
                    there.endheaders(body or None)
                    answer = there.getresponse()
                    content = answer.read()
                except OSError:
                    self.close_connection = True
                    return
                finally:
                    there.close()
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                        self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = pass_on

            def log_message(self, *_):
                pass

        self.is_lost = False
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.proxy = {"server": f"http://127.0.0.1:{self.server.server_port}"}
