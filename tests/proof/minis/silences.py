"""What a protocol owes an answer to, and does not say."""

from tests.proof.minis.mini import bad, good, says

OWED = ("silence", "owed")
NOTHING_BEFORE = ("silence", "nothing-before")
EXPECTATION = ("silence", "phase-without-expectation")
SIGNS = ("silence", "no-warning-signs")
PHONE = ("silence", "no-phone")

OWES_RETINOID = "owes:\n  before: retinoid\n"
OWES_SUNSCREEN = "owes:\n  after: sunscreen\n"
OWES_BOTH = "owes:\n  before: retinoid\n  after: retinoid\n"

RETINOID_3 = """Use no retinoid for three days before.
id: retinoid-3
avoid: [retinoid]
from: 3 days before
cites: before 1"""
WITH_PEEL = f"{RETINOID_3}\nif: peel-planned"
WITHOUT_PEEL = """Use no retinoid for two days before.
id: retinoid-2
avoid: [retinoid]
from: 2 days before
if: not peel-planned
cites: before 2"""
RETINOID_72 = """Use a retinoid from 72 hours after.
id: retinoid-72
may: [retinoid]
from: 72 hours after
cites: after 1"""
SUNSCREEN_24 = """Put on sunscreen from 24 hours after.
id: sunscreen-24
may: [sunscreen]
from: 24 hours after
cites: after 1"""
GYM = """Do not go to the gym for 24 hours.
id: gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 2"""
DO_SUNSCREEN = """Put on sunscreen from 4 hours after.
id: do-sunscreen
do: [sunscreen]
from: 4 hours after
cites: after 1"""
NO_SUNSCREEN_4 = """Use no sunscreen for 4 hours.
id: no-sunscreen-4
avoid: [sunscreen]
from: end
until: 4 hours after
cites: after 2"""
ASK_SUNSCREEN = """Ask the clinic about sunscreen sooner than that.
id: ask-sunscreen
tell: [sunscreen]
from: end
until: 4 hours after
route: clinic
cites: after 2"""
WEEK = """Your skin sheds.
phase: week
title: Days 2 to 7
from: day 2
until: day 7"""
RED = """Expect red skin from day 2 to day 7.
id: red
expect: [redness]
from: day 2
until: day 7
cites: after 1"""
CALL = """Call the clinic about a fever.
id: fever
call: [fever]
from: end
act: now
cites: after 1"""
TELL_FEVER = """Know that a fever is rare.
id: fever
tell: [fever]
from: end
cites: after 1"""

SILENCES = [
    bad("nothing on retinoids", OWED, says(GYM), head=OWES_RETINOID),
    bad("retinoids only before", OWED, says(RETINOID_3), head=OWES_BOTH),
    bad("retinoids only after", OWED, says(RETINOID_72), head=OWES_BOTH),
    bad(
        "sunscreen allowed for three days, then silence",
        OWED,
        says(SUNSCREEN_24 + "\nuntil: day 3"),
        head=OWES_SUNSCREEN,
    ),
    bad(
        "retinoids before only with a peel",
        OWED,
        says(WITH_PEEL),
        head=OWES_RETINOID,
    ),
    bad(
        "silent outside the three days",
        OWED,
        says(RETINOID_3 + "\noutside: silent"),
        head=OWES_RETINOID,
    ),
    good("retinoids before and after", OWED, says(RETINOID_3, RETINOID_72), head=OWES_BOTH),
    good("retinoids before", OWED, says(RETINOID_3), head=OWES_RETINOID),
    good("sunscreen after", OWED, says(SUNSCREEN_24), head=OWES_SUNSCREEN),
    bad(
        "with a peel and without, while nobody knows which",
        OWED,
        says(WITH_PEEL, WITHOUT_PEEL),
        head=OWES_RETINOID,
    ),
    good(
        "with a peel and without, and ask while nobody knows which",
        OWED,
        says(WITH_PEEL + "\noutside: ask", WITHOUT_PEEL + "\noutside: ask"),
        head=OWES_RETINOID,
    ),
    good(
        "ask outside the three days",
        OWED,
        says(RETINOID_3 + "\noutside: ask"),
        head=OWES_RETINOID,
    ),
    bad("sunscreen from 4 hours", NOTHING_BEFORE, says(DO_SUNSCREEN)),
    bad(
        "sunscreen from the next day, silent before",
        NOTHING_BEFORE,
        says(DO_SUNSCREEN.replace("4 hours after", "the next day")),
    ),
    bad(
        "forbidden for 4 hours, a task from the next day, silent between",
        NOTHING_BEFORE,
        says(
            DO_SUNSCREEN.replace("4 hours after", "24 hours after"),
            NO_SUNSCREEN_4 + "\noutside: silent",
        ),
    ),
    good("forbidden until the task begins", NOTHING_BEFORE, says(DO_SUNSCREEN, NO_SUNSCREEN_4)),
    good("ask until the task begins", NOTHING_BEFORE, says(DO_SUNSCREEN, ASK_SUNSCREEN)),
    good(
        "the task begins at the end",
        NOTHING_BEFORE,
        says(DO_SUNSCREEN.replace("4 hours after", "end")),
    ),
    good("a permission forbids until then", NOTHING_BEFORE, says(SUNSCREEN_24)),
    bad("a week without a word", EXPECTATION, says(WEEK)),
    bad(
        "normal only before the week",
        EXPECTATION,
        says(WEEK, RED.replace("from: day 2\nuntil: day 7", "from: end\nuntil: day 1")),
    ),
    good("a week with red skin", EXPECTATION, says(WEEK, RED)),
    good(
        "red from the end to day 3",
        EXPECTATION,
        says(WEEK, RED.replace("from: day 2\nuntil: day 7", "from: end\nuntil: day 3")),
    ),
    bad("no rule to call", SIGNS, says(GYM)),
    bad("a fever only told of", SIGNS, says(TELL_FEVER)),
    good("call about a fever", SIGNS, says(CALL)),
    bad("no number to call", PHONE, says(CALL)),
    bad("no number and no sign", PHONE, says(GYM)),
    good("a number to call", PHONE, says(CALL), head="phone: clinic\n"),
]
