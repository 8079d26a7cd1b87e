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
    *_all(
        "urgency",
        "en",
        {
            "call-infection": (
                "Call the clinic next week if you have a fever, spreading redness or pus.",
                "Call the clinic the same day if you have a fever, spreading redness or pus.",
                "Call the clinic if you have a fever, spreading redness or pus.",
                "Call the clinic now or tomorrow if you have a fever.",
            ),
            "call-eyes": (
                "Get eye care in the next days for eye pain or a change in sight.",
                "Call the clinic the next working day for eye pain.",
            ),
            "call-same-day": ("Call the clinic the next working day for blisters.",),
            "call-next-day": ("Get emergency care at once for bumps.",),
        },
    ),
    *_all(
        "urgency",
        "es",
        {
            "call-infection": (
                "Llame a la clínica la próxima semana si tiene fiebre o pus.",
                "Llame a la clínica el mismo día si tiene fiebre o pus.",
                "Llame a la clínica si tiene fiebre, enrojecimiento que se extiende o pus.",
            ),
            "call-eyes": ("Llame a la clínica el próximo día hábil si tiene dolor de ojo.",),
        },
    ),
    *_all(
        "urgency",
        "ar",
        {
            "call-infection": (
                "اتصل بالعيادة في اليوم نفسه إذا كانت لديك حمى.",
                "اتصل بالعيادة إذا كانت لديك حمى.",
            ),
            "call-eyes": ("اتصل بالعيادة في يوم العمل التالي عند ألم في العين.",),
        },
    ),
    *_all(
        "opposite",
        "en",
        {
            "call-infection": (
                "Do not call the clinic now if you have a fever, spreading redness or pus.",
                "You need not call anyone now if you have a fever.",
                "A fever is normal. Call the clinic now if you are unsure.",
                "Wait and see if you have a fever. You may call now.",
                "Call the clinic now or next week if you have a fever.",
                "Expect fever, spreading redness or pus. Call now if you like.",
            ),
            "call-eyes": ("Eye pain is no emergency. Wait at once.",),
            "no-exercise-24-hours": (
                "Do not skip hard exercise for 24 hours after the session.",
                "Avoid no hard exercise for 24 hours after the session.",
                "Do not stop hard exercise for 24 hours after the session.",
            ),
            "own-moisturiser-after-48-hours": (
                "Avoid your own moisturiser from 48 hours after the session.",
            ),
        },
    ),
    *_all(
        "opposite",
        "es",
        {
            "call-infection": (
                "No llame ahora a la clínica si tiene fiebre o pus.",
                "La fiebre es normal. Llame ahora si tiene dudas.",
                "Llame ahora o la próxima semana si tiene fiebre.",
            ),
            "no-exercise-24-hours": ("No omita el ejercicio intenso durante 24 horas.",),
        },
    ),
    *_all(
        "opposite",
        "ar",
        {
            "call-infection": (
                "لا تتصل بالعيادة الآن إذا كانت لديك حمى.",
                "الحمى طبيعية. اتصل الآن إذا أردت.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "en",
        {
            "prescribed-thinners-ask": (
                "Stop aspirin that was prescribed for you. Ask the person who prescribed it.",
                "Halve your aspirin. Ask the person who prescribed it.",
                "Take half your aspirin. Ask the person who prescribed it.",
                "Leave out your steroids. Ask the person who prescribed them.",
                "Leave your steroids out. Ask the person who prescribed them.",
                "Skip your aspirin. Ask the person who prescribed it.",
                "Double your aspirin. Ask the person who prescribed it.",
                "Pause aspirin. Ask the person who prescribed it.",
                "Do not keep taking aspirin. Ask the person who prescribed it.",
                "Your aspirin has to be stopped. Ask the person who prescribed it.",
                "It is best to stop aspirin. Ask the person who prescribed it.",
                "Before the session, stop aspirin. Ask the person who prescribed it.",
                "Stop your medicine. Ask the person who prescribed it.",
                "Do not take aspirin. Ask the person who prescribed it.",
                "You take aspirin. Stop it. Ask the person who prescribed it.",
            ),
            "retinoid-after-72-hours": (
                "Start tretinoin 72 hours after. Ask the person who prescribed it.",
                "Do not use tretinoin for 72 hours. Ask the person who prescribed it.",
                "Do not use retinoids that were prescribed for you. Ask your doctor.",
                "Do not start retinoids for 72 hours.",
                "Do not start aspirin. It is for 72 hours.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "es",
        {
            "prescribed-thinners-ask": (
                "Suspenda la aspirina que le recetaron. Pregunte a la persona que se la recetó.",
                "Tome la mitad de la aspirina. Pregunte a la persona que se la recetó.",
                "Reduzca el anticoagulante. Pregunte a la persona que se lo recetó.",
                "No siga tomando la aspirina. Pregunte a la persona que se la recetó.",
                "Hay que suspender la aspirina. Pregunte a la persona que se la recetó.",
                "Antes de la sesión, suspenda la aspirina. Pregunte a la persona que la recetó.",
                "Sáltese la aspirina. Pregunte a la persona que se la recetó.",
                "Deje de tomar la aspirina. Pregunte a la persona que se la recetó.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "ar",
        {
            "prescribed-thinners-ask": (
                "توقف عن أخذ الأسبرين. اسأل من وصفه لك.",
                "قلل مميع الدم. اسأل من وصفه لك.",
                "خذ نصف الأسبرين. اسأل من وصفه لك.",
            ),
        },
    ),
    *_all(
        "direction",
        "en",
        {
            "no-exercise-24-hours": (
                "Do hard exercise no later than 24 hours after the session.",
                "Do no hard exercise from 24 hours after the session on.",
            ),
            "no-exfoliants-through-day-7": (
                "Use no exfoliants from day 7 on, and until your skin is calm.",
            ),
            "other-makeup-after-48-hours": (
                "Wear other make-up up to 48 hours after the session, once your skin is calm.",
                "Wear make-up no later than 48 hours after, once your skin is calm.",
            ),
            "interval-4-weeks": (
                "Wait at most four weeks after your last session.",
                "Wait four weeks or less after your last session.",
            ),
            "no-sun-3-to-10-days": (
                "Stay out of the sun for ten days after the session. Three days is better.",
                "Stay out of the sun for three days after the session, not ten days.",
            ),
            "expect-bruising": (
                "Expect bruises for at least four days if your eyes were treated.",
            ),
            "actives-3-days": ("Do not use retinoids until three days before the session.",),
        },
    ),
    *_all(
        "direction",
        "es",
        {
            "other-makeup-after-48-hours": (
                "Use otro maquillaje hasta 48 horas después de la sesión, con la piel en calma.",
            ),
            "interval-4-weeks": ("Espere como máximo cuatro semanas después de su sesión.",),
            "no-sun-3-to-10-days": ("No se exponga al sol durante diez días. Tres días es mejor.",),
            "expect-bruising": ("Es normal un moretón al menos cuatro días en los ojos.",),
        },
    ),
    *_all(
        "direction",
        "ar",
        {
            "interval-4-weeks": ("انتظر 4 أسابيع على الأكثر بعد جلستك الأخيرة.",),
            "no-sun-3-to-10-days": ("ابتعد عن الشمس 10 أيام بعد الجلسة. الأفضل 3 أيام.",),
        },
    ),
    *_all(
        "condition",
        "en",
        {
            "no-exercise-24-hours": (
                "Do no hard exercise for 24 hours after the session, unless you feel well.",
                "Do no hard exercise for 24 hours, whichever is sooner.",
            ),
            "no-exfoliants-through-day-7": (
                "Use no exfoliants, acids or scrubs through day 7, or until your skin is calm.",
                "Use no exfoliants, acids or scrubs through day 7.",
            ),
            "other-makeup-after-48-hours": (
                "Wear other make-up from 48 hours after the session.",
                "Wear other make-up from 48 hours after, even if your skin is not calm.",
            ),
            "usual-care-after-48-hours": (
                "Go back to your usual skin care from 48 hours after the session.",
            ),
            "expect-bruising": ("Expect small bruises for up to four days.",),
            "actives-4-days-with-peel": ("Do not use retinoids in the four days before.",),
        },
    ),
    *_all(
        "condition",
        "es",
        {
            "no-exercise-24-hours": (
                "No haga ejercicio intenso durante 24 horas, a menos que se sienta bien.",
            ),
            "no-exfoliants-through-day-7": (
                "No use exfoliantes hasta que pase el día 7 o hasta que su piel esté en calma.",
            ),
            "other-makeup-after-48-hours": (
                "Use otro maquillaje desde 48 horas después de la sesión.",
            ),
            "expect-bruising": ("Es normal un moretón pequeño hasta por cuatro días.",),
        },
    ),
    *_all(
        "condition",
        "ar",
        {
            "no-exercise-24-hours": ("لا تمارس الرياضة لمدة 24 ساعة إلا إذا شعرت بتحسن.",),
            "no-exfoliants-through-day-7": (
                "لا تستعمل المقشرات حتى نهاية اليوم 7 أو حتى تهدأ بشرتك.",
            ),
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
    *_all(
        "urgency",
        "en",
        {
            "call-infection": (
                "Call the clinic right away if you have a fever, spreading redness or pus.",
                "If you have pus, call the clinic now.",
            ),
            "call-eyes": ("Get to emergency care for eye pain or a change in sight.",),
            "call-same-day": ("Call the clinic today for blisters.",),
            "call-next-day": ("Call the clinic on the next business day for bumps.",),
        },
    ),
    *_all(
        "urgency",
        "es",
        {
            "call-infection": ("Si tiene fiebre, llame ahora mismo a la clínica.",),
            "call-same-day": ("Llame hoy a la clínica si tiene ampollas.",),
            "call-next-day": ("Llame a la clínica el día hábil siguiente si tiene bultos.",),
        },
    ),
    *_all(
        "urgency",
        "ar",
        {"call-infection": ("اتصل بالعيادة حالا إذا كانت لديك حمى.",)},
    ),
    *_all(
        "opposite",
        "en",
        {
            "call-infection": (
                "Do not wait: call the clinic now if you have a fever.",
                "Call the clinic now if you bleed more than is normal.",
                "Call the clinic now if your skin is not normal. Never ignore pus.",
            ),
            "isotretinoin-6-months": (
                "Use no isotretinoin for six months before. Do not stop it on your own.",
            ),
            "no-exercise-24-hours": ("Skip hard exercise for 24 hours after the session.",),
        },
    ),
    *_all(
        "opposite",
        "es",
        {
            "call-infection": (
                "No espere: llame ahora a la clínica si tiene fiebre.",
                "Llame ahora a la clínica si el sangrado no es normal.",
            ),
        },
    ),
    *_all(
        "opposite",
        "ar",
        {"call-infection": ("لا تنتظر. اتصل بالعيادة الآن عند نزف غير طبيعي.",)},
    ),
    *_all(
        "prescribes",
        "en",
        {
            "prescribed-thinners-ask": (
                "Do not change aspirin on your own. Ask the person who prescribed it.",
                "You do not need to stop aspirin. Ask the person who prescribed it.",
                "Keep taking your medicine. Ask the person who prescribed it.",
                "Do not skip your steroids. Ask the person who prescribed them.",
                "Do not double your aspirin.",
                "Do not halve, skip or stop your aspirin.",
                "Come with half an hour to spare. Stop at the desk.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "es",
        {
            "prescribed-thinners-ask": (
                "No cambie la aspirina por su cuenta. Pregunte a la persona que se la recetó.",
                "No es necesario suspender la aspirina. Pregunte a la persona que se la recetó.",
                "Siga tomando sus medicamentos.",
            ),
        },
    ),
    *_all(
        "prescribes",
        "ar",
        {
            "prescribed-thinners-ask": (
                "استمر في أخذ الأسبرين. اسأل من وصفه لك.",
                "لا توقف الأسبرين من تلقاء نفسك. اسأل من وصفه لك.",
            ),
        },
    ),
    *_all(
        "direction",
        "en",
        {
            "other-makeup-after-48-hours": (
                "Do not wear make-up until 48 hours after, once your skin is calm.",
            ),
            "interval-4-weeks": ("Wait no less than four weeks after your last session.",),
            "no-sun-3-to-10-days": ("Stay out of the sun for three days, or better for ten days.",),
            "expect-bruising": ("Expect bruises for at most four days near treated eyes.",),
            "isotretinoin-6-months": ("Wait until six months have passed since isotretinoin.",),
        },
    ),
    *_all(
        "direction",
        "es",
        {
            "interval-4-weeks": ("Espere no menos de cuatro semanas después de su sesión.",),
            "no-sun-3-to-10-days": ("No se exponga al sol tres días. Diez días es mejor.",),
        },
    ),
    *_all(
        "direction",
        "ar",
        {
            "interval-4-weeks": ("انتظر 4 أسابيع على الأقل بعد جلستك الأخيرة.",),
            "no-sun-3-to-10-days": ("ابتعد عن الشمس 3 أيام بعد الجلسة. الأفضل 10 أيام.",),
        },
    ),
    *_all(
        "condition",
        "en",
        {
            "no-exercise-24-hours": (
                "Do no hard exercise for 24 hours after the session, even if you can.",
            ),
            "no-exfoliants-through-day-7": (
                "Use no exfoliants through day 7, and until your skin is calm.",
            ),
            "other-makeup-after-48-hours": ("Wear make-up after 48 hours, on calm skin only.",),
            "expect-bruising": ("Expect bruises for up to four days around treated eyes.",),
            "actives-4-days-with-peel": ("Use no retinoids in the four days before a peel.",),
        },
    ),
    *_all(
        "condition",
        "es",
        {
            "no-exfoliants-through-day-7": (
                "No use exfoliantes hasta que pase el día 7 y su piel esté en calma.",
            ),
            "other-makeup-after-48-hours": (
                "Use maquillaje después de 48 horas, con piel calmada.",
            ),
            "expect-bruising": ("Es normal un moretón cuatro días alrededor de los ojos.",),
        },
    ),
    *_all(
        "condition",
        "ar",
        {"expect-bruising": ("توقع كدمات مدة تصل إلى 4 أيام إذا عولج الجلد حول عينيك.",)},
    ),
]
