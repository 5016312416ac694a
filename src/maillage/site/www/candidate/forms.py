"""Forms of a submission: two that every call asks, the others made of the questions of its kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from maillage.site.calls import shapes
from maillage.site.calls.answers import option_names, place_of
from maillage.site.calls.files import FIELD
from maillage.site.calls.kind import FormField, Shape
from maillage.site.calls.kinds import call_kinds
from maillage.site.calls.models import Submission, SubmissionFile
from maillage.site.www import french
from maillage.site.www.coordinator.fields import choice, line
from maillage.site.www.questionnaire.forms import QuestionForm, radios

Question = QuestionForm[Submission]
RANKS = ("Premier vœu", "Deuxième vœu", "Troisième vœu", "Quatrième vœu", "Cinquième vœu")


class ContactForm(Question):
    title = "Comment vous joindre\u202f?"
    hint = "Nous vous envoyons le lien qui reprend, suit et retire votre candidature."
    fill: ClassVar = {"email": "email", "phone": "tel"}
    email = line("Adresse électronique", "Donnez votre adresse électronique.", longest=254)
    phone = line("Téléphone", "Donnez votre téléphone.", longest=20)

    def kept(self, row: Submission) -> dict[str, Any]:
        return _of_applicant(row, self.base_fields)


class IdentityForm(Question):
    title = "Qui êtes-vous\u202f?"
    fill: ClassVar = {"first_name": "given-name", "last_name": "family-name", "establishment": "organization"}
    first_name = line("Prénom", "Donnez votre prénom.")
    last_name = line("Nom", "Donnez votre nom.")
    establishment = line(
        "Établissement", "Donnez le nom de votre établissement.", longest=200,
        help_text="Là où vous travaillez ou étudiez, par exemple\u00a0: centre hospitalier de Rodez.",
    )  # fmt: skip

    def kept(self, row: Submission) -> dict[str, Any]:
        return _of_applicant(row, self.base_fields)


def _of_applicant(row: Submission, names: Any) -> dict[str, Any]:
    return {name: getattr(row.applicant, name) for name in names}


class KindForm(Question):
    """A question of the kind of call."""

    def __init__(self, data: Any, *, row: Submission, field: FormField) -> None:
        self.asked = field
        super().__init__(data, row=row)
        self.title, self.hint = field.title, field.hint
        self.fields |= _fields(field, row)

    def kept(self, row: Submission) -> dict[str, Any]:
        answer = place_of(row, self.asked).get(self.asked.code)
        if self.asked.shape is Shape.WISHES:
            given: Any = answer or ()
            return {f"wish-{rank}": str(one) for rank, one in enumerate(given, start=1)}
        if self.asked.shape is Shape.BUDGET:
            told: Any = answer
            return {shapes.ANSWER: shapes.budget_text(told)}
        return {shapes.ANSWER: answer}

    def values(self) -> dict[str, Any]:
        if self.asked.shape is Shape.WISHES:
            return {shapes.ANSWER: [value for _, value in sorted(self.cleaned_data.items()) if value]}
        return dict(self.cleaned_data)


def _fields(field: FormField, row: Submission) -> dict[str, forms.Field]:
    if field.shape is Shape.WISHES:
        options = option_names(row)
        most = min(row.call.of_kind.most_wishes, len(options))
        return {
            f"wish-{rank}": choice(RANKS[rank - 1], options.items(), "Donnez au moins un vœu." if rank == 1 else "")
            for rank in range(1, most + 1)
        }
    if field.shape is Shape.CHOICE:
        return {shapes.ANSWER: radios(field.label, list(field.choices.items()), "Choisissez une réponse.")}
    if field.shape is Shape.FILE:
        return {FIELD: _file()}
    if field.shape in (Shape.TEXT, Shape.BUDGET):
        return {shapes.ANSWER: _area(field)}
    return {shapes.ANSWER: line(field.label, "Écrivez une réponse.", longest=field.longest)}


def _area(field: FormField) -> forms.CharField:
    budget = field.shape is Shape.BUDGET
    longest = 10_000 if budget else field.longest
    return forms.CharField(
        label=field.label,
        max_length=longest,
        help_text="Par exemple\u00a0: Technicien\u00a0: 24\u202f000\u00a0€" if budget else f"{longest} signes au plus.",
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 8, "autocomplete": "off"}),
        error_messages={"required": "Écrivez une réponse.", "max_length": f"{longest} signes au plus."},
    )


def _file() -> forms.FileField:
    return forms.FileField(
        label="Fichier PDF",
        required=False,
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": "application/pdf"}),
    )


FORMS: dict[str, type[Question]] = {"contact": ContactForm, "identity": IdentityForm}
SLUGS = {
    "contact": "contact", "identity": "identite",
    **{field.code: field.code.replace("_", "-") for kind in call_kinds().values() for field in kind.fields},
}  # fmt: skip
"""Questions as URLs name them."""


def form_of(code: str, data: Any, row: Submission) -> Question:
    """Return the form of a question."""
    if code in FORMS:
        return FORMS[code](data, row=row)
    return KindForm(data, row=row, field=row.call.of_kind.field(code))


def file_words(file: SubmissionFile) -> str:
    """Return a file in words: length, and whether an antivirus has read it."""
    return f"PDF, {french.plural(file.pages, 'page')}, {'analysé' if file.scanned else 'non analysé'} par un antivirus"


def told(row: Submission) -> list[tuple[str, str, str]]:
    """Return the answers in words: code of the question, its title, the answer."""
    one, options = row.applicant, option_names(row)
    held = {file.field: file_words(file) for file in row.files.all()} if row.pk else {}
    return [
        ("contact", "Contact", ", ".join(filter(None, (one.email, one.phone)))),
        ("identity", "Nom", ", ".join(filter(None, (one.full_name, one.establishment)))),
        *(
            (field.code, field.label, shapes.words(field, place_of(row, field).get(field.code), options, held))
            for field in row.call.of_kind.fields
        ),
    ]
