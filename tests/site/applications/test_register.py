"""The national register: loaded from its file, looked up by number and name."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from maillage.cli.site import app
from maillage.errors import MaillageError
from maillage.schemes import scheme_named
from maillage.site.applications import services
from maillage.site.applications.models import RegisterEntry
from maillage.site.applications.register import load_register
from maillage.sources.rpps import read_register
from tests.site import factories as make

pytestmark = pytest.mark.django_db
HEAD = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code savoir-faire|Code postal (coord. structure)|"
    "Code commune (coord. structure)|"
)


def line(number: str, name: str, *, profession: str = "10", skill: str = "SM54", commune: str = "12089") -> str:
    return f"8|{number}|8{number}|{name}|INES|{profession}|Médecin|{skill}|12300|{commune}|"


def file(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "PS_LibreAcces_Personne_activite_202611270806.txt"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_the_least_of_the_register_is_kept_one_line_a_person(tmp_path: Path) -> None:
    a, b, c, d = (make.rpps() for _ in range(4))
    path = file(
        tmp_path, line(a, "GARRIGUE"), line(a, "GARRIGUE", commune="31555"), line(b, "L'ESTANG", skill="SM02"),
        line(c, "PHARMA", profession="21"), line(d, 'D"ARC', profession="60", skill="", commune="97411"),
        "0|123456789|0123|ADELI|X|10||||12089|",
    )  # fmt: skip
    assert load_register(read_register(path)) == 3
    found = {row.rpps: (row.last_name, row.profession, row.department) for row in RegisterEntry.objects.all()}
    assert found == {
        a: ("GARRIGUE", "gp", "12"), b: ("L'ESTANG", "specialist", "12"), d: ('D"ARC', "nurse", "974"),
    }  # fmt: skip
    assert load_register(read_register(file(tmp_path, line(b, "L'ESTANG")))) == 1


def test_a_file_without_a_column_is_refused_by_name(tmp_path: Path) -> None:
    path = file(tmp_path, head=HEAD.replace("Nom d'exercice", "Nom"))
    with pytest.raises(MaillageError, match="Nom d'exercice"):
        list(read_register(path))


def test_what_the_register_says_of_a_number(tmp_path: Path) -> None:
    number, stranger = make.rpps(), make.rpps()
    row = services.begin(scheme_named("solidarity"), "ines@example.org")
    row = services.save_answer(row, "identity", {"first_name": "Inès", "last_name": "Garrigue"})
    assert services.save_answer(row, "rpps", {"rpps": number}).register == "no_register"
    load_register(read_register(file(tmp_path, line(number, "GARRIGUE"))))
    found = services.save_answer(row, "rpps", {"rpps": number})
    assert (found.register, found.profession) == ("found", "gp")
    assert services.save_answer(row, "rpps", {"rpps": stranger}).register == "absent"
    services.save_answer(row, "rpps", {"rpps": number})
    assert services.save_answer(row, "identity", {"first_name": "I", "last_name": "Autre"}).register == "other_name"


def test_the_command_loads_the_file_and_says_how_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maillage.site.runtime.open_site", lambda _: None)
    path = file(tmp_path, line(make.rpps(), "GARRIGUE"), line(make.rpps(), "SUREAU"))
    done = CliRunner().invoke(app, ["register", str(path)], catch_exceptions=False)
    assert done.stdout.strip() == "2 professionals loaded."
    assert RegisterEntry.objects.count() == 2
