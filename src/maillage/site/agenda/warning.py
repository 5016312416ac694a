"""Sessions whose place no longer gives what it promised or is no longer open: listed until somebody settles them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.agenda import place_notices
from maillage.site.agenda.models import Session, SessionWarning
from maillage.site.agenda.services import author, reason_closed
from maillage.site.directory.models import Place
from maillage.site.directory.openings import Openings
from maillage.site.locks import in_transaction
from maillage.site.refusals import NotAllowed


def coming(place: Place) -> list[Session]:
    """Return the sessions to come at a place, in order."""
    rows = Session.objects.filter(place=place, state__in=Session.STANDING_STATES, starts__gt=timezone.now())
    return list(rows.with_posts().select_related("place__commune", "commune").order_by("starts"))


def on_promise_changed(place: Place, told: Sequence[str], by: User | None, **_: object) -> None:
    """Warn every session to come of what the place no longer gives."""
    text = " ".join(told)
    _warn(place, [(session, text) for session in coming(place)], by)


def on_opening_changed(place: Place, by: User | None, **_: object) -> None:
    """Warn the sessions to come at times when the place, or their room, is no longer open."""
    openings = Openings([place.pk])
    found = [(session, reason_closed(session, openings)) for session in coming(place)]
    _warn(place, [(session, reason) for session, reason in found if reason is not None], by)


def _warn(place: Place, told: Iterable[tuple[Session, str]], by: User | None) -> None:
    told = [(session, text[:1000]) for session, text in told]
    known = set(
        SessionWarning.objects.filter(session__in=[one.pk for one, _ in told], settled_at=None).values_list(
            "session", "text"
        )
    )
    new = [(session, text) for session, text in told if (session.pk, text) not in known]
    SessionWarning.objects.bulk_create(SessionWarning(session=session, text=text) for session, text in new)
    place_notices.place_changed(place, new, by)


@in_transaction
def settle(warning: SessionWarning, by: User) -> SessionWarning:
    """Note that a coordinator has dealt with a warning; a second call changes nothing."""
    row = SessionWarning.objects.select_for_update(of=("self",)).get(pk=warning.pk)
    if not SessionWarning.objects.changeable_by(by, Reach.TERRITORY).filter(pk=row.pk).exists():
        raise NotAllowed("Cette vacation ne relève pas de votre compte.")
    if row.settled_at is None:
        row.settled_at, row.settled_by = timezone.now(), by.get_full_name() or by.email
        with author(by):
            row.save(update_fields=["settled_at", "settled_by"])
    return row
