"""Forms made of the fields of a pathway: a question, an answer; and the short ones beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from maillage.site.accounts.models import User
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool
from maillage.site.expertise.pathways import Field, Pathway, reasons
from maillage.site.expertise.requesting import RequestData
from maillage.site.expertise.words import LONGEST_NUMBER, LONGEST_TEXT
from maillage.site.www.coordinator.fields import choice, count, line, several

WHERE = [("out", "non, il rentre chez lui"), ("in", "oui, il est hospitalisé")]


def long_text(label: str, missing: str, *, rows: int = 5, **kwargs: Any) -> forms.CharField:
    """Return a text of several lines; ``missing`` is the error if it is empty, "" if it may be."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        required=bool(missing),
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": rows, "autocomplete": "off"}),
        error_messages={"required": missing},
        **kwargs,
    )


def field_of(field: Field) -> forms.Field:
    """Return the form field of a field of a pathway."""
    missing = f"{field.label}\u00a0: il manque la réponse." if field.required else ""
    if field.kind == "choice":
        return choice(field.label, field.choices, missing, help_text=field.hint)
    if field.kind == "several":
        said = {"required": f"{field.label}\u00a0: cochez au moins une case."}
        return several(field.label, field.choices, required=field.required, help_text=field.hint, error_messages=said)
    if field.kind == "count":
        return count(field.label, field.least, field.most, help_text=field.hint)
    return long_text(field.label, missing, help_text=field.hint)


def _add(form: forms.Form, fields: Iterable[Field]) -> None:
    for field in fields:
        form.fields[field.code] = field_of(field)


class QuestionForm(forms.Form):
    """A request to a pool."""

    urgency = choice("Urgence", (), "Choisissez l’urgence\u00a0: elle fixe l’heure attendue de la réponse.")
    examination = line(
        "Numéro de l’examen", "Donnez le numéro de l’examen.", longest=LONGEST_NUMBER,
        help_text="Celui de votre établissement. Un examen n’a qu’une demande.",
    )  # fmt: skip
    patient = line(
        "Numéro du patient", "Donnez le numéro du patient.", longest=LONGEST_NUMBER,
        help_text="L’identifiant permanent de votre établissement, jamais un nom.",
    )  # fmt: skip
    stay = choice("Patient hospitalisé", WHERE, "Dites si le patient est hospitalisé.")
    consent = choice(
        "Accord du patient", ExpertiseRequest.Consent.choices, "Dites qui a donné son accord.",
        help_text="À la transmission de ses données à l’expert. Un refus se note aussi.",
    )  # fmt: skip

    def __init__(self, data: Any, *, pool: ReaderPool, pathway: Pathway, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.pool, self.pathway = pool, pathway
        _add(self, pathway.question)
        self.fields["urgency"].choices = [  # type: ignore[attr-defined]
            ("", "choisir"), *((one.code, one.label) for one in pathway.urgencies)
        ]  # fmt: skip

    def request(self) -> RequestData:
        """Return what the service takes."""
        said = self.cleaned_data
        return RequestData(
            pool=self.pool, urgency=said["urgency"], inpatient=said["stay"] == "in", consent=said["consent"],
            examination=said["examination"], patient=said["patient"],
            values={field.code: said.get(field.code) for field in self.pathway.question},
        )  # fmt: skip


class AnswerForm(forms.Form):
    """An answer by the fields of the pathway; a correction says why."""

    def __init__(self, data: Any, *, pathway: Pathway, corrects: bool, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        _add(self, pathway.answer)
        if corrects:
            self.fields["why"] = long_text(
                "Pourquoi cette correction", "Dites pourquoi vous corrigez votre réponse.", rows=2
            )


class NoteForm(forms.Form):
    """What is asked for, or given."""

    text = long_text("Votre message", "Écrivez votre message.", rows=3, help_text="Sans nom ni date de naissance.")


class DeclineForm(forms.Form):
    """Why a request is declined."""

    reason = choice("Motif", (), "Choisissez le motif.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].choices = [("", "choisir"), *reasons().items()]  # type: ignore[attr-defined]


class PassForm(forms.Form):
    """Another pool of the same pathway."""

    pool = choice("Autre groupe", (), "Choisissez le groupe.")

    def __init__(self, data: Any = None, *, pools: Iterable[ReaderPool]) -> None:
        super().__init__(data)
        named = [(str(one.pk), one.organisation.name) for one in pools]
        self.fields["pool"].choices = [("", "choisir"), *named]  # type: ignore[attr-defined]


class ReaderForm(forms.Form):
    """An expert to add to a pool."""

    reader = choice("Expert à ajouter", (), "Choisissez une personne.")

    def __init__(self, data: Any = None, *, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named = [(str(one.pk), str(one)) for one in people]
        self.fields["reader"].choices = [("", "choisir"), *named]  # type: ignore[attr-defined]
