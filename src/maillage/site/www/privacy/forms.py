"""Forms of the protection of data."""

from __future__ import annotations

from typing import Any

from django import forms

from maillage.site.accounts.models import User
from maillage.site.privacy import journal
from maillage.site.privacy.people import Asked
from maillage.site.www.coordinator.fields import any_or, day, line


class PersonForm(forms.Form):
    """By what a person is sought; the answers are in the body of a request, never in an address."""

    email = line("Adresse électronique", longest=254)
    phone = line("Téléphone", longest=40)
    name = line("Prénom et nom", longest=200, help_text="En entier\u00a0: une partie d’un nom ne trouve rien.")

    def asked(self) -> Asked:
        """Return what is sought."""
        return Asked(**{name: self.cleaned_data[name] for name in ("email", "phone", "name")})


class JournalForm(forms.Form):
    """What is read of the journal."""

    du = day("Du")
    au = day("Au (compris)")
    quoi = any_or("Quoi", [("vues", "les pages vues"), ("changements", "ce qui a changé")])
    objet = any_or("Objet d’un changement", [])
    qui = any_or("Qui", [])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        objects: Any = self.fields["objet"]
        objects.choices = [("", "tous"), *_objects()]
        people: Any = self.fields["qui"]
        names = User.objects.filter(memberships__isnull=False).distinct().order_by("last_name", "first_name", "pk")
        people.choices = [("", "tous"), *((str(one.pk), one.get_full_name()) for one in names)]


def _objects() -> list[tuple[str, str]]:
    return [
        (one.pgh_tracked_model._meta.label, str(one.pgh_tracked_model._meta.verbose_name)) for one in journal.tracked()
    ]
