"""The laws that a file is written for: its parts, in the order that a supervisor looks for them. Own words throughout.

The parts follow what each law asks to be shown: GDPR Art. 5(2), 24 and 32; HIPAA 45 CFR 164.308 to 164.414; NIS2
Art. 20, 21 and 23; DORA chapters II to V. See `library/document_anatomy` for what each reader expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class LawPart:
    """A part of the file. `duties` are keys of requirements; one that ends in `*` takes all that begin so.

    `awaits` says what of this part the record does not hold, so that it is shown as missing and not passed over.
    """

    heading: str
    asks: str
    duties: tuple[str, ...]
    awaits: str = ""

    def takes(self, key: str) -> bool:
        return any(key.startswith(duty[:-1]) if duty.endswith("*") else key == duty for duty in self.duties)


@dataclass(frozen=True)
class Law:
    """A law with the title of its file, the one sentence that says what it is for, and its parts."""

    framework: str
    title: str
    purpose: str
    parts: tuple[LawPart, ...]

    def of(self, keys: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The keys of each part by heading; the first part that takes a key has it."""
        found: dict[str, list[str]] = {part.heading: [] for part in self.parts}
        for key in keys:
            heading = next((part.heading for part in self.parts if part.takes(key)), OTHER)
            found.setdefault(heading, []).append(key)
        return MappingProxyType({heading: tuple(some) for heading, some in found.items()})


OTHER = "Other duties"

_GDPR = Law(
    "gdpr",
    "Accountability file: protection of personal data",
    "A controller must protect the data of people, and must be able to show that it does.",
    (
        LawPart(
            "Governance",
            "Somebody must be responsible, and must know what is done.",
            ("Art.24", "Art.37", "Art.38", "Art.39"),
        ),
        LawPart(
            "Principles",
            "Data are used lawfully, fairly, for a purpose, no more and no longer than needed, correctly and safely.",
            ("Art.5", "Art.6", "Art.7", "Art.9", "Art.30"),
            "Which data are used for what, on what ground and how long is not entered in the record yet.",
        ),
        LawPart(
            "Security of processing",
            "Measures fit the risk: secrecy, correctness, supply, restore in time, and regular tests of it all.",
            ("Art.32",),
        ),
        LawPart(
            "Design and default",
            "Protection is built in, and the first setting is the careful setting.",
            ("Art.25", "Art.35", "Art.36"),
        ),
        LawPart(
            "Processors and transfers",
            "Whoever works with the data for us is bound by contract; data that leave the Union stay protected.",
            ("Art.28", "Art.44", "Art.45", "Art.46", "Art.47", "Art.48", "Art.49"),
            "Contracts with processors and the files on transfers are not entered in the record yet.",
        ),
        LawPart(
            "Rights of people",
            "People are told, and get answers in time.",
            (
                "Art.12",
                "Art.13",
                "Art.14",
                "Art.15",
                "Art.16",
                "Art.17",
                "Art.18",
                "Art.19",
                "Art.20",
                "Art.21",
                "Art.22",
            ),
            "The log of requests by people is not entered in the record yet.",
        ),
        LawPart(
            "Breaches",
            "Every breach is written down, and told to the authority and to people where the law says so.",
            ("Art.33", "Art.34"),
            "The register of breaches is not entered in the record yet.",
        ),
    ),
)

_HIPAA = Law(
    "hipaa-security-breach",
    "Security of electronic health information",
    "Whoever holds health records must guard them, write down how, and tell people of a breach.",
    (
        LawPart(
            "Risk analysis and management",
            "Risks to the records are looked for, weighed and brought down.",
            ("164.308(a)(1)*", "164.308(a)(8)"),
        ),
        LawPart(
            "Administrative safeguards",
            "People are chosen, taught, given access and parted from it with care.",
            ("164.308*",),
        ),
        LawPart("Physical safeguards", "Places, machines and media are guarded.", ("164.310*",)),
        LawPart(
            "Technical safeguards",
            "Access, records of use, correctness and transport are guarded by machines.",
            ("164.312*",),
        ),
        LawPart(
            "Contracts and paper", "Partners are bound, and what is done is written down.", ("164.314*", "164.316*")
        ),
        LawPart(
            "Breach notification",
            "A breach is weighed, and told in time.",
            ("164.40*", "164.41*"),
            "The register of breaches and the weighing of each is not entered in the record yet.",
        ),
    ),
)

_NIS2 = Law(
    "nis2",
    "Cybersecurity risk management of an entity",
    "An entity that others rely on must manage the risk to its networks, and its managers answer for it.",
    (
        LawPart("Governance", "Managers approve the measures, watch over them and learn enough to do so.", ("20*",)),
        LawPart(
            "Risk management measures", "Measures fit the risk, and cover at least what the law lists.", ("21*", "22")
        ),
        LawPart(
            "Reporting of incidents",
            "An incident that matters is told early, then fully, then finally.",
            ("23*",),
            "The register of incidents and the notices sent is not entered in the record yet.",
        ),
    ),
)

_DORA = Law(
    "dora",
    "Digital operational resilience",
    "Those who serve banks and insurers must keep working through failures and attacks, and show it.",
    (
        LawPart(
            "Governance and risk management",
            "Managers own the risk of machines and set how it is handled.",
            ("4", "5", "6", "7", "8", "16"),
        ),
        LawPart("Protection and detection", "Systems are guarded, and what goes wrong is seen.", ("9", "10")),
        LawPart(
            "Response, backup and recovery",
            "What breaks comes back in the time that was promised.",
            ("11", "12", "13", "14"),
        ),
        LawPart(
            "Incidents",
            "Incidents are handled, weighed and reported.",
            ("17", "18", "19", "20", "23"),
            "The register of incidents is not entered in the record yet.",
        ),
        LawPart("Testing", "Resilience is tested, not assumed.", ("24", "25", "26", "27")),
        LawPart(
            "Third parties",
            "Whoever works for us is chosen, bound and watched, and too much is not laid on one.",
            ("28", "29", "30"),
            "The register of contracts with providers is not entered in the record yet.",
        ),
        LawPart("Sharing", "What is learned of threats may be shared.", ("45",)),
    ),
)

LAWS: Mapping[str, Law] = MappingProxyType({law.framework: law for law in (_GDPR, _HIPAA, _NIS2, _DORA)})
"""The laws by the key of their framework."""
