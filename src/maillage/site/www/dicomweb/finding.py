"""Which images a program may read, and which of them it asks for.

Numbers are digests here (``files.dicom.digest``). A program may ask by the digest, or by the number that its hospital
gave: both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict

from maillage.site.accounts.rights import Reach
from maillage.site.fhir.callers import Caller
from maillage.site.fhir.outcome import Refusal
from maillage.site.files import dicom
from maillage.site.files.models import StoredFile
from maillage.site.imaging.arriving import accession_digest
from maillage.site.imaging.models import ReceivedStudy

UID = re.compile(r"[0-9][0-9.]{0,63}")
FACTS = {
    "StudyInstanceUID": "study", "0020000D": "study", "SeriesInstanceUID": "series", "0020000E": "series",
    "SOPInstanceUID": "instance", "00080018": "instance",
}  # fmt: skip
MODALITIES = ("ModalitiesInStudy", "00080061", "Modality", "00080060")
ACCESSIONS = ("AccessionNumber", "00080050")
NOT_MATCHING = ("limit", "offset", "includefield", "fuzzymatching", "emptyvaluematching")
USUAL, MOST = 100, 1000


@dataclass(frozen=True)
class Page:
    """Which matches to answer."""

    offset: int
    limit: int


def visible(caller: Caller) -> QuerySet[StoredFile]:
    """Return the images that a program may read: of requests that its person reads, and those that wait for one."""
    waiting = ReceivedStudy.objects.visible_to(caller.user, Reach.ORGANISATION).waiting()
    held = Q(holder__in=_holders(caller.requests(), "request:"))
    held |= Q(holder__in=_holders(waiting.filter(organisation=caller.organisation), "study:"))
    rows = StoredFile.objects.filter(held, kind=StoredFile.Kind.DICOM).exclude(key="")
    return rows.order_by("at", "pk")


def _holders(rows: QuerySet[Model], prefix: str) -> QuerySet[Model, str]:
    name = Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())
    return rows.order_by().annotate(holder_name=name).values_list("holder_name", flat=True)  # type: ignore[return-value]


def of_path(rows: QuerySet[StoredFile], **uids: str) -> QuerySet[StoredFile]:
    """Return the images of a study, of one of its series, or one image."""
    for fact, uid in uids.items():
        rows = rows.filter(**{f"facts__{fact}__in": _either(uid)})
    return rows


def matching(rows: QuerySet[StoredFile], query: QueryDict, caller: Caller) -> QuerySet[StoredFile]:
    """Return the images that a query asks for. Raises ``Refusal`` for a condition that is not answered here.

    To leave such a condition out would answer with the images of other patients.
    """
    for name in query:
        values = query.get(name, "")
        if name in NOT_MATCHING or not values:
            continue
        if name in FACTS:
            asked = [uid for one in re.split(r"[,\\]", values) for uid in _either(one.strip())]
            rows = rows.filter(**{f"facts__{FACTS[name]}__in": asked})
        elif name in MODALITIES:
            rows = rows.filter(facts__modality__in=re.split(r"[,\\]", values.upper()))
        elif name in ACCESSIONS:
            rows = rows.filter(holder__in=_of_accession(caller, values))
        else:
            raise Refusal(
                400, "not-supported",
                f"'{name[:40]}' is not known here, as images name nobody. Search by StudyInstanceUID, "
                "SeriesInstanceUID, SOPInstanceUID, ModalitiesInStudy, Modality or AccessionNumber.",
            )  # fmt: skip
    return rows


def page(query: QueryDict) -> Page:
    """Return which matches to answer. Raises ``Refusal``."""
    numbers: dict[str, int] = {}
    for name, usual in (("offset", 0), ("limit", USUAL)):
        text = query.get(name, "") or str(usual)
        if not re.fullmatch(r"[0-9]{1,7}", text):
            raise Refusal(400, "value", f"'{name}' is a whole number.")
        numbers[name] = int(text)
    return Page(numbers["offset"], min(numbers["limit"], MOST))


def _either(uid: str) -> list[str]:
    if not UID.fullmatch(uid):
        raise Refusal(400, "value", f"'{uid[:70]}' is no UID.")
    return [uid, str(dicom.digest(uid))]


def _of_accession(caller: Caller, number: str) -> Iterable[str]:
    """Return what holds the images with an accession number: the hospital's own, or that of a request (M12)."""
    requests = caller.requests()
    if re.fullmatch(r"M[0-9]{1,12}", number):
        return [f"request:{pk}" for pk in requests.filter(pk=int(number[1:])).values_list("pk", flat=True)]
    digest = accession_digest(caller.organisation, number)
    if digest is None:
        return []
    asked = requests.filter(organisation=caller.organisation, examination=digest).values_list("pk", flat=True)
    waiting = ReceivedStudy.objects.waiting().filter(organisation=caller.organisation, accession=digest)
    return [*(f"request:{pk}" for pk in asked), *(one.holder for one in waiting)]
