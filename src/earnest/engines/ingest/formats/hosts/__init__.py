"""What scanners find on hosts and networks."""

from earnest.engines.ingest.format import Format
from earnest.engines.ingest.formats.hosts import (
    lynis,
    nessus,
    nessus_csv,
    nexpose,
    nmap,
    openvas,
    openvas_csv,
    pingcastle,
    qualys,
    qualys_csv,
    qualys_vmdr,
    satellite,
    wazuh,
    zap,
)

FORMATS: tuple[Format, ...] = (
    nessus.FORMAT,
    nessus_csv.FORMAT,
    openvas.FORMAT,
    openvas_csv.FORMAT,
    qualys.FORMAT,
    qualys_csv.FORMAT,
    qualys_vmdr.FORMAT,
    nexpose.FORMAT,
    nmap.FORMAT,
    zap.FORMAT,
    wazuh.FORMAT,
    lynis.FORMAT,
    pingcastle.FORMAT,
    satellite.FORMAT,
)
