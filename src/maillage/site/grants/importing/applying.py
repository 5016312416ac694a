"""Services of imports: keep a file that was sent, say how its columns are read, write all of it or leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record, roles_reaching
from maillage.site.geography.models import Region
from maillage.site.grants.files import clean_name, forget, hold, keep, path_of
from maillage.site.grants.importing.columns import Reading, head_of, heads, suggested
from maillage.site.grants.importing.preview import CHANGED, NEW, ImportedRow, Preview, preview
from maillage.site.grants.models import AwardedGrant, GrantCondition, GrantImport, GrantPayment, GrantYear
from maillage.site.grants.objects import words
from maillage.site.grants.services import organisations_named, regions_of, scope_of, set_years, values_of
from maillage.site.locks import GRANTS, constraint_of, in_transaction, lock_in_order
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed, WrongState
from maillage.site.spreadsheets import NotASpreadsheet, Sheet, read

KEPT = timedelta(days=7)
"""How long a table waits to be imported: then it is left, and its file removed."""
OF_REGION = -1
"""Lock of everything that an import writes: imports follow each other."""


@in_transaction
def start(name: str, content: bytes, region: Region, by: User, *, layout: str = "") -> GrantImport:
    """Keep a spreadsheet that was sent, read as suggested. Raises ``InvalidField`` for what is no spreadsheet."""
    if region not in regions_of(by):
        raise NotAllowed("Cette région ne relève pas de votre compte.")
    try:
        sheets = read(content)
    except NotASpreadsheet as error:
        raise InvalidField("file", str(error)) from error
    changing = roles_reaching(Record.GRANT, Act.CHANGE, Reach.TERRITORY)
    house = Organisation.objects.filter(memberships__user=by, memberships__role__in=changing).order_by("pk").first()
    assert house is not None, "whoever changes grants does so for an organisation"
    reading = _best(sheets, layout)
    hold()
    kept = clean_name(name)
    return GrantImport.objects.create(
        region=region, organisation=house, name=kept, key=keep(content, kept), reading=reading.to_json(), by=by
    )


def _best(sheets: Sequence[Sheet], layout: str) -> Reading:
    """The sheet with the most columns that are recognised, and what they hold."""
    found = [(sheet, row := head_of(sheet), suggested(heads(sheet, row), layout)) for sheet in sheets]
    sheet, head, columns = max(found, key=lambda one: len(one[2]))
    known = words().layouts.get(layout)
    return Reading(sheet.name, head, columns, layout, object=known.object if known is not None else "")


def sheets_of(found: GrantImport) -> list[Sheet]:
    """Read the file of an import. Raises ``Refused`` if it is no longer there."""
    return read(path_of(found.key).read_bytes())


def sheet_named(sheets: Sequence[Sheet], name: str) -> Sheet:
    """The sheet of that name, else the first."""
    return next((sheet for sheet in sheets if sheet.name == name), sheets[0])


def reread(said: Reading, former: Reading, sheets: Sequence[Sheet]) -> Reading:
    """How a file is read as ``said``: of another sheet or line of heads than before, the columns are suggested anew."""
    if (said.sheet, said.head) == (former.sheet, former.head):
        return said
    sheet = sheet_named(sheets, said.sheet)
    head = head_of(sheet) if said.sheet != former.sheet else said.head
    return replace(said, head=head, columns=suggested(heads(sheet, head), former.layout))


@in_transaction
def read_as(found: GrantImport, reading: Reading, by: User) -> GrantImport:
    """Say how a file is read."""
    row = _waiting(found, by)
    names = [name for name in reading.columns.values() if name]
    if len(names) != len(set(names)):
        raise InvalidField("columns", "Deux colonnes disent la même chose\u00a0: gardez-en une.")
    row.reading = reading.to_json()
    row.save(update_fields=["reading"])
    return row


def previewed(found: GrantImport, user: User, sheets: Sequence[Sheet] | None = None) -> Preview:
    """What an import by ``user`` would do now; ``sheets`` are those of its file, read if not given."""
    reading = Reading.from_json(found.reading)
    sheet = sheet_named(sheets_of(found) if sheets is None else sheets, reading.sheet)
    return preview(sheet, reading, found.region_id, scope_of(user))


@in_transaction
def apply(found: GrantImport, by: User) -> GrantImport:
    """Write all lines of an import, or none. Raises ``WrongState`` while a cell has a problem."""
    lock_in_order(GRANTS, [OF_REGION])
    row = _waiting(found, by)
    read_now = previewed(row, by)
    if read_now.problems:
        raise WrongState("Ce tableau a encore des cellules à corriger\u00a0: rien n’est importé.")
    lock_in_order(GRANTS, [one.existing.pk for one in read_now.rows if one.existing is not None])
    with pghistory.context(user=by.pk):
        try:
            with transaction.atomic():
                _write([one for one in read_now.rows if one.becomes == NEW], by)
        except IntegrityError as error:
            if constraint_of(error) != "grant_reference_once":
                raise
            raise WrongState("Une de ces subventions vient d’être inscrite\u00a0: recommencez.") from error
        for one in read_now.rows:
            if one.becomes == CHANGED and one.existing is not None:
                _change(one, one.existing, by)
    row.state, row.ended_at = GrantImport.State.DONE, timezone.now()
    row.figures = {
        "new": read_now.count(NEW), "changed": read_now.count(CHANGED), "lines": len(read_now.rows),
        "cents": read_now.cents,
    }  # fmt: skip
    row.save(update_fields=["state", "ended_at", "figures"])
    forget(row.key)
    return row


@in_transaction
def leave(found: GrantImport, by: User) -> GrantImport:
    """Leave an import: nothing of it is written, its file is removed."""
    row = _waiting(found, by)
    row.state, row.ended_at = GrantImport.State.LEFT, timezone.now()
    row.save(update_fields=["state", "ended_at"])
    forget(row.key)
    return row


def kept_until(found: GrantImport) -> datetime:
    """Return until when a table waits to be imported."""
    return found.at + KEPT


@in_transaction
def leave_forgotten() -> int:
    """Leave the imports that nobody confirmed in time; return how many. The sweep removes their files."""
    now = timezone.now()
    old = GrantImport.objects.filter(state=GrantImport.State.WAITING, at__lt=now - KEPT)
    return old.update(state=GrantImport.State.LEFT, ended_at=now)


def _waiting(found: GrantImport, by: User) -> GrantImport:
    if not GrantImport.objects.changeable_by(by).filter(pk=found.pk).exists():
        raise NotAllowed("Cet import ne relève pas de votre compte.")
    row = GrantImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.state != GrantImport.State.WAITING:
        raise AlreadyDone("Cet import est déjà fini.")
    return row


def _write(rows: Sequence[ImportedRow], by: User) -> None:
    """Write new grants."""
    named = organisations_named(name for row in rows for name in (row.data.giver, row.data.beneficiary))
    grants = AwardedGrant.objects.bulk_create(AwardedGrant(**values_of(row.data, named)) for row in rows)
    pairs = list(zip(rows, grants, strict=True))
    GrantYear.objects.bulk_create(
        GrantYear(grant=grant, year=year, cents=cents) for row, grant in pairs for year, cents in row.data.years.items()
    )
    GrantPayment.objects.bulk_create(
        GrantPayment(grant=grant, date=row.paid_on, cents=row.paid_cents, by=by)
        for row, grant in pairs
        if row.paid_cents
    )
    GrantCondition.objects.bulk_create(
        GrantCondition(grant=grant, text=row.condition, due=row.condition_due) for row, grant in pairs if row.condition
    )


def _change(row: ImportedRow, grant: AwardedGrant, by: User) -> None:
    for field, value in values_of(row.data).items():
        setattr(grant, field, value)
    with transaction.atomic():
        grant.save()
    set_years(grant, row.data.years)
    if row.more_paid and row.paid_on is not None:
        GrantPayment.objects.create(grant=grant, date=row.paid_on, cents=row.more_paid, by=by)
    if row.condition and row.condition not in {one.text for one in grant.conditions.all()}:
        GrantCondition.objects.create(grant=grant, text=row.condition, due=row.condition_due)
