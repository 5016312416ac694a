"""Forms of a reviewer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from maillage.site.calls.review_models import CallCriterion, Review
from maillage.site.calls.reviewing import LONGEST_LINKS, LONGEST_NOTE, LONGEST_WORD
from maillage.site.www.coordinator.fields import line


def text(label: str, missing: str, longest: int, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Return a text of some lines; ``missing`` is the error if it is empty, "" if it may be."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": rows, "autocomplete": "off"}),
        error_messages={"required": missing},
        **kwargs,
    )


class TiesForm(forms.Form):
    """Where a reviewer works, and to which other establishments they are tied."""

    establishment = line(
        "Votre établissement", "Donnez le nom de votre établissement.", longest=200,
        help_text="Là où vous travaillez, par exemple\u00a0: centre hospitalier de Cahors.",
    )  # fmt: skip
    links = text(
        "Autres établissements auxquels vous êtes lié (facultatif)", "", LONGEST_LINKS,
        help_text="Un par ligne\u00a0: un proche y travaille, vous y menez un projet, vous en venez.",
    )  # fmt: skip


class MarksForm(forms.Form):
    """A mark for each criterion of the grid, and a word that explains them."""

    def __init__(self, data: Any, *, grid: Iterable[CallCriterion], kept: Review) -> None:
        given = kept.state == Review.State.GIVEN
        super().__init__(data, initial={**kept.marks, "word": kept.word} if given else {})
        for one in grid:
            said = f"Donnez une note de 0 à {one.most}."
            weight = f" Compte {one.weight} fois." if one.weight > 1 else ""
            self.fields[one.code] = forms.IntegerField(
                label=f"{one.label}, de 0 à {one.most}",
                help_text=f"{one.hint}{weight}".strip(),
                min_value=0,
                max_value=one.most,
                widget=forms.TextInput(attrs={"class": "govuk-input mg-short", "inputmode": "numeric"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
            )
        self.fields["word"] = text(
            "Votre avis", "Écrivez une phrase qui explique vos notes.", LONGEST_WORD, 6,
            help_text="L’organisateur et les autres évaluateurs de ce dossier le lisent.",
        )  # fmt: skip


class TieForm(forms.Form):
    """Why a reviewer does not read a submission."""

    tie = line("Quel est ce lien\u202f?", "Dites en une phrase quel est ce lien.", longest=500)


class NoteForm(forms.Form):
    """A word of the discussion."""

    text = text("Votre message", "Écrivez votre message.", LONGEST_NOTE)
