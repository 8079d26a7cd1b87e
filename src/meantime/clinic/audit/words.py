"""What the audit keeps in English, as its page shows it. What is stored never changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from meantime.clinic.design.meanings import STATUS
from meantime.clinic.library.models import STATES
from meantime.clinic.tenancy.roles import ROLES

# What somebody did.
VERBS = frozenset(
    {
        _("add a second factor"),
        _("add contact"),
        _("agree to messages"),
        _("add patient"),
        _("add photo"),
        _("add room"),
        _("adopt protocol"),
        _("answer"),
        _("answer question"),
        _("back up"),
        _("begin"),
        _("book"),
        _("bring protocol"),
        _("cancel"),
        _("change clinic"),
        _("change password"),
        _("change patient"),
        _("change protocol"),
        _("change role"),
        _("check audit"),
        _("check in"),
        _("close room"),
        _("consent"),
        _("deactivate"),
        _("delete photo"),
        _("discard protocol"),
        _("download audit"),
        _("download numbers"),
        _("draft protocol"),
        _("end feed"),
        _("erase person"),
        _("export person"),
        _("fail the second factor"),
        _("fail to log in"),
        _("finish"),
        _("found clinic"),
        _("ask"),
        _("ask for another date"),
        _("close link"),
        _("fail to open link"),
        _("give link"),
        _("give recovery link"),
        _("open link"),
        _("take back link"),
        _("hear of message"),
        _("invite"),
        _("join"),
        _("log in"),
        _("log out"),
        _("make feed"),
        _("migrate"),
        _("miss"),
        _("move"),
        _("new consent wording"),
        _("note that message came"),
        _("note outcome"),
        _("open room"),
        _("open series"),
        _("override"),
        _("print plan"),
        _("prove protocol"),
        _("publish protocol"),
        _("put back words of message"),
        _("choose settings"),
        _("read"),
        _("read audit"),
        _("read board"),
        _("read copy"),
        _("read feed"),
        _("read messages"),
        _("read numbers"),
        _("read photos"),
        _("read questions"),
        _("read worklists"),
        _("recover login"),
        _("renew notifications"),
        _("remove a second factor"),
        _("remove contact"),
        _("remove photo"),
        _("rename room"),
        _("restore"),
        _("revoke invitation"),
        _("look at healing"),
        _("read healing"),
        _("report healing"),
        _("revoke override"),
        _("rotate keys"),
        _("search patients"),
        _("see answers"),
        _("settle another date"),
        _("send message again"),
        _("send message now"),
        _("send question"),
        _("sign protocol"),
        _("stop message"),
        _("stop messages"),
        _("take back recovery link"),
        _("update feed"),
        _("word message"),
    }
)
# What it was about, and the words among the values.
_DETAILS = frozenset(
    {
        _("about"),
        _("agreed"),
        _("after"),
        _("asked"),
        _("asks birthday"),
        _("asks code"),
        _("carer"),
        _("link"),
        _("patient"),
        _("based on"),
        _("before"),
        _("breaks"),
        _("by"),
        _("changed"),
        _("check-in"),
        _("day"),
        _("desk"),
        _("digest"),
        _("documents"),
        _("drops factor"),
        _("email"),
        _("emergency"),
        _("ended"),
        _("errors"),
        _("expires"),
        _("few"),
        _("fields"),
        _("figure"),
        _("found"),
        _("front"),
        _("hours"),
        _("kind"),
        _("language"),
        _("languages"),
        _("left"),
        _("name"),
        _("number"),
        _("occasion"),
        _("page"),
        _("other person"),
        _("patient asks"),
        _("phone"),
        _("photo"),
        _("protocol"),
        _("push"),
        _("question"),
        _("questions"),
        _("right"),
        _("role"),
        _("rule"),
        _("scale"),
        _("seal"),
        _("session"),
        _("sessions"),
        _("signature"),
        _("since"),
        _("start"),
        _("arrived"),
        _("failed"),
        _("sent"),
        _("status"),
        _("text"),
        _("unclear"),
        _("until"),
        _("verb"),
        _("view"),
        _("warnings"),
        _("was"),
        _("who"),
        _("zone"),
    }
)
_ROLES = dict(ROLES)
_VALUES = _ROLES | dict(STATES) | {status: look.word for status, look in STATUS.items()}


def did(verb: str) -> str:
    """A verb of the audit for people; one that nobody knows stays as it is."""
    return gettext(verb) if verb in VERBS else verb


def verb_of(typed: str) -> str:
    """The stored verb that somebody means, by its own words or by those of their language."""
    said = {did(verb).casefold(): verb for verb in VERBS}
    return said.get(typed.strip().casefold(), typed.strip())


def role(stored: str) -> str:
    """What somebody was when it happened."""
    return str(_ROLES.get(stored, stored))


def detail(name: str) -> str:
    """The name of a detail, or a word that stands as its value."""
    plain = name.replace("_", " ")
    return gettext(plain) if plain in _DETAILS else name


def value(told: Any) -> str:
    """The value of a detail; several are joined."""
    if isinstance(told, bool):
        return gettext("yes") if told else gettext("no")
    if isinstance(told, list):
        return ", ".join(map(value, told))
    if isinstance(told, dict):
        return ", ".join(f"{detail(name)}: {value(part)}" for name, part in told.items())
    return str(_VALUES[told]) if told in _VALUES else detail(str(told))
