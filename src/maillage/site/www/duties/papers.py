"""The rota on paper: who is on duty where and when, for pharmacies, the 15 and the door of the houses."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from maillage.site import documents
from maillage.site.duties.models import Rota
from maillage.site.identity import services as identities
from maillage.site.www import french, toponyms
from maillage.site.www.duties import rows
from maillage.site.www.host import papers

NOBODY = "personne encore"
BEFORE_COMING = "Avant de venir, appelez toujours le 15 ou le 116\u00a0117."
NOBODY_COMES = "Les examens sont lus à distance\u00a0: aucun patient ne vient."


def paper(rota: Rota) -> bytes:
    """Return the PDF of a rota, week by week; a draft says that it is one."""
    shown = rows.shown(rota)
    return documents.render(
        "rota",
        {
            "title": f"{_of(rota)}, {toponyms.curly(rota.name)}",
            "site": identities.current().name,
            "state": "" if rota.is_published else "Projet, à ne pas afficher.",
            "organiser": toponyms.curly(rota.organisation.name),
            "said": BEFORE_COMING if rota.platform is None else NOBODY_COMES,
            "houses": [
                [house.name, toponyms.curly(house.commune.name), french.telephone(house.phone)]
                for house in rota.houses.select_related("commune")
            ],
            "weeks": [
                {
                    "title": f"Semaine du {french.date_text(monday, weekday=False, year=True)}",
                    "rows": [
                        [french.date_text(one.date), one.hours, one.house, one.doctor or NOBODY, one.phone]
                        for one in found
                    ],
                }
                for monday, found in shown.weeks()
            ],
        },
        timezone.now(),
    )


def _of(rota: Rota) -> str:
    if rota.platform is not None:
        return f"Gardes de lecture, {toponyms.curly(rota.platform.name)}"
    return f"Gardes {toponyms.department(rota.department_id, rota.department.name).of}"


def answer(rota: Rota) -> HttpResponse:
    """Return the PDF shown in the browser, from where it is printed."""
    return papers.answer(paper(rota), f"gardes-{rota.starts:%Y-%m-%d}")
