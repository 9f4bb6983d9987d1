"""The reference pages on frameworks and crosswalks, as Markdown, from the library itself."""

from __future__ import annotations

from collections import Counter

from earnest.library.catalogue import CROSSWALK_NOTE, catalogue, control, supports, supports_as_written
from earnest.library.crosswalk import crosswalk, crosswalk_ids
from earnest.library.frameworks import Framework, Requirement, framework, frameworks

_INTRODUCTION = (
    "This page is generated from the library. Identifiers and short names are cited; the words are our own. Bring your "
    "own licensed copy of a standard that is not free."
)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _row(*cells: str) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _facts(entry: Framework) -> list[str]:
    counts = crosswalk(entry.id).counts
    facts = [
        f"- Version: {entry.version}",
        f"- Source: {entry.source}",
        f"- As of: {entry.as_of.isoformat()}",
        f"- Confidence: {entry.confidence}",
        f"- Licence caution: {entry.licence_caution}",
        f"- Requirements: {entry.counts.total}, of which {entry.counts.assessable} are assessable",
        f"- Crosswalk: {counts.mappings} mappings, which support {counts.covered} of {counts.assessable} assessable",
        f"- Core controls alone support {counts.core_own_covered} of {counts.assessable}",
    ]
    if not entry.enabled_by_default:
        facts.append("- Off by default: read the licence caution before you turn it on.")
    if entry.id_scheme:
        facts.append(f"- Identifiers: {entry.id_scheme}")
    if entry.pending_change:
        facts.append(f"- Pending change: {entry.pending_change}")
    return [*facts, *(f"- Note: {note}" for note in entry.notes)]


def render_frameworks() -> str:
    """A Markdown page on all frameworks: source, confidence, licence caution and counts of each."""
    tiers = Counter(entry.tier for entry in catalogue().values())
    mappings = sum(crosswalk(framework_id).counts.mappings for framework_id in crosswalk_ids())
    lines = [
        "# Frameworks",
        "",
        _INTRODUCTION,
        "",
        f"{tiers['core']} core controls, {tiers['part']} parts of them, {mappings} mappings. {CROSSWALK_NOTE}",
        "",
        _row("Framework", "Id", "Assessable", "Mappings", "On by default"),
        _row("---", "---", "---:", "---:", "---"),
    ]
    for entry in frameworks().values():
        on = "yes" if entry.enabled_by_default else "no"
        counts = crosswalk(entry.id).counts
        lines.append(_row(entry.title, f"`{entry.id}`", str(entry.counts.assessable), str(counts.mappings), on))
    for entry in frameworks().values():
        lines += ["", f"## {entry.title}", "", *_facts(entry)]
    return "\n".join(lines) + "\n"


def _supported(framework_id: str, requirement: Requirement) -> str:
    """Core controls by id; a part that carries the mapping stands in brackets after its core control."""
    written = supports_as_written(framework_id, requirement.id)
    shown = []
    for core in supports(framework_id, requirement.id):
        below = [name for name in written if control(name).part_of == core]
        shown.append(f"`{core}`" + (f" ({', '.join(f'`{name}`' for name in below)})" if below else ""))
    return ", ".join(shown)


def render_crosswalk(framework_id: str) -> str:
    """A Markdown page on the crosswalk of one framework, with its source, confidence and review.

    Raises NotInLibraryError for an unknown framework.
    """
    entry, file = framework(framework_id), crosswalk(framework_id)
    lines = [
        f"# {entry.title}: which controls support what",
        "",
        CROSSWALK_NOTE,
        "",
        *_facts(entry),
        f"- Source of the mapping: {file.source}",
        f"- Confidence of the mapping: {file.confidence}",
        f"- Review of the mapping: {file.review}",
        "",
        "A part control that carries a mapping stands in brackets after the core control that it rolls up to.",
        "",
        _row("Requirement", "Short name", "Supported by"),
        _row("---", "---", "---"),
    ]
    lines += [
        _row(requirement.id, requirement.title, _supported(framework_id, requirement))
        for requirement in entry.assessable
    ]
    return "\n".join(lines) + "\n"
