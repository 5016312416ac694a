"""EDF, EDF+ and BDF recordings: read whole, refused if damaged, freed of what names somebody.

The form is that of Kemp et al. 1992 (EDF) and Kemp and Olivan 2003 (EDF+): a header of 256 bytes, 256 more per signal,
then records of equal length. Free texts of the header are emptied; labels, units and annotations stay if their words
are those of an EEG (``parameters/eeg.toml``), for a library would keep the texts of annotations, which may hold names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.parameters import load_toml
from maillage.site.files.kinds import FIELD
from maillage.site.refusals import InvalidField

HEAD = 256
MOST_SIGNALS = 512
MOST_ANNOTATIONS = 20_000
NOBODY, NO_RECORDING, NO_DATE = "X X X X", "Startdate X X X X", "01.01.85"
DATES = re.compile(r"\d\d\.\d\d\.\d\d")
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
FILTERS = re.compile(r"((HP|LP|N|BP|Notch)\s*:?\s*(DC|\d+([.,]\d+)?)?\s*(k?Hz|s)?\s*)+", re.IGNORECASE)
ELECTRODE = re.compile(
    r"(EEG )?(Fp|AF|F|FC|FT|T|C|CP|TP|P|PO|O|A|M|I|N)(z|\d{1,2})?"
    r"(-(Ref|LE|AVG|Av|(Fp|F|T|C|P|O|A|M)(z|\d{1,2})?))?",
    re.IGNORECASE,
)
ANNOTATIONS = ("EDF Annotations", "BDF Annotations")
REPLACED = "Note"
# The fields of the header of each signal and their lengths in bytes.
FIELDS = (
    ("label", 16), ("transducer", 80), ("unit", 8), ("low", 8), ("high", 8), ("digital_low", 8), ("digital_high", 8),
    ("filters", 80), ("samples", 8), ("reserved", 32),
)  # fmt: skip


@dataclass(frozen=True)
class Signal:
    """A signal as its header tells: physical and digital range, samples in each record."""

    label: str
    unit: str
    low: float
    high: float
    digital_low: int
    digital_high: int
    filters: str
    samples: int

    @property
    def annotates(self) -> bool:
        """Whether it holds texts."""
        return self.label in ANNOTATIONS


JITTER = 0.05
"""Seconds by which a record may begin early or late without an interruption."""
UNTIMED = (
    "Cet EEG est interrompu (EDF+D) et l’heure de ses morceaux manque ou recule\u00a0: exportez-le en continu (EDF+C), "
    "puis envoyez-le."
)


@dataclass
class Recording:
    """A recording: the bytes of its clean header, its signals, what was removed; annotations fill as it is read."""

    header: bytes
    signals: list[Signal]
    records: int
    seconds: float
    sample_bytes: int
    starts: str
    broken: bool
    removed: list[str]
    annotations: list[tuple[float, float, str]] = field(default_factory=list[tuple[float, float, str]])
    onsets: list[float] = field(default_factory=list[float])
    replaced: int = 0

    @property
    def record_bytes(self) -> int:
        """Bytes of one record."""
        return self.sample_bytes * sum(one.samples for one in self.signals)

    def stretches(self) -> list[tuple[float, int]]:
        """Return where an interrupted recording (EDF+D) goes on: the second of its beginning, and its records.

        Empty for a continuous one. Raises ``InvalidField`` if a time is missing, or goes back into the records before.
        """
        if not self.broken:
            return []
        if len(self.onsets) != self.records or any(
            later < one + self.seconds - JITTER for one, later in pairwise(self.onsets)
        ):
            raise InvalidField(FIELD, UNTIMED)
        found: list[tuple[float, int]] = []
        ends = float("-inf")
        for onset in self.onsets:
            if onset - ends > JITTER:
                found.append((onset, 0))
            found[-1] = found[-1][0], found[-1][1] + 1
            ends = onset + self.seconds
        return found

    def facts(self) -> dict[str, Any]:
        """Return what a viewer needs to read pages of it; no word of it names somebody."""
        return {
            "header_bytes": len(self.header), "record_bytes": self.record_bytes, "records": self.records,
            "record_seconds": self.seconds, "sample_bytes": self.sample_bytes, "starts": self.starts,
            "stretches": self.stretches(), "annotations": self.annotations,
            "signals": [
                {"label": one.label, "unit": one.unit, "low": one.low, "high": one.high, "samples": one.samples,
                 "digital_low": one.digital_low, "digital_high": one.digital_high, "filters": one.filters}
                for one in self.signals
            ],
        }  # fmt: skip


def opened(head: bytes, size: int) -> Recording:
    """Read the header of a file of ``size`` bytes from its beginning. Raises ``InvalidField`` that says what to do."""
    count = _whole(head[252:256])
    if not 1 <= count <= MOST_SIGNALS or len(head) < HEAD * (1 + count):
        raise _damaged()
    text = head[: HEAD * (1 + count)].decode("latin-1")
    columns = _columns(text[HEAD:], count)
    binary = head[:1] == b"\xff"
    removed: list[str] = []
    signals = [_signal(columns, k, removed) for k in range(count)]
    seconds = _number(text[244:252])
    if seconds <= 0 and not all(one.annotates for one in signals):
        raise _damaged()
    made = Recording(
        header=b"", signals=signals, records=0, seconds=seconds, sample_bytes=3 if binary else 2,
        starts=text[176:184] if DATES.fullmatch(text[176:184]) else "00.00.00",
        broken=text[192:197] in ("EDF+D", "BDF+D"), removed=removed,
    )  # fmt: skip
    made.records = _records(_whole(text[236:244].encode("latin-1")), made, size, HEAD * (1 + count))
    _note_head(text, columns, removed)
    made.header = _clean(text, made, columns)
    return made


def cleaned(recording: Recording, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the recording without names, from the parts of the file; its annotations are gathered meanwhile.

    What lies beyond its last record is left out. Raises ``InvalidField`` for samples in the other byte order.
    """
    yield recording.header
    length, held, done = recording.record_bytes, bytearray(), 0
    skip = len(recording.header)
    places = [
        (start * recording.sample_bytes, (start + one.samples) * recording.sample_bytes)
        for one, start in zip(
            recording.signals, accumulate((one.samples for one in recording.signals), initial=0), strict=False
        )
        if one.annotates
    ]
    for part in parts:
        held += part[skip:] if skip else part
        skip = max(0, skip - len(part))
        ready = min(len(held) // length, recording.records - done)
        if not ready:
            continue
        block = held[: ready * length]
        del held[: ready * length]
        if not done:
            _check_order(recording, bytes(block))
        for k in range(ready if places else 0):
            _clean_record(recording, block, k * length, places)
        done += ready
        yield bytes(block)


def _clean_record(recording: Recording, block: bytearray, at: int, places: list[tuple[int, int]]) -> None:
    for turn, (start, stop) in enumerate(places):
        found = bytes(block[at + start : at + stop])
        written = b"".join(_lists(recording, found, timekeeping=turn == 0))
        block[at + start : at + stop] = written[: stop - start].ljust(stop - start, b"\0")


def _lists(recording: Recording, found: bytes, *, timekeeping: bool) -> Iterator[bytes]:
    """Yield the time-stamped lists of annotations of a record, with texts that name nobody."""
    for turn, one in enumerate(part for part in found.split(b"\0") if part):
        stamp, _, rest = one.partition(b"\x14")
        onset, _, lasts = stamp.partition(b"\x15")
        begins = _seconds(onset)
        if begins is None or (lasts and _seconds(lasts) is None):
            recording.replaced += 1
            continue
        if timekeeping and turn == 0 and recording.broken:
            recording.onsets.append(begins)
        texts = [_kept(recording, text) for text in rest.split(b"\x14") if text]
        for text in texts:
            if len(recording.annotations) < MOST_ANNOTATIONS:
                recording.annotations.append((begins, _seconds(lasts) or 0.0, text.decode()))
        if timekeeping and turn == 0 and not texts:
            yield stamp + b"\x14\x14\0"
        else:
            yield stamp + b"\x14" + b"".join(text + b"\x14" for text in texts) + b"\0"


def _kept(recording: Recording, text: bytes) -> bytes:
    """Return a text of an annotation if it names nobody, a shorter word otherwise, which fits in its place."""
    said = text.decode("utf-8", "replace")
    if names_nobody(said):
        return text
    recording.replaced += 1
    return REPLACED.encode() if len(text) >= len(REPLACED) else b"-"


def names_nobody(text: str) -> bool:
    """Whether all words of an annotation are those of an EEG, electrodes or one number of at most three digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    numbers = re.findall(r"\d+(?:[.,]\d+)?", re.sub(r"(?<![a-z])[a-z]{1,3}\d{1,2}(?!\d)", " ", plain))
    if len(numbers) > 1 or any(len(one) > 4 or len(re.split("[.,]", one)[0]) > 3 for one in numbers):
        return False
    words = re.findall(r"[^\W\d_]+\d{0,2}", plain)
    return all(word in _words() or ELECTRODE.fullmatch(word) or word.rstrip("0123456789") in _words() for word in words)


def _signal(columns: dict[str, list[str]], k: int, removed: list[str]) -> Signal:
    text = {name: values[k] for name, values in columns.items()}
    label = text["label"].strip()
    known = (
        label in ANNOTATIONS or label == f"Voie {k + 1}" or ELECTRODE.fullmatch(label) or label.lower() in _channels()
    )
    if not known:
        removed.append(f"nom de la voie {k + 1}")
        label = f"Voie {k + 1}"
    filters = text["filters"].strip()
    unit = text["unit"].strip()
    found = Signal(
        label=label, unit=unit if unit in _units() else "", low=_number(text["low"]), high=_number(text["high"]),
        digital_low=int(_number(text["digital_low"])), digital_high=int(_number(text["digital_high"])),
        filters=filters if FILTERS.fullmatch(filters) else "", samples=_whole(text["samples"].encode("latin-1")),
    )  # fmt: skip
    if found.samples < 1 or (not found.annotates and found.digital_low >= found.digital_high):
        raise _damaged()
    return found


def _columns(text: str, count: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    at = 0
    for name, width in FIELDS:
        found[name] = [text[at + k * width : at + (k + 1) * width] for k in range(count)]
        at += count * width
    return found


def _records(said: int, recording: Recording, size: int, header: int) -> int:
    """Return how many records there are. Raises ``InvalidField`` for fewer than the header says."""
    there = (size - header) // recording.record_bytes
    if said > there:
        each = recording.seconds
        raise InvalidField(
            FIELD,
            f"Cet enregistrement est incomplet\u00a0: {there * each:.0f}\u00a0secondes sur {said * each:.0f}. "
            "Copiez-le ou exportez-le de nouveau, jusqu’au bout, puis envoyez-le.",
        )
    if there < 1 or said == 0:
        raise InvalidField(FIELD, "Cet enregistrement ne contient aucun signal\u00a0: exportez-le de nouveau.")
    return said if said > 0 else there


def _check_order(recording: Recording, block: bytes) -> None:
    """Refuse samples written in the other byte order: they jump, and are smooth once turned."""
    if recording.sample_bytes != 2:
        return
    first = np.frombuffer(block[: len(block) // 2 * 2], "<i2")[: recording.record_bytes // 2 * 8]
    at = 0
    for one in recording.signals:
        found = first[at : at + one.samples]
        at += one.samples
        if one.annotates or len(found) < 32:
            continue
        as_is, turned = _roughness(found), _roughness(found.byteswap())
        if as_is > 2000 and turned * 8 < as_is:
            raise InvalidField(
                FIELD,
                "Les nombres de cet enregistrement sont écrits à l’envers (autre ordre des octets)\u00a0: "
                "exportez-le de nouveau en EDF standard.",
            )


def _roughness(values: NDArray[np.int16]) -> float:
    return float(np.abs(np.diff(values.astype(np.int32))).mean())


def _note_head(text: str, columns: dict[str, list[str]], removed: list[str]) -> None:
    """List what the clean header no longer says."""
    said = {
        "identité du patient": text[8:88].strip() not in ("", NOBODY, "X"),
        "renseignements sur l’enregistrement": text[88:168].strip() not in ("", NO_RECORDING),
        "date de l’examen": text[168:176] != NO_DATE,
        "texte réservé de l’en-tête": text[192:236].strip() not in ("", "EDF+C", "EDF+D", "BDF+C", "BDF+D", "24BIT"),
        "capteurs": any(one.strip() for one in columns["transducer"]),
        "texte réservé des voies": any(one.strip() for one in columns["reserved"]),
        "filtres en texte libre": any(
            one.strip() and not FILTERS.fullmatch(one.strip()) for one in columns["filters"]
        ),
        "unités en texte libre": any(one.strip() not in _units() for one in columns["unit"]),
    }  # fmt: skip
    removed[:0] = [name for name, there in said.items() if there]


def _clean(text: str, recording: Recording, columns: dict[str, list[str]]) -> bytes:
    """Return the header anew, each field from what is known of it."""
    count = len(recording.signals)
    reserved = text[192:197] if text[192:197] in ("EDF+C", "EDF+D", "BDF+C", "BDF+D", "24BIT") else ""
    version = b"\xffBIOSEMI" if recording.sample_bytes == 3 else b"0       "
    head = "".join(
        part.ljust(width)[:width]
        for part, width in (
            (NOBODY, 80), (NO_RECORDING, 80), (NO_DATE, 8), (recording.starts, 8), (str(HEAD * (1 + count)), 8),
            (reserved, 44), (str(recording.records), 8), (text[244:252].strip(), 8), (str(count), 4),
        )
    )  # fmt: skip
    numbers = {name: columns[name] for name in ("low", "high", "digital_low", "digital_high", "samples")}
    fields: dict[str, list[str]] = {
        "label": [one.label for one in recording.signals], "transducer": [""] * count,
        "unit": [one.unit for one in recording.signals], "filters": [one.filters for one in recording.signals],
        "reserved": [""] * count, **numbers,
    }  # fmt: skip
    rest = "".join(value.ljust(width)[:width] for name, width in FIELDS for value in fields[name])
    return version + (head + rest).encode("latin-1", "replace")


def _seconds(text: bytes) -> float | None:
    said = text.decode("latin-1")
    return float(said) if re.fullmatch(r"[-+]?\d{1,9}(\.\d{1,9})?", said) else None


def _number(text: str) -> float:
    clean = text.strip().replace(",", ".")
    if not NUMBER.fullmatch(clean):
        raise _damaged()
    return float(clean)


def _whole(text: bytes) -> int:
    said = text.decode("latin-1").strip()
    if not re.fullmatch(r"-?\d{1,8}", said):
        raise _damaged()
    return int(said)


def _damaged() -> InvalidField:
    return InvalidField(
        FIELD, "L’en-tête de cet EEG est abîmé ou incomplet\u00a0: exportez-le de nouveau en EDF, puis envoyez-le."
    )


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(load_toml("maillage.site.files", "eeg")["annotation_words"])


@lru_cache(maxsize=1)
def _channels() -> frozenset[str]:
    return frozenset(load_toml("maillage.site.files", "eeg")["channel_words"])


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(load_toml("maillage.site.files", "eeg")["units"])
