"""Forms of those who open calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from maillage.site.accounts.models import Organisation, User
from maillage.site.calls import services
from maillage.site.calls.clock import PARIS
from maillage.site.calls.kinds import call_kinds
from maillage.site.calls.models import MOST_SEATS, Call
from maillage.site.calls.services import CallData
from maillage.site.calls.shapes import cents_of
from maillage.site.geography.models import Department
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import choice, count, day, line

FORMATS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")


class MomentField(forms.CharField):
    """An hour of Paris to the second; the value has no zone."""

    def __init__(self, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            error_messages={"required": missing},
            widget=forms.DateTimeInput(
                attrs={"class": "govuk-input", "type": "datetime-local", "step": "1"}, format=FORMATS[0]
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> datetime:
        """Return the moment. Raises ``ValidationError`` for one that cannot be read."""
        text = str(super().clean(value)).strip()
        for known in FORMATS:
            try:
                return datetime.strptime(text, known)  # noqa: DTZ007 the field has no zone
            except ValueError:
                continue
        raise forms.ValidationError("Écrivez le jour et l’heure, par exemple 30/11/2026 23:59:59.")


def paris(moment: datetime) -> str:
    """Return a moment as the field shows it."""
    return moment.astimezone(PARIS).strftime(FORMATS[0])


class CallForm(forms.Form):
    """A call."""

    kind = choice("Nature", missing="Choisissez la nature de l’appel.")
    organisation = forms.ModelChoiceField(
        label="Ouvert par",
        queryset=Organisation.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez.", "invalid_choice": "Choisissez dans la liste."},
    )
    title = line("Titre", "Donnez un titre.", longest=200)
    text = forms.CharField(
        label="Texte",
        max_length=5000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 8, "autocomplete": "off"}),
        error_messages={"required": "Écrivez le texte de l’appel."},
    )
    host = line(
        "Établissement qui accueille (facultatif)", longest=200,
        help_text="Pour une formation, les siens ne peuvent pas y répondre.",
    )  # fmt: skip
    opens = MomentField("Ouverture, heure de Paris", "Donnez l’ouverture.")
    closes = MomentField("Clôture, heure de Paris", "Donnez la clôture.", help_text="Cette seconde est comprise.")
    offer_days = count("Jours pour répondre à une place proposée", 1, 60, initial=5)
    ceiling = line("Montant le plus haut, en euros (facultatif)", longest=20)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["organisation"]
        own = services.organisations_of(user)
        shown.queryset = Organisation.objects.filter(pk__in=[one.pk for one in own])
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", "choisir"), *((code, kind.label) for code, kind in sorted(call_kinds().items()))]

    def clean_ceiling(self) -> int | None:
        """Return the ceiling in cents."""
        text = self.cleaned_data["ceiling"]
        cents = cents_of(text) if text else None
        if text and (cents is None or cents <= 0):
            raise forms.ValidationError("Donnez un montant, par exemple 100 000.")
        return cents

    def data_of(self) -> CallData:
        """Return what the service takes."""
        given = dict(self.cleaned_data)
        return CallData(ceiling_cents=given.pop("ceiling"), **given)


def initial_of(call: Call) -> dict[str, Any]:
    """Return a call as its form shows it."""
    return {
        "kind": call.kind, "organisation": call.organisation_id, "title": call.title, "text": call.text,
        "host": call.host, "opens": paris(call.opens_at), "closes": paris(call.closes_at),
        "offer_days": call.offer_days,
        "ceiling": "" if call.ceiling_cents is None else f"{call.ceiling_cents / 100:.0f}",
    }  # fmt: skip


class OptionForm(forms.Form):
    """A week or a place with its seats."""

    name = line("Nom", "Donnez un nom.", longest=200)
    starts = day("Premier jour", "Donnez le premier jour.")
    ends = day("Dernier jour", "Donnez le dernier jour.")
    seats = count("Places", 1, MOST_SEATS)
    department = choice("Département (facultatif)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown: Any = self.fields["department"]
        names = Department.objects.order_by("name").values_list("code", "name")
        shown.choices = [("", "aucun"), *((code, toponyms.curly(name)) for code, name in names)]


class ReasonForm(forms.Form):
    """Why a submission is not admissible."""

    reason = line("Pourquoi", "Dites-le en une phrase\u00a0: la personne la lira.", longest=500)


class ReturnForm(ReasonForm):
    """What is missing, and until when it may be completed."""

    until = MomentField("À compléter avant, heure de Paris", "Donnez un jour et une heure.")
