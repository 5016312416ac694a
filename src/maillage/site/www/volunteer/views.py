"""Applying without an account: one question a page, saved at each step; then the page of the application."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from maillage.site.applications import services
from maillage.site.applications.answers import asked_of
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import token_of
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.numbers import whole
from maillage.site.www.questionnaire.flow import Flow, Wording, without_account
from maillage.site.www.volunteer.forms import FORMS, SLUGS, ContactForm, told
from maillage.site.www.volunteer.waiting import checks_of, waits_for


def _is_draft(row: Application) -> bool:
    return bool(row.state == Application.State.DRAFT)


FLOW: Flow[Application] = Flow(
    name="application",
    back="for-carers",
    token=lambda row: token_of(row.key),
    wording=Wording(
        yours="Votre candidature",
        lost="Ce lien ne mène à aucune candidature.",
        start="Commencer",
        takes="Cinq minutes, sans compte.",
        find_title="Reprendre une candidature",
        find_lead="Nous vous envoyons de nouveau le lien qui la reprend, la suit et la retire.",
        find_said="Si une candidature est en cours à cette adresse, son lien part dans quelques minutes.",
        consent="J’accepte que ces réponses soient lues par la coordination, et ce qu’il faut par le conseil de "
        "l’Ordre et l’assurance maladie.",
        send="Envoyer ma candidature",
        withdraw_title="Retirer votre candidature\u202f?",
        withdraw_text="Personne ne la lira plus, et vos réponses seront effacées dans trente jours. Vous pourrez en "
        "faire une autre.",
        withdraw="Retirer ma candidature",
        keep="La garder",
    ),
    slugs=SLUGS,
    find=services.find,
    asked=asked_of,
    form=lambda code, data, row: FORMS[code](data, row=row),
    may_answer=_is_draft,
    is_open=lambda row: row.is_open,
    over=lambda row: row.rules.label,
    told=told,
    save=services.save_answer,
    send=lambda row, consent: services.send(row, consent=consent),
    withdraw=services.withdraw,
    send_links=services.send_links,
)


@without_account
def begin(request: HttpRequest) -> HttpResponse:
    """Show the first question, which creates the link; before it the choice of scheme, if there are several."""
    scheme = services.scheme_for_volunteers(request.GET.get("dispositif", ""))
    if scheme is None:
        schemes, place = services.schemes_for_volunteers(), request.GET.get("lieu", "")
        return FLOW.page(request, "volunteer/scheme.html", schemes=schemes, place=place)
    empty = Application(scheme=scheme.code)
    form = ContactForm(request.POST or None, row=empty)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            row = services.begin(
                scheme,
                **form.values(),
                place=whole(request.GET.get("lieu", "")),
                address=request.META.get("REMOTE_ADDR", ""),
            )
            return redirect(FLOW.next_url(row))
    return FLOW.first(request, empty, form)


@login_not_required
@never_cache
@require_safe
def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state of an application, and what it waits for."""
    row = FLOW.row_of(token)
    about = {"checks": checks_of(row), "waits": waits_for(row)}
    return FLOW.home_page(request, row, "volunteer/application.html", **about)
