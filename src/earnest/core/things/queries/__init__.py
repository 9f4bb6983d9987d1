"""The map of things, what it says of assets, and the blind spots in it."""

from earnest.core.things.queries.coverage import BlindSpot, Missing, blind_spots
from earnest.core.things.queries.expecting import Expected, expectations
from earnest.core.things.queries.facts import AssetFact, asset_facts, facts_of, security_teams
from earnest.core.things.queries.machines import machines
from earnest.core.things.queries.mapping import Map, things
from earnest.core.things.queries.reading import (
    Ambiguity,
    Asked,
    Bearer,
    Found,
    Key,
    Node,
    Sighting,
    Thing,
    Whole,
    ambiguities,
    find,
    named,
    node,
    thing,
)
from earnest.foundation.record import visible_to

__all__ = [
    "Ambiguity",
    "Asked",
    "AssetFact",
    "Bearer",
    "BlindSpot",
    "Expected",
    "Found",
    "Key",
    "Map",
    "Missing",
    "Node",
    "Sighting",
    "Thing",
    "Whole",
    "ambiguities",
    "asset_facts",
    "blind_spots",
    "expectations",
    "facts_of",
    "find",
    "machines",
    "named",
    "node",
    "security_teams",
    "thing",
    "things",
    "visible_to",
]
