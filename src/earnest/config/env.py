"""Reads the environment and fails loudly: a setting with a bad value stops the program with its name."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path


class BadSetting(SystemExit):
    """A setting cannot be used. The text names it and says what is expected."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name}={value!r} is neither yes nor no. Use 1 or 0.")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def day(name: str) -> date | None:
    """A calendar day in ISO form, or None when unset."""
    value = text(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadSetting(f"{name}={value!r} is not a day. Use the form 2026-11-21.") from None


def workspace() -> Path:
    """The directory that holds the record: database, evidence, documents, key."""
    return Path(text("EARNEST_WORKSPACE", "earnest-data")).expanduser().resolve()


def secret_key(folder: Path) -> str:
    """The signing key of sessions and links: from the environment, else kept in the workspace, else for this run
    only."""
    given = text("EARNEST_SECRET_KEY")
    if given:
        if len(given) < 40:
            raise BadSetting("EARNEST_SECRET_KEY is too short. Use at least 40 random characters.")
        return given
    kept = folder / "secret.key"
    if kept.is_file():
        return kept.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(50)
