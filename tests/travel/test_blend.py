"""Times by road completed by the mesh: source of each pair, files of times, and refusals."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import maillage
from maillage.analysis.travel import JourneyTable
from maillage.artefacts import ArtefactStore, recipe_of
from maillage.cli.entry import main
from maillage.errors import BadInput, MaillageError
from maillage.travel import TravelTimes
from maillage.travel.cluster import cluster
from maillage.travel.roads import build_network, commune_times, pairs
from maillage.travel.roads.blend import _laid, blended_times
from maillage.travel.timetable import read_times
from tests.travel.osm_files import STEP, Town


@pytest.fixture(autouse=True, scope="module")
def _stored(stored_data):
    """Let every command in these tests cache its results in the folder of the test run."""


def lozere_roads(territory, path, speed="80"):
    """An extract whose only roads join a dozen town halls of Lozère in a chain from west to east."""
    inside = territory.in_department("48")
    halls = inside[np.argsort(territory.lon[inside], kind="stable")][40:52]
    town = Town()
    places = [(territory.lon[k] / STEP, territory.lat[k] / STEP) for k in halls]
    for one, other in pairwise(places):
        town.way(one, other, highway="secondary", maxspeed=speed)
    town.way((3.2 / STEP, 44.3 / STEP), (3.2 / STEP + 1, 44.3 / STEP))  # an island
    return town.write(path), halls


@pytest.fixture(scope="module")
def extract(territory, tmp_path_factory):
    return lozere_roads(territory, tmp_path_factory.mktemp("roads") / "lozere.osm")


@pytest.fixture(scope="module")
def covered(network, territory):
    """Communes whose town hall is within a kilometre of a road of the extract."""
    _, metres = commune_times(network, territory)
    return np.flatnonzero(metres <= 1000)


@pytest.fixture(scope="module")
def network(extract):
    return build_network(extract[0], traffic="off-peak")


@pytest.fixture(scope="module")
def files(network, extract, tmp_path_factory):
    """The network, and its times as written by the command, in both formats."""
    folder = tmp_path_factory.mktemp("times")
    network.save(folder / "lozere.roads")
    for name in ("times.parquet", "times.csv"):
        main_ok(["travel", "times", "--network", str(folder / "lozere.roads"), "--out", str(folder / name)])
    return folder


def main_ok(arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code in (0, None)


def sparse(seed, n, codes, share, name):
    """Random times between some communes, with 0 from each to itself."""
    rng = np.random.default_rng(seed)
    seconds = rng.integers(1, 3600, (n, n))
    there = (rng.random((n, n)) < share) | np.eye(n, dtype=bool)
    np.fill_diagonal(seconds, 0)
    indptr = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return TravelTimes(
        np.array(codes),
        indptr,
        np.nonzero(there)[1].astype(np.int32),
        seconds[there].astype(np.uint16),
        3600,
        name,
        "t",
    )


def dense(times):
    found = np.full((len(times), len(times)), -1)
    found[np.repeat(np.arange(len(times)), np.diff(times.indptr)), times.indices] = times.seconds
    return found


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 9), st.data())
def test_each_pair_comes_from_the_first_layer_with_both_ends(seed, n, data):
    codes = [f"{k:05d}" for k in range(n)]
    base = sparse(seed, n, codes, 0.6, "mesh")
    chosen = [sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=1))) for _ in range(2)]
    layers = [
        sparse(seed + 1 + k, len(one), [codes[c] for c in one], 0.5, f"layer {k}") for k, one in enumerate(chosen)
    ]
    expected = dense(base)
    for layer, places in reversed(list(zip(layers, chosen, strict=True))):
        expected[np.ix_(places, places)] = dense(layer)
    found = _laid(base, layers, [np.array(one) for one in chosen])
    np.testing.assert_array_equal(dense(found), expected)
    for origin in range(n):
        assert (np.diff(found.row(origin)[0]) > 0).all()


def test_roads_are_used_if_both_ends_are_covered_and_the_mesh_otherwise(
    network, extract, covered, territory, times, store
):  # fmt: skip
    found = blended_times([network], territory, lambda: times, store)
    roads, metres = commune_times(network, territory)
    assert set(extract[1].tolist()) <= set(covered.tolist())
    assert np.isinf(np.delete(metres, covered)).all()
    assert roads.code.tolist() == territory.code[covered].tolist()
    inside = set(covered.tolist())
    for origin in (int(covered[3]), int(territory.index_of("48013"))):
        indices, minutes = found.times.row(origin)
        old = dict(zip(*(one.tolist() for one in times.row(origin)), strict=True))
        by_road = {}
        if origin in inside:
            here, there = roads.row(roads.position(str(territory.code[origin])))
            by_road = dict(zip(covered[here].tolist(), there.tolist(), strict=True))
        expected = {k: v for k, v in old.items() if not (origin in inside and k in inside)} | by_road
        assert dict(zip(indices.tolist(), minutes.tolist(), strict=True)) == expected
    assert sum(found.pairs.values()) == found.times.pairs
    assert found.pairs["roads lozere.osm car off-peak"] == roads.pairs
    assert found.notices[-1].startswith(f"pairs of communes: {roads.pairs:,} from roads lozere.osm car off-peak, ")


def test_times_by_road_are_the_minutes_of_pairs(network, covered, territory):
    roads, _ = commune_times(network, territory, 45)
    origin = int(covered[2])
    indices, minutes = roads.row(2)
    other = covered[indices[indices != 2]]
    lon, lat = np.full(len(other), territory.lon[origin]), np.full(len(other), territory.lat[origin])
    there, _ = pairs(network, lon, lat, territory.lon[other], territory.lat[other])
    np.testing.assert_allclose(minutes[indices != 2], there, atol=0.51 / 60)
    assert roads.limit_seconds == 2700


@pytest.mark.parametrize("name", ["times.parquet", "times.csv", "lozere.roads"])
def test_every_form_of_file_gives_the_same_times(files, network, territory, times, store, name):
    expected = blended_times([network], territory, lambda: times, store)
    found = blended_times([files / name], territory, lambda: times, store)
    assert found.times.pairs > 0
    for array in ("indptr", "indices", "seconds"):
        np.testing.assert_array_equal(getattr(found.times, array), getattr(expected.times, array))


def test_the_command_prints_coverage_and_islands(files, covered, tmp_path, capsys):
    main_ok(["travel", "times", "--network", str(files / "lozere.roads"), "--out", str(tmp_path / "t.csv")])
    told = capsys.readouterr()
    assert f"{len(covered)} communes covered; town halls are 0 m off their road (median)" in told.err
    assert "Left out, not connected both ways to the rest: 0.1 km" in told.err
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert f"lozere.osm: {len(lines) - 1} pairs within 60 minutes, roads lozere.osm car off-peak" in told.out
    with pytest.raises(SystemExit) as stopped:
        main(["travel", "times", "--network", str(files / "lozere.roads"), "--region", "11", "--out", "t.csv"])
    assert stopped.value.code == 2
    assert "cover no commune of Île-de-France" in capsys.readouterr().err


def test_the_limit_is_the_shortest_of_all(network, territory, times, store):
    short, _ = commune_times(network, territory, 10)
    found = blended_times([short], territory, lambda: times, store).times
    assert found.limit_seconds == 600
    assert found.seconds.max() <= 600


@pytest.mark.parametrize("name", ["reluctance", "last_mile", "along"])
def test_cached_times_belong_to_exactly_this_network(network, territory, times, tmp_path, monkeypatch, name):
    made = []

    def counted(*arguments, **named):
        made.append(arguments[0])
        return commune_times(*arguments, **named)

    monkeypatch.setattr("maillage.travel.roads.blend.commune_times", counted)
    array = getattr(network, name)
    other = replace(network, **{name: ~array if array.dtype == bool else array / 2})
    for one in (network, other, network, other):
        blended_times([one], territory, lambda: times, ArtefactStore(tmp_path))
    assert [one is other for one in made] == [False, True]


def test_the_first_of_several_files_is_used(network, territory, times, store, tmp_path):
    path, commune_halls = lozere_roads(territory, tmp_path / "fast.osm", "110")
    fast = build_network(path, traffic="off-peak")
    found = blended_times([fast, network], territory, lambda: times, store)
    assert list(found.pairs.values())[:2] == [commune_times(fast, territory)[0].pairs, 0]
    assert found.times.source == "roads fast.osm car off-peak; else roads lozere.osm car off-peak; else mesh-car-2026"
    turned = blended_times([network, fast], territory, lambda: times, store)
    one, other = (str(territory.code[k]) for k in commune_halls[:2])
    assert found.times.minutes(one, other) < turned.times.minutes(one, other)


def test_a_saved_part_of_completed_times_is_accepted(network, covered, territory, times, store, tmp_path):
    whole = blended_times([network], territory, lambda: times, store).times
    inside = territory.in_department("48")
    assert set(covered.tolist()) <= set(inside.tolist())
    path = JourneyTable(whole, inside, 30, "Lozère").save(tmp_path / "lozere.parquet")
    found = blended_times([path], territory, lambda: times, store).times
    for array, expected in whole.within(30).arrays().items():
        if array != "code":
            np.testing.assert_array_equal(found.arrays()[array], expected)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: rows.drop(columns="minutes"), "minutes missing"),
        (lambda rows: rows.replace({"destination": {"48092": "48999"}}), "'48999' is no commune"),
        (lambda rows: rows.assign(minutes=-1), "line 2, column 'minutes': -1 is not a time"),
        (lambda rows: rows.assign(minutes=np.nan), "line 2, column 'minutes'"),
        (lambda rows: rows.assign(minutes="soon"), "line 2, column 'minutes'"),
        (lambda rows: rows.iloc[[0, 1, 0]], "line 4, column 'origin, destination': this pair is given twice"),
        (lambda rows: rows.iloc[:0], "no pair"),
    ],
)
def test_unusable_tables_name_line_and_column(territory, tmp_path, change, words):
    import pandas as pd

    codes = ["48092", "48095", "48092", "48095"]
    rows = pd.DataFrame({"origin": codes, "destination": codes[1:] + codes[:1], "minutes": 1.0})
    rows["destination"] = ["48095", "48092", "48092", "48095"]
    path = tmp_path / "odd.csv"
    rows.to_csv(path, index=False)
    assert read_times(path, territory)[0].pairs == 4
    change(rows).to_csv(path, index=False)
    with pytest.raises(BadInput, match=words) as error:
        read_times(path, territory)
    assert str(path) in str(error.value)


def test_lines_are_those_of_the_file(territory, tmp_path):
    path = tmp_path / "spaced.csv"
    start = "sep=,\norigin,destination,minutes\n\n48092,48095,3\n\n"
    for row, problem in (
        ("48092,48095,4", "this pair is given twice"),
        ("48092,48001,-1", "not a time"),
        ("48999,48095,4", "'48999' is no commune"),
    ):
        path.write_text(f"{start}{row}\n")
        with pytest.raises(BadInput, match=f"line 6, .*{problem}"):
            read_times(path, territory)


def test_other_vintages_name_the_file(files, territory, times, store, tmp_path):
    older = replace(territory, vintage="communes of 2019")
    with pytest.raises(MaillageError, match=r"times.parquet.*communes of 2019.*different vintages are mixed"):
        read_times(files / "times.parquet", older)
    with pytest.raises(MaillageError, match="different vintages are mixed"):
        blended_times([replace(times, vintage="2019")], territory, lambda: times, store)


def seconds_of(found, origin, destination):
    minutes = found.minutes(origin, destination)
    return None if minutes is None else round(minutes * 60)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_codes_of_other_vintages_are_mapped_to_current_communes(territory, tmp_path, kind):
    """Between two communes their own codes are used, else the mean of their parts; repaired codes count as correct
    ones.
    """
    rows = [
        ("1053", "12218", 30.0),  # Bourg-en-Bresse without its leading zero
        ("01053", "12114", 99.0),  # to Grand-Vabre, a part: the time to the commune itself is used
        ("12114", "01053", 40.0),
        ("12076", "01053", 50.0),  # to Conques, another part of the same commune
        ("12218", "12218", 0.0),
        ("12114", "12218", 12.0),  # within one current commune
        ("75101", "2a004", 10.0),
        ("20004", "75120", 20.0),  # Ajaccio until 1976
        ("01053", "97701", 5.0),
        ("98735", "01053", 5.0),
    ]
    frame = pd.DataFrame(rows, columns=["Origin", "DESTINATION", "minutes"])
    path = tmp_path / f"times.{kind}"
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)
    found, notices = read_times(path, territory)
    assert found.code.tolist() == ["01053", "12218", "2A004", "75056"]
    told = {(o, d): seconds_of(found, o, d) for o in found.code for d in found.code if o != d}
    assert {pair: value for pair, value in told.items() if value is not None} == {
        ("01053", "12218"): 1800, ("12218", "01053"): 2700, ("75056", "2A004"): 600, ("2A004", "75056"): 1200,
    }  # fmt: skip
    assert any("codes of arrondissements or former communes mapped" in notice for notice in notices)
    assert any("2 pairs of collectivities outside" in notice for notice in notices)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("48092,,4", "column 'destination': the code is missing"),
        ("48092,48001,", "column 'minutes': the time is missing"),
        ("48092,48001,1093", "column 'minutes': 1093 is not a time"),
        ("48092,1e9,4", "column 'destination': '1e9' is no commune"),
        ("48092,48001,soon", "column 'minutes': 'soon' is not a number"),
    ],
)
def test_an_invalid_cell_of_times_is_named_with_its_cause(territory, tmp_path, row, problem):
    path = tmp_path / "times.csv"
    path.write_text(f"origin,destination,minutes\n48092,48095,3\n{row}\n")
    with pytest.raises(BadInput, match=f"line 3, {problem}"):
        read_times(path, territory)


def test_a_damaged_parquet_file_is_named(files, territory, tmp_path):
    whole = (files / "times.parquet").read_bytes()
    middle = len(whole) // 3
    flipped = whole[:40] + bytes([whole[40] ^ 4]) + whole[41:]
    for content in (whole[:middle], whole[: len(whole) - 9], flipped):
        path = tmp_path / "cut.parquet"
        path.write_bytes(content)
        with pytest.raises(BadInput, match=r"cut.parquet: .*travel times --network"):
            read_times(path, territory)


def test_walkers_and_two_kinds_of_traffic_are_refused(extract, network, territory, times, store):
    walk = build_network(extract[0], profile="walk")
    with pytest.raises(MaillageError, match=r"lozere.osm holds times of the profile 'walk'"):
        blended_times([walk], territory, lambda: times, store)
    with pytest.raises(MaillageError, match=r"of the profile 'walk'"):
        blended_times([replace(times, source="roads france.osm.pbf walk free-flow")], territory, lambda: times, store)
    free = build_network(extract[0])
    with pytest.raises(MaillageError, match=r"under 'off-peak', lozere\.osm under 'free-flow'"):
        blended_times([network, free], territory, lambda: times, store)
    told = blended_times([free], territory, lambda: times, store).notices
    assert any("times by road are free-flow, those of the mesh off-peak" in one for one in told)


def test_pairs_to_communes_that_are_not_origins_are_reported(territory, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("origin,destination,minutes\n48092,48095,3\n48092,48092,2\n48092,48001,7.5\n48001,48092,8\n")
    found, notices = read_times(path, territory)
    assert found.code.tolist() == ["48001", "48092"]
    assert found.minutes("48092", "48001") == 7.5
    assert found.minutes("48092", "48092") == 0
    assert notices == (
        "rows.csv: 1 pairs towards communes that are no origin in it left out",
        "rows.csv: times of communes to themselves are taken as 0",
    )
    assert found.limit_seconds == 480


def test_measure_accepts_times_and_reports_their_source(files, network, territory):
    by_road = maillage.measure("76", times=files / "times.parquet")
    plain = maillage.measure("76")
    assert any("from roads lozere.osm car off-peak" in notice for notice in by_road.notices)
    assert not any("roads" in notice for notice in plain.notices)
    changed = by_road.frame["apl"].to_numpy() != plain.frame["apl"].to_numpy()
    assert 0 < changed.sum() < len(changed)
    np.testing.assert_array_equal(maillage.measure("76", times=network).frame["apl"], by_road.frame["apl"])
    assert any("roads" in notice for notice in by_road.what_if({"48095": 1}).notices)
    journeys = maillage.travel_times(network=network)
    assert 0 <= journeys.off_road.min() < 1
    assert journeys.off_road.max() <= 1000
    assert set(journeys.around(str(journeys.times.code[0])).frame["code"]) <= set(journeys.times.code)
    with pytest.raises(MaillageError, match="one of the two"):
        maillage.travel_times(network=network, times=network)


# The commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "access apl",
        "access what-if --add 48095:1",
        "access indicator 2sfca",
        "access coverage",
        "access inequality --level department",
        "zones designate",
    ],
)
def test_commands_accept_times_and_report_the_source_of_pairs(files, tmp_path, capsys, command):
    out = [tmp_path / "mesh.csv", tmp_path / "table.csv", tmp_path / "network.csv"]
    main_ok([*command.split(), "--region", "76", "--out", str(out[0])])
    assert "pairs of communes" not in capsys.readouterr().err
    main_ok([*command.split(), "--region", "76", "--out", str(out[1]), "--times", str(files / "times.parquet")])
    assert "from roads lozere.osm car off-peak" in capsys.readouterr().err
    main_ok([*command.split(), "--region", "76", "--out", str(out[2]), "--network", str(files / "lozere.roads")])
    assert out[1].read_bytes() == out[2].read_bytes()
    assert out[0].read_bytes() != out[1].read_bytes()


def test_a_plan_is_made_and_checked_with_the_same_times(files, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    given_times = ["--times", str(files / "times.csv")]
    solve = ["plan", "solve", "--weeks", "4", "--count", "4", "--start", "2027-01-04", "--out", str(plan)]
    main_ok([*solve, *given_times])
    assert "from times.csv" in capsys.readouterr().err
    main_ok(["plan", "check", str(plan), *given_times])
    assert "Right plan" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "check", str(plan)])
    assert stopped.value.code == 2
    assert "made with 'times.csv; else mesh-car-2026', checked with 'mesh-car-2026'" in capsys.readouterr().err


# A cluster of two workers --------------------------------------------------------------------------------------------


def test_tiles_of_roads_from_a_cluster_are_the_same_file(address, files, monkeypatch, tmp_path, network, territory):
    """Several tiles of roads, computed by both workers, combine to the same bytes as on one machine."""
    monkeypatch.setattr("maillage.travel.roads.communes.TILE_ORIGINS", 4)
    travel = ["travel", "times", "--network", str(files / "lozere.roads"), "--minutes", "45"]
    outs = [tmp_path / "alone.parquet", tmp_path / "shared.parquet"]
    main_ok([*travel, "--out", str(outs[0])])
    main_ok([*travel, "--out", str(outs[1]), "--dask", address])
    assert outs[0].read_bytes() == outs[1].read_bytes()
    alone, _ = commune_times(network, territory, 45)
    with cluster(address) as workers:
        shared, _ = commune_times(network, territory, 45, runner=workers)
    assert recipe_of(alone.meta(), *alone.arrays().values()) == recipe_of(shared.meta(), *shared.arrays().values())


def test_access_by_road_on_a_cluster_is_the_same_table(address, files, tmp_path):
    given_network = ["access", "apl", "--region", "76", "--network", str(files / "lozere.roads")]
    outs = [tmp_path / "alone.csv", tmp_path / "shared.csv"]
    main_ok([*given_network, "--out", str(outs[0])])
    main_ok([*given_network, "--out", str(outs[1]), "--dask", address])
    assert outs[0].read_bytes() == outs[1].read_bytes()
