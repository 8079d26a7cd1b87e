"""The few words of a calendar, in each language.

The neutral ones name no procedure and no finding, for a calendar shows on a locked screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from meantime.answers.edges import Says


class Words(NamedTuple):
    """What a calendar says besides the protocol's own sentences."""

    name: str
    session: str
    step: str
    neutral: str
    uncertain: str
    uncertain_date: str
    call: str
    says: Mapping[Says, str]
    comma: str
    if_prescribed: str
    if_on_time: str
    planned_end: str
    from_the_end: str
    until_now: str
    optional: str
    depends: str
    handout: str
    assumption: str
    unreviewed: str
    ended: str
    ended_text: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        name="Care calendar",
        session="Appointment",
        step="Care step",
        neutral="Look in your plan for what this is. If you do not have it, call your clinic.",
        uncertain="This is not certain yet. Ask your clinic first.",
        uncertain_date="The date of your appointment is not certain. Call your clinic.",
        call="Call your clinic: {phone}",
        says={
            Says.AVOID: "Not now",
            Says.BETTER_NOT: "Better not now",
            Says.ALLOWED: "Allowed",
            Says.DO: "To do",
            Says.OVER: "No longer needed",
            Says.ASK: "Ask first",
        },
        comma=", ",
        if_prescribed="if prescribed, ask who prescribed it",
        if_on_time="If the session ends on time",
        planned_end="This time counts from the planned end of the session. It can move.",
        from_the_end="From the end of the session:",
        until_now="Up to now:",
        optional="Better so, not a must.",
        depends="Ask first. It depends on:",
        handout="Handout:",
        assumption="* Not said, or not clear, in the handout. No clinician has signed it yet.",
        unreviewed="Nobody has checked this translation yet.",
        ended="This calendar has ended",
        ended_text="It does not show your appointments and steps any more. "
        "Look in your plan, or call your clinic. Then delete this calendar.",
    ),
    "es": Words(
        name="Calendario de cuidados",
        session="Cita",
        step="Paso de cuidado",
        neutral="Mire en su plan qué es. Si no lo tiene, llame a su clínica.",
        uncertain="Esto aún no está confirmado. Pregunte antes a su clínica.",
        uncertain_date="La fecha de su cita no está confirmada. Llame a su clínica.",
        call="Llame a su clínica: {phone}",
        says={
            Says.AVOID: "Ahora no",
            Says.BETTER_NOT: "Mejor no por ahora",
            Says.ALLOWED: "Permitido",
            Says.DO: "Por hacer",
            Says.OVER: "Ya no hace falta",
            Says.ASK: "Pregunte antes",
        },
        comma=", ",
        if_prescribed="si se lo recetaron, pregunte a quien lo recetó",
        if_on_time="Si la sesión termina a tiempo",
        planned_end="Esta hora cuenta desde el fin previsto de la sesión. Puede cambiar.",
        from_the_end="Desde el fin de la sesión:",
        until_now="Hasta ahora:",
        optional="Mejor así, no es obligatorio.",
        depends="Pregunte antes. Depende de:",
        handout="Hoja de la clínica:",
        assumption="* La hoja no lo dice o no está claro. "
        "Ningún profesional de salud lo ha firmado aún.",
        unreviewed="Nadie ha revisado aún esta traducción.",
        ended="Este calendario ha terminado",
        ended_text="Ya no muestra sus citas ni sus pasos. "
        "Mire en su plan o llame a su clínica. Después borre este calendario.",
    ),
    "ar": Words(
        name="تقويم العناية",
        session="موعد",
        step="خطوة عناية",
        neutral="انظر في خطتك لتعرف ما هذا. إن لم تكن معك، فاتصل بعيادتك.",
        uncertain="هذا غير مؤكد بعد. اسأل عيادتك أولاً.",
        uncertain_date="تاريخ موعدك غير مؤكد. اتصل بعيادتك.",
        # Isolated (UAX #9), or the groups of the number change places in the Arabic line.
        call="اتصل بعيادتك: \u2066{phone}\u2069",
        says={
            Says.AVOID: "ليس الآن",
            Says.BETTER_NOT: "الأفضل ليس الآن",
            Says.ALLOWED: "مسموح",
            Says.DO: "للقيام به",
            Says.OVER: "لم يعد لازماً",
            Says.ASK: "اسأل أولاً",
        },
        comma="، ",
        if_prescribed="إن كان بوصفة طبية، فاسأل من وصفه",
        if_on_time="إذا انتهت الجلسة في وقتها",
        planned_end="يُحسب هذا الوقت من النهاية المقررة للجلسة. وقد يتغير.",
        from_the_end="من نهاية الجلسة:",
        until_now="حتى الآن:",
        optional="هذا أفضل، وليس واجباً.",
        depends="اسأل أولاً. يتوقف ذلك على:",
        handout="ورقة العيادة:",
        assumption="* لا تقوله الورقة أو ليس واضحاً فيها. لم يوقّع عليه طبيب بعد.",
        unreviewed="لم يراجع أحد هذه الترجمة بعد.",
        ended="انتهى هذا التقويم",
        ended_text="لم يعد يعرض مواعيدك وخطواتك. انظر في خطتك أو اتصل بعيادتك. "
        "ثم احذف هذا التقويم.",
    ),
}
