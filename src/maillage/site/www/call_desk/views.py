"""The calls of an organisation: the list, one call with what was sent to it, one submission."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts.rights import Reach, Record
from maillage.site.calls import certificates, seats, services
from maillage.site.calls.clock import db_now, paris_words
from maillage.site.calls.models import Call, CallQuerySet, Submission, SubmissionFile, SubmissionQuerySet
from maillage.site.calls.seat_models import HALVES, Certificate, SeatOffer
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, sheets
from maillage.site.www.call_desk import rows
from maillage.site.www.call_desk.forms import CallForm, OptionForm, ReasonForm, ReturnForm, initial_of
from maillage.site.www.call_files import pdf
from maillage.site.www.candidate.forms import told
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in

POSTS = ["GET", "HEAD", "POST"]


def visible_calls(request: HttpRequest) -> CallQuerySet:
    """Return the calls of the reader's organisations."""
    return Call.objects.visible_to(request.user, Reach.ORGANISATION).select_related("organisation")


def visible_submissions(request: HttpRequest) -> SubmissionQuerySet:
    """Return what was sent to these calls."""
    found = Submission.objects.visible_to(request.user, Reach.ORGANISATION)
    return found.select_related("call__organisation", "applicant")


@contextmanager
def telling(request: HttpRequest) -> Generator[None]:
    """Context manager: show a service's refusal above the next page; answer 403 for ``NotAllowed``."""
    try:
        yield
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CALL)
def calls(request: HttpRequest) -> HttpResponse:
    """List the calls, with what waits for an answer."""
    found = rows.call_rows(rows.counted(visible_calls(request)), db_now())
    context = {"rows": found, "waiting": sum(row.waiting for row in found)}
    return render(request, "call_desk/calls.html", context)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CALL)
def add(request: HttpRequest) -> HttpResponse:
    """Write a call."""
    user = signed_in(request)
    form = CallForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            return redirect("call-board", services.create(form.data_of(), by=user).pk)
    return render(request, "call_desk/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, changes=Record.CALL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a call, such as its closing."""
    user = signed_in(request)
    call = get_object_or_404(visible_calls(request), pk=pk)
    form = CallForm(request.POST if request.method == "POST" else None, initial=initial_of(call), user=user)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.change(call, form.data_of(), by=user)
            messages.success(request, "L’appel est changé.")
            return redirect("call-board", pk)
    context = {"form": form, "call": call}
    return render(request, "call_desk/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CALL, changes=Record.CALL)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call with its seats and what was sent; publish it, add seats."""
    user = signed_in(request)
    call = get_object_or_404(visible_calls(request), pk=pk)
    act = request.POST.get("acte", "")
    form = OptionForm(request.POST if act == "ajouter" else None)
    if act == "publier":
        with telling(request):
            services.publish(call, by=user)
            messages.success(request, "L’appel est publié.")
        return redirect("call-board", pk)
    if act == "proposer":
        with telling(request):
            made = seats.offer_seats(call, by=user)
            messages.success(request, f"{french.plural(made, 'place proposée', 'places proposées')}.")
        return redirect("call-board", pk)
    if act == "ajouter" and form.is_valid():
        with refused_on(form):
            services.add_option(call, **form.cleaned_data, by=user)
            return redirect("call-board", pk)
    now = db_now()
    sent = visible_submissions(request).filter(call=call)
    context = {
        "call": call,
        "kind": call.of_kind,
        "standing": rows.standing(call, now),
        "over": call.is_over(now),
        "options": call.options.select_related("department"),
        "form": form,
        "ranking": seats.ranking(call) if call.of_kind.has_seats else (),
        "free": sum(seats.free_seats(call).values()) if call.of_kind.has_seats else 0,
        "submissions": [(one, rows.TONES.get(one.state, "")) for one in sent],
    }
    return render(request, "call_desk/board.html", context, status=422 if form.errors else 200)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CALL)
def board_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what was sent to a call as a table, for its organiser."""
    call = get_object_or_404(visible_calls(request), pk=pk)
    fields = [field.label for field in call.of_kind.fields]
    names = ("number", "name", "organisation", "email", "state", "sent_on", *fields)
    table = []
    for one in visible_submissions(request).filter(call=call).prefetch_related("files"):
        said = {code: answer for code, _, answer in told(one)}
        who = one.applicant
        sent = one.sent_at.isoformat() if one.sent_at is not None else ""
        cells = (said[field.code] for field in call.of_kind.fields)
        table.append((one.number, who.full_name, who.establishment, who.email, one.get_state_display(), sent, *cells))
    return sheets.answer(f"appel-{pk}", names, table, sheets.asked(request.GET))


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CALL, changes=Record.CALL)
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a submission with its author; find it admissible, send it back, refuse it."""
    user = signed_in(request)
    row = get_object_or_404(visible_submissions(request), pk=pk)
    act = request.POST.get("acte", "")
    data = request.POST if request.method == "POST" else None
    back = ReturnForm(data if act == "renvoyer" else None, prefix="renvoi")
    refusal = ReasonForm(data if act == "refuser" else None, prefix="refus")
    form: Any = back if act == "renvoyer" else refusal
    if act == "admettre":
        with telling(request):
            services.admit(row, by=user)
            messages.success(request, f"{row.name} est recevable, la personne est prévenue.")
        return redirect("call-board", row.call_id)
    if act in ("renvoyer", "refuser") and form.is_valid():
        with refused_on(form):
            if act == "renvoyer":
                services.send_back(row, form.cleaned_data["reason"], form.cleaned_data["until"], by=user)
            else:
                services.refuse(row, form.cleaned_data["reason"], by=user)
            messages.success(request, "C’est noté, la personne est prévenue.")
            return redirect("call-board", row.call_id)
    context = {
        "row": row,
        "call": row.call,
        "tone": rows.TONES.get(row.state, ""),
        "received": paris_words(row.sent_at) if row.sent_at is not None else "",
        "answers": [("", about, answer) for _, about, answer in told(row)],
        "files": [(file, row.call.of_kind.field(file.field).label) for file in row.files.all()],
        "points": row.call.of_kind.score(row.answers),
        "back": back,
        "refusal": refusal,
        "form": form,
    }
    return render(request, "call_desk/submission.html", context, status=422 if form.errors else 200)


@require_safe
@gate(Reach.ORGANISATION, reads=Record.CALL)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a file of a submission."""
    row = get_object_or_404(SubmissionFile.objects.filter(submission__in=visible_submissions(request)), pk=pk)
    return pdf(row, f"dossier-{row.submission.number}-{row.field}")


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.CALL, changes=Record.CALL)
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who was there, half-day by half-day; issue the certificate."""
    user = signed_in(request)
    found = SeatOffer.objects.visible_to(user, Reach.ORGANISATION).filter(state=SeatOffer.State.ACCEPTED)
    row = get_object_or_404(found.select_related("option", "submission__call", "submission__applicant"), pk=pk)
    days = {f"{day.isoformat()} {half}": (day, half) for day, half in row.half_days()}
    act = request.POST.get("acte", "")
    if act == "presences":
        with telling(request):
            present = [days[key] for key in request.POST.getlist("present") if key in days]
            count = certificates.note_attendance(row, present, by=user)
            messages.success(request, f"{french.plural(count, 'demi-journée suivie', 'demi-journées suivies')}.")
        return redirect("call-seat", pk)
    if act == "delivrer":
        with telling(request):
            certificates.certify(row, by=user)
            messages.success(request, "L’attestation est délivrée, la personne est prévenue.")
        return redirect("call-seat", pk)
    noted = {(one.date, one.half) for one in row.attendances.filter(present=True)}
    context = {
        "offer": row,
        "call": row.submission.call,
        "days": [(key, day, HALVES[half], (day, half) in noted) for key, (day, half) in days.items()],
        "certificate": Certificate.objects.filter(offer=row).first(),
        "against": certificates.reason_against(row),
    }
    return render(request, "call_desk/seat.html", context)
