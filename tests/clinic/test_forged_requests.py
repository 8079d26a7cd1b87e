"""Forged requests: a host, a method, a cookie or a way on that no page has given."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from meantime.clinic.care.models import Appointment, State
from meantime.clinic.tenancy.models import Member
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import PASSWORD, client_of, make_member
from tests.clinic.test_matrix import World, world

__all__ = ["world"]  # a fixture


@pytest.mark.parametrize(
    "where", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:x"]
)
def test_a_login_leads_nowhere_else(nurse: Member, where: str) -> None:
    told = {"login": nurse.user.email, "password": PASSWORD}
    page = Client().post(f"/door/login/?next={quote(where)}", told | {"next": where})
    assert page.status_code == 302
    assert page.url.startswith("/") and not page.url.startswith(("//", "/\\"))


def test_another_host_or_method_changes_nothing(world: World) -> None:
    client = client_of(make_member(world.clinic, Role.OWNER, "owner-a"))
    today = reverse("today", kwargs={"clinic": world.clinic.slug})
    assert client.get(today, headers={"Host": "evil.test"}).status_code == 400
    shown = client.get(today, headers={"X-Forwarded-Host": "evil.test"})
    assert "evil.test" not in shown.content.decode()
    cancel = reverse(
        "session-cancel",
        kwargs={"clinic": world.clinic.slug, "appointment": world.parts["appointment"]},
    )
    told = {"revision": "1", "_method": "POST"}
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        assert client.get(cancel, told, headers={header: "POST"}).status_code == 405
    assert Appointment.objects.of(world.clinic).get().state == State.BOOKED


def test_a_session_from_before_the_login_is_another_one(nurse: Member) -> None:
    client = Client()
    client.get("/door/login/")
    client.cookies["sessionid"] = "a" * 32
    client.post("/door/login/", {"login": nurse.user.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value not in ("", "a" * 32)
    assert Client(headers={"Cookie": f"sessionid={'a' * 32}"}).get("/").status_code == 302
