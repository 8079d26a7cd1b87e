"""The life of a version, by the actions alone: drafted, proved, signed, published, retired."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, judging, screening
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.library import actions, rewriting
from meantime.clinic.library.documents import NoProtocol
from meantime.clinic.library.models import State as Life
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import cases_of, digest_of, files_of, protocol_of
from meantime.clinic.library.running import effects, of_others
from meantime.clinic.library.signing import signature
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.literate.protocols import SHIPPED
from tests.clinic.conftest import NOW, Clock, make_clinic, make_member, make_version

FILES = files_of(SHIPPED / "microneedling")
STATEMENT = "I have read this version and stand for it."
RULE = "light-7-days"
SENTENCES = {
    "protocol.md": "Have no laser or IPL light treatment in the eight days before the session.",
    "es.yaml": "No se haga ningún láser ni luz IPL en los ocho días antes de la sesión.",
    "ar.yaml": "لا تخضع لعلاج بالليزر أو بضوء IPL خلال 8 أيام قبل الجلسة.",
}


def eight_days(version: Version) -> dict[str, str]:
    """The documents of a version with eight days in the place of seven, in every language."""
    files = version.files
    text = rewriting.rewritten(
        files["protocol.md"], RULE, SENTENCES["protocol.md"], "8 days before", ""
    )
    told = {
        name: rewriting.retold(files[name], RULE, SENTENCES[name])
        for name in ("es.yaml", "ar.yaml")
    }
    return {"protocol.md": text} | told


def signed(clinician: Member, version: Version) -> Version:
    actions.prove(clinician, version)
    return actions.sign(clinician, version, STATEMENT, read_all=True)


def verbs() -> list[str]:
    return list(Event.objects.order_by("number").values_list("verb", flat=True))


def test_the_whole_life_of_a_version(clinician: Member, owner: Member, clock: Clock) -> None:
    first = actions.adopt(owner, "microneedling")
    assert (first.state, first.number, first.title) == (
        Life.DRAFT,
        1,
        "Microneedling (collagen induction therapy)",
    )
    report = actions.prove(owner, first)
    first.refresh_from_db()
    assert report.certificate is not None
    assert first.state == Life.PROVED
    assert first.certificate["certificate"]["seal"] == report.certificate.seal
    assert first.certificate["cases"] == {
        "count": len(cases_of(first)),
        "expectations": 1028,
        "failed": [],
    }
    first = actions.sign(clinician, first, STATEMENT)
    assert (first.state, first.statement, first.signed_by) == (
        Life.SIGNED,
        STATEMENT,
        clinician.user,
    )
    first = actions.publish(owner, first)
    assert (first.state, first.published, first.published_by) == (Life.PUBLISHED, NOW, owner.user)

    second = actions.new_draft(clinician, first)
    assert (second.number, second.based_on, second.files) == (2, first, first.files)
    clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    second = actions.change_documents(clinician, second, eight_days(second), 1)
    assert (second.revision, protocol_of(second).rules[RULE].window.words) == (
        2,
        "from 8 days before",
    )
    second = actions.publish(owner, signed(clinician, second))
    first.refresh_from_db()
    assert (first.state, first.retired) == (Life.RETIRED, clock.now)
    assert verbs() == [
        "adopt protocol",
        "prove protocol",
        "sign protocol",
        "publish protocol",
        "draft protocol",
        "change protocol",
        "prove protocol",
        "sign protocol",
        "publish protocol",
    ]
    told = Event.objects.get(verb="publish protocol", detail__number=2).detail
    assert (told["before"], told["signature"]) == (1, signature(second))
    assert not list(verify())


def test_a_change_takes_proof_and_signature_away(clinician: Member) -> None:
    draft = signed(clinician, actions.adopt(clinician, "microneedling"))
    text = draft.files["protocol.md"].replace("version: 0.1.0", "version: 0.1.1")
    changed = actions.change(clinician, draft, "protocol.md", text, draft.revision)
    assert (changed.state, changed.certificate, changed.statement) == (Life.DRAFT, {}, "")
    assert (changed.signed, changed.signed_by) == (None, None)
    assert changed.digest == digest_of(changed.files) != draft.digest


def test_a_text_that_is_the_same_changes_nothing(clinician: Member) -> None:
    draft = signed(clinician, actions.adopt(clinician, "microneedling"))
    typed = draft.files["protocol.md"].replace("\n", "\r\n")
    same = actions.change(clinician, draft, "protocol.md", typed, draft.revision)
    assert (same.state, same.revision) == (Life.SIGNED, 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "what"),
    [
        ("protocol.md", "from: 7 days before\ncites: before 4", "from: soon\ncites: before 4", 494,
         "`soon` is not a time"),
        ("protocol.md", "avoid: [ipl-laser]", "avoid: [ipl-lazer]", 493, "is not a concept"),
        ("protocol.md", "protocol: microneedling", "protocol: peel", 1, "names another protocol"),
        ("es.yaml", "  light-7-days:", "  light-9-days:", 8, "`light-9-days` is not in rules"),
        ("decisions.md", "prevails: light-7-days", "prevails: light", 319, "which is not a rule"),
        ("cases.yaml", "zone: America/New_York", "zone: America/New_York\n  zones: x", 11,
         "`zones` does not belong"),
        ("vocabulary/sun.yaml", "\n", "\n\t", 2, "not readable as YAML"),
    ],
)  # fmt: skip
def test_what_does_not_load_is_refused_at_its_line(
    clinician: Member, name: str, old: str, new: str, line: int, what: str
) -> None:
    draft = actions.adopt(clinician, "microneedling")
    text = draft.files[name].replace(old, new, 1)
    with pytest.raises(NoProtocol) as refused:
        actions.change(clinician, draft, name, text, 1)
    found = [
        (item.place.file, item.place.line) for item in refused.value.problems if what in item.what
    ]
    assert (name.rpartition("/")[2], line) in found
    draft.refresh_from_db()
    assert (draft.revision, draft.files) == (1, FILES)


@pytest.mark.parametrize(
    "name", ["../es.yaml", "es.py", "vocabulary/../x.yaml", "\0.yaml", "x" * 500]
)
def test_no_other_document_is_kept(clinician: Member, name: str) -> None:
    draft = actions.adopt(clinician, "microneedling")
    with pytest.raises(NoProtocol) as refused:
        actions.change(clinician, draft, name, "language: es\n", 1)
    assert refused.value.problems[0].what == "not a document of a protocol"


def test_a_translation_can_be_taken_out_but_not_the_protocol(clinician: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    draft = actions.change(clinician, draft, "ar.yaml", " \n", 1)
    assert "ar.yaml" not in draft.files
    assert set(protocol_of(draft).translations) == {"en", "es"}
    with pytest.raises(NoProtocol):
        actions.change(clinician, draft, "protocol.md", "", 2)


def test_an_older_form_is_refused(clinician: Member, owner: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    actions.change_documents(clinician, draft, eight_days(draft), 1)
    with pytest.raises(Stale):
        actions.change(owner, draft, "protocol.md", draft.files["protocol.md"], 1)
    # `draft` is what somebody saw before the change: nobody proves or signs what they did not see.
    for act in (actions.prove, actions.discard, actions.publish):
        with pytest.raises(Stale):
            act(clinician, draft)
    with pytest.raises(Stale):
        actions.sign(clinician, draft, STATEMENT)


def test_at_most_one_draft_a_protocol(clinician: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    with pytest.raises(Refused, match="Somebody is working"):
        actions.adopt(clinician, "microneedling")
    published = actions.publish(clinician, signed(clinician, draft))
    actions.new_draft(clinician, published)
    with pytest.raises(Refused, match="Somebody is working"):
        actions.new_draft(clinician, published)
    with pytest.raises(DatabaseError), transaction.atomic():
        make_version(clinician.clinic, Life.DRAFT)


def test_a_discarded_draft_makes_room(clinician: Member) -> None:
    actions.discard(clinician, actions.adopt(clinician, "microneedling"))
    assert not Version.objects.of(clinician.clinic).exists()
    assert actions.adopt(clinician, "microneedling").number == 1
    assert verbs() == ["adopt protocol", "discard protocol", "adopt protocol"]


def test_what_is_not_shipped_cannot_be_adopted(clinician: Member) -> None:
    for name in ("nothing", "../protocols/microneedling", ""):
        with pytest.raises(Refused, match="does not come with"):
            actions.adopt(clinician, name)


def test_with_an_error_it_stays_a_draft(clinician: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    text = draft.files["protocol.md"].replace("from: 7 days before", "from: 8 days before", 1)
    draft = actions.change(clinician, draft, "protocol.md", text, 1)
    report = actions.prove(clinician, draft)
    draft.refresh_from_db()
    assert report.errors
    assert (draft.state, draft.certificate["certificate"]) == (Life.DRAFT, None)
    assert draft.certificate["errors"] == len(report.errors)
    assert any(RULE in item["subjects"] for item in draft.certificate["findings"])
    with pytest.raises(Refused, match="Prove this version first"):
        actions.sign(clinician, draft, STATEMENT)


def test_cases_that_fail_have_to_be_read_before_signing(clinician: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    draft = actions.change_documents(clinician, draft, eight_days(draft), 1)
    actions.prove(clinician, draft)
    draft.refresh_from_db()
    failed = draft.certificate["cases"]["failed"]
    assert {item["case"] for item in failed}
    with pytest.raises(Refused, match="say that you did"):
        actions.sign(clinician, draft, STATEMENT)
    assert actions.sign(clinician, draft, STATEMENT, read_all=True).state == Life.SIGNED


@pytest.mark.parametrize("statement", ["", "  ok  ", "x" * 301])
def test_a_signature_needs_words(clinician: Member, statement: str) -> None:
    draft = actions.adopt(clinician, "microneedling")
    actions.prove(clinician, draft)
    with pytest.raises(Refused, match="10 to 300"):
        actions.sign(clinician, draft, statement)


def test_only_a_clinician_signs_and_no_nurse_publishes(
    clinician: Member, owner: Member, nurse: Member
) -> None:
    draft = actions.adopt(clinician, "microneedling")
    actions.prove(clinician, draft)
    for member in (owner, nurse):
        with pytest.raises(Refused, match="Only a clinician"):
            actions.sign(member, draft, STATEMENT)
    draft = actions.sign(clinician, draft, STATEMENT)
    with pytest.raises(Refused, match="Only an owner"):
        actions.publish(nurse, draft)


def test_files_that_changed_since_the_proof_cannot_be_signed_or_published(
    clinician: Member,
) -> None:
    draft = actions.adopt(clinician, "microneedling")
    actions.prove(clinician, draft)
    draft.refresh_from_db()
    other = {**draft.files, "es.yaml": draft.files["es.yaml"] + "# later\n"}
    rows = Version.everywhere.filter(pk=draft.pk)
    changes: list[dict[str, Any]] = [{"files": other}, {"files": other, "digest": digest_of(other)}]
    for changed in changes:
        rows.update(**changed)
        with pytest.raises(Refused, match="Prove this version first"):
            actions.sign(clinician, draft, STATEMENT)
    rows.update(files=draft.files, digest=draft.digest)
    actions.sign(clinician, draft, STATEMENT)
    rows.update(files=other)
    with pytest.raises(Refused, match="has to sign"):
        actions.publish(clinician, draft)


def test_a_proof_of_an_older_release_does_not_do(
    clinician: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = actions.adopt(clinician, "microneedling")
    actions.prove(clinician, draft)
    monkeypatch.setattr(mt, "__version__", "9.9.9")
    with pytest.raises(Refused, match="Prove this version first"):
        actions.sign(clinician, draft, STATEMENT)


def test_no_step_is_left_out(clinician: Member) -> None:
    draft = actions.adopt(clinician, "microneedling")
    with pytest.raises(Refused, match="has to sign"):
        actions.publish(clinician, draft)
    draft = signed(clinician, draft)
    with pytest.raises(Refused, match="signed already"):
        actions.prove(clinician, draft)
    with pytest.raises(Refused, match="Prove this version first"):
        actions.sign(clinician, draft, STATEMENT)
    published = actions.publish(clinician, draft)
    for act in (actions.publish, actions.prove, actions.discard):
        with pytest.raises(Refused):
            act(clinician, published)
    text = published.files["protocol.md"] + "\n"
    with pytest.raises(Refused, match="never changes"):
        actions.change(clinician, published, "protocol.md", text, published.revision)


@pytest.mark.parametrize("state", [Life.PUBLISHED, Life.RETIRED])
def test_a_frozen_version_never_changes(clinic: Clinic, state: str) -> None:
    version = make_version(clinic, state)
    changes: tuple[dict[str, Any], ...] = (
        {"files": {}}, {"title": "Other"}, {"digest": "0" * 64}, {"statement": "Mine"},
        {"state": Life.DRAFT}, {"number": 9}, {"published": NOW}, {"revision": 2},
        {"certificate": {"errors": 0}}, {"retired": NOW},
    )  # fmt: skip
    for changed in changes:
        spoiled = Version.everywhere.get(pk=version.pk)
        for name, value in changed.items():
            setattr(spoiled, name, value)
        with pytest.raises(Refused, match="never changes"):
            spoiled.save()
        # And not behind the model's back either.
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Version.everywhere.filter(pk=version.pk).update(**changed)
    with pytest.raises(Refused, match="kept for good"):
        version.delete()
    with pytest.raises(DatabaseError, match="kept for good"), transaction.atomic():
        Version.everywhere.filter(pk=version.pk).delete()
    assert Version.everywhere.get(pk=version.pk).files == version.files


def test_a_published_version_retires_once(clinic: Clinic) -> None:
    version = make_version(clinic)
    version.state, version.retired = Life.RETIRED, NOW
    version.save()
    version.state, version.retired = Life.PUBLISHED, None
    with pytest.raises(Refused, match="never changes"):
        version.save()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Version.everywhere.filter(pk=version.pk).update(state=Life.PUBLISHED, retired=None)


def test_a_protocol_of_ones_own(clinician: Member) -> None:
    own = {
        "protocol.md": FILES["protocol.md"].replace("protocol: microneedling", "protocol: needles"),
        "decisions.md": FILES["decisions.md"],
    }
    draft = actions.bring(clinician, own)
    assert (draft.protocol, draft.state, "vocabulary/sun.yaml" in draft.files) == (
        "needles",
        Life.DRAFT,
        True,
    )


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"protocol.md": "Hello"},
        {"protocol.md": "", "decisions.md": ""},
        {"protocol.md": "# A letter\n\nDear patient, hello.\n", "decisions.md": "# None\n"},
        {"protocol.md": "\0\0", "decisions.md": "x"},
        {"passwords.txt": "root:x"},
        {"protocol.md": FILES["protocol.md"].replace("protocol: micro", "protocol: <script>"),
         "decisions.md": FILES["decisions.md"]},
        {"protocol.md": FILES["protocol.md"].replace("title: Micro", "title: " + "Micro" * 60),
         "decisions.md": FILES["decisions.md"]},
    ],
)  # fmt: skip
def test_what_is_no_protocol_is_not_kept(clinician: Member, files: dict[str, str]) -> None:
    with pytest.raises(NoProtocol) as refused:
        actions.bring(clinician, files)
    assert refused.value.problems
    assert not Version.objects.of(clinician.clinic).exists()
    assert not verbs()


def test_another_clinics_version_is_not_there(clinician: Member) -> None:
    other = make_version(make_clinic("lake"))
    for act in (actions.new_draft, actions.publish, actions.discard):
        with pytest.raises(Http404):
            act(clinician, other)
    with pytest.raises(Http404):
        actions.migrate(clinician, [], other)


# Running sessions


@pytest.fixture
def second(appointment: Appointment, version: Version, clinician: Member) -> Version:
    """A published version with eight days in the place of seven; the session runs on the first."""
    draft = actions.new_draft(clinician, version)
    draft = actions.change_documents(clinician, draft, eight_days(draft), 1)
    return actions.publish(clinician, signed(clinician, draft))


@pytest.fixture
def lasered(appointment: Appointment, nurse: Member) -> Appointment:
    """Eight days after laser light: seven free days and the day itself lie between."""
    facts = all_clear(protocol_of(appointment.version)) | {"ipl-laser": date(2026, 11, 25)}
    screening.answer(
        nurse, appointment.patient, protocol_of(appointment.version), facts, "desk", NOW
    )
    appointment.refresh_from_db()
    return appointment


def test_a_running_session_moves_over(
    lasered: Appointment, second: Version, clinician: Member
) -> None:
    assert lasered.verdict.status == "eligible"
    before = judging.plan_in_force(lasered)
    assert before is not None
    (effect,) = effects(of_others(clinician.clinic, second, NOW), second, NOW)
    assert [verdict.status for verdict in effect.verdicts or ()] == ["eligible", "deferred"]
    assert [line.rule for line in effect.lines] == [RULE]

    (moved,) = actions.migrate(clinician, lasered, second)
    assert moved.version == second
    assert moved.revision > lasered.revision
    assert (moved.verdict.status, moved.verdict.earliest) == ("deferred", date(2026, 12, 4))
    after = judging.plan_in_force(moved)
    assert after is not None
    assert (after.number, after.version) == (before.number + 1, second)
    begins = {item["rule"]: item["begins"] for item in after.plan["items"]}
    assert begins[RULE] == "2026-11-25T00:00:00-05:00"
    assert Event.objects.get(verb="migrate").detail == {
        "patient": str(moved.patient_id),
        "protocol": "microneedling",
        "before": 1,
        "after": 2,
    }
    assert not of_others(clinician.clinic, second, NOW).exists()
    assert not list(verify())


def test_several_sessions_move_together_or_not_at_all(
    lasered: Appointment, second: Version, clinician: Member, nurse: Member, room: Room
) -> None:
    start = booking.local_start(
        nurse.clinic, date(2027, 1, 7), lasered.start.time().replace(hour=10)
    )
    later = booking.book(nurse, lasered.course, start, room, NOW)
    assert later.version == second
    Appointment.everywhere.filter(pk=later.pk).update(version=lasered.version)
    rows = list(of_others(clinician.clinic, second, NOW))
    stale = Appointment.everywhere.get(pk=rows[1].pk)
    stale.revision -= 1
    with pytest.raises(Stale):
        actions.migrate(clinician, [rows[0], stale], second)
    assert of_others(clinician.clinic, second, NOW).count() == 2
    assert len(actions.migrate(clinician, rows, second)) == 2
    assert Event.objects.filter(verb="migrate").count() == 2


def test_only_to_the_published_version_and_only_what_runs(
    lasered: Appointment, second: Version, version: Version, clinician: Member
) -> None:
    with pytest.raises(Refused, match="published version"):
        actions.migrate(clinician, lasered, version)
    for state in (State.TREATING, State.CANCELLED, State.DONE):
        Appointment.everywhere.filter(pk=lasered.pk).update(state=state)
        with pytest.raises(Refused, match="in treatment or over"):
            actions.migrate(clinician, lasered, second)
    Appointment.everywhere.filter(pk=lasered.pk).update(state=State.BOOKED)
    (moved,) = actions.migrate(clinician, lasered, second)
    with pytest.raises(Refused, match="already"):
        actions.migrate(clinician, moved, second)


def test_a_session_of_another_protocol_stays(lasered: Appointment, clinician: Member) -> None:
    files = FILES | {
        "protocol.md": FILES["protocol.md"].replace("protocol: microneedling", "protocol: needles")
    }
    other = actions.publish(clinician, signed(clinician, actions.bring(clinician, files)))
    with pytest.raises(Refused, match="another protocol"):
        actions.migrate(clinician, lasered, other)


def test_the_aftercare_of_a_done_session_moves_too(
    lasered: Appointment, second: Version, clinician: Member
) -> None:
    ended = lasered.planned_end
    Appointment.everywhere.filter(pk=lasered.pk).update(state=State.DONE, ended=ended)
    lasered.refresh_from_db()
    (effect,) = effects(of_others(clinician.clinic, second, NOW), second, NOW)
    assert effect.verdicts is None
    (moved,) = actions.migrate(clinician, lasered, second)
    plan = judging.plan_in_force(moved)
    assert plan is not None and plan.version == second


# Rewriting the lines of a rule


def test_only_the_lines_of_the_rule_are_rewritten() -> None:
    text = FILES["protocol.md"]
    found = rewriting.rewritten(text, RULE, "Stay away\nfrom lasers.", " 8  days before ", "end")
    old, new = text.splitlines(), found.splitlines()
    changed = [line for line in new if line not in old]
    assert changed == ["Stay away from lasers.", "from: 8 days before"]
    assert len(new) == len(old) + 1
    back = rewriting.rewritten(
        found, RULE, rewriting.written(text, RULE).sentence, "7 days before", ""
    )
    assert back == text


def test_every_rule_rewritten_as_it_is_stays_as_it_is() -> None:
    for rule in mt.load("microneedling").rules:
        now = rewriting.written(FILES["protocol.md"], rule)
        same = rewriting.rewritten(FILES["protocol.md"], rule, now.sentence, now.opens, now.closes)
        assert same == FILES["protocol.md"]
        for name in ("es.yaml", "ar.yaml"):
            said = rewriting.translated(FILES[name], rule)
            assert rewriting.retold(FILES[name], rule, said) == FILES[name]


@pytest.mark.parametrize("sentence", ["", "# Stay", "> Stay", "| Stay", "```yaml"])
def test_what_would_not_be_read_as_a_sentence_is_refused(sentence: str) -> None:
    with pytest.raises(Refused):
        rewriting.rewritten(FILES["protocol.md"], RULE, sentence, "7 days before", "")


@pytest.mark.parametrize("time", ["7 days\nid: x # y", "[7]", "7: days", "x" * 61])
def test_a_time_is_nothing_but_a_time(time: str) -> None:
    with pytest.raises(Refused, match="words and numbers"):
        rewriting.rewritten(FILES["protocol.md"], RULE, "Stay.", time, "")


def test_a_sentence_that_yaml_would_misread_is_quoted() -> None:
    said = 'Achtung: "kein" Laser # heute'
    found = rewriting.retold(FILES["es.yaml"], RULE, said)
    assert rewriting.translated(found, RULE) == said
    assert len(found.splitlines()) == len(FILES["es.yaml"].splitlines())


def test_a_rule_in_a_way_of_its_own_is_left_to_the_document() -> None:
    block = "{id: a, avoid: [sun], until: 2 days after}"
    text = f"---\nprotocol: x\n---\n\nStay.\n\n```yaml\n{block}\n```\n"
    with pytest.raises(Refused, match="a way of its own"):
        rewriting.rewritten(text, "a", "Stay.", "", "3 days after")
    with pytest.raises(Refused, match="no rule"):
        rewriting.rewritten(text, "b", "Stay.", "", "3 days after")


def test_members_of_two_clinics_have_drafts_of_their_own(clinician: Member) -> None:
    other = make_member(make_clinic("lake"), "clinician")
    assert actions.adopt(clinician, "microneedling").number == 1
    assert actions.adopt(other, "microneedling").number == 1
