import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0004_move'),
        ('directory', '0004_resource'),
        ('engagements', '0002_programme'),
    ]

    operations = [
        migrations.AlterField(
            model_name='claim',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='directory.resource', verbose_name='ressource'),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='session',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='session',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='session',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_once_per_session',
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_at_a_place_or_in_a_vehicle',
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_open_has_professional',
        ),
        migrations.RemoveConstraint(
            model_name='session',
            name='session_declined_has_none',
        ),
        migrations.RemoveConstraint(
            model_name='slot',
            name='slot_first_has_release',
        ),
        migrations.RemoveIndex(
            model_name='session',
            name='session_professional_starts',
        ),
        migrations.RemoveField(
            model_name='claim',
            name='session',
        ),
        migrations.RemoveField(
            model_name='session',
            name='agreement',
        ),
        migrations.RemoveField(
            model_name='session',
            name='origin_key',
        ),
        migrations.RemoveField(
            model_name='session',
            name='plan_run',
        ),
        migrations.RemoveField(
            model_name='session',
            name='professional',
        ),
        migrations.RemoveField(
            model_name='session',
            name='room',
        ),
        migrations.RemoveField(
            model_name='session',
            name='scheme',
        ),
        migrations.RemoveField(
            model_name='session',
            name='tour',
        ),
        migrations.RemoveField(
            model_name='session',
            name='vehicle',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='agreement',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='origin_key',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='plan_run',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='professional',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='room',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='scheme',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='tour',
        ),
        migrations.RemoveField(
            model_name='sessionevent',
            name='vehicle',
        ),
        migrations.RemoveField(
            model_name='slot',
            name='audience',
        ),
        migrations.AlterField(
            model_name='claim',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='agenda.sessionpost', verbose_name='poste'),
        ),
        migrations.AlterField(
            model_name='session',
            name='key',
            field=models.CharField(max_length=160, unique=True, verbose_name='clé'),
        ),
        migrations.AlterField(
            model_name='session',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='engagements.programme', verbose_name='programme'),
        ),
        migrations.AlterField(
            model_name='sessionevent',
            name='key',
            field=models.CharField(max_length=160, verbose_name='clé'),
        ),
        migrations.AlterField(
            model_name='sessionevent',
            name='programme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagements.programme', verbose_name='programme'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='claim_state_of_session', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', declare='DECLARE of_session bigint; found text; wanted text;', func="\n    SELECT session_id, kind INTO of_session, wanted FROM agenda_sessionpost WHERE id = NEW.post_id;\n    SELECT kind INTO found FROM directory_resource WHERE id = NEW.resource_id;\n    IF found IS DISTINCT FROM wanted THEN\n        RAISE EXCEPTION 'post % takes a %, not a %', NEW.post_id, wanted, found\n            USING ERRCODE = '23514', CONSTRAINT = 'claim_kind_of_post';\n    END IF;\n \n    SELECT state INTO found FROM agenda_session WHERE id = of_session;\n    IF found IN ('published', 'accepted', 'declined') THEN\n        SELECT CASE\n            WHEN count(*) FILTER (WHERE post.giver) = 0 THEN 'draft'\n            WHEN bool_or(NOT post.optional AND claim.id IS NULL) THEN 'declined'\n            WHEN bool_and(claim.accepted_at IS NOT NULL) FILTER (WHERE post.giver) THEN 'accepted'\n            ELSE 'published' END\n        INTO wanted\n        FROM agenda_sessionpost post LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active\n        WHERE post.session_id = of_session;\n        IF wanted IS DISTINCT FROM found THEN\n            RAISE EXCEPTION 'session % is %, its posts say %', of_session, found, wanted\n                USING ERRCODE = '23514', CONSTRAINT = 'session_state_of_posts';\n        END IF;\n    END IF;\n    RETURN NULL;\n", hash='ac429f678e8c44e9926fad1676b7206aed38893e', operation='INSERT OR UPDATE', pgid='pgtrigger_claim_state_of_session_e2013', table='agenda_claim', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (NEW."accepted_at", NEW."active", NEW."during", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post_id", NEW."resource_id"); RETURN NULL;', hash='d4f918f40398ad8a6f11168e45610d638897945d', operation='INSERT', pgid='pgtrigger_insert_insert_f94be', table='agenda_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (NEW."accepted_at", NEW."active", NEW."during", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post_id", NEW."resource_id"); RETURN NULL;', hash='594760327e8035745d9a3c4cc04f824c2317b06d', operation='UPDATE', pgid='pgtrigger_update_update_5f806', table='agenda_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='claim',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (OLD."accepted_at", OLD."active", OLD."during", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."post_id", OLD."resource_id"); RETURN NULL;', hash='34f3011f82ef6c290d50af04e4cb73611bf747a8', operation='DELETE', pgid='pgtrigger_delete_delete_6894a', table='agenda_claim', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='session_state_of_posts', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IN (\'published\', \'accepted\', \'declined\'))', constraint='CONSTRAINT', declare='DECLARE of_session bigint; found text; wanted text;', func="of_session := NEW.id; \n    SELECT state INTO found FROM agenda_session WHERE id = of_session;\n    IF found IN ('published', 'accepted', 'declined') THEN\n        SELECT CASE\n            WHEN count(*) FILTER (WHERE post.giver) = 0 THEN 'draft'\n            WHEN bool_or(NOT post.optional AND claim.id IS NULL) THEN 'declined'\n            WHEN bool_and(claim.accepted_at IS NOT NULL) FILTER (WHERE post.giver) THEN 'accepted'\n            ELSE 'published' END\n        INTO wanted\n        FROM agenda_sessionpost post LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active\n        WHERE post.session_id = of_session;\n        IF wanted IS DISTINCT FROM found THEN\n            RAISE EXCEPTION 'session % is %, its posts say %', of_session, found, wanted\n                USING ERRCODE = '23514', CONSTRAINT = 'session_state_of_posts';\n        END IF;\n    END IF;\n    RETURN NULL;\n", hash='d5b8c143dcc704aca15858f0e27c2e8b1176e3bf', operation='INSERT OR UPDATE', pgid='pgtrigger_session_state_of_posts_73ca5', table='agenda_session', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "slot_minutes", "starts", "state", "stop") VALUES (NEW."activity", NEW."commune_id", NEW."ends", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id", NEW."programme_id", NEW."slot_minutes", NEW."starts", NEW."state", NEW."stop"); RETURN NULL;', hash='1c2c5a49254f6f7a30aed731ef447c9b61d60515', operation='INSERT', pgid='pgtrigger_insert_insert_8a3a2', table='agenda_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "slot_minutes", "starts", "state", "stop") VALUES (NEW."activity", NEW."commune_id", NEW."ends", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id", NEW."programme_id", NEW."slot_minutes", NEW."starts", NEW."state", NEW."stop"); RETURN NULL;', hash='61c21218dccd99faaddc8655036ffc912a915ebd', operation='UPDATE', pgid='pgtrigger_update_update_80e54', table='agenda_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "slot_minutes", "starts", "state", "stop") VALUES (OLD."activity", OLD."commune_id", OLD."ends", OLD."id", OLD."key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id", OLD."programme_id", OLD."slot_minutes", OLD."starts", OLD."state", OLD."stop"); RETURN NULL;', hash='1703f55d849107f64873b1f9df3bf0f1063dca0c', operation='DELETE', pgid='pgtrigger_delete_delete_19abc', table='agenda_session', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True)), fields=('post',), name='claim_one_for_a_post'),
        ),
        migrations.AddConstraint(
            model_name='sessionpost',
            constraint=models.UniqueConstraint(fields=('session', 'role', 'rank'), name='post_once_in_session'),
        ),
        migrations.AddConstraint(
            model_name='sessionpost',
            constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False), ('during__lower_inf', False), ('during__upper_inf', False)), name='post_bounded'),
        ),
        migrations.AddConstraint(
            model_name='sessionpost',
            constraint=models.CheckConstraint(condition=models.Q(('giver', False), models.Q(('kind', 'professional'), ('optional', False)), _connector='OR'), name='post_giver_is_a_person'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(('kept_for__contained_by', ['no_treating_doctor', 'not_seen_for_long', 'inhabitants', 'referred', 'regulated', 'everybody'])), name='slot_known_groups'),
        ),
        migrations.AddConstraint(
            model_name='slot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kept_for', []), _negated=True), ('released_at', None), _connector='OR'), name='slot_release_of_kept'),
        ),
        migrations.DeleteModel(
            name='Resource',
        ),
    ]
