"""Addresses of the numbers."""

from __future__ import annotations

from django.urls import path, register_converter

from meantime.clinic.figures import views
from meantime.clinic.figures.telling import FIGURES


class FigureFile:
    """The name of a figure in an address, with the ending of its file."""

    regex = rf"({'|'.join(FIGURES)})\.csv"

    def to_python(self, value: str) -> str:
        """Without the ending."""
        return value.removesuffix(".csv")

    def to_url(self, value: str) -> str:
        """With it."""
        return f"{value}.csv"


register_converter(FigureFile, "figure_file")

urlpatterns = [
    path("", views.numbers, name="numbers"),
    path("<figure_file:figure>", views.download, name="numbers-csv"),
]
