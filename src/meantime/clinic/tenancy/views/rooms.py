"""The page of a clinic's rooms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from meantime.clinic.refusing import Refused, revision_of, status_of
from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.actions import rooms as actions
from meantime.clinic.tenancy.models import Room


class RoomForm(forms.Form):
    """A room."""

    name = forms.CharField(label=_("Name"), max_length=60)


@allowed("manage", "GET", "HEAD", "POST")
def rooms(request: HttpRequest) -> HttpResponse:
    """See the rooms; add one."""
    form = RoomForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        actions.add_room(request.member, form.cleaned_data["name"])
    except Refused as error:
        return _page(request, form, error.reason, status_of(error))
    return redirect("rooms", clinic=request.clinic.slug)


def _page(
    request: HttpRequest, form: RoomForm, refused: Any = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "rooms": reading.rooms_of(request.clinic), "refused": refused}
    return render(request, "tenancy/rooms.html", context, status=status)


@allowed("manage", "GET", "HEAD", "POST")
def change(request: HttpRequest, room: Any) -> HttpResponse:
    """Rename a room, close it, or open it again."""
    found = reading.room_in(request.clinic, room)
    form = RoomForm(request.POST or None, initial={"name": found.name})
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        try:
            if _done(request, found, form):
                return redirect("rooms", clinic=request.clinic.slug)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    context = {"form": form, "room": reading.room_in(request.clinic, room), "refused": refused}
    return render(request, "tenancy/room.html", context, status=status)


def _done(request: HttpRequest, room: Room, form: RoomForm) -> bool:
    """Do what the button says; False where the form is not right."""
    revision = revision_of(request)
    match request.POST.get("do"):
        case "close":
            actions.close_room(request.member, room, revision)
        case "open":
            actions.open_room(request.member, room, revision)
        case _:
            if not form.is_valid():
                return False
            actions.rename_room(request.member, room, form.cleaned_data["name"], revision)
    return True
