import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_confirm_what_was_held'),
    ]

    operations = [
        migrations.AddField(
            model_name='heldconfirmation',
            name='name',
            field=models.CharField(blank=True, max_length=100, verbose_name='selon'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='heldconfirmation',
            trigger=pgtrigger.compiler.Trigger(name='confirmation_of_paid_session', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (SELECT 1 FROM payments_paidsession WHERE session_id = OLD.session_id) THEN\n            RAISE EXCEPTION 'this session is paid' USING ERRCODE = '23514', CONSTRAINT = 'confirmation_of_paid_session';\n        END IF;\n        RETURN OLD;\n        ", hash='d3cacb9712deb1943eaba492de6f622edaae5cbd', operation='DELETE', pgid='pgtrigger_confirmation_of_paid_session_7a3b3', table='payments_heldconfirmation', when='BEFORE')),
        ),
    ]
