"""Invented examinations, for demonstration and benchmark: a child's EEG of 20 minutes, the slices of nobody's head.

Both are made of formulas and say so: the EEG by an annotation, the head by what it looks like. Nothing of a patient.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

Wave = NDArray[Any]
"""Microvolts over time."""
MINUTES, RATE = 20, 200
# Where each electrode of the 10-20 system lies: left to right, back to front, from -1 to 1.
PLACES = {
    "Fp1": (-0.3, 0.95), "Fp2": (0.3, 0.95), "F7": (-0.8, 0.6), "F3": (-0.4, 0.5), "Fz": (0, 0.5), "F4": (0.4, 0.5),
    "F8": (0.8, 0.6), "T3": (-1, 0), "C3": (-0.5, 0), "Cz": (0, 0), "C4": (0.5, 0), "T4": (1, 0), "T5": (-0.8, -0.6),
    "P3": (-0.4, -0.5), "Pz": (0, -0.5), "P4": (0.4, -0.5), "T6": (0.8, -0.6), "O1": (-0.3, -0.95), "O2": (0.3, -0.95),
}  # fmt: skip
SPIKES_AT = (0.75, 0.0)
"""Between C4 and T4: where the spikes of the commonest epilepsy of childhood lie (rolandic)."""
SLEEP_FROM, PHOTIC = 720, (480, 560)
ANNOTATIONS = (
    (0, "Exemple inventé"), (5, "Yeux ouverts"), (30, "Yeux fermés"), (60, "Yeux ouverts"), (75, "Yeux fermés"),
    (240, "Hyperpnée début"), (420, "Hyperpnée fin"), (480, "SLI 4 Hz"), (520, "SLI 10 Hz"), (560, "SLI fin"),
    (720, "Somnolence"), (780, "Sommeil"), (1140, "Réveil"),
)  # fmt: skip
SLICES, SIDE = 40, 256


def eeg(seed: int = 42) -> bytes:
    """Return an EDF+ file: background of 7 Hz at the back, slow waves, spindles and spikes in sleep."""
    labels = [*PLACES, "ECG", "EDF Annotations"]
    seconds, notes = MINUTES * 60, 40
    signals = [*_scalp(np.random.default_rng(seed), seconds), _heart(seconds)]
    digital = np.clip(np.asarray(signals) * 10, -32768, 32767).astype("<i2")
    records = digital.reshape(len(signals), seconds, RATE).transpose(1, 0, 2)
    texts = np.zeros((seconds, notes), "<i2")
    said = dict(ANNOTATIONS)
    for second in range(seconds):
        listed = b"+%d\x14\x14\0" % second
        if second in said:
            listed += f"+{second}\x14{said[second]}\x14\0".encode()
        texts[second] = np.frombuffer(listed.ljust(2 * notes, b"\0"), "<i2")
    body = np.concatenate([records.reshape(seconds, -1), texts], axis=1)
    return _head(labels, seconds, notes) + body.tobytes()


def _head(labels: list[str], seconds: int, notes: int) -> bytes:
    count = len(labels)
    columns = (
        (labels, 16), ([""] * count, 80), (["uV"] * (count - 1) + [""], 8), (["-3276.8"] * count, 8),
        (["3276.7"] * count, 8), (["-32768"] * count, 8), (["32767"] * count, 8),
        (["HP:0.1Hz LP:70Hz"] * (count - 1) + [""], 80), ([str(RATE)] * (count - 1) + [str(notes)], 8),
        ([""] * count, 32),
    )  # fmt: skip
    head = "".join(
        text.ljust(width)
        for text, width in (
            ("0", 8), ("X X X X", 80), ("Startdate X X X X", 80), ("01.01.85", 8), ("09.30.00", 8),
            (str(256 * (count + 1)), 8), ("EDF+C", 44), (str(seconds), 8), ("1", 8), (str(count), 4),
        )
    )  # fmt: skip
    return (head + "".join(value.ljust(width) for values, width in columns for value in values)).encode("latin-1")


def _scalp(random: np.random.Generator, seconds: int) -> Wave:
    """Return the potential at each electrode, in microvolts."""
    time = np.arange(seconds * RATE, dtype=np.float32) / RATE
    asleep = np.clip((time - SLEEP_FROM) / 40, 0, 1) * np.clip((1140 - time) / 10, 0, 1)
    closed = np.clip((time - 30) / 1, 0, 1) * (1 - ((time > 60) & (time < 75))) * (1 - asleep)
    rhythm = closed * np.sin(2 * np.pi * 7.3 * time + 2 * np.sin(2 * np.pi * 0.11 * time)) * _waxing(time, 0.23)
    slow = (18 + 45 * asleep) * _noise(random, len(time), 1.4) + 14 * _noise(random, len(time), 4.5)
    hyperpnoea = np.clip((time - 300) / 60, 0, 1) * np.clip((440 - time) / 20, 0, 1)
    slow += 60 * hyperpnoea * np.sin(2 * np.pi * 2.8 * time) * _waxing(time, 0.07)
    spindles = asleep * (np.sin(2 * np.pi * time / 11) > 0.93) * np.sin(2 * np.pi * 13 * time)
    spikes = _spikes(random, len(time), asleep)
    blinks = _blinks(random, time, asleep)
    return np.asarray([_at(random, place, time, rhythm, slow, spindles, spikes, blinks) for place in PLACES.values()])


def _at(random: np.random.Generator, place: tuple[float, float], time: Wave, *parts: Wave) -> Wave:
    across, ahead = place
    rhythm, slow, spindles, spikes, blinks = parts
    near = np.exp(-((across - SPIKES_AT[0]) ** 2 + (ahead - SPIKES_AT[1]) ** 2) / 0.25)
    own = 9 * _noise(random, len(time), 6) + 4 * random.standard_normal(len(time)).astype(np.float32)
    mains = 1.5 * np.sin(2 * np.pi * 50 * time)
    vertex = np.exp(-((ahead - 0.1) ** 2) / 0.3)
    return (
        45 * max(0.1, -ahead) * rhythm + slow * (0.7 + 0.3 * abs(ahead)) + 30 * vertex * spindles
        + 140 * near * spikes + 110 * max(0.0, ahead - 0.3) * blinks + own + mains
    ).astype(np.float32)  # fmt: skip


def _waxing(time: Wave, hertz: float) -> Wave:
    return 0.6 + 0.4 * np.sin(2 * np.pi * hertz * time)


def _noise(random: np.random.Generator, count: int, hertz: float) -> Wave:
    """Return noise below about ``hertz``, of deviation 1."""
    coarse = random.standard_normal(int(count * hertz * 2 / RATE) + 3)
    found = np.interp(np.arange(count), np.arange(len(coarse)) * RATE / (hertz * 2), coarse)
    return (found / max(found.std(), 1e-6)).astype(np.float32)


def _spikes(random: np.random.Generator, count: int, asleep: Wave) -> Wave:
    shape_time = np.arange(int(0.45 * RATE)) / RATE
    shape = -np.exp(-(((shape_time - 0.08) / 0.02) ** 2)) + 0.5 * np.exp(-(((shape_time - 0.25) / 0.08) ** 2))
    found = np.zeros(count, np.float32)
    at = 0.0
    while (at := at + random.exponential(2.5)) * RATE < count - len(shape):
        place = int(at * RATE)
        if random.random() < 0.04 + 0.8 * asleep[place]:
            found[place : place + len(shape)] += shape
    return found


def _blinks(random: np.random.Generator, time: Wave, asleep: Wave) -> Wave:
    found = np.zeros(len(time), np.float32)
    shape = np.hanning(int(0.3 * RATE))
    for place in random.integers(0, len(time) - len(shape), MINUTES * 8):
        if asleep[place] < 0.1:
            found[place : place + len(shape)] += shape
    return found


def _heart(seconds: int) -> Wave:
    time = np.arange(seconds * RATE, dtype=np.float32) / RATE
    beat = (time * 105 / 60 + 0.05 * np.sin(2 * np.pi * time / 4)) % 1
    return 900 * np.exp(-(((beat - 0.3) / 0.018) ** 2)) + 120 * np.exp(-(((beat - 0.6) / 0.06) ** 2))


def head_ct(series: str = "1", shift: float = 0.0, accession: str = "") -> Iterator[bytes]:
    """Yield the slices of an invented head as DICOM files: ellipses in Hounsfield units, after Shepp and Logan.

    ``shift`` widens the ventricles: two series of one head differ. ``accession`` is the number of the examination.
    """
    across, ahead = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
    random = np.random.default_rng(7)
    for number in range(SLICES):
        height = -0.85 + 1.7 * number / (SLICES - 1)
        wide = np.sqrt(max(0.02, 1 - height**2))
        image = np.full((SIDE, SIDE), -1000.0)
        for x, y, a, b, value in _ellipses(wide, height, shift):
            image[((across - x) / max(a, 0.01)) ** 2 + ((ahead - y) / max(b, 0.01)) ** 2 <= 1] = value
        noisy = np.where(image > -900, image + random.normal(0, 6, image.shape), image)
        yield _slice(np.clip(noisy, -1024, 3000).astype(np.int16), number, series, accession)


def _ellipses(wide: float, height: float, shift: float) -> Iterator[tuple[float, float, float, float, float]]:
    """Yield skin, skull, brain, ventricles, an old small calcification: centre, half axes, Hounsfield units."""
    yield 0, 0, 0.74 * wide, 0.92 * wide, 20
    yield 0, 0, 0.7 * wide, 0.88 * wide, 900
    yield 0, 0, 0.64 * wide, 0.82 * wide, 36
    if abs(height) < 0.4:
        for side in (-1, 1):
            yield side * 0.14, -0.05, (0.07 + shift) * wide, 0.28 * wide, 8
    if -0.1 < height < 0.05:
        yield 0.35, 0.25, 0.025, 0.025, 180


def _slice(image: NDArray[np.int16], number: int, series: str, accession: str) -> bytes:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", f"2.25.9001.{series}.{number + 1}"
    made.StudyInstanceUID = made.SeriesInstanceUID = f"2.25.9001.{series}"
    made.Modality, made.BodyPartExamined, made.PatientSex = "CT", "HEAD", "O"
    made.SeriesNumber, made.InstanceNumber, made.AccessionNumber = 1, number + 1, accession
    made.Rows, made.Columns, made.SamplesPerPixel, made.PhotometricInterpretation = SIDE, SIDE, 1, "MONOCHROME2"
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 1
    made.PixelSpacing, made.SliceThickness = [0.8, 0.8], 2.5
    made.ImagePositionPatient, made.ImageOrientationPatient = [0, 0, 2.5 * number], [1, 0, 0, 0, 1, 0]
    made.RescaleSlope, made.RescaleIntercept, made.WindowCenter, made.WindowWidth = 1, 0, 40, 80
    made.PixelData = image.tobytes()
    target = io.BytesIO()
    made.save_as(target, enforce_file_format=True)
    return target.getvalue()
