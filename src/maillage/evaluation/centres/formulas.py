"""Formulas written once: arithmetic on names, computed here and written into a spreadsheet as they stand."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_NAME = re.compile(r"[a-z_]+")


@lru_cache(maxsize=512)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def compute(text: str, values: Mapping[str, float]) -> float:
    """Return the value of a formula of numbers, names, ``+ - * /`` and parentheses.

    Raises ``KeyError`` naming a value that is missing, ``ValueError`` for anything but arithmetic.
    """
    return _value(_parsed(text), values)


def _value(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
    raise ValueError(f"'{ast.unparse(node)}' is not arithmetic on names")


def names_in(text: str) -> Iterator[str]:
    """Yield the names that a formula uses."""
    yield from _NAME.findall(text)


def with_cells(text: str, cells: Mapping[str, str]) -> str:
    """Return the formula with each name replaced by its cell, as a spreadsheet computes it."""
    return _NAME.sub(lambda found: cells[found.group()], text)
