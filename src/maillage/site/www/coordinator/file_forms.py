"""Forms that send files with a request for work: a measure, a designation, a plan made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from maillage.site.geography.models import Region
from maillage.site.observatory.background import MeasureRequest
from maillage.site.observatory.loading import LoadRequest
from maillage.site.www import french
from maillage.site.www.coordinator.fields import CHOOSE, choice, count
from maillage.sources.practitioners.load import SOURCES as PRACTITIONERS

MOST_MEGABYTES, MOST_FILES = 100, 8
MEASURE, BOTH, DESIGNATE = "mesurer", "les-deux", "designer"
OLDEST_COUNT = 2000
SENT, PULLED = "envoi", "producteur"
TABLES = ".csv,.xz,.parquet"


class FilesInput(forms.FileInput):
    """A choice of one file or several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, UploadedFile[Any]], name: str) -> Any:
        """Return all files chosen."""
        return files.getlist(name)


class FilesField(forms.FileField):
    """Any number of files up to ``most``; ``missing`` is the error if there is none, "" if there may be none."""

    def __init__(self, label: str, help_text: str, accept: str = "", *, most: int = 1, missing: str = "") -> None:
        self.most = most
        attrs = {"class": "govuk-file-upload", **({"accept": accept} if accept else {})}
        super().__init__(
            label=label, help_text=help_text, required=bool(missing), allow_empty_file=True,
            widget=FilesInput(attrs=attrs | ({"multiple": True} if most > 1 else {})),
            error_messages={"required": missing, "invalid": "Choisissez un fichier."},
        )  # fmt: skip

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files. Raises ``ValidationError`` for an empty file, too large a file, or one file too many."""
        files: list[UploadedFile[Any]] = [super(FilesField, self).clean(one, initial) for one in data or []]
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if len(files) > self.most:
            raise forms.ValidationError(f"Choisissez {french.plural(self.most, 'fichier')} au plus.")
        for one in files:
            if not one.size:
                raise forms.ValidationError(f"{one.name}\u00a0: ce fichier est vide. Choisissez-en un autre.")
            if one.size > MOST_MEGABYTES * 1024 * 1024:
                raise forms.ValidationError(
                    f"{one.name}\u00a0: ce fichier dépasse {MOST_MEGABYTES}\u00a0Mo. Envoyez-le compressé (.csv.xz, "
                    ".parquet), ou demandez ce travail à la personne qui exploite le site."
                )
        return files


def _times() -> FilesField:
    return FilesField(
        "Temps de trajet par la route",
        "Tables de «\u00a0maillage travel times\u00a0» ou réseaux de «\u00a0maillage travel build\u00a0», plusieurs au "
        "besoin. Ce qu’ils ne disent pas vient du réseau des mairies voisines.",
        most=MOST_FILES,
    )


class MeasureForm(forms.Form):
    """What to do, for which region, and the figures to do it with."""

    what = forms.ChoiceField(
        label="Que faire",
        choices=[
            (BOTH, "Mesurer, puis désigner les territoires prioritaires"),
            (MEASURE, "Mesurer seulement\u00a0: les territoires prioritaires ne changent pas"),
            (DESIGNATE, "Désigner seulement\u00a0: la carte ne change pas"),
        ],
        initial=BOTH,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez quoi faire.", "invalid_choice": "Choisissez quoi faire."},
    )
    region = forms.ChoiceField(
        label="Région",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez la région.", "invalid_choice": "Choisissez dans la liste."},
    )
    supply = FilesField(
        "Médecins par commune",
        "Colonnes code et gps, et gps_60_plus si vous la connaissez. Sans fichier, les chiffres publics.",
        TABLES,
    )
    supply_year = count(
        "Année du décompte", OLDEST_COUNT, 2100, required=False,
        help_text="Si vous la donnez, les médecins comptés sont ramenés aux totaux publiés les plus récents.",
    )  # fmt: skip
    need = FilesField(
        "Besoin par commune",
        "Colonne code, et ce que vous savez des âges et des revenus. Sans fichier, les chiffres publics.",
        TABLES,
    )
    times = _times()
    count = count(
        "Nombre de territoires à désigner", 1, 500, required=False,
        help_text="Sans nombre\u00a0: 28, ou un quart des territoires comparés.",
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Sequence[Region], **kwargs: Any) -> None:
        """Set up the form; ``regions`` are those that the user answers for."""
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(region.pk, region.name) for region in regions]

    def clean_supply_year(self) -> int | None:
        """Refuse a year to come."""
        year: int | None = self.cleaned_data["supply_year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError("Cette année n’est pas encore venue.")
        return year

    def clean(self) -> dict[str, object]:
        """Refuse the year of a file that is not there."""
        data = super().clean() or {}
        if data.get("supply_year") and not data.get("supply") and "supply" not in self.errors:
            self.add_error("supply", "Donnez le fichier dont vous dites l’année, ou laissez l’année vide.")
        return data

    @property
    def measures(self) -> bool:
        """Whether access is to be measured."""
        return self.cleaned_data["what"] in (MEASURE, BOTH)

    @property
    def designates(self) -> bool:
        """Whether territories are to be designated."""
        return self.cleaned_data["what"] in (DESIGNATE, BOTH)

    def asked(self) -> MeasureRequest:
        """Return the request of a valid form."""
        data = self.cleaned_data
        return MeasureRequest(data["region"], data["supply_year"], data["count"])

    def sent(self) -> dict[str, list[UploadedFile[Any]]]:
        """Return the files of a valid form by field."""
        return {name: self.cleaned_data[name] for name in ("supply", "need", "times")}


class DataLoadForm(forms.Form):
    """A source of open data, where its file comes from, and its year if the file does not tell it."""

    source = choice("Source", missing="Choisissez la source.")
    how = forms.ChoiceField(
        label="D’où vient le fichier",
        choices=[
            (SENT, "Je l’envoie"),
            (PULLED, "Le site va le chercher chez son producteur"),
        ],
        initial=SENT,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={
            "required": "Choisissez d’où vient le fichier.", "invalid_choice": "Choisissez d’où vient le fichier.",
        },
    )  # fmt: skip
    file = FilesField(
        "Fichier",
        "Tel que son producteur le publie : classeur, CSV, DBF, texte ou archive ZIP. Ne le modifiez pas.",
    )
    beside = FilesField(
        "Second fichier, pour les soignants un par un",
        "L’annuaire de l’assurance maladie avec l’extraction du RPPS, ou l’inverse : l’un dit qui exerce où, "
        "l’autre à quel tarif.",
    )
    year = count(
        "Année des chiffres", OLDEST_COUNT, 2100, required=False,
        help_text="Seulement si le fichier ne la dit pas.",
    )  # fmt: skip
    older = forms.BooleanField(
        label="Accepter une année plus ancienne que celle qui est chargée",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes__input"}),
    )

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Set up the form; ``sources`` are names and French titles."""
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [CHOOSE, *sources]

    def clean(self) -> dict[str, object]:
        """Ask for the file if it is to be sent, and for the second one only beside practitioners."""
        data = super().clean() or {}
        if data.get("how") == SENT and not data.get("file") and "file" not in self.errors:
            self.add_error("file", "Choisissez le fichier, ou laissez le site aller le chercher.")
        if data.get("beside") and data.get("source") and data["source"] not in PRACTITIONERS:
            self.add_error("beside", "Ce second fichier ne sert qu’aux soignants un par un. Retirez-le.")
        return data

    def asked(self, region: str) -> LoadRequest:
        """Return the request of a valid form, by who answers for a region."""
        data = self.cleaned_data
        return LoadRequest(region, data["source"], data["year"], data["older"], data["how"] == PULLED)

    def sent(self) -> dict[str, list[UploadedFile[Any]]]:
        """Return the files of a valid form by field; a file is not kept if the site gets it itself."""
        file = [] if self.cleaned_data["how"] == PULLED else self.cleaned_data["file"]
        return {"file": file, "beside": self.cleaned_data["beside"]}


class PlanFileForm(forms.Form):
    """A plan made elsewhere, and the travel times it was made with."""

    plan = FilesField(
        "Fichier du plan",
        "Celui qu’écrit «\u00a0maillage plan solve\u00a0».",
        ".json",
        missing="Choisissez le fichier du plan.",
    )
    times = _times()
