import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0006_cancellations'),
        ('booking', '0005_outcomes'),
        ('directory', '0006_delete_room_vehicle'),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profession', models.CharField(max_length=40, verbose_name='profession')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='trajet au plus (min)')),
                ('referred', models.BooleanField(default=False, verbose_name='adressé')),
                ('not_seen_for_years', models.PositiveSmallIntegerField(default=0, verbose_name='pas vu depuis (ans)')),
                ('state', models.CharField(choices=[('waiting', 'En attente'), ('booked', 'A pris un rendez-vous'), ('left', 'A quitté la liste'), ('expired', 'Délai passé')], default='waiting', max_length=10, verbose_name='état')),
                ('created_at', models.DateTimeField(verbose_name='depuis')),
                ('until', models.DateTimeField(verbose_name='jusqu’au')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='fini le')),
                ('idempotency_hash', models.BinaryField(max_length=32, unique=True, verbose_name='empreinte de la demande')),
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='booking.patient', verbose_name='personne')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='directory.place', verbose_name='lieu')),
            ],
            options={
                'verbose_name': 'inscription sur liste d’attente',
            },
        ),
        migrations.CreateModel(
            name='SlotOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Proposé'), ('accepted', 'Accepté'), ('declined', 'Refusé'), ('passed', 'Passé au suivant')], default='open', max_length=10, verbose_name='état')),
                ('offered_at', models.DateTimeField(verbose_name='proposé le')),
                ('until', models.DateTimeField(verbose_name='réponse jusqu’à')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='agenda.slot', verbose_name='créneau')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='booking.waitingentry', verbose_name='inscription')),
            ],
            options={
                'verbose_name': 'créneau proposé',
            },
        ),
        migrations.CreateModel(
            name='WaitingKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BigIntegerField(verbose_name='clé')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='booking.waitingentry', verbose_name='inscription')),
            ],
            options={
                'verbose_name': 'clé d’une inscription',
            },
        ),
        migrations.AddIndex(
            model_name='waitingentry',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['created_at'], name='waiting_in_order'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('created_at'))), name='waiting_until_after'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='waiting_ended_when'),
        ),
        migrations.AddConstraint(
            model_name='slotoffer',
            constraint=models.UniqueConstraint(fields=('entry', 'slot'), name='offer_once_to_a_person'),
        ),
        migrations.AddConstraint(
            model_name='slotoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('slot',), name='offer_one_open_per_slot'),
        ),
        migrations.AddConstraint(
            model_name='slotoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('entry',), name='offer_one_open_per_person'),
        ),
        migrations.AddConstraint(
            model_name='slotoffer',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('offered_at'))), name='offer_until_after'),
        ),
        migrations.AddIndex(
            model_name='waitingkey',
            index=models.Index(fields=['key'], name='waiting_key'),
        ),
        migrations.AddConstraint(
            model_name='waitingkey',
            constraint=models.UniqueConstraint(fields=('entry', 'key'), name='waiting_key_once_per_entry'),
        ),
    ]
