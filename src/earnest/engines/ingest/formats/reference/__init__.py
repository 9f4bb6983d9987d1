"""What the world publishes about flaws and products: used, never observed by us."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.reference import (
    cisa_kev,
    endoflife,
    epss,
)

FORMATS: tuple[Format, ...] = (
    cisa_kev.FORMAT,
    epss.FORMAT,
    endoflife.FORMAT,
)
