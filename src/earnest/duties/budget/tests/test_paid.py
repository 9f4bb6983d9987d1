"""Everything we pay for, once: no euro and no day is counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.duties.budget.rules.paid import ControlFact, CostFrom, JoinedLine, Paid, ToolFact, paid
from earnest.duties.budget.rules.variance import LineFact

DAY = Decimal(500)


def line(
    number: int, planned: int = 100, kind: str = "run", days: int = 0, tool: str = "", control: str = ""
) -> JoinedLine:
    fact = LineFact(
        number, f"line {number}", kind, "software", Decimal(planned), Decimal(0), Decimal(0), Decimal(days), DAY
    )
    return JoinedLine(fact, tool, control)


def control(key: str, cost: int | None = None, days: int | None = None) -> ControlFact:
    return ControlFact(
        key, key.title(), None if cost is None else Decimal(cost), None if days is None else Decimal(days)
    )


def told(*values: object) -> tuple[object, ...]:
    return values


def by_id(found: tuple[Paid, ...]) -> dict[str, Paid]:
    return {one.id: one for one in found}


def test_a_tool_costs_its_lines_and_not_also_what_its_controls_say() -> None:
    found = by_id(
        paid(
            [ToolFact("edr", "EDR", ("endpoint",))],
            [control("endpoint", cost=99_999, days=50)],
            [line(1, 40_000, tool="edr"), line(2, 0, kind="people", days=10, tool="edr")],
            DAY,
        )
    )
    assert list(found) == ["tool:edr"]
    assert told(found["tool:edr"].money, found["tool:edr"].cost) == (45_000, 45_000)
    assert found["tool:edr"].cost_from is CostFrom.LINES
    assert found["tool:edr"].lines == (1, 2)


def test_days_on_a_run_line_cost_but_are_no_money_of_the_budget() -> None:
    (found,) = paid([ToolFact("edr", "EDR", ())], [], [line(1, 1_000, days=4, tool="edr")], DAY)
    assert told(found.money, found.cost) == (1_000, 3_000)


def test_a_line_that_names_tool_and_control_counts_for_the_tool_alone() -> None:
    tools = [ToolFact("edr", "EDR", ("endpoint",))]
    found = paid(tools, [control("endpoint"), control("backup")], [line(1, 70, tool="edr", control="backup")], DAY)
    assert [told(one.id, one.cost) for one in found] == [("tool:edr", 70)]


def test_a_line_of_a_control_that_a_tool_carries_counts_for_the_tool() -> None:
    found = paid([ToolFact("edr", "EDR", ("endpoint",))], [control("endpoint")], [line(1, 70, control="endpoint")], DAY)
    assert [told(one.id, one.cost) for one in found] == [("tool:edr", 70)]


def test_a_line_of_a_control_that_two_tools_carry_is_split_between_them() -> None:
    tools = [ToolFact("a", "A", ("mail",)), ToolFact("b", "B", ("mail", "web"))]
    found = by_id(paid(tools, [control("mail"), control("web")], [line(1, 100, control="mail")], DAY))
    assert told(found["tool:a"].cost, found["tool:b"].cost) == (50, 50)
    assert found["tool:a"].alone == ()
    assert found["tool:a"].shared == (("mail", ("b",)),)
    assert found["tool:b"].alone == ("web",)


def test_a_tool_without_lines_costs_what_its_controls_say() -> None:
    found = by_id(paid([ToolFact("edr", "EDR", ("endpoint",))], [control("endpoint", cost=1_000, days=2)], [], DAY))
    assert found["tool:edr"].cost_from is CostFrom.RECORD
    assert told(found["tool:edr"].money, found["tool:edr"].cost) == (1_000, 2_000)
    assert "control:endpoint" not in found


def test_a_tool_that_nobody_priced_is_still_in_the_list() -> None:
    (found,) = paid([ToolFact("x", "X", ("endpoint",))], [control("endpoint")], [], DAY)
    assert told(found.cost, found.cost_from) == (0, CostFrom.NOTHING)


def test_a_control_without_a_tool_costs_its_lines_else_its_record() -> None:
    controls = [control("backup", cost=500), control("review", days=3), control("free")]
    found = by_id(paid([], controls, [line(1, 80, control="backup")], DAY))
    assert {key: told(one.cost, one.cost_from) for key, one in found.items()} == {
        "control:backup": (80, CostFrom.LINES),
        "control:review": (1_500, CostFrom.RECORD),
    }


def test_what_is_paid_once_is_no_cost_of_a_year() -> None:
    (found,) = paid(
        [ToolFact("edr", "EDR", ())], [], [line(1, 9_000, kind="one_off", tool="edr"), line(2, 1, tool="edr")], DAY
    )
    assert told(found.cost, found.lines) == (1, (2,))


keys = st.sampled_from(["", "a", "b", "c"])


@given(
    st.lists(
        st.tuples(st.integers(0, 1_000), st.integers(0, 5), st.sampled_from(["run", "people"]), keys, keys), max_size=12
    ),
    st.lists(st.lists(st.sampled_from("abc"), unique=True, max_size=3), max_size=3),
)
@pytest.mark.filterwarnings("error")
def test_the_whole_is_the_sum_of_the_lines_that_are_joined(
    rows: list[tuple[int, int, str, str, str]], carried: list[list[str]]
) -> None:
    tools = [ToolFact(key, key, tuple(ones)) for key, ones in zip("abc", carried, strict=False)]
    lines = [line(n, p, kind, days, tool, c) for n, (p, days, kind, tool, c) in enumerate(rows)]
    found = paid(tools, [control(key) for key in "abc"], lines, DAY)
    known = {tool.key for tool in tools}
    joined = [one.fact for one in lines if one.tool in known or one.control]
    counted = sum((one.cost for one in found), Decimal(0))
    assert counted == pytest.approx(sum((one.total_cost for one in joined), Decimal(0)))
