"""The pages of one questionnaire, whatever it is about: question, check, withdrawal, lost link."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.site.questionnaires import Question, first_open
from maillage.site.refusals import InvalidField, WrongState
from maillage.site.www import contact
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.questionnaire.forms import ConsentForm, FindForm, QuestionForm, WithdrawForm, marked

Row = TypeVar("Row")
View = Callable[..., HttpResponseBase]


def without_account(view: View) -> View:
    """Return a view open to everybody; its answers are kept in no cache and what is sent in no report of an error."""
    methods = require_http_methods(["GET", "HEAD", "POST"])
    return login_not_required(never_cache(methods(sensitive_post_parameters()(view))))


@dataclass(frozen=True)
class Wording:
    """What the pages of a questionnaire say."""

    yours: str
    lost: str
    start: str
    takes: str
    find_title: str
    find_lead: str
    find_said: str
    consent: str
    send: str
    withdraw_title: str
    withdraw_text: str
    withdraw: str
    keep: str


@dataclass(frozen=True)
class Flow(Generic[Row]):
    """A questionnaire.

    ``name`` begins its URL names, ``back`` is the URL name of the page that leads to it. ``token`` gives the secret
    part of a row's link, ``slugs`` names each question in URLs, ``may_answer`` says whether answers may still change,
    ``is_open`` whether it may be withdrawn, ``over`` what stands above each question, ``told`` gives code, title and
    answer of each question in words.
    """

    name: str
    back: str
    token: Callable[[Row], str]
    wording: Wording
    slugs: Mapping[str, str]
    find: Callable[[str], Row | None]
    asked: Callable[[Row], Sequence[Question[Row]]]
    form: Callable[[str, Any, Row], QuestionForm[Row]]
    may_answer: Callable[[Row], bool]
    is_open: Callable[[Row], bool]
    over: Callable[[Row], str]
    told: Callable[[Row], list[tuple[str, str, str]]]
    save: Callable[[Row, str, dict[str, Any]], Row]
    send: Callable[[Row, bool], Row]
    withdraw: Callable[[Row, str], Row]
    send_links: Callable[[str, str, datetime], None]
    begin: str = ""
    """URL name of the page where one begins, if it is not that of ``name``."""

    def row_of(self, token: str) -> Row:
        """Return the row of a link, else the page that it was not found."""
        found = self.find(token)
        if found is None:
            raise Http404(self.wording.lost)
        return found

    def page(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Return a page with what all pages of the questionnaire need."""
        shared = {"phone": contact.phone(), "wording": self.wording, "find_url": reverse(f"{self.name}-find")}
        return render(request, template, {**shared, **context}, status=status)

    def home(self, row: Row) -> str:
        """Return the URL of the page of a row."""
        return reverse(self.name, args=[self.token(row)])

    def question_url(self, row: Row, code: str) -> str:
        """Return the URL of a question."""
        return reverse(f"{self.name}-question", args=[self.token(row), self.slugs[code]])

    def next_url(self, row: Row) -> str:
        """Return the URL of the first question without an answer, or of the last page."""
        found = first_open(self.asked(row), row)
        if found is None:
            return reverse(f"{self.name}-check", args=[self.token(row)])
        return self.question_url(row, found.code)

    def answers(self, row: Row) -> list[tuple[str, str, str]]:
        """Return URL, title and answer of each question asked."""
        asked = {one.code for one in self.asked(row)}
        return [
            (self.question_url(row, code), about, answer) for code, about, answer in self.told(row) if code in asked
        ]

    def first(self, request: HttpRequest, empty: Row, form: QuestionForm[Row]) -> HttpResponse:
        """Return the page of the first question, before there is a row."""
        context = {"form": marked(form), "first": True, "number": 1, "total": len(self.asked(empty))}
        status = 422 if form.errors else 200
        return self.page(
            request, "questionnaire/question.html", status, over=self.over(empty), back=reverse(self.back), **context
        )

    def question(
        self, request: HttpRequest, token: str, slug: str, template: str = "questionnaire/question.html", **more: Any
    ) -> HttpResponse:
        """Show a question; an answer redirects to the next unanswered one."""
        row = self.row_of(token)
        code = next((one.code for one in self.asked(row) if self.slugs[one.code] == slug), None)
        if code is None or not self.may_answer(row):
            return redirect(self.home(row))
        form = self.form(code, request.POST if request.method == "POST" else None, row)
        if request.method == "POST" and form.is_valid():
            with refused_on(form):
                return redirect(self.next_url(self.save(row, code, form.values())))
        return self.question_page(request, row, code, form, template, **more)

    def question_page(
        self, request: HttpRequest, row: Row, code: str, form: QuestionForm[Row], template: str, **more: Any
    ) -> HttpResponse:
        """Return the page of a question with its form, filled in or not."""
        codes = [one.code for one in self.asked(row)]
        at = codes.index(code)
        context = {
            "form": marked(form),
            "first": False,
            "number": at + 1,
            "total": len(codes),
            "over": self.over(row),
            "home": self.home(row),
            "back": self.question_url(row, codes[at - 1]) if at else self.home(row),
        }
        return self.page(request, template, 422 if form.errors else 200, **context, **more)

    def check(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show all answers before they are sent."""
        row = self.row_of(token)
        if not self.may_answer(row):
            return redirect(self.home(row))
        asked = self.asked(row)
        if first_open(asked, row) is not None:
            return redirect(self.next_url(row))
        form = ConsentForm(request.POST if request.method == "POST" else None, label=self.wording.consent)
        if request.method == "POST" and form.is_valid():
            try:
                self.send(row, form.cleaned_data["consent"])
            except InvalidField as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except WrongState:
                return redirect(self.home(row))
            else:
                return redirect(self.home(row))
        context = {"answers": self.answers(row), "form": form, "back": self.question_url(row, asked[-1].code)}
        return self.page(request, "questionnaire/check.html", 422 if form.errors else 200, **context)

    def home_page(self, request: HttpRequest, row: Row, template: str, **context: Any) -> HttpResponse:
        """Return the page of a row: its state and its answers."""
        shared = {
            "row": row,
            "over": self.over(row),
            "answers": self.answers(row),
            "may_answer": self.may_answer(row),
            "next": self.next_url(row),
            "begin_url": reverse(self.begin or f"{self.name}-begin"),
            "withdraw_url": reverse(f"{self.name}-withdraw", args=[self.token(row)]),
        }
        return self.page(request, template, **shared, **context)

    def withdrawal(self, request: HttpRequest, token: str) -> HttpResponse:
        """Ask for confirmation, then withdraw; what is closed needs no question."""
        row = self.row_of(token)
        if not self.is_open(row):
            return redirect(self.home(row))
        form = WithdrawForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            with contextlib.suppress(WrongState):
                self.withdraw(row, form.cleaned_data["reason"])
            return redirect(self.home(row))
        status = 422 if form.errors else 200
        return self.page(request, "questionnaire/withdraw.html", status, form=form, back=self.home(row))

    def find_again(self, request: HttpRequest) -> HttpResponse:
        """Send a lost link; the answer does not reveal whether anything was found."""
        form = FindForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            with refused_on(form):
                self.send_links(form.cleaned_data["email"], request.META.get("REMOTE_ADDR", ""), timezone.now())
                return redirect(f"{reverse(f'{self.name}-find')}?demande=1")
        context = {"form": marked(form), "asked": "demande" in request.GET, "back": reverse(self.back)}
        return self.page(request, "questionnaire/find.html", 422 if form.errors else 200, **context)
