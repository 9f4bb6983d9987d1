"""What daily work leaves behind: backups, training, phishing tests, changes."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.operations import (
    gitlab_merge_requests,
    gitlab_projects,
    gophish,
    knowbe4_phishing,
    knowbe4_training,
    restic,
    veeam,
)

FORMATS: tuple[Format, ...] = (
    veeam.FORMAT,
    restic.FORMAT,
    gophish.FORMAT,
    knowbe4_training.FORMAT,
    knowbe4_phishing.FORMAT,
    gitlab_projects.FORMAT,
    gitlab_merge_requests.FORMAT,
)
