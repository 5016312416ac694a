"""Forms of grants: filters, a grant, what is paid, conditions, documents, a spreadsheet and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from maillage.site.accounts.models import User
from maillage.site.geography.models import Region
from maillage.site.grants.importing import FIELDS, Reading
from maillage.site.grants.models import AwardedGrant
from maillage.site.grants.objects import words
from maillage.site.grants.services import (
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    GrantData,
    intercommunalities_of,
    regions_of,
)
from maillage.site.spreadsheets import column_letter
from maillage.site.www import french, toponyms
from maillage.site.www.coordinator.fields import CommuneField, choice, day, line
from maillage.site.www.money_forms import to_cents

ANY = ("", "tous")
STATES = (ANY, ("reste", "reste à verser"), ("soldee", "versée en entier"), ("retard", "condition en retard"))
OF_YEAR = re.compile(r"\s*((?:19|20)\d{2})\s*[:=;\s]\s*(.+)")


class GrantFilter(forms.Form):
    """Filters of the list of grants; names are those of its address."""

    texte = line("Référence, nom ou intitulé", longest=60)
    donneur = choice("Qui donne")
    territoire = choice("Territoire")
    objet = choice("Objet")
    annee = choice("Année")
    etat = choice("État")

    def __init__(
        self, data: Any, *, givers: Sequence[str], territories: Mapping[str, str], years: Sequence[int]
    ) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["donneur"].choices = [ANY, *((name, toponyms.curly(name)) for name in givers)]
        names = ((code, toponyms.curly(name)) for code, name in territories.items())
        fields["territoire"].choices = [ANY, *names, ("region", "toute la région")]
        fields["objet"].choices = [ANY, *words().objects.items()]
        fields["etat"].choices = STATES
        fields["annee"].choices = [("", "toutes"), *((str(year), str(year)) for year in years)]


class GrantForm(forms.Form):
    """A grant."""

    reference = line("Référence de la décision", "Donnez la référence de la décision.", longest=LONGEST_REFERENCE)
    decided_on = day("Date de la décision", "Donnez la date de la décision.")
    giver = line("Qui donne", "Dites qui donne.", longest=LONGEST_NAME)
    beneficiary = line("Qui reçoit", "Dites qui reçoit.", longest=LONGEST_NAME)
    object = choice("Objet", missing="Choisissez l’objet.")
    title = line("Intitulé", longest=LONGEST_TEXT)
    region = choice("Région", missing="Choisissez la région.")
    commune = CommuneField("Commune", required=False)
    intercommunality = choice("Ou intercommunalité", help_text="Ni l’une ni l’autre\u00a0: pour toute la région.")
    years = forms.CharField(
        label="Montants par année, en euros",
        help_text="Une ligne par année\u00a0: 2024\u00a0: 85\u202f000,50",
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
        error_messages={"required": "Donnez au moins un montant."},
    )

    def __init__(self, data: Any = None, *, user: User, grant: AwardedGrant | None = None) -> None:
        super().__init__(data, initial=None if grant is None else _said_of(grant))
        fields: dict[str, Any] = self.fields
        fields["object"].choices = [("", "choisir"), *words().objects.items()]
        _offer(fields["region"], regions_of(user))
        inside = intercommunalities_of(user)
        fields["intercommunality"].choices = [("", "aucune"), *((one.pk, toponyms.curly(one.name)) for one in inside)]

    def clean_years(self) -> dict[int, int]:
        """Cents by year."""
        found: dict[int, int] = {}
        for text in self.cleaned_data["years"].splitlines():
            if not text.strip():
                continue
            read = OF_YEAR.fullmatch(text)
            cents = to_cents(read.group(2)) if read else None
            if read is None or cents is None:
                raise forms.ValidationError(
                    f"«\u00a0{text.strip()[:40]}\u00a0»\u00a0: écrivez l’année, puis le montant en euros."
                )
            year = int(read.group(1))
            if year in found:
                raise forms.ValidationError(f"{year} est écrit deux fois\u00a0: gardez une ligne.")
            found[year] = cents
        return found

    @property
    def said(self) -> GrantData:
        """What a valid form says."""
        data = self.cleaned_data
        return GrantData(
            region=data["region"], reference=data["reference"], giver=data["giver"], beneficiary=data["beneficiary"],
            object=data["object"], decided_on=data["decided_on"], years=data["years"], title=data["title"],
            commune=data["commune"] or None, intercommunality=data["intercommunality"] or None,
        )  # fmt: skip


def _offer(field: Any, regions: Sequence[Region]) -> None:
    """Let a form choose one of ``regions``, the first at the start; of the only one it does not ask."""
    field.choices = [(one.pk, one.name) for one in regions]
    if regions:
        field.initial = regions[0].pk
    if len(regions) == 1:
        field.widget = forms.HiddenInput()


def _said_of(grant: AwardedGrant) -> dict[str, Any]:
    years = "\n".join(f"{one.year}\u00a0: {french.number(one.cents / 100, 2)}" for one in grant.years.all())
    return {
        "reference": grant.reference, "decided_on": grant.decided_on, "giver": grant.giver_name,
        "beneficiary": grant.beneficiary_name, "object": grant.object, "title": grant.title, "region": grant.region_id,
        "commune": grant.commune_id or "", "intercommunality": grant.intercommunality_id or "", "years": years,
    }  # fmt: skip


class ActForm(forms.Form):
    """Something to do on the page of a grant: its name there, what opens it, its button, what to know before."""

    act: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    note: ClassVar[str] = ""


class AmountForm(ActForm):
    """An amount in euros, read as cents."""

    amount = line("Montant, en euros", "Donnez le montant en euros, par exemple 12 000 ou 87,40.")

    def clean_amount(self) -> int:
        """Cents."""
        cents = to_cents(self.cleaned_data["amount"])
        if cents is None:
            raise forms.ValidationError("Donnez un montant en euros, par exemple 12\u202f000 ou 87,40.")
        return cents


class PayForm(AmountForm):
    """Something paid of a grant."""

    act, title, button = "verser", "Noter un versement", "Noter ce versement"
    date = day("Versé le", "Donnez la date du versement.")
    reference = line("Référence du mandat", longest=LONGEST_REFERENCE)


class CorrectForm(AmountForm):
    """What a payment should have been."""

    act, title, button = "corriger", "Corriger un versement", "Corriger"
    note = "Un versement noté ne change plus\u00a0: la correction est une ligne de plus, qui le nomme."
    payment = choice("Versement à corriger", missing="Choisissez le versement.")
    reason = line("Pourquoi", "Dites pourquoi, en une phrase.", longest=LONGEST_TEXT)
    field_order = ("payment", "amount", "reason")


class ConditionForm(ActForm):
    """What the beneficiary promised."""

    act, title, button = "condition", "Ajouter une condition", "Ajouter"
    text = line("Condition", "Écrivez la condition.", longest=LONGEST_TEXT)
    due = day("À remplir avant le")


class DocumentForm(ActForm):
    """A document."""

    act, title, button = "joindre", "Joindre un document", "Joindre"
    document = forms.FileField(
        label="Document",
        help_text="PDF, ODT, ODS, DOCX, XLSX, PNG ou JPEG, 10\u00a0Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"class": "govuk-file-upload"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )


class SheetForm(forms.Form):
    """A spreadsheet to import."""

    file = forms.FileField(
        label="Le tableau",
        help_text="Un fichier XLSX, ODS ou CSV, 5\u00a0Mo au plus. Rien n’est écrit avant que vous l’ayez vérifié.",
        widget=forms.ClearableFileInput(attrs={"class": "govuk-file-upload", "accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Choisissez le tableau.", "empty": "Ce fichier est vide\u00a0: choisissez-en un."},
    )
    layout = choice("Sa disposition")
    region = choice("Région", missing="Choisissez la région.")

    def __init__(self, data: Any = None, files: Any = None, *, regions: Sequence[Region]) -> None:
        super().__init__(data, files)
        fields: dict[str, Any] = self.fields
        fields["layout"].choices = [("", "autre"), *((one.code, one.label) for one in words().layouts.values())]
        _offer(fields["region"], regions)


class ColumnsForm(forms.Form):
    """What each column of a spreadsheet holds, and what no column says."""

    sheet = choice("Feuille", missing="Choisissez la feuille.")
    head = forms.IntegerField(
        label="Ligne des titres de colonnes", min_value=1,
        widget=forms.TextInput(attrs={"class": "govuk-input mg-short", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "Donnez le numéro de cette ligne."),
    )  # fmt: skip
    giver = line("Qui donne, si aucune colonne ne le dit", longest=LONGEST_NAME)
    object = choice("Objet, si aucune colonne ne le dit")
    paid_until = day("Versements arrêtés au", help_text="Pour les versements dont le tableau ne dit pas la date.")

    def __init__(self, data: Any = None, *, reading: Reading, heads: Sequence[str], sheets: Sequence[str]) -> None:
        initial = {
            "sheet": reading.sheet, "head": reading.head + 1, "giver": reading.giver, "object": reading.object,
            "paid_until": reading.paid_until or None,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["sheet"].choices = [(name, name) for name in sheets]
        fields["object"].choices = [("", "choisir"), *words().objects.items()]
        years = range(1995, timezone.localdate().year + 11)
        known = [("", "ne pas lire"), *FIELDS.items(), *((f"year:{year}", f"Montant de {year}") for year in years)]
        self._columns = {f"column-{number}": number for number, head in enumerate(heads) if head}
        for name, number in self._columns.items():
            fields[name] = choice(f"{column_letter(number)}\u00a0: {toponyms.curly(heads[number][:60])}")
            fields[name].choices = known
            fields[name].initial = reading.columns.get(number, "")
        self._reading = reading

    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns."""
        return [self[name] for name in self._columns]

    def others(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("sheet", "head", "giver", "object", "paid_until")]

    @property
    def said(self) -> Reading:
        """How a valid form reads the file."""
        data = self.cleaned_data
        columns = {number: data[name] for name, number in self._columns.items() if data[name]}
        until = data["paid_until"].isoformat() if data["paid_until"] else ""
        return Reading(
            data["sheet"], data["head"] - 1, columns, self._reading.layout, data["giver"], data["object"], until
        )
