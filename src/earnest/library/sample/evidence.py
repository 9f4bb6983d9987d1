"""All exports of the company, newest and history, as drafts: the nouns in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earnest.library.sample.accounts import Account, accounts
from earnest.library.sample.awareness import phishing_files, training_files
from earnest.library.sample.aws_iam import credential_report_files
from earnest.library.sample.benchmarks import benchmark_files
from earnest.library.sample.cloud import resources
from earnest.library.sample.cloud_exports import Estate, cloud_files, inventory_files
from earnest.library.sample.continuity import backup_files, restore_files
from earnest.library.sample.devices import agent_files, device_files, equipment_files
from earnest.library.sample.exposure import encryption_files, exposure_files
from earnest.library.sample.images import flaw_names, trivy_files
from earnest.library.sample.laptop_flaws import flaw_files, laptop_flaws
from earnest.library.sample.laptops import Laptop, laptops
from earnest.library.sample.monitoring import log_files
from earnest.library.sample.nessus import advisory_names, nessus_files, scanned
from earnest.library.sample.okta import okta_files
from earnest.library.sample.old_corners import jump_scan_files, walk_files
from earnest.library.sample.people import Workforce, people_files, workforce
from earnest.library.sample.perimeter import perimeter_files, perimeter_names
from earnest.library.sample.register import register_files
from earnest.library.sample.repositories import Repository, repositories, repository_files
from earnest.library.sample.reviews import access_reviews, review_files
from earnest.library.sample.servers import Server, server_files, servers
from earnest.library.sample.statements import statement_files
from earnest.library.sample.tickets import Ticket, ticket_files, tickets
from earnest.library.sample.timeline import Draft, Timeline
from earnest.library.sample.workspace import workspace_files
from earnest.library.sample.world_lists import list_files


@dataclass(frozen=True)
class World:
    """Everything that is there, before any tool looks at it."""

    staff: Workforce
    accounts: tuple[Account, ...]
    laptops: tuple[Laptop, ...]
    servers: tuple[Server, ...]
    cloud: Estate
    repositories: tuple[Repository, ...]
    tickets: tuple[Ticket, ...]


def world(timeline: Timeline) -> World:
    staff = workforce(timeline)
    return World(
        staff,
        accounts(staff, timeline),
        laptops(staff, timeline),
        servers(),
        resources(timeline),
        repositories(timeline),
        tickets(staff, timeline),
    )


def drafts(there: World, timeline: Timeline) -> Iterator[Draft]:
    yield from people_files(there.staff, timeline)
    yield from equipment_files(there.laptops, timeline)
    yield from okta_files(there.accounts, timeline)
    yield from workspace_files(there.staff, timeline)
    yield from credential_report_files(timeline)
    yield from register_files(there.accounts, timeline)
    yield from device_files(there.laptops, timeline)
    yield from agent_files(there.laptops, timeline)
    yield from server_files(there.servers, timeline)
    yield from cloud_files(there.cloud, timeline)
    yield from inventory_files(there.cloud, timeline)
    yield from trivy_files(timeline)
    yield from nessus_files(scanned(there.servers, timeline), timeline)
    yield from repository_files(there.repositories, there.staff, timeline)
    yield from backup_files(there.servers, timeline)
    yield from restore_files(there.servers, timeline)
    yield from training_files(there.staff, timeline)
    yield from phishing_files(there.staff, timeline)
    yield from ticket_files(there.tickets, timeline)
    yield from review_files(access_reviews(timeline), timeline)
    yield from log_files(there.servers, timeline)
    yield from exposure_files(there.servers, timeline)
    yield from encryption_files(timeline)
    yield from flaw_files(there.laptops, timeline)
    yield from perimeter_files(there.servers, timeline)
    yield from jump_scan_files(there.servers, timeline)
    yield from walk_files(there.laptops, timeline)
    yield from benchmark_files(there.servers, timeline)
    yield from statement_files(timeline)
    yield from list_files(_flaws(there, timeline), timeline)


def _flaws(there: World, timeline: Timeline) -> Iterator[str]:
    """Every CVE name that a tool tells of."""
    yield from advisory_names(timeline)
    yield from flaw_names(timeline)
    yield from perimeter_names(there.servers, timeline)
    yield from (flaw.cve for flaw in laptop_flaws(there.laptops, timeline))
