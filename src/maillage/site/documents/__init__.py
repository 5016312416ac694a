"""Paper: PDF files made of a template and of data, tagged so that a screen reader reads them (PDF/UA-1).

A template is a file ``*.typ`` of this folder; it reads its data as ``json(bytes(sys.inputs.data))``. Fonts are those of
the typesetter itself, so that a file looks the same whatever the machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

STANDARD = "ua-1"


def render(template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return the PDF of ``template`` (a name without suffix) and ``data`` (what JSON can hold), dated ``made_at``.

    The same data and date give the same bytes.

    Raises ``RuntimeError`` where the template does not accept the data.
    """
    source = files(__name__).joinpath(f"{template}.typ").read_bytes()
    made: bytes = typst.compile(
        source,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=[STANDARD],
        ignore_system_fonts=True,
        timestamp=int(made_at.timestamp()),
    )
    return made
