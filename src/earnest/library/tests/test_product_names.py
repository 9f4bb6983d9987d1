from __future__ import annotations

import pytest

from earnest.library.eol import end_of_life
from earnest.library.product_names import carried_types, folded, name_product, product_names
from earnest.library.support_ageing import support_ageing

SEEN = [
    ("Microsoft Windows Server 2012 R2 Standard", None, "windows-server", "2012-r2"),
    ("Windows Server", "2022", "windows-server", "2022"),
    ("Microsoft Windows Server 2019", "10.0.17763 N/A Build 17763", "windows-server", "2019"),
    ("Windows Server Datacenter", "10.0.20348", "windows-server", "2022"),
    ("Windows 10 Enterprise 22H2", None, "windows", "10-22h2-e"),
    ("Windows 11 Pro 23H2", None, "windows", "11-23h2-w"),
    ("Microsoft Windows 11 Enterprise", "10.0.22631", "windows", "11-23h2-e"),
    ("Windows", "10.0.19045.4651", "windows", "10-22h2"),
    ("Windows 10 Enterprise LTSC 2019", None, "windows", "10-1809-e-lts"),
    ("Microsoft\u00ae Windows\u2122 7 Professional", None, "windows", "7"),
    ("macOS", "12.7.6", "macos", "12"),
    ("macOS 12.7.6", None, "macos", "12"),
    ("Mac OS X", "10.15.7", "macos", "10.15"),
    ("Ubuntu 18.04.6 LTS", None, "ubuntu", "18.04"),
    ("Ubuntu", "24.04", "ubuntu", "24.04"),
    ("Debian GNU/Linux 10", None, "debian", "10"),
    ("Debian GNU/Linux 10 (buster)", None, "debian", "10"),
    ("debian", "11.6", "debian", "11"),
    ("Red Hat Enterprise Linux Server release 7.9 (Maipo)", None, "rhel", "7"),
    ("CentOS Linux 7.9.2009", None, "centos", "7"),
    ("SUSE Linux Enterprise Server 12 SP5", None, "sles", "12.5"),
    ("alpine", "3.18.4", "alpine-linux", "3.18"),
    ("VMware ESXi 6.7.0 build-14320388", None, "vmware-esxi", "6.7"),
    ("postgres 11.22", None, "postgresql", "11"),
    ("PostgreSQL", "9.6.24", "postgresql", "9.6"),
    ("postgresql-11", "11.22-1.pgdg110+1", "postgresql", "11"),
    ("Python 3.7", None, "python", "3.7"),
    ("Python 3.11.4 (64-bit)", "3.11.4150.0", "python", "3.11"),
    ("OpenSSL 1.0.2k", None, "openssl", "1.0.2"),
    ("OpenSSL", "3.0.13", "openssl", "3.0"),
    ("SQL Server 2014 (SP3)", None, "mssqlserver", "12.0-sp3"),
    ("Microsoft SQL Server 2014", "12.3.6024.0", "mssqlserver", "12.0-sp3"),
    ("Microsoft SQL Server 2017 (RTM-CU31)", None, "mssqlserver", "14.0"),
    ("Node.js", "22.9.0", "nodejs", "22"),
    ("Microsoft .NET Runtime - 6.0.36 (x64)", None, "dotnet", "6"),
    ("Java(TM) SE 8 Update 202", None, "oracle-jdk", "8"),
    ("log4j:log4j", "1.2.17", "log4j", "1"),
    ("nginx", "1.26.2", "nginx", "1.26"),
    ("Windows Server 2012", None, "windows-server", "2012"),
    ("Windows Server 2012 Standard", "6.3.9600", "windows-server", "2012-r2"),
    ("Windows Server 2012 Essentials R2", None, "windows-server", "2012-r2"),
    ("Windows 10 Enterprise LTSC", "10.0.19044", "windows", "10-21h2-e-lts"),
    ("Windows XP Professional SP3", None, "windows", "xp"),
    ("Windows 7 Professional Service Pack 1", None, "windows", "7"),
    ("CentOS Stream 8", None, "centos-stream", "8"),
    ("Debian GNU/Linux 6.0.10 (squeeze)", None, "debian", "6"),
    ("Linux Kernel 5.15.0-91-generic on Ubuntu 22.04 (jammy)", None, "ubuntu", "22.04"),
    ("Linux Kernel 3.10 on CentOS Linux release 7\nLinux Kernel 3.13 on CentOS Linux release 7", None, "centos", "7"),
    ("redhat", "8.6", "rhel", "8"),
    ("Microsoft SQL Server 2012 Express LocalDB", "11.4.7001.0", "mssqlserver", "11.0-sp4"),
    ("Microsoft SQL Server 2016 SP3 (64-bit)", None, "mssqlserver", "13.0-sp3"),
    ("Microsoft Office Professional Plus 2016 - en-us", "16.0.4266.1001", "office", "2016"),
    ("Apache Tomcat 8.5", "8.5.50", "tomcat", "8.5"),
    ("iOS 17.1 (21B74)", None, "ios", "17"),
    ("OpenSSL 1.1.1w-fips", None, "openssl", "1.1.1"),
    ("MariaDB 10.5 (x64)", "10.5.12", "mariadb", "10.5"),
    ("MySQL Server 5.7", "5.7.33", "mysql", "5.7"),
    ("macOS 15", None, "macos", "15"),
]  # fmt: skip
UNKNOWN = [
    ("Linux 5.10", None),
    ("windows", None),
    ("Debian", None),
    ("Python Launcher", "3.11.4150.0"),
    ("Microsoft Visual C++ 2019 Redistributable", "14.29"),
    ("postgresql-jdbc", "42.7.1"),
    ("python-dateutil", "2.8.2"),
    ("nodejs-legacy", "1"),
    ("openssl-sys", "0.9.80"),
    ("", None),
    ("Windows 7 USB/DVD Download Tool", "1.0.30"),
    ("Windows 10 IoT Enterprise LTSC 2021", "10.0.19044"),
    ("Microsoft Windows Server 2012\nMicrosoft Windows Server 2012 R2", None),
    ("Debian 5.10.179-1", None),
    ("Red Hat JBoss EAP 7.4", None),
    ("Red Hat OpenShift 4.12", None),
    ("Red Hat Enterprise Linux CoreOS 4.14", None),
    ("Red Hat Linux 9", None),
    ("Microsoft SQL Server Management Studio", "19.0.1"),
    ("Microsoft SQL Server 2012 Native Client", "11.4.7001"),
    ("Microsoft SQL Server 2014 Management Objects", "12.0.2000.8"),
    ("Microsoft SQL Server 2019 T-SQL Language Service", "15.0.2000"),
    ("Microsoft Office File Validation Add-In 2010", None),
    ("Microsoft Office Proofing Tools 2016", None),
    ("Microsoft SharePoint Designer 2013", None),
    ("MariaDB Connector/C", "10.5"),
    ("MongoDB Compass", "4.0"),
    ("Oracle Database Client 12.1", None),
    ("VMware vCenter Converter Standalone 6.2", None),
    ("Cisco IOS 15.2", None),
    ("IOS", "15.2(4)M"),
    ("Android Studio", "4.1"),
    ("Fedora Remix for WSL", "40"),
    ("PostgreSQL JDBC driver", "42"),
    ("python3-requests", "2.7"),
]


@pytest.mark.parametrize(("name", "version", "key", "line"), SEEN)
def test_what_tools_write_is_known_by_its_key_and_line(name: str, version: str | None, key: str, line: str) -> None:
    found = name_product(name, version)
    assert found is not None
    assert (found.key, found.lines[0]) == (key, line)


@pytest.mark.parametrize(("name", "version"), UNKNOWN)
def test_what_only_looks_alike_stays_unknown(name: str, version: str | None) -> None:
    assert name_product(name, version) is None


def test_a_package_of_a_language_is_no_server_of_the_same_name() -> None:
    assert name_product("mongodb", "4.4.1", "npm") is None
    assert name_product("redis", "4.6.0", "PyPI") is None
    assert name_product("mongodb", "4.4.1", "generic") is not None
    assert name_product("log4j", "1.2.17", "maven") is not None
    assert name_product("angularjs", "1.8.2", "npm") is not None


def test_a_service_pack_that_is_not_said_is_taken_at_its_best_and_said_to_be() -> None:
    found = name_product("Microsoft SQL Server 2014 (64-bit)")
    assert found is not None
    assert (found.lines, found.at_best) == (("12.0-sp3",), True)


def test_every_key_of_the_facts_can_be_named() -> None:
    assert {cycle.key for cycle in end_of_life().cycles} <= {product.key for product in product_names().products}


def test_only_debians_extended_support_is_free() -> None:
    assert [one.key for one in product_names().products if one.extended_is_free] == ["debian"]


def test_text_is_folded_to_plain_words() -> None:
    assert folded("  Microsoft(R)  SQL Server\u2122 2014 (SP3) ") == "microsoft sql server 2014 sp3"
    assert "debian" in carried_types()


def test_beliefs_about_ageing_rise_and_name_their_sources() -> None:
    told = support_ageing()
    assert 1 <= told.growth.low <= told.growth.mode <= told.growth.high <= told.cap.value
    assert len(told.sources) == 2
