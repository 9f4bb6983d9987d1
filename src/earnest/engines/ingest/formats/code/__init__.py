"""What is found in images, packages, code and repositories, and what suppliers say of it."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.code import (
    github_pull_requests,
    github_repositories,
    trivy,
)

FORMATS: tuple[Format, ...] = (
    trivy.FORMAT,
    github_pull_requests.FORMAT,
    github_repositories.FORMAT,
)
