"""The site on a DICOM network: it answers C-ECHO and takes C-STORE from the machines that organisations named.

Each connection has a thread. A machine is known by its AE title and its address; nothing is read of what another sends.
Images are assembled in memory, within a limit, and written encrypted only.
"""

from __future__ import annotations

import logging
import socket
import ssl
import unicodedata
from typing import Any
from weakref import WeakSet

from django.db import DatabaseError, close_old_connections, connection
from pydicom import Dataset
from pydicom.uid import (
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from maillage.errors import MaillageError
from maillage.site.files import uploads
from maillage.site.imaging import events, machines
from maillage.site.imaging.arriving import Duplicate, NoRoom, Source, Tally
from maillage.site.imaging.models import DicomNode
from maillage.site.refusals import InvalidField, Refused

logger = logging.getLogger(__name__)

SYNTAXES = [
    ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, JPEGLossless,
    JPEGLosslessSV1, JPEGBaseline8Bit, JPEGLSLossless, JPEGLSNearLossless, JPEG2000Lossless, JPEG2000, RLELossless,
]  # fmt: skip
"""Transfer syntaxes that are decoded on entry; a machine with another one sends its images decompressed."""
MOST_CONNECTIONS = 20
SECONDS_TO_GREET, SECONDS_TO_SAY_WHO, SECONDS_BETWEEN_MESSAGES, SECONDS_OF_SILENCE = 3, 30, 60, 60
SECONDS_TO_READ_A_REFUSAL = 2
LONGEST_PDU = 128 * 1024
SUCCESS, NO_ROOM, NOT_READ, DUPLICATE, FAILED = 0x0000, 0xA700, 0xC000, 0x0111, 0x0110
"""Statuses of C-STORE (PS3.4 annex B.2.3, PS3.7 annex C): the first and last may be tried again later."""
LONGEST_COMMENT = 64
PERMANENT, BY_USER, CALLING_UNKNOWN = 1, 1, 3
"""A-ASSOCIATE-RJ: permanent, by the service user, calling AE title not recognised (PS3.8, 9.3.4)."""
BROKEN = "Le site n’a rien pu garder en ce moment\u00a0: renvoyez ces images dans quelques minutes."


class Listener:
    """The site's DICOM server; it listens once made, until ``stop``."""

    def __init__(self, host: str, port: int, configured: dict[str, str]) -> None:
        """Listen on ``host`` and ``port`` (0 for any). Raises ``MaillageError`` if that cannot be."""
        ae = AE(ae_title=configured["title"])
        ae.require_called_aet = True
        ae.maximum_associations, ae.maximum_pdu_size = MOST_CONNECTIONS, LONGEST_PDU
        ae.acse_timeout, ae.dimse_timeout, ae.network_timeout = (
            SECONDS_TO_SAY_WHO, SECONDS_BETWEEN_MESSAGES, SECONDS_OF_SILENCE
        )  # fmt: skip
        ae.add_supported_context(Verification)
        for context in AllStoragePresentationContexts:
            ae.add_supported_context(UID(context.abstract_syntax or ""), SYNTAXES)
        self._visits: dict[int, Tally] = {}
        self._turned_away: WeakSet[Any] = WeakSet()
        handlers: list[Any] = [
            (evt.EVT_REQUESTED, self._knocks), (evt.EVT_C_ECHO, self._echo), (evt.EVT_C_STORE, self._store),
            (evt.EVT_PDU_RECV, _within_limit), (evt.EVT_RELEASED, self._leaves), (evt.EVT_ABORTED, self._leaves),
            (evt.EVT_REJECTED, self._leaves),
        ]  # fmt: skip
        try:
            self._server = ae.start_server(
                (host, port), block=False, evt_handlers=handlers, ssl_context=server_context(configured)
            )
        except OSError as error:
            raise MaillageError(
                f"The DICOM port {port} of {host} cannot be used ({error.strerror}). Choose another port."
            ) from error
        assert self._server is not None

    @property
    def port(self) -> int:
        """The port that it listens on."""
        server: Any = self._server
        return int(server.socket.getsockname()[1])

    def stop(self) -> None:
        """Stop listening and close all connections; a machine that is turned away may read that first."""
        server: Any = self._server
        server.shutdown()
        for association in server.active_associations:
            if association in self._turned_away:
                # Aborting what already ends is an error in the thread that sends (PS3.8, table 9-10: Evt15 in Sta13).
                association.join(SECONDS_TO_READ_A_REFUSAL)
            else:
                association.abort()

    def _knocks(self, event: evt.Event) -> None:
        """Let a known machine in; tell another one, and the organisations at its address, that it is not known."""
        association = event.assoc
        title = str(getattr(association.requestor.primitive, "calling_ae_title", "")).strip()
        address = str(association.requestor.address)
        close_old_connections()
        try:
            node = machines.of(title)
            if node is not None and machines.may_send(node, address):
                self._visits[id(association)] = Tally(Source(node.organisation, node))
                return
            _tell_unknown(node, title, address)
        except DatabaseError:
            logger.exception("A machine is turned away: the database does not answer.")
        connection.close()
        self._turned_away.add(association)
        association.acse.send_reject(PERMANENT, BY_USER, CALLING_UNKNOWN)
        association.kill()  # waits until the refusal is read

    def _echo(self, event: evt.Event) -> int:
        tally = self._visits.get(id(event.assoc))
        if tally is None or tally.source.node is None:
            return FAILED
        close_old_connections()
        events.note_once(tally.source.organisation, events.Kind.ECHO, node=tally.source.node)
        return SUCCESS

    def _store(self, event: evt.Event) -> Dataset:
        tally = self._visits.get(id(event.assoc))
        if tally is None:
            return _status(FAILED, BROKEN)
        close_old_connections()
        try:
            tally.receive(event.encoded_dataset())
        except Duplicate as refusal:
            return _status(DUPLICATE, str(refusal))
        except InvalidField as refusal:
            return _status(NOT_READ, str(refusal))
        except (NoRoom, Refused) as refusal:
            return _status(NO_ROOM, str(refusal))
        except (DatabaseError, OSError):
            logger.exception("An image was not kept.")
            return _status(NO_ROOM, BROKEN)
        except Exception:
            # A thread of the library would answer with a status of its own and say nothing in the log.
            logger.exception("An image was not read.")
            return _status(FAILED, BROKEN)
        return _status(SUCCESS)

    def _leaves(self, event: evt.Event) -> None:
        tally = self._visits.pop(id(event.assoc), None)
        try:
            if tally is not None:
                close_old_connections()
                tally.note()
        except DatabaseError:
            logger.exception("What a machine sent is kept, and could not be noted.")
        finally:
            connection.close()


def _tell_unknown(node: DicomNode | None, title: str, address: str) -> None:
    """Note that a machine was turned away, for the organisation whose it may be."""
    shown = "".join(sign if sign.isalnum() or sign in "_-. " else "?" for sign in title)[:16]
    if node is not None:
        said = (
            f"{node.title} appelle depuis {address}, qui n’est pas une de ses adresses\u00a0: ajoutez-la à la machine "
            "si c’est bien elle."
        )
        events.note_once(node.organisation, events.Kind.TURNED_AWAY, node=node, said=said)
        return
    said = (
        f"Le titre AE «\u00a0{shown}\u00a0» ({address}) n’est pas connu\u00a0: ajoutez cette machine, "
        "ou corrigez son titre."
    )
    for house in machines.houses_at(address):
        events.note_once(house, events.Kind.TURNED_AWAY, said=said)


def _within_limit(event: evt.Event) -> None:
    """End a connection whose image grows beyond the limit, before it is whole."""
    message: Any = event.assoc.dimse.message
    if message is None:
        return
    size = message.data_set.tell() + message.encoded_command_set.tell()
    if size > uploads.MOST_BYTES:
        logger.warning("A DICOM connection is ended: an image of more than %d bytes.", uploads.MOST_BYTES)
        event.assoc.dul.event_queue.put("Evt19")  # as the library does for what it cannot decode: A-ABORT


def _status(code: int, said: str = "") -> Dataset:
    """Return a status with a comment, in the signs that every machine reads."""
    made = Dataset()
    made.Status = code
    if said:
        plain = unicodedata.normalize("NFKD", said.replace("’", "'")).encode("ascii", "ignore").decode()
        made.ErrorComment = " ".join(plain.replace("\\", "/").split())[:LONGEST_COMMENT]
    return made


class _ServerContext(ssl.SSLContext):
    """TLS of a server that greets callers one after the other: who says nothing does not keep the others waiting."""

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """Return the connection after its greeting."""
        sock.settimeout(SECONDS_TO_GREET)
        greeted = super().wrap_socket(sock, *args, **kwargs)
        greeted.settimeout(None)
        return greeted


def server_context(configured: dict[str, str]) -> ssl.SSLContext | None:
    """Return the TLS of the server, None where no certificate is set.

    With an authority, machines must show a certificate that it signed. Raises ``MaillageError`` for unreadable files.
    """
    if not configured["certificate"]:
        return None
    context = _ServerContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(configured["certificate"], configured["key"] or None)
        if configured["authority"]:
            context.load_verify_locations(configured["authority"])
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise MaillageError(
            f"The certificate for DICOM cannot be read ({error}). "
            "Check MAILLAGE_DICOM_CERTIFICATE, _KEY and _AUTHORITY."
        ) from error
    return context
