"""Forms of the coordination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms

from maillage.site.accounts.charge import charge_of
from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.roles import OF_DIRECTORY, ROLES, roles_of
from maillage.site.accounts.services import Invitee
from maillage.site.agenda.models import Session, SessionCancellation
from maillage.site.directory.models import Professional
from maillage.site.geography.models import Intercommunality
from maillage.site.observatory.models import TerritoryList
from maillage.site.www import french, toponyms, words
from maillage.territory import search_key

Kind = TypeVar("Kind", bound=forms.Field)


def field_of(form: forms.Form, name: str, kind: type[Kind]) -> Kind:
    """Return a field of a form, typed as its class."""
    field = form.fields[name]
    assert isinstance(field, kind)
    return field


if TYPE_CHECKING:
    GroupingChoice = forms.ModelChoiceField[Intercommunality]
    ProfessionalChoice = forms.ModelChoiceField[Professional]
else:
    GroupingChoice = ProfessionalChoice = forms.ModelChoiceField


class GroupingField(GroupingChoice):
    """A list of intercommunalities, named as pages name them."""

    def label_from_instance(self, obj: Intercommunality) -> str:
        """Return the full name, with a typographic apostrophe."""
        return toponyms.curly(obj.name)


class AdjustForm(forms.Form):
    """A territory to add to the list or to remove from it, and the reason."""

    epci = GroupingField(
        label="Intercommunalité",
        queryset=Intercommunality.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une intercommunalité.", "invalid_choice": "Choisissez dans la liste."},
    )
    reason = forms.CharField(
        label="Pourquoi\u202f?",
        help_text="Une phrase, avec ce que l’on sait du terrain. Elle sera publiée sous votre nom.",
        max_length=500,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
        error_messages={"required": "Dites pourquoi en une phrase."},
    )

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        """Offer the intercommunalities with communes in ``region``."""
        super().__init__(*args, **kwargs)
        field_of(self, "epci", forms.ModelChoiceField).queryset = (
            Intercommunality.objects.filter(communes__department__region=region).distinct().order_by("name")
        )


class ListForm(forms.Form):
    """The list of priority territories to put in force."""

    basis = forms.ChoiceField(
        label="Liste en vigueur",
        help_text="Le plan et la prise de rendez-vous la suivent aussitôt. Les ajouts et les retraits faits à la main "
        "restent, ainsi que les consultations déjà publiées.",
        choices=TerritoryList.Basis,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez une liste.", "invalid_choice": "Choisissez une des listes proposées."},
    )


KEPT, TO_CONFIRM, OUTSIDE = "maintenue", "a-confirmer", "aucun"


class SessionFilter(forms.Form):
    """Filters of the list of sessions."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "tous"),
            *((s.value, words.STATES[s.value]) for s in Session.State if s != Session.State.DRAFT),
            (KEPT, "à venir ou tenue"),
            (TO_CONFIRM, "passée, à confirmer"),
        ],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    dispositif = forms.ChoiceField(
        label="Dispositif", required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    du = forms.DateField(
        label="À partir du",
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input", "type": "date"}, format="%Y-%m-%d"),
    )
    au = forms.DateField(
        label="Jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"class": "govuk-input", "type": "date"}, format="%Y-%m-%d"),
    )
    territoire = forms.ChoiceField(
        label="Territoire", required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    rdv = forms.ChoiceField(
        label="Rendez-vous",
        required=False,
        choices=[
            ("", "tous"),
            ("pris", "avec rendez-vous"),
            ("seen", "avec patients reçus"),
            ("missed", "avec absents"),
            ("trouve", "avec médecin traitant trouvé"),
        ],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    raison = forms.ChoiceField(
        label="Annulées pour",
        required=False,
        choices=[("", "toutes les raisons"), *SessionCancellation.Reason.choices],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    origine = forms.ChoiceField(
        label="Médecins venus de", required=False, widget=forms.Select(attrs={"class": "govuk-select"})
    )
    lieu = forms.CharField(
        label="Commune, lieu ou médecin",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        schemes: list[tuple[str, str]],
        territories: list[tuple[str, str]],
        homes: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "dispositif", forms.ChoiceField).choices = [("", "tous"), *schemes]
        named = ((code, toponyms.curly(name)) for code, name in territories)
        outside = (OUTSIDE, "hors intercommunalité")
        field_of(self, "territoire", forms.ChoiceField).choices = [("", "tous"), *named, outside]
        theirs = ((code, toponyms.curly(name)) for code, name in homes)
        field_of(self, "origine", forms.ChoiceField).choices = [("", "partout"), *theirs, outside]


def _line(label: str, missing: str = "", autocomplete: str = "off", **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": autocomplete}),
        required=bool(missing),
        error_messages={"required": missing},
        **kwargs,
    )


class SiteIdentityForm(forms.Form):
    """The identity of the site; empty fields are not shown."""

    name = _line("Nom du site", "Donnez un nom au site.")
    agency = _line("Qui répond du site", help_text="L’organisme, comme les pages le nomment.")
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Cette adresse n’est pas complète. Exemple\u00a0: contact@exemple.fr."},
    )
    phone = _line("Téléphone", help_text="Celui que composent les patients et les soignants.")
    hours = _line(
        "Quand on y répond",
        help_text="Par exemple\u00a0: du lundi au vendredi de 9\u00a0h à 17\u00a0h.",
    )


class ProfessionalField(ProfessionalChoice):
    """A doctor of the directory; the place of practice tells namesakes apart."""

    def label_from_instance(self, obj: Professional) -> str:
        return f"{obj}, {obj.home.name}"


class InviteForm(forms.Form):
    """An invitation: the person, the organisation, the role."""

    first_name = _line("Prénom", "Donnez le prénom.")
    last_name = _line("Nom", "Donnez le nom.")
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Celle que la personne lit elle-même\u00a0: l’invitation y est attachée.",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Donnez l’adresse électronique.",
            "invalid": "Cette adresse n’est pas complète. Exemple\u00a0: prenom.nom@exemple.fr.",
        },
    )
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.none(),
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": "Choisissez une organisation.", "invalid_choice": "Choisissez dans la liste."},
    )
    role = forms.ChoiceField(
        label="Rôle",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios__input"}),
        error_messages={"required": "Choisissez un rôle.", "invalid_choice": "Choisissez un rôle."},
    )
    professional = ProfessionalField(
        label="Fiche de l’annuaire",
        help_text="Plusieurs soignants portent ce nom. Choisissez celui qui ouvrira le compte.",
        queryset=Professional.objects.none(),
        required=False,
        empty_label="choisir",
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer the organisations in the charge of ``user``, and the doctors who practise in its territory."""
        super().__init__(*args, **kwargs)
        charge = charge_of(user)
        organisations = charge.organisations()
        field_of(self, "organisation", forms.ModelChoiceField).queryset = organisations
        kinds = set(organisations.order_by().values_list("kind", flat=True).distinct())
        field_of(self, "role", forms.ChoiceField).choices = [
            (role.code, f"{role.label}\u00a0: {role.does}") for role in ROLES.values() if role.kinds & kinds
        ]
        self.people = Professional.objects.filter(charge.lies_here("home")).select_related("home", "user")
        field_of(self, "professional", forms.ModelChoiceField).queryset = self.people

        self.several: list[int] = []

    def clean(self) -> dict[str, object]:
        """Find a doctor's entry by name; if several have the same name, ask the user to choose."""
        data = super().clean() or {}
        role, organisation = data.get("role"), data.get("organisation")
        if role and organisation and organisation.kind not in ROLES[role].kinds:
            allowed = french.joined([role.label.lower() for role in roles_of(organisation.kind)], "ou")
            self.add_error("role", f"Cette organisation donne un de ces rôles\u00a0: {allowed}.")
        if role not in OF_DIRECTORY:
            data["professional"] = None
        elif data.get("professional") is None and not self.errors:
            data["professional"] = self._by_name(f"{data['first_name']} {data['last_name']}", data["email"])
        return data

    def invitee(self) -> Invitee:
        """Return the invited person of a valid form."""
        fields = ("email", "first_name", "last_name", "role", "organisation")
        person = self.cleaned_data["professional"]
        return Invitee(**{name: self.cleaned_data[name] for name in fields}, entry=person and person.pk)

    def _by_name(self, name: str, email: str) -> Professional | None:
        """Find the doctor of that name without an account, or whose account (without role) has that address."""
        key, owner = search_key(name), User.objects.normalise(email)
        named = [row for row in self.people if search_key(str(row)) == key]
        found = [row for row in named if row.user is None or row.user.email == owner]
        if len(found) == 1:
            return found[0]
        if found:
            self.several = [row.pk for row in found]
            field_of(self, "professional", forms.ModelChoiceField).queryset = self.people.filter(pk__in=self.several)
            self.add_error("professional", "Choisissez la fiche de ce soignant.")
        else:
            self.add_error(
                "last_name",
                "Aucun soignant sans compte ne porte ce nom dans l’annuaire. Écrivez-le comme il y est inscrit.",
            )
        return None
