"""A draft under the pen: a document, or one rule; checked while it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

import meantime as mt
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library import actions, rewriting, versions
from meantime.clinic.library.bands import bands
from meantime.clinic.library.documents import (
    NoProtocol,
    brought,
    changed,
    checked,
    is_optional,
    languages,
    names,
)
from meantime.clinic.library.models import Version
from meantime.clinic.library.proof import told
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.library.views.showing import page, seen
from meantime.clinic.receiving import takes_files
from meantime.clinic.refusing import Refused, Stale, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.literate.protocols import PROTOCOL
from meantime.model.problem import MeantimeError, Problem
from meantime.model.protocol import Protocol


class Found(NamedTuple):
    """What a check of typed text says. linted: whether it was linted as well."""

    refused: Any = None
    problems: tuple[Problem, ...] = ()
    protocol: Protocol | None = None
    findings: tuple[Mapping[str, Any], ...] = ()
    linted: bool = False


class Typed(NamedTuple):
    """A form as it was filled in: its fields for the page, and the documents it makes.

    documents: only those that the form changes; or why there are none.
    """

    fields: dict[str, Any]
    documents: Mapping[str, str]
    refused: Refused | None = None


@allowed("draft", "GET", "HEAD", "POST")
@takes_files
def edit(request: HttpRequest, version: Any) -> HttpResponse:
    """A document of a draft, or a rule of it. `do` of a POST: save, check or lint."""
    found = versions.version_of(request.clinic, version)
    if found.is_frozen:
        reason = _("A published version never changes. Draft a new one from it.")
        return page(request, found, reason, 400)
    asked = request.POST if request.method == "POST" else request.GET
    rule = asked.get("rule", "")
    typed = _rule(request, found, rule) if rule else _document(request, found, asked)
    if request.method != "POST":
        return _page(request, found, typed, Found())
    do = request.POST.get("do", "save")
    if do in ("check", "lint"):
        told = _checked(found, typed, lint=do == "lint")
        if request.htmx:
            return render(request, "library/found.html", _told(told, rule) | {"version": found})
        return _page(request, found, typed, told)
    return _save(request, found, typed)


def _save(request: HttpRequest, found: Version, typed: Typed) -> HttpResponse:
    try:
        if typed.refused is not None:
            raise typed.refused
        seen(request, found)
        actions.change_documents(request.member, found, typed.documents, found.revision)
    except NoProtocol as error:
        return _page(request, found, typed, Found(error.reason, error.problems), 400)
    except Stale as error:
        return _page(request, found, typed, Found(error.reason), 409)
    except Refused as error:
        return _page(request, found, typed, Found(error.reason), status_of(error))
    messages.success(request, _("Saved. Prove this version again before anybody signs it."))
    place = f"#rule-{typed.fields['rule']}" if typed.fields.get("rule") else ""
    return redirect(reverse("protocol", args=[request.clinic.slug, found.pk]) + place)


def _checked(found: Version, typed: Typed, *, lint: bool) -> Found:
    """What typed text would be: problems at their lines or, on demand, what a proof would find."""
    try:
        if typed.refused is not None:
            raise typed.refused
        protocol = checked(changed(found.files, typed.documents), found.protocol)
        findings = mt.lint(protocol).findings if lint else ()
    except NoProtocol as error:
        return Found(None, error.problems)
    except Refused as error:
        return Found(error.reason)
    except MeantimeError as error:
        return Found(as_written(error))
    shown = tuple(told(item) for item in findings if item.severity.value != "unsigned")
    return Found(None, (), protocol, shown, lint)


def _document(request: HttpRequest, found: Version, asked: Any) -> Typed:
    """The form of a whole document: its text typed, or brought as a file."""
    name = asked.get("document", PROTOCOL)
    if request.method != "POST":
        if name not in found.files and not is_optional(name):
            raise Http404
        return Typed({"document": name, "text": found.files.get(name, "")}, {})
    text = request.POST.get("text", "")
    try:
        if file := request.FILES.get("file"):
            text = brought(file, name)[1]
    except NoProtocol as error:
        return Typed({"document": name, "text": text}, {}, error)
    return Typed({"document": name, "text": text}, {name: text})


def _rule(request: HttpRequest, found: Version, rule: str) -> Typed:
    """The form of one rule: its sentence, its times, and its sentence in every language."""
    try:
        now = rewriting.written(found.files[PROTOCOL], rule)
    except Refused:
        raise Http404 from None
    spoken = {
        name: rewriting.translated(found.files[name], rule) for name in languages(found.files)
    }
    fields: dict[str, Any] = {"rule": rule, "timed": now.timed}
    if request.method != "POST":
        fields |= {"sentence": now.sentence, "opens": now.opens, "closes": now.closes}
        return Typed(fields | {"spoken": spoken}, {})
    post = request.POST
    fields |= {key: post.get(key, "") for key in ("sentence", "opens", "closes")}
    said = {name: post.get(f"said-{name}", text) for name, text in spoken.items()}
    fields["spoken"] = said
    times = (fields["opens"], fields["closes"])
    try:
        text = rewriting.rewritten(found.files[PROTOCOL], rule, fields["sentence"], *times)
        documents = {PROTOCOL: text} | {
            name: rewriting.retold(found.files[name], rule, words)
            for name, words in said.items()
            if words != spoken[name]
        }
    except Refused as error:
        return Typed(fields, {}, error)
    return Typed(fields, documents)


def _told(told: Found, rule: str) -> dict[str, Any]:
    """What a check found, for the page; of a rule its window and band as they would be."""
    context: dict[str, Any] = {"found": told}
    if rule and told.protocol is not None:
        changed = told.protocol.rules[rule]
        context |= {"window": changed.window.words, "bands": bands(changed)}
    return context


def _page(
    request: HttpRequest, found: Version, typed: Typed, told: Found, status: int = 200
) -> HttpResponse:
    rule = typed.fields.get("rule", "")
    context = {
        "version": found,
        "typed": typed.fields,
        "documents": names(found.files),
        "rules": protocol_of(found).rules.values(),
        "revision": request.POST.get("revision", found.revision),
        **_told(told, rule),
    }
    return render(request, "library/edit.html", context, status=status)


@allowed("draft", "POST")
def discard(request: HttpRequest, version: Any) -> HttpResponse:
    """Throw a draft away."""
    found = versions.version_of(request.clinic, version)
    try:
        actions.discard(request.member, seen(request, found))
    except Refused as error:
        return page(request, found, error.reason, status_of(error))
    messages.success(request, _("The draft is gone."))
    return redirect("protocols", clinic=request.clinic.slug)
