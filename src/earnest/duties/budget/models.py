"""What security costs: years, lines, tools, investments, insurance, and the rates that make them comparable."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.assurance.models import Conclusion
from earnest.core.controls.models import Control
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario
from earnest.duties.budget.rules.money import CURRENCIES
from earnest.foundation.record import Record

NOT_BELOW_ZERO = MinValueValidator(Decimal(0))
ABOVE_ZERO = MinValueValidator(Decimal("0.00000001"))


ZERO = "0"
"""Defaults of amounts are text, as the API tells every amount; they become decimals when a row is checked."""


def currencies() -> list[tuple[str, str]]:
    """Currencies by their three letters (ISO 4217)."""
    return [(one, one) for one in CURRENCIES]


class FiscalYear(Record):
    """A year for which money is asked and offered, in the organisation's own currency."""

    label = models.CharField(_("year"), max_length=20, unique=True, help_text=_("Such as 2027 or FY27."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    asked = models.DecimalField(
        _("asked for"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[NOT_BELOW_ZERO]
    )
    offered = models.DecimalField(
        _("offered"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[NOT_BELOW_ZERO]
    )
    discount_rate = models.DecimalField(
        _("discount rate"),
        max_digits=5,
        decimal_places=4,
        default=ZERO,
        validators=[NOT_BELOW_ZERO, MaxValueValidator(1)],
        help_text=_(
            "A share a year, such as 0.06: what finance asks money to earn. With 0 a purchase is spread evenly."
        ),
    )

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ("-starts_on", "label")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="fiscal_year_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return self.label


class ExchangeRate(Record):
    """What one unit of a currency is worth in the organisation's own, from a day on until a newer rate."""

    currency = models.CharField(_("currency"), max_length=3, choices=currencies)
    rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        validators=[ABOVE_ZERO],
        help_text=_("What one unit of it is worth in the organisation's own currency."),
    )
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Where the rate was read."))

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ("currency", "-as_of")

    def __str__(self) -> str:
        return f"{self.currency} on {self.as_of:%Y-%m-%d}"


class Tool(Record):
    """A security tool or service that we pay for, with the controls that rest on it."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    vendor = models.CharField(_("vendor"), max_length=200, blank=True)
    asset = models.ForeignKey(
        Asset, verbose_name=_("asset"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    controls = models.ManyToManyField(Control, verbose_name=_("controls"), blank=True, related_name="tools")
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    renews_on = models.DateField(_("renews"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Investment(Record):
    """Something that could be bought: what it costs, the controls that it brings, and what became of it.

    Amounts are in the organisation's own currency. They are fixed once somebody has decided on them.
    """

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        CHOSEN = "chosen", _("Chosen")
        REFUSED = "refused", _("Refused")
        DONE = "done", _("Bought")

    FIXED = ("one_off", "run_per_year", "people_days", "life_years")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what it is for"), blank=True)
    controls = models.ManyToManyField(
        Control, verbose_name=_("controls it brings"), blank=True, related_name="investments"
    )
    one_off = models.DecimalField(
        _("one-off cost"), max_digits=14, decimal_places=2, default=ZERO, validators=[NOT_BELOW_ZERO]
    )
    run_per_year = models.DecimalField(
        _("cost to run a year"), max_digits=14, decimal_places=2, default=ZERO, validators=[NOT_BELOW_ZERO]
    )
    people_days = models.DecimalField(
        _("people days a year"), max_digits=7, decimal_places=1, default=ZERO, validators=[NOT_BELOW_ZERO]
    )
    life_years = models.DecimalField(
        _("years of life"),
        max_digits=4,
        decimal_places=1,
        default="3",
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(50))],
        help_text=_("Over which the one-off cost is spread."),
    )
    must = models.BooleanField(_("must be bought"), default=False)
    must_because = models.TextField(
        _("why it must"), blank=True, help_text=_("The law, contract or promise that asks.")
    )
    requires = models.ManyToManyField(
        "self", verbose_name=_("needs first"), blank=True, symmetrical=False, related_name="required_by"
    )
    # not symmetrical: the ledger tells of a row what was written to it, and the other side would change untold
    excludes = models.ManyToManyField(
        "self", verbose_name=_("rules out"), blank=True, symmetrical=False, related_name="excluded_by"
    )
    vendor_rank = models.PositiveSmallIntegerField(
        _("rank on the vendor's list"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CANDIDATE)
    proposed_by = models.ForeignKey(
        Person, verbose_name=_("proposed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_on = models.DateField(_("proposed"), null=True, blank=True)
    approver = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True)
    bought_on = models.DateField(_("bought"), null=True, blank=True)

    class Meta:
        verbose_name = _("investment")
        verbose_name_plural = _("investments")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(approver=None) | Q(proposed_by=None) | ~Q(approver=F("proposed_by")),
                name="investment_decided_by_another",
                violation_error_message=_("Nobody decides on what they proposed themselves."),
            ),
            models.CheckConstraint(
                condition=Q(must=False) | ~Q(must_because=""),
                name="investment_must_because",
                violation_error_message=_("Say why it must be bought: the law, contract or promise that asks."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.pk and self.state in {self.State.CHOSEN, self.State.DONE}:
            kept = type(self)._default_manager.filter(pk=self.pk).first()
            decided = kept is not None and kept.state in {self.State.CHOSEN, self.State.DONE}
            for name in self.FIXED if decided else ():
                if getattr(kept, name) != getattr(self, name):
                    raise ValidationError(
                        {name: _("It was decided at this cost. Propose the change as a new investment.")}
                    )


class Line(Record):
    """One line of a year's budget, in its own currency."""

    class Kind(models.TextChoices):
        RUN = "run", _("Run")
        ONE_OFF = "one_off", _("One-off")
        PEOPLE = "people", _("People")

    class Category(models.TextChoices):
        STAFF = "staff", _("Own staff")
        SOFTWARE = "software", _("Software and subscriptions")
        HARDWARE = "hardware", _("Hardware")
        OUTSOURCING = "outsourcing", _("Services run by others")
        CONSULTING = "consulting", _("Projects and consulting")
        TRAINING = "training", _("Training and awareness")
        INSURANCE = "insurance", _("Insurance")
        OTHER = "other", _("Other")

    fiscal_year = models.ForeignKey(
        FiscalYear, verbose_name=_("fiscal year"), on_delete=models.CASCADE, related_name="lines"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.RUN)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, default=Category.SOFTWARE)
    tool = models.ForeignKey(
        Tool, verbose_name=_("tool"), null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )
    control = models.ForeignKey(
        Control,
        verbose_name=_("control"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="budget_lines",
    )
    investment = models.ForeignKey(
        Investment, verbose_name=_("investment"), null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )
    currency = models.CharField(
        _("currency"), max_length=3, choices=currencies, blank=True, help_text=_("Empty for the organisation's own.")
    )
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2, validators=[NOT_BELOW_ZERO])
    committed = models.DecimalField(
        _("committed"), max_digits=14, decimal_places=2, default=ZERO, validators=[NOT_BELOW_ZERO]
    )
    actual = models.DecimalField(_("spent"), max_digits=14, decimal_places=2, default=ZERO, validators=[NOT_BELOW_ZERO])
    people_days = models.DecimalField(
        _("people days"),
        max_digits=7,
        decimal_places=1,
        default=ZERO,
        validators=[NOT_BELOW_ZERO],
        help_text=_("Days of our own people. A people line without money costs these days at the day rate."),
    )
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("fiscal_year", "kind", "title")

    def __str__(self) -> str:
        return self.title


class InsurancePolicy(Record):
    """A cyber insurance policy, in the organisation's own currency."""

    insurer = models.CharField(_("insurer"), max_length=200)
    retention = models.DecimalField(_("retention"), max_digits=14, decimal_places=2, validators=[NOT_BELOW_ZERO])
    limit = models.DecimalField(_("limit"), max_digits=14, decimal_places=2, validators=[ABOVE_ZERO])
    aggregate_limit = models.DecimalField(
        _("limit of a year"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[ABOVE_ZERO],
        help_text=_("The most that it pays in a year; empty where it is the limit."),
    )
    premium = models.DecimalField(_("premium a year"), max_digits=14, decimal_places=2, validators=[NOT_BELOW_ZERO])
    share = models.DecimalField(
        _("insurer's share"),
        max_digits=4,
        decimal_places=3,
        default="1",
        validators=[MinValueValidator(Decimal("0.001")), MaxValueValidator(Decimal(1))],
        help_text=_("Of what lies between retention and limit: 1 for all of it, 0.9 where we bear a tenth."),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    covers = models.ManyToManyField(
        Scenario,
        verbose_name=_("covers"),
        blank=True,
        related_name="+",
        help_text=_("With none named, all are covered."),
    )
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("insurance policy")
        verbose_name_plural = _("insurance policies")
        ordering = ("-starts_on", "insurer")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="policy_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.insurer} from {self.starts_on:%Y-%m-%d}"


class BudgetConclusion(Conclusion):
    """Something computed of the budget, under the digest of everything that it rests on. `body` is JSON text."""

    kind = models.CharField(max_length=30)
    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
