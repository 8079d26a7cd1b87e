"""Where a message goes, as a list shows it: enough to know which contact, too little to use it."""

from __future__ import annotations

from meantime.clinic.care.models import Contact

_SHOWN = 4


def masked(contact: Contact) -> str:
    """`…0187` for a phone number, `a…@example.org` for an address; of a browser that it is one."""
    told = contact.shown
    if contact.kind == Contact.Kind.PUSH:
        return told
    if contact.kind == Contact.Kind.PHONE:
        return f"…{told[-_SHOWN:]}"
    name, at, domain = told.rpartition("@")
    return f"{name[:1]}…{at}{domain}"
