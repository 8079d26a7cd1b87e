"""English."""

from __future__ import annotations

from meantime.linting.sentences.languages.english_syllables import syllables
from meantime.linting.sentences.languages.language import (
    Amount,
    Calls,
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
from meantime.model.rule import Urgency

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
    opening=(
        r"\b(?:from|starting|beginning|since)(?: on| at)? $",
        r" (?:\w+ ){0,4}?(?:on|onwards?)(?=[.,;]|$| and\b)",
    ),
    closing=(r"\b(?:until|till|up to|through|to the end of)(?: the)? $", r"(?!)"),
    least=(
        r"\b(?:at least|no less than|not less than|more than|over|no sooner than) $",
        r" (?:or (?:more|longer)|at least)\b",
    ),
    most=(
        r"\b(?:at most|(?:no|not) later than|no (?:more|longer) than|(?<!no )(?<!not )less than"
        r"|under) $",
        r" (?:\w+ ){0,3}?(?:or (?:less|fewer|sooner)|at most|at the latest)\b",
    ),
    better=(r"\b(?:better|best|prefer\w*|ideally)[^.]* $", r" (?:\w+ ){0,3}(?:better|best)\b"),
)

_ORDERS = Orders(
    verbs=(
        r"(?:add|apply|arrange|ask|avoid|begin|book|bring|buy|call|change|check|choose|clean"
        r"|come|contact|cover|cut|dab|delay|do without|double|drink|drop|dry|eat|expect|finish"
        r"|follow|get|give|go|halve|hold|increase|keep|leave|let|limit|look|lower|make|massage"
        r"|miss|pat|pause|phone|pick|press|protect|put|quit|raise|read|reduce|remove|rest"
        r"|restart|resume|return|rinse|rub|see|send|shave|show|shower|skip|sleep|split|stay"
        r"|start|stop|swap|switch|taper|take|talk|tan|tell|touch|treat|try|use|wait|wash|wear"
        r"|work|write)\b(?! (?:and|or|of|from)\b)"
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
    leaving=(
        r"(?:avoid|skip|miss|stop|quit|drop|pause|do without|give up|delay|put off|hold off"
        r"|leave (?:[\w-]+ ){0,4}out|(?:stay|keep) (?:away|off|out))\b"
    ),
    unless=r"\b(?:until|unless|before (?:\d+|\w+) (?:hours|days|weeks))\b",
    excepting=(
        r"\b(?:unless|except (?:if|when)|(?:even )?if you (?:feel|are) (?:well|fine|good|ok|fit)"
        r"|if you (?:like|want|wish|must)|even if your skin is not|only if you have to)\b"
    ),
    either=(
        r"\bor (?:until|till|once|when|as soon as|for) |\bwhichever (?:is|comes) (?:the )?"
        r"(?:sooner|soonest|first|earlier|earliest|shorter)\b"
    ),
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
    medicines=r"\b(?:prescri\w+|medicines?|medications?|tablets|pills)\b",
    prescribed=r"\b(?:that|which) (?:\w+ ){0,2}prescribed\b|\byour prescri\w+",
    changing=(
        r"(?:begin|change|come off|cut|delay|do without|double|drop|give up|go (?:off|without)"
        r"|halve|hold|increase|leave (?:[\w-]+ ){0,4}out|leave off|lower|miss|pause|put off|quit"
        r"|raise|reduce|restart|resume|skip|split|start|stop|swap|switch|taper)\b"
    ),
    keeping=r"(?:keep|continue|carry on|go on)\b",
    stopping=(
        r"(?:change|come off|cut|delay|do without|double|drop|give up|go (?:off|without)|halve"
        r"|hold|increase|leave|lower|miss|pause|put off|quit|raise|reduce|skip|split|stop|swap"
        r"|switch|taper)\b"
    ),
    using=r"(?:apply|avoid|go back to|put|return to|take|try|use)\b",
    altering=(
        r"\b(?:best|better|wise|safer|important|needs?|have|has|ought|want you|advise you) to "
        r"(?:stop|halve|skip|leave out|reduce|double|start|pause|come off|cut)\b"
        r"|\bbe (?:stopped|halved|skipped|left out|reduced|doubled|started|paused|changed|cut)\b"
    ),
    alone=r"\bon your own\b|\bby yourself\b|\bwithout (?:asking|talking)\b",
    it=r"\w+(?: \w+)? (?:it|them|this|these|that)\b",
    sending=(
        r"\b(?:ask|talk to|speak to|speak with|call|check with|follow)\b[^.;]*"
        r"\b(?:prescrib\w+|doctor|clinician|pharmacist)"
    ),
    dose=(
        r"(?:\d|\b(?:one|two|three|four|half an?|an?) )[\d.,]* ?"
        r"(?:mg|ml|mcg|\u03bcg|g|iu|milligrams?|units|drops?|tablets?|capsules?|pills?|puffs?)\b"
    ),
    parts=(
        r"\b(?:half|a quarter|a third|twice|take double|less|more) (?:of|your|the|that|an?)\b"
        r"|\b(?:half|lower|smaller|higher|larger|double|extra) dose\b"
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

_CALLS = Calls(
    urgencies={
        Urgency.EMERGENCY: r"\b(?:emergency|ambulance|at once|911|112|999)\b",
        Urgency.NOW: r"\b(?:now|right away|straight away)\b",
        Urgency.SAME_DAY: r"\b(?:the same day|today)\b",
        Urgency.NEXT_DAY: r"\b(?:(?:the )?next (?:working |business )?day|tomorrow)\b",
    },
    putting_off=(
        r"\b(?:not|never|don't|without|needn't|no need to) (?:\w+ ){0,2}"
        r"(?:call|calling|phone|ring|contact|get|seek|worry|the emergency)\b"
        r"|\b(?:no|not an) emergency\b|\bnothing to worry\b"
        r"|(?<!than )\b(?:is|are) (?:(?!not\b)\w+ )?(?:normal|fine|harmless|common|usual|ok)\b"
        r"|(?:^|[.;:] )expect\b|(?<!not )(?<!never )(?<!don't )\b(?:wait|ignore|do nothing)\b"
        r"|\bnext (?:week|month|year|visit|session|appointment|check|few days|days)\b"
        r"|\bin a (?:few|couple)\b|\blater\b|\bwhen you (?:can|have time|like)\b"
        r"|\bno (?:hurry|rush)\b|\bnot urgent\b"
    ),
)

ENGLISH = Language(
    code="en",
    measure=Measure(syllables, _flesch_kincaid),
    time=_TIME,
    orders=_ORDERS,
    medicine=_MEDICINE,
    calls=_CALLS,
    session=r"\b(?:sessions?|treatments?|treated)\b",
    glue=r"(?:,|or|and|nor|a|an|the|any|your|other|no|all|\s)*",
    such_as=r"(?:,|such|as|like|a|an|the|\s)*",
    answered={"my": "your"},
)
