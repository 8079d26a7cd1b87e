"""The list of protocols, a protocol as a page, and two versions side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.answers.checking import check
from meantime.answers.coverage import coverage
from meantime.clinic.library import actions, differing, pages, running, versions
from meantime.clinic.library.bands import ticks
from meantime.clinic.library.documents import NoProtocol, brought, names
from meantime.clinic.library.models import OPEN, Version
from meantime.clinic.library.reading import cases_of, protocol_of
from meantime.clinic.receiving import takes_files
from meantime.clinic.refusing import Refused, Stale, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.model.problem import Problem

_PARTS = ("document", "questions", "cases", "coverage", "versions")
_LONGEST_FIND = 60


@allowed("read protocols", "GET", "HEAD", "POST")
@takes_files
def protocols(request: HttpRequest) -> HttpResponse:
    """Every protocol of the clinic, what can be adopted, and what comes next. A POST drafts."""
    problems: tuple[Problem, ...] = ()
    refused, status = None, 200
    if request.method == "POST":
        if not request.member.may("draft"):
            raise PermissionDenied
        try:
            made = _drafted(request)
            messages.success(request, _("This is your draft. Nobody follows it yet."))
            return redirect("protocol", clinic=request.clinic.slug, version=made.pk)
        except NoProtocol as error:
            refused, problems, status = error.reason, error.problems, 400
        except Refused as error:
            refused, status = error.reason, status_of(error)
    found = running.counted(request.clinic, timezone.now())
    context = {
        "shelves": versions.shelves(request.member, found),
        "adoptable": versions.adoptable(request.clinic),
        "refused": refused,
        "problems": problems,
    }
    return render(request, "library/protocols.html", context, status=status)


def _drafted(request: HttpRequest) -> Version:
    """The draft that a form asks for: of a shipped protocol, of a version, of files."""
    if shipped := request.POST.get("adopt"):
        return actions.adopt(request.member, shipped)
    if pk := request.POST.get("based_on"):
        return actions.new_draft(request.member, _version(request, pk))
    files = dict(map(brought, request.FILES.getlist("files")))
    if not files:
        raise Refused(_("Choose the documents first: protocol.md and decisions.md at the least."))
    return actions.bring(request.member, files)


def _version(request: HttpRequest, pk: str) -> Version:
    try:
        return versions.version_of(request.clinic, UUID(pk))
    except ValueError:
        raise Http404 from None


@allowed("read protocols")
def show(request: HttpRequest, version: Any) -> HttpResponse:
    """A version: its document with rules and bands, or another part of it."""
    return page(request, versions.version_of(request.clinic, version))


def page(
    request: HttpRequest, found: Version, refused: Any = None, status: int = 200
) -> HttpResponse:
    """The page of a version, with what was refused."""
    part = request.GET.get("show", "")
    part = part if part in _PARTS else "document"
    at = timezone.now()
    others = running.of_others(request.clinic, found, at).count()
    protocol = protocol_of(found)
    context = {
        "version": found,
        "protocol": protocol,
        "part": part,
        "step": versions.next_step(request.member, found, others),
        "others": others,
        "editable": found.state in OPEN and request.member.may("draft"),
        "in_work": versions.in_work(found),
        "documents": names(found.files),
        "refused": refused,
        "now": at,
    }
    return render(
        request, f"library/{part}.html", context | _part(request, part, found), status=status
    )


def _part(request: HttpRequest, part: str, found: Version) -> dict[str, Any]:
    """What one part of the page shows, worked out only where it is asked for."""
    protocol = protocol_of(found)
    match part:
        case "cases":
            return {"cases": differing.worked(check(protocol, cases_of(found)))}
        case "coverage":
            places = list(coverage(protocol))
            return {"places": places, "silent": [item for item in places if not item.said]}
        case "versions":
            return {"versions": versions.siblings(found)}
        case "questions":
            return {"questions": pages.questions(protocol)}
    asked = " ".join(request.GET.get("find", "").split())[:_LONGEST_FIND]
    return {
        "sections": pages.with_words(pages.sections(found), asked),
        "find": asked,
        "loose": pages.loose_findings(found),
        "ticks": ticks(),
    }


@allowed("read protocols")
def difference(request: HttpRequest, version: Any) -> HttpResponse:
    """What a version changes against another: rules, answers and, for who may see, patients."""
    new = versions.version_of(request.clinic, version)
    at = timezone.now()
    try:
        old = versions.compared_with(new, request.GET.get("with", ""))
        told = differing.difference(old, new)
    except Refused as error:
        return page(request, new, error.reason, status_of(error))
    effects = running.read_by(request.member, new, at) if request.member.may("see") else []
    context = {
        "version": new,
        "old": old,
        "told": told,
        "effects": [item for item in effects if item.changes],
        "sessions": running.of_others(request.clinic, new, at).count(),
        "others": [item for item in versions.siblings(new) if item.pk != new.pk],
        "now": at,
    }
    return render(request, "library/diff.html", context)


def seen(request: HttpRequest, found: Version) -> Version:
    """The version that a form was filled in from. Raises Stale where it is an older one."""
    if request.POST.get("revision", "") != str(found.revision):
        raise Stale(_("Somebody else has changed this version meanwhile. Look at it again."))
    return found
