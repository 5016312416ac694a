"""Run the examples of the documentation: Python blocks, examples of docstrings, commands."""

from __future__ import annotations

import importlib
import inspect
import json
import re
import shlex
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import typer

import maillage
from maillage.cli import main
from maillage.cli.entry import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)

# Commands that are not run, with the reason.
NOT_RUN = {
    "docs/roads.md": "needs an extract of a whole region; each of its functions is run by tests/travel",
    "docs/pysal.md": "is run by test_docs.py, which also looks at its result",
}
OPTIONS_NOT_RUN = {
    "--dask": "asks for a cluster; run by tests/analysis/test_cluster.py",
    "--network": "needs the roads of a region; run by tests/travel",
    "--times": "needs times by the roads of a region; run by tests/travel/test_blend.py",
}
COMMANDS_NOT_RUN = {
    "accounts": "needs the database of a site; run by tests/site",
    "access official": "needs published figures; run on small files by tests/access/test_cli_indicators.py",
    "access publish": "needs the data folder of a site; run by its own tests",
    "bench": "takes minutes at the size shown; run small by tests/bench",
    "data": "needs producers or their files; run by tests/sources/test_pull.py and test_load.py",
    "db": "needs the data folder of a site; run by tests/site",
    "dicom": "does not end",
    "messages": "needs the database of a site; run by tests/site",
    "plan solve": "takes half a minute at the size shown; run small by tests/planning/test_cli.py",
    "plan open": "takes a quarter of a minute at the size shown; run small by tests/planning/test_openings.py",
    "plan rota": "needs the tables of a rota; run by tests/planning/test_rota.py",
    "plan match": "needs the tables of a match; run by tests/planning/test_match.py",
    "plan explain": "needs the plan of a line before; run by tests/planning/test_answers.py",
    "plan compare": "needs two plans; run by tests/planning/test_comparing.py",
    "plan replan": "needs the plan of a line before; run by tests/planning/test_replan.py",
    "plan settle": "computes years of France several times; run by tests/planning/test_settlement.py",
    "plan tour": "needs the tables of a tour; run by tests/planning/test_tours.py",
    "plan check": "needs the plan of the line before; run by tests/planning/test_cli.py",
    "sas": "needs the database of a site; run by tests/site/fhir",
    "serve": "does not end",
    "site addresses": "needs the data folder of a site; run by tests/site/geography",
    "site identity": "needs the database of a site; run by tests/site/identity",
    "site report": "needs the data folder of a site; run by tests/site/observatory",
    "site register": "needs the database of a site; run by tests/site/applications",
    "travel build": "needs an extract; run by tests/travel",
    "travel calibrate-mesh": "takes ten minutes; run by tests/travel",
    "travel compare": "needs an extract and OSRM",
}


def shown(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def tables() -> dict[str, Any]:
    """The ``doctors`` and ``sites`` of the pages: a user's lists, for territories of Occitanie."""
    homes = ["31555", "34172", "12202", "82121", "46042", "81004"]
    doctors = pd.DataFrame({"id": [f"D{k}" for k in range(6)], "commune": homes, "weekdays": "mon tue wed"})
    zones = maillage.designate("Occitanie", 28)
    communes = maillage.communes("Occitanie").frame.sort_values("population")
    largest = communes.groupby("epci")["code"].last()
    sites = pd.DataFrame({"id": zones.frame["code"], "commune": zones.frame["code"].map(largest)})
    return {"maillage": maillage, "pd": pd, "doctors": doctors, "sites": sites}


@pytest.mark.parametrize("page", [page for page in PAGES if PYTHON.search(page.read_text("utf-8"))], ids=shown)
def test_blocks_of_python_run_in_their_order(
    page: Path, tables: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shown(page) in NOT_RUN:
        compile("\n".join(PYTHON.findall(page.read_text("utf-8"))), shown(page), "exec")
        return
    monkeypatch.chdir(tmp_path)
    for block in PYTHON.findall(page.read_text("utf-8")):
        exec(compile(block, shown(page), "exec"), tables)


def documented() -> Iterator[tuple[str, str]]:
    """Every object on the API page, and the members shown."""
    for name in re.findall(r"^::: (\S+)$", (ROOT / "docs" / "api.md").read_text("utf-8"), re.MULTILINE):
        home, _, last = name.rpartition(".")
        found = getattr(importlib.import_module(home), last)
        yield name, inspect.getdoc(found) or ""
        if inspect.isclass(found):
            for method, what in vars(found).items():
                if not method.startswith("_"):
                    yield f"{name}.{method}", inspect.getdoc(what) or ""


EXAMPLES = [(name, text) for name, text in documented() if PYTHON.search(text)]


@pytest.mark.parametrize(("name", "text"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_examples_of_docstrings_run(name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for block in PYTHON.findall(text):
        exec(compile(inspect.cleandoc(block), name, "exec"), {"maillage": maillage, "pd": pd})


def test_everything_on_the_api_page_is_documented_and_functions_have_examples() -> None:
    told = dict(documented())
    assert [name for name, text in told.items() if not text] == []
    words = {
        f"{getattr(maillage, name).__module__}.{name}"
        for name in maillage.__all__
        if name.isidentifier() and name[0].islower()
    }
    assert words <= {name for name, _ in EXAMPLES}


def commands() -> Iterator[tuple[str, str]]:
    """Page and command of each line of a block that begins with ``maillage``."""
    for page in PAGES:
        for line in page.read_text("utf-8").splitlines():
            found = re.match(r"(?:    )?(maillage [a-z].*)$", line)
            if found:
                for part in found.group(1).split(" && "):
                    yield shown(page), part.split("  #")[0].strip()


COMMANDS = sorted(set(commands()))


def bare(command: str) -> list[str]:
    """Words of a command: optional parts in brackets are included, and the first alternative is used."""
    text = re.sub(r"[\[\]]", " ", command).replace("$(date +%F)", "today")
    return shlex.split(re.split(r" \| ", text)[0])[1:]


def resolved(words: list[str]) -> tuple[str, Any, list[str]]:
    """Full name, command and arguments. Raises if there is no such command."""
    found: Any = typer.main.get_command(app)
    taken = 0
    while hasattr(found, "get_command") and taken < len(words):
        inner = found.get_command(found.make_context("maillage", [], resilient_parsing=True), words[taken])
        assert inner is not None, f"no command {' '.join(words[: taken + 1])}"
        found, taken = inner, taken + 1
    return " ".join(words[:taken]), found, words[taken:]


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[f"{page}: {command}" for page, command in COMMANDS])
def test_commands_shown_exist_with_their_options(page: str, command: str) -> None:
    name, found, arguments = resolved(bare(command))
    known = {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in arguments if word.startswith("--")} <= known, f"{page}: {name}"


def runnable() -> list[tuple[str, str]]:
    def kept(command: str) -> bool:
        excepted = any(command.startswith(f"maillage {name}") for name in COMMANDS_NOT_RUN)
        return not excepted and not any(option in bare(command) for option in OPTIONS_NOT_RUN)

    return [(page, command) for page, command in COMMANDS if kept(command)]


@pytest.mark.parametrize(("page", "command"), runnable(), ids=[command for _, command in runnable()])
def test_commands_shown_run(page: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pairs.csv").write_text("lon1,lat1,lon2,lat2\n1.44,43.60,2.57,44.35\n", encoding="utf-8")
    with warnings.catch_warnings(), pytest.raises(SystemExit) as stop:
        main(bare(command))
    assert stop.value.code == 0
    out = re.search(r"--out (\S+)", command)
    assert out is None or (tmp_path / out.group(1)).stat().st_size > 50


def test_the_notebook_is_saved_as_run() -> None:
    cells = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text("utf-8"))["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))
