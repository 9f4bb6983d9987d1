"""Server time of the pages over a large estate, beside the page that does nothing.

Loads the sample company into a temporary workspace, adds one export of many accounts (default 1,000,000), assesses,
and asks for each page through the WSGI application: no network, templates and queries as in production.

    python benchmarks/pages.py [--rows 1000000] [--times 5]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

AIM_MS = 100.0
HEADS = (
    "First Name [Required]",
    "Last Name [Required]",
    "Email Address [Required]",
    "Status [READ ONLY]",
    "Last Sign In [READ ONLY]",
    "2sv Enrolled [READ ONLY]",
    "2sv Enforced [READ ONLY]",
    "Admin Status [READ ONLY]",
    "Org Unit Path [Required]",
)


def accounts(path: Path, rows: int) -> Path:
    """A Google Workspace export of so many users, one in fifty without a second factor."""
    with path.open("w", encoding="utf-8") as out:
        out.write(",".join(HEADS) + "\n")
        for number in range(rows):
            enrolled = number % 50 != 0
            out.write(f"U{number},X,u{number}@big.example,Active,2026/01/05 08:00:00,{enrolled},{enrolled},None,/\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earnest-bench-") as folder:
        os.environ["EARNEST_WORKSPACE"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
        measure(Path(folder), options.rows, options.times)


def measure(folder: Path, rows: int, times: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    from earnest.core.assurance import operations
    from earnest.core.controls.models import Control
    from earnest.core.evidence import operations as evidence
    from earnest.core.frameworks.models import Framework, Requirement
    from earnest.foundation import clock, users
    from earnest.foundation.actor import Role, program
    from earnest.interfaces.demo.load import load

    load(clock.today(), lambda done, total, doing: None)
    export = accounts(folder / "google.csv", rows)
    started = time.perf_counter()
    looked = clock.now() - timedelta(hours=1)
    evidence.take_in(program("bench"), export, source="google-workspace", observed_at=looked)
    spent = time.perf_counter() - started
    print(f"ingest {rows:,} accounts, file to snapshot: {spent:.1f} s, {rows / spent:,.0f} rows/s")
    started = time.perf_counter()
    made = operations.assess()
    seen = made.controls.get(control__key="mfa-email").conclusion
    print(f"mfa-email: {seen['status']}, {seen['population']:,} checks, {seen['violations']:,} violations")
    print(f"assess, all control tests and statuses: {time.perf_counter() - started:.1f} s")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of a process: {peak / 1024:,.0f} MiB")

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(users.create_user(program("bench"), email="ciso@big.example", name="Bench", role=Role.CISO))
    control = Control.objects.get(key="federation-sso").pk
    framework = Framework.objects.get(key="iso27001-2022").key
    pages = {
        "health": "/health/",
        "today": "/",
        "controls": "/controls/",
        "a control": f"/controls/{control}/",
        "frameworks": "/frameworks/",
        "a framework": f"/frameworks/{framework}/",
        "a requirement": f"/requirements/{Requirement.objects.filter(assessable=True)[0].pk}/",
        "evidence": "/evidence/",
        "snapshots": "/snapshots/",
        "assets": "/assets/",
        "people": "/people/",
        "exceptions": "/exceptions/",
        "history": "/history/",
        "search": "/search/?q=okta",
        "API, controls": "/api/controls/",
    }
    operations.assess()
    floor = 0.0
    for name, address in pages.items():
        spent_ms = []
        for _ in range(times + 1):
            started = time.perf_counter()
            response = client.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            spent_ms.append((time.perf_counter() - started) * 1000)
        median = statistics.median(spent_ms[1:])
        floor = floor or median
        mark = "" if median <= AIM_MS else "  over the aim"
        size = f"{len(body) / 1000:6.0f} kB"
        print(f"{name:16} {response.status_code} {median:7.1f} ms  {median / floor:6.1f} x health {size}{mark}")


if __name__ == "__main__":
    main()
