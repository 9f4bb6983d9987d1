"""What the world publishes about flaws and products: used, never observed by us."""

from earnest.engines.ingest.format import Format

FORMATS: tuple[Format, ...] = ()
