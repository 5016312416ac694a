"""Sign-in and sign-out, the redirect to a user's home page, the user's own account, and one-time links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_http_methods

from maillage.site.accounts import link_services, links, proof, prosante, services, showcase
from maillage.site.accounts.addresses import page_to_open
from maillage.site.accounts.forms import AddressForm, ChangePasswordForm, PasswordForm, SignInForm
from maillage.site.accounts.messages import reach_people
from maillage.site.accounts.models import Invitation, User
from maillage.site.accounts.roles import ROLES, AccountRole, held
from maillage.site.refusals import AlreadyDone, Refused, WrongState

READ_OR_SEND = ("GET", "HEAD", "POST")


class SignIn(LoginView):
    """``/connexion``; public, marked so by Django."""

    template_name = "accounts/connexion.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Continue with the second factor, or sign in, after the right password."""
        user: User = form.get_user()
        return proof.sign_in(self.request, user, proof.PASSWORD, to=self._wanted(user))

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Return the page to open for a user who is already signed in."""
        return self._wanted(self.request.user)  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the other ways to sign in that this site offers."""
        found = {"pro_sante_connect": prosante.is_configured(), "shown_accounts": showcase.shown_accounts()}
        return {**super().get_context_data(**kwargs), **found}

    def _wanted(self, user: User) -> str:
        return page_to_open(self.request, user, super().get_redirect_url())


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """``/deconnexion``, by POST only; public, since a second sign-out must not fail."""

    http_method_names = ["post", "options"]


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer an expired CSRF token; a sign-in from a tab left open leads home if the user is signed in already."""
    if request.path_info == reverse("login") and request.user.is_authenticated:
        return redirect("home-of-user")
    return csrf_failure(request, reason=reason)


def home_of_user(request: HttpRequest, *_: Any) -> HttpResponse:
    """Redirect the user to the pages of their role; if these do not exist yet, describe what is to come."""
    user: User = request.user  # type: ignore[assignment]
    roles = held(user.grants.roles)
    role = next((role for role in roles if role.page), None)
    if role is not None:
        return redirect(_page_of(role, user))
    if not roles:
        return redirect("home")
    memberships = user.memberships.select_related("organisation").order_by("organisation__name", "role")
    rows = [(ROLES[row.role], row.organisation) for row in memberships]
    return render(request, "accounts/waiting.html", {"rows": rows})


def _page_of(role: AccountRole, user: User) -> str:
    """Return the URL name of the home page of a role (one query where it depends on the kind of organisation)."""
    if not role.page_in:
        return role.page
    kinds = set(user.memberships.filter(role=role.code).values_list("organisation__kind", flat=True))
    return next((page for kind, page in role.page_in if kind in kinds), role.page)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _gone(request: HttpRequest, reason: Refused) -> HttpResponse:
    """Show why a link does not work: already used (for example by a double click), or another reason."""
    if isinstance(reason, AlreadyDone) and request.method == "POST":
        if request.user.is_authenticated:
            messages.info(request, "C’est déjà fait\u00a0: ce lien a servi.")
            return redirect("home-of-user")
        return render(request, "accounts/link_used.html", {"reason": str(reason)})
    return render(request, "accounts/link_gone.html", {"reason": str(reason)}, status=410)


@login_not_required
@require_http_methods(READ_OR_SEND)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a password link by e-mail; the answer does not reveal whether the account exists."""
    form = AddressForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid() and reach_people()
    if sent:
        try:
            services.ask_for_password(form.cleaned_data["email"], request.META.get("REMOTE_ADDR", ""))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            sent = False
    context = {"form": form, "sent": sent, "mail": reach_people()}
    return render(request, "accounts/forgotten.html", context, status=_status(form))


@login_not_required
@require_http_methods(READ_OR_SEND)
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link; the answer does not reveal whether the account exists or may use one."""
    form = AddressForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid() and reach_people()
    if sent:
        try:
            link_services.ask_for_link(form.cleaned_data["email"], request.META.get("REMOTE_ADDR", ""))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            sent = False
    context = {"form": form, "sent": sent, "mail": reach_people(), "minutes": links.SIGN_IN_MINUTES}
    return render(request, "accounts/ask_for_link.html", context, status=_status(form))


@login_not_required
@require_http_methods(READ_OR_SEND)
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link. A GET does not use it up, because mail scanners open links too."""
    try:
        if request.method == "POST":
            return proof.sign_in(request, link_services.use_link(token), proof.LINK)
        link_services.open_link(token)
    except WrongState as refusal:
        if request.user.is_authenticated:
            return redirect("home-of-user")
        return render(request, "accounts/sign_in_link_gone.html", {"reason": str(refusal)}, status=410)
    return render(request, "accounts/sign_in_by_link.html")


@login_not_required
@require_http_methods(READ_OR_SEND)
def password_link(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a link. A GET does not use it up, because mail scanners open links too."""
    try:
        account = services.open_password_link(token).user
        form = PasswordForm(request.POST or None, user=account)
        if request.method == "POST" and form.is_valid():
            user = services.set_password(token, form.cleaned_data["password"])
            messages.success(request, "Votre mot de passe est changé.")
            return proof.sign_in(request, user, proof.PASSWORD)
    except WrongState as refusal:
        return _gone(request, refusal)
    return render(request, "accounts/password.html", {"form": form, "email": account.email}, status=_status(form))


@login_not_required
@require_http_methods(READ_OR_SEND)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation, with a new account or with the signed-in one."""
    try:
        found = services.open_invitation(token)
        if request.user.is_authenticated:
            return _accept_signed_in(request, found, token)
        return _accept_anew(request, found, token)
    except WrongState as refusal:
        return _gone(request, refusal)


def _accept_signed_in(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    context = {"invitation": found, "own": request.user.email == found.email}  # type: ignore[union-attr]
    if request.method == "POST" and context["own"]:
        try:
            services.accept(token, user=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "C’est fait\u00a0: votre nouveau rôle est ouvert.")
        return redirect("home-of-user")
    return render(request, "accounts/invitation_signed_in.html", context)


def _accept_anew(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    guest = User(email=found.email, first_name=found.first_name, last_name=found.last_name)
    form = PasswordForm(request.POST or None, user=guest)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.accept(token, password=form.cleaned_data["password"])
        except WrongState:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Bienvenue\u202f! Votre compte est ouvert.")
            return proof.sign_in(request, user, proof.PASSWORD)
    return render(request, "accounts/invitation.html", {"form": form, "invitation": found}, status=_status(form))


@require_http_methods(READ_OR_SEND)
def own_account(request: HttpRequest) -> HttpResponse:
    """Show the user's own name, roles and password form."""
    user: User = request.user  # type: ignore[assignment]
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        services.change_password(user, form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        messages.success(request, "Votre mot de passe est changé. Vos autres appareils sont déconnectés.")
        return redirect("account")
    roles = user.memberships.select_related("organisation").order_by("organisation__name", "role")
    return render(request, "accounts/account.html", {"form": form, "roles": roles}, status=_status(form))
