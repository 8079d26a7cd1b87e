"""Sentences that pin each check of the linter's reading: bad ones, and good ones that come near.

Each takes the place of the sentence of one rule of the shipped protocol.
"""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """A sentence in place of a rule's own, and the check that has to speak, or to be silent."""

    check: str
    language: str
    rule: str
    text: str


def _all(check: str, language: str, texts: dict[str, tuple[str, ...]]) -> list[Sentence]:
    return [Sentence(check, language, rule, text) for rule in texts for text in texts[rule]]


BAD = [
    *_all(
        "number",
        "en",
        {
            "no-exercise-24-hours": (
                "Do not do hard exercise for one day after the session.",
                "Do not do hard exercise for 42 hours after the session.",
                "Do not do hard exercise after the session.",
                "Do not do hard exercise for twenty-three hours.",
            ),
            "no-sun-3-to-10-days": ("Stay out of the sun for three days after the session.",),
            "hair-removal-5-to-7-days": (
                "Do not use wax in the five days before. Eight days is better.",
            ),
            "sunscreen-every-2-hours": (
                "Put on sunscreen every three hours from 24 hours after the session. Use SPF 30.",
            ),
            "expect-dryness": ("Expect dry, flaky skin from day 2 to day 8.",),
            "interval-4-weeks": ("Wait at least a month after your last session.",),
            "review-18-to-21": ("Tell the clinic if you are 18 to 25.",),
        },
    ),
    *_all(
        "number",
        "es",
        {
            "no-exercise-24-hours": (
                "No haga ejercicio intenso durante un día después de la sesión.",
                "No haga ejercicio intenso durante cuarenta y ocho horas.",
                "No haga ejercicio intenso después de la sesión.",
            ),
            "no-sun-3-to-10-days": ("No se exponga al sol durante los tres días siguientes.",),
            "expect-dryness": ("Es normal tener la piel seca del día 2 al 8.",),
            "isotretinoin-6-months": (
                "Espere hasta que pasen cinco meses desde la isotretinoína.",
            ),
            "sunscreen-every-2-hours": (
                "Póngase protector solar SPF 50 cada dos horas desde 24 horas después.",
            ),
        },
    ),
    *_all(
        "number",
        "ar",
        {
            "no-exercise-24-hours": (
                "لا تمارس الرياضة لمدة يوم واحد بعد الجلسة.",
                "لا تمارس الرياضة لمدة ٤٢ ساعة بعد الجلسة.",
                "لا تمارس الرياضة بعد الجلسة.",
            ),
            "sunscreen-every-2-hours": ("ضع واقي الشمس كل ثلاث ساعات بعد 24 ساعة. SPF 30.",),
            "actives-3-days": ("لا تستعمل الريتينويدات في الأيام الخمسة قبل الجلسة.",),
            "cold-sore-history-needs-plan": ("يضع الطبيب خطة لدواء لأسبوعين قبل الجلسة.",),
            "expect-dryness": ("توقع جلدا جافا من اليوم الثاني إلى الثامن.",),
        },
    ),
    *_all(
        "direction",
        "en",
        {
            "actives-3-days": (
                "Do not use retinoids in the three days after the session.",
                "Do not use retinoids in the first three days.",
                "Do not use retinoids up to day 3. Keep off them three days after.",
            ),
            "own-moisturiser-after-48-hours": (
                "Use your own moisturiser 48 hours before the session.",
                "Use your own moisturiser in the last 48 hours.",
                "Use your own moisturiser before 48 hours.",
            ),
        },
    ),
    *_all(
        "direction",
        "es",
        {
            "actives-3-days": (
                "No use retinoides en los tres días después de la sesión.",
                "No use retinoides en los primeros tres días.",
            ),
            "own-moisturiser-after-48-hours": (
                "Use su propia crema hidratante 48 horas antes de la sesión.",
                "Use su propia crema hidratante en las últimas 48 horas.",
            ),
        },
    ),
    *_all(
        "direction",
        "ar",
        {
            "actives-3-days": (
                "لا تستعمل الريتينويدات بعد 3 أيام من الجلسة.",
                "لا تستعمل الريتينويدات في الأيام الـ 3 التالية للجلسة.",
            ),
            "own-moisturiser-after-48-hours": ("استعمل كريمك قبل 48 ساعة من الجلسة.",),
        },
    ),
    *_all(
        "substance",
        "en",
        {
            "actives-3-days": (
                "Do not use these in the three days before.",
                "Do not use retinoids, sunscreen or hydroquinone in the three days before.",
                "Do not wear make-up in the three days before.",
            ),
            "no-anti-inflammatories": (
                "Do not take anti-inflammatory painkillers such as paracetamol.",
            ),
            "interval-4-weeks": ("Wait at least four weeks.",),
        },
    ),
    *_all(
        "substance",
        "es",
        {
            "actives-3-days": (
                "No use nada de esto en los tres días antes.",
                "No use retinoides, protector solar ni hidroquinona en los tres días antes.",
            ),
            "no-anti-inflammatories": ("No tome un antiinflamatorio, como el paracetamol.",),
        },
    ),
    *_all(
        "grade",
        "en",
        {
            "hat-and-shade": (
                "Subsequently minimise unnecessary exposure to ultraviolet radiation by utilising "
                "an appropriate hat for 10 days.",
                "Discontinue contraindicated pharmaceuticals.",
                "Wear a hat for ten days whenever you have to go out of the house for any reason "
                "at all, even when it is cold and even when the sun is not out at that time.",
            ),
        },
    ),
    *_all(
        "grade",
        "es",
        {
            "hat-and-shade": (
                "Posteriormente minimice cualquier exposición innecesaria a radiaciones "
                "ultravioletas utilizando un sombrero apropiado durante diez días.",
                "Interrumpa inmediatamente medicamentos contraindicados.",
                "Manténgase debidamente protegido utilizando adecuadamente indumentaria apropiada.",
            ),
        },
    ),
    *_all(
        "actions",
        "en",
        {
            "hat-and-shade": (
                "Wear a hat and look for shade for ten days.",
                "Wear a hat for ten days; keep out of the sun.",
                "If you go out, wear a hat and then wash your face.",
                "Do not sit in the sun and wear a hat.",
                "You may wear a hat and use sunscreen.",
            ),
        },
    ),
    *_all(
        "actions",
        "es",
        {
            "hat-and-shade": (
                "Use un sombrero y busque la sombra durante diez días.",
                "Use un sombrero; evite el sol.",
                "Si sale, use un sombrero y luego lávese la cara.",
            ),
        },
    ),
    *_all(
        "actions", "ar", {"hat-and-shade": ("البس قبعة وابحث عن الظل.", "اغسل وجهك ثم ضع الكريم.")}
    ),
    *_all(
        "unexplained",
        "en",
        {
            "expect-redness": (
                "Expect erythema for up to three days.",
                "Expect redness and desquamation for up to three days.",
                "Tell the clinic about spironolactone.",
            ),
        },
    ),
    *_all(
        "unexplained",
        "es",
        {
            "expect-redness": (
                "Es normal el eritema hasta tres días.",
                "Es normal una hiperpigmentación hasta tres días.",
                "Avise a la clínica si toma espironolactona.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "en",
        {
            "retinoid-after-72-hours": (
                "Stop tretinoin three days before the session.",
                "No retinoids for 72 hours after the session.",
                "Tell us of tretinoin. Stop it for 72 hours.",
                "If you use tretinoin, stop it for 72 hours.",
                "Do not use retinoids for 72 hours.",
                "Use retinoids again from 72 hours after the session.",
                "You may use retinoids again from 72 hours after the session.",
                "Ask the person who prescribed it. Take two tablets with water.",
                "Ask the person who prescribed it. Use 0.5 mg from 72 hours on.",
                "Ask the person who prescribed it. Take ibuprofen twice a day.",
            ),
            "staff-antiviral-plan": ("Give 500 mg in the two days before.",),
        },
    ),
    *_all(
        "prescribes",
        "es",
        {
            "retinoid-after-72-hours": (
                "Suspenda la tretinoína tres días antes.",
                "Nada de retinoides hasta 72 horas después.",
                "Díganos si usa tretinoína. Suspéndala 72 horas.",
                "Si usa tretinoína, no la use en 72 horas.",
                "No use retinoides durante 72 horas.",
                "Puede volver a usar retinoides después de 72 horas.",
                "Pregunte a la persona que se lo recetó. Tome dos pastillas.",
                "Pregunte a la persona que se lo recetó. Tome ibuprofeno cada ocho horas.",
            ),
        },
    ),
    *_all("prescribes", "ar", {"retinoid-after-72-hours": ("تناول 2 حبة مع الماء.",)}),
    *_all(
        "promise",
        "en",
        {
            "results-vary": (
                "Your skin will look younger after one week.",
                "We guarantee smooth skin.",
                "This treatment removes wrinkles.",
                "The session is completely safe.",
                "Come back for the best results.",
            ),
            "staff-first-products": ("Say that the skin will be perfect.",),
        },
    ),
    *_all(
        "promise",
        "es",
        {
            "results-vary": (
                "Su piel se verá más joven después de una semana.",
                "Le garantizamos una piel suave.",
                "Este tratamiento elimina las arrugas.",
                "La sesión es completamente segura.",
            ),
        },
    ),
    *_all("promise", "ar", {"results-vary": ("ستبدو بشرتك اجمل بعد أسبوع.",)}),
    *_all(
        "opposite",
        "en",
        {
            "actives-3-days": (
                "Use retinoids in the three days before the session. Do not use acids.",
                "Your retinoids go on your skin in the three days before.",
                "You may use retinoids in the three days before. Do not worry.",
            ),
            "own-moisturiser-after-48-hours": (
                "Do not use your own moisturiser from 48 hours after the session.",
                "Use no moisturiser from 48 hours after the session.",
            ),
        },
    ),
    *_all(
        "opposite",
        "es",
        {
            "actives-3-days": (
                "Use retinoides en los tres días antes de la sesión. No use ácidos.",
                "Puede usar retinoides en los tres días antes.",
            ),
            "own-moisturiser-after-48-hours": (
                "No use su propia crema hidratante desde 48 horas después de la sesión.",
            ),
        },
    ),
    *_all(
        "opposite",
        "ar",
        {
            "actives-3-days": ("استعمل الريتينويدات في الأيام الثلاثة قبل الجلسة. لا تقلق.",),
            "own-moisturiser-after-48-hours": ("لا تستعمل كريمك بعد 48 ساعة من الجلسة.",),
        },
    ),
]

GOOD = [
    *_all(
        "number",
        "en",
        {
            "no-exercise-24-hours": (
                "Do not do hard exercise for twenty-four hours.",
                "Do not do hard exercise in the first 24 hours. Ask twice a day if you must.",
                "Keep to the 24-hour rule: no hard exercise.",
            ),
            "no-sun-3-to-10-days": (
                "Stay out of the sun for 3 to 10 days.",
                "Stay out of the sun for three days. Ten days is better.",
            ),
            "hair-removal-5-to-7-days": (
                "Do not use wax in the five days before. A week is better.",
            ),
            "interval-4-weeks": ("Wait at least 28 days after your last session.",),
            "expect-dryness": (
                "Expect dry, flaky skin on days 2 to 7.",
                "Expect dry, flaky skin from the second to the seventh day.",
            ),
            "no-shaving-on-the-day": ("Do not shave your face on the day.",),
            "sunscreen-every-2-hours": (
                "Put on sunscreen every 120 minutes from 24 hours after the session. Use SPF 30.",
            ),
        },
    ),
    *_all(
        "number",
        "es",
        {
            "no-exercise-24-hours": (
                "No haga ejercicio intenso durante veinticuatro horas.",
                "No haga ejercicio intenso en las primeras 24 horas.",
            ),
            "no-sun-3-to-10-days": ("No se exponga al sol durante 3 a 10 días.",),
            "light-7-days": ("No se haga láser en la semana anterior a la sesión.",),
            "expect-dryness": ("Es normal tener la piel seca del segundo al séptimo día.",),
            "review-under-18": ("Venga con su tutor si tiene menos de 18 años.",),
        },
    ),
    *_all(
        "number",
        "ar",
        {
            "no-exercise-24-hours": (
                "لا تمارس الرياضة لمدة ٢٤ ساعة بعد الجلسة.",
                "لا تمارس الرياضة لمدة أربع وعشرين ساعة بعد الجلسة.",
            ),
            "actives-3-days": ("لا تستعمل الريتينويدات في الأيام الثلاثة قبل الجلسة.",),
            "light-7-days": ("لا تخضع لليزر في الأسبوع السابق للجلسة.",),
            "cold-sore-history-needs-plan": ("يضع الطبيب خطة لدواء ليومين قبل الجلسة.",),
        },
    ),
    *_all(
        "direction",
        "en",
        {
            "actives-3-days": (
                "Do not use retinoids in the last three days.",
                "Do not use retinoids in the three days right before the session.",
            ),
            "isotretinoin-6-months": ("Come six months after your last dose of isotretinoin.",),
            "no-exercise-24-hours": (
                "Wait 24 hours before you do hard exercise.",
                "Do not do hard exercise before 24 hours have passed.",
                "Do hard exercise only 24 hours later.",
            ),
        },
    ),
    *_all(
        "direction",
        "es",
        {
            "actives-3-days": (
                "No use retinoides en los tres días previos a la sesión.",
                "No use retinoides en los últimos tres días.",
            ),
            "no-exercise-24-hours": (
                "Espere 24 horas antes de hacer ejercicio intenso.",
                "No haga ejercicio intenso antes de que pasen 24 horas.",
            ),
        },
    ),
    *_all(
        "direction",
        "ar",
        {
            "actives-3-days": (
                "لا تستعمل الريتينويدات قبل 3 أيام من الجلسة.",
                "لا تستعمل الريتينويدات خلال آخر ثلاثة أيام.",
            ),
            "own-moisturiser-after-48-hours": ("لا تستعمل كريمك قبل مرور 48 ساعة.",),
        },
    ),
    *_all(
        "substance",
        "en",
        {
            "actives-3-days": (
                "Do not use tretinoin in the three days before.",
                "Do not use retinoids in the three days before. Wear a hat on the way.",
                "Do not use retinoids in the three days before; sunscreen is fine.",
            ),
            "no-anti-inflammatories": (
                "Do not take a medicine for swelling, such as ibuprofen.",
                "Do not take anti-inflammatory painkillers such as ibuprofen or naproxen.",
            ),
            "interval-4-weeks": ("Wait at least four weeks after your last session.",),
            "staff-first-products": ("Put products from the clinic and sunscreen on the skin.",),
        },
    ),
    *_all(
        "substance",
        "es",
        {
            "actives-3-days": (
                "No use tretinoína en los tres días antes.",
                "No use retinoides en los tres días antes. Use un sombrero en el camino.",
            ),
            "no-anti-inflammatories": (
                "No tome un antiinflamatorio para el dolor, como el ibuprofeno.",
            ),
        },
    ),
    *_all(
        "grade",
        "en",
        {
            "hat-and-shade": (
                "Wear a hat for ten days.",
                "Ask the clinic before you use hydroquinone or benzoyl peroxide.",
                "Wear it.",
            ),
        },
    ),
    *_all(
        "grade",
        "es",
        {
            "hat-and-shade": (
                "Use un sombrero durante diez días.",
                "Pregunte a la clínica antes de usar hidroquinona o peróxido de benzoílo.",
                "Úselo.",
            ),
        },
    ),
    *_all(
        "actions",
        "en",
        {
            "hat-and-shade": (
                "Wear a hat, a scarf and sunscreen for ten days.",
                "Do not tan, use a sunbed or sit long in strong sun.",
                "Ask the clinic before you wash your face and use a cream.",
                "Wear a hat if you go out and take the bus.",
                "Wear a hat; the sun is strong.",
            ),
        },
    ),
    *_all(
        "actions",
        "es",
        {
            "hat-and-shade": (
                "Use un sombrero, un pañuelo y protector solar.",
                "No use cera, ponga crema ni tome el sol.",
                "Pregunte a la clínica si puede salir y use poco tiempo.",
            ),
        },
    ),
    *_all("actions", "ar", {"hat-and-shade": ("البس قبعة أو وشاحا.", "لا تأخذ حماما.")}),
    *_all(
        "unexplained",
        "en",
        {
            "expect-redness": (
                "Expect erythema, a red colour of the skin, for up to three days.",
                "Expect redness (erythema) such as desquamation (flakes).",
                "Tell the clinic about retinoids.",
            ),
        },
    ),
    *_all(
        "unexplained",
        "es",
        {
            "expect-redness": (
                "Es normal el eritema, un color rojo de la piel, hasta tres días.",
                "Es normal la hiperpigmentación (manchas oscuras).",
                "Avise a la clínica si usa retinoides.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "en",
        {
            "retinoid-after-72-hours": (
                "Do not use retinoids for 72 hours. Ask the person who prescribed them first.",
            ),
            "review-skin": (
                "Keep taking tretinoin.",
                "Do not stop tretinoin on your own.",
                "Tell the clinic if you use tretinoin every day.",
                "Put on sunscreen every two hours.",
                "Wash your face twice a day.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "es",
        {
            "retinoid-after-72-hours": (
                "No use retinoides durante 72 horas. Pregunte a la persona que se los recetó.",
            ),
            "review-skin": (
                "Siga tomando la tretinoína.",
                "No suspenda la tretinoína por su cuenta.",
                "Póngase protector solar cada dos horas.",
            ),
        },
    ),
    *_all(
        "promise",
        "en",
        {
            "results-vary": (
                "Nobody can promise that your skin will look younger.",
                "Results differ from person to person.",
                "Look for smoother skin from one week on.",
                "Your skin will be red.",
            ),
        },
    ),
    *_all(
        "promise",
        "es",
        {
            "results-vary": (
                "Nadie puede decir si su piel se verá más joven.",
                "El resultado no es igual para todos.",
                "¿Tiene la piel en calma, sin dolor?",
            ),
        },
    ),
    *_all(
        "opposite",
        "en",
        {
            "actives-3-days": (
                "Stay away from retinoids in the three days before.",
                "Use no retinoids in the three days before.",
                "Do not use retinoids in the three days before. Use sunscreen.",
            ),
            "no-exercise-24-hours": ("Rest from hard exercise for 24 hours.",),
            "own-moisturiser-after-48-hours": (
                "Do not use your own moisturiser before 48 hours have passed.",
                "Your own moisturiser comes back 48 hours after the session.",
            ),
        },
    ),
    *_all(
        "opposite",
        "es",
        {
            "actives-3-days": (
                "Evite los retinoides en los tres días antes.",
                "No use retinoides en los tres días antes. Use protector solar.",
                "Deje de lado los retinoides en los tres días antes.",
            ),
            "own-moisturiser-after-48-hours": (
                "No use su propia crema hidratante antes de que pasen 48 horas.",
            ),
        },
    ),
    *_all(
        "opposite",
        "ar",
        {
            "actives-3-days": ("ابتعد عن الريتينويدات في الأيام الثلاثة قبل الجلسة.",),
            "own-moisturiser-after-48-hours": ("لا تستعمل كريمك قبل مرور 48 ساعة.",),
        },
    ),
]
