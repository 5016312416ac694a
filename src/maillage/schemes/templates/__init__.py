"""Templates: kinds of recurring or listed half-days, one file each.

A subclass of ``Template`` is registered when its module is imported, from this folder or from any other package.
"""

import importlib
import pkgutil

from maillage.schemes.templates.base import LONGEST_DELAY, SHAPES, HalfDay, SessionDate, Template, template_from_json

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")

__all__ = ["LONGEST_DELAY", "SHAPES", "HalfDay", "SessionDate", "Template", "template_from_json"]
