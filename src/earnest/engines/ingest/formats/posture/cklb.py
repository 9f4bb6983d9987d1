"""DISA STIG Viewer 3: the checklist in JSON (`.cklb`).

Follows cklb_version 1.0 of STIG Viewer 3 (2023 to 2026), as public writers and validators of it agree on its keys:
`{"target_data": {…}, "stigs": [{"rules": […]}]}`. One row of `config_checks` per rule, whose rule_id is the check.
not_a_finding passes, open fails, not_reviewed is not assessed. The severity is overrides.severity.severity where there
is one. The asset is host_name, else fqdn, else ip_address; the part is the asset with its STIGs. The file says no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import msgspec

from earnest.engines.ingest.coerce import FieldError, needed, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.stig import Target, Verdict, target_row, verdict_row
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink


class Machine(msgspec.Struct, gc=False):
    host_name: str | None = None
    fqdn: str | None = None
    ip_address: str | None = None
    is_web_database: bool | None = None
    web_db_site: str | None = None
    web_db_instance: str | None = None


class Changed(msgspec.Struct, gc=False):
    severity: str | None = None


class Overrides(msgspec.Struct, gc=False):
    severity: Changed | None = None


class Rule(msgspec.Struct, gc=False):
    rule_id: str
    status: str
    group_id: str | None = None
    rule_version: str | None = None
    rule_title: str | None = None
    severity: str | None = None
    finding_details: str | None = None
    comments: str | None = None
    overrides: Overrides | None = None


class Stig(msgspec.Struct, gc=False):
    rules: msgspec.Raw = msgspec.Raw()
    stig_name: str | None = None
    stig_id: str | None = None
    version: str | int | None = None
    release_info: str | None = None


_MACHINE = Element(Machine)
_RULES = Element(Rule)
_STIGS = Element(Stig)


def _read(document: Document, sink: Sink) -> None:
    target = _target(document)
    names: list[str] = []
    for number, stig in enumerate(_stigs(document)):
        place = f"/stigs/{number}"
        if isinstance(stig, FieldError):
            sink.reject(place, stig)
            continue
        names.append(text(stig.stig_id) or text(stig.stig_name) or "")
        benchmark = " ".join(part for part in map(text, (stig.stig_name, stig.version, stig.release_info)) if part)
        for index, rule in enumerate(_RULES.nested(stig.rules, place) if bytes(stig.rules) else ()):
            at = f"{place}/rules/{index}"
            if isinstance(rule, FieldError):
                sink.reject(at, rule)
            else:
                emit(sink, at, partial(_rows, target, benchmark), rule)
    sink.part = " ".join([target.asset, *sorted(filter(None, names))])
    sink.add("/target_data", [target_row(target)])


def _target(document: Document) -> Target:
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        for key in stream.fields():
            if key == "target_data" and stream.peek() == b"{":
                found = stream.record(_MACHINE)
                if isinstance(found, FieldError):
                    raise UnreadableFile(f"The target is not readable: {found}", "/target_data", "save it again.")
                host, fqdn, address = text(found.host_name), text(found.fqdn), text(found.ip_address)
                instance = (found.web_db_site, found.web_db_instance) if found.is_web_database else ()
                return Target.named(host or fqdn or address, address, *instance)
            stream.skip()
    return Target.named(None, None)


def _stigs(document: Document) -> Iterator[Stig | FieldError]:
    with document.path.open("rb") as file:
        stream = JsonStream(file)
        for key in stream.fields():
            if key == "stigs" and stream.peek() == b"[":
                for batch in stream.batches(_STIGS):
                    yield from batch or ()
            else:
                stream.skip()


def _rows(target: Target, benchmark: str, rule: Rule) -> Iterator[Entry]:
    changed = (rule.overrides or Overrides()).severity or Changed()
    yield verdict_row(
        target,
        Verdict(
            rule=needed(rule.rule_id, "rule_id"),
            status=needed(rule.status, "status"),
            names=(text(rule.group_id), text(rule.rule_version)),
            title=text(rule.rule_title),
            severity=text(changed.severity) or text(rule.severity),
            benchmark=benchmark or None,
            details=text(rule.finding_details),
            comments=text(rule.comments),
        ),
    )


def _matches(outline: Outline) -> bool:
    return outline.container == "json" and (
        outline.has_paths("stigs", "target_data") or outline.has_paths("cklb_version", "stigs")
    )


FORMAT = Format(
    id="cklb",
    title="DISA STIG Viewer checklist, JSON",
    tables=("config_checks", "scan_targets"),
    matches=_matches,
    read=_read,
)
