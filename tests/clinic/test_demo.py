"""The demo clinic: it has one of everything, at whatever hour it is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from meantime.clinic.audit.chain import verify
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.keeping import demo
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import Clock


@pytest.mark.parametrize("hour", [0, 5, 11, 17, 22])
def test_the_demo_has_every_state_and_verdict(db: Any, clock: Clock, hour: int) -> None:
    clock.now = clock.now.replace(hour=hour, minute=43)
    made = demo.make()
    sessions = Appointment.objects.of(made.clinic).select_related("verdict")
    assert {item.state for item in sessions} == set(State)
    assert {item.verdict.status for item in sessions} == {
        *("eligible", "review", "deferred", "contraindicated", "incomplete"),
    }
    today = [item for item in sessions if abs(item.start - clock.now) < timedelta(hours=4)]
    assert len(today) == 12
    assert {item.minutes for item in sessions} == {60}
    assert Patient.objects.of(made.clinic).count() == 22
    assert not list(verify())


def test_the_demo_is_made_once_and_its_login_stays(db: Any) -> None:
    one, other = demo.make(), demo.make()
    assert (one.clinic, one.password) == (other.clinic, other.password)
    assert [name for name, _path in one.links] == [name for name, _path in other.links]
    assert one.links != other.links  # what is stored of a link does not tell it again
    assert len(list(one.logins("http://x"))) == 10
    member = Member.objects.of(one.clinic).get(role="owner")
    assert member.user.check_password(one.password)
    assert isinstance(member.made, datetime)
