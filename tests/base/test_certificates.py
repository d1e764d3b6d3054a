"""The unit's own CA: browsers' rules are kept, and it can sign for nobody else."""

import ipaddress
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from command.base import certificates
from command.base.certificates import Pair

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
NAMES = ["centre.example", "localhost"]
HOSTS = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("198.51.100.7")]


@pytest.fixture(scope="module")
def authority() -> Pair:
    return certificates.make_authority("示例中心", NAMES, HOSTS, AT)


def verify(authority: Pair, leaf: Pair, subject: x509.GeneralName, at: datetime = AT) -> None:
    assert isinstance(subject, x509.DNSName | x509.IPAddress)
    store = Store([x509.load_pem_x509_certificate(authority.certificate)])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(subject)
    verifier.verify(x509.load_pem_x509_certificates(leaf.certificate)[0], [])


def openssl(authority: Pair, leaf: Pair, folder: Path) -> str:
    """A second opinion, which checks name constraints of names and addresses."""
    (folder / "ca.pem").write_bytes(authority.certificate)
    (folder / "leaf.pem").write_bytes(leaf.certificate)
    moment = str(int(AT.timestamp()))
    command = ["openssl", "verify", "-attime", moment, "-CAfile", "ca.pem", "leaf.pem"]
    told = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    return told.stdout + told.stderr


def test_a_leaf_is_valid_for_its_names_and_addresses(authority: Pair) -> None:
    leaf = certificates.make_leaf(authority, NAMES, HOSTS, AT)
    for name in NAMES:
        verify(authority, leaf, x509.DNSName(name))
    for host in HOSTS:
        verify(authority, leaf, x509.IPAddress(host))
    with pytest.raises(VerificationError):
        verify(authority, leaf, x509.DNSName("other.example"))


def test_a_leaf_lives_397_days_and_tolerates_a_clock_that_is_behind(authority: Pair) -> None:
    leaf = certificates.make_leaf(authority, NAMES, HOSTS, AT)
    found = x509.load_pem_x509_certificate(leaf.certificate)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=397)
    assert found.not_valid_before_utc < AT - timedelta(hours=12)
    assert certificates.days_left(leaf.certificate, AT) == 396
    assert certificates.days_left(leaf.certificate, AT + timedelta(days=400)) < 0


def test_the_authority_cannot_sign_for_anybody_else(authority: Pair, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.fail("install openssl: it gives the second opinion on name constraints")
    good = certificates.make_leaf(authority, NAMES, HOSTS, AT)
    assert "leaf.pem: OK" in openssl(authority, good, tmp_path)
    forged = certificates.make_leaf(authority, ["bank.example"], [], AT)
    assert "permitted subtree violation" in openssl(authority, forged, tmp_path)
    elsewhere = certificates.make_leaf(authority, NAMES, [ipaddress.ip_address("203.0.113.9")], AT)
    assert "permitted subtree violation" in openssl(authority, elsewhere, tmp_path)


def test_permits_tells_when_a_new_authority_is_needed(authority: Pair) -> None:
    def permits(names: list[str], *hosts: str) -> bool:
        addresses = [ipaddress.ip_address(host) for host in hosts]
        return certificates.permits(authority.certificate, names, addresses)

    assert permits(NAMES, "127.0.0.1", "192.168.1.2", "198.51.100.7", "fd00::1")
    assert permits(["wall.centre.example"])
    assert not permits(["entre.example"])
    assert not permits(["other.example"])
    assert not permits(NAMES, "198.51.100.8")
