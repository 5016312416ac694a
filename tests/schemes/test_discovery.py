"""Discovery of schemes in the room's files and in real entry points of other packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from maillage.errors import BrokenScheme
from maillage.schemes import SCHEMES, discover, scheme_named

OWN = (
    "duty_rota", "medical_bus", "practice", "salaried_centre", "shared_post", "shared_reading", "solidarity",
    "teleconsultation",
)  # fmt: skip
CENTRE = dedent(
    '''
    """Centres kept by an association: one GP a week in rotation, housed, from anywhere in the country."""

    from maillage.schemes import (
        DOCTOR, ORDER_CHECK, ROOM, Allowance, Anywhere, ByTemplate, Eligibility, PatientGroup, Post, Profession,
        Scheme, Status, Window,
    )

    CENTRE = Scheme(
        code="association_centre",
        label="Centre associatif",
        who=Eligibility(professions=frozenset({Profession.GP}), statuses=frozenset(Status)),
        where=Anywhere(),
        quota=ByTemplate(),
        authorisations=(ORDER_CHECK,),
        allowance=Allowance(per_day_cents=25_000, per_half_day_cents=12_500, per_km_cents=30, payer="l’association"),
        windows=(Window(frozenset({PatientGroup.EVERYBODY})),),
        needs=(Post(DOCTOR), Post(ROOM)),
    )
    '''
)


class Package:
    """A package installed in a folder: modules and the metadata written by an installer."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.modules = folder, name, list[str]()

    def install(self, entry_points: str, **modules: str) -> None:
        """Write the modules and the metadata, as an installer would."""
        metadata = self.folder / f"{self.name}-1.0.dist-info"
        metadata.mkdir(exist_ok=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[maillage.schemes]\n{entry_points}\n")
        for name, text in modules.items():
            (self.folder / f"{name}.py").write_text(text, encoding="utf-8")
            self.modules.append(name)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """An empty package on the path; the schemes are restored afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Package(tmp_path, "other_schemes")
    yield made
    monkeypatch.undo()
    for name in made.modules:
        sys.modules.pop(name, None)
    assert tuple(discover()) == OWN


def test_the_files_of_the_room_are_found_in_the_order_of_their_codes() -> None:
    assert tuple(discover()) == OWN
    assert len(SCHEMES) == len(OWN)


@pytest.mark.parametrize("value", ["centre", "centre:CENTRE"])
def test_a_scheme_of_another_package_is_listed(package: Package, value: str) -> None:
    package.install(f"centre = {value}", centre=CENTRE)
    assert tuple(discover()) == ("association_centre", *OWN)
    assert scheme_named("association_centre").giver.role.code == "doctor"
    assert SCHEMES["association_centre"].label == "Centre associatif"


def test_a_module_may_reexport_a_scheme(package: Package) -> None:
    package.install("a = centre\nb = again", centre=CENTRE, again="from centre import CENTRE\n")
    assert "association_centre" in discover()


def test_a_code_found_twice_names_both(package: Package) -> None:
    package.install("bus = bus", bus=CENTRE.replace("association_centre", "medical_bus"))
    with pytest.raises(BrokenScheme, match=r"medical_bus.*maillage\.schemes\.medical_bus.*other_schemes"):
        discover()


def test_an_equal_copy_of_a_scheme_is_another_scheme(package: Package) -> None:
    package.install("a = centre\nb = twin", centre=CENTRE, twin=CENTRE)
    with pytest.raises(BrokenScheme, match=r"'a = centre'.*'b = twin'"):
        discover()


@pytest.mark.parametrize(
    ("text", "problem"),
    [("import nowhere_at_all\n", "nowhere_at_all"), ("1 / 0\n", "ZeroDivisionError"), ("NAME = 'x'\n", "no scheme")],
)
def test_an_entry_point_that_fails_is_named_with_its_package(package: Package, text: str, problem: str) -> None:
    package.install("broken = broken", broken=text)
    with pytest.raises(BrokenScheme, match=rf"broken = broken.*other_schemes.*{problem}.*uninstall") as caught:
        discover()
    assert caught.value.package == "other_schemes"


def test_a_value_that_is_not_a_scheme_is_refused(package: Package) -> None:
    package.install("label = centre:CENTRE.label", centre=CENTRE)
    with pytest.raises(BrokenScheme, match="no scheme"):
        discover()
