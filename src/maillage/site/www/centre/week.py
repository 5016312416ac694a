"""The week of a centre: who sits in which room, proposed by the planner, changed by hand, put into the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.schemes.words import Half
from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Reach, Record
from maillage.site.centres import own, rotations
from maillage.site.centres.models import CentreContract, Rotation
from maillage.site.directory.models import Professional, Resource
from maillage.site.refusals import Refused
from maillage.site.www import french, toponyms
from maillage.site.www.centre.own import back_to, choice_of, chosen_centre
from maillage.site.www.coordinator.fields import count, day, refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

POSTS = ["GET", "HEAD", "POST"]
HALF_WORDS = {Half.MORNING: "matin", Half.AFTERNOON: "après-midi"}
VISITS = "visites"


class ProposeForm(forms.Form):
    """From when on a week is proposed."""

    starts = day("À partir du lundi", "Choisissez un lundi à venir.")


class PublishForm(forms.Form):
    """How far a week is put into the agenda, and how many patients that touches."""

    weeks = count("Semaines à mettre dans l’agenda", 1, 26, initial=8)
    patients = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DayForm(forms.Form):
    """A day of the week: for each person and half-day, a room, visits, or nothing."""

    def __init__(self, data: Any, rotation: Rotation, weekday: int, people: list[Professional]) -> None:
        rooms = rotations.rooms_of(rotation.centre)
        many = len({room.place_id for room in rooms}) > 1
        self._rooms = {str(room.pk): room for room in rooms}
        self._people = people
        names = [(key, f"{room.name}, {room.place}" if many else room.name) for key, room in self._rooms.items()]
        seats = {
            f"{one.professional_id}-{one.half}": rotations.OUTSIDE if one.room_id is None else str(one.room_id)
            for one in rotation.seats.filter(weekday=weekday)
        }
        super().__init__(data, initial=seats)
        for person in people:
            for half in Half:
                self.fields[f"{person.pk}-{half.value}"] = forms.ChoiceField(
                    label=f"{person}, {HALF_WORDS[half]}",
                    choices=[("", "absent"), (rotations.OUTSIDE, VISITS), *names],
                    required=False,
                    widget=forms.Select(attrs={"class": "govuk-select"}),
                    error_messages={"invalid_choice": "Choisissez dans la liste."},
                )

    def wanted(self) -> dict[tuple[Professional, Half], Resource | str | None]:
        """Return what the service takes."""
        return {
            (person, half): self._meant(self.cleaned_data[f"{person.pk}-{half.value}"])
            for person in self._people
            for half in Half
        }

    def _meant(self, text: str) -> Resource | str | None:
        return text if text == rotations.OUTSIDE else self._rooms.get(text)


@dataclass(frozen=True)
class PersonRow:
    """The week of a person as the table shows it: for each day, where they are."""

    person: Professional
    days: list[tuple[str, str]]
    rooms: int
    visits: int


def rows_of(rotation: Rotation) -> list[PersonRow]:
    """Return the week by person (two queries); days without anybody are left out at the end of the week."""
    seats = list(rotation.seats.select_related("professional", "room__place__commune"))
    last = max([4, *(one.weekday for one in seats)])
    main = own.places_of(rotation.centre)[0].pk
    people = sorted({one.professional for one in seats}, key=_by_name)
    found: list[PersonRow] = []
    for person in people:
        mine = [one for one in seats if one.professional == person]
        days: list[tuple[str, str]] = []
        for weekday in range(last + 1):
            there = {one.half: _where(one.room, main) for one in mine if one.weekday == weekday}
            days.append((french.DAYS[weekday].capitalize(), _said(there)))
        inside = sum(one.room is not None for one in mine)
        found.append(PersonRow(person, days, inside, len(mine) - inside))
    return found


def _by_name(person: Professional) -> tuple[str, str, int]:
    return person.last_name, person.first_name, person.pk


def _where(room: Resource | None, main: int) -> str:
    """Return the name of a room, with its commune if it is not at the main place."""
    if room is None:
        return VISITS
    if room.place is None or room.place.pk == main:
        return room.name
    return f"{room.name} ({toponyms.curly(room.place.commune.name)})"


def _said(there: dict[str, str]) -> str:
    """Return "Cabinet 1", "Cabinet 1, puis visites", "visites le matin", or "absent"."""
    morning, afternoon = (there.get(half.value) for half in Half)
    if morning is None and afternoon is None:
        return "absent"
    if morning == afternoon:
        return str(morning)
    if afternoon is None:
        return f"{morning}, le matin"
    return f"{afternoon}, l’après-midi" if morning is None else f"{morning}, puis {afternoon}"


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CENTRE, changes=Record.CENTRE)
def page(request: HttpRequest) -> HttpResponse:
    """Show the week in force and the draft; propose one, put it into the agenda, leave it."""
    (centre, centres), today = chosen_centre(request, Record.CENTRE), timezone.localdate()
    next_monday = today + timedelta(days=7 - today.weekday())
    act, draft = request.POST.get("acte", ""), rotations.draft_of(centre)
    if act in ("publier", "abandonner"):
        drafts = Rotation.objects.changeable_by(request.user, Reach.ORGANISATION).filter(programme=None)
        draft = get_object_or_404(drafts.select_related("centre"), pk=whole(request.POST.get("projet", "")))
    propose = ProposeForm(request.POST if act == "proposer" else None, initial={"starts": next_monday})
    publish = PublishForm(request.POST if act == "publier" else None)
    if request.method == "POST":
        answer = _acted(request, centre, draft, act, propose, publish)
        if answer is not None:
            return answer
    known = rotations.in_force(centre, today)
    to_come = Rotation.objects.filter(centre=centre, programme__isnull=False, starts__gt=today).order_by("starts")
    effect = rotations.effect_of(draft, 8, today) if draft is not None else None
    if not publish.is_bound:
        publish = PublishForm(initial={"weeks": 8, "patients": effect.patients if effect is not None else 0})
    context = {
        "centre": centre,
        "centres": choice_of(centres),
        "known": known,
        "rows": rows_of(known) if known is not None else [],
        "to_come": [(one, rows_of(one)) for one in to_come],
        "draft": draft,
        "draft_rows": rows_of(draft) if draft is not None else [],
        "days": list(enumerate(french.DAYS[: rotations.WEEKDAYS])),
        "short": _short_of(centre, draft) if draft is not None else [],
        "uncovered": _uncovered(draft) if draft is not None else [],
        "effect": effect,
        "propose": propose,
        "publish": publish,
        "form": propose if propose.errors else publish,
    }
    return render(request, "centre/week.html", context, status=422 if propose.errors or publish.errors else 200)


def _uncovered(draft: Rotation) -> list[str]:
    """Return the half-days of a draft without a doctor in a room, as the page says them."""
    return [f"{french.DAYS[day]} {HALF_WORDS[half]}" for day, half in rotations.without_doctor(draft)]


def _short_of(centre: Organisation, draft: Rotation) -> list[tuple[Professional, int, int]]:
    """Return who works less or more in a draft than the contract says: half-days placed, half-days owed."""
    placed: dict[int, int] = {}
    for key in draft.seats.values_list("professional", flat=True):
        placed[key] = placed.get(key, 0) + 1
    contracts = CentreContract.objects.filter(centre=centre).on(draft.starts).select_related("professional")
    found = [(one.professional, placed.get(one.professional_id, 0), rotations.owed(one)) for one in contracts]
    return [one for one in found if one[1] != one[2]]


def _acted(
    request: HttpRequest, centre: Organisation, draft: Rotation | None, act: str, propose: ProposeForm,
    publish: PublishForm,
) -> HttpResponse | None:  # fmt: skip
    user = signed_in(request)
    if act == "proposer" and propose.is_valid():
        with refused_on(propose):
            found = rotations.propose(centre, propose.cleaned_data["starts"], user)
            missing = sum(found.unplaced.values())
            said = "" if not missing else f" Il manque {french.plural(missing, 'demi-journée')} à placer."
            messages.success(request, f"Une semaine est proposée. Changez ce qui ne va pas, jour par jour.{said}")
            return back_to("centre-week", centre)
    if draft is None:
        return None
    if act == "publier" and publish.is_valid():
        with refused_on(publish):
            given = publish.cleaned_data
            opened = rotations.put_in_agenda(draft, given["weeks"], patients=given["patients"], by=user)
            messages.success(request, f"La semaine est dans l’agenda\u00a0: {opened} vacations nouvelles.")
            return back_to("centre-week", centre)
    elif act == "abandonner":
        try:
            rotations.drop(draft, user)
            messages.success(request, "Le projet est abandonné.")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return back_to("centre-week", centre)
    return None


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CENTRE)
def one_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a day of a draft, the one that the address names."""
    weekday = whole(request.GET.get("jour", "")) or 0
    rows = Rotation.objects.changeable_by(request.user, Reach.ORGANISATION).filter(programme=None)
    row = get_object_or_404(rows.select_related("centre"), pk=pk)
    if weekday >= rotations.WEEKDAYS:
        raise Http404
    contracts = CentreContract.objects.filter(centre=row.centre).on(row.starts).select_related("professional__resource")
    people = [one.professional for one in contracts]
    form = DayForm(request.POST if request.method == "POST" else None, row, weekday, people)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            rotations.change_day(row, weekday, form.wanted(), signed_in(request))
            messages.success(request, f"Le {french.DAYS[weekday]} est changé.")
            following = whole(request.POST.get("suivant", ""))
            if following is not None and following < rotations.WEEKDAYS:
                return redirect(f"{reverse('centre-week-day', args=[row.pk])}?jour={following}")
            return back_to("centre-week", row.centre)
    context = {
        "row": row, "form": form, "day": french.DAYS[weekday], "following": weekday + 1,
        "last": weekday + 1 >= rotations.WEEKDAYS,
    }  # fmt: skip
    return render(request, "centre/week_day.html", context, status=422 if form.errors else 200)
