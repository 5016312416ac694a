"""A change of organisation: a role passes to another one, or a place, from a day on; what it changes is shown first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from maillage.site.accounts import moves
from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Membership, MembershipMove, Organisation, User
from maillage.site.accounts.rights import Act, Reach, Record, reach_of
from maillage.site.accounts.roles import OF_DIRECTORY
from maillage.site.agenda import closing, place_notices
from maillage.site.directory import services
from maillage.site.directory.models import Place, PlaceHandover
from maillage.site.refusals import AlreadyDone
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator import fields
from maillage.site.www.gates import gate, signed_in

WHO_PAYS = "le payeur dépend du dispositif et du lieu de la journée."


class OrganisationChange(forms.Form):
    """The next organisation, and the first day with it."""

    to = fields.choice("Organisation suivante", missing="Choisissez l’organisation suivante.")
    day = fields.day("À partir du", "Donnez le premier jour dans l’organisation suivante.")

    def __init__(self, *args: Any, offered: list[Organisation], **kwargs: Any) -> None:
        """Offer the organisations that may come next."""
        super().__init__(*args, **kwargs)
        self._offered = {str(one.pk): one for one in offered}
        names = [(key, toponyms.curly(one.name)) for key, one in self._offered.items()]
        self.fields["to"].choices = [fields.CHOOSE, *names]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Organisation:
        """The organisation chosen."""
        return self._offered[self.cleaned_data["to"]]


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.ACCOUNT)
def role_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a role pass to another organisation: show what it changes, then record it."""
    by = signed_in(request)
    charge = charge_of(by)
    rows = charge.memberships().exclude(user=by).select_related("user", "organisation")
    row = get_object_or_404(rows, pk=pk)
    planned = MembershipMove.objects.filter(membership=row).select_related("to", "decided_by").first()
    back = reverse("account-detail", args=[row.user_id])
    form = _form_of(request, moves.organisations_for(row, charge))
    if _decided(request, form, partial(moves.move_role, row), partial(moves.keep_role, row)):
        return redirect(back)
    context = {
        "title": f"Changement d’organisation\u00a0: {row.user.get_full_name()}",
        "now": f"{row.get_role_display()}, {toponyms.curly(row.organisation.name)}",
        "back": back,
        "back_to": row.user.get_full_name(),
        "planned": planned and (planned.to, planned.day, moves.waits_only_for_its_day(planned)),
        "effects": _effects_of_role(row, form),
    }
    return _page(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.PLACE)
def place_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a place pass to another organisation: show what it changes, then record it."""
    by = signed_in(request)
    places = Place.objects.changeable_by(by, Reach.TERRITORY).select_related("commune__department", "organisation")
    place = get_object_or_404(places, pk=pk)
    planned = PlaceHandover.objects.filter(place=place, done_at=None).select_related("after").first()
    usable = services.usable_organisations(by).exclude(pk=place.organisation_id).distinct().order_by("name")
    form = _form_of(request, list(usable))
    back = reverse("place", args=[place.pk])
    if _decided(request, form, partial(services.hand_over, place), partial(services.keep_with, place)):
        return redirect(back)
    context = {
        "title": f"Changement d’organisation\u00a0: {toponyms.curly(place.name)}",
        "now": f"Tenu par {toponyms.curly(place.organisation.name)}",
        "back": back,
        "back_to": toponyms.curly(place.name),
        "planned": planned and (planned.after, planned.day, services.waits_only_for_its_day(planned)),
        "effects": _effects_of_place(place, form),
        "done": place.handovers.exclude(done_at=None).select_related("before", "after"),
    }
    return _page(request, form, context)


def _form_of(request: HttpRequest, offered: list[Organisation]) -> OrganisationChange:
    asked = request.POST if request.method == "POST" and not _withdrawn(request) else None
    return OrganisationChange(asked, offered=offered, initial={"day": timezone.localdate() + timedelta(days=1)})


def _decided(
    request: HttpRequest, form: OrganisationChange, move: Callable[..., bool], keep: Callable[[User], None]
) -> bool:
    """Make the change that is confirmed, or take back the planned one; return whether the page is done with."""
    by = signed_in(request)
    if request.POST.get("acte") == "confirmer" and form.is_valid():
        with fields.refused_on(form):
            done = move(form.chosen, form.cleaned_data["day"], by)
            messages.success(request, "Le changement est fait." if done else "Le changement est prévu.")
            return True
    if _withdrawn(request):
        try:
            keep(by)
            messages.success(request, "Le changement est annulé.")
        except AlreadyDone as none_planned:
            messages.info(request, str(none_planned))
        return True
    return False


def _withdrawn(request: HttpRequest) -> bool:
    return request.POST.get("acte") == "annuler"


def _page(request: HttpRequest, form: OrganisationChange, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "coordinator/organisation_change.html", {"form": form, **context}, status=status)


def _effects_of_role(row: Membership, form: OrganisationChange) -> list[str]:
    """Return what a change would do, in sentences; none before the form is complete."""
    if not (form.is_bound and form.is_valid()):
        return []
    before, after = toponyms.curly(row.organisation.name), toponyms.curly(form.chosen.name)
    told = [f"{_from(form)}, le rôle est à {after}. {row.user.get_full_name()} reçoit un message."]
    if row.role in OF_DIRECTORY:
        told.append("Ses journées à venir, ses patients, ses engagements et ses absences ne changent pas.")
        told.append(f"Ses relevés et ses versements ne changent pas\u00a0: {WHO_PAYS}")
        told.append("Sa commune d’exercice se change sur sa fiche, dans l’annuaire, si elle change aussi.")
    elif reach_of(row.role, Record.SESSION, Act.CHANGE) is Reach.ORGANISATION:
        told.append(f"Cette personne ne voit plus les lieux de {before}, leurs vacations et leurs patients.")
        told.append(f"Elle voit ceux de {after}.")
        told += _left_behind(row)
    else:
        told.append(f"Cette personne ne voit plus ce que voit {before}, mais ce que voit {after}.")
    return [*told, "Le compte, le mot de passe et le journal de ce qui a été fait sont gardés."]


def _left_behind(row: Membership) -> list[str]:
    """Warn that nobody else keeps the places of the organisation."""
    others = [one for one in place_notices.keepers_of(row.organisation) if one.pk != row.user_id]
    if others or not Place.objects.filter(organisation=row.organisation).exists():
        return []
    name = toponyms.curly(row.organisation.name)
    return [f"Plus personne ne tient alors les lieux de {name}\u00a0: invitez quelqu’un."]


def _effects_of_place(place: Place, form: OrganisationChange) -> list[str]:
    if not (form.is_bound and form.is_valid()):
        return []
    before, after = toponyms.curly(place.organisation.name), toponyms.curly(form.chosen.name)
    coming = len(closing.sessions_from(place, form.cleaned_data["day"]))
    days = french.plural(coming, "vacation y est prévue", "vacations y sont prévues")
    keepers = french.joined([one.get_full_name() for one in place_notices.keepers_of(form.chosen)], "et")
    return [
        f"{_from(form)}, le lieu, ses cabinets et ses lits sont à {after}.",
        f"{days if coming else 'Aucune vacation n’y est prévue'} à partir de ce jour.",
        "Les médecins et les patients gardent leurs rendez-vous.",
        f"Les vacations d’avant, avec leurs patients, restent à {before}, qui peut encore les confirmer.",
        f"{after} ne les voit pas.",
        f"Les indemnités ne changent pas\u00a0: {WHO_PAYS}",
        f"{keepers} tiendront le lieu." if " et " in keepers
        else f"{keepers} tiendra le lieu." if keepers
        else f"Personne n’a encore de compte à {after}\u00a0: invitez quelqu’un avant ce jour.",
        "Les membres des deux organisations reçoivent un message ce jour-là.",
    ]  # fmt: skip


def _from(form: OrganisationChange) -> str:
    return f"À partir du {date_format(form.cleaned_data['day'], 'j F Y')}"
