"""The questions of a submission in order: how to reach the candidate, who they are, then those of the kind of call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from maillage.site.calls import files, shapes
from maillage.site.calls.establishments import known_as
from maillage.site.calls.kind import FormField, Shape
from maillage.site.calls.models import Applicant, Submission
from maillage.site.calls.naming import given_away
from maillage.site.questionnaires import Question, Values, first_open, kept_email, kept_name
from maillage.site.refusals import InvalidField
from maillage.site.telephones import InvalidNumber, written

Asked = Question[Submission]


def _contact(row: Submission, values: Values) -> None:
    row.applicant.email = kept_email(str(values.get("email", "")))
    try:
        row.applicant.phone = written(str(values.get("phone", "")), "")
    except InvalidNumber as error:
        raise InvalidField("phone", str(error)) from error


def _identity(row: Submission, values: Values) -> None:
    one = row.applicant
    one.first_name = kept_name(values, "first_name", "Donnez votre prénom.")
    one.last_name = kept_name(values, "last_name", "Donnez votre nom.")
    one.establishment = kept_name(values, "establishment", "Donnez le nom de votre établissement.", 200)
    one.establishment_key = known_as(one.establishment)
    host = row.call.host
    if row.call.of_kind.elsewhere and host and known_as(host) == one.establishment_key:
        raise InvalidField("establishment", f"Cet appel est ouvert aux autres établissements que {host}.")


CONTACT: Asked = Question("contact", _contact, lambda row: bool(row.applicant.email))
IDENTITY: Asked = Question("identity", _identity, lambda row: bool(row.applicant.establishment))


def option_names(row: Submission) -> dict[str, str]:
    """Return what may be wished for, by key as text."""
    return {str(one.pk): f"{one.name}" for one in row.call.options.all()} if row.call_id else {}


def place_of(row: Submission, field: FormField) -> dict[str, object]:
    """Return where the answer to a question is kept: with the submission if reviewers read it, else with its author.

    Where nothing is reviewed, or reviewers know who answers, answers stay with the submission.
    """
    kind = row.call.of_kind
    return row.answers if field.blind or kind.named or not kind.reviewed else row.applicant.answers


def _put(field: FormField, row: Submission, values: Values) -> None:
    answer = shapes.kept(field, values, option_names(row))
    refuse_condition(row, field, answer)
    refuse_ceiling(row, field, answer)
    if field.blind:
        refuse_names(row, shapes.words(field, answer, {}, {}))
    place_of(row, field)[field.code] = answer


def refuse_condition(row: Submission, field: FormField, answer: object) -> None:
    """Raise ``InvalidField`` for an answer that the conditions of the call exclude."""
    for one in row.call.of_kind.conditions:
        if one.field == field.code and answer not in one.among:
            raise InvalidField(shapes.ANSWER, one.otherwise)


def refuse_ceiling(row: Submission, field: FormField, answer: object) -> None:
    """Raise ``InvalidField`` for a budget above what the call gives."""
    most = row.call.ceiling_cents
    if field.shape is Shape.BUDGET and most is not None and isinstance(answer, Mapping) and answer["total"] > most:
        raise InvalidField(shapes.ANSWER, f"Cet appel donne {shapes.euros(most)} au plus\u00a0: réduisez le budget.")


def refuse_names(row: Submission, text: str, field: str = shapes.ANSWER) -> None:
    """Raise ``InvalidField`` for a text that says who writes it or where they work: it is read blind."""
    one: Applicant = row.applicant
    found = given_away(text, one.first_name, one.last_name, one.establishment, (one.email, one.phone))
    if found:
        raise InvalidField(
            field, f"«\u00a0{found}\u00a0» dit qui vous êtes ou d’où vous venez\u00a0: la lecture se fait sans nom. "
            "Retirez-le.",
        )  # fmt: skip


def _answered(field: FormField, row: Submission) -> bool:
    if field.shape is Shape.FILE:
        return row.pk is not None and any(one.field == field.code for one in row.files.all())
    return field.code in place_of(row, field)


def asked_of(row: Submission) -> list[Asked]:
    """Return the questions of a submission, in order."""
    of_kind = (
        Question[Submission](field.code, partial(_put, field), partial(_answered, field))
        for field in row.call.of_kind.fields
    )
    return [CONTACT, IDENTITY, *of_kind]


def question(row: Submission, code: str) -> Asked:
    """Return a question. Raises ``KeyError``."""
    return {one.code: one for one in asked_of(row)}[code]


def refuse_incomplete(row: Submission) -> None:
    """Raise ``InvalidField`` for a question without an answer, or an answer that is not good any more.

    Who answers may have changed since a text was written: what is read blind is read for names again.
    """
    missing = first_open(asked_of(row), row)
    if missing is not None:
        raise InvalidField(missing.code, "Il reste une question sans réponse.")
    for field in row.call.of_kind.fields:
        answer = place_of(row, field).get(field.code)
        refuse_condition(row, field, answer)
        refuse_ceiling(row, field, answer)
        if field.blind:
            refuse_names(row, shapes.words(field, answer, {}, {}), field.code)
    blind = {one.code for one in row.call.of_kind.blind_fields()}
    for file in row.files.all():
        if file.field in blind:
            refuse_names(row, files.text_of(file), file.field)
