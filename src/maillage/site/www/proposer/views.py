"""Proposing a place without an account: one question a page, saved at each step; then the page of the proposal."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.directory import photos
from maillage.site.proposals import services
from maillage.site.proposals.answers import asked_of
from maillage.site.proposals.models import PlaceProposal, ProposalPhoto
from maillage.site.proposals.notices import LINKS
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.numbers import whole
from maillage.site.www.photo_files import photo_file
from maillage.site.www.proposer.forms import SLUGS, ContactForm, form_of, told
from maillage.site.www.questionnaire.flow import Flow, Wording, without_account

FLOW: Flow[PlaceProposal] = Flow(
    name="proposal",
    back="for-elected",
    token=lambda row: LINKS.token_of(row.key),
    wording=Wording(
        yours="Votre proposition",
        lost="Ce lien ne mène à aucune proposition.",
        start="Commencer",
        takes="Dix minutes, sans compte.",
        find_title="Reprendre une proposition",
        find_lead="Nous vous envoyons de nouveau le lien qui la reprend, la suit et la retire.",
        find_said="Si une proposition est en cours à cette adresse, son lien part dans quelques minutes.",
        consent="J’accepte que ces réponses soient lues par la coordination, et que ce lieu soit montré aux médecins "
        "et aux patients une fois approuvé.",
        send="Envoyer ma proposition",
        withdraw_title="Retirer votre proposition\u202f?",
        withdraw_text="Personne ne la lira plus, et vos réponses seront effacées dans trente jours. Vous pourrez en "
        "faire une autre.",
        withdraw="Retirer ma proposition",
        keep="La garder",
    ),
    slugs=SLUGS,
    find=services.find,
    asked=asked_of,
    form=form_of,
    may_answer=lambda row: row.is_own,
    is_open=lambda row: row.is_open,
    over=lambda row: str(row.place_name or "Proposer un lieu"),
    told=told,
    save=services.save_answer,
    send=lambda row, consent: services.send(row, consent=consent),
    withdraw=services.withdraw,
    send_links=services.send_links,
)


@without_account
def begin(request: HttpRequest) -> HttpResponse:
    """Show the first question, which creates the link."""
    empty = PlaceProposal()
    form = ContactForm(request.POST or None, row=empty)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = services.begin(**form.values(), address=request.META.get("REMOTE_ADDR", ""))
            return redirect(FLOW.next_url(row))
    return FLOW.first(request, empty, form)


@without_account
def question(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Show a question; an answer redirects to the next unanswered one. Photos are added one by one before."""
    row = FLOW.row_of(token)
    if slug != SLUGS["photos"] or not row.is_own:
        return FLOW.question(request, token, slug)
    given, gone = request.FILES.get("photo"), whole(request.POST.get("retirer", ""))
    if request.method == "POST" and gone is not None:
        services.remove_photo(row, gone)
        return redirect(request.path)
    if request.method == "POST" and given is not None:
        form = form_of("photos", request.POST, row)
        with refused_on(form):
            services.add_photo(row, photos.keep(cast(Any, given), given.size or 0))
            return redirect(request.path)
        return FLOW.question_page(request, row, "photos", form, "proposer/photos.html", photos=_shown(row, token))
    return FLOW.question(request, token, slug, "proposer/photos.html", photos=_shown(row, token))


def _shown(row: PlaceProposal, token: str) -> list[tuple[ProposalPhoto, str]]:
    """Return the photos with their URLs."""
    return [(one, reverse("proposal-photo", args=[token, one.pk])) for one in row.photos.all()]


@login_not_required
@never_cache
@require_safe
def photo(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Return a photo of the proposal of a link."""
    del request
    found = FLOW.row_of(token).photos.filter(pk=pk).first()
    if found is None:
        raise Http404("Cette photo n’existe pas.")
    return photo_file(found)


@login_not_required
@never_cache
@require_safe
def proposal(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state of a proposal, and what it waits for."""
    row = FLOW.row_of(token)
    return FLOW.home_page(
        request, row, "proposer/proposal.html", check_url=reverse("proposal-check", args=[FLOW.token(row)])
    )
