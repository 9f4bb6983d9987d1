"""AWS IAM policies: whether one lets its holder change production, security settings or other people's access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import msgspec

_ADMINISTRATIVE = frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "SystemAdministrator"})
_AWS = "arn:aws"
_ALL = frozenset({"*", "*:*", "iam:*"})


NOTHING = msgspec.Raw(b"null")


class Attached(msgspec.Struct, gc=False, rename="pascal"):
    policy_arn: str
    policy_name: str | None = None


class Inline(msgspec.Struct, gc=False, rename="pascal"):
    policy_name: str | None = None
    policy_document: msgspec.Raw = NOTHING


class Statement(msgspec.Struct, gc=False, rename="pascal"):
    effect: str | None = None
    action: str | list[str] | None = None
    not_action: str | list[str] | None = None
    resource: str | list[str] | None = None


class Document(msgspec.Struct, gc=False, rename="pascal"):
    statement: list[Statement] | Statement | None = None


def grants_all(raw: msgspec.Raw) -> bool | None:
    """Whether a policy document allows everything, or all of IAM, on everything; None if it cannot be read.

    Conditions and denials are not weighed: a statement that could give it, counts. An Allow of all but some actions
    (NotAction) counts too, unless it leaves out the whole of IAM.
    """
    try:
        try:
            document = msgspec.json.decode(raw, type=Document)
        except msgspec.ValidationError:
            document = msgspec.json.decode(unquote(msgspec.json.decode(raw, type=str)), type=Document)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    found = document.statement
    statements = [found] if isinstance(found, Statement) else found or []
    return any(_grants_all(statement) for statement in statements)


def _grants_all(statement: Statement) -> bool:
    if statement.effect != "Allow" or "*" not in _listed(statement.resource):
        return False
    if statement.not_action is not None:
        return not {"iam:*", "*"} & {action.lower() for action in _listed(statement.not_action)}
    return any(action.lower() in _ALL for action in _listed(statement.action))


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def privileged(attached: Iterable[Attached], inline: Iterable[Inline], known: Mapping[str, bool | None]) -> bool | None:
    """Whether any of the policies is administrative: true if one is, unknown if one cannot be judged, else false."""
    told = [_attached(policy.policy_arn, known) for policy in attached]
    told += [grants_all(policy.policy_document) for policy in inline]
    return any_of(told)


def any_of(flags: Iterable[bool | None]) -> bool | None:
    """True if one is, unknown if one is unknown, else false."""
    found = list(flags)
    if True in found:
        return True
    return None if None in found else False


def _attached(arn: str, known: Mapping[str, bool | None]) -> bool | None:
    if arn.startswith(_AWS) and ":iam::aws:policy/" in arn and arn.rpartition("/")[2] in _ADMINISTRATIVE:
        return True
    return known.get(arn)
