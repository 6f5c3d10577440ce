"""An OpenID Connect provider of others' making (oidc-provider-mock, over Authlib), made stricter: PKCE with S256 is
needed, the client has to show its secret, a code is used once, and its key has a name. On request its next token is
wrong in one point, as a provider's or somebody's between would be.

provider.py PORT OUTPUT CLIENT SECRET RETURN_ADDRESS [bare]

`bare`: as the package is, whose key has no name and which knows no PKCE.
PUT /fault/KIND makes the next token wrong: nonce, audience, issuer, expired, signature, none, unknownKey.
"""
import base64, json, os, sys, time

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
port, output, client_id, secret, return_address = int(sys.argv[1]), *sys.argv[2:6]
is_bare = sys.argv[6:] == ["bare"]

import flask
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jwk, jwt
from oidc_provider_mock import _app as mock
from werkzeug.serving import make_server

fault = {"kind": None}
challenges = {}
named = jwk.RSAKey.generate_key(2048, {"kid": "of-the-test", "use": "sig"})
other = jwk.RSAKey.generate_key(2048, {"kid": "of-the-test"})
PlainGrant, PlainCode = mock.AuthorizationCodeGrant, mock.OpenIDCode


class Grant(PlainGrant):
    def save_authorization_code(self, code, request):
        challenges[code] = (request.payload.data.get("code_challenge"), request.payload.data.get("code_challenge_method"))
        return super().save_authorization_code(code, request)

    def query_authorization_code(self, code, client):
        found = super().query_authorization_code(code, client)
        if found:
            for name, value in zip(("code_challenge", "code_challenge_method"), challenges.get(code, (None, None))):
                object.__setattr__(found, name, value)  # the package's own class cannot be changed otherwise
        return found if is_bare or (found and found.code_challenge_method == "S256") else None


class Code(PlainCode):
    def __call__(self, grant):
        super().__call__(grant)
        if not is_bare:
            CodeChallenge(required=True)(grant)

    def process_token(self, grant, response):
        token = super().process_token(grant, response) or response[1]
        kind, fault["kind"] = fault["kind"], None
        part = token["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        key, header = named, {"alg": "RS256", "kid": "of-the-test"}
        if is_bare and kind is None:
            return token
        match kind:
            case "nonce": claims["nonce"] = "of-another-visit"
            case "audience": claims["aud"] = ["somebody-else"]
            case "issuer": claims["iss"] = "http://elsewhere.example"
            case "expired": claims["iat"], claims["exp"] = int(time.time()) - 7_200, int(time.time()) - 3_600
            case "signature": key = other
            case "unknownKey": header["kid"] = "of-nobody"
        token["id_token"] = jwt.encode(header, claims, key)
        if kind == "none":
            encode = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
            token["id_token"] = f'{encode({"alg": "none"})}.{encode(claims)}.'
        return token


mock.AuthorizationCodeGrant, mock.OpenIDCode = Grant, Code
app = mock.app(require_client_registration=not is_bare)
app.debug = False

if not is_bare:
    @app.before_request
    def know_the_client():
        if not mock.storage.get_client(client_id):
            mock.storage.store_client(mock.Client(
                id=client_id, secret=secret, redirect_uris=[return_address],
                allowed_scopes=mock.Client.SCOPES_SUPPORTED, token_endpoint_auth_method="client_secret_basic"))
        if flask.request.path == "/jwks":
            return flask.jsonify({"keys": [named.as_dict(private=False)]})


@app.put("/fault/<kind>")
def make_wrong(kind):
    fault["kind"] = kind
    return "", 204


server = make_server("127.0.0.1", port, app, threaded=True)
print("ready", flush=True)
server.serve_forever()
