"""A tour that ``maillage plan tour`` made, read into the form of a programme."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms

from maillage.errors import MaillageError
from maillage.schemes import Half

if TYPE_CHECKING:
    from maillage.planning.tours import TourFile

MOST_BYTES = 5_000_000
HALVES = tuple(Half)
REMEDY = "Choisissez le fichier .json que « maillage plan tour » a écrit."


class PlannedTourForm(forms.Form):
    """The file of a tour."""

    tour = forms.FileField(
        label="Tournée calculée",
        help_text="Le fichier .json de « maillage plan tour ».",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".json"}),
        error_messages={"required": REMEDY, "empty": REMEDY, "invalid": REMEDY, "missing": REMEDY},
    )

    def clean_tour(self) -> TourFile:
        """Return the tour. Raises ``ValidationError`` for a file that is none, or that was changed."""
        # Imports the compiler of the search: longer than all other pages of this kind of user.
        from maillage.planning.tours import read_tour_file

        sent = self.cleaned_data["tour"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(REMEDY)
        try:
            document = json.loads(sent.read().decode())
            file, unchanged = read_tour_file(Path(str(sent.name)), document)
        except (ValueError, AttributeError, MaillageError) as error:
            raise forms.ValidationError(f"Ce fichier n’est pas une tournée. {REMEDY}") from error
        if file.start is None:
            raise forms.ValidationError("Ce fichier est un problème publié, sans communes. Calculez votre tournée.")
        if not unchanged or file.broken():
            raise forms.ValidationError("Ce fichier a été changé après le calcul. Refaites le calcul de la tournée.")
        if any(len(route) > len(HALVES) for out in file.tour for route in out.routes):
            raise forms.ValidationError(
                "Cette tournée a plus de deux arrêts par jour ; une journée a un matin et un après-midi. "
                "Calculez-la avec deux arrêts au plus."
            )
        return file


def of_document(document: dict[str, Any]) -> TourFile:
    """Return the tour of a job that planned it."""
    from maillage.planning.tours import read_tour_file

    file, _ = read_tour_file(Path("tour.json"), document)
    return file


def shown(file: TourFile) -> dict[str, Any]:
    """Return the initial values of the forms of a programme: one row for each stop and team."""
    start: date = file.start or date.min
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(file.series):
        if one.days:
            place, weeks = file.places[one.place], max(1, one.every // 7)
            rows.append({
                "weekday": str(one.days[0] % 7),
                "half": _half(file, number, one.days[0]).value,
                "commune": place.commune,
                "stop": place.name,
                "every_weeks": weeks,
                "first_week": one.days[0] // 7 % weeks + 1,
                "team": one.team,
            })  # fmt: skip
    rows.sort(
        key=lambda row: (row["weekday"], row["half"] != Half.MORNING.value, row["every_weeks"], row["first_week"])
    )
    ends = start + timedelta(days=file.days - 1)
    return {"form": {"scheme": "medical_bus", "starts": start, "ends": ends}, "rhythms": rows}


def _half(file: TourFile, series: int, day: int) -> Half:
    """Morning for the first stop of the day on the route, afternoon for the second."""
    out = next(out for out in file.tour if out.day == day)
    return next(HALVES[k] for route in out.routes for k, stop in enumerate(route) if stop.series == series)
