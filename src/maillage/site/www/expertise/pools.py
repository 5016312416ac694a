"""Pages of the head of a pathway: delays and load of each pool, and who reads in it. Nothing about a patient."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.models import User
from maillage.site.accounts.rights import Reach, Record
from maillage.site.expertise import load, states
from maillage.site.expertise import pools as services
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool
from maillage.site.expertise.pathways import pathways
from maillage.site.www.coordinator.fields import refused_on
from maillage.site.www.expertise import shown
from maillage.site.www.expertise.forms import ReaderForm
from maillage.site.www.gates import gate, signed_in
from maillage.site.www.numbers import whole

SHOWN_DAYS = 30
CLASSES = ("jusqu’à 1\u00a0h", "1 à 4\u00a0h", "4 à 24\u00a0h", "1 à 7\u00a0jours", "plus de 7\u00a0jours")


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.READER_POOL, changes=Record.READER_POOL)
def reader_pools(request: HttpRequest) -> HttpResponse:
    """The pools of the hospital, what waits in each; open one for another pathway."""
    user = signed_in(request)
    organisations = list(services.organisations_of(user))
    if request.method == "POST" and request.POST.get("filiere") in pathways() and organisations:
        made = services.create_pool(organisations[0], request.POST["filiere"], user)
        return redirect("reader-pool", pk=made.pk)
    if request.method == "POST":
        messages.error(request, "Choisissez la filière dans la liste.")
    now = timezone.now()
    pools = ReaderPool.objects.visible_to(user, Reach.ORGANISATION).select_related("organisation")
    rows = pools.annotate(
        waiting=Count("requests", filter=Q(requests__state__in=states.WAITING), distinct=True),
        held=Count("requests", filter=Q(requests__state__in=states.HELD), distinct=True),
        late=Count(
            "requests", filter=Q(requests__state__in=states.OPEN, requests__due_at__lt=now), distinct=True
        ),
        people=Count("readers", distinct=True),
    )  # fmt: skip
    taken = {one.pathway for one in rows}
    left = [(code, one.label) for code, one in pathways().items() if code not in taken]
    context = {"pools": [(one, str(one)) for one in rows], "left": left}
    return render(request, "expertise/pools.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@gate(Reach.ORGANISATION, reads=Record.READER_POOL, changes=Record.READER_POOL)
def reader_pool(request: HttpRequest, pk: int) -> HttpResponse:
    """One pool: its delays, the load of each reader and hour, its readers."""
    user = signed_in(request)
    pool = get_object_or_404(
        ReaderPool.objects.visible_to(user, Reach.ORGANISATION).select_related("organisation"), pk=pk
    )
    people = services.experts_of(pool.organisation).exclude(pk__in=pool.readers.values("user"))
    form = ReaderForm(request.POST if request.POST.get("acte") == "ajouter" else None, people=people)
    if request.method == "POST" and _acted(request, pool, form, user):
        return redirect("reader-pool", pk=pk)
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    times = load.response_times(pool, since)
    open_now = ExpertiseRequest.objects.filter(pool=pool, state__in=states.OPEN).select_related(
        "organisation", "taken_by", "pool"
    )
    context = {
        "pool": pool,
        "name": str(pool),
        "form": form,
        "times": times,
        "classes": list(zip(CLASSES, times.classes, strict=True)),
        "loads": load.loads(pool, since),
        "hours": [row for row in load.by_hour(pool, since) if row[1] or row[2]],
        "open": shown.listed(open_now.by_due_time()),
        "days": SHOWN_DAYS,
    }
    return render(request, "expertise/pool.html", context, status=422 if form.errors else 200)


def _acted(request: HttpRequest, pool: ReaderPool, form: ReaderForm, user: User) -> bool:
    """Do what a button says; False if the form is to be shown again."""
    asked = request.POST.get("acte", "")
    if asked == "ajouter":
        if not form.is_valid():
            return False
        with refused_on(form):
            services.add_reader(pool, User.objects.get(pk=form.cleaned_data["reader"]), user)
            return True
        return False
    if asked == "retirer":
        services.remove_reader(get_object_or_404(pool.readers, pk=whole(request.POST.get("lecteur", ""))), user)
    elif asked in ("ouvrir", "fermer"):
        services.open_pool(pool, user, is_open=asked == "ouvrir")
    return True
