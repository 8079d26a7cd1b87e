"""What somebody wants who texts back: no more texts, texts again, help, or something for people.

The words are those that carriers ask for (CTIA Messaging Principles; 47 CFR 64.1200(a)(10)); any
other clear way to say "no more" counts as well. Whoever is taken to mean it without meaning it gets
one text that says how to go on; whoever is not, and means it, gets texts they refused.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Wish(StrEnum):
    """By the words that Twilio has for it, too."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


# To these alone Twilio answers by itself, and sends nothing to the number from then on.
_KEYWORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
_START = frozenset({"start", "unstop", "yes"})
_HELP = frozenset({"help", "info", "ayuda", "مساعده", "مساعدة"})
# As the whole of a text.
_ALONE = """
    stopit stopall unsubscribe cancel end quit revoke optout remove nomore arret
    alto nomas pare paren parar basta baja cancelar detener
    توقف توقفوا اوقف أوقفوا إيقاف وقف قف إلغاء كفى انهاء
"""
_MESSAGES = r"(texts?|messages?|sms|reminders?|notifications?)\b"
_MENSAJES = r"(mensajes?|textos?|sms|recordatorios?)\b"
_LINKS = (
    r"((all|the|these|those|this|that|any|anymore|more|another|your|my|me|us|of|with|please|to|get|"
    r"getting|receive|receiving|send|sending) ){0,5}"
)
_ENLACES = r"((los|las|estos|esos|mas|de|con|sus|tus|mis|todos|por favor|recibir) ){0,3}"
_MANDEN = r"(envi(e|en|es)|mand(e|en|es)|escrib(a|an|as)|contact(e|en|es)|molest(e|en|es))"
# Anywhere in one.
_SAID = (
    r"^((please|pls|plz|ok|okay|hi|just) )*stop"
    r"( (stop|it|this|that|now|please|pls|all|everything|thanks?|you|2 end|to end))*$",
    r"\bunsubscribe\b|\bopt(ing)? ?(me )?out\b|\bleave me alone\b|\bwrong (number|person)\b",
    r"\b(remove|delete) (me|my number|this number)\b|\btake (me|my number) off\b",
    r"\b(stop|quit) (receiving|texting|messaging|contacting|writing|bothering|spamming)\b",
    rf"\b(stop|end|cancel|no more|do(nt| not) (want|send)) {_LINKS}{_MESSAGES}",
    r"\bdo(nt| not) (ever )?(text|message|contact|write|bother)( to)? (me|us|this|again|any)\b",
    r"\bdo(nt| not) (text|message|contact)$|\bnever (text|message|contact|write)( to)? me again\b",
    r"\bdo(nt| not) send (me|us) (any|anything|more|these|this|that)\b",
    rf"\bno me {_MANDEN}\b|\bno {_MANDEN} mas\b",
    r"\b(deje|dejen|deja|pare|paren|basta) de (enviar|mandar|escribir|contactar|molestar)\w*",
    rf"\b(pare|paren|basta|alto|cancel\w+|deten\w+|no mas|no (quiero|deseo)) {_ENLACES}{_MENSAJES}",
    r"\b(dar|darme|denme|deme|dame) de baja\b|\bcancel\w+ (la |mi )?suscripcion\b",
    r"\brevoke (my )?(consent|permission)\b|\bnumero equivocado\b",
    r"\b(توقف|توقفوا|أوقف|أوقفوا|إيقاف|وقف|إلغاء|كفى)( عن| هذه| كل){0,2} "
    r"(ال)?(رسائل|رسالة|إرسال|مراسلة|مراسلتي|تذكير|تذكيرات|اشتراك)\b",
    r"\bلا (تراسل|ترسل|تبعث|تكتب)\w*|\bلا أريد( \w+)? (ال)?(رسائل|تذكيرات)\b",
    r"\bرقم خاطئ\b|\bالرقم (خطأ|خاطئ)\b",
)


def wish_of(text: str) -> Wish | None:
    """What a text asks for; None for everything else. "No more" goes before all."""
    said = " ".join(re.findall(r"\w+", _plain(text)))
    alone = said.replace(" ", "")
    if alone in _STOPS or any(found.search(said) for found in _PHRASES):
        return Wish.STOP
    if alone in _START:
        return Wish.START
    return Wish.HELP if alone in _HELP else None


def is_keyword(text: str) -> bool:
    """Whether it is one of the words that the server that sends texts answers by itself."""
    return text.strip().upper() in _KEYWORDS


def _plain(text: str) -> str:
    """Without capitals, accents, apostrophes, and what Arabic adds to its letters."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in parts if not unicodedata.combining(sign) and sign not in "'’ـ")


_STOPS = frozenset(map(_plain, _ALONE.split()))
_PHRASES = tuple(re.compile(_plain(pattern)) for pattern in _SAID)
