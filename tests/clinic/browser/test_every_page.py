"""Every page there is, looked over by axe: three widths, light and dark, nothing cut off.

The pages come from the resolver: an address that nobody thought of here fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import get_resolver, reverse
from playwright.sync_api import BrowserContext, Page

from meantime.clinic.care.actions import booking
from meantime.clinic.care.models import Appointment, Contact
from meantime.clinic.keeping import demo
from meantime.clinic.library import actions
from meantime.clinic.library.models import State, Version
from meantime.clinic.portal.actions import asking, healing, links
from meantime.clinic.portal.models import AnotherDate
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.reminders.models import State as Progress
from meantime.clinic.tenancy.actions import invitations
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.clinic.tenancy.roles import Role
from tests.clinic.browser.conftest import look_at, look_over, press
from tests.clinic.conftest import PASSWORD, Clock, make_clinic, make_member
from tests.clinic.deliveries import make_delivery
from tests.clinic.pictures import kept
from tests.clinic.test_door import SECRET, code_now
from tests.clinic.test_matrix import pages, patterns

pytestmark = pytest.mark.usefixtures("emptied")

# Noon in New York: the demo clinic has a day behind it and one before it.
NOON, HOUR = datetime(2026, 12, 2, 17, 5, tzinfo=UTC), timedelta(hours=1)


class Look(NamedTuple):
    """A page as somebody sees it. of: the patient whose session, series or record it is."""

    by: Role
    of: str = "Marta Silva"
    query: str = ""
    version: str = State.DRAFT
    status: int = 200


BOOKED, DEFERRED, OVERRIDDEN, REVIEW = "Marta Silva", "Chloe Martin", "Hannah Levi", "Ruth Adler"
ARRIVED, AGREED, TREATING, DONE = "Lena Fischer", "Priya Raman", "Julia Novak", "Ana Ruiz"
MISSED, CANCELLED, UNPLANNED = "Mei Tanaka", "Fatou Diallo", "Ines Moreau"
OWNER, CLINICIAN, NURSE, DESK, AUDITOR = (
    Role.OWNER, Role.CLINICIAN, Role.NURSE, Role.DESK, Role.AUDITOR
)  # fmt: skip

# The pages of a clinic, by the names of their addresses.
SHOWN: Mapping[str, tuple[Look, ...]] = {
    "today": (Look(NURSE), Look(DESK, query="?day=2026-01-01")),
    "worklists": (Look(CLINICIAN),),
    "consent-wording": (Look(OWNER),),
    "patients": (Look(DESK), Look(DESK, query="?q=zz")),
    "patient-new": (Look(DESK),),
    "patient": (Look(NURSE, DONE), Look(OWNER, BOOKED)),
    "patient-edit": (Look(DESK),),
    "patient-data": (Look(OWNER, DONE),),
    "patient-links": (Look(DESK, DONE), Look(DESK, BOOKED)),
    "photos": (Look(NURSE, DONE), Look(DESK, BOOKED)),
    "asked": (Look(NURSE),),
    "healing": (Look(NURSE),),
    "messages": (Look(NURSE),),
    "patient-messages": (Look(DESK, DONE), Look(NURSE, BOOKED)),
    "series-new": (Look(DESK),),
    "series-plan": (Look(DESK, UNPLANNED, "?day=2026-12-07&clock=10:00"),),
    "book": (Look(DESK, DONE), Look(DESK, DONE, "?day=2026-12-30&month=2026-12&clock=10:00")),
    "session": (
        *(Look(CLINICIAN, name) for name in (DEFERRED, OVERRIDDEN, REVIEW)),
        *(Look(NURSE, name) for name in (BOOKED, ARRIVED, AGREED, TREATING, DONE)),
        *(Look(DESK, name) for name in (MISSED, CANCELLED, ARRIVED)),
    ),
    "session-move": (Look(DESK, DEFERRED),),
    "session-questions": (Look(DESK, BOOKED), Look(NURSE, ARRIVED)),
    "session-consent": (Look(NURSE, ARRIVED),),
    "session-finish": (Look(NURSE, TREATING),),
    "protocols": (Look(CLINICIAN), Look(AUDITOR)),
    # The whole of it is looked at once, below: it has two hundred sentences.
    "protocol": (
        Look(CLINICIAN, query="?find=retinoid"),
        Look(NURSE, query="?find=sun", version=State.PUBLISHED),
        Look(CLINICIAN, query="?find=zzz"),
        *(Look(CLINICIAN, query=f"?show={part}") for part in ("questions", "coverage", "versions")),
    ),
    "protocol-edit": (
        Look(CLINICIAN, query="?rule=light-7-days"),
        Look(CLINICIAN, query="?document=cases.yaml"),
        Look(OWNER, version=State.PUBLISHED, query="?find=light-7", status=400),
    ),
    "protocol-prove": (Look(CLINICIAN), Look(CLINICIAN, version=State.PUBLISHED)),
    "protocol-sign": (Look(CLINICIAN), Look(CLINICIAN, version=State.PUBLISHED)),
    "protocol-publish": (Look(OWNER), Look(OWNER, version=State.PUBLISHED)),
    "protocol-diff": (Look(CLINICIAN), Look(AUDITOR)),
    "protocol-migrate": (Look(CLINICIAN, version=State.PUBLISHED),),
    "numbers": (Look(OWNER), Look(AUDITOR, query="?since=2026-13", status=400)),
    "audit": (Look(OWNER), Look(AUDITOR, query="?verb=book")),
    "audit-chain": (Look(OWNER),),
    "clinic-settings": (Look(OWNER),),
    "rooms": (Look(OWNER),),
    "room": (Look(OWNER),),
    "staff": (Look(OWNER),),
    "staff-member": (Look(OWNER),),
    "staff-recovery": (Look(OWNER),),
    "invite": (Look(OWNER),),
    "wordings": (Look(OWNER),),
    "wording": (Look(OWNER),),
}
# Addresses that show no page, and what they are instead: 405 to a GET, or a kind of file.
NO_PAGE: Mapping[str, int | str] = {
    "asked-answer": 405,
    "asked-date-settle": 405,
    "contact-add": 405,
    "contact-agree": 405,
    "contact-remove": 405,
    "contact-stop": 405,
    "healing-look": 405,
    "invite-revoke": 405,
    "patient-erase": 405,
    "patient-export": 405,
    "patient-link-take-back": 405,
    "patient-message-again": 405,
    "patient-message-came": 405,
    "patient-message-now": 405,
    "patient-message-stop": 405,
    "photo": "image/jpeg",
    "photo-add": 405,
    "photo-remove": 405,
    "photo-small": "image/jpeg",
    "protocol-discard": 405,
    "session-begin": 405,
    "session-cancel": 405,
    "session-check-in": 405,
    "session-outcome": 405,
    "session-override": 405,
    "session-override-revoke": 405,
    "audit-csv": "text/csv",
    "numbers-csv": "text/csv",
    "session-print": "application/pdf",
}
# Outside a clinic: pages that the tests below walk through, and what shows none.
AT_THE_DOOR = {
    "home", "join", "recover", "account_login", "account_logout", "account_inactive",
    "account_signup", "account_reauthenticate", "account_change_password", "mfa_index",
    "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate_webauthn",
}  # fmt: skip
NO_DOOR = {
    "mfa_download_recovery_codes": "a text file",
    "mfa_login_webauthn": "JSON for the passkeys' script",
    "set_language": "a form's address; it sends back",
    "sms-incoming": "for the server that sends texts",
    "sms-status": "for the server that sends texts",
    "metrics": "for Prometheus",
}

# What a patient holds in the hand; test_portal_pages and test_offline walk through it.
IN_THE_HAND = {
    "portal-open", "portal-now", "portal-may", "portal-plan", "portal-questions", "portal-healing",
    "portal-photos", "portal-settings", "portal-close", "portal-offline", "portal-no-connection",
    "portal-feed-make", "portal-mine", "portal-notifications",
}  # fmt: skip
NOT_IN_THE_HAND = {
    "portal-photo": "a picture",
    "portal-photo-delete": "a form's address; it sends back",
    "portal-send": "a form's address; it sends back",
    "portal-other-date": "a form's address; it sends back",
    "portal-print": "a PDF",
    "portal-calendar": "a file for a calendar",
    "portal-feed": "a file for a calendar",
    "portal-feed-end": "a form's address; it sends back",
    "portal-manifest": "JSON for the phone's home screen",
    "portal-notifications-off": "a form's address; it sends back",
    "portal-notifications-renew": "JSON for the worker",
    "portal-worker": "a script",
}


def test_every_address_is_shown_or_explained() -> None:
    inside = {item.name for route, item in patterns(get_resolver()) if route.startswith("c/")}
    outside = {item.name for route, item in patterns(get_resolver()) if not route.startswith("c/")}
    assert inside == {*SHOWN, *NO_PAGE}
    assert outside == {*AT_THE_DOOR, *NO_DOOR, *IN_THE_HAND, *NOT_IN_THE_HAND}
    assert not {*SHOWN} & {*NO_PAGE}


PARTS = {page.name: page.parts for page in pages()}


class World:
    """The demo clinic, and what stands in its addresses."""

    def __init__(self) -> None:
        self.made = demo.make()
        clinic = self.clinic = self.made.clinic
        self.staff = {Role(member.role): member for member in Member.objects.of(clinic)}
        published = Version.objects.of(clinic).get()
        draft = actions.new_draft(self.staff[CLINICIAN], published)
        self.versions = {State.PUBLISHED: published, State.DRAFT: draft}
        invitation, _token = invitations.invite(self.staff[OWNER], "new@demo.example", NURSE, NOON)
        rows = Appointment.objects.of(clinic).select_related("patient").order_by("start")
        self.sessions = {item.patient.name: item for item in rows}
        unplanned = self.sessions[UNPLANNED].patient
        course = booking.open_course(self.staff[DESK], unplanned, "microneedling", 3)
        self.courses = {name: item.course_id for name, item in self.sessions.items()}
        self.courses[UNPLANNED] = course.pk
        self.rest = {
            "room": Room.objects.of(clinic).first().pk,
            "person": self.staff[NURSE].pk,
            "invitation": invitation.pk,
            "figure": "slots",
            "language": "ar",
            "kind": "off",
            **self._said(self.sessions[DONE]),
        }

    def _said(self, session: Appointment) -> dict[str, UUID]:
        """What a patient and a carer of theirs sent to the clinic: answered, and waiting."""
        nurse, patient = self.staff[NURSE], session.patient
        link, _token = links.give(nurse, patient, "", True, NOON)
        carer, _token = links.give(nurse, patient, "Eva Ruiz", False, NOON)
        told = ("not-covered", ["golf"], NOON)
        asking.answer(nurse, asking.send(link, session, "golf", *told), "Yes.", NOON)
        question = asking.send(carer, session, "May I play golf with a hat on?", *told)
        (standing,) = standings_of(patient).last
        healing.report(carer, standing, [], False, NOON)
        report = healing.report(link, standing, ["call-infection"], True, NOON - HOUR)
        photo = kept(link, session, NOON - HOUR)
        dated = {"link": link, "patient": patient, "appointment": session, "start": session.start}
        date = AnotherDate.everywhere.create(clinic=self.clinic, at=NOON, **dated)
        contact = Contact.objects.of(self.clinic).filter(patient=patient).first()
        messages = [make_delivery(contact, session, state) for state in Progress]
        return {
            "photo": photo.pk,
            "link": link.pk,
            "question": question.pk,
            "report": report.pk,
            "date": date.pk,
            "message": messages[0].pk,
        }

    def address(self, name: str, look: Look) -> str:
        session = self.sessions[look.of]
        contacts = Contact.objects.of(self.clinic).filter(patient_id=session.patient_id)
        parts = self.rest | {
            "appointment": session.pk,
            "patient": session.patient_id,
            "course": self.courses[look.of],
            "contact": contacts.first().pk,
            "version": self.versions[State(look.version)].pk,
        }
        taken = {part: parts[part] for part in PARTS[name]}
        return reverse(name, kwargs={"clinic": self.clinic.slug, **taken}) + look.query


def log_in_by_hand(page: Page, email: str, password: str) -> None:
    page.goto("/door/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        press(page, "Log in")


def found_on(page: Page, address: str, status: int = 200) -> Iterator[str]:
    """What is wrong with a page, in words; a page is not the end of the walk."""
    response = page.goto(address)
    assert response
    if response.status != status or urlsplit(page.url).path != urlsplit(address).path:
        yield f"{address}: {response.status} at {page.url}"
        return
    try:
        look_over(page)
    except AssertionError as error:
        yield str(error)


def looked_at_by(role: Role) -> list[tuple[str, Look]]:
    return [(name, look) for name, several in SHOWN.items() for look in several if look.by == role]


@pytest.mark.parametrize("role", [role for role in Role if looked_at_by(role)])
def test_every_page_of_a_clinic(context: BrowserContext, clock: Clock, role: Role) -> None:
    clock.now = NOON
    world, page = World(), context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    log_in_by_hand(page, world.staff[role].user.email, world.made.password)
    if role == OWNER:
        confirm(page, world.made.password)
    wrong: list[str] = []
    for name, look in looked_at_by(role):
        wrong += found_on(page, world.address(name, look), look.status)
    if role == CLINICIAN:
        for part in ("", "?show=cases"):
            page.goto(world.address("protocol", Look(CLINICIAN)) + part)
            look_at(page)
    if role == OWNER:
        wrong += not_pages(context, world)
    assert not wrong, "\n".join(wrong)


def not_pages(context: BrowserContext, world: World) -> Iterator[str]:
    """Whoever may everything gets no page from those."""
    for name, told in NO_PAGE.items():
        answer = context.request.get(world.address(name, Look(OWNER, DONE)))
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if told not in (answer.status, kind):
            yield f"{name}: {answer.status}, {kind}"


def confirm(page: Page, password: str = PASSWORD) -> None:
    """Give the password once more: pages that change a login ask for it."""
    page.goto("/door/reauthenticate/?next=/door/2fa/")
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        press(page, "Go on")


def add_a_key(page: Page) -> None:
    """A passkey, from a device that the browser plays."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    told = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    told |= {"hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": told})
    page.goto("/door/2fa/webauthn/add/")
    page.get_by_label("Name it").fill("Phone")
    with page.expect_navigation():
        press(page, "Add the passkey")


def test_every_page_of_the_door(
    context: BrowserContext, nurse: Member, owner: Member, log_in: Callable[[Member], Page]
) -> None:
    wrong: list[str] = []
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]

    def look(address: str, status: int = 200) -> None:
        wrong.extend(found_on(page, address, status))

    # Who is nobody: the door, a slip at it, and what is closed.
    look("/door/login/")
    log_in_by_hand(page, nurse.user.email, "not the right one")
    look_over(page)
    look("/door/signup/")
    look("/door/inactive/")
    now = NOON.replace(day=1)
    _row, token = invitations.invite(owner, "new@harbour.test", Role.NURSE, now)
    look(f"/join/{token}/")
    press(page, "Join")
    look_over(page)
    look("/join/nothing/", 404)
    look("/door/recover/nothing/", 404)

    # Who logs in with a password alone, and sets up codes.
    log_in_by_hand(page, nurse.user.email, PASSWORD)
    look(f"/join/{token}/")
    confirm(page)
    look("/door/2fa/")
    look("/door/2fa/totp/activate/")
    look("/door/2fa/webauthn/add/")
    look("/door/reauthenticate/")
    look("/door/password/change/")
    press(page, "Change the password")
    look_over(page)
    make_member(make_clinic("inland"), Role.NURSE, "second")
    Member.everywhere.create(
        clinic=Clinic.objects.get(slug="inland"), user=nurse.user, role=Role.NURSE
    )
    look("/")
    look("/door/logout/")
    press(page, "Log out")

    # Who has codes, and then a key as well.
    TOTP.activate(nurse.user, SECRET)
    RecoveryCodes.activate(nurse.user)
    log_in_by_hand(page, nurse.user.email, PASSWORD)
    assert page.url.endswith("/door/2fa/authenticate/")
    look_over(page)
    page.get_by_label("Code").fill("000000")
    press(page, "Log in")
    look_over(page)
    page.get_by_label("Code").fill(code_now())
    with page.expect_navigation():
        press(page, "Log in")
    confirm(page)
    add_a_key(page)
    key = Authenticator.objects.get(user=nurse.user, type=Authenticator.Type.WEBAUTHN)
    for part in (
        "", "reauthenticate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/",
        "webauthn/", "webauthn/reauthenticate/", f"webauthn/keys/{key.pk}/edit/",
        f"webauthn/keys/{key.pk}/remove/",
    ):  # fmt: skip
        look(f"/door/2fa/{part}")
    assert not wrong, "\n".join(wrong)


def test_the_pages_of_errors(
    nurse: Member, appointment: Appointment, log_in: Callable[[Member], Page]
) -> None:
    page = log_in(nurse)
    start = reverse("patient-new", args=[nurse.clinic.slug])
    wrong = [
        *found_on(page, "/c/nowhere/", 404),
        *found_on(page, reverse("clinic-settings", args=[nurse.clinic.slug]), 403),
    ]
    # 400: a form with more fields than any form has.
    page.goto(start)
    page.evaluate(
        "const form = document.querySelector('main form');"
        "for (let n = 0; n < 1100; n++) { const more = document.createElement('input');"
        "more.type = 'hidden'; more.name = 'n' + n; form.append(more) }"
    )
    page.get_by_label("Full name").fill("Ana")
    page.get_by_label("Date of birth").fill("1990-05-04")
    answered(page, "Save", 400)
    # 403: the cookie of the form is gone.
    page.goto(start)
    page.evaluate("document.querySelector('main form [name=csrfmiddlewaretoken]').value = 'x'")
    page.get_by_label("Full name").fill("Ana")
    page.get_by_label("Date of birth").fill("1990-05-04")
    answered(page, "Save", 403)
    # 409: somebody else was faster.
    page.goto(reverse("session", args=[nurse.clinic.slug, appointment.pk]))
    Appointment.objects.of(nurse.clinic).update(revision=7)
    answered(page, "Cancel the session", 409)
    assert not wrong, "\n".join(wrong)


def test_a_link_that_is_handed_over(
    nurse: Member, appointment: Appointment, log_in: Callable[[Member], Page]
) -> None:
    page = log_in(nurse)
    page.goto(reverse("patient-links", args=[nurse.clinic.slug, appointment.patient_id]))
    page.get_by_label("For somebody who cares for the patient").fill("Eva Ruiz")
    page.get_by_label("A code of six digits").check()
    answered(page, "Give a link", 200)
    assert "/p/" in page.get_by_label("For Eva Ruiz").input_value()
    assert len(page.get_by_label("Code", exact=True).input_value()) == 6


def answered(page: Page, button: str, status: int) -> None:
    """A form is answered with that status, by a page that can be read."""
    with page.expect_response(lambda told: told.request.method == "POST") as told:
        press(page, button)
    assert told.value.status == status
    page.wait_for_load_state()
    look_over(page)


def test_the_lockout(
    context: BrowserContext, nurse: Member, log_in: Callable[[Member], Page]
) -> None:
    client = Client()
    for _ in range(5):
        told = {"login": nurse.user.email, "password": "not the right one"}
        assert client.post("/door/login/", told).status_code in (200, 429)
    page = log_in(nurse)
    context.clear_cookies()
    log_in_by_hand(page, nurse.user.email, PASSWORD)
    assert "Wait 15 minutes" in page.inner_text("main")
    look_over(page)


def test_whoever_works_nowhere_is_told(owner: Member, log_in: Callable[[Member], Page]) -> None:
    page = log_in(owner)
    owner.is_active = False
    owner.save()
    assert not list(found_on(page, "/"))
