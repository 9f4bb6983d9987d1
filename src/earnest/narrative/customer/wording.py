"""The words of a question: what counts of them, what means the same, and what kind of answer is asked for. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "without",
        "as",
        "is",
        "are",
        "be",
        "been",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "can",
        "could",
        "will",
        "would",
        "shall",
        "should",
        "may",
        "must",
        "your",
        "you",
        "our",
        "we",
        "us",
        "they",
        "their",
        "its",
        "it",
        "this",
        "that",
        "these",
        "those",
        "any",
        "all",
        "each",
        "every",
        "other",
        "such",
        "please",
        "describe",
        "provide",
        "indicate",
        "confirm",
        "state",
        "organisation",
        "organization",
        "company",
        "supplier",
        "vendor",
        "firm",
        "service",
        "services",
        "system",
        "systems",
        "used",
        "use",
        "uses",
        "using",
        "place",
        "there",
        "which",
        "who",
        "what",
        "when",
        "where",
        "how",
        "if",
        "whether",
        "not",
        "no",
        "than",
        "then",
        "so",
        "including",
        "include",
        "includes",
        "relevant",
        "appropriate",
        "security",
        "information",
        "data",
        "process",
        "processes",
        "procedure",
        "procedures",
        "formal",
        "documented",
        "established",
        "implemented",
        "maintained",
        "defined",
        "ensure",
        "policy",
        "control",
        "controls",
        "kept",
        "keep",
        "set",
        "own",
        "party",
        "parties",
        "between",
        "into",
        "before",
        "after",
        "out",
        "against",
        "under",
        "within",
        "only",
        "yes",
        "about",
        "further",
        "more",
        "most",
        "one",
        "two",
        "time",
        "times",
        "also",
        "both",
        "either",
        "year",
        "yearly",
        "annual",
        "annually",
        "employee",
        "employees",
        "staff",
        "company",
        "receive",
        "promptly",
        "carry",
        "carried",
        "out",
        "perform",
        "performed",
        "once",
        "regular",
        "regularly",
        "planned",
        "hold",
        "holds",
        "held",
        "contain",
        "contains",
    ]
)
_SAME: tuple[tuple[str, ...], ...] = (
    ("mfa", "multi factor authentication", "multifactor authentication", "two factor authentication", "2fa",
     "second factor", "strong authentication"),
    ("sso", "single sign on", "central sign on"),
    ("edr", "endpoint detection", "xdr", "anti malware", "antimalware", "antivirus", "anti virus", "malware protection",
     "malicious software"),
    ("vpn", "virtual private network"),
    ("remote desktop", "rdp"),
    ("named roles", "person responsible", "appointed", "security lead"),
    ("penetration test", "penetration testing", "independent tests run", "pen test", "pentest", "ethical hacking"),
    ("vulnerability scan", "security scan", "vulnerability assessment"),
    ("log", "audit trail", "audit log", "event log", "security event"),
    ("backup", "back up", "backed up", "back ups"),
    ("restore", "recovery test", "restoration"),
    ("immutable", "offline", "air gapped", "cannot be changed", "cannot changed"),
    ("revocation", "access removal", "revoked", "deprovisioned", "leaver", "leaving",  "departure",
     "terminated", "termination", "leave", "removed"),
    ("access review", "recertification", "recertify", "rights reviewed", "access rights reviewed", "review access"),
    ("encrypt", "encryption", "encrypted", "cipher"),
    ("rest", "stored", "storage"),
    ("transit", "wire", "transmitted", "transmission", "networks"),
    ("awareness", "awareness training", "security training", "trained", "training"),
    ("phishing simulation", "simulated phishing", "phishing test", "phishing exercise"),
    ("exercise", "exercises", "exercised", "rehearsed", "drill"),
    ("incident response plan", "incident plan", "incident response procedure"),
    ("continuity", "bcp", "business continuity", "disaster recovery", "bcdr"),
    ("screening", "background check", "vetting", "criminal record", "checks fit role law"),
    ("segmentation", "segmented", "separated", "segregated network", "network zone"),
    ("firewall", "boundary protection", "rulesets"),
    ("patch", "security update", "patches"),
    ("asset", "hardware", "device inventory"),
    ("inventory", "list", "register"),
    ("contract", "contracts", "agreement"),
    ("due diligence", "suppliers assessed", "assess suppliers", "supplier assessment", "checked contract"),
    ("breach notification", "notification duties", "notify breach", "notify us personal breach", "breach notice"),
    ("supplier", "third", "subcontractor", "vendor", "subprocessor", "sub processor"),
    ("disposal", "destroyed", "wiped", "destruction", "sanitised", "sanitized", "erased"),
    ("change", "changes"),
    ("code review", "reviewed code", "peer review"),
    ("around clock", "day night", "24x7", "24 7", "round clock"),
    ("physical", "badge", "premises", "sites", "buildings", "data centre", "data center", "office"),
    ("dlp", "leakage", "data loss prevention", "exfiltration"),
    ("privileged", "administrator", "admin", "administrative", "superuser"),
    ("least privilege", "least privilege enforcement", "need to know", "minimum necessary", "give needed rights"),
    ("password", "credential"),
    ("end life", "unsupported", "out support", "no longer supported"),
    ("baseline", "hardened", "hardening", "secure configuration"),
    ("confidentiality", "non disclosure", "nda"),
    ("ringfence", "ringfenced"),
)  # fmt: skip
"""What is written in different ways for one thing. The first of each stands for all."""

_OPPOSITE = re.compile(
    r"\b(ever (had|been|suffered)|any (breach|incident|claim|known|open|shared|unsupported|outstanding)\w*|exposed|"
    r"directly reachable|unencrypted|unsupported|shared accounts?|default passwords?|end[- ]of[- ]life|"
    r"suffered|experienced|lack|unable|exempt|outside the|fail(ed|ure)?|unpatched|without)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"^\W*(how (many|often|long|fast|much|soon|frequently|do|does|is|are)|what|when|who|which|where|please|describe|"
    r"list|provide|name|give|state|explain|attach|outline|specify)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words that count, shortened to their stems, with synonyms made one; each once, in order."""
    plain = f" {_bare(text)} "
    for group in _phrases():
        for phrase, stands in group:
            if f" {phrase} " in plain:
                plain = plain.replace(f" {phrase} ", f" {stands} ")
            elif f" {phrase}s " in plain:
                plain = plain.replace(f" {phrase}s ", f" {stands} ")
    return tuple(dict.fromkeys(_stem(word) for word in plain.split() if len(word) > 1))


def _bare(text: str) -> str:
    """Small letters and digits, without what does not count."""
    words = _WORD.findall(text.lower().replace("e-mail", "email").replace("'s ", " ").replace("at least", " "))
    return " ".join(word for word in words if word not in _STOP)


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[tuple[str, str], ...], ...]:
    """The longest first, so that a phrase is not cut by a part of it."""
    pairs = [(_bare(phrase), group[0].replace(" ", "")) for group in _SAME for phrase in group]
    return (tuple(sorted(pairs, key=lambda pair: (-len(pair[0].split()), pair[0]))),)


def _stem(word: str) -> str:
    for ending in (
        "ations",
        "ation",
        "ments",
        "ment",
        "ities",
        "ity",
        "ings",
        "ing",
        "ied",
        "ies",
        "ed",
        "es",
        "s",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def as_written(text: str, stem: str) -> str:
    """The word of a text that a stem comes from."""
    return next((word for word in _WORD.findall(text.lower()) if word.startswith(stem)), stem)


def asks_a_fact(text: str) -> bool:
    """Whether it asks for a number, a name or a description, which no status answers."""
    return _FACT.match(text) is not None


def asks_the_opposite(text: str) -> bool:
    """Whether yes may be the bad answer, so that a working control does not say yes."""
    return _OPPOSITE.search(text) is not None
