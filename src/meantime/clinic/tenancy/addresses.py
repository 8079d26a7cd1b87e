"""Where a request comes from, whom it names, and how often it may come."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from axes.utils import reset
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# How often one address may open or send the page of a link that lets somebody in.
JOINS = "30/m/ip"


def address_of(request: HttpRequest) -> str | None:
    """The address a request comes from, if it has one; a whole network of IPv6 counts as one.

    Behind MEANTIME_PROXIES proxies it is the one that the outermost of them saw.
    """
    try:
        return str(ratelimit.get_ip(request))
    except PermissionDenied:
        return None


def account_of(request: HttpRequest | None, named: dict[str, Any] | None) -> str:
    """A mark of the account that somebody tries, known or not: the address itself is not kept."""
    told = (named or {}).get("email") or (request.POST.get("login", "") if request else "")
    return salted_hmac("meantime.account", str(told).strip().lower()).hexdigest()


def lift_lockout(email: str) -> None:
    """Let an account be tried again from everywhere."""
    reset(username=account_of(None, {"email": email}))


def client_words(*_: Any) -> str:
    """What the log calls whoever tries: nothing of theirs, and no link they came by."""
    return "a client"


def may_try_links(request: HttpRequest) -> bool:
    """Whether an address is within its tries of links; counted in the database."""
    config = {"join": JOINS}
    used = ratelimit.consume(
        request, app="meantime.tenancy", action="join", config=config, limit_get=True
    )
    return used is not None
