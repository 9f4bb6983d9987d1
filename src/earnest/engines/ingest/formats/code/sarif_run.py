"""The parts of a SARIF run that are read. See `sarif` for what is counted how."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from earnest.engines.ingest.coerce import FieldError, real, text
from earnest.engines.ingest.format import Record


class Message(Record):
    text: str | None = None
    id: str | None = None


class Configuration(Record):
    level: str | None = None


class Properties(msgspec.Struct, gc=False):
    security_severity: str | float | None = msgspec.field(name="security-severity", default=None)


class Rule(Record):
    id: str
    name: str | None = None
    guid: str | None = None
    short_description: Message | None = None
    full_description: Message | None = None
    message_strings: dict[str, Message] | None = None
    default_configuration: Configuration | None = None
    properties: Properties | None = None

    @property
    def title(self) -> str | None:
        said = [one.text for one in (self.short_description, self.full_description) if one]
        return next((text(words) for words in [*said, self.name] if text(words)), None)


class Component(Record):
    name: str | None = None
    rules: list[Rule] | None = None


class Tool(Record):
    driver: Component | None = None
    extensions: list[Component] | None = None


class ComponentReference(Record):
    index: int | None = None


class RuleReference(Record):
    id: str | None = None
    index: int | None = None
    tool_component: ComponentReference | None = None


class ArtifactLocation(Record):
    uri: str | None = None
    index: int | None = None


class Artifact(Record):
    location: ArtifactLocation | None = None


class Region(Record):
    start_line: int | None = None
    start_column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


class PhysicalLocation(Record):
    artifact_location: ArtifactLocation | None = None
    region: Region | None = None


class LogicalLocation(Record):
    fully_qualified_name: str | None = None
    name: str | None = None


class Location(Record):
    physical_location: PhysicalLocation | None = None
    logical_locations: list[LogicalLocation] | None = None


class Suppression(Record):
    status: str | None = None


class Provenance(Record):
    first_detection_time_utc: str | None = None


class Result(Record):
    rule_id: str | None = None
    rule_index: int | None = None
    rule: RuleReference | None = None
    kind: str | None = None
    level: str | None = None
    message: Message | None = None
    locations: list[Location] | None = None
    fingerprints: dict[str, str] | None = None
    partial_fingerprints: dict[str, str] | None = None
    suppressions: list[Suppression] | None = None
    baseline_state: str | None = None
    provenance: Provenance | None = None
    properties: Properties | None = None


class Invocation(Record):
    end_time_utc: str | None = None
    start_time_utc: str | None = None
    execution_successful: bool | None = None
    tool_execution_notifications: list[msgspec.Raw] | None = None
    tool_configuration_notifications: list[msgspec.Raw] | None = None


class VersionControl(Record):
    repository_uri: str | None = None


class Automation(Record):
    id: str | None = None


class RunProperties(Record):
    image_name: str | None = None


class Rules:
    """The rules of a run's tool and its extensions, found by reference, index or id."""

    def __init__(self, tool: Tool) -> None:
        self._driver = list((tool.driver.rules if tool.driver else None) or ())
        self._extensions = [list(extension.rules or ()) for extension in tool.extensions or ()]
        rules = [*self._driver, *(rule for extension in self._extensions for rule in extension)]
        self._by_id = {rule.id: rule for rule in reversed(rules)}

    def of(self, result: Result) -> tuple[str, Rule]:
        """Id and rule of a result. The rule of an id that the tool does not list has that id and nothing else."""
        reference = result.rule or RuleReference()
        name = text(result.rule_id) or text(reference.id)
        index = result.rule_index if reference.index is None else reference.index
        found = self._at(index, reference.tool_component)
        if name is None and found is None:
            raise FieldError("ruleId", "the result names no rule")
        name = name or (found.id if found else "")
        if found is None or not name.startswith(found.id):
            found = self._by_id.get(name) or self._by_id.get(name.rpartition("/")[0]) or Rule(name)
        return name, found

    def _at(self, index: int | None, component: ComponentReference | None) -> Rule | None:
        rules = self._driver
        if component is not None and component.index is not None:
            known = 0 <= component.index < len(self._extensions)
            rules = self._extensions[component.index] if known else []
        return rules[index] if index is not None and 0 <= index < len(rules) else None


def fingerprint(result: Result) -> str | None:
    """What the tool says identifies the result even if lines move: its newest full fingerprint, else all partial ones.

    Semgrep without an account writes words in the place of a fingerprint; what holds a blank is none.
    """
    for name in sorted(result.fingerprints or (), reverse=True):
        found = text((result.fingerprints or {})[name])
        if found and " " not in found:
            return found
    partial = sorted((result.partial_fingerprints or {}).items())
    return "/".join(found for _, value in partial if (found := text(value)) and " " not in found) or None


def security_score(result: Result, rule: Rule) -> float | None:
    """The `security-severity` of the result or its rule, 0 to 10."""
    for properties in (result.properties, rule.properties):
        if properties and text(properties.security_severity):
            return real(properties.security_severity, "security-severity")
    return None


def ended(invocations: Iterable[Invocation]) -> list[str]:
    """When the tool ended, or else began, each time that it ran."""
    return [found for run in invocations if (found := text(run.end_time_utc) or text(run.start_time_utc))]
