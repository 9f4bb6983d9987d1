"""How answers are remembered and what may be written beside a derived one. Pure."""

from __future__ import annotations

import hashlib
import re

YES, PARTLY, NO, NOT_APPLICABLE, UNSHOWN, PERSON = "yes", "partly", "no", "not applicable", "unshown", "person"
"""What is derived of a question: an answer, or that evidence shows none, or that only a person can answer it."""

_WORD = re.compile(r"[a-z0-9]+")
_DENIED = r"(?<!not )(?<!never )(?<!cannot say )(?<!no )"
_WHOLE = re.compile(
    rf"\b(yes|100 ?%|{_DENIED}(?:fully|always|everywhere|completely|certified|compliant))\b", re.IGNORECASE
)
_CLAIM = re.compile(
    rf"\b({_DENIED}(?:in place|implemented|enforced|effective|ensured|guaranteed)"
    r"|we (?:do|have|ensure|enforce|use)\b(?! not)"
    r"|(?:is|are) (?:done|met|covered|enforced|protected|encrypted|reviewed|tested|monitored))\b",
    re.IGNORECASE,
)
_NO = re.compile(r"^\W*(no|not|never|none)\b", re.IGNORECASE)


def fingerprint(question: str) -> str:
    """The SHA-256 over the words of a question, whatever their case, spacing and marks."""
    return hashlib.sha256(" ".join(_WORD.findall(question.lower())).encode()).hexdigest()


def contradiction(text: str, found: str) -> str:
    """Why those words may not stand beside what was derived; empty where they may.

    Where evidence says yes, words may not begin with no. Where it says partly, they may not say yes or that all is
    done. Where it says no or shows nothing, they may not claim that it is done at all. What only a person can answer
    is theirs to word, except that it may not begin with a bare yes or no.
    """
    if found == YES and _NO.match(text):
        return "Evidence answers yes, and these words say no."
    if found in (PARTLY, NO, UNSHOWN, NOT_APPLICABLE) and (whole := _WHOLE.search(text)):
        return f"Evidence does not answer yes, and these words say “{whole[0].strip()}”."
    if found in (NO, UNSHOWN) and (claim := _CLAIM.search(text)):
        return f"Evidence does not show it, and these words say “{claim[0].strip()}”."
    if found in (UNSHOWN, PARTLY) and re.match(r"^\W*no\b", text, re.IGNORECASE):
        return "Evidence does not answer no, and these words begin with it."
    if found == PERSON and re.match(r"^\W*(yes|no)\b", text, re.IGNORECASE):
        return "No evidence stands behind a yes or no here. Say what is so, and where that can be seen."
    return ""
