"""Larkfield Pay: what it is, whom it owes what, and which scopes outsiders look at."""

from __future__ import annotations

from earnest.library.sample.model import LegalEntity, Organisation, Scope
from earnest.library.sample.people import DOMAIN
from earnest.library.sample.reviews import AUDIT_DAYS
from earnest.library.sample.timeline import Timeline

INSURANCE_RENEWAL_DAYS = 47


NAME = "Larkfield Pay"


def organisation(timeline: Timeline) -> Organisation:
    return Organisation(
        name=NAME,
        business="Card payments, and health-benefit cards for employers.",
        entities=(
            LegalEntity("Larkfield Pay Ltd", "Dublin", "IE", 96, "Card payments"),
            LegalEntity("Larkfield Benefits Inc", "Austin", "US", 56, "Health-benefit cards for employers"),
        ),
        domain=DOMAIN,
        revenue_eur=38_000_000,
        lost_hour_eur=9_500,
        cardholders=410_000,
        health_records=61_000,
        appetite_loss_eur=1_500_000,
        appetite_probability=0.05,
        security_budget_asked_eur=1_460_000,
        security_budget_offered_eur=1_100_000,
        policy_renews_on=timeline.ago(-INSURANCE_RENEWAL_DAYS),
        obligations=(
            "PCI DSS 4.0.1 service provider",
            "SOC 2 Type II",
            "ISO/IEC 27001:2022",
            "GDPR",
            "UK GDPR",
            "HIPAA business associate",
            "CCPA/CPRA",
            "DORA, as ICT provider to two banks",
            "Cyber insurance policy",
        ),
        scopes=_scopes(timeline),
    )


def _scopes(timeline: Timeline) -> tuple[Scope, ...]:
    return (
        Scope(
            "isms",
            "Information security management system",
            "iso27001-2022",
            "Design, running and support of card payments and health-benefit cards, from Dublin and Austin.",
            due_on=timeline.ago(-74),
        ),
        Scope(
            "soc2",
            "SOC 2 Type II: security, availability, confidentiality",
            "soc2-tsc-2017",
            "The payment gateway, card authorisation, settlement and the benefits platform.",
            timeline.ago(365),
            timeline.ago(1),
            timeline.ago(AUDIT_DAYS - 60),
        ),
        Scope(
            "cde",
            "Cardholder data environment",
            "pci-dss-4.0.1",
            "Payment gateway, card authorisation, ledger, settlement, and what connects to them.",
            due_on=timeline.ago(-133),
        ),
        Scope(
            "phi",
            "Health-spending records",
            "hipaa-security-breach",
            "The benefits platform and the claims databases, as business associate.",
        ),
        Scope("banks", "ICT services to two banks", "dora", "Nightly settlement files and the settlement interface."),
        Scope(
            "eu-people",
            "Personal data of people in the EU and the UK",
            "gdpr",
            "Cardholders, employees of customers, own people.",
        ),
        Scope(
            "california",
            "Personal information of Californians",
            "ccpa-cpra",
            "Cardholders of the benefits card who live in California.",
        ),
        Scope(
            "policy",
            "Cyber policy",
            "cyber-insurance-typical",
            "The whole group.",
            due_on=timeline.ago(-INSURANCE_RENEWAL_DAYS),
        ),
    )
