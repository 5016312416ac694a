"""Remote opinions of an invented region: a hospital that asks, one that reads, and a child's EEG that waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import islice

from django.utils import timezone

from maillage.demo.accounts import EXPERT_EMAIL, PATHWAY_EMAIL, REQUESTER_EMAIL, SYSTEMS_EMAIL, open_account
from maillage.site.accounts import roles, services
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.services import Invitee
from maillage.site.agreements.models import AgreementVersion
from maillage.site.expertise import attachments, pools, reading, requesting
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool
from maillage.site.expertise.pathways import pathway
from maillage.site.expertise.requesting import RequestData
from maillage.site.files import invented
from maillage.site.geography.models import Commune
from maillage.site.imaging import machines
from maillage.site.imaging.arriving import Source, Tally
from maillage.site.imaging.machines import NodeData

ALBI = "81004"
FEW_SLICES = 12
QUESTION = {
    "why": "first_seizure", "age": 42, "awake": ["awake", "asleep"], "activations": ["eyes", "light"],
    "treatment": ["none"],
    "question": "Exemple inventé. Première crise au réveil\u00a0: le tracé est-il en faveur d’une épilepsie\u202f?",
}  # fmt: skip
ANSWER = {
    "background": "normal", "sleep": "normal", "anomalies": [], "advice": "none",
    "conclusion": "Exemple inventé. Tracé de veille et de sommeil normal pour l’âge.",
}  # fmt: skip
IMAGING = {
    "modality": "ct", "region": "head", "age": 9, "contrast": "none",
    "question": "Exemple inventé. Taille des ventricules, à comparer avec l’examen d’avant\u202f?",
}  # fmt: skip
IMAGING_ANSWER = {
    "quality": "good", "advice": "again", "findings": "Exemple inventé. Calcification frontale, ventricules fins.",
    "conclusion": "Exemple inventé. À contrôler dans six mois.",
}  # fmt: skip


def create_expertise(region: str) -> int:
    """Open the accounts of both sides; one request answered, one held, two that wait; return how many."""
    communes = Commune.objects.filter(department__region=region).order_by("-population")
    largest = communes.first()
    if largest is None:
        return 0
    asks = communes.filter(pk=ALBI).first() or communes[min(5, communes.count() - 1)]
    hospital = Organisation.objects.create(name=f"CHU de démonstration, {largest.name}", kind="establishment")
    house = Organisation.objects.create(name=f"Centre hospitalier de démonstration, {asks.name}", kind="establishment")
    people = {
        email: _person(email, first, last, role, of)
        for email, first, last, role, of in (
            (REQUESTER_EMAIL, "Lise", "Aubépine", roles.REQUESTER, house),
            (EXPERT_EMAIL, "Nadia", "Genévrier", roles.EXPERT, hospital),
            ("confrere-expert@maillage.example", "Paul", "Sorbier", roles.EXPERT, hospital),
            (PATHWAY_EMAIL, "Inès", "Alisier", roles.HEAD_OF_PATHWAY, hospital),
            (SYSTEMS_EMAIL, "Marc", "Cormier", roles.SYSTEMS_MANAGER, house),
        )
    }
    _heads_agreements_too(people[PATHWAY_EMAIL])
    pool = _pool(hospital, people)
    _requests(house, pool, people)
    images = ReaderPool.objects.get(organisation=hospital, pathway="imaging")
    _images(house, images, people[REQUESTER_EMAIL], people[EXPERT_EMAIL])
    _from_a_scanner(house, images, people)
    return ExpertiseRequest.objects.count()


def _person(email: str, first: str, last: str, role: roles.AccountRole, of: Organisation) -> User:
    open_account(Invitee(email, first, last, role.code, of))
    return User.objects.get(email=email)


def _heads_agreements_too(head: User) -> None:
    """Let the head of a pathway follow the boards of the hospital that wrote the demonstration's first agreement."""
    first = AgreementVersion.objects.order_by("pk").first()
    if first is None:
        return
    names = (head.email, head.first_name, head.last_name)
    _, token = services.invite(Invitee(*names, roles.HEAD_OF_PATHWAY.code, first.author), None)
    services.accept(token, user=head)


def _pool(hospital: Organisation, people: dict[str, User]) -> ReaderPool:
    for code in ("imaging", "eeg_child"):
        pool = pools.create_pool(hospital, code)
        for email in (EXPERT_EMAIL, "confrere-expert@maillage.example"):
            pools.add_reader(pool, people[email])
    return pool


def _requests(house: Organisation, pool: ReaderPool, people: dict[str, User]) -> None:
    """Requests in several states; the answered one took five hours, two of them waiting for information."""
    asker, expert = people[REQUESTER_EMAIL], people[EXPERT_EMAIL]

    def sent(number: int, urgency: str, files: Iterable[bytes] = ()) -> ExpertiseRequest:
        said = RequestData(
            pool=pool, urgency=urgency, inpatient=False, consent="representative", examination=f"EEG-{2600 + number}",
            patient=f"DEMO-{number}", values=QUESTION,
        )  # fmt: skip
        return _sent(requesting.draft(house, said, asker), files)

    done = reading.take(sent(1, "soon"), expert)
    reading.answer(done, ANSWER, expert)
    now, hour = timezone.now(), timedelta(hours=1)
    ExpertiseRequest.objects.filter(pk=done.pk).update(sent_at=now - 5 * hour, waited=2 * hour)
    asked = reading.take(sent(2, "planned"), expert)
    reading.ask_more(asked, "L’enfant avait-il dormi avant l’examen\u202f?", expert)
    sent(3, "soon")
    sent(4, "urgent", [invented.eeg()])


def _images(house: Organisation, pool: ReaderPool, asker: User, expert: User) -> None:
    """Two scans of one invented head: the first was read, the second waits and can be compared with it."""

    def sent(number: int, files: Iterable[bytes]) -> ExpertiseRequest:
        said = RequestData(
            pool=pool, urgency=pathway(pool.pathway).urgencies[-1].code, inpatient=False, consent="patient",
            examination=f"TDM-{2600 + number}", patient="DEMO-9", values=IMAGING,
        )  # fmt: skip
        return _sent(requesting.draft(house, said, asker), files)

    before = reading.take(sent(1, invented.head_ct("1")), expert)
    reading.answer(before, IMAGING_ANSWER, expert)
    sent(2, invented.head_ct("2", shift=0.03))


def _from_a_scanner(house: Organisation, pool: ReaderPool, people: dict[str, User]) -> None:
    """A scan that a scanner of the house sent, and the draft that waits for it: nobody has joined them yet."""
    # An address of RFC 5737: no machine of the world has it.
    scanner = machines.add(house, NodeData("Scanner inventé", "SCANNER_DEMO", "192.0.2.7"), people[SYSTEMS_EMAIL])
    said = RequestData(
        pool=pool, urgency=pathway(pool.pathway).urgencies[-1].code, inpatient=True, consent="patient",
        examination="TDM-2603", patient="DEMO-9", values=IMAGING,
    )  # fmt: skip
    requesting.draft(house, said, people[REQUESTER_EMAIL])
    tally = Tally(Source(house, scanner))
    for content in islice(invented.head_ct("3", accession="TDM-2603"), FEW_SLICES):
        tally.receive(content)
    tally.note()


def _sent(draft: ExpertiseRequest, files: Iterable[bytes]) -> ExpertiseRequest:
    for content in files:
        attachments.add_whole(draft, [content], len(content), draft.requester)
    return requesting.send(draft, draft.requester)
