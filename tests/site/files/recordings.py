"""Files as devices write them, made here: EDF with names in every field, DICOM with names in every attribute."""

from __future__ import annotations

import io

import numpy as np
from pydicom import Dataset
from pydicom.datadict import DicomDictionary, dictionary_VR, keyword_for_tag
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

NAME = "DUPONTEL"
"""A name that no word of the software contains."""
ELECTRODES = (
    "Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T3", "C3", "Cz", "C4", "T4", "T5", "P3", "Pz", "P4", "T6", "O1", "O2",
    "A1", "A2",
)  # fmt: skip


def edf(
    *, seconds: int = 20, rate: int = 64, name: str = NAME, electrodes: tuple[str, ...] = ELECTRODES,
    annotations: tuple[tuple[float, str], ...] = ((2.0, "Yeux fermés"), (5.0, "DUPONTEL pleure")), order: str = "<i2",
    onsets: tuple[float, ...] = (),
) -> bytes:  # fmt: skip
    """An EDF+ recording of records of one second, its header full of ``name``; with ``onsets`` an interrupted one."""
    labels = [*electrodes, name, "EDF Annotations"]
    count, notes, kind = len(labels), 60, "D" if onsets else "C"
    columns = (
        (labels, 16), ([f"AgCl {name}"] * count, 80), (["uV"] * count, 8), (["-3200"] * count, 8),
        (["3200"] * count, 8), (["-32768"] * count, 8), (["32767"] * count, 8),
        ([f"HP:0.5Hz LP:70Hz {name}"] * count, 80), ([str(rate)] * (count - 1) + [str(notes)], 8), ([name] * count, 32),
    )  # fmt: skip
    head = "".join(
        text.ljust(width)[:width]
        for text, width in (
            ("0", 8), (f"P123 F 02-MAR-2021 {name}", 80), (f"Startdate 01-JAN-2026 {name} {name} X", 80),
            ("01.01.26", 8), ("10.30.00", 8), (str(256 * (count + 1)), 8), (f"EDF+{kind} {name}", 44),
            (str(seconds), 8), ("1", 8), (str(count), 4),
        )
    )  # fmt: skip
    head += "".join(value.ljust(width)[:width] for values, width in columns for value in values)
    random = np.random.default_rng(3)
    time = np.arange(seconds * rate) / rate
    waves = [
        (3000 * np.sin(2 * np.pi * (8 + k / 8) * time) + random.normal(0, 80, len(time))) for k in range(count - 1)
    ]
    body = bytearray()
    for second in range(seconds):
        for wave in waves:
            body += wave[second * rate : (second + 1) * rate].astype(order).tobytes()
        said = b"+%g\x14\x14\0" % onsets[second] if second < len(onsets) else b"+%d\x14\x14\0" % second
        for onset, text in annotations:
            if int(onset) == second:
                said += f"+{onset}\x14{text}\x14\0".encode()
        body += said.ljust(2 * notes, b"\0")
    return head.encode("latin-1") + bytes(body)


def dicom(*, pixels: np.ndarray | None = None, full: bool = True, **values: object) -> bytes:
    """A CT image; with ``full``, every text attribute of the dictionary holds a name."""
    made = Dataset()
    if full:
        for tag, (_vr, many, *_rest) in DicomDictionary.items():
            keyword = keyword_for_tag(tag)
            if keyword and dictionary_VR(tag) in ("PN", "LO", "SH", "ST", "LT", "UT", "UC") and tag >> 16 > 2:
                setattr(made, keyword, [NAME, NAME] if many in ("2", "2-n") else NAME)
        made.PatientBirthDate = "20210302"
        block = made.private_block(0x0041, "MAKER", create=True)
        block.add_new(1, "LO", NAME)
    image = np.arange(64 * 48, dtype=np.int16).reshape(64, 48) if pixels is None else pixels
    made.Rows, made.Columns, made.SamplesPerPixel = image.shape[-2], image.shape[-1], 1
    made.PhotometricInterpretation, made.PixelRepresentation = "MONOCHROME2", 1
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 16, 15
    made.Modality, made.PixelSpacing, made.RescaleSlope, made.RescaleIntercept = "CT", [0.5, 0.5], 1, -1024
    made.WindowCenter, made.WindowWidth, made.InstanceNumber = 40, 400, 3
    made.StudyInstanceUID = made.SeriesInstanceUID = generate_uid()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.2", generate_uid()
    made.PixelData = image.tobytes()
    for keyword, value in values.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, value)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    target = io.BytesIO()
    made.save_as(target, enforce_file_format=True)
    content = bytearray(target.getvalue())
    content[: len(NAME)] = NAME.encode()  # the preamble may hold anything
    return bytes(content)
