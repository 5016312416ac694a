"""The three desks that book for somebody: whose page it is, what it asks, which slots it offers, how it books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach
from maillage.site.booking import on_behalf
from maillage.site.booking.models import BookedFor, BookedForQuerySet
from maillage.site.booking.patients import PatientData
from maillage.site.booking.services import Booking
from maillage.site.booking.slot_table import Mask, SlotTable
from maillage.site.geography.models import Commune
from maillage.site.www.booking_desk.forms import CallerForm, ReferredForm, TelephoneForm
from maillage.site.www.patient.forms import IdentityForm

Way = BookedFor.Way
TWO_DAYS, TWO_WEEKS, THREE_MONTHS = dt.timedelta(hours=48), dt.timedelta(days=14), dt.timedelta(days=92)
Within = Callable[[User, SlotTable, Commune, bool | None, dt.datetime], Mask]
"""Which slots a desk offers a person of a commune who has a treating doctor, has none, or was not asked."""
Books = Callable[[int, PatientData, str, User, bool, str], Booking]


@dataclass(frozen=True)
class Desk:
    """A desk; ``page`` and ``one`` are the URL names of its page and of one appointment.

    ``spans`` are tried one after the other until something is free; the later ones are told as later. ``asks_doctor``:
    whether the person has a treating doctor is asked with the commune.
    """

    way: BookedFor.Way
    page: str
    one: str
    title: str
    taken: str
    empty: str
    none_free: str
    spans: tuple[dt.timedelta, ...]
    asks_doctor: bool
    form: type[IdentityForm]
    within: Within
    books: Books
    booked: Callable[[User], BookedForQuerySet]
    days: int = 3
    motives: Callable[[User, SlotTable], list[str]] = lambda _, __: []
    """Codes of what may be booked, asked for if there are several."""

    @property
    def regulates(self) -> bool:
        """Whether it is that of the regulation."""
        return self.way == Way.REGULATOR


def _of_service(user: User) -> BookedForQuerySet:
    return BookedFor.objects.visible_to(user, Reach.ORGANISATION)


def _own(user: User) -> BookedForQuerySet:
    return BookedFor.objects.visible_to(user, Reach.OWN)


REGULATION = Desk(
    way=Way.REGULATOR,
    page="regulation",
    one="regulation-booked",
    title="Qui peut recevoir cette personne",
    taken="Pris par votre service",
    empty="Rien encore. Donnez la commune d’une personne qui appelle\u00a0: les créneaux libres s’affichent aussitôt.",
    none_free="Aucun créneau dans les quatorze prochains jours. Essayez un autre soignant ci-dessus, ou adressez la "
    "personne à la maison médicale de garde du secteur.",
    spans=(TWO_DAYS, TWO_WEEKS),
    asks_doctor=False,
    form=CallerForm,
    within=on_behalf.open_to_caller,
    books=lambda slot, data, key, by, again, _: on_behalf.book_for_caller(slot, data, key, by, same_day=again),
    booked=_of_service,
)
REFERRALS = Desk(
    way=Way.REFERRER,
    page="referrals",
    one="referral",
    title="Prendre rendez-vous pour quelqu’un",
    taken="Ce que vous avez pris",
    empty="Rien encore. Donnez la commune de la personne\u00a0: les créneaux qu’elle peut prendre s’affichent.",
    none_free="Aucun créneau pour cette personne pour l’instant. Inscrivez-la sur la liste d’attente depuis la page "
    "publique, ou appelez le numéro du site.",
    spans=(THREE_MONTHS,),
    asks_doctor=True,
    form=ReferredForm,
    within=on_behalf.open_to_person,
    books=lambda slot, data, key, by, again, _: on_behalf.book_as_referrer(slot, data, key, by, same_day=again),
    booked=_own,
)
TELEPHONE = Desk(
    way=Way.SECRETARY,
    page="telephone",
    one="telephone-booked",
    title="Prendre rendez-vous pour qui appelle",
    taken="Pris au téléphone",
    empty="Rien encore. Donnez la commune de la personne qui appelle\u00a0: les horaires de votre lieu s’affichent.",
    none_free="Votre lieu n’a plus d’horaire que cette personne peut prendre. Les horaires gardés s’ouvrent à tous "
    "quelques jours avant.",
    spans=(THREE_MONTHS,),
    asks_doctor=True,
    form=TelephoneForm,
    within=on_behalf.open_at_own_places,
    books=lambda slot, data, key, by, again, motive: on_behalf.book_by_telephone(
        slot, data, key, by, same_day=again, motive=motive
    ),
    booked=on_behalf.by_telephone,
    days=6,
    motives=on_behalf.motives_at_own_places,
)
