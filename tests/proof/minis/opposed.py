"""A rule allows what another forbids, for a moment and facts that can occur together."""

from tests.proof.minis.mini import OPPOSED, bad, decides, good, says

MINERAL = """Wear mineral make-up from 24 hours after.
id: mineral
may: [mineral-makeup]
from: 24 hours after
cites: after 1"""
MAKEUP = """Wear make-up from the next day.
id: any-makeup
may: [makeup]
from: the next day
cites: after 2"""
GYM_FROM_DAY_1 = """Go to the gym from the next day.
id: gym-next-day
may: [gym]
from: the next day
cites: after 2"""
GYM_4_HOURS = """Do not go to the gym for 4 hours.
id: gym-4-hours
avoid: [gym]
from: end
until: 4 hours after
cites: after 1"""
RETINOID_72 = """Use a retinoid from 72 hours after.
id: retinoid-72-hours
may: [retinoid]
from: 72 hours after
cites: after 1"""
NO_RETINOID_AFTER_PEEL = """Use no retinoid for 7 days after a peel.
id: no-retinoid-after-peel
avoid: [retinoid]
from: end
until: 7 days after
if: peel-planned
cites: after 2"""
PREPARE = """Use your retinoid in the weeks before.
id: prepare
do: [retinoid]
from: 6 weeks before
until: start
cites: before 1"""
NO_RETINOID_3 = """Use no retinoid for three days before.
id: no-retinoid-3
avoid: [retinoid]
from: 3 days before
cites: before 2"""
NO_PRODUCTS = """Put no product on your skin for 3 days.
id: no-products
avoid: [skin-product]
from: end
until: 3 days after
cites: after 1"""
SUNSCREEN = """Put on sunscreen right after.
id: sunscreen
do: [sunscreen]
from: end
until: 10 days after
cites: after 2"""
CALM_MAKEUP = """Wear make-up from the next day, once your skin is calm.
id: makeup-once-calm
may: [makeup]
from: the next day
once: skin-calm
cites: after 1"""
WIPES = """Use wipes right after.
id: wipes
may: [wipe]
from: end
cites: after 2"""
NO_ACID = """Use no acid for 7 days.
id: no-acid
avoid: [acid]
from: end
until: 7 days after
cites: after 1"""
NO_SCRUB = NO_ACID.replace("acid", "scrub")
BARE_DAY = """Wear no sunscreen on the day.
id: bare-day
avoid: [sunscreen]
from: the day
cites: before 1"""

OPPOSITIONS = [
    bad("mineral 24 hours, make-up next day", OPPOSED, says(MINERAL, MAKEUP)),
    bad("not for 4 hours allows before the next day", OPPOSED, says(GYM_4_HOURS, GYM_FROM_DAY_1)),
    bad(
        "the next day comes before 4 hours only after 20:00",
        OPPOSED,
        says(GYM_4_HOURS + "\noutside: silent", GYM_FROM_DAY_1),
    ),
    bad("only with a peel", OPPOSED, says(RETINOID_72, NO_RETINOID_AFTER_PEEL)),
    bad("prepare with what is washed out", OPPOSED, says(PREPARE, NO_RETINOID_3)),
    bad("sunscreen among the products", OPPOSED, says(NO_PRODUCTS, SUNSCREEN)),
    bad("sunscreen after, bare all day", OPPOSED, says(BARE_DAY, SUNSCREEN)),
    bad("acid wipes are wipes and acids", OPPOSED, says(NO_ACID, WIPES)),
    bad("calm skin or not", OPPOSED, says(CALM_MAKEUP, MAKEUP)),
    bad(
        "two conditions that can hold together",
        OPPOSED,
        says(RETINOID_72 + "\nif: eye-area", NO_RETINOID_AFTER_PEEL),
    ),
    bad(
        "only from the second session on",
        OPPOSED,
        says(SUNSCREEN + "\nif: session from 2", BARE_DAY),
    ),
    bad(
        "a decision that names only one of them",
        OPPOSED,
        says(MINERAL + "\ndecisions: D1", MAKEUP),
        decides("D1", "prevails: mineral"),
    ),
    good(
        "mineral prevails",
        OPPOSED,
        says(MINERAL + "\ndecisions: D1", MAKEUP + "\ndecisions: D1"),
        decides("D1", "prevails: mineral\nyields: any-makeup"),
    ),
    good(
        "four hours yield to the next day",
        OPPOSED,
        says(GYM_4_HOURS + "\ndecisions: D1", GYM_FROM_DAY_1 + "\ndecisions: D1"),
        decides("D1", "prevails: gym-next-day\nyields: gym-4-hours"),
    ),
    good(
        "with and without a peel",
        OPPOSED,
        says(RETINOID_72 + "\nif: not peel-planned", NO_RETINOID_AFTER_PEEL),
    ),
    good(
        "the first session and later ones",
        OPPOSED,
        says(SUNSCREEN + "\nif: session is 1", BARE_DAY + "\nif: session from 2"),
    ),
    good(
        "prepare until the washout begins",
        OPPOSED,
        says(PREPARE.replace("until: start", "until: 3 days before"), NO_RETINOID_3),
    ),
    good(
        "silent after 4 hours, allowed after 24",
        OPPOSED,
        says(
            GYM_4_HOURS + "\noutside: silent",
            GYM_FROM_DAY_1.replace("from: the next day", "from: 24 hours after"),
        ),
    ),
    good(
        "allowed at the moment at which it is no longer forbidden",
        OPPOSED,
        says(GYM_4_HOURS, GYM_FROM_DAY_1.replace("from: the next day", "from: 4 hours after")),
    ),
    good(
        "three days after end where day 4 begins",
        OPPOSED,
        says(NO_PRODUCTS, SUNSCREEN.replace("from: end", "from: day 4")),
    ),
    good("all but sunscreen", OPPOSED, says(NO_PRODUCTS + "\nexcept: [sunscreen]", SUNSCREEN)),
    good("scrubs are no wipes", OPPOSED, says(NO_SCRUB, WIPES)),
    good(
        "sunscreen from the day after the bare day",
        OPPOSED,
        says(BARE_DAY, SUNSCREEN.replace("from: end", "from: the next day")),
    ),
    good(
        "other make-up than mineral",
        OPPOSED,
        says(MINERAL, MAKEUP + "\nexcept: [mineral-makeup]"),
    ),
]
