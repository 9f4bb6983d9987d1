from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from earnest.duties.legacy.rules.fences import Answer, Claimed, Fence, Look, Ports, lines_of, plain, ports_of, verify
from earnest.foundation.errors import Invalid

DAY = date(2026, 11, 22)
WHEN = datetime(2026, 11, 20, 8, tzinfo=UTC)
CLAIM = Claimed(
    hosts=frozenset({"settle-1", "10.2.0.7"}),
    allowed=("settlement-room", "10.9.0.0/24"),
    ports=(Ports(443, 443),),
    look_from=("office", "internet"),
    agreed_until=date(2027, 1, 1),
)
ANSWER = Answer("10.2.0.7", "settle-1", 443, "tcp", "https", "settlement-room", "scan", 1, "row 2", WHEN, stale=False)
LOOKS = (
    Look("office", "scan", 1, WHEN, stale=False, covered=True),
    Look("internet", "scan", 2, WHEN, stale=False, covered=True),
)


def test_it_holds_when_every_place_that_matters_was_looked_from() -> None:
    found = verify(CLAIM, [ANSWER], LOOKS, DAY)
    assert (found.state, found.kept, found.gaps) == (Fence.HOLDS, (ANSWER,), ())


def test_a_host_that_still_reaches_it_breaks_it_and_is_named() -> None:
    jump = replace(ANSWER, reachable_from="jump-2", port=3389)
    found = verify(CLAIM, [ANSWER, jump], LOOKS, DAY)
    assert found.state is Fence.BROKEN
    assert [one.answer for one in found.breaks] == [jump]
    assert "jump-2" in found.because


def test_one_who_may_reach_it_may_not_on_every_port() -> None:
    found = verify(CLAIM, [replace(ANSWER, port=3389)], LOOKS, DAY)
    assert found.state is Fence.BROKEN
    assert "not on port 3389" in found.breaks[0].why
    assert verify(replace(CLAIM, ports=()), [replace(ANSWER, port=3389)], LOOKS, DAY).state is Fence.HOLDS


def test_an_address_inside_an_allowed_network_may_reach_it() -> None:
    assert verify(CLAIM, [replace(ANSWER, reachable_from="10.9.0.44")], LOOKS, DAY).state is Fence.HOLDS
    assert verify(CLAIM, [replace(ANSWER, reachable_from="10.8.0.44")], LOOKS, DAY).state is Fence.BROKEN


@pytest.mark.parametrize(
    ("looks", "why"),
    [
        ((), "Nobody has looked from office"),
        (LOOKS[:1], "Nobody has looked from internet"),
        ((LOOKS[0], replace(LOOKS[1], stale=True)), "has stopped"),
        ((LOOKS[0], replace(LOOKS[1], covered=False)), "nothing says that it looked at the fenced host"),
    ],
)
def test_without_a_look_from_where_it_matters_nothing_is_proven(looks: tuple[Look, ...], why: str) -> None:
    found = verify(CLAIM, [], looks, DAY)
    assert found.state is Fence.UNPROVEN
    assert why in found.because


def test_a_breach_seen_by_a_source_that_has_stopped_is_not_proven_and_not_forgotten() -> None:
    found = verify(CLAIM, [replace(ANSWER, reachable_from="jump-2", stale=True)], LOOKS, DAY)
    assert found.state is Fence.UNPROVEN
    assert len(found.old) == 1
    assert "nobody has looked since" in found.because


def test_a_claim_past_its_day_or_without_a_host_proves_nothing() -> None:
    assert verify(replace(CLAIM, agreed_until=date(2026, 11, 21)), [], LOOKS, DAY).state is Fence.UNPROVEN
    assert verify(replace(CLAIM, hosts=frozenset()), [], LOOKS, DAY).state is Fence.UNPROVEN


def test_where_no_place_is_named_any_place_outside_counts() -> None:
    anywhere = replace(CLAIM, look_from=())
    assert verify(anywhere, [], LOOKS, DAY).state is Fence.HOLDS
    inside = (replace(LOOKS[0], place="settlement-room"),)
    assert verify(anywhere, [], inside, DAY).state is Fence.UNPROVEN


def test_a_place_inside_the_fence_proves_nothing_of_the_outside() -> None:
    inside = replace(LOOKS[0], place="settlement-room")
    found = verify(replace(CLAIM, look_from=("settlement-room",)), [], (inside,), DAY)
    assert (found.state, "outside the fence" in found.because) == (Fence.UNPROVEN, True)


def test_each_machine_must_have_been_looked_at_by_one_of_its_names() -> None:
    two = replace(CLAIM, machines=(frozenset({"settle-1", "10.2.0.7"}), frozenset({"settle-2"})))
    one, both = frozenset({"10.2.0.7"}), frozenset({"settle-1", "settle-2"})
    found = verify(two, [], tuple(replace(look, saw=one) for look in LOOKS), DAY)
    assert found.state is Fence.UNPROVEN
    assert "nothing says that it looked at settle-2" in found.because
    assert verify(two, [], tuple(replace(look, saw=both) for look in LOOKS), DAY).state is Fence.HOLDS


@pytest.mark.parametrize(
    ("told", "plainly"),
    [
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:10.2.0.7", "10.2.0.7"),
        ("[fe80::1%eth0]", "fe80::1"),
        ("Settle-1.Example.", "settle-1.example"),
        ("internet", "internet"),
    ],
)
def test_a_name_or_address_has_one_form(told: str, plainly: str) -> None:
    assert plain(told) == plainly
    assert lines_of(told) == (plainly,)


def test_addresses_of_the_sixth_version_are_inside_their_networks() -> None:
    fence = replace(CLAIM, allowed=lines_of("2001:DB8:5::/48"), ports=())
    assert verify(fence, [replace(ANSWER, reachable_from="2001:db8:5::9")], LOOKS, DAY).state is Fence.HOLDS
    assert verify(fence, [replace(ANSWER, reachable_from="2001:db8:6::9")], LOOKS, DAY).state is Fence.BROKEN


def test_other_hosts_do_not_matter() -> None:
    other = replace(ANSWER, address="10.2.0.8", hostname="web-1", reachable_from="internet")
    assert verify(CLAIM, [other], LOOKS, DAY).state is Fence.HOLDS


def test_ports_and_names_are_read_as_people_write_them() -> None:
    assert ports_of("22, 443\n8000-8100;") == (Ports(22, 22), Ports(443, 443), Ports(8000, 8100))
    assert lines_of("Jump-1\n10.0.0.0/8, office,office") == ("jump-1", "10.0.0.0/8", "office")
    for wrong in ("ssh", "8100-8000", "1-70000", "-3"):
        with pytest.raises(Invalid):
            ports_of(wrong)
    with pytest.raises(Invalid, match="no network"):
        lines_of("a/b")
