"""What the auditors of the sample company asked for: number, request, requirement, control, who has it, when it is due
in days from today, how it stands, what the answer rests on, and the answer.

Evidence is `control:key`, `test:control/test`, or `file:source`; several are separated by blanks.
"""

# ruff: noqa: E501 - one request a line
from __future__ import annotations

from dataclasses import dataclass

_SOC2 = """
A-01|Description of the system and its boundaries|CC2.1|isms-scope|ines.okafor|-20|accepted|control:isms-scope|The scope statement, as approved; the system description follows it.
A-02|Organisation chart with reporting lines for security|CC1.3|roles-responsibilities|brid.hanley|-20|accepted|control:roles-responsibilities|The chart names one accountable person for each control.
A-03|Minutes of the board where security was discussed|CC1.2|leadership-oversight|ines.okafor|-18|accepted|control:leadership-oversight|Minutes of the security item, inspected and kept.
A-04|Code of conduct and its acknowledgements|CC1.1|employment-terms|brid.hanley|-16|accepted|control:employment-terms|Terms of employment carry it; the inspected record is kept.
A-05|Background checks of people who joined in the period|CC1.4|background-checks|brid.hanley|-12|accepted|control:background-checks|Checks are done before the first day; the list was inspected.
A-06|Yearly training, whole population with dates|CC1.4|awareness-training|tomasz.brandt|-10|answered|test:awareness-training/training-current file:training|The training platform's export, all people. Late ones are listed by the test.
A-07|Risk assessment of the year with its method|CC3.2|risk-assessment|ines.okafor|-14|accepted|control:risk-assessment control:risk-method|The assessment and the method it follows.
A-08|Fraud risk considered in the risk assessment|CC3.3|risk-assessment|ines.okafor|-6|returned|control:risk-assessment|Fraud is part of the yearly assessment.
A-09|Changes that could affect the system, and how they were assessed|CC3.4|change-management|wojciech.nowicki|4|open||
A-10|Internal audit plan and its results|CC4.1|internal-audit|ines.okafor|-8|answered|control:internal-audit|Every check of the plan ran within its limit.
A-11|Register of deficiencies with their correction|CC4.2|corrective-action|tomasz.brandt|-8|answered|test:corrective-action/tickets-overdue|Tickets of deficiencies; none is overdue.
A-12|Security policies, current and approved|CC5.3|security-policy|ines.okafor|-18|accepted|control:security-policy|The policies in force with their approvals.
A-13|Acceptable-use policy and who acknowledged it|CC5.3|acceptable-use|ines.okafor|-3|returned|control:acceptable-use|The policy of last year.
A-14|List of users of all in-scope systems|CC6.1|identity-lifecycle|jonas.lind|-15|accepted|file:okta-users file:account-register|Exports of the sign-on service and the register of accounts.
A-15|Second factor of privileged accounts|CC6.1|mfa-privileged|jonas.lind|-12|answered|test:mfa-privileged/privileged-mfa|All privileged accounts of four systems, tested by machine.
A-16|Second factor for remote access|CC6.6|mfa-remote|jonas.lind|-12|answered|test:mfa-remote/remote-mfa|Tested by machine.
A-17|New users of the period with their approvals|CC6.2|identity-lifecycle|brid.hanley|6|open||
A-18|People who left in the period, with the day their access ended|CC6.2|access-revocation|brid.hanley|-15|answered|test:access-revocation/leaver-accounts file:people|The personnel list, and the test of their accounts in every system.
A-19|Quarterly access reviews of the four in-scope systems|CC6.3|access-review|jonas.lind|-14|returned|test:access-review/reviews-signed-in-time file:access-reviews|The signed workbook of all four quarters.
A-20|Segregation of duties in the payment console|CC6.3|segregation-of-duties|cathal.tierney|-2|open||
A-21|Physical access to the settlement room|CC6.4|physical-access|fergus.mccabe|-9|accepted|control:physical-access|Badge log, inspected.
A-22|Disposal of media in the period|CC6.5|secure-disposal|jonas.lind|-9|accepted|control:secure-disposal|Certificates of destruction, inspected.
A-23|Network diagram and rules of the boundary|CC6.6|boundary-protection|priya.raman|2|open||
A-24|Encryption of data on the way|CC6.7|encryption-in-transit|priya.raman|-11|accepted|test:encryption-in-transit/channels-encrypted test:encryption-in-transit/old-tls|Tested by machine on every channel and every listener.
A-25|Encryption of stored data|CC6.1|encryption-at-rest|priya.raman|-11|accepted|control:encryption-at-rest|Every store and laptop tested by machine.
A-26|Protection from malicious software on all endpoints|CC6.8|edr-coverage|tomasz.brandt|-10|answered|test:edr-coverage/edr-running file:endpoint-agent|The agent runs on all of them but those excepted.
A-27|Baseline configuration and its checks|CC7.1|secure-configuration|priya.raman|-10|accepted|control:secure-configuration|Checks of all cloud accounts.
A-28|Vulnerability scans of the period|CC7.1|vulnerability-scanning|tomasz.brandt|-1|open||
A-29|Penetration test report and retest|CC7.1|penetration-testing|tomasz.brandt|-7|answered|test:penetration-testing/pentest-findings-open|The findings of the last test are mended.
A-30|Log sources and what watches them|CC7.2|central-logging|tomasz.brandt|-7|answered|test:central-logging/log-source-silent file:log-sources|All sources with the time of their last event.
A-31|Alert rules and when they fired|CC7.2|log-review|tomasz.brandt|8|open||
A-32|Incidents of the period|CC7.3|incident-register|tomasz.brandt|-5|returned|control:incident-register|The register has no entry in the period.
A-33|Incident plan and its exercise|CC7.4|incident-exercise|ines.okafor|-5|answered|control:incident-exercise|The owner's word; there is no record of an exercise.
A-34|Restore tests of the period|CC7.5|backup-restore-test|priya.raman|-4|answered|test:backup-restore-test/restore-in-target file:restore-tests|The restore log with times and targets.
A-35|Changes to production code of the period|CC8.1|change-management|wojciech.nowicki|-13|accepted|test:code-review-testing/changes-approved file:github-pull-requests|All changes; each approved by another than its author.
A-36|Emergency changes of the period|CC8.1|change-management|wojciech.nowicki|9|open||
A-37|Separation of environments|CC8.1|environment-separation|priya.raman|-13|accepted|control:environment-separation|Inspected in the cloud accounts.
A-38|Continuity plan and its test|CC9.1|bcdr-plan|fergus.mccabe|-6|answered|control:bcdr-plan|The plan and the record of its test.
A-39|Register of suppliers with their ratings|CC9.2|vendor-inventory|hugo.girard|-6|accepted|control:vendor-inventory|The register, inspected.
A-40|Reports of critical suppliers, reviewed|CC9.2|vendor-due-diligence|hugo.girard|3|open||
A-41|Capacity of the payment gateway|A1.1|capacity-management|priya.raman|-6|accepted|control:capacity-management|Load against capacity, inspected.
A-42|Backups of all in-scope systems|A1.2|backup-schedule|priya.raman|-5|answered|test:backup-schedule/backup-in-time file:backups|The backup log of all protected systems.
A-43|Test of recovery|A1.3|backup-restore-test|priya.raman|5|open||
A-44|Confidential information: inventory and owners|C1.1|data-inventory|ananya.iyer|-6|accepted|control:data-inventory|Every store has somebody who answers for it.
A-45|Disposal of confidential information|C1.2|secure-disposal||10|open||
A-46|Commitments to customers about security|CC2.3|vendor-contract-terms|maeve.doyle|11|open||
"""
_ISO = """
S-01|Results of the internal audit and the management review|9.2|internal-audit|ines.okafor|40|open||
S-02|Status of last year's nonconformities|10.2|corrective-action|ines.okafor|40|open||
S-03|Statement of applicability, current version|6.1.3|risk-treatment|ines.okafor|45|open||
S-04|Changes to the scope|4.3|isms-scope|ines.okafor|45|open||
S-05|Access control: reviews of access rights|A.5.18|access-review|jonas.lind|50|open||
S-06|Logging|A.8.15|central-logging|tomasz.brandt|50|open||
"""
_PCI = """
P-01|Scope of the cardholder data environment with data flows|12.5|data-inventory|priya.raman|80|open||
P-02|Quarterly internal scans|11.3|vulnerability-scanning|tomasz.brandt|80|open||
P-03|Half-yearly access reviews|7.2|access-review|jonas.lind|85|open||
P-04|Second factor for access to the cardholder environment|8.4|mfa-privileged|jonas.lind|85|open||
"""


@dataclass(frozen=True)
class Asked:
    """One request of the story. `owner` and `requirement` may be empty; `due` is in days from today."""

    number: str
    title: str
    requirement: str
    control: str
    owner: str
    due: int
    state: str
    evidence: tuple[str, ...]
    answer: str


def _read(text: str) -> tuple[Asked, ...]:
    found = []
    for line in text.strip().splitlines():
        number, title, requirement, control, owner, due, state, evidence, answer = line.split("|")
        found.append(
            Asked(number, title, requirement, control, owner, int(due), state, tuple(evidence.split()), answer)
        )
    return tuple(found)


SOC2, ISO, PCI = map(_read, (_SOC2, _ISO, _PCI))
