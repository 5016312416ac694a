import django.db.models.fields.json
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('agenda', '0005_posts_only'),
        ('directory', '0005_resources_only'),
        ('engagements', '0002_programme'),
        ('geography', '0001_initial'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='engagement',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='engagement',
            name='extra_fee_percent',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='dépassement demandé (%)'),
        ),
        migrations.AddField(
            model_name='engagementevent',
            name='extra_fee_percent',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='dépassement demandé (%)'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "scheme", "starts", "state") VALUES (NEW."days_per_month", NEW."ends", NEW."extra_fee_percent", NEW."home_share_percent", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."professional_id", NEW."scheme", NEW."starts", NEW."state"); RETURN NULL;', hash='d0aab74fd0898020a3dc02a50cea2261c95fa989', operation='INSERT', pgid='pgtrigger_insert_insert_3af5c', table='engagements_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "scheme", "starts", "state") VALUES (NEW."days_per_month", NEW."ends", NEW."extra_fee_percent", NEW."home_share_percent", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."professional_id", NEW."scheme", NEW."starts", NEW."state"); RETURN NULL;', hash='7d5b3baea44cab507c1b902e1f8fadacc4551e3b', operation='UPDATE', pgid='pgtrigger_update_update_51ae7', table='engagements_engagement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='engagement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "scheme", "starts", "state") VALUES (OLD."days_per_month", OLD."ends", OLD."extra_fee_percent", OLD."home_share_percent", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."professional_id", OLD."scheme", OLD."starts", OLD."state"); RETURN NULL;', hash='29a4138900e1b7dd0f69f9e7b02eb811549b56d1', operation='DELETE', pgid='pgtrigger_delete_delete_c903d', table='engagements_engagement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gte', models.F('starts')), _connector='OR'), name='programme_ends_after'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('kind', django.db.models.fields.json.KeyTextTransform('shape', 'template'))), name='programme_kind_is_shape'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'ended'])), name='programme_state'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'draft'), _negated=True), ('published_at', None), _connector='OR'), name='programme_draft_not_published'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='programme_published_when'),
        ),
        migrations.AddConstraint(
            model_name='programmeparty',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='programme_party_once'),
        ),
        migrations.AddConstraint(
            model_name='programmeparty',
            constraint=models.CheckConstraint(condition=models.Q(('money_percent__lte', 100), ('time_percent__lte', 100)), name='programme_shares_percent'),
        ),
        migrations.DeleteModel(
            name='AgreementParty',
        ),
        migrations.DeleteModel(
            name='Agreement',
        ),
        migrations.DeleteModel(
            name='Tour',
        ),
    ]
