"""Open calls, and a submission without an account: one question a page, saved at each step, sent in time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.calls import deciding, posts, submissions
from maillage.site.calls.answers import asked_of
from maillage.site.calls.clock import db_now, is_past, paris_words
from maillage.site.calls.files import FIELD, MOST_BYTES
from maillage.site.calls.kind import Shape
from maillage.site.calls.models import Call, Submission
from maillage.site.calls.notices import LINKS
from maillage.site.calls.review_models import CallDecision
from maillage.site.www.call_files import paper
from maillage.site.www.candidate.forms import SLUGS, ContactForm, file_words, form_of, told
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.questionnaire.flow import Flow, Wording, without_account

FLOW: Flow[Submission] = Flow(
    name="submission",
    back="open-calls",
    begin="open-calls",
    token=lambda row: LINKS.token_of(row.key),
    wording=Wording(
        yours="Votre candidature",
        lost="Ce lien ne mène à aucune candidature.",
        start="Commencer",
        takes="Dix minutes, sans compte.",
        find_title="Reprendre une candidature",
        find_lead="Nous vous envoyons de nouveau le lien qui la reprend, la suit et la retire.",
        find_said="Si une candidature est en cours à cette adresse, son lien part dans quelques minutes.",
        consent="J’accepte que ces réponses soient lues par l’organisme qui ouvre cet appel, et par ceux qu’il charge "
        "de les lire.",
        send="Envoyer ma candidature",
        withdraw_title="Retirer votre candidature\u202f?",
        withdraw_text="Personne ne la lira plus, et vos réponses seront effacées dans trente jours. Vous pourrez en "
        "faire une autre tant que l’appel est ouvert.",
        withdraw="Retirer ma candidature",
        keep="La garder",
    ),
    slugs=SLUGS,
    find=submissions.find,
    asked=asked_of,
    form=form_of,
    may_answer=lambda row: row.is_own,
    is_open=lambda row: row.is_open,
    over=lambda row: str(row.call.title),
    told=told,
    save=submissions.save_answer,
    send=lambda row, consent: submissions.send(row, consent=consent),
    withdraw=submissions.withdraw,
    send_links=submissions.send_links,
)


@login_not_required
@never_cache
@require_safe
def open_calls(request: HttpRequest) -> HttpResponse:
    """List the calls that are open, the next to close first, and those closed lately."""
    now = db_now()
    calls = list(Call.objects.listed(now).select_related("organisation"))
    over = [one for one in calls if one.is_over(now)][-10:]
    context = {"open": [_card(one) for one in calls if not one.is_over(now)], "over": [_card(one) for one in over]}
    return render(request, "candidate/calls.html", context)


def _card(call: Call) -> dict[str, Any]:
    return {"call": call, "kind": call.of_kind, "closes": paris_words(call.closes_at)}


@login_not_required
@never_cache
@require_safe
def open_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published call: what it offers, who may apply, how it is ranked, until when."""
    now = db_now()
    call = get_object_or_404(Call.objects.exclude(published_at=None).select_related("organisation"), pk=pk)
    context = {
        **_card(call),
        "opens": paris_words(call.opens_at),
        "is_open": call.is_open(now),
        "is_over": call.is_over(now),
        "post": (post := posts.post_of(call)),
        "shares": posts.shared(post) if post is not None else (),
        "grid": call.criteria.all(),
        "options": call.options.select_related("department"),
    }
    return render(request, "candidate/call.html", context)


@without_account
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first question, which creates the link."""
    call = get_object_or_404(Call.objects.exclude(published_at=None), pk=pk)
    if not call.is_open(db_now()):
        return redirect("open-call", pk)
    empty = submissions.empty(call)
    form = ContactForm(request.POST or None, row=empty)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = submissions.begin(call, **form.values(), address=request.META.get("REMOTE_ADDR", ""))
            return redirect(FLOW.next_url(row))
    return FLOW.first(request, empty, form)


@without_account
def question(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Show a question; an answer redirects to the next unanswered one. A file has its page."""
    row = FLOW.row_of(token)
    field = next((one for one in row.call.of_kind.fields if SLUGS[one.code] == slug), None)
    if field is None or field.shape is not Shape.FILE or not row.is_own:
        return FLOW.question(request, token, slug)
    form = form_of(field.code, request.POST if request.method == "POST" else None, row)
    held = row.files.filter(field=field.code).first()
    if request.method == "POST":
        given = request.FILES.get(FIELD)
        with refused_on(form):
            if given is not None:
                # One byte more than is allowed tells that it is too large: the rest stays on the disk.
                submissions.add_file(row, field.code, given.read(MOST_BYTES + 1))
            if given is not None or held is not None:
                return redirect(FLOW.next_url(row))
            form.add_error(FIELD, "Choisissez un fichier.")
    return FLOW.question_page(
        request, row, field.code, form, "candidate/file.html", held=file_words(held) if held is not None else ""
    )


@login_not_required
@never_cache
@require_safe
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """Return the letter of the decision as a PDF."""
    del request
    found = CallDecision.objects.filter(submission=FLOW.row_of(token))
    row = get_object_or_404(found.select_related("submission__call", "submission__applicant", "grant"))
    return paper(deciding.letter(row), "decision")


@login_not_required
@never_cache
@require_safe
def submission(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state of a submission, and what it waits for."""
    row = FLOW.row_of(token)
    from maillage.site.www.candidate.seats import shown  # it needs the flow of this module

    context = {
        **shown(row),
        "token": token,
        "call": row.call,
        "decision": CallDecision.objects.filter(submission=row).first(),
        "reason": row.applicant.reason,
        "deadline": paris_words(row.deadline),
        "received": paris_words(row.sent_at) if row.sent_at is not None else "",
        "late": row.is_own and is_past(row.deadline, db_now()),
        "check_url": reverse("submission-check", args=[token]),
    }
    return FLOW.home_page(request, row, "candidate/submission.html", **context)
