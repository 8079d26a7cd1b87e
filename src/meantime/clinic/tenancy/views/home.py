"""The first page: straight to the clinic, or a choice of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meantime.clinic.tenancy import reading
from meantime.clinic.tenancy.models import Member

# Where somebody begins, by what they may do: the first that they may.
_FIRST = (("see", "today"), ("audit", "audit"))


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The clinics of whoever is there; with one, that one."""
    places = [(member, first_page(member)) for member in reading.clinics_of(request.user)]
    if len(places) == 1:
        member, page = places[0]
        return redirect(page, clinic=member.clinic.slug)
    return render(request, "tenancy/home.html", {"places": places})


def first_page(member: Member) -> str:
    """The name of the page on which somebody begins in a clinic."""
    return next(page for what, page in _FIRST if member.may(what))
