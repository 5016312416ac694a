"""Posts: the roles that a session needs, each for a part of its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from maillage.schemes.rules import Eligibility
from maillage.schemes.words import Profession, ResourceKind, Status

GIVER = "giver"
"""The key in a template for the person who gives the session, whatever the code of the role in the scheme."""

_DOCTORS = frozenset({Profession.GP, Profession.SPECIALIST})


@dataclass(frozen=True)
class Role:
    """The function of a person or a thing in a session.

    ``label`` is French with its article ("un médecin"); ``professions`` may fill it, if it is a role of a professional.
    """

    code: str
    label: str
    kind: ResourceKind
    professions: frozenset[Profession] = frozenset()

    def __post_init__(self) -> None:
        if self.code == GIVER or bool(self.professions) != (self.kind is ResourceKind.PROFESSIONAL):
            raise ValueError(f"role '{self.code}': a professional's role, and no other, names professions")


CARER = Role("carer", "un soignant", ResourceKind.PROFESSIONAL, frozenset(Profession))
DOCTOR = Role("doctor", "un médecin", ResourceKind.PROFESSIONAL, _DOCTORS)
DENTIST = Role("dentist", "un chirurgien-dentiste", ResourceKind.PROFESSIONAL, frozenset({Profession.DENTIST}))
SECOND = Role("second", "un deuxième soignant", ResourceKind.PROFESSIONAL, frozenset(Profession))
NURSE = Role("nurse", "un infirmier", ResourceKind.PROFESSIONAL, frozenset({Profession.NURSE}))
SUPERVISOR = Role("supervisor", "un maître de stage", ResourceKind.PROFESSIONAL, _DOCTORS)
ROOM = Role("room", "un cabinet", ResourceKind.ROOM)
VEHICLE = Role("vehicle", "un véhicule", ResourceKind.VEHICLE)
BED = Role("bed", "un lit", ResourceKind.BED)
KIT = Role("kit", "une mallette", ResourceKind.KIT)
SEAT = Role("seat", "une place", ResourceKind.SEAT)


@dataclass(frozen=True)
class Stretch:
    """Part of a session, minutes from its start, or from its end if negative; ``ends`` None is the end itself.

    ``Stretch(0, 15)`` is the first quarter of an hour, ``Stretch(-10)`` the last ten minutes.
    """

    starts: int = 0
    ends: int | None = None

    def within(self, starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
        """The instants of this part of a session, cut to the session. Raises ``ValueError`` if nothing is left."""
        first = _instant(self.starts, starts, ends)
        last = ends if self.ends is None else _instant(self.ends, starts, ends)
        if first >= last:
            raise ValueError(f"minutes {self.starts} to {self.ends} hold nothing of a session of {ends - starts}")
        return first, last


def _instant(minutes: int, starts: datetime, ends: datetime) -> datetime:
    at = (starts if minutes >= 0 else ends) + timedelta(minutes=minutes)
    return min(max(at, starts), ends)


WHOLE = Stretch()


@dataclass(frozen=True)
class Post:
    """``count`` of one role, for the part ``within`` of the session; a session can be held without an optional post.

    ``each_slot``: ``within`` is a part of every slot of the session, as of a nurse who installs every patient.
    ``who`` restricts who may fill it; by default the giver's post follows the scheme's ``who``, any other post its
    role. ``only_named``: it stays empty unless the template names a thing for it.
    """

    role: Role
    count: int = 1
    within: Stretch = WHOLE
    optional: bool = False
    who: Eligibility | None = None
    each_slot: bool = False
    only_named: bool = False

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a post of '{self.role.code}' counts one or more, not {self.count}")
        if self.who is not None and not self.who.professions <= self.role.professions:
            raise ValueError(
                f"a post of '{self.role.code}' cannot be filled by {', '.join(sorted(self.who.professions))}"
            )

    def times(self, starts: datetime, ends: datetime, slot_minutes: int) -> list[tuple[datetime, datetime]]:
        """When it is filled in a session: once, or in each whole slot. Raises ``ValueError`` if nothing is left."""
        if not self.each_slot:
            return [self.within.within(starts, ends)]
        step = timedelta(minutes=slot_minutes)
        slots = [starts + k * step for k in range((ends - starts) // step)]
        return [self.within.within(at, at + step) for at in slots]

    @property
    def eligibility(self) -> Eligibility:
        """Who may fill it by its own rule or its role's; any status if neither restricts it."""
        return self.who or Eligibility(professions=self.role.professions, statuses=frozenset(Status))


@dataclass(frozen=True)
class PostTime:
    """A post of a dated session, to be filled by one person or thing.

    ``rank`` numbers the posts of one role in the session. ``reference`` is the template's reference for it, or None.
    """

    post: Post
    rank: int
    starts: datetime
    ends: datetime
    giver: bool
    reference: str | None

    @property
    def role(self) -> Role:
        """The role to be filled."""
        return self.post.role


def giver_of(needs: Sequence[Post]) -> Post:
    """The first post filled by a professional. Raises ``ValueError`` if there is none."""
    for post in needs:
        if post.role.kind is ResourceKind.PROFESSIONAL:
            return post
    raise ValueError("a session needs somebody who gives it: name a post of a professional")


def post_times(
    needs: Sequence[Post], starts: datetime, ends: datetime, takes: Mapping[str, Sequence[str]], slot_minutes: int
) -> tuple[PostTime, ...]:
    """Dated posts of a session, in the order of ``needs``.

    ``takes`` gives references by code of role, or by ``GIVER``: the k-th one fills the k-th of each post of the role,
    so that the same nurse fills the posts at the start and at the end, and those of every slot. Raises ``ValueError``
    for a role that is not needed, or for more references than posts to fill.
    """
    giver, ranks, found = giver_of(needs), Counter[str](), list[PostTime]()
    named = {role: tuple(references) for role, references in takes.items()}
    if GIVER in named:
        named[giver.role.code] = (*named.pop(GIVER), *named.get(giver.role.code, ()))
    _check_named(needs, named)
    for post in needs:
        references = named.get(post.role.code, ())
        for span, k in product(post.times(starts, ends, slot_minutes), range(post.count)):
            reference = references[k] if k < len(references) else None
            found.append(PostTime(post, ranks[post.role.code], *span, giver=post is giver, reference=reference))
            ranks[post.role.code] += 1
    return tuple(found)


def _check_named(needs: Sequence[Post], named: Mapping[str, tuple[str, ...]]) -> None:
    most: dict[str, int] = {}
    for post in needs:
        most[post.role.code] = max(post.count, most.get(post.role.code, 0))
    for role, references in named.items():
        if len(references) > most.get(role, 0):
            raise ValueError(
                f"the template names {', '.join(references)} as '{role}', the scheme needs {most.get(role, 0)}"
            )
