"""Templates: the shapes that dated half-days come in, one file each.

A class of a module of this folder, or of any package that has been imported, is a shape as soon as it is defined.
"""

import importlib
import pkgutil

from maillage.schemes.templates.base import SHAPES, HalfDay, SessionDate, Template, template_from_json

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")

__all__ = ["SHAPES", "HalfDay", "SessionDate", "Template", "template_from_json"]
