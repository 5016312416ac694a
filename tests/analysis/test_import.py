from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

import maillage

PUBLIC = tuple(name for name in maillage.__all__ if name.isidentifier() and name[0].islower())


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_maillage_imports_nothing_heavy() -> None:
    loaded = loaded_after("import maillage; dir(maillage)")
    assert loaded.isdisjoint({"numpy", "pandas", "scipy", "numba", "django", "maillage.analysis"})


def test_measuring_imports_neither_pandas_nor_the_planner() -> None:
    loaded = loaded_after("import maillage; maillage.measure; maillage.designate; maillage.indicator")
    assert loaded.isdisjoint({"pandas", "highspy", "maillage.planning"})


def test_the_python_api_imports_neither_django_nor_a_database() -> None:
    loaded = loaded_after("import maillage; maillage.measure; import maillage.analysis.drawing")
    assert "maillage.analysis" in loaded
    assert loaded.isdisjoint({"django", "psycopg"})


@pytest.mark.parametrize("room", ["analysis", "planning", "planning.rota", "planning.match"])
def test_every_name_of_a_room_is_imported_on_first_use(room: str) -> None:
    package = importlib.import_module(f"maillage.{room}")
    for name in package.__all__:
        assert getattr(package, name) is not None
        assert name in dir(package)
    with pytest.raises(AttributeError, match=f"module 'maillage.{room}' has no attribute 'nothing'"):
        package.nothing  # noqa: B018 the look-up is what raises


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_exists_and_is_documented(name: str) -> None:
    assert name in dir(maillage)
    function = getattr(maillage, name)
    assert callable(function)
    text = inspect.getdoc(function) or ""
    assert "Raises" in text
    assert len(text) > 200


def test_rooms_are_not_hidden_by_functions_of_the_api() -> None:
    """``maillage.access`` is a module: no function of the API may have the name of a room."""
    import importlib
    import pkgutil

    rooms = {found.name for found in pkgutil.iter_modules(maillage.__path__)}
    assert rooms.isdisjoint(maillage.__all__)
    importlib.import_module("maillage.planning")
    assert callable(maillage.plan)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'mesure'"):
        maillage.mesure  # type: ignore[attr-defined] # noqa: B018
