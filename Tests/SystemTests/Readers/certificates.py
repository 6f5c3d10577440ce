"""Makes what TLS tests need: certificates.py FOLDER writes ca.pem, other-ca.pem, server.pem, server.key (for
127.0.0.1 and localhost, signed by ca.pem), wrong-name.pem, wrong-name.key and expired.pem, expired.key."""
import datetime
import ipaddress
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

folder = sys.argv[1]
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def write(file, data):
    with open(f"{folder}/{file}", "wb") as out:
        out.write(data)


def authority(file):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = name(f"Test authority {file}")
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - 30 * day).not_valid_after(now + 30 * day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256()))
    write(file + ".pem", certificate.public_bytes(serialization.Encoding.PEM))
    return subject, key


def server(file, names, ends):
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder().subject_name(name(file)).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - 20 * day).not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256()))
    write(file + ".pem", certificate.public_bytes(serialization.Encoding.PEM))
    write(file + ".key", key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


here = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
issuer, issuer_key = authority("ca")
authority("other-ca")
server("server", here, now + 10 * day)
server("wrong-name", [x509.DNSName("elsewhere.example")], now + 10 * day)
server("expired", here, now - day)
