"""What OpenSCAP says of servers, held against a benchmark: passed, failed, and not assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.sax.saxutils import escape

from earnest.library.sample.servers import Server
from earnest.library.sample.timeline import Draft, Timeline

_STEMS = ("pay-gw", "card-auth", "ledger-db", "siem", "jump")
_PROFILE = "xccdf_org.ssgproject.content_profile_cis_level1_server"
_RULE = "xccdf_org.ssgproject.content_rule_"
BENCHMARK = "CIS Level 1, Linux servers"
LOOKS_DAYS = (29, 1)

# rule, title, severity, share of servers that fail it, whether a person has to look
_RULES = (
    ("sshd_disable_root_login", "Disable SSH root login", "medium", 0.05, False),
    ("sshd_disable_empty_passwords", "Disable SSH access with empty passwords", "medium", 0.0, False),
    ("sshd_set_idle_timeout", "Set the SSH client's idle time", "low", 0.35, False),
    ("sshd_limit_user_access", "Limit who may sign in by SSH", "low", 0.2, False),
    ("accounts_password_pam_minlen", "Minimum length of passwords", "medium", 0.1, False),
    ("accounts_tmout", "End idle shells", "medium", 0.3, False),
    ("auditd_data_retention_max_log_file", "Size of audit logs", "medium", 0.15, False),
    ("audit_rules_login_events", "Record sign-ins", "medium", 0.1, False),
    ("service_auditd_enabled", "The audit service runs", "medium", 0.05, False),
    ("service_rsyslog_enabled", "The log service runs", "medium", 0.0, False),
    ("service_chronyd_enabled", "The clock is kept", "medium", 0.05, False),
    ("package_telnet_removed", "Telnet is not installed", "medium", 0.0, False),
    ("package_aide_installed", "A check of files is installed", "medium", 0.4, False),
    ("aide_periodic_checking", "Files are checked each day", "medium", 0.45, False),
    ("mount_option_tmp_noexec", "Nothing runs from /tmp", "low", 0.25, False),
    ("kernel_module_usb_storage_disabled", "No USB storage", "low", 0.3, False),
    ("sysctl_net_ipv4_ip_forward", "No forwarding of packets", "medium", 0.1, False),
    ("sysctl_kernel_randomize_va_space", "Addresses are random", "medium", 0.0, False),
    ("file_permissions_etc_shadow", "Permissions of the password file", "medium", 0.0, False),
    ("banner_etc_issue", "A notice before sign-in", "low", 0.2, False),
    ("firewall_rules_reviewed", "Firewall rules are as approved", "medium", 0.0, True),
    ("unneeded_accounts_reviewed", "Accounts that are not needed are gone", "medium", 0.0, True),
)
_MENDED = 0.25
"""Share of what failed at the first look and passes at the second."""


def benchmark_files(estate: tuple[Server, ...], timeline: Timeline) -> Iterator[Draft]:
    """One file for each look, with a result for each server."""
    hosts = [one for one in estate if one.hostname.rpartition("-")[0] in _STEMS]
    for number, age in enumerate(LOOKS_DAYS):
        day = timeline.ago(age)
        rules = "".join(_described(rule, title, severity) for rule, title, severity, _, _ in _RULES)
        results = "".join(_result(host, number, day, timeline) for host in hosts)
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" '
            'id="xccdf_org.ssgproject.content_benchmark_LINUX" resolved="1">\n'
            "<status>accepted</status><title>Linux servers</title><version>0.1.74</version>\n"
            f'<Profile id="{_PROFILE}"><title>CIS Level 1</title></Profile>\n'
            f"{rules}{results}</Benchmark>\n"
        )
        yield Draft("openscap", "xccdf", f"cis-servers-{day}.xml", timeline.instant(day, 2, 30), text.encode())


def _described(rule: str, title: str, severity: str) -> str:
    return f'<Rule id="{_RULE}{rule}" severity="{severity}"><title>{escape(title)}</title></Rule>\n'


def _result(host: Server, look: int, day: date, timeline: Timeline) -> str:
    start = timeline.instant(day, 2, 4)
    end = start + timedelta(minutes=26)
    rows = "".join(
        f'<rule-result idref="{_RULE}{rule}" severity="{severity}" time="{end:%Y-%m-%dT%H:%M:%SZ}">'
        f"<result>{_outcome(host, rule, share, by_hand, look, timeline)}</result></rule-result>\n"
        for rule, _, severity, share, by_hand in _RULES
    )
    return (
        f'<TestResult id="xccdf_org.open-scap_testresult_{host.hostname}" version="0.1.74" '
        f'start-time="{start:%Y-%m-%dT%H:%M:%SZ}" end-time="{end:%Y-%m-%dT%H:%M:%SZ}" '
        'test-system="cpe:/a:redhat:openscap:1.3.9">\n'
        f'<benchmark href="#LINUX" id="xccdf_org.ssgproject.content_benchmark_LINUX"/><profile idref="{_PROFILE}"/>\n'
        f"<target>{host.hostname}</target><target-address>{host.address}</target-address>\n"
        f"{rows}</TestResult>\n"
    )


def _outcome(host: Server, rule: str, share: float, by_hand: bool, look: int, timeline: Timeline) -> str:
    if by_hand:
        return "informational"
    draw = timeline.random("benchmark", host.hostname, rule)
    fails = draw.random() < share
    mended = draw.random() < _MENDED
    return "fail" if fails and not (look and mended) else "pass"
