"""Syllables of English words by spelling.

Rules of spelling with a list of exceptions, instead of a pronouncing dictionary: the packaged one is under the GPL and
weighs 3.6 MB. The tests say how often the rules agree with published counts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from earnest.engines.reading_grade.exceptions import SYLLABLES

_NO_LETTER = re.compile(r"[^a-z]+")
_VOWELS = re.compile(r"[aeiouy]+")

# An e that is written and not heard, each in the place of one vowel group.
_SILENT = (
    re.compile(r"[^aeiouy][^aeiouy]?[^aeiouyl]e$|[aeiouy](?:[^aeiouy]|[lr]l|st|ch|qu|gu)e$"),
    re.compile(r"(?:[aeiouy](?:[bdfklmnprtvw]|th|qu|gu)|[lnr][kmntv]|tt|st)es$"),
    re.compile(r"(?:[^aeiouytdly]|[aeiouy]l+|[rlw]l|[aeo]y)ed$"),
    re.compile(r"(?:[aeiouy][^aeiouyw]|nc|ng|dg|rc|rs)e(?=(?:ments?|ly|ness|less|ful|fully|some|place|ty|hood)$)"),
    re.compile(r"(?:[aeiouy]qu|gu)e(?=(?:ly|ness)$)|(?<=ic)a(?=lly$)"),
    re.compile(
        r"^(?:any|every|no|else|mean)?(?:some|one|fire|time|frame|life|here|there|where|home|base|trade|mile|fore|file"
        r"|ware|guide|wide|like|pipe|gate|safe|state|note|side|price|white|face|name|line|care|house|re?make|more|use)"
        r"(?=[b-df-hj-np-tv-z][a-z][a-z])(?!ment|ly|ness|less|ful|some|place|ty|red|r[si]|ns|nt|st|ry|t[aeiou]|li[sn]|ss)"
    ),
)
# Vowels written together and heard apart, each one more than the group says.
_APART = (
    re.compile(r"(?<![cgst])ia(?!ge)|(?<=[tc])ia(?=t[ei])|(?<=t)ia(?=lit)"),
    re.compile(r"(?<![cgstx])io(?!n)|(?<![cgstxln])ion|(?<![cgtx])i(?:um|us)|(?<=[st])ium|tio$|tios$"),
    re.compile(r"(?<![cfst])ie(?:t|nt|nc)|(?<=c)iet|(?<=[a-z])(?<![st])ier(?:s|st)?$|(?<=s)ier$"),
    re.compile(r"(?<![gq])u(?:a(?!r[dt])|ity|ous|els?$|ent|ence|ing)|(?<=g)u(?:ous|it[iy])"),
    re.compile(r"e(?:o(?!us|ns?$|u|ple)|ity|al(?=i[sztu]))|(?<=cr)eat(?!u)|(?<=id)eal?|(?<=in)ear$|(?<=[alnt])eous"),
    re.compile(r"(?:ay|ey|oy|y|e|o)ing|[aeou]y(?=e[rd]|ou|al)"),
    re.compile(r"[^aeiouy]isms?$|thm"),
    re.compile(r"a[eo](?=[^r])|(?<=p)oe[mt]|(?<=co)(?:op|or|e[fnx])|(?<=r)eu[ns]|(?<=re)i|(?<=^re)ac(?=t)"),
    re.compile(r"(?<=[dnstv])nt$"),
)


def _plain(part: str) -> str:
    """Lower case, without accents and anything that is no letter."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKD", part).casefold())


@lru_cache(maxsize=50_000)
def _by_spelling(word: str) -> int:
    """Syllables of one word of plain lower-case letters, at least 1."""
    if word in SYLLABLES:
        return SYLLABLES[word]
    count = len(_VOWELS.findall(word))
    count -= sum(1 for rule in _SILENT if rule.search(word) is not None)
    count += sum(len(rule.findall(word)) for rule in _APART)
    return max(count, 1)


def _spelled_out(part: str) -> bool:
    """Whether capitals are read letter by letter: MFA, GDPR; but not NIST, which is read as a word."""
    if not (part.isascii() and part.isalpha() and part.isupper() and len(part) > 1):
        return False
    return len(part) <= 3 or _VOWELS.search(part.lower()) is None


def syllables(word: str) -> int:
    """How many syllables the word has when read aloud; 0 where it has neither a letter nor a digit.

    The parts of a compound (joined by hyphen, slash or the like) are added. Capitals that are read letter by letter
    count one for each letter, two more for each W. A number counts as one.
    """
    count = 0
    for part in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:]*", word):
        if part[0].isdigit():
            count += 1
        elif _spelled_out(part):
            count += len(part) + 2 * part.count("W")
        else:
            plain = _plain(part)
            count += _by_spelling(plain) if plain else 1
    return count
