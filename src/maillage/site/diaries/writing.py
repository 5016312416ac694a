"""Writing opening rules and changed days: the checks, the rows, and the programme that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q
from django.utils import timezone

from maillage.schemes import (
    DiaryTemplate,
    OpeningRule,
    PatientGroup,
    ResourceKind,
    School,
    Window,
    scheme_named,
    school_zone,
)
from maillage.schemes.templates.diary import exists
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda import absences
from maillage.site.agenda.absences import AbsenceDates
from maillage.site.agenda.models import Session
from maillage.site.agenda.services import author
from maillage.site.booking.motives import motives
from maillage.site.diaries import notices
from maillage.site.diaries.models import DayChange, Diary, DiaryMotive, DiaryRule
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements import programmes
from maillage.site.engagements.models import Engagement
from maillage.site.engagements.programmes import PartyData, ProgrammeData
from maillage.site.engagements.services import EngagementData, engage
from maillage.site.refusals import InvalidField, NotAllowed, Refused

SCHEME = "practice"
LONGEST_DAY = 14 * 60
KEPT = ("regulated_share", "regulated_hours", "no_doctor_share", "no_doctor_days")
SEEN_LATELY = timedelta(days=365)
Hours = tuple[time, time]


@dataclass(frozen=True, kw_only=True)
class RuleData:
    """What a rule says; ``motives`` are pairs of a code and minutes, the usual one first.

    The shares (per cent of the visits) are kept for the regulation until hours before each, and for people without a
    treating doctor until days before.
    """

    place: Place
    professional: Professional
    room: Resource
    weekday: int
    starts: time
    ends: time
    first: date
    motives: tuple[tuple[str, int], ...]
    last: date | None = None
    every_weeks: int = 1
    of_month: int | None = None
    school: School = School.ALWAYS
    on_holidays: bool = False
    pause_minutes: int = 0
    seats: int = 1
    second: Professional | None = None
    equipment: Resource | None = None
    regulated_share: int = 0
    regulated_hours: int = 2
    no_doctor_share: int = 0
    no_doctor_days: int = 2


def places_of(user: User) -> list[Place]:
    """Return the places whose diary a user may change: those that they keep."""
    scope = user.grants.scope(Record.SESSION, Act.CHANGE, Reach.ORGANISATION)
    rows = Place.objects.filter(scope.hosted("organisation")).select_related("commune__department", "organisation")
    return list(rows.order_by("name", "pk"))


def own_places_of(person: Professional) -> list[Place]:
    """Return the places where somebody may open hours of their own.

    Those of the organisations that they belong to, and those where they have rules, or received within a year.
    """
    since = timezone.now() - SEEN_LATELY
    given = Session.objects.filter(
        posts__claims__active=True, posts__claims__resource=person.resource_id, starts__gt=since
    )
    theirs = Q(pk__in=given.order_by().values("place")) | Q(diary__rules__professional=person)
    if person.user_id is not None:
        theirs |= Q(organisation__memberships__user=person.user_id)
    rows = Place.objects.filter(theirs).distinct().select_related("commune__department", "organisation")
    return list(rows.order_by("name", "pk"))


def people_of(places: Iterable[Place]) -> list[Professional]:
    """Return who may be named in a rule there: who practises in the commune or received there within a year."""
    keys = [place.pk for place in places]
    since = timezone.now() - SEEN_LATELY
    sessions = Session.objects.filter(place__in=keys, starts__gt=since).order_by().values("pk")
    there = Q(resource__claims__post__session__in=sessions, resource__claims__active=True)
    near = Q(home__in=[place.commune_id for place in places]) | Q(diary_rules__diary__place__in=keys)
    return list(Professional.objects.filter(there | near).distinct().order_by("last_name", "first_name", "pk"))


def check_place(place: Place, person: Professional, by: User | None) -> None:
    """Raise ``NotAllowed`` unless ``by`` keeps the place, or is the person and may open hours there."""
    if by is None or any(one.pk == place.pk for one in places_of(by)):
        return
    own = by.grants.may(Record.SESSION, Act.CHANGE, Reach.OWN) and person.user_id == by.pk
    if not own or all(one.pk != place.pk for one in own_places_of(person)):
        raise NotAllowed("Cet agenda ne relève pas de votre compte.")


def write_rule(rule: DiaryRule | None, data: RuleData, by: User | None) -> DiaryRule:
    """Save a rule (None: a new one) inside the caller's transaction; the agenda follows by ``changing``.

    Raises ``InvalidField`` on a field of the data, ``NotAllowed``.
    """
    if rule is not None:
        check_place(rule.diary.place, rule.professional, by)
        if rule.diary.place_id != data.place.pk or rule.professional_id != data.professional.pk:
            raise InvalidField("professional", "Une règle garde son lieu et son soignant\u00a0: ajoutez-en une autre.")
    else:
        check_place(data.place, data.professional, by)
    _check(data, rule)
    _engage(data.professional)
    with author(by):
        row = rule or DiaryRule(diary=_diary(data.place), professional=data.professional)
        for name in ("room", "weekday", "starts", "ends", "first", "last", "every_weeks", "of_month", "on_holidays",
                     "pause_minutes", "seats", "second", "equipment", *KEPT):  # fmt: skip
            setattr(row, name, getattr(data, name))
        row.school = data.school.value
        row.save()
    row.motives.all().delete()
    DiaryMotive.objects.bulk_create(
        DiaryMotive(rule=row, code=code, minutes=minutes, rank=rank)
        for rank, (code, minutes) in enumerate(data.motives)
    )
    if rule is None and by is not None and by.pk == data.professional.user_id:
        notices.opened_by_carer(row)
    return row


def write_day(rule: DiaryRule, day: date, hours: Hours | None, by: User | None) -> DiaryRule:
    """Close a day of a rule, or give it other hours, inside the caller's transaction. Raises as :func:`write_rule`."""
    check_place(rule.diary.place, rule.professional, by)
    zone = rule.diary.place.commune.zone
    if day < timezone.localdate(timezone=zone):
        raise InvalidField("day", "Ce jour est passé\u00a0: choisissez un jour à venir.")
    if hours is None and rule_of(rule).hours_on(day, rule.diary.place.commune.calendar) is None:
        raise InvalidField("day", "Ce jour-là, la règle n’ouvre pas\u00a0: il n’y a rien à fermer.")
    if hours is not None:
        _check_hours(*hours)
        missing = next((at for at in hours if not exists(day, at, zone)), None)
        if missing is not None:
            raise InvalidField(
                "starts",
                f"{missing:%H:%M} n’existe pas ce jour-là\u00a0: on passe à l’heure d’été. Donnez une autre heure.",
            )
    starts, ends = hours or (None, None)
    with author(by):
        DayChange.objects.update_or_create(rule=rule, day=day, defaults={"starts": starts, "ends": ends})
    return rule


def forget_day(rule: DiaryRule, day: date, by: User | None) -> DiaryRule:
    """Let the rule hold again on a changed day, inside the caller's transaction."""
    check_place(rule.diary.place, rule.professional, by)
    with author(by):
        DayChange.objects.filter(rule=rule, day=day).delete()
    return rule


def write_absence(person: Professional, dates: AbsenceDates, by: User | None) -> list[DiaryRule]:
    """Record an absence inside the caller's transaction, and return the person's rules, whose days it closes.

    Sessions beside the rules that it meets are given back, as on the page of absences. Raises as
    :func:`maillage.site.agenda.absences.declare`, ``Refused`` for somebody without rules.
    """
    rules = list(DiaryRule.objects.filter(Q(professional=person) | Q(second=person)))
    if not rules:
        raise Refused("Aucune règle d’ouverture ne porte votre nom\u00a0: notez l’absence sur la page des absences.")
    absences.declare(person, dates, by, giving_back=True)
    return rules


def rule_of(row: DiaryRule) -> OpeningRule:
    """Return a rule as its template states it; raises ``ValueError`` for one that is impossible."""
    takes = {"room": (row.room.reference,)}
    takes |= {} if row.second is None else {"second": (row.second.reference,)}
    takes |= {} if row.equipment is None else {"kit": (row.equipment.reference,)}
    changed: dict[date, Hours | None] = {
        one.day: None if one.starts is None or one.ends is None else (one.starts, one.ends) for one in row.changes.all()
    }
    return OpeningRule(
        key=str(row.pk), place=str(row.diary.place.reference), staff=row.professional.reference, weekday=row.weekday,
        hours=(row.starts, row.ends), first=row.first, last=row.last,
        motives=tuple((one.code, one.minutes) for one in row.motives.all()), every_weeks=row.every_weeks,
        of_month=row.of_month, school=School(row.school), on_holidays=row.on_holidays, pause=row.pause_minutes,
        seats=row.seats, windows=windows_of(row), takes=takes, changed=changed,
    )  # fmt: skip


def windows_of(row: DiaryRule) -> tuple[Window, ...]:
    """Return what a rule keeps of its time, beside the windows of its scheme."""
    no_doctor, regulated = row.no_doctor_share, row.regulated_share
    found = (
        Window(frozenset({PatientGroup.NO_TREATING_DOCTOR}), no_doctor, until_days_before=row.no_doctor_days)
        if no_doctor
        else None,
        Window(frozenset({PatientGroup.REGULATED}), regulated, until_hours_before=row.regulated_hours)
        if regulated
        else None,
    )
    return tuple(one for one in found if one is not None)


def rewrite_programme(diary: Diary) -> list[DiaryRule]:
    """Give the programme of a diary the rules that stand now, and return these."""
    rows = list(DiaryRule.objects.filter(diary=diary).with_details())
    place = rows[0].diary.place if rows else diary.place
    template = DiaryTemplate(tuple(rule_of(row) for row in rows))
    data = _programme_data(place, template, diary.programme.starts)
    programmes.edit(diary.programme, data)
    return rows


def _diary(place: Place) -> Diary:
    found = Diary.objects.filter(place=place).select_related("programme", "place").first()
    if found is None:
        start = timezone.localdate(timezone=place.commune.zone)
        programme = programmes.create(_programme_data(place, DiaryTemplate(()), start))
        found = Diary.objects.create(place=place, programme=programme)
    return found


def _programme_data(place: Place, template: DiaryTemplate, starts: date) -> ProgrammeData:
    party = PartyData(organisation=place.organisation, key=str(place.reference), place=place)
    return ProgrammeData(
        scheme=scheme_named(SCHEME), name=f"Agenda, {place.name} ({place.reference})", template=template,
        starts=starts, parties=[party],
    )  # fmt: skip


def _engage(person: Professional) -> None:
    """Note that a person gives consultations where they practise; nobody has to allow it."""
    running = Engagement.objects.filter(professional=person, scheme=SCHEME).exclude(state=Engagement.State.ENDED)
    if not running.exists():
        day = timezone.localdate(timezone=person.home.zone)
        engage(scheme_named(SCHEME), EngagementData(professional=person, starts=day - timedelta(days=1)))


def _check(data: RuleData, rule: DiaryRule | None) -> None:
    _check_hours(data.starts, data.ends)
    today = timezone.localdate(timezone=data.place.commune.zone)
    if rule is None and data.first < today:
        raise InvalidField("first", "Ce jour est passé\u00a0: donnez un jour à venir.")
    if data.last is not None and data.last < data.first:
        raise InvalidField("last", "La règle finit avant d’avoir commencé\u00a0: corrigez le dernier jour.")
    if data.room.place_id != data.place.pk or data.room.kind != ResourceKind.ROOM:
        raise InvalidField("room", "Choisissez un cabinet de ce lieu.")
    if data.equipment is not None and data.equipment.kind != ResourceKind.KIT:
        raise InvalidField("equipment", "Choisissez dans la liste.")
    if data.second == data.professional:
        raise InvalidField("second", "Choisissez une autre personne\u00a0: celle-ci reçoit déjà.")
    _check_motives(data)
    _check_kept(data)
    if data.school is not School.ALWAYS:
        _check_school(data, today)


def _check_hours(starts: time, ends: time) -> None:
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if minutes <= 0:
        raise InvalidField("ends", "La fin vient après le début\u00a0: corrigez l’heure de fin.")
    if minutes > LONGEST_DAY:
        raise InvalidField("ends", "Une ouverture dure quatorze heures au plus\u00a0: faites-en deux règles.")


def _check_motives(data: RuleData) -> None:
    if not data.motives:
        raise InvalidField("motives", "Choisissez au moins un motif, avec sa durée.")
    if any(code not in motives() or not 5 <= minutes <= 240 for code, minutes in data.motives):
        raise InvalidField("motives", "Une visite dure de 5 à 240 minutes.")
    if data.seats > 1 and len(data.motives) > 1:
        raise InvalidField("seats", "Une séance de groupe n’a qu’un motif\u00a0: gardez-en un.")
    room = (data.ends.hour - data.starts.hour) * 60 + data.ends.minute - data.starts.minute
    if max(minutes for _, minutes in data.motives) > room:
        raise InvalidField("motives", "Un motif dure plus longtemps que l’ouverture\u00a0: raccourcissez-le.")


def _check_kept(data: RuleData) -> None:
    if data.regulated_share + data.no_doctor_share > 100:
        raise InvalidField("regulated_share", "Les deux parts gardées dépassent 100\u00a0%\u00a0: baissez-en une.")
    if data.seats > 1 and data.regulated_share + data.no_doctor_share:
        raise InvalidField("seats", "Une séance de groupe ne garde rien\u00a0: mettez les parts gardées à 0.")


def _check_school(data: RuleData, today: date) -> None:
    zone = school_zone(data.place.commune.department_id or "")
    if zone is None or zone.known_until is None or zone.known_until < today:
        name = "de ce département" if zone is None else f"de la zone {zone.name}"
        raise InvalidField(
            "school",
            f"Les vacances scolaires {name} ne sont pas encore connues du site. Choisissez «\u00a0toute l’année\u00a0» "
            "et fermez les jours un par un.",
        )
