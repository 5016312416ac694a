"""Files on entry: each is what it says, whole, and names nobody any more."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pypdf import PdfReader, PdfWriter

from maillage.site.files import edf, entry
from maillage.site.files.scanning import EICAR
from maillage.site.refusals import InvalidField
from tests.site.files import recordings
from tests.site.files.recordings import NAME

ALL = frozenset({"eeg", "dicom", "pdf", "picture"})


def admitted(content: bytes) -> tuple[bytes, entry.Admitted]:
    found = entry.admit(content, ALL)
    return b"".join(found.parts), found


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidField) as refused:
        admitted(content)
    return str(refused.value)


def test_a_recording_keeps_its_samples_and_names_nobody() -> None:
    sent = recordings.edf()
    kept, found = admitted(sent)
    assert NAME in sent.decode("latin-1")
    for gone in (NAME, "02-MAR-2021", "P123", "01.01.26"):
        assert gone not in kept.decode("latin-1")
        assert gone not in str(found.facts)
    assert len(kept) == len(sent)
    labels = [one["label"] for one in found.facts["signals"]]
    assert labels == [*recordings.ELECTRODES, f"Voie {len(recordings.ELECTRODES) + 1}", "EDF Annotations"]
    head, note = found.facts["header_bytes"], 2 * found.facts["signals"][-1]["samples"]
    first = slice(head, head + found.facts["record_bytes"] - note)
    assert kept[first] == sent[first]
    assert found.facts["annotations"] == [(2.0, 0.0, "Yeux fermés"), (5.0, 0.0, "Note")]
    assert "identité du patient" in found.removed
    assert any("1 textes d’annotations" in line for line in found.removed)
    again, second = admitted(kept)
    assert again == kept
    assert second.removed == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hyperpnée 3 min", True), ("SLI 18 Hz", True), ("fin de crise à droite, T3", True), ("Yeux ouverts", True),
        ("Marie bouge", False), ("né le 02/03/2021", False), ("02 03 21", False), ("tel 0561000000", False),
        ("C4 pointes", True), ("N° 2021", False), ("O'Brien", False),
    ],
)  # fmt: skip
def test_an_annotation_is_kept_if_its_words_are_those_of_an_eeg(text: str, kept: bool) -> None:
    assert edf.names_nobody(text) is kept


def test_a_recording_that_is_cut_or_turned_says_what_to_do() -> None:
    whole = recordings.edf(electrodes=("Fp1", "O1"))
    assert "incomplet\u00a0: 9\u00a0secondes sur 20" in refusal(whole[: 1280 + 9 * 318 + 100 * 0 + 9 * 186])
    assert "autre ordre des octets" in refusal(recordings.edf(order=">i2"))
    assert "en-tête de cet EEG est abîmé" in refusal(whole[:236] + b"12 ducks" + whole[244:])
    assert "en-tête de cet EEG est abîmé" in refusal(whole[:700])
    kept, found = admitted(whole + NAME.encode())
    assert NAME.encode() not in kept
    assert found.facts["records"] == 20


def test_an_interrupted_recording_tells_its_stretches_or_is_refused() -> None:
    few, times = ("Fp1", "O1"), (0.0, 1.0, 2.0, 10.5, 11.5, 30.0)
    _, found = admitted(recordings.edf(seconds=6, electrodes=few, onsets=times))
    assert found.facts["stretches"] == [(0.0, 3), (10.5, 2), (30.0, 1)]
    assert admitted(recordings.edf(seconds=6, electrodes=few))[1].facts["stretches"] == []
    for wrong in ((0.0, 1.0, 5.0, 4.0, 6.0, 7.0), (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)):
        assert "manque ou recule" in refusal(recordings.edf(seconds=6, electrodes=few, onsets=wrong))


def test_an_image_keeps_its_pixels_and_names_nobody() -> None:
    sent = recordings.dicom()
    assert sent.count(NAME.encode()) > 500
    kept, found = admitted(sent)
    assert NAME.encode() not in kept
    assert b"20210302" not in kept
    assert NAME not in str(found.facts)
    image = dcmread(io.BytesIO(kept))
    assert (image.pixel_array == np.arange(64 * 48).reshape(64, 48)).all()
    at = found.facts["pixels_at"]
    assert kept[at : at + 64 * 48 * 2] == image.PixelData
    assert (image.PixelSpacing, image.WindowCenter, image.RescaleIntercept) == ([0.5, 0.5], 40, -1024)
    assert image.SOPInstanceUID != dcmread(io.BytesIO(sent)).SOPInstanceUID
    assert {"nom du patient", "date de naissance"} <= set(found.removed)
    assert admitted(kept)[0] == kept or dcmread(io.BytesIO(admitted(kept)[0])).PixelData == image.PixelData


@pytest.mark.parametrize(
    "name",
    [
        "JPEG2000.dcm", "SC_rgb_jpeg_gdcm.dcm", "MR_small_RLE.dcm", "MR_small_jpeg_ls_lossless.dcm",
        "image_dfl.dcm", "MR_small_bigendian.dcm", "examples_palette.dcm", "examples_ybr_color.dcm", "CT_small.dcm",
        "SC_rgb_jpeg_dcmtk.dcm",
    ],
)  # fmt: skip
def test_every_way_of_writing_pixels_becomes_plain_numbers(name: str) -> None:
    path = get_testdata_file(name, download=False)
    assert path is not None, "in the wheel of pydicom"
    with open(path, "rb") as source:  # noqa: PTH123
        kept, found = admitted(source.read())
    image = dcmread(io.BytesIO(kept))
    facts = found.facts
    assert image.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.1"
    assert image.pixel_array.size == facts["frames"] * facts["rows"] * facts["columns"] * (3 if facts["colours"] else 1)


def test_images_that_cannot_be_shown_say_what_to_do() -> None:
    assert "ne contient pas d’image" in refusal(recordings.dicom(full=False, PixelData=None))
    assert "annonce 900000 images" in refusal(recordings.dicom(full=False, NumberOfFrames=900000))
    assert "abîmée ou incomplète" in refusal(recordings.dicom(full=False)[:-500])
    assert "1\u00a0bits par point" in refusal(recordings.dicom(full=False, BitsAllocated=1, PixelData=b"\0" * 384))
    path = get_testdata_file("JPEG-lossy.dcm", download=False)
    assert path is not None
    with open(path, "rb") as source:  # noqa: PTH123
        assert "sans compression" in refusal(source.read())


def test_a_small_file_that_inflates_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    path = get_testdata_file("image_dfl.dcm", download=False)
    assert path is not None
    with open(path, "rb") as source:  # noqa: PTH123
        content = source.read()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"\0" * 2**22) + packer.flush()
    monkeypatch.setattr("maillage.site.files.dicom.MOST_DATASET_BYTES", 2**20)
    head = content[: 144 + int.from_bytes(content[140:144], "little")]
    assert "se gonfle" in refusal(head + bomb)


def test_what_is_something_else_says_what_to_do() -> None:
    zipped = b"PK\x03\x04" + b"\0" * 200
    assert "archive ZIP" in refusal(zipped)
    assert "ni un EEG" in refusal(b"Bonjour, voici le scanner.")
    assert "fichier est vide" in refusal(b"")
    assert "contient un virus (EICAR)" in refusal(b"%PDF-1.7 " + EICAR)
    with pytest.raises(InvalidField, match="on n’attend pas ce genre de fichier"):
        entry.admit(recordings.edf(), frozenset({"dicom"}))


def test_a_document_and_a_photo_lose_what_is_not_seen() -> None:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": NAME})
    writer.add_attachment("lettre.txt", NAME.encode())
    writer.write(target)
    kept, _ = admitted(target.getvalue())
    assert NAME.encode() not in kept
    assert len(PdfReader(io.BytesIO(kept)).pages) == 1
    photo, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = exif[0x013B] = NAME
    Image.new("RGB", (30, 20), "teal").save(photo, "JPEG", exif=exif, comment=NAME)
    assert NAME.encode() in photo.getvalue()
    kept, found = admitted(photo.getvalue())
    assert NAME.encode() not in kept
    assert found.facts == {"width": 30, "height": 20}
