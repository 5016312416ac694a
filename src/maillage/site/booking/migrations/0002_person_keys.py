"""Stores a key for every contact and for the name of a person, instead of the first contact only."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from maillage.site.booking.contacts import contact_keys, identity_key
from maillage.site.database.undoing import nothing


def count_what_is_booked(apps, schema_editor):
    """Create the keys of existing appointments; if two of a person overlap, those of the later one are inactive."""
    PersonKey = apps.get_model("booking", "PersonKey")
    taken = {}
    rows = apps.get_model("booking", "Appointment").objects.select_related("patient").order_by("booked_at", "pk")
    for row in rows.iterator():
        person = row.patient
        keys = {*contact_keys(person.email, person.phone)}
        keys.add(identity_key(person.first_name, person.last_name, person.birth_year, person.commune_id))
        for key in keys:
            others = taken.setdefault(key, [])
            free = all(row.during.upper <= other.lower or other.upper <= row.during.lower for other in others)
            active = row.state != "cancelled" and free
            if active:
                others.append(row.during)
            PersonKey.objects.create(appointment=row, key=key, during=row.during, active=active)
    with schema_editor.connection.cursor() as cursor:
        # PostgreSQL refuses to alter tables while deferred constraints of the same transaction are pending.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField(verbose_name='clé')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='pendant')),
                ('active', models.BooleanField(default=True, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'clé d’une personne',
            },
        ),
        migrations.AddField(
            model_name='personkey',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_keys', to='booking.appointment', verbose_name='rendez-vous'),
        ),
        migrations.RunPython(count_what_is_booked, nothing),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='appointment_person_not_twice_at_once',
        ),
        migrations.RemoveConstraint(
            model_name='appointment',
            name='appointment_person_key_not_negative',
        ),
        migrations.RemoveField(
            model_name='appointment',
            name='person_key',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='person_keys_follow', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            UPDATE booking_personkey SET active = NEW.state <> 'cancelled', during = NEW.during\n            WHERE appointment_id = NEW.id;\n            RETURN NULL;\n        ", hash='899aad56107ac077c5c52799a2f678383da8a00e', operation='UPDATE OF "state", "during"', pgid='pgtrigger_person_keys_follow_b2a1a', table='booking_appointment', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='personkey',
            index=models.Index(fields=['key'], name='person_key'),
        ),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=models.UniqueConstraint(fields=('appointment', 'key'), name='person_key_once_per_appointment'),
        ),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('active', True)), expressions=[(models.Func(models.F('key'), models.F('key'), models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='person_not_twice_at_once'),
        ),
        migrations.AddConstraint(
            model_name='personkey',
            constraint=models.CheckConstraint(condition=models.Q(('key__gte', 0)), name='person_key_not_negative'),
        ),
    ]
