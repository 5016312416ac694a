"""A hospital that asks, a hospital that reads, and a request between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maillage.site.accounts.models import Membership, Organisation, User
from maillage.site.expertise import pools, reading, requesting
from maillage.site.expertise.models import Answer, ExpertiseRequest, ReaderPool
from maillage.site.expertise.pathways import Field, pathway
from maillage.site.expertise.requesting import RequestData
from tests.site import factories as make

__all__ = ["pathway", "pools"]
QUESTION = {
    "why": "first_seizure", "age": 42, "awake": ["awake", "asleep"], "activations": [], "treatment": [],
    "question": "Tracé compatible avec une épilepsie ?",
}  # fmt: skip
ANSWER = {
    "background": "normal", "sleep": "normal", "anomalies": ["focal"], "conclusion": "Pointes centrales droites.",
    "advice": "clinic",
}  # fmt: skip


@dataclass
class Ward:
    """Who asks, who reads, who heads the pathway."""

    asking: Organisation
    requester: User
    hospital: Organisation
    readers: list[User]
    head: User
    pool: ReaderPool


def ward(readers: int = 2) -> Ward:
    asking = make.organisation("establishment", name=f"Hôpital demandeur {make.number()}")
    hospital = make.organisation("establishment", name=f"CHU {make.number()}")
    people = [make.user("expert", hospital, last_name=f"Lectrice {k}") for k in range(readers)]
    pool = pools.create_pool(hospital, "eeg_child")
    for one in people:
        pools.add_reader(pool, one)
    return Ward(
        asking, make.user("requester", asking), hospital, people, make.user("head_of_pathway", hospital), pool
    )  # fmt: skip


def data(pool: ReaderPool, **changes: Any) -> RequestData:
    number = make.number()
    values: dict[str, Any] = {
        "pool": pool, "urgency": "urgent", "inpatient": False, "consent": "representative",
        "examination": f"EX{number}", "patient": f"P{number}", "values": QUESTION, **changes,
    }  # fmt: skip
    return RequestData(**values)


def draft(place: Ward, **changes: Any) -> ExpertiseRequest:
    return requesting.draft(place.asking, data(place.pool, **changes), place.requester)


def sent(place: Ward, **changes: Any) -> ExpertiseRequest:
    return requesting.send(draft(place, **changes), place.requester)


def taken(place: Ward, **changes: Any) -> ExpertiseRequest:
    return reading.take(sent(place, **changes), place.readers[0])


def answered(place: Ward, **changes: Any) -> Answer:
    return reading.answer(taken(place, **changes), ANSWER, place.readers[0])


def any_value(field: Field) -> object:
    """An answer that a field accepts."""
    first = field.choices[0][0] if field.choices else ""
    return {"choice": first, "several": [first], "count": field.least, "text": "Oui."}[field.kind]


def fresh(request: ExpertiseRequest) -> ExpertiseRequest:
    return ExpertiseRequest.objects.get(pk=request.pk)


def also(user: User, role: str, of: Organisation) -> None:
    Membership.objects.create(user=user, organisation=of, role=role)
