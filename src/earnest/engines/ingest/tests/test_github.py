from __future__ import annotations

from pathlib import Path

from earnest.engines.ingest.tests.exports import EXPORTS, read_bytes, rows_of


def test_repositories_tell_protection_where_it_was_joined(tmp_path: Path) -> None:
    pay, site, old = rows_of(read_bytes(tmp_path, EXPORTS["github-repositories"]), "repositories")
    assert (pay["branch_protected"], pay["reviews_required"], pay["admins_bound"]) == (True, 2, False)
    assert (pay["secret_scanning"], pay["dependency_alerts"], pay["code_scanning"]) == (True, True, True)
    assert (site["branch_protected"], site["reviews_required"], site["secret_scanning"]) == (False, 0, None)
    assert (old["branch_protected"], old["reviews_required"], old["archived"]) == (None, None, True)


def test_pull_requests_count_only_the_last_verdict_of_other_people(tmp_path: Path) -> None:
    first, second, third = rows_of(read_bytes(tmp_path, EXPORTS["github-pull-requests"]), "changes")
    assert (first["change_id"], first["approvals"], first["checks_passed"]) == ("larkfield/pay#1", 1, True)
    assert (first["state"], first["merged_by"]) == ("merged", "ben")
    assert (second["approvals"], second["checks_passed"]) == (0, False)
    assert (third["state"], third["approvals"], third["checks_passed"]) == ("open", None, None)


def test_members_tell_owners_and_second_factor(tmp_path: Path) -> None:
    ada, bot = rows_of(read_bytes(tmp_path, EXPORTS["github-members"]), "accounts")
    assert (ada["privileged"], ada["mfa_enrolled"], ada["email"]) == (True, True, "ada@larkfield.example")
    assert (bot["kind"], bot["privileged"], bot["mfa_enrolled"]) == ("service", None, None)
