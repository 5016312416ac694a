"""The directory: professionals and their engagements, places and their things, organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.schemes import scheme_named
from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.accounts.roles import DEPARTMENTAL
from maillage.site.agenda import leaving
from maillage.site.agenda.arrangements import state_wishes
from maillage.site.agenda.departure_models import Departure
from maillage.site.agenda.models import Session
from maillage.site.database.search_keys import SearchKey
from maillage.site.directory import services
from maillage.site.directory.models import Place, Professional, Resource
from maillage.site.engagements import services as engagements
from maillage.site.engagements.models import Authorisation, Engagement
from maillage.site.www import lists
from maillage.site.www.coordinator.directory_forms import (
    AnswerForm,
    EndForm,
    EngagementForm,
    NameForm,
    OrganisationForm,
    PlaceForm,
    ProfessionalForm,
    ThingForm,
    WishesForm,
)
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate
from maillage.site.www.lists import Column
from maillage.territory import search_key

PEOPLE = (
    Column("nom", "Nom", ("last_name", "first_name")),
    Column("profession", "Profession", ("profession", "last_name")),
    Column("statut", "Statut", ("status", "last_name")),
    Column("commune", "Commune", ("home__name", "last_name")),
    Column("engagements", "Engagements", ("running",), numeric=True),
)
PLACES = (
    Column("nom", "Nom", ("name",)),
    Column("commune", "Commune", ("commune__name", "name")),
    Column("nature", "Nature", ("kind", "name")),
    Column("choses", "Cabinets, lits…", ("things",), numeric=True),
)
PLACES_KEY, THINGS_SHOWN = "lieux", 200


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _form(request: HttpRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "coordinator/form.html", {"form": form, **context}, status=422 if form.errors else 200)


@require_safe
@gate(Reach.TERRITORY, reads=Record.PROFESSIONAL)
def directory(request: HttpRequest) -> HttpResponse:
    """List the professionals, places and things of the territory."""
    reader, text = _reader(request), " ".join(request.GET.get("q", "").split())[:60]
    people = Professional.objects.visible_to(reader, Reach.TERRITORY).select_related("home")
    places = Place.objects.visible_to(reader, Reach.TERRITORY).select_related("commune")
    if key := search_key(text):
        people = people.annotate(key=_key("first_name", "last_name", "home__name")).filter(key__contains=key)
        places = places.annotate(key=_key("name", "commune__name")).filter(key__contains=key)
    running = Count("engagements", filter=Q(engagements__state__in=Engagement.RUNNING))
    owned = Resource.objects.filter(place=None, organisation__in=services.usable_organisations(reader))
    found = lists.listed(request, people.annotate(running=running), PEOPLE, "nom")
    if found.as_file:
        return lists.file(
            "soignants", found, ("name", "profession", "status", "commune", "engagements"), _person, request.GET
        )
    there = lists.listed(request, places.annotate(things=Count("resources")), PLACES, "nom", key=PLACES_KEY)
    if there.as_file:
        return lists.file("lieux", there, ("place", "commune", "kind", "resources"), _place, request.GET)
    context = {
        "people": found,
        "places": there,
        "owned": owned.select_related("organisation")[:THINGS_SHOWN],
        "text": text,
        "may_change": reader.grants.may(Record.PROFESSIONAL, Act.CHANGE, Reach.TERRITORY),
    }
    return render(request, "coordinator/directory.html", context)


def _key(*fields: str) -> SearchKey:
    """Return the key of several fields one after the other: « Ada Vidal » is found, « vidal decazeville » too."""
    words = [word for field in fields for word in (field, Value(" "))]
    return SearchKey(Concat(*words))


def _person(row: Any) -> tuple[str | int, ...]:
    home = row.home.name if row.home is not None else ""
    return (
        f"{row.first_name} {row.last_name}",
        row.get_profession_display(),
        row.get_status_display(),
        home,
        row.running,
    )


def _place(row: Any) -> tuple[str | int, ...]:
    return row.name, row.commune.name, row.get_kind_display(), row.things


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PROFESSIONAL)
def add_professional(request: HttpRequest) -> HttpResponse:
    """Add a professional to the directory."""
    form = ProfessionalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = services.create_professional(form.data_for_service(), by=_reader(request))
            messages.success(request, f"{row} est dans l’annuaire.")
            return redirect("professional", pk=row.pk)
    return _form(request, form, title="Ajouter un soignant", act="Ajouter à l’annuaire", back="directory")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PROFESSIONAL, changes=Record.PROFESSIONAL)
def professional(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a professional: change the entry, add engagements, invite the person."""
    reader = _reader(request)
    rows = Professional.objects.changeable_by if request.method == "POST" else Professional.objects.visible_to
    row = get_object_or_404(rows(reader, Reach.TERRITORY).select_related("home", "user", "resource"), pk=pk)
    form = ProfessionalForm(request.POST or None, initial=ProfessionalForm.of(row))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.change_professional(row, form.data_for_service(), by=reader)
            messages.success(request, "La fiche est enregistrée.")
            return redirect("professional", pk=row.pk)
    departure = Departure.objects.filter(professional=row).first()
    context = {
        "form": form,
        "person": row,
        "engagements": Engagement.objects.visible_to(reader, Reach.TERRITORY)
        .filter(professional=row)
        .order_by("-starts"),
        "departure": departure,
        "died": departure is not None and departure.kind == Departure.Kind.DEATH,
        "may_pay": reader.grants.may(Record.PAYMENT, Act.CHANGE, Reach.TERRITORY),
        "may_change": Professional.objects.changeable_by(reader, Reach.TERRITORY).filter(pk=row.pk).exists(),
    }
    return render(request, "coordinator/professional.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.ENGAGEMENT)
def engage(request: HttpRequest, pk: int) -> HttpResponse:
    """Engage a professional in a scheme."""
    reader = _reader(request)
    living = Professional.objects.changeable_by(reader, Reach.TERRITORY).exclude(departure__kind=Departure.Kind.DEATH)
    person = get_object_or_404(living, pk=pk)
    form = EngagementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            scheme = scheme_named(form.cleaned_data["scheme"])
            made = engagements.engage(scheme, form.data_for_service(person), by=reader)
            messages.success(request, f"L’engagement est noté\u00a0: {made.get_state_display().lower()}.")
            return redirect("engagement", pk=made.pk)
    return _form(request, form, title=f"Engager {person}", act="Noter l’engagement", back="professional", of=person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.ENGAGEMENT, changes=Record.ENGAGEMENT)
def engagement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an engagement: record answers to its authorisations, end it."""
    reader = _reader(request)
    rows = Engagement.objects.changeable_by if request.method == "POST" else Engagement.objects.visible_to
    row = get_object_or_404(rows(reader, Reach.TERRITORY).select_related("professional__home"), pk=pk)
    posted, act = request.method == "POST", request.POST.get("acte", "")
    end = EndForm(request.POST if posted and act == "finir" else None)
    answers = {one.code: AnswerForm(request.POST if posted and act == one.code else None, prefix=one.code)
               for one in row.rules.authorisations}  # fmt: skip
    said = {"night": row.night, "replaced_at_home": "oui" if row.replaced_at_home else ""}
    wishes = WishesForm(request.POST if posted and act == "souhaits" else None, initial=said)
    if posted and (
        _change_wishes(reader, row, wishes)
        if act == "souhaits"
        else _change_engagement(reader, row, act, end, answers.get(act))
    ):
        messages.success(request, "C’est noté.")
        return redirect("engagement", pk=row.pk)
    given = {one.kind: one for one in row.authorisations.all()}
    context = {
        "engagement": row,
        "scheme": row.rules,
        "authorisations": [(one, given.get(one.code), answers[one.code]) for one in row.rules.authorisations],
        "end": end,
        "wishes": wishes,
        "days": _days_to_come(row, reader),
        "form": answers.get(act, end),
        "may_change": Engagement.objects.changeable_by(reader, Reach.TERRITORY).filter(pk=row.pk).exists(),
    }
    failed = end.errors or any(form.errors for form in answers.values())
    return render(request, "coordinator/engagement.html", context, status=422 if posted or failed else 200)


def _days_to_come(row: Engagement, reader: User) -> int:
    """Return how many sessions to come the person gives under an engagement, in the reader's territory."""
    days = leaving.later(row.professional, timezone.localdate() - timedelta(days=1), row.scheme)
    return Session.objects.visible_to(reader, Reach.TERRITORY).filter(pk__in=[day.pk for day in days]).count()


def _change_engagement(by: User, row: Engagement, act: str, end: EndForm, answer: AnswerForm | None) -> bool:
    form = end if act == "finir" else answer
    if form is None or not form.is_valid():
        return False
    data = form.cleaned_data
    with refused_on(form):
        if answer is None:
            leaving.end_engagement(row, data["last"], by)
        else:
            state = Authorisation.State(data["state"])
            said = {"answered_by": data["answered_by"], "reason": data["reason"]}
            engagements.answer([row], act, state, data["date"], **said, by=by)
        return True
    return False


def _change_wishes(by: User, row: Engagement, form: WishesForm) -> bool:
    if not form.is_valid():
        return False
    with refused_on(form):
        replaced = form.cleaned_data["replaced_at_home"] == "oui"
        state_wishes(row, form.cleaned_data["night"], replaced, by)
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation; one that answers for departments waits for its people next, the others for a place."""
    form = OrganisationForm(request.POST or None, user=_reader(request))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = services.create_organisation(**form.cleaned_data, by=_reader(request))
            if row.kind in DEPARTMENTAL:
                messages.success(request, f"{row.name} est inscrit dans l’annuaire\u00a0: invitez qui y répondra.")
                return redirect("account-invite")
            messages.success(request, f"{row.name} est inscrite\u00a0: vous pouvez la choisir pour un lieu.")
            return redirect("place-add")
    return _form(request, form, title="Ajouter une organisation", act="Ajouter", back="directory")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def add_place(request: HttpRequest) -> HttpResponse:
    """Add a place with its rooms."""
    form = PlaceForm(request.POST or None, user=_reader(request))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = services.create_place(form.data_for_service(), by=_reader(request))
            messages.success(request, f"{row} est dans l’annuaire.")
            return redirect("place", pk=row.pk)
    more = {"url": "organisation-add", "text": "Ajouter d’abord l’organisation qui le tient"}
    return _form(request, form, title="Ajouter un lieu", act="Ajouter à l’annuaire", back="directory", more=more)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.PLACE, changes=Record.PLACE)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a place: change it and its things."""
    reader = _reader(request)
    rows = Place.objects.changeable_by if request.method == "POST" else Place.objects.visible_to
    row = get_object_or_404(rows(reader, Reach.TERRITORY).select_related("commune", "organisation"), pk=pk)
    form = PlaceForm(request.POST or None, initial=PlaceForm.of(row), user=reader, place=row)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.change_place(row, form.data_for_service(), by=reader)
            messages.success(request, "La fiche est enregistrée.")
            return redirect("place", pk=row.pk)
    context = {
        "form": form,
        "place": row,
        "things": row.resources.all(),
        "change": row.handovers.filter(done_at=None).select_related("after").first(),
        "may_change": Place.objects.changeable_by(reader, Reach.TERRITORY).filter(pk=row.pk).exists(),
    }
    return render(request, "coordinator/place.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def add_thing(request: HttpRequest) -> HttpResponse:
    """Add a room, a bed, a vehicle or a kit."""
    asked = {"owner": f"lieu-{request.GET.get('lieu', '')}"}
    form = ThingForm(request.POST or None, initial=asked, user=_reader(request))
    if request.method == "POST" and form.is_valid():
        owner = form.chosen
        with refused_on(form):
            services.add_things([form.data_for_service()], owner, by=_reader(request))
            messages.success(request, f"{form.cleaned_data['name']} est dans l’annuaire.")
            return redirect("place", pk=owner.pk) if isinstance(owner, Place) else redirect("directory")
    return _form(request, form, title="Ajouter un cabinet, un lit, un véhicule…", act="Ajouter", back="directory")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def thing(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a thing, or delete it if no session ever took it."""
    reader = _reader(request)
    places = Place.objects.changeable_by(reader, Reach.TERRITORY)
    owned = Q(place=None, organisation__in=services.usable_organisations(reader))
    rows = Resource.objects.filter(Q(place__in=places.values("pk")) | owned).exclude(kind=Resource.Kind.PROFESSIONAL)
    row = get_object_or_404(rows, pk=pk)
    form = NameForm(request.POST or None, initial={"name": row.name})
    back = redirect("place", pk=row.place_id) if row.place_id else redirect("directory")
    if request.method == "POST":
        named = form.is_valid()
        with refused_on(form):
            if request.POST.get("acte") == "retirer":
                services.remove_thing(row, by=reader)
                messages.success(request, f"{row.name} est retiré de l’annuaire.")
                return back
            if named:
                services.rename_thing(row, form.cleaned_data["name"], by=reader)
                messages.success(request, "C’est noté.")
                return back
    title = f"{row.get_kind_display()}\u00a0: {row.name}"
    return _form(request, form, title=title, act="Renommer", back="directory", remove="Retirer de l’annuaire")
