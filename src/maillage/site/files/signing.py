"""The electronic seal of documents: a PAdES signature with the site's certificate.

``MAILLAGE_SEAL_CERTIFICATE`` and ``MAILLAGE_SEAL_KEY`` name PEM files of a certificate issued to the organisation;
without them the site makes its own once, kept in the data folder: it shows a change, and vouches for nobody.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from maillage.site import private_files
from maillage.site.refusals import Refused

FOLDER = "seal"
YEARS = 10


def sign(pdf: bytes, reason: str) -> bytes:
    """Return the PDF with an invisible signature over all of it, dated now."""
    # Imported with the first seal: it takes as long as Django, and most processes sign nothing.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    key, certificate = certificate_files()
    signer = signers.SimpleSigner.load(str(key), str(certificate))
    if signer is None:
        raise Refused("Le cachet du site est illisible\u00a0: vérifiez MAILLAGE_SEAL_CERTIFICATE et MAILLAGE_SEAL_KEY.")
    about = signers.PdfSignatureMetadata(
        field_name="Cachet", reason=reason, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer)
    return bytes(made.getbuffer())


def certificate_files() -> tuple[Path, Path]:
    """Return the files of the key and the certificate, made on first use where none is configured."""
    if settings.SEAL_CERTIFICATE and settings.SEAL_KEY:
        return Path(settings.SEAL_KEY), Path(settings.SEAL_CERTIFICATE)
    folder = private_files.folder(FOLDER)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    if not certificate.exists():
        made_key, made = _own_certificate(datetime.now(UTC))
        private_files.write(folder, [made_key]).replace(key)
        private_files.write(folder, [made]).replace(certificate)
    return key, certificate


def _own_certificate(now: datetime) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cachet du site Maillage")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, made.public_bytes(serialization.Encoding.PEM)
