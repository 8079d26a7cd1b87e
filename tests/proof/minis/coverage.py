"""That every place of the handout is said, and every rule rests on one.

A rule that neither cites a place nor is marked as an assumption cannot be loaded at all, so
`uncited` has good minis only: the bad one is a test of the loader.
"""

from tests.proof.minis.mini import bad, decides, good, says

UNSAID = ("coverage", "unsaid")
UNCITED = ("coverage", "uncited")

BEFORE = """Use no retinoid for three days before.
id: before
avoid: [retinoid]
from: 3 days before
cites: before 1, before 2, before 3, before 4, before 5, before 6"""
AFTER = """Do not go to the gym for 24 hours.
id: after
avoid: [gym]
from: end
until: 24 hours after
cites: after 1, after 2, after 3.1, after 3.2"""
ASIDE = """This place asks nothing.
aside: after 3.2"""
WHOLE_ASIDE = """This place asks nothing.
aside: after 3"""
OURS = """Wear a hat.
id: hat
do: [hat]
from: end
assumption: yes"""

COVERAGE = [
    bad("the last sentence is left out", UNSAID, says(BEFORE, AFTER.replace(", after 3.2", ""))),
    bad("one item is left out", UNSAID, says(BEFORE.replace(" before 4,", ""), AFTER)),
    bad("only the first half", UNSAID, says(BEFORE)),
    good("every place", UNSAID, says(BEFORE, AFTER)),
    good(
        "the last sentence is an aside",
        UNSAID,
        says(BEFORE, AFTER.replace(", after 3.2", ""), ASIDE),
    ),
    good(
        "an aside about a whole item",
        UNSAID,
        says(BEFORE, AFTER.replace(", after 3.1, after 3.2", ""), WHOLE_ASIDE),
    ),
    good(
        "a citation of the whole item",
        UNSAID,
        says(BEFORE, AFTER.replace("after 3.1, after 3.2", "after 3")),
    ),
    good("a rule of ours, marked", UNCITED, says(OURS)),
    good(
        "a rule of ours that rests on a decision",
        UNCITED,
        says(OURS + "\ndecisions: D1"),
        decides("D1", "prevails: hat"),
    ),
    good(
        "a rule of ours that a clinician signed",
        UNCITED,
        says(OURS + "\ndecisions: D1"),
        decides("D1", "prevails: hat").replace("assumption", "Dr. Jane Doe, 14 March 2026"),
    ),
    good("a rule with its place", UNCITED, says(AFTER)),
]
