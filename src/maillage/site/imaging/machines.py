"""The machines and PACS of an organisation: added, changed, removed; which one knocks."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils import timezone

from maillage.site.accounts.models import Organisation, User
from maillage.site.accounts.rights import Act, Record
from maillage.site.imaging.models import TITLE, DicomNode
from maillage.site.locks import constraint_of, in_transaction
from maillage.site.refusals import AlreadyDone, InvalidField, NotAllowed

MOST_NODES = 100
WIDEST = {4: 16, 6: 48}
"""Bits of the widest network that may be named, by version of the protocol: a hospital's, not the internet."""
HOST = re.compile(r"(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class NodeData:
    """A machine as its form gives it: see ``DicomNode``."""

    name: str
    title: str
    addresses: str = ""
    host: str = ""
    port: int | None = None
    tls: bool = False


@in_transaction
def add(organisation: Organisation, data: NodeData, by: User) -> DicomNode:
    """Add a machine. Raises ``NotAllowed``, ``InvalidField``."""
    _check(organisation, by)
    if DicomNode.objects.in_use().filter(organisation=organisation).count() >= MOST_NODES:
        raise InvalidField("title", f"Il y a déjà {MOST_NODES} machines\u00a0: retirez celles qui ne servent plus.")
    return _saved(DicomNode(organisation=organisation), data)


@in_transaction
def change(node: DicomNode, data: NodeData, by: User) -> DicomNode:
    """Change a machine. Raises as ``add``, ``AlreadyDone`` for one that was removed."""
    _check(node.organisation, by)
    row = DicomNode.objects.select_for_update().get(pk=node.pk)
    if row.removed_at is not None:
        raise AlreadyDone("Cette machine est retirée\u00a0: ajoutez-la de nouveau.")
    return _saved(row, data)


@in_transaction
def remove(node: DicomNode, by: User) -> None:
    """Remove a machine: from now on it is unknown. Raises ``NotAllowed``, ``AlreadyDone``."""
    _check(node.organisation, by)
    if not DicomNode.objects.filter(pk=node.pk, removed_at=None).update(removed_at=timezone.now()):
        raise AlreadyDone("Cette machine est déjà retirée.")


def of(title: str) -> DicomNode | None:
    """Return the machine of an AE title."""
    return DicomNode.objects.in_use().select_related("organisation").filter(title=title.strip()).first()


def may_send(node: DicomNode, address: str) -> bool:
    """Return whether a machine may send from an address."""
    return _within(address, node.addresses)


def houses_at(address: str) -> list[Organisation]:
    """Return the organisations some machine of which may send from an address."""
    nodes = DicomNode.objects.in_use().exclude(addresses="").select_related("organisation")
    return list(
        {node.organisation_id: node.organisation for node in nodes if _within(address, node.addresses)}.values()
    )


def networks(text: str) -> str:
    """Return addresses and networks as stored. Raises ``InvalidField`` for what is none, or is too wide."""
    found: list[str] = []
    for one in re.split(r"[\s,;]+", text.strip()):
        if not one:
            continue
        try:
            network = ipaddress.ip_network(one, strict=False)
        except ValueError as error:
            raise InvalidField(
                "addresses", f"«\u00a0{one[:40]}\u00a0» n’est pas une adresse\u00a0: écrivez 10.1.2.3 ou 10.1.2.0/24."
            ) from error
        if network.prefixlen < WIDEST[network.version]:
            raise InvalidField(
                "addresses",
                f"Le réseau {network} est trop large\u00a0: donnez l’adresse de la machine, ou celui de son service.",
            )
        single = network.prefixlen == network.max_prefixlen
        found.append(str(network.network_address) if single else str(network))
    kept = " ".join(dict.fromkeys(found))
    if len(kept) > 300:
        raise InvalidField("addresses", "C’est trop d’adresses\u00a0: donnez un réseau, comme 10.1.2.0/24.")
    return kept


def _within(address: str, listed: str) -> bool:
    try:
        asked = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(asked, ipaddress.IPv6Address) and asked.ipv4_mapped is not None:
        asked = asked.ipv4_mapped
    return any(asked in ipaddress.ip_network(one) for one in listed.split())


def _check(organisation: Organisation, by: User) -> None:
    if organisation.pk not in by.grants.scope(Record.SYSTEM, Act.CHANGE).organisations:
        raise NotAllowed("Les machines de cette organisation ne relèvent pas de votre compte.")


def _saved(row: DicomNode, data: NodeData) -> DicomNode:
    """Check and write a machine."""
    row.name, row.title = " ".join(data.name.split())[:60], data.title.strip()
    row.addresses, row.host = networks(data.addresses), data.host.strip()
    row.port, row.tls = data.port, data.tls
    if not row.name:
        raise InvalidField("name", "Donnez un nom à cette machine, par exemple\u00a0: scanner des urgences.")
    if not re.fullmatch(TITLE, row.title):
        raise InvalidField("title", "Un titre AE a 1 à 16 signes\u00a0: lettres sans accent, chiffres, tiret, point.")
    if not row.addresses and not row.host:
        raise InvalidField(
            "addresses",
            "Donnez l’adresse d’où elle envoie, ou plus bas celle où elle reçoit\u00a0: sinon, rien ne passe.",
        )
    if row.host and not HOST.fullmatch(row.host):
        raise InvalidField("host", "Écrivez une adresse comme 10.1.2.3, ou un nom comme pacs.hopital.example.")
    if bool(row.host) != (row.port is not None):
        raise InvalidField("port" if row.host else "host", "Donnez l’adresse et le port, ou laissez les deux vides.")
    try:
        with transaction.atomic():
            row.save()
    except DatabaseError as error:
        if constraint_of(error) != "dicom_title_once":
            raise
        raise InvalidField(
            "title", "Ce titre AE est déjà pris sur ce site\u00a0: ajoutez-y par exemple le nom de votre hôpital."
        ) from error
    return row
