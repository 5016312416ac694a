"""What the demonstration's places promise, and some places that are proposed: one to visit, one seen, one sent back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maillage.demo.people import Names, Person
from maillage.demo.world import World
from maillage.site.accounts.models import User
from maillage.site.directory import services as directory
from maillage.site.directory.checklists import ACCESSIBILITY, EQUIPMENT, REQUIRED_AT_VISIT
from maillage.site.directory.models import Place
from maillage.site.directory.openings import AFTERNOON, MORNING
from maillage.site.directory.services import PromiseData
from maillage.site.geography.models import Commune
from maillage.site.proposals import services
from maillage.site.proposals.answers import asked_of
from maillage.site.proposals.models import PlaceProposal
from maillage.site.questionnaires import first_open

STAGES = (("waits", 12), ("visited", 19), ("returned", 9))
"""How far each proposal went, and how many days ago it was sent."""


def create_promises(world: World) -> int:
    """What each place of the plan promises, more in some than in others; returns how many."""
    equipment, accessible = list(EQUIPMENT), list(ACCESSIBILITY)
    places = Place.objects.filter(reference__in=[site.id for site in world.sites]).order_by("pk")
    for rank, place in enumerate(places):
        lodges = rank % 3 == 0
        directory.state_promise(
            place,
            PromiseData(
                equipment=equipment[: 8 + rank % 8],
                accessibility=accessible[: 2 + rank % 4],
                secretariat=("whole", "part", "none")[rank % 3],
                parking=("reserved", "street")[rank % 2],
                lodging=("on_site" if rank % 2 else "nearby") if lodges else "none",
                beds=1 + rank % 2 if lodges else 0,
                keys="À l’accueil de la mairie, avant 17\u00a0h" if lodges else "",
                meals="kitchen" if lodges else "",
                contact_name="L’accueil",
                contact_phone=place.phone,
            ),
        )
    return len(places)


def create_proposals(coordinator: User, seed: int) -> int:
    """Proposed places in different states, made by the services that everybody uses; returns how many."""
    names = Names(seed + 6000, "communes.example", first_number=8200)
    communes = [place.commune for place in Place.objects.select_related("commune").order_by("pk")[: len(STAGES)]]
    for rank, ((stage, days), commune) in enumerate(zip(STAGES, communes, strict=False)):
        row = _answered(names.person(), commune, rank)
        row = services.send(row, consent=True)
        _age(row, days)
        today = timezone.localdate()
        if stage == "visited":
            services.set_visit(row, today - timedelta(days=2), coordinator.get_full_name(), by=coordinator)
            services.note_visit(row, REQUIRED_AT_VISIT, "Salle claire, à deux pas de la pharmacie.", by=coordinator)
        if stage == "returned":
            services.send_back(row, "Il manque un point d’eau dans le cabinet ou à côté.", by=coordinator)
    return PlaceProposal.objects.count()


def _answered(person: Person, commune: Commune, rank: int) -> PlaceProposal:
    row = services.begin(person.email, person.phone, address=f"demonstration {rank}")
    said: dict[str, dict[str, Any]] = {
        "who": {"proposer": ("commune", "practice", "landlord")[rank % 3]},
        "identity": {
            "first_name": person.first_name, "last_name": person.last_name,
            "organisation_name": ("Mairie", "Maison de santé", "Foyer rural")[rank % 3] + f" · {commune.name}",
        },
        "place": {
            "place_name": ("Salle de la Halle", "Cabinet du Pont", "Foyer rural")[rank % 3],
            "place_kind": ("town_premises", "practice", "town_premises")[rank % 3],
        },
        "address": {"commune": commune.pk, "address": f"{3 + rank} place de la Halle"},
        "rooms": {"rooms": str(1 + rank % 2)},
        "hours-1": {"hours": [(rank, *MORNING), (rank, *AFTERNOON), (3, *MORNING)]},
        "hours-2": {"hours": [(rank, *MORNING)]},
        "closures": {"closures": []},
        "equipment": {"equipment": list(EQUIPMENT)[: 4 + 3 * rank]},
        "accessibility": {"accessibility": list(ACCESSIBILITY)[: 2 + rank]},
        "secretariat": {"secretariat": ("none", "part", "none")[rank % 3]},
        "parking": {"parking": "street"},
        "lodging": {"lodging": ("none", "nearby", "none")[rank % 3]},
        "sleeping": {"beds": 1, "keys": "Chez la voisine", "meals": "kitchen"},
        "on_site": {"contact_name": str(person.first_name), "contact_phone": person.phone},
        "photos": {},
        "word": {"word": ""},
    }  # fmt: skip
    while (question := first_open(asked_of(row), row)) is not None:
        row = services.save_answer(row, question.code, said[question.code])
    return row


def _age(row: PlaceProposal, days: int) -> None:
    """Let it have been sent some days ago."""
    ago = timedelta(days=days)
    moved = {name: getattr(row, name) - ago for name in ("begun_at", "saved_at", "sent_at", "consented_at")}
    PlaceProposal.objects.filter(pk=row.pk).update(**moved)
