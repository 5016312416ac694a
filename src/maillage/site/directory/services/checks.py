"""Checks of entries before they are written: who enters them, where they lie, how they are spelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.geography.models import Commune
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.telephones import InvalidNumber, written


def may_enter(record: Record, by: User | None) -> None:
    """Raise ``NotAllowed`` if ``by`` may not change this kind of record."""
    if by is not None and not by.grants.may(record, Act.CHANGE, Reach.TERRITORY):
        raise NotAllowed("Seule la coordination tient l’annuaire.")


def communes_of(codes: set[str], record: Record, by: User | None) -> dict[str, Commune]:
    """Return communes by code, all in the territory of ``by``. Raises ``Refused``, ``NotAllowed``."""
    found = Commune.objects.in_bulk(codes)
    missing = sorted(codes - found.keys())
    if missing:
        raise InvalidField("commune", f"La commune {missing[0]} n’existe pas.")
    if by is not None:
        scope = by.grants.scope(record, Act.CHANGE)
        if Commune.objects.filter(scope.in_territory(), pk__in=codes).count() < len(codes):
            raise NotAllowed("Cette commune n’est pas de votre territoire.")
    return found


def refuse_duplicates(
    model: type[Model], name: str, texts: Collection[str], *, but: int | None = None, **of: str
) -> None:
    """Raise ``Refused`` if one of ``texts`` occurs twice, or in a row other than ``but``."""
    label = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    twice = next((text for text, count in sorted(Counter(texts).items()) if count > 1), None)
    rows = model._default_manager.filter(**{f"{name}__in": list(texts)}, **of).exclude(pk=but)
    taken = twice or rows.values_list(name, flat=True).first()
    if taken is not None:
        raise InvalidField(name, f"{taken}\u00a0: ce n’est pas libre ({label}).")


def one_line(text: str, field: str, otherwise: str) -> str:
    """Return the text without superfluous spaces. Raises ``InvalidField`` saying ``otherwise`` if it is empty."""
    line = " ".join(text.split())
    if not line:
        raise InvalidField(field, otherwise)
    return line


def email_of(text: str) -> str:
    """Return the address as stored, "" for none. Raises ``InvalidField``."""
    kept = text.strip().lower()
    try:
        if kept:
            validate_email(kept)
    except ValidationError as error:
        wrong = "L’adresse électronique n’est pas entière\u00a0: donnez-la comme prenom@exemple.fr."
        raise InvalidField("email", wrong) from error
    return kept


def phone_of(text: str, commune: Commune) -> str:
    """Return the number as written. Raises ``Refused`` if it cannot be dialled from ``commune``."""
    try:
        return written(text, commune.department_id or "")
    except InvalidNumber as error:
        raise InvalidField("phone", str(error)) from error


def clean(row: Model, *, named: str = "", leave_out: Collection[str] = ()) -> None:
    """Validate the fields of a row without querying the database. Raises ``Refused`` naming the row and the field."""
    try:
        row.clean_fields(exclude=leave_out)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        head = f"{named}, {label}" if named else str(label).capitalize()
        raise InvalidField(name, f"{head}\u00a0: {messages[0]}") from error
