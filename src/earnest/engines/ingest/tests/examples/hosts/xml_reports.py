# ruff: noqa: E501 - elements of reports are long
"""XML exports of scanners."""

from __future__ import annotations

from datetime import UTC, datetime

from earnest.engines.ingest.tests.examples import Example

OPENVAS = """\
<?xml version="1.0"?>
<report id="r-1" format_id="f-1" content_type="text/xml" extension="xml"><name>Weekly</name>
<report id="r-1"><gmp><version>22.5</version></gmp><scan_run_status>Done</scan_run_status>
<ports><count>1</count><port>443/tcp<host>10.0.0.5</host><severity>9.8</severity></port></ports>
<results max="-1" start="1">
<result id="a"><name>Old library</name>
<host>10.0.0.5<asset asset_id="x"/><hostname>Web-1.larkfield.example</hostname></host><port>443/tcp</port>
<nvt oid="1.3.6.1.4.1.1.2"><type>nvt</type><name>Old &amp; weak
 library</name><cvss_base>7.5</cvss_base>
<severities score="9.8"><severity type="cvss_base_v3"><value>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</value>
</severity></severities><tags>cvss_base_vector=AV:N|summary=Old</tags>
<refs><ref type="cve" id="CVE-2026-0001"/><ref type="url" id="https://larkfield.example/CVE-2026-9999"/>
<ref type="cve" id="CVE-2026-0002"/></refs></nvt>
<threat>High</threat><severity>9.8</severity><qod><value>80</value></qod><description>Old.</description>
<detection><result id="n"><details><detail><name>product</name></detail></details></result></detection></result>
<result id="b"><name>Traceroute</name><host>10.0.0.6</host><port>general/tcp</port>
<nvt oid="1.3.6.1.4.1.1.3"><name>Traceroute</name><cve>NOCVE</cve><cvss_base>0.0</cvss_base>
<tags>cvss_base_vector=AV:N/AC:L/Au:N/C:N/I:N/A:N|summary=Route</tags></nvt>
<threat>Log</threat><qod><value>80</value></qod></result>
<result id="c"><host>10.0.0.6</host><port>22/tcp</port><nvt oid="1.3.6.1.4.1.1.4"><name>Guessed</name></nvt>
<threat>Medium</threat><qod><value>30</value></qod></result>
<result id="d"><host>10.0.0.6</host><port>22/tcp</port><nvt oid="1.3.6.1.4.1.1.5"><name>Not so</name></nvt>
<threat>False Positive</threat><original_threat>High</original_threat><qod><value>80</value></qod></result>
</results>
<host><ip>10.0.0.5</ip><start>2026-11-20T07:00:00Z</start><end>2026-11-20T08:00:00Z</end>
<detail><name>best_os_txt</name><value>Debian GNU/Linux 12</value></detail>
<detail><name>Auth-SSH-Success</name><value>Protocol SSH, port 22, user scan</value></detail></host>
<host><ip>10.0.0.9</ip><end>2026-11-20T07:50:00Z</end>
<detail><name>hostname</name><value>quiet.larkfield.example</value></detail>
<detail><name>Auth-SMB-Failure</name><value>Protocol SMB</value></detail></host>
<errors><count>1</count><error><host>10.0.0.6</host><description>timed out</description></error></errors>
<scan_end>2026-11-20T08:00:00Z</scan_end></report></report>
"""

OPENVAS_ANSWER = """\
<get_reports_response status="200" status_text="OK"><report id="r-2"><report id="r-2"><omp><version>7.0</version></omp>
<results><result id="a"><host>10.0.0.5</host><port>80/tcp</port>
<nvt oid="1.3.6.1.4.1.1.6"><name>Two at once</name><cve>CVE-2026-0003, CVE-2026-0004</cve><cvss_base>5.0</cvss_base></nvt>
<threat>Critical</threat></result></results><scan_end></scan_end></report></report></get_reports_response>
"""

QUALYS = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE ASSET_DATA_REPORT SYSTEM "https://qualys.larkfield.example/asset_data_report.dtd">
<ASSET_DATA_REPORT><HEADER><GENERATION_DATETIME>2026-11-20T09:00:00Z</GENERATION_DATETIME></HEADER>
<HOST_LIST>
<HOST><IP>10.0.0.5</IP><TRACKING_METHOD>IP</TRACKING_METHOD><DNS><![CDATA[Web-1.larkfield.example]]></DNS>
<OPERATING_SYSTEM><![CDATA[Linux 6]]></OPERATING_SYSTEM><VULN_INFO_LIST>
<VULN_INFO><QID id="qid_91001">91001</QID><TYPE>Vuln</TYPE><PORT>443</PORT><PROTOCOL>tcp</PROTOCOL><SSL>true</SSL>
<RESULT format="table"><![CDATA[a	b]]></RESULT><FIRST_FOUND>2026-11-01T07:00:00Z</FIRST_FOUND>
<LAST_FOUND>2026-11-20T08:00:00Z</LAST_FOUND><VULN_STATUS>Active</VULN_STATUS></VULN_INFO>
<VULN_INFO><QID id="qid_38307">38307</QID><TYPE>Ig</TYPE><RESULT format="table"><![CDATA[User Name	scanner
Authentication Scheme	publickey]]></RESULT><LAST_FOUND>2026-11-20T07:00:00Z</LAST_FOUND></VULN_INFO>
</VULN_INFO_LIST></HOST>
<HOST><IP>10.0.0.6</IP><DNS><![CDATA[No registered hostname]]></DNS><NETBIOS><![CDATA[DB-1]]></NETBIOS><VULN_INFO_LIST>
<VULN_INFO><QID id="qid_91002">91002</QID><TYPE>Practice</TYPE><LAST_FOUND>2026-11-19T08:00:00Z</LAST_FOUND>
<VULN_STATUS>New</VULN_STATUS></VULN_INFO>
<VULN_INFO><QID id="qid_105015">105015</QID><TYPE>Ig</TYPE></VULN_INFO>
<VULN_INFO><QID id="qid_91003">91003</QID><TYPE>Vuln</TYPE><VULN_STATUS>Fixed</VULN_STATUS></VULN_INFO>
</VULN_INFO_LIST></HOST>
</HOST_LIST>
<GLOSSARY><VULN_DETAILS_LIST>
<VULN_DETAILS id="qid_91001"><QID id="qid_91001">91001</QID><TITLE><![CDATA[Old library]]></TITLE><SEVERITY>5</SEVERITY>
<CVE_ID_LIST><CVE_ID><ID>CVE-2026-0001</ID><URL>https://larkfield.example/CVE-2026-0001</URL></CVE_ID>
<CVE_ID><ID>CVE-2026-0002</ID></CVE_ID></CVE_ID_LIST>
<CVSS_SCORE><CVSS_BASE source="service">6.8</CVSS_BASE></CVSS_SCORE>
<CVSS3_SCORE><CVSS3_BASE>8.1</CVSS3_BASE></CVSS3_SCORE></VULN_DETAILS>
<VULN_DETAILS id="qid_38307"><QID id="qid_38307">38307</QID><TITLE>Unix Authentication Method</TITLE>
<SEVERITY>1</SEVERITY></VULN_DETAILS>
<VULN_DETAILS id="qid_91002"><QID id="qid_91002">91002</QID><TITLE>Perhaps old</TITLE><SEVERITY>3</SEVERITY>
</VULN_DETAILS>
</VULN_DETAILS_LIST></GLOSSARY>
<APPENDICES><NO_RESULTS><IP_LIST><RANGE><START>10.0.0.20</START><END>10.0.0.29</END></RANGE></IP_LIST></NO_RESULTS>
<NO_VULNS><IP_LIST><RANGE><START>10.0.0.30</START><END>10.0.0.31</END></RANGE></IP_LIST></NO_VULNS></APPENDICES>
</ASSET_DATA_REPORT>
"""

QUALYS_SCAN = """\
<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE SCAN SYSTEM "https://qualys.larkfield.example/scan-1.dtd">
<SCAN value="scan/1"><HEADER><KEY value="USERNAME">ada</KEY><KEY value="DATE">2026-11-20T08:00:00Z</KEY></HEADER>
<IP value="10.0.0.5" name="web-1.larkfield.example"><OS><![CDATA[Linux 6]]></OS>
<INFOS><CAT value="Information gathering"><INFO number="6" severity="1"><TITLE>DNS Host Name</TITLE></INFO></CAT></INFOS>
<SERVICES><CAT value="TCP"><SERVICE number="82023" severity="1"><TITLE>Open TCP ports</TITLE></SERVICE></CAT></SERVICES>
<VULNS><CAT value="Web server" port="443" protocol="tcp">
<VULN number="91001" severity="4" cveid="CVE-2026-0001"><TITLE><![CDATA[Old library]]></TITLE><CVSS_BASE>6.8</CVSS_BASE>
<CVE_ID_LIST><CVE_ID><ID>CVE-2026-0001</ID></CVE_ID><CVE_ID><ID>CVE-2026-0002</ID></CVE_ID></CVE_ID_LIST></VULN>
</CAT></VULNS>
<PRACTICES><CAT value="Web server" port="80" protocol="tcp"><PRACTICE number="91002" severity="2"><TITLE>Perhaps</TITLE>
</PRACTICE></CAT></PRACTICES></IP>
<IP value="10.0.0.9" status="down"/></SCAN>
"""

NEXPOSE = """\
<?xml version="1.0" encoding="UTF-8"?>
<NexposeReport version="2.0"><scans>
<scan id="1" name="Larkfield" startTime="20261120T070000000" endTime="20261120T080000000" status="finished"/></scans>
<nodes><node address="10.0.0.5" status="alive" device-id="7"><names><name>Web-1.larkfield.example</name></names>
<fingerprints><os certainty="0.70" vendor="Linux" family="Linux" product="Linux" version="2.6"/>
<os certainty="1.00" vendor="Debian" family="Linux" product="Debian Linux" version="12"/></fingerprints>
<tests><test id="icmp-stamp" status="vulnerable-exploited"><Paragraph>Time: <Paragraph>08:00</Paragraph></Paragraph></test>
<test id="icmp-mask" status="not-vulnerable"/><test id="icmp-more" status="skipped-version"/></tests>
<endpoints><endpoint protocol="tcp" port="443" status="open"><services><service name="HTTPS">
<fingerprints><fingerprint certainty="0.9" product="nginx" version="1.27"/></fingerprints>
<tests><test id="larkfield-lib-cve-2026-0001" key="/a" status="vulnerable-version" vulnerable-since="20261101T000000000"/>
<test id="Larkfield-Lib-CVE-2026-0001" key="/b" status="exception-vulnerable-version"/>
<test id="larkfield-guess" status="potential"/><test id="larkfield-guess" status="error"/></tests></service></services>
</endpoint><endpoint protocol="udp" port="53" status="filtered"><services/></endpoint></endpoints></node>
<node address="10.0.0.9" status="dead" device-id="8"><tests/></node></nodes>
<VulnerabilityDefinitions>
<vulnerability id="Larkfield-Lib-CVE-2026-0001" title="Old library" severity="8" cvssScore="7.5"
 cvssVector="(AV:N/AC:L/Au:N/C:P/I:P/A:P)" published="20260203T000000000">
<references><reference source="CVE">CVE-2026-0001</reference><reference source="BID">1</reference>
<reference source="CVE">CVE-2026-0002</reference></references></vulnerability>
<vulnerability id="icmp-stamp" title="ICMP time stamp" severity="1" cvssScore="0.0"/>
<vulnerability id="larkfield-guess" title="A guess" severity="5"/>
</VulnerabilityDefinitions></NexposeReport>
"""

NMAP = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<!-- Nmap 7.95 scan initiated as: nmap -sV 10.0.0.0/29 -->
<nmaprun scanner="nmap" args="nmap -sV 10.0.0.0/29" start="1795158000" version="7.95" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>
<hosthint><status state="up" reason="arp-response"/><address addr="10.0.0.5" addrtype="ipv4"/>
<hostnames><hostname name="hint.larkfield.example" type="PTR"/></hostnames></hosthint>
<host starttime="1795158000" endtime="1795161000"><status state="up" reason="echo-reply"/>
<address addr="00:53:00:00:00:01" addrtype="mac"/><address addr="10.0.0.5" addrtype="ipv4"/>
<hostnames><hostname name="Web-1.larkfield.example" type="PTR"/></hostnames>
<ports><extraports state="closed" count="996"/><extraports state="filtered" count="1"/>
<port protocol="tcp" portid="443"><state state="open" reason="syn-ack"/>
<service name="https" product="nginx" version="1.27" extrainfo="Debian" tunnel="ssl" method="probed"/>
<script id="ssl-cert" output="Subject: web-1"><table key="subject"><elem key="commonName">web-1</elem></table>
<table key="validity"><elem key="notBefore">2026-01-01T00:00:00</elem><elem key="notAfter">2027-01-01T00:00:00</elem></table>
</script><script id="ssl-enum-ciphers" output="..."><table key="TLSv1.3"/><table key="TLSv1.1"/><table key="TLSv1.2"/>
<elem key="least strength">A</elem></script>
<script id="vulners" output="..."><table key="cpe:/a:nginx:nginx:1.27">
<table><elem key="id">CVE-2026-0001</elem><elem key="type">cve</elem><elem key="cvss">7.5</elem></table>
<table><elem key="id">EDB-ID:1</elem><elem key="type">exploitdb</elem><elem key="cvss">7.5</elem></table></table></script>
<script id="http-title" output="Larkfield"/></port>
<port protocol="udp" portid="53"><state state="open|filtered" reason="no-response"/><service name="domain"/></port>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/><service name="ssh" method="table"/></port></ports>
<os><osmatch name="Linux 6.1" accuracy="98"/><osmatch name="Linux 5" accuracy="90"/></os></host>
<host><status state="down" reason="no-response"/><address addr="10.0.0.6" addrtype="ipv4"/></host>
<host endtime="1795160000"><status state="up" reason="localhost-response"/><address addr="127.0.0.1" addrtype="ipv4"/>
<hostnames><hostname name="localhost" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="5432"><state state="open"/></port></ports></host>
<runstats><finished time="1795161600" exit="success"/><hosts up="2" down="1" total="3"/></runstats></nmaprun>
"""

ZAP = """\
<?xml version="1.0"?>
<OWASPZAPReport programName="ZAP" version="2.16.0" generated="Fri, 20 Nov 2026 08:00:00">
<site name="https://Shop.larkfield.example" host="Shop.larkfield.example" port="443" ssl="true"><alerts>
<alertitem><pluginid>40012</pluginid><alertRef>40012-1</alertRef><alert>Script</alert><name>Script in the page</name>
<riskcode>3</riskcode><confidence>2</confidence><riskdesc>High (Medium)</riskdesc><desc>&lt;p&gt;Bad.&lt;/p&gt;</desc>
<instances><instance><uri>https://shop.larkfield.example/find?q=1</uri><method>GET</method><param>q</param></instance>
<instance><uri>https://shop.larkfield.example/say</uri><method>POST</method><param></param></instance></instances>
<count>2</count></alertitem>
<alertitem><pluginid>10021</pluginid><name>A header is missing</name><riskcode>1</riskcode><confidence>0</confidence>
<instances></instances></alertitem></alerts></site>
<site name="http://quiet.larkfield.example" host="quiet.larkfield.example" port="80" ssl="false"><alerts></alerts></site>
</OWASPZAPReport>
"""

PINGCASTLE = """\
<?xml version="1.0" encoding="utf-8"?>
<HealthcheckData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><EngineVersion>3.2.0.1</EngineVersion>
<GenerationDate>2026-11-20T10:00:00.1234567+02:00</GenerationDate><MaturityLevel>2</MaturityLevel>
<DomainFQDN>Larkfield.local</DomainFQDN><GlobalScore>70</GlobalScore><StaleObjectsScore>36</StaleObjectsScore>
<PrivilegiedGroupScore>70</PrivilegiedGroupScore><TrustScore>0</TrustScore><AnomalyScore>65</AnomalyScore>
<DomainControllers><HealthcheckDomainController><DCName>DC-1</DCName>
<LastComputerLogonDate>2026-11-20T08:00:00+02:00</LastComputerLogonDate><OperatingSystem>Windows 2022</OperatingSystem>
</HealthcheckDomainController></DomainControllers>
<RiskRules><HealthcheckRiskRule><Points>20</Points><Category>PrivilegedAccounts</Category><Model>AdminControl</Model>
<RiskId>P-AdminLogin</RiskId><Rationale>The administrator signed in: 0 day(s) ago</Rationale></HealthcheckRiskRule>
<HealthcheckRiskRule><Points>0</Points><Category>Anomalies</Category><Model>Audit</Model><RiskId>A-Told</RiskId>
<Rationale>Good to know</Rationale></HealthcheckRiskRule></RiskRules>
<PrivilegedGroups><HealthCheckGroupData><GroupName>Admins</GroupName></HealthCheckGroupData></PrivilegedGroups>
<ControlPaths><GlobalScore>1</GlobalScore><TrustScore>1</TrustScore></ControlPaths></HealthcheckData>
"""

_EIGHT = datetime(2026, 11, 20, 8, tzinfo=UTC)

EXAMPLES: tuple[Example, ...] = (
    Example("openvas", "report", OPENVAS.encode(), {"vulnerabilities": 5, "scan_targets": 3}, observed_at=_EIGHT),
    Example("openvas", "answer", OPENVAS_ANSWER.encode(), {"vulnerabilities": 2, "scan_targets": 1}),
    Example("qualys", "report", QUALYS.encode(), {"vulnerabilities": 6, "scan_targets": 4}, observed_at=_EIGHT),
    Example("qualys", "scan", QUALYS_SCAN.encode(), {"vulnerabilities": 5, "scan_targets": 1}, observed_at=_EIGHT),
    Example(
        "nexpose",
        "report",
        NEXPOSE.encode(),
        {"vulnerabilities": 7, "scan_targets": 1, "exposed_services": 1},
        observed_at=_EIGHT,
    ),
    Example(
        "nmap",
        "scan",
        NMAP.encode(),
        {"exposed_services": 3, "scan_targets": 2, "vulnerabilities": 1},
        observed_at=_EIGHT,
    ),
    Example("zap", "xml", ZAP.encode(), {"vulnerabilities": 3, "scan_targets": 2}, observed_at=_EIGHT),
    Example(
        "pingcastle",
        "domain",
        PINGCASTLE.encode(),
        {"config_checks": 2, "posture_scores": 6, "scan_targets": 1, "devices": 1},
        observed_at=datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=UTC),
    ),
)
