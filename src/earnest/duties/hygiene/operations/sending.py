"""One request over https to where tickets go: checked address, no redirect, a limit on time and on the answer."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from earnest.duties.hygiene.rules.addresses import is_public

SECONDS = 20.0
MOST_BYTES = 64 * 1024
PIECE = 4096


class NotSentError(Exception):
    """Nothing was sent, and its text says why."""


class UnclearError(Exception):
    """It was sent and no whole answer came: nobody knows whether it arrived."""


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status, and the first 64 KiB of the body."""

    code: int
    body: bytes


def post(url: str, headers: Mapping[str, str], body: bytes, *, private: Collection[str] = ()) -> Answer:
    """Send one POST. A redirect is an answer and is not followed.

    Addresses that are not of the internet are refused, unless the host is in `private`. The address that was checked is
    the one that is used, so that a name cannot change its mind in between. NotSentError before the first byte of the
    request went out, UnclearError after.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise NotSentError(f"{url} is no address to send to: it must begin with https:// and name a host.")
    deadline = monotonic() + SECONDS
    connection = _Checked(parts.hostname, parts.port or 443, _address(parts.hostname, parts.port or 443, private))
    try:
        _connected(connection, parts.hostname)
        return _answered(connection, parts.path or "/", headers, body, deadline)
    finally:
        connection.close()


def _connected(connection: _Checked, host: str) -> None:
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NotSentError(f"{host} shows no certificate that can be trusted ({error.reason or error}).") from error
    except OSError as error:
        raise NotSentError(f"{host} does not answer ({error.strerror or error}).") from error


def _answered(connection: _Checked, path: str, headers: Mapping[str, str], body: bytes, deadline: float) -> Answer:
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        read = b""
        while len(read) < MOST_BYTES and (piece := response.read(PIECE)):
            read += piece
            if monotonic() > deadline:
                raise UnclearError(f"{connection.host} took more than {SECONDS:.0f} seconds to answer.")
        return Answer(response.status, read)
    except (OSError, http.client.HTTPException) as error:
        raise UnclearError(f"{connection.host} gave no whole answer ({type(error).__name__}).") from error


class _Checked(http.client.HTTPSConnection):
    """A connection to an address that was checked, under the name whose certificate it must show."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.trusted = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self.trusted)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=SECONDS)
        try:
            self.sock = self.trusted.wrap_socket(plain, server_hostname=self.host)
        except (OSError, ValueError):
            plain.close()
            raise


def _address(host: str, port: int, private: Collection[str]) -> str:
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise NotSentError(f"The name {host} is not known ({error}).") from error
    if host.lower() not in {one.lower() for one in private}:
        for address in found:
            if not is_public(address):
                raise NotSentError(
                    f"{host} is {address}, an address of our own network, and tickets are not sent there unless "
                    "whoever runs the server allows it in EARNEST_TICKET_HOSTS."
                )
    return found[0]
