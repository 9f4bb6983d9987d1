"""Taking evidence in."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from earnest.interfaces.cli import django_setup
from earnest.interfaces.cli.output import Exit, fail, print_json, progress, say

if TYPE_CHECKING:
    from earnest.core.evidence.operations import Refused, Taken
    from earnest.engines.ingest import Adapter


def ingest(
    files: Annotated[list[Path], typer.Argument(help="Exports of tools: files, or folders of them.", exists=True)],
    source: Annotated[
        str | None, typer.Option(help="Evidence source that delivered them; found by format if left out.")
    ] = None,
    as_format: Annotated[str | None, typer.Option("--as", help="Format or adapter to read them as.")] = None,
    adapter: Annotated[
        list[Path] | None, typer.Option(help="Adapter file to read them with; may be repeated.", exists=True)
    ] = None,
    observed_at: Annotated[
        str | None, typer.Option(help="When the tool looked, if the file does not say: 2026-11-21T06:00Z.")
    ] = None,
    collected_at: Annotated[str | None, typer.Option(help="When the file was fetched from the tool.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and report; keep nothing. Needs no workspace.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Take in what tools export. The same file twice is one snapshot; a broken file is kept and explained.

    Of a ZIP archive or a gzip file, each file in it is taken in by itself.
    """
    paths = _expand(files)
    if dry_run:
        found = _dry(paths, as_format, adapter or [], quiet=as_json)
    else:
        if adapter:
            fail("--adapter is for --dry-run. Put adapter files into the workspace's folder “adapters” to use them.")
        found = _take_in(paths, source, as_format, _moment(observed_at), _moment(collected_at), quiet=as_json)
    if as_json:
        print_json({"files": found})
    else:
        for one in found:
            _print(one)
    if any(one["problem"] for one in found):
        raise typer.Exit(Exit.FOUND)


def _expand(files: list[Path]) -> list[Path]:
    paths: list[Path] = []
    for path in files:
        if path.is_dir():
            paths.extend(sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith(".")))
        elif path.is_file():
            paths.append(path)
        else:
            fail(f"{path} is neither a file nor a folder.")
    if not paths:
        fail("There are no files to read.")
    return paths


def _known_format(as_format: str | None, known: set[str]) -> None:
    if as_format and as_format not in known:
        fail(f"--as: there is no format {as_format!r}. Use one of: {', '.join(sorted(known))}.")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is not a time. Use the form 2026-11-21T06:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _dry(paths: list[Path], as_format: str | None, adapter_files: list[Path], *, quiet: bool) -> list[dict[str, Any]]:
    from earnest.engines.ingest import FORMATS, AdapterError, load_adapter

    library = sorted((Path(__file__).parents[2] / "library" / "adapters").glob("*.yaml"))
    own = sorted((Path(os.environ["EARNEST_WORKSPACE"]) / "adapters").glob("*.y*ml"))
    known = {}
    for file in (*library, *own, *adapter_files):
        try:
            adapter = load_adapter(file.read_text(encoding="utf-8"))
        except (AdapterError, UnicodeDecodeError) as error:
            fail(f"The adapter file {file} cannot be used: {error}")
        known[adapter.id] = adapter
    _known_format(as_format, {*(one.id for one in FORMATS), *known})
    adapters, found = tuple(known.values()), []
    with progress("Reading", quiet=quiet) as step:
        for number, path in enumerate(paths):
            step(number, len(paths), path.name)
            found += _read_all(path, as_format, adapters)
    return found


def _read_all(path: Path, as_format: str | None, adapters: tuple[Adapter, ...]) -> list[dict[str, Any]]:
    """One report of a file, or one of each file in an archive."""
    from earnest.engines.ingest import UnreadableFile
    from earnest.engines.ingest.archive import BETWEEN, is_archive, members

    if not is_archive(path):
        return [_read(path, str(path), as_format, adapters)]
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        try:
            found = tuple(members(path, Path(folder)))
        except UnreadableFile as error:
            return [_report(str(path), problem=str(error), size=path.stat().st_size)]
        return [_read(member.path, f"{path}{BETWEEN}{member.name}", as_format, adapters) for member in found]


def _read(path: Path, shown: str, as_format: str | None, adapters: tuple[Adapter, ...]) -> dict[str, Any]:
    from earnest.engines.ingest import UnreadableFile, read_file

    name = Path(shown).name
    with tempfile.TemporaryDirectory(prefix="earnest-") as folder:
        try:
            reading = read_file(path, name=name, as_format=as_format, adapters=adapters, into=Path(folder))
        except UnreadableFile as error:
            return _report(shown, problem=str(error), size=path.stat().st_size)
    return _report(
        shown,
        format_id=reading.format,
        sha256=reading.sha256,
        size=reading.size,
        tables={name: table.rows for name, table in reading.tables.items()},
        rejected_count=reading.rejected_count,
        rejected=[{"place": r.place, "field": r.field or "", "reason": r.reason} for r in reading.rejected],
        ignored=dict(reading.ignored),
        observed_at=reading.observed_at.isoformat() if reading.observed_at else None,
        seconds=reading.seconds,
    )


def _take_in(
    paths: list[Path],
    source: str | None,
    as_format: str | None,
    observed_at: datetime | None,
    collected_at: datetime | None,
    *,
    quiet: bool,
) -> list[dict[str, Any]]:
    django_setup.start()
    from earnest.core.evidence import operations, queries
    from earnest.core.findings.operations import fold_sources
    from earnest.foundation.actor import program
    from earnest.foundation.errors import Invalid

    _known_format(as_format, set(queries.format_titles()))
    actor, found = program(), []
    with progress("Taking in", quiet=quiet) as step:
        for number, path in enumerate(paths):
            step(number, len(paths), path.name)
            try:
                all_taken = operations.take_in_all(
                    actor, path, source=source, as_format=as_format, observed_at=observed_at, collected_at=collected_at
                )
            except Invalid as error:
                found.append(_report(str(path), problem=str(error), size=path.stat().st_size))
                continue
            found += [_taken(path, one) for one in all_taken]
        fold_sources(lambda done, total, title: step(done, total, f"findings of {title}"))
    return found


def _taken(path: Path, taken: Taken | Refused) -> dict[str, Any]:
    from earnest.core.evidence.operations import Refused

    shown = f"{path}{taken.name.removeprefix(path.name)}"
    if isinstance(taken, Refused):
        return _report(shown, problem=taken.problem)
    snapshot = taken.snapshot
    return _report(
        shown,
        format_id=snapshot.format,
        sha256=snapshot.sha256,
        size=snapshot.size,
        tables={table.table: table.rows for table in snapshot.tables.all()},
        rejected_count=snapshot.rejected_count,
        rejected=snapshot.rejected,
        ignored=snapshot.ignored,
        observed_at=snapshot.observed_at.isoformat(),
        seconds=snapshot.seconds,
        problem=snapshot.problem,
        source=snapshot.source.slug,
        new=taken.new,
    )


def _report(
    shown: str,
    *,
    format_id: str = "",
    sha256: str = "",
    size: int = 0,
    tables: dict[str, int] | None = None,
    rejected_count: int = 0,
    rejected: list[dict[str, str]] | None = None,
    ignored: dict[str, int] | None = None,
    observed_at: str | None = None,
    seconds: float = 0.0,
    problem: str = "",
    source: str | None = None,
    new: bool | None = None,
) -> dict[str, Any]:
    return {
        "file": shown,
        "format": format_id or None,
        "source": source,
        "new": new,
        "sha256": sha256 or None,
        "bytes": size,
        "seconds": round(seconds, 3),
        "observed_at": observed_at,
        "tables": tables or {},
        "rejected_count": rejected_count,
        "rejected": rejected or [],
        "ignored": ignored or {},
        "problem": problem or None,
    }


def _print(one: dict[str, Any]) -> None:
    archive, between, member = one["file"].partition(" › ")
    name = Path(archive).name + between + member
    if one["problem"]:
        say(f"{name}: could not be read. {one['problem']}", style="red")
        return
    rows = ", ".join(f"{count:,} {table}" for table, count in one["tables"].items()) or "no rows"
    again = " (already there)" if one["new"] is False else ""
    say(f"{name}: {one['format']}, {rows}{again}")
    for row in one["rejected"][:5]:
        field = f", {row['field']}" if row["field"] else ""
        say(f"  rejected: {row['place']}{field}: {row['reason']}", style="yellow")
    if one["rejected_count"] > 5:
        say(f"  {one['rejected_count']:,} rows rejected in all", style="yellow")
    for kind, count in one["ignored"].items():
        say(f"  no table holds {count:,} rows of {kind}", style="yellow")
