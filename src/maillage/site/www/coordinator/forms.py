"""Forms of the coordination."""

from __future__ import annotations

from django import forms

from maillage.site.agenda.models import Session
from maillage.site.geography.models import Intercommunality


class AdjustForm(forms.Form):
    """A territory added to the list or taken off it, and why."""

    epci = forms.ModelChoiceField(
        label="Intercommunalité",
        queryset=Intercommunality.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une intercommunalité.", "invalid_choice": "Choisissez dans la liste."},
    )
    reason = forms.CharField(
        label="Pourquoi\u202f?",
        help_text="Une phrase, avec ce que l’on sait du terrain. Elle sera publiée sous votre nom.",
        max_length=500,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3, "aria-describedby": "id_reason-aide"}),
        error_messages={"required": "Dites pourquoi en une phrase."},
    )

    def __init__(self, *args: object, region: str, **kwargs: object) -> None:
        """Choices are the intercommunalities with communes in ``region``."""
        super().__init__(*args, **kwargs)
        self.fields["epci"].queryset = (
            Intercommunality.objects.filter(communes__department__region=region).distinct().order_by("name")
        )


class SessionFilter(forms.Form):
    """What the list of sessions shows."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "tous"), *((s.value, s.label.lower()) for s in Session.State if s != Session.State.DRAFT)],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    dispositif = forms.ChoiceField(
        label="Dispositif", required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    du = forms.DateField(
        label="À partir du",
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input", "type": "date"}, format="%Y-%m-%d"),
    )
    lieu = forms.CharField(
        label="Commune, lieu ou médecin",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, schemes: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dispositif"].choices = [("", "tous"), *schemes]
