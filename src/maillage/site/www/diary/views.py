"""Pages of a diary: its rules, a rule, a changed day. A change is shown first with whom it moves, then confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.booking.models import Appointment
from maillage.site.diaries import changing, writing
from maillage.site.diaries.changing import CANCEL, Effect, Touched, Write
from maillage.site.diaries.models import DayChange, DiaryRule
from maillage.site.directory.models import Place, Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french
from maillage.site.www.absences import AbsenceForm
from maillage.site.www.coordinator.fields import show_refusal
from maillage.site.www.diary.forms import DayForm, RuleForm, title_of
from maillage.site.www.diary.words import RuleRow, change_words, row_of
from maillage.site.www.doctor.days import own_person
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
AHEAD_DAYS = 120
DECISION = "rdv-"
SHARES = ("regulated_share", "no_doctor_share")
APPLY, FORGET = "appliquer", "revenir"


@dataclass(frozen=True)
class Side:
    """Whose pages they are: of those who keep a place, or of a doctor; names of the URLs."""

    reach: Reach
    page: str
    rule: str
    day: str
    add: str


KEEPERS = Side(Reach.ORGANISATION, "diary", "diary-rule", "diary-day", "diary-add")
OWN = Side(Reach.OWN, "own-diary", "own-diary-rule", "own-diary-day", "own-diary-add")


@dataclass(frozen=True)
class PlaceDiary:
    """A place with its rules, those that hold before those that have ended."""

    place: Place
    rows: list[RuleRow]


@dataclass(frozen=True)
class PatientRow:
    """A patient whose time goes: the name for those who may see it, how they learn of it, free times by value."""

    touched: Touched
    name: str
    told: str
    field: str
    options: list[tuple[str, str]]
    chosen: str


def _page(request: HttpRequest, side: Side) -> HttpResponse:
    """List the rules of a user's places, or the user's own."""
    user = signed_in(request)
    rules = DiaryRule.objects.visible_to(user, side.reach).with_details()
    by_place: dict[int, list[DiaryRule]] = {}
    for rule in rules.order_by("weekday", "starts", "pk"):
        by_place.setdefault(rule.diary.place_id, []).append(rule)
    places = {rows[0].diary.place_id: rows[0].diary.place for rows in by_place.values()}
    person = own_person(request) if side is OWN else None
    if side is KEEPERS:
        places |= {place.pk: place for place in writing.places_of(user)}
    may_add = bool(places) or (person is not None and bool(writing.own_places_of(person)))
    diaries = [PlaceDiary(place, _rows(by_place.get(key, []), place)) for key, place in places.items()]
    context = {"diaries": sorted(diaries, key=_by_name), "side": side, "own": side is OWN, "may_add": may_add}
    return render(request, "diary/diary.html", context)


def _by_name(one: PlaceDiary) -> tuple[str, int]:
    return str(one.place.name), one.place.pk


def _rows(rules: list[DiaryRule], place: Place) -> list[RuleRow]:
    today = timezone.localdate(timezone=place.commune.zone)
    dates = changing.dates_of(rules, today, AHEAD_DAYS)
    rows = [row_of(rule, dates.get(rule.pk, []), today) for rule in rules]
    return sorted(rows, key=lambda row: row.ended)


def _rule(request: HttpRequest, side: Side, pk: int | None) -> HttpResponse:
    """Write a rule: show what it changes, then do it."""
    user = signed_in(request)
    rule = None if pk is None else _of(user, side, pk)
    person = own_person(request) if side is OWN and rule is None else None
    if side is OWN and rule is None and person is None:
        return render(request, "doctor/unknown.html")
    places = _places(user, rule, person)
    people = writing.people_of(places)
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, rule, places, people, person)
    title = "Ajouter une règle" if rule is None else title_of(rule)
    page = partial(render, request, "diary/rule.html")
    more = bool(form.errors) or any(str(field.value() or "0") not in ("0", "1") for field in form.more)
    keeps = bool(form.errors) or any(str(form[name].value() or "0") != "0" for name in SHARES)
    context = {"form": form, "rule": rule, "title": title, "side": side, "open_more": more, "open_kept": keeps}
    if data is None or not form.is_valid():
        return page(context, status=422 if form.errors else 200)

    def write() -> Write:
        return partial(writing.write_rule, rule, form.rule(), user)

    return _change(request, side, form, write, page, context)


def _day(request: HttpRequest, side: Side, pk: int) -> HttpResponse:
    """Close a day, give it other hours, or let the rule hold again: show what it changes, then do it."""
    user = signed_in(request)
    rule = _of(user, side, pk)
    today = timezone.localdate(timezone=rule.diary.place.commune.zone)
    forgets = _forgets(request)
    data = request.POST if request.method == "POST" and forgets is None else None
    form = DayForm(data, initial={"what": "closed"})
    changes = [(one, change_words(one)) for one in rule.changes.all() if one.day >= today]
    page = partial(render, request, "diary/day.html")
    context = {"form": form, "rule": rule, "title": title_of(rule), "changes": changes, "side": side}
    if forgets is not None:
        get_object_or_404(DayChange, rule=rule, day=forgets)
        return _change(
            request, side, form, lambda: partial(writing.forget_day, rule, forgets, user), page, context
        )  # fmt: skip
    if data is None or not form.is_valid():
        return page(context, status=422 if form.errors else 200)

    def write() -> Write:
        return partial(writing.write_day, rule, form.cleaned_data["day"], form.hours(), user)

    return _change(request, side, form, write, page, context)


def _absence(request: HttpRequest) -> HttpResponse:
    """Note an absence over one's own hours: show whom it moves, then do it."""
    person, user = own_person(request), signed_in(request)
    if person is None:
        return render(request, "doctor/unknown.html")
    form = AbsenceForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    page = partial(render, request, "diary/absence.html")
    context = {"form": form, "title": "Absence", "side": OWN}
    if request.method != "POST" or not form.is_valid():
        return page(context, status=422 if form.errors else 200)

    def write() -> Write:
        return partial(writing.write_absence, person, form.dates(), user)

    return _change(request, OWN, form, write, page, context)


def _forgets(request: HttpRequest) -> date | None:
    """Return the changed day that the rule shall hold on again."""
    try:
        return date.fromisoformat(request.POST.get(FORGET, ""))
    except ValueError:
        return None


def _change(
    request: HttpRequest, side: Side, form: Any, write: Callable[[], Write], page: Callable[..., HttpResponse],
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show what a change does; do it once it is confirmed. A change that has become another one is shown again."""
    user, told = signed_in(request), ""
    try:
        if request.POST.get("acte") == APPLY:
            try:
                done = changing.apply(write(), _decisions(request), user)
            except NotAllowed:
                raise
            except Refused as refusal:
                told = str(refusal)
            else:
                messages.success(request, _done(done))
                return redirect(side.page)
        effect = changing.preview(write(), user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        if form.is_bound:
            show_refusal(form, refusal)
        else:
            messages.error(request, str(refusal))
        return page(context, status=422)
    shown = {
        **context,
        "effect": effect,
        "patients": _patients(effect, user, request),
        "kept_fields": [(name, value) for name, value in request.POST.items() if _is_kept(name)],
        "told": told,
        "zone": effect.rule.diary.place.commune.zone,
    }
    return render(request, "diary/effect.html", shown, status=409 if told else 200)


def _is_kept(name: str) -> bool:
    return name not in ("csrfmiddlewaretoken", "acte") and not name.startswith(DECISION)


def _decisions(request: HttpRequest) -> dict[int, str]:
    found: dict[int, str] = {}
    for name in request.POST:
        key = whole(name.removeprefix(DECISION)) if name.startswith(DECISION) else None
        if key is not None:
            found[key] = request.POST.get(name, "")
    return found


def _patients(effect: Effect, user: User, request: HttpRequest) -> list[PatientRow]:
    """Return whom a change moves, by name for those who may see it; the nearest free time is proposed, to one each."""
    seen = set(Appointment.objects.visible_to(user).filter(pk__in=effect.keys).values_list("pk", flat=True))
    zone = effect.rule.diary.place.commune.zone
    found, given = list[PatientRow](), set[datetime]()
    for one in effect.touched:
        patient, before = one.appointment.patient, one.appointment.slot.starts
        field = f"{DECISION}{one.appointment.pk}"
        options = [(at.isoformat(), f"{french.date_text(at, zone)} à {french.clock(at, zone)}") for at in one.options]
        left = [at for at in one.options if at not in given]
        nearest = min(left, key=lambda at: abs(at - before), default=None)
        given |= set() if nearest is None else {nearest}
        proposed = nearest.isoformat() if nearest is not None else CANCEL
        chosen = request.POST.get(field, proposed)
        told = "un message part aussitôt" if patient.email else f"à appeler\u00a0: {french.telephone(patient.phone)}"
        visible = one.appointment.pk in seen
        name = f"{patient.first_name} {patient.last_name}" if visible else "Un patient"
        found.append(PatientRow(one, name, told if visible else "", field, options, chosen))
    return found


def _done(effect: Effect) -> str:
    parts = [french.plural(effect.opened, "journée ouverte", "journées ouvertes")] if effect.opened else []
    parts += (
        [french.plural(effect.closed, "journée changée ou fermée", "journées changées ou fermées")]
        if effect.closed
        else []
    )
    parts += (
        [french.plural(len(effect.touched), "patient prévenu ou à prévenir", "patients prévenus ou à prévenir")]
        if effect.touched
        else []
    )
    return f"C’est fait\u00a0: {', '.join(parts)}." if parts else "C’est noté."


def _of(user: User, side: Side, pk: int) -> DiaryRule:
    return get_object_or_404(DiaryRule.objects.changeable_by(user, side.reach).with_details(), pk=pk)


def _places(user: User, rule: DiaryRule | None, own: Professional | None) -> list[Place]:
    """Return the places that a rule may be at, with their resources: that of a rule stays.

    ``own`` is who adds a rule of their own.
    """
    may_be = writing.places_of(user) if own is None else writing.own_places_of(own)
    keys = [place.pk for place in may_be] if rule is None else [rule.diary.place_id]
    rows = Place.objects.filter(pk__in=keys).select_related("commune__department", "organisation")
    return list(rows.prefetch_related("resources").order_by("name", "pk"))


@require_http_methods(["GET", "HEAD"])
@gate(Reach.ORGANISATION, reads=Record.SESSION)
def diary(request: HttpRequest) -> HttpResponse:
    """Show the diaries of the places that a user keeps."""
    return _page(request, KEEPERS)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.SESSION)
def add(request: HttpRequest) -> HttpResponse:
    """Add a rule at a place that a user keeps."""
    return _rule(request, KEEPERS, None)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.SESSION)
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule of a place that a user keeps."""
    return _rule(request, KEEPERS, pk)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.SESSION)
def one_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a day of a rule of a place that a user keeps."""
    return _day(request, KEEPERS, pk)


@require_http_methods(["GET", "HEAD"])
@gate(Reach.OWN, reads=Record.SESSION)
def own(request: HttpRequest) -> HttpResponse:
    """Show a user's own rules."""
    return _page(request, OWN)


@require_http_methods(POSTS)
@gate(Reach.OWN, changes=Record.SESSION)
def own_add(request: HttpRequest) -> HttpResponse:
    """Add a rule of one's own."""
    return _rule(request, OWN, None)


@require_http_methods(POSTS)
@gate(Reach.OWN, changes=Record.SESSION)
def own_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule of one's own."""
    return _rule(request, OWN, pk)


@require_http_methods(POSTS)
@gate(Reach.OWN, changes=Record.SESSION)
def own_absence(request: HttpRequest) -> HttpResponse:
    """Note an absence over one's own hours."""
    return _absence(request)


@require_http_methods(POSTS)
@gate(Reach.OWN, changes=Record.SESSION)
def own_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a day of a rule of one's own."""
    return _day(request, OWN, pk)
