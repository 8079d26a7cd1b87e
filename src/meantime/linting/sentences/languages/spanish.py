"""Spanish, as the protocols speak it to a patient: with `usted`."""

from __future__ import annotations

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
from meantime.linting.sentences.languages.spanish_syllables import syllables
from meantime.model.rule import Urgency

_NUMBERS = counted(
    "un|uno|una, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece, "
    "catorce, quince, dieciséis, diecisiete, dieciocho, diecinueve, veinte, "
    "veintiuno|veintiún|veintiuna, veintidós, veintitrés, veinticuatro, veinticinco, veintiséis, "
    "veintisiete, veintiocho, veintinueve"
)
_TENS = counted("diez, veinte, treinta, cuarenta, cincuenta, sesenta, setenta, ochenta, noventa")
_COMPOUNDS = {
    f"{ten} y {one}": 10 * tens + ones
    for ten, tens in _TENS.items()
    for one, ones in _NUMBERS.items()
    if tens > 2 and ones < 10
}
_BETTER = (
    "(?:mejor|mejores|joven|jovenes|suaves?|firmes?|luminos[ao]s?|perfect[ao]s?|radiantes?|brill\\w+"
    "|san[ao]|resultados?|increibles?)"
)
_BLEMISH = "(?:arrugas?|lineas|cicatri(?:z|ces)|acne|manchas?|poros|estrias)"


def _crawford(words: int, heard: int) -> float:
    """The grade of one sentence: A. N. Crawford, Fórmula y gráfico para determinar la
    comprensibilidad de textos del nivel primario en castellano, Lectura y Vida, 1989.

    The formula counts sentences and syllables in a hundred words.
    """
    return -20.5 / words + 4.9 * heard / words - 3.407


_TIME = Time(
    numbers=_NUMBERS | {ten: 10 * tens for ten, tens in _TENS.items()},
    compounds=_COMPOUNDS,
    compound=any_of(*list(_TENS)[2:]) + " y " + any_of(*list(_NUMBERS)[:11]),
    ordinals=counted(
        "primer|primero|primera, segundo, tercer|tercero, cuarto, quinto, sexto, séptimo, octavo, "
        "noveno, décimo"
    ),
    units=units(
        minute="minuto minutos min",
        hour="hora horas h",
        day="día días",
        week="semana semanas",
        month="mes meses",
        year="año años",
        session="sesión sesiones",
    ),
    prefix="",
    joins="al?|o|u|y|hasta(?: el)?|-|\u2013",
    day="dias?",
    fixed={
        "media hora": Amount(30, Unit.MINUTES),
        "(?:la|ultima|pasada) semana": Amount(7, Unit.DAYS),
        "(?:el|del|ultimo|pasado) mes": Amount(1, Unit.MONTHS),
        "(?:el|del|ultimo|pasado) ano": Amount(12, Unit.MONTHS),
    },
    others=(
        r"\b(?:vez|veces) (?:al|por|a la|cada) (?:hora|dia|semana|mes|ano)\b"
        r"|\bde (?:\d+ a )?[1-9]\d anos\b"
    ),
    before=(
        r" (?:(?!despues)[a-z]+ ){0,2}?(?:antes|previ[oa]s?|anterior(?:es)?|atras)\b",
        r"\b(?:ultim[oa]s?|previ[oa]s|anteriores) $",
    ),
    after=(
        r" (?:(?!antes)[a-z]+ ){0,2}?(?:despues|posterior(?:es)?|siguientes?|mas tarde|tras)\b",
        r"\b(?:primer[oa]s?|proxim[oa]s?|siguientes|tras|(?:despues|a partir|al cabo) de)"
        r"(?: l[oa]s)? $",
    ),
    until=r"\bantes de (?:que pasen )?(?:l[oa]s )?$",
    since_last=r" (?:despues de|desde|tras|a partir de|de) (?:su |la |el )?ultim[oa]\b",
    waiting=r"\b(?:espere|esperar|deje pasar)\b[^,]*$",
    negation=r"\b(?:no|nunca|nada|ni|evite)\b",
    before_session=r"\bantes de (?:la|su|cada) (?:\w+ )?(?:sesion|tratamiento)\b",
    after_session=r"\bdespues de (?:la|su|cada) (?:\w+ )?(?:sesion|tratamiento)\b",
    opening=(
        r"\b(?:desde|a partir de|empezando a)(?: l[oa]s| el)? $",
        r" (?:\w+ ){0,4}?en adelante\b",
    ),
    closing=(r"\bhasta(?: por| que pas(?:e|en))?(?: l[oa]s| el)? $", r"(?!)"),
    least=(
        r"\b(?:al menos|por lo menos|como minimo|mas de|no menos de)(?: l[oa]s)? $",
        r" (?:o mas|como minimo|al menos)\b",
    ),
    most=(
        r"\b(?:como maximo|a lo sumo|a mas tardar(?: a)?|no mas de|(?<!no )menos de|maximo)"
        r"(?: l[oa]s)? $",
        r" (?:\w+ ){0,3}?(?:o menos|como (?:maximo|mucho)|a lo sumo|a mas tardar)\b",
    ),
    better=(r"\b(?:mejor|preferible)[^.]* $", r" (?:\w+ ){0,3}(?:mejor|preferibles?)\b"),
)

_ORDERS = Orders(
    verbs=(
        r"(?:acuda|anada|anote|aplique|aumente|avise|beba|busque|cambie|coma|compre|comience|compruebe"
        r"|consulte|continue|cubra|cuide|deje|diga|digale|disminuya|duerma|duplique|elija|empiece|enjuague|entre"
        r"|escriba|espere|evite|finalice|frote|haga|hable|hagase|lave|lea|limite|limpie|llame"
        r"|lleve|mantenga|mire|muestre|obtenga|pida|ponga|pongase|pregunte|programe|proteja|pruebe"
        r"|interrumpa|omita|pause|quede|quite|reanude|reduzca|regrese|reserve|retire|retome|salga|saltese"
        r"|seque|siga|suspenda|tenga|tome|toque|traiga"
        r"|use|utilice|vaya|venga|vuelva|(?:puede|debe) (?:volver a )?\w+[aei]r)"
        r"(?:se|le|lo|la|los|las|me|nos|sela|selo)?\b"
    ),
    lead=r"(?:por favor,? |luego |despues |siempre |tambien |y |pero |primero |entonces )*",
    joins=r",? (?:y|e|o|pero|luego|y luego|y tambien) (?:luego |tambien |despues )?(?:no )?",
    negation=r"(?:no (?:se )?|nunca )",
    alternatives=r", | [ou] | ni |, ni ",
    asides=(
        r"\b(?:si|cuando|mientras|porque|para que|que|cual|quien|donde|apenas|a menos que"
        r"|antes de \w+r(?:se)?|despues de \w+r(?:se)?)\b"
    ),
    nothing=r"\w+ (?:nada|ningun\w*)\b",
    forbidding=r"\b(?:no|nada|nunca|ningun\w*|tampoco|ni|evite|espere|proteja|descanse|deje|sin)\b",
    using=r"(?:use|tome|aplique|ponga|utilice|haga|vaya|entre|lleve|afeite|lave|(?:puede|debe) )",
    leaving=r"(?:evite|omita|saltese|suspenda|deje(?:se)? (?:de|fuera)|interrumpa|pause)\b",
    unless=r"\b(?:hasta (?:que|pasad[oa]s)|antes de (?:que|l[oa]s|\d+)|salvo)\b",
    excepting=(
        r"\b(?:a menos que|salvo (?:que|si)|excepto (?:si|cuando)|si (?:se siente|esta) bien"
        r"|si (?:quiere|lo desea)|aunque su piel no)\b"
    ),
    either=(
        r"\bo (?:hasta|cuando|en cuanto|durante|apenas) |\blo que (?:ocurra|pase|llegue|suceda) "
        r"(?:antes|primero)\b"
    ),
)

_MEDICINE = Medicine(
    terms=(
        r"\b(?:antiviral|analgesico|anticoagulantes?|antiagregantes?|autoinmune|bakuchiol"
        r"|peroxido de benzoilo|colageno|contraindicacion|contraindicad[oa]|corticoides?"
        r"|dermatitis|dermaplaning|descamacion|eccema|eczema|edema|electrolisis|epidermis|eritema"
        r"|esclerodermia|exfoliantes?|exfoliacion|hematoma|herpes|hidroquinona|hiperpigmentacion"
        r"|inmunosupresor\w*|inflamacion|antiinflamatorios?|ipl|isotretinoina|queloides?"
        r"|acido kojico|lesion(?:es)?|lupus|melasma|aines?|oclusiv[oa]|pigmentacion|profilaxis"
        r"|psoriasis|quimioterapia|radioterapia|retinoides?|rosacea|fps|spf|topic[oa]s?|vitiligo)\b"
    ),
    explaining=r"[^.,;:?]{0,30},? (?:\(|como |que )|,? \(|, (?:una?|el|la) ",
    examples=r"\b(?:como|por ejemplo)\b[^.;:]*$|, una? (?:\w+ ){0,2}$",
    medicines=r"\b(?:recet\w+|medicamentos?|medicinas?|pastillas|comprimidos)\b",
    prescribed=r"\bque (?:\w+ ){0,2}recetaron\b|\brecetad[oa]s?\b",
    changing=(
        r"(?:l[oa]s? )?(?:aumente|cambie|comience|deje|disminuya|duplique|empiece|interrumpa|omita"
        r"|pause|quite|reanude|reduzca|retome|saltese|suspenda"
        r"|(?:puede|debe) (?:volver a )?(?:aumentar|cambiar|dejar|duplicar|empezar|reducir|retomar"
        r"|saltar|suspender))(?:se|lo|la|los|las|selo|sela)?\b"
    ),
    keeping=r"(?:siga|continue|mantenga)\b",
    stopping=(
        r"(?:l[oa]s? )?(?:aumente|cambie|deje|disminuya|duplique|interrumpa|omita|pause|quite"
        r"|reduzca|salte|suspenda)"
    ),
    using=(
        r"(?:l[oa]s? )?(?:aplique|evite|ponga|pongase|tome|use|utilice|vuelva a"
        r"|(?:puede|debe) (?:volver a )?(?:aplicar|poner|tomar|usar))(?:se|lo|la|los|las)?\b"
    ),
    altering=(
        r"\b(?:mejor|importante|conviene|hay que|tiene que|necesario|debera) (?:dejar|suspender"
        r"|reducir|omitir|duplicar|empezar|pausar|interrumpir)\b"
        r"|\b(?:se (?:debe|tiene que)|debe[n]?) (?:dejar|suspender|reducir|omitir)(?:se)?\b"
    ),
    alone=r"\bpor su cuenta\b|\bsin (?:preguntar|consultar|hablar)\b",
    it=r"l[oa]s? |\w+l[oa]s?\b",
    sending=(
        r"\b(?:pregunt\w+|consult\w+|habl\w+|llam\w+|sig[au]\w*)\b[^.;]*"
        r"\b(?:recet\w+|medic[oa]|doctora?|farmaceutic[oa]|profesional)"
    ),
    dose=(
        r"(?:\d|\b(?:una?|dos|tres|cuatro|media) )[\d.,]* ?"
        r"(?:mg|ml|mcg|\u03bcg|g|ui|miligramos?|unidades|gotas?|tabletas?|capsulas?|pastillas?"
        r"|comprimidos?|inhalaciones)\b"
    ),
    parts=(
        r"\b(?:la mitad|un tercio|un cuarto|el doble|menos|mas) (?:del?|de la|de su)\b"
        r"|\b(?:media|doble) dosis\b|\bdosis (?:menor|mayor|mas \w+)\b"
    ),
    rates=(
        r"\b(?:vez|veces) (?:al|por|a la) (?:dia|semana)\b|\bdiari(?:o|a|amente)\b"
        r"|\b(?:cada|todos los|todas las) (?:dias?|noches?|mananas?|\w+ horas)\b"
    ),
    promises=(
        r"\bgarant\w+|\bindolor[oa]\b"
        r"|\b(?:es|sera|tratamiento) (?:\w+ )?sin (?:riesgos?|dolor|efectos secundarios)\b"
        r"|\b(?:completamente|totalmente|100 ?%) (?:segur[oa]|indolor[oa])\b"
        r"|\bmejores resultados\b|\bpiel perfecta\b|\bsiempre funciona\b|\bfunciona para todos\b"
        rf"|\b(?:sera|tendra|vera|quedara|lucira|se sentira|estara|notara)n?\b[^.,;]*\b{_BETTER}\b"
        rf"|\b(?:deja|hace|da) (?:a )?(?:su|la) (?:piel|cara)\b[^.,;]*\b{_BETTER}\b"
        rf"|\b(?:elimina|cura|borra|quita|desvanece) (?:\w+ )?{_BLEMISH}\b"
    ),
    denying=r"\b(?:no|nunca|nadie|ningun\w*)\b",
)

_CALLS = Calls(
    urgencies={
        Urgency.EMERGENCY: r"\b(?:emergencias?|urgencias|ambulancia|de inmediato|911|112)\b",
        Urgency.NOW: r"\b(?:ahora|ya mismo)\b",
        Urgency.SAME_DAY: r"\b(?:el mismo dia|hoy)\b",
        Urgency.NEXT_DAY: (
            r"\b(?:(?:proximo|siguiente) dia(?: habil)?|dia (?:habil )?siguiente|(?<!la )manana)\b"
        ),
    },
    putting_off=(
        r"\b(?:no|nunca|sin) (?:\w+ ){0,2}(?:llame|llamar|busque|buscar|acuda|consulte|preocupe)\b"
        r"|\bno es (?:una emergencia|urgente)\b"
        r"|(?<!no )\b(?:es|son|sera) (?:\w+ )?(?:normal(?:es)?|comun(?:es)?|habitual(?:es)?)\b"
        r"|(?<!no )(?<!nunca )\b(?:espere|ignore)\b|\bsemana que viene\b|\bmas tarde\b"
        r"|\bproxim[oa]s? (?:semana|mes|visita|sesion|cita|dias)\b"
        r"|\ben (?:unos|algunos) dias\b|\bcuando (?:pueda|tenga tiempo|quiera)\b|\bsin prisa\b"
    ),
)

SPANISH = Language(
    code="es",
    measure=Measure(syllables, _crawford),
    time=_TIME,
    orders=_ORDERS,
    medicine=_MEDICINE,
    calls=_CALLS,
    session=r"\b(?:sesion(?:es)?|tratamientos?|tratar\w*)\b",
    glue=r"(?:,|o|u|y|e|ni|una?|el|la|los|las|su|sus|otr[oa]s?|\s)*",
    such_as=r"(?:,|como|una?|el|la|los|las|\s)*",
    answered={"mi": "su", "mis": "sus"},
)
