"""A hospital with a scanner that is known to the site, and the images that it sends."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydicom import Dataset, dcmread
from pydicom.filebase import DicomBytesIO
from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.sop_class import CTImageStorage, Verification  # type: ignore[attr-defined]

from maillage.site.accounts.models import User
from maillage.site.expertise import pools
from maillage.site.expertise.models import ExpertiseRequest, ReaderPool
from maillage.site.imaging import machines
from maillage.site.imaging.listening import Listener
from maillage.site.imaging.machines import NodeData
from maillage.site.imaging.models import DicomNode
from tests.site import factories as make
from tests.site.expertise import cases
from tests.site.files import recordings

TITLE, CALLED, HERE = "SCANNER1", "MAILLAGE", "127.0.0.1"
CONFIGURED = {"title": CALLED, "port": "", "certificate": "", "key": "", "authority": ""}
IMAGING = {"modality": "ct", "region": "head", "age": 40, "contrast": "none", "question": "Saignement ?"}
STUDY = "1.2.826.0.1.3680043.8.498.77"


@dataclass
class Hospital:
    """Who asks for an opinion on images, who keeps the machines, the machine."""

    ward: cases.Ward
    manager: User
    node: DicomNode
    pool: ReaderPool

    def draft(self, accession: str = "ACC-1", **changes: Any) -> ExpertiseRequest:
        """A request for an opinion on images, with the number of an examination."""
        return cases.draft(
            cases.Ward(**{**vars(self.ward), "pool": self.pool}), examination=accession, values=IMAGING, **changes
        )


def hospital(title: str = TITLE) -> Hospital:
    ward = cases.ward(readers=1)
    manager = make.user("systems_manager", ward.asking)
    pool = pools.create_pool(ward.hospital, "imaging")
    pools.add_reader(pool, ward.readers[0])
    node = machines.add(ward.asking, NodeData("Scanner des urgences", title, "127.0.0.1"), manager)
    return Hospital(ward, manager, node, pool)


def image(instance: str = "1", accession: str = "ACC-1", study: str = STUDY, **values: Any) -> bytes:
    return recordings.dicom(
        full=False, PatientName=recordings.NAME, AccessionNumber=accession, StudyInstanceUID=study,
        SeriesInstanceUID=f"{study}.1", SOPInstanceUID=f"{study}.1.{instance}", **values,
    )  # fmt: skip


def dataset(content: bytes) -> Dataset:
    return dcmread(DicomBytesIO(content), force=True)


def certificate(folder: Path) -> dict[str, str]:
    """Settings of TLS with a certificate for this machine, which is its own authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "essai")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )  # fmt: skip
    cert = str(folder / "cert.pem")
    return {**CONFIGURED, "certificate": cert, "key": str(folder / "key.pem"), "authority": cert}


@contextmanager
def listening(configured: dict[str, str] = CONFIGURED) -> Iterator[int]:
    """The port of the site's DICOM server, while it listens."""
    listener = Listener(HERE, 0, configured)
    try:
        yield listener.port
    finally:
        listener.stop()


@contextmanager
def connected(port: int, title: str = TITLE, called: str = CALLED) -> Iterator[Association]:
    """A connection of a machine to the site, established or not."""
    ae = AE(ae_title=title)
    ae.acse_timeout = ae.dimse_timeout = ae.network_timeout = 20
    ae.add_requested_context(Verification)
    ae.add_requested_context(CTImageStorage)
    found = ae.associate(HERE, port, ae_title=called)
    try:
        yield found
    finally:
        if found.is_established:
            found.release()
