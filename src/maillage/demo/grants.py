"""Grants of an invented region: some in the register, with payments and conditions, and a table that waits."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.utils import timezone

from maillage.demo.accounts import GRANT_DESK_EMAIL, open_account
from maillage.site.accounts import roles
from maillage.site.accounts.models import User
from maillage.site.accounts.services import Invitee
from maillage.site.directory.models import Place
from maillage.site.geography.models import Commune, Region
from maillage.site.grants import files, importing, services
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.services import GrantData
from maillage.site.spreadsheets import Cell, Money, Table, write

KINDS = (
    ("practice_house", "Construction d’une maison de santé", 105_000_00, 2),
    ("vehicle", "Bus dentaire et médical", 230_000_00, 1),
    ("kit", "Valise de téléconsultation assistée", 18_500_00, 1),
    ("post", "Assistant territorial partagé", 64_000_00, 3),
    ("practice_house", "Extension d’une maison de santé", 85_000_00, 2),
    ("hospital", "Reconstruction de l’hôpital de proximité", 1_600_000_00, 3),
)
"""Object, title, amount a year in cents, years: of the size of real ones."""
CONDITIONS = ("Accueillir un interne chaque semestre.", "Ouvrir aux patients sans médecin traitant.")


def create_grants(region: str, coordinator: User) -> int:
    """Record a dozen grants for communes with places of care, and send a table with cells to correct."""
    where, today = Region.objects.get(pk=region), timezone.localdate()
    communes = list(Commune.objects.filter(places__isnull=False, department__region=where).distinct()[: 2 * len(KINDS)])
    for number, commune in enumerate(communes):
        _record(where, commune, number, date(today.year - 1 - number % 3, 1 + number % 12, 15), coordinator)
    _send_table(where, communes, today.year, coordinator)
    _invite_desk(where)
    return AwardedGrant.objects.filter(region=where).count()


def _record(region: Region, commune: Commune, number: int, decided_on: date, by: User) -> None:
    kind, title, cents, count = KINDS[number % len(KINDS)]
    grant = services.record(
        GrantData(
            region=region.pk, reference=f"{decided_on.year}-{number + 101}",
            giver=("Conseil régional", "Agence régionale de santé", "Conseil départemental")[number % 3],
            beneficiary=_beneficiary(commune), object=kind, title=title, commune=commune.pk, decided_on=decided_on,
            years={decided_on.year + year: cents for year in range(count)},
        ),
        by,
    )  # fmt: skip
    if number % 4 != 3:
        paid = cents if number % 2 else cents * 6 // 10
        services.pay(grant, decided_on.replace(day=28), paid, by, reference=f"MD-{decided_on.year}-{number + 1:04d}")
    if number % 3 == 0:
        condition = services.add_condition(
            grant, CONDITIONS[number % 2], by, due=date(decided_on.year + 1, 12, 31 - number % 5)
        )
        if number % 2:
            services.meet_condition(condition, decided_on.replace(day=28), by)
    if number == 0:
        table = write([Table("Budget", ["Poste", "Montant"], [["Travaux", Money(cents)]])])
        files.attach(grant, "Budget du projet.xlsx", table, by)


def _invite_desk(region: Region) -> None:
    """Open the account of somebody who follows the grants of the first beneficiary that is known here."""
    known = AwardedGrant.objects.filter(region=region, beneficiary__kind__in=roles.GRANT_DESK.kinds)
    grant = known.annotate(papers=Count("documents")).order_by("-papers", "pk").select_related("beneficiary").first()
    if grant is not None and grant.beneficiary is not None:
        open_account(Invitee(GRANT_DESK_EMAIL, "Lise", "Aubépine", roles.GRANT_DESK.code, grant.beneficiary))


def _beneficiary(commune: Commune) -> str:
    place = Place.objects.filter(commune=commune).select_related("organisation").order_by("pk").first()
    return place.organisation.name if place is not None else f"Mairie, {commune.name}"


def _send_table(region: Region, communes: list[Commune], year: int, by: User) -> None:
    """Send a table as people keep it: one line wrong twice, a total at its end."""
    head = ["N° de dossier", "Financeur", "Porteur de projet", "Projet", "Commune", "Date de délibération",
            "Subvention votée", "Montant versé", "Date de versement"]  # fmt: skip
    rows: list[list[Cell]] = [
        [f"MSP-{number + 1:03d}", "Conseil régional", _beneficiary(commune), "Maison de santé", commune.name,
         date(year - 1, 3 + number, 12), 95_000.0 + 5_000 * number, 40_000.0, date(year - 1, 6 + number, 1)]
        for number, commune in enumerate(communes[:5])
    ]  # fmt: skip
    if rows:
        rows[-1][4], rows[-1][6] = "Saint-Introuvable", "1,500"
    rows.append([None, None, "Total", None, None, None, 520_000.0, 200_000.0, None])
    content = write([Table("Maisons de santé", head, rows)])
    importing.start("maisons-de-sante.xlsx", content, region, by, layout="practice_houses")
