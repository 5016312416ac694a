"""The plan file: the problem, the input files, and the result; nothing that can be computed again.

Travel times and effects on access are left out on purpose: a check of the file computes them again.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from maillage.delimited import COMPRESSED
from maillage.errors import BadInput, WrongVersion
from maillage.planning.data import PlanningData
from maillage.planning.people import Doctor, Site
from maillage.planning.proof import Proof
from maillage.planning.result import Result
from maillage.planning.values import PlanWeights
from maillage.schemes import Profession, Status
from maillage.tables import check_output, write_whole

KIND, FORMAT = "maillage-plan", 2
READABLE = (1, FORMAT)  # format 1 has no presence
STEPS = ("presence", "site_presence", "fairness")
REMEDY = "Give a file written by 'maillage plan solve'"


@dataclass(frozen=True)
class Attachment:
    """An input file of the solver (supply or need), stored with its full content."""

    name: str
    content: bytes

    @classmethod
    def of(cls, path: Path | None) -> Attachment | None:
        """The content of ``path``, or None. Raises ``BadInput`` if it cannot be read."""
        if path is None:
            return None
        try:
            return cls(path.name, path.read_bytes())
        except OSError as error:
            raise BadInput(path, f"cannot be read ({error.strerror})", "Check the path") from error

    def unpack(self, path: Path) -> Path:
        """Write the content to ``path`` with its original suffix (``.csv.xz`` too), and return the resulting path."""
        suffixes = Path(self.name).suffixes
        path = path.with_suffix("".join(suffixes[-2:] if suffixes[-1:] == [COMPRESSED] else suffixes[-1:]))
        path.write_bytes(self.content)
        return path


@dataclass(frozen=True)
class PlanFile:
    """A planning problem and its result. ``territories`` are the codes of the designated ones."""

    region: str
    territories: tuple[str, ...]
    start: date
    weeks: int
    budget_cents: int
    scheme: str
    max_minutes: int
    weights: PlanWeights
    doctors: tuple[Doctor, ...]
    sites: tuple[Site, ...]
    result: Result
    supply: Attachment | None = None
    need: Attachment | None = None
    vintage: str = ""
    supply_year: int | None = None
    quota: Mapping[str, int] = field(default_factory=dict[str, int])
    budgets: Mapping[str, int] = field(default_factory=dict[str, int])
    measures: Mapping[str, Attachment] = field(default_factory=dict[str, Attachment])

    @classmethod
    def of(
        cls,
        data: PlanningData,
        result: Result,
        region: str,
        territories: Iterable[str],
        attached: tuple[Attachment | None, Attachment | None] = (None, None),
        vintage: str = "",
        supply_year: int | None = None,
        quota: Mapping[str, int] | None = None,
        measures: Mapping[str, Attachment] | None = None,
    ) -> PlanFile:
        """The file of a problem and its result; ``attached`` are the supply and need files it was built from.

        ``supply_year`` is the year of the supply, if it was brought forward; ``quota`` the number of territories by
        region, if they were designated so; ``measures`` are the supply files of other professions.
        """
        return cls(
            region=region,
            territories=tuple(territories),
            start=data.start,
            weeks=data.weeks,
            budget_cents=data.rules.budget_cents,
            scheme=data.rules.scheme,
            max_minutes=data.rules.max_minutes,
            weights=data.weights,
            doctors=data.doctors,
            sites=data.sites,
            result=result,
            supply=attached[0],
            need=attached[1],
            vintage=vintage,
            supply_year=supply_year,
            quota=quota or {},
            budgets=dict(data.rules.budgets),
            measures=measures or {},
        )

    def to_document(self) -> dict[str, Any]:
        """JSON-serialisable values, with the digest of all the others."""
        document: dict[str, Any] = {
            "kind": KIND,
            "format": FORMAT,
            "region": self.region,
            "territories": list(self.territories),
            "start": self.start.isoformat(),
            "weeks": self.weeks,
            "budget_cents": self.budget_cents,
            "scheme": self.scheme,
            "max_minutes": self.max_minutes,
            "weights": {name: one for name, one in asdict(self.weights).items() if name != "fairness" or one},
            "vintage": self.vintage,
            "result": self.result.to_document(),
            "doctors": [_doctor_out(doctor) for doctor in self.doctors],
            "sites": [_site_out(site) for site in self.sites],
            "supply": _attachment_out(self.supply),
            "need": _attachment_out(self.need),
            "supply_year": self.supply_year,
        }
        if self.quota:
            document["quota"] = dict(self.quota)
        if self.budgets:
            document["budgets"] = dict(self.budgets)
        if self.measures:
            document["measures"] = {name: _attachment_out(one) for name, one in sorted(self.measures.items())}
        if self.result.proof is not None:
            document["proof"] = self.result.proof.to_document()
        return {**document, "digest": document_digest(document)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> PlanFile:
        """Read the output of :meth:`to_document`; ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
        for people in (document["doctors"], document["sites"]):
            if len({row["id"] for row in people}) != len(people):
                raise ValueError("an id comes twice")
        return cls(
            region=str(document["region"]),
            territories=tuple(str(code) for code in document["territories"]),
            start=date.fromisoformat(document["start"]),
            weeks=int(document["weeks"]),
            budget_cents=int(document["budget_cents"]),
            scheme=str(document["scheme"]),
            max_minutes=int(document["max_minutes"]),
            weights=_weights_in(document["weights"]),
            doctors=tuple(_doctor_in(row) for row in document["doctors"]),
            sites=tuple(_site_in(row) for row in document["sites"]),
            result=_result_in(document),
            supply=_attachment_in(document["supply"]),
            need=_attachment_in(document["need"]),
            vintage=str(document["vintage"]),
            supply_year=None if document.get("supply_year") is None else int(document["supply_year"]),
            quota={str(region): int(number) for region, number in document.get("quota", {}).items()},
            budgets={str(payer): int(cents) for payer, cents in document.get("budgets", {}).items()},
            measures={
                str(name): Attachment(row["name"], _unpacked(row)) for name, row in document.get("measures", {}).items()
            },
        )

    def write(self, path: Path) -> None:
        """Write the file atomically. Raises ``BadInput`` for a suffix other than .json."""
        text = json.dumps(self.to_document(), ensure_ascii=False, indent=1)
        write_whole(check_output(path, (".json",)), lambda room: Path(room).write_text(text, encoding="utf-8"))


def read_plan(path: Path) -> tuple[PlanFile, bool]:
    """The plan of a file, and whether its content is unchanged (its digest matches).

    Raises ``BadInput`` for a file that is not a plan, ``WrongVersion`` for one in another format.
    """
    if path.suffix != ".json":
        raise BadInput(path, f"a plan is a '.json' file, not '{path.suffix}'", REMEDY)
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadInput(path, "no such file", "Check the path") from error
    except json.JSONDecodeError as error:
        raise BadInput(path, f"not JSON ({error.msg})", REMEDY, line=error.lineno) from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(path, f"cannot be read ({error})", REMEDY) from error
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise BadInput(path, "not a plan", REMEDY)
    if document.get("format") not in READABLE:
        raise WrongVersion(f"{path} is a plan of format {document.get('format')}; this version reads {FORMAT}.")
    try:
        return PlanFile.from_document(document), document.get("digest") == document_digest(document)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError, EOFError, OSError, zlib.error) as error:
        raise BadInput(path, f"not a whole plan ({type(error).__name__}: {error})", REMEDY) from error


def document_digest(document: Mapping[str, Any]) -> str:
    """Digest of every value of a plan document except the digest itself."""
    rest = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _result_in(document: Mapping[str, Any]) -> Result:
    proof = document.get("proof")
    found = Result.from_document(document["result"])
    return found if proof is None else replace(found, proof=Proof.from_document(proof))


def _weights_in(row: Mapping[str, Any]) -> PlanWeights:
    steps: dict[str, Any] = {name: tuple(map(float, row.get(name, ()))) for name in STEPS}
    return PlanWeights(**{**row, **steps})


def _doctor_out(doctor: Doctor) -> dict[str, Any]:
    return {
        "id": doctor.id,
        "name": doctor.name,
        "commune": doctor.commune,
        "home_share": doctor.home_share,
        "max_days_per_month": doctor.max_days_per_month,
        "profession": doctor.profession.value,
        "status": doctor.status.value,
        "available": [day.isoformat() for day in sorted(doctor.available)],
        "absent": [day.isoformat() for day in sorted(doctor.absent)],
        **_filled(
            pinned=[[site, day.isoformat()] for site, day in sorted(doctor.pinned)],
            never=sorted(doctor.never),
            needed=sorted(doctor.needed),
            days_apart=doctor.days_apart,
            supervised=doctor.supervised,
            supervises=doctor.supervises,
            bed=doctor.bed,
            payer=doctor.payer,
            scheme=doctor.scheme,
            half=doctor.half,
            weeks=doctor.weeks,
            promised=[list(one) for one in sorted(doctor.promised)],
            person=doctor.person,
        ),
    }


def _filled(**values: Any) -> dict[str, Any]:
    """What was asked for: a rule that is not used is not in the file."""
    return {name: value for name, value in values.items() if value}


def _doctor_in(row: Mapping[str, Any]) -> Doctor:
    return Doctor(
        id=str(row["id"]),
        name=str(row["name"]),
        commune=str(row["commune"]),
        available=frozenset(date.fromisoformat(day) for day in row["available"]),
        home_share=float(row["home_share"]),
        max_days_per_month=int(row["max_days_per_month"]),
        profession=Profession(row["profession"]),
        status=Status(row["status"]),
        absent=frozenset(date.fromisoformat(day) for day in row.get("absent", ())),
        pinned=frozenset((str(site), date.fromisoformat(day)) for site, day in row.get("pinned", ())),
        never=frozenset(map(str, row.get("never", ()))),
        needed=frozenset(map(str, row.get("needed", ()))),
        days_apart=int(row.get("days_apart", 0)),
        supervised=bool(row.get("supervised", False)),
        supervises=int(row.get("supervises", 0)),
        bed=bool(row.get("bed", False)),
        payer=str(row.get("payer", "")),
        scheme=str(row.get("scheme", "")),
        half=str(row.get("half", "")),
        weeks=int(row.get("weeks", 0)),
        promised=frozenset((str(site), int(days)) for site, days in row.get("promised", ())),
        person=str(row.get("person", "")),
    )


def _site_out(site: Site) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name,
        "commune": site.commune,
        "rooms": site.rooms,
        "open_weekdays": sorted(site.open_weekdays),
        "closed": [day.isoformat() for day in sorted(site.closed)],
        **_filled(
            opening_cents=site.opening_cents,
            least_days=site.least_days,
            rooms_on=[list(one) for one in site.rooms_on],
            equipment=sorted(site.equipment),
            staff=[list(one) for one in sorted(site.staff)],
            beds=site.beds,
            most_doctors=site.most_doctors,
            days_apart=site.days_apart,
            payer=site.payer,
            profession=site.profession.value if site.profession is not Profession.GP else "",
            schemes=sorted(site.schemes),
        ),
    }


def _site_in(row: Mapping[str, Any]) -> Site:
    return Site(
        id=str(row["id"]),
        name=str(row["name"]),
        commune=str(row["commune"]),
        rooms=int(row["rooms"]),
        open_weekdays=frozenset(int(day) for day in row["open_weekdays"]),
        closed=frozenset(date.fromisoformat(day) for day in row["closed"]),
        opening_cents=int(row.get("opening_cents", 0)),
        least_days=int(row.get("least_days", 0)),
        rooms_on=tuple((int(day), int(am), int(pm)) for day, am, pm in row.get("rooms_on", ())),
        equipment=frozenset(map(str, row.get("equipment", ()))),
        staff=frozenset((str(role), int(day)) for role, day in row.get("staff", ())),
        beds=int(row.get("beds", 0)),
        most_doctors=int(row.get("most_doctors", 0)),
        days_apart=int(row.get("days_apart", 0)),
        payer=str(row.get("payer", "")),
        profession=Profession(row.get("profession", Profession.GP.value)),
        schemes=frozenset(map(str, row.get("schemes", ()))),
    )


def _attachment_out(attachment: Attachment | None) -> dict[str, str] | None:
    if attachment is None:
        return None
    packed = gzip.compress(attachment.content, mtime=0)
    return {"name": attachment.name, "gzip_base64": base64.b64encode(packed).decode("ascii")}


def _attachment_in(row: Mapping[str, str] | None) -> Attachment | None:
    if row is None:
        return None
    return Attachment(row["name"], _unpacked(row))


def _unpacked(row: Mapping[str, str]) -> bytes:
    return gzip.decompress(base64.b64decode(row["gzip_base64"], validate=True))
