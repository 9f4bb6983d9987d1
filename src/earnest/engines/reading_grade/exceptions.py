"""Words whose spelling misleads the rules, by their number of syllables."""

from __future__ import annotations

_BY_COUNT = {
    1: ("queue queued queues rein"),
    2: (
        "averaged baseline baselines beyond business centre codebase coerce coerced colonel daemon elsewhere "
        "embed fashion fashioned foreign guideline guidelines hereby herein largely lifetime maybe milestone "
        "milestones naive payee people pipeline pipelines senior someone sometime sometimes theorem thereby therein "
        "thereof tilde timeline timelines triage wednesday whereby"
    ),
    3: (
        "acquire acquired acquires albeit alien anyone area areas averages averaging beforehand behavior "
        "behaviors behaviour behaviours boolean businesses catalogued caveat caveats coercion coincide "
        "convenience convenient conveyance desired earliest easiest element elements employee employees enquire "
        "entire everything everywhere expires familiar forever genuine hardwired ideally inspired issuers "
        "moreover mosaic nonetheless parliament peculiar posterior posteriors preamble principally reacquired "
        "reassign reassigned recipe recipes resilient sesame simile solely spokespeople stakeholder stakeholders "
        "superfluous takeover theatre timetable usefulness username usernames valuable wherever whoever"
    ),
    4: (
        "acquirer agreeable apostrophe arguably arithmetic catastrophe conveniently deactivate entirely entirety "
        "european genuinely intuitive linearly logarithmic overseer preexisting rearranging reassessment "
        "retirement scientific unreasonable whatsoever"
    ),
    5: ("deactivated fiduciaries heterogeneous"),
}

SYLLABLES: dict[str, int] = {word: count for count, words in _BY_COUNT.items() for word in words.split()}
"""Lower-case words without accents; extend it where a count is wrong."""
