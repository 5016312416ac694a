import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0004_move'),
        ('accounts', '0001_initial'),
        ('directory', '0004_resource'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='professional',
            name='reference',
        ),
        migrations.AlterField(
            model_name='professional',
            name='resource',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='professional', to='directory.resource', verbose_name='ressource'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(fields=('kind', 'reference'), name='resource_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('place__isnull', False)), fields=('place', 'kind', 'name'), name='resource_once_in_place'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('organisation__isnull', False), ('place', None)), fields=('organisation', 'kind', 'name'), name='resource_once_in_organisation'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'professional'), ('organisation', None), ('place', None)), models.Q(models.Q(('kind', 'professional'), _negated=True), models.Q(('place__isnull', False), ('organisation__isnull', False), _connector='OR')), _connector='OR'), name='resource_thing_belongs_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['professional', 'room', 'vehicle', 'bed', 'kit', 'seat'])), name='resource_kind'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='resource_named'),
        ),
    ]
