"""Adds one table for everything that a session can take; agenda.0004 moves the rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('directory', '0003_invited_professional_moved'),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('professional', 'Professionnel'), ('room', 'Cabinet'), ('vehicle', 'Véhicule'), ('bed', 'Lit'), ('kit', 'Mallette'), ('seat', 'Place de garde ou de stage')], max_length=20, verbose_name='nature')),
                ('name', models.CharField(max_length=300, verbose_name='nom')),
                ('reference', models.CharField(max_length=80, verbose_name='référence')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='resources', to='directory.place', verbose_name='lieu')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resources', to='accounts.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'ressource',
                'ordering': ['place', 'kind', 'name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='professional',
            name='resource',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='professional', to='directory.resource', verbose_name='ressource'),
        ),
    ]
