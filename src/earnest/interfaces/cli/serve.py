"""Serving the workbench, and the worker behind it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Annotated

import typer

from earnest.interfaces.cli import django_setup, workspace
from earnest.interfaces.cli.output import say

Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Host = Annotated[
    str, typer.Option(help="Address to listen on. Anything but loopback needs EARNEST_URL and EARNEST_HOSTS.")
]


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve the workbench, with a worker for long work. Stop with Ctrl-C."""
    workspace.make()
    from earnest.foundation.models import User
    from earnest.interfaces.web.set_up import set_up_key

    if not User.objects.exists():
        say("Nobody can sign in yet. Open this address once to make the first account:")
        say(f"  http://{host}:{port}/set-up/?key={set_up_key()}")
    run(host, port)


def worker() -> None:
    """Do long work that pages ask for, conclude for each day, give collectors their turns, until stopped."""
    django_setup.start()
    from django.core.management import call_command

    from earnest.foundation import jobs
    from earnest.foundation.actor import program
    from earnest.interfaces.collecting import Clock
    from earnest.interfaces.concluding import conclude_job

    jobs.take_up_again()
    jobs.start(program("worker"), conclude_job, "Concluding for today, and over the year")
    Clock().start()
    call_command("db_worker", interval=1.0, verbosity=0)


def run(host: str, port: int) -> None:
    """Run the web server in this process and the worker beside it, until stopped."""
    from granian.constants import Interfaces
    from granian.server import Server

    os.environ.setdefault("EARNEST_URL", f"http://{host}:{port}")
    beside = subprocess.Popen([sys.executable, "-m", "earnest.interfaces.cli.main", "worker"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    say(f"Serving on http://{host}:{port}/ (Ctrl-C to stop)")
    try:
        Server(
            "earnest.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=4,
            log_access=False,
            log_enabled=False,
        ).serve()
    finally:
        beside.terminate()
        beside.wait(timeout=10)
