"""The canonical tables, by name. The reference page is generated from these declarations."""

from __future__ import annotations

from earnest.engines.canonical.model import Column, Table

SEVERITIES = ("critical", "high", "medium", "low", "none", "unknown")


def _text(name: str, doc: str, *choices: str) -> Column:
    return Column(name, "text", doc, choices=choices)


def _need(name: str, doc: str, *choices: str) -> Column:
    return Column(name, "text", doc, required=True, choices=choices)


def _flag(name: str, doc: str) -> Column:
    return Column(name, "boolean", doc)


def _when(name: str, doc: str) -> Column:
    return Column(name, "timestamp", doc)


def _day(name: str, doc: str) -> Column:
    return Column(name, "date", doc)


def _count(name: str, doc: str) -> Column:
    return Column(name, "integer", doc)


def _real(name: str, doc: str) -> Column:
    return Column(name, "real", doc)


# One line per column reads as the table that it is.
# fmt: off
_PEOPLE = (
    Table("people", 1, "People known to the personnel system, with those who left.", ("person_id",), (
        _need("person_id", "Identifier in the personnel system."),
        _text("display_name", "Full name."),
        _text("email", "Work address, lower case; joins people to accounts."),
        _text("status", "Where the person stands.", "active", "left", "planned", "leave"),
        _text("employment", "Kind of contract.", "employee", "contractor", "other"),
        _text("team", "Team or department."),
        _text("manager_email", "Work address of the manager, lower case."),
        _text("country", "Country of work, ISO 3166-1 alpha-2."),
        _day("started_on", "First day."),
        _day("left_on", "Last day; null while the person has not left."),
    )),
    Table("training_records", 1, "One course given to one person.", ("person_email", "course", "assigned_at"), (
        _need("person_email", "Work address of the learner, lower case."),
        _need("course", "Course title or code."),
        _when("assigned_at", "When it was assigned."),
        _day("due_on", "Day by which it is to be done."),
        _when("completed_at", "When it was completed; null while it is not."),
        _real("score", "Result in percent, 0 to 100."),
        _flag("passed", "Whether the result was enough."),
    )),
    Table("phishing_results", 1, "One simulated phishing message to one person.", ("campaign", "person_email"), (
        _need("campaign", "Campaign name or number."),
        _need("person_email", "Work address of the person, lower case."),
        _when("sent_at", "When the message was sent."),
        _when("clicked_at", "When the link was followed; null if it was not."),
        _when("submitted_at", "When data was entered; null if none was."),
        _when("reported_at", "When the person reported it; null if not reported."),
    )),
)

_ACCESS = (
    Table("accounts", 1, "Accounts that can sign in to a system, of people and of programs.",
          ("system", "account_id"), (
        _need("account_id", "Identifier in the system."),
        _need("system", "System the account belongs to: okta, entra, google, aws, github, …"),
        _text("username", "Sign-in name."),
        _text("display_name", "Name shown."),
        _text("email", "Address, lower case; joins accounts to people."),
        _text("kind", "Who uses it.", "person", "service", "shared", "root", "guest", "unknown"),
        _text("owner_email", "Address of the person who answers for it, where it is not a person's own."),
        _flag("enabled", "Whether it can sign in now."),
        _flag("privileged", "Whether it can change production, security settings or other people's access."),
        _text("roles", "Roles as the system names them, joined by '; '."),
        _flag("password_enabled", "Whether a password can be used."),
        _flag("mfa_enrolled", "Whether a second factor is enrolled; null where this export does not say."),
        _flag("mfa_enforced", "Whether a second factor is demanded; null where this export does not say."),
        _when("password_changed_at", "Last change of the password."),
        _when("last_sign_in_at", "Last sign-in; null if never or not told."),
        _when("created_at", "When the account was made."),
    )),
    Table("authenticators", 1, "Factors enrolled by an account. Kind none, inactive: looked at, and it has none.",
          ("system", "account_id", "authenticator_id"), (
        _need("authenticator_id", "Identifier of the factor, or its kind where the system gives none."),
        _need("account_id", "Account that holds it."),
        _need("system", "System of the account."),
        _text("kind", "Kind of factor.",
              "webauthn", "smartcard", "totp", "push", "sms", "call", "email", "question", "password",
              "hardware_token", "other", "none"),
        _flag("active", "Whether it can be used now."),
        _flag("phishing_resistant", "Whether it withstands phishing (WebAuthn, smart card)."),
        _when("enrolled_at", "When it was enrolled."),
    )),
    Table("credentials", 1, "Long-lived secrets of accounts: access keys, certificates, tokens.",
          ("system", "account_id", "credential_id"), (
        _need("credential_id", "Identifier of the credential."),
        _need("account_id", "Account that holds it."),
        _need("system", "System of the account."),
        _text("kind", "Kind of secret.", "access_key", "certificate", "ssh_key", "token", "other"),
        _flag("active", "Whether it works now."),
        _when("rotated_at", "When it was made or last changed."),
        _when("last_used_at", "Last use; null if never or not told."),
        _when("expires_at", "End of life; null if none."),
    )),
    Table("group_members", 1, "Membership of an account in a group or role.", ("system", "group_id", "account_id"), (
        _need("group_id", "Identifier of the group."),
        _need("account_id", "Account that is in it."),
        _need("system", "System of both."),
        _text("group_name", "Name of the group."),
        _flag("privileged", "Whether the group gives privileged access."),
        _when("granted_at", "When membership began."),
    )),
    Table("access_reviews", 1, "One review of who has access to one system.", ("review_id",), (
        _need("review_id", "Identifier of the review."),
        _need("system", "System reviewed."),
        _text("period", "Period the review stands for, such as 2026-Q3."),
        _text("reviewer_email", "Address of the reviewer, lower case."),
        _day("period_start", "First day of the period."),
        _day("period_end", "Last day of the period."),
        _when("completed_at", "When the reviewer signed; null while open."),
        _count("decisions", "Accounts decided on."),
        _count("removals", "Removals decided."),
        _count("removals_done", "Removals carried out."),
    )),
)

_ESTATE = (
    Table("devices", 1, "Laptops, phones, servers and other machines, as one system knows them.",
          ("system", "device_id"), (
        _need("device_id", "Identifier in the system."),
        _need("system", "System that knows it: intune, jamf, osquery, personnel, …"),
        _text("serial", "Serial number, upper case; joins devices across systems."),
        _text("hostname", "Host name, lower case."),
        _text("owner_email", "Address of the person who has it, lower case."),
        _text("kind", "Kind of device.",
              "laptop", "desktop", "phone", "tablet", "server", "virtual", "container", "network", "other"),
        _text("os_name", "Operating system: macOS, Windows, Debian, …"),
        _text("os_version", "Version as reported."),
        _flag("managed", "Whether this system manages it; false in a plain list."),
        _flag("compliant", "Whether the manager calls it compliant."),
        _flag("encrypted", "Whether its disks are encrypted."),
        _flag("firewall_on", "Whether its firewall is on."),
        _flag("edr_running", "Whether an endpoint agent runs in blocking mode."),
        _flag("passcode_set", "Whether a passcode is set."),
        _count("screen_lock_seconds", "Idle seconds before it locks."),
        _flag("jailbroken", "Whether its protections are broken."),
        _when("last_seen_at", "Last contact with the system."),
        _when("enrolled_at", "When it was enrolled."),
    )),
    Table("software", 2, "Software found on a device, or listed in an image, repository or application.",
          ("system", "device_id", "name", "version", "path"), (
        _need("device_id", "Device, image, repository or application that has it."),
        _need("system", "System that saw it, or the tool that listed it."),
        _need("name", "Product name."),
        _text("version", "Version as reported."),
        _text("vendor", "Publisher."),
        _text("purl", "Package URL."),
        _text("package_type", "Ecosystem, such as debian, npm or jar."),
        _text("licence", "Licence as declared, an SPDX expression where the tool writes one."),
        _text("path", "File or folder that it was found in."),
        _day("support_ends_on", "Day its support ends, where known."),
    )),
    Table("cloud_resources", 1, "Resources in a cloud account.", ("provider", "resource_id"), (
        _need("resource_id", "Full identifier, such as an ARN."),
        _need("provider", "Cloud: aws, azure, gcp, kubernetes, …"),
        _text("account", "Cloud account, subscription or project."),
        _text("region", "Region."),
        _text("kind", "Resource type as the provider names it."),
        _text("name", "Short name."),
        _text("owner", "Owner tag."),
        _flag("public", "Whether it can be reached or read from the internet."),
        _flag("encrypted", "Whether its data is encrypted at rest."),
    )),
    Table("exposed_services", 1, "Ports that answer, and from where.",
          ("address", "port", "protocol", "reachable_from"), (
        _need("address", "IP address or name that answers."),
        Column("port", "integer", "Port number, 0 to 65535.", required=True),
        _need("protocol", "Transport.", "tcp", "udp", "sctp", "icmp"),
        _need("reachable_from", "Where the look was taken from: internet, or a zone or host."),
        _text("hostname", "Host name, lower case."),
        _text("service", "Service, such as ssh or rdp."),
        _text("product", "Product and version as told."),
        _text("tls_version", "Lowest TLS version offered."),
        _when("certificate_expires_at", "End of the certificate."),
    )),
    Table("log_sources", 1, "Where logs come from, and when they last came.", ("log_source",), (
        _need("log_source", "Name of the log source."),
        _text("asset", "Asset that writes it."),
        _when("last_event_at", "Last event received; null if none ever."),
        _count("events_24h", "Events in the last 24 hours."),
        _count("retention_days", "Days kept."),
        _count("alert_rules", "Alert rules that read it."),
        _when("last_alert_at", "Last time a rule fired; null if never."),
        _when("rule_tested_at", "Last time a rule was tested with a planted event."),
    )),
    Table("encryption", 1, "Encryption of a store or a channel.", ("asset_id", "kind"), (
        _need("asset_id", "Store or channel."),
        _need("kind", "What is encrypted.", "at_rest", "in_transit"),
        _flag("encrypted", "Whether it is."),
        _text("key_id", "Key used."),
        _when("key_rotated_at", "Last rotation of the key."),
    )),
)

_FLAWS = (
    Table("vulnerabilities", 1, "One flaw on one asset, as one tool reports it; passes and duplicates are kept.",
          ("tool", "asset_id", "finding_id"), (
        _need("finding_id", "Stable name of the finding on its asset: flaw, package and place."),
        _need("tool", "Tool that reports it."),
        _need("asset_id", "Asset that has it: host name, image, repository, …"),
        _text("asset_kind", "Kind of asset.",
              "host", "image", "repository", "filesystem", "cluster", "application", "other"),
        _text("vulnerability_id", "CVE or other public name; the tool's own number where there is none."),
        _text("title", "Short title."),
        Column("severity", "text", "Severity as the tool rates it.", required=True, choices=SEVERITIES),
        _real("cvss_score", "CVSS base score, 0 to 10, newest version told."),
        _text("cvss_vector", "CVSS vector."),
        _text("package_name", "Package or product."),
        _text("package_version", "Version found."),
        _text("package_type", "Ecosystem, such as debian, npm or jar."),
        _text("fixed_version", "Version that fixes it; null if none is known."),
        _text("purl", "Package URL."),
        _text("status", "What the tool says of it; accepted is what somebody set aside in the tool, and ends nothing.",
              "open", "fixed", "not_affected", "under_investigation", "will_not_fix", "accepted"),
        _flag("exploited", "Whether it is known to be exploited."),
        _count("port", "Port it was seen on."),
        _text("path", "File or target inside the asset."),
        _when("first_seen_at", "When the tool first saw it, where the tool says."),
        _day("published_on", "When the flaw became public."),
    )),
    Table("config_checks", 1, "One configuration check on one resource, passes kept.",
          ("tool", "check_id", "resource_id"), (
        _need("check_id", "Name of the check."),
        _need("tool", "Tool that ran it."),
        _need("resource_id", "Resource checked."),
        _need("status", "Outcome.", "pass", "fail", "manual", "not_assessed", "not_applicable", "error", "muted"),
        _text("title", "What is checked."),
        Column("severity", "text", "Severity as the tool rates it.", choices=SEVERITIES),
        _text("resource_type", "Type of resource."),
        _text("resource_name", "Short name of the resource."),
        _text("provider", "Cloud or system."),
        _text("account", "Cloud account, subscription or project."),
        _text("region", "Region."),
        _text("service", "Service."),
        _text("benchmark", "Benchmarks it belongs to, joined by '; '."),
        _text("detail", "What was found."),
        _when("first_seen_at", "When the tool first saw this outcome, where it says."),
    )),
    Table("scan_targets", 1, "What a scanner looked at, whether it found anything or not.", ("tool", "asset_id"), (
        _need("asset_id", "Asset scanned: host name, image, account, …"),
        _need("tool", "Scanner."),
        _text("asset_kind", "Kind of asset.",
              "host", "image", "repository", "filesystem", "cluster", "application", "account", "other"),
        _text("address", "Network address."),
        _text("os_name", "Operating system found."),
        _flag("authenticated", "Whether the scanner could sign in."),
        _when("scanned_at", "When this asset was scanned."),
    )),
    Table("vex_statements", 1, "What a supplier, or we, say about a flaw in a product (VEX).",
          ("author", "statement_id", "vulnerability_id", "product", "component"), (
        _need("statement_id", "Identifier of the document or statement."),
        _need("author", "Who says it."),
        _need("vulnerability_id", "CVE or other public name."),
        _need("product", "Product as named: a package URL where there is one, else CPE, digest or name."),
        _text("component", "Component inside the product that the flaw is in, as named."),
        _need("status", "What is said.", "not_affected", "affected", "fixed", "under_investigation"),
        _text("justification", "Why it is not affected, as the format words it."),
        _text("detail", "What is said in words: impact, action, workaround."),
        _text("version", "Version of the statement or document."),
        _when("stated_at", "When it was said, or last changed."),
    )),
    Table("detections", 1, "What a detection tool raised: threats and suspicious acts, not flaws.",
          ("system", "detection_id"), (
        _need("detection_id", "Identifier in the system."),
        _need("system", "System that raised it."),
        _text("kind", "Type as the system names it."),
        _text("title", "Short title."),
        Column("severity", "text", "Severity as the tool rates it.", choices=SEVERITIES),
        _text("asset_id", "What it is about: host, account or resource."),
        _text("account", "Cloud account, subscription or project."),
        _text("region", "Region."),
        _flag("open", "Whether it still stands."),
        _text("detail", "What was seen."),
        _when("first_seen_at", "First time it was seen."),
        _when("last_seen_at", "Last time it was seen."),
    )),
    Table("posture_scores", 1, "A score that a vendor gives to a whole tenant or domain.",
          ("system", "scope", "measure"), (
        _need("measure", "What is scored."),
        _need("system", "System that scores."),
        _need("scope", "Tenant, subscription or domain."),
        _text("title", "What the measure is called."),
        _real("score", "Points reached; for a count of faults, points lost."),
        _real("max_score", "Points that can be reached; null if there is no upper end."),
        _flag("lower_is_better", "Whether a lower score is the better one."),
        _when("measured_at", "When it was measured."),
    )),
)

_WORLD = (
    Table("known_exploited", 1, "Flaws that are known to be exploited, as an authority lists them.",
          ("catalogue", "vulnerability_id"), (
        _need("vulnerability_id", "CVE."),
        _need("catalogue", "List that says so: cisa-kev, …"),
        _text("vendor", "Vendor or project."),
        _text("product", "Product."),
        _text("title", "Short name of the flaw."),
        _day("added_on", "Day it was listed."),
        _day("due_on", "Day by which the authority demands a remedy from its own."),
        _flag("ransomware", "Whether ransomware is known to use it; null where it is not known."),
        _text("action", "What the authority demands."),
    )),
    Table("exploit_predictions", 1, "How likely a flaw is exploited in the next 30 days (EPSS).",
          ("model", "vulnerability_id"), (
        _need("vulnerability_id", "CVE."),
        _need("model", "Model and its version."),
        Column("probability", "real", "Probability of exploitation in the next 30 days, 0 to 1.", required=True),
        _real("percentile", "Share of scored flaws with the same or a lower probability, 0 to 1."),
        _day("scored_on", "Day of the score."),
    )),
    Table("support_cycles", 1, "When release lines of products stop being supported.", ("product", "cycle"), (
        _need("product", "Key of the product, such as windows-server."),
        _need("cycle", "Release line, such as 2012-r2."),
        _text("title", "Product as people call it."),
        _day("released_on", "First release."),
        _day("active_support_ends_on", "Last day of full support."),
        _day("security_ends_on", "Last day of free security updates; null if the list does not say."),
        _day("extended_ends_on", "Last day of a paid programme of updates."),
        _flag("ended", "Whether it ended, where the list says so without a day."),
        _text("latest", "Newest version of the line."),
    )),
)

_OPERATIONS = (
    Table("backups", 1, "One backup run of one asset.", ("system", "backup_id"), (
        _need("backup_id", "Identifier of the run."),
        _need("system", "Backup system."),
        _need("asset", "Asset backed up."),
        _when("started_at", "Start."),
        _when("finished_at", "End."),
        _flag("succeeded", "Whether it ended well."),
        _count("bytes", "Size in bytes."),
        _flag("immutable", "Whether the copy cannot be changed or deleted before its time."),
        _flag("offsite", "Whether a copy is kept elsewhere."),
        _text("detail", "What the system said."),
    )),
    Table("restore_tests", 1, "One attempt to restore an asset.", ("test_id",), (
        _need("test_id", "Identifier of the attempt."),
        _need("asset", "Asset restored."),
        _when("performed_at", "When."),
        _flag("succeeded", "Whether it worked."),
        _real("duration_minutes", "Minutes it took."),
        _real("target_minutes", "Minutes it may take."),
        _text("performed_by", "Who did it."),
        _text("detail", "What was found."),
    )),
    Table("repositories", 1, "Source repositories and how they are guarded.", ("system", "repository_id"), (
        _need("repository_id", "Full name, owner/name."),
        _need("system", "Forge: github, gitlab, …"),
        _flag("private", "Whether it is closed to the public."),
        _flag("archived", "Whether it is frozen."),
        _text("default_branch", "Default branch."),
        _flag("branch_protected", "Whether the default branch is protected."),
        _count("reviews_required", "Approvals demanded before a merge."),
        _flag("admins_bound", "Whether the rules bind administrators too."),
        _flag("secret_scanning", "Whether secrets are scanned for."),
        _flag("dependency_alerts", "Whether alerts on dependencies are on."),
        _flag("code_scanning", "Whether code is scanned."),
        _when("pushed_at", "Last push."),
        _when("created_at", "When it was made."),
    )),
    Table("changes", 1, "Changes to code or to production: merge and pull requests, change tickets.",
          ("system", "change_id"), (
        _need("change_id", "Identifier, such as owner/name#12."),
        _need("system", "Where it is kept: github, gitlab, jira, …"),
        _text("repository", "Repository or system changed."),
        _text("title", "Title."),
        _text("author", "Who wrote it."),
        _text("merged_by", "Who put it in."),
        _text("target_branch", "Branch it went to."),
        _count("approvals", "Approvals by people other than the author."),
        _flag("checks_passed", "Whether its automatic checks passed."),
        _text("state", "Where it stands.", "open", "merged", "closed"),
        _when("created_at", "When it was opened."),
        _when("merged_at", "When it went in; null if it did not."),
    )),
    Table("tickets", 1, "Tickets: requests, incidents, findings, tasks.", ("system", "ticket_id"), (
        _need("ticket_id", "Identifier."),
        _need("system", "Ticket system."),
        _text("kind", "Type as the system names it."),
        _text("title", "Title."),
        _text("status", "Status as the system names it."),
        _flag("open", "Whether work is left."),
        _text("priority", "Priority as the system names it."),
        _text("reporter_email", "Who reported it, lower case."),
        _text("assignee_email", "Who has it, lower case; null if nobody."),
        _text("labels", "Labels, joined by '; '."),
        _when("created_at", "When it was made."),
        _when("resolved_at", "When it was done; null while open."),
        _day("due_on", "When it is due."),
    )),
)
# fmt: on

_GROUPS = (_PEOPLE, _ACCESS, _ESTATE, _FLAWS, _WORLD, _OPERATIONS)
TABLES: dict[str, Table] = {table.name: table for group in _GROUPS for table in group}
"""Every canonical table by its name."""
