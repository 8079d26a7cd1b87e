"""What never matters: rules, conditions, windows, decisions and questions without effect."""

from tests.proof.minis.mini import bad, decides, good, says

RULE = ("dead", "rule")
CONDITION = ("dead", "condition")
WINDOW = ("dead", "window")
DECISION = ("dead", "decision")
DUPLICATE = ("dead", "duplicate")
QUESTION = ("dead", "question")

GYM_24 = """Do not go to the gym for 24 hours.
id: gym-24
avoid: [gym]
from: end
until: 24 hours after
cites: after 1"""
GYM_48 = """Do not go to the gym for 48 hours.
id: gym-48
avoid: [gym]
from: end
until: 48 hours after
cites: after 2"""
MINERAL = """Wear mineral make-up from 24 hours after.
id: mineral
may: [mineral-makeup]
from: 24 hours after
cites: after 1"""
NO_MAKEUP = """Wear no make-up after the session.
id: no-makeup
avoid: [makeup]
from: end
until: open
cites: after 2"""
RETINOID_3 = """Use no retinoid for three days before.
id: retinoid-3
avoid: [retinoid]
from: 3 days before
cites: before 1"""
TAZAROTENE_2 = """Use no tazarotene for two days before.
id: tazarotene-2
avoid: [tazarotene]
from: 2 days before
cites: before 2"""
SUNSCREEN = """Put on sunscreen from day 3.
id: sunscreen
do: [sunscreen]
from: day 3
until: day 5
cites: after 1"""
ACID_AND_SCRUB = """Use no acid and no scrub for two days.
id: acid-and-scrub
avoid: [acid, scrub]
from: end
until: 2 days after
cites: after 1"""
SCRUB_AND_ACID = """Keep scrubs and acids away for two days.
id: scrub-and-acid
avoid: [scrub, acid]
from: end
until: 2 days after
cites: after 2"""
PREGNANT = """Tell the clinic if you are pregnant.
id: pregnant
bar: [pregnant]
so: refuse
cites: before 1"""


def ask(feature: str, concept: str, kind: str = "yes-no") -> str:
    """A question of the mini's own, so that it alone is looked at."""
    return f"Do you know this?\nfeature: {feature}\nkind: {kind}\nconcept: {concept}"


DEAD = [
    bad("24 hours under 48", RULE, says(GYM_24, GYM_48)),
    bad("a kind of retinoid under all of them", RULE, says(RETINOID_3, TAZAROTENE_2)),
    bad("allowed under forbidden for ever", RULE, says(MINERAL, NO_MAKEUP)),
    good("48 hours only with a peel", RULE, says(GYM_24, GYM_48 + "\nif: peel-planned")),
    good(
        "a kind of retinoid waits longer",
        RULE,
        says(RETINOID_3, TAZAROTENE_2.replace("2 days", "5 days")),
    ),
    good(
        "forbidden but for the mineral one",
        RULE,
        says(MINERAL, NO_MAKEUP + "\nexcept: [mineral-makeup]"),
    ),
    good(
        "24 hours yield to 48",
        RULE,
        says(GYM_24 + "\ndecisions: D1", GYM_48 + "\ndecisions: D1"),
        decides("D1", "prevails: gym-48\nyields: gym-24"),
    ),
    bad("a peel or none", CONDITION, says(GYM_24 + "\nif: peel-planned or not peel-planned")),
    bad("from the first session on", CONDITION, says(GYM_24 + "\nif: session from 1")),
    bad(
        "first and second at once", CONDITION, says(GYM_24 + "\nif: session is 1 and session is 2")
    ),
    good("a peel or the eyes", CONDITION, says(GYM_24 + "\nif: peel-planned or eye-area")),
    good("from the second session on", CONDITION, says(GYM_24 + "\nif: session from 2")),
    bad("ends before it begins", WINDOW, says(SUNSCREEN.replace("until: day 5", "until: day 2"))),
    bad(
        "from 24 hours until 4 hours",
        WINDOW,
        says(SUNSCREEN.replace("day 3", "24 hours after").replace("day 5", "4 hours after")),
    ),
    bad(
        "ends at the moment it begins",
        WINDOW,
        says(SUNSCREEN.replace("day 3", "4 hours after").replace("day 5", "4 hours after")),
    ),
    good("one day long", WINDOW, says(SUNSCREEN.replace("until: day 5", "until: day 3"))),
    good(
        "from 4 hours to the end of the day, open unless it ends after 20:00",
        WINDOW,
        says(SUNSCREEN.replace("day 3", "4 hours after").replace("day 5", "the day")),
    ),
    bad("a decision about nothing", DECISION, says(GYM_24), decides("D1", "")),
    bad(
        "the second decision about nothing",
        DECISION,
        says(GYM_24 + "\ndecisions: D1"),
        decides("D1", "") + "\n" + decides("D2", ""),
    ),
    good("a rule names it", DECISION, says(GYM_24 + "\ndecisions: D1"), decides("D1", "")),
    good("it names a rule", DECISION, says(GYM_24), decides("D1", "prevails: gym-24")),
    # It would take a rule off the patient's page, and no stricter one stands in its place.
    bad("a rule yields to none", DECISION, says(GYM_24), decides("D1", "yields: gym-24")),
    bad("the same in another order", DUPLICATE, says(ACID_AND_SCRUB, SCRUB_AND_ACID)),
    bad(
        "the same for the gym",
        DUPLICATE,
        says(GYM_24, GYM_48.replace("48 hours after", "24 hours after")),
    ),
    good(
        "one for a peel, one without",
        DUPLICATE,
        says(ACID_AND_SCRUB + "\nif: peel-planned", SCRUB_AND_ACID + "\nif: not peel-planned"),
    ),
    good(
        "one day more", DUPLICATE, says(ACID_AND_SCRUB, SCRUB_AND_ACID.replace("2 days", "3 days"))
    ),
    good(
        "one is a preference",
        DUPLICATE,
        says(GYM_24, GYM_48.replace("48 hours after", "24 hours after") + "\nstrength: preferred"),
    ),
    bad("a hat nobody needs", QUESTION, says(ask("hat-owned", "hat"), GYM_24), subject="hat-owned"),
    bad(
        "a date of what no rule avoids",
        QUESTION,
        says(ask("last-foundation", "foundation", "date"), RETINOID_3),
        subject="last-foundation",
    ),
    good(
        "a question that a bar is about",
        QUESTION,
        says(PREGNANT),
        subject="pregnant",
    ),
    good(
        "a question that a condition asks",
        QUESTION,
        says(ask("hat-owned", "hat"), GYM_24 + "\nif: hat-owned"),
        subject="hat-owned",
    ),
    good("a date that a wait is held against", QUESTION, says(RETINOID_3), subject="retinoid"),
    good(
        "a report that opens a window",
        QUESTION,
        says(MINERAL + "\nonce: skin-calm"),
        subject="skin-calm",
    ),
]
