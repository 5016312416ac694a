"""Hospitals and their groups (GHT), with the pathways that they share; the coordination writes the groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Act, Record
from maillage.site.accounts.roles import FACULTY
from maillage.site.agreements import groups, parties
from maillage.site.agreements.group_models import HospitalGroup
from maillage.site.agreements.groups import GroupData
from maillage.site.agreements.models import Agreement
from maillage.site.www import toponyms
from maillage.site.www.coordinator.fields import choice, line, refused_on, several
from maillage.site.www.gates import signed_in
from maillage.site.www.network.doors import Door

MISSING = {"required": "Cochez au moins un hôpital.", "invalid_choice": "Choisissez dans la liste."}
Line = tuple[Organisation, list[str]]


def page(request: HttpRequest, door: Door) -> HttpResponse:
    """Show each group with its hospitals and their pathways, then the hospitals of agreements without a group."""
    user = signed_in(request)
    scope = user.grants.scope(Record.PATHWAY, Act.READ, door.reach)
    known = groups.pathways_of(list(Agreement.objects.filter(Agreement.objects.scope_rule(scope))))
    rows = HospitalGroup.objects.visible_to(user, door.reach).select_related("university_hospital", "faculty")
    found: list[tuple[HospitalGroup, list[Line]]] = [
        (row, [(one.organisation, known.get(one.organisation, [])) for one in row.members.all()])
        for row in rows.prefetch_related("members__organisation")
    ]
    inside = {one for _, lines in found for one, _ in lines}
    context = {
        "names": door.names,
        "groups": found,
        "alone": [(one, pathways) for one, pathways in known.items() if one not in inside],
        "writes": bool(user.grants.scope(Record.PATHWAY, Act.CHANGE, door.reach).regions),
    }
    return render(request, "network/groups.html", context)


class GroupForm(forms.Form):
    """A group: its name, its hospitals, the university hospital and the faculty that work with it."""

    name = line("Nom du groupement", "Donnez le nom du groupement.", longest=groups.LONGEST_NAME)
    university_hospital = choice("CHU associé (facultatif)")
    faculty = choice("Faculté (facultatif)")
    members = several("Hôpitaux du groupement", [], error_messages=MISSING)

    def __init__(self, data: Any, hospitals: list[Organisation], row: HospitalGroup | None = None) -> None:
        initial = None if row is None else {
            "name": row.name, "university_hospital": row.university_hospital_id, "faculty": row.faculty_id,
            "members": [one.organisation_id for one in row.members.all()],
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self._known = {str(one.pk): one for one in (*hospitals, *Organisation.objects.filter(kind=FACULTY.code))}
        names = [(key, toponyms.curly(one.name)) for key, one in self._known.items()]
        fields: dict[str, Any] = self.fields
        fields["members"].choices = names[: len(hospitals)]
        fields["university_hospital"].choices = [("", "aucun"), *names[: len(hospitals)]]
        fields["faculty"].choices = [("", "aucune"), *names[len(hospitals) :]]

    def asked(self) -> GroupData:
        """Return what the service takes."""
        found = self.cleaned_data
        return GroupData(
            name=found["name"], members=[self._known[key] for key in found["members"]],
            university_hospital=self._known.get(found["university_hospital"]),
            faculty=self._known.get(found["faculty"]),
        )  # fmt: skip


def add(request: HttpRequest, door: Door) -> HttpResponse:
    """Make a group."""
    return _written(request, door, None)


def change(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Change a group, or remove it."""
    row = get_object_or_404(HospitalGroup.objects.changeable_by(request.user, door.reach), pk=pk)
    if request.POST.get("acte") == "retirer":
        groups.drop(row, by=signed_in(request))
        messages.success(request, f"Le groupement «\u00a0{row.name}\u00a0» est retiré.")
        return redirect(door.names["groups"])
    return _written(request, door, row)


def _written(request: HttpRequest, door: Door, row: HospitalGroup | None) -> HttpResponse:
    user = signed_in(request)
    hospitals = list(parties.authors(user).order_by("name"))
    form = GroupForm(request.POST if request.method == "POST" else None, hospitals, row)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            made = groups.write(form.asked(), row, by=user)
            messages.success(request, f"Le groupement «\u00a0{made.name}\u00a0» est enregistré.")
            return redirect(door.names["groups"])
    context = {"names": door.names, "form": form, "row": row, "hospitals": hospitals}
    return render(request, "network/group.html", context, status=422 if form.errors else 200)
