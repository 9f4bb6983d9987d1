"""Tickets: shown first, sent once over https to where they may go, and what came back is kept."""

from __future__ import annotations

import csv
import io
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from earnest.core.controls import operations as controls
from earnest.duties.hygiene import operations
from earnest.duties.hygiene.models import TicketExport, TicketTarget
from earnest.duties.hygiene.operations import sending
from earnest.duties.hygiene.queries import finding, packages
from earnest.duties.hygiene.rules.addresses import is_public
from earnest.duties.hygiene.rules.tickets import Ticket, csv_of, github_issue, jira_issue
from earnest.duties.hygiene.tests.conftest import ACTOR, TODAY, Estate, flaw
from earnest.foundation import clock, plain
from earnest.foundation.actor import Actor, Role
from earnest.foundation.errors import Invalid, NotAllowed

SECRET = "EARNEST_TICKET_TESTS"
TICKET = Ticket(
    package="ab" * 16,
    title="=cmd|' /C calc'!A0",
    kind="upgrade",
    team="@Platform",
    changes=1,
    findings=2,
    overdue=1,
    exploited=1,
    due_on=date(2026, 6, 20),
    assets=("web-1", "@everyone", "#12"),
    flaws=("CVE-2026-1",),
    money="",
    proof="board of 2026-06-15, abc",
)


@dataclass
class Server:
    """Answers what it is told, and remembers what it was asked."""

    url: str
    code: int = 201
    body: bytes = b'{"key": "SEC-7", "html_url": "https://forge.example/issues/7"}'
    headers: dict[str, str] = field(default_factory=dict)
    pause: float = 0.0
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    told = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(told + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Server]:
    """A loopback server that is trusted and allowed."""
    settings.TICKET_PRIVATE_HOSTS = ("localhost",)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv(SECRET, "hush")
    told = Server("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append((self.path, dict(self.headers), json.loads(body)))
            if told.code:
                self.send_response(told.code)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for byte in [told.body] if not told.pause else [bytes([one]) for one in told.body]:
                    sleep(told.pause)
                    self.wfile.write(byte)

        def log_message(self, *_said: object) -> None:
            """Nothing: tests stay quiet."""

    http = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    told.url = f"https://localhost:{http.server_port}"
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield told
    http.shutdown()
    http.server_close()
    thread.join()


def jira(url: str, **more: Any) -> TicketTarget:
    told = {
        "title": "Jira",
        "kind": "jira",
        "url": url,
        "project": "SEC",
        "secret_name": SECRET,
        "account": "a@b.example",
    }
    return plain.create(ACTOR, TicketTarget(**{**told, **more}))


@pytest.fixture
def key(estate: Estate) -> str:
    """The key of the one work package there is."""
    estate.adopt()
    estate.look("vulnerabilities", [flaw(1), flaw(2)], days_ago=90)
    (found,) = packages(estate.board()).packages
    return found.key


def test_a_work_package_is_sent_once_and_the_answer_is_kept(estate: Estate, key: str, server: Server) -> None:
    target, board = jira(server.url), estate.board()
    shown = operations.dry_run(ACTOR, target, board, key)
    assert server.asked == []
    assert not TicketExport.objects.exists()
    sent = operations.export_package(ACTOR, target, board, key)
    assert (sent.state, sent.ticket, sent.answer_code) == ("sent", "SEC-7", 201)
    ((path, headers, body),) = server.asked
    assert (path, body, sent.payload) == ("/rest/api/3/issue", shown.body, shown.body)
    assert headers["Authorization"] == "Basic YUBiLmV4YW1wbGU6aHVzaA=="
    assert "Authorization" not in shown.headers
    with pytest.raises(Invalid, match="handed over to “Jira”"):
        operations.export_package(ACTOR, target, estate.board(), key)
    assert len(server.asked) == 1
    assert packages(estate.board()).packages[0].exported == "SEC-7"


def test_github_gets_an_issue(estate: Estate, key: str, server: Server) -> None:
    target = jira(server.url, kind="github", project="birch/api", title="GitHub")
    sent = operations.export_package(ACTOR, target, estate.board(), key)
    ((path, headers, body),) = server.asked
    assert (path, headers["Authorization"]) == ("/repos/birch/api/issues", "Bearer hush")
    assert body["title"] == "Upgrade npm zlib to 2.0"
    assert sent.ticket == "https://forge.example/issues/7"


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (400, "refused"),
        (401, "refused"),
        (302, "refused"),
        (200, "unclear"),
        (408, "unclear"),
        (503, "unclear"),
        (0, "unclear"),
    ],
)
def test_an_answer_that_is_no_is_kept_and_a_redirect_is_not_followed(
    estate: Estate, key: str, server: Server, code: int, state: str
) -> None:
    server.code, server.body, server.headers = code, b"no", {"Location": server.url + "/elsewhere"}
    target = jira(server.url)
    sent = operations.export_package(ACTOR, target, estate.board(), key)
    assert (sent.state, len(server.asked)) == (state, 1)
    server.code = 201
    if state == "refused":
        assert operations.export_package(ACTOR, target, estate.board(), key).state == "sent"
        return
    with pytest.raises(Invalid, match="nobody knows whether it arrived"):
        operations.export_package(ACTOR, target, estate.board(), key)
    with pytest.raises(Invalid, match="Say how you know"):
        operations.settle(ACTOR, sent, arrived=False, reason=" ")
    operations.settle(ACTOR, sent, arrived=False, reason="Searched for the label: it is not there.")
    assert operations.export_package(ACTOR, target, estate.board(), key).state == "sent"


def test_our_own_network_is_refused_unless_it_is_allowed(
    estate: Estate, key: str, server: Server, settings: Settings
) -> None:
    settings.TICKET_PRIVATE_HOSTS = ()
    sent = operations.export_package(ACTOR, jira(server.url), estate.board(), key)
    assert (sent.state, server.asked) == ("refused", [])
    assert "an address of our own network" in sent.answer


def test_a_certificate_that_nobody_trusts_is_refused(
    estate: Estate, key: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    sent = operations.export_package(ACTOR, jira(server.url), estate.board(), key)
    assert (sent.state, server.asked) == ("refused", [])
    assert "no certificate that can be trusted" in sent.answer


def test_the_secret_is_asked_of_the_environment_and_kept_nowhere(
    estate: Estate, key: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = jira(server.url)
    monkeypatch.setenv(SECRET, "two\nlines")
    with pytest.raises(Invalid, match="no header may"):
        operations.export_package(ACTOR, target, estate.board(), key)
    monkeypatch.delenv(SECRET)
    with pytest.raises(Invalid, match="has no secret"):
        operations.export_package(ACTOR, target, estate.board(), key)
    with pytest.raises(Invalid, match="Begin with EARNEST_TICKET_"):
        jira(server.url, title="Other", secret_name="HOME")
    with pytest.raises(Invalid, match=r"valid URL|over https"):
        jira("http://forge.example", title="Other")


def test_a_secret_that_the_other_side_repeats_is_not_kept(estate: Estate, key: str, server: Server) -> None:
    server.code, server.body = 400, b'{"you": "Basic YUBiLmV4YW1wbGU6aHVzaA==", "token": "hush"}'
    sent = operations.export_package(ACTOR, jira(server.url), estate.board(), key)
    assert sent.answer == '{"you": "Basic •••", "token": "•••"}'


def test_an_address_that_cannot_be_is_refused_before_anything_is_sent(
    estate: Estate, key: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = jira(server.url)
    for url, said in (("https://localhost:99999", "no address"), (server.url + "/a b", "cannot be asked for")):
        TicketTarget.objects.filter(pk=target.pk).update(url=url)
        target.refresh_from_db()
        sent = operations.export_package(ACTOR, target, estate.board(), key)
        assert (sent.state, server.asked) == ("refused", [])
        assert said in sent.answer


def test_a_server_that_answers_byte_by_byte_is_cut_off(
    estate: Estate, key: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    server.pause = 0.05
    server.body = b"x" * 100
    began = monotonic()
    sent = operations.export_package(ACTOR, jira(server.url), estate.board(), key)
    assert sent.state == "unclear"
    assert "took more than" in sent.answer
    assert monotonic() - began < 3


def test_what_is_on_its_way_is_not_settled(estate: Estate, key: str) -> None:
    told = {"package": key, "title": "Upgrade", "state": "sending"}
    row = plain.create(ACTOR, TicketExport(target=jira("https://forge.example"), sent_at=clock.now(), **told))
    with pytest.raises(Invalid, match="being sent at this moment"):
        operations.settle(ACTOR, row, arrived=False, reason="It is not there.")


def test_a_file_holds_each_package_once(estate: Estate, key: str) -> None:
    target = plain.create(ACTOR, TicketTarget(title="List", kind="csv"))
    board = estate.board()
    first = operations.export_csv(ACTOR, target, board, [key, key])
    assert len(list(csv.reader(io.StringIO(first)))) == 2
    with pytest.raises(Invalid, match="handed over to “List”"):
        operations.export_csv(ACTOR, target, board, [key])
    with pytest.raises(Invalid, match="no such work package"):
        operations.export_csv(ACTOR, target, board, ["0" * 32])
    reader = Actor("reader", Role.READER)
    with pytest.raises(NotAllowed):
        operations.export_csv(reader, target, board, [key])


def test_no_cell_is_a_formula_and_nobody_is_called() -> None:
    (_, row) = list(csv.reader(io.StringIO(csv_of([TICKET]))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert row[1] == "'" + TICKET.title
    assert "@everyone" not in str(github_issue(TICKET)["body"])


def test_an_issue_of_jira_is_an_atlassian_document() -> None:
    fields: Any = jira_issue(TICKET, "SEC", "")["fields"]
    assert (fields["project"], fields["issuetype"], fields["duedate"]) == (
        {"key": "SEC"},
        {"name": "Task"},
        "2026-06-20",
    )
    assert (fields["description"]["type"], fields["description"]["version"]) == ("doc", 1)
    assert all(one["content"][0]["text"] for one in fields["description"]["content"])


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.215.14", True), ("10.0.0.1", False), ("127.0.0.1", False), ("169.254.169.254", False),
     ("100.64.0.1", False), ("::1", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False),
     ("0.0.0.0", False),
     ("224.0.0.1", False), ("2606:4700::1111", True), ("fe80::1%eth0", False), ("64:ff9b::7f00:1", False)],
)  # fmt: skip
def test_only_addresses_of_the_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_an_exception_is_asked_from_the_test_that_judges_the_finding(estate: Estate) -> None:
    estate.look("vulnerabilities", [flaw(1), flaw(2), flaw(3, severity="low")], days_ago=90)
    estate.lists(1)
    told: dict[str, Any] = {
        "reason": "It must run on.",
        "compensating_measure": "It is cut off.",
        "asked_by": estate.ann,
        "starts_on": TODAY,
        "ends_on": date(2026, 7, 1),
    }
    board = estate.board()
    found = {n: finding(board, estate.line(n).finding) for n in (1, 2, 3)}
    assert found[1] is not None
    assert found[3] is not None
    with pytest.raises(Invalid, match="No control in use"):
        operations.ask_exception(ACTOR, found[1], **told)
    estate.patching()
    asked = operations.ask_exception(ACTOR, found[1], **told)
    assert (asked.test, asked.subject) == ("exploited-flaws-overdue", found[1].subject)
    assert estate.line(1).clock == "overdue"
    controls.approve_exception(ACTOR, asked, approver=estate.bob, on=TODAY)
    assert estate.line(1).clock == "paused"
    with pytest.raises(Invalid, match="No control test judges"):
        operations.ask_exception(ACTOR, found[3], **told)
