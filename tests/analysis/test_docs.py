"""Run what the documentation shows: the tutorial, the comparison with PySAL, and the built site."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import warnings
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def notebook_pages() -> Any:
    spec = importlib.util.spec_from_file_location("notebook_pages", ROOT / "tools" / "notebook_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kinds(cell: dict[str, Any]) -> list[list[str]]:
    """Kinds of output of a cell, without figures: a stream, or the MIME types of a result."""
    return [sorted(output.get("data", {output.get("name", ""): ""})) for output in cell.get("outputs", ())]


def test_the_tutorial_runs_with_its_saved_outputs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import nbformat

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    saved = nbformat.read(DOCS / "tutorial.ipynb", as_version=4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings of the notebook's tools; those of the kernel are kept
        run = notebook_pages().execute(DOCS / "tutorial.ipynb")
    for before, now in zip(saved["cells"], run["cells"], strict=True):
        assert kinds(now) == kinds(before), before["source"]
    forms = {form for cell in run["cells"] for output in kinds(cell) for form in output}
    assert {"text/html", "image/svg+xml", "text/plain"} <= forms


def test_the_comparison_with_pysal_holds() -> None:
    pytest.importorskip("access", reason="PySAL access is not installed")
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "pysal.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySAL's own warnings
        for block in blocks:
            exec(compile(block, "pysal.md", "exec"), names)
    assert len(names["theirs"]) == len(names["ours"]) == 360
    assert names["difference"] < 1e-9
    assert names["theirs"].std() > 0.1


class Sources(HTMLParser):
    """URLs that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.found.add(given.get("src") or "")
        elif tag == "link" and given.get("rel") in ("stylesheet", "preload", "preconnect", "icon"):
            self.found.add(given.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation in strict mode, which fails on a broken link, a page missing from the menu or a name."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_documentation_loads_nothing_from_other_hosts(site: Path) -> None:
    for page in site.rglob("*.html"):
        reader = Sources()
        reader.feed(page.read_text(encoding="utf-8"))
        assert not [one for one in reader.found if re.match(r"(https?:)?//", one)], page


def test_every_function_of_the_api_is_on_its_page(site: Path) -> None:
    text = (site / "api.html").read_text(encoding="utf-8")
    for name in ("measure", "indicator", "designate", "plan", "fill_rota", "compare_plans", "travel_times"):
        assert re.search(rf'id="maillage\.analysis\.\w+\.{name}"', text), name
    for method in (
        "AccessTable.what_if",
        "AccessTable.geo",
        "Zones.adjust",
        "PlanTable.evaluate",
        "JourneyTable.around",
        "Table.explore",
    ):
        assert re.search(rf'id="maillage\.analysis\.\w+\.{re.escape(method)}"', text), method


def test_references_of_docstrings_are_links_and_signatures_tell_types(site: Path) -> None:
    text = (site / "api.html").read_text(encoding="utf-8")
    assert not re.findall(r":(?:func|meth|class|mod|attr):", text)
    targets = set(re.findall(r'href="#(maillage\.[\w.]+)"', text))
    assert "maillage.analysis.access.measure" in targets
    assert targets <= set(re.findall(r'id="(maillage\.[\w.]+)"', text))
    assert "TableLike" in text


def test_the_tutorial_is_a_page_with_its_outputs(site: Path) -> None:
    text = (site / "tutorial.html").read_text(encoding="utf-8")
    assert text.count("<svg xmlns") >= 2
    assert "modelled supply" in text
    assert "2A999" in text
