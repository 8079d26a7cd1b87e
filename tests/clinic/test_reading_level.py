"""What patients read of the portal is at grade 6 or lower, sentence by sentence.

The sentences of the protocols are measured by the linter; these are the pages' own.
"""

from __future__ import annotations

import re

import pytest

from meantime.linting.sentences.reading_level import HIGHEST_GRADE, grade, sentences
from tests.clinic.catalogue import messages, translated

# Things that the pages are about: each is met again and again, under this one name.
NAMES = {
    "en": frozenset(
        {
            *("clinic", "clinician", "session", "date of birth", "connection", "calendar"),
            "notification",
        }
    ),
    "es": frozenset(
        {
            *("clínica", "sesión", "sesiones", "fecha de nacimiento", "conexión", "calendario"),
            *("notificación", "notificaciones"),
        }
    ),
}
_GAP = re.compile(r"%\((\w+)\)[sd]|{(\w+)}")


def told(language: str) -> list[str]:
    """Every message of a page of patients, in a language; what is filled in is short."""
    catalog = None if language == "en" else translated(language)
    found: list[str] = []
    for message in messages("ar"):
        if catalog is None:
            found += [message.text, message.plural]
        else:
            entry = catalog.get(message.text, message.context or None)
            assert entry is not None, message.text
            said = entry.string
            found += map(str, said) if isinstance(said, tuple | list) else [str(said)]
    return [_GAP.sub("5", text) for text in found if text]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_sentence_is_at_grade_six_or_lower(language: str) -> None:
    graded = [
        (grade(sentence, language, NAMES[language]) or 0.0, sentence)
        for text in told(language)
        for sentence in sentences(text)
    ]
    assert len(graded) > 300
    hard = sorted({one for one in graded if one[0] > HIGHEST_GRADE}, reverse=True)
    assert not hard, "\n".join(f"{found:.1f}  {sentence}" for found, sentence in hard)
