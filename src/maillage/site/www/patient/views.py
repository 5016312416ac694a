"""Booking without an account: where, for whom, when, who, confirmation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maillage.schemes import SCHEMES, PatientFacts, Scheme
from maillage.site import languages
from maillage.site.agenda.models import Session, Slot
from maillage.site.booking import pace, proofs, services
from maillage.site.booking.models import BookingTry
from maillage.site.booking.needs import not_promised, words_of_needs
from maillage.site.booking.patients import InvalidPatient, PatientData
from maillage.site.booking.search import schemes_near, schemes_of
from maillage.site.booking.slots import bookable
from maillage.site.booking.tokens import key_age, new_key
from maillage.site.geography import travel
from maillage.site.geography.current import commune_of
from maillage.site.geography.models import Commune
from maillage.site.geography.travel import NotMeasured
from maillage.site.refusals import Refused
from maillage.site.www import contact, spoken
from maillage.site.www.kept import kept_showing
from maillage.site.www.numbers import whole
from maillage.site.www.patient import motives
from maillage.site.www.patient.forms import IdentityForm, WhoForm, professions
from maillage.site.www.patient.free_times import (
    FARTHEST_MINUTES,
    SOONEST,
    Wish,
    free_near,
    next_opening,
    opened_by,
    place_cards,
    summary_of,
)

STEPS = 4
LONGEST_AGO = 100  # Years


@dataclass(frozen=True)
class Request:
    """The answers given so far; they contain no name and no contact."""

    commune: Commune | None
    who: str
    treating: bool | None
    profession: str
    slot: Slot | None
    not_seen_for_years: int = 0
    referred: bool = False
    motive: str = ""

    @property
    def facts(self) -> PatientFacts:
        """The facts that the windows of the schemes need."""
        return PatientFacts(
            has_treating_doctor=bool(self.treating), not_seen_for_years=self.not_seen_for_years, referred=self.referred
        )

    @property
    def before(self) -> PatientFacts:
        """The facts without the answers about the chosen profession: whether these are asked must not change."""
        return PatientFacts(has_treating_doctor=bool(self.treating))

    @property
    def other(self) -> bool:
        return self.who == "autre"

    @property
    def told(self) -> dict[str, str]:
        """Answers that only some schemes ask for, as URLs and forms write them."""
        years = {"pas_vu": str(self.not_seen_for_years)} if self.not_seen_for_years else {}
        return {**years, **({"lettre": "oui"} if self.referred else {})}

    @property
    def waiting(self) -> str:
        """The address of the waiting list with the same answers; "" as long as some are missing."""
        if self.commune is None or self.treating is None or not self.profession:
            return ""
        return self.query(creneau="").replace(reverse("booking"), reverse("waiting-list"), 1)

    def query(self, **changes: object) -> str:
        """The answers as a query string."""
        answers = {
            "commune": self.commune.pk if self.commune else "",
            "pour": self.who,
            "medecin": "" if self.treating is None else "oui" if self.treating else "non",
            "soignant": self.profession,
            **self.told,
            "creneau": self.slot.pk if self.slot else "",
            "motif": self.motive if self.slot else "",
        }
        kept = {name: value for name, value in (answers | changes).items() if value not in ("", None)}
        return f"{reverse('booking')}?{urlencode(kept)}"


def slot_of(text: str) -> Slot | None:
    """Return the slot named in a form or URL, None if it cannot be booked."""
    pk = whole(text)
    if pk is None:
        return None
    rows = Slot.objects.prefetch_related(Prefetch("session", Session.objects.with_posts()))
    return rows.filter(pk=pk, session__activity=Session.Activity.CONSULTATIONS).first()


def answers_of(answers: Any) -> Request:
    """Read the answers from a query string or a form; ignore invalid ones.

    Also sets the time zone of the page to that of the commune.
    """
    code = answers.get("commune", "")[:5]
    commune = commune_of(code) if code else None
    if commune is not None:
        timezone.activate(commune.zone)
    who = answers.get("pour", "")
    profession = answers.get("soignant", "")
    treating = {"oui": True, "non": False}.get(answers.get("medecin", ""))
    motive = answers.get("motif", "")
    return Request(
        commune=commune,
        who=who if who in ("moi", "autre") else "",
        treating=treating,
        profession=profession if profession in dict(professions()) else "",
        slot=slot_of(answers.get("creneau", "")),
        not_seen_for_years=min(whole(answers.get("pas_vu", "")) or 0, LONGEST_AGO),
        referred=answers.get("lettre") == "oui",
        motive=motive if motive in motives.LABELS else "",
    )


def _page(request: HttpRequest, name: str, asked: Request, status: int = 200, **context: Any) -> HttpResponse:
    base = {
        "asked": asked,
        "phone": contact.phone(),
        "steps": STEPS,
        "what": spoken.summary(asked.slot.session.rules) if asked.slot else "",
        "place": spoken.where(asked.slot.session) if asked.slot else "",
        "doctor": spoken.called(asked.slot.session.giver) if asked.slot else "",
        "motive": _motive_words(asked),
        "price": price_of(asked),
        "proof": request.POST.get("preuve", "")[: proofs.LONGEST],
        "proof_bits": proofs.BITS,
    }
    return render(request, f"patient/{name}.html", {**base, **context}, status=status)


def _motive_words(asked: Request) -> str:
    """Return what is booked and how long it lasts; "" where all visits last the same."""
    if asked.slot is None or asked.motive not in asked.slot.session.minutes_of:
        return ""
    minutes = asked.slot.session.minutes_of[asked.motive]
    return f"{motives.label_of(asked.motive)}, {spoken.minutes(minutes)}"


def price_of(asked: Request) -> str:
    """Return the price: of the scheme of the chosen slot, else the one common to all schemes."""
    schemes = [asked.slot.session.rules] if asked.slot else list(SCHEMES.values())
    prices = {spoken.price(scheme) for scheme in schemes}
    return prices.pop() if len(prices) == 1 else _("tarif réglementé\u202f; un dépassement est dit avec le lieu")


def _schemes_near(commune: Commune) -> list[Scheme]:
    """Return the schemes with bookable slots within reach; none if travel times are unknown."""
    try:
        return schemes_near(travel.minutes_from(commune, FARTHEST_MINUTES))
    except NotMeasured:
        return []


def _free_near(request: HttpRequest) -> str | None:
    """Return the free slots within reach, all that a list of slots shows of the bookings; None for another page."""
    asked = answers_of(request.GET)
    if "creneau" in request.GET or "modifier" in request.GET or not _lists_slots(asked) or _asks_more(request, asked):
        return None
    assert asked.commune is not None
    return free_near(asked.commune)


def _lists_slots(asked: Request) -> bool:
    """Return whether the answers suffice to list slots."""
    return asked.commune is not None and asked.treating is not None and bool(asked.who and asked.profession)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@kept_showing(_free_near)
def booking(request: HttpRequest) -> HttpResponse:
    """Show the next unanswered question."""
    if request.method == "POST":
        return _post(request)
    asked = answers_of(request.GET)
    if asked.commune is None:
        return _page(request, "where", asked, missing="suite" in request.GET)
    if "modifier" in request.GET or not _lists_slots(asked) or _asks_more(request, asked):
        return _who(request, asked)
    if asked.slot is None or "choisir" in request.GET:
        return _when(request, asked)
    fits = motives.choices(asked.slot)
    if len(fits) > 1 and not _motive_fits(asked, fits) and _asks_motive(asked):
        missing = "pourquoi" in request.GET
        return _page(request, "motive", asked, motives=fits, missing=missing, back=asked.query(choisir=1))
    form = IdentityForm(other=asked.other, department=asked.commune.department_id or "")
    return _identity(request, _with_motive(asked, fits), form)


def _asks_motive(asked: Request) -> bool:
    """Return whether the motive is asked: not of whom the second step asks more, so that twelve fields remain the most.

    Their visit is the usual one of the session.
    """
    return not WhoForm(schemes=_schemes_asked(asked), facts=asked.before).more


def _motive_fits(asked: Request, fits: list[tuple[str, str]]) -> bool:
    return asked.motive in dict(fits)


def _with_motive(asked: Request, fits: list[tuple[str, str]]) -> Request:
    """Return the answers with a motive that fits at the chosen time: the one given, else the first of the session."""
    if _motive_fits(asked, fits):
        return asked
    return replace(asked, motive=fits[0][0] if fits else "")


def _identity(request: HttpRequest, asked: Request, form: IdentityForm, status: int = 200) -> HttpResponse:
    """Ask who comes. The form's key holds the time it was first shown, and makes a double submission one booking."""
    key = key_of(request) or new_key()
    return _page(request, "identity", asked, status, form=form, key=key, back=asked.query(choisir=1))


def key_of(request: HttpRequest) -> str:
    """Return the key that this site issued with the form recently; empty for any other."""
    key = request.POST.get("cle", "")
    age = key_age(key, timezone.now())
    return key if age is not None and age < pace.FORM_LASTS else ""


def _outside(request: HttpRequest, asked: Request) -> HttpResponse:
    """Say first that nothing is near the commune for anybody, with other places to go."""
    names = bookable(timezone.now()).order_by("session__commune__department__region__name")
    regions = names.values_list("session__commune__department__region__name", flat=True).distinct()
    where = spoken.joined([spoken.in_region(name) for name in regions if name])
    context: dict[str, Any] = {
        "outside": True,
        "regions": where,
        "kept": False,
        "opens": None,
        "refusal": "",
        "back": reverse("booking"),
    }
    return _page(request, "nothing", asked, **context)


def _schemes_asked(asked: Request) -> list[Scheme]:
    """Return the schemes with bookable slots of the chosen profession within reach; none before it is chosen."""
    if asked.commune is None or not asked.profession:
        return []
    try:
        return schemes_of(asked.profession, travel.minutes_from(asked.commune, FARTHEST_MINUTES))
    except NotMeasured:
        return []


def _asks_more(request: HttpRequest, asked: Request) -> bool:
    """Return whether the form of the second step was sent without an answer about the profession chosen in it."""
    if "demande" not in request.GET or asked.commune is None:
        return False
    form = WhoForm(schemes=_schemes_asked(asked), facts=asked.before)
    return any(name not in request.GET for name in form.more)


def _who(request: HttpRequest, asked: Request) -> HttpResponse:
    answered = any(name in request.GET for name in ("demande", "medecin", "pour"))
    fresh = "modifier" in request.GET or not answered
    assert asked.commune is not None
    usual = {"soignant": "gp"}
    initial = {name: request.GET.get(name, "") or usual.get(name, "") for name in WhoForm.base_fields}
    if not _schemes_near(asked.commune):
        return _outside(request, asked)
    near: dict[str, Any] = {"schemes": _schemes_asked(asked), "facts": asked.before}
    form = WhoForm(initial=initial, **near) if fresh else WhoForm(request.GET, **near)
    if form.is_bound:
        if "precise" in request.GET:
            form.insist()
        form.is_valid()
    return _page(request, "who", asked, form=form, back=reverse("booking"))


def _when(request: HttpRequest, asked: Request, *, status: int = 200, **context: Any) -> HttpResponse:
    assert asked.commune is not None
    order = request.GET.get("ordre", SOONEST)
    wish = Wish(asked.commune, asked.profession, asked.facts, order)
    answers = QueryDict(request.POST["ouvrir"]) if "ouvrir" in request.POST else request.GET
    cards = place_cards(wish, opened_by(answers.dict(), asked.slot))
    summary = summary_of(cards)
    missing = "suite" in request.GET and asked.slot is None
    context = {
        "cards": cards,
        "order": order,
        "summary": summary,
        "missing": missing,
        "back": asked.query(modifier=1, creneau=""),
        "carried": [],
        "refusal": "",
        "outside": False,
        **context,
    }
    # Slots exist, but not for this person: the page says whom they are reserved for.
    others = replace(wish, facts=replace(wish.facts, has_treating_doctor=False))
    context["kept"] = not cards and wish.facts.has_treating_doctor and bool(place_cards(others))
    context["opens"] = None if cards else next_opening(wish)
    return _page(request, "when" if cards else "nothing", asked, status, **context)


def _patient(asked: Request, form: IdentityForm) -> PatientData:
    assert asked.commune is not None
    fields = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "birth_year", "email", "phone")}
    return PatientData(
        **fields,
        commune=asked.commune.pk,
        has_treating_doctor=bool(asked.treating),
        referred=asked.referred,
        not_seen_for_years=asked.not_seen_for_years,
        language=languages.current().code,
        needs=tuple(form.cleaned_data["needs"]),
    )


def _post(request: HttpRequest) -> HttpResponse:
    asked = answers_of(request.POST)
    if asked.commune is None or asked.treating is None or not asked.profession:
        return redirect("booking")
    if "ouvrir" in request.POST:
        carried = [(name, one) for name in (*IdentityForm.base_fields, "cle") for one in request.POST.getlist(name)]
        return _when(request, asked, carried=carried)
    if asked.slot is None:
        return redirect(asked.query(suite=1))
    department = asked.commune.department_id or ""
    if asked.motive not in asked.slot.session.minutes_of:
        asked = _with_motive(asked, motives.choices(asked.slot))
    form = IdentityForm(request.POST, other=asked.other, department=department)
    valid = form.is_valid()
    if not valid or request.POST.get("etape") == "modifier":
        form.mark_errors()
        return _identity(request, asked, form, 200 if valid else 422)
    if request.POST.get("etape") != "reserver":
        return _check(request, asked, form)
    return _book(request, asked, form)


def _check(
    request: HttpRequest, asked: Request, form: IdentityForm, *, question: str = "", same_day: bool = False
) -> HttpResponse:
    """Show all answers before they are submitted."""
    prepared = words_of_needs(form.cleaned_data["needs"], languages.current().code)
    context = {"form": form, "key": key_of(request) or new_key(), "question": question, "same_day": same_day,
               "prepared": prepared, "not_promised": _not_promised(asked, form)}  # fmt: skip
    return _page(request, "check", asked, 409 if question else 200, back=asked.query(), **context)


def _not_promised(asked: Request, form: IdentityForm) -> str:
    return "" if asked.slot is None else not_promised(asked.slot.session, form.cleaned_data["needs"])


def _book(request: HttpRequest, asked: Request, form: IdentityForm) -> HttpResponse:
    assert asked.slot is not None
    key, now = key_of(request), timezone.now()
    if not key:
        return _check(request, asked, form, question=_("Ce formulaire n’est plus valable. Vérifiez, puis réservez."))
    proven = proofs.proven(key, request.POST.get("preuve", ""))
    if (key_age(key, now) or now - now) < pace.least_age(proven=proven, now=now):
        return _check(request, asked, form, question=_("C’était très rapide. Vérifiez vos réponses, puis réservez."))

    def link(token: str) -> str:
        return request.build_absolute_uri(reverse("appointment", args=[token]))

    again = request.POST.get("meme_jour") == "oui"
    try:
        pace.enter(request.META.get("REMOTE_ADDR", ""), BookingTry.Kind.BOOK, now)
        done = services.book(asked.slot.pk, _patient(asked, form), key, same_day=again, motive=asked.motive, link=link)
    except pace.TooFast as error:
        return slower(request, error)
    except services.SameDay as error:
        return _check(request, asked, form, question=str(error), same_day=True)
    except InvalidPatient as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _identity_again(request, asked, form)
    except Refused as error:
        carried = [*form.carried(), ("cle", key)]
        free = replace(asked, slot=None)
        return _when(request, free, status=409, refusal=str(error), carried=carried)
    if done.new:
        pace.watch(done.appointment.slot.session, now)
    return redirect("appointment", token=done.token)


def _identity_again(request: HttpRequest, asked: Request, form: IdentityForm) -> HttpResponse:
    form.mark_errors()
    return _identity(request, asked, form, 422)


def slower(request: HttpRequest, refusal: pace.TooFast) -> HttpResponse:
    """Say that this connection must wait, until when, and which other way to book there is."""
    page = render(request, "patient/slower.html", {"until": refusal.until, "phone": contact.phone()}, status=429)
    page["Retry-After"] = str(max(1, int((refusal.until - timezone.now()).total_seconds())))
    return page
