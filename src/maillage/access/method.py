"""Published methods as values: decay, activity of a doctor, age weights, unit, with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.access.decay import BlurredDecay, Decay, ExponentialDecay, GaussianDecay, SlowedDecay, StepDecay
from maillage.errors import MaillageError, UnknownName, nearest_names
from maillage.parameters import load_toml

DEFAULT = "apl-gp-2015"

# Other professions that users may ask for. Indicators for them exist, but their parameters are not published in a
# reproducible form, so they are refused by name instead of guessed.
UNDOCUMENTED = {
    "dentist": "distance weights, age weights and activity caps",
    "gynaecologist": "weights of the steps at 15, 30 and 45 minutes and age weights",
    "midwife": "distance weights and activity caps",
    "nurse": "distance weights, age weights and activity caps",
    "ophthalmologist": "distance weights and age weights",
    "paediatrician": "distance weights and age weights",
    "physiotherapist": "distance weights, age weights and activity caps",
    "psychiatrist": "distance weights and age weights",
}
DOCUMENTED = {"gp": DEFAULT}
# French words for professions, to suggest the name that the commands accept.
FRENCH = {
    "généraliste": "gp",
    "médecin généraliste": "gp",
    "médecin": "gp",
    "chirurgien-dentiste": "dentist",
    "gynécologue": "gynaecologist",
    "infirmier": "nurse",
    "infirmière": "nurse",
    "kinésithérapeute": "physiotherapist",
    "ophtalmologue": "ophthalmologist",
    "pédiatre": "paediatrician",
    "psychiatre": "psychiatrist",
    "sage-femme": "midwife",
}


@dataclass(frozen=True)
class AgeWeights:
    """Relative consumption of care by age: ``weight[k]`` holds from age ``start[k]`` to the next start."""

    start: tuple[int, ...]
    weight: tuple[float, ...]

    def band(self, low: int, high: int, people: Mapping[int, float] | None = None) -> float:
        """Mean weight of ages [low, high), each year weighted by ``people`` (by first age of its class) or equally."""
        ages = np.arange(low, high)
        index = np.searchsorted(np.asarray(self.start), ages, side="right") - 1
        values = np.asarray(self.weight)[index]
        if people is None:
            return float(values.mean())
        starts = np.asarray(sorted(people))
        share = np.asarray([people[int(a)] for a in starts])[np.searchsorted(starts, ages, side="right") - 1]
        return float((values * share).sum() / share.sum())


@dataclass(frozen=True)
class StraightLine:
    """A second estimate of off-peak minutes, ``fixed`` + ``per_km`` × straight-line distance, averaged in with
    ``share``.
    """

    share: float
    fixed: float
    per_km: float


@dataclass(frozen=True)
class Parameters:
    """One documented parameter set. ``per`` scales the indicator (100,000 inhabitants for the 2010 method).

    The method multiplies off-peak minutes by ``slower`` and gives them an error of ``error`` minutes; those of the mesh
    are averaged with ``straight``. Activity is proportional to access to the power -``scarcity``: doctors do more where
    doctors are scarce.
    """

    name: str
    profession: str
    label: str
    unit: str
    decay: Decay
    consultations_per_gp: float
    per: float
    age: AgeWeights
    steps: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    floor: float | None = None
    cap: float | None = None
    consultations_per_day: float = 20.0
    staying_60_plus: float = 1.0
    slower: float = 1.0
    error: float = 0.0
    straight: StraightLine | None = None
    scarcity: float = 0.0
    notes: Mapping[str, Any] = field(default_factory=lambda: dict[str, Any]())

    @staticmethod
    def load(name: str = DEFAULT) -> Parameters:
        """Read a parameter set by name. Raises ``UnknownName`` with the nearest existing names."""
        sets = ("apl-gp-2010", DEFAULT)
        if name not in sets:
            raise UnknownName("parameter set", str(name), nearest_names(name, sets) or sets)
        table = load_toml("maillage.access", name)
        return _from_document(name, table)

    def units(self, acts: ArrayLike) -> NDArray[np.float64]:
        """Supply of doctors who each do ``acts`` per year, in the unit of the method.

        2010: full-time equivalents by steps of activity (IRDES DT 70, table 3). 2015 and after: the acts themselves,
        raised to the floor and cut at the cap (ministry of health, 25/05/2018).
        """
        acts = np.asarray(acts, dtype=np.float64)
        if self.steps is not None:
            starts, values = self.steps
            return np.asarray(values)[np.searchsorted(np.asarray(starts), acts, side="right") - 1]
        return np.clip(acts, self.floor, self.cap)

    def from_off_peak(self) -> Parameters:
        """The same method for off-peak minutes; the mean of peak and off-peak is ``slower`` times as long.

        Off-peak minutes have an ``error``, so each gets its expected weight.
        """
        decay = self.decay if self.slower == 1 else SlowedDecay(self.decay, self.slower)
        decay = BlurredDecay(decay, self.error) if self.error else decay
        return replace(self, decay=decay, slower=1.0, error=0.0)

    @property
    def units_per_gp(self) -> float:
        """Supply of one doctor with mean activity."""
        return float(self.units(self.consultations_per_gp))


def check_profession(profession: str) -> None:
    """Raise ``UnknownName`` with the nearest professions for an unknown profession."""
    known = [*DOCUMENTED, *UNDOCUMENTED]
    if profession not in known:
        near = [FRENCH.get(one, one) for one in nearest_names(str(profession), [*known, *FRENCH])]
        raise UnknownName("profession", str(profession), dict.fromkeys(near) or sorted(known))


def parameters_for(profession: str, name: str | None = None) -> Parameters:
    """Return the documented parameters of a profession, or the set ``name``.

    Raises ``MaillageError`` for a profession whose parameters are not published, ``UnknownName`` for an unknown one.
    """
    if profession in UNDOCUMENTED:
        raise MaillageError(
            f"No documented parameter set for profession '{profession}': its {UNDOCUMENTED[profession]} are not "
            f"published. Documented: {', '.join(sorted(DOCUMENTED))}."
        )
    if profession not in DOCUMENTED:
        near = nearest_names(profession, [*DOCUMENTED, *UNDOCUMENTED, *FRENCH])
        meant = dict.fromkeys(FRENCH.get(name, name) for name in near)
        raise UnknownName("profession", profession, meant or sorted(DOCUMENTED))
    found = Parameters.load(name or DOCUMENTED[profession])
    if found.profession != profession:
        raise MaillageError(f"Parameter set '{found.name}' is for profession '{found.profession}', not '{profession}'.")
    return found


def _decay(table: Mapping[str, Any]) -> Decay:
    if table["kind"] == "step":
        return StepDecay(tuple(map(float, table["bounds"])), tuple(map(float, table["weights"])), table["closed"])
    if table["kind"] == "exponential":
        return ExponentialDecay(float(table["rate"]), float(table["limit"]))
    return GaussianDecay(float(table["spread"]), float(table["limit"]))


def _straight(table: Mapping[str, Any]) -> StraightLine:
    return StraightLine(float(table["share"]), float(table["fixed_minutes"]), float(table["minutes_per_km"]))


def _from_document(name: str, table: Mapping[str, Any]) -> Parameters:
    activity, doctors = table["activity"], table.get("doctors", {})
    time = table.get("time", {})
    steps = (tuple(activity["acts"]), tuple(activity["fte"])) if "acts" in activity else None
    return Parameters(
        name=name,
        profession=table["profession"],
        label=table["label"],
        unit=table["unit"],
        decay=_decay(table["decay"]),
        consultations_per_gp=float(activity["consultations_per_doctor"]),
        per=float(table.get("per", 1)),
        age=AgeWeights(tuple(table["age"]["from"]), tuple(table["age"]["weight"])),
        steps=steps,
        floor=activity.get("floor"),
        cap=activity.get("cap"),
        consultations_per_day=float(activity.get("consultations_per_day", 20)),
        staying_60_plus=float(doctors.get("staying_60_plus", 1)),
        slower=float(time.get("slower", 1)),
        error=float(time.get("error", 0)),
        straight=_straight(time["straight"]) if "straight" in time else None,
        scarcity=float(activity.get("scarcity", 0)),
        notes=table,
    )
