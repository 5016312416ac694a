"""Adds programmes, which replace agreements, tours and plans; agenda.0004 moves the rows."""

import django.db.models.deletion
import maillage.site.engagements.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('directory', '0004_resource'),
        ('engagements', '0001_initial'),
        ('geography', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=40, validators=[maillage.site.engagements.validators.validate_scheme], verbose_name='dispositif')),
                ('kind', models.CharField(max_length=40, verbose_name='forme')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='nom')),
                ('pathway', models.CharField(blank=True, max_length=100, verbose_name='filière')),
                ('template', models.JSONField(verbose_name='dates')),
                ('starts', models.DateField(verbose_name='début')),
                ('ends', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('state', models.CharField(choices=[('draft', 'Brouillon'), ('published', 'Publié'), ('ended', 'Terminé')], default='draft', max_length=20, verbose_name='état')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publié le')),
                ('region', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='geography.region', verbose_name='région')),
            ],
            options={
                'verbose_name': 'programme',
                'ordering': ['-starts', 'name'],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=100, verbose_name='nom dans le modèle')),
                ('time_percent', models.PositiveSmallIntegerField(default=0, verbose_name='part du temps (%)')),
                ('money_percent', models.PositiveSmallIntegerField(default=0, verbose_name='part du financement (%)')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programme_parties', to='accounts.organisation', verbose_name='organisation')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place', verbose_name='lieu')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='engagements.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'partie à un programme',
                'ordering': ['programme', 'key'],
            },
        ),
    ]
