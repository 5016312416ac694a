from __future__ import annotations

from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Prefetch, Q, Value

from maillage.schemes import OWN_CLOCKS, PARIS, PatientGroup, ResourceKind, Scheme, halves_of, zone_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import NOTHING, Scope, ScopedQuerySet, manager_of
from maillage.site.agenda import invariants
from maillage.site.agenda.absence_models import Absence as Absence
from maillage.site.agenda.calendar_models import CalendarAbsence as CalendarAbsence
from maillage.site.agenda.calendar_models import CalendarPassword as CalendarPassword
from maillage.site.agenda.calendar_models import OwnCalendar as OwnCalendar
from maillage.site.agenda.calendar_models import ThingFeed as ThingFeed
from maillage.site.agenda.departure_models import Departure as Departure
from maillage.site.agenda.swap_models import SwapOffer as SwapOffer
from maillage.site.agenda.warning_models import SessionWarning as SessionWarning
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements.models import Programme
from maillage.site.geography.models import Commune

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.fields.related_descriptors import RelatedManager


class SessionQuerySet(ScopedQuerySet, models.QuerySet["Session"]):
    record = Record.SESSION

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Return the condition for sessions in the user's territory, at a place of theirs, or with a post they fill.

        Who replaces the giver elsewhere has no part in the session, and does not see it.
        """
        own = scope.own("resource__professional__user")
        mine = NOTHING if own == NOTHING else _with_claims(own & Q(post__arranged=False))
        return scope.in_territory("commune") | at_place_of(scope) | mine

    def of_user(self, user: User) -> SessionQuerySet:
        """Return the sessions with a post that the user fills."""
        return self.filter(_with_claims(Q(post__arranged=False, resource__professional__user=user)))

    def given_by(self, professionals: models.QuerySet[Professional]) -> SessionQuerySet:
        """Return the sessions that one of ``professionals`` gives."""
        return self.filter(_with_claims(Q(post__giver=True, resource__professional__in=professionals)))

    def from_day(self, day: date, *, until: date | None = None) -> SessionQuerySet:
        """Return sessions that begin on ``day`` or later, and before ``until`` if given, by the date at each place."""
        rows = self.filter(_by_own_clocks("gte", day))
        return rows if until is None else rows.filter(_by_own_clocks("lt", until))

    def with_posts(self) -> SessionQuerySet:
        """Fetch what pages and rules read of a session: programme, place, posts, who fills them (two queries).

        The template of the programme is left out: that of a plan has thousands of days and would be fetched for every
        row.
        """
        read = self.select_related("programme", "commune", "place").defer("programme__template")
        return read.prefetch_related(posts_and_claims())


def at_place_of(scope: Scope, session: str = "") -> Q:
    """Return the condition that a place of the scope's organisations took a session; ``session`` leads to the row."""
    to = f"{session}__" if session else ""
    return scope.hosted(f"{to}host") | (scope.hosted(f"{to}place__organisation") & Q(**{f"{to}host": None}))


def posts_and_claims(lookup: str = "posts") -> Prefetch[Any]:
    """Return the prefetch of posts with their active claims (two queries); ``lookup`` leads to them."""
    claims = Claim.objects.filter(active=True).select_related("resource__professional")
    return Prefetch(lookup, SessionPost.objects.order_by("pk").prefetch_related(Prefetch("claims", claims)))


def _by_own_clocks(bound: str, day: date) -> Q:
    """Return a condition on ``starts`` and the midnight at which ``day`` begins at the session's place."""

    def midnight(zone: ZoneInfo) -> Q:
        return Q(**{f"starts__{bound}": datetime.combine(day, time(), zone)})

    most = midnight(PARIS) & ~Q(commune__department__in=OWN_CLOCKS)
    own = [midnight(zone_of(code)) & Q(commune__department=code) for code in sorted(OWN_CLOCKS)]
    return reduce(or_, own, most)


def _with_claims(of: Q) -> Q:
    return Q(pk__in=Claim.objects.filter(of, active=True).values("post__session"))


@pghistory.track()
class Session(models.Model):
    """A dated half-day of a programme at a place, or at a stop of a vehicle in ``commune``.

    Its posts say what it needs; its state follows from them (:mod:`maillage.site.agenda.posts`), except that opening,
    cancelling and holding a session are acts. ``key`` identifies a half-day within its programme, so that publishing
    again creates no second session. ``host`` is who kept the place then, if another organisation keeps it since.

    ``motives`` are pairs of a code (``booking.motives``) and minutes; with several, free time is cut anew whenever
    somebody books or cancels (``booking.fitting``). Without any, all slots last ``slot_minutes``. ``pause_minutes`` are
    kept between visits; ``seats`` people come at one time.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        PUBLISHED = "published", "Publiée"
        ACCEPTED = "accepted", "Acceptée"
        DECLINED = "declined", "Sans médecin"
        CANCELLED = "cancelled", "Annulée"
        HELD = "held", "Tenue"

    class Activity(models.TextChoices):
        CONSULTATIONS = "consultations", "Consultations"
        THEATRE = "theatre", "Bloc opératoire"
        TEACHING = "teaching", "Enseignement"
        DUTY = "duty", "Garde"

    OPEN_STATES = (State.PUBLISHED, State.ACCEPTED)
    STANDING_STATES = (*OPEN_STATES, State.DECLINED)
    """In the agenda, neither held nor cancelled; a declined one looks for somebody."""
    COUNTED_STATES = (*OPEN_STATES, State.HELD)

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="sessions", verbose_name="programme")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="sessions", verbose_name="commune")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="sessions", verbose_name="lieu")
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="organisation d’accueil d’alors"
    )
    starts = models.DateTimeField("début")
    ends = models.DateTimeField("fin")
    stop = models.CharField("arrêt", max_length=200, blank=True)
    activity = models.CharField("activité", max_length=20, choices=Activity, default=Activity.CONSULTATIONS)
    slot_minutes = models.PositiveSmallIntegerField("durée d’un créneau (min)")
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    motives = models.JSONField("motifs", default=list, db_default=[])
    pause_minutes = models.PositiveSmallIntegerField("minutes entre deux visites", default=0, db_default=0)
    seats = models.PositiveSmallIntegerField("personnes à la fois", default=1, db_default=1)
    key = models.CharField("clé", max_length=160, unique=True)

    if TYPE_CHECKING:  # made by Django
        programme_id: int
        commune_id: str
        place_id: int | None
        host_id: int | None
        posts: RelatedManager[SessionPost]
        get_state_display: Callable[[], str]

    objects: ClassVar = manager_of(SessionQuerySet)

    class Meta:
        verbose_name = "vacation"
        ordering = ["starts", "pk"]
        indexes = [
            models.Index(fields=["commune", "starts"], name="session_commune_starts"),
            models.Index(fields=["place", "starts"], name="session_place_starts"),
            models.Index(fields=["state", "starts"], name="session_state_starts"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_ends_after"),
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240), name="session_slot_5_to_240_minutes"
            ),
            models.CheckConstraint(condition=Q(pause_minutes__lte=120), name="session_pause_two_hours_at_most"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=30), name="session_of_1_to_30_people"),
        ]
        triggers = [invariants.session_state_of_posts()]

    def __str__(self) -> str:
        return f"{self.commune_id} · {self.starts:%Y-%m-%d %H:%M}"

    @property
    def rules(self) -> Scheme:
        """Rules of its scheme."""
        return self.programme.rules

    @property
    def day(self) -> date:
        """Its day, by the clock of its place."""
        return self.starts.astimezone(self.zone).date()

    @property
    def halves(self) -> int:
        """Half-days that it counts in payment."""
        return halves_of((self.ends - self.starts).total_seconds() / 60)

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of its place."""
        return self.commune.zone

    @property
    def minutes_of(self) -> dict[str, int]:
        """Minutes of a visit by the code of its motive, in the order of the session."""
        return {str(code): int(minutes) for code, minutes in self.motives}

    @property
    def is_flexible(self) -> bool:
        """Whether visits of different length share it, so that its free time is cut anew."""
        return len(self.motives) > 1

    @property
    def claims(self) -> list[Claim]:
        """Active claims on its posts, without what is arranged beside it (no query after ``with_posts``)."""
        work = [post for post in self.posts.all() if not post.arranged]
        return [claim for post in work for claim in post.claims.all() if claim.active]

    @property
    def giver(self) -> Professional | None:
        """The person who gives it, the first if there are several; None if there is none."""
        found = (claim for post in self.posts.all() if post.giver for claim in post.claims.all() if claim.active)
        claim = next(found, None)
        return None if claim is None else claim.resource.professional

    def things(self, kind: ResourceKind) -> list[Resource]:
        """Resources of one kind that it takes."""
        return [claim.resource for claim in self.claims if claim.resource.kind == kind]


class SessionCancellation(models.Model):
    """Why a session did not take place, and who said so; ``by`` is None for the command line."""

    class Reason(models.TextChoices):
        DOCTOR_ILL = "doctor_ill", "Le soignant est malade"
        DOCTOR_PREVENTED = "doctor_prevented", "Le soignant a un empêchement"
        NO_NEWS = "no_news", "Le soignant n’est pas venu, sans nouvelles"
        ROAD = "road", "Route ou météo"
        PLACE_CLOSED = "place_closed", "Le lieu est fermé"
        OTHER = "other", "Autre raison"

    ABSENCES = (Reason.DOCTOR_ILL, Reason.DOCTOR_PREVENTED, Reason.NO_NEWS, Reason.ROAD)

    session = models.OneToOneField(Session, models.CASCADE, related_name="cancellation", verbose_name="vacation")
    reason = models.CharField("raison", max_length=20, choices=Reason, default=Reason.OTHER)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("le")

    if TYPE_CHECKING:  # made by Django
        session_id: int
        get_reason_display: Callable[[], str]

    class Meta:
        verbose_name = "annulation"
        triggers = [invariants.cancelled_with_reason()]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.get_reason_display()}"


class SessionPost(models.Model):
    """A person or thing that a session needs during ``during``, a part of its time; a claim fills the post.

    ``role`` is the code of a role of ``maillage.schemes``, ``rank`` numbers the posts of one role. ``giver`` marks the
    posts of those who give the session. ``arranged`` marks what is held for the giver of the same ``rank`` and is no
    part of the session: a bed for the night, a locum in the giver's own practice (see ``agenda.arranged``).
    """

    class Arranged(models.TextChoices):
        BED = "lodging", "Lit pour la nuit"
        LOCUM = "replacement", "Remplaçant au cabinet"

    session = models.ForeignKey(Session, models.CASCADE, related_name="posts", verbose_name="vacation")
    role = models.CharField("rôle", max_length=40)
    rank = models.PositiveSmallIntegerField("rang", default=0)
    kind = models.CharField("nature", max_length=20)
    giver = models.BooleanField("donne la vacation", default=False)
    optional = models.BooleanField("facultatif", default=False)
    arranged = models.BooleanField("à côté de la vacation", default=False)
    during = DateTimeRangeField("pendant")

    if TYPE_CHECKING:  # made by Django
        session_id: int
        claims: RelatedManager[Claim]

    class Meta:
        verbose_name = "poste"
        constraints = [
            models.UniqueConstraint(fields=["session", "role", "rank"], name="post_once_in_session"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="post_bounded",
            ),
            models.CheckConstraint(
                condition=Q(giver=False) | Q(kind="professional", optional=False), name="post_giver_is_a_person"
            ),
            models.CheckConstraint(
                condition=Q(arranged=False)
                | Q(giver=False, optional=True, role="lodging", kind="bed")
                | Q(giver=False, optional=True, role="replacement", kind="professional"),
                name="post_arranged_is_bed_or_locum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.role} {self.rank}"


@pghistory.track()
class Claim(models.Model):
    """A resource that fills a post for some time. The database refuses two overlapping active claims on one resource.

    ``accepted_at`` is when a person accepted. A released claim stays as an inactive row; ``given_back_for`` is why the
    person gave it back, from a closed list without medical reasons.
    """

    class Reason(models.TextChoices):
        NOT_FREE = "not_free", "pas disponible ce jour-là"
        TOO_FAR = "too_far", "trop loin"
        TOO_SOON = "too_soon", "prévenu trop tard"
        PRACTICE = "practice", "ne peut pas quitter son cabinet"
        OTHER = "other", "autre raison"
        ABSENT = "absent", "absence"
        SWAPPED = "swapped", "échangée"
        LEFT = "left", "a quitté le dispositif"

    ASKED = (Reason.NOT_FREE, Reason.TOO_FAR, Reason.TOO_SOON, Reason.PRACTICE, Reason.OTHER)
    """Reasons that a person chooses from; the others follow from what they did."""

    post = models.ForeignKey(SessionPost, models.CASCADE, related_name="claims", verbose_name="poste")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="claims", verbose_name="ressource")
    during = DateTimeRangeField("pendant")
    active = models.BooleanField("active", default=True)
    accepted_at = models.DateTimeField("acceptée le", null=True)
    given_back_for = models.CharField("rendue parce que", max_length=20, choices=Reason, blank=True)

    if TYPE_CHECKING:  # made by Django
        resource_id: int
        get_given_back_for_display: Callable[[], str]

    class Meta:
        verbose_name = "réservation de ressource"
        constraints = [
            ExclusionConstraint(
                name="claim_no_overlap",
                # A one-number range stands for "same resource", so that the btree_gist extension is not needed.
                expressions=[
                    (
                        Func(F("resource"), F("resource"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="claim_bounded",
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(active=True), name="claim_one_for_a_post"),
            models.CheckConstraint(
                condition=Q(active=False) | Q(given_back_for=""), name="claim_active_not_given_back"
            ),
        ]
        triggers = [
            invariants.claim_state_of_session(),
            invariants.claim_not_in_absence(),
            invariants.claim_accepted_once_and_in_time(),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.during}"


class Slot(models.Model):
    """The time of one appointment, reserved for the groups ``kept_for`` (codes, or none) until ``released_at``.

    ``rank`` is 0 for a slot of the template, 1 for one that a session was deliberately overbooked by; ``seat`` numbers
    the slots of a group at one time. ``motive`` is None for a slot of fixed length. In a session with several motives
    it is "" for free time and otherwise the code of what was booked; the database refuses two such slots that overlap.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="slots", verbose_name="vacation")
    starts = models.DateTimeField("début")
    ends = models.DateTimeField("fin")
    kept_for = ArrayField(models.CharField(max_length=40), default=list, verbose_name="gardé pour")
    released_at = models.DateTimeField("ouvert à tous le", null=True)
    rank = models.PositiveSmallIntegerField("rang", default=0, db_default=0)
    seat = models.PositiveSmallIntegerField("place du groupe", default=0, db_default=0)
    motive = models.CharField("motif", max_length=30, null=True)

    if TYPE_CHECKING:  # made by Django
        session_id: int

    class Meta:
        verbose_name = "créneau"
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["starts"], name="slot_starts")]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts", "rank", "seat"], name="slot_once_in_session"),
            ExclusionConstraint(
                name="slot_no_overlap_where_lengths_differ",
                expressions=[
                    (Func(F("session"), F("session"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("starts"), F("ends"), Value("[)"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(motive__isnull=False, rank=0),
            ),
            models.CheckConstraint(condition=Q(rank__lte=1), name="slot_of_the_template_or_one_more"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after"),
            models.CheckConstraint(
                condition=Q(kept_for__contained_by=[group.value for group in PatientGroup]), name="slot_known_groups"
            ),
            models.CheckConstraint(condition=~Q(kept_for=[]) | Q(released_at=None), name="slot_release_of_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M}"
