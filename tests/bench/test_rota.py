"""The benchmark of rotas on a small department: every rule kept, bound and gap told, the peer beside it."""

import json

from typer.testing import CliRunner

from maillage.bench.rota import invented
from maillage.cli.bench import app


def test_the_same_seed_invents_the_same_rota():
    assert invented(2, 12, 2).people == invented(2, 12, 2).people
    assert len(invented(1).duties) == 873


def test_rows_tell_objective_bound_and_gap():
    ran = CliRunner().invoke(app, ["rota", "--quick", "--json"])
    document = json.loads(ran.output)
    ours, peer = document["rows"]
    assert ours["engine"].startswith("maillage")
    assert ours["objective"] * (1 - ours["gap"]) - ours["bound"] < 1e-6
    assert document["checks"]["rules"]
    assert peer["objective"] >= ours["bound"] - 1e-6
    assert ours["objective"] >= peer["bound"] - 1e-6
