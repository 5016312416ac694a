from __future__ import annotations

import errno
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maillage.artefacts import ArtefactStore, DamagedArtefact, alone, let_go, recipe_of, storage_problem
from maillage.errors import StorageProblem


def small() -> tuple[dict[str, np.ndarray], dict[str, object]]:
    return {"a": np.arange(3000.0), "b": np.array([1, 2, 3], dtype=np.uint16)}, {"vintage": "2026", "n": 3}


@given(arrays(np.int32, st.integers(0, 40)))
def test_what_is_saved_is_what_is_loaded(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    store = ArtefactStore(tmp_path_factory.mktemp("store"))
    loaded = store.load("kind", store.save("kind", {"x": array}, {"note": "é"}))
    np.testing.assert_array_equal(loaded.arrays["x"], array)
    assert loaded.arrays["x"].dtype == array.dtype
    assert loaded.meta == {"note": "é"}


def test_same_content_same_key_other_content_other_key(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    arrays_, meta = small()
    key = store.save("kind", arrays_, meta)
    assert store.save("kind", arrays_, meta) == key
    assert store.save("kind", {**arrays_, "a": arrays_["a"] + 1}, meta) != key
    assert store.save("kind", arrays_, {**meta, "vintage": "2027"}) != key


def test_large_arrays_are_memory_mapped_and_read_only(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    loaded = store.load("kind", store.save("kind", *small()))
    assert isinstance(loaded.arrays["a"], np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        loaded.arrays["a"][0] = 1.0


def test_cached_builds_once(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    built: list[int] = []

    def build() -> tuple[dict[str, np.ndarray], dict[str, object]]:
        built.append(1)
        return small()

    first = store.cached("kind", "recipe", build)
    second = store.cached("kind", "recipe", build)
    assert len(built) == 1
    assert first.key == second.key


def test_nobody_enters_while_one_who_waited_is_inside(tmp_path: Path) -> None:
    path, inside = tmp_path / "one.lock", threading.Lock()

    def enter(_: int) -> None:
        with alone(path, tmp_path):
            assert inside.acquire(blocking=False)
            time.sleep(0.0005)
            inside.release()

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(enter, range(100)))) == 100
    assert not path.exists()


def test_of_two_who_need_a_result_at_once_one_builds_and_the_other_waits(tmp_path: Path) -> None:
    built: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def build() -> tuple[dict[str, np.ndarray], dict[str, object]]:
        built.append(1)
        begun.set()
        assert go_on.wait(10)
        return small()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ArtefactStore(tmp_path).cached, "kind", "recipe", build)
        assert begun.wait(10)
        second = pool.submit(ArtefactStore(tmp_path).cached, "kind", "recipe", build)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.1)
        go_on.set()
        assert first.result().key == second.result().key
    assert len(built) == 1
    assert [path.name for path in (tmp_path / "kind" / "recipes").iterdir()] == ["recipe"]


@pytest.mark.parametrize("damage", ["truncate", "remove", "meta"])
def test_a_damaged_artefact_is_refused_then_rebuilt_and_reported(tmp_path: Path, damage: str) -> None:
    said: list[str] = []
    store = ArtefactStore(tmp_path, report=said.append)
    key = store.cached("kind", "recipe", small).key
    folder = tmp_path / "kind" / key
    if damage == "truncate":
        (folder / "a.npy").write_bytes((folder / "a.npy").read_bytes()[:100])
    elif damage == "remove":
        (folder / "a.npy").unlink()
    else:
        (folder / "meta.json").write_text("{")
    with pytest.raises(DamagedArtefact):
        store.load("kind", key)
    again = store.cached("kind", "recipe", small)
    np.testing.assert_array_equal(again.arrays["a"], small()[0]["a"])
    assert len(said) == 1
    assert "built again" in said[0]


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageProblem, match="cannot be written"):
        ArtefactStore(blocked).save("kind", *small())


def test_a_full_disk_is_named() -> None:
    problem = storage_problem(Path("/data"), OSError(errno.ENOSPC, "No space left on device"))
    assert "No room left on the disk" in str(problem)


def test_a_write_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = np.save

    def fail_on_the_second(file: Path, array: np.ndarray, allow_pickle: bool) -> None:
        if file.name == "b.npy":
            raise OSError(errno.ENOSPC, "No space left on device")
        save(file, array, allow_pickle=allow_pickle)

    monkeypatch.setattr(np, "save", fail_on_the_second)
    with pytest.raises(StorageProblem, match="No room left"):
        ArtefactStore(tmp_path).save("kind", *small())
    assert list((tmp_path / "kind").iterdir()) == []


def test_object_arrays_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        ArtefactStore(tmp_path).save("kind", {"bad": np.array([object()])}, {})


def test_pages_that_were_let_go_are_read_again(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    arrays, meta = small()
    loaded = store.load("kind", store.save("kind", arrays, meta))
    before = float(loaded.arrays["a"].sum())
    let_go()
    assert float(loaded.arrays["a"].sum()) == before == float(arrays["a"].sum())


def test_recipes_distinguish_arrays_and_values() -> None:
    assert recipe_of("a", 1) != recipe_of("a", 2)
    assert recipe_of(np.zeros(3)) != recipe_of(np.zeros(3, dtype=np.float32))
    assert recipe_of(["a", "b"]) != recipe_of(["ab"])
    assert recipe_of({"x": 1, "y": 2}) == recipe_of({"y": 2, "x": 1})
