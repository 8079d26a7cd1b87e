"""Minis: rules that a decision sets aside, bars that differ, and how soon to act."""

from __future__ import annotations

from tests.proof.minis.mini import Mini, bad, decides, good, says

SET_ASIDE = ("conflict", "set-aside")
BARS = ("conflict", "bars")
URGENCY = ("conflict", "urgency")
PERMISSION = ("dead", "permission")

GYM_4_HOURS = (
    "Rest.\nid: gym-4-hours\navoid: [gym]\nfrom: end\nuntil: 4 hours after\ncites: after 1"
)
GYM_NEXT_DAY = "Go.\nid: gym-next-day\nmay: [gym]\nfrom: the next day\ncites: after 2"
GYM_2_DAYS = "Rest.\nid: gym-2-days\navoid: [gym]\nfrom: end\nuntil: day 2\ncites: after 2"
WAIT = "Wait.\nid: {0}\nbar: [previous-session]\nso: {1}\nlasts: {2}\ncites: after 1"
PREGNANT = "Tell us.\nid: {0}\nbar: [pregnant]\nso: {1}\ncites: before 1"
FEVER = "Call.\nid: {0}\ncall: [fever]\nact: {1}\nfrom: end\ncites: after 1"
MAKEUP = "Wear it.\nid: makeup\nmay: [makeup]\nfrom: 24 hours after\ncites: after 1"
SERIES = "Come again.\nseries: three\nmost: 3\ninterval: {0}\ncites: after 1"

SETTLED: tuple[Mini, ...] = (
    bad(
        "set aside, and still forbids after an evening session",
        SET_ASIDE,
        says(GYM_4_HOURS, GYM_NEXT_DAY),
        decides("D1", "prevails: gym-next-day\nyields: gym-4-hours"),
    ),
    bad(
        "named as both what prevails and what yields",
        SET_ASIDE,
        says(GYM_4_HOURS, GYM_2_DAYS),
        decides("D1", "prevails: gym-2-days\nyields: gym-2-days"),
    ),
    good(
        "set aside for one that always covers it",
        SET_ASIDE,
        says(GYM_4_HOURS, GYM_2_DAYS),
        decides("D1", "prevails: gym-2-days\nyields: gym-4-hours"),
    ),
    bad(
        "four weeks and six",
        BARS,
        says(WAIT.format("four", "defer", "4 weeks"), WAIT.format("six", "defer", "6 weeks")),
    ),
    bad(
        "refused and reviewed",
        BARS,
        says(PREGNANT.format("no", "refuse"), PREGNANT.format("maybe", "review")),
    ),
    bad(
        "a series of two weeks and a wait of four",
        BARS,
        says(WAIT.format("four", "defer", "4 weeks"), SERIES.format("2 weeks")),
    ),
    good(
        "a series and its wait",
        BARS,
        says(WAIT.format("four", "defer", "4 weeks"), SERIES.format("4 weeks")),
    ),
    good(
        "refused with a peel, reviewed without",
        BARS,
        says(
            PREGNANT.format("no", "refuse") + "\nif: peel-planned",
            PREGNANT.format("maybe", "review") + "\nif: not peel-planned",
        ),
    ),
    good(
        "refused and reviewed, and a decision says which",
        BARS,
        says(PREGNANT.format("no", "refuse"), PREGNANT.format("maybe", "review")),
        decides("D1", "prevails: no\nyields: maybe"),
    ),
    bad(
        "fever now and tomorrow",
        URGENCY,
        says(FEVER.format("now", "now"), FEVER.format("tomorrow", "next-day")),
    ),
    good(
        "fever twice alike",
        URGENCY,
        says(FEVER.format("one", "now"), FEVER.format("two", "now")),
    ),
    good(
        "fever now and tomorrow, and a decision says which",
        URGENCY,
        says(FEVER.format("now", "now"), FEVER.format("tomorrow", "next-day")),
        decides("D1", "prevails: now\nyields: tomorrow"),
    ),
    bad(
        "allowed once calm, if not calm",
        PERMISSION,
        says(MAKEUP + "\nonce: skin-calm\nif: not skin-calm"),
    ),
    bad(
        "allowed with a peel and without one",
        PERMISSION,
        says(MAKEUP + "\nif: peel-planned and not peel-planned"),
    ),
    good("allowed once calm", PERMISSION, says(MAKEUP + "\nonce: skin-calm")),
)
