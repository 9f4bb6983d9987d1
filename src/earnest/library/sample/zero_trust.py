"""Another way, well argued: access by person and machine in place of a tunnel and a list of addresses."""

from __future__ import annotations

from earnest.library.sample.arguments_model import ArgumentRecord, DoubtRecord, NodeRecord
from earnest.library.sample.records import at
from earnest.library.sample.timeline import Timeline

_NODES = (
    NodeRecord(
        "G1", "goal", "", "Only known people on healthy machines reach the card environment, from wherever they work."
    ),
    NodeRecord("C1", "context", "G1", "The card environment is the payment accounts in the cloud and what runs there."),
    NodeRecord(
        "C2",
        "context",
        "G1",
        "Nine people still use the SSL-VPN for old hosts. It has no route to the card environment.",
    ),
    NodeRecord(
        "A1",
        "assumption",
        "G1",
        "The identity provider itself answers truly. Owner: Jonas Lind, looked at each quarter.",
    ),
    NodeRecord(
        "S1", "strategy", "G1", "Argument over what a request is made of: a person, a machine, a path, and a trace."
    ),
    NodeRecord(
        "J1",
        "justification",
        "S1",
        "A network address says where a packet comes from, never who sent it or from what machine.",
    ),
    NodeRecord(
        "G2", "goal", "S1", "Each person who administers the card environment proves who they are with a second factor."
    ),
    NodeRecord(
        "Sn1", "solution", "G2", "Second factors of the cloud administrators", ("mfa-cloud-admin", "cloud-admin-mfa")
    ),
    NodeRecord(
        "Sn2", "solution", "G2", "Everybody known to the single sign-on", ("federation-sso", "people-without-sign-on")
    ),
    NodeRecord("G3", "goal", "S1", "Each machine in use is encrypted and watched."),
    NodeRecord("Sn3", "solution", "G3", "Encryption of every laptop", ("encryption-at-rest", "device-encryption")),
    NodeRecord("Sn4", "solution", "G3", "Endpoint agent on every machine", ("edr-coverage", "edr-running")),
    NodeRecord("G4", "goal", "S1", "No path into the card environment answers to the open internet."),
    NodeRecord(
        "Sn5",
        "solution",
        "G4",
        "Ports for administration, seen from outside",
        ("no-exposed-remote-admin", "remote-admin-exposed"),
    ),
    NodeRecord("Sn6", "solution", "G4", "Databases, seen from outside", ("boundary-protection", "databases-exposed")),
    NodeRecord("G5", "goal", "S1", "What enters and leaves is encrypted and leaves a trace that somebody reads."),
    NodeRecord("Sn7", "solution", "G5", "Encryption on every channel", ("encryption-in-transit", "")),
    NodeRecord("Sn8", "solution", "G5", "Rules over every log", ("log-review", "logs-without-rules")),
)

_ANSWERS = (
    (
        "what",
        (
            "Every request to the card environment passes the access proxy, which asks for person, second"
            " factor and state of the machine. There is no tunnel and no list of addresses."
        ),
    ),
    (
        "where",
        (
            "The payment accounts in the cloud: card authorisation, payment gateway, ledger. Both "
            "offices, and everybody who works from home."
        ),
    ),
    ("when", "At each request; sessions of administrators end after an hour."),
    (
        "operators",
        (
            "IT runs the proxy and the single sign-on, Security Operations watches it, Platform "
            "Engineering keeps the accounts closed."
        ),
    ),
    (
        "objective_met_how",
        (
            "The requirement wants no traffic to reach the environment that has no business there. Each "
            "request is refused unless its sender, machine and purpose are known, which is narrower than "
            "any list of addresses."
        ),
    ),
    (
        "monitoring",
        (
            "Each control test named here runs daily on what the tools export. A result that turns is on "
            "the first page the same day."
        ),
    ),
    (
        "failure_response",
        (
            "A failing or silent test opens an action for Jonas Lind; the proxy refuses when it cannot "
            "ask. Security Operations decides within the day whether to close the way in."
        ),
    ),
    ("mischief", "Somebody from outside reaches systems with card data through the network and takes or changes it."),
    (
        "parts_changed",
        (
            "In place of a rule set on inbound addresses: the check of person and machine at each "
            "request. In place of the tunnel for administrators: the access proxy. All else of the "
            "requirement stays."
        ),
    ),
    (
        "how_mischief_prevented",
        (
            "A stolen address, a stolen password or a flaw in a gateway does not suffice any more: the "
            "attacker needs the person's key and a healthy machine."
        ),
    ),
    (
        "likelihood_factors",
        (
            "Second factors, state of machines, no open ports for administration, and no gateway at the "
            "edge that could have a flaw."
        ),
    ),
    (
        "residual_reasons",
        (
            "The identity provider could be taken over; a machine could lie about its state; three "
            "accounts outside this environment still lack a second factor."
        ),
    ),
    ("likelihood_change", "Less likely."),
    (
        "likelihood_reasoning",
        (
            "The usual way stands and falls with the gateway, and the flaw in ours was on the list of "
            "exploited ones while it waited for its update. The other way has no such gateway."
        ),
    ),
    (
        "account_data_volume",
        (
            "Primary account numbers of 410,000 cardholders, as in the data inventory; about 21 million "
            "payments in twelve months."
        ),
    ),
    (
        "impact_change",
        (
            "Access is given by application and no longer by network, so one stolen session reaches one "
            "application. Refused requests are seen within minutes."
        ),
    ),
)


def zero_trust(timeline: Timeline) -> ArgumentRecord:
    """Complete, challenged, reviewed by another and approved by an executive."""
    ago = timeline.ago
    return ArgumentRecord(
        key="zero-trust-card-access",
        framework="pci-dss-4.0.1",
        requirement="1.3",
        kind="customised_approach",
        title="Access by person and machine, not by tunnel and address",
        objective="Nothing reaches the card environment, and nothing leaves it, without business there.",
        author=at("jonas.lind"),
        written_on=ago(74),
        nodes=_NODES,
        doubts=(
            DoubtRecord(
                "A1",
                "rebuts",
                "Whoever takes over the identity provider is let in everywhere.",
                at("dominique.moreau"),
                ago(66),
                "Its log is read by rule and its few administrators are watched. A takeover of the usual gateway "
                "would be no smaller.",
                at("tomasz.brandt"),
                ago(61),
            ),
            DoubtRecord(
                "Sn4",
                "undermines",
                "A machine can be compromised below its agent and still call itself healthy.",
                at("tomasz.brandt"),
                ago(65),
                "The state comes from the device manager too and not from the agent alone; the two are "
                "compared each night.",
                at("jonas.lind"),
                ago(60),
            ),
            DoubtRecord(
                "Sn6",
                "undercuts",
                "The boundary control as a whole fails: one service is open that nobody approved.",
                at("wojciech.nowicki"),
                ago(52),
                "That service is outside the card environment. For this goal only databases and ports for "
                "administration matter, and both are seen closed.",
                at("jonas.lind"),
                ago(50),
            ),
            DoubtRecord(
                "C2",
                "undercuts",
                "A session stolen from the SSL-VPN could be the first step to somewhere else.",
                at("dominique.moreau"),
                ago(49),
                "Accepted until the gateway is switched off: nine people, old hosts only, and its loss is "
                "priced in the model of risk.",
                at("sunita.rao"),
                ago(46),
                ago(-89),
            ),
        ),
        answers=_ANSWERS,
        replaces="ssl-vpn",
        instead="zero-trust-access",
        reviewer=at("tomasz.brandt"),
        reviewed_on=ago(45),
        review_note="Read each goal against its tests, and tried two accounts from an unmanaged machine: both "
        "were refused.",
        review_due=ago(-320),
        approver=at("sunita.rao"),
        approved_on=ago(41),
    )
