"""Issues tokens with PyJWT: tokens.py FOLDER writes FOLDER/jwks.json and prints {"good": …, "bad": …, "elsewhere": …}.

The services pin RS256, PS256 and ES256, the issuer "https://issuer.example" and the audience "phaen".
"""
import base64
import hashlib
import hmac
import json
import sys
import time

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

now = int(time.time())
keys = {
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ec": ec.generate_private_key(ec.SECP256R1()),
    "ed": ed25519.Ed25519PrivateKey.generate(),
    "unknown": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "short": rsa.generate_private_key(public_exponent=65537, key_size=1024),
}
writers = {"rsa": RSAAlgorithm, "short": RSAAlgorithm, "ec": ECAlgorithm, "ed": OKPAlgorithm}
public = []
for kid, writer in writers.items():
    jwk = writer.to_jwk(keys[kid].public_key())
    public.append({**(jwk if isinstance(jwk, dict) else json.loads(jwk)), "kid": kid, "use": "sig"})
with open(sys.argv[1] + "/jwks.json", "w", encoding="utf-8") as file:
    json.dump({"keys": public}, file)


def claims(**changes):
    usual = {
        "iss": "https://issuer.example", "aud": "phaen", "sub": "person:1", "iat": now, "exp": now + 600,
        "grants": [{"role": "administrator", "organisation": "TH"}],
    }
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def token(kid="rsa", algorithm="RS256", header=None, **changes):
    return jwt.encode(claims(**changes), keys[kid], algorithm=algorithm, headers={"kid": kid, **(header or {})})


def encoded(value):
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=")


def confused(text_of_key):
    """HS256 with the public key as the secret: PyJWT itself refuses to write it."""
    signed = encoded({"alg": "HS256", "typ": "JWT", "kid": "rsa"}) + b"." + encoded(claims())
    return (signed + b"." + encoded(hmac.new(text_of_key, signed, hashlib.sha256).digest())).decode()


pem = keys["rsa"].public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
head, body, signature = token().split(".")
_, others_body, _ = token(sub="person:2").split(".")
good = {
    "RS256": token(), "PS256": token(algorithm="PS256"), "ES256": token("ec", "ES256"),
    "several audiences": token(aud=["other", "phaen"]),
    "expired within the leeway": token(exp=now - 5),
}
bad = {
    "none": jwt.encode(claims(), None, algorithm="none", headers={"kid": "rsa"}),
    "none, signed": ".".join([encoded({"alg": "none", "kid": "rsa"}).decode(), body, signature]),
    "HS256 with the public key (PEM)": confused(pem),
    "HS256 with the public key (modulus)": confused(public[0]["n"].encode()),
    "algorithm not pinned (RS512)": token(algorithm="RS512"),
    "algorithm not pinned (EdDSA)": token("ed", "EdDSA"),
    "key of another type": token(header={"kid": "ec"}),
    "unknown key": token("unknown"),
    "unknown key under a known name": token("unknown", header={"kid": "rsa"}),
    "short key": token("short"),
    "no key named": jwt.encode(claims(), keys["rsa"], algorithm="RS256"),
    "other issuer": token(iss="https://other.example"), "no issuer": token(iss=None),
    "other audience": token(aud="other"), "no audience": token(aud=None),
    "expired": token(exp=now - 120), "no expiry": token(exp=None), "not yet valid": token(nbf=now + 600),
    "no subject": token(sub=None), "other body": f"{head}.{others_body}.{signature}", "cut": f"{head}.{body}",
    "critical extension": token(header={"crit": ["exp"]}),
}
province = [{"role": "administrator", "organisation": "65"}]
print(json.dumps({"good": good, "bad": bad, "elsewhere": token("ec", "ES256", grants=province)}))
