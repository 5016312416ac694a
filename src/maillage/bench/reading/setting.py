"""Makes the site of the benchmark: a house that asks, a hospital that reads, a request that is not sent yet.

Run as ``python -m maillage.bench.reading.setting FOLDER``; writes ``reading.json`` there.
"""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

REQUESTER, EXPERT = "demande@maillage.example", "expert@maillage.example"
QUESTION = {
    "why": "other", "age": 42, "awake": ["awake"], "activations": [], "treatment": [], "question": "Essai de vitesse.",
}  # fmt: skip
IMAGING = {"modality": "ct", "region": "head", "age": 9, "contrast": "none", "question": "Essai de vitesse."}


@dataclass(frozen=True)
class Setting:
    """The password of both accounts, and the keys of the requests: one to send files to, one with images."""

    password: str
    recording: int
    images: int


def main(folder: Path) -> None:
    """Make the site and write what the benchmark needs to know."""
    from maillage.site.runtime import open_site

    server = open_site(folder)
    try:
        made = _fill(secrets.token_urlsafe(16))
        (folder / "reading.json").write_text(json.dumps(asdict(made)), encoding="utf-8")
    finally:
        if server is not None:
            server.stop()


def _fill(password: str) -> Setting:
    from maillage.site.accounts import roles
    from maillage.site.accounts import services as accounts
    from maillage.site.accounts.models import Organisation, User
    from maillage.site.accounts.services import Invitee
    from maillage.site.expertise import attachments, pools, requesting
    from maillage.site.expertise.pathways import pathway
    from maillage.site.expertise.requesting import RequestData
    from maillage.site.files.invented import head_ct

    house = Organisation.objects.create(name="Maison qui demande", kind="establishment")
    hospital = Organisation.objects.create(name="Hôpital qui lit", kind="establishment")
    for email, role, of in ((REQUESTER, roles.REQUESTER, house), (EXPERT, roles.EXPERT, hospital)):
        _, token = accounts.invite(Invitee(email, "Essai", role.code, role.code, of), None)
        accounts.accept(token, password=password)
    asker, expert = User.objects.get(email=REQUESTER), User.objects.get(email=EXPERT)
    found: list[int] = []
    for code, values in (("eeg_child", QUESTION), ("imaging", IMAGING)):
        pool = pools.create_pool(hospital, code)
        pools.add_reader(pool, expert)
        data = RequestData(
            pool=pool, urgency=pathway(code).urgencies[-1].code, inpatient=False, consent="patient",
            examination=f"{code}-1", patient="P1", values=values,
        )  # fmt: skip
        row = requesting.draft(house, data, asker)
        found.append(row.pk)
    images = requesting.ExpertiseRequest.objects.get(pk=found[1])
    for content in head_ct():
        attachments.add_whole(images, [content], len(content), asker)
    requesting.send(images, asker)
    return Setting(password, *found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
