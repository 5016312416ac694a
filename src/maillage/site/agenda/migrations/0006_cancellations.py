import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0005_posts_only'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionCancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('doctor_ill', 'Le soignant est malade'), ('doctor_prevented', 'Le soignant a un empêchement'), ('no_news', 'Le soignant n’est pas venu, sans nouvelles'), ('road', 'Route ou météo'), ('place_closed', 'Le lieu est fermé'), ('other', 'Autre raison')], default='other', max_length=20, verbose_name='raison')),
                ('at', models.DateTimeField(verbose_name='le')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='par')),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='cancellation', to='agenda.session', verbose_name='vacation')),
            ],
            options={
                'verbose_name': 'annulation',
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessioncancellation',
            trigger=pgtrigger.compiler.Trigger(name='cancelled_with_reason', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n    IF EXISTS (SELECT 1 FROM agenda_session WHERE id = NEW.session_id AND state <> 'cancelled') THEN\n        RAISE EXCEPTION 'session % is not cancelled: it has no reason for that', NEW.session_id\n            USING ERRCODE = '23514', CONSTRAINT = 'cancelled_with_reason';\n    END IF;\n    RETURN NULL;\n", hash='8a9a7e2c42925e380ace3a122ae0c724966eae95', operation='INSERT OR UPDATE', pgid='pgtrigger_cancelled_with_reason_be3c7', table='agenda_sessioncancellation', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
