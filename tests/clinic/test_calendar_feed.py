"""A calendar that follows the plan: at an address of its own, as long as the link counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

import meantime as mt
from meantime.answers.edges import edges
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening
from meantime.clinic.care.models import Appointment, Course, Patient
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import export_person
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import feeds, links
from meantime.clinic.portal.models import Feed, PatientLink
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.sealing.rotation import rotate
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member
from tests.clinic.sessions import MONDAY, at, clear, fresh, treat
from tests.clinic.test_other_sessions import another_protocol
from tests.unit.interop.reading import Event as Entry
from tests.unit.interop.reading import events

SESSION, ENDED = "Appointment", "This calendar has ended"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Calendar:
    """The browser in which a link is open, and the address of the feed that was made there."""

    def __init__(self, given: tuple[PatientLink, Client]) -> None:
        self.link, self.browser = given
        self.address = self.made()

    def made(self) -> str:
        page = self.browser.post(reverse("portal-feed-make", args=[self.link.pk]))
        assert page.status_code == 200
        told = re.search(r">(http[^<]+\.ics)<", unescape(page.content.decode()))
        assert told
        assert "webcal" + told[1].removeprefix("http") in page.content.decode()
        return told[1]

    def answer(self, tag: str = "") -> Any:
        """As a client without cookies gets it, which has seen the calendar of that tag."""
        return get(self.address, **{"If-None-Match": tag} if tag else {})

    def shown(self) -> dict[str, Entry]:
        return events(self.answer().content)

    def session(self) -> Entry:
        (found,) = [one for one in self.shown().values() if one.title == SESSION]
        return found

    def is_over(self) -> bool:
        return [entry.title for entry in self.shown().values()] == [ENDED]


def get(address: str, **headers: str) -> HttpResponse:
    found: HttpResponse = Client().get(address, headers=headers)
    return found


def opened(
    nurse: Member, patient: Patient, holder: str = "", at: datetime = NOW
) -> tuple[PatientLink, Client]:
    made, token = links.give(nurse, patient, holder, False, at)
    client = Client()
    assert client.post(reverse("portal-open", args=[token])).status_code == 302
    return made, client


@pytest.fixture
def calendar(nurse: Member, appointment: Appointment) -> Calendar:
    return Calendar(opened(nurse, appointment.patient))


@pytest.fixture(autouse=True)
def tries(db: Any) -> Iterator[None]:
    """How often an address tried is in no model's table: a test would count for the next one."""
    yield
    cache.clear()


def verbs(calendar: Calendar) -> list[str]:
    rows = Event.objects.filter(verb__endswith="feed").order_by("number")
    assert {row.detail["link"] for row in rows} <= {str(calendar.link.pk)}
    return [row.verb for row in rows]


def test_it_shows_the_session_and_every_edge_of_the_plan_and_names_nothing(
    calendar: Calendar, appointment: Appointment
) -> None:
    answer = calendar.answer()
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX" in answer.content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in answer.content
    assert not answer.cookies
    session = calendar.session()
    assert (session.begin, session.end - session.begin) == (appointment.start, HOUR)
    (standing,) = standings_of(appointment.patient).ahead
    plan = mt.plan(standing.protocol, standing.case, NOW)
    around = [edge.at for edge in edges(plan) if not session.begin <= edge.at <= session.end]
    assert len(around) > 10
    steps = [entry.begin for entry in calendar.shown().values() if entry.title != SESSION]
    assert sorted(steps) == sorted(around)
    told = answer.content.decode().lower()
    for word in ("needling", "ana", "retino", "harbour", str(appointment.patient_id)):
        assert word not in told, word
    assert str(appointment.pk) not in told and str(calendar.link.pk) not in told


def test_what_has_not_changed_is_the_same_bytes_and_is_not_given_out_again(
    calendar: Calendar, clock: Clock
) -> None:
    first = calendar.answer()
    for _ in range(3):
        clock.now += HOUR
        again = calendar.answer()
        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
        for tag in (first["ETag"], "W/" + first["ETag"]):  # compressed, it is a weak one
            unchanged = calendar.answer(tag)
            assert (unchanged.status_code, unchanged.content) == (304, b"")
            assert unchanged["ETag"] == first["ETag"]
    assert calendar.answer('"another"').status_code == 200
    # What was given out is in the audit; that nothing was is not.
    assert verbs(calendar) == ["make feed", "update feed", *["read feed"] * 4]


def test_a_look_without_the_body_is_as_one_with_it(calendar: Calendar) -> None:
    head = Client().head(calendar.address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == calendar.answer()["ETag"]
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(Client(), method)(calendar.address).status_code == 405


def test_it_follows_a_move(
    calendar: Calendar, nurse: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    before, tag = calendar.shown(), calendar.answer()["ETag"]
    clock.now += HOUR
    found = fresh(appointment)
    start = at(nurse.clinic, MONDAY, 14)
    booking.move(nurse, found, start, room, found.revision, clock.now)
    answer = calendar.answer(tag)
    assert answer.status_code == 200 and answer["ETag"] != tag
    after = events(answer.content)
    assert after.keys() == before.keys()
    assert {entry.sequence for entry in before.values()} == {0}
    for uid, entry in after.items():
        assert entry.sequence == 1 and entry.modified == clock.now
        assert entry.begin - before[uid].begin >= 4 * DAY  # whole days, or hours of the session
    assert calendar.session().begin == start
    assert calendar.answer().content == answer.content


def test_only_what_changed_is_told_as_changed(
    calendar: Calendar, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    """Whoever has had cold sores gets a step more, or none; the others stay as they were."""
    protocol = protocol_of(appointment.version)

    def answered(**facts: Any) -> dict[str, Entry]:
        clock.now += HOUR
        known = clear(appointment) | {name.replace("_", "-"): it for name, it in facts.items()}
        screening.answer(nurse, appointment.patient, protocol, known, "desk", clock.now)
        return calendar.shown()

    sores = answered(cold_sore_history=True, antiviral_plan=True)
    none = answered()
    (uid,) = [uid for uid, entry in none.items() if entry.status == "CANCELLED"]
    assert none[uid].sequence == sores[uid].sequence + 1
    assert (none[uid].title, none[uid].text) == ("Care step", "")
    kept = {uid for uid in sores if none[uid].sequence == sores[uid].sequence}
    assert len(kept) > 10
    assert all(none[uid] == sores[uid] for uid in kept)
    back = answered(cold_sore_history=True, antiviral_plan=True)
    assert (back[uid].status, back[uid].sequence) != ("CANCELLED", none[uid].sequence)


def test_a_cancelled_session_is_cancelled_and_then_left_out(
    calendar: Calendar, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    before = calendar.shown()
    clock.now += HOUR
    booking.cancel(nurse, fresh(appointment), fresh(appointment).revision, clock.now)
    after = calendar.shown()
    assert after == {
        uid: entry._replace(text="", status="CANCELLED", sequence=1, modified=clock.now)
        for uid, entry in before.items()
        if entry.end > clock.now
    }
    last = max(entry.end for entry in after.values())
    clock.now = last - timedelta(seconds=1)
    assert [entry.end for entry in calendar.shown().values()] == [last]
    clock.now = last
    assert calendar.shown() == {}


def test_another_session_is_another_event(
    calendar: Calendar,
    nurse: Member,
    appointment: Appointment,
    course: Course,
    room: Room,
    clock: Clock,
) -> None:
    """It has the number of the one that was cancelled, and nothing else of it."""
    before = set(calendar.shown())
    clock.now += HOUR
    booking.cancel(nurse, fresh(appointment), fresh(appointment).revision, clock.now)
    new = booking.book(nurse, course, at(nurse.clinic, MONDAY, 9), room, clock.now)
    assert new.number == appointment.number
    shown = calendar.shown()
    live = {uid: entry for uid, entry in shown.items() if entry.status != "CANCELLED"}
    assert not before & live.keys()
    assert [one.begin for one in live.values() if one.title == SESSION] == [new.start]


def test_a_session_that_gets_another_number_stays_the_same_event(
    calendar: Calendar,
    nurse: Member,
    appointment: Appointment,
    course: Course,
    room: Room,
    clock: Clock,
) -> None:
    before = calendar.shown()
    clock.now += HOUR
    booking.book(nurse, course, at(nurse.clinic, date(2026, 12, 1), 9), room, clock.now)
    assert fresh(appointment).number == 2
    calendar.answer()
    first = Appointment.everywhere.get(number=1)
    clock.now += HOUR
    booking.cancel(nurse, first, first.revision, clock.now)
    assert fresh(appointment).number == 1
    after = calendar.shown()
    assert {uid for uid, entry in after.items() if entry.status != "CANCELLED"} == set(before)


def test_two_changes_in_one_second_and_a_clock_that_is_put_back_stop_nothing(
    calendar: Calendar, nurse: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    seen = [calendar.session()]
    for later, hour in ((timedelta(), 11), (timedelta(milliseconds=300), 12), (-2 * HOUR, 13)):
        clock.now += later
        found = fresh(appointment)
        start = at(nurse.clinic, MONDAY, hour)
        booking.move(nurse, found, start, room, found.revision, clock.now)
        seen.append(calendar.session())
    assert [entry.sequence for entry in seen] == [0, 1, 2, 3]
    moments = [entry.modified for entry in seen]
    assert moments == sorted(set(moments))
    assert seen[-1].begin == at(nurse.clinic, MONDAY, 13)


def test_once_the_session_is_done_its_steps_go_by_its_real_end(
    calendar: Calendar, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    before = calendar.shown()
    treat(nurse, appointment)
    clock.now = fresh(appointment).ended
    after = calendar.shown()
    assert any(one.status == "TENTATIVE" for one in before.values())
    live = [one for one in after.values() if one.status != "CANCELLED"]
    assert calendar.session().end == clock.now
    assert any(one.status == "CONFIRMED" and one.begin > clock.now for one in live)


def test_by_another_zone_of_the_clinic_the_days_move_and_the_hours_do_not(
    calendar: Calendar, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = fresh(appointment).ended
    before = calendar.shown()
    clock.now += HOUR
    Clinic.objects.update(zone="America/Los_Angeles")
    after = calendar.shown()
    ahead = {uid: one for uid, one in before.items() if one.begin > clock.now}
    moved = {uid for uid, one in ahead.items() if after[uid].begin != one.begin}
    assert moved and moved != set(ahead)
    assert {after[uid].begin - before[uid].begin for uid in moved} == {3 * HOUR}
    for uid, entry in before.items():
        assert after[uid].sequence == entry.sequence + (after[uid] != entry)
    assert moved <= {uid for uid in before if after[uid].sequence > before[uid].sequence}


def test_where_the_patient_is_changes_no_byte(
    calendar: Calendar, nurse: Member, appointment: Appointment
) -> None:
    before = calendar.answer().content
    patient = appointment.patient
    born, revision = date(1990, 5, 4), fresh(appointment).patient.revision
    patients.change_patient(nurse, patient, patient.name, born, "en", "Asia/Tokyo", revision, NOW)
    assert calendar.answer().content == before


def test_over_a_change_of_the_clocks_hours_stay_hours_and_days_days(
    nurse: Member, course: Course, room: Room, clock: Clock
) -> None:
    """On Saturday 13 March 2027, the night before clocks go forward in New York."""
    clock.now = datetime(2027, 3, 1, 15, tzinfo=UTC)
    start = booking.local_start(nurse.clinic, date(2027, 3, 13), time(14))
    session = booking.book(nurse, course, start, room, clock.now)
    found = Calendar(opened(nurse, session.patient, at=clock.now))
    begins = {entry.begin for entry in found.shown().values()}
    zone = ZoneInfo("America/New_York")
    # The session ends at 15:00: 24 hours later it is 16:00; the fourth day begins at its midnight.
    assert datetime(2027, 3, 14, 16, tzinfo=zone).astimezone(UTC) in begins
    assert datetime(2027, 3, 17, tzinfo=zone).astimezone(UTC) in begins
    assert datetime(2027, 3, 17, 5, tzinfo=UTC) not in begins
    raw = found.answer().content.decode()
    moments = re.findall(r"DT(?:START|END)[^\r]*", raw)
    assert moments and all(re.fullmatch(r"DT(START|END):\d{8}T\d{6}Z", one) for one in moments)
    assert (
        "VTIMEZONE" not in raw
        and "DURATION:P" not in raw.replace("REFRESH-INTERVAL", "", 0)[raw.index("BEGIN:VEVENT") :]
    )


def test_every_session_that_holds_is_in_it(
    calendar: Calendar, nurse: Member, appointment: Appointment, version: Version, room: Room
) -> None:
    """Another procedure, with a protocol of its own: their steps have ids of their own."""
    before = calendar.shown()
    other = another_protocol(version, "another", "ipl")
    course = booking.open_course(nurse, appointment.patient, other.protocol, 1)
    second = booking.book(nurse, course, at(nurse.clinic, MONDAY, 12), room, NOW)
    after = calendar.shown()
    assert before.keys() < after.keys()
    starts = {one.begin for one in after.values() if one.title == SESSION}
    assert starts == {appointment.start, second.start}
    booking.cancel(nurse, fresh(second), fresh(second).revision, NOW)
    dead = {uid for uid, one in calendar.shown().items() if one.status == "CANCELLED"}
    assert dead and not dead & before.keys()


def test_one_patient_never_sees_the_feed_of_another(
    calendar: Calendar, nurse: Member, course: Course, room: Room
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    theirs = Calendar(opened(nurse, other))
    assert theirs.shown() == {}
    mine = calendar.shown()
    again = booking.open_course(nurse, other, "microneedling", 1)
    booking.book(nurse, again, at(nurse.clinic, MONDAY, 9), room, NOW)
    assert not mine.keys() & theirs.shown().keys()
    assert calendar.shown() == mine


def test_a_carer_has_one_of_their_own(calendar: Calendar, nurse: Member) -> None:
    carer = Calendar(opened(nurse, calendar.link.patient, "Eva Ruiz"))
    assert carer.session() == calendar.session()
    links.take_back(nurse, carer.link, NOW)
    assert carer.is_over() and not calendar.is_over()
    assert Event.objects.filter(verb="make feed", actor="carer").count() == 1


# When it ends


def ended_by_hand(calendar: Calendar, _nurse: Member, _clock: Clock) -> None:
    where = reverse("portal-feed-end", args=[calendar.link.pk])
    assert calendar.browser.post(where)["Location"].endswith("/plan/")
    assert calendar.browser.post(where).status_code == 302
    assert verbs(calendar).count("end feed") == 1
    assert Feed.everywhere.get().served == []


def a_new_address(calendar: Calendar, _nurse: Member, _clock: Clock) -> None:
    new = calendar.made()
    assert new != calendar.address and SESSION in get(new).content.decode()
    assert Feed.everywhere.filter(ended=None).count() == 1


def a_link_that_was_taken_back(calendar: Calendar, nurse: Member, _clock: Clock) -> None:
    links.take_back(nurse, calendar.link, NOW)


def a_new_link(calendar: Calendar, nurse: Member, _clock: Clock) -> None:
    links.give(nurse, calendar.link.patient, "", False, NOW)


def a_link_that_is_over(calendar: Calendar, _nurse: Member, clock: Clock) -> None:
    clock.now = calendar.link.expires


def an_erasure(calendar: Calendar, _nurse: Member, _clock: Clock) -> None:
    erase_person(None, calendar.link.patient, "Asked for it by letter.")
    assert not Feed.everywhere.exists()


ENDS = [
    ended_by_hand,
    a_new_address,
    a_link_that_was_taken_back,
    a_new_link,
    a_link_that_is_over,
    an_erasure,
]


@pytest.mark.parametrize("ends", ENDS, ids=lambda ends: ends.__name__)
def test_what_has_ended_says_so_and_shows_nothing_of_before(
    calendar: Calendar,
    nurse: Member,
    clock: Clock,
    ends: Callable[[Calendar, Member, Clock], None],
) -> None:
    """No error: a calendar that gets one goes on to show what it had."""
    uids, tag = set(calendar.shown()), calendar.answer()["ETag"]
    ends(calendar, nurse, clock)
    noted = Event.objects.count()
    answer = calendar.answer(tag)
    assert answer.status_code == 200
    (entry,) = events(answer.content).values()
    assert entry.title == ENDED and entry.uid not in uids
    assert entry.begin.date() == clock.now.date()
    assert "555" not in entry.text  # not even whose calendar it was
    assert calendar.answer(answer["ETag"]).status_code == 304
    clock.now += DAY
    (later,) = calendar.shown().values()
    assert later.begin.date() == clock.now.date() and later.sequence > entry.sequence
    assert Event.objects.count() == noted


def test_it_counts_to_the_last_second_of_its_link(calendar: Calendar, clock: Clock) -> None:
    clock.now = calendar.link.expires - timedelta(seconds=1)
    assert not calendar.is_over()


# Tokens


def test_a_token_that_nobody_was_given_shows_nothing_of_anybody(calendar: Calendar) -> None:
    token = calendar.address.rsplit("/", 1)[1].removesuffix(".ics")
    other = ("A" if token[0] != "A" else "B") + token[1:]
    for forged in (other, token.swapcase(), "x" * 43):
        answer = get(calendar.address.replace(token, forged))
        titles = [one.title for one in events(answer.content).values()]
        assert titles == [ENDED]
    for odd in (token[:-1], token + "A", token[:20], "%00" + token[1:], "é" * 43, token + "%0A"):
        assert get(calendar.address.replace(token, odd)).status_code == 404
    # The token of the link is none of a feed, and the feed's opens no link.
    assert Client().get(f"/p/{token}/").status_code == 410


def test_only_the_digest_of_a_token_is_stored(calendar: Calendar) -> None:
    token = calendar.address.rsplit("/", 1)[1].removesuffix(".ics")
    calendar.answer()
    assert len(token) == 43
    assert token not in str(list(Feed.everywhere.values())) + str(list(Event.objects.values()))


def test_who_guesses_is_stopped_and_a_calendar_from_the_same_place_is_not(
    calendar: Calendar,
) -> None:
    wrong = [get(f"/p/calendar/{number:043}.ics").status_code for number in range(40)]
    assert wrong[0] == 200 and wrong[-1] == 429
    stopped = get(f"/p/calendar/{0:043}.ics")
    assert stopped["Retry-After"] == "60"
    assert all(calendar.answer().status_code == 200 for _ in range(40))


# Around it


def test_the_plan_says_whether_one_is_on_and_the_staff_sees_it(
    calendar: Calendar, nurse: Member
) -> None:
    plan = reverse("portal-plan", args=[calendar.link.pk])
    given = reverse("patient-links", args=[nurse.clinic.slug, calendar.link.patient_id])
    for is_on in (True, False):
        page = calendar.browser.get(plan).content.decode()
        assert ("End the calendar" in page) is is_on
        assert ("Make the address" in page) is not is_on
        assert calendar.address not in page
        assert ("Calendar on" in client_of(nurse).get(given).content.decode()) is is_on
        ended_by_hand(calendar, nurse, Clock()) if is_on else None


def test_it_is_in_the_language_in_which_it_was_made(calendar: Calendar) -> None:
    settings = reverse("portal-settings", args=[calendar.link.pk])
    calendar.browser.post(settings, {"language": "es"})
    english = calendar.session()
    page = calendar.browser.post(reverse("portal-feed-make", args=[calendar.link.pk]))
    told = re.search(r">(http[^<]+\.ics)<", page.content.decode())
    assert told
    titles = {entry.title for entry in events(get(told[1]).content).values()}
    assert titles == {"Cita", "Paso de cuidado"}
    assert english.title == SESSION


def test_it_goes_with_an_export_and_a_new_key_opens_it(calendar: Calendar) -> None:
    content = calendar.answer().content
    (kept,) = export_person(None, calendar.link.patient)["kept"]["feed"]
    assert [event[0] for event in kept["served"]] == list(events(content))
    assert kept["language"] == "en"
    rotate()
    assert calendar.answer().content == content


def test_two_clinics_have_feeds_of_their_own(calendar: Calendar) -> None:
    other = make_member(make_clinic("inland"), "nurse", "other")
    ben = patients.add_patient(other, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    theirs = Calendar(opened(other, ben))
    assert theirs.shown() == {} and calendar.shown()
    assert Feed.objects.of(other.clinic).count() == 1


def test_a_feed_that_ends_while_it_is_asked_for_gives_out_nothing(calendar: Calendar) -> None:
    asked = Feed.everywhere.get()
    feeds.end(calendar.link, NOW)
    served = feeds.serve(asked, NOW)
    assert not served.shows and [one.entry.summary for one in served.events] == [ENDED]
    assert Feed.everywhere.get().served == []
