"""Nmap XML (`-oX`).

Follows "Nmap XML Output" and nmap.dtd 1.05 (Nmap 7.95), and the output of its scripts ssl-cert, ssl-enum-ciphers and
vulners.
- `exposed_services`: one row per port whose state is open. A port that may be open or filtered, and any other, is
  counted as ignored. Nmap does not write from where it looked, so `reachable_from` is `unknown`, but `localhost` where
  the host that it scanned is its own. TLS is the lowest version that ssl-enum-ciphers lists, the end of the certificate
  that of ssl-cert.
- `scan_targets`: one row per host that is up.
- `vulnerabilities`: one per port and CVE of the script vulners, which knows only the version: `under_investigation`
  and of unknown severity, with the CVSS score that it gives. Other entries of it are counted as ignored.

The asset is the first host name, else the address. When it was looked is the end of each host's scan, else of the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from earnest.engines.ingest.coerce import count, epoch, instant, lower, needed, real, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.hosts.elements import Around, Element, read_elements
from earnest.engines.ingest.formats.hosts.flaws import Targets, cves, flaws, host_name
from earnest.engines.ingest.writer import Entry, Row, Sink

_ROOT = "nmaprun"
_PROTOCOLS = ("tcp", "udp", "sctp")
_TLS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_READ = frozenset({"ssl-cert", "ssl-enum-ciphers", "vulners"})


class _Reader:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._targets = Targets(sink, "nmap")
        self._ended: datetime | None = None
        self._hosts = 0
        self._begin({})

    def read(self, document: Document) -> None:
        records = {
            "host/status": self._state,
            "host/address": self._addressed,
            "hostnames/hostname": self._named,
            "os/osmatch": self._matched,
            "ports/extraports": self._extra,
            "ports/port": self._port,
            "hostscript/script": lambda _: self._sink.ignore("script results"),
            "prescript/script": lambda _: self._sink.ignore("script results"),
            "postscript/script": lambda _: self._sink.ignore("script results"),
            "runstats/finished": lambda element: emit(self._sink, "runstats", self._finished, element),
        }
        around = Around({"host": self._begin}, {"host": self._finish})
        read_elements(document, _ROOT, records, around, doctype=True)
        self._targets.write()

    def _begin(self, attributes: dict[str, str]) -> None:
        self._hosts += bool(attributes)
        self._attributes = attributes
        self._up = False
        self._own = False
        self._address: str | None = None
        self._name: str | None = None
        self._os: str | None = None

    @property
    def _place(self) -> str:
        return f"host {self._hosts}"

    def _state(self, element: Element) -> None:
        self._up = element.get("state") == "up"
        self._own = element.get("reason") == "localhost-response"

    def _addressed(self, element: Element) -> None:
        if element.get("addrtype") in ("ipv4", "ipv6"):
            self._address = self._address or text(element.get("addr"))

    def _named(self, element: Element) -> None:
        self._name = self._name or host_name(element.get("name"))

    def _matched(self, element: Element) -> None:
        self._os = self._os or text(element.get("name"))

    def _extra(self, element: Element) -> None:
        emit(self._sink, f"{self._place} extraports", self._summed, element)

    def _summed(self, element: Element) -> Iterator[Entry]:
        number = count(element.get("count"), "count") or 0
        self._sink.ignore(f"ports that are {text(element.get('state')) or 'not open'}", max(number, 0))
        return iter(())

    def _finished(self, element: Element) -> Iterator[Entry]:
        self._sink.observed(epoch(element.get("time"), "time"))
        return iter(())

    def _finish(self) -> None:
        if self._up:
            emit(self._sink, self._place, self._target, self._attributes)
        else:
            self._sink.ignore("hosts that are not up")

    def _target(self, attributes: dict[str, str]) -> Iterator[Entry]:
        self._targets.see(
            self._place,
            self._asset,
            address=self._address,
            os_name=self._os,
            scanned_at=epoch(attributes.get("endtime"), "endtime"),
        )
        return iter(())

    @property
    def _asset(self) -> str:
        return self._name or needed(self._address, "address")

    def _port(self, element: Element) -> None:
        place = f"{self._place} port {element.get('portid')}/{element.get('protocol')}"
        state = element.find("state")
        told = (state.get("state") if state else None) or "not told"
        if told != "open" or element.get("protocol") not in _PROTOCOLS:
            kind = f"ports that are {told}" if told != "open" else "IP protocols"
            self._sink.ignore(kind)
            return
        emit(self._sink, place, self._open, element)

    def _open(self, element: Element) -> Iterator[Entry]:
        port = count(needed(element.get("portid"), "portid"), "portid")
        scripts = {script.get("id"): script for script in element.every("script")}
        service = element.find("service")
        yield (
            "exposed_services",
            {
                "address": needed(self._address, "address"),
                "port": port,
                "protocol": element.get("protocol"),
                "reachable_from": "localhost" if self._own else "unknown",
                "hostname": self._name,
                "service": lower(service.get("name")) if service else None,
                "product": _product(service),
                "tls_version": _lowest(scripts.get("ssl-enum-ciphers")),
                "certificate_expires_at": _expires(scripts.get("ssl-cert")),
            },
        )
        if vulners := scripts.get("vulners"):
            yield from self._guessed(vulners, element, port)
        self._sink.ignore("script results", sum(script.get("id") not in _READ for script in element.every("script")))

    def _guessed(self, script: Element, element: Element, port: int | None) -> Iterator[Entry]:
        for product in script.every("table"):
            for table in product.every("table"):
                told = {elem.get("key"): elem.text for elem in table.every("elem")}
                if told.get("type") != "cve":
                    self._sink.ignore("vulners entries that are no CVE")
                    continue
                row: Row = {
                    "tool": "nmap",
                    "asset_id": self._asset,
                    "asset_kind": "host",
                    "title": f"{told.get('id')} by the version of {product.get('key')}",
                    "severity": "unknown",
                    "cvss_score": real(told.get("cvss"), "cvss"),
                    "package_name": text(product.get("key")),
                    "status": "under_investigation",
                    "port": port,
                }
                where = f"{element.get('protocol')}/{port}"
                own = needed(told.get("id"), "vulners id")
                yield from flaws(row, ("vulners", where, text(product.get("key"))), cves(own), own)


def _product(service: Element | None) -> str | None:
    if service is None:
        return None
    words = [service.get("product"), service.get("version")]
    extra = text(service.get("extrainfo"))
    return text(" ".join(word for word in (*words, f"({extra})" if extra else None) if word))


def _lowest(script: Element | None) -> str | None:
    listed = {table.get("key") for table in script.every("table")} if script else set()
    return next((version for version in _TLS if version in listed), None)


def _expires(script: Element | None) -> datetime | None:
    for table in script.every("table") if script else ():
        if table.get("key") == "validity":
            for elem in table.every("elem"):
                if elem.get("key") == "notAfter":
                    return instant(elem.text, "notAfter")
    return None


FORMAT = Format(
    id="nmap",
    title="Nmap scan, XML",
    tables=("exposed_services", "scan_targets"),
    matches=lambda outline: outline.container == "xml" and outline.root == _ROOT,
    read=lambda document, sink: _Reader(sink).read(document),
)
