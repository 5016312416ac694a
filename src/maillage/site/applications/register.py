"""The national register of professionals (RPPS, « libre accès »): loading the needed columns, looking up numbers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from maillage.schemes import Profession
from maillage.site.applications.models import Application, RegisterEntry
from maillage.site.directory.rpps import has_key
from maillage.sources.rpps import RegisteredPerson
from maillage.territory import search_key

IN_A_BATCH = 5000


@transaction.atomic
def load_register(people: Iterable[RegisteredPerson]) -> int:
    """Replace the stored register; return the number of people in it. Numbers with a wrong key are left out."""
    RegisterEntry.objects.all().delete()
    known: set[str] = set()
    batch: list[RegisterEntry] = []
    for person in people:
        if person.rpps in known or not has_key(person.rpps):
            continue
        known.add(person.rpps)
        batch.append(
            RegisterEntry(
                rpps=person.rpps,
                first_name=person.first_name,
                last_name=person.last_name,
                profession=person.profession,
                department=person.department,
            )
        )
        if len(batch) == IN_A_BATCH:
            RegisterEntry.objects.bulk_create(batch)
            batch = []
    RegisterEntry.objects.bulk_create(batch)
    return len(known)


def said_of(rpps: str, last_name: str) -> tuple[Application.Register, Profession | None]:
    """Return what the register says about a number with a name, and the profession if both match."""
    entry = RegisterEntry.objects.filter(pk=rpps).first()
    if entry is None:
        any_loaded = RegisterEntry.objects.exists()
        return (Application.Register.ABSENT if any_loaded else Application.Register.NO_REGISTER), None
    if search_key(entry.last_name) != search_key(last_name):
        return Application.Register.OTHER_NAME, None
    return Application.Register.FOUND, Profession(entry.profession)
