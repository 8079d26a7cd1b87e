"""What can be asked of the audit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from meantime.clinic.audit.reading import Filters, staff
from meantime.clinic.tenancy.models import Clinic


class FiltersForm(forms.Form):
    """A day, a person, a verb, a subject; whatever is left empty does not count."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))],
    )
    who = forms.ChoiceField(label=_("Who"), required=False)
    verb = forms.CharField(
        label=_("Did what"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "verbs", "autocomplete": "off"}),
    )
    about = forms.CharField(
        label=_("About record"),
        required=False,
        max_length=80,
        help_text=_("Its number, such as 12."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, clinic: Clinic, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        people = [(str(member.user_id), member.user.name) for member in staff(clinic)]
        system = ("system", _("Meantime itself"))
        self.fields["who"].choices = [("", _("Everybody")), *people, system]

    def filters(self) -> Filters:
        """What was asked."""
        told = self.cleaned_data
        return Filters(told["day"], told["who"], told["verb"].strip(), told["about"].strip())
