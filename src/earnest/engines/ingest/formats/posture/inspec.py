"""Chef InSpec and OHDF: reporters `json` and `json-min`, Heimdall's data format, and logs of one control a line.

Follows "InSpec Reporters" (docs.chef.io, InSpec 4 to 6) and OHDF (saf.mitre.org, exec-json schema 2.x). One row of
`config_checks` per control, from all of its results: a control fails if one of them failed, is an error if one is, is
not assessed if one was skipped (`not_applicable` if its impact is 0) or if there are none, and passes if all passed.
A failure under a waiver that had not expired is `muted`. `detail` counts the results and quotes what did not pass.
Severity is the impact: none below 0.01, low, medium from 0.4, high from 0.7, critical from 0.9.

A control of an overlay profile that leaves the tests to a profile below it is counted as ignored. The asset is
platform.target_id; where there is none, as in `json-min`, the name of the file without `inspec` and a time. The part is
target_id with the profiles; a log has none. When it was looked is the newest start of a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from earnest.engines.ingest.coerce import FieldError, text
from earnest.engines.ingest.document import Document
from earnest.engines.ingest.format import Format, emit
from earnest.engines.ingest.formats.posture.file_names import named_after
from earnest.engines.ingest.formats.posture.inspec_control import TOOL, Control, Result, control_row, looked_at
from earnest.engines.ingest.json_records import records
from earnest.engines.ingest.json_stream import Element, JsonStream
from earnest.engines.ingest.outline import Outline, outline
from earnest.engines.ingest.reading import UnreadableFile
from earnest.engines.ingest.writer import Entry, Sink

_CLOUDS = frozenset({"aws", "azure", "gcp"})


class Platform(msgspec.Struct, gc=False):
    name: str | None = None
    release: str | None = None
    target_id: str | None = None


class Named(msgspec.Struct, gc=False):
    name: str | None = None
    title: str | None = None
    version: str | None = None


class Profile(Named, gc=False):
    depends: list[msgspec.Raw] | None = None
    controls: msgspec.Raw = msgspec.Raw()


class Line(Control, gc=False):
    """A control that carries its platform and profile with it."""

    platform: Platform | None = None
    profile: Named | None = None


class Short(Result, gc=False):
    """A result in the reporter `json-min`."""

    id: str = ""
    profile_id: str | None = None


_PLATFORM = Element(Platform)
_PROFILE = Element(Profile)
_CONTROL = Element(Control)
_TEXT = Element(str)


class _Report:
    def __init__(self, document: Document, sink: Sink) -> None:
        self._document = document
        self._sink = sink
        self._fallback = named_after(document, "inspec", "hdf", "ohdf")
        self._targets: dict[str, Platform] = {}
        self._profiles: dict[str, None] = {}

    def read(self) -> None:
        seen = outline(self._document.head)
        if _is_log(seen):
            for place, line in records(self._document, Line):
                self._control(place, line, *_of_line(line))
        elif _is_short(seen):
            self._short()
        else:
            self._whole()
        self._close(alone=not _is_log(seen))

    def _whole(self) -> None:
        platform = self._platform()
        number = 0
        with self._document.path.open("rb") as file:
            stream = JsonStream(file)
            for key in stream.fields():
                if key != "profiles" or stream.peek() != b"[":
                    stream.skip()
                    continue
                for batch in stream.batches(_PROFILE, descend=True):
                    for profile in [None] if batch is None else batch:
                        place = f"/profiles/{number}"
                        number += 1
                        if profile is None:
                            self._large(stream, platform, place)
                        elif isinstance(profile, FieldError):
                            self._sink.reject(place, profile)
                        elif bytes(profile.controls) not in (b"", b"null"):
                            found = enumerate(_CONTROL.nested(profile.controls, f"{place}/controls"))
                            for index, control in found:
                                at = f"{place}/controls/{index}"
                                self._control(at, control, platform, profile, overlay=bool(profile.depends))
        if not number:
            raise UnreadableFile("The file has no profiles", "", "export it with --reporter json or json-min.")
        self._asset(platform)

    def _platform(self) -> Platform:
        with self._document.path.open("rb") as file:
            stream = JsonStream(file)
            for key in stream.fields():
                if key == "platform" and stream.peek() == b"{":
                    found = stream.record(_PLATFORM)
                    return Platform() if isinstance(found, FieldError) else found
                stream.skip()
        return Platform()

    def _large(self, stream: JsonStream, platform: Platform, place: str) -> None:
        """A profile too large to be held: its names first, its controls on a second way."""
        names: dict[str, str] = {}
        controls: int | None = None
        overlay = False
        for key in stream.fields():
            if key in ("name", "title", "version") and stream.peek() == b'"':
                found = stream.record(_TEXT)
                names[key] = "" if isinstance(found, FieldError) else found
            elif key == "controls" and stream.peek() == b"[":
                controls = stream.offset
                stream.skip()
            elif key == "depends":
                overlay = stream.value() not in (b"[]", b"null")
            else:
                stream.skip()
        if controls is None:
            return
        profile = Named(names.get("name"), names.get("title"), names.get("version"))
        with self._document.path.open("rb") as file:
            number = 0
            for batch in JsonStream(file, controls).batches(_CONTROL):
                for control in batch or ():
                    self._control(f"{place}/controls/{number}", control, platform, profile, overlay=overlay)
                    number += 1

    def _short(self) -> None:
        asset = self._asset(Platform())
        found = records(self._document, Short, ("controls",))
        for key, group in groupby(found, key=lambda item: _identity(item[1])):
            results = list(group)
            place, first = results[0]
            if key is None or isinstance(first, FieldError):
                for at, error in results:
                    self._sink.reject(at, error if isinstance(error, FieldError) else FieldError("id", "is empty"))
                continue
            control = Control(first.id, results=[item for _, item in results if isinstance(item, Short)])
            self._control(place, control, Platform(target_id=asset), Named(first.profile_id))

    def _control(
        self, place: str, control: Control | FieldError, platform: Platform, profile: Named, *, overlay: bool = False
    ) -> None:
        if isinstance(control, FieldError):
            self._sink.reject(place, control)
            return
        if overlay and not control.results:
            self._sink.ignore("controls of an overlay, tested by the profile below it")
            return
        asset = self._asset(platform)
        benchmark = " ".join(part for part in map(text, (profile.title or profile.name, profile.version)) if part)
        self._profiles.setdefault(text(profile.name) or "")

        def rows(item: Control) -> Iterator[Entry]:
            looked = looked_at(item)
            yield "config_checks", control_row(item, asset, text(platform.name), benchmark or None)
            self._sink.observed(looked)

        emit(self._sink, place, rows, control)

    def _asset(self, platform: Platform) -> str:
        asset = text(platform.target_id) or self._fallback
        self._targets.setdefault(asset, platform)
        return asset

    def _close(self, *, alone: bool) -> None:
        if alone and len(self._targets) == 1 and self._fallback not in self._targets:
            self._sink.part = " ".join([*self._targets, *sorted(filter(None, self._profiles))])
        for number, (asset, platform) in enumerate(self._targets.items(), 1):
            name = text(platform.name)
            row: Entry = (
                "scan_targets",
                {
                    "asset_id": asset,
                    "tool": TOOL,
                    "asset_kind": "account" if (name or "").lower() in _CLOUDS else "host",
                    "os_name": " ".join(part for part in (name, text(platform.release)) if part) or None,
                },
            )
            self._sink.add(f"target {number}", [row])


def _of_line(line: Line | FieldError) -> tuple[Platform, Named]:
    if isinstance(line, FieldError):
        return Platform(), Named()
    return line.platform or Platform(), line.profile or Named()


def _identity(short: Short | FieldError) -> tuple[str, str | None] | None:
    return (short.id, short.profile_id) if isinstance(short, Short) and text(short.id) else None


def _is_log(outline: Outline) -> bool:
    return any(
        outline.has_paths(f"{way}results.[].code_desc", f"{way}profile.name", f"{way}platform.name")
        for way in ("[].", "")
    )


def _is_short(outline: Outline) -> bool:
    return outline.has_paths("controls.[].profile_id", "controls.[].code_desc")


def _matches(outline: Outline) -> bool:
    if outline.container != "json":
        return False
    whole = outline.has_paths("profiles", "platform.name") or outline.has_paths("profiles.[].controls.[].results")
    return whole or _is_log(outline) or _is_short(outline)


FORMAT = Format(
    id="inspec",
    title="Chef InSpec or OHDF results, JSON",
    tables=("config_checks", "scan_targets"),
    matches=_matches,
    read=lambda document, sink: _Report(document, sink).read(),
)
