"""Reading and changing the identity of the site.

``by`` is the user who changes it, None for the command line and the demonstration.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from mmap import mmap

import pghistory
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Record
from maillage.site.database.changes import Family, known_stamp
from maillage.site.identity.models import ONLY, SiteIdentity
from maillage.site.locks import in_transaction
from maillage.site.messages.signature import Sender
from maillage.site.refusals import InvalidField, NotAllowed
from maillage.site.telephones import InvalidNumber, written


@dataclass(frozen=True, kw_only=True)
class IdentityData:
    """Values of the site's identity; empty ones are not shown."""

    name: str = "Maillage"
    agency: str = ""
    email: str = ""
    phone: str = ""
    hours: str = ""


# Cache time: every page shows the name and the telephone, some of them several times.
KEPT_SECONDS = 5.0


@dataclass(frozen=True)
class _Kept:
    """What was read, how long it holds, and what was known of the caches and the database before."""

    until: float
    emptied: int
    state: str
    data: IdentityData


_kept: dict[str, _Kept] = {}
# How often the cache was emptied, in memory shared with the processes forked from this one, so that all read again.
_emptied = memoryview(mmap(-1, 8)).cast("Q")


def current() -> IdentityData:
    """Return the identity, from a cache; a change by another program is seen within ``KEPT_SECONDS``.

    The processes that answer pages together see it at once, and so do pages that are kept: they know the state of the
    database that they show.
    """
    found, state, emptied = _kept.get("identity"), known_stamp(Family.FIGURES), _emptied[0]
    if found is None or found.until < time.monotonic() or found.emptied != emptied or state not in ("", found.state):
        found = _kept["identity"] = _Kept(time.monotonic() + KEPT_SECONDS, emptied, state, _read())
    return found.data


def last_known() -> IdentityData:
    """Return the last identity read: for error pages shown when the database does not answer."""
    found = _kept.get("identity")
    if found is not None:
        return found.data
    try:
        return current()
    except DatabaseError:
        # Do not query again during an outage, so that error pages do not wait for the database; ``current`` queries
        # again.
        _kept["identity"] = _Kept(0.0, _emptied[0], "", IdentityData())
        return IdentityData()


def sender() -> Sender:
    """Return the sender that messages are signed with."""
    who = current()
    return Sender(who.name, who.phone, who.hours)


def forget() -> None:
    """Empty the cache, here and in the processes forked from this one or from the same."""
    _emptied[0] += 1
    _kept.clear()


def _read() -> IdentityData:
    row = SiteIdentity.objects.first()
    if row is None:
        return IdentityData()
    return IdentityData(name=row.name, agency=row.agency, email=row.email, phone=row.phone, hours=row.hours)


def may_change(user: User) -> bool:
    """Return whether the user may change it: an administrator, or a coordinator of a whole region."""
    scope = user.grants.scope(Record.SITE, Act.CHANGE)
    return scope.everywhere or bool(scope.regions)


@in_transaction
def change(data: IdentityData, *, by: User | None = None) -> SiteIdentity:
    """Save the identity of the site. Raises ``InvalidField`` with the field's name, ``NotAllowed``."""
    if by is not None and not may_change(by):
        raise NotAllowed("Seule la coordination régionale change ce que dit le site.")
    row = SiteIdentity(
        id=ONLY,
        name=_line(data.name),
        agency=_line(data.agency),
        email=data.email.strip().lower(),
        phone=_phone(data.phone),
        hours=_hours(data.hours),
    )
    if not row.name:
        raise InvalidField("name", "Donnez un nom au site.")
    try:
        row.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidField(field, messages[0]) from error
    with pghistory.context(**({} if by is None else {"user": by.pk})):
        # Django inserts a row whose primary key has a default; force an update if the row exists.
        row.save(force_update=SiteIdentity.objects.filter(pk=ONLY).exists())
        transaction.on_commit(forget)
    forget()
    return row


def _line(text: str) -> str:
    """Return the text on one line, with its no-break spaces."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _hours(text: str) -> str:
    """Join hours and their unit with no-break spaces: "de 9 h à 17 h", "13 h 30"."""
    return re.sub(r"(?<=\d) h\b(?: (?=\d))?", lambda found: found[0].replace(" ", "\u00a0"), _line(text))


def _phone(text: str) -> str:
    try:
        return written(text)
    except InvalidNumber as error:
        raise InvalidField("phone", str(error)) from error
