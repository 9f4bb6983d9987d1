"""Files that people send: limited in size, streamed to the disk, under names that cannot lead anywhere."""

from __future__ import annotations

import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from earnest.foundation.actor import May
from earnest.foundation.errors import EarnestError
from earnest.foundation.request import ActorRequest

_KEEP_SECONDS = 7 * 24 * 3600
_MARK = "_too_large"


class TooLarge(EarnestError):
    """More was sent than the server takes."""

    status = 413


class LimitedUpload(TemporaryFileUploadHandler):
    """Writes to the disk as it comes in, and stops at the limit for all files of a request together."""

    seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.seen += len(raw_data)
        if self.seen > settings.UPLOAD_LIMIT:
            setattr(self.request, _MARK, True)
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def takes_files(may: May) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view that takes files, from those who may. Nothing of the body is read before that is known."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        guarded = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def limited(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            request.actor.require(may)
            request.upload_handlers = [LimitedUpload(request)]
            return guarded(request, *args, **kwargs)

        return limited

    return wrap


def refuse_too_large(request: HttpRequest) -> None:
    """TooLarge if the body was cut off at the limit."""
    request.POST  # noqa: B018  reading it is what takes the files in
    if getattr(request, _MARK, False):
        raise TooLarge(
            _("All files together may have %(limit)s bytes. Send fewer at a time, or use the command “earnest ingest”.")
            % {"limit": f"{settings.UPLOAD_LIMIT:,}"}
        )


def safe_name(name: str) -> str:
    """What a sent file is called: its last part, without control or direction characters, never empty."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return shown.strip(" .")[:200] or _("file without a name")


def keep_for_job(files: Iterable[UploadedFile[Any]]) -> tuple[Path, list[str]]:
    """Put files into a folder of their own as `0`, `1`, …; returns it with their names."""
    incoming = Path(settings.WORKSPACE) / "incoming"
    _sweep(incoming)
    folder = incoming / secrets.token_hex(8)
    folder.mkdir(parents=True)
    names = []
    for number, file in enumerate(files):
        with (folder / str(number)).open("xb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        names.append(safe_name(file.name or ""))
    return folder, names


def _sweep(incoming: Path) -> None:
    """What a job never took in goes after a week."""
    limit = time.time() - _KEEP_SECONDS
    for folder in incoming.glob("*"):
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
