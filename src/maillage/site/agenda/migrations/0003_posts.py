"""Adds posts beside the old columns, and the history of claims; agenda.0004 moves the rows."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0002_initial'),
        ('directory', '0004_resource'),
        ('engagements', '0002_programme'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40, verbose_name='rôle')),
                ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='rang')),
                ('kind', models.CharField(max_length=20, verbose_name='nature')),
                ('giver', models.BooleanField(default=False, verbose_name='donne la vacation')),
                ('optional', models.BooleanField(default=False, verbose_name='facultatif')),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='pendant')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='agenda.session', verbose_name='vacation')),
            ],
            options={
                'verbose_name': 'poste',
            },
        ),
        migrations.AddField(
            model_name='session',
            name='programme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='engagements.programme', verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='session',
            name='key',
            field=models.CharField(max_length=160, null=True, unique=True, verbose_name='clé'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='programme',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagements.programme', verbose_name='programme'),
        ),
        migrations.AddField(
            model_name='sessionevent',
            name='key',
            field=models.CharField(max_length=160, null=True, verbose_name='clé'),
        ),
        migrations.AddField(
            model_name='claim',
            name='post',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='agenda.sessionpost', verbose_name='poste'),
        ),
        migrations.AddField(
            model_name='claim',
            name='accepted_at',
            field=models.DateTimeField(null=True, verbose_name='acceptée le'),
        ),
        migrations.AddField(
            model_name='slot',
            name='kept_for',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='gardé pour'),
        ),
        migrations.CreateModel(
            name='ClaimEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='pendant')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='acceptée le')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agenda.claim')),
                ('post', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='agenda.sessionpost', verbose_name='poste')),
                ('resource', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='directory.resource', verbose_name='ressource')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
