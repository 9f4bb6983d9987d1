"""Arguments to test with: a sound one, and any graph that nodes and challenges can make."""

from __future__ import annotations

from hypothesis import strategies as st

from earnest.engines.arguments.model import Case, Challenge, ChallengeState, Kind, Node

SOUND = Case(
    (
        Node("G1", Kind.GOAL, "Only known people on healthy devices reach internal systems."),
        Node("C1", Kind.CONTEXT, "Internal systems are those of the payment zone.", "G1"),
        Node("A1", Kind.ASSUMPTION, "The identity provider is trustworthy.", "G1"),
        Node("S1", Kind.STRATEGY, "Argument over person, device and path.", "G1"),
        Node("J1", Kind.JUSTIFICATION, "A request has these three parts and no other.", "S1"),
        Node("G2", Kind.GOAL, "Each person proves who they are.", "S1"),
        Node("Sn1", Kind.SOLUTION, "Result of the test of second factors.", "G2", evidence="people-mfa"),
        Node("G3", Kind.GOAL, "Each device is healthy.", "S1"),
        Node("Sn2", Kind.SOLUTION, "Result of the test of devices.", "G3", evidence="device-compliant"),
    ),
    (Challenge("D1", "Sn2", "A device can lie about its health.", ChallengeState.ANSWERED, "It is attested."),),
)

_KEYS = ("G1", "G2", "S1", "C1", "Sn1", "Sn2", "A1", "J1")
_words = st.text(alphabet="abc .\n", min_size=0, max_size=120)
_nodes = st.builds(
    Node,
    st.sampled_from(_KEYS),
    st.sampled_from(Kind),
    _words,
    st.none() | st.sampled_from((*_KEYS, "G9")),
    st.booleans(),
    st.sampled_from(("", "people-mfa")),
    st.sampled_from(("", "passing")),
)
_challenges = st.builds(Challenge, st.sampled_from(("D1", "D2", "D3")), st.sampled_from((*_KEYS, "G9")), _words)
anything = st.builds(
    Case,
    st.lists(_nodes, max_size=14).map(tuple),
    st.lists(_challenges, max_size=4, unique_by=lambda one: one.key).map(tuple),
)
