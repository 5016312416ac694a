"""What a place promises: good and bad input, what is withdrawn, beds, photos; the database refuses it too."""

from __future__ import annotations

import io
import stat
import struct
import zlib
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from maillage.site.directory import photos
from maillage.site.directory import services as directory
from maillage.site.directory.checklists import EQUIPMENT, REQUIRED_AT_VISIT, VISIT
from maillage.site.directory.models import PlaceClosure, PlaceDetails, RoomOpening
from maillage.site.directory.openings import opening_words
from maillage.site.directory.services import PromiseData
from maillage.site.directory.services.promises import withdrawn
from maillage.site.refusals import InvalidField, NotAllowed
from tests.site import factories as make

pytestmark = pytest.mark.django_db
MONDAY = date(2035, 1, 1)


def image(size: tuple[int, int] = (2400, 1800), kind: str = "JPEG", **fields: Any) -> io.BytesIO:
    """A photo with a place, a camera and a comment in its metadata."""
    found = Image.new("RGB", size, (120, 160, 140))
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Rose"
    exif.get_ifd(0x8825)[1] = "N"
    found.save(data, kind, exif=exif, **fields)
    return data


def test_every_point_required_at_a_visit_is_on_its_list() -> None:
    assert set(REQUIRED_AT_VISIT) <= set(VISIT)


def test_a_photo_is_made_smaller_and_loses_its_metadata() -> None:
    given = image(comment=b"Chez Rose")
    assert b"Appareil de Rose" in given.getvalue()
    kept = photos.keep(given, len(given.getvalue()))
    path = photos.path_of(kept.digest)
    with Image.open(path) as found:
        assert (found.format, max(found.size)) == ("JPEG", photos.BOUND)
        assert (found.width, found.height) == (kept.width, kept.height)
        assert dict(found.getexif()) == {}
        assert "comment" not in found.info
    assert b"Rose" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def bomb() -> io.BytesIO:
    """A PNG of some bytes that says it has 30,000 by 30,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("file", "size", "said"),
    [
        (io.BytesIO(b"%PDF-1.7 pas une photo"), 100, "pas une photo lisible"),
        (io.BytesIO(image().getvalue()[:9000]), 9000, "pas une photo lisible"),
        (image(kind="TIFF"), 100, "en JPEG ou en PNG"),
        (image(), 40 * 1024**2, "15\u00a0Mo au plus"),
        (bomb(), 100, "trop grande"),
        (image((9000, 7000), "PNG"), 100, "trop grande"),
    ],
)
def test_what_is_no_photo_or_too_much_is_refused_on_the_field(file: io.BytesIO, size: int, said: str) -> None:
    with pytest.raises(InvalidField, match=said) as refusal:
        photos.keep(file, size)
    assert refusal.value.field == "photo"


def test_a_seventh_photo_is_refused() -> None:
    place = make.place()
    for number in range(photos.MOST_PHOTOS):
        directory.add_photo(place, photos.KeptPhoto(f"{number:064d}", 10, 10))
    directory.add_photo(place, photos.KeptPhoto(f"{0:064d}", 10, 10))
    with pytest.raises(InvalidField, match="retirez-en une"):
        directory.add_photo(place, photos.KeptPhoto("a" * 64, 10, 10))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"equipment": ["sauna"]}, "equipment"),
        ({"parking": "ailleurs"}, "parking"),
        ({"lodging": "nearby", "beds": 0}, "beds"),
        ({"lodging": "nearby", "beds": 99}, "beds"),
        ({"contact_phone": "06 12"}, "contact_phone"),
    ],
)
def test_a_bad_promise_is_refused_on_its_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        directory.state_promise(make.place(), PromiseData(**said))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "fields",
    [
        {"equipment": ["sauna"]},
        {"lodging": "none", "beds": 2},
        {"lodging": "on_site", "beds": 0},
        {"secretariat": "peut-être"},
        {"lon": 2.0},
        {"lon": 200.0, "lat": 44.0},
    ],
)
def test_the_database_refuses_it_too(fields: dict[str, Any]) -> None:
    place = make.place()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceDetails.objects.create(place=place, **fields)


def test_the_database_refuses_hours_and_closures_that_end_before_they_begin() -> None:
    place = make.place()
    room = place.resources.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomOpening.objects.create(room=room, weekday=1, starts=time(12), ends=time(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceClosure.objects.create(place=place, starts=date(2035, 1, 2), ends=date(2035, 1, 1))
    PlaceClosure.objects.create(place=place, starts=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceClosure.objects.create(place=place, starts=date(2036, 1, 1))


def test_less_than_before_is_a_promise_withdrawn_and_more_is_not() -> None:
    whole = PromiseData(
        equipment=list(EQUIPMENT), secretariat="whole", parking="reserved", lodging="on_site", beds=2, meals="served"
    )
    less = PromiseData(equipment=list(EQUIPMENT)[1:], secretariat="part", parking="none", lodging="none")
    said = withdrawn(whole, less)
    assert [text.split("\u00a0")[0] for text in said] == [
        "Équipement retiré", "Le secrétariat change", "Le stationnement change", "Le logement est retiré.",
    ]  # fmt: skip
    assert "Divan d’examen" in said[0]
    assert withdrawn(less, whole) == []


def test_beds_follow_the_lodging_and_one_that_was_taken_is_closed() -> None:
    place = make.place()
    directory.state_promise(place, PromiseData(lodging="on_site", beds=2))
    beds = list(place.resources.filter(kind="bed").order_by("name"))
    assert [bed.name for bed in beds] == ["Lit 1", "Lit 2"]
    session = make.published(place=place)
    post = session.posts.create(role="bed", kind="bed", optional=True, during=session.posts.all()[0].during)
    post.claims.create(resource=beds[0], during=post.during)
    directory.state_promise(place, PromiseData(lodging="none"))
    assert list(place.resources.filter(kind="bed")) == [beds[0]]
    assert place.closures.get().room == beds[0]
    directory.state_promise(place, PromiseData(lodging="nearby", beds=1))
    assert not place.closures.exists(), "the bed is in use again"


def test_hours_give_the_weekdays_of_the_place_and_are_told_in_words() -> None:
    place = make.place(rooms=2)
    first, second = place.resources.order_by("name")
    hours = [(0, time(8, 30), time(12)), (2, time(8, 30), time(12)), (2, time(14), time(18))]
    directory.open_room(first, hours)
    place.refresh_from_db()
    assert place.opening_weekdays == [0, 1, 2, 3, 4], "the second room is open whenever the place is"
    directory.open_room(second, [(4, time(9), time(12))])
    place.refresh_from_db()
    assert place.opening_weekdays == [0, 2, 4]
    words = opening_words(one.hours for one in first.openings.all())
    assert words.replace("\u00a0", " ") == "lundi de 8 h 30 à 12 h, mercredi de 8 h 30 à 12 h et de 14 h à 18 h"
    with pytest.raises(InvalidField, match="chevauchent"):
        directory.open_room(first, [(0, time(8), time(12)), (0, time(11), time(14))])


def test_a_host_changes_the_own_place_and_no_other() -> None:
    place, other = make.place(), make.place()
    host = make.user("host", place.organisation)
    directory.state_promise(place, PromiseData(parking="street"), by=host)
    with pytest.raises(NotAllowed):
        directory.state_promise(other, PromiseData(parking="street"), by=host)
    with pytest.raises(NotAllowed):
        directory.close(other, date(2035, 1, 1), date(2035, 1, 2), by=host)
    with pytest.raises(NotAllowed):
        directory.open_room(other.resources.get(), [], by=host)
