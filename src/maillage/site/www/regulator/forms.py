"""The form of a caller: a name and a telephone."""

from __future__ import annotations

from typing import Any

from maillage.site.www.patient.forms import IdentityForm


class CallerForm(IdentityForm):
    """Who called: nothing else is asked on the telephone."""

    def __init__(self, *args: Any, department: str = "", **kwargs: Any) -> None:
        super().__init__(*args, other=True, department=department, **kwargs)
        del self.fields["birth_year"], self.fields["email"]
        phone = self.fields["phone"]
        phone.help_text = "Celui où le lieu peut rappeler la personne."
        phone.required = True
        phone.error_messages["required"] = "Donnez le numéro où rappeler la personne."
