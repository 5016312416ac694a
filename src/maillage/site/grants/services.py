"""Services of grants: record and change one, note what is paid, conditions, documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Lower
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.scope import Scope
from maillage.site.geography.models import Commune, Intercommunality, Region
from maillage.site.grants.models import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_CENTS,
    AwardedGrant,
    GrantCondition,
    GrantPayment,
    GrantYear,
)
from maillage.site.grants.objects import words
from maillage.site.locks import GRANTS, constraint_of, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, Refused

LONGEST_NAME, LONGEST_REFERENCE, LONGEST_TEXT = 200, 100, 300
YEARS_AHEAD = 15


@dataclass(frozen=True)
class GrantData:
    """What is said of a grant. ``commune`` and ``intercommunality`` are codes, ``years`` cents by year."""

    region: str
    reference: str
    giver: str
    beneficiary: str
    object: str
    decided_on: date
    years: Mapping[int, int]
    title: str = ""
    commune: str | None = None
    intercommunality: str | None = None


def problems(data: GrantData, *, placed: bool | None = None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with ``data``: the field, and what to do. Pages and imports ask here.

    ``placed`` says whether its territory lies in its region, where the caller knows (else one query).
    """
    yield from _wrong_names(data)
    if data.object not in words().objects:
        yield "object", "Choisissez l’objet dans la liste."
    if data.commune and data.intercommunality:
        yield "commune", "Donnez une commune ou une intercommunalité, pas les deux."
    if not (_in_region(data) if placed is None else placed):
        yield ("commune" if data.commune else "intercommunality"), "Ce territoire n’est pas dans la région."
    if not FIRST_YEAR <= data.decided_on.year <= timezone.localdate().year + 1:
        yield "decided_on", "Vérifiez l’année de la décision."
    if not data.years:
        yield "years", "Donnez au moins un montant."
    for year, cents in data.years.items():
        if not FIRST_YEAR <= year <= min(LAST_YEAR, timezone.localdate().year + YEARS_AHEAD):
            yield "years", f"L’année {year} n’est pas vraisemblable."
        if not 0 < cents <= MOST_CENTS:
            yield "years", f"Le montant de {year} doit être plus grand que zéro, et vraisemblable."


def _wrong_names(data: GrantData) -> Iterator[tuple[str, str]]:
    missing = {
        "reference": "Donnez la référence de la décision\u00a0: c’est par elle qu’une subvention se reconnaît.",
        "giver": "Dites qui donne.",
        "beneficiary": "Dites qui reçoit.",
    }
    for field, message in missing.items():
        if not getattr(data, field):
            yield field, message
    longest = {"reference": LONGEST_REFERENCE, "giver": LONGEST_NAME, "beneficiary": LONGEST_NAME,
               "title": LONGEST_TEXT}  # fmt: skip
    for field, most in longest.items():
        if len(getattr(data, field)) > most:
            yield field, f"Écrivez-le en {most} caractères au plus."


def _in_region(data: GrantData) -> bool:
    communes = Commune.objects.filter(department__region=data.region)
    if data.commune:
        return communes.filter(pk=data.commune).exists()
    return not data.intercommunality or communes.filter(intercommunality=data.intercommunality).exists()


def scope_of(user: User) -> Scope:
    """Return where a user may change grants."""
    return user.grants.scope(Record.GRANT, Act.CHANGE)


def within(scope: Scope, region: str, intercommunality: str | None) -> bool:
    """Return whether a grant for an intercommunality, or for the whole region, would lie in the scope."""
    return scope.everywhere or region in scope.regions or intercommunality in scope.intercommunalities


def _intercommunality(data: GrantData) -> str | None:
    if not data.commune:
        return data.intercommunality
    return Commune.objects.filter(pk=data.commune).values_list("intercommunality", flat=True).first()


def regions_of(user: User) -> list[Region]:
    """Return the regions in which a user records grants."""
    scope = scope_of(user)
    if scope.everywhere:
        return list(Region.objects.order_by("name"))
    found = Region.objects.filter(pk__in=scope.regions) | Region.objects.filter(
        departments__communes__intercommunality__in=scope.intercommunalities
    )
    return list(found.distinct().order_by("name"))


def intercommunalities_of(user: User) -> QuerySet[Intercommunality]:
    """Return the intercommunalities for which a user records grants, by name."""
    communes = Commune.objects.filter(scope_of(user).in_territory())
    return Intercommunality.objects.filter(pk__in=communes.values("intercommunality")).order_by("name")


@in_transaction
def record(data: GrantData, by: User) -> AwardedGrant:
    """Record a grant. Raises ``InvalidField``, ``NotAllowed`` outside the territory of ``by``."""
    _check(data, by)
    return _recorded(data, by)


def _recorded(data: GrantData, by: User) -> AwardedGrant:
    grant = AwardedGrant(**values_of(data))
    with pghistory.context(user=by.pk):
        _save(grant)
        GrantYear.objects.bulk_create(
            GrantYear(grant=grant, year=year, cents=cents) for year, cents in sorted(data.years.items())
        )
    return grant


@in_transaction
def record_given(data: GrantData, giver: Organisation, by: User) -> AwardedGrant:
    """Record a grant that an organisation without a territory gives by a call of its own, such as a faculty.

    Raises ``InvalidField``, ``NotAllowed`` for an organisation whose calls ``by`` does not decide.
    """
    if giver.pk not in by.grants.scope(Record.CALL, Act.CHANGE).organisations:
        raise NotAllowed("Cet appel ne relève pas de votre compte.")
    for field, message in problems(data):
        raise InvalidField(field, message)
    return _recorded(replace(data, giver=giver.name), by)


@in_transaction
def change(grant: AwardedGrant, data: GrantData, by: User) -> AwardedGrant:
    """Change a grant to ``data``. Raises as ``record`` does, and if less would be granted than is paid."""
    check_may_change(grant, by)
    _check(data, by)
    lock_in_order(GRANTS, [grant.pk])
    if sum(data.years.values()) < ordinary_paid(grant):
        raise InvalidField("years", "Il est déjà versé plus que ce montant\u00a0: corrigez d’abord le versement.")
    with pghistory.context(user=by.pk):
        for field, value in values_of(data).items():
            setattr(grant, field, value)
        _save(grant)
        set_years(grant, data.years)
    return grant


def organisations_named(names: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisations of the site with these names, by name without case (one query)."""
    asked = {name.lower() for name in names}
    rows = Organisation.objects.annotate(lower=Lower("name")).filter(lower__in=asked)
    return {row.name.lower(): row for row in rows}


@in_transaction
def link_organisations() -> int:
    """Link grants to organisations that the site has known since these were recorded; return how many sides."""
    linked = 0
    for side in ("giver", "beneficiary"):
        missing = AwardedGrant.objects.filter(**{side: None})
        found = organisations_named(missing.order_by().values_list(f"{side}_name", flat=True).distinct())
        for organisation in found.values():
            rows = missing.filter(**{f"{side}_name__iexact": organisation.name})
            linked += rows.update(**{side: organisation})
    return linked


def values_of(data: GrantData, named: Mapping[str, Organisation] | None = None) -> dict[str, object]:
    """Return the columns of the row of a grant; ``named`` are organisations by name, looked up if not given."""
    if named is None:
        named = organisations_named([data.giver, data.beneficiary])
    return {
        "region_id": data.region, "reference": data.reference, "object": data.object, "title": data.title,
        "giver_name": data.giver, "giver": named.get(data.giver.lower()), "beneficiary_name": data.beneficiary,
        "beneficiary": named.get(data.beneficiary.lower()), "commune_id": data.commune or None,
        "intercommunality_id": data.intercommunality or None, "decided_on": data.decided_on,
    }  # fmt: skip


def set_years(grant: AwardedGrant, years: Mapping[int, int]) -> None:
    """Make the amounts of a grant those of ``years``; rows that stay the same are not touched."""
    now = {row.year: row for row in grant.years.all()}
    for year, row in now.items():
        if year not in years:
            row.delete()
    for year, cents in years.items():
        row = now.get(year) or GrantYear(grant=grant, year=year)
        if row.pk is None or row.cents != cents:
            row.cents = cents
            row.save()


def _save(grant: AwardedGrant) -> None:
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError as error:
        if constraint_of(error) != "grant_reference_once":
            raise
        raise InvalidField("reference", "Ce donneur a déjà une subvention de cette référence.") from error


def _check(data: GrantData, by: User) -> None:
    for field, message in problems(data):
        raise InvalidField(field, message)
    if not within(scope_of(by), data.region, _intercommunality(data)):
        raise NotAllowed("Ce territoire ne relève pas de votre compte.")


def check_may_change(grant: AwardedGrant, by: User) -> None:
    """Raise ``NotAllowed`` unless the grant lies in the territory of ``by``."""
    if not AwardedGrant.objects.changeable_by(by).filter(pk=grant.pk).exists():
        raise NotAllowed("Cette subvention ne relève pas de votre compte.")


def granted(grant: AwardedGrant) -> int:
    """Return the cents granted in all years."""
    return grant.years.aggregate(cents=Sum("cents"))["cents"] or 0


def paid(grant: AwardedGrant) -> int:
    """Return the cents paid, corrections included."""
    return grant.payments.aggregate(cents=Sum("cents"))["cents"] or 0


def ordinary_paid(grant: AwardedGrant) -> int:
    """Return the cents paid without what corrections added: this stays within what is granted."""
    added = grant.payments.filter(corrects__isnull=False, cents__gt=0).aggregate(cents=Sum("cents"))["cents"] or 0
    return paid(grant) - added


@in_transaction
def pay(grant: AwardedGrant, on: date, cents: int, by: User, *, reference: str = "") -> GrantPayment:
    """Note that ``cents`` were paid. Raises ``InvalidField`` past what is granted, or for a day to come."""
    check_may_change(grant, by)
    lock_in_order(GRANTS, [grant.pk])
    left = granted(grant) - ordinary_paid(grant)
    if not 0 < cents <= MOST_CENTS:
        raise InvalidField("cents", "Donnez un montant plus grand que zéro.")
    if cents > left:
        raise InvalidField("cents", "C’est plus qu’il ne reste à verser de cette subvention.")
    if not grant.decided_on <= on <= timezone.localdate():
        raise InvalidField("date", "Un versement vient après la décision, et n’est pas à venir.")
    reference = " ".join(reference.split())
    if reference and grant.payments.filter(reference=reference, corrects=None).exists():
        raise AlreadyDone("Un versement de cette subvention a déjà cette référence.")
    return GrantPayment.objects.create(
        grant=grant, date=on, cents=cents, reference=reference[:LONGEST_REFERENCE], by=by
    )


@in_transaction
def correct(payment: GrantPayment, cents: int, reason: str, by: User) -> GrantPayment:
    """Correct a payment to ``cents`` in total, by a row of its own with the reason; it may pass what is granted."""
    grant = payment.grant
    check_may_change(grant, by)
    lock_in_order(GRANTS, [grant.pk])
    reason = _sentence(reason, "reason", "Dites pourquoi, en une phrase.")
    if payment.corrects_id is not None:
        raise Refused("Une correction ne se corrige pas\u00a0: corrigez le versement lui-même.")
    if not 0 <= cents <= MOST_CENTS:
        raise InvalidField("cents", "Donnez le montant juste, zéro s’il n’y a rien eu.")
    now = payment.cents + sum(payment.corrections.values_list("cents", flat=True))
    if cents == now:
        raise InvalidField("cents", "C’est déjà le montant de ce versement.")
    return GrantPayment.objects.create(
        grant=grant, date=timezone.localdate(), cents=cents - now, corrects=payment, reason=reason, by=by
    )


@in_transaction
def add_condition(grant: AwardedGrant, text: str, by: User, *, due: date | None = None) -> GrantCondition:
    """Add what the beneficiary promised."""
    check_may_change(grant, by)
    text = _sentence(text, "text", "Écrivez la condition, en une phrase.")
    with pghistory.context(user=by.pk):
        return GrantCondition.objects.create(grant=grant, text=text, due=due)


@in_transaction
def meet_condition(condition: GrantCondition, on: date, by: User) -> GrantCondition:
    """Note since when a condition is met. Raises ``AlreadyDone`` if it was noted."""
    check_may_change(condition.grant, by)
    row = GrantCondition.objects.select_for_update(of=("self",)).get(pk=condition.pk)
    if row.met_on is not None:
        raise AlreadyDone("Cette condition est déjà notée comme remplie.")
    if on > timezone.localdate():
        raise InvalidField("met_on", "Ce jour n’est pas encore venu.")
    with pghistory.context(user=by.pk):
        row.met_on = on
        row.save(update_fields=["met_on"])
    return row


def _sentence(text: str, field: str, missing: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidField(field, missing)
    if len(text) > LONGEST_TEXT:
        raise InvalidField(field, f"Écrivez-le en {LONGEST_TEXT} caractères au plus.")
    return text
