"""A receiver of webhooks: hooks.py PORT OUTPUT SECRETS. SECRETS is a file with one secret for each path, as
"/path whsec_…". Checks every signature as Standard Webhooks 1.0 says, with Python's own library. A path that begins
with /flaky answers 503 to the first two attempts at an event, /gone answers 500 while the file SECRETS.gone is there.
Writes every attempt, one JSON object a line."""
import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, output, secrets = int(sys.argv[1]), sys.argv[2], sys.argv[3]
attempts = {}
lock = threading.Lock()


def verified(path, headers, body):
    with open(secrets, encoding="utf-8") as file:
        known = dict(line.split() for line in file)
    key = base64.b64decode(known[path].removeprefix("whsec_"), validate=True)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    versions = [part.split(",", 1) for part in headers["webhook-signature"].split()]
    return any(version == "v1" and hmac.compare_digest(given, wanted) for version, given in versions)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = json.loads(body)
        with lock:
            number = attempts[self.path, event["id"]] = attempts.get((self.path, event["id"]), 0) + 1
            status = 200
            if self.path.startswith("/flaky") and number <= 2:
                status = 503
            if self.path.startswith("/gone") and os.path.exists(secrets + ".gone"):
                status = 500
            taken = {
                "path": self.path, "id": self.headers["webhook-id"], "event": event, "attempt": number,
                "verified": verified(self.path, self.headers, body), "status": status,
                "age": time.time() - int(self.headers["webhook-timestamp"]), "type": self.headers["content-type"],
            }
            with open(output, "a", encoding="utf-8") as file:
                file.write(json.dumps(taken) + "\n")
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
print("ready", flush=True)
server.serve_forever()
