# ruff: noqa: E501 - rows of exports are long
"""CSV exports of scanners."""

from __future__ import annotations

from datetime import UTC, datetime

from earnest.engines.ingest.tests.examples import Example

NESSUS = '''\
Plugin ID,CVE,CVSS v2.0 Base Score,Risk,Host,Protocol,Port,Name,Synopsis,Description,Solution,See Also,Plugin Output,CVSS v3.0 Base Score
90001,CVE-2026-0001,7.5,High,pay-1.larkfield.example,tcp,443,Larkfield TLS flaw,Old TLS,"The service, on TLS 1.0,
is old.",Upgrade,,,8.1
90001,CVE-2026-0002,7.5,High,pay-1.larkfield.example,tcp,443,Larkfield TLS flaw,Old TLS,Old.,Upgrade,,,8.1
19506,,,None,pay-1.larkfield.example,tcp,0,Scan Information,About the scan,Facts.,n/a,,Took 60 s,
21157,,,FAILED,10.0.0.7,tcp,0,Unix Compliance Checks,,"""1.1.1 Ensure the disk is locked"" : [FAILED]

It is not.",,,,
21157,,,PASSED,10.0.0.7,tcp,0,Unix Compliance Checks,,"""1.1.2 Ensure the door is shut"" : [PASSED]",,,,
'''

SECURITY_CENTER = """\
Plugin,Plugin Name,Family,Severity,IP Address,Protocol,Port,Exploit?,DNS Name,CVSS V2 Base Score,CVSS V3 Base Score,CVSS V2 Vector,CVSS V3 Vector,CVE,First Discovered,Last Observed,Vuln Publication Date,Accept Risk Comment
90002,Weak hash,General,Medium,10.0.0.5,TCP,443,Yes,Web-1.Larkfield.example,5.0,7.5,AV:N/AC:L/Au:N/C:N/I:P/A:N,AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N,"CVE-2026-0003,CVE-2026-0004","Nov 5, 2026 10:24:08 MST","Nov 20, 2026 01:00:00 MST","Aug 18, 2004 12:00:00 MDT",
90003,Old banner,General,Low,10.0.0.6,TCP,80,No,,2.6,,AV:N/AC:H/Au:N/C:N/I:P/A:N,,,"Nov 5, 2026 10:24:08 CST","Nov 20, 2026 01:00:00 CST",N/A,Agreed until spring
,,,,,,,,,,,,,,,,,
"""

VULNERABILITY_MANAGEMENT = """\
Plugin ID,CVE,CVSS,Risk,Host,Protocol,Port,Name,,Vulnerability State,IP Address,FQDN,OS,,CVSS3 Base Score,CVSS3 Vector,First Found,Last Found,Exploited by Malware,Severity
90004,CVE-2026-0005,6.8,Critical,app-1.larkfield.example,TCP,0,Kernel flaw,,Resurfaced,10.0.0.9,app-1.larkfield.example,Linux 6,,9.8,AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H,2026-11-01T01:00:00.000Z,2026-11-20T08:00:00.000Z,TRUE,4
90005,,,Low,app-1.larkfield.example,TCP,0,Small thing,,Fixed,10.0.0.9,app-1.larkfield.example,Linux 6,,,,2026-11-01T01:00:00.000Z,2026-11-19T08:00:00.000Z,FALSE,1
"""

OPENVAS = """\
IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,Solution Type,NVT Name,Summary,Specific Result,NVT OID,CVEs,Task ID,Task Name,Timestamp,Result ID
10.0.0.5,Web-1.larkfield.example,443,tcp,9.8,High,97,VendorFix,Old library,Old,,1.3.6.1.4.1.1.2,"CVE-2026-0001,CVE-2026-0002",t-1,Weekly,2026-11-20T08:00:00Z,r-1
10.0.0.5,Web-1.larkfield.example,,,7.5,High,75,,CVE-2026-0003,Found by CPE,,CVE-2026-0003,,t-1,Weekly,2026-11-20T07:00:00Z,r-2
10.0.0.6,,,tcp,0.0,Log,80,,Traceroute,,,1.3.6.1.4.1.1.3,,t-1,Weekly,2026-11-20T07:30:00Z,r-3
10.0.0.6,,22,tcp,5.0,Medium,30,Mitigation,Guessed by banner,,,1.3.6.1.4.1.1.4,,t-1,Weekly,2026-11-20T07:30:00Z,r-4
10.0.0.6,,22,tcp,0.0,False Positive,80,,Not so,,,1.3.6.1.4.1.1.5,,t-1,Weekly,2026-11-20T07:30:00Z,r-5
"""

QUALYS = """\
"IP","Network","DNS","NetBIOS","Tracking Method","OS","IP Status","QID","Title","Vuln Status","Type","Severity","Port","Protocol","FQDN","SSL","First Detected","Last Detected","CVE ID","CVSS3 Base","Results"
"10.0.0.5","Global","web-1.larkfield.example","WEB-1","IP","Linux 6","host scanned, found vuln","91001","Old library","Active","Vuln","5","443","tcp",,"yes","11/01/2026 07:08:28","11/20/2026 08:00:00","CVE-2026-0001, CVE-2026-0002","8.1 (AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H)",
"10.0.0.5","Global","web-1.larkfield.example","WEB-1","IP","Linux 6","host scanned, found vuln","38307","Unix Authentication Method",,"Ig","1",,,,,,"11/20/2026 08:00:00",,"-","User Name scanner Authentication Scheme publickey"
"10.0.0.6","Global","No registered hostname","DB-1","IP","Windows","host scanned, found vuln","91002","Perhaps old","New","Practice","3","80","tcp",,,"11/19/2026 07:08:28","11/19/2026 08:00:00",,"6.5","Version 1 is there"
"10.0.0.6","Global","No registered hostname","DB-1","IP","Windows","host scanned, found vuln","91003","Was old","Fixed","Vuln","2",,,,,"11/01/2026 07:08:28","11/10/2026 08:00:00",,"-",
"10.0.0.7","Global",,,"IP","Linux 6","host scanned, no vuln",,,,,,,,,,,,,,
"10.0.0.8","Global",,,"IP",,"host not alive",,,,,,,,,,,,,,
"""

PREAMBLE = """\
"Larkfield scan report","11/20/2026 at 10:00:00 (GMT+0200)"
"Larkfield","1 Quay St","Dublin","None","D01","Ireland"

"Asset Groups","IPs","Active Hosts","Hosts Matching Filters"
"All","10.0.0.0/24","2","2"

"""

VMDR = """\

"Asset Vuln Datalist Report","20 Nov 2026 10:00AM GMT-0500","1"
"Larkfield","1 Quay St","Dublin","None","D01","Ireland"
"Ada Byrne","ada","VMDR"
"CVE","QID","Title","Severity","Type Detected","Last Detected","First Detected","Protocol","Port","Status","Asset Id","Asset Name","Asset IPV4","Asset IPV6","Disabled","Ignored","Published Date","Operating System","CVSSv3.1 Base (nvd)"
"CVE-2026-0001","91001","Old library","5","Confirmed","Nov 20, 2026 03:00 AM","Nov 10, 2026 10:00 AM","TCP","443","ACTIVE","1","WEB-1","10.0.0.5,10.0.0.15","","No","No","Feb 03, 2026 12:00 PM","Linux 6","9.8"
"CVE-2026-0002","91004","Small thing","1","Potential","Nov 20, 2026 02:00 AM","Nov 10, 2026 10:00 AM","'-","0","ACTIVE","2","APP-1","","2001:db8::7","No","No","Feb 03, 2026 12:00 PM","Linux 6","'-"
"CVE-2026-0003","91005","Set aside","4","Confirmed","Nov 19, 2026 02:00 AM","Nov 10, 2026 10:00 AM","TCP","22","REOPENED","2","APP-1","","2001:db8::7","No","Yes","'-","Linux 6","7.0"
"CVE-2026-0004","91006","Mended","3","Confirmed","Nov 19, 2026 02:00 AM","Nov 10, 2026 10:00 AM","TCP","22","FIXED","2","APP-1","","2001:db8::7","No","Yes","'-","Linux 6","7.0"
"""

VMDR_PLAIN = """\
"QID","Title","Severity","Type Detected","Last Detected","First Detected","Protocol","Port","Status","Asset Id","Asset Name","Asset IPV4"
"91001","Old library","4","Confirmed","Nov 20, 2026 08:00 AM","Nov 10, 2026 10:00 AM","TCP","443","NEW","1","web-1","10.0.0.5"
"105015","Windows Authentication Failed","1","Information","Nov 20, 2026 08:00 AM","Nov 10, 2026 10:00 AM","","","","1","web-1","10.0.0.5"
"""

_EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)

EXAMPLES: tuple[Example, ...] = (
    Example("nessus-csv", "nessus", NESSUS.encode(), {"vulnerabilities": 3, "config_checks": 2, "scan_targets": 2}),
    Example(
        "nessus-csv",
        "security-center",
        SECURITY_CENTER.encode(),
        {"vulnerabilities": 3, "scan_targets": 2},
        observed_at=_EIGHT,
    ),
    Example(
        "nessus-csv",
        "vulnerability-management",
        VULNERABILITY_MANAGEMENT.encode(),
        {"vulnerabilities": 2, "scan_targets": 1},
        observed_at=_EIGHT,
    ),
    Example("openvas-csv", "weekly", OPENVAS.encode(), {"vulnerabilities": 6, "scan_targets": 2}, observed_at=_EIGHT),
    Example("qualys-csv", "plain", QUALYS.encode(), {"vulnerabilities": 5, "scan_targets": 3}, observed_at=_EIGHT),
    Example(
        "qualys-csv",
        "report",
        (PREAMBLE + QUALYS).encode(),
        {"vulnerabilities": 5, "scan_targets": 3},
        observed_at=datetime(2026, 11, 20, 6, tzinfo=UTC),
    ),
    Example("qualys-vmdr", "report", VMDR.encode(), {"vulnerabilities": 4, "scan_targets": 2}, observed_at=_EIGHT),
    Example(
        "qualys-vmdr", "download", VMDR_PLAIN.encode(), {"vulnerabilities": 2, "scan_targets": 1}, observed_at=_EIGHT
    ),
)
