"""The platforms of a hospital: its list, and one platform with its members, its duties, its agreement and its load."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Act, Reach, Record
from maillage.site.agreements import parties
from maillage.site.agreements.models import Agreement, AgreementVersion
from maillage.site.expertise import platforms as services
from maillage.site.expertise.models import (
    ExpertiseRequest,
    PlatformMember,
    ReaderPool,
    ReadingPlatform,
    ReadingPlatformQuerySet,
)
from maillage.site.expertise.states import WAITING
from maillage.site.platforms import setting_up
from maillage.site.platforms.load import Shift, month_loads, next_shifts
from maillage.site.refusals import NotAllowed, Refused
from maillage.site.www import french, toponyms, words
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole
from maillage.site.www.platforms.forms import AgreementForm, InviteForm, PlatformForm

POSTS = ["GET", "HEAD", "POST"]
NEXT_SHOWN = 6


def own_platforms(request: HttpRequest) -> ReadingPlatformQuerySet:
    """Return the platforms that the reader's hospital runs, is in, or is invited to."""
    found: ReadingPlatformQuerySet = ReadingPlatform.objects.visible_to(request.user, Reach.ORGANISATION)
    return found.select_related("organisation")


def may_change(request: HttpRequest) -> bool:
    """Return whether the reader heads pathways."""
    return signed_in(request).grants.may(Record.READING_PLATFORM, Act.CHANGE, Reach.ORGANISATION)


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM, changes=Record.READING_PLATFORM)
def platforms(request: HttpRequest) -> HttpResponse:
    """List the platforms of the hospital; the head of a pathway opens one."""
    user = signed_in(request)
    form = PlatformForm(request.POST if request.method == "POST" else None, pools=_free_pools(user))
    if request.method == "POST" and form.is_valid():
        with refused_on(form):
            given = form.cleaned_data
            made = services.create(form.chosen(), given["name"], user, given["longest_hours"])
            return redirect("platform", made.pk)
    rows = [
        (one, [toponyms.curly(member.pool.organisation.name) for member in services.members_of(one)])
        for one in own_platforms(request)
    ]
    free = len(form.fields["pool"].choices) > 1  # type: ignore[attr-defined]
    context = {"rows": rows, "form": form if may_change(request) and (free or form.errors) else None}
    return render(request, "platforms/platforms.html", context, status=422 if form.errors else 200)


def _free_pools(user: User) -> list[ReaderPool]:
    """Return the groups of the user's hospital that are in no platform."""
    taken = PlatformMember.objects.filter(joined_at__isnull=False).values("pool")
    return list(ReaderPool.objects.changeable_by(user).exclude(pk__in=taken).select_related("organisation"))


@require_http_methods(POSTS)
@gate(Reach.ORGANISATION, reads=Record.READING_PLATFORM, changes=Record.READING_PLATFORM)
def platform(request: HttpRequest, pk: int) -> HttpResponse:
    """One platform: invite a hospital, join, leave; who is on duty, what the agreement says, promised beside done."""
    row, user = get_object_or_404(own_platforms(request), pk=pk), signed_in(request)
    runs = may_change(request) and ReaderPool.objects.changeable_by(user).filter(organisation=row.organisation).exists()
    form = InviteForm(
        request.POST if request.POST.get("acte") == "inviter" else None, pools=services.invitable(row) if runs else []
    )
    if request.method == "POST" and _acted(request, row, form, user):
        gone = not own_platforms(request).filter(pk=pk).exists()
        return redirect("platforms") if gone else redirect("platform", pk)
    today = timezone.localdate()
    members, own = _members(row), set(ReaderPool.objects.changeable_by(user).values_list("pk", flat=True))
    authors = _authors(user, members)
    context = {
        "platform": row,
        "runs": runs,
        "form": form if runs and form.fields["pool"].choices[1:] else None,  # type: ignore[attr-defined]
        "members": [(one, count, one.pool_id in own) for one, count in members],
        "on_duty": [_shift(one) for one in next_shifts(row, timezone.now(), NEXT_SHOWN)],
        "now": timezone.now(),
        "waiting": ExpertiseRequest.objects.filter(
            pool__in=[one.pool_id for one, _ in members if one.joined_at], state__in=sorted(WAITING)
        ).count(),
        "organises": user.grants.may(Record.DUTY, Act.CHANGE, Reach.ORGANISATION),
        "reads_agreements": user.grants.may(Record.AGREEMENT, Act.READ, Reach.ORGANISATION),
        "draft_form": AgreementForm(None, authors=authors) if authors else None,
        **_agreement(row),
        **month_shown(row, today.replace(day=1)),
    }
    return render(request, "platforms/platform.html", context, status=422 if form.errors else 200)


def _acted(request: HttpRequest, row: ReadingPlatform, form: InviteForm, user: User) -> bool:
    """Do what a button says; False if the form is to be shown again."""
    act = request.POST.get("acte", "")
    if act == "inviter":
        if not form.is_valid():
            return False
        with refused_on(form):
            services.invite(row, form.chosen(), user)
            messages.success(request, "L’hôpital est invité\u00a0: sa ou son responsable de filière répond.")
            return True
        return False
    member = row.members.select_related("pool__organisation", "platform").filter(
        pk=whole(request.POST.get("membre", ""))
    ).first()  # fmt: skip
    if member is None:
        raise Http404
    try:
        if act == "entrer":
            services.join(member, user)
            messages.success(request, "Votre hôpital est entré dans la plateforme.")
        elif act == "quitter":
            services.leave(member, user)
            messages.success(request, f"{toponyms.curly(member.pool.organisation.name)} n’est plus dans la plateforme.")
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    return True


def _members(row: ReadingPlatform) -> list[tuple[PlatformMember, int]]:
    """Return members and invited groups with their number of readers, by name."""
    rows = row.members.select_related("pool__organisation").prefetch_related("pool__readers")
    return [(one, len(one.pool.readers.all())) for one in rows.order_by("pool__organisation__name")]


def _agreement(row: ReadingPlatform) -> dict[str, Any]:
    """Return the agreement, its latest version and its shares today."""
    found = Agreement.objects.filter(platform=row).first()
    if found is None:
        return {"agreement": None}
    versions = list(AgreementVersion.objects.with_terms().filter(agreement=found))
    return {"agreement": found, "version": versions[0] if versions else None}


def _authors(user: User, members: list[tuple[PlatformMember, int]]) -> list[Any]:
    """Return the members in whose name the user may draft the agreement."""
    joined = [one.pool.organisation_id for one, _ in members if one.joined_at is not None]
    if not user.grants.may(Record.AGREEMENT, Act.CHANGE, Reach.ORGANISATION):
        return []
    return list(parties.authors(user).filter(pk__in=joined))


def month_shown(row: ReadingPlatform, month: date) -> dict[str, Any]:
    """Return the load of a month, for the page."""
    return {"loads": month_loads(row, month), "month": month}


def _shift(one: Shift) -> dict[str, Any]:
    session, zone = one.session, one.session.zone
    return {
        "session": session, "zone": zone,
        "hours": f"{french.clock(session.starts, zone)} à {french.clock(session.ends, zone)}",
        "who": words.called(one.reader) if one.reader is not None else "",
        "hospital": toponyms.curly(one.hospital.name) if one.hospital is not None else "",
        "running": session.starts <= timezone.now() < session.ends,
    }  # fmt: skip


@require_http_methods(["POST"])
@gate(Reach.ORGANISATION, changes=Record.AGREEMENT)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the agreement of a platform with equal shares, then lead to its terms."""
    row, user = get_object_or_404(own_platforms(request), pk=pk), signed_in(request)
    form = AgreementForm(request.POST, authors=_authors(user, _members(row)))
    if not form.is_valid():
        messages.error(request, "Choisissez votre établissement et le premier jour de la convention.")
        return redirect("platform", pk)
    try:
        made = setting_up.draft_agreement(row, form.chosen(), form.cleaned_data["starts"], user)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("platform", pk)
    messages.success(request, "La convention est rédigée à parts égales. Changez ses parts, puis proposez-la.")
    return redirect("own-agreement-terms", made.pk)
