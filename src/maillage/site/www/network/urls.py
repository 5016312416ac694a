"""Routes of the agreements, once for each door."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from maillage.site.accounts.rights import Record
from maillage.site.www.gates import gate
from maillage.site.www.network import groups, means, money, support, views, writing
from maillage.site.www.network.doors import COORDINATION, PARTY, Door

READ, WRITE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]


def routes(door: Door) -> list[URLPattern]:
    """Return the routes of a door, below its prefix."""
    reads = gate(door.reach, reads=Record.AGREEMENT)
    sees = gate(door.reach, reads=Record.PATHWAY)
    notes = gate(door.reach, changes=Record.PATHWAY)
    sums = (
        ("money_csv", ".csv", money.money_csv),
        ("money_paper", ".pdf", money.money_paper),
    )
    writes = gate(door.reach, changes=Record.AGREEMENT)
    both = gate(door.reach, reads=Record.AGREEMENT, changes=Record.AGREEMENT)

    def of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return update_wrapper(partial(view, door=door), view)

    names = door.names
    return [
        path("", require_http_methods(READ)(reads(of(views.agreements))), name=names["all"]),
        path("filieres", require_http_methods(READ)(sees(of(views.pathways))), name=names["boards"]),
        path("filieres/moyens", require_http_methods(WRITE)(notes(of(means.page))), name=names["means"]),
        path("hopitaux", require_http_methods(READ)(sees(of(groups.page))), name=names["groups"]),
        path("appuis", require_http_methods(READ)(sees(of(support.page))), name=names["support"]),
        path("nouvelle", require_http_methods(WRITE)(writes(of(writing.add))), name=names["add"]),
        path("<int:pk>", require_http_methods(WRITE)(both(of(views.agreement))), name=names["one"]),
        path("<int:pk>/fin", require_http_methods(WRITE)(writes(of(views.end))), name=names["end"]),
        path("<int:pk>/argent", require_http_methods(WRITE)(both(of(money.money))), name=names["money"]),
        *(
            path(f"<int:pk>/argent{suffix}", require_http_methods(READ)(reads(of(view))), name=names[name])
            for name, suffix, view in sums
        ),
        path("versions/<int:pk>.pdf", require_http_methods(READ)(reads(of(views.paper_of))), name=names["paper"]),
        path("versions/<int:pk>/termes", require_http_methods(WRITE)(writes(of(writing.terms))), name=names["terms"]),
        path(
            "versions/<int:pk>/personnes", require_http_methods(WRITE)(writes(of(writing.people))), name=names["people"]
        ),
        path("versions/<int:pk>/agenda", require_http_methods(WRITE)(writes(of(views.agenda))), name=names["agenda"]),
        path("semaines/<int:pk>", require_http_methods(WRITE)(writes(of(writing.week))), name=names["week"]),
    ]  # fmt: skip


def group_routes(door: Door) -> list[URLPattern]:
    """Return the routes by which groups of hospitals are written: by the coordination only."""
    changes = gate(door.reach, changes=Record.PATHWAY)

    def of(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return update_wrapper(partial(view, door=door), view)

    add, change = (require_http_methods(WRITE)(changes(of(view))) for view in (groups.add, groups.change))
    return [
        path("hopitaux/ajouter", add, name=door.names["group_add"]),
        path("hopitaux/<int:pk>", change, name=door.names["group"]),
    ]


party_patterns = routes(PARTY)
coordination_patterns = [*routes(COORDINATION), *group_routes(COORDINATION)]
