"""Spanish, as the protocols speak it to a patient: with `usted`."""

from __future__ import annotations

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
from meantime.linting.sentences.languages.spanish_syllables import syllables

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
)

_ORDERS = Orders(
    verbs=(
        r"(?:acuda|anada|anote|aplique|avise|beba|busque|cambie|coma|compre|comience|compruebe"
        r"|consulte|continue|cubra|cuide|deje|diga|digale|duerma|elija|empiece|enjuague|entre"
        r"|escriba|espere|evite|finalice|frote|haga|hable|hagase|lave|lea|limite|limpie|llame"
        r"|lleve|mantenga|mire|muestre|obtenga|pida|ponga|pongase|pregunte|programe|proteja|pruebe"
        r"|quede|quite|regrese|reserve|retire|salga|seque|siga|suspenda|tenga|tome|toque|traiga"
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
    unless=r"\b(?:hasta (?:que|pasad[oa]s)|antes de (?:que|l[oa]s|\d+)|salvo)\b",
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
    changing=(
        r"(?:l[oa]s? )?(?:aplique|aumente|comience|deje de|disminuya|duplique|empiece|evite"
        r"|interrumpa|omita|pause|ponga|pongase|reanude|reduzca|retome|suspenda|tome|use"
        r"|utilice|vuelva a|deje"
        r"|(?:puede|debe) (?:volver a )?(?:aplicar|dejar|empezar|poner|retomar|tomar|usar))"
        r"(?:se|lo|la|los|las)?\b"
    ),
    stopping=r"(?:l[oa]s? )?(?:deje|disminuya|interrumpa|omita|pause|reduzca|suspenda)",
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

SPANISH = Language(
    code="es",
    measure=Measure(syllables, _crawford),
    time=_TIME,
    orders=_ORDERS,
    medicine=_MEDICINE,
    session=r"\b(?:sesion(?:es)?|tratamientos?|tratar\w*)\b",
    glue=r"(?:,|o|u|y|e|ni|una?|el|la|los|las|su|sus|otr[oa]s?|\s)*",
    such_as=r"(?:,|como|una?|el|la|los|las|\s)*",
    answered={"mi": "su", "mis": "sus"},
)
