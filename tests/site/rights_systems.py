"""The machines and programs of a hospital, as a part of the world of rights has them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.fhir import services
from maillage.site.imaging import machines
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import OutgoingStudy, ReceivedStudy
from tests.site import factories as make
from tests.site.expertise.cases import Ward


def systems_of(word: str, ward: Ward, request: ExpertiseRequest) -> dict[str, Any]:
    """A scanner, a key, an examination that waits, one whose sending was given up."""
    house, now = ward.asking, timezone.now()
    manager = make.user("systems_manager", house, last_name=f"Informaticien{word}")
    data = NodeData(f"Scanner {word}", f"SC-{word[:8].upper()}", "127.0.0.1", "127.0.0.1", 9)
    node = machines.add(house, data, manager)
    study = ReceivedStudy.objects.create(
        organisation=house, study=f"2.25.{make.number()}", node=node, first_at=now, last_at=now
    )
    outgoing = OutgoingStudy.objects.create(
        organisation=house, node=node, request=request, by=ward.requester, made_at=now, send_after=now, state="failed"
    )
    key = services.give_examination_key(house, f"PACS {word}", ward.requester, manager).row
    return {"node": node, "received": study, "outgoing": outgoing, "examination_key": key}


def node_form(_: Any) -> dict[str, str]:
    """A machine as its form sends it."""
    return {"name": "PACS", "title": f"PACS{make.number()}"[:16], "addresses": "10.1.2.3", "tls": "non", "host": ""}
