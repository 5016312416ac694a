"""The XML of WebDAV and CalDAV: what a client asks for, and the multistatus that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] (lxml has no stubs)

DAV, CALDAV, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
NAMESPACES = {"d": DAV, "c": CALDAV, "cs": SERVER}
MOST_BYTES = 100_000
Element = Any
Values = Mapping[str, Any]
"""Properties of a resource by their full name: a text, or an element that is the property itself."""


class BadRequest(Exception):
    """The body is no XML that is understood."""


def dav(name: str) -> str:
    """Return the full name of a property of WebDAV."""
    return f"{{{DAV}}}{name}"


def cal(name: str) -> str:
    """Return the full name of a property of CalDAV."""
    return f"{{{CALDAV}}}{name}"


def server(name: str) -> str:
    """Return the full name of a property that Apple's server added."""
    return f"{{{SERVER}}}{name}"


@dataclass(frozen=True)
class Asked:
    """What a body asks for: properties (empty: all), the kind of a report, files by name, a span of time."""

    properties: tuple[str, ...] = ()
    report: str = ""
    hrefs: tuple[str, ...] = ()
    starts: datetime | None = None
    ends: datetime | None = None


def asked(body: bytes) -> Asked:
    """Read the body of a PROPFIND or a REPORT. Raises ``BadRequest``."""
    if not body.strip():
        return Asked()
    if len(body) > MOST_BYTES:
        raise BadRequest("too long")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise BadRequest(str(error)) from error
    wanted = root.find(dav("prop"))
    names = () if wanted is None else tuple(str(one.tag) for one in wanted if isinstance(one.tag, str))
    span = next(iter(root.iter(cal("time-range"))), None)
    return Asked(
        properties=names,
        report=str(root.tag),
        hrefs=tuple((one.text or "").strip() for one in root.findall(dav("href"))),
        starts=None if span is None else _moment(span.get("start")),
        ends=None if span is None else _moment(span.get("end")),
    )


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadRequest(f"time {text}") from error


def inside(name: str, *children: tuple[str, str]) -> Element:
    """Return a property that contains elements, each with a text ("": empty)."""
    found = etree.Element(name)
    for child, text in children:
        made = etree.SubElement(found, child)
        made.text = text or None
    return found


def multistatus(rows: Iterable[tuple[str, Values | None]], wanted: tuple[str, ...]) -> bytes:
    """Return the answer for resources by address; None for one that is not there. Unknown properties say 404."""
    root = etree.Element(dav("multistatus"), nsmap=NAMESPACES)
    for href, values in rows:
        response = etree.SubElement(root, dav("response"))
        etree.SubElement(response, dav("href")).text = href
        if values is None:
            etree.SubElement(response, dav("status")).text = "HTTP/1.1 404 Not Found"
            continue
        names = wanted or tuple(name for name in values if name != cal("calendar-data"))
        _propstat(response, {name: values[name] for name in names if name in values}, "200 OK")
        missing = [name for name in names if name not in values]
        if missing:
            _propstat(response, dict.fromkeys(missing, ""), "404 Not Found")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _propstat(response: Element, values: Values, status: str) -> None:
    part = etree.SubElement(response, dav("propstat"))
    prop = etree.SubElement(part, dav("prop"))
    for name, value in values.items():
        if isinstance(value, str):
            etree.SubElement(prop, name).text = value or None
        else:
            prop.append(value)
    etree.SubElement(part, dav("status")).text = f"HTTP/1.1 {status}"


def refusal(text: str) -> bytes:
    """Return an error that tells why a file is not taken."""
    root = etree.Element(dav("error"), nsmap=NAMESPACES)
    etree.SubElement(root, cal("valid-calendar-object-resource"))
    etree.SubElement(root, dav("responsedescription")).text = text
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
