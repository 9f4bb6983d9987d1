"""The truths put into the sample on purpose. Each is checked against the raw files by a test of this package."""

from __future__ import annotations

from collections.abc import Iterator

from earnest.library.sample.accounts import ORDINARY_WITHOUT_MFA, PAYOUTS, PRIVILEGED_OKTA
from earnest.library.sample.awareness import OVERDUE, OVERDUE_EXECUTIVE, REPEAT_TEAM
from earnest.library.sample.aws_iam import ACCOUNTS
from earnest.library.sample.continuity import CARD_AUTH_MINUTES, CARD_AUTH_TARGET, PROTECTED, RESTORES, SCREENSHOT_DAYS
from earnest.library.sample.decisions import EXPIRED_DAYS
from earnest.library.sample.decisions_model import Decisions
from earnest.library.sample.evidence import World
from earnest.library.sample.exposure import FORGOTTEN
from earnest.library.sample.images import BASE_FINDINGS, OLD_BASE
from earnest.library.sample.insurance import CONTRADICTED
from earnest.library.sample.laptops import PATCH_DAYS
from earnest.library.sample.model import Planted
from earnest.library.sample.monitoring import SILENT, SILENT_DAYS
from earnest.library.sample.nessus import KEV_DUE_DAYS, KEV_FIRST_SEEN_DAYS, STOPPED_DAYS, exploited_cve
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.planted_estate import planted_estate
from earnest.library.sample.planted_money import planted_money
from earnest.library.sample.register import UNOWNED
from earnest.library.sample.repositories import OWNERS, login
from earnest.library.sample.reviews import AUDIT_DAYS, SIGNED_DAYS
from earnest.library.sample.servers import JUMP, SETTLE, VPN
from earnest.library.sample.tickets import LOST_LAPTOPS, SILENT_REGISTER_DAYS
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.workspace import ADMINISTRATORS, UNENFORCED

PRIVILEGED = PRIVILEGED_OKTA + len(ACCOUNTS) + len(OWNERS) + len(ADMINISTRATORS)


def planted(there: World, decided: Decisions, timeline: Timeline) -> tuple[Planted, ...]:
    return (
        *_access(there, decided, timeline),
        *_looking_away(there, timeline),
        *_paper(decided, timeline),
        *_insurer(),
        *_hygiene(timeline),
        *planted_money(),
        *planted_estate(there, timeline),
    )


def without_mfa(there: World, timeline: Timeline) -> tuple[str, ...]:
    """Subjects of the privileged accounts that hold no factor that works today."""
    return tuple(
        sorted(
            f"okta:{a.okta_id}"
            for a in there.accounts
            if a.roles_on(timeline.latest)
            and a.there(timeline.latest)
            and not any(factor.active for factor in a.factors_on(timeline.latest))
        )
    )


def _access(there: World, decided: Decisions, timeline: Timeline) -> Iterator[Planted]:
    yield Planted(
        "privileged-without-mfa",
        "access",
        f"3 of {PRIVILEGED} privileged accounts have no second factor.",
        "test:privileged-mfa",
        (f"population={PRIVILEGED}", "violations=3", *without_mfa(there, timeline)),
    )
    payouts = next(a.okta_id for a in there.accounts if a.login == PAYOUTS)
    yield Planted(
        "expired-exception",
        "access",
        f"The exception for the payouts desk ended {EXPIRED_DAYS} days ago.",
        "rule:expired-exception",
        (f"okta:{payouts}", f"ended={timeline.ago(EXPIRED_DAYS)}"),
    )
    leaver = next(p for p in there.staff.leavers if p.email == there.staff.live_leaver)
    yield Planted(
        "leaver-on-github",
        "access",
        "Somebody who left five weeks ago still has a GitHub account.",
        "test:leaver-accounts",
        (f"{leaver.person_id}:github", f"login={login(leaver)}", "violations=1"),
    )
    recon = next(a.okta_id for a in there.accounts if a.login == UNOWNED)
    yield Planted(
        "unowned-shared-account",
        "access",
        "Nobody answers for the shared account svc-recon.",
        "test:unowned-service-accounts",
        (f"okta:{recon}", "violations=1"),
    )
    yield Planted(
        "reviews-signed-together",
        "access",
        f"Four quarters were signed on one day, the day before the auditor's first day, {AUDIT_DAYS} days ago.",
        "test:reviews-signed-together",
        (f"signed_on={timeline.ago(SIGNED_DAYS)}", f"violations={len(decided.access_reviews)}"),
    )


def _looking_away(there: World, timeline: Timeline) -> Iterator[Planted]:
    hidden = sorted(f"serial:{x.serial}" for x in there.laptops if x.manager is None)
    yield Planted(
        "unknown-devices",
        "looking-away",
        "Nine laptops on the equipment list are in no device manager.",
        "test:listed-devices-unmanaged",
        (f"violations={len(hidden)}", f"population={len(there.laptops)}", *hidden),
    )
    yield Planted(
        "nessus-stopped",
        "looking-away",
        f"The Nessus export stopped {STOPPED_DAYS} days ago.",
        "rule:stale-source",
        ("source=nessus", f"observed_on={timeline.ago(STOPPED_DAYS)}"),
    )
    yield Planted(
        "silent-gateway-log",
        "looking-away",
        f"The payment gateway's log is silent for {SILENT_DAYS} days; its rules never fired, never were tested.",
        "test:log-source-silent",
        (SILENT, f"last_event_on={timeline.ago(SILENT_DAYS)}"),
    )
    yield Planted(
        "never-fired-rule",
        "looking-away",
        "Alert rules that never fired and were never tested.",
        "test:detection-never-proven",
        (SILENT, "vpn-gateway"),
    )
    yield Planted(
        "silent-incident-register",
        "looking-away",
        "No entry in the incident register for 14 months, though two tickets tell of lost laptops.",
        "rule:silent-incident-register",
        (f"last_entry_on={timeline.ago(SILENT_REGISTER_DAYS)}", *(key for key, *_ in LOST_LAPTOPS)),
    )
    yield Planted(
        "forgotten-host",
        "looking-away",
        "A host answers on the internet and stands in no inventory.",
        "test:exposed-hosts-unlisted",
        (FORGOTTEN,),
    )


def _paper(decided: Decisions, timeline: Timeline) -> Iterator[Planted]:
    tested = {record.control for record in decided.inspected}
    if "incident-exercise" not in tested:
        yield Planted(
            "attested-only",
            "paper",
            "Tabletop exercises rest on the word of their owner alone.",
            "rule:attested-only",
            ("control=incident-exercise",),
        )
    failed = [asset for asset, _, worked, *_ in RESTORES if not worked]
    yield Planted(
        "screenshot-restore",
        "paper",
        'Backups were "tested" with a screenshot of last year; the restore log shows two failures.',
        "test:last-restore-succeeded",
        (f"screenshot_on={timeline.ago(SCREENSHOT_DAYS)}", "failures=2", *failed),
    )
    yield Planted(
        "template-policy",
        "paper",
        "The acceptable-use policy speaks of an office VPN client that is gone.",
        "rule:policy-of-the-past",
        ("record=acceptable-use",),
    )
    yield Planted(
        "slow-restore",
        "paper",
        "Card authorisation may be down for an hour; its restore took 5 h 40.",
        "test:restore-in-target",
        ("card-auth", f"minutes={CARD_AUTH_MINUTES}", f"target={CARD_AUTH_TARGET}"),
    )


def _insurer() -> Iterator[Planted]:
    loose = sorted(item.asset for item in PROTECTED if not item.immutable)
    yield Planted(
        "mfa-everywhere",
        "insurer",
        "The application says a second factor everywhere.",
        "rule:insurance-contradicted",
        (*CONTRADICTED[:4], f"mailboxes_not_enforced={UNENFORCED}", "privileged=3", f"people={ORDINARY_WITHOUT_MFA}"),
    )
    yield Planted(
        "immutable-backups",
        "insurer",
        "The application says that all backups are immutable.",
        "rule:insurance-contradicted",
        (CONTRADICTED[4], *loose),
    )


def _hygiene(timeline: Timeline) -> Iterator[Planted]:
    yield Planted(
        "base-image",
        "hygiene",
        f"One upgrade of the base image {OLD_BASE} closes {BASE_FINDINGS} findings.",
        "page:hygiene-work-packages",
        (f"findings={BASE_FINDINGS}", "images=12", f"base={OLD_BASE}"),
    )
    yield Planted(
        "exploited-overdue",
        "hygiene",
        f"An exploited flaw on the SSL-VPN is {KEV_DUE_DAYS} days past its day.",
        "test:exploited-flaws-overdue",
        (
            VPN,
            exploited_cve(timeline),
            f"first_seen_on={timeline.ago(KEV_FIRST_SEEN_DAYS)}",
            f"due_on={timeline.ago(KEV_DUE_DAYS)}",
        ),
    )
    yield Planted(
        "security-patches-slower",
        "hygiene",
        "The security team's laptops patch slower than finance's.",
        "page:hygiene-board",
        (f"security_days={PATCH_DAYS['Security']}", f"finance_days={PATCH_DAYS['Finance']}"),
    )
    yield Planted(
        "settle-1-unsupported",
        "legacy",
        "Settle-1 runs an unsupported system and database.",
        "test:unsupported-software",
        (f"inventory:{SETTLE}:Microsoft SQL Server:2014 SP3", f"inventory:{SETTLE}:Windows Server:2012 R2"),
    )
    yield Planted(
        "settle-1-reachable",
        "legacy",
        "A jump host reaches Settle-1, whose ringfence is claimed.",
        "page:legacy-ringfence",
        (SETTLE, JUMP, "3389", "445"),
    )
    yield Planted(
        "training-overdue",
        "awareness",
        f"{OVERDUE} people are late with the yearly course, one of them an executive.",
        "test:training-overdue",
        (f"violations={OVERDUE}", OVERDUE_EXECUTIVE),
    )
    yield Planted(
        "repeat-clicks",
        "awareness",
        f"{REPEAT_TEAM} clicks less each time; the report rate rises.",
        "page:awareness",
        (REPEAT_TEAM, f"domain={DOMAIN}"),
    )
