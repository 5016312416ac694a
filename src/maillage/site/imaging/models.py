from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from maillage.site.accounts.models import Organisation
from maillage.site.accounts.rights import Record
from maillage.site.accounts.scope import Scope, ScopedQuerySet, manager_of
from maillage.site.expertise.invariants import never_changes
from maillage.site.expertise.models import ExpertiseRequest
from maillage.site.files.models import StoredFile

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

TITLE = r"^[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]{0,14}[A-Za-z0-9_.@+-]$|^[A-Za-z0-9_.@+-]$"
"""An AE title: 1 to 16 signs, no backslash, no space at its ends (PS3.5, VR AE), none that a screen does not show."""
KEPT_FOR = timedelta(days=7)
"""How long an examination waits for its request, from its last image."""
UID_LENGTH = 64


class DicomNodeQuerySet(ScopedQuerySet, models.QuerySet["DicomNode"]):
    record = Record.SYSTEM

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Machines of the user's organisation."""
        return scope.hosted("organisation")

    def in_use(self) -> DicomNodeQuerySet:
        """Those that are not removed."""
        return self.filter(removed_at=None)


@pghistory.track()
class DicomNode(models.Model):
    """A machine or PACS of an organisation, known by its AE title.

    It may send from ``addresses`` (addresses and networks, with spaces between them; "" for nothing), and receives at
    ``host`` and ``port``, by TLS or not ("" for nothing). A title belongs to one machine of the site at a time: it says
    whose examinations these are.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="dicom_nodes", verbose_name="organisation"
    )
    name = models.CharField("nom", max_length=60)
    title = models.CharField("titre AE", max_length=16)
    addresses = models.CharField("adresses d’où elle envoie", max_length=300, blank=True)
    host = models.CharField("adresse où elle reçoit", max_length=255, blank=True)
    port = models.PositiveIntegerField("port où elle reçoit", null=True)
    tls = models.BooleanField("reçoit par TLS", default=False)
    removed_at = models.DateTimeField("retirée le", null=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int

    objects: ClassVar = manager_of(DicomNodeQuerySet)

    class Meta:
        verbose_name = "machine ou PACS"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["title"], condition=Q(removed_at=None), name="dicom_title_once"),
            models.CheckConstraint(condition=Q(title__regex=TITLE), name="dicom_title_shape"),
            models.CheckConstraint(condition=~Q(name=""), name="dicom_node_named"),
            models.CheckConstraint(
                condition=Q(host="", port=None) | (~Q(host="") & Q(port__gte=1, port__lte=65535)),
                name="dicom_node_host_and_port",
            ),
            models.CheckConstraint(condition=~Q(addresses="", host=""), name="dicom_node_sends_or_receives"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.title})"


class ReceivedStudyQuerySet(ScopedQuerySet, models.QuerySet["ReceivedStudy"]):
    record = Record.EXPERTISE

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Examinations of the organisations for which the user asks."""
        return scope.hosted("organisation")

    def waiting(self) -> ReceivedStudyQuerySet:
        """Those that belong to no request yet, and are not destroyed."""
        return self.filter(request=None, ended_at=None)


class ReceivedStudy(models.Model):
    """An examination as an organisation's machines sent it; nothing of it names a patient.

    ``study`` is the keyed digest of its study instance UID, ``accession`` that of its accession number, made like the
    number of an examination in a request: equal numbers are found, none is told. Its files become the request's when
    somebody attaches it; else they are destroyed after ``KEPT_FOR``.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    study = models.CharField("étude", max_length=UID_LENGTH)
    accession = models.BinaryField("empreinte du numéro d’examen", max_length=32, null=True)
    node = models.ForeignKey(DicomNode, models.PROTECT, null=True, related_name="+", verbose_name="machine")
    request = models.ForeignKey(
        ExpertiseRequest, models.PROTECT, null=True, related_name="received_studies", verbose_name="demande"
    )
    modality = models.CharField("modalité", max_length=16, blank=True)
    images = models.PositiveIntegerField("images", default=0)
    bytes = models.PositiveBigIntegerField("taille (octets)", default=0)
    first_at = models.DateTimeField("première image")
    last_at = models.DateTimeField("dernière image")
    attached_at = models.DateTimeField("jointe le", null=True)
    ended_at = models.DateTimeField("détruite le", null=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        request_id: int | None
        request: models.ForeignKey[ExpertiseRequest | None, ExpertiseRequest | None]
        node: models.ForeignKey[DicomNode | None, DicomNode | None]
        instances: RelatedManager[ReceivedInstance]

    objects: ClassVar = manager_of(ReceivedStudyQuerySet)

    class Meta:
        verbose_name = "examen reçu"
        ordering = ["-last_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "study"], name="received_study_uid")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "study"],
                condition=Q(request=None, ended_at=None),
                name="received_study_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(request=None, attached_at=None)
                | Q(request__isnull=False, attached_at__isnull=False, ended_at=None),
                name="received_study_attached_or_ended",
            ),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="received_study_in_time"),
        ]

    def __str__(self) -> str:
        return f"Examen reçu n°\u00a0{self.pk}"

    @property
    def holder(self) -> str:
        """How its files name it until they are a request's."""
        return f"study:{self.pk}"

    @property
    def destroyed_on(self) -> datetime:
        """When its images are destroyed if nobody attaches it."""
        return self.last_at + KEPT_FOR


class ReceivedInstance(models.Model):
    """An image of a received study; ``instance`` is the digest of its SOP instance UID: it is kept once."""

    study = models.ForeignKey(ReceivedStudy, models.CASCADE, related_name="instances", verbose_name="examen")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="fichier")
    instance = models.CharField("image", max_length=UID_LENGTH)

    if TYPE_CHECKING:  # made by Django
        study_id: int

    class Meta:
        verbose_name = "image reçue"
        indexes = [models.Index(fields=["instance"], name="received_instance_uid")]
        constraints = [models.UniqueConstraint(fields=["study", "instance"], name="received_instance_once")]

    def __str__(self) -> str:
        return f"{self.study} · {self.instance}"


class OutgoingStudyQuerySet(ScopedQuerySet, models.QuerySet["OutgoingStudy"]):
    record = Record.SYSTEM

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """What the user's organisation sends."""
        return scope.hosted("organisation")


class OutgoingStudy(models.Model):
    """The images of a request, to be sent to a machine of an organisation that may read it: an outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "abandonné"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    node = models.ForeignKey(DicomNode, models.PROTECT, related_name="+", verbose_name="destinataire")
    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, related_name="+", verbose_name="demande")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    made_at = models.DateTimeField("demandé le")
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    send_after = models.DateTimeField("prochain essai")
    claimed_at = models.DateTimeField("pris le", null=True)
    images = models.PositiveIntegerField("images envoyées", default=0)
    sent_at = models.DateTimeField("envoyé le", null=True)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)

    if TYPE_CHECKING:  # made by Django
        organisation_id: int
        request_id: int
        node_id: int

        def get_state_display(self) -> str: ...

    objects: ClassVar = manager_of(OutgoingStudyQuerySet)

    class Meta:
        verbose_name = "examen à envoyer"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "request"], condition=Q(state__in=["waiting", "sending"]), name="outgoing_study_once"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="outgoing_study_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", claimed_at__isnull=False) | ~Q(state="sending"),
                name="outgoing_study_claimed_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} · {self.node}"


class ImagingEventQuerySet(ScopedQuerySet, models.QuerySet["ImagingEvent"]):
    record = Record.SYSTEM

    @staticmethod
    def scope_rule(scope: Scope) -> Q:
        """Exchanges of the user's organisation."""
        return scope.hosted("organisation")


class ImagingEvent(models.Model):
    """An exchange with a machine or a program of an organisation. Written once, never changed.

    ``key`` is the beginning of the key that a program gave; ``count`` is of images; ``said`` is a French sentence on
    what was refused, and what to do.
    """

    class Kind(models.TextChoices):
        ECHO = "echo", "liaison vérifiée"
        TURNED_AWAY = "turned_away", "liaison refusée"
        RECEIVED = "received", "images reçues"
        REFUSED = "refused", "images refusées"
        ATTACHED = "attached", "examen joint"
        EXPIRED = "expired", "examen détruit, faute de demande"
        LISTED = "listed", "liste lue"
        OPENED = "opened", "images ouvertes"
        SENT = "sent", "examen envoyé"
        NOT_SENT = "not_sent", "envoi manqué"
        ASKED = "asked", "demande reçue"
        READ = "read", "demandes ou réponses lues"

    PROBLEMS = (Kind.TURNED_AWAY, Kind.REFUSED, Kind.NOT_SENT)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    kind = models.CharField("quoi", max_length=12, choices=Kind)
    at = models.DateTimeField("quand")
    node = models.ForeignKey(DicomNode, models.PROTECT, null=True, related_name="+", verbose_name="machine")
    key = models.CharField("clé", max_length=20, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par qui"
    )
    study = models.ForeignKey(ReceivedStudy, models.PROTECT, null=True, related_name="+", verbose_name="examen")
    request = models.ForeignKey(ExpertiseRequest, models.PROTECT, null=True, related_name="+", verbose_name="demande")
    count = models.PositiveIntegerField("images", default=0)
    said = models.CharField("ce qui s’est passé", max_length=300, blank=True)

    if TYPE_CHECKING:  # made by Django
        node_id: int | None

        def get_kind_display(self) -> str: ...

    objects: ClassVar = manager_of(ImagingEventQuerySet)

    class Meta:
        verbose_name = "échange avec une machine"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-at"], name="imaging_event_of_house")]
        triggers = [never_changes("imaging_event_never_changes", "what happened is not rewritten")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_problem(self) -> bool:
        """Whether something was refused or missed."""
        return self.kind in self.PROBLEMS
