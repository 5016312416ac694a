"""Opens the data folder of the benchmark's site and makes its doctors, their slots and the key of a regulation.

Run as ``python -m maillage.bench.sas.setting FOLDER SLOTS``; writes ``sas.json`` there.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from maillage.artefacts import ArtefactStore, default_data_dir
from maillage.territory import load_territory

REGION, DEPARTMENT = "76", "12"
WEEKS = 11
"""Weeks published: with the nine days before the first Monday, all lie within the booking period of 92 days."""
SLOTS_A_WEEK = 100
"""About the slots of a doctor who consults ten half-days a week; more doctors are made if it is less."""


@dataclass(frozen=True)
class SasWorld:
    """What the platform needs to know: a key, the numbers of the doctors, the first day, how many slots there are."""

    key: str
    rpps: list[str]
    first: str
    slots: int

    def save(self, file: Path) -> None:
        """Write it for other processes."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> SasWorld:
        """Read what :meth:`save` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))


def main(folder: Path, slots: int) -> None:
    """Make the site and write what the platform needs to know."""
    country = load_territory(ArtefactStore(default_data_dir() / "artefacts"))
    territory = country.only(country.in_department(DEPARTMENT))
    from maillage.site.runtime import open_site

    server = open_site(folder)
    try:
        from maillage.site.geography import services

        services.load(territory)
        _fill([str(code) for code in territory.code], slots).save(folder / "sas.json")
    finally:
        if server is not None:
            server.stop()


def _fill(communes: list[str], slots: int) -> SasWorld:
    """Publish doctors, a few dozen at a time, until there are so many slots."""
    from django.db import connection
    from django.utils import timezone

    from maillage.bench.booking.making import monday_after
    from maillage.site.accounts import roles
    from maillage.site.agenda.models import Slot
    from maillage.site.directory import services as directory
    from maillage.site.directory.models import Professional
    from maillage.site.fhir import services as interface

    regulation = directory.create_organisation("SAS d’essai", roles.REGULATION.code, departments=[DEPARTMENT])
    monday = monday_after(timezone.localdate() + timedelta(days=9))
    made = 0
    while (left := slots - Slot.objects.count()) > 0:
        made += _publish(made, max(2, -(-left // (SLOTS_A_WEEK * WEEKS))), communes, monday)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rpps = Professional.objects.order_by("pk").values_list("rpps", flat=True)
    key = interface.give_key(regulation, "plateforme d’essai", None).text
    return SasWorld(key, [one for one in rpps if one], monday.isoformat(), Slot.objects.count())


def _publish(first: int, count: int, communes: list[str], monday: date) -> int:
    """Publish the weeks of ``count`` more doctors, at hospitals with a FINESS number; returns ``count``."""
    from maillage.bench.booking.making import PER_PLACE, make_agreement, make_doctors
    from maillage.site.agenda.publishing import publish
    from maillage.site.directory.models import Place
    from maillage.site.fhir import services as interface

    for rank, person in enumerate(make_doctors(count, communes[0], monday, first), start=first):
        programme = make_agreement(rank, person, communes[rank // PER_PLACE % len(communes)], REGION, monday)
        publish(programme, weeks=WEEKS)
    for place in Place.objects.filter(national_number=None):
        interface.set_number(place, _finess(place.pk), None)
    return count


def _finess(number: int) -> str:
    """Return a FINESS number with its key."""
    from maillage.site.directory.rpps import key_of

    digits = f"12{number:06d}"
    return f"{digits}{key_of(digits)}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
