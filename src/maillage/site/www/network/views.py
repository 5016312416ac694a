"""Agreements between hospitals: what awaits the reader, an agreement with its versions, its agenda, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from maillage.site.accounts.rights import Act, Record
from maillage.site.agreements import boards, drafting, effects, negotiating, promises, taking_effect
from maillage.site.agreements.models import Agreement, AgreementAnswer, AgreementVersion
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french
from maillage.site.www.coordinator.fields import show_refusal
from maillage.site.www.gates import signed_in
from maillage.site.www.network import acts, means, words
from maillage.site.www.network.alerts import alerts
from maillage.site.www.network.doors import Door, acting, agreement_of, versions_of
from maillage.site.www.network.forms import EndForm, WeeksForm
from maillage.site.www.network.paper import paper
from maillage.site.www.network.waiting import tasks
from maillage.site.www.numbers import whole

State, Kind = AgreementVersion.State, AgreementAnswer.Kind


def agreements(request: HttpRequest, door: Door) -> HttpResponse:
    """List what awaits the reader, then every agreement."""
    user, today = signed_in(request), timezone.localdate()
    versions = list(AgreementVersion.objects.visible_to(user, door.reach).with_terms())
    rows = Agreement.objects.visible_to(user, door.reach)
    latest = {one.agreement_id: one for one in reversed(versions)}
    context = {
        "names": door.names,
        "tasks": tasks(user, door.reach, today),
        "rows": [(row, latest[row.pk]) for row in rows if row.pk in latest],
        "may_draft": drafting.may_draft(user) and user.grants.may(Record.AGREEMENT, Act.CHANGE, door.reach),
        "may_change": user.grants.may(Record.AGREEMENT, Act.CHANGE, door.reach),
    }
    return render(request, "network/agreements.html", context)


def pathways(request: HttpRequest, door: Door) -> HttpResponse:
    """Show how each pathway of the agreements that the reader sees stands in each hospital."""
    scope, today = signed_in(request).grants.scope(Record.PATHWAY, Act.READ, door.reach), timezone.localdate()
    found = boards.boards(list(Agreement.objects.filter(Agreement.objects.scope_rule(scope))), today)
    context = {
        "names": door.names, "cases": boards.public_cases(), "today": today,
        "alerts": alerts(signed_in(request), found, today),
        "boards": [(one, means.table_of(one)) for one in found],
        "notes_means": signed_in(request).grants.may(Record.PATHWAY, Act.CHANGE, door.reach),
        "reads_agreements": signed_in(request).grants.may(Record.AGREEMENT, Act.READ, door.reach),
    }  # fmt: skip
    return render(request, "network/boards.html", context)


def agreement(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Show an agreement and its versions; answer, sign, take back, or begin a new version."""
    user, row = signed_in(request), agreement_of(request, door, pk)
    versions = list(versions_of(request, door).filter(agreement=row))
    if not versions:
        raise Http404
    version = _chosen(versions, request.GET.get("version", ""))
    desk = acts.Desk(version, acting(version, user) if _may_change(request, door, row) else [], user)
    forms = desk.forms(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _done(request, desk, forms):
        return redirect(door.names["one"], pk=row.pk)
    other = next((one for one in versions if str(one.number) == request.GET.get("avec")), None)
    act = request.POST.get("acte", "")
    context: dict[str, Any] = {
        "names": door.names, "agreement": row, "version": version, "versions": versions, "desk": desk, "forms": forms,
        "form": forms.get(acts.FORM_OF.get(act, ""), None), "other": other,
        "side_by_side": None if other is None else words.side_by_side(other, version),
        "weeks": words.weeks(version), "periods": words.periods(version), "holidays": words.holidays(version),
        "answers": [one for one in version.answers.all() if one.kind != Kind.SIGNED],
        "signatures": [one for one in version.answers_now if one.kind == Kind.SIGNED],
        "unsigned": [] if version.state != State.AGREED else negotiating.waiting_for(version, Kind.SIGNED),
        "unanswered": [] if version.state != State.PROPOSED else negotiating.waiting_for(version, Kind.YES),
        "to_correct": negotiating.reasons_not_to_propose(version) if version.state == State.DRAFT else [],
        "last_day": promises.last_day(version), "travel": words.travel(version),
        "signed": any(one.state == State.SIGNED for one in versions),
    }  # fmt: skip
    return render(request, "network/agreement.html", context, status=422 if request.method == "POST" else 200)


def _chosen(versions: list[AgreementVersion], number: str) -> AgreementVersion:
    """Return the version asked for, or the latest."""
    return next((one for one in versions if str(one.number) == number), versions[0])


def _may_change(request: HttpRequest, door: Door, row: Agreement) -> bool:
    return Agreement.objects.changeable_by(request.user, door.reach).filter(pk=row.pk).exists()


def _done(request: HttpRequest, desk: acts.Desk, forms: dict[str, Any]) -> bool:
    """Do what was asked; show a refusal on its form."""
    act = request.POST.get("acte", "")
    form = forms.get(acts.FORM_OF.get(act, ""))
    try:
        said = desk.do(act, form)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            show_refusal(form, refusal)
        return False
    if said:
        messages.success(request, said)
    return bool(said)


def agenda(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Show what putting a signed version into the agenda changes, and do it."""
    row = get_object_or_404(versions_of(request, door), pk=pk, state=State.SIGNED)
    if not _may_change(request, door, row.agreement) or row.agreement.platform_id is not None:
        raise Http404
    posted, today = request.method == "POST", timezone.localdate()
    form = WeeksForm(request.POST if posted else request.GET if "weeks" in request.GET else None)
    weeks = form.cleaned_data["weeks"] if form.is_bound and form.is_valid() else 13
    if posted and form.is_valid():
        try:
            told = whole(request.POST.get("patients", ""))
            done = taking_effect.put_in_agenda(row, weeks, patients=-1 if told is None else told, by=signed_in(request))
            messages.success(request, _said(done))
            return redirect(door.names["one"], pk=row.agreement_id)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            form.add_error(None, f"Rien n’est mis dans l’agenda. {refusal}")
    context = {
        "names": door.names, "version": row, "agreement": row.agreement, "form": form, "weeks": weeks,
        "effect": effects.effect_of(row, weeks, today), "holidays": words.holidays(row),
    }  # fmt: skip
    return render(request, "network/agenda.html", context, status=409 if posted else 200)


def _said(done: taking_effect.InAgenda) -> str:
    opened = french.plural(done.opened, "vacation ouverte", "vacations ouvertes")
    kept = f", {french.plural(done.kept, 'gardée', 'gardées')}" if done.kept else ""
    lost = f", {french.plural(done.called_off, 'annulée', 'annulées')}" if done.called_off else ""
    return f"{opened}{kept}{lost}."


def end(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Give notice: the last day and the reason, then what it takes out of the agenda, to confirm."""
    user, row = signed_in(request), get_object_or_404(Agreement.objects.changeable_by(request.user, door.reach), pk=pk)
    signed = AgreementVersion.objects.with_terms().filter(agreement=row, state=State.SIGNED).first()
    if signed is None or row.last_day is not None or not acting(signed, user):
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, organisations=acting(signed, user))
    effect, told = None, whole(request.POST.get("patients", ""))
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        try:
            if told is not None:
                taking_effect.give_notice(row, form.party(), found["last_day"], found["reason"], patients=told, by=user)
                messages.success(request, f"Le préavis est noté. Dernier jour\u00a0: {found['last_day']:%d/%m/%Y}.")
                return redirect(door.names["one"], pk=row.pk)
            effect = effects.effect_of_end(row, found["last_day"])
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            show_refusal(form, refusal)
    context = {
        "names": door.names, "agreement": row, "version": signed, "form": form, "effect": effect,
        "first": taking_effect.months_later(timezone.localdate(), signed.notice_months),
    }  # fmt: skip
    return render(request, "network/end.html", context, status=422 if form.errors else 200)


def paper_of(request: HttpRequest, pk: int, door: Door) -> HttpResponse:
    """Answer the PDF of a version."""
    row = get_object_or_404(versions_of(request, door), pk=pk)
    found = HttpResponse(paper(row), content_type="application/pdf")
    found["Content-Disposition"] = f'attachment; filename="convention-{row.agreement_id}-version-{row.number}.pdf"'
    return found
