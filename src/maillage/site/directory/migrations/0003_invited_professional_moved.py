"""Moves the professional of an invitation, and its history, from accounts to the directory."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# Check constraints now: PostgreSQL refuses to alter tables while deferred ones are pending in the transaction.
MOVE = """
INSERT INTO directory_invitedprofessional (invitation_id, professional_id)
    SELECT id, professional_id FROM accounts_invitation WHERE professional_id IS NOT NULL ORDER BY id;
INSERT INTO directory_invitedprofessionalevent
    (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, invitation_id, professional_id)
    SELECT event.pgh_created_at, 'insert', event.pgh_context_id, row.id, COALESCE(row.id, 0), event.pgh_obj_id,
        event.professional_id
    FROM accounts_invitationevent event
    LEFT JOIN directory_invitedprofessional row ON row.invitation_id = event.pgh_obj_id
    WHERE event.pgh_label = 'insert' AND event.professional_id IS NOT NULL ORDER BY event.pgh_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_invited_professional'),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='invitationtodirectory',
            trigger=pgtrigger.compiler.Trigger(name='invited_with_entry', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                IF EXISTS (SELECT 1 FROM accounts_invitation WHERE id = NEW.id) AND (NEW.role IN ('doctor', 'nurse')) <> EXISTS (\n                    SELECT 1 FROM directory_invitedprofessional WHERE invitation_id = NEW.id\n                ) THEN\n                    RAISE EXCEPTION 'an invitation as % has an entry of the directory if, and only if, it needs one',\n                        NEW.role USING ERRCODE = '23514', CONSTRAINT = 'invitation_of_the_directory';\n                END IF;\n                RETURN NULL;\n                ", hash='2440f4ff4c80747618ab39caec97948e316ac07e', operation='INSERT OR UPDATE', pgid='pgtrigger_invited_with_entry_a4dda', table='accounts_invitation', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitedprofessional',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."professional_id"); RETURN NULL;', hash='5365f869f4cf4a8b02b51b1565e9ece4ebbafa7f', operation='INSERT', pgid='pgtrigger_insert_insert_08150', table='directory_invitedprofessional', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitedprofessional',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."professional_id"); RETURN NULL;', hash='25b967b8b447a08348464aa9512ff785312ef0a2', operation='UPDATE', pgid='pgtrigger_update_update_62ebc', table='directory_invitedprofessional', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitedprofessional',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."id", OLD."invitation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."professional_id"); RETURN NULL;', hash='7d96247e2ff663bad431185aca3c3ec380a9e0b6', operation='DELETE', pgid='pgtrigger_delete_delete_84a85', table='directory_invitedprofessional', when='AFTER')),
        ),
    ]
