"""Forms shared by questionnaires: a question, the consent, the withdrawal, the lost link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from django import forms

from maillage.site.www.coordinator.fields import line

YES_NO = (("oui", "Oui"), ("non", "Non"))
Row = TypeVar("Row")


def radios(label: str, choices: Any, missing: str, **kwargs: Any) -> forms.ChoiceField:
    """Return a choice of few items, as radio buttons."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": missing, "invalid_choice": missing},
        **kwargs,
    )


class QuestionForm(forms.Form, Generic[Row]):
    """A question: its title, its purpose, and its fields with the stored answer.

    Fields are named like the columns of the row, else ``kept`` says what is stored.
    """

    title: str
    hint: str = ""
    fill: ClassVar[Mapping[str, str]] = {}
    """Values of ``autocomplete``, by field."""

    def __init__(self, data: Any, *, row: Row) -> None:
        super().__init__(data, initial=self.kept(row))
        self.row = row
        for name, told in self.fill.items():
            self.fields[name].widget.attrs["autocomplete"] = told

    def kept(self, row: Row) -> dict[str, Any]:
        """Return the stored answer."""
        return {name: getattr(row, name) for name in self.base_fields}

    def values(self) -> dict[str, Any]:
        """Return the values that the service takes."""
        return dict(self.cleaned_data)


class ConsentForm(forms.Form):
    """The last page: all answers, and the consent to send them."""

    consent = forms.BooleanField(
        error_messages={"required": "Cochez cette case\u00a0: sans votre accord, rien n’est envoyé."},
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].label = label


class WithdrawForm(forms.Form):
    """The optional reason of a withdrawal."""

    reason = line("Pourquoi (facultatif)", longest=500)


class FindForm(forms.Form):
    """The address to which the link is sent again."""

    email = line("Adresse électronique", "Donnez l’adresse que vous avez utilisée.", longest=254)


def marked(form: Any) -> Any:
    """Return the form with its errors at the fields."""
    for name in form.errors:
        if name in form.fields:
            attrs = form.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} govuk-input--error".strip()
    return form
