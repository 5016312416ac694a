"""The form that names who pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from maillage.site.accounts.models import Organisation
from maillage.site.geography.models import Department
from maillage.site.www.coordinator.fields import choice, several

MISSING = {"required": "Choisissez au moins un dispositif."}
NO_DEPARTMENT = {"required": "Choisissez au moins un département."}


class PayerForm(forms.Form):
    """An organisation, the schemes and the departments that it pays for."""

    organisation_key = choice("Organisation qui paie", missing="Choisissez l’organisation qui paie.")
    schemes = several("Dispositifs", [], error_messages=MISSING)
    departments = several("Départements", [], error_messages=NO_DEPARTMENT)

    def __init__(
        self,
        data: Any = None,
        *,
        organisations: QuerySet[Organisation],
        schemes: Sequence[tuple[str, str]],
        departments: QuerySet[Department],
    ) -> None:
        super().__init__(data)
        self._organisations = {str(one.pk): one for one in organisations}
        self._departments = {one.pk: one for one in departments}
        fields: dict[str, Any] = self.fields
        fields["organisation_key"].choices = [
            ("", "choisir"), *((key, one.name) for key, one in self._organisations.items()),
        ]  # fmt: skip
        fields["schemes"].choices = list(schemes)
        fields["departments"].choices = [(code, one.name) for code, one in self._departments.items()]

    @property
    def organisation(self) -> Organisation:
        """The organisation chosen."""
        return self._organisations[self.cleaned_data["organisation_key"]]

    @property
    def chosen_departments(self) -> list[Department]:
        """The departments chosen."""
        return [self._departments[code] for code in self.cleaned_data["departments"]]
