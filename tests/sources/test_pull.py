from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maillage.cli import main
from maillage.errors import BadInput, MaillageError
from maillage.sources.catalogue import Holdings, address_of, catalogue, source_named
from maillage.sources.catalogue import pull as getting
from maillage.sources.catalogue.pull import LONGEST_WAIT, TRIES, pull, take
from tests.sources.server import Producer, serving

BPE = source_named("bpe")


def archive(text: str) -> bytes:
    room = io.BytesIO()
    with zipfile.ZipFile(room, "w") as archive:
        archive.writestr("DS_BPE_2024_data.csv", text)
    return room.getvalue()


FIRST, SECOND, THIRD = (archive(f"GEO;OBS_VALUE\n{number}" + "x" * 5_000) for number in (1, 2, 3))


@pytest.fixture(scope="module")
def served() -> Iterator[Producer]:
    with serving() as producer:
        yield producer


@pytest.fixture
def producer(served: Producer, monkeypatch: pytest.MonkeyPatch) -> Producer:
    served.__dict__.update(tag='"1"', cut=[], busy=0, asked=[], sent=0, files={"/bpe.zip": FIRST})
    monkeypatch.setenv("MAILLAGE_ADDRESS_BPE", f"{served.base}/bpe.zip")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(getting, "PIECE", 500)  # what is kept of an interrupted answer: the whole pieces
    return served


@pytest.fixture
def holdings(tmp_path: Path) -> Holdings:
    return Holdings(tmp_path / "sources")


def held(holdings: Holdings) -> bytes:
    return holdings.file_of("bpe", holdings.pulled("bpe")[0]).read_bytes()


def test_an_interrupted_file_is_continued_from_where_it_stopped(producer: Producer, holdings: Holdings) -> None:
    producer.cut = [1_000, 2_000]
    waits: list[float] = []
    pulled, new = pull(BPE, holdings, wait=waits.append)
    assert new
    assert (pulled.size, held(holdings)) == (len(FIRST), FIRST)
    assert [one.get("Range") for one in producer.asked] == [None, "bytes=1000-", "bytes=3000-"]
    assert producer.sent == len(FIRST)
    assert waits == [pytest.approx(1, rel=0.26), pytest.approx(2, rel=0.26)]
    assert not (holdings.root / "bpe" / "partial").exists()


def test_a_file_that_changed_meanwhile_is_begun_again(producer: Producer, holdings: Holdings) -> None:
    producer.cut = [1_000]

    def changed(_: float) -> None:
        producer.tag, producer.files["/bpe.zip"] = '"2"', SECOND

    pull(BPE, holdings, wait=changed)
    assert held(holdings) == SECOND


def test_an_unchanged_file_is_not_sent_again_and_the_one_before_a_new_one_is_kept(
    producer: Producer, holdings: Holdings
) -> None:
    pull(BPE, holdings)
    assert pull(BPE, holdings)[1] is False
    assert producer.sent == len(FIRST)
    for tag, content in (('"2"', SECOND), ('"3"', THIRD)):
        producer.tag, producer.files["/bpe.zip"] = tag, content
        assert pull(BPE, holdings)[1] is True
    files = [holdings.file_of("bpe", one).read_bytes() for one in holdings.pulled("bpe")]
    assert files == [THIRD, SECOND]
    assert len(list((holdings.root / "bpe" / "pulled").iterdir())) == 2


def test_of_two_pulls_at_once_the_second_waits_and_finds_the_file(producer: Producer, holdings: Holdings) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def halt(_done: int, _size: int | None) -> None:
        begun.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(pull, BPE, holdings, halt)
        assert begun.wait(10)
        second = pool.submit(pull, BPE, holdings)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.1)
        assert len(producer.asked) == 1
        go_on.set()
        assert (first.result()[1], second.result()[1]) == (True, False)
    assert held(holdings) == FIRST
    assert sorted(one.name for one in (holdings.root / "bpe").iterdir()) == ["pulled", "pulled.json"]


def test_a_busy_server_is_left_the_time_it_asks_for(producer: Producer, holdings: Holdings) -> None:
    producer.busy = TRIES
    waits: list[float] = []
    with pytest.raises(MaillageError, match="503"):
        pull(BPE, holdings, wait=waits.append)
    assert len(producer.asked) == TRIES
    assert all(5 < one <= LONGEST_WAIT * 1.25 for one in waits)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html><html><body>Erreur</body></html>", "HTML page"),
        (b"\xef\xbb\xbf\n<html><head></head></html>", "HTML page"),
        (FIRST[:-30], "truncated"),
        (FIRST.replace(b"xxxx", b"xyxx", 1), "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_file_of_the_source_is_refused_and_the_file_before_stays(
    producer: Producer, holdings: Holdings, content: bytes, words: str
) -> None:
    pull(BPE, holdings)
    producer.tag, producer.files["/bpe.zip"] = '"2"', content
    with pytest.raises(BadInput, match=words):
        pull(BPE, holdings)
    assert held(holdings) == FIRST
    assert not (holdings.root / "bpe" / "partial").exists()


def test_a_published_checksum_is_compared(
    producer: Producer, holdings: Holdings, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads, source = b"OSMHeader", source_named("osm")
    monkeypatch.setenv("MAILLAGE_ADDRESS_OSM", f"{producer.base}/france.osm.pbf")
    digest = hashlib.md5(roads).hexdigest()
    producer.files |= {"/france.osm.pbf": roads, "/france.osm.pbf.md5": f"{digest}  france.osm.pbf\n".encode()}
    assert pull(source, holdings)[0].file == "france.osm.pbf"
    producer.tag, producer.files["/france.osm.pbf"] = '"2"', b"another"
    with pytest.raises(BadInput, match="MD5"):
        pull(source, holdings)
    assert holdings.pulled("osm")[0].size == len(roads)


def test_a_folder_without_network_serves_as_well(producer: Producer, tmp_path: Path, holdings: Holdings) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "ds_bpe_2023.zip").write_bytes(FIRST)
    (mirror / "ds_bpe_2024.zip").write_bytes(SECOND)
    assert take(BPE, holdings, mirror)[0].file == "ds_bpe_2024.zip"
    (mirror / "ds_bpe_2025.zip").write_bytes(b"<html></html>")
    with pytest.raises(BadInput, match="HTML"):
        take(BPE, holdings, mirror)
    assert held(holdings) == SECOND
    with pytest.raises(BadInput, match="no file named like"):
        take(source_named("rpps"), holdings, mirror)
    assert producer.asked == []


def test_addresses_come_from_environment_then_folder_then_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAILLAGE_ADDRESS_BPE", raising=False)
    assert address_of(BPE, tmp_path) == BPE.address
    (tmp_path / "sources.toml").write_text('[addresses]\nbpe = "https://mirror.example/bpe.zip"\n', encoding="utf-8")
    assert address_of(BPE, tmp_path) == "https://mirror.example/bpe.zip"
    monkeypatch.setenv("MAILLAGE_ADDRESS_BPE", "https://other.example/bpe.zip")
    assert address_of(BPE, tmp_path) == "https://other.example/bpe.zip"
    with pytest.raises(MaillageError, match="MAILLAGE_ADDRESS_APL_GP"):
        address_of(source_named("apl-gp"), tmp_path)
    (tmp_path / "sources.toml").write_text('[addresses]\nbep = "https://mirror.example"\n', encoding="utf-8")
    with pytest.raises(MaillageError, match="Did you mean bpe"):
        address_of(source_named("rpps"), tmp_path)


def test_commands_list_pull_and_tell_the_status(
    producer: Producer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main_ok(["data", "list", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == list(catalogue())
    assert all(one["use"] and one["seen"] and one["licence"] and one["page"] for one in listed)
    main_ok(["data", "pull", "bpe", "--data-dir", str(tmp_path)])
    main_ok(["data", "pull", "bpe", "--data-dir", str(tmp_path)])
    assert "unchanged" in capsys.readouterr().out
    main_ok(["data", "status", "--json", "--data-dir", str(tmp_path)])
    status = json.loads(capsys.readouterr().out)
    assert Path(status["bpe"]["pulled"][0]["path"]).read_bytes() == FIRST
    assert status["rpps"] | {"use": "", "seen": ""} == {"pulled": [], "loaded": [], "use": "", "seen": ""}


def main_ok(arguments: list[str]) -> None:
    before = dict(os.environ)
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0
    assert {key: os.environ.get(key) for key in before} == before
