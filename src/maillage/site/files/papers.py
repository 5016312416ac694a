"""PDF documents and photos on entry: free of what names an author, carries another file or runs something."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from maillage.site.files.kinds import FIELD
from maillage.site.refusals import InvalidField

MOST_PIXELS = 60_000_000
JPEG_QUALITY = 92
_OF_PAGE = ("/Metadata", "/Annots", "/AA", "/AF", "/PieceInfo")
PDF_ERRORS = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def bare(reader: PdfReader) -> bytes:
    """Return a PDF without metadata, comments, forms, attachments and scripts: the pages that one reads stay."""
    # A fresh document takes what its pages name, and nothing else: neither attachments nor objects left over.
    writer = PdfWriter()
    for page in reader.pages:
        for name in _OF_PAGE:
            page.pop(NameObject(name), None)
        writer.add_page(page)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf(content: bytes) -> tuple[bytes, int]:
    """Return a document freed of what is not its pages, and how many it has. Raises ``InvalidField``."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise InvalidField(FIELD, "Ce PDF est protégé par un mot de passe\u00a0: retirez-le, puis envoyez-le.")
        return bare(reader), len(reader.pages)
    except PDF_ERRORS as error:
        raise InvalidField(FIELD, "Ce PDF ne se lit pas\u00a0: enregistrez-le de nouveau en PDF.") from error


def picture(content: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """Return a photo written anew from its pixels, upright, its media type, its size in pixels.

    Place, date, device and comments are lost with the former file. Raises ``InvalidField``.
    """
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as found:
            warnings.simplefilter("ignore")
            if found.width * found.height > MOST_PIXELS:
                raise InvalidField(FIELD, "Cette photo est trop grande\u00a0: réduisez-la à 60 millions de points.")
            png = found.format == "PNG"
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidField(FIELD, "Cette photo ne se lit pas\u00a0: enregistrez-la de nouveau en JPEG.") from error
    made = io.BytesIO()
    upright.info.clear()
    upright.save(made, "PNG" if png else "JPEG", **({} if png else {"quality": JPEG_QUALITY}))
    return made.getvalue(), "image/png" if png else "image/jpeg", upright.size
