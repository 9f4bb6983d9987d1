"""A report that is taken in pieces, by one process or two, gives what it gives element by element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.engines.ingest import UnreadableFile, json_stream, read_file
from earnest.engines.ingest import read as reading
from earnest.engines.ingest.formats.code import trivy, trivy_pieces

FLAW = {"VulnerabilityID": "CVE-2026-1", "PkgName": "zlib", "InstalledVersion": "1", "Severity": "HIGH"}
FLAWS = st.lists(
    st.sampled_from(
        [
            FLAW,
            {**FLAW, "PkgPath": '}, {"VulnerabilityID": "x"', "Title": ']},{"Target"'},
            {**FLAW, "CVSS": {"nvd": {"V3Score": 7.5, "V3Vector": "CVSS:3.1/AV:N"}}, "PublishedDate": "2026-01-02"},
            {**FLAW, "PublishedDate": "never"},
            {**FLAW, "VulnerabilityID": " "},
            {**FLAW, "VulnerabilityID": 7},
            {"PkgName": "no id"},
        ]
    ),
    max_size=5,
)
CHECK = {"ID": "KSV1", "Status": "FAIL", "Severity": "LOW"}
RESULTS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"Target": st.sampled_from(["a", "b"]), "Class": st.sampled_from(["os-pkgs", "secret", None])},
            optional={
                "Vulnerabilities": FLAWS,
                "Misconfigurations": st.just([CHECK, {"ID": 1}]),
                "MisconfSummary": st.just({"Successes": 3}),
                "Secrets": st.just([{}, {}]),
                "Packages": st.just([{}]),
            },
        ),
        st.just("no object"),
    ),
    max_size=6,
)
HEADERS = st.sampled_from([{}, {"ArtifactName": "shop:1", "CreatedAt": "2026-11-01T08:00:00Z"}, {"Metadata": 7}])


@pytest.fixture(scope="module")
def small() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trivy, "SMALLEST", 0)
        yield patch


def told(path: Path, into: Path, *, quick: bool) -> Any:
    """All that comes of a file, or the error."""
    with pytest.MonkeyPatch.context() as patch:
        if not quick:
            patch.setattr(reading, "replace", lambda document, **_: document)
        try:
            found = read_file(path, as_format="trivy", into=into)
        except UnreadableFile as error:
            return str(error)
    tables = {name: pq.read_table(file.path).to_pylist() for name, file in found.tables.items()}
    return tables, found.rejected, found.rejected_count, found.ignored, found.part, found.observed_at


@settings(max_examples=15, deadline=None)
@given(
    results=RESULTS,
    header=HEADERS,
    last=st.booleans(),
    indent=st.sampled_from([None, 1]),
    chunk=st.integers(40, 700),
    cut=st.one_of(st.none(), st.integers(0, 3000)),
)
def test_both_ways_give_the_same_rows_and_the_same_error(
    results: list[Any],
    header: dict[str, Any],
    last: bool,
    indent: int | None,
    chunk: int,
    cut: int | None,
    small: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("both")
    path = folder / "report.json"
    report = {"Results": results, **header} if last else {**header, "Results": results}
    path.write_bytes(json.dumps(report, indent=indent).encode()[:cut] or b"{")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", chunk)
        one, other = (told(path, folder / name, quick=name == "quick") for name in ("quick", "exact"))
    assert one == other


def large(folder: Path, *, results: int) -> Path:
    path = folder / "report.json"
    flaws = [{**FLAW, "VulnerabilityID": f"CVE-2026-{number}"} for number in range(240 // results)]
    listed = [
        {"Target": f"t{n}", "Class": "lang-pkgs", "Type": "jar", "Vulnerabilities": flaws} for n in range(results)
    ]
    path.write_text(json.dumps({"ArtifactName": "shop:1", "Results": [*listed, {"Target": "last"}]}))
    return path


@pytest.mark.parametrize("results", [1, 60])
def test_a_second_process_gives_what_one_process_gives(
    results: int, small: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = large(tmp_path, results=results)
    alone = told(path, tmp_path / "alone", quick=False)
    assert len(alone[0]["vulnerabilities"]) == 240
    monkeypatch.setattr(json_stream, "CHUNK", 1500)
    assert told(path, tmp_path / "pieces", quick=True) == alone
    monkeypatch.setattr(trivy_pieces, "SECOND", 0)
    answered = _patient(monkeypatch)
    assert told(path, tmp_path / "second", quick=True) == alone
    assert sum(one is not None for one in answered) > 2


def _patient(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Wait for the second process and give it every piece; what it told."""
    answered: list[Any] = []

    def ask(self: trivy_pieces.Second, *piece: Any) -> Any:
        if self._ready is None:
            self._ready = self._worker.submit(self._start)
        if not self._ready.result():
            return None
        future = self._worker.submit(self._ask, *piece)
        answered.append(future.result())
        return future

    monkeypatch.setattr(trivy_pieces.Second, "told", ask)
    return answered


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(3)", "print('ok')", "print(end='ok' + 8 * '\\0')", "print(end='ok' + 7 * '\\0' + 'z')"],
)
def test_a_second_process_that_fails_is_done_without(
    program: str, small: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = large(tmp_path, results=60)
    exact = told(path, tmp_path / "exact", quick=False)
    monkeypatch.setattr(json_stream, "CHUNK", 1500)
    monkeypatch.setattr(trivy_pieces, "SECOND", 0)
    monkeypatch.setattr(trivy_pieces, "_PROGRAM", program)
    _patient(monkeypatch)
    assert told(path, tmp_path / "failed", quick=True) == exact


def test_a_system_that_starts_no_process_reads_it_alone(
    small: pytest.MonkeyPatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = large(tmp_path, results=60)
    exact = told(path, tmp_path / "exact", quick=False)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(1, "not permitted")

    monkeypatch.setattr(json_stream, "CHUNK", 1500)
    monkeypatch.setattr(trivy_pieces, "SECOND", 0)
    monkeypatch.setattr(trivy_pieces, "Popen", refuse)
    assert told(path, tmp_path / "refused", quick=True) == exact
