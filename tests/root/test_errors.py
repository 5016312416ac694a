from __future__ import annotations

from maillage.errors import BadInput, UnknownName, nearest_names


def test_near_names_ignore_accents_and_case() -> None:
    assert nearest_names("requista", ["Réquista", "Rodez", "Millau"]) == ["Réquista"]
    assert nearest_names("zzzz", ["Réquista"]) == []


def test_messages_name_the_cause_and_the_remedy() -> None:
    assert str(UnknownName("region", "occitany", ["Occitanie"])) == "Unknown region 'occitany'. Did you mean Occitanie?"
    error = BadInput("gps.csv", "'x' is not a number", "Write a plain number", line=3, column="gps")
    assert str(error) == "gps.csv, line 3, column 'gps': 'x' is not a number. Write a plain number."
