"""FHIR R4: the slot searches of the national service of access to care (SAS), by keys of organisations."""
