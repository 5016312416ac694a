"""Forms of a hospital's machines and programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from maillage.site.accounts.models import User
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import DicomNode
from maillage.site.www.coordinator.fields import CHOOSE, choice, count, line

LONGEST_NUMBER = 64
NO, YES = "non", "oui"


class NodeForm(forms.Form):
    """A machine or PACS."""

    name = line(
        "Nom", "Donnez un nom à cette machine.", longest=60, help_text="Par exemple\u00a0: scanner des urgences, PACS."
    )
    title = line(
        "Titre AE", "Donnez le titre AE de la machine.", longest=16,
        help_text="Celui par lequel elle se présente\u00a0: il est dans ses réglages DICOM. 16 signes au plus.",
    )  # fmt: skip
    addresses = line(
        "Adresses d’où elle envoie", longest=600,
        help_text="Par exemple 10.1.2.3, ou 10.1.2.0/24 pour un service. Laissez vide si elle n’envoie rien.",
    )  # fmt: skip
    host = line(
        "Adresse où elle reçoit", longest=255,
        help_text="Pour lui envoyer des examens. Laissez vide si elle ne reçoit rien.",
    )  # fmt: skip
    port = count("Port où elle reçoit", 1, 65535, help_text="Souvent 104 ou 11112.")
    tls = choice("Reçoit par TLS", [(NO, "non"), (YES, "oui")], help_text="Demandez-le à qui gère cette machine.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["port"].required = False

    def node(self) -> NodeData:
        """Return what the service takes."""
        said = self.cleaned_data
        return NodeData(
            name=said["name"], title=said["title"], addresses=said["addresses"], host=said["host"], port=said["port"],
            tls=said["tls"] == YES,
        )  # fmt: skip


def values_of(node: DicomNode) -> dict[str, Any]:
    """Return what the form of a machine begins with."""
    return {
        "name": node.name, "title": node.title, "addresses": node.addresses, "host": node.host, "port": node.port,
        "tls": YES if node.tls else NO,
    }  # fmt: skip


class ExaminationKeyForm(forms.Form):
    """A key for a program of the hospital."""

    name = line("À quoi sert-elle", "Dites à quoi sert cette clé, par exemple\u00a0: PACS, dossier patient.")
    acts_for = choice(
        "Au nom de qui", (), "Choisissez une personne.",
        help_text="Le logiciel lit et demande ce que cette personne peut lire et demander. Elle reçoit les messages.",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        shown: Any = self.fields["acts_for"]
        shown.choices = [CHOOSE, *((key, str(one)) for key, one in self.people.items())]


class AttachForm(forms.Form):
    """An examination by its number, and the request that it belongs to."""

    number = line(
        "Numéro de l’examen", "Donnez le numéro de l’examen.", longest=LONGEST_NUMBER,
        help_text="Le numéro d’accès (Accession Number) de votre PACS, ou l’identifiant de l’étude (Study UID).",
    )  # fmt: skip
    request = choice("Demande à laquelle le joindre", (), "Choisissez la demande.")

    def __init__(self, data: Any = None, *, requests: Iterable[ExpertiseRequest]) -> None:
        super().__init__(data)
        self.requests = {str(one.pk): one for one in requests}
        shown: Any = self.fields["request"]
        shown.choices = [
            CHOOSE, *((key, f"N°\u00a0{one.pk}, {one.label}") for key, one in self.requests.items())
        ]  # fmt: skip


class ReceiverForm(forms.Form):
    """A machine to send to."""

    node = choice("Envoyer à", (), "Choisissez la machine.")

    def __init__(self, data: Any = None, *, nodes: Iterable[DicomNode]) -> None:
        super().__init__(data)
        self.nodes = {str(one.pk): one for one in nodes}
        shown: Any = self.fields["node"]
        shown.choices = [CHOOSE, *((key, one.name) for key, one in self.nodes.items())]
