"""The pages of the library, as people use them: read, drafted, edited, proved, signed, moved."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import judging, screening
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.library import actions, rewriting, running
from meantime.clinic.library.models import State as Life
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import files_of, protocol_of
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.literate.protocols import SHIPPED
from tests.clinic.conftest import NOW, client_of, make_clinic, make_member, make_version

RULE = "light-7-days"
FILES = files_of(SHIPPED / "microneedling")
STATEMENT = "I have read this version and stand for it."
RULE_FORM = {
    "rule": RULE,
    "revision": "1",
    "sentence": "Have no laser or IPL light treatment in the eight days before the session.",
    "opens": "8 days before",
    "closes": "",
    "said-es.yaml": "No se haga ningún láser ni luz IPL en los ocho días antes de la sesión.",
    "said-ar.yaml": "لا تخضع لعلاج بالليزر أو بضوء IPL خلال 8 أيام قبل الجلسة.",
}
HTMX = {"HX-Request": "true"}
OF_A_VERSION = (
    "protocol", "protocol-edit", "protocol-prove", "protocol-sign", "protocol-publish",
    "protocol-diff", "protocol-migrate", "protocol-discard",
)  # fmt: skip


def address(name: str, version: Version) -> str:
    return reverse(name, args=[version.clinic.slug, version.pk])


def listed(clinic: Clinic) -> str:
    return reverse("protocols", args=[clinic.slug])


def text_of(response: Any) -> str:
    """What a page says: its words without the markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def shown(response: Any) -> str:
    """A page with its markup, on one line."""
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def browser(clinician: Member) -> Client:
    return client_of(clinician)


@pytest.fixture
def draft(clinician: Member, version: Version) -> Version:
    return actions.new_draft(clinician, version)


def lasered(appointment: Appointment, nurse: Member) -> Appointment:
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"ipl-laser": date(2026, 11, 25)}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    appointment.refresh_from_db()
    return appointment


def test_from_adopting_to_publishing(browser: Client, clinic: Clinic, owner: Member) -> None:
    assert "Adopt one below" in text_of(browser.get(listed(clinic)))
    page = browser.post(listed(clinic), {"adopt": "microneedling"}, follow=True)
    assert "This is your draft" in text_of(page)
    version = Version.objects.of(clinic).get()

    page = browser.get(address("protocol-prove", version))
    assert "Prove this draft" in text_of(page)
    page = browser.post(address("protocol-prove", version), {"revision": "1"}, follow=True)
    assert "A clinician can sign it now" in text_of(page)
    assert "Certificate" in text_of(page)

    assert client_of(owner).get(address("protocol-sign", version)).status_code == 403
    assert "It waits for a clinician's signature" in text_of(client_of(owner).get(listed(clinic)))
    page = browser.get(address("protocol-sign", version))
    assert "You stand for what it tells patients" in text_of(page)
    told = {"revision": "1", "statement": STATEMENT}
    page = browser.post(address("protocol-sign", version), told, follow=True)
    assert STATEMENT in text_of(page)

    page = browser.get(address("protocol-publish", version))
    assert "It never changes again" in text_of(page)
    page = browser.post(address("protocol-publish", version), {"revision": "1"}, follow=True)
    assert "New sessions follow it from now on" in text_of(page)
    version.refresh_from_db()
    assert (version.state, version.statement) == (Life.PUBLISHED, STATEMENT)
    page = text_of(browser.get(listed(clinic)))
    assert "Published" in page
    assert "Clinician" in page


def test_the_document_stands_beside_its_rules(browser: Client, version: Version) -> None:
    page = browser.get(address("protocol", version))
    words = text_of(page)
    protocol = protocol_of(version)
    for rule in protocol.rules.values():
        assert f'id="rule-{rule.id}"' in page.content.decode()
        assert rule.text in words
    for feature in protocol.features.values():
        assert feature.question in words
    for decision in protocol.decisions.values():
        if any(decision.id in rule.decisions for rule in protocol.rules.values()):
            assert decision.reading in words
    assert "from 5 to 7 days before" in words
    assert "handout: before 4" in words
    assert words.count("Assumption") == sum(rule.assumption for rule in protocol.rules.values())
    assert page.content.count(b'<svg class="band"') == len(protocol.rules)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("questions", "When was your last microneedling session?"),
        ("cases", "All 221 worked cases come out as expected: 1028 expectations"),
        ("coverage", "sentences of the handout is a rule, a question"),
        ("versions", "Draft a new version from version 1"),
        ("nonsense", "Have no laser or IPL light"),
    ],
)
def test_the_other_parts_of_a_protocol(
    browser: Client, version: Version, part: str, said: str
) -> None:
    page = browser.get(address("protocol", version), {"show": part})
    assert page.status_code == 200
    assert said in text_of(page)


def test_a_version_can_be_drafted_once_and_discarded(
    browser: Client, clinic: Clinic, version: Version
) -> None:
    told = {"based_on": str(version.pk)}
    assert browser.post(listed(clinic), told).status_code == 302
    page = browser.post(listed(clinic), told)
    assert page.status_code == 400
    assert "Somebody is working on a version" in text_of(page)
    draft = Version.objects.of(clinic).get(state=Life.DRAFT)
    page = browser.post(address("protocol-discard", draft), {"revision": "0"})
    assert page.status_code == 409
    page = browser.post(address("protocol-discard", draft), {"revision": "1"}, follow=True)
    assert "The draft is gone" in text_of(page)
    page = browser.post(address("protocol-discard", version), {"revision": "1"})
    assert page.status_code == 400
    assert Version.objects.of(clinic).get() == version


def test_errors_show_while_a_document_is_typed(browser: Client, draft: Version) -> None:
    text = draft.files["protocol.md"].replace("from: 7 days before", "from: <b>soon</b>", 1)
    told = {"document": "protocol.md", "text": text, "do": "check", "revision": "1"}
    page = browser.post(address("protocol-edit", draft), told, headers=HTMX)
    assert page.status_code == 200
    assert b"<main" not in page.content
    words = text_of(page)
    assert "protocol.md, line 494: `<b>soon</b>` is not a time" in words
    assert "3 days before" in words
    assert b"<b>soon" not in page.content
    # Without htmx the same answer stands on the whole page, with what was typed.
    page = browser.post(address("protocol-edit", draft), told)
    assert "line 494" in text_of(page)
    assert "from: <b>soon</b>" in text_of(page)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_document_that_does_not_load_is_not_saved(browser: Client, draft: Version) -> None:
    told = {"document": "es.yaml", "text": "language: es\n", "do": "save", "revision": "1"}
    page = browser.post(address("protocol-edit", draft), told)
    assert page.status_code == 400
    assert "nothing was saved" in text_of(page)
    assert "es.yaml, line 1: `reviewed` is missing" in text_of(page)
    draft.refresh_from_db()
    assert draft.files == FILES


def test_a_document_is_saved_from_the_box_or_a_file(browser: Client, draft: Version) -> None:
    text = draft.files["protocol.md"].replace("version: 0.1.0", "version: 0.2.0")
    told = {"document": "protocol.md", "text": text.replace("\n", "\r\n"), "revision": "1"}
    page = browser.post(address("protocol-edit", draft), told, follow=True)
    assert "Prove this version again" in text_of(page)
    draft.refresh_from_db()
    assert draft.files["protocol.md"] == text
    file = SimpleUploadedFile("any.md", text.replace("0.2.0", "0.3.0").encode())
    browser.post(address("protocol-edit", draft), {**told, "file": file, "revision": "2"})
    draft.refresh_from_db()
    assert protocol_of(draft).version == "0.3.0"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"\n\xe9", "line 2: not UTF-8 text"),
        (b"x" * 4_000_001, "far too large"),
        (b"PK\x03\x04\x00", "holds a control character"),
        (b"Dear patient, hello.", "a paragraph without a rule"),
    ],
)
def test_a_wrong_file_is_refused(
    browser: Client, draft: Version, content: bytes, what: str
) -> None:
    file = SimpleUploadedFile("protocol.md", content)
    told = {"document": "protocol.md", "text": "", "file": file, "revision": "1"}
    page = browser.post(address("protocol-edit", draft), told)
    assert page.status_code == 400
    assert what in text_of(page)
    draft.refresh_from_db()
    assert draft.files == FILES


def test_a_protocol_of_ones_own_is_brought_whole_or_not_at_all(
    browser: Client, clinic: Clinic
) -> None:
    page = browser.post(listed(clinic), {})
    assert page.status_code == 400
    assert "Choose the documents first" in text_of(page)
    letter = SimpleUploadedFile("letter.txt", b"Dear patient")
    page = browser.post(listed(clinic), {"files": [letter]})
    assert page.status_code == 400
    assert "letter.txt, line 1: not a document of a protocol" in text_of(page)
    assert not Version.objects.of(clinic).exists()
    text = FILES["protocol.md"].replace("protocol: microneedling", "protocol: needles")
    files = [
        SimpleUploadedFile("protocol.md", text.encode()),
        SimpleUploadedFile("decisions.md", FILES["decisions.md"].encode()),
    ]
    page = browser.post(listed(clinic), {"files": files}, follow=True)
    assert "This is your draft" in text_of(page)
    assert Version.objects.of(clinic).get().protocol == "needles"


def test_a_rule_is_changed_by_its_sentence_and_times(browser: Client, draft: Version) -> None:
    page = browser.get(address("protocol-edit", draft), {"rule": RULE})
    assert 'value="7 days before"' in page.content.decode()
    assert "in the seven days before the session" in text_of(page)
    checked = browser.post(
        address("protocol-edit", draft), RULE_FORM | {"do": "check"}, headers=HTMX
    )
    assert "It loads" in text_of(checked)
    assert "from 8 days before" in text_of(checked)
    before = draft.files["protocol.md"].splitlines()
    page = browser.post(address("protocol-edit", draft), RULE_FORM, follow=True)
    assert "from 8 days before" in text_of(page)
    draft.refresh_from_db()
    after = draft.files["protocol.md"].splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == [
        RULE_FORM["sentence"], "from: 8 days before",
    ]  # fmt: skip
    assert protocol_of(draft).translations["ar"].rules[RULE] == RULE_FORM["said-ar.yaml"]


def test_what_a_proof_would_find_shows_on_demand(browser: Client, draft: Version) -> None:
    told = RULE_FORM | {"do": "lint", "said-es.yaml": rewriting.translated(FILES["es.yaml"], RULE)}
    page = text_of(browser.post(address("protocol-edit", draft), told, headers=HTMX))
    assert "it is about 8 days" in page
    assert "Let the sentence and the rule say the same number" in page
    told = RULE_FORM | {"do": "lint"}
    page = text_of(browser.post(address("protocol-edit", draft), told, headers=HTMX))
    assert "a proof would find nothing to mend" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"opens": "8 days"}, "`8 days` is not a time"),
        ({"opens": "8 days\nid: other"}, "words and numbers"),
        ({"opens": "[8]"}, "words and numbers"),
        ({"sentence": "# Heading"}, "Begin it with a word"),
        ({"said-es.yaml": ""}, "`light-7-days` is missing"),
    ],
)
def test_a_rule_that_does_not_load_is_not_saved(
    browser: Client, draft: Version, changed: dict[str, str], said: str
) -> None:
    page = browser.post(address("protocol-edit", draft), RULE_FORM | changed)
    assert page.status_code == 400
    assert said in text_of(page)
    typed = " ".join((RULE_FORM | changed)["opens"].split())
    assert f'value="{typed}"' in shown(page)
    draft.refresh_from_db()
    assert draft.files == FILES


def test_an_older_form_of_a_draft_is_refused(browser: Client, draft: Version) -> None:
    browser.post(address("protocol-edit", draft), RULE_FORM)
    page = browser.post(address("protocol-edit", draft), RULE_FORM | {"opens": "9 days before"})
    assert page.status_code == 409
    assert "Somebody else has changed this version" in text_of(page)
    for name in ("protocol-prove", "protocol-sign", "protocol-publish"):
        page = browser.post(address(name, draft), {"revision": "1", "statement": STATEMENT})
        assert page.status_code == 409


def test_there_are_no_pages_of_what_is_not_there(browser: Client, draft: Version) -> None:
    for asked in ({"rule": "no-such"}, {"document": "../settings.py"}, {"document": "x.md"}):
        assert browser.get(address("protocol-edit", draft), asked).status_code == 404
    assert browser.get(address("protocol-edit", draft), {"document": "fr.yaml"}).status_code == 200


def test_a_published_version_cannot_be_edited(browser: Client, version: Version) -> None:
    told = {"document": "protocol.md", "text": "x", "revision": "1"}
    for page in (
        browser.get(address("protocol-edit", version)),
        browser.post(address("protocol-edit", version), told),
    ):
        assert page.status_code == 400
        assert "A published version never changes" in text_of(page)


def test_a_proof_with_errors_says_what_to_mend(browser: Client, draft: Version) -> None:
    told = {"rule": RULE, "sentence": RULE_FORM["sentence"], "opens": "9 days before"}
    browser.post(address("protocol-edit", draft), told | {"closes": "", "revision": "1"})
    page = browser.post(address("protocol-prove", draft), {"revision": "2"}, follow=True)
    assert "It cannot be proved yet" in text_of(page)
    assert "it is about 9 days" in text_of(page)
    assert "The proof found" in text_of(browser.get(address("protocol", draft)))
    page = browser.post(address("protocol-sign", draft), {"revision": "2", "statement": STATEMENT})
    assert page.status_code == 400
    draft.refresh_from_db()
    assert draft.state == Life.DRAFT


def test_what_has_to_be_read_is_ticked_before_signing(browser: Client, draft: Version) -> None:
    browser.post(address("protocol-edit", draft), RULE_FORM)
    browser.post(address("protocol-prove", draft), {"revision": "2"})
    page = browser.get(address("protocol-sign", draft))
    assert "Worked cases that do not come out as expected" in text_of(page)
    told = {"revision": "2", "statement": STATEMENT}
    page = browser.post(address("protocol-sign", draft), told)
    assert page.status_code == 400
    assert STATEMENT in text_of(page)
    page = browser.post(address("protocol-sign", draft), told | {"read_all": "1"})
    assert page.status_code == 302


def test_what_is_typed_is_never_markup(browser: Client, draft: Version) -> None:
    evil = "Have no <script>alert(1)</script> laser."
    browser.post(address("protocol-edit", draft), RULE_FORM | {"sentence": evil})
    for name in ("protocol", "protocol-diff", "protocol-edit"):
        page = browser.get(address(name, draft))
        assert b"<script>alert" not in page.content
    assert evil in text_of(browser.get(address("protocol", draft)))


# Comparing and moving


def test_what_a_draft_changes_for_running_sessions(
    browser: Client, appointment: Appointment, nurse: Member, draft: Version, auditor: Member
) -> None:
    lasered(appointment, nurse)
    browser.post(address("protocol-edit", draft), RULE_FORM)
    page = text_of(browser.get(address("protocol-diff", draft)))
    assert "Allowed less than before IPL or laser" in page or "laser hair removal" in page
    assert "when from 7 days before from 8 days before" in page
    assert "It would change 1 of 1 running sessions" in page
    assert "Ana Ruiz" in page
    assert "from Thu 26 Nov 2026, 00:00" in page
    assert "from Wed 25 Nov 2026, 00:00" in page
    assert Event.objects.filter(verb="read", subject=f"appointment:{appointment.pk}").count() == 1
    # Who may not see patients is told how many, and no name.
    page = text_of(client_of(auditor).get(address("protocol-diff", draft)))
    assert "1 running session follows another version" in page
    assert "Ana Ruiz" not in page


def test_there_is_nothing_to_compare_a_first_version_with(
    browser: Client, clinician: Member
) -> None:
    first = actions.adopt(clinician, "microneedling")
    page = browser.get(address("protocol-diff", first))
    assert page.status_code == 400
    assert "no other version to compare with" in text_of(page)


@pytest.fixture
def second(appointment: Appointment, browser: Client, draft: Version) -> Version:
    browser.post(address("protocol-edit", draft), RULE_FORM)
    browser.post(address("protocol-prove", draft), {"revision": "2"})
    told = {"revision": "2", "statement": STATEMENT, "read_all": "1"}
    browser.post(address("protocol-sign", draft), told)
    page = text_of(browser.get(address("protocol-publish", draft)))
    assert "Version 1 is retired" in page
    assert "1 running session stays as it is" in page
    browser.post(address("protocol-publish", draft), {"revision": "2"})
    draft.refresh_from_db()
    assert draft.state == Life.PUBLISHED
    return draft


def test_running_sessions_are_moved(
    browser: Client, appointment: Appointment, nurse: Member, second: Version, clinic: Clinic
) -> None:
    appointment = lasered(appointment, nurse)
    assert appointment.verdict.status == "eligible"
    assert "still follows an older version" in text_of(browser.get(listed(clinic)))
    assert "Move running sessions" in text_of(browser.get(address("protocol", second)))
    page = browser.get(address("protocol-migrate", second))
    assert "Ana Ruiz" in text_of(page)
    assert "follows version 1" in text_of(page)
    place = address("protocol-migrate", second)
    assert browser.post(place, {}).status_code == 400
    for stale in (f"{appointment.pk}:{appointment.revision - 1}", f"{second.pk}:1"):
        assert browser.post(place, {"session": stale}).status_code == 409
    told = {"session": f"{appointment.pk}:{appointment.revision}"}
    page = browser.post(place, told, follow=True)
    assert "1 session moved." in text_of(page)
    assert "Every running session follows this version" in text_of(page)
    appointment.refresh_from_db()
    assert (appointment.version, appointment.verdict.status) == (second, "deferred")
    plan = judging.plan_in_force(appointment)
    assert plan is not None and plan.version == second


def test_all_sessions_are_moved_at_once(
    browser: Client, appointment: Appointment, second: Version
) -> None:
    page = browser.post(address("protocol-migrate", second), {"all": "1"}, follow=True)
    assert "1 session moved." in text_of(page)
    assert Appointment.everywhere.get(pk=appointment.pk).version == second


def test_what_is_too_much_for_one_page_comes_next(
    browser: Client, appointment: Appointment, second: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Appointment.everywhere.get(pk=appointment.pk)
    other.pk, other.start = uuid4(), appointment.start + timedelta(days=1)
    other.verdict = None
    other.save(force_insert=True)
    monkeypatch.setattr(running, "MOST", 1)
    page = text_of(browser.get(address("protocol-migrate", second)))
    assert "The first 1 of 2 are shown" in page
    for _turn in range(2):
        page = text_of(browser.post(address("protocol-migrate", second), {"all": "1"}, follow=True))
        assert "1 session moved." in page
    assert "Every running session follows this version" in page


def test_sessions_only_move_to_what_is_published(browser: Client, draft: Version) -> None:
    for page in (
        browser.get(address("protocol-migrate", draft)),
        browser.post(address("protocol-migrate", draft), {"all": "1"}),
    ):
        assert page.status_code == 400
        assert "Publish this one first" in text_of(page)


# Who may come


@pytest.mark.parametrize(
    ("role", "shut"),
    [
        ("desk", {"edit", "prove", "sign", "publish", "migrate", "discard"}),
        ("nurse", {"edit", "prove", "sign", "publish", "migrate", "discard"}),
        ("auditor", {"edit", "prove", "sign", "publish", "migrate", "discard"}),
        ("owner", {"sign"}),
        ("clinician", set()),
    ],
)
def test_each_role_finds_its_doors(
    clinic: Clinic, version: Version, role: str, shut: set[str]
) -> None:
    member = make_member(clinic, role, f"some {role}".replace(" ", "-"))
    browser = client_of(member)
    assert browser.get(listed(clinic)).status_code == 200
    draft = make_version(clinic, Life.DRAFT)
    for name in OF_A_VERSION:
        is_shut = name.removeprefix("protocol-") in shut
        if name != "protocol-discard":
            assert (browser.get(address(name, draft)).status_code == 403) is is_shut, name
        if name not in ("protocol", "protocol-diff"):
            page = browser.post(address(name, draft), {"revision": "7"})
            assert (page.status_code == 403) is is_shut, name
    drafting = browser.post(listed(clinic), {"adopt": "microneedling"}).status_code
    assert drafting == (403 if "edit" in shut else 400)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == (Life.DRAFT, 1)


def test_another_clinics_version_is_not_there(
    browser: Client, clinic: Clinic, patient: Patient
) -> None:
    other = make_version(make_clinic("lake"), Life.DRAFT)
    for name in OF_A_VERSION:
        here = reverse(name, args=[clinic.slug, other.pk])
        there = address(name, other)
        for place in (here, there):
            if name != "protocol-discard":
                assert browser.get(place).status_code == 404, place
            if name not in ("protocol", "protocol-diff"):
                assert browser.post(place, {"revision": "1"}).status_code == 404, place
    for pk in (str(other.pk), "nonsense"):
        assert browser.post(listed(clinic), {"based_on": pk}).status_code == 404
    assert Version.everywhere.get(pk=other.pk).state == Life.DRAFT
