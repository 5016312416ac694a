"""Users and their roles: invite, send a link again, take a role away, close an account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from maillage.site.accounts import links, roles, services
from maillage.site.accounts.charge import Charge, charge_of
from maillage.site.accounts.messages import reach_people
from maillage.site.accounts.models import Invitation, Membership, User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agenda.models import Session
from maillage.site.directory.models import Professional
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import lists
from maillage.site.www.coordinator.forms import InviteForm
from maillage.site.www.coordinator.history import history_of
from maillage.site.www.gates import gate
from maillage.site.www.lists import Column
from maillage.site.www.numbers import whole

LINK = "link-to-hand-over"
PEOPLE = (
    Column("nom", "Personne", ("last_name", "first_name")),
    Column("adresse", "Adresse", ("email",), sealed=True),
    Column("roles", "Rôles"),
    Column("connexion", "Dernière connexion", ("last_login",)),
    Column("etat", "État", ("-is_active", "last_name")),
)
INVITATIONS = (
    Column("nom", "Personne", ("last_name", "first_name")),
    Column("adresse", "Adresse", ("email",), sealed=True),
    Column("role", "Rôle", ("role",)),
    Column("organisation", "Organisation", ("organisation__name",)),
    Column("delai", "État", ("expires_at",)),
)
INVITATIONS_KEY = "invitations"
COLUMNS = ("name", "email", "roles", "last_login", "state")
INVITED_COLUMNS = ("name", "email", "roles", "organisation", "until")


def _hand_over(request: HttpRequest, page: str, link: str) -> None:
    """Store a link in the session, for the page of the person it belongs to."""
    request.session[LINK] = [page, link]


def _handed_over(request: HttpRequest) -> str:
    """Return and remove the link stored for this page; leave a link for another page."""
    page, link = request.session.get(LINK) or ("", "")
    if page != request.path:
        return ""
    del request.session[LINK]
    return str(link)


def _reader(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _roles(charge: Charge, people: Iterable[User]) -> defaultdict[int, list[Membership]]:
    """Return the roles in the charge by account."""
    found: defaultdict[int, list[Membership]] = defaultdict(list)
    rows = charge.memberships().filter(user__in=[one.pk for one in people]).select_related("organisation")
    for row in rows.order_by("organisation__name", "role"):
        found[row.user_id].append(row)
    return found


def _with_address(rows: QuerySet[Membership], text: str) -> list[int]:
    """Return the accounts whose address holds a text: the database, which holds addresses sealed, cannot tell."""
    people = User.objects.filter(pk__in=rows.order_by().values("user"))
    return [pk for pk, email in people.order_by("pk").values_list("pk", "email") if text.lower() in email]


def _cells(one: User, held: Iterable[Membership]) -> tuple[str, ...]:
    said = "\u00a0; ".join(f"{row.get_role_display()}, {row.organisation.name}" for row in held)
    seen = one.last_login.date().isoformat() if one.last_login else ""
    return one.get_full_name(), one.email, said, seen, "ouvert" if one.is_active else "fermé"


def _invited_cells(one: Invitation) -> tuple[str, ...]:
    ends = one.expires_at.date().isoformat()
    return f"{one.first_name} {one.last_name}", one.email, one.get_role_display(), one.organisation.name, ends


@require_safe
@gate(Reach.TERRITORY, reads=Record.ACCOUNT)
def accounts(request: HttpRequest) -> HttpResponse:
    """List users with a role in an organisation of the reader's charge, and the open invitations."""
    text = " ".join(request.GET.get("q", "").split())[:60]
    charge = charge_of(_reader(request), Act.READ)
    rows = charge.memberships()
    if text:
        rows = rows.filter(
            Q(user__last_name__icontains=text) | Q(user__first_name__icontains=text)
            | Q(user__in=_with_address(rows, text)) | Q(organisation__name__icontains=text)
        )  # fmt: skip
    people = lists.listed(request, User.objects.filter(pk__in=rows.order_by().values("user")), PEOPLE, "nom")
    if people.as_file:
        held = _roles(charge, people.rows)
        return lists.file("comptes", people, COLUMNS, lambda one: _cells(one, held[one.pk]), request.GET)
    asked = charge.invitations().select_related("organisation", "invited_by")
    invitations = lists.listed(request, asked, INVITATIONS, "delai", key=INVITATIONS_KEY)
    if invitations.as_file:
        return lists.file("invitations", invitations, INVITED_COLUMNS, _invited_cells, request.GET)
    held = _roles(charge, people.page.object_list)
    context = {
        "list": people,
        "people": [(one, held[one.pk]) for one in people.page.object_list],
        "invitations": invitations,
        "now": timezone.now(),
        "text": text,
        "may_change": _reader(request).grants.may(Record.ACCOUNT, Act.CHANGE),
    }
    return render(request, "coordinator/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, changes=Record.ACCOUNT)
def invite(request: HttpRequest) -> HttpResponse:
    """Offer a role to a person."""
    form = InviteForm(request.POST or None, initial=_asked(request), user=_reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            found, token = services.invite(form.invitee(), _reader(request))
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _invited(request, found, token)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "coordinator/invite.html", {"form": form, "mail": reach_people()}, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return the form's initial values for the professional whose page led here."""
    found = Professional.objects.visible_to(request.user, Reach.TERRITORY).filter(
        pk=whole(request.GET.get("soignant", ""))
    )
    row = found.first()
    if row is None:
        return {}
    role = roles.NURSE if row.profession == row.Profession.NURSE else roles.DOCTOR
    return {"first_name": row.first_name, "last_name": row.last_name, "email": row.email, "role": role.code}


def _invited(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """Redirect to the invitation's page, which shows the link once if the site sends no e-mail."""
    if reach_people():
        messages.success(request, f"L’invitation est partie à {found.email}.")
    else:
        page = reverse("account-invitation", args=[found.pk])
        _hand_over(request, page, links.invitation_address(token))
    return redirect("account-invitation", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.ACCOUNT, changes=Record.ACCOUNT)
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an open invitation: send it again with a new link, or withdraw it."""
    reader = _reader(request)
    act = Act.CHANGE if request.method == "POST" else Act.READ
    rows = charge_of(reader, act).invitations().select_related("organisation", "invited_by")
    answered = services.was_answered(pk, reader) if request.method == "POST" else None
    if answered is not None:
        what = "l’invitation est retirée" if answered.withdrawn_at else "l’invitation est acceptée"
        messages.info(request, f"C’est déjà fait\u00a0: {what}.")
        return redirect("accounts")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _change_invitation(request, found)
    context = {
        "invitation": found,
        "may_change": found.organisation_id in charge_of(reader).keys,
        "expired": found.expires_at <= timezone.now(),
        "link": _handed_over(request),
        "mail": reach_people(),
        "days": links.INVITATION_DAYS,
    }
    return render(request, "coordinator/invitation.html", context)


def _change_invitation(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        if request.POST.get("acte") == "retirer":
            services.withdraw(found, _reader(request))
            messages.success(request, f"L’invitation de {found.email} est retirée\u00a0: son lien ne sert plus.")
            return redirect("accounts")
        again, token = services.invite(services.invitee_of(found), _reader(request))
        return _invited(request, again, token)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("account-invitation", pk=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.TERRITORY, reads=Record.ACCOUNT, changes=Record.ACCOUNT)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a user: roles, history, possible actions."""
    reader = _reader(request)
    charge, mine = charge_of(reader, Act.READ), charge_of(reader)
    found = (mine if request.method == "POST" else charge).accounts().filter(pk=pk).first()
    if found is None and request.method == "POST" and services.role_was_taken(pk, reader):
        messages.info(request, "C’est déjà fait\u00a0: cette personne n’a plus de rôle ici.")
        return redirect("accounts")
    if found is None:
        raise Http404("Cette personne n’a pas de rôle ici.")
    if request.method == "POST":
        return _change_account(request, found)
    to_come = (
        Session.objects.visible_to(reader, Reach.TERRITORY)
        .of_user(found)
        .filter(state__in=Session.OPEN_STATES, starts__gt=timezone.now())
    )
    held = charge.memberships().filter(user=found).select_related("organisation", "move__to")
    context: dict[str, Any] = {
        "account": found,
        "roles": [(role, getattr(role, "move", None)) for role in held],
        "whole": mine.has_whole(found),
        "changeable": mine.keys,
        "may_change": mine.accounts().filter(pk=found.pk).exists(),
        "own": found.pk == reader.pk,
        "sessions": to_come.count(),
        "closing": "fermer" in request.GET,
        "link": _handed_over(request),
        "hours": links.PASSWORD_HOURS,
        "mail": reach_people(),
        "history": history_of(found, charge),
    }
    return render(request, "coordinator/account.html", context)


def _change_account(request: HttpRequest, found: User) -> HttpResponse:
    reader, act = _reader(request), request.POST.get("acte", "")
    try:
        if act in ("fermer", "rouvrir"):
            services.set_active(found, act == "rouvrir", reader)
            messages.success(request, "Le compte est rouvert." if act == "rouvrir" else "Le compte est fermé.")
        elif act == "lien":
            token = services.new_password_link(found, reader)
            if reach_people():
                messages.success(request, f"Un lien pour choisir un mot de passe est parti à {found.email}.")
            else:
                _hand_over(request, request.path, links.password_address(token))
        elif act == "retirer":
            role = whole(request.POST.get("role", ""))
            if role is not None and services.role_was_taken(found.pk, reader, role):
                messages.info(request, "C’est déjà fait\u00a0: ce rôle est retiré.")
                return redirect("account-detail", pk=found.pk)
            row = get_object_or_404(found.memberships.all(), pk=role)
            services.take_role(row, reader)
            messages.success(request, "Le rôle est retiré.")
            if not charge_of(reader).accounts().filter(pk=found.pk).exists():
                return redirect("accounts")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("account-detail", pk=found.pk)
