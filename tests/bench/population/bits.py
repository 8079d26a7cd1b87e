"""What whoever writes microneedling by hand has to copy out of it: its pairs and its questions.

Nothing here is read from the protocol, as nothing would be in a warehouse: where the protocol
changes, these lists and both queries have to be changed by hand, and the test says so.
"""

from __future__ import annotations

from datetime import date

UNKNOWN = date(1800, 1, 2)
NEVER = date(1800, 1, 1)
ONGOING = date(2200, 1, 1)

STATUSES = ("eligible", "review", "deferred", "contraindicated", "incomplete")

_WASHOUTS = """
isotretinoin-6-months: isotretinoin
light-7-days: ipl-laser
hair-removal-5-to-7-days: waxing depilatory-cream electrolysis
actives-4-days-with-peel: retinoid exfoliant hydroquinone benzoyl-peroxide
actives-3-days: retinoid topical-antibiotic exfoliant hydroquinone benzoyl-peroxide
sunburn-3-days: sunburn
actives-24-hours-without-peel: retinoid exfoliant hydroquinone benzoyl-peroxide
no-shaving-on-the-day: shaving
"""
_BARS = """
cold-sore-history-needs-plan: cold-sore-history
bar-pregnancy: pregnant
bar-cold-sore: active-cold-sore
bar-herpes: herpes-simplex
bar-warts: warts
bar-open-sores: open-sores
bar-sunburned-skin: sunburned-skin
bar-sensitive-skin: sensitive-skin
bar-dermatitis: dermatitis
bar-rosacea: inflamed-rosacea
bar-skin-breakdown: skin-breakdown
bar-excessive-dryness: excessive-dryness
review-breastfeeding: breastfeeding
review-under-18: under-18
review-18-to-21: aged-18-to-21
review-scars-and-bleeding: keloid bleeding-disorder blood-thinner-use
review-immune-and-cancer: weak-immune-system chemotherapy radiotherapy skin-cancer
bar-skin-infection: skin-infection
review-skin: active-acne psoriasis-or-vitiligo tattoo-in-area dark-patch-risk
review-healing: diabetes autoimmune-disease
review-allergy: allergy
review-recent-procedure: recent-face-procedure
review-light-medicine: photosensitising-medicine
review-unwell: feeling-unwell
review-other-area: other-area
interval-4-weeks: previous-session
healed-before-the-next: previous-session
review-fourth-session: previous-session
"""


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    rows = (line.split(": ") for line in text.split("\n") if line)
    return tuple((rule, feature) for rule, about in rows for feature in about.split())


WASHOUTS = _pairs(_WASHOUTS)
BARS = _pairs(_BARS)
# Bit k of `findings` is the k-th of these.
PAIRS = WASHOUTS + BARS
RULES = tuple(dict.fromkeys(rule for rule, _ in PAIRS))

# Bit k of `missing` is the k-th of these.
_FEATURES = """
pregnant active-cold-sore herpes-simplex warts open-sores sunburned-skin sensitive-skin
dermatitis inflamed-rosacea skin-breakdown excessive-dryness cold-sore-history antiviral-plan
peel-planned eye-area skin-calm previous-session isotretinoin retinoid topical-antibiotic
exfoliant hydroquinone benzoyl-peroxide sunburn ipl-laser waxing depilatory-cream electrolysis
shaving breastfeeding under-18 aged-18-to-21 keloid bleeding-disorder blood-thinner-use
weak-immune-system chemotherapy radiotherapy skin-cancer skin-infection active-acne diabetes
autoimmune-disease psoriasis-or-vitiligo allergy tattoo-in-area dark-patch-risk
recent-face-procedure photosensitising-medicine feeling-unwell other-area
"""
FEATURES = tuple(_FEATURES.split())
_washed = {feature for _, feature in WASHOUTS}
USED = tuple(feature for feature in FEATURES if feature in _washed)
DATES = ("previous-session", *USED)
YES_NO = tuple(feature for feature in FEATURES if feature not in DATES)
# The questions that a bar rests on alone: of the skin and of pregnancy, then all that came later.
_ALONE = tuple(feature for _, feature in BARS[1:] if feature in YES_NO)
SKIN, HISTORY = _ALONE[:11], _ALONE[11:]

REVIEWED = tuple(rule for rule in RULES if rule.startswith("review-"))
# Deferred until somebody has looked: no date clears these.
UNDATED = tuple(rule for rule in RULES if rule.startswith("bar-") and rule != "bar-pregnancy")
# Where the answer is missing the session may have to be deferred.
DEFERRING = (
    *DATES,
    *("cold-sore-history", "antiviral-plan", "skin-calm"),
    *(feature for rule, feature in BARS if rule in UNDATED),
)


def findings_mask(*rules: str) -> int:
    """The bits of every pair of these rules."""
    return sum(1 << bit for bit, (rule, _) in enumerate(PAIRS) if rule in rules)


def missing_mask(*features: str) -> int:
    """The bits of these features."""
    return sum(1 << FEATURES.index(feature) for feature in features)


def finding_bit(feature: str) -> int:
    """The number of the bit of a bar that rests on one question."""
    return next(bit for bit, pair in enumerate(PAIRS) if pair[1] == feature)
