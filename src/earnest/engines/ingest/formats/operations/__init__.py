"""What daily work leaves behind: backups, training, phishing tests."""

from earnest.engines.ingest.format import Format

FORMATS: tuple[Format, ...] = ()
