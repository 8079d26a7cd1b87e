"""Modern Standard Arabic. Patterns are written without hamza and vowel marks, as `plain` text is.

No reading formula for Arabic is as widely accepted as those for English and Spanish, so none is
used; and the vocabulary has no Arabic words, so nothing can be said about substances.
"""

from __future__ import annotations

from meantime.linting.sentences.languages.language import (
    Amount,
    Language,
    Medicine,
    Orders,
    Time,
    Unit,
    any_of,
    counted,
    units,
)

_NUMBERS = counted(
    "واحد|واحدة, اثنين|اثنان|اثنتين|اثنتان, ثلاث|ثلاثة, اربع|اربعة, خمس|خمسة, ست|ستة, سبع|سبعة, "
    "ثمان|ثماني|ثمانية, تسع|تسعة, عشر|عشرة, احد عشر|احدى عشرة, اثنا عشر|اثني عشر|اثنتي عشرة"
)
_TENS = {
    f"{stem}{ending}": 10 * tens
    for stem, tens in counted("-, عشر, ثلاث, اربع, خمس, ست, سبع, ثمان, تسع").items()
    for ending in ("ون", "ين")
    if tens > 1
}
_ONES = {word: number for word, number in _NUMBERS.items() if number < 10}
_COMPOUNDS = {
    f"{one}{and_}{ten}": tens + ones
    for one, ones in _ONES.items()
    for ten, tens in _TENS.items()
    for and_ in (" و", " و ")
}
_ORDINALS = counted("اول, ثاني, ثالث, رابع, خامس, سادس, سابع, ثامن, تاسع, عاشر")

_TIME = Time(
    numbers=_NUMBERS | _TENS,
    compounds=_COMPOUNDS,
    compound=any_of(*_ONES) + " \u0648 ?" + any_of(*_TENS),
    ordinals=_ORDINALS | {f"ال{word}": number for word, number in _ORDINALS.items()},
    units=units(
        minute="دقيقة دقائق",
        hour="ساعة ساعات",
        day="يوم ايام يوما",
        week="اسبوع اسابيع اسبوعا",
        month="شهر اشهر شهور شهرا",
        year="سنة سنوات عام اعوام عاما",
        session="جلسة جلسات",
    ),
    prefix="(?:[\u0648\u0641\u0644\u0628\u0643]{0,2}(?:ال ?)?|لل)",
    joins="الى|حتى|او|و|-|\u2013",
    day="يوم(?: رقم)?|ايام(?: من)?",
    fixed={
        "نصف ساعة": Amount(30, Unit.MINUTES),
        "دقيقت(?:ين|ان)": Amount(2, Unit.MINUTES),
        "ساعت(?:ين|ان)": Amount(120, Unit.MINUTES),
        "يوم واحد": Amount(1, Unit.DAYS),
        "يوم(?:ين|ان)": Amount(2, Unit.DAYS),
        "اسبوع(?:ين|ان)": Amount(14, Unit.DAYS),
        "اسبوع": Amount(7, Unit.DAYS),
        "شهر(?:ين|ان)": Amount(2, Unit.MONTHS),
        "شهر": Amount(1, Unit.MONTHS),
        "سنت(?:ين|ان)": Amount(24, Unit.MONTHS),
        "سنة": Amount(12, Unit.MONTHS),
    },
    others=(
        r"\b(?:هذا الاسبوع|هذا الشهر|هذه السنة|كل (?:يوم|اسبوع|شهر|سنة)"
        r"|(?:[1-9]\d الى )?[1-9]\d (?:سنة|عاما))\b"
    ),
    before=(
        r" (?:(?!بعد)\w+ ){0,2}?(?:قبل|السابقة?|الماضية?|الاخيرة?|التي تسبق|الذي يسبق)\b",
        r"\b(?:قبل|اخر)(?: نحو| (?:ال)?جلس\w+(?: ب)?)? $",
    ),
    after=(
        r" (?:(?!قبل)\w+ ){0,2}?(?:بعد|التالية?|اللاحقة?|التي تلي|الذي يلي)\b",
        r"\b(?:بعد|اول)(?: مرور| مضي| انقضاء| نحو| (?:ال)?جلس\w+(?: ب)?)? $",
    ),
    until=r"\bقبل (?:مرور|مضي|انقضاء) $",
    since_last=r" (?:بعد|من|منذ|على) (?:اخر|جلستك الاخيرة|الجلسة الاخيرة|جلستك السابقة)\b",
    waiting=r"\b(?:انتظر|انتظري)\b[^\u060c]*$",
    negation=r"\b(?:لا|لم|لن|ليس|دون|بدون|تجنب)\b",
    before_session=r"\bقبل (?:موعد )?(?:ال)?جلس(?:ة|تك|اتك)\b",
    after_session=r"\bبعد (?:انتهاء |نهاية )?(?:ال)?جلس(?:ة|تك|اتك)\b",
)

_ORDERS = Orders(
    verbs=(
        r"(?:لا تستخدم|لا تضع|لا تغسل|لا تاخذ|لا تمارس|لا تلمس|لا تتعرض|ضع|استخدم|استعمل|اغسل|اتصل"
        r"|اسال|اطلب|انتظر|ابتعد|تجنب|خذ|اخبر|ارتد|البس|ابحث|ابق|حافظ|اتبع|احجز|عد|تعال|جفف|نظف"
        r"|توقف|واصل|اترك|احضر|اعرض|توقع|راجع|استشر)(?:ي|ها|ه)?\b"
    ),
    lead=r"(?:من فضلك,? |ثم |دايما |و)?",
    joins=r"(?:\u060c|,)? (?:ثم |او |و ?)",
    negation=r"(?:لا |تجنب )",
    alternatives=r"\u060c | او ",
    asides=r"\b(?:اذا|عندما|حين|قبل ان|بعد ان|حتى|لان|الذي|التي|الذين|ان كنت|ما دام)\b",
    nothing=r"\w+ لا شيء\b",
    forbidding=r"\b\u0648?(?:لا|لم|لن|تجنب|انتظر|ابتعد|احم|دون|بدون)\b",
    using=r"(?:استخدم|استعمل|ضع|خذ|اغسل|مارس)\b",
    unless=r"\b(?:حتى|قبل مرور|الا)\b",
)

_MEDICINE = Medicine(
    terms=(
        r"\b(?:ال)?(?:ايزوتريتينوين|ريتينويد|ريتينويدات|هيدروكينون|بنزويل|كيلويد|وردية|صدفية|بهاق)\b"
    ),
    explaining=r"[^.\u060c;:\u061f]{0,30}\u060c? (?:\(|مثل |وهو |وهي |الذي |التي )|\u060c? \(",
    examples=r"\b(?:مثل|كمثال)\b[^.;:]*$",
    changing=(
        r"(?:تستخدم|تستعمل|تاخذ|تتناول|استخدم|استعمل|خذ|تناول|اوقف|توقف عن|ابدا|زد|قلل|تجنب|اترك"
        r"|ضاعف)\b"
    ),
    stopping=r"(?:توقف|تترك|تقلل)",
    it=r"\w+(?:ه|ها|هما|هم)\b",
    sending=r"\b[\u0641\u0648]?(?:اسال|استشر|راجع|تحدث|اتصل|اتبع|افعل)\b[^.;]*(?:وصف|طبيب|صيدلي)",
    dose=(
        r"(?:\d[\d.,]*|\b(?:نصف|ثلاث|اربع)) ?(?:ملغ|ملجم|مجم|مل|ميكروغرام|غرام|وحدات|قطرات|اقراص"
        r"|حبوب|كبسولات|حبة|قرص|كبسولة)\b|\b(?:حبتين|حبتان|قرصين|قرصان|كبسولتين)\b"
    ),
    rates=r"\b(?:مرة|مرتين|مرات) (?:في اليوم|يوميا|كل يوم)\b|\bيوميا\b|\bكل (?:يوم|ليلة|صباح)\b",
    promises=(
        r"\bنضمن\b|\bمضمون\w*|\bبلا (?:الم|مخاطر)\b|\bبدون (?:الم|مخاطر|اثار جانبية)\b"
        r"|\bافضل النتايج\b|\bبشرة مثالية\b"
        r"|\bست(?:صبح|بدو|كون) [^.]*\b(?:افضل|اصغر|انعم|اجمل|مثالية)\b"
        r"|\b(?:يزيل|يعالج|يمحو) (?:التجاعيد|الندوب|حب الشباب)\b"
    ),
    denying=r"\b(?:لا|لم|لن|ليس|ليست)\b",
)

ARABIC = Language(
    code="ar",
    measure=None,
    time=_TIME,
    orders=_ORDERS,
    medicine=_MEDICINE,
    session=r"\b(?:ال|لل)?(?:جلسة|جلسات|علاج)\b",
    glue=r"(?:,|\u060c|او|و|\s)*",
    such_as=r"(?:,|\u060c|مثل|\s)*",
    answered={},
)
