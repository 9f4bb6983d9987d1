"""Proofs of choices: how the best set was found, how near the best it is, what it rests on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from earnest.duties.budget import queries
from earnest.duties.budget.queries import Choice, Question
from earnest.foundation.errors import Invalid
from earnest.foundation.request import ActorRequest
from earnest.interfaces.web.budget import choice_page, choice_words, insurance_page
from earnest.interfaces.web.budget.books import Books
from earnest.interfaces.web.budget.proof_parts import entries, lines, method, missing, model
from earnest.interfaces.web.proof_steps import Link, Told
from earnest.interfaces.web.risk.forms import parsed
from earnest.interfaces.web.risk.money import chance

Made = tuple[str, str, list[Link]]


def question_of(request: ActorRequest) -> Question:
    """The question that the address tells. Invalid where it cannot be read."""
    get = request.GET.get
    budget = None
    if told := get("budget", ""):
        try:
            budget = parsed(told[:60])
        except (ValueError, OverflowError):
            raise Invalid(_("“%s” is no budget.") % told[:40], field="budget") from None
    objective = queries.objective_named(get("objective", "") or "expected")
    keys = {name: tuple(sorted({one for one in get(name, "")[:8000].split(",") if one})) for name in ("must", "never")}
    return Question(budget, objective, keys["must"], keys["never"])


def choice(request: ActorRequest, found: Books) -> Made:
    """The best set for a budget."""
    question = question_of(request)
    got = choice_page.answer(found, question)
    one = got.choice
    answer = f"{choice_words.says(found, one)} {choice_words.proven(found, one)}"
    links = [_how(found, one, question)]
    for picked, label in ((one.chosen, _("Chosen")), (one.passed_over, _("Left out"))):
        for each in picked:
            told = Told(each.title, _("%s of this year's money") % found.money(each.money))
            links.append(
                Link(
                    "told",
                    label,
                    told,
                    found.link("investments-detail", each.id),
                    why=found.link("proof-investment", each.id),
                )
            )
    links += lines(found, [view.fact.id for view in found.view.lines if not view.investment])
    return _("Proof: the best set"), answer, [*links, *entries(found, one.rests_on)]


def _how(found: Books, one: Choice, question: Question) -> Link:
    aims = {
        "expected": _("expected loss a year, and what the investments cost a year"),
        "tvar99": _("average of the worst years in a hundred, and what the investments cost a year"),
    }
    says = _(
        "Of all sets that fit the budget and what must, may not or has to come first, the one with the smallest sum of "
        "loss and cost. No set can be below the bound; the gap is how far the found one may be above it."
    )
    inputs = [
        *model(found),
        (_("Made small"), aims[one.objective]),
        (_("Budget"), found.money(one.budget)),
        (_("Runs already"), found.money(one.running)),
        (_("Found by"), one.method),
        (_("Value"), found.money(one.value)),
        (_("Bound"), found.money(one.bound)),
        (_("Gap"), chance(one.gap)),
    ]
    inputs += [
        (label, ", ".join(keys)) for label, keys in ((_("Must"), question.must), (_("Never"), question.never)) if keys
    ]
    return method(says, *inputs)


def frontier(request: ActorRequest, found: Books) -> Made:
    """The best set for each of a range of budgets."""
    question = question_of(request)
    got = choice_page.answer(found, question)
    if got.points is None:
        says = _("It is not computed yet. The page of investments computes it in the background.")
        return _("Proof: what more money buys"), says, [missing(_("What more money buys"), _("not computed yet"))]
    links = [_how(found, got.choice, question)]
    for one in got.points:
        net = found.range(one.net.low, one.net.high) if one.net else _("buys nothing")
        said = _("%(n)d investments for %(spent)s; net worth %(net)s; %(proven)s") % {
            "n": len(one.chosen),
            "spent": found.money(one.spent),
            "net": net,
            "proven": choice_words.proven(found, one),
        }
        asked = {
            "budget": f"{one.budget:.2f}",
            "objective": one.objective,
            "must": ",".join(question.must),
            "never": ",".join(question.never),
        }
        links.append(Link("told", _("Budget"), Told(found.money(one.budget), said), why=found.proof("choice", **asked)))
    answer = choice_words.frontier_says(found, got.points, got.choice)
    return _("Proof: what more money buys"), answer, [*links, *entries(found, got.choice.rests_on)]


def cut(request: ActorRequest, found: Books) -> Made:
    """What to drop first."""
    try:
        share = float(request.GET.get("cut", "0.1")[:20])
    except ValueError:
        raise Invalid(_("A cut is a share above 0 and below 1."), field="cut") from None
    one = queries.drop_first(found.modelled, found.of, share)
    says = _(
        "Of all sets of tools and controls that free enough money, the one whose going adds least to loss less cost. "
        "The order drops first what adds least for the money that it frees."
    )
    links = [
        method(
            says,
            *model(found),
            (_("To save"), found.money(one.aim)),
            (_("Found by"), one.method),
            (_("Gap"), chance(one.gap)),
        )
    ]
    ids = {(row.kind, row.key): row.id for row in found.ranking.rows}
    for each in one.dropped:
        said = _("frees %(money)s; the expected loss of a year is then %(loss)s") % {
            "money": found.money(each.money),
            "loss": found.money(each.loss_after),
        }
        pk = ids.get((each.kind, each.key))
        why = found.link(f"proof-paid-{each.kind}", pk) if pk else ""
        links.append(Link("told", _("Dropped"), Told(each.name, said), why=why))
    if one.out_of_reach:
        links.append(missing(_("Lines joined to nothing"), found.money(one.out_of_reach)))
    return _("Proof: what to drop first"), choice_page.cut_says(found, one), [*links, *entries(found, one.rests_on)]


def insurance(request: ActorRequest, found: Books) -> Made:
    """What a policy would carry."""
    title = _("Proof: what the policy does")
    policies = insurance_page.running(found)
    policy = policies[0] if policies else None
    bound = any(name in request.GET for name in insurance_page.FIELDS)
    form = insurance_page.LayerForm(request.GET if bound else None, policy=policy)
    one = insurance_page.asked(found, form)
    if one is None:
        says = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return title, says or _("There are no terms to look at."), []
    layer, effect = one.effect.layer, one.effect
    says = _(
        "The layer is taken of the exact distribution of a year's covered losses; the range of what it pays comes from "
        "drawing the estimates. Nothing is simulated."
    )
    inputs = (
        *model(found),
        (_("Retention"), found.money(layer.retention)),
        (_("Limit"), found.money(layer.limit)),
        (_("Premium"), found.money(layer.premium)),
        (_("Insurer's share"), chance(layer.share)),
        (_("Expected payment"), found.range(effect.ceded.low, effect.ceded.high)),
    )
    links = [method(says, *inputs)]
    for key in one.covers:
        row = found.reading.scenarios.get(key)
        if row is not None:
            url, why = found.stands.link("scenarios-detail", row.pk), found.stands.link("proof-scenario", row.pk)
            links.append(Link("told", _("Covered scenario"), Told(row.title), url, why=why))
    references = list(one.rests_on)
    if policy is not None:
        url = found.stands.link("insurance-policies-detail", policy.pk)
        links.append(Link("told", _("Policy on record"), Told(policy.insurer), url))
        references.append(policy.reference)
    return title, insurance_page.says(found, one), [*links, *entries(found, references)]
