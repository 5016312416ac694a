"""Database triggers on files: a kept file stays what it is, an upload only grows."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def content_never_changes() -> pgtrigger.Trigger:
    """Trigger: of a kept file, only the sealed key changes (by another master key, or by its destruction).

    A file of an examination that came before its request becomes the request's, once.
    """
    return pgtrigger.Trigger(
        name="file_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
        IF (NEW.kind, NEW.bytes, NEW.sha256, NEW.scan, NEW.by_id, NEW.at)
            IS DISTINCT FROM (OLD.kind, OLD.bytes, OLD.sha256, OLD.scan, OLD.by_id, OLD.at)
            OR (NEW.holder <> OLD.holder AND NOT (starts_with(OLD.holder, 'study:') AND
            starts_with(NEW.holder, 'request:'))) THEN
            {refused("file_never_changes", "a kept file stays what it is")}
        END IF;
        IF OLD.key = '' AND NEW.key <> '' THEN
            {refused("file_stays_destroyed", "a destroyed file has no key any more")}
        END IF;
        RETURN NEW;
        """,
    )


def upload_only_grows() -> pgtrigger.Trigger:
    """Trigger: what was received of a file stays received; its length and its sender stay."""
    return pgtrigger.Trigger(
        name="upload_only_grows",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
        IF NEW."offset" < OLD."offset" OR (NEW.length, NEW.holder, NEW.by_id)
            IS DISTINCT FROM (OLD.length, OLD.holder, OLD.by_id) THEN
            {refused("upload_only_grows", "what was received stays received")}
        END IF;
        RETURN NEW;
        """,
    )
