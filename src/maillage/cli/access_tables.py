"""``maillage access compare`` and ``official``: two tables side by side."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from maillage.cli.access_shared import (
    Level,
    NeedFile,
    Out,
    ParameterSet,
    SupplyFile,
    SupplyYear,
    area_of,
    tell,
    tell_notices,
    write,
)
from maillage.cli.times import TimesFiles, chosen_times

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from maillage.access.indicators import Vintage
    from maillage.access.official import Agreement
    from maillage.territory import Territory

VALUES = ("apl", "value", "per_100k", "mean")
OFFICIAL = ("apl_2023", "apl", "apl_medecins", "value")


class OfficialLevel(StrEnum):
    """Levels at which computed and published figures are compared."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTMENT = "department"


def compare(
    before: Annotated[Path, typer.Argument(help="Table of the earlier vintage: code and a figure.")],
    after: Annotated[Path, typer.Argument(help="Table of the later vintage.")],
    out: Out,
    column: Annotated[
        str | None, typer.Option(help="Column compared; default: the first found of apl, value, per_100k, mean.")
    ] = None,
    level: Annotated[Level, typer.Option(help="What a row of both tables stands for.")] = Level.COMMUNE,
) -> None:
    """Write code,name,population,before,after,change,change_percent for the codes found in both tables.

    By commune, codes of arrondissements, delegated and retired communes lead to the commune of today: several rows make
    one, weighed by their population where the table has it. change_percent is empty where before is 0. What is in one
    table only is left out and counted in a note.
    """
    frame, geometry_area, notices = (
        _compare_communes(before, after, column, out)
        if level == Level.COMMUNE
        else _compare_groups(before, after, column, level)
    )
    if geometry_area is None:
        from maillage.tables import write_table

        write_table(frame, out)
    else:
        write(out, geometry_area, frame)
    tell(notices)
    up, down = int((frame["change"] > 1e-9).sum()), int((frame["change"] < -1e-9).sum())
    typer.echo(f"{len(frame)} rows compared: {up} rise, {down} fall, {len(frame) - up - down} stay.")


def _read(path: Path, column: str | None) -> tuple[pd.DataFrame, str]:
    from maillage.errors import BadInput
    from maillage.tables import read_table

    wanted = VALUES if column is None else (column,)
    frame = read_table(path, ("code",), numeric=(*wanted, "population"), optional=(*wanted, "name", "population"))
    found = [name for name in wanted if name in frame.columns]
    if not found:
        raise BadInput(path, f"no column {' or '.join(wanted)}", "Name the column with --column")
    if len(frame) == 0:
        raise BadInput(path, "no row below the header", "Give a table with at least one code")
    return frame, found[0]


def _vintage(path: Path, column: str | None, territory: Territory) -> Vintage:
    import numpy as np

    from maillage.access.indicators import Vintage
    from maillage.sources.codes import locate_rows

    frame, name = _read(path, column)
    positions, notices = locate_rows(path, frame["code"], territory, frame.index)
    people = frame["population"].to_numpy(float) if "population" in frame.columns else np.full(len(frame), np.nan)
    values = frame[name].to_numpy(float)
    empty = int(np.isnan(values).sum())
    if empty:
        notices.append(f"{empty} rows without a figure in '{name}' left out")
    return Vintage(path.name, positions, values, people, tuple(notices))


def _compare_communes(before: Path, after: Path, column: str | None, out: Path) -> tuple[pd.DataFrame, Any, list[str]]:
    from dataclasses import replace

    import pandas as pd

    from maillage.access.indicators import compare as join
    from maillage.errors import MaillageError

    area = area_of("all", Level.COMMUNE, None, out)
    territory = area.territory
    found = join(_vintage(before, column, territory), _vintage(after, column, territory), territory)
    if len(found.positions) == 0:
        raise MaillageError(f"{before} and {after} have no commune in common. For other levels give --level.")
    at = found.positions
    frame = pd.DataFrame(
        {"code": territory.code[at], "name": territory.name[at], "population": territory.population[at]}
    )
    return _changed(frame, found.before, found.after), replace(area, positions=at), list(found.notices)


def _compare_groups(before: Path, after: Path, column: str | None, level: Level) -> tuple[pd.DataFrame, Any, list[str]]:
    from maillage.errors import MaillageError

    tables: list[tuple[pd.DataFrame, str]] = []
    notices: list[str] = []
    for path in (before, after):
        frame, name = _read(path, column)
        frame["code"] = _group_codes(path, frame, level)
        empty = frame[name].isna()
        if empty.any():
            notices.append(f"{path.name}: {int(empty.sum())} rows without a figure in '{name}' left out")
        tables.append((frame[~empty].set_index("code"), name))
    (old, old_name), (new, new_name) = tables
    both = [code for code in new.index if code in old.index]
    if not both:
        raise MaillageError(f"{before} and {after} have no code in common. Give two tables of the same level.")
    notices += [
        f"{len(one) - len(both)} codes are in {path.name} only and left out"
        for one, path in ((old, before), (new, after))
        if len(one) > len(both)
    ]
    kept = [name for name in ("name", "population") if name in new.columns]
    frame = new.loc[both, kept].rename_axis("code").reset_index()
    if "population" in frame:
        unknown = int(frame["population"].isna().sum())
        if unknown:
            notices.append(f"{after.name}: 'population' is empty for {unknown} rows")
        frame["population"] = frame["population"].astype("Int64")
    return _changed(frame, old.loc[both, old_name].to_numpy(), new.loc[both, new_name].to_numpy()), None, notices


def _group_codes(path: Path, frame: pd.DataFrame, level: Level) -> list[str]:
    """Codes of groups as they were before a spreadsheet changed them, each there once."""
    from maillage.errors import BadInput
    from maillage.sources.codes import department_code, repeated

    codes = [
        department_code(code) if level == Level.DEPARTMENT else code.removesuffix(".0")
        for code in frame["code"].tolist()
    ]
    for row, code in enumerate(codes):
        if not code:
            raise BadInput(path, "the code is missing", "Write it, or remove the line", int(frame.index[row]), "code")
    again = repeated(codes)
    if bool(again.any()):
        at = int(again.argmax())
        problem = f"code {codes[at]} is given twice"
        raise BadInput(path, problem, "Keep one line for each code", int(frame.index[at]), "code")
    return codes


def _changed(frame: pd.DataFrame, before: Any, after: Any) -> pd.DataFrame:
    import numpy as np

    change = after - before
    percent = np.divide(100 * change, before, out=np.full(len(frame), np.nan), where=before > 0)
    return frame.assign(before=before, after=after, change=np.round(change, 6), change_percent=np.round(percent, 2))


def official(
    official: Annotated[Path, typer.Option(help="Published figures: code,apl_2023 (communes or departments).")],
    level: Annotated[
        list[OfficialLevel] | None, typer.Option(help="Levels compared, repeatable; default: all the file allows.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Column compared; default: first of apl_2023, apl, apl_medecins, value.")
    ] = None,
    supply: SupplyFile = None,
    supply_year: SupplyYear = None,
    need: NeedFile = None,
    parameters: ParameterSet = None,
    times: TimesFiles = None,
    beside_plain: Annotated[
        bool, typer.Option("--beside-plain", help="Also the plain model: straight lines, doctors and people all alike.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write, one row per level: .csv or .parquet.")] = None,
) -> None:
    """Report how near the computed APL of GPs comes to published figures, in both directions of error.

    Columns: model,level,count,pearson,rank,median_absolute,mean_absolute,bias,share_over,share_under,too_much,
    too_little. pearson and rank (Spearman) are correlations; bias, mean_absolute, too_much and too_little are weighed
    by people.
    """
    from dataclasses import asdict

    import pandas as pd

    from maillage.access import gp_model
    from maillage.access.plain import plain_model
    from maillage.tables import check_output, write_table

    if out is not None:
        check_output(out, (".csv", ".parquet"))
    area = area_of("all", Level.COMMUNE)
    territory = area.territory
    published, possible, notices = _published(official, column, territory)
    known = chosen_times(territory, times)
    model = gp_model(territory, known, supply, need, parameters or "apl-gp-2015", supply_year)
    levels = _levels(official, level, possible)
    models = {"published method": model} | ({"plain": plain_model(territory, model)} if beside_plain else {})
    found = {name: _agreements(territory, one.access(), published, levels, possible) for name, one in models.items()}
    if out is not None:
        rows = [{"model": name, **asdict(row)} for name, all_rows in found.items() for row in all_rows]
        write_table(pd.DataFrame(rows).round(4), out)
    tell_notices(model)
    tell(notices)
    for name, all_rows in found.items():
        for row in all_rows:
            typer.echo(f"{'' if name == 'published method' else 'plain model, '}{_sentence(row)}")


def _agreements(
    territory: Territory, access: Any, published: Any, levels: tuple[str, ...], possible: tuple[str, ...]
) -> list[Agreement]:
    from maillage.access.official import agreement_by_level

    if possible == ("department",):
        return [_by_department(territory, access, published)]
    return agreement_by_level(territory, access, published, levels)


def _levels(path: Path, asked: list[OfficialLevel] | None, possible: tuple[str, ...]) -> tuple[str, ...]:
    from maillage.errors import MaillageError

    if not asked:
        return possible
    wrong = [one for one in asked if one not in possible]
    if wrong:
        raise MaillageError(
            f"{path} holds departments, not communes: level '{wrong[0]}' cannot be compared. Leave --level out."
        )
    return tuple(str(one) for one in dict.fromkeys(asked))


def _published(path: Path, column: str | None, territory: Territory) -> tuple[Any, tuple[str, ...], list[str]]:
    """Published figure of each commune, or of its department where the file holds departments; NaN where none."""
    import numpy as np

    from maillage.errors import BadInput
    from maillage.sources.codes import UNKNOWN, department_code, locate_rows
    from maillage.tables import read_table

    wanted = OFFICIAL if column is None else (column,)
    frame = read_table(path, (), numeric=wanted, optional=("code", "department", *wanted))
    found = [name for name in wanted if name in frame.columns]
    if "code" not in frame.columns and "department" in frame.columns:
        frame = frame.rename(columns={"department": "code"})
    if "code" not in frame.columns:
        raise BadInput(path, "no column code or department", "Give code,apl_2023")
    if not found:
        raise BadInput(path, f"no column {' or '.join(wanted)}", "Give code,apl_2023 or name it with --column")
    if len(frame) == 0:
        raise BadInput(path, "no row below the header", "Give one line for each commune or department")
    values = frame[found[0]].to_numpy(float)
    for wrong, problem in ((np.isnan(values), "the figure is missing"), (values < 0, "the figure is negative")):
        if bool(wrong.any()):
            line = int(frame.index[wrong.argmax()])
            raise BadInput(path, problem, "Write a number of 0 or more, or leave the line out", line, found[0])
    departments = [department_code(code) for code in frame["code"]]
    if all(code in territory.department_names for code in departments):
        return _by_departments(path, departments, values, frame, territory), ("department",), []
    positions, notices = locate_rows(path, frame["code"], territory, frame.index)
    known = positions >= 0
    if not bool(known.any()):
        raise BadInput(path, "no code is a commune or a department", "Write INSEE codes", column="code")
    unknown = int((positions == UNKNOWN).sum())
    if unknown:
        notices.append(f"{path.name}: {unknown} rows left out, their code is no commune")
    count = np.bincount(positions[known], minlength=len(territory))
    total = np.bincount(positions[known], weights=values[known], minlength=len(territory))
    figures = np.divide(total, count, out=np.full(len(territory), np.nan), where=count > 0)
    return figures, ("commune", "epci", "department"), notices


def _by_departments(
    path: Path, codes: list[str], values: Any, frame: pd.DataFrame, territory: Territory
) -> NDArray[np.float64]:
    """The figure of its department for each commune, NaN where it has none."""
    import numpy as np

    from maillage.errors import BadInput
    from maillage.sources.codes import repeated

    again = repeated(codes)
    if bool(again.any()):
        at = int(again.argmax())
        problem = f"department {codes[at]} is given twice"
        raise BadInput(path, problem, "Keep one line for each department", int(frame.index[at]), "code")
    by_code = dict(zip(codes, values.tolist(), strict=True))
    return np.array([by_code.get(str(one), np.nan) for one in territory.department])


def _by_department(territory: Territory, access: Any, published: Any) -> Agreement:
    import numpy as np

    from maillage.access.indicators import group_communes
    from maillage.access.official import agreement

    labels = np.where(np.isnan(published), "", territory.department)
    groups = group_communes(labels, territory.population)
    return agreement("department", groups.mean(access), groups.mean(np.nan_to_num(published)), groups.population)


def _sentence(row: Agreement) -> str:
    pearson, rank = ("none" if one is None else f"{one:.3f}" for one in (row.pearson, row.rank))
    return (
        f"{row.level}: {row.count} compared, correlation {pearson} (rank {rank}), median absolute error "
        f"{row.median_absolute:.2f}, mean {row.mean_absolute:.2f} of which {row.too_much:.2f} too much and "
        f"{row.too_little:.2f} too little; {row.share_over:.0%} over, {row.share_under:.0%} under."
    )
