"""Applying without an account: one question a page, saved at each step; then the page of the application."""

from __future__ import annotations

import contextlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.applications import services
from maillage.site.applications.answers import asked_of, next_question
from maillage.site.applications.models import Application
from maillage.site.applications.tokens import token_of
from maillage.site.refusals import InvalidField, WrongState
from maillage.site.www import contact
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.numbers import whole
from maillage.site.www.volunteer.forms import (
    FORMS,
    SLUGS,
    ConsentForm,
    ContactForm,
    FindForm,
    QuestionForm,
    WithdrawForm,
    told,
)
from maillage.site.www.volunteer.waiting import checks_of, waits_for

CODES = {slug: code for code, slug in SLUGS.items()}


def application_of(token: str) -> Application:
    """Return the application of a link, else the page that it was not found."""
    found = services.find(token)
    if found is None:
        raise Http404("Ce lien ne mène à aucune candidature.")
    return found


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"volunteer/{name}.html", {"phone": contact.phone(), **context}, status=status)


def _marked(form: Any) -> Any:
    """Return the form with its errors at the fields."""
    for name in form.errors:
        if name in form.fields:
            attrs = form.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} govuk-input--error".strip()
    return form


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def begin(request: HttpRequest) -> HttpResponse:
    """Show the first question, which creates the link; before it the choice of scheme, if there are several."""
    scheme = services.scheme_for_volunteers(request.GET.get("dispositif", ""))
    if scheme is None:
        return _page(request, "scheme", schemes=services.schemes_for_volunteers(), place=request.GET.get("lieu", ""))
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
            return redirect(_next(row))
    total = len(asked_of(empty))
    context = {"form": _marked(form), "token": "", "number": 1, "total": total, "scheme": scheme, "first": True}
    return _page(request, "question", 422 if form.errors else 200, back=reverse("for-carers"), **context)


def _next(row: Application) -> str:
    """Return the URL of the first question without an answer, or of the last page."""
    found = next_question(row)
    token = token_of(row.key)
    if found is None:
        return reverse("application-check", args=[token])
    return reverse("application-question", args=[token, SLUGS[found.code]])


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def question(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """Show a question of a draft; an answer redirects to the next unanswered one."""
    row, code = application_of(token), CODES.get(slug, "")
    codes = [one.code for one in asked_of(row)]
    if row.state != Application.State.DRAFT or code not in codes:
        return redirect("application", token=token)
    form: QuestionForm = FORMS[code](request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            return redirect(_next(services.save_answer(row, code, form.values())))
    at = codes.index(code)
    before = SLUGS[codes[at - 1]] if at else ""
    context = {
        "form": _marked(form),
        "first": False,
        "number": at + 1,
        "total": len(codes),
        "scheme": row.rules,
        "token": token,
        "back": reverse("application-question", args=[token, before])
        if before
        else reverse("application", args=[token]),
    }
    return _page(request, "question", 422 if form.errors else 200, **context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show all answers before they are sent."""
    row = application_of(token)
    if row.state != Application.State.DRAFT:
        return redirect("application", token=token)
    if next_question(row) is not None:
        return redirect(_next(row))
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send(row, consent=form.cleaned_data["consent"])
        except InvalidField as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        except WrongState:
            return redirect("application", token=token)
        else:
            return redirect("application", token=token)
    last = SLUGS[asked_of(row)[-1].code]
    context = {
        "row": row,
        "answers": _answers(row),
        "form": form,
        "token": token,
        "back": reverse("application-question", args=[token, last]),
    }
    return _page(request, "check", 422 if form.errors else 200, **context)


def _answers(row: Application) -> list[tuple[str, str, str]]:
    """Return slug, title and answer of each question asked."""
    asked = {one.code for one in asked_of(row)}
    return [(SLUGS[code], about, answer) for code, about, answer in told(row) if code in asked]


@login_not_required
@never_cache
@require_safe
def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show the state of an application, and what it waits for."""
    row = application_of(token)
    context: dict[str, Any] = {
        "row": row,
        "scheme": row.rules,
        "answers": _answers(row),
        "checks": checks_of(row),
        "waits": waits_for(row),
        "token": token,
        "next": _next(row),
    }
    return _page(request, "application", **context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for confirmation, then withdraw; a closed application needs no question."""
    row = application_of(token)
    if not row.is_open:
        return redirect("application", token=token)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with contextlib.suppress(WrongState):
            services.withdraw(row, form.cleaned_data["reason"])
        return redirect("application", token=token)
    context = {"form": form, "token": token, "back": reverse("application", args=[token])}
    return _page(request, "withdraw", 422 if form.errors else 200, **context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def find_again(request: HttpRequest) -> HttpResponse:
    """Send a lost link; the answer does not reveal whether an application was found."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            services.send_links(form.cleaned_data["email"], request.META.get("REMOTE_ADDR", ""), timezone.now())
            return redirect(f"{reverse('application-find')}?demande=1")
    context = {"form": _marked(form), "asked": "demande" in request.GET, "back": reverse("for-carers")}
    return _page(request, "find", 422 if form.errors else 200, **context)
