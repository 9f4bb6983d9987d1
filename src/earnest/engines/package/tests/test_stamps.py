"""Timestamps by an authority of our own, made with openssl; and our signature as openssl sees it."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from earnest.engines.package import PackageError, layout, stamps, verify
from earnest.engines.package.dsse import message
from earnest.engines.package.tests.making import Small, members

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl here to compare with")
_CONFIG = """\
[req]
distinguished_name = name
[name]
[tsa_cert]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[ca_cert]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate authority, a timestamp authority under it, and its settings."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf")
    openssl(folder, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Root",
            "-days", "3650", "-extensions", "ca_cert")  # fmt: skip
    openssl(folder, "req", *curve, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Clock")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", "tsa.pem", "-days", "3650", "-extfile", "tsa.cnf", "-extensions", "tsa_cert")  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def stamped(package: Small, authority: Path) -> Path:
    path = authority / "stamped.earnest"
    path.write_bytes(package.path.read_bytes())
    stamps.add(path, _response(authority, stamps.request(path)), authority)
    return path


def _response(folder: Path, request: bytes) -> bytes:
    (folder / "a.tsq").write_bytes(request)
    openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "a.tsq", "-signer", "tsa.pem",
            "-inkey", "tsa.key", "-out", "a.tsr")  # fmt: skip
    return (folder / "a.tsr").read_bytes()


def test_a_stamp_by_a_trusted_authority_is_checked(stamped: Path, authority: Path) -> None:
    verdict = verify(stamped, authorities=[(authority / "ca.pem").read_bytes()])
    assert verdict.differences == ()
    assert verdict.checked["timestamps"] == 1
    assert not [one for one in verdict.unchecked if one.part == "timestamp"]


def test_a_stamp_by_an_authority_that_was_not_named_is_said_to_be_unchecked(stamped: Path) -> None:
    verdict = verify(stamped)
    assert verdict.good
    assert [one.part for one in verdict.unchecked if "name the authority" in one.why] == ["timestamp"]


def test_a_stamp_by_another_authority_is_refused(stamped: Path, authority: Path) -> None:
    openssl(authority, "req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "x.key", "-out", "x.pem",
            "-subj", "/CN=Other", "-config", "tsa.cnf")  # fmt: skip
    verdict = verify(stamped, authorities=[(authority / "x.pem").read_bytes()])
    assert [(one.code, one.part) for one in verdict.differences] == [("timestamp", "timestamp")]


def test_a_stamp_of_something_else_is_not_put_in(package: Small, authority: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.earnest"
    path.write_bytes(package.path.read_bytes())
    (authority / "data").write_bytes(b"something else")
    openssl(authority, "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "b.tsq")
    other = _response(authority, (authority / "b.tsq").read_bytes())
    for wrong in (other, b"", b"\x30\x03\x02\x01\x02", other[:-40]):
        with pytest.raises(PackageError, match=r"timestamp\.tsr"):
            stamps.add(path, wrong, tmp_path)
    assert path.read_bytes() == package.path.read_bytes()


def test_a_flipped_bit_in_the_stamp_is_refused(stamped: Path, tmp_path: Path) -> None:
    from earnest.engines.package.container import Container

    with Container(stamped) as container:
        member = container.members[layout.TIMESTAMP]
    for at in range(member.offset, member.offset + member.size, 97):
        content = bytearray(stamped.read_bytes())
        content[at] ^= 1
        (tmp_path / "a.earnest").write_bytes(content)
        assert verify(tmp_path / "a.earnest").parts == ("timestamp",)


def test_openssl_verifies_our_signature_and_gives_our_fingerprint(package: Small, tmp_path: Path) -> None:
    held = members(package.path)
    envelope = json.loads(held[layout.SIGNATURE])  # type: ignore[arg-type]
    (tmp_path / "message").write_bytes(message(base64.b64decode(envelope["payload"])))
    (tmp_path / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (tmp_path / "key.pem").write_bytes(held[layout.KEY])  # type: ignore[arg-type]
    openssl(
        tmp_path, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "message", "-sigfile", "sig"
    )
    openssl(tmp_path, "pkey", "-pubin", "-in", "key.pem", "-outform", "DER", "-out", "key.der")
    digest = subprocess.run(
        ["openssl", "dgst", "-sha256", "-r", "key.der"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert digest.stdout.split()[0] == envelope["signatures"][0]["keyid"] == package.made.fingerprint
