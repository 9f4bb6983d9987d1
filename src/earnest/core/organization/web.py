"""The plain records of the organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from earnest.core.organization.models import Duty, Organization, PeopleRate, Person, Scope, Team
from earnest.foundation.resource import Resource

RESOURCES = (
    Resource(
        model=Person,
        slug="people",
        list_name="people",
        purpose=_("Everybody who answers for something, works here, or did."),
        columns=("name", "title", "team", "country"),
        more_columns=("email", "manager", "left_on"),
        fields=("name", "email", "title", "team", "manager", "country", "left_on"),
        search=("name", "email", "title"),
        filters=("team", "country"),
        sort="name",
    ),
    Resource(
        model=Team,
        slug="teams",
        purpose=_("Teams and who leads them."),
        columns=("name", "lead"),
        fields=("name", "lead"),
        sort="name",
    ),
    Resource(
        model=Duty,
        slug="duties",
        purpose=_("What somebody must see to, with one accountable person and a deputy."),
        columns=("name", "area", "accountable", "deputy"),
        fields=("name", "area", "accountable", "deputy"),
        filters=("area", "accountable", "deputy"),
        sort="name",
    ),
    Resource(
        model=Scope,
        slug="scopes",
        purpose=_("What part of the organisation a promise is about."),
        columns=("name", "statement", "accountable"),
        more_columns=("excluded",),
        fields=("name", "statement", "excluded", "accountable"),
        search=("name", "statement"),
        filters=("accountable",),
        sort="name",
    ),
    Resource(
        model=Organization,
        slug="organisation",
        purpose=_("Whose record this is."),
        columns=("name", "sector", "country", "annual_revenue"),
        more_columns=("currency", "legal_names", "personal_records", "description"),
        fields=(
            "name", "legal_names", "sector", "country", "currency", "annual_revenue", "personal_records", "description",
        ),
        sort="name",
    ),
    Resource(
        model=PeopleRate,
        slug="day-rates",
        purpose=_("What a day of our own people costs."),
        columns=("day_rate", "valid_from", "source"),
        fields=("day_rate", "valid_from", "source"),
        search=("source",),
        sort="-valid_from",
    ),
)  # fmt: skip
