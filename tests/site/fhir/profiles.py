"""A checker of resources against the snapshots of the guide's profiles: what they say of numbers, values and shapes.

It knows cardinalities (``min``, ``max``), fixed and patterned values, required codes of the value sets that come with
the package, targets of references, profiles of entries, unknown elements and the invariants on identifiers. It does not
know the rest of FHIRPath, nor terminologies that are not in the package, for which ``CODES`` says what the guide names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

PRIMITIVES = {
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "instant": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "code": re.compile(r"\S+( \S+)*"),
    "uri": re.compile(r"\S+"),
    "unsignedInt": re.compile(r"\d+"),
    "date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
}
CODES = {
    "https://mos.esante.gouv.fr/NOS/JDV_J165-TypeCreneau-SAS/FHIR/JDV-J165-TypeCreneau-SAS": {"PUBLIC", "PRO", "SNP"},
    "http://hl7.org/fhir/ValueSet/slotstatus": {"busy", "free", "busy-unavailable", "entered-in-error"},
    "http://hl7.org/fhir/ValueSet/bundle-type": {"searchset"},
    "http://hl7.org/fhir/ValueSet/contact-point-system": {"phone", "fax", "email", "pager", "url", "sms", "other"},
    "http://hl7.org/fhir/ValueSet/search-entry-mode": {"match", "include", "outcome"},
    "http://hl7.org/fhir/ValueSet/participationstatus": {"accepted", "declined", "tentative", "needs-action"},
    "http://hl7.org/fhir/ValueSet/appointmentstatus": {
        "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error",
        "checked-in", "waitlist",
    },
    "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode": {"AMB", "HH", "VR", "EMER", "FLD", "IMP", "SS"},
    "http://interopsante.org/fhir/ValueSet/fr-practitioner-specialty": {"SM54", "SM05", "SM41"},
}  # fmt: skip
BY_SYSTEM = {
    "http://terminology.hl7.org/CodeSystem/v3-ActCode": {"AMB", "HH", "VR"},
    "http://terminology.hl7.org/CodeSystem/v2-0276": {"ROUTINE", "WALKIN"},
}
"""Codes that the guide uses of systems which it slices by."""


@dataclass
class Guide:
    """The package of the guide in a folder."""

    folder: Path
    codes: dict[str, set[str]] = field(default_factory=lambda: dict(CODES))

    def __post_init__(self) -> None:
        for path in self.folder.glob("ValueSet-*.json"):
            value_set = json.loads(path.read_text("utf-8"))
            concepts = [one for part in value_set["compose"]["include"] for one in part.get("concept", ())]
            if concepts:
                self.codes[value_set["url"]] = {one["code"] for one in concepts}

    @cached_property
    def profiles(self) -> dict[str, dict[str, Any]]:
        found = (json.loads(path.read_text("utf-8")) for path in self.folder.glob("StructureDefinition-*.json"))
        return {one["url"]: one for one in found}

    def examples(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted((self.folder / "example").glob("*.json")):
            yield path.stem, json.loads(path.read_text("utf-8"))

    def problems(self, resource: dict[str, Any]) -> list[str]:
        """Return what is wrong with a resource by the profile that it names, and with those inside of it."""
        (profile,) = resource.get("meta", {}).get("profile", ["none"])
        if profile not in self.profiles:
            return [f"{resource.get('resourceType')}: unknown profile {profile}"]
        elements = self.profiles[profile]["snapshot"]["element"]
        found = list(_Check(self, elements).resource(resource))
        found += [
            f"{resource['resourceType']}: {one.get('code')} is not one of the guide in {one['system']}"
            for one in _codings(resource)
            if one.get("code") not in BY_SYSTEM.get(one["system"], {one.get("code")})
        ]
        for inside in resource.get("contained", ()):
            found += self.problems(inside)
        if resource["resourceType"] == "Bundle":
            found += self._in_bundle(resource)
        return found

    def _in_bundle(self, bundle: dict[str, Any]) -> Iterator[str]:
        resources = [one["resource"] for one in bundle.get("entry", ())]
        known = {f"{one['resourceType']}/{one['id']}" for one in resources}
        if len(known) != len(resources):
            yield "Bundle: a resource is there twice"
        for one in resources:
            yield from self.problems(one)
            for reference in _references(one):
                if not reference.startswith("#") and reference not in known:
                    yield f"{one['resourceType']}: {reference} is not in the bundle"
        slots = sum(one["resourceType"] == "Slot" for one in resources)
        if bundle.get("total") != slots:
            yield f"Bundle.total is {bundle.get('total')}, not {slots}"


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _codings(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "system" in node and "code" in node:
            yield node
        for name, value in node.items():
            if name != "entry":
                yield from _codings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _codings(value)


class _Check:
    """One resource against one list of elements."""

    def __init__(self, guide: Guide, elements: list[dict[str, Any]]) -> None:
        self.guide = guide
        self.elements = [one for one in elements if ":" not in one["id"]]
        self.slices = [one for one in elements if ":" in one["id"]]
        self.children: dict[str, list[dict[str, Any]]] = {}
        for one in self.elements:
            parent, _, name = one["path"].rpartition(".")
            if name:
                self.children.setdefault(parent, []).append(one)

    def resource(self, resource: dict[str, Any]) -> Iterator[str]:
        kind = self.elements[0]["path"]
        if resource.get("resourceType") != kind:
            yield f"{resource.get('resourceType')} is no {kind}"
            return
        yield from self._inside(resource, kind)
        yield from self._slices(resource)

    def _inside(self, node: dict[str, Any], path: str) -> Iterator[str]:
        children = self.children.get(path)
        if children is None:
            return
        known = {"resourceType", "id", "extension"}
        for element in children:
            name = element["path"].rpartition(".")[2]
            if name.endswith("[x]"):
                known |= {key for key in node if key.startswith(name[:-3])}
                continue
            known.add(name)
            values = node.get(name, [])
            many = values if isinstance(values, list) else [values]
            least, most = element.get("min", 0), element.get("max", "*")
            if len(many) < least or (most != "*" and len(many) > int(most)):
                yield f"{element['path']}: {len(many)} instead of {least}..{most}"
            if name in node and not many:
                yield f"{element['path']} is empty"
            if name in node and element["base"]["max"] != "1" and not isinstance(values, list):
                yield f"{element['path']} is no list"
            for value in many:
                yield from self._value(element, value)
        for name in node.keys() - known:
            yield f"{path}.{name} is unknown"

    def _value(self, element: dict[str, Any], value: Any) -> Iterator[str]:
        path = element["path"]
        for key, wanted in element.items():
            if key.startswith(("fixed", "pattern")) and not _contains(value, wanted):
                yield f"{path} is {value!r} instead of {wanted!r}"
        for kind in element.get("type", ())[:1]:
            shape = PRIMITIVES.get(kind["code"].rpartition(".")[2].rpartition("/")[2])
            if shape is not None and not shape.fullmatch(str(value)):
                yield f"{path}: {value!r} is no {kind['code']}"
        binding = element.get("binding", {})
        if binding.get("strength") == "required":
            allowed = self.guide.codes.get(binding.get("valueSet", "").partition("|")[0])
            for code in _codes(value):
                if allowed is not None and code not in allowed:
                    yield f"{path}: {code} is not in {binding['valueSet']}"
        for constraint in element.get("constraint", ()):
            said = re.fullmatch(r"value\.matches\('(.+)'\)", constraint.get("expression", ""))
            if said and not re.search(said.group(1), str(value.get("value"))):
                yield f"{path}: {constraint['human']}"
        if isinstance(value, dict):
            yield from self._inside(value, path)

    def _slices(self, resource: dict[str, Any]) -> Iterator[str]:
        """Minimal counts of the extensions of an appointment, which a slice asks for."""
        for one in self.slices:
            if one["path"].count(".") == 1 and one["path"].endswith(".extension") and one.get("min", 0) > 0:
                urls = {kind["profile"][0] for kind in one["type"] if "profile" in kind}
                given = [each for each in resource.get("extension", ()) if each.get("url") in urls]
                if len(given) < one["min"]:
                    yield f"{one['id']}: {len(given)} instead of {one['min']}"


def _codes(value: Any) -> list[str]:
    """Return the codes of a code, a coding or a concept."""
    if isinstance(value, str):
        return [value]
    if "coding" in value:
        return [one["code"] for one in value["coding"] if "code" in one]
    return [value["code"]] if "code" in value else []


def _contains(value: Any, wanted: Any) -> bool:
    """Return whether a value has everything that a pattern has."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(_contains(value.get(key), one) for key, one in wanted.items())
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(_contains(each, one) for each in value) for one in wanted)
    return value == wanted
