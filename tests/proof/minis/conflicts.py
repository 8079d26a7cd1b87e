"""Waits of different length, effects both normal and a warning, and phases that overlap."""

from tests.proof.minis.mini import WAITS, bad, decides, good, says

NORMAL = ("conflict", "normal-or-warning")
PHASES = ("conflict", "phases")

THREE = """Use no retinoid for three days before.
id: three
avoid: [retinoid]
from: 3 days before
cites: before 1"""
FIVE = """Use no retinoid for five days before.
id: five
avoid: [retinoid]
from: 5 days before
cites: before 2"""
ACID_THREE = THREE.replace("retinoid", "acid")
EXFOLIANT_FIVE = FIVE.replace("retinoid", "exfoliant")
SUN_24 = """Stay out of the sun for 24 hours.
id: sun-24
avoid: [sun]
from: end
until: 24 hours after
cites: after 1"""
SUN_48 = SUN_24.replace("24", "48").replace("after 1", "after 2")
RETINOID_AFTER = """Use no retinoid for 72 hours after.
id: retinoid-after
avoid: [retinoid]
from: end
until: 72 hours after
cites: after 1"""
RED = """Expect red skin for three days.
id: red
expect: [redness]
from: end
until: day 3
cites: after 1"""
CALL = """Call the clinic about red skin.
id: call-red
call: [redness]
from: day 4
act: same-day
cites: after 2"""
DAY_1 = """Much is back to normal.
phase: day-1
title: The next day
from: day 1
until: day 1"""
WEEK = """Your skin sheds.
phase: week
title: Days 2 to 7
from: day 2
until: day 7"""
LATER = """Most of it is over.
phase: later
title: From day 8
from: day 8"""

CONFLICTS = [
    bad("three or five days", WAITS, says(THREE, FIVE)),
    bad("24 hours or five days before", WAITS, says(THREE.replace("3 days", "24 hours"), FIVE)),
    bad("24 or 48 hours after", WAITS, says(SUN_24, SUN_48)),
    bad("acids are exfoliants", WAITS, says(ACID_THREE, EXFOLIANT_FIVE)),
    bad("five only with a peel", WAITS, says(THREE, FIVE + "\nif: peel-planned")),
    bad(
        "three before the peel, three before the session",
        WAITS,
        says(THREE, FIVE.replace("5 days before", "3 days before the peel")),
    ),
    bad(
        "a decision that names only the longer",
        WAITS,
        says(THREE, FIVE + "\ndecisions: D1"),
        decides("D1", "prevails: five"),
    ),
    good(
        "five prevails over three",
        WAITS,
        says(THREE + "\ndecisions: D1", FIVE + "\ndecisions: D1"),
        decides("D1", "prevails: five\nyields: three"),
    ),
    good("the same wait twice", WAITS, says(THREE, FIVE.replace("5 days", "3 days"))),
    good("before and after", WAITS, says(THREE, RETINOID_AFTER)),
    good("an acid and a retinoid", WAITS, says(ACID_THREE, FIVE)),
    good(
        "three without a peel, five with one",
        WAITS,
        says(THREE + "\nif: not peel-planned", FIVE + "\nif: peel-planned"),
    ),
    good("all exfoliants but acids", WAITS, says(ACID_THREE, EXFOLIANT_FIVE + "\nexcept: [acid]")),
    good("the shorter is silent outside", WAITS, says(SUN_24 + "\noutside: silent", SUN_48)),
    bad("normal on day 3, a warning from day 3", NORMAL, says(RED, CALL.replace("day 4", "day 3"))),
    bad("normal and a warning at once", NORMAL, says(RED, CALL.replace("day 4", "end"))),
    bad(
        "a warning only around the eyes",
        NORMAL,
        says(RED, CALL.replace("day 4", "day 2") + "\nif: eye-area"),
    ),
    good("normal to day 3, a warning from day 4", NORMAL, says(RED, CALL)),
    good("red skin and a fever", NORMAL, says(RED, CALL.replace("[redness]", "[fever]"))),
    good(
        "normal around the eyes, elsewhere a warning",
        NORMAL,
        says(RED + "\nif: eye-area", CALL.replace("day 4", "end") + "\nif: not eye-area"),
    ),
    bad("day 7 in two phases", PHASES, says(WEEK, LATER.replace("day 8", "day 7"))),
    bad(
        "the next day in two phases",
        PHASES,
        says(DAY_1, WEEK.replace("from: day 2", "from: day 1")),
    ),
    bad(
        "24 hours reach into the next day",
        PHASES,
        says(DAY_1, WEEK.replace("from: day 2\nuntil: day 7", "from: end\nuntil: 24 hours after")),
    ),
    good("day after day", PHASES, says(DAY_1, WEEK, LATER)),
    good("a day between them", PHASES, says(DAY_1, LATER)),
]
