"""English."""

from __future__ import annotations

from meantime.linting.sentences.languages.english_syllables import syllables
from meantime.linting.sentences.languages.language import (
    Amount,
    Language,
    Measure,
    Medicine,
    Orders,
    Time,
    Unit,
    any_of,
    counted,
    units,
)

_NUMBERS = counted(
    "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, "
    "fourteen, fifteen, sixteen, seventeen, eighteen, nineteen"
)
_TENS = counted("ten, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety")
_COMPOUNDS = {
    f"{ten}{between}{one}": 10 * tens + ones
    for ten, tens in _TENS.items()
    for one, ones in _NUMBERS.items()
    for between in ("-", " ")
    if tens > 1 and ones < 10
}
_PRONOUNS = "(?:you|it|they|your skin|your face)"
_BETTER = (
    "(?:better|younger|smoother|softer|firmer|clearer|brighter|healthier|perfect|flawless|radiant"
    r"|glow\w*|great|amazing|beautiful|results?|fewer (?:wrinkles|lines|scars))"
)
_BLEMISH = "(?:wrinkles?|(?:fine )?lines|scars?|acne|spots?|pores|stretch marks|ageing|aging)"


def _flesch_kincaid(words: int, heard: int) -> float:
    """The grade of one sentence: Kincaid, Fishburne, Rogers and Chissom, Research Branch Report
    8-75, Naval Technical Training, 1975.
    """
    return 0.39 * words + 11.8 * heard / words - 15.59


_TIME = Time(
    numbers=_NUMBERS | {ten: 10 * tens for ten, tens in _TENS.items()},
    compounds=_COMPOUNDS,
    compound=any_of(*_TENS) + "[- ]" + any_of(*list(_NUMBERS)[:9]),
    ordinals=counted("first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth"),
    units=units(
        minute="minute minutes min mins",
        hour="hour hours hr hrs h",
        day="day days",
        week="week weeks",
        month="month months",
        year="year years",
        session="session sessions",
    ),
    prefix="",
    joins="to|through|until|or|and|-|\u2013",
    day="days?",
    fixed={
        "half an hour": Amount(30, Unit.MINUTES),
        "an hour": Amount(60, Unit.MINUTES),
        "(?:the|a|last|past|previous) week": Amount(7, Unit.DAYS),
        "a fortnight": Amount(14, Unit.DAYS),
        "(?:the|a|last|past|previous) month": Amount(1, Unit.MONTHS),
        "(?:the|a|last|past|previous) year": Amount(12, Unit.MONTHS),
    },
    others=(
        r"\b(?:once|twice|times) (?:a|per|every) (?:hour|day|week|month|year)\b"
        r"|\b(?:\d+ to )?\d+ years? old\b"
    ),
    before=(
        r" (?:(?!after)[a-z]+ ){0,2}?(?:before|beforehand|prior|ahead|earlier|ago)\b",
        r"\b(?:last|past|previous|final) $",
    ),
    after=(
        r" (?:(?!before)[a-z]+ ){0,2}?(?:after|afterwards?|later|following)\b",
        r"\b(?:first|next|following|after) $",
    ),
    until=r"\bbefore (?:the )?$",
    since_last=r" (?:after|since|from) (?:your |the |a |any )?(?:last|latest|previous)\b",
    waiting=r"\b(?:wait|allow|let)\b[^,]*$",
    negation=r"\b(?:not|no|never|nothing|don't|avoid)\b",
    before_session=r"\bbefore (?:the|your|each) (?:\w+ )?(?:session|treatment)s?\b",
    after_session=r"\bafter (?:the|your|each) (?:\w+ )?(?:session|treatment)s?\b",
)

_ORDERS = Orders(
    verbs=(
        r"(?:add|apply|arrange|ask|avoid|begin|book|bring|buy|call|change|check|choose|clean|come"
        r"|contact|cover|dab|drink|dry|eat|expect|finish|follow|get|give|go|hold|keep|leave|let"
        r"|limit|look|make|massage|pat|phone|pick|press|protect|put|read|remove|rest|rinse|rub|see"
        r"|send|shave|show|shower|sleep|stay|start|stop|switch|take|talk|tan|tell|touch|treat|try|use|wait"
        r"|wash|wear|work|write)\b(?! (?:and|or|of|from)\b)"
    ),
    lead=r"(?:please |then |always |also |and |but |just |first |next |instead,? "
    r"|you (?:may|can|should|must|need to) )*",
    joins=r",? (?:and|but|or|then|and then|and also) (?:then |also )?",
    negation=r"(?:do not|don't|never|not) ",
    alternatives=r", | or |, or ",
    asides=(
        rf"\b(?:if|when|whenever|while|because|so that|that|which|who|where|whether|unless"
        rf"|as soon as|(?:before|after|until|once|till) {_PRONOUNS})\b"
    ),
    nothing=r"\w+(?: on)? (?:no|nothing|none)\b",
    forbidding=(
        r"\b(?:not|don't|no|none|never|nothing|avoid|wait|skip|rest|leave out"
        r"|(?:stay|keep)\b[^.]* (?:out|away|off|from))\b"
    ),
    using=r"(?:use|take|apply|put|wear|do|have|go|try|start|wash|shave|wax|tan|exercise)\b",
    unless=r"\b(?:until|unless|before (?:\d+|\w+) (?:hours|days|weeks))\b",
)

_MEDICINE = Medicine(
    terms=(
        r"\b(?:accutane|acetaminophen|antiviral|analgesic|anticoagulant|antiplatelet|antiseptic"
        r"|autoimmune|bakuchiol|benzoyl peroxide|collagen|contraindication|contraindicated"
        r"|corticosteroid|dermaplaning|dermatitis|dermatosis|desquamation|eczema|edema|oedema"
        r"|electrolysis|epidermis|erythema|exfoliants?|exfoliation|haematoma|hematoma|herpes"
        r"|histamine|hydroquinone|hyperpigmentation|immunosuppress\w*|inflammation"
        r"|inflammatory|ipl|isotretinoin|keloids?|kojic acid|lesions?|lupus|melasma|nsaids?"
        r"|occlusive|pigmentation|pinpoint bleeding|prophylaxis|psoriasis|purpura|radiotherapy"
        r"|chemotherapy|retinoids?|rosacea|scleroderma|spf|topical|vitiligo)\b"
    ),
    explaining=r"[^.,;:?]{0,30},? (?:\(|such as |like |which )|,? \(|, (?:a|an|the) ",
    examples=r"\b(?:such as|like|for example)\b[^.;:]*$|, an? (?:\w+ ){0,2}$",
    changing=(
        r"(?:apply|avoid|begin|cut down|double|go back to|halve|increase|leave out|pause|reduce"
        r"|restart|resume|skip|start|stop|take|try|use|put|return to|do without|come off)\b"
    ),
    stopping=r"(?:come off|cut down|halve|leave out|pause|reduce|skip|stop)\b",
    it=r"\w+(?: \w+)? (?:it|them|this|these|that)\b",
    sending=(
        r"\b(?:ask|talk to|speak to|speak with|call|check with|follow)\b[^.;]*"
        r"\b(?:prescrib\w+|doctor|clinician|pharmacist)"
    ),
    dose=(
        r"(?:\d|\b(?:one|two|three|four|half an?|an?) )[\d.,]* ?"
        r"(?:mg|ml|mcg|\u03bcg|g|iu|milligrams?|units|drops?|tablets?|capsules?|pills?|puffs?)\b"
    ),
    rates=(
        r"\b(?:once|twice|times) (?:a|per|every) (?:day|week)\b|\bdaily\b"
        r"|\bevery (?:day|night|morning|evening|\w+ hours|other day)\b"
    ),
    promises=(
        r"\bguarantee\w*|\bpainless\b|\brisk[- ]free\b"
        r"|\b(?:has|with|there (?:is|are|will be)) no (?:side effects|risks?|pain)\b"
        r"|\b(?:completely|totally|perfectly|100 ?%|entirely) (?:safe|painless|gone)\b"
        r"|\bbest results?\b|\bperfect skin\b|\balways works\b|\bworks for (?:everyone|everybody)\b"
        rf"|\b(?:will|is going to|is sure to|you'll)\b[^.,;]*\b{_BETTER}"
        rf"|\b(?:makes?|leaves?|gives?|keeps?) (?:you|your (?:skin|face))\b[^.,;]*\b{_BETTER}"
        rf"|\b(?:removes?|cures?|erases?|gets? rid of|heals?|clears|fades) (?:\w+ )?{_BLEMISH}\b"
    ),
    denying=r"\b(?:no|not|never|nobody|cannot|can't|won't)\b",
)

ENGLISH = Language(
    code="en",
    measure=Measure(syllables, _flesch_kincaid),
    time=_TIME,
    orders=_ORDERS,
    medicine=_MEDICINE,
    session=r"\b(?:sessions?|treatments?|treated)\b",
    glue=r"(?:,|or|and|nor|a|an|the|any|your|other|no|all|\s)*",
    such_as=r"(?:,|such|as|like|a|an|the|\s)*",
    answered={"my": "your"},
)
