"""What a clinic types for its handouts: its name, its phone number."""

from __future__ import annotations

from meantime.model.problem import MeantimeError

_MOST = 120


def one_line(name: str, text: str) -> str:
    """The text on one line; raises MeantimeError where it is long or holds what nobody can see."""
    line = " ".join(text.split())
    if len(line) > _MOST:
        raise MeantimeError(f"{name}: it is longer than {_MOST} signs; shorten it.")
    if not line.isprintable():
        raise MeantimeError(f"{name}: it holds a sign that does not show; type it anew.")
    return line


def phone_number(text: str) -> str:
    """A number that can be called; raises MeantimeError where there is none."""
    number = one_line("phone", text)
    if not number:
        raise MeantimeError(
            "phone: no handout goes without a number to call. Give the clinic's: "
            '`--phone "555 0100"`, or write `phone:` in the head of the protocol.'
        )
    if sum(sign.isdigit() for sign in number) < 3:
        raise MeantimeError(f"phone: `{number}` is not a number that can be called.")
    return number.replace(" ", "\u00a0")
