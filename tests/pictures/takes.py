"""What is taken: a page, by somebody, at a width, from the top or from where it is worth a look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

from tests.pictures.clinic import Site

DESK, PHONE = (1280, 800), (390, 844)


class Take(NamedTuple):
    """A picture of a page. below: what stands at its upper edge, "" for the top."""

    name: str
    role: str
    address: str
    size: tuple[int, int] = DESK
    scheme: str = "light"
    below: str = ""


def taken(site: Site) -> Iterator[tuple[str, bytes]]:
    """Each picture with its name, as a PNG."""
    for take in _takes(site):
        page = site.page(take.role, *take.size, scheme=take.scheme)
        # How long a look at the whole chain takes is never the same.
        page.route("**/audit/chain/", lambda asked: asked.abort())
        response = page.goto(f"/c/demo/{take.address}")
        assert response
        assert response.ok, (take.address, response.status)
        _make_ready(page, take)
        yield take.name, page.screenshot()
        page.context.close()
    yield from _held(site)


def _held(site: Site) -> Iterator[tuple[str, bytes]]:
    """What a patient holds, by the links of the demo clinic."""
    paths = dict(site.links)
    treated, refused = paths["Grace Okafor"], paths["Chloe Martin"]
    for name, path, scheme in (
        ("now", treated, "light"),
        ("may", treated, "dark"),
        ("deferred", refused, "light"),
    ):
        page = site.phone(scheme)
        page.goto(path)
        page.get_by_role("button", name="Open the plan").click()
        page.wait_for_url("**/p/at/**")
        if name == "may":
            page.get_by_role("link", name="May I?").click()
            page.get_by_role("searchbox").fill("may I use retinol tomorrow")
            expect(page.locator(".answer .word")).to_be_visible()
        page.evaluate("document.fonts.ready")
        yield f"patient-{name}", page.screenshot()
        page.context.close()


def _make_ready(page: Page, take: Take) -> None:
    if take.name == "editing":
        page.get_by_label("From", exact=True).fill("8 dayz before")
        expect(page.locator("#found .note.stop")).to_be_visible()
    if take.below:
        page.locator(take.below).first.evaluate(
            "it => scrollTo(0, it.getBoundingClientRect().top + scrollY - 16)"
        )
    page.evaluate("document.fonts.ready")


def _takes(site: Site) -> Iterator[Take]:
    sessions, draft = _rows(site)
    ines, chloe = sessions["Ines Moreau"], sessions["Chloe Martin"]
    yield Take("board", "nurse", "")
    yield Take("board-dark", "nurse", "", scheme="dark")
    month = f"sessions/{chloe.pk}/move/?day=2026-12-05&month=2026-12&clock=14:00"
    yield Take("month", "desk", month)
    yield Take("session", "clinician", f"sessions/{chloe.pk}/")
    questions = f"sessions/{sessions['Marta Silva'].pk}/questions/"
    yield Take("questions", "nurse", questions, PHONE)
    yield Take("done", "nurse", f"sessions/{ines.pk}/")
    protocol = f"protocols/{draft.pk}/"
    yield Take("protocol", "clinician", protocol, below="section:has(#section-7)")
    yield Take(
        "protocol-dark", "clinician", protocol, scheme="dark", below="section:has(#section-7)"
    )
    yield Take("editing", "clinician", f"{protocol}edit/?rule=light-7-days")
    yield Take("numbers", "owner", "numbers/", below=".figures")
    yield Take("audit", "auditor", "audit/")


def _rows(site: Site) -> tuple[dict[str, Any], Any]:
    from meantime.clinic.care.models import Appointment
    from meantime.clinic.library.actions import new_draft
    from meantime.clinic.library.models import Version
    from meantime.clinic.tenancy.models import Member

    rows = Appointment.objects.of(site.clinic).select_related("patient").order_by("start")
    clinician = Member.objects.of(site.clinic).get(role="clinician")
    draft = new_draft(clinician, Version.objects.of(site.clinic).get())
    return {item.patient.name: item for item in rows}, draft
