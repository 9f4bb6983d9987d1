"""Old systems on which somebody decides, the ways with them, and what each way changes."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earnest.core.assets.models import Asset
from earnest.core.organization.models import Person
from earnest.core.risks.models import Scenario
from earnest.duties.legacy.models import fields
from earnest.foundation.errors import Invalid
from earnest.foundation.record import Record


class AmountsRecord(Record):
    """A record with uncertain amounts, checked before it is kept."""

    AMOUNTS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        try:
            fields.check(self, *self.AMOUNTS)
        except Invalid as error:
            raise ValidationError({error.field: str(error)}) from error


class LifeCycleEntry(AmountsRecord):
    """An old system, or a release line wherever it runs, on which somebody decides.

    `stated_end` is for what no list knows, such as software of our own: the day its support ends, with the reason.
    """

    class Scope(models.TextChoices):
        SYSTEM = "system", _("This system, whatever runs on it")
        HERE = "here", _("This release line on this system")
        EVERYWHERE = "everywhere", _("This release line wherever it runs")

    AMOUNTS = ("run", "growth")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    asset = models.ForeignKey(Asset, verbose_name=_("asset"), on_delete=models.PROTECT, related_name="legacy")
    scope = models.CharField(_("covers"), max_length=12, choices=Scope.choices, default=Scope.SYSTEM)
    product = models.SlugField(
        _("product"), max_length=80, blank=True, help_text=_("Key of the product, such as windows-server.")
    )
    line = models.CharField(_("release line"), max_length=40, blank=True, help_text=_("Such as 2012-r2."))
    stated_end = models.DateField(
        _("support ends, as stated"), null=True, blank=True, help_text=_("Only where no list knows the product.")
    )
    stated_because = models.CharField(_("how that is known"), max_length=300, blank=True)
    accountable = models.ForeignKey(
        Person, verbose_name=_("accountable"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    horizon_years = models.PositiveSmallIntegerField(
        _("years compared"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    run_low = fields.money(_("cost to run as it is, low"), help_text=_("A year."))
    run_mode = fields.money(_("cost to run as it is, most likely"))
    run_high = fields.money(_("cost to run as it is, high"))
    growth_low = fields.growth(_("growth of loss a year, low"), help_text=_("Empty for the belief that is in force."))
    growth_mode = fields.growth(_("growth of loss a year, most likely"))
    growth_high = fields.growth(_("growth of loss a year, high"))
    growth_source = models.CharField(_("where that growth comes from"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    decision = models.ForeignKey(
        "legacy.Option", verbose_name=_("decided"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver = models.ForeignKey(
        Person, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_note = models.TextField(_("why"), blank=True)
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("old system")
        verbose_name_plural = _("old systems")
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                condition=Q(scope="system") | (~Q(product="") & ~Q(line="")),
                name="legacy_entry_names_its_line",
                violation_error_message=_("Name the product and its release line, or cover the whole system."),
            ),
            models.CheckConstraint(
                condition=Q(stated_end=None) | ~Q(stated_because=""),
                name="legacy_entry_says_how_known",
                violation_error_message=_("Say how the day on which support ends is known."),
            ),
            models.CheckConstraint(
                condition=Q(growth_low=None, growth_mode=None, growth_high=None) | ~Q(growth_source=""),
                name="legacy_entry_growth_has_a_source",
                violation_error_message=_("Say where the growth of loss comes from."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Option(AmountsRecord):
    """One way with an old system. Money is in the organisation's currency; the one-off is spread over the work.

    `run` is what it costs a year once it is in place, on top of the present running cost if that goes on.
    """

    class Kind(models.TextChoices):
        KEEP = "keep", _("Keep")
        RINGFENCE = "ringfence", _("Ringfence")
        INTEGRATE = "integrate", _("Integrate through a gateway")
        UPGRADE = "upgrade", _("Upgrade")
        REPLACE = "replace", _("Replace")
        RETIRE = "retire", _("Retire")

    AMOUNTS = ("one_off", "run", "months")
    RENEWS = frozenset({Kind.UPGRADE, Kind.REPLACE, Kind.RETIRE})
    """Kinds after which there are security updates again, or nothing to update."""

    entry = models.ForeignKey(
        LifeCycleEntry, verbose_name=_("old system"), on_delete=models.CASCADE, related_name="options"
    )
    kind = models.CharField(_("way"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    one_off_low = fields.money(_("one-off cost, low"))
    one_off_mode = fields.money(_("one-off cost, most likely"))
    one_off_high = fields.money(_("one-off cost, high"))
    run_low = fields.money(
        _("cost a year, low"), help_text=_("On top of what the system costs as it is, if that goes on.")
    )
    run_mode = fields.money(_("cost a year, most likely"))
    run_high = fields.money(_("cost a year, high"))
    months_low = fields.months(_("months until it is done, low"))
    months_mode = fields.months(_("months until it is done, most likely"))
    months_high = fields.months(_("months until it is done, high"))
    as_is_goes_on = models.BooleanField(_("what it costs to run as it is goes on"), default=True)
    supported_until = models.DateField(
        _("security updates until"),
        null=True,
        blank=True,
        help_text=_("Where this way brings updates with an end: the new release line, or paid support."),
    )
    source = models.CharField(_("where the numbers come from"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        Person, verbose_name=_("proposed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ("entry", "pk")
        constraints = (models.UniqueConstraint(fields=("entry", "title"), name="legacy_option_once"),)

    def __str__(self) -> str:
        return self.title

    @property
    def renews(self) -> bool:
        """Whether loss stops growing once it is done."""
        return self.kind in self.RENEWS


class OptionEffect(AmountsRecord):
    """What a way leaves of the loss of one scenario through the system: 1 changes nothing, 0 removes it."""

    AMOUNTS = ("during", "after")

    option = models.ForeignKey(Option, verbose_name=_("option"), on_delete=models.CASCADE, related_name="effects")
    scenario = models.ForeignKey(Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="+")
    during_low = fields.times(_("left while work goes on, low"))
    during_mode = fields.times(_("left while work goes on, most likely"), help_text=_("Empty changes nothing."))
    during_high = fields.times(_("left while work goes on, high"))
    after_low = fields.times(_("left afterwards, low"))
    after_mode = fields.times(_("left afterwards, most likely"), help_text=_("0.4 leaves 40 %. Empty changes nothing."))
    after_high = fields.times(_("left afterwards, high"))
    source = models.CharField(_("where that comes from"), max_length=300)
    author = models.ForeignKey(
        Person, verbose_name=_("estimated by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("effect of an option")
        verbose_name_plural = _("effects of options")
        ordering = ("option", "scenario__title")
        constraints = (models.UniqueConstraint(fields=("option", "scenario"), name="legacy_effect_once"),)

    def __str__(self) -> str:
        return f"{self.option}: {self.scenario}"


class ScenarioShare(AmountsRecord):
    """How much of the loss of a scenario goes through one old system; needed where it names other assets too."""

    AMOUNTS = ("share",)

    entry = models.ForeignKey(
        LifeCycleEntry, verbose_name=_("old system"), on_delete=models.CASCADE, related_name="shares"
    )
    scenario = models.ForeignKey(Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="+")
    share_low = fields.share(_("share, low"))
    share_mode = fields.share(_("share, most likely"), help_text=_("From 0 to 1; 0.3 is 30 %."))
    share_high = fields.share(_("share, high"))
    source = models.CharField(_("where that comes from"), max_length=300)
    author = models.ForeignKey(
        Person, verbose_name=_("estimated by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("share of a scenario")
        verbose_name_plural = _("shares of scenarios")
        ordering = ("entry", "scenario__title")
        constraints = (models.UniqueConstraint(fields=("entry", "scenario"), name="legacy_share_once"),)

    def __str__(self) -> str:
        return f"{self.scenario} through {self.entry}"
