"""Access, as planted, read from the raw exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from earnest.library.sample.model import Sample
from earnest.library.sample.tests.raw import Exports, csv_rows


def privileged_okta(exports: Exports) -> set[str]:
    return {user["id"] for user in exports.json("okta-users") if user["roles"]}


def test_three_of_42_privileged_accounts_have_no_second_factor(exports: Exports) -> None:
    roots = sum(row["user"] == "<root_account>" for row in rows_of_aws(exports))
    owners = sum(member["role"] == "admin" for member in exports.json("github-members"))
    supers = sum(row["Admin Status [READ ONLY]"] == "Super admin" for row in exports.rows("google-workspace"))
    okta = privileged_okta(exports)
    assert (len(okta), roots, owners, supers) == (33, 4, 3, 2)
    factors = exports.json("okta-factors")
    bare = {f"okta:{one}" for one in okta if not any(factor["status"] == "ACTIVE" for factor in factors[one])}
    assert len(bare) == 3
    assert bare <= set(exports.expected("privileged-without-mfa"))
    assert exports.fact("privileged-without-mfa", "population") == "42"


def rows_of_aws(exports: Exports) -> list[dict[str, str]]:
    sources = [source.slug for source in exports.sample.sources if source.format == "aws-credential-report"]
    return [row for source in sources for row in exports.rows(source)]


def test_the_other_privileged_accounts_have_one(exports: Exports) -> None:
    assert all(row["mfa_active"] == "true" for row in rows_of_aws(exports) if row["user"] == "<root_account>")
    assert not any(member["two_factor_disabled"] for member in exports.json("github-members"))
    admins = [row for row in exports.rows("google-workspace") if row["Admin Status [READ ONLY]"] == "Super admin"]
    assert all(row["2sv Enrolled [READ ONLY]"] == "True" for row in admins)


def test_two_of_the_three_lost_their_factors_within_the_last_fortnight(exports: Exports) -> None:
    files = exports.history("okta-factors")
    counts = []
    for file, users in zip(files[-4:], exports.history("okta-users")[-4:], strict=True):
        factors, accounts = exports.load(file), exports.load(users)
        counts.append(sum(not any(f["status"] == "ACTIVE" for f in factors[u["id"]]) for u in accounts if u["roles"]))
    assert counts[-1] == 3
    assert counts[0] == 1


def test_one_exception_expired_12_days_ago_one_is_live_one_is_proposed(sample: Sample, today: date) -> None:
    by_slug = {exception.slug: exception for exception in sample.decisions.exceptions}
    assert by_slug["payouts-desk-mfa"].ends_on == today - timedelta(days=12)
    live = by_slug["settle-1-unsupported"]
    assert live.state == "approved"
    assert live.ends_on is not None
    assert live.ends_on > today
    assert live.compensating
    assert [exception.state for exception in by_slug.values()].count("proposed") == 1
    assert all(e.decided_by != e.asked_by for e in by_slug.values() if e.decided_by)


def test_the_expired_exception_is_for_one_of_the_three(sample: Sample, exports: Exports) -> None:
    subject = next(e.subject for e in sample.decisions.exceptions if e.slug == "payouts-desk-mfa")
    assert subject in exports.expected("privileged-without-mfa")
    assert subject in exports.expected("expired-exception")


def test_a_leaver_of_five_weeks_is_still_in_the_github_organisation(exports: Exports, today: date) -> None:
    left = {
        row["Work email"]: datetime.strptime(row["Termination date"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day
        for row in exports.rows("people")
        if row["Status"] == "Terminated"
    }
    lingering = [member for member in exports.json("github-members") if member["email"] in left]
    assert [left[member["email"]] for member in lingering] == [today - timedelta(days=35)]
    assert f"login={lingering[0]['login']}" in exports.expected("leaver-on-github")
    assert not {user["profile"]["email"] for user in exports.json("okta-users")} & set(left)


def test_a_past_leaver_kept_an_okta_account_for_a_while(exports: Exports) -> None:
    kept = 0
    for file in exports.history("people")[:-1]:
        gone = {row["Work email"] for row in csv_rows(file) if row["Status"] == "Terminated"}
        later = [users for users in exports.history("okta-users") if users.observed_at >= file.observed_at]
        kept += bool({user["profile"]["email"] for user in exports.load(later[0])} & gone)
    assert kept <= 2
    weekly = exports.history("okta-users")[-13:]
    people = {row["Work email"]: row["Termination date"] for row in exports.rows("people") if row["Termination date"]}
    days = {address: datetime.strptime(day, "%d/%m/%Y").date() for address, day in people.items()}  # noqa: DTZ007 - a day
    late = [
        address
        for file in weekly
        for address in ({user["profile"]["email"] for user in exports.load(file)} & set(days))
        if days[address] < file.observed_at.date() - timedelta(days=1)
    ]
    assert len(set(late)) == 1
    assert len(late) in (2, 3)


def test_nobody_owns_the_shared_account_of_the_reconciliation_desk(exports: Exports) -> None:
    unowned = [row for row in exports.rows("account-register") if not row["Owner"]]
    assert [(row["Sign-in name"], row["Kind"]) for row in unowned] == [("svc-recon@larkfieldpay.com", "Shared")]
    assert f"okta:{unowned[0]['Account ID']}" in exports.expected("unowned-shared-account")


def test_all_four_quarters_were_signed_on_one_day(exports: Exports) -> None:
    rows = exports.sheet("access-reviews")
    assert len({row["Quarter"] for row in rows}) == 4
    assert len({row["Signed on"] for row in rows}) == 1
    day = datetime.strptime(rows[0]["Signed on"], "%d/%m/%Y %H:%M").date()  # noqa: DTZ007 - a day
    assert exports.fact("reviews-signed-together", "signed_on") == str(day)


def test_the_reviews_in_the_record_are_those_in_the_workbook(sample: Sample, exports: Exports) -> None:
    assert [review.review_id for review in sample.decisions.access_reviews] == [
        row["Review"] for row in exports.sheet("access-reviews")
    ]
