"""Other ways that Larkfield Pay argues for: one sound, one sloppy, and one each of the special kinds."""

from __future__ import annotations

from earnest.library.sample.arguments_model import ArgumentRecord, DoubtRecord, NodeRecord
from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline
from earnest.library.sample.zero_trust import zero_trust


def arguments(timeline: Timeline) -> tuple[ArgumentRecord, ...]:
    return (
        zero_trust(timeline),
        _sloppy(timeline),
        _shared_desk(timeline),
        _maintenance(timeline),
        _outsourced(timeline),
    )


def _sloppy(timeline: Timeline) -> ArgumentRecord:
    """Reviewed in passing; it rests on a brochure, and one goal on nothing."""
    return ArgumentRecord(
        key="leakage-by-trust",
        framework="iso27001-2022",
        requirement="A.8.12",
        kind="other_design",
        title="No data leaks because people are trained",
        objective="Data does not leave by ways that nobody meant.",
        author=at("ananya.iyer"),
        written_on=timeline.ago(58),
        nodes=(
            NodeRecord("G1", "goal", "", "Personal data does not leave through people's browsers."),
            NodeRecord("S1", "strategy", "G1", "People know the rules, and the extension stops the rest."),
            NodeRecord("G2", "goal", "S1", "People do not paste personal data anywhere."),
            NodeRecord("G3", "goal", "S1", "The browser extension stops what people overlook."),
            NodeRecord("Sn1", "solution", "G3", "The vendor's brochure"),
        ),
        reviewer=at("joana.teixeira"),
        reviewed_on=timeline.ago(55),
        review_note="Fine.",
        review_due=timeline.ago(-310),
    )


def _shared_desk(timeline: Timeline) -> ArgumentRecord:
    """A compensating control for one account: honest about the rest of the requirement, which is only partly met."""
    ago = timeline.ago
    return ArgumentRecord(
        key="payouts-desk",
        framework="pci-dss-4.0.1",
        requirement="8.2",
        kind="compensating_control",
        title="The payouts desk is shared, and each payout is still somebody's",
        objective="Whatever is done in the card environment can be traced to one person.",
        constraint="The payment console of the settlement bank knows one user for each customer. Named users are "
        "promised with its next version, for the spring.",
        author=at("cathal.tierney"),
        written_on=ago(95),
        nodes=(
            NodeRecord("G1", "goal", "", "Each act with an identity of ours can be traced to one person."),
            NodeRecord("C1", "context", "G1", "One identity is shared, the payouts desk; four analysts use it."),
            NodeRecord("S1", "strategy", "G1", "Argument over the shared desk and over all other identities."),
            NodeRecord("J1", "justification", "S1", "Nothing else is shared with the console of the bank."),
            NodeRecord(
                "G2", "goal", "S1", "Whoever sits at the payouts desk is known by the door and the second pair of eyes."
            ),
            NodeRecord("Sn1", "solution", "G2", "Badge control of the settlement room", ("physical-access", "")),
            NodeRecord(
                "Sn2", "solution", "G2", "Logs of the console are read by rule", ("log-review", "logs-without-rules")
            ),
            NodeRecord(
                "G3", "goal", "S1", "Every other identity belongs to one person and goes when that person goes."
            ),
            NodeRecord("Sn3", "solution", "G3", "Life cycle of identities", ("identity-lifecycle", "")),
            NodeRecord("Sn4", "solution", "G3", "Sign-on of everybody", ("federation-sso", "people-without-sign-on")),
        ),
        doubts=(
            DoubtRecord(
                "G2",
                "rebuts",
                "Two analysts in the room at once cannot be told apart.",
                at("kemi.adeyemi"),
                ago(90),
                "Each payout needs a second person, and the two sign the sheet of the shift.",
                at("cathal.tierney"),
                ago(88),
            ),
        ),
        answers=(
            (
                "compensating_controls",
                (
                    "The desk is used in the settlement room only, behind badge and camera; each payout is "
                    "entered by one analyst and released by another; both sign the sheet of the shift."
                ),
            ),
            (
                "above_and_beyond",
                (
                    "The standard asks for access control to the room where card data is, and not for two people "
                    "at each payout or a sheet that ties a payout to a badge."
                ),
            ),
            (
                "objective_met",
                "Each payout leads to two named people, by sheet and badge, where a user name would lead to one.",
            ),
            (
                "added_risk",
                (
                    "An analyst could act in the name of a colleague who is in the room. One payout could be "
                    "worth up to a day's settlement."
                ),
            ),
            (
                "maintenance",
                (
                    "The head of settlement compares sheets, badge log and console each week; the action to move "
                    "to named users is on the list with its day."
                ),
            ),
        ),
        reviewer=at("tomasz.brandt"),
        reviewed_on=ago(84),
        review_note="Sat in the room for a shift and compared ten payouts with the sheet and the badge log.",
        review_due=ago(-120),
    )


def _maintenance(timeline: Timeline) -> ArgumentRecord:
    """An addressable specification that is met by an equal measure."""
    ago = timeline.ago
    return ArgumentRecord(
        key="maintenance-in-the-cloud",
        framework="hipaa-security-breach",
        requirement="164.310(a)(2)(iv)",
        kind="addressable",
        title="No walls of ours hold health records",
        objective="Repairs to doors, locks and hardware do not open a way to health records unseen.",
        author=at("hannah.mercer"),
        written_on=ago(88),
        nodes=(
            NodeRecord("G1", "goal", "", "No repair of a building of ours can open a way to health records."),
            NodeRecord(
                "C1",
                "context",
                "G1",
                "Health records are in the benefits accounts in the cloud, as in the data inventory.",
            ),
            NodeRecord(
                "S1",
                "strategy",
                "G1",
                "Argument over the cloud's halls, our offices, and changes to what stands in for walls.",
            ),
            NodeRecord("J1", "justification", "S1", "Where nothing is stored, a lock protects desks and not records."),
            NodeRecord("G2", "goal", "S1", "Repairs in the halls of the cloud provider are on record there."),
            NodeRecord("Sn1", "solution", "G2", "Yearly check of the provider's report", ("vendor-due-diligence", "")),
            NodeRecord("G3", "goal", "S1", "Our offices are locked and hold no health records."),
            NodeRecord("Sn2", "solution", "G3", "Inspected access to the offices", ("physical-access", "")),
            NodeRecord(
                "G4", "goal", "S1", "Each change to what stands in for walls is on record with who approved it."
            ),
            NodeRecord(
                "Sn3", "solution", "G4", "Approved changes to the platform", ("code-review-testing", "changes-approved")
            ),
        ),
        doubts=(
            DoubtRecord(
                "G3",
                "rebuts",
                "Laptops with cached records stand in the offices.",
                at("maeve.doyle"),
                ago(80),
                "Their disks are encrypted, which a test of its own shows; a repair opens nothing.",
                at("hannah.mercer"),
                ago(78),
            ),
        ),
        answers=(
            (
                "reasonable_and_appropriate",
                (
                    "Records of repairs to doors and walls would add little here: no health records are kept in "
                    "rooms of ours."
                ),
            ),
            (
                "factors",
                (
                    "Small company, two rented offices, no server room. Cost of a repair log: small. Chance that "
                    "a repair leads to records: remote, and then to encrypted laptops."
                ),
            ),
            ("choice", "Implement an equal alternative."),
            ("why_not", "The landlord does the repairs, and what they touch holds no health records."),
            (
                "alternative_measure",
                (
                    "Changes to the cloud accounts and their rules, which stand in for walls, are on record with "
                    "who approved them; the provider's own report covers its halls."
                ),
            ),
        ),
        reviewer=at("maeve.doyle"),
        reviewed_on=ago(76),
        review_note="Compared with the data inventory and walked through both offices.",
        review_due=ago(-280),
        approver=at("marcus.delgado"),
        approved_on=ago(70),
    )


def _outsourced(timeline: Timeline) -> ArgumentRecord:
    """Why a control of the annex is left out, argued and watched."""
    ago = timeline.ago
    return ArgumentRecord(
        key="no-outsourced-development",
        framework="iso27001-2022",
        requirement="A.8.30",
        kind="exclusion",
        title="Nobody outside develops for us",
        objective="Software that others develop for us is as sound as our own.",
        author=at("priya.raman"),
        written_on=ago(132),
        nodes=(
            NodeRecord("G1", "goal", "", "There is no development that is directed by anybody but us."),
            NodeRecord("C1", "context", "G1", "Contractors work in our repositories, under our leads and our rules."),
            NodeRecord("S1", "strategy", "G1", "Argument over every way in which code gets into what we run."),
            NodeRecord("J1", "justification", "S1", "What passes our own review is our development, whoever typed it."),
            NodeRecord("G2", "goal", "S1", "Each change passes the review of somebody of ours."),
            NodeRecord(
                "Sn1", "solution", "G2", "Approval of every change", ("code-review-testing", "changes-approved")
            ),
            NodeRecord(
                "Sn2",
                "solution",
                "G2",
                "Repositories that demand a review",
                ("code-review-testing", "reviews-required"),
            ),
        ),
        doubts=(
            DoubtRecord(
                "G1",
                "rebuts",
                "The batch software of Settle-1 was written by another firm.",
                at("dominique.moreau"),
                ago(128),
                "It was bought as a product, which other controls of the annex cover; nobody writes it to our order.",
                at("priya.raman"),
                ago(127),
            ),
        ),
        reviewer=at("ines.okafor"),
        reviewed_on=ago(126),
        review_note="Compared with the list of suppliers: none of them delivers code.",
        review_due=ago(-239),
    )
