"""The first page: straight to the clinic, or a choice of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from meantime.clinic.tenancy.models import Member


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The clinics of whoever is there; with one, that one."""
    members = Member.everywhere.filter(user=request.user, is_active=True).select_related("clinic")
    if len(members) == 1:
        return redirect("today", clinic=members[0].clinic.slug)
    return render(request, "tenancy/home.html", {"members": members})
