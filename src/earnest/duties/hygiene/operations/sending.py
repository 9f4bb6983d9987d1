"""One request over https to where tickets go: checked address, no redirect, a limit on time and on the answer."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import urlsplit

from earnest.duties.hygiene.rules.addresses import is_public

SECONDS = 20.0
MOST_BYTES = 64 * 1024


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
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise NotSentError(f"{url} is no address to send to: {error}.") from error
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise NotSentError(f"{url} is no address to send to: it must begin with https:// and name a host.")
    connection = _Checked(parts.hostname, port, _address(parts.hostname, port, private))
    try:
        _connected(connection, parts.hostname)
        _written(connection, parts.path or "/", headers, body)
        return _answered(connection)
    finally:
        connection.close()


def _connected(connection: _Checked, host: str) -> None:
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NotSentError(f"{host} shows no certificate that can be trusted ({error.reason or error}).") from error
    except OSError as error:
        raise NotSentError(f"{host} does not answer ({error.strerror or error}).") from error
    except ValueError as error:
        raise NotSentError(f"{host} is no name that a certificate can have ({error}).") from error


def _written(connection: _Checked, path: str, headers: Mapping[str, str], body: bytes) -> None:
    try:
        connection.request("POST", path, body=body, headers=dict(headers))
    except (http.client.InvalidURL, ValueError) as error:
        raise NotSentError(f"{path!r} cannot be asked for ({error}).") from error
    except (OSError, http.client.HTTPException) as error:
        raise UnclearError(f"{connection.host} broke off ({type(error).__name__}).") from error


def _answered(connection: _Checked) -> Answer:
    """The answer, within the time for the whole of it: a server that sends a byte now and then is cut off."""
    late = Event()
    timer = Timer(SECONDS, _cut, (connection.sock, late))
    timer.start()
    try:
        response = connection.getresponse()
        read = response.read(MOST_BYTES)
    except (OSError, http.client.HTTPException) as error:
        if not late.is_set():
            raise UnclearError(f"{connection.host} gave no whole answer ({type(error).__name__}).") from error
    finally:
        timer.cancel()
    if late.is_set():
        raise UnclearError(f"{connection.host} took more than {SECONDS:.0f} seconds to answer.")
    return Answer(response.status, read)


def _cut(link: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):
        socket.socket.shutdown(link, socket.SHUT_RDWR)


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
