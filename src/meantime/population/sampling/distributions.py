"""How the people of a sample are spread: every share and span that is drawn from, and why.

DISTRIBUTIONS

All of this is assumed, for load and for tests, so that every rule meets people on both sides of it.
It is no epidemiology: no share below was measured, and no count from a sample says anything about
patients.

Sessions. Booked evenly over 1 September 2026 to 30 April 2027, in which the clocks of both
hemispheres change both ways, at a quarter hour from 08:00 to 19:45. One in fifty lies on a day that
computes badly: one with a clock change in its zone, the last or first day of a month, or the end of
a February with and without a 29th; half of those at an odd hour around midnight or in the night
(`starts`).
Zones: `ZONES`. Numbers in the series: `SESSIONS`.

Answers. `UNKNOWN` of the answers to each question are unknown, each for itself, and `SILENT` of the
people answered nothing at all. Of the rest:

- yes-no questions: `YES`, by feature; for any other `OTHER_YES`, and for a report `OTHER_REPORT`.
- dated questions: `LAST_TIME`, by feature; for any other `OTHER_LAST_TIME`. Of the dates, `EDGE`
  lie exactly at an edge of the protocol's rules, half on the last day of use that is clear and half
  on the first that is not, and `FUTURE` lie up to two weeks after the start, which is an error of
  the form. Of the others, `near` lie 0 to 10 days before the session, and the rest in a tail that
  thins out to two years.
- the last session: for a first session `FIRST`, else `LATER`; both also contradict the number now
  and then, as forms do.
- anchors such as the date of a peel: `ANCHOR_ON_THE_DAY`, `ANCHOR_BEFORE`, else not given.

Questions are independent of each other but where an entry names another (`given`). A protocol
that asks other questions works as well: what a table does not know has the "other" share.
"""

from __future__ import annotations

from typing import NamedTuple

UNKNOWN = 0.02
SILENT = 0.05
EDGE = 0.12
FUTURE = 0.005
ANCHOR_ON_THE_DAY = 0.02
ANCHOR_BEFORE = 0.03


class Yes(NamedTuple):
    """The share that says yes; with `given`, of those with a yes there, else `otherwise`."""

    share: float
    given: str = ""
    otherwise: float = 0.0


class LastTime(NamedTuple):
    """Shares that never did it and that still do; of the other dates, the share of `near` ones."""

    never: float
    ongoing: float
    near: float


OTHER_YES = Yes(0.05)
OTHER_REPORT = Yes(0.9)
OTHER_LAST_TIME = LastTime(0.6, 0.05, 0.3)

# By number in the series: most courses are three sessions, so few come for a fifth.
SESSIONS = {1: 0.45, 2: 0.23, 3: 0.18, 4: 0.09, 5: 0.05}

# Modelled on the adult clients of a cosmetic clinic, most of them women of 25 to 55.
YES = {
    "pregnant": Yes(0.03),  # few, since most who know do not book
    "active-cold-sore": Yes(0.02, "cold-sore-history", 0.001),  # a few outbreaks of a week a year
    "herpes-simplex": Yes(0.004),  # other than a cold sore: rare
    "warts": Yes(0.01),  # common in children, rare on an adult's face
    "open-sores": Yes(0.01),
    "sunburned-skin": Yes(0.01),  # a week after each of a burn or two a year
    "sensitive-skin": Yes(
        0.03
    ),  # far more call their skin sensitive; this asks for more than usual
    "dermatitis": Yes(0.02),
    "inflamed-rosacea": Yes(0.02),  # of about one in ten with rosacea, those with a flare
    "skin-breakdown": Yes(0.015),
    "excessive-dryness": Yes(0.03),
    "cold-sore-history": Yes(0.25),  # 20 to 30 % recall one
    "antiviral-plan": Yes(0.75, "cold-sore-history", 0.005),  # most clinics have asked by then
    "peel-planned": Yes(0.12),  # an extra that some book
    "eye-area": Yes(0.3),
    "skin-calm": Yes(0.94),
    "breastfeeding": Yes(0.02),
    "under-18": Yes(0.005),
    "aged-18-to-21": Yes(0.0, "under-18", 0.05),  # nobody is both
    "keloid": Yes(0.03),
    "bleeding-disorder": Yes(0.01),
    "blood-thinner-use": Yes(0.04),  # daily aspirin among the older clients
    "weak-immune-system": Yes(0.015),
    "chemotherapy": Yes(0.003),
    "radiotherapy": Yes(0.002),
    "skin-cancer": Yes(0.006),
    "skin-infection": Yes(0.005),
    "active-acne": Yes(0.08),  # acne scars are a main reason to come, sore acne less often
    "diabetes": Yes(0.015),  # only where hard to control
    "autoimmune-disease": Yes(0.03),
    "psoriasis-or-vitiligo": Yes(0.03),
    "allergy": Yes(0.04),  # nickel, above all
    "tattoo-in-area": Yes(0.05),  # permanent make-up, above all
    "dark-patch-risk": Yes(0.12),
    "recent-face-procedure": Yes(0.08),
    "photosensitising-medicine": Yes(0.04),
    "feeling-unwell": Yes(0.02),
    "other-area": Yes(0.06),  # neck and hands
}

LAST_TIME = {
    "isotretinoin": LastTime(0.93, 0.005, 0.02),  # a course once, years ago for most
    "retinoid": LastTime(0.65, 0.06, 0.35),  # about 35 % users, most told to pause
    "topical-antibiotic": LastTime(0.9, 0.01, 0.2),
    "exfoliant": LastTime(0.45, 0.04, 0.3),  # scrubs and acids: in most bathrooms
    "hydroquinone": LastTime(0.93, 0.01, 0.3),
    "benzoyl-peroxide": LastTime(0.87, 0.02, 0.35),
    "sunburn": LastTime(0.55, 0.0, 0.05),  # last summer, or never that they recall
    "ipl-laser": LastTime(0.75, 0.0, 0.1),
    "waxing": LastTime(0.65, 0.0, 0.2),  # every four weeks or so
    "depilatory-cream": LastTime(0.88, 0.0, 0.25),
    "electrolysis": LastTime(0.94, 0.005, 0.15),
    "shaving": LastTime(0.55, 0.01, 0.9),  # men, and fine hair; "goes on" is a slip
}

# Who books a first session has had none but in an earlier series, or says so by mistake.
FIRST = LastTime(0.94, 0.0, 0.15)


class LastSession(NamedTuple):
    """Before a later session: never (a slip), sooner than the interval, at it, or long ago."""

    never: float
    sooner: float
    edge: float
    usual: float
    long_ago: float
    usual_days: int


LATER = LastSession(0.02, 0.05, 0.08, 0.75, 0.1, 21)
# Where the protocol says nothing of a series.
OTHER_INTERVAL = 28

# Shares in per cent. Beside the weight of the markets stand the zones that break careless code.
ZONES = {
    "America/New_York": 18.0,
    "America/Los_Angeles": 13.0,
    "America/Chicago": 12.0,
    "Europe/London": 9.0,
    "Asia/Kolkata": 7.0,  # half an hour off, no summer time
    "Europe/Berlin": 6.0,
    "Europe/Paris": 6.0,
    "America/Sao_Paulo": 5.0,
    "America/Denver": 4.0,
    "America/Toronto": 4.0,
    "Australia/Sydney": 3.5,
    "America/Mexico_City": 3.0,
    "America/Phoenix": 2.0,
    "Asia/Dubai": 2.0,
    "America/Santiago": 1.0,  # no midnight on the day the clocks go forward
    "Africa/Cairo": 1.0,  # the same
    "Africa/Casablanca": 0.75,  # summer time all year, but for Ramadan
    "Pacific/Honolulu": 0.5,
    "America/Anchorage": 0.5,
    "America/St_Johns": 0.5,  # half an hour off, with summer time
    "Asia/Kathmandu": 0.5,  # a quarter of an hour off
    "Australia/Lord_Howe": 0.25,  # its clocks move by half an hour
    "Pacific/Chatham": 0.25,  # three quarters of an hour off, with summer time
    "Pacific/Apia": 0.25,  # thirteen hours ahead
}
