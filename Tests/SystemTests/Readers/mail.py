"""A mail server: mail.py PORT OUTPUT FOLDER MODE. MODE is "plain" (no TLS, no login) or "secure" (STARTTLS with
FOLDER/server.pem, and a login as "phaen" with the password "secret ๑"). Refuses mail to refused@example.org. Writes
what it takes, decoded by Python's own parser, one JSON object a line."""
import json
import signal
import ssl
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, output, folder, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == "refused@example.org":
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.original_content, policy=policy.default)
        # Python's parser of address fields keeps the blank between two encoded words; its older one does as RFC 2047
        # says.
        name, _ = parseaddr(message_from_bytes(envelope.original_content)["From"])
        taken = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
            "login": bool(session.authenticated), "subject": mail["Subject"], "sender": str(mail["From"]),
            "senderName": str(make_header(decode_header(name))), "body": mail.get_content(),
            "id": mail["Message-ID"], "automatic": mail["Auto-Submitted"],
            "defects": [str(defect) for defect in mail.defects],
        }
        with open(output, "a", encoding="utf-8") as file:
            file.write(json.dumps(taken) + "\n")
        return "250 taken"


def login(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == b"phaen" and data.password == "secret ๑".encode()
    return AuthResult(success=right)


settings = {"hostname": "127.0.0.1", "port": port}
if mode == "secure":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    settings |= {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": login}
controller = Controller(Handler(), **settings)
controller.start()
print("ready", flush=True)
signal.pause()
