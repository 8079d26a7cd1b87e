"""What can be read in more than one way, and which no decision reads."""

from tests.proof.minis.mini import Check, Mini, bad, decides, good, says

RANGE = ("vagueness", "range")
OPEN_END = ("vagueness", "open-end")
WORDS = ("vagueness", "vague-words")
CLOCKS = ("vagueness", "mixed-clocks")
MONTHS = ("vagueness", "months")
UNMEETABLE = ("vagueness", "unmeetable")
NEVER = ("dead", "condition")

WAXING = """Have no waxing 5 to 7 days before.
id: waxing
avoid: [waxing]
from: 5 to 7 days before
cites: before 1"""
SUN = """Stay out of the sun for three days, better ten.
id: sun
avoid: [sun]
from: end
until: 3 to 10 days after
cites: after 1"""
NO_RETINOID = """Use no retinoid after the session.
id: no-retinoid
avoid: [retinoid]
from: end
until: open
cites: after 1"""
NO_GYM = """Do not go to the gym.
id: no-gym
avoid: [gym]
from: the next day
until: open
cites: after 1"""
RED = """Expect red skin for a few days.
id: red
expect: [redness]
from: end
until: day 3
cites: after 1"""
BURNED = """Keep away if you were in the sun recently.
id: burned
avoid: [sun]
from: 3 days before
cites: before 1"""
GYM_24 = """Do not go to the gym for 24 hours.
id: gym-24
avoid: [gym]
from: end
until: 24 hours after
cites: after 1"""
GYM_DAY_2 = """Go to the gym from day 2.
id: gym-day-2
may: [gym]
from: day 2
cites: after 2"""
MINERAL_24 = """Wear mineral make-up from 24 hours after.
id: mineral-24
may: [mineral-makeup]
from: 24 hours after
cites: after 1"""
MINERAL_DAY_1 = """Wear mineral make-up from the next day.
id: mineral-day-1
may: [mineral-makeup]
from: the next day
cites: after 2"""
CAPSULES = """Wait six months after isotretinoin.
id: capsules
avoid: [isotretinoin]
from: 6 months before
cites: before 1"""
LATER = """Use no retinoid for a month after.
id: later
avoid: [retinoid]
from: end
until: 1 months after
cites: after 1"""
CALM = """Use a retinoid from day 3, once your skin is calm.
id: calm
may: [retinoid]
from: day 3
once: skin-calm
cites: after 1"""


def settled(name: str, check: Check, *rules: str) -> Mini:
    """The same rules, read by a decision that each of them names."""
    names = ", ".join(rule.split("id: ")[1].split("\n")[0] for rule in rules)
    text = says(*(f"{rule}\ndecisions: D1" for rule in rules))
    return good(name, check, text, decides("D1", f"prevails: {names}"))


VAGUENESS = [
    bad("five to seven days before", RANGE, says(WAXING)),
    bad("three to ten days after", RANGE, says(SUN)),
    settled("five to seven, decided", RANGE, WAXING),
    good("seven days before", RANGE, says(WAXING.replace("5 to 7", "7"))),
    bad("no retinoid without an end", OPEN_END, says(NO_RETINOID)),
    bad("no gym without an end", OPEN_END, says(NO_GYM)),
    settled("no end, decided", OPEN_END, NO_RETINOID),
    good("an end on day 7", OPEN_END, says(NO_RETINOID.replace("open", "day 7"))),
    bad("a few days", WORDS, says(RED)),
    bad("recently", WORDS, says(BURNED)),
    settled("a few days, decided", WORDS, RED),
    good("three days", WORDS, says(RED.replace("a few days", "three days"))),
    bad("forbidden by hours, allowed by days", CLOCKS, says(GYM_24, GYM_DAY_2)),
    bad("allowed by hours and by days", CLOCKS, says(MINERAL_24, MINERAL_DAY_1)),
    bad(
        "mineral make-up by hours, all make-up by days",
        CLOCKS,
        says(MINERAL_24, MINERAL_DAY_1.replace("may: [mineral-makeup]", "may: [makeup]")),
    ),
    settled("two clocks, decided", CLOCKS, MINERAL_24, MINERAL_DAY_1),
    good("hours twice", CLOCKS, says(GYM_24, GYM_DAY_2.replace("day 2", "48 hours after"))),
    good(
        "days before, hours after",
        CLOCKS,
        says(GYM_24, BURNED.replace("[sun]", "[gym]").replace("recently", "or the gym")),
    ),
    good("two things on two clocks", CLOCKS, says(GYM_24, MINERAL_DAY_1)),
    bad("six months before", MONTHS, says(CAPSULES)),
    bad("a month after", MONTHS, says(LATER)),
    settled("six months, decided", MONTHS, CAPSULES),
    good("26 weeks before", MONTHS, says(CAPSULES.replace("from: 6 months", "from: 26 weeks"))),
    bad("waits for what nobody reports", UNMEETABLE, says(CALM.replace("skin-calm", "eye-area"))),
    bad(
        "a peel and no peel",
        NEVER,
        says(GYM_24 + "\nif: peel-planned and not peel-planned"),
    ),
    good("waits for a report", UNMEETABLE, says(CALM)),
    good(
        "a peel, and not the eyes", UNMEETABLE, says(GYM_24 + "\nif: peel-planned and not eye-area")
    ),
]
