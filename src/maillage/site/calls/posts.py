"""Posts open to candidates: what an organiser says of them, their shares, and the start of who is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from maillage.schemes import SCHEMES, Profession, Status, shared_by_weight
from maillage.site.accounts import roles
from maillage.site.accounts import services as accounts
from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.calls.clock import PARIS
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.post_models import MOST_POSTS, MOST_YEARLY_CENTS, OfferedPost, PostShare
from maillage.site.calls.services import checked
from maillage.site.directory import services as directory
from maillage.site.directory.models import Professional
from maillage.site.directory.services import ProfessionalData
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.services import EngagementData
from maillage.site.geography.models import Commune
from maillage.site.history import authored_by
from maillage.site.locks import in_transaction
from maillage.site.refusals import InvalidField, WrongState

What = PostShare.What
WHOLE = 100
SCHEME = "shared_post"
_SHARE = re.compile(r"^(?P<name>.*?\S)\s*[:;\t]\s*(?P<percent>\d{1,3})\s*%?$")
Shares = Mapping[str, int]


@dataclass(frozen=True)
class PostData:
    """What is said of a post. ``work``, ``time`` and ``money`` are shares in per cent, by name; ``commune`` a code.

    ``yearly_cents`` is what one post costs a year, charges included.
    """

    nature: str
    specialty: str
    employer: Organisation
    commune: str
    starts: date
    yearly_cents: int
    ends: date | None = None
    posts: int = 1
    work: Shares = field(default_factory=dict[str, int])
    time: Shares = field(default_factory=dict[str, int])
    money: Shares = field(default_factory=dict[str, int])


def shares_of(text: str, name: str) -> dict[str, int]:
    """Return the shares typed one a line ("ARS : 40"). Raises ``InvalidField`` on ``name`` unless they make 100 %."""
    found: dict[str, int] = {}
    for number, row in enumerate(filter(None, (row.strip() for row in text.splitlines())), start=1):
        read = _SHARE.match(row)
        if read is None or not 1 <= int(read["percent"]) <= WHOLE or read["name"] in found:
            raise InvalidField(name, f"Ligne {number}\u00a0: écrivez un nom, deux-points, puis sa part en %.")
        found[read["name"][:200]] = int(read["percent"])
    total = sum(found.values())
    if total != WHOLE:
        short = WHOLE - total
        said = f"il manque {short}\u00a0%" if short > 0 else f"retirez {-short}\u00a0%"
        raise InvalidField(name, f"Les parts font {total}\u00a0%\u00a0: {said}.")
    return found


def shares_text(shares: Shares) -> str:
    """Return shares as they are typed."""
    return "\n".join(f"{name}\u00a0: {percent}\u00a0%" for name, percent in shares.items())


@in_transaction
def describe(call: Call, data: PostData, *, by: User | None) -> OfferedPost:
    """Say which post a call opens, or change it. Raises ``InvalidField``, ``WrongState`` once published."""
    found = checked(call, by)
    if not found.of_kind.post:
        raise WrongState("Cet appel n’ouvre pas de poste.")
    if found.published_at is not None:
        raise WrongState("Cet appel est publié\u00a0: le poste ne change plus.")
    _check(data)
    values = {
        "nature": data.nature, "specialty": data.specialty.strip(), "employer": data.employer,
        "commune_id": data.commune, "starts": data.starts, "ends": data.ends, "posts": data.posts,
        "yearly_cents": data.yearly_cents,
    }  # fmt: skip
    with authored_by(by):
        row, _ = OfferedPost.objects.update_or_create(call=found, defaults=values)
        row.shares.all().delete()
        PostShare.objects.bulk_create(
            PostShare(post=row, what=what, name=name, percent=percent)
            for what, shares in ((What.WORK, data.work), (What.TIME, data.time), (What.MONEY, data.money))
            for name, percent in shares.items()
        )
    return row


def _check(data: PostData) -> None:
    if data.nature not in OfferedPost.Nature.values:
        raise InvalidField("nature", "Choisissez la nature du poste.")
    if not data.specialty.strip():
        raise InvalidField("specialty", "Donnez la spécialité.")
    if data.employer.kind != roles.ESTABLISHMENT.code:
        raise InvalidField("employer", "Choisissez l’hôpital qui emploie.")
    if not Commune.objects.filter(pk=data.commune).exists():
        raise InvalidField("commune", "Donnez la commune d’exercice.")
    if data.ends is not None and data.ends <= data.starts:
        raise InvalidField("ends", "La fin vient après la prise de poste.")
    if not 1 <= data.posts <= MOST_POSTS:
        raise InvalidField("posts", f"Donnez de 1 à {MOST_POSTS} postes.")
    if not 1 <= data.yearly_cents <= MOST_YEARLY_CENTS:
        raise InvalidField("yearly_cents", "Donnez un montant, d’un centime à un million d’euros.")
    for name, shares in (("work", data.work), ("time", data.time), ("money", data.money)):
        shares_of(shares_text(shares), name)


def post_of(call: Call) -> OfferedPost | None:
    """Return the post of a call, None before it is described."""
    return OfferedPost.objects.filter(call=call).select_related("employer", "commune").first()


def shared(post: OfferedPost) -> list[tuple[str, list[tuple[PostShare, int | None]]]]:
    """Return the shares of a post: of what, and each of them, with what who pays gives a year, in cents."""
    rows = list(post.shares.all())

    def of(what: What) -> list[tuple[PostShare, int | None]]:
        found = [one for one in rows if one.what == what]
        if what != What.MONEY or post.yearly_cents is None:
            return [(one, None) for one in found]
        return list(zip(found, shared_by_weight(post.yearly_cents, [one.percent for one in found]), strict=True))

    return [(str(what.label), of(what)) for what in What]


def words(call: Call) -> str:
    """Return the post of a call in words: what, in which specialty, for whom, from when."""
    post = OfferedPost.objects.select_related("employer").get(call=call)
    return f"{post}, {post.employer.name}, à partir du {date_format(post.starts, 'j F Y')}"


def engage(row: Submission) -> Engagement:
    """Start who is kept: an entry of the directory, an engagement in shared posts, an invitation to an account.

    Raises ``InvalidField``, ``Refused`` for somebody who is engaged there already.
    """
    post, who = OfferedPost.objects.select_related("employer").get(call=row.call), row.applicant
    number = str(row.answers.get("rpps", ""))
    person = Professional.objects.filter(rpps=number).first() if number else None
    if person is None:
        person = directory.create_professional(
            ProfessionalData(
                first_name=who.first_name,
                last_name=who.last_name,
                profession=Profession.SPECIALIST,
                status=Status.HOSPITAL,
                home=post.commune_id,
                rpps=number,
                email=who.email,
                phone=who.phone,
            )
        )
    starts = max(post.starts, timezone.localdate(timezone=PARIS))
    made = engagements.engage(SCHEMES[SCHEME], EngagementData(professional=person, starts=starts, ends=post.ends))
    role, house = roles.DOCTOR.code, post.employer
    if not Membership.objects.filter(user__email=who.email, organisation=house, role=role).exists():
        accounts.invite(Invitee(who.email, who.first_name, who.last_name, role, house, person.pk), None)
    return made
