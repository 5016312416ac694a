"""Pages of who organises duties: the doctors of a rota, and one doctor with their wishes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Reach, Record
from maillage.site.duties import services
from maillage.site.duties.models import RotaMember
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.duties.forms import MemberForm, MembersForm, WishesForm
from maillage.site.www.duties.organising import POSTS, own_rotas
from maillage.site.www.gates import gate, signed_in


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.DUTY, changes=Record.DUTY)
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Add doctors of the department to a rota."""
    rota = get_object_or_404(own_rotas(request), pk=pk)
    form = MembersForm(request.POST if request.method == "POST" else None, rota=rota)
    if request.method == "POST" and form.is_valid():
        chosen = {int(key) for key in form.cleaned_data["people"]}
        people = [one for one in form.found if one.pk in chosen]
        houses = [int(key) for key in form.cleaned_data["houses"]]
        with refused_on(form):
            services.add_members(rota, people, houses, signed_in(request))
            return redirect("rota", pk)
    context = {"form": form, "rota": rota}
    return render(request, "duties/members.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.DUTY, changes=Record.DUTY)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a doctor of a rota with their wishes; change houses, part and exemptions, or take them out."""
    rows = RotaMember.objects.filter(rota__in=own_rotas(request))
    row = get_object_or_404(rows.select_related("rota", "professional__home", "professional__resource"), pk=pk)
    changing = request.method == "POST" and request.POST.get("acte") != "retirer"
    form = MemberForm(request.POST if changing else None, member=row)
    if request.method == "POST" and not changing:
        try:
            services.drop_member(row, signed_in(request))
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("rota", row.rota_id)
    if changing and form.is_valid():
        with refused_on(form):
            services.change_member(row, form.data_of(), signed_in(request))
            messages.success(request, "C’est enregistré.")
            return redirect("rota", row.rota_id)
    context = {
        "form": form,
        "rota": row.rota,
        "name": words.called(row.professional),
        "member": row,
        "wishes": [(one.date, one.get_kind_display().lower()) for one in row.wishes.all()],
    }
    return render(request, "duties/member.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.DUTY, changes=Record.DUTY)
def member_wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what a doctor says of their wishes and exemptions, until the rota is published."""
    rows = RotaMember.objects.filter(rota__in=own_rotas(request))
    row = get_object_or_404(rows.select_related("rota", "professional__home", "professional__resource"), pk=pk)
    said = {one.date: one.kind for one in row.wishes.all()}
    form = WishesForm(
        request.POST if request.method == "POST" else None, member=row, dates=services.wish_dates(row), wishes=said
    )
    if request.method == "POST" and form.is_valid():
        with refused_on(form), transaction.atomic():
            services.say_limits(row, form.limits_of(), signed_in(request))
            services.give_wishes(row, form.data_of(), signed_in(request))
            messages.success(request, "Ses vœux sont enregistrés.")
            return redirect("rota-member", row.pk)
    name = words.called(row.professional)
    context = {
        "form": form, "rota": row.rota, "open": not row.rota.is_published, "name": name, "whose": f"Vœux de {name}",
        "member": row,
    }  # fmt: skip
    return render(request, "duties/wishes.html", context, status=422 if form.errors else 200)
