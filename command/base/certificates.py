"""A unit's own certificate authority, so that browsers on its network open cameras.

The authority may sign only the unit's own names and addresses (name constraints), a leaf lives
397 days, the longest browsers accept. Refuses to know where files lie.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LEAF_DAYS = 397
AUTHORITY_DAYS = 3650
SLACK = timedelta(hours=24)  # a client's clock may be behind ours
# What a unit's network may use (RFC 1918, 6598, 3927, 4193, 4291); nobody else's certificate
# can be forged with our key.
PRIVATE = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes


def make_authority(unit: str, names: Sequence[str], hosts: Sequence[Address], at: datetime) -> Pair:
    """An authority that may sign `names`, `hosts` and private addresses only."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{unit} CA")])
    networks: list[Network] = [ipaddress.ip_network(text) for text in PRIVATE]
    networks += [ipaddress.ip_network(host) for host in hosts if not _is_within(host, networks)]
    permitted = [*map(x509.DNSName, names), *map(x509.IPAddress, networks)]
    builder = (
        _builder(subject, subject, key.public_key(), at, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _pair(builder.sign(key, hashes.SHA256()), key)


def make_leaf(
    authority: Pair, names: Sequence[str], hosts: Sequence[Address], at: datetime
) -> Pair:
    """A server's certificate with the authority behind it in one chain."""
    signer = serialization.load_pem_private_key(authority.key, None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key is not ours: it is no P-256 key")
    above = x509.load_pem_x509_certificate(authority.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    alternatives = [*map(x509.DNSName, names), *map(x509.IPAddress, hosts)]
    builder = (
        _builder(subject, above.subject, key.public_key(), at, LEAF_DAYS)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    leaf = _pair(builder.sign(signer, hashes.SHA256()), key)
    return Pair(leaf.certificate + authority.certificate, leaf.key)


def days_left(certificate: bytes, at: datetime) -> int:
    """Whole days until the first certificate of a PEM chain expires; below zero when it has."""
    return (x509.load_pem_x509_certificate(certificate).not_valid_after_utc - at).days


def fingerprint(certificate: bytes) -> str:
    """SHA-256 in the form that systems show when a certificate is installed."""
    digest = x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def permits(authority: bytes, names: Sequence[str], hosts: Sequence[Address]) -> bool:
    """Whether the authority may sign for all of these."""
    found = x509.load_pem_x509_certificate(authority)
    permitted = found.extensions.get_extension_for_class(x509.NameConstraints).value
    trees = permitted.permitted_subtrees or []
    domains = [tree.value for tree in trees if isinstance(tree, x509.DNSName)]
    networks = [tree.value for tree in trees if isinstance(tree, x509.IPAddress)]
    return all(_is_below(name, domains) for name in names) and all(
        _is_within(host, networks) for host in hosts
    )


def _is_below(name: str, domains: Sequence[str]) -> bool:
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


def _is_within(host: Address, networks: Sequence[object]) -> bool:
    found = [n for n in networks if isinstance(n, ipaddress.IPv4Network | ipaddress.IPv6Network)]
    return any(host.version == network.version and host in network for network in found)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SLACK)
        .not_valid_after(at - SLACK + timedelta(days=days))
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signing,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signing,
        crl_sign=signing,
        encipher_only=False,
        decipher_only=False,
    )


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
