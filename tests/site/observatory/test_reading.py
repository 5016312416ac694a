"""Figures that pages read from arrays: equal to the computed ones; a clear error if there are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maillage.artefacts import ArtefactStore
from maillage.site.geography import services as geography
from maillage.site.geography import travel
from maillage.site.geography.models import Commune, CurrentArtefact
from maillage.site.observatory import reading, services
from maillage.site.observatory.models import ZoneAdjustment, ZoneDesignation
from maillage.site.refusals import NotAllowed, Refused
from maillage.territory import Territory
from maillage.travel import TravelTimes
from tests.site import factories as make
from tests.site import measures
from tests.site.geography.test_services import tiny_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    loaded = tiny_territory()
    geography.load(loaded)
    return loaded


def commune(code: str) -> Commune:
    return Commune.objects.get(pk=code)


def measured(territory: Territory, planned: np.ndarray | None = None) -> None:
    measures.keep(territory, np.array([3.0, 1.0, 2.0]), planned)


def times_of(territory: Territory) -> TravelTimes:
    return TravelTimes(
        code=territory.code,
        indptr=np.array([0, 2, 4, 5]),
        indices=np.array([0, 1, 0, 1, 2], dtype=np.int32),
        seconds=np.array([0, 1500, 1500, 0, 0], dtype=np.uint16),
        limit_seconds=3600,
        source="essai",
        vintage="essai",
    )


def test_a_commune_is_compared_with_its_groupings(territory: Territory) -> None:
    measured(territory)
    found = reading.comparison(commune("01002"))
    assert found.commune == 1.0
    around = (700 * 3 + 400 * 1) / 1100
    assert found.intercommunality == found.department == found.region == pytest.approx(around)
    assert found.france == pytest.approx((2100 + 400 + 400) / 1300)
    assert found.better_served == pytest.approx(2 / 3)
    assert reading.comparison(commune("01001")).better_served == 0


def test_a_commune_outside_any_region_is_compared_with_itself(territory: Territory) -> None:
    measured(territory)
    assert reading.comparison(commune("01003")).region == 2.0


def test_planned_access_is_read(territory: Territory) -> None:
    measured(territory)
    assert reading.comparison(commune("01001")).planned is None
    measured(territory, planned=np.array([3.0, 1.5, 2.0]))
    assert reading.comparison(commune("01002")).planned == 1.5
    measured(territory)
    assert reading.comparison(commune("01002")).planned is None


def test_planned_access_of_another_measure_is_ignored(territory: Territory) -> None:
    measured(territory, planned=np.array([3.0, 1.5, 2.0]))
    planned = CurrentArtefact.objects.get(kind=reading.PLANNED_ACCESS)
    measures.keep(territory, np.array([3.0, 1.2, 2.0]))
    planned.save(force_insert=True)
    assert reading.comparison(commune("01002")).planned is None


def test_one_query_for_each_artefact(territory: Territory, django_assert_num_queries) -> None:
    measured(territory)
    here = commune("01001")
    with django_assert_num_queries(2):
        reading.comparison(here)


def test_a_missing_measure_is_reported(territory: Territory) -> None:
    for question in (reading.comparison, lambda c: travel.minutes_from(c, 30)):
        with pytest.raises(reading.NotMeasured):
            question(commune("01001"))


def test_a_damaged_artefact_is_reported(territory: Territory) -> None:
    measured(territory)
    key = CurrentArtefact.objects.get(kind=reading.ACCESS_MODEL).key
    (reading.store().root / reading.ACCESS_MODEL / key / "access.npy").write_bytes(b"")
    reading._access.cache_clear()
    with pytest.raises(reading.NotMeasured):
        reading.comparison(commune("01001"))
    measured(territory)


def test_minutes_to_nearby_communes(territory: Territory) -> None:
    travel.store_times(times_of(territory))
    assert travel.minutes_from(commune("01001"), 60) == {"01001": 0.0, "01002": 25.0}
    assert travel.minutes_from(commune("01001"), 20) == {"01001": 0.0}
    assert travel.minutes_from(commune("01003"), 60) == {"01003": 0.0}


def test_stored_travel_times_are_referred_to_and_not_copied(territory: Territory, tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path
    store = ArtefactStore(tmp_path / "artefacts")
    many = 5000
    large = TravelTimes(
        code=np.array([f"{k:05d}" for k in range(many)]),
        indptr=np.arange(many + 1),
        indices=np.arange(many, dtype=np.int32),
        seconds=np.zeros(many, dtype=np.uint16),
        limit_seconds=60,
        source="essai",
        vintage="essai",
    )
    key = store.save("mesh-times", large.arrays(), large.meta())
    mapped = TravelTimes.from_artefact(store.load("mesh-times", key))
    assert travel.store_times(mapped, store) == f"mesh-times/{key}"
    assert not (store.root / "travel-times").exists()
    assert len(travel.current_times()) == many


def test_an_adjustment_needs_a_reason_and_the_region_s_coordinator() -> None:
    region, epci = make.region(), make.intercommunality()
    ZoneDesignation.objects.create(
        region=region, rank=1, epci=epci, population=9000, score=80.0, criteria={}, reason="Peu de médecins.",
        modelled=True,
    )  # fmt: skip
    author = make.coordinator()
    reason = "Deux médecins s’y installent en janvier."
    with pytest.raises(Refused, match="pourquoi"):
        services.adjust(region, epci, "remove", "  bof ", author)
    with pytest.raises(Refused, match="déjà dans la liste"):
        services.adjust(region, epci, "add", reason, author)
    with pytest.raises(NotAllowed):
        services.adjust(region, epci, "remove", reason, make.coordinator(make.elsewhere().department.region))
    kept = services.adjust(region, epci, "remove", reason, author)
    assert (kept.author, kept.reason) == (author, reason)
    assert ZoneAdjustment.objects.visible_to(author).get() == kept
