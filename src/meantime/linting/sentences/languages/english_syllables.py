"""How many syllables an English word has, by its spelling."""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")
# An e nobody hears: at the end (but "table"), in "takes" and "washed", before "-ly" or "-less", and
# inside words that are made of two.
_SILENT = re.compile(
    r"(?<=[^aeiouy])e$(?<![^aeiouylr]le)|(?<=[gq])ue$"
    r"|(?<=[^aeiouycgsxz])es$(?<!ches)(?<!shes)(?<![^aeiouylr]les)(?<!betes)"
    r"|(?<=[^aeiouytd])ed$(?<![^aeiouylr]led)"
    r"|(?<=[^aeiouy])e(?<!ele)(?=(?:ly|ful|fully|less|ment|ments|ness)$)"
    r"|(?<=^(?:som|tim|hom|her))e(?=[a-z])|(?<=^(?:ther|wher))e(?=[a-z])|(?<=^befor)e"
    r"|(?<=^fac)e(?=[a-z]{3})|(?<=^ev)e(?=r(?:y|ything|yone|yday)$|ning)"
)
# Two vowels side by side that are spoken apart.
_APART = re.compile(
    r"(?<![cstg])ia|(?<=g)ia(?=nt)|(?<![cstglnhx])io|(?<![cst])ie(?=nt|t)|(?<=^sc)ie|iu"
    r"|(?<![qg])ua(?!r[ds])|uou|(?<=[dt])eo|eu(?=m)|ue(?=l$)|(?<=[lr])ui(?=[dn])|thm$|ism$"
    r"|[aeiouy](?=ing)(?<![aeiou]y)|^cre(?=at)|^re(?=ap|act)|(?<=[^aeiouy][rd])ea$|^area|^idea"
)


def syllables(word: str) -> int:
    """The syllables of a word: its groups of vowels, less silent ones, at least one.

    Right for the plain words of these protocols; a rare word may be one off.
    """
    letters = re.sub(r"[^a-z]", "", word.casefold())
    heard = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(heard)) + len(_APART.findall(letters)))
