import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0006_cancellations'),
        ('booking', '0004_pace'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='person_keys_follow',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='appointment',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='appointment',
            name='doctor_found_at',
            field=models.DateTimeField(null=True, verbose_name='médecin traitant trouvé, dit le'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='doctor_found_by',
            field=models.CharField(blank=True, choices=[('patient', 'Le patient'), ('team', 'L’équipe, avec l’accord du patient')], max_length=10, verbose_name='dit par'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='doctor_found_at',
            field=models.DateTimeField(null=True, verbose_name='médecin traitant trouvé, dit le'),
        ),
        migrations.AddField(
            model_name='appointmentevent',
            name='doctor_found_by',
            field=models.CharField(blank=True, choices=[('patient', 'Le patient'), ('team', 'L’équipe, avec l’accord du patient')], max_length=10, verbose_name='dit par'),
        ),
        migrations.AlterField(
            model_name='appointment',
            name='state',
            field=models.CharField(choices=[('booked', 'Pris'), ('cancelled', 'Annulé'), ('seen', 'Honoré'), ('missed', 'Non honoré'), ('excused', 'Excusé')], default='booked', max_length=20, verbose_name='état'),
        ),
        migrations.AlterField(
            model_name='appointmentevent',
            name='state',
            field=models.CharField(choices=[('booked', 'Pris'), ('cancelled', 'Annulé'), ('seen', 'Honoré'), ('missed', 'Non honoré'), ('excused', 'Excusé')], default='booked', max_length=20, verbose_name='état'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='person_keys_follow', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            UPDATE booking_personkey SET active = NEW.state NOT IN ('cancelled', 'excused'), during = NEW.during\n            WHERE appointment_id = NEW.id;\n            RETURN NULL;\n        ", hash='c44588a784d1c1d3d2d6ac2b16cdacbe111058b5', operation='UPDATE OF "state", "during"', pgid='pgtrigger_person_keys_follow_b2a1a', table='booking_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."doctor_found_at", NEW."doctor_found_by", NEW."during", NEW."id", NEW."link_asked_at", NEW."moved_at", NEW."notice", NEW."patient_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminded_at", NEW."sequence", NEW."slot_id", NEW."state"); RETURN NULL;', hash='bbddf3fd0cc6639b26ab1ba7affc95382ed3277c', operation='INSERT', pgid='pgtrigger_insert_insert_335d5', table='booking_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."booked_at" IS DISTINCT FROM (NEW."booked_at") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."doctor_found_at" IS DISTINCT FROM (NEW."doctor_found_at") OR OLD."doctor_found_by" IS DISTINCT FROM (NEW."doctor_found_by") OR OLD."during" IS DISTINCT FROM (NEW."during") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."link_asked_at" IS DISTINCT FROM (NEW."link_asked_at") OR OLD."moved_at" IS DISTINCT FROM (NEW."moved_at") OR OLD."notice" IS DISTINCT FROM (NEW."notice") OR OLD."patient_id" IS DISTINCT FROM (NEW."patient_id") OR OLD."reminded_at" IS DISTINCT FROM (NEW."reminded_at") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."slot_id" IS DISTINCT FROM (NEW."slot_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."doctor_found_at", NEW."doctor_found_by", NEW."during", NEW."id", NEW."link_asked_at", NEW."moved_at", NEW."notice", NEW."patient_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminded_at", NEW."sequence", NEW."slot_id", NEW."state"); RETURN NULL;', hash='76a4984b9e04ea7433dea729dd195ed38b3903bd', operation='UPDATE', pgid='pgtrigger_update_update_ec586', table='booking_appointment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (OLD."booked_at", OLD."cancelled_at", OLD."doctor_found_at", OLD."doctor_found_by", OLD."during", OLD."id", OLD."link_asked_at", OLD."moved_at", OLD."notice", OLD."patient_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reminded_at", OLD."sequence", OLD."slot_id", OLD."state"); RETURN NULL;', hash='d6162c57e94403ed5626a8cda5dd9f148fca4e65', operation='DELETE', pgid='pgtrigger_delete_delete_f591f', table='booking_appointment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('doctor_found_at', None), ('doctor_found_by', '')), models.Q(('doctor_found_at__isnull', False), ('doctor_found_by__in', ['patient', 'team'])), _connector='OR'), name='appointment_doctor_found_by'),
        ),
        # Before this migration nobody is excused; an appointment that is cancelled frees its slot as well.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            """
            UPDATE booking_appointment SET state = 'cancelled', cancelled_at = now() WHERE state = 'excused';
            UPDATE booking_appointmentevent SET state = 'cancelled' WHERE state = 'excused';
            """,
        ),
    ]
