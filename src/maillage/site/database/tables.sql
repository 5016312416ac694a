CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public._pgh_attach_context() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
                    DECLARE
                        _pgh_context_id UUID;
                        _pgh_context_metadata JSONB;
                    BEGIN
                        BEGIN
                            SELECT INTO _pgh_context_id
                                CURRENT_SETTING('pghistory.context_id');
                            SELECT INTO _pgh_context_metadata
                                CURRENT_SETTING('pghistory.context_metadata');
                            EXCEPTION WHEN OTHERS THEN
                        END;
                        IF _pgh_context_id IS NOT NULL AND _pgh_context_metadata IS NOT NULL THEN
                            INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
                                VALUES (_pgh_context_id, _pgh_context_metadata, NOW(), NOW())
                                ON CONFLICT (id) DO UPDATE
                                    SET metadata = EXCLUDED.metadata,
                                        updated_at = EXCLUDED.updated_at
                                    WHERE pghistory_context.metadata != EXCLUDED.metadata;
                            RETURN _pgh_context_id;
                        ELSE
                            RETURN NULL;
                        END IF;
                    END;
                $$;

CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;

CREATE FUNCTION public.claim_not_in_round() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM centres_homeround round
            JOIN directory_professional person ON person.id = round.professional_id
            WHERE person.resource_id = NEW.resource_id AND round.during && NEW.during
        ) THEN
            RAISE EXCEPTION 'the person is on a round in this half-day'
                USING ERRCODE = '23514', CONSTRAINT = 'claim_not_in_round';
        END IF;
        RETURN NEW;
    END $$;

CREATE FUNCTION public.count_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
  counted text := 'maillage.counted_' || TG_ARGV[0];
  me text := pg_current_xact_id()::text;
  mine bigint;
BEGIN
  IF current_setting(counted, true) IS DISTINCT FROM me THEN
    INSERT INTO database_change (family, changes) VALUES (TG_ARGV[0], 1) RETURNING id INTO mine;
    PERFORM set_config(counted, me, true);
    IF mod(mine, 64) = 0 THEN
      WITH older AS (
        SELECT id FROM database_change WHERE family = TG_ARGV[0] AND id < mine FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM database_change USING older WHERE database_change.id = older.id RETURNING changes
      )
      INSERT INTO database_change (family, changes)
      SELECT TG_ARGV[0], sum(changes) FROM gone HAVING count(*) > 0;
    END IF;
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION public.pgtrigger_absence_without_sessions_6e474() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE resource bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

    SELECT resource_id INTO resource FROM directory_professional WHERE id = NEW.professional_id;
    -- The lock that services take: an absence and a session entered at once wait for each other.
    PERFORM pg_advisory_xact_lock(1, (resource % 2147483648)::int);
    IF EXISTS (SELECT 1 FROM agenda_claim WHERE resource_id = resource AND active AND during && NEW.during) THEN
        RAISE EXCEPTION 'professional % has sessions during this absence', NEW.professional_id
            USING ERRCODE = '23514', CONSTRAINT = 'absence_without_sessions';
    END IF;
    RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_answer_never_changes_911bf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a correction is a new version' USING ERRCODE = '23514', CONSTRAINT = 'answer_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_answer_of_the_taker_d8737() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM expertise_expertiserequest request
            WHERE request.id = NEW.request_id AND request.taken_by_id = NEW.by_id
            AND request.state IN ('answered', 'read', 'closed')
        ) THEN
            RAISE EXCEPTION 'the reader who took the request answers it' USING ERRCODE = '23514', CONSTRAINT = 'answer_of_the_taker';
        END IF;
        IF NEW.version <> 1 + (
            SELECT coalesce(max(version), 0) FROM expertise_answer former WHERE former.request_id = NEW.request_id
        ) THEN
            RAISE EXCEPTION 'versions follow each other' USING ERRCODE = '23514', CONSTRAINT = 'answer_versions_in_turn';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_answers_stay_df316() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'what a party answered stays' USING ERRCODE = '23514', CONSTRAINT = 'agreement_answers_stay';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_applicant_of_its_call_1aaf8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM calls_submission s WHERE s.id = NEW.submission_id AND s.call_id = NEW.call_id
        ) THEN
            RAISE EXCEPTION 'an applicant is of the call of the submission' USING ERRCODE = '23514', CONSTRAINT = 'applicant_of_its_call';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_attendance_of_its_seat_a764c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM calls_seatoffer offer JOIN calls_calloption option ON option.id = offer.option_id
            WHERE offer.id = NEW.offer_id AND offer.state = 'accepted'
            AND NEW.date BETWEEN option.starts AND option.ends
            AND NEW.date <= (now() AT TIME ZONE 'Europe/Paris')::date
        ) THEN
            RAISE EXCEPTION 'attendance is of an accepted seat, on a day that has come' USING ERRCODE = '23514', CONSTRAINT = 'attendance_of_its_seat';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_cancelled_with_reason_be3c7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

    IF EXISTS (SELECT 1 FROM agenda_session WHERE id = NEW.session_id AND state <> 'cancelled') THEN
        RAISE EXCEPTION 'session % is not cancelled: it has no reason for that', NEW.session_id
            USING ERRCODE = '23514', CONSTRAINT = 'cancelled_with_reason';
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_certificate_as_attended_80f7a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW.half_days <> (
            SELECT count(*) FROM calls_attendance WHERE offer_id = NEW.offer_id AND present
        ) OR NOT EXISTS (SELECT 1 FROM calls_trainingevaluation WHERE offer_id = NEW.offer_id) THEN
            RAISE EXCEPTION 'a certificate says what was attended, after the evaluation' USING ERRCODE = '23514', CONSTRAINT = 'certificate_as_attended';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_claim_accepted_in_time_76933() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

            IF NEW.accepted_at >= lower(NEW.during) THEN
                RAISE EXCEPTION 'claim on post % is accepted after it began', NEW.post_id
                    USING ERRCODE = '23514', CONSTRAINT = 'claim_accepted_in_time';
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF OLD.accepted_at IS DISTINCT FROM NEW.accepted_at AND OLD.accepted_at IS NOT NULL THEN
                    RAISE EXCEPTION 'claim % is accepted already', NEW.id
                        USING ERRCODE = '23514', CONSTRAINT = 'claim_accepted_once';
                END IF;
            END IF;
            RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_claim_not_in_absence_15d2c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE person bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

    SELECT id INTO person FROM directory_professional WHERE resource_id = NEW.resource_id;
    IF person IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(1, (NEW.resource_id % 2147483648)::int);
        IF EXISTS (SELECT 1 FROM agenda_absence WHERE professional_id = person AND during && NEW.during) THEN
            RAISE EXCEPTION 'professional % is absent at the time of post %', person, NEW.post_id
                USING ERRCODE = '23514', CONSTRAINT = 'claim_not_in_absence';
        END IF;
    END IF;
    RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_claim_state_of_session_e2013() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE of_session bigint; found text; wanted text; beside boolean;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

    SELECT session_id, kind, arranged INTO of_session, wanted, beside FROM agenda_sessionpost WHERE id = NEW.post_id;
    IF of_session IS NULL THEN  -- The post was deleted meanwhile, and its claims with it.
        RETURN NULL;
    END IF;
    SELECT kind INTO found FROM directory_resource WHERE id = NEW.resource_id;
    IF found IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'post % takes a %, not a %', NEW.post_id, wanted, found
            USING ERRCODE = '23514', CONSTRAINT = 'claim_kind_of_post';
    END IF;

    IF (beside OR NOT NEW.active) AND EXISTS (
        SELECT 1 FROM agenda_sessionpost post
        JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        JOIN directory_resource thing ON thing.id = claim.resource_id
        JOIN agenda_session session ON session.id = post.session_id
        WHERE post.session_id = of_session AND post.arranged AND (
            (post.kind = 'bed' AND thing.place_id IS DISTINCT FROM session.place_id)
            OR NOT EXISTS (
                SELECT 1 FROM agenda_sessionpost giver
                JOIN agenda_claim given ON given.post_id = giver.id AND given.active
                WHERE giver.session_id = post.session_id AND giver.giver AND giver.rank = post.rank
                    AND given.resource_id <> claim.resource_id
            )
        )
    ) THEN
        RAISE EXCEPTION 'session % keeps a bed of another place, or a bed or a locum for nobody', of_session
            USING ERRCODE = '23514', CONSTRAINT = 'arranged_for_a_giver';
    END IF;

    SELECT state INTO found FROM agenda_session WHERE id = of_session;
    IF found IN ('published', 'accepted', 'declined') THEN
        SELECT CASE
            WHEN count(*) FILTER (WHERE post.giver) = 0 THEN 'draft'
            WHEN bool_or(NOT post.optional AND claim.id IS NULL) THEN 'declined'
            WHEN bool_and(claim.accepted_at IS NOT NULL) FILTER (WHERE post.giver) THEN 'accepted'
            ELSE 'published' END
        INTO wanted
        FROM agenda_sessionpost post LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        WHERE post.session_id = of_session;
        IF wanted IS DISTINCT FROM found THEN
            RAISE EXCEPTION 'session % is %, its posts say %', of_session, found, wanted
                USING ERRCODE = '23514', CONSTRAINT = 'session_state_of_posts';
        END IF;
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_closed_month_stays_469eb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF TG_OP = 'DELETE' OR (NEW.agreement_id, NEW.month, NEW.document, NEW.closed_at)
            IS DISTINCT FROM (OLD.agreement_id, OLD.month, OLD.document, OLD.closed_at)
        THEN
            RAISE EXCEPTION 'a closed month never changes' USING ERRCODE = '23514', CONSTRAINT = 'agreement_closed_month_stays';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_closing_never_changes_554b5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a closing never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'closing_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_confirmation_of_paid_session_7a3b3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (SELECT 1 FROM payments_paidsession WHERE session_id = OLD.session_id) THEN
            RAISE EXCEPTION 'this session is paid' USING ERRCODE = '23514', CONSTRAINT = 'confirmation_of_paid_session';
        END IF;
        RETURN OLD;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_contest_before_payment_bcbc2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM payments_orderedpayment payment
            JOIN payments_statementline line ON line.statement_id = payment.statement_id
            WHERE line.id = NEW.line_id AND payment.state IN ('paid', 'outside')
        ) THEN
            RAISE EXCEPTION 'this statement is paid' USING ERRCODE = '23514', CONSTRAINT = 'contest_before_payment';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_contest_changes_once_465cf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this contest is settled' USING ERRCODE = '23514', CONSTRAINT = 'contest_changes_once';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_correction_never_changes_ca4c2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a correction never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'correction_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_decided_on_reviews_64cc7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE most integer; of_call bigint;
        BEGIN
        IF (SELECT count(*) FROM calls_review WHERE submission_id = NEW.submission_id AND state = 'given')
            < 2 THEN
            RAISE EXCEPTION 'a decision follows two reviews' USING ERRCODE = '23514', CONSTRAINT = 'decided_on_two_reviews';
        END IF;
        SELECT call_id INTO of_call FROM calls_submission WHERE id = NEW.submission_id;
        SELECT posts INTO most FROM calls_offeredpost WHERE call_id = of_call FOR UPDATE;
        IF NEW.kept AND most IS NOT NULL AND most <= (
            SELECT count(*) FROM calls_calldecision d JOIN calls_submission s ON s.id = d.submission_id
            WHERE s.call_id = of_call AND d.kept
        ) THEN
            RAISE EXCEPTION 'no more people are kept than there are posts' USING ERRCODE = '23514', CONSTRAINT = 'decision_within_posts';
        END IF;
        RETURN NEW;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_025ed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callcriterionevent" ("call_id", "code", "hint", "id", "label", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "weight") VALUES (OLD."call_id", OLD."code", OLD."hint", OLD."id", OLD."label", OLD."most", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."position", OLD."weight"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_06313() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_junioryearevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "region_id", "starts", "wishes_until") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."published_at", OLD."region_id", OLD."starts", OLD."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_09592() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionwarningevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "settled_at", "settled_by", "text") VALUES (OLD."id", OLD."made_at", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."session_id", OLD."settled_at", OLD."settled_by", OLD."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_0b3f0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_trainingevaluationevent" ("at", "id", "marks", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (OLD."at", OLD."id", OLD."marks", OLD."offer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_0d2b7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_offeredpostevent" ("call_id", "commune_id", "employer_id", "ends", "id", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posts", "specialty", "starts", "yearly_cents") VALUES (OLD."call_id", OLD."commune_id", OLD."employer_id", OLD."ends", OLD."id", OLD."nature", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."posts", OLD."specialty", OLD."starts", OLD."yearly_cents"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_0d4f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "imaging_dicomnodeevent" ("addresses", "host", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "removed_at", "title", "tls") VALUES (OLD."addresses", OLD."host", OLD."id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."port", OLD."removed_at", OLD."title", OLD."tls"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_10915() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_closedmonthevent" ("agreement_id", "closed_at", "closed_by_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."agreement_id", OLD."closed_at", OLD."closed_by_id", OLD."id", OLD."month", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_11286() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_zoneadjustmentevent" ("at", "author_id", "epci_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id") VALUES (OLD."at", OLD."author_id", OLD."epci_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_19a8f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_19abc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "host_id", "id", "key", "motives", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "seats", "slot_minutes", "starts", "state", "stop") VALUES (OLD."activity", OLD."commune_id", OLD."ends", OLD."host_id", OLD."id", OLD."key", OLD."motives", OLD."pause_minutes", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id", OLD."programme_id", OLD."seats", OLD."slot_minutes", OLD."starts", OLD."state", OLD."stop"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_19f14() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_userevent" ("created_at", "first_name", "id", "is_active", "last_name", "password_set_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."created_at", OLD."first_name", OLD."id", OLD."is_active", OLD."last_name", OLD."password_set_at", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_1a6af() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapofferevent" ("ended_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (OLD."ended_at", OLD."id", OLD."made_at", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_1f19f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_passwordlinkevent" ("expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (OLD."expires_at", OLD."id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."used_at", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_20e1f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placeclosureevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "room_id", "starts") VALUES (OLD."ends", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id", OLD."reason", OLD."room_id", OLD."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_24229() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_applicantevent" ("answers", "call_id", "decided_by", "establishment", "establishment_key", "first_name", "id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sent", "submission_id") VALUES (OLD."answers", OLD."call_id", OLD."decided_by", OLD."establishment", OLD."establishment_key", OLD."first_name", OLD."id", OLD."last_name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."sent", OLD."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_246cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callevent" ("blind", "ceiling_cents", "closes_at", "host", "id", "kind", "offer_days", "opens_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "text", "title") VALUES (OLD."blind", OLD."ceiling_cents", OLD."closes_at", OLD."host", OLD."id", OLD."kind", OLD."offer_days", OLD."opens_at", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."published_at", OLD."text", OLD."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_24e1f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_interfacekeyevent" ("acts_for_id", "area", "begins", "id", "made_at", "made_by_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "scopes") VALUES (OLD."acts_for_id", OLD."area", OLD."begins", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."revoked_at", OLD."revoked_by_id", OLD."scopes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_2a09d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_meansnoteevent" ("count", "id", "kind", "month", "noted_at", "noted_by_id", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source") VALUES (OLD."count", OLD."id", OLD."kind", OLD."month", OLD."noted_at", OLD."noted_by_id", OLD."organisation_id", OLD."pathway", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."region_id", OLD."source"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_2b5c6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearjuniorevent" ("answered_at", "first_name", "id", "key", "last_name", "lodged", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "year_id") VALUES (OLD."answered_at", OLD."first_name", OLD."id", OLD."key", OLD."last_name", OLD."lodged", OLD."partner_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."rank", OLD."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_2d2cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_contestevent" ("answer", "answered_at", "answered_by_id", "at", "correction_id", "id", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."at", OLD."correction_id", OLD."id", OLD."line_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_2edc8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantyearevent" ("cents", "grant_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (OLD."cents", OLD."grant_id", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."year"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_36a05() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_homeroundevent" ("centre_id", "date", "half", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "travel_minutes") VALUES (OLD."centre_id", OLD."date", OLD."half", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."travel_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_3795c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrecontractevent" ("centre_id", "days_off", "ends", "id", "leave_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rtt_days", "starts", "visits", "weekly_minutes") VALUES (OLD."centre_id", OLD."days_off", OLD."ends", OLD."id", OLD."leave_days", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."rtt_days", OLD."starts", OLD."visits", OLD."weekly_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_392ef() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_platformmemberevent" ("id", "invited_at", "joined_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "pool_id") VALUES (OLD."id", OLD."invited_at", OLD."joined_at", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."platform_id", OLD."pool_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_39417() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_juniorwishevent" ("first_id", "id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "second_id") VALUES (OLD."first_id", OLD."id", OLD."junior_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."position", OLD."second_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_400c0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionfileevent" ("at", "bytes", "digest", "field", "id", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scanned", "submission_id") VALUES (OLD."at", OLD."bytes", OLD."digest", OLD."field", OLD."id", OLD."pages", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."scanned", OLD."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_45390() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementversionevent" ("agreement_id", "author_id", "ends", "id", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "round", "signed_at", "starts", "state") VALUES (OLD."agreement_id", OLD."author_id", OLD."ends", OLD."id", OLD."notice_months", OLD."number", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."programme_id", OLD."proposed_at", OLD."round", OLD."signed_at", OLD."starts", OLD."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_4782a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_certificateevent" ("code", "half_days", "id", "issued_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."code", OLD."half_days", OLD."id", OLD."issued_at", OLD."offer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_4a130() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_bankaccountevent" ("changed_at", "country", "id", "last_four", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."changed_at", OLD."country", OLD."id", OLD."last_four", OLD."payer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_4be48() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantdocumentevent" ("at", "by_id", "bytes", "grant_id", "id", "key", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."at", OLD."by_id", OLD."bytes", OLD."grant_id", OLD."id", OLD."key", OLD."media_type", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_4e2f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_hospitalgroupevent" ("faculty_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "university_hospital_id") VALUES (OLD."faculty_id", OLD."id", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."region_id", OLD."university_hospital_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_57dec() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_overbookedsessionevent" ("at", "by_id", "extra", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "risk", "session_id") VALUES (OLD."at", OLD."by_id", OLD."extra", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."risk", OLD."session_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_58305() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewevent" ("answered_at", "asked_at", "conflict", "id", "marks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "state", "submission_id", "word") VALUES (OLD."answered_at", OLD."asked_at", OLD."conflict", OLD."id", OLD."marks", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reviewer_id", OLD."state", OLD."submission_id", OLD."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_5c77f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_departureevent" ("account_closed", "id", "kind", "last_day", "noted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."account_closed", OLD."id", OLD."kind", OLD."last_day", OLD."noted_at", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_62be0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_groupmemberevent" ("group_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."group_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_6894a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "given_back_for", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (OLD."accepted_at", OLD."active", OLD."during", OLD."given_back_for", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."post_id", OLD."resource_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_69a94() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotaevent" ("department_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "programme_id", "starts", "weeks", "wishes_until") VALUES (OLD."department_id", OLD."id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."platform_id", OLD."programme_id", OLD."starts", OLD."weeks", OLD."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_748f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_postshareevent" ("id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "what") VALUES (OLD."id", OLD."name", OLD."percent", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."post_id", OLD."what"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_7e8c8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_secondfactorevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "user_id") VALUES (OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."type", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_84716() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (OLD."basis", OLD."chosen_at", OLD."chosen_by_id", OLD."modelled", _pgh_attach_context(), NOW(), 'delete', OLD."region_id", OLD."published", OLD."region_id", OLD."source", OLD."vintage"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_84a85() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."id", OLD."invitation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_8853f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_attendanceevent" ("date", "half", "id", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present") VALUES (OLD."date", OLD."half", OLD."id", OLD."offer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."present"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_89271() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewnoteevent" ("at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "submission_id", "text") VALUES (OLD."at", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reviewer_id", OLD."submission_id", OLD."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_8963e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotamemberevent" ("born", "employer_id", "id", "no_nights_from", "no_nights_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rota_id", "share_percent", "waives_age") VALUES (OLD."born", OLD."employer_id", OLD."id", OLD."no_nights_from", OLD."no_nights_until", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."rota_id", OLD."share_percent", OLD."waives_age"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_9016e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "applications_applicationevent" ("begun_at", "consented_at", "dates", "decided_by", "ended_at", "engagement_id", "first_name", "half_days_per_month", "home_id", "id", "key", "last_name", "lodging_wanted", "motivation", "motivation_answered", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_answered", "profession", "reason", "register", "replaced_at_home", "rpps", "saved_at", "scheme", "sent_at", "state", "status", "weekdays", "when_answered") VALUES (OLD."begun_at", OLD."consented_at", OLD."dates", OLD."decided_by", OLD."ended_at", OLD."engagement_id", OLD."first_name", OLD."half_days_per_month", OLD."home_id", OLD."id", OLD."key", OLD."last_name", OLD."lodging_wanted", OLD."motivation", OLD."motivation_answered", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."places_answered", OLD."profession", OLD."reason", OLD."register", OLD."replaced_at_home", OLD."rpps", OLD."saved_at", OLD."scheme", OLD."sent_at", OLD."state", OLD."status", OLD."weekdays", OLD."when_answered"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_93745() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_supervisorwishevent" ("id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "supervisor_id") VALUES (OLD."id", OLD."junior_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."position", OLD."supervisor_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_94897() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calldecisionevent" ("at", "by", "cents", "engagement_id", "grant_id", "id", "kept", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "submission_id") VALUES (OLD."at", OLD."by", OLD."cents", OLD."engagement_id", OLD."grant_id", OLD."id", OLD."kept", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_968ea() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantconditionevent" ("due", "grant_id", "id", "met_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."due", OLD."grant_id", OLD."id", OLD."met_on", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_981ab() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calloptionevent" ("call_id", "department_id", "ends", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats", "starts") VALUES (OLD."call_id", OLD."department_id", OLD."ends", OLD."id", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."seats", OLD."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_9acd8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_roomopeningevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "starts", "weekday") VALUES (OLD."ends", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."room_id", OLD."starts", OLD."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_9c5d1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placedetailsevent" ("accessibility", "beds", "contact_name", "contact_phone", "equipment", "id", "keys", "lat", "lodging", "lon", "meals", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "secretariat") VALUES (OLD."accessibility", OLD."beds", OLD."contact_name", OLD."contact_phone", OLD."equipment", OLD."id", OLD."keys", OLD."lat", OLD."lodging", OLD."lon", OLD."meals", OLD."parking", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id", OLD."secretariat"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_9faab() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_absenceevent" ("during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."during", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_a07e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementevent" ("id", "last_day", "name", "notice_by_id", "notice_on", "notice_reason", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "region_id") VALUES (OLD."id", OLD."last_day", OLD."name", OLD."notice_by_id", OLD."notice_on", OLD."notice_reason", OLD."pathway", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."platform_id", OLD."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_a5073() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_seatofferevent" ("answered_at", "expires_at", "id", "made_at", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "submission_id") VALUES (OLD."answered_at", OLD."expires_at", OLD."id", OLD."made_at", OLD."option_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."state", OLD."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_a991d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readerpoolevent" ("id", "is_open", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."is_open", OLD."organisation_id", OLD."pathway", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_aa4a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_daychangeevent" ("day", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "starts") VALUES (OLD."day", OLD."ends", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."rule_id", OLD."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_bb954() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_authorisationevent" ("answered_by", "asked_on", "date", "desk", "details", "engagement_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "told_on") VALUES (OLD."answered_by", OLD."asked_on", OLD."date", OLD."desk", OLD."details", OLD."engagement_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."state", OLD."told_on"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_bfc01() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_poolreaderevent" ("id", "is_present", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "user_id") VALUES (OLD."id", OLD."is_present", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."pool_id", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_c0199() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "identity_siteidentityevent" ("agency", "email", "hours", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (OLD."agency", OLD."email", OLD."hours", OLD."id", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."phone"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_c2b82() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_awardedgrantevent" ("beneficiary_id", "beneficiary_name", "commune_id", "decided_on", "giver_id", "giver_name", "id", "intercommunality_id", "object", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "region_id", "title") VALUES (OLD."beneficiary_id", OLD."beneficiary_name", OLD."commune_id", OLD."decided_on", OLD."giver_id", OLD."giver_name", OLD."id", OLD."intercommunality_id", OLD."object", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reference", OLD."region_id", OLD."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_c6e88() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_orderedpaymentevent" ("cents", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled_on", "state", "statement_id") VALUES (OLD."cents", OLD."id", OLD."order_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reason", OLD."settled_on", OLD."state", OLD."statement_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_c903d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "night", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "replaced_at_home", "scheme", "starts", "state") VALUES (OLD."days_per_month", OLD."ends", OLD."extra_fee_percent", OLD."home_share_percent", OLD."id", OLD."night", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."replaced_at_home", OLD."scheme", OLD."starts", OLD."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_cded5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readingplatformevent" ("id", "longest_hours", "name", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."longest_hours", OLD."name", OLD."organisation_id", OLD."pathway", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_ce15a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centreleaveevent" ("contract_id", "first", "from_noon", "half_days", "id", "kind", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_noon") VALUES (OLD."contract_id", OLD."first", OLD."from_noon", OLD."half_days", OLD."id", OLD."kind", OLD."last", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."until_noon"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_cfaf9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearsupervisorevent" ("accredited_until", "answered_at", "capacity", "commune_id", "first_name", "first_semester", "housing_id", "id", "key", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "second_semester", "year_id") VALUES (OLD."accredited_until", OLD."answered_at", OLD."capacity", OLD."commune_id", OLD."first_name", OLD."first_semester", OLD."housing_id", OLD."id", OLD."key", OLD."last_name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place", OLD."second_semester", OLD."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_d07de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_dutywishevent" ("date", "id", "kind", "member_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."date", OLD."id", OLD."kind", OLD."member_id", _pgh_attach_context(), NOW(), 'delete', OLD."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_d41ec() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placehandoverevent" ("after_id", "before_id", "day", "decided_by_id", "done_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."after_id", OLD."before_id", OLD."day", OLD."decided_by_id", OLD."done_at", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_d57c1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_signinlinkevent" ("expires_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (OLD."expires_at", OLD."id", OLD."made_at", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."used_at", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_db497() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_patientlistevent" ("capacity", "centre_id", "id", "others", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (OLD."capacity", OLD."centre_id", OLD."id", OLD."others", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_dbad9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_rotationevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "starts") VALUES (OLD."centre_id", OLD."id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."programme_id", OLD."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_e21cd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapreplyevent" ("id", "made_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (OLD."id", OLD."made_at", OLD."offer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_e6157() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipmoveevent" ("day", "decided_by_id", "id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_id") VALUES (OLD."day", OLD."decided_by_id", OLD."id", OLD."membership_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."to_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_e7342() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_desktaskevent" ("centre_id", "created_at", "created_by_id", "done_at", "done_by_id", "due", "id", "kind", "passed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "taken_by_id") VALUES (OLD."centre_id", OLD."created_at", OLD."created_by_id", OLD."done_at", OLD."done_by_id", OLD."due", OLD."id", OLD."kind", OLD."passed_by_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."taken_at", OLD."taken_by_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_eebd9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionevent" ("answers", "begun_at", "call_id", "ended_at", "id", "key", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "sent_at", "state", "until") VALUES (OLD."answers", OLD."begun_at", OLD."call_id", OLD."ended_at", OLD."id", OLD."key", OLD."number", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."saved_at", OLD."sent_at", OLD."state", OLD."until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_f2c14() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "expires_at", "first_name", "id", "invited_by_id", "last_name", "made_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "withdrawn_at") VALUES (OLD."accepted_at", OLD."accepted_by_id", OLD."expires_at", OLD."first_name", OLD."id", OLD."invited_by_id", OLD."last_name", OLD."made_at", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."role", OLD."withdrawn_at"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_f591f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "confirm_asked_at", "confirmed_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (OLD."booked_at", OLD."cancelled_at", OLD."confirm_asked_at", OLD."confirmed_at", OLD."doctor_found_at", OLD."doctor_found_by", OLD."during", OLD."id", OLD."link_asked_at", OLD."moved_at", OLD."notice", OLD."patient_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."reminded_at", OLD."sequence", OLD."slot_id", OLD."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_f6ac4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_nationalnumberevent" ("id", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (OLD."id", OLD."number", OLD."organisation_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_fb342() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrescenarioevent" ("centre_id", "changes", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (OLD."centre_id", OLD."changes", OLD."id", OLD."name", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."rank"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_fc5d9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_diaryruleevent" ("diary_id", "ends", "equipment_id", "every_weeks", "first", "id", "last", "no_doctor_days", "no_doctor_share", "of_month", "on_holidays", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "regulated_hours", "regulated_share", "room_id", "school", "seats", "second_id", "starts", "weekday") VALUES (OLD."diary_id", OLD."ends", OLD."equipment_id", OLD."every_weeks", OLD."first", OLD."id", OLD."last", OLD."no_doctor_days", OLD."no_doctor_share", OLD."of_month", OLD."on_holidays", OLD."pause_minutes", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."professional_id", OLD."regulated_hours", OLD."regulated_share", OLD."room_id", OLD."school", OLD."seats", OLD."second_id", OLD."starts", OLD."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_fcdff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callreviewerevent" ("call_id", "declared_at", "establishment", "id", "keys", "links", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."call_id", OLD."declared_at", OLD."establishment", OLD."id", OLD."keys", OLD."links", OLD."number", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_fddff() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "proposals_placeproposalevent" ("accessibility", "address", "answered", "beds", "begun_at", "closed_days", "commune_id", "consented_at", "contact_name", "contact_phone", "decided_by", "ended_at", "equipment", "first_name", "id", "key", "keys", "last_name", "lat", "lodging", "lon", "meals", "organisation_name", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "place_kind", "place_name", "proposer", "reason", "rooms", "saved_at", "secretariat", "sent_at", "state", "visit_checked", "visit_note", "visit_on", "visitor", "word") VALUES (OLD."accessibility", OLD."address", OLD."answered", OLD."beds", OLD."begun_at", OLD."closed_days", OLD."commune_id", OLD."consented_at", OLD."contact_name", OLD."contact_phone", OLD."decided_by", OLD."ended_at", OLD."equipment", OLD."first_name", OLD."id", OLD."key", OLD."keys", OLD."last_name", OLD."lat", OLD."lodging", OLD."lon", OLD."meals", OLD."organisation_name", OLD."parking", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."place_id", OLD."place_kind", OLD."place_name", OLD."proposer", OLD."reason", OLD."rooms", OLD."saved_at", OLD."secretariat", OLD."sent_at", OLD."state", OLD."visit_checked", OLD."visit_note", OLD."visit_on", OLD."visitor", OLD."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_delete_delete_fe797() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_paymentmandateevent" ("department_id", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme") VALUES (OLD."department_id", OLD."id", OLD."payer_id", _pgh_attach_context(), NOW(), 'delete', OLD."id", OLD."scheme"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_done_stays_0fc6e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'what is done stays done' USING ERRCODE = '23514', CONSTRAINT = 'desk_task_done_stays';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_file_never_changes_46ca2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF (NEW.kind, NEW.bytes, NEW.sha256, NEW.scan, NEW.by_id, NEW.at)
            IS DISTINCT FROM (OLD.kind, OLD.bytes, OLD.sha256, OLD.scan, OLD.by_id, OLD.at)
            OR (NEW.holder <> OLD.holder AND NOT (starts_with(OLD.holder, 'study:') AND
            starts_with(NEW.holder, 'request:'))) THEN
            RAISE EXCEPTION 'a kept file stays what it is' USING ERRCODE = '23514', CONSTRAINT = 'file_never_changes';
        END IF;
        IF OLD.key = '' AND NEW.key <> '' THEN
            RAISE EXCEPTION 'a destroyed file has no key any more' USING ERRCODE = '23514', CONSTRAINT = 'file_stays_destroyed';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_grant_correction_of_its_payment_a1214() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM grants_grantpayment former
            WHERE former.id = NEW.corrects_id AND former.grant_id = NEW.grant_id AND former.corrects_id IS NULL
        ) THEN
            RAISE EXCEPTION 'a correction names a payment of its grant' USING ERRCODE = '23514', CONSTRAINT = 'grant_correction_of_its_payment';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_grant_in_its_region_6e026() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF (NEW.commune_id IS NOT NULL OR NEW.intercommunality_id IS NOT NULL) AND NOT EXISTS (
            SELECT 1 FROM geography_commune commune
            JOIN geography_department department ON department.code = commune.department_id
            WHERE department.region_id = NEW.region_id
            AND (commune.code = NEW.commune_id OR commune.intercommunality_id = NEW.intercommunality_id)
        ) THEN
            RAISE EXCEPTION 'the territory of a grant lies in its region' USING ERRCODE = '23514', CONSTRAINT = 'grant_in_its_region';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_grant_payment_never_changes_ccb7e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a payment never changes: correct it by another row' USING ERRCODE = '23514', CONSTRAINT = 'grant_payment_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_grid_before_marks_cff91() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM calls_review review JOIN calls_submission s ON s.id = review.submission_id
            WHERE s.call_id = coalesce(NEW.call_id, OLD.call_id) AND review.state = 'given'
        ) THEN
            RAISE EXCEPTION 'the grid does not change once something is marked' USING ERRCODE = '23514', CONSTRAINT = 'grid_before_marks';
        END IF;
        RETURN coalesce(NEW, OLD);

                END;
            $$;

CREATE FUNCTION public.pgtrigger_hours_of_all_contracts_cdcf8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        PERFORM 1 FROM directory_professional WHERE id = NEW.professional_id FOR UPDATE;
        IF NEW.weekly_minutes + coalesce((
            SELECT sum(weekly_minutes) FROM centres_centrecontract
            WHERE professional_id = NEW.professional_id AND id IS DISTINCT FROM NEW.id AND centre_id <> NEW.centre_id
            AND daterange(starts, ends, '[]') && daterange(NEW.starts, NEW.ends, '[]')
        ), 0) > 2880 THEN
            RAISE EXCEPTION 'the contracts of a person make 48 hours a week at most' USING ERRCODE = '23514', CONSTRAINT = 'contract_hours_of_all';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_imaging_event_never_changes_180e5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'what happened is not rewritten' USING ERRCODE = '23514', CONSTRAINT = 'imaging_event_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_00612() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementversionevent" ("agreement_id", "author_id", "ends", "id", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "round", "signed_at", "starts", "state") VALUES (NEW."agreement_id", NEW."author_id", NEW."ends", NEW."id", NEW."notice_months", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."proposed_at", NEW."round", NEW."signed_at", NEW."starts", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_01ef7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "proposals_placeproposalevent" ("accessibility", "address", "answered", "beds", "begun_at", "closed_days", "commune_id", "consented_at", "contact_name", "contact_phone", "decided_by", "ended_at", "equipment", "first_name", "id", "key", "keys", "last_name", "lat", "lodging", "lon", "meals", "organisation_name", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "place_kind", "place_name", "proposer", "reason", "rooms", "saved_at", "secretariat", "sent_at", "state", "visit_checked", "visit_note", "visit_on", "visitor", "word") VALUES (NEW."accessibility", NEW."address", NEW."answered", NEW."beds", NEW."begun_at", NEW."closed_days", NEW."commune_id", NEW."consented_at", NEW."contact_name", NEW."contact_phone", NEW."decided_by", NEW."ended_at", NEW."equipment", NEW."first_name", NEW."id", NEW."key", NEW."keys", NEW."last_name", NEW."lat", NEW."lodging", NEW."lon", NEW."meals", NEW."organisation_name", NEW."parking", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id", NEW."place_kind", NEW."place_name", NEW."proposer", NEW."reason", NEW."rooms", NEW."saved_at", NEW."secretariat", NEW."sent_at", NEW."state", NEW."visit_checked", NEW."visit_note", NEW."visit_on", NEW."visitor", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_08150() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_08151() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readerpoolevent" ("id", "is_open", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_open", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_0a810() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_attendanceevent" ("date", "half", "id", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present") VALUES (NEW."date", NEW."half", NEW."id", NEW."offer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."present"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_0ac31() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_orderedpaymentevent" ("cents", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled_on", "state", "statement_id") VALUES (NEW."cents", NEW."id", NEW."order_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."settled_on", NEW."state", NEW."statement_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_0bbf7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipmoveevent" ("day", "decided_by_id", "id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_id") VALUES (NEW."day", NEW."decided_by_id", NEW."id", NEW."membership_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."to_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_0ebd8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotamemberevent" ("born", "employer_id", "id", "no_nights_from", "no_nights_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rota_id", "share_percent", "waives_age") VALUES (NEW."born", NEW."employer_id", NEW."id", NEW."no_nights_from", NEW."no_nights_until", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."rota_id", NEW."share_percent", NEW."waives_age"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_13a93() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementevent" ("id", "last_day", "name", "notice_by_id", "notice_on", "notice_reason", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "region_id") VALUES (NEW."id", NEW."last_day", NEW."name", NEW."notice_by_id", NEW."notice_on", NEW."notice_reason", NEW."pathway", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."platform_id", NEW."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_144e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_homeroundevent" ("centre_id", "date", "half", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "travel_minutes") VALUES (NEW."centre_id", NEW."date", NEW."half", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."travel_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_1771c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_interfacekeyevent" ("acts_for_id", "area", "begins", "id", "made_at", "made_by_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "scopes") VALUES (NEW."acts_for_id", NEW."area", NEW."begins", NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."scopes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_1a83c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_rotationevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "starts") VALUES (NEW."centre_id", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_1c327() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_roomopeningevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."room_id", NEW."starts", NEW."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_239ab() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callcriterionevent" ("call_id", "code", "hint", "id", "label", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "weight") VALUES (NEW."call_id", NEW."code", NEW."hint", NEW."id", NEW."label", NEW."most", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."weight"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_29537() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_paymentmandateevent" ("department_id", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme") VALUES (NEW."department_id", NEW."id", NEW."payer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."scheme"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_3248a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_seatofferevent" ("answered_at", "expires_at", "id", "made_at", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "submission_id") VALUES (NEW."answered_at", NEW."expires_at", NEW."id", NEW."made_at", NEW."option_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."state", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_32b20() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "imaging_dicomnodeevent" ("addresses", "host", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "removed_at", "title", "tls") VALUES (NEW."addresses", NEW."host", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."port", NEW."removed_at", NEW."title", NEW."tls"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_335d5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "confirm_asked_at", "confirmed_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."confirm_asked_at", NEW."confirmed_at", NEW."doctor_found_at", NEW."doctor_found_by", NEW."during", NEW."id", NEW."link_asked_at", NEW."moved_at", NEW."notice", NEW."patient_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reminded_at", NEW."sequence", NEW."slot_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_3867c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_userevent" ("created_at", "first_name", "id", "is_active", "last_name", "password_set_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."created_at", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", NEW."password_set_at", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_3af5c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "night", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "replaced_at_home", "scheme", "starts", "state") VALUES (NEW."days_per_month", NEW."ends", NEW."extra_fee_percent", NEW."home_share_percent", NEW."id", NEW."night", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."replaced_at_home", NEW."scheme", NEW."starts", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_3eecd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionevent" ("answers", "begun_at", "call_id", "ended_at", "id", "key", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "sent_at", "state", "until") VALUES (NEW."answers", NEW."begun_at", NEW."call_id", NEW."ended_at", NEW."id", NEW."key", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."saved_at", NEW."sent_at", NEW."state", NEW."until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_40a36() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewnoteevent" ("at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "submission_id", "text") VALUES (NEW."at", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reviewer_id", NEW."submission_id", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_417d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_meansnoteevent" ("count", "id", "kind", "month", "noted_at", "noted_by_id", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source") VALUES (NEW."count", NEW."id", NEW."kind", NEW."month", NEW."noted_at", NEW."noted_by_id", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."region_id", NEW."source"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_42509() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapreplyevent" ("id", "made_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (NEW."id", NEW."made_at", NEW."offer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_42ddb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_desktaskevent" ("centre_id", "created_at", "created_by_id", "done_at", "done_by_id", "due", "id", "kind", "passed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "taken_by_id") VALUES (NEW."centre_id", NEW."created_at", NEW."created_by_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."kind", NEW."passed_by_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."taken_at", NEW."taken_by_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_45ead() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_closedmonthevent" ("agreement_id", "closed_at", "closed_by_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreement_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."month", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_4a9bd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_daychangeevent" ("day", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "starts") VALUES (NEW."day", NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."rule_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_5aea1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_poolreaderevent" ("id", "is_present", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "user_id") VALUES (NEW."id", NEW."is_present", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."pool_id", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_5f385() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_secondfactorevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "user_id") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."type", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_60e1b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "applications_applicationevent" ("begun_at", "consented_at", "dates", "decided_by", "ended_at", "engagement_id", "first_name", "half_days_per_month", "home_id", "id", "key", "last_name", "lodging_wanted", "motivation", "motivation_answered", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_answered", "profession", "reason", "register", "replaced_at_home", "rpps", "saved_at", "scheme", "sent_at", "state", "status", "weekdays", "when_answered") VALUES (NEW."begun_at", NEW."consented_at", NEW."dates", NEW."decided_by", NEW."ended_at", NEW."engagement_id", NEW."first_name", NEW."half_days_per_month", NEW."home_id", NEW."id", NEW."key", NEW."last_name", NEW."lodging_wanted", NEW."motivation", NEW."motivation_answered", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."places_answered", NEW."profession", NEW."reason", NEW."register", NEW."replaced_at_home", NEW."rpps", NEW."saved_at", NEW."scheme", NEW."sent_at", NEW."state", NEW."status", NEW."weekdays", NEW."when_answered"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_62b01() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_overbookedsessionevent" ("at", "by_id", "extra", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "risk", "session_id") VALUES (NEW."at", NEW."by_id", NEW."extra", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."risk", NEW."session_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_652f5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantyearevent" ("cents", "grant_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."cents", NEW."grant_id", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."year"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_687b0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centreleaveevent" ("contract_id", "first", "from_noon", "half_days", "id", "kind", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_noon") VALUES (NEW."contract_id", NEW."first", NEW."from_noon", NEW."half_days", NEW."id", NEW."kind", NEW."last", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."until_noon"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_6a325() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_awardedgrantevent" ("beneficiary_id", "beneficiary_name", "commune_id", "decided_on", "giver_id", "giver_name", "id", "intercommunality_id", "object", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "region_id", "title") VALUES (NEW."beneficiary_id", NEW."beneficiary_name", NEW."commune_id", NEW."decided_on", NEW."giver_id", NEW."giver_name", NEW."id", NEW."intercommunality_id", NEW."object", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference", NEW."region_id", NEW."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_6b289() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearjuniorevent" ("answered_at", "first_name", "id", "key", "last_name", "lodged", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "year_id") VALUES (NEW."answered_at", NEW."first_name", NEW."id", NEW."key", NEW."last_name", NEW."lodged", NEW."partner_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."rank", NEW."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_6b304() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placeclosureevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "room_id", "starts") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id", NEW."reason", NEW."room_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_6b509() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_hospitalgroupevent" ("faculty_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "university_hospital_id") VALUES (NEW."faculty_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."region_id", NEW."university_hospital_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_6bc9d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_platformmemberevent" ("id", "invited_at", "joined_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "pool_id") VALUES (NEW."id", NEW."invited_at", NEW."joined_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."platform_id", NEW."pool_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_769dc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionfileevent" ("at", "bytes", "digest", "field", "id", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scanned", "submission_id") VALUES (NEW."at", NEW."bytes", NEW."digest", NEW."field", NEW."id", NEW."pages", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."scanned", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_7a5fc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_passwordlinkevent" ("expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."used_at", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_7a7aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_groupmemberevent" ("group_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."group_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_7aa68() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapofferevent" ("ended_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (NEW."ended_at", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_7e514() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_signinlinkevent" ("expires_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (NEW."expires_at", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."used_at", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_7fd9d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calldecisionevent" ("at", "by", "cents", "engagement_id", "grant_id", "id", "kept", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "submission_id") VALUES (NEW."at", NEW."by", NEW."cents", NEW."engagement_id", NEW."grant_id", NEW."id", NEW."kept", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_84807() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_contestevent" ("answer", "answered_at", "answered_by_id", "at", "correction_id", "id", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."correction_id", NEW."id", NEW."line_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_8881e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_juniorwishevent" ("first_id", "id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "second_id") VALUES (NEW."first_id", NEW."id", NEW."junior_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."second_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_8a3a2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "host_id", "id", "key", "motives", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "seats", "slot_minutes", "starts", "state", "stop") VALUES (NEW."activity", NEW."commune_id", NEW."ends", NEW."host_id", NEW."id", NEW."key", NEW."motives", NEW."pause_minutes", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id", NEW."programme_id", NEW."seats", NEW."slot_minutes", NEW."starts", NEW."state", NEW."stop"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_8c354() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "expires_at", "first_name", "id", "invited_by_id", "last_name", "made_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "withdrawn_at") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."expires_at", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."last_name", NEW."made_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."role", NEW."withdrawn_at"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_8cda3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewevent" ("answered_at", "asked_at", "conflict", "id", "marks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "state", "submission_id", "word") VALUES (NEW."answered_at", NEW."asked_at", NEW."conflict", NEW."id", NEW."marks", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reviewer_id", NEW."state", NEW."submission_id", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_8e3d0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_postshareevent" ("id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "what") VALUES (NEW."id", NEW."name", NEW."percent", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."post_id", NEW."what"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_91191() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotaevent" ("department_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "programme_id", "starts", "weeks", "wishes_until") VALUES (NEW."department_id", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."platform_id", NEW."programme_id", NEW."starts", NEW."weeks", NEW."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_91856() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placehandoverevent" ("after_id", "before_id", "day", "decided_by_id", "done_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."after_id", NEW."before_id", NEW."day", NEW."decided_by_id", NEW."done_at", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_95c3b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_authorisationevent" ("answered_by", "asked_on", "date", "desk", "details", "engagement_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "told_on") VALUES (NEW."answered_by", NEW."asked_on", NEW."date", NEW."desk", NEW."details", NEW."engagement_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."state", NEW."told_on"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_96add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_zoneadjustmentevent" ("at", "author_id", "epci_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id") VALUES (NEW."at", NEW."author_id", NEW."epci_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_97ca7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_absenceevent" ("during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."during", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_9875d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_applicantevent" ("answers", "call_id", "decided_by", "establishment", "establishment_key", "first_name", "id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sent", "submission_id") VALUES (NEW."answers", NEW."call_id", NEW."decided_by", NEW."establishment", NEW."establishment_key", NEW."first_name", NEW."id", NEW."last_name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."sent", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_99a1d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placedetailsevent" ("accessibility", "beds", "contact_name", "contact_phone", "equipment", "id", "keys", "lat", "lodging", "lon", "meals", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "secretariat") VALUES (NEW."accessibility", NEW."beds", NEW."contact_name", NEW."contact_phone", NEW."equipment", NEW."id", NEW."keys", NEW."lat", NEW."lodging", NEW."lon", NEW."meals", NEW."parking", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id", NEW."secretariat"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_9b05b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_supervisorwishevent" ("id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "supervisor_id") VALUES (NEW."id", NEW."junior_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."supervisor_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_a32df() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_nationalnumberevent" ("id", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."id", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_aed78() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (NEW."basis", NEW."chosen_at", NEW."chosen_by_id", NEW."modelled", _pgh_attach_context(), NOW(), 'insert', NEW."region_id", NEW."published", NEW."region_id", NEW."source", NEW."vintage"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_b389d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_trainingevaluationevent" ("at", "id", "marks", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (NEW."at", NEW."id", NEW."marks", NEW."offer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_b6328() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_diaryruleevent" ("diary_id", "ends", "equipment_id", "every_weeks", "first", "id", "last", "no_doctor_days", "no_doctor_share", "of_month", "on_holidays", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "regulated_hours", "regulated_share", "room_id", "school", "seats", "second_id", "starts", "weekday") VALUES (NEW."diary_id", NEW."ends", NEW."equipment_id", NEW."every_weeks", NEW."first", NEW."id", NEW."last", NEW."no_doctor_days", NEW."no_doctor_share", NEW."of_month", NEW."on_holidays", NEW."pause_minutes", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."regulated_hours", NEW."regulated_share", NEW."room_id", NEW."school", NEW."seats", NEW."second_id", NEW."starts", NEW."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_b6c8a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "identity_siteidentityevent" ("agency", "email", "hours", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."agency", NEW."email", NEW."hours", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."phone"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_bb08a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callreviewerevent" ("call_id", "declared_at", "establishment", "id", "keys", "links", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."call_id", NEW."declared_at", NEW."establishment", NEW."id", NEW."keys", NEW."links", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_c7772() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_offeredpostevent" ("call_id", "commune_id", "employer_id", "ends", "id", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posts", "specialty", "starts", "yearly_cents") VALUES (NEW."call_id", NEW."commune_id", NEW."employer_id", NEW."ends", NEW."id", NEW."nature", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."posts", NEW."specialty", NEW."starts", NEW."yearly_cents"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_cd47b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calloptionevent" ("call_id", "department_id", "ends", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats", "starts") VALUES (NEW."call_id", NEW."department_id", NEW."ends", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."seats", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_cdacf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantconditionevent" ("due", "grant_id", "id", "met_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."due", NEW."grant_id", NEW."id", NEW."met_on", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_ce918() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_certificateevent" ("code", "half_days", "id", "issued_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."half_days", NEW."id", NEW."issued_at", NEW."offer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_d34c6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionwarningevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "settled_at", "settled_by", "text") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."session_id", NEW."settled_at", NEW."settled_by", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_d3ae7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_departureevent" ("account_closed", "id", "kind", "last_day", "noted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."account_closed", NEW."id", NEW."kind", NEW."last_day", NEW."noted_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_dd0e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrecontractevent" ("centre_id", "days_off", "ends", "id", "leave_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rtt_days", "starts", "visits", "weekly_minutes") VALUES (NEW."centre_id", NEW."days_off", NEW."ends", NEW."id", NEW."leave_days", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id", NEW."rtt_days", NEW."starts", NEW."visits", NEW."weekly_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_e3174() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_junioryearevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "region_id", "starts", "wishes_until") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."published_at", NEW."region_id", NEW."starts", NEW."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_edbd0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_patientlistevent" ("capacity", "centre_id", "id", "others", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."capacity", NEW."centre_id", NEW."id", NEW."others", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_ee172() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readingplatformevent" ("id", "longest_hours", "name", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."longest_hours", NEW."name", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_efad9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_dutywishevent" ("date", "id", "kind", "member_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date", NEW."id", NEW."kind", NEW."member_id", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_f0e39() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantdocumentevent" ("at", "by_id", "bytes", "grant_id", "id", "key", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."bytes", NEW."grant_id", NEW."id", NEW."key", NEW."media_type", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_f3547() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_bankaccountevent" ("changed_at", "country", "id", "last_four", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."changed_at", NEW."country", NEW."id", NEW."last_four", NEW."payer_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_f9430() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrescenarioevent" ("centre_id", "changes", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."centre_id", NEW."changes", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."rank"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_f94be() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "given_back_for", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (NEW."accepted_at", NEW."active", NEW."during", NEW."given_back_for", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."post_id", NEW."resource_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_fa1f1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearsupervisorevent" ("accredited_until", "answered_at", "capacity", "commune_id", "first_name", "first_semester", "housing_id", "id", "key", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "second_semester", "year_id") VALUES (NEW."accredited_until", NEW."answered_at", NEW."capacity", NEW."commune_id", NEW."first_name", NEW."first_semester", NEW."housing_id", NEW."id", NEW."key", NEW."last_name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."place", NEW."second_semester", NEW."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_fc05a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_insert_insert_ffd03() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callevent" ("blind", "ceiling_cents", "closes_at", "host", "id", "kind", "offer_days", "opens_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "text", "title") VALUES (NEW."blind", NEW."ceiling_cents", NEW."closes_at", NEW."host", NEW."id", NEW."kind", NEW."offer_days", NEW."opens_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."published_at", NEW."text", NEW."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_invited_with_entry_a4dda() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

                IF EXISTS (SELECT 1 FROM accounts_invitation WHERE id = NEW.id) AND (NEW.role IN ('doctor', 'nurse')) <> EXISTS (
                    SELECT 1 FROM directory_invitedprofessional WHERE invitation_id = NEW.id
                ) THEN
                    RAISE EXCEPTION 'an invitation as % has an entry of the directory if, and only if, it needs one',
                        NEW.role USING ERRCODE = '23514', CONSTRAINT = 'invitation_of_the_directory';
                END IF;
                RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_leave_within_rights_a35fe() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE terms record; taken bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        SELECT * INTO terms FROM centres_centrecontract WHERE id = NEW.contract_id FOR UPDATE;
        IF NOT daterange(terms.starts, terms.ends, '[]') @> daterange(NEW.first, NEW.last, '[]') THEN
            RAISE EXCEPTION 'days off lie within the dates of the contract' USING ERRCODE = '23514', CONSTRAINT = 'centre_leave_within_contract';
        END IF;
        SELECT coalesce(sum(half_days), 0) + NEW.half_days INTO taken FROM centres_centreleave
            WHERE contract_id = NEW.contract_id AND kind = NEW.kind AND id IS DISTINCT FROM NEW.id
            AND extract(year FROM first) = extract(year FROM NEW.first);
        IF (NEW.kind = 'paid' AND taken > 2 * terms.leave_days)
            OR (NEW.kind = 'rtt' AND taken > 2 * terms.rtt_days) THEN
            RAISE EXCEPTION 'no more days off than the contract gives in a year' USING ERRCODE = '23514', CONSTRAINT = 'centre_leave_within_rights';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_line_never_changes_f026b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a line never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'line_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_line_of_its_month_38f4f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            JOIN payments_monthclosing closing ON closing.id = statement.closing_id
            WHERE statement.id = NEW.statement_id AND NEW.date < closing.month + interval '1 month'
        ) THEN
            RAISE EXCEPTION 'a line tells a day of its month or of an earlier one' USING ERRCODE = '23514', CONSTRAINT = 'line_not_after_its_month';
        END IF;
        IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM payments_statementline former
            JOIN payments_monthlystatement was ON was.id = former.statement_id
            JOIN payments_monthlystatement statement ON statement.id = NEW.statement_id
            WHERE former.id = NEW.corrects_id AND was.professional_id = statement.professional_id
            AND was.id <> statement.id
        ) THEN
            RAISE EXCEPTION 'a correction names a line of an earlier statement' USING ERRCODE = '23514', CONSTRAINT = 'correction_of_earlier_line';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_list_holds_its_patients_97032() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW.capacity < NEW.others + (
            SELECT count(*) FROM centres_registrationrequest WHERE patient_list_id = NEW.id
        ) THEN
            RAISE EXCEPTION 'a list never has more patients, and places offered, than it can follow' USING ERRCODE = '23514', CONSTRAINT = 'patient_list_full';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_list_is_not_full_a1f0d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE wanted record; held bigint;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF TG_OP = 'UPDATE' AND OLD.patient_list_id IS NOT DISTINCT FROM NEW.patient_list_id THEN
            RETURN NEW;
        END IF;
        SELECT * INTO wanted FROM centres_patientlist WHERE id = NEW.patient_list_id FOR UPDATE;
        SELECT count(*) INTO held FROM centres_registrationrequest
            WHERE patient_list_id = NEW.patient_list_id AND id IS DISTINCT FROM NEW.id;
        IF wanted.centre_id <> NEW.centre_id OR wanted.others + held >= wanted.capacity THEN
            RAISE EXCEPTION 'a list never has more patients, and places offered, than it can follow' USING ERRCODE = '23514', CONSTRAINT = 'patient_list_full';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_member_of_the_pathway_581eb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM expertise_readingplatform platform
            JOIN expertise_readerpool pool ON pool.pathway = platform.pathway
            WHERE platform.id = NEW.platform_id AND pool.id = NEW.pool_id
        ) THEN
            RAISE EXCEPTION 'the groups of a platform read its pathway' USING ERRCODE = '23514', CONSTRAINT = 'platform_member_of_the_pathway';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_members_are_hospitals_f3855() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM accounts_organisation WHERE id = NEW.organisation_id AND kind = 'establishment'
        ) THEN
            RAISE EXCEPTION 'the members of a group are hospitals' USING ERRCODE = '23514', CONSTRAINT = 'group_of_hospitals';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_month_is_over_5805a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW.closed_at < (NEW.month + interval '1 month' - interval '14 hours') AT TIME ZONE 'UTC' THEN
            RAISE EXCEPTION 'a month is closed when it is over' USING ERRCODE = '23514', CONSTRAINT = 'closing_of_month_that_is_over';
        END IF;
        IF EXISTS (
            SELECT 1 FROM payments_monthclosing WHERE payer_id = NEW.payer_id AND month > NEW.month
        ) THEN
            RAISE EXCEPTION 'a later month is closed already' USING ERRCODE = '23514', CONSTRAINT = 'closing_in_order';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_order_never_changes_c338d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a order never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'order_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_paid_within_granted_grant_723a2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE granted bigint; paid bigint; added bigint;
        BEGIN
        PERFORM 1 FROM grants_awardedgrant WHERE id = NEW.id FOR UPDATE;
        IF NOT FOUND THEN RETURN NULL; END IF;
        SELECT coalesce(sum(cents), 0) INTO granted FROM grants_grantyear WHERE grant_id = NEW.id;
        SELECT coalesce(sum(cents), 0), coalesce(sum(cents) FILTER (WHERE corrects_id IS NOT NULL AND cents > 0), 0)
        INTO paid, added FROM grants_grantpayment WHERE grant_id = NEW.id;
        IF granted = 0 THEN
            RAISE EXCEPTION 'a grant has an amount' USING ERRCODE = '23514', CONSTRAINT = 'grant_of_something';
        END IF;
        IF paid < 0 OR paid - added > granted THEN
            RAISE EXCEPTION 'no more is paid than granted' USING ERRCODE = '23514', CONSTRAINT = 'grant_paid_within_granted';
        END IF;
        RETURN NULL;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_paid_within_granted_payment_434e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE granted bigint; paid bigint; added bigint;
        BEGIN
        PERFORM 1 FROM grants_awardedgrant WHERE id = coalesce(NEW.grant_id, OLD.grant_id) FOR UPDATE;
        IF NOT FOUND THEN RETURN NULL; END IF;
        SELECT coalesce(sum(cents), 0) INTO granted FROM grants_grantyear WHERE grant_id = coalesce(NEW.grant_id, OLD.grant_id);
        SELECT coalesce(sum(cents), 0), coalesce(sum(cents) FILTER (WHERE corrects_id IS NOT NULL AND cents > 0), 0)
        INTO paid, added FROM grants_grantpayment WHERE grant_id = coalesce(NEW.grant_id, OLD.grant_id);
        IF granted = 0 THEN
            RAISE EXCEPTION 'a grant has an amount' USING ERRCODE = '23514', CONSTRAINT = 'grant_of_something';
        END IF;
        IF paid < 0 OR paid - added > granted THEN
            RAISE EXCEPTION 'no more is paid than granted' USING ERRCODE = '23514', CONSTRAINT = 'grant_paid_within_granted';
        END IF;
        RETURN NULL;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_paid_within_granted_year_bfc40() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE granted bigint; paid bigint; added bigint;
        BEGIN
        PERFORM 1 FROM grants_awardedgrant WHERE id = coalesce(NEW.grant_id, OLD.grant_id) FOR UPDATE;
        IF NOT FOUND THEN RETURN NULL; END IF;
        SELECT coalesce(sum(cents), 0) INTO granted FROM grants_grantyear WHERE grant_id = coalesce(NEW.grant_id, OLD.grant_id);
        SELECT coalesce(sum(cents), 0), coalesce(sum(cents) FILTER (WHERE corrects_id IS NOT NULL AND cents > 0), 0)
        INTO paid, added FROM grants_grantpayment WHERE grant_id = coalesce(NEW.grant_id, OLD.grant_id);
        IF granted = 0 THEN
            RAISE EXCEPTION 'a grant has an amount' USING ERRCODE = '23514', CONSTRAINT = 'grant_of_something';
        END IF;
        IF paid < 0 OR paid - added > granted THEN
            RAISE EXCEPTION 'no more is paid than granted' USING ERRCODE = '23514', CONSTRAINT = 'grant_paid_within_granted';
        END IF;
        RETURN NULL;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_changes_once_efc43() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'this payment is settled' USING ERRCODE = '23514', CONSTRAINT = 'payment_changes_once';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_of_session_never_changes_cddc5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a payment_of_session never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'payment_of_session_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_payment_of_statement_e8b7d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            JOIN payments_monthclosing closing ON closing.id = statement.closing_id
            LEFT JOIN payments_paymentorder ordered ON ordered.id = NEW.order_id
            LEFT JOIN agenda_departure departure ON departure.professional_id = statement.professional_id
            WHERE statement.id = NEW.statement_id AND statement.total_cents = NEW.cents
            AND CASE WHEN NEW.state = 'outside' THEN departure.kind = 'death'
                ELSE ordered.payer_id = closing.payer_id END
        ) THEN
            RAISE EXCEPTION 'a payment is the total of a statement of its payer' USING ERRCODE = '23514', CONSTRAINT = 'payment_of_statement';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_person_keys_follow_b2a1a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

            UPDATE booking_personkey SET active = NEW.state NOT IN ('cancelled', 'excused'), during = NEW.during
            WHERE appointment_id = NEW.id;
            RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_post_shares_make_a_whole_bec02() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM calls_postshare WHERE post_id = coalesce(NEW.post_id, OLD.post_id)
            GROUP BY what HAVING sum(percent) <> 100
        ) THEN
            RAISE EXCEPTION 'the shares of a post make 100 per cent' USING ERRCODE = '23514', CONSTRAINT = 'post_shares_make_100';
        END IF;
        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_published_week_stays_26624() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM centres_rotation rotation
            WHERE rotation.id = coalesce(NEW.rotation_id, OLD.rotation_id) AND rotation.programme_id IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a week in the agenda does not change: draft another one' USING ERRCODE = '23514', CONSTRAINT = 'rotation_in_agenda_stays';
        END IF;
        RETURN coalesce(NEW, OLD);

                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_event_never_changes_a738a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'what happened is not rewritten' USING ERRCODE = '23514', CONSTRAINT = 'request_event_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_note_never_changes_18f21() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'what was said is not rewritten' USING ERRCODE = '23514', CONSTRAINT = 'request_note_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_request_state_follows_the_table_67861() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a request begins as a draft' USING ERRCODE = '23514', CONSTRAINT = 'request_begins_as_draft';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('answered', 'answered'), ('answered', 'read'), ('asked', 'sent'), ('asked', 'taken'), ('asked', 'withdrawn'), ('closed', 'answered'), ('declined', 'sent'), ('declined', 'withdrawn'), ('draft', 'sent'), ('draft', 'withdrawn'), ('passed_on', 'declined'), ('passed_on', 'passed_on'), ('passed_on', 'taken'), ('passed_on', 'withdrawn'), ('read', 'answered'), ('read', 'closed'), ('sent', 'declined'), ('sent', 'passed_on'), ('sent', 'taken'), ('sent', 'withdrawn'), ('taken', 'answered'), ('taken', 'asked'), ('taken', 'sent'), ('taken', 'withdrawn')) THEN
            RAISE EXCEPTION 'no act leads from this state to that one' USING ERRCODE = '23514', CONSTRAINT = 'request_state_follows_the_table';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_review_marks_whole_ca0de() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE of_call bigint;
        BEGIN
        SELECT call_id INTO of_call FROM calls_submission WHERE id = NEW.submission_id;
        IF NOT EXISTS (SELECT 1 FROM calls_callcriterion WHERE call_id = of_call) OR EXISTS (
            SELECT 1 FROM calls_callcriterion c WHERE c.call_id = of_call AND NOT coalesce(
                jsonb_typeof(NEW.marks -> c.code) = 'number'
                AND (NEW.marks ->> c.code)::numeric BETWEEN 0 AND c.most
                AND (NEW.marks ->> c.code)::numeric % 1 = 0, false)
        ) OR (SELECT count(*) FROM jsonb_object_keys(NEW.marks))
            <> (SELECT count(*) FROM calls_callcriterion WHERE call_id = of_call) THEN
            RAISE EXCEPTION 'a review has a mark for each criterion of the grid' USING ERRCODE = '23514', CONSTRAINT = 'review_marks_whole';
        END IF;
        RETURN NEW;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_review_without_conflict_aa8a5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE blind boolean; declared timestamptz; keys jsonb; address bigint; state text; own text; its_key bigint;
        BEGIN
        SELECT r.declared_at, r.keys, u.email_key, c.blind INTO declared, keys, address, blind
        FROM calls_callreviewer r JOIN accounts_user u ON u.id = r.user_id JOIN calls_call c ON c.id = r.call_id
        JOIN calls_submission s ON s.call_id = r.call_id
        WHERE r.id = NEW.reviewer_id AND s.id = NEW.submission_id;
        IF declared IS NULL THEN
            RAISE EXCEPTION 'a reviewer of the call declares their ties first' USING ERRCODE = '23514', CONSTRAINT = 'review_after_declaring';
        END IF;
        SELECT s.state, a.establishment_key, a.email_key INTO state, own, its_key
        FROM calls_submission s JOIN calls_applicant a ON a.submission_id = s.id WHERE s.id = NEW.submission_id;
        IF its_key = address OR (blind AND keys ? own) THEN
            RAISE EXCEPTION 'a reviewer does not read their own hospital' USING ERRCODE = '23514', CONSTRAINT = 'review_without_conflict';
        END IF;
        IF state <> 'admitted' THEN
            RAISE EXCEPTION 'what is reviewed was admitted and is not decided' USING ERRCODE = '23514', CONSTRAINT = 'review_of_admitted';
        END IF;
        RETURN NEW;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_role_of_this_kind_086a7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

                IF NOT EXISTS (
                    SELECT 1 FROM accounts_organisation organisation
                    WHERE organisation.id = NEW.organisation_id AND (organisation.kind, NEW.role) IN (('agency', 'coordinator'), ('coordination', 'coordinator'), ('agency', 'analyst'), ('coordination', 'analyst'), ('agency', 'agency'), ('agency', 'doctor'), ('centre', 'doctor'), ('commune', 'doctor'), ('coordination', 'doctor'), ('establishment', 'doctor'), ('practice', 'doctor'), ('agency', 'nurse'), ('centre', 'nurse'), ('commune', 'nurse'), ('coordination', 'nurse'), ('establishment', 'nurse'), ('practice', 'nurse'), ('centre', 'host'), ('commune', 'host'), ('coordination', 'host'), ('establishment', 'host'), ('landlord', 'host'), ('practice', 'host'), ('centre', 'secretary'), ('commune', 'secretary'), ('establishment', 'secretary'), ('practice', 'secretary'), ('centre', 'centre_manager'), ('operator', 'administrator'), ('operator', 'data_protection_officer'), ('order', 'order_council'), ('insurer', 'insurer'), ('duty_association', 'duty_organiser'), ('establishment', 'duty_organiser'), ('order', 'duty_organiser'), ('funder', 'payer'), ('insurer', 'payer'), ('agency', 'grant_desk'), ('centre', 'grant_desk'), ('commune', 'grant_desk'), ('coordination', 'grant_desk'), ('establishment', 'grant_desk'), ('faculty', 'grant_desk'), ('funder', 'grant_desk'), ('insurer', 'grant_desk'), ('landlord', 'grant_desk'), ('practice', 'grant_desk'), ('commune', 'referrer'), ('france_services', 'referrer'), ('pharmacy', 'referrer'), ('practice', 'referrer'), ('social_service', 'referrer'), ('regulation', 'regulator'), ('establishment', 'medical_affairs'), ('establishment', 'head_of_pathway'), ('centre', 'requester'), ('establishment', 'requester'), ('practice', 'requester'), ('establishment', 'expert'), ('centre', 'systems_manager'), ('establishment', 'systems_manager'), ('practice', 'systems_manager'), ('faculty', 'faculty'), ('agency', 'candidate'), ('establishment', 'candidate'), ('faculty', 'candidate'), ('funder', 'candidate'), ('agency', 'reviewer'), ('faculty', 'reviewer'), ('funder', 'reviewer'))
                ) THEN
                    RAISE EXCEPTION 'this kind of organisation gives no role %', NEW.role
                        USING ERRCODE = '23514', CONSTRAINT = 'membership_role_of_this_kind';
                END IF;
                RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_round_outside_sessions_23a31() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM agenda_claim claim
            JOIN directory_professional person ON person.resource_id = claim.resource_id
            WHERE person.id = NEW.professional_id AND claim.active AND claim.during && NEW.during
        ) THEN
            RAISE EXCEPTION 'the person has a session in this half-day' USING ERRCODE = '23514', CONSTRAINT = 'home_round_in_a_session';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_said_by_one_who_marked_c8b1c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM calls_review
            WHERE submission_id = NEW.submission_id AND reviewer_id = NEW.reviewer_id AND state = 'given'
        ) THEN
            RAISE EXCEPTION 'one marks a submission before one discusses it' USING ERRCODE = '23514', CONSTRAINT = 'note_after_marks';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_seat_of_the_centre_b303d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW.room_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM directory_resource room
            JOIN directory_place place ON place.id = room.place_id
            JOIN centres_rotation rotation ON rotation.id = NEW.rotation_id
            WHERE room.id = NEW.room_id AND room.kind = 'room' AND place.organisation_id = rotation.centre_id
        ) THEN
            RAISE EXCEPTION 'a seat is in a room of the centre' USING ERRCODE = '23514', CONSTRAINT = 'rotation_room_of_the_centre';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_seat_offer_within_seats_d48e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE most integer; taken integer; of_call bigint;
        BEGIN
        SELECT seats, call_id INTO most, of_call FROM calls_calloption WHERE id = NEW.option_id FOR UPDATE;
        SELECT count(*) INTO taken FROM calls_seatoffer
        WHERE option_id = NEW.option_id AND state IN ('waiting', 'accepted');
        IF taken > most THEN
            RAISE EXCEPTION 'no more seats are offered than there are' USING ERRCODE = '23514', CONSTRAINT = 'seat_offer_within_seats';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM calls_submission s
            WHERE s.id = NEW.submission_id AND s.call_id = of_call AND s.state IN ('admitted', 'selected')
        ) THEN
            RAISE EXCEPTION 'a seat is offered to somebody admitted to its call' USING ERRCODE = '23514', CONSTRAINT = 'seat_offer_to_admitted';
        END IF;
        RETURN NULL;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_session_held_and_confirmed_e6622() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (
            SELECT 1 FROM agenda_session session
            JOIN payments_heldconfirmation confirmation ON confirmation.session_id = session.id
            JOIN agenda_sessionpost post ON post.session_id = session.id AND post.giver
            JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
            JOIN directory_professional person ON person.resource_id = claim.resource_id
            WHERE session.id = NEW.session_id AND session.state = 'held' AND person.id = NEW.professional_id
        ) THEN
            RAISE EXCEPTION 'a session is paid that was held, confirmed and given' USING ERRCODE = '23514', CONSTRAINT = 'paid_session_held_and_confirmed';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM payments_statementline line
            JOIN payments_monthlystatement statement ON statement.id = line.statement_id
            WHERE line.id = NEW.line_id AND statement.professional_id = NEW.professional_id
        ) THEN
            RAISE EXCEPTION 'a line pays sessions of the person of its statement' USING ERRCODE = '23514', CONSTRAINT = 'paid_session_of_who_is_paid';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_session_state_of_posts_73ca5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE of_session bigint; found text; wanted text;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    of_session := NEW.id;
    SELECT state INTO found FROM agenda_session WHERE id = of_session;
    IF found IN ('published', 'accepted', 'declined') THEN
        SELECT CASE
            WHEN count(*) FILTER (WHERE post.giver) = 0 THEN 'draft'
            WHEN bool_or(NOT post.optional AND claim.id IS NULL) THEN 'declined'
            WHEN bool_and(claim.accepted_at IS NOT NULL) FILTER (WHERE post.giver) THEN 'accepted'
            ELSE 'published' END
        INTO wanted
        FROM agenda_sessionpost post LEFT JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
        WHERE post.session_id = of_session;
        IF wanted IS DISTINCT FROM found THEN
            RAISE EXCEPTION 'session % is %, its posts say %', of_session, found, wanted
                USING ERRCODE = '23514', CONSTRAINT = 'session_state_of_posts';
        END IF;
    END IF;
    RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_shares_make_a_whole_077a9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM agreements_agreementshare
            WHERE version_id = coalesce(NEW.version_id, OLD.version_id)
            GROUP BY starts HAVING sum(time_percent) <> 100 OR sum(money_percent) <> 100
        ) THEN
            RAISE EXCEPTION 'shares of time and of money make 100 per cent in each period' USING ERRCODE = '23514', CONSTRAINT = 'agreement_shares_make_100';
        END IF;
        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_signal_within_one_call_67772() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF (SELECT count(DISTINCT appointment_id) FROM remote_seat
            WHERE id IN (NEW.sender_id, NEW.to_id) AND left_at IS NULL) <> 1 THEN
            RAISE EXCEPTION 'a signal stays within one call' USING ERRCODE = '23514', CONSTRAINT = 'signal_within_one_call';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_signed_for_good_7d3fa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF TG_OP = 'DELETE' OR (NEW.state, NEW.starts, NEW.ends, NEW.template, NEW.notice_months, NEW.signed_at)
            IS DISTINCT FROM (OLD.state, OLD.starts, OLD.ends, OLD.template, OLD.notice_months, OLD.signed_at)
            OR (OLD.programme_id IS NOT NULL AND NEW.programme_id IS DISTINCT FROM OLD.programme_id)
        THEN
            RAISE EXCEPTION 'a signed version never changes: write a new one' USING ERRCODE = '23514', CONSTRAINT = 'agreement_signed_for_good';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_statement_never_changes_da2ac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a statement never changes: correct it by a line of a later month' USING ERRCODE = '23514', CONSTRAINT = 'statement_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_step_goes_with_appointment_c35d6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (SELECT 1 FROM booking_appointment WHERE id = OLD.appointment_id) THEN
            RAISE EXCEPTION 'a step stays as long as its appointment' USING ERRCODE = '23514', CONSTRAINT = 'step_stays';
        END IF;
        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_step_never_changes_3f5c2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a step never changes: what follows is another step' USING ERRCODE = '23514', CONSTRAINT = 'step_never_changes';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_steps_follow_7e6da() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE number integer; stood text;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        SELECT rank, after INTO number, stood FROM remote_step
        WHERE appointment_id = NEW.appointment_id ORDER BY rank DESC LIMIT 1;
        IF NEW.rank <> coalesce(number, 0) + 1 OR NEW.before <> coalesce(stood, 'booked') THEN
            RAISE EXCEPTION 'a step begins where the one before ended' USING ERRCODE = '23514', CONSTRAINT = 'step_follows';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_submission_budget_adds_up_ec779() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW.answers -> 'budget' -> 'total' IS NOT NULL AND (
            SELECT coalesce(sum((line ->> 1)::bigint), 0)
            FROM jsonb_array_elements(NEW.answers -> 'budget' -> 'lines') line
        ) <> (NEW.answers -> 'budget' ->> 'total')::bigint THEN
            RAISE EXCEPTION 'the lines of a budget sum to its total' USING ERRCODE = '23514', CONSTRAINT = 'submission_budget_adds_up';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_submission_received_in_time_db234() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        DECLARE published timestamptz; opens timestamptz; closes timestamptz;
        BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state = 'sent' THEN RETURN NEW; END IF;
        SELECT published_at, opens_at, closes_at INTO published, opens, closes FROM calls_call WHERE id = NEW.call_id;
        IF published IS NULL OR now() < opens THEN
            RAISE EXCEPTION 'the call is not open yet' USING ERRCODE = '23514', CONSTRAINT = 'submission_call_is_open';
        END IF;
        IF now() >= greatest(closes, NEW.until) + interval '1 second' THEN
            RAISE EXCEPTION 'the call is closed' USING ERRCODE = '23514', CONSTRAINT = 'submission_in_time';
        END IF;
        NEW.sent_at := now();
        RETURN NEW;
        END;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_submission_selected_by_decision_c3cdf() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF (NEW.state = 'selected' OR (TG_OP = 'UPDATE' AND OLD.state = 'admitted'))
            AND EXISTS (SELECT 1 FROM calls_callcriterion WHERE call_id = NEW.call_id)
            AND NOT EXISTS (
                SELECT 1 FROM calls_calldecision
                WHERE submission_id = NEW.id AND kept = (NEW.state = 'selected')
            ) THEN
            RAISE EXCEPTION 'what is reviewed ends by a decision' USING ERRCODE = '23514', CONSTRAINT = 'submission_ends_by_decision';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_terms_never_change_114b4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION 'a contract never changes: write another one' USING ERRCODE = '23514', CONSTRAINT = 'contract_terms_stay';
                END;
            $$;

CREATE FUNCTION public.pgtrigger_terms_of_draft_1cd2e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM agreements_agreementversion version
            WHERE version.id = coalesce(NEW.version_id, OLD.version_id) AND version.state <> 'draft'
        ) THEN
            RAISE EXCEPTION 'what was proposed does not change: take it back first' USING ERRCODE = '23514', CONSTRAINT = 'agreement_terms_of_draft';
        END IF;
        RETURN coalesce(NEW, OLD);

                END;
            $$;

CREATE FUNCTION public.pgtrigger_terms_of_draft_5a351() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM agreements_agreementversion version
            WHERE version.id = coalesce(NEW.version_id, OLD.version_id) AND version.state <> 'draft'
        ) THEN
            RAISE EXCEPTION 'what was proposed does not change: take it back first' USING ERRCODE = '23514', CONSTRAINT = 'agreement_terms_of_draft';
        END IF;
        RETURN coalesce(NEW, OLD);

                END;
            $$;

CREATE FUNCTION public.pgtrigger_territory_role_in_agency_f65e9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

                IF NEW.role IN ('coordinator', 'analyst') AND NOT EXISTS (
                    SELECT 1 FROM accounts_organisation
                    WHERE id = NEW.organisation_id AND kind IN ('agency', 'coordination')
                ) THEN
                    RAISE EXCEPTION 'role % needs an agency or a coordination', NEW.role
                        USING ERRCODE = '23514', CONSTRAINT = 'membership_territory_role';
                END IF;
                RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_totals_of_closing_29982() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM payments_monthclosing closing
            LEFT JOIN payments_monthlystatement statement ON statement.closing_id = closing.id
            WHERE closing.id = NEW.id
            GROUP BY closing.id
            HAVING closing.total_cents <> coalesce(sum(statement.total_cents), 0)
        ) THEN
            RAISE EXCEPTION 'a closed month is the sum of its statements' USING ERRCODE = '23514', CONSTRAINT = 'closing_is_sum_of_statements';
        END IF;

        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_totals_of_line_5a916() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            LEFT JOIN payments_statementline line ON line.statement_id = statement.id
            WHERE statement.id = NEW.statement_id
            GROUP BY statement.id
            HAVING statement.total_cents <> coalesce(sum(line.cents), 0) OR statement.line_count <> count(line.id)
        ) THEN
            RAISE EXCEPTION 'a statement is the sum of its lines' USING ERRCODE = '23514', CONSTRAINT = 'statement_is_sum_of_lines';
        END IF;

        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_totals_of_statement_a522c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            LEFT JOIN payments_statementline line ON line.statement_id = statement.id
            WHERE statement.id = NEW.id
            GROUP BY statement.id
            HAVING statement.total_cents <> coalesce(sum(line.cents), 0) OR statement.line_count <> count(line.id)
        ) THEN
            RAISE EXCEPTION 'a statement is the sum of its lines' USING ERRCODE = '23514', CONSTRAINT = 'statement_is_sum_of_lines';
        END IF;

        IF EXISTS (
            SELECT 1 FROM payments_monthclosing closing
            LEFT JOIN payments_monthlystatement statement ON statement.closing_id = closing.id
            WHERE closing.id = NEW.closing_id
            GROUP BY closing.id
            HAVING closing.total_cents <> coalesce(sum(statement.total_cents), 0)
        ) THEN
            RAISE EXCEPTION 'a closed month is the sum of its statements' USING ERRCODE = '23514', CONSTRAINT = 'closing_is_sum_of_statements';
        END IF;

        RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_036d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_bankaccountevent" ("changed_at", "country", "id", "last_four", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."changed_at", NEW."country", NEW."id", NEW."last_four", NEW."payer_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_07cf2() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_meansnoteevent" ("count", "id", "kind", "month", "noted_at", "noted_by_id", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "source") VALUES (NEW."count", NEW."id", NEW."kind", NEW."month", NEW."noted_at", NEW."noted_by_id", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."region_id", NEW."source"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_0e890() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_userevent" ("created_at", "first_name", "id", "is_active", "last_name", "password_set_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."created_at", NEW."first_name", NEW."id", NEW."is_active", NEW."last_name", NEW."password_set_at", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_0f2c5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_contestevent" ("answer", "answered_at", "answered_by_id", "at", "correction_id", "id", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."at", NEW."correction_id", NEW."id", NEW."line_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_0f56d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placeclosureevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "room_id", "starts") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id", NEW."reason", NEW."room_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_20ab5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_22128() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_departureevent" ("account_closed", "id", "kind", "last_day", "noted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."account_closed", NEW."id", NEW."kind", NEW."last_day", NEW."noted_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_32440() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_closedmonthevent" ("agreement_id", "closed_at", "closed_by_id", "id", "month", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."agreement_id", NEW."closed_at", NEW."closed_by_id", NEW."id", NEW."month", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_36fdd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementevent" ("id", "last_day", "name", "notice_by_id", "notice_on", "notice_reason", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "region_id") VALUES (NEW."id", NEW."last_day", NEW."name", NEW."notice_by_id", NEW."notice_on", NEW."notice_reason", NEW."pathway", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."platform_id", NEW."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_3b53e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readerpoolevent" ("id", "is_open", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_open", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_3dab1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_rotationevent" ("centre_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "starts") VALUES (NEW."centre_id", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_4538e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionevent" ("answers", "begun_at", "call_id", "ended_at", "id", "key", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "saved_at", "sent_at", "state", "until") VALUES (NEW."answers", NEW."begun_at", NEW."call_id", NEW."ended_at", NEW."id", NEW."key", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."saved_at", NEW."sent_at", NEW."state", NEW."until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_45641() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_interfacekeyevent" ("acts_for_id", "area", "begins", "id", "made_at", "made_by_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id", "scopes") VALUES (NEW."acts_for_id", NEW."area", NEW."begins", NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."revoked_at", NEW."revoked_by_id", NEW."scopes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_47046() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotamemberevent" ("born", "employer_id", "id", "no_nights_from", "no_nights_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rota_id", "share_percent", "waives_age") VALUES (NEW."born", NEW."employer_id", NEW."id", NEW."no_nights_from", NEW."no_nights_until", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."rota_id", NEW."share_percent", NEW."waives_age"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_48f58() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_absenceevent" ("during", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."during", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_4c7b5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_rotaevent" ("department_id", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "programme_id", "starts", "weeks", "wishes_until") VALUES (NEW."department_id", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."platform_id", NEW."programme_id", NEW."starts", NEW."weeks", NEW."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_4dddb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_daychangeevent" ("day", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule_id", "starts") VALUES (NEW."day", NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."rule_id", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_4e12d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_invitationevent" ("accepted_at", "accepted_by_id", "expires_at", "first_name", "id", "invited_by_id", "last_name", "made_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "withdrawn_at") VALUES (NEW."accepted_at", NEW."accepted_by_id", NEW."expires_at", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."last_name", NEW."made_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."role", NEW."withdrawn_at"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_4f1ab() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_certificateevent" ("code", "half_days", "id", "issued_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."half_days", NEW."id", NEW."issued_at", NEW."offer_id", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_51ae7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_engagementevent" ("days_per_month", "ends", "extra_fee_percent", "home_share_percent", "id", "night", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "replaced_at_home", "scheme", "starts", "state") VALUES (NEW."days_per_month", NEW."ends", NEW."extra_fee_percent", NEW."home_share_percent", NEW."id", NEW."night", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."replaced_at_home", NEW."scheme", NEW."starts", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_51f2c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantyearevent" ("cents", "grant_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "year") VALUES (NEW."cents", NEW."grant_id", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."year"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_5220f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "fhir_nationalnumberevent" ("id", "number", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."id", NEW."number", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_532ec() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_seatofferevent" ("answered_at", "expires_at", "id", "made_at", "option_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "submission_id") VALUES (NEW."answered_at", NEW."expires_at", NEW."id", NEW."made_at", NEW."option_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."state", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_556fb() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_supervisorwishevent" ("id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "supervisor_id") VALUES (NEW."id", NEW."junior_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."supervisor_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_56a02() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callevent" ("blind", "ceiling_cents", "closes_at", "host", "id", "kind", "offer_days", "opens_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "text", "title") VALUES (NEW."blind", NEW."ceiling_cents", NEW."closes_at", NEW."host", NEW."id", NEW."kind", NEW."offer_days", NEW."opens_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."published_at", NEW."text", NEW."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_58f3a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_applicantevent" ("answers", "call_id", "decided_by", "establishment", "establishment_key", "first_name", "id", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "sent", "submission_id") VALUES (NEW."answers", NEW."call_id", NEW."decided_by", NEW."establishment", NEW."establishment_key", NEW."first_name", NEW."id", NEW."last_name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."sent", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_59da9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placedetailsevent" ("accessibility", "beds", "contact_name", "contact_phone", "equipment", "id", "keys", "lat", "lodging", "lon", "meals", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "secretariat") VALUES (NEW."accessibility", NEW."beds", NEW."contact_name", NEW."contact_phone", NEW."equipment", NEW."id", NEW."keys", NEW."lat", NEW."lodging", NEW."lon", NEW."meals", NEW."parking", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id", NEW."secretariat"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_5ab16() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "proposals_placeproposalevent" ("accessibility", "address", "answered", "beds", "begun_at", "closed_days", "commune_id", "consented_at", "contact_name", "contact_phone", "decided_by", "ended_at", "equipment", "first_name", "id", "key", "keys", "last_name", "lat", "lodging", "lon", "meals", "organisation_name", "parking", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "place_kind", "place_name", "proposer", "reason", "rooms", "saved_at", "secretariat", "sent_at", "state", "visit_checked", "visit_note", "visit_on", "visitor", "word") VALUES (NEW."accessibility", NEW."address", NEW."answered", NEW."beds", NEW."begun_at", NEW."closed_days", NEW."commune_id", NEW."consented_at", NEW."contact_name", NEW."contact_phone", NEW."decided_by", NEW."ended_at", NEW."equipment", NEW."first_name", NEW."id", NEW."key", NEW."keys", NEW."last_name", NEW."lat", NEW."lodging", NEW."lon", NEW."meals", NEW."organisation_name", NEW."parking", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id", NEW."place_kind", NEW."place_name", NEW."proposer", NEW."reason", NEW."rooms", NEW."saved_at", NEW."secretariat", NEW."sent_at", NEW."state", NEW."visit_checked", NEW."visit_note", NEW."visit_on", NEW."visitor", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_5e766() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewnoteevent" ("at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "submission_id", "text") VALUES (NEW."at", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reviewer_id", NEW."submission_id", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_5f3be() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_awardedgrantevent" ("beneficiary_id", "beneficiary_name", "commune_id", "decided_on", "giver_id", "giver_name", "id", "intercommunality_id", "object", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "region_id", "title") VALUES (NEW."beneficiary_id", NEW."beneficiary_name", NEW."commune_id", NEW."decided_on", NEW."giver_id", NEW."giver_name", NEW."id", NEW."intercommunality_id", NEW."object", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference", NEW."region_id", NEW."title"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_5f806() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_claimevent" ("accepted_at", "active", "during", "given_back_for", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "resource_id") VALUES (NEW."accepted_at", NEW."active", NEW."during", NEW."given_back_for", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."post_id", NEW."resource_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_61444() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrecontractevent" ("centre_id", "days_off", "ends", "id", "leave_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "rtt_days", "starts", "visits", "weekly_minutes") VALUES (NEW."centre_id", NEW."days_off", NEW."ends", NEW."id", NEW."leave_days", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."rtt_days", NEW."starts", NEW."visits", NEW."weekly_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_62ebc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_invitedprofessionalevent" ("id", "invitation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."id", NEW."invitation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_6651a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calloptionevent" ("call_id", "department_id", "ends", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "seats", "starts") VALUES (NEW."call_id", NEW."department_id", NEW."ends", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."seats", NEW."starts"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_6911f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_groupmemberevent" ("group_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."group_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_6ab3d() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callreviewerevent" ("call_id", "declared_at", "establishment", "id", "keys", "links", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."call_id", NEW."declared_at", NEW."establishment", NEW."id", NEW."keys", NEW."links", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_751be() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_reviewevent" ("answered_at", "asked_at", "conflict", "id", "marks", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id", "state", "submission_id", "word") VALUES (NEW."answered_at", NEW."asked_at", NEW."conflict", NEW."id", NEW."marks", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reviewer_id", NEW."state", NEW."submission_id", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_79b4a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapreplyevent" ("id", "made_at", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (NEW."id", NEW."made_at", NEW."offer_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_79eef() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "engagements_authorisationevent" ("answered_by", "asked_on", "date", "desk", "details", "engagement_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "told_on") VALUES (NEW."answered_by", NEW."asked_on", NEW."date", NEW."desk", NEW."details", NEW."engagement_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."state", NEW."told_on"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_79ef5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_signinlinkevent" ("expires_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (NEW."expires_at", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."used_at", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_7d762() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_junioryearevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "region_id", "starts", "wishes_until") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."published_at", NEW."region_id", NEW."starts", NEW."wishes_until"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_80e54() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionevent" ("activity", "commune_id", "ends", "host_id", "id", "key", "motives", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "programme_id", "seats", "slot_minutes", "starts", "state", "stop") VALUES (NEW."activity", NEW."commune_id", NEW."ends", NEW."host_id", NEW."id", NEW."key", NEW."motives", NEW."pause_minutes", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id", NEW."programme_id", NEW."seats", NEW."slot_minutes", NEW."starts", NEW."state", NEW."stop"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_818aa() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centrescenarioevent" ("centre_id", "changes", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank") VALUES (NEW."centre_id", NEW."changes", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."rank"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_820ac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_calldecisionevent" ("at", "by", "cents", "engagement_id", "grant_id", "id", "kept", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "submission_id") VALUES (NEW."at", NEW."by", NEW."cents", NEW."engagement_id", NEW."grant_id", NEW."id", NEW."kept", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_89238() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_zoneadjustmentevent" ("at", "author_id", "epci_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id") VALUES (NEW."at", NEW."author_id", NEW."epci_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."region_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_9d796() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_passwordlinkevent" ("expires_at", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "used_at", "user_id") VALUES (NEW."expires_at", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."used_at", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_9f34f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_membershipmoveevent" ("day", "decided_by_id", "id", "membership_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "to_id") VALUES (NEW."day", NEW."decided_by_id", NEW."id", NEW."membership_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."to_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_a2f1b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_hospitalgroupevent" ("faculty_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "university_hospital_id") VALUES (NEW."faculty_id", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."region_id", NEW."university_hospital_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_a3d07() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_callcriterionevent" ("call_id", "code", "hint", "id", "label", "most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "weight") VALUES (NEW."call_id", NEW."code", NEW."hint", NEW."id", NEW."label", NEW."most", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."weight"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_a8477() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantconditionevent" ("due", "grant_id", "id", "met_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."due", NEW."grant_id", NEW."id", NEW."met_on", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_acca1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearsupervisorevent" ("accredited_until", "answered_at", "capacity", "commune_id", "first_name", "first_semester", "housing_id", "id", "key", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "second_semester", "year_id") VALUES (NEW."accredited_until", NEW."answered_at", NEW."capacity", NEW."commune_id", NEW."first_name", NEW."first_semester", NEW."housing_id", NEW."id", NEW."key", NEW."last_name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place", NEW."second_semester", NEW."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_ae23b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_sessionwarningevent" ("id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "session_id", "settled_at", "settled_by", "text") VALUES (NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."session_id", NEW."settled_at", NEW."settled_by", NEW."text"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_b058b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_orderedpaymentevent" ("cents", "id", "order_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settled_on", "state", "statement_id") VALUES (NEW."cents", NEW."id", NEW."order_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."settled_on", NEW."state", NEW."statement_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_b77f4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_centreleaveevent" ("contract_id", "first", "from_noon", "half_days", "id", "kind", "last", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "until_noon") VALUES (NEW."contract_id", NEW."first", NEW."from_noon", NEW."half_days", NEW."id", NEW."kind", NEW."last", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."until_noon"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_b9fc6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_readingplatformevent" ("id", "longest_hours", "name", "organisation_id", "pathway", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."longest_hours", NEW."name", NEW."organisation_id", NEW."pathway", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_bfe73() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_trainingevaluationevent" ("at", "id", "marks", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word") VALUES (NEW."at", NEW."id", NEW."marks", NEW."offer_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."word"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_c339c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_roomopeningevent" ("ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."room_id", NEW."starts", NEW."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_c52e8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "directory_placehandoverevent" ("after_id", "before_id", "day", "decided_by_id", "done_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id") VALUES (NEW."after_id", NEW."before_id", NEW."day", NEW."decided_by_id", NEW."done_at", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."place_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_c64d3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "accounts_secondfactorevent" ("created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "user_id") VALUES (NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."type", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_d2bcd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_yearjuniorevent" ("answered_at", "first_name", "id", "key", "last_name", "lodged", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "year_id") VALUES (NEW."answered_at", NEW."first_name", NEW."id", NEW."key", NEW."last_name", NEW."lodged", NEW."partner_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."rank", NEW."year_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_d2e25() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "grants_grantdocumentevent" ("at", "by_id", "bytes", "grant_id", "id", "key", "media_type", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."at", NEW."by_id", NEW."bytes", NEW."grant_id", NEW."id", NEW."key", NEW."media_type", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_d511b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_attendanceevent" ("date", "half", "id", "offer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "present") VALUES (NEW."date", NEW."half", NEW."id", NEW."offer_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."present"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_d65c1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_poolreaderevent" ("id", "is_present", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "user_id") VALUES (NEW."id", NEW."is_present", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."pool_id", NEW."user_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_d8aed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "juniors_juniorwishevent" ("first_id", "id", "junior_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "second_id") VALUES (NEW."first_id", NEW."id", NEW."junior_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."second_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_dbc88() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "imaging_dicomnodeevent" ("addresses", "host", "id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "port", "removed_at", "title", "tls") VALUES (NEW."addresses", NEW."host", NEW."id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."port", NEW."removed_at", NEW."title", NEW."tls"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_dd75f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agreements_agreementversionevent" ("agreement_id", "author_id", "ends", "id", "notice_months", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "proposed_at", "round", "signed_at", "starts", "state") VALUES (NEW."agreement_id", NEW."author_id", NEW."ends", NEW."id", NEW."notice_months", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."proposed_at", NEW."round", NEW."signed_at", NEW."starts", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_deec9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_offeredpostevent" ("call_id", "commune_id", "employer_id", "ends", "id", "nature", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "posts", "specialty", "starts", "yearly_cents") VALUES (NEW."call_id", NEW."commune_id", NEW."employer_id", NEW."ends", NEW."id", NEW."nature", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."posts", NEW."specialty", NEW."starts", NEW."yearly_cents"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_e2712() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "duties_dutywishevent" ("date", "id", "kind", "member_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."date", NEW."id", NEW."kind", NEW."member_id", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_e2965() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "observatory_territorylistevent" ("basis", "chosen_at", "chosen_by_id", "modelled", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "region_id", "source", "vintage") VALUES (NEW."basis", NEW."chosen_at", NEW."chosen_by_id", NEW."modelled", _pgh_attach_context(), NOW(), 'update', NEW."region_id", NEW."published", NEW."region_id", NEW."source", NEW."vintage"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_e50a3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "payments_paymentmandateevent" ("department_id", "id", "payer_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scheme") VALUES (NEW."department_id", NEW."id", NEW."payer_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."scheme"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_eb524() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "identity_siteidentityevent" ("agency", "email", "hours", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."agency", NEW."email", NEW."hours", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."phone"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_ec586() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_appointmentevent" ("booked_at", "cancelled_at", "confirm_asked_at", "confirmed_at", "doctor_found_at", "doctor_found_by", "during", "id", "link_asked_at", "moved_at", "notice", "patient_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "sequence", "slot_id", "state") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."confirm_asked_at", NEW."confirmed_at", NEW."doctor_found_at", NEW."doctor_found_by", NEW."during", NEW."id", NEW."link_asked_at", NEW."moved_at", NEW."notice", NEW."patient_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reminded_at", NEW."sequence", NEW."slot_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_ed37e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "agenda_swapofferevent" ("ended_at", "id", "made_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "state") VALUES (NEW."ended_at", NEW."id", NEW."made_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."state"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_f05e4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "diaries_diaryruleevent" ("diary_id", "ends", "equipment_id", "every_weeks", "first", "id", "last", "no_doctor_days", "no_doctor_share", "of_month", "on_holidays", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "regulated_hours", "regulated_share", "room_id", "school", "seats", "second_id", "starts", "weekday") VALUES (NEW."diary_id", NEW."ends", NEW."equipment_id", NEW."every_weeks", NEW."first", NEW."id", NEW."last", NEW."no_doctor_days", NEW."no_doctor_share", NEW."of_month", NEW."on_holidays", NEW."pause_minutes", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."regulated_hours", NEW."regulated_share", NEW."room_id", NEW."school", NEW."seats", NEW."second_id", NEW."starts", NEW."weekday"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_f1fac() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_desktaskevent" ("centre_id", "created_at", "created_by_id", "done_at", "done_by_id", "due", "id", "kind", "passed_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "taken_by_id") VALUES (NEW."centre_id", NEW."created_at", NEW."created_by_id", NEW."done_at", NEW."done_by_id", NEW."due", NEW."id", NEW."kind", NEW."passed_by_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."taken_at", NEW."taken_by_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_f6524() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_postshareevent" ("id", "name", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "what") VALUES (NEW."id", NEW."name", NEW."percent", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."post_id", NEW."what"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_f714e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "applications_applicationevent" ("begun_at", "consented_at", "dates", "decided_by", "ended_at", "engagement_id", "first_name", "half_days_per_month", "home_id", "id", "key", "last_name", "lodging_wanted", "motivation", "motivation_answered", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places_answered", "profession", "reason", "register", "replaced_at_home", "rpps", "saved_at", "scheme", "sent_at", "state", "status", "weekdays", "when_answered") VALUES (NEW."begun_at", NEW."consented_at", NEW."dates", NEW."decided_by", NEW."ended_at", NEW."engagement_id", NEW."first_name", NEW."half_days_per_month", NEW."home_id", NEW."id", NEW."key", NEW."last_name", NEW."lodging_wanted", NEW."motivation", NEW."motivation_answered", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."places_answered", NEW."profession", NEW."reason", NEW."register", NEW."replaced_at_home", NEW."rpps", NEW."saved_at", NEW."scheme", NEW."sent_at", NEW."state", NEW."status", NEW."weekdays", NEW."when_answered"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_faa16() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "calls_submissionfileevent" ("at", "bytes", "digest", "field", "id", "pages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scanned", "submission_id") VALUES (NEW."at", NEW."bytes", NEW."digest", NEW."field", NEW."id", NEW."pages", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."scanned", NEW."submission_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_fb929() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "booking_overbookedsessionevent" ("at", "by_id", "extra", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "risk", "session_id") VALUES (NEW."at", NEW."by_id", NEW."extra", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."risk", NEW."session_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_fc875() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_homeroundevent" ("centre_id", "date", "half", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id", "travel_minutes") VALUES (NEW."centre_id", NEW."date", NEW."half", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id", NEW."travel_minutes"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_fce45() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "expertise_platformmemberevent" ("id", "invited_at", "joined_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "platform_id", "pool_id") VALUES (NEW."id", NEW."invited_at", NEW."joined_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."platform_id", NEW."pool_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_update_update_fe236() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "centres_patientlistevent" ("capacity", "centre_id", "id", "others", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "professional_id") VALUES (NEW."capacity", NEW."centre_id", NEW."id", NEW."others", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."professional_id"); RETURN NULL;
                END;
            $$;

CREATE FUNCTION public.pgtrigger_upload_only_grows_a50da() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NEW."offset" < OLD."offset" OR (NEW.length, NEW.holder, NEW.by_id)
            IS DISTINCT FROM (OLD.length, OLD.holder, OLD.by_id) THEN
            RAISE EXCEPTION 'what was received stays received' USING ERRCODE = '23514', CONSTRAINT = 'upload_only_grows';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_visit_of_the_centre_b4d1e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$

                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

        IF NOT EXISTS (SELECT 1 FROM centres_homeround WHERE id = NEW.round_id AND centre_id = NEW.centre_id) THEN
            RAISE EXCEPTION 'a visit is planned in a round of its own centre' USING ERRCODE = '23514', CONSTRAINT = 'home_visit_of_the_centre';
        END IF;
        RETURN NEW;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_webhooks_hear_6a0bd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE happened text;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

                IF NEW.state = 'published' AND (TG_OP = 'INSERT' OR OLD.state = 'draft') THEN
                    happened := 'session.published';
                ELSIF TG_OP = 'UPDATE' AND NEW.state = 'cancelled' AND OLD.state NOT IN ('draft', 'cancelled') THEN
                    happened := 'session.cancelled';
                ELSIF TG_OP = 'UPDATE' AND NEW.state NOT IN ('draft', 'cancelled') AND (
                    NEW.starts, NEW.ends, NEW.place_id, NEW.commune_id
                ) IS DISTINCT FROM (OLD.starts, OLD.ends, OLD.place_id, OLD.commune_id) THEN
                    happened := 'session.changed';
                END IF;
                IF happened IS NOT NULL AND EXISTS (SELECT 1 FROM webhooks_subscription WHERE stopped = '') THEN
                    INSERT INTO webhooks_change (what, row, at) VALUES (happened, NEW.id, now());
                END IF;
                RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.pgtrigger_webhooks_hear_b0d84() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                DECLARE happened text;
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;

                IF TG_OP = 'INSERT' THEN
                    happened := 'appointment.booked';
                ELSIF NEW.state IN ('cancelled', 'excused') AND OLD.state NOT IN ('cancelled', 'excused') THEN
                    happened := 'appointment.cancelled';
                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN
                    happened := 'appointment.outcome';
                ELSIF NEW.slot_id IS DISTINCT FROM OLD.slot_id THEN
                    happened := 'appointment.moved';
                END IF;
                IF happened IS NOT NULL AND EXISTS (SELECT 1 FROM webhooks_subscription WHERE stopped = '') THEN
                    INSERT INTO webhooks_change (what, row, at) VALUES (happened, NEW.id, now());
                END IF;
                RETURN NULL;

                END;
            $$;

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_cacheentry (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);

CREATE TABLE public.accounts_failedlogin (
    id bigint NOT NULL,
    account bytea NOT NULL,
    address bytea NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.accounts_failedlogin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_failedlogin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_invitation (
    id bigint NOT NULL,
    email text NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    role character varying(30) NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    accepted_by_id bigint,
    invited_by_id bigint,
    organisation_id bigint NOT NULL,
    email_key bigint NOT NULL,
    CONSTRAINT invitation_accepted_in_time_or_withdrawn CHECK ((((accepted_at IS NULL) AND (accepted_by_id IS NULL)) OR ((accepted_at >= made_at) AND (accepted_at <= expires_at) AND (withdrawn_at IS NULL)))),
    CONSTRAINT invitation_expires_after CHECK ((expires_at > made_at)),
    CONSTRAINT invitation_has_email CHECK ((NOT (email = ''::text))),
    CONSTRAINT invitation_known_role CHECK (((role)::text = ANY ((ARRAY['coordinator'::character varying, 'analyst'::character varying, 'agency'::character varying, 'doctor'::character varying, 'nurse'::character varying, 'host'::character varying, 'secretary'::character varying, 'centre_manager'::character varying, 'administrator'::character varying, 'data_protection_officer'::character varying, 'order_council'::character varying, 'insurer'::character varying, 'duty_organiser'::character varying, 'payer'::character varying, 'grant_desk'::character varying, 'referrer'::character varying, 'regulator'::character varying, 'medical_affairs'::character varying, 'head_of_pathway'::character varying, 'requester'::character varying, 'expert'::character varying, 'systems_manager'::character varying, 'faculty'::character varying, 'candidate'::character varying, 'reviewer'::character varying])::text[])))
);

ALTER TABLE public.accounts_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_invitationevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    role character varying(30) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    accepted_by_id bigint,
    invited_by_id bigint,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.accounts_invitationevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_invitationevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_membership (
    id bigint NOT NULL,
    role character varying(30) NOT NULL,
    user_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    CONSTRAINT membership_known_role CHECK (((role)::text = ANY ((ARRAY['coordinator'::character varying, 'analyst'::character varying, 'agency'::character varying, 'doctor'::character varying, 'nurse'::character varying, 'host'::character varying, 'secretary'::character varying, 'centre_manager'::character varying, 'administrator'::character varying, 'data_protection_officer'::character varying, 'order_council'::character varying, 'insurer'::character varying, 'duty_organiser'::character varying, 'payer'::character varying, 'grant_desk'::character varying, 'referrer'::character varying, 'regulator'::character varying, 'medical_affairs'::character varying, 'head_of_pathway'::character varying, 'requester'::character varying, 'expert'::character varying, 'systems_manager'::character varying, 'faculty'::character varying, 'candidate'::character varying, 'reviewer'::character varying])::text[])))
);

ALTER TABLE public.accounts_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_membershipevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    role character varying(30) NOT NULL,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_membershipevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membershipevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_membershipmove (
    id bigint NOT NULL,
    day date NOT NULL,
    decided_by_id bigint,
    membership_id bigint NOT NULL,
    to_id bigint NOT NULL
);

ALTER TABLE public.accounts_membershipmove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membershipmove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_membershipmoveevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    day date NOT NULL,
    decided_by_id bigint,
    membership_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    to_id bigint NOT NULL
);

ALTER TABLE public.accounts_membershipmoveevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membershipmoveevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_organisation (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(20) NOT NULL,
    retention_months smallint NOT NULL,
    registered_by_id bigint,
    CONSTRAINT accounts_organisation_retention_months_check CHECK ((retention_months >= 0)),
    CONSTRAINT organisation_known_kind CHECK (((kind)::text = ANY ((ARRAY['agency'::character varying, 'coordination'::character varying, 'establishment'::character varying, 'commune'::character varying, 'practice'::character varying, 'centre'::character varying, 'order'::character varying, 'insurer'::character varying, 'regulation'::character varying, 'faculty'::character varying, 'pharmacy'::character varying, 'france_services'::character varying, 'social_service'::character varying, 'funder'::character varying, 'duty_association'::character varying, 'landlord'::character varying, 'operator'::character varying])::text[]))),
    CONSTRAINT organisation_retention_1_to_36_months CHECK (((retention_months >= 1) AND (retention_months <= 36)))
);

CREATE TABLE public.accounts_organisation_departments (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    department_id character varying(3) NOT NULL
);

ALTER TABLE public.accounts_organisation_departments ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_organisation_departments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.accounts_organisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_organisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_organisation_intercommunalities (
    id bigint NOT NULL,
    organisation_id bigint CONSTRAINT accounts_organisation_intercommunaliti_organisation_id_not_null NOT NULL,
    intercommunality_id character varying(9) CONSTRAINT accounts_organisation_intercommuna_intercommunality_id_not_null NOT NULL
);

ALTER TABLE public.accounts_organisation_intercommunalities ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_organisation_intercommunalities_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_organisation_regions (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    region_id character varying(2) NOT NULL
);

ALTER TABLE public.accounts_organisation_regions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_organisation_regions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_passwordlink (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    made_by_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT password_link_expires_after CHECK ((expires_at > made_at)),
    CONSTRAINT password_link_used_in_time CHECK (((used_at IS NULL) OR ((used_at >= made_at) AND (used_at <= expires_at))))
);

ALTER TABLE public.accounts_passwordlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_passwordlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_passwordlinkevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    made_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_passwordlinkevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_passwordlinkevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_secondfactorevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    user_id bigint NOT NULL,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.accounts_secondfactorevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_secondfactorevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_signinlink (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    user_id bigint NOT NULL,
    CONSTRAINT sign_in_link_expires_after CHECK ((expires_at > made_at)),
    CONSTRAINT sign_in_link_used_in_time CHECK (((used_at IS NULL) OR ((used_at >= made_at) AND (used_at <= expires_at))))
);

ALTER TABLE public.accounts_signinlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_signinlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_signinlinkevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_signinlinkevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_signinlinkevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email text NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    password_set_at timestamp with time zone,
    email_key bigint NOT NULL,
    CONSTRAINT user_has_email CHECK ((NOT (email = ''::text)))
);

ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_userevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    password_set_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.accounts_userevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_userevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_absence (
    id bigint NOT NULL,
    during tstzrange NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT absence_bounded CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);

ALTER TABLE public.agenda_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_absenceevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    during tstzrange NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_absenceevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_absenceevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_busytime (
    id bigint NOT NULL,
    during tstzrange NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT busy_bounded CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);

ALTER TABLE public.agenda_busytime ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_busytime_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_calendarabsence (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    uid character varying(255) NOT NULL,
    absence_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_calendarabsence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_calendarabsence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_calendarfeed (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest bytea NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT agenda_calendarfeed_number_check CHECK ((number >= 0))
);

ALTER TABLE public.agenda_calendarfeed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_calendarfeed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_calendarpassword (
    id bigint NOT NULL,
    label character varying(60) NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_calendarpassword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_calendarpassword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_claim (
    id bigint NOT NULL,
    during tstzrange NOT NULL,
    active boolean NOT NULL,
    resource_id bigint NOT NULL,
    post_id bigint NOT NULL,
    accepted_at timestamp with time zone,
    given_back_for character varying(20) NOT NULL,
    CONSTRAINT claim_active_not_given_back CHECK (((NOT active) OR ((given_back_for)::text = ''::text))),
    CONSTRAINT claim_bounded CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during))))
);

ALTER TABLE public.agenda_claim ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_claim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_claimevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    during tstzrange NOT NULL,
    active boolean NOT NULL,
    accepted_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    post_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    given_back_for character varying(20) NOT NULL
);

ALTER TABLE public.agenda_claimevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_claimevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_departure (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    last_day date NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    account_closed boolean NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT departure_kind CHECK (((kind)::text = ANY ((ARRAY['withdrawal'::character varying, 'death'::character varying])::text[])))
);

ALTER TABLE public.agenda_departure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_departure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_departureevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    last_day date NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    account_closed boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_departureevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_departureevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_owncalendar (
    id bigint NOT NULL,
    sealed text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    tried_at timestamp with time zone,
    read_at timestamp with time zone,
    problem character varying(20) NOT NULL,
    etag character varying(300) NOT NULL,
    modified character varying(100) NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_owncalendar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_owncalendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_session (
    id bigint NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    stop character varying(200) NOT NULL,
    activity character varying(20) NOT NULL,
    slot_minutes smallint NOT NULL,
    state character varying(20) NOT NULL,
    commune_id character varying(5) NOT NULL,
    place_id bigint,
    programme_id bigint NOT NULL,
    key character varying(160) NOT NULL,
    host_id bigint,
    motives jsonb DEFAULT '[]'::jsonb NOT NULL,
    pause_minutes smallint DEFAULT 0 NOT NULL,
    seats smallint DEFAULT 1 NOT NULL,
    CONSTRAINT agenda_session_pause_minutes_check CHECK ((pause_minutes >= 0)),
    CONSTRAINT agenda_session_seats_check CHECK ((seats >= 0)),
    CONSTRAINT agenda_session_slot_minutes_check CHECK ((slot_minutes >= 0)),
    CONSTRAINT session_ends_after CHECK ((ends > starts)),
    CONSTRAINT session_of_1_to_30_people CHECK (((seats >= 1) AND (seats <= 30))),
    CONSTRAINT session_pause_two_hours_at_most CHECK ((pause_minutes <= 120)),
    CONSTRAINT session_slot_5_to_240_minutes CHECK (((slot_minutes >= 5) AND (slot_minutes <= 240)))
);

ALTER TABLE public.agenda_session ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_session_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_sessioncancellation (
    id bigint NOT NULL,
    reason character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    session_id bigint NOT NULL
);

ALTER TABLE public.agenda_sessioncancellation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_sessioncancellation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_sessionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    stop character varying(200) NOT NULL,
    activity character varying(20) NOT NULL,
    slot_minutes smallint NOT NULL,
    state character varying(20) NOT NULL,
    commune_id character varying(5) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint,
    programme_id bigint NOT NULL,
    key character varying(160) NOT NULL,
    host_id bigint,
    motives jsonb DEFAULT '[]'::jsonb NOT NULL,
    pause_minutes smallint DEFAULT 0 NOT NULL,
    seats smallint DEFAULT 1 NOT NULL,
    CONSTRAINT agenda_sessionevent_pause_minutes_check CHECK ((pause_minutes >= 0)),
    CONSTRAINT agenda_sessionevent_seats_check CHECK ((seats >= 0)),
    CONSTRAINT agenda_sessionevent_slot_minutes_check CHECK ((slot_minutes >= 0))
);

ALTER TABLE public.agenda_sessionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_sessionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_sessionpost (
    id bigint NOT NULL,
    role character varying(40) NOT NULL,
    rank smallint NOT NULL,
    kind character varying(20) NOT NULL,
    giver boolean NOT NULL,
    optional boolean NOT NULL,
    during tstzrange NOT NULL,
    session_id bigint NOT NULL,
    arranged boolean NOT NULL,
    CONSTRAINT agenda_sessionpost_rank_check CHECK ((rank >= 0)),
    CONSTRAINT post_arranged_is_bed_or_locum CHECK (((NOT arranged) OR ((NOT giver) AND ((kind)::text = 'bed'::text) AND optional AND ((role)::text = 'lodging'::text)) OR ((NOT giver) AND ((kind)::text = 'professional'::text) AND optional AND ((role)::text = 'replacement'::text)))),
    CONSTRAINT post_bounded CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during)))),
    CONSTRAINT post_giver_is_a_person CHECK (((NOT giver) OR (((kind)::text = 'professional'::text) AND (NOT optional))))
);

ALTER TABLE public.agenda_sessionpost ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_sessionpost_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_sessionwarning (
    id bigint NOT NULL,
    text character varying(1000) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(200) NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT session_warning_says_what CHECK ((NOT ((text)::text = ''::text))),
    CONSTRAINT session_warning_settled_by CHECK ((((settled_at IS NULL) AND ((settled_by)::text = ''::text)) OR ((settled_at IS NOT NULL) AND (NOT ((settled_by)::text = ''::text)))))
);

ALTER TABLE public.agenda_sessionwarning ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_sessionwarning_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_sessionwarningevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    text character varying(1000) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    settled_by character varying(200) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    session_id bigint NOT NULL
);

ALTER TABLE public.agenda_sessionwarningevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_sessionwarningevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_slot (
    id bigint NOT NULL,
    starts timestamp with time zone NOT NULL,
    ends timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    session_id bigint NOT NULL,
    kept_for character varying(40)[] NOT NULL,
    rank smallint DEFAULT 0 NOT NULL,
    motive character varying(30),
    seat smallint DEFAULT 0 NOT NULL,
    CONSTRAINT agenda_slot_rank_check CHECK ((rank >= 0)),
    CONSTRAINT agenda_slot_seat_check CHECK ((seat >= 0)),
    CONSTRAINT slot_ends_after CHECK ((ends > starts)),
    CONSTRAINT slot_known_groups CHECK ((kept_for <@ ARRAY['no_treating_doctor'::character varying(40), 'not_seen_for_long'::character varying(40), 'inhabitants'::character varying(40), 'referred'::character varying(40), 'regulated'::character varying(40), 'everybody'::character varying(40)])),
    CONSTRAINT slot_of_the_template_or_one_more CHECK ((rank <= 1)),
    CONSTRAINT slot_release_of_kept CHECK (((NOT (kept_for = '{}'::character varying(40)[])) OR (released_at IS NULL)))
);

ALTER TABLE public.agenda_slot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_slot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_swapoffer (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    professional_id bigint NOT NULL,
    CONSTRAINT swap_offer_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (ended_at IS NOT NULL))))
);

ALTER TABLE public.agenda_swapoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_swapoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_swapofferevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_swapofferevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_swapofferevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_swapreply (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    offer_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_swapreply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_swapreply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_swapreplyevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    offer_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.agenda_swapreplyevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_swapreplyevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_swapsession (
    id bigint NOT NULL,
    active boolean NOT NULL,
    offer_id bigint,
    reply_id bigint,
    session_id bigint NOT NULL,
    CONSTRAINT swap_session_of_one_side CHECK ((((offer_id IS NOT NULL) AND (reply_id IS NULL)) OR ((offer_id IS NULL) AND (reply_id IS NOT NULL))))
);

ALTER TABLE public.agenda_swapsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_swapsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agenda_thingfeed (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest bytea NOT NULL,
    place_id bigint NOT NULL,
    room_id bigint,
    CONSTRAINT agenda_thingfeed_number_check CHECK ((number >= 0))
);

ALTER TABLE public.agenda_thingfeed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agenda_thingfeed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreement (
    id bigint NOT NULL,
    name character varying(150) NOT NULL,
    pathway character varying(100) NOT NULL,
    last_day date,
    notice_on date,
    notice_reason character varying(500) NOT NULL,
    notice_by_id bigint,
    region_id character varying(2) NOT NULL,
    platform_id bigint,
    CONSTRAINT agreement_notice_whole CHECK ((((last_day IS NULL) AND (notice_by_id IS NULL) AND (notice_on IS NULL)) OR ((last_day IS NOT NULL) AND (notice_by_id IS NOT NULL) AND (notice_on IS NOT NULL))))
);

ALTER TABLE public.agreements_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementanswer (
    id bigint NOT NULL,
    round smallint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    name character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    noted_by_id bigint,
    organisation_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT agreement_answer_kind CHECK (((kind)::text = ANY ((ARRAY['yes'::character varying, 'back'::character varying, 'signed'::character varying])::text[]))),
    CONSTRAINT agreement_answered_by_whom CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT agreement_sent_back_why CHECK (((NOT ((kind)::text = 'back'::text)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT agreements_agreementanswer_round_check CHECK ((round >= 0))
);

ALTER TABLE public.agreements_agreementanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(150) NOT NULL,
    pathway character varying(100) NOT NULL,
    last_day date,
    notice_on date,
    notice_reason character varying(500) NOT NULL,
    notice_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL,
    platform_id bigint
);

ALTER TABLE public.agreements_agreementevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementperson (
    id bigint NOT NULL,
    salary_cents integer NOT NULL,
    bonus_cents integer NOT NULL,
    employer_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT agreements_agreementperson_bonus_cents_check CHECK ((bonus_cents >= 0)),
    CONSTRAINT agreements_agreementperson_salary_cents_check CHECK ((salary_cents >= 0))
);

ALTER TABLE public.agreements_agreementperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementshare (
    id bigint NOT NULL,
    starts date NOT NULL,
    time_percent smallint NOT NULL,
    money_percent smallint NOT NULL,
    organisation_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT agreement_share_percent CHECK (((money_percent <= 100) AND (time_percent <= 100))),
    CONSTRAINT agreements_agreementshare_money_percent_check CHECK ((money_percent >= 0)),
    CONSTRAINT agreements_agreementshare_time_percent_check CHECK ((time_percent >= 0))
);

ALTER TABLE public.agreements_agreementshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementversion (
    id bigint NOT NULL,
    number smallint NOT NULL,
    state character varying(20) NOT NULL,
    round smallint NOT NULL,
    starts date NOT NULL,
    ends date,
    notice_months smallint NOT NULL,
    template jsonb NOT NULL,
    proposed_at timestamp with time zone,
    signed_at timestamp with time zone,
    agreement_id bigint NOT NULL,
    author_id bigint NOT NULL,
    programme_id bigint,
    CONSTRAINT agreement_ends_after CHECK (((ends IS NULL) OR (ends >= starts))),
    CONSTRAINT agreement_in_agenda_when_signed CHECK (((programme_id IS NULL) OR ((state)::text = 'signed'::text))),
    CONSTRAINT agreement_notice_months CHECK ((notice_months <= 24)),
    CONSTRAINT agreement_signed_when CHECK ((((signed_at IS NOT NULL) AND ((state)::text = 'signed'::text)) OR ((NOT ((state)::text = 'signed'::text)) AND (signed_at IS NULL)))),
    CONSTRAINT agreement_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'proposed'::character varying, 'agreed'::character varying, 'signed'::character varying, 'dropped'::character varying])::text[]))),
    CONSTRAINT agreements_agreementversion_notice_months_check CHECK ((notice_months >= 0)),
    CONSTRAINT agreements_agreementversion_number_check CHECK ((number >= 0)),
    CONSTRAINT agreements_agreementversion_round_check CHECK ((round >= 0))
);

ALTER TABLE public.agreements_agreementversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_agreementversionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    number smallint NOT NULL,
    state character varying(20) NOT NULL,
    round smallint NOT NULL,
    starts date NOT NULL,
    ends date,
    notice_months smallint NOT NULL,
    proposed_at timestamp with time zone,
    signed_at timestamp with time zone,
    agreement_id bigint NOT NULL,
    author_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    programme_id bigint,
    CONSTRAINT agreements_agreementversionevent_notice_months_check CHECK ((notice_months >= 0)),
    CONSTRAINT agreements_agreementversionevent_number_check CHECK ((number >= 0)),
    CONSTRAINT agreements_agreementversionevent_round_check CHECK ((round >= 0))
);

ALTER TABLE public.agreements_agreementversionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_agreementversionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_closedmonth (
    id bigint NOT NULL,
    month date NOT NULL,
    document jsonb NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    agreement_id bigint NOT NULL,
    closed_by_id bigint,
    CONSTRAINT agreement_month_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

ALTER TABLE public.agreements_closedmonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_closedmonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_closedmonthevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    month date NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    agreement_id bigint NOT NULL,
    closed_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.agreements_closedmonthevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_closedmonthevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_groupmember (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    group_id bigint NOT NULL
);

ALTER TABLE public.agreements_groupmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_groupmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_groupmemberevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    group_id bigint NOT NULL
);

ALTER TABLE public.agreements_groupmemberevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_groupmemberevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_hospitalgroup (
    id bigint NOT NULL,
    name character varying(150) NOT NULL,
    faculty_id bigint,
    region_id character varying(2) NOT NULL,
    university_hospital_id bigint,
    CONSTRAINT hospital_group_named CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.agreements_hospitalgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_hospitalgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_hospitalgroupevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(150) NOT NULL,
    faculty_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL,
    university_hospital_id bigint
);

ALTER TABLE public.agreements_hospitalgroupevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_hospitalgroupevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_meansnote (
    id bigint NOT NULL,
    pathway character varying(100) NOT NULL,
    kind character varying(20) NOT NULL,
    month date NOT NULL,
    count smallint NOT NULL,
    source character varying(200) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    noted_by_id bigint,
    organisation_id bigint NOT NULL,
    region_id character varying(2) NOT NULL,
    CONSTRAINT agreements_meansnote_count_check CHECK ((count >= 0)),
    CONSTRAINT means_note_count CHECK ((count <= 2000)),
    CONSTRAINT means_note_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT means_note_kind CHECK (((kind)::text = ANY ((ARRAY['beds_promised'::character varying, 'beds_open'::character varying, 'emergency_promised'::character varying, 'staff'::character varying])::text[]))),
    CONSTRAINT means_note_source CHECK (((NOT ((source)::text = ''::text)) AND (NOT ((pathway)::text = ''::text))))
);

ALTER TABLE public.agreements_meansnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_meansnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agreements_meansnoteevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    pathway character varying(100) NOT NULL,
    kind character varying(20) NOT NULL,
    month date NOT NULL,
    count smallint NOT NULL,
    source character varying(200) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    noted_by_id bigint,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL,
    CONSTRAINT agreements_meansnoteevent_count_check CHECK ((count >= 0))
);

ALTER TABLE public.agreements_meansnoteevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agreements_meansnoteevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.applications_application (
    id bigint NOT NULL,
    key uuid NOT NULL,
    scheme character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    rpps character varying(11) NOT NULL,
    register character varying(20) NOT NULL,
    profession character varying(40) NOT NULL,
    status character varying(40) NOT NULL,
    places_answered boolean NOT NULL,
    half_days_per_month smallint,
    weekdays smallint[] NOT NULL,
    dates date[] NOT NULL,
    when_answered boolean NOT NULL,
    replaced_at_home boolean,
    lodging_wanted boolean,
    motivation text NOT NULL,
    motivation_answered boolean NOT NULL,
    consented_at timestamp with time zone,
    decided_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    engagement_id bigint,
    home_id character varying(5),
    search_keys bigint[] NOT NULL,
    CONSTRAINT application_1_to_62_half_days CHECK (((half_days_per_month IS NULL) OR ((half_days_per_month >= 1) AND (half_days_per_month <= 62)))),
    CONSTRAINT application_accepted_is_engaged CHECK ((((engagement_id IS NOT NULL) AND ((state)::text = 'accepted'::text)) OR ((NOT ((state)::text = 'accepted'::text)) AND (engagement_id IS NULL)))),
    CONSTRAINT application_decided_by CHECK (((NOT ((state)::text = ANY ((ARRAY['accepted'::character varying, 'refused'::character varying])::text[]))) OR (NOT ((decided_by)::text = ''::text)))),
    CONSTRAINT application_draft_not_sent CHECK (((NOT ((state)::text = 'draft'::text)) OR (sent_at IS NULL))),
    CONSTRAINT application_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying])::text[]))) AND (ended_at IS NOT NULL)))),
    CONSTRAINT application_has_email CHECK ((NOT (email = ''::text))),
    CONSTRAINT application_refused_why CHECK (((NOT ((state)::text = 'refused'::text)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT application_rpps_11_digits CHECK ((((rpps)::text = ''::text) OR ((rpps)::text ~ '^[0-9]{11}$'::text))),
    CONSTRAINT application_rpps_key CHECK ((((rpps)::text = ''::text) OR (mod((((((((((((ascii(substr((rpps)::text, 1, 1)) + ascii(translate(substr((rpps)::text, 2, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 3, 1))) + ascii(translate(substr((rpps)::text, 4, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 5, 1))) + ascii(translate(substr((rpps)::text, 6, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 7, 1))) + ascii(translate(substr((rpps)::text, 8, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 9, 1))) + ascii(translate(substr((rpps)::text, 10, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 11, 1))) - 528), 10) = 0))),
    CONSTRAINT application_sent_after CHECK (((sent_at IS NULL) OR (sent_at >= begun_at))),
    CONSTRAINT application_sent_is_whole CHECK (((sent_at IS NULL) OR ((NOT ((first_name)::text = ''::text)) AND (NOT ((last_name)::text = ''::text)) AND (NOT ((rpps)::text = ''::text)) AND (NOT ((profession)::text = ''::text)) AND (NOT ((status)::text = ''::text)) AND (consented_at IS NOT NULL) AND (half_days_per_month IS NOT NULL) AND (home_id IS NOT NULL) AND (lodging_wanted IS NOT NULL) AND (replaced_at_home IS NOT NULL)))),
    CONSTRAINT application_sent_when CHECK (((NOT ((state)::text = ANY ((ARRAY['sent'::character varying, 'accepted'::character varying, 'refused'::character varying])::text[]))) OR (sent_at IS NOT NULL))),
    CONSTRAINT application_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'accepted'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT application_weekdays_0_to_6 CHECK ((weekdays <@ ARRAY[(0)::smallint, (1)::smallint, (2)::smallint, (3)::smallint, (4)::smallint, (5)::smallint, (6)::smallint])),
    CONSTRAINT applications_application_half_days_per_month_check CHECK ((half_days_per_month >= 0))
);

ALTER TABLE public.applications_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.applications_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.applications_applicationcheck (
    id bigint NOT NULL,
    application_id bigint NOT NULL,
    authorisation_id bigint NOT NULL
);

ALTER TABLE public.applications_applicationcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.applications_applicationcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.applications_applicationevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    key uuid NOT NULL,
    scheme character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    rpps character varying(11) NOT NULL,
    register character varying(20) NOT NULL,
    profession character varying(40) NOT NULL,
    status character varying(40) NOT NULL,
    places_answered boolean NOT NULL,
    half_days_per_month smallint,
    weekdays smallint[] NOT NULL,
    dates date[] NOT NULL,
    when_answered boolean NOT NULL,
    replaced_at_home boolean,
    lodging_wanted boolean,
    motivation text NOT NULL,
    motivation_answered boolean NOT NULL,
    consented_at timestamp with time zone,
    decided_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    engagement_id bigint,
    home_id character varying(5),
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT applications_applicationevent_half_days_per_month_check CHECK ((half_days_per_month >= 0))
);

ALTER TABLE public.applications_applicationevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.applications_applicationevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.applications_registerentry (
    rpps character varying(11) NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    profession character varying(40) NOT NULL,
    department character varying(3) NOT NULL,
    CONSTRAINT register_rpps_11_digits CHECK (((rpps)::text ~ '^[0-9]{11}$'::text)),
    CONSTRAINT register_rpps_key CHECK ((mod((((((((((((ascii(substr((rpps)::text, 1, 1)) + ascii(translate(substr((rpps)::text, 2, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 3, 1))) + ascii(translate(substr((rpps)::text, 4, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 5, 1))) + ascii(translate(substr((rpps)::text, 6, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 7, 1))) + ascii(translate(substr((rpps)::text, 8, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 9, 1))) + ascii(translate(substr((rpps)::text, 10, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 11, 1))) - 528), 10) = 0))
);

CREATE TABLE public.applications_wantedplace (
    id bigint NOT NULL,
    application_id bigint NOT NULL,
    place_id bigint NOT NULL
);

ALTER TABLE public.applications_wantedplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.applications_wantedplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_appointment (
    id bigint NOT NULL,
    state character varying(20) NOT NULL,
    during tstzrange NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    token_hash bytea NOT NULL,
    idempotency_hash bytea NOT NULL,
    notice character varying(10) NOT NULL,
    reminded_at timestamp with time zone,
    slot_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    link_asked_at timestamp with time zone,
    moved_at timestamp with time zone,
    sequence smallint NOT NULL,
    doctor_found_at timestamp with time zone,
    doctor_found_by character varying(10) NOT NULL,
    confirm_asked_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    CONSTRAINT appointment_cancelled_when CHECK ((((cancelled_at IS NOT NULL) AND ((state)::text = 'cancelled'::text)) OR ((NOT ((state)::text = 'cancelled'::text)) AND (cancelled_at IS NULL)))),
    CONSTRAINT appointment_doctor_found_by CHECK ((((doctor_found_at IS NULL) AND ((doctor_found_by)::text = ''::text)) OR ((doctor_found_at IS NOT NULL) AND ((doctor_found_by)::text = ANY ((ARRAY['patient'::character varying, 'team'::character varying])::text[]))))),
    CONSTRAINT booking_appointment_sequence_check CHECK ((sequence >= 0))
);

ALTER TABLE public.booking_appointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_appointmentevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(20) NOT NULL,
    during tstzrange NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    cancelled_at timestamp with time zone,
    notice character varying(10) NOT NULL,
    reminded_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    slot_id bigint NOT NULL,
    patient_id bigint NOT NULL,
    link_asked_at timestamp with time zone,
    moved_at timestamp with time zone,
    sequence smallint NOT NULL,
    doctor_found_at timestamp with time zone,
    doctor_found_by character varying(10) NOT NULL,
    confirm_asked_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    CONSTRAINT booking_appointmentevent_sequence_check CHECK ((sequence >= 0))
);

ALTER TABLE public.booking_appointmentevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_appointmentevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_bookedfor (
    id bigint NOT NULL,
    way character varying(10) NOT NULL,
    helped boolean NOT NULL,
    appointment_id bigint NOT NULL,
    by_id bigint,
    organisation_id bigint NOT NULL,
    CONSTRAINT booked_for_known_way CHECK (((way)::text = ANY ((ARRAY['regulator'::character varying, 'referrer'::character varying, 'secretary'::character varying, 'program'::character varying])::text[])))
);

ALTER TABLE public.booking_bookedfor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_bookedfor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_bookingtry (
    id bigint NOT NULL,
    address bytea NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.booking_bookingtry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_bookingtry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_overbookedsession (
    id bigint NOT NULL,
    extra smallint NOT NULL,
    reason character varying(200) NOT NULL,
    risk double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    session_id bigint NOT NULL,
    CONSTRAINT booking_overbookedsession_extra_check CHECK ((extra >= 0)),
    CONSTRAINT overbooked_by_a_stated_number CHECK (((extra >= 1) AND (extra <= 6))),
    CONSTRAINT overbooked_risk_is_a_probability CHECK (((risk >= (0.0)::double precision) AND (risk <= (1.0)::double precision))),
    CONSTRAINT overbooked_with_a_reason CHECK ((NOT ((reason)::text = ''::text)))
);

ALTER TABLE public.booking_overbookedsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_overbookedsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_overbookedsessionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    extra smallint NOT NULL,
    reason character varying(200) NOT NULL,
    risk double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT booking_overbookedsessionevent_extra_check CHECK ((extra >= 0))
);

ALTER TABLE public.booking_overbookedsessionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_overbookedsessionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_pacealarm (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    here integer NOT NULL,
    around integer NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT booking_pacealarm_around_check CHECK ((around >= 0)),
    CONSTRAINT booking_pacealarm_here_check CHECK ((here >= 0))
);

ALTER TABLE public.booking_pacealarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_pacealarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_patient (
    id bigint NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    birth_year smallint,
    has_treating_doctor boolean,
    treating_doctor_declared_until date,
    commune_id character varying(5) NOT NULL,
    search_keys bigint[] NOT NULL,
    language character varying(2) NOT NULL,
    needs character varying(12)[] NOT NULL,
    remind_by character varying(5) NOT NULL,
    CONSTRAINT booking_patient_birth_year_check CHECK ((birth_year >= 0)),
    CONSTRAINT patient_birth_year_plausible CHECK (((birth_year >= 1890) AND (birth_year <= 2200))),
    CONSTRAINT patient_declaration_has_an_end CHECK ((((has_treating_doctor IS NULL) AND (treating_doctor_declared_until IS NULL)) OR ((has_treating_doctor IS NOT NULL) AND (treating_doctor_declared_until IS NOT NULL)))),
    CONSTRAINT patient_known_language CHECK (((language)::text = ANY ((ARRAY['fr'::character varying, 'en'::character varying, 'es'::character varying, 'ar'::character varying])::text[]))),
    CONSTRAINT patient_known_needs CHECK ((needs <@ ARRAY['wheelchair'::character varying(12), 'interpreter'::character varying(12), 'signs'::character varying(12)])),
    CONSTRAINT patient_known_reminder CHECK (((remind_by)::text = ANY ((ARRAY['email'::character varying, 'sms'::character varying, 'none'::character varying])::text[]))),
    CONSTRAINT patient_reachable CHECK ((NOT ((email = ''::text) AND (phone = ''::text))))
);

ALTER TABLE public.booking_patient ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_patient_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_personkey (
    id bigint NOT NULL,
    key bigint NOT NULL,
    during tstzrange NOT NULL,
    active boolean NOT NULL,
    appointment_id bigint NOT NULL,
    CONSTRAINT person_key_not_negative CHECK ((key >= 0))
);

ALTER TABLE public.booking_personkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_personkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_slotoffer (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    slot_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    rank smallint NOT NULL,
    shared boolean NOT NULL,
    CONSTRAINT booking_slotoffer_rank_check CHECK ((rank >= 0)),
    CONSTRAINT offer_alone_has_no_rank CHECK (((rank = 0) OR shared)),
    CONSTRAINT offer_until_after CHECK ((until > offered_at))
);

ALTER TABLE public.booking_slotoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_slotoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_waitingentry (
    id bigint NOT NULL,
    profession character varying(40) NOT NULL,
    minutes smallint NOT NULL,
    referred boolean NOT NULL,
    not_seen_for_years smallint NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    idempotency_hash bytea NOT NULL,
    patient_id bigint NOT NULL,
    place_id bigint,
    appointment_id bigint,
    CONSTRAINT booking_waitingentry_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT booking_waitingentry_not_seen_for_years_check CHECK ((not_seen_for_years >= 0)),
    CONSTRAINT waiting_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (ended_at IS NOT NULL)))),
    CONSTRAINT waiting_until_after CHECK ((until > created_at))
);

ALTER TABLE public.booking_waitingentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_waitingentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.booking_waitingkey (
    id bigint NOT NULL,
    key bigint NOT NULL,
    entry_id bigint NOT NULL
);

ALTER TABLE public.booking_waitingkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.booking_waitingkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_applicant (
    id bigint NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    establishment character varying(200) NOT NULL,
    establishment_key character varying(200) NOT NULL,
    answers jsonb NOT NULL,
    sent boolean NOT NULL,
    reason character varying(500) NOT NULL,
    decided_by character varying(200) NOT NULL,
    call_id bigint NOT NULL,
    submission_id bigint NOT NULL,
    email_key bigint NOT NULL,
    CONSTRAINT applicant_has_email CHECK ((NOT (email = ''::text))),
    CONSTRAINT applicant_named_when_sent CHECK (((NOT sent) OR ((NOT ((first_name)::text = ''::text)) AND (NOT ((last_name)::text = ''::text)) AND (NOT ((establishment)::text = ''::text)) AND (NOT ((establishment_key)::text = ''::text)))))
);

ALTER TABLE public.calls_applicant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_applicant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_applicantevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    establishment character varying(200) NOT NULL,
    establishment_key character varying(200) NOT NULL,
    answers jsonb NOT NULL,
    sent boolean NOT NULL,
    reason character varying(500) NOT NULL,
    decided_by character varying(200) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    call_id bigint NOT NULL,
    submission_id bigint NOT NULL
);

ALTER TABLE public.calls_applicantevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_applicantevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_attendance (
    id bigint NOT NULL,
    date date NOT NULL,
    half character varying(10) NOT NULL,
    present boolean NOT NULL,
    offer_id bigint NOT NULL,
    CONSTRAINT attendance_half CHECK (((half)::text = ANY ((ARRAY['morning'::character varying, 'afternoon'::character varying])::text[])))
);

ALTER TABLE public.calls_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_attendanceevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    date date NOT NULL,
    half character varying(10) NOT NULL,
    present boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    offer_id bigint NOT NULL
);

ALTER TABLE public.calls_attendanceevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_attendanceevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_call (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    title character varying(200) NOT NULL,
    text text NOT NULL,
    host character varying(200) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    offer_days smallint NOT NULL,
    ceiling_cents bigint,
    organisation_id bigint NOT NULL,
    blind boolean NOT NULL,
    CONSTRAINT call_ceiling_above_zero CHECK (((ceiling_cents IS NULL) OR (ceiling_cents > 0))),
    CONSTRAINT call_closes_after_it_opens CHECK ((closes_at > opens_at)),
    CONSTRAINT call_offer_days CHECK (((offer_days >= 1) AND (offer_days <= 60))),
    CONSTRAINT call_says_what CHECK (((NOT ((title)::text = ''::text)) AND (NOT (text = ''::text)))),
    CONSTRAINT calls_call_offer_days_check CHECK ((offer_days >= 0))
);

ALTER TABLE public.calls_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callcriterion (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    code character varying(40) NOT NULL,
    label character varying(100) NOT NULL,
    hint character varying(200) NOT NULL,
    most smallint NOT NULL,
    weight smallint NOT NULL,
    call_id bigint NOT NULL,
    CONSTRAINT calls_callcriterion_most_check CHECK ((most >= 0)),
    CONSTRAINT calls_callcriterion_position_check CHECK (("position" >= 0)),
    CONSTRAINT calls_callcriterion_weight_check CHECK ((weight >= 0)),
    CONSTRAINT criterion_most CHECK (((most >= 1) AND (most <= 20))),
    CONSTRAINT criterion_named CHECK (((NOT ((label)::text = ''::text)) AND (NOT ((code)::text = ''::text)))),
    CONSTRAINT criterion_weight CHECK (((weight >= 1) AND (weight <= 10)))
);

ALTER TABLE public.calls_callcriterion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callcriterion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callcriterionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    code character varying(40) NOT NULL,
    label character varying(100) NOT NULL,
    hint character varying(200) NOT NULL,
    most smallint NOT NULL,
    weight smallint NOT NULL,
    call_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT calls_callcriterionevent_most_check CHECK ((most >= 0)),
    CONSTRAINT calls_callcriterionevent_position_check CHECK (("position" >= 0)),
    CONSTRAINT calls_callcriterionevent_weight_check CHECK ((weight >= 0))
);

ALTER TABLE public.calls_callcriterionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callcriterionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_calldecision (
    id bigint NOT NULL,
    kept boolean NOT NULL,
    reason character varying(500) NOT NULL,
    cents bigint,
    by character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    engagement_id bigint,
    grant_id bigint,
    submission_id bigint NOT NULL,
    CONSTRAINT decision_amount_is_a_grant CHECK ((((cents IS NULL) AND (grant_id IS NULL)) OR ((cents > 0) AND (grant_id IS NOT NULL) AND kept))),
    CONSTRAINT decision_engages_who_is_kept CHECK (((engagement_id IS NULL) OR kept)),
    CONSTRAINT decision_says_why CHECK ((NOT ((reason)::text = ''::text)))
);

ALTER TABLE public.calls_calldecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_calldecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_calldecisionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kept boolean NOT NULL,
    reason character varying(500) NOT NULL,
    cents bigint,
    by character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    engagement_id bigint,
    grant_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    submission_id bigint NOT NULL
);

ALTER TABLE public.calls_calldecisionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_calldecisionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    title character varying(200) NOT NULL,
    text text NOT NULL,
    host character varying(200) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    offer_days smallint NOT NULL,
    ceiling_cents bigint,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    blind boolean NOT NULL,
    CONSTRAINT calls_callevent_offer_days_check CHECK ((offer_days >= 0))
);

ALTER TABLE public.calls_callevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_calloption (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    seats smallint NOT NULL,
    call_id bigint NOT NULL,
    department_id character varying(3),
    CONSTRAINT call_option_ends_after CHECK ((ends >= starts)),
    CONSTRAINT call_option_has_seats CHECK (((seats >= 1) AND (seats <= 500))),
    CONSTRAINT call_option_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT calls_calloption_seats_check CHECK ((seats >= 0))
);

ALTER TABLE public.calls_calloption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_calloption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_calloptionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    seats smallint NOT NULL,
    call_id bigint NOT NULL,
    department_id character varying(3),
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT calls_calloptionevent_seats_check CHECK ((seats >= 0))
);

ALTER TABLE public.calls_calloptionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_calloptionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callreviewer (
    id bigint NOT NULL,
    number smallint NOT NULL,
    establishment character varying(200) NOT NULL,
    links text NOT NULL,
    keys jsonb NOT NULL,
    declared_at timestamp with time zone,
    call_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT call_reviewer_declares_where CHECK (((declared_at IS NULL) OR (NOT ((establishment)::text = ''::text)))),
    CONSTRAINT calls_callreviewer_number_check CHECK ((number >= 0))
);

ALTER TABLE public.calls_callreviewer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callreviewer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_callreviewerevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    number smallint NOT NULL,
    establishment character varying(200) NOT NULL,
    links text NOT NULL,
    keys jsonb NOT NULL,
    declared_at timestamp with time zone,
    call_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT calls_callreviewerevent_number_check CHECK ((number >= 0))
);

ALTER TABLE public.calls_callreviewerevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_callreviewerevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_certificate (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    half_days smallint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    offer_id bigint NOT NULL,
    CONSTRAINT calls_certificate_half_days_check CHECK ((half_days >= 0)),
    CONSTRAINT certificate_of_something CHECK ((half_days >= 1))
);

ALTER TABLE public.calls_certificate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_certificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_certificateevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    half_days smallint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    offer_id bigint NOT NULL,
    CONSTRAINT calls_certificateevent_half_days_check CHECK ((half_days >= 0))
);

ALTER TABLE public.calls_certificateevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_certificateevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_offeredpost (
    id bigint NOT NULL,
    nature character varying(30) NOT NULL,
    specialty character varying(100) NOT NULL,
    starts date NOT NULL,
    ends date,
    posts smallint NOT NULL,
    call_id bigint NOT NULL,
    commune_id character varying(5) NOT NULL,
    employer_id bigint NOT NULL,
    yearly_cents integer,
    CONSTRAINT calls_offeredpost_posts_check CHECK ((posts >= 0)),
    CONSTRAINT calls_offeredpost_yearly_cents_check CHECK ((yearly_cents >= 0)),
    CONSTRAINT offered_post_cost CHECK (((yearly_cents IS NULL) OR ((yearly_cents >= 1) AND (yearly_cents <= 100000000)))),
    CONSTRAINT offered_post_ends_after CHECK (((ends IS NULL) OR (ends > starts))),
    CONSTRAINT offered_post_nature CHECK (((nature)::text = ANY ((ARRAY['territorial_assistant'::character varying, 'half_time_specialist'::character varying])::text[]))),
    CONSTRAINT offered_post_some CHECK (((posts >= 1) AND (posts <= 30))),
    CONSTRAINT offered_post_specialty CHECK ((NOT ((specialty)::text = ''::text)))
);

ALTER TABLE public.calls_offeredpost ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_offeredpost_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_offeredpostevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    nature character varying(30) NOT NULL,
    specialty character varying(100) NOT NULL,
    starts date NOT NULL,
    ends date,
    posts smallint NOT NULL,
    call_id bigint NOT NULL,
    commune_id character varying(5) NOT NULL,
    employer_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    yearly_cents integer,
    CONSTRAINT calls_offeredpostevent_posts_check CHECK ((posts >= 0)),
    CONSTRAINT calls_offeredpostevent_yearly_cents_check CHECK ((yearly_cents >= 0))
);

ALTER TABLE public.calls_offeredpostevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_offeredpostevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_postshare (
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    name character varying(200) NOT NULL,
    percent smallint NOT NULL,
    post_id bigint NOT NULL,
    CONSTRAINT calls_postshare_percent_check CHECK ((percent >= 0)),
    CONSTRAINT post_share_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT post_share_of_what CHECK (((what)::text = ANY ((ARRAY['work'::character varying, 'time'::character varying, 'money'::character varying])::text[]))),
    CONSTRAINT post_share_percent CHECK (((percent >= 1) AND (percent <= 100)))
);

ALTER TABLE public.calls_postshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_postshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_postshareevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    what character varying(10) NOT NULL,
    name character varying(200) NOT NULL,
    percent smallint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    post_id bigint NOT NULL,
    CONSTRAINT calls_postshareevent_percent_check CHECK ((percent >= 0))
);

ALTER TABLE public.calls_postshareevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_postshareevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_review (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    marks jsonb NOT NULL,
    word text NOT NULL,
    conflict character varying(500) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    reviewer_id bigint NOT NULL,
    submission_id bigint NOT NULL,
    CONSTRAINT review_answered_when CHECK ((((answered_at IS NULL) AND ((state)::text = 'asked'::text)) OR ((NOT ((state)::text = 'asked'::text)) AND (answered_at IS NOT NULL)))),
    CONSTRAINT review_conflict_said CHECK (((NOT ((state)::text = 'conflict'::text)) OR (NOT ((conflict)::text = ''::text)))),
    CONSTRAINT review_given_with_a_word CHECK (((NOT ((state)::text = 'given'::text)) OR (NOT (word = ''::text)))),
    CONSTRAINT review_state CHECK (((state)::text = ANY ((ARRAY['asked'::character varying, 'given'::character varying, 'conflict'::character varying])::text[])))
);

ALTER TABLE public.calls_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_reviewevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    marks jsonb NOT NULL,
    word text NOT NULL,
    conflict character varying(500) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    reviewer_id bigint NOT NULL,
    submission_id bigint NOT NULL
);

ALTER TABLE public.calls_reviewevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_reviewevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_reviewnote (
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    reviewer_id bigint NOT NULL,
    submission_id bigint NOT NULL,
    CONSTRAINT review_note_says_something CHECK ((NOT (text = ''::text)))
);

ALTER TABLE public.calls_reviewnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_reviewnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_reviewnoteevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    reviewer_id bigint NOT NULL,
    submission_id bigint NOT NULL
);

ALTER TABLE public.calls_reviewnoteevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_reviewnoteevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_seatoffer (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    option_id bigint NOT NULL,
    submission_id bigint NOT NULL,
    CONSTRAINT seat_offer_accepted_in_time CHECK (((NOT ((state)::text = 'accepted'::text)) OR (answered_at <= expires_at))),
    CONSTRAINT seat_offer_answered_when CHECK ((((answered_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (answered_at IS NOT NULL)))),
    CONSTRAINT seat_offer_expires_after CHECK ((expires_at > made_at)),
    CONSTRAINT seat_offer_state CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'accepted'::character varying, 'refused'::character varying, 'expired'::character varying])::text[])))
);

ALTER TABLE public.calls_seatoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_seatoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_seatofferevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    option_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    submission_id bigint NOT NULL
);

ALTER TABLE public.calls_seatofferevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_seatofferevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_submission (
    id bigint NOT NULL,
    key uuid NOT NULL,
    number integer,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    until timestamp with time zone,
    ended_at timestamp with time zone,
    answers jsonb NOT NULL,
    call_id bigint NOT NULL,
    CONSTRAINT calls_submission_number_check CHECK ((number >= 0)),
    CONSTRAINT submission_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying, 'admitted'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying, 'admitted'::character varying])::text[]))) AND (ended_at IS NOT NULL)))),
    CONSTRAINT submission_sent_when CHECK ((((number IS NULL) AND (sent_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((state)::text = 'withdrawn'::text) OR ((NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[]))) AND (number IS NOT NULL) AND (sent_at IS NOT NULL)))),
    CONSTRAINT submission_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying, 'admitted'::character varying, 'selected'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[])))
);

ALTER TABLE public.calls_submission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_submission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_submissionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    key uuid NOT NULL,
    number integer,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    until timestamp with time zone,
    ended_at timestamp with time zone,
    answers jsonb NOT NULL,
    call_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT calls_submissionevent_number_check CHECK ((number >= 0))
);

ALTER TABLE public.calls_submissionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_submissionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_submissionfile (
    id bigint NOT NULL,
    field character varying(40) NOT NULL,
    digest character varying(64) NOT NULL,
    bytes integer NOT NULL,
    pages integer NOT NULL,
    scanned boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    submission_id bigint NOT NULL,
    CONSTRAINT calls_submissionfile_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT calls_submissionfile_pages_check CHECK ((pages >= 0))
);

ALTER TABLE public.calls_submissionfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_submissionfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_submissionfileevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    field character varying(40) NOT NULL,
    digest character varying(64) NOT NULL,
    bytes integer NOT NULL,
    pages integer NOT NULL,
    scanned boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    submission_id bigint NOT NULL,
    CONSTRAINT calls_submissionfileevent_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT calls_submissionfileevent_pages_check CHECK ((pages >= 0))
);

ALTER TABLE public.calls_submissionfileevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_submissionfileevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_trainingevaluation (
    id bigint NOT NULL,
    marks jsonb NOT NULL,
    word text NOT NULL,
    at timestamp with time zone NOT NULL,
    offer_id bigint NOT NULL
);

ALTER TABLE public.calls_trainingevaluation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_trainingevaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_trainingevaluationevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    marks jsonb NOT NULL,
    word text NOT NULL,
    at timestamp with time zone NOT NULL,
    offer_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.calls_trainingevaluationevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_trainingevaluationevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centrecontract (
    id bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    weekly_minutes smallint NOT NULL,
    visits smallint NOT NULL,
    days_off smallint[] NOT NULL,
    leave_days smallint NOT NULL,
    rtt_days smallint NOT NULL,
    centre_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT centres_centrecontract_leave_days_check CHECK ((leave_days >= 0)),
    CONSTRAINT centres_centrecontract_rtt_days_check CHECK ((rtt_days >= 0)),
    CONSTRAINT centres_centrecontract_visits_check CHECK ((visits >= 0)),
    CONSTRAINT centres_centrecontract_weekly_minutes_check CHECK ((weekly_minutes >= 0)),
    CONSTRAINT contract_1_to_48_hours CHECK (((weekly_minutes >= 60) AND (weekly_minutes <= 2880))),
    CONSTRAINT contract_days_of_a_year CHECK (((leave_days <= 60) AND (rtt_days <= 40) AND (visits <= 10))),
    CONSTRAINT contract_days_off CHECK (((days_off <@ ARRAY[(0)::smallint, (1)::smallint, (2)::smallint, (3)::smallint, (4)::smallint, (5)::smallint, (6)::smallint]) AND (
CASE
    WHEN (days_off IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(days_off, 1), 0)
END <= 5))),
    CONSTRAINT contract_ends_after CHECK (((ends IS NULL) OR (ends >= starts))),
    CONSTRAINT contract_rtt_above_35_hours CHECK (((weekly_minutes <= 2100) OR (rtt_days >= 1)))
);

ALTER TABLE public.centres_centrecontract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centrecontract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centrecontractevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    weekly_minutes smallint NOT NULL,
    visits smallint NOT NULL,
    days_off smallint[] NOT NULL,
    leave_days smallint NOT NULL,
    rtt_days smallint NOT NULL,
    centre_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT centres_centrecontractevent_leave_days_check CHECK ((leave_days >= 0)),
    CONSTRAINT centres_centrecontractevent_rtt_days_check CHECK ((rtt_days >= 0)),
    CONSTRAINT centres_centrecontractevent_visits_check CHECK ((visits >= 0)),
    CONSTRAINT centres_centrecontractevent_weekly_minutes_check CHECK ((weekly_minutes >= 0))
);

ALTER TABLE public.centres_centrecontractevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centrecontractevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centreleave (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    from_noon boolean NOT NULL,
    until_noon boolean NOT NULL,
    half_days smallint NOT NULL,
    absence_id bigint,
    contract_id bigint NOT NULL,
    CONSTRAINT centre_leave_in_one_year CHECK ((EXTRACT(year FROM first) = EXTRACT(year FROM last))),
    CONSTRAINT centre_leave_in_order CHECK ((last >= first)),
    CONSTRAINT centre_leave_kind CHECK (((kind)::text = ANY ((ARRAY['paid'::character varying, 'rtt'::character varying, 'training'::character varying])::text[]))),
    CONSTRAINT centre_leave_of_work CHECK ((half_days >= 1)),
    CONSTRAINT centres_centreleave_half_days_check CHECK ((half_days >= 0))
);

ALTER TABLE public.centres_centreleave ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centreleave_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centreleaveevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    from_noon boolean NOT NULL,
    until_noon boolean NOT NULL,
    half_days smallint NOT NULL,
    contract_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT centres_centreleaveevent_half_days_check CHECK ((half_days >= 0))
);

ALTER TABLE public.centres_centreleaveevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centreleaveevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centrescenario (
    id bigint NOT NULL,
    rank smallint NOT NULL,
    name character varying(60) NOT NULL,
    changes jsonb NOT NULL,
    centre_id bigint NOT NULL,
    CONSTRAINT centres_centrescenario_rank_check CHECK ((rank >= 0)),
    CONSTRAINT scenario_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT scenario_three_at_most CHECK (((rank >= 1) AND (rank <= 3)))
);

ALTER TABLE public.centres_centrescenario ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centrescenario_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_centrescenarioevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    rank smallint NOT NULL,
    name character varying(60) NOT NULL,
    changes jsonb NOT NULL,
    centre_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT centres_centrescenarioevent_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.centres_centrescenarioevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_centrescenarioevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_desktask (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    note text NOT NULL,
    due date,
    created_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    last_word text NOT NULL,
    done_at timestamp with time zone,
    centre_id bigint NOT NULL,
    created_by_id bigint,
    done_by_id bigint,
    passed_by_id bigint,
    taken_by_id bigint,
    search_keys bigint[] NOT NULL,
    CONSTRAINT desk_task_call_has_a_number CHECK ((NOT (((kind)::text = 'call_back'::text) AND (phone = ''::text)))),
    CONSTRAINT desk_task_kind CHECK (((kind)::text = ANY ((ARRAY['call_back'::character varying, 'appointment'::character varying, 'visit'::character varying, 'document'::character varying, 'message'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT desk_task_says_something CHECK ((NOT ((name = ''::text) AND (note = ''::text))))
);

ALTER TABLE public.centres_desktask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_desktask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_desktaskevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    due date,
    created_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    done_at timestamp with time zone,
    centre_id bigint NOT NULL,
    created_by_id bigint,
    done_by_id bigint,
    passed_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    taken_by_id bigint
);

ALTER TABLE public.centres_desktaskevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_desktaskevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_homeround (
    id bigint NOT NULL,
    date date NOT NULL,
    half character varying(10) NOT NULL,
    travel_minutes smallint NOT NULL,
    centre_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    during tstzrange NOT NULL,
    CONSTRAINT centres_homeround_travel_minutes_check CHECK ((travel_minutes >= 0)),
    CONSTRAINT home_round_bounded CHECK (((NOT isempty(during)) AND (NOT lower_inf(during)) AND (NOT upper_inf(during)))),
    CONSTRAINT home_round_half CHECK (((half)::text = ANY ((ARRAY['morning'::character varying, 'afternoon'::character varying])::text[])))
);

ALTER TABLE public.centres_homeround ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_homeround_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_homeroundevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    date date NOT NULL,
    half character varying(10) NOT NULL,
    travel_minutes smallint NOT NULL,
    centre_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT centres_homeroundevent_travel_minutes_check CHECK ((travel_minutes >= 0))
);

ALTER TABLE public.centres_homeroundevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_homeroundevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_homevisit (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    residents smallint NOT NULL,
    minutes smallint NOT NULL,
    before date,
    every_weeks smallint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    rank smallint NOT NULL,
    at time without time zone,
    ended_at timestamp with time zone,
    done boolean NOT NULL,
    asked_by_id bigint,
    centre_id bigint NOT NULL,
    commune_id character varying(5) NOT NULL,
    professional_id bigint,
    round_id bigint,
    search_keys bigint[] NOT NULL,
    why_not character varying(20) NOT NULL,
    CONSTRAINT centres_homevisit_every_weeks_check CHECK ((every_weeks >= 0)),
    CONSTRAINT centres_homevisit_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT centres_homevisit_rank_check CHECK ((rank >= 0)),
    CONSTRAINT centres_homevisit_residents_check CHECK ((residents >= 0)),
    CONSTRAINT home_visit_done_in_a_round CHECK (((NOT done) OR ((ended_at IS NOT NULL) AND (round_id IS NOT NULL)))),
    CONSTRAINT home_visit_every_26_weeks CHECK ((every_weeks <= 26)),
    CONSTRAINT home_visit_kind CHECK (((kind)::text = ANY ((ARRAY['home'::character varying, 'care_home'::character varying])::text[]))),
    CONSTRAINT home_visit_minutes CHECK (((minutes >= 5) AND (minutes <= 200))),
    CONSTRAINT home_visit_not_done_in_a_round CHECK ((((why_not)::text = ''::text) OR ((NOT done) AND (ended_at IS NOT NULL) AND (round_id IS NOT NULL) AND ((why_not)::text = ANY ((ARRAY['nobody'::character varying, 'called_off'::character varying, 'moved'::character varying, 'no_time'::character varying])::text[]))))),
    CONSTRAINT home_visit_planned_when CHECK ((((at IS NULL) AND (round_id IS NULL)) OR ((at IS NOT NULL) AND (round_id IS NOT NULL)))),
    CONSTRAINT home_visit_residents CHECK (((residents >= 1) AND (residents <= 40)))
);

ALTER TABLE public.centres_homevisit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_homevisit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_patientlist (
    id bigint NOT NULL,
    capacity smallint NOT NULL,
    others smallint NOT NULL,
    centre_id bigint NOT NULL,
    professional_id bigint,
    CONSTRAINT centres_patientlist_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT centres_patientlist_others_check CHECK ((others >= 0)),
    CONSTRAINT patient_list_capacity CHECK ((capacity <= 5000))
);

ALTER TABLE public.centres_patientlist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_patientlist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_patientlistevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    capacity smallint NOT NULL,
    others smallint NOT NULL,
    centre_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint,
    CONSTRAINT centres_patientlistevent_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT centres_patientlistevent_others_check CHECK ((others >= 0))
);

ALTER TABLE public.centres_patientlistevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_patientlistevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_registrationrequest (
    id bigint NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    birth_year smallint NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    reason character varying(10) NOT NULL,
    home_visits boolean NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    consent_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    offered_until date,
    accepted_at timestamp with time zone,
    ended_at timestamp with time zone,
    identity bigint NOT NULL,
    key bytea NOT NULL,
    centre_id bigint NOT NULL,
    commune_id character varying(5) NOT NULL,
    decided_by_id bigint,
    patient_list_id bigint,
    search_keys bigint[] NOT NULL,
    CONSTRAINT centres_registrationrequest_birth_year_check CHECK ((birth_year >= 0)),
    CONSTRAINT registration_reachable CHECK ((NOT ((email = ''::text) AND (phone = ''::text)))),
    CONSTRAINT registration_state_whole CHECK ((((offered_until IS NULL) AND (patient_list_id IS NULL) AND ((state)::text = 'waiting'::text)) OR ((offered_until IS NOT NULL) AND (patient_list_id IS NOT NULL) AND ((state)::text = 'offered'::text)) OR ((accepted_at IS NOT NULL) AND (patient_list_id IS NOT NULL) AND ((state)::text = 'registered'::text)) OR ((ended_at IS NOT NULL) AND (patient_list_id IS NULL) AND ((state)::text = 'left'::text))))
);

ALTER TABLE public.centres_registrationrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_registrationrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_rotation (
    id bigint NOT NULL,
    starts date NOT NULL,
    centre_id bigint NOT NULL,
    programme_id bigint,
    CONSTRAINT rotation_starts_on_a_monday CHECK ((EXTRACT(isodow FROM starts) = (1)::numeric))
);

ALTER TABLE public.centres_rotation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_rotation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_rotationevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    starts date NOT NULL,
    centre_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    programme_id bigint
);

ALTER TABLE public.centres_rotationevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_rotationevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.centres_rotationseat (
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    half character varying(10) NOT NULL,
    professional_id bigint NOT NULL,
    room_id bigint,
    rotation_id bigint NOT NULL,
    CONSTRAINT centres_rotationseat_weekday_check CHECK ((weekday >= 0)),
    CONSTRAINT rotation_half CHECK (((half)::text = ANY ((ARRAY['morning'::character varying, 'afternoon'::character varying])::text[]))),
    CONSTRAINT rotation_weekday CHECK ((weekday <= 6))
);

ALTER TABLE public.centres_rotationseat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.centres_rotationseat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.database_change (
    id bigint NOT NULL,
    family character varying(20) NOT NULL,
    changes bigint NOT NULL,
    CONSTRAINT database_change_changes_check CHECK ((changes >= 0))
);

ALTER TABLE public.database_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.database_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.demo_demostep (
    name character varying(40) NOT NULL,
    region character varying(3) NOT NULL,
    figures jsonb NOT NULL,
    finished_at timestamp with time zone NOT NULL
);

CREATE TABLE public.diaries_daychange (
    id bigint NOT NULL,
    day date NOT NULL,
    starts time without time zone,
    ends time without time zone,
    rule_id bigint NOT NULL,
    CONSTRAINT day_change_closed_or_with_hours CHECK ((((ends IS NULL) AND (starts IS NULL)) OR ((ends > starts) AND (starts IS NOT NULL))))
);

ALTER TABLE public.diaries_daychange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_daychange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.diaries_daychangeevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    day date NOT NULL,
    starts time without time zone,
    ends time without time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    rule_id bigint NOT NULL
);

ALTER TABLE public.diaries_daychangeevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_daychangeevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.diaries_diary (
    id bigint NOT NULL,
    place_id bigint NOT NULL,
    programme_id bigint NOT NULL
);

ALTER TABLE public.diaries_diary ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_diary_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.diaries_diarymotive (
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    minutes smallint NOT NULL,
    rank smallint NOT NULL,
    rule_id bigint NOT NULL,
    CONSTRAINT diaries_diarymotive_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT diaries_diarymotive_rank_check CHECK ((rank >= 0)),
    CONSTRAINT diary_motive_minutes CHECK (((minutes >= 5) AND (minutes <= 240)))
);

ALTER TABLE public.diaries_diarymotive ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_diarymotive_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.diaries_diaryrule (
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    first date NOT NULL,
    last date,
    every_weeks smallint NOT NULL,
    of_month smallint,
    school character varying(10) NOT NULL,
    on_holidays boolean NOT NULL,
    pause_minutes smallint NOT NULL,
    seats smallint NOT NULL,
    diary_id bigint NOT NULL,
    equipment_id bigint,
    professional_id bigint NOT NULL,
    room_id bigint NOT NULL,
    second_id bigint,
    no_doctor_days smallint DEFAULT 2 NOT NULL,
    no_doctor_share smallint DEFAULT 0 NOT NULL,
    regulated_hours smallint DEFAULT 2 NOT NULL,
    regulated_share smallint DEFAULT 0 NOT NULL,
    CONSTRAINT diaries_diaryrule_every_weeks_check CHECK ((every_weeks >= 0)),
    CONSTRAINT diaries_diaryrule_no_doctor_days_check CHECK ((no_doctor_days >= 0)),
    CONSTRAINT diaries_diaryrule_no_doctor_share_check CHECK ((no_doctor_share >= 0)),
    CONSTRAINT diaries_diaryrule_pause_minutes_check CHECK ((pause_minutes >= 0)),
    CONSTRAINT diaries_diaryrule_regulated_hours_check CHECK ((regulated_hours >= 0)),
    CONSTRAINT diaries_diaryrule_regulated_share_check CHECK ((regulated_share >= 0)),
    CONSTRAINT diaries_diaryrule_seats_check CHECK ((seats >= 0)),
    CONSTRAINT diaries_diaryrule_weekday_check CHECK ((weekday >= 0)),
    CONSTRAINT diary_rule_ends_after CHECK (((last IS NULL) OR (last >= first))),
    CONSTRAINT diary_rule_gives_back CHECK (((no_doctor_days <= 60) AND (regulated_hours <= 72))),
    CONSTRAINT diary_rule_keeps_all_at_most CHECK (((no_doctor_share <= 100) AND (regulated_share <= (100 - no_doctor_share)))),
    CONSTRAINT diary_rule_known_school_weeks CHECK (((school)::text = ANY ((ARRAY['always'::character varying, 'outside'::character varying, 'only'::character varying])::text[]))),
    CONSTRAINT diary_rule_of_1_to_30_people CHECK (((seats >= 1) AND (seats <= 30))),
    CONSTRAINT diary_rule_of_month CHECK (((of_month IS NULL) OR ((every_weeks = 1) AND (of_month = ANY (ARRAY['-1'::integer, 1, 2, 3, 4]))))),
    CONSTRAINT diary_rule_opens_before_it_closes CHECK ((ends > starts)),
    CONSTRAINT diary_rule_pause CHECK ((pause_minutes <= 120)),
    CONSTRAINT diary_rule_two_people CHECK (((second_id IS NULL) OR (NOT ((second_id = professional_id) AND (second_id IS NOT NULL))))),
    CONSTRAINT diary_rule_weekday CHECK ((weekday <= 6)),
    CONSTRAINT diary_rule_weeks CHECK (((every_weeks >= 1) AND (every_weeks <= 12)))
);

ALTER TABLE public.diaries_diaryrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_diaryrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.diaries_diaryruleevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    first date NOT NULL,
    last date,
    every_weeks smallint NOT NULL,
    of_month smallint,
    school character varying(10) NOT NULL,
    on_holidays boolean NOT NULL,
    pause_minutes smallint NOT NULL,
    seats smallint NOT NULL,
    diary_id bigint NOT NULL,
    equipment_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    room_id bigint NOT NULL,
    second_id bigint,
    no_doctor_days smallint DEFAULT 2 NOT NULL,
    no_doctor_share smallint DEFAULT 0 NOT NULL,
    regulated_hours smallint DEFAULT 2 NOT NULL,
    regulated_share smallint DEFAULT 0 NOT NULL,
    CONSTRAINT diaries_diaryruleevent_every_weeks_check CHECK ((every_weeks >= 0)),
    CONSTRAINT diaries_diaryruleevent_no_doctor_days_check CHECK ((no_doctor_days >= 0)),
    CONSTRAINT diaries_diaryruleevent_no_doctor_share_check CHECK ((no_doctor_share >= 0)),
    CONSTRAINT diaries_diaryruleevent_pause_minutes_check CHECK ((pause_minutes >= 0)),
    CONSTRAINT diaries_diaryruleevent_regulated_hours_check CHECK ((regulated_hours >= 0)),
    CONSTRAINT diaries_diaryruleevent_regulated_share_check CHECK ((regulated_share >= 0)),
    CONSTRAINT diaries_diaryruleevent_seats_check CHECK ((seats >= 0)),
    CONSTRAINT diaries_diaryruleevent_weekday_check CHECK ((weekday >= 0))
);

ALTER TABLE public.diaries_diaryruleevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.diaries_diaryruleevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_invitedprofessional (
    id bigint NOT NULL,
    invitation_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.directory_invitedprofessional ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_invitedprofessional_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_invitedprofessionalevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    invitation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL
);

ALTER TABLE public.directory_invitedprofessionalevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_invitedprofessionalevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_place (
    id bigint NOT NULL,
    reference character varying(50),
    name character varying(200) NOT NULL,
    kind character varying(20) NOT NULL,
    address character varying(300) NOT NULL,
    phone character varying(20) NOT NULL,
    opening_weekdays smallint[] NOT NULL,
    commune_id character varying(5) NOT NULL,
    organisation_id bigint NOT NULL,
    CONSTRAINT place_weekdays_0_to_6 CHECK ((opening_weekdays <@ ARRAY[(0)::smallint, (1)::smallint, (2)::smallint, (3)::smallint, (4)::smallint, (5)::smallint, (6)::smallint]))
);

ALTER TABLE public.directory_place ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placeclosure (
    id bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    reason character varying(200) NOT NULL,
    place_id bigint NOT NULL,
    room_id bigint,
    CONSTRAINT closure_ends_after CHECK (((ends IS NULL) OR (ends >= starts)))
);

ALTER TABLE public.directory_placeclosure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placeclosure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placeclosureevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    starts date NOT NULL,
    ends date,
    reason character varying(200) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint NOT NULL,
    room_id bigint
);

ALTER TABLE public.directory_placeclosureevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placeclosureevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placedetails (
    id bigint NOT NULL,
    equipment character varying(40)[] NOT NULL,
    accessibility character varying(40)[] NOT NULL,
    secretariat character varying(20) NOT NULL,
    parking character varying(20) NOT NULL,
    lodging character varying(20) NOT NULL,
    beds smallint NOT NULL,
    keys character varying(300) NOT NULL,
    meals character varying(20) NOT NULL,
    contact_name character varying(200) NOT NULL,
    contact_phone character varying(20) NOT NULL,
    lon double precision,
    lat double precision,
    place_id bigint NOT NULL,
    CONSTRAINT directory_placedetails_beds_check CHECK ((beds >= 0)),
    CONSTRAINT placedetails_beds_with_lodging CHECK ((((beds >= 1) AND (beds <= 20) AND ((lodging)::text = ANY ((ARRAY['on_site'::character varying, 'nearby'::character varying])::text[]))) OR ((beds = 0) AND ((lodging)::text = ANY ((ARRAY[''::character varying, 'none'::character varying])::text[]))))),
    CONSTRAINT placedetails_known_accessibility CHECK ((accessibility <@ ARRAY['step_free'::character varying(40), 'wide_doors'::character varying(40), 'lift'::character varying(40), 'toilets'::character varying(40), 'parking_space'::character varying(40), 'hearing'::character varying(40)])),
    CONSTRAINT placedetails_known_choices CHECK ((((secretariat)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'part'::character varying, 'whole'::character varying])::text[])) AND ((parking)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'street'::character varying, 'reserved'::character varying])::text[])) AND ((meals)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'kitchen'::character varying, 'served'::character varying])::text[])))),
    CONSTRAINT placedetails_known_equipment CHECK ((equipment <@ ARRAY['exam_table'::character varying(40), 'desk'::character varying(40), 'washbasin'::character varying(40), 'blood_pressure'::character varying(40), 'scales'::character varying(40), 'baby_scales'::character varying(40), 'otoscope'::character varying(40), 'ecg'::character varying(40), 'oximeter'::character varying(40), 'computer'::character varying(40), 'internet'::character varying(40), 'printer'::character varying(40), 'card_reader'::character varying(40), 'fridge'::character varying(40), 'emergency_kit'::character varying(40), 'defibrillator'::character varying(40)])),
    CONSTRAINT placedetails_on_earth CHECK ((((lat IS NULL) AND (lon IS NULL)) OR ((lat IS NOT NULL) AND ((lat >= ('-90.0'::numeric)::double precision) AND (lat <= (90.0)::double precision)) AND (lon IS NOT NULL) AND ((lon >= ('-180.0'::numeric)::double precision) AND (lon <= (180.0)::double precision)))))
);

ALTER TABLE public.directory_placedetails ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placedetails_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placedetailsevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    equipment character varying(40)[] NOT NULL,
    accessibility character varying(40)[] NOT NULL,
    secretariat character varying(20) NOT NULL,
    parking character varying(20) NOT NULL,
    lodging character varying(20) NOT NULL,
    beds smallint NOT NULL,
    keys character varying(300) NOT NULL,
    meals character varying(20) NOT NULL,
    contact_name character varying(200) NOT NULL,
    contact_phone character varying(20) NOT NULL,
    lon double precision,
    lat double precision,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT directory_placedetailsevent_beds_check CHECK ((beds >= 0))
);

ALTER TABLE public.directory_placedetailsevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placedetailsevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placehandover (
    id bigint NOT NULL,
    day date NOT NULL,
    done_at timestamp with time zone,
    after_id bigint NOT NULL,
    before_id bigint NOT NULL,
    decided_by_id bigint,
    place_id bigint NOT NULL,
    CONSTRAINT handover_to_another CHECK ((NOT (before_id = after_id)))
);

ALTER TABLE public.directory_placehandover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placehandover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placehandoverevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    day date NOT NULL,
    done_at timestamp with time zone,
    after_id bigint NOT NULL,
    before_id bigint NOT NULL,
    decided_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint NOT NULL
);

ALTER TABLE public.directory_placehandoverevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placehandoverevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_placephoto (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT directory_placephoto_height_check CHECK ((height >= 0)),
    CONSTRAINT directory_placephoto_width_check CHECK ((width >= 0)),
    CONSTRAINT placephoto_digest CHECK (((digest)::text ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT placephoto_size CHECK (((height >= 1) AND (width >= 1)))
);

ALTER TABLE public.directory_placephoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_placephoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_professional (
    id bigint NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    profession character varying(40) NOT NULL,
    status character varying(40) NOT NULL,
    rpps character varying(11),
    email text NOT NULL,
    phone text NOT NULL,
    home_id character varying(5) NOT NULL,
    user_id bigint,
    resource_id bigint NOT NULL,
    CONSTRAINT professional_rpps_11_digits CHECK (((rpps IS NULL) OR ((rpps)::text ~ '^[0-9]{11}$'::text))),
    CONSTRAINT professional_rpps_key CHECK (((rpps IS NULL) OR (mod((((((((((((ascii(substr((rpps)::text, 1, 1)) + ascii(translate(substr((rpps)::text, 2, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 3, 1))) + ascii(translate(substr((rpps)::text, 4, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 5, 1))) + ascii(translate(substr((rpps)::text, 6, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 7, 1))) + ascii(translate(substr((rpps)::text, 8, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 9, 1))) + ascii(translate(substr((rpps)::text, 10, 1), '0123456789'::text, '0246813579'::text))) + ascii(substr((rpps)::text, 11, 1))) - 528), 10) = 0)))
);

ALTER TABLE public.directory_professional ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_professional_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_resource (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(300) NOT NULL,
    reference character varying(80) NOT NULL,
    place_id bigint,
    organisation_id bigint,
    CONSTRAINT resource_kind CHECK (((kind)::text = ANY ((ARRAY['professional'::character varying, 'room'::character varying, 'vehicle'::character varying, 'bed'::character varying, 'kit'::character varying, 'seat'::character varying])::text[]))),
    CONSTRAINT resource_named CHECK (((NOT ((reference)::text = ''::text)) AND (NOT ((name)::text = ''::text)))),
    CONSTRAINT resource_thing_belongs_somewhere CHECK (((((kind)::text = 'professional'::text) AND (organisation_id IS NULL) AND (place_id IS NULL)) OR ((NOT ((kind)::text = 'professional'::text)) AND ((place_id IS NOT NULL) OR (organisation_id IS NOT NULL)))))
);

ALTER TABLE public.directory_resource ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_resource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_roomopening (
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    room_id bigint NOT NULL,
    CONSTRAINT directory_roomopening_weekday_check CHECK ((weekday >= 0)),
    CONSTRAINT room_opening_ends_after CHECK ((ends > starts)),
    CONSTRAINT room_opening_weekday_0_to_6 CHECK ((weekday <= 6))
);

ALTER TABLE public.directory_roomopening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_roomopening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directory_roomopeningevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    starts time without time zone NOT NULL,
    ends time without time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    room_id bigint NOT NULL,
    CONSTRAINT directory_roomopeningevent_weekday_check CHECK ((weekday >= 0))
);

ALTER TABLE public.directory_roomopeningevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_roomopeningevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.duties_dutyhouse (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    phone character varying(20) NOT NULL,
    regulates boolean NOT NULL,
    commune_id character varying(5) NOT NULL,
    rota_id bigint NOT NULL,
    CONSTRAINT duty_house_named CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.duties_dutyhouse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_dutyhouse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_dutyneed (
    id bigint NOT NULL,
    period character varying(20) NOT NULL,
    lines smallint NOT NULL,
    house_id bigint NOT NULL,
    CONSTRAINT duties_dutyneed_lines_check CHECK ((lines >= 0)),
    CONSTRAINT duty_need_known_period CHECK (((period)::text = ANY ((ARRAY['evening'::character varying, 'night'::character varying, 'saturday'::character varying, 'sunday'::character varying, 'late_weekend'::character varying, 'reading_evening'::character varying, 'reading_day'::character varying, 'reading_late'::character varying])::text[]))),
    CONSTRAINT duty_need_one_or_two_lines CHECK (((lines >= 1) AND (lines <= 2)))
);

ALTER TABLE public.duties_dutyneed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_dutyneed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_dutywish (
    id bigint NOT NULL,
    date date NOT NULL,
    kind character varying(20) NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT duty_wish_known_kind CHECK (((kind)::text = ANY ((ARRAY['cannot'::character varying, 'rather_not'::character varying, 'would_like'::character varying])::text[])))
);

ALTER TABLE public.duties_dutywish ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_dutywish_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_dutywishevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    date date NOT NULL,
    kind character varying(20) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.duties_dutywishevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_dutywishevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_rota (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    starts date NOT NULL,
    weeks smallint NOT NULL,
    wishes_until date NOT NULL,
    draft jsonb NOT NULL,
    department_id character varying(3) NOT NULL,
    organisation_id bigint NOT NULL,
    programme_id bigint,
    platform_id bigint,
    CONSTRAINT duties_rota_weeks_check CHECK ((weeks >= 0)),
    CONSTRAINT rota_1_to_26_weeks CHECK (((weeks >= 1) AND (weeks <= 26))),
    CONSTRAINT rota_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT rota_starts_on_a_monday CHECK ((EXTRACT(isodow FROM starts) = (1)::numeric)),
    CONSTRAINT rota_wishes_before_it_starts CHECK ((wishes_until < starts))
);

ALTER TABLE public.duties_rota ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_rota_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_rotaevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    starts date NOT NULL,
    weeks smallint NOT NULL,
    wishes_until date NOT NULL,
    department_id character varying(3) NOT NULL,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    programme_id bigint,
    platform_id bigint,
    CONSTRAINT duties_rotaevent_weeks_check CHECK ((weeks >= 0))
);

ALTER TABLE public.duties_rotaevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_rotaevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_rotamember (
    id bigint NOT NULL,
    share_percent smallint NOT NULL,
    born date,
    waives_age boolean NOT NULL,
    no_nights_from date,
    no_nights_until date,
    professional_id bigint NOT NULL,
    rota_id bigint NOT NULL,
    employer_id bigint,
    CONSTRAINT duties_rotamember_share_percent_check CHECK ((share_percent >= 0)),
    CONSTRAINT rota_member_nights_in_order CHECK ((((no_nights_from IS NULL) AND (no_nights_until IS NULL)) OR ((no_nights_from IS NOT NULL) AND (no_nights_until >= no_nights_from)))),
    CONSTRAINT rota_member_share_percent CHECK (((share_percent >= 10) AND (share_percent <= 100)))
);

CREATE TABLE public.duties_rotamember_houses (
    id bigint NOT NULL,
    rotamember_id bigint NOT NULL,
    dutyhouse_id bigint NOT NULL
);

ALTER TABLE public.duties_rotamember_houses ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_rotamember_houses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.duties_rotamember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_rotamember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.duties_rotamemberevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    share_percent smallint NOT NULL,
    born date,
    waives_age boolean NOT NULL,
    no_nights_from date,
    no_nights_until date,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    rota_id bigint NOT NULL,
    employer_id bigint,
    CONSTRAINT duties_rotamemberevent_share_percent_check CHECK ((share_percent >= 0))
);

ALTER TABLE public.duties_rotamemberevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.duties_rotamemberevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_authorisation (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    date date NOT NULL,
    engagement_id bigint,
    answered_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    asked_on date NOT NULL,
    desk character varying(20) NOT NULL,
    details jsonb NOT NULL,
    told_on date,
    CONSTRAINT authorisation_desk CHECK (((desk)::text = ANY ((ARRAY['coordination'::character varying, 'order'::character varying, 'insurer'::character varying])::text[])))
);

ALTER TABLE public.engagements_authorisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_authorisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_authorisationevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    date date NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    engagement_id bigint,
    answered_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    asked_on date NOT NULL,
    desk character varying(20) NOT NULL,
    details jsonb NOT NULL,
    told_on date
);

ALTER TABLE public.engagements_authorisationevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_authorisationevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_engagement (
    id bigint NOT NULL,
    scheme character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    days_per_month smallint NOT NULL,
    home_share_percent numeric(5,2) NOT NULL,
    starts date NOT NULL,
    ends date,
    professional_id bigint NOT NULL,
    extra_fee_percent smallint NOT NULL,
    night character varying(10) NOT NULL,
    replaced_at_home boolean NOT NULL,
    CONSTRAINT engagement_1_to_31_days CHECK (((days_per_month >= 1) AND (days_per_month <= 31))),
    CONSTRAINT engagement_ends_after CHECK (((ends IS NULL) OR (ends >= starts))),
    CONSTRAINT engagement_known_night CHECK (((night)::text = ANY ((ARRAY[''::character varying, 'eve'::character varying, 'after'::character varying])::text[]))),
    CONSTRAINT engagement_share_percent CHECK (((home_share_percent >= (0)::numeric) AND (home_share_percent <= (100)::numeric))),
    CONSTRAINT engagements_engagement_days_per_month_check CHECK ((days_per_month >= 0)),
    CONSTRAINT engagements_engagement_extra_fee_percent_check CHECK ((extra_fee_percent >= 0))
);

ALTER TABLE public.engagements_engagement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_engagement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_engagementevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    scheme character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    days_per_month smallint NOT NULL,
    home_share_percent numeric(5,2) NOT NULL,
    starts date NOT NULL,
    ends date,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    extra_fee_percent smallint NOT NULL,
    night character varying(10) NOT NULL,
    replaced_at_home boolean NOT NULL,
    CONSTRAINT engagements_engagementevent_days_per_month_check CHECK ((days_per_month >= 0)),
    CONSTRAINT engagements_engagementevent_extra_fee_percent_check CHECK ((extra_fee_percent >= 0))
);

ALTER TABLE public.engagements_engagementevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_engagementevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_programme (
    id bigint NOT NULL,
    scheme character varying(40) NOT NULL,
    kind character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    pathway character varying(100) NOT NULL,
    template jsonb NOT NULL,
    starts date NOT NULL,
    ends date,
    state character varying(20) NOT NULL,
    published_at timestamp with time zone,
    region_id character varying(2),
    CONSTRAINT programme_draft_not_published CHECK (((NOT ((state)::text = 'draft'::text)) OR (published_at IS NULL))),
    CONSTRAINT programme_ends_after CHECK (((ends IS NULL) OR (ends >= starts))),
    CONSTRAINT programme_kind_is_shape CHECK (((kind)::text = (template ->> 'shape'::text))),
    CONSTRAINT programme_published_when CHECK (((NOT ((state)::text = 'published'::text)) OR (published_at IS NOT NULL))),
    CONSTRAINT programme_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'ended'::character varying])::text[])))
);

ALTER TABLE public.engagements_programme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_programme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.engagements_programmeparty (
    id bigint NOT NULL,
    key character varying(100) NOT NULL,
    time_percent smallint NOT NULL,
    money_percent smallint NOT NULL,
    organisation_id bigint NOT NULL,
    place_id bigint,
    programme_id bigint NOT NULL,
    CONSTRAINT engagements_programmeparty_money_percent_check CHECK ((money_percent >= 0)),
    CONSTRAINT engagements_programmeparty_time_percent_check CHECK ((time_percent >= 0)),
    CONSTRAINT programme_shares_percent CHECK (((money_percent <= 100) AND (time_percent <= 100)))
);

ALTER TABLE public.engagements_programmeparty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.engagements_programmeparty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_answer (
    id bigint NOT NULL,
    version smallint NOT NULL,
    sealed text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    report_id uuid NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT expertise_answer_version_check CHECK ((version >= 0))
);

ALTER TABLE public.expertise_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_expertiserequest (
    id bigint NOT NULL,
    pathway character varying(40) NOT NULL,
    urgency character varying(20) NOT NULL,
    inpatient boolean NOT NULL,
    consent character varying(20) NOT NULL,
    examination bytea NOT NULL,
    patient bytea NOT NULL,
    sealed text NOT NULL,
    state character varying(12) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    due_at timestamp with time zone,
    taken_at timestamp with time zone,
    asked_at timestamp with time zone,
    waited interval NOT NULL,
    answered_at timestamp with time zone,
    warned_at timestamp with time zone,
    overdue_at timestamp with time zone,
    ended_at timestamp with time zone,
    organisation_id bigint NOT NULL,
    proposed_to_id bigint,
    requester_id bigint NOT NULL,
    taken_by_id bigint,
    pool_id bigint NOT NULL,
    read_for_id bigint,
    platform_id bigint,
    CONSTRAINT request_answered_when CHECK (((NOT ((state)::text = ANY ((ARRAY['answered'::character varying, 'closed'::character varying, 'read'::character varying])::text[]))) OR (answered_at IS NOT NULL))),
    CONSTRAINT request_asked_when CHECK ((((asked_at IS NOT NULL) AND ((state)::text = 'asked'::text)) OR (NOT ((state)::text = 'asked'::text)))),
    CONSTRAINT request_known_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'passed_on'::character varying, 'taken'::character varying, 'asked'::character varying, 'answered'::character varying, 'read'::character varying, 'closed'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT request_read_for_whom CHECK ((((read_for_id IS NULL) AND (taken_by_id IS NULL)) OR ((read_for_id IS NOT NULL) AND (taken_by_id IS NOT NULL)))),
    CONSTRAINT request_sent_with_consent CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[])) OR (((consent)::text = ANY ((ARRAY['patient'::character varying, 'representative'::character varying])::text[])) AND (due_at > sent_at) AND (sent_at IS NOT NULL)))),
    CONSTRAINT request_taken_by_whom CHECK (((((state)::text = ANY ((ARRAY['answered'::character varying, 'asked'::character varying, 'closed'::character varying, 'read'::character varying, 'taken'::character varying])::text[])) AND (taken_at IS NOT NULL) AND (taken_by_id IS NOT NULL)) OR ((state)::text = 'withdrawn'::text) OR ((NOT ((state)::text = ANY ((ARRAY['answered'::character varying, 'asked'::character varying, 'closed'::character varying, 'read'::character varying, 'taken'::character varying])::text[]))) AND (taken_at IS NULL) AND (taken_by_id IS NULL))))
);

ALTER TABLE public.expertise_expertiserequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_expertiserequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_feeline (
    id bigint NOT NULL,
    code character varying(10) NOT NULL,
    side character varying(10) NOT NULL,
    "on" date NOT NULL,
    cents integer NOT NULL,
    source character varying(300) NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT expertise_feeline_cents_check CHECK ((cents >= 0))
);

ALTER TABLE public.expertise_feeline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_feeline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_platformmember (
    id bigint NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    joined_at timestamp with time zone,
    pool_id bigint NOT NULL,
    platform_id bigint NOT NULL
);

ALTER TABLE public.expertise_platformmember ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_platformmember_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_platformmemberevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    joined_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    pool_id bigint NOT NULL,
    platform_id bigint NOT NULL
);

ALTER TABLE public.expertise_platformmemberevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_platformmemberevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_poolreader (
    id bigint NOT NULL,
    is_present boolean NOT NULL,
    user_id bigint NOT NULL,
    pool_id bigint NOT NULL
);

ALTER TABLE public.expertise_poolreader ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_poolreader_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_poolreaderevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    is_present boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL,
    pool_id bigint NOT NULL
);

ALTER TABLE public.expertise_poolreaderevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_poolreaderevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_readerpool (
    id bigint NOT NULL,
    pathway character varying(40) NOT NULL,
    is_open boolean NOT NULL,
    organisation_id bigint NOT NULL
);

ALTER TABLE public.expertise_readerpool ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_readerpool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_readerpoolevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    pathway character varying(40) NOT NULL,
    is_open boolean NOT NULL,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.expertise_readerpoolevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_readerpoolevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_readingplatform (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    pathway character varying(40) NOT NULL,
    longest_hours smallint NOT NULL,
    organisation_id bigint NOT NULL,
    CONSTRAINT expertise_readingplatform_longest_hours_check CHECK ((longest_hours >= 0)),
    CONSTRAINT platform_longest_hours CHECK (((longest_hours >= 1) AND (longest_hours <= 168))),
    CONSTRAINT platform_named CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.expertise_readingplatform ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_readingplatform_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_readingplatformevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    pathway character varying(40) NOT NULL,
    longest_hours smallint NOT NULL,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT expertise_readingplatformevent_longest_hours_check CHECK ((longest_hours >= 0))
);

ALTER TABLE public.expertise_readingplatformevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_readingplatformevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_requestevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(40) NOT NULL,
    by_id bigint,
    file_id uuid,
    pool_id bigint,
    request_id bigint NOT NULL,
    CONSTRAINT request_declined_why CHECK (((NOT ((kind)::text = 'decline'::text)) OR (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.expertise_requestevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_requestevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.expertise_requestnote (
    id bigint NOT NULL,
    sealed text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    request_id bigint NOT NULL
);

ALTER TABLE public.expertise_requestnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.expertise_requestnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_interfacekey (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    begins character varying(20) NOT NULL,
    digest bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    made_by_id bigint,
    organisation_id bigint NOT NULL,
    revoked_by_id bigint,
    scopes character varying(20)[] NOT NULL,
    acts_for_id bigint,
    area character varying(12) NOT NULL,
    last_used_at timestamp with time zone,
    CONSTRAINT interface_key_acts_for_whom CHECK ((((acts_for_id IS NULL) AND ((area)::text = 'slots'::text)) OR ((acts_for_id IS NOT NULL) AND ((area)::text = 'examinations'::text)))),
    CONSTRAINT interface_key_known_scopes CHECK (((scopes <@ ARRAY['slots'::character varying(20), 'appointments'::character varying(20), 'regulators'::character varying(20), 'webhooks'::character varying(20)]) AND (NOT (scopes = '{}'::character varying(20)[])))),
    CONSTRAINT interface_key_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT interface_key_revoked_after CHECK ((((revoked_at IS NULL) AND (revoked_by_id IS NULL)) OR (revoked_at >= made_at)))
);

ALTER TABLE public.fhir_interfacekey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_interfacekey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_interfacekeyevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    begins character varying(20) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    made_by_id bigint,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    revoked_by_id bigint,
    scopes character varying(20)[] NOT NULL,
    acts_for_id bigint,
    area character varying(12) NOT NULL
);

ALTER TABLE public.fhir_interfacekeyevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_interfacekeyevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_nationalnumber (
    id bigint NOT NULL,
    number character varying(14) NOT NULL,
    organisation_id bigint,
    place_id bigint,
    CONSTRAINT national_number_of_one CHECK ((((organisation_id IS NOT NULL) AND (place_id IS NULL)) OR ((organisation_id IS NULL) AND (place_id IS NOT NULL)))),
    CONSTRAINT national_number_shape CHECK (((number)::text ~ '^([0-9]{14}|([0-9]{2}|2[AB])[0-9]{7})$'::text))
);

ALTER TABLE public.fhir_nationalnumber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_nationalnumber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_nationalnumberevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    number character varying(14) NOT NULL,
    organisation_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint
);

ALTER TABLE public.fhir_nationalnumberevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_nationalnumberevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_regulatornumber (
    id bigint NOT NULL,
    number character varying(60) NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT regulator_number_given CHECK ((NOT ((number)::text = ''::text)))
);

ALTER TABLE public.fhir_regulatornumber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_regulatornumber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.fhir_sentappointment (
    id bigint NOT NULL,
    identifier uuid NOT NULL,
    state character varying(10) NOT NULL,
    told character varying(20) NOT NULL,
    told_start timestamp with time zone,
    attempts smallint NOT NULL,
    last_error character varying(100) NOT NULL,
    send_after timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    appointment_id bigint NOT NULL,
    CONSTRAINT fhir_sentappointment_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT sas_sent_claimed_when CHECK (((NOT ((state)::text = 'sending'::text)) OR (claimed_at IS NOT NULL))),
    CONSTRAINT sas_sent_told_when CHECK (((((told)::text = ''::text) AND (told_start IS NULL)) OR ((NOT ((told)::text = ''::text)) AND (told_start IS NOT NULL))))
);

ALTER TABLE public.fhir_sentappointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fhir_sentappointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.files_storedfile (
    id uuid NOT NULL,
    holder character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    media_type character varying(60) NOT NULL,
    bytes bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    key text NOT NULL,
    scan character varying(12) NOT NULL,
    removed jsonb NOT NULL,
    facts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    CONSTRAINT file_has_holder CHECK ((NOT ((holder)::text = ''::text))),
    CONSTRAINT files_storedfile_bytes_check CHECK ((bytes >= 0))
);

CREATE TABLE public.files_upload (
    id uuid NOT NULL,
    holder character varying(40) NOT NULL,
    length bigint NOT NULL,
    "offset" bigint NOT NULL,
    stored bigint NOT NULL,
    key text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    CONSTRAINT files_upload_length_check CHECK ((length >= 0)),
    CONSTRAINT files_upload_offset_check CHECK (("offset" >= 0)),
    CONSTRAINT files_upload_stored_check CHECK ((stored >= 0)),
    CONSTRAINT upload_within_length CHECK (((length > 0) AND ("offset" <= length)))
);

CREATE TABLE public.geography_commune (
    code character varying(5) NOT NULL,
    name character varying(100) NOT NULL,
    search_key character varying(100) NOT NULL,
    population integer NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    postcodes character varying(5)[] NOT NULL,
    "position" integer,
    department_id character varying(3),
    intercommunality_id character varying(9),
    CONSTRAINT commune_on_earth CHECK (((lat >= ('-90.0'::numeric)::double precision) AND (lat <= (90.0)::double precision) AND (lon >= ('-180.0'::numeric)::double precision) AND (lon <= (180.0)::double precision))),
    CONSTRAINT geography_commune_population_check CHECK ((population >= 0)),
    CONSTRAINT geography_commune_position_check CHECK (("position" >= 0))
);

CREATE TABLE public.geography_currentartefact (
    id bigint NOT NULL,
    kind character varying(50) NOT NULL,
    key character varying(100) NOT NULL,
    vintage character varying(50) NOT NULL,
    set_at timestamp with time zone NOT NULL
);

ALTER TABLE public.geography_currentartefact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.geography_currentartefact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geography_department (
    code character varying(3) NOT NULL,
    name character varying(100) NOT NULL,
    region_id character varying(2)
);

CREATE TABLE public.geography_intercommunality (
    code character varying(9) NOT NULL,
    name character varying(200) NOT NULL
);

CREATE TABLE public.geography_region (
    code character varying(2) NOT NULL,
    name character varying(100) NOT NULL
);

CREATE TABLE public.grants_awardedgrant (
    id bigint NOT NULL,
    reference character varying(100) NOT NULL,
    giver_name character varying(200) NOT NULL,
    beneficiary_name character varying(200) NOT NULL,
    object character varying(40) NOT NULL,
    title character varying(300) NOT NULL,
    decided_on date NOT NULL,
    beneficiary_id bigint,
    commune_id character varying(5),
    giver_id bigint,
    intercommunality_id character varying(9),
    region_id character varying(2) NOT NULL,
    CONSTRAINT grant_named_whole CHECK (((NOT ((reference)::text = ''::text)) AND (NOT ((giver_name)::text = ''::text)) AND (NOT ((beneficiary_name)::text = ''::text)) AND (NOT ((object)::text = ''::text)))),
    CONSTRAINT grant_one_territory CHECK (((commune_id IS NULL) OR (intercommunality_id IS NULL)))
);

ALTER TABLE public.grants_awardedgrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_awardedgrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_awardedgrantevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    reference character varying(100) NOT NULL,
    giver_name character varying(200) NOT NULL,
    beneficiary_name character varying(200) NOT NULL,
    object character varying(40) NOT NULL,
    title character varying(300) NOT NULL,
    decided_on date NOT NULL,
    beneficiary_id bigint,
    commune_id character varying(5),
    giver_id bigint,
    intercommunality_id character varying(9),
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL
);

ALTER TABLE public.grants_awardedgrantevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_awardedgrantevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantcondition (
    id bigint NOT NULL,
    text character varying(300) NOT NULL,
    due date,
    met_on date,
    grant_id bigint NOT NULL,
    CONSTRAINT grant_condition_says_what CHECK ((NOT ((text)::text = ''::text)))
);

ALTER TABLE public.grants_grantcondition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantcondition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantconditionevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    text character varying(300) NOT NULL,
    due date,
    met_on date,
    grant_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.grants_grantconditionevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantconditionevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantdocument (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    key character varying(150) NOT NULL,
    media_type character varying(100) NOT NULL,
    bytes integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    grant_id bigint NOT NULL,
    CONSTRAINT grants_grantdocument_bytes_check CHECK ((bytes >= 0))
);

ALTER TABLE public.grants_grantdocument ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantdocument_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantdocumentevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    key character varying(150) NOT NULL,
    media_type character varying(100) NOT NULL,
    bytes integer NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    grant_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT grants_grantdocumentevent_bytes_check CHECK ((bytes >= 0))
);

ALTER TABLE public.grants_grantdocumentevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantdocumentevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantimport (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    key character varying(150) NOT NULL,
    reading jsonb NOT NULL,
    state character varying(10) NOT NULL,
    figures jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    by_id bigint,
    organisation_id bigint NOT NULL,
    region_id character varying(2) NOT NULL,
    CONSTRAINT grant_import_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['done'::character varying, 'left'::character varying])::text[])))))
);

ALTER TABLE public.grants_grantimport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantimport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantpayment (
    id bigint NOT NULL,
    date date NOT NULL,
    cents bigint NOT NULL,
    reference character varying(100) NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    corrects_id bigint,
    grant_id bigint NOT NULL,
    CONSTRAINT grant_payment_or_correction CHECK ((((cents > 0) AND (corrects_id IS NULL) AND ((reason)::text = ''::text)) OR ((corrects_id IS NOT NULL) AND (NOT ((reason)::text = ''::text)) AND (NOT (cents = 0))))),
    CONSTRAINT grant_payment_plausible CHECK (((cents >= '-1000000000000'::bigint) AND (cents <= '1000000000000'::bigint)))
);

ALTER TABLE public.grants_grantpayment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantpayment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantyear (
    id bigint NOT NULL,
    year smallint NOT NULL,
    cents bigint NOT NULL,
    grant_id bigint NOT NULL,
    CONSTRAINT grant_year_of_something CHECK (((cents > 0) AND (cents <= '1000000000000'::bigint))),
    CONSTRAINT grant_year_plausible CHECK (((year >= 1990) AND (year <= 2100))),
    CONSTRAINT grants_grantyear_year_check CHECK ((year >= 0))
);

ALTER TABLE public.grants_grantyear ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantyear_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.grants_grantyearevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    year smallint NOT NULL,
    cents bigint NOT NULL,
    grant_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT grants_grantyearevent_year_check CHECK ((year >= 0))
);

ALTER TABLE public.grants_grantyearevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.grants_grantyearevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_siteidentity (
    id smallint NOT NULL,
    name character varying(60) NOT NULL,
    agency character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(20) NOT NULL,
    hours character varying(100) NOT NULL,
    CONSTRAINT identity_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT identity_one_row CHECK ((id = 1)),
    CONSTRAINT identity_siteidentity_id_check CHECK ((id >= 0))
);

CREATE TABLE public.identity_siteidentityevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id smallint NOT NULL,
    name character varying(60) NOT NULL,
    agency character varying(200) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(20) NOT NULL,
    hours character varying(100) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id smallint NOT NULL,
    CONSTRAINT identity_siteidentityevent_id_check CHECK ((id >= 0))
);

ALTER TABLE public.identity_siteidentityevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_siteidentityevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_dicomnode (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    title character varying(16) NOT NULL,
    addresses character varying(300) NOT NULL,
    host character varying(255) NOT NULL,
    port integer,
    tls boolean NOT NULL,
    removed_at timestamp with time zone,
    organisation_id bigint NOT NULL,
    CONSTRAINT dicom_node_host_and_port CHECK (((((host)::text = ''::text) AND (port IS NULL)) OR ((NOT ((host)::text = ''::text)) AND (port >= 1) AND (port <= 65535)))),
    CONSTRAINT dicom_node_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT dicom_node_sends_or_receives CHECK ((NOT (((addresses)::text = ''::text) AND ((host)::text = ''::text)))),
    CONSTRAINT dicom_title_shape CHECK (((title)::text ~ '^[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]{0,14}[A-Za-z0-9_.@+-]$|^[A-Za-z0-9_.@+-]$'::text)),
    CONSTRAINT imaging_dicomnode_port_check CHECK ((port >= 0))
);

ALTER TABLE public.imaging_dicomnode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_dicomnode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_dicomnodeevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    title character varying(16) NOT NULL,
    addresses character varying(300) NOT NULL,
    host character varying(255) NOT NULL,
    port integer,
    tls boolean NOT NULL,
    removed_at timestamp with time zone,
    organisation_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT imaging_dicomnodeevent_port_check CHECK ((port >= 0))
);

ALTER TABLE public.imaging_dicomnodeevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_dicomnodeevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_imagingevent (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    key character varying(20) NOT NULL,
    count integer NOT NULL,
    said character varying(300) NOT NULL,
    by_id bigint,
    node_id bigint,
    organisation_id bigint NOT NULL,
    request_id bigint,
    study_id bigint,
    CONSTRAINT imaging_imagingevent_count_check CHECK ((count >= 0))
);

ALTER TABLE public.imaging_imagingevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_imagingevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_outgoingstudy (
    id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    send_after timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    images integer NOT NULL,
    sent_at timestamp with time zone,
    last_error character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    node_id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT imaging_outgoingstudy_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT imaging_outgoingstudy_images_check CHECK ((images >= 0)),
    CONSTRAINT outgoing_study_claimed_when CHECK ((((claimed_at IS NOT NULL) AND ((state)::text = 'sending'::text)) OR (NOT ((state)::text = 'sending'::text)))),
    CONSTRAINT outgoing_study_sent_when CHECK ((((sent_at IS NOT NULL) AND ((state)::text = 'sent'::text)) OR ((NOT ((state)::text = 'sent'::text)) AND (sent_at IS NULL))))
);

ALTER TABLE public.imaging_outgoingstudy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_outgoingstudy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_receivedinstance (
    id bigint NOT NULL,
    instance character varying(64) NOT NULL,
    file_id uuid NOT NULL,
    study_id bigint NOT NULL
);

ALTER TABLE public.imaging_receivedinstance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_receivedinstance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imaging_receivedstudy (
    id bigint NOT NULL,
    study character varying(64) NOT NULL,
    accession bytea,
    modality character varying(16) NOT NULL,
    images integer NOT NULL,
    bytes bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    attached_at timestamp with time zone,
    ended_at timestamp with time zone,
    node_id bigint,
    organisation_id bigint NOT NULL,
    request_id bigint,
    CONSTRAINT imaging_receivedstudy_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT imaging_receivedstudy_images_check CHECK ((images >= 0)),
    CONSTRAINT received_study_attached_or_ended CHECK ((((attached_at IS NULL) AND (request_id IS NULL)) OR ((attached_at IS NOT NULL) AND (ended_at IS NULL) AND (request_id IS NOT NULL)))),
    CONSTRAINT received_study_in_time CHECK ((last_at >= first_at))
);

ALTER TABLE public.imaging_receivedstudy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imaging_receivedstudy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.jobs_job (
    id bigint NOT NULL,
    kind character varying(50) NOT NULL,
    args jsonb NOT NULL,
    state character varying(10) NOT NULL,
    progress double precision NOT NULL,
    words character varying(200) NOT NULL,
    result jsonb NOT NULL,
    error text NOT NULL,
    attempts smallint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    queued bigint,
    asked_by_id bigint,
    organisation_id bigint,
    concluding boolean DEFAULT false NOT NULL,
    CONSTRAINT job_failed_says_why CHECK (((((state)::text = 'failed'::text) OR (error = ''::text)) AND (1 = (
CASE
    WHEN ((state)::text = 'failed'::text) THEN 1
    ELSE 0
END +
CASE
    WHEN (error = ''::text) THEN 1
    ELSE 0
END)))),
    CONSTRAINT job_over_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['done'::character varying, 'failed'::character varying, 'stopped'::character varying])::text[]))))),
    CONSTRAINT job_progress_0_to_1 CHECK (((progress >= (0.0)::double precision) AND (progress <= (1.0)::double precision))),
    CONSTRAINT jobs_job_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.jobs_job ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.jobs_job_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_juniorwish (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    junior_id bigint NOT NULL,
    first_id bigint NOT NULL,
    second_id bigint NOT NULL,
    CONSTRAINT junior_wish_position CHECK ((("position" >= 1) AND ("position" <= 8))),
    CONSTRAINT juniors_juniorwish_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.juniors_juniorwish ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_juniorwish_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_juniorwishevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    junior_id bigint NOT NULL,
    first_id bigint NOT NULL,
    second_id bigint NOT NULL,
    CONSTRAINT juniors_juniorwishevent_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.juniors_juniorwishevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_juniorwishevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_junioryear (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    starts date NOT NULL,
    wishes_until date NOT NULL,
    draft jsonb NOT NULL,
    published_at timestamp with time zone,
    region_id character varying(2) NOT NULL,
    CONSTRAINT junior_year_named CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT junior_year_published_match CHECK (((published_at IS NULL) OR (NOT (draft = '{}'::jsonb)))),
    CONSTRAINT junior_year_wishes_before_it_starts CHECK ((wishes_until < starts))
);

ALTER TABLE public.juniors_junioryear ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_junioryear_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_junioryearevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    starts date NOT NULL,
    wishes_until date NOT NULL,
    published_at timestamp with time zone,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL
);

ALTER TABLE public.juniors_junioryearevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_junioryearevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_supervisorwish (
    id bigint NOT NULL,
    "position" smallint,
    junior_id bigint NOT NULL,
    supervisor_id bigint NOT NULL,
    CONSTRAINT juniors_supervisorwish_position_check CHECK (("position" >= 0)),
    CONSTRAINT supervisor_wish_position CHECK ((("position" IS NULL) OR (("position" >= 1) AND ("position" <= 10))))
);

ALTER TABLE public.juniors_supervisorwish ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_supervisorwish_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_supervisorwishevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    "position" smallint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    junior_id bigint NOT NULL,
    supervisor_id bigint NOT NULL,
    CONSTRAINT juniors_supervisorwishevent_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.juniors_supervisorwishevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_supervisorwishevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_yearhousing (
    id bigint NOT NULL,
    name character varying(100) NOT NULL,
    beds smallint NOT NULL,
    year_id bigint NOT NULL,
    CONSTRAINT juniors_yearhousing_beds_check CHECK ((beds >= 0)),
    CONSTRAINT year_housing_beds CHECK (((beds >= 1) AND (beds <= 50))),
    CONSTRAINT year_housing_named CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.juniors_yearhousing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_yearhousing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_yearjunior (
    id bigint NOT NULL,
    key uuid NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    email text NOT NULL,
    rank integer NOT NULL,
    lodged boolean NOT NULL,
    answered_at timestamp with time zone,
    partner_id bigint,
    year_id bigint NOT NULL,
    CONSTRAINT juniors_yearjunior_rank_check CHECK ((rank >= 0)),
    CONSTRAINT year_junior_named CHECK ((NOT ((last_name)::text = ''::text))),
    CONSTRAINT year_junior_other_partner CHECK (((partner_id IS NULL) OR (NOT ((partner_id = id) AND (partner_id IS NOT NULL))))),
    CONSTRAINT year_junior_ranked CHECK ((rank >= 1))
);

ALTER TABLE public.juniors_yearjunior ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_yearjunior_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_yearjuniorevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    key uuid NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    rank integer NOT NULL,
    lodged boolean NOT NULL,
    answered_at timestamp with time zone,
    partner_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    year_id bigint NOT NULL,
    CONSTRAINT juniors_yearjuniorevent_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.juniors_yearjuniorevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_yearjuniorevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_yearsupervisor (
    id bigint NOT NULL,
    key uuid NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    email text NOT NULL,
    place character varying(100) NOT NULL,
    capacity smallint NOT NULL,
    first_semester boolean NOT NULL,
    second_semester boolean NOT NULL,
    accredited_until date,
    answered_at timestamp with time zone,
    commune_id character varying(5) NOT NULL,
    housing_id bigint,
    year_id bigint NOT NULL,
    CONSTRAINT juniors_yearsupervisor_capacity_check CHECK ((capacity >= 0)),
    CONSTRAINT year_supervisor_capacity CHECK ((capacity <= 10)),
    CONSTRAINT year_supervisor_named CHECK ((NOT ((last_name)::text = ''::text)))
);

ALTER TABLE public.juniors_yearsupervisor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_yearsupervisor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.juniors_yearsupervisorevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    key uuid NOT NULL,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    place character varying(100) NOT NULL,
    capacity smallint NOT NULL,
    first_semester boolean NOT NULL,
    second_semester boolean NOT NULL,
    accredited_until date,
    answered_at timestamp with time zone,
    commune_id character varying(5) NOT NULL,
    housing_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    year_id bigint NOT NULL,
    CONSTRAINT juniors_yearsupervisorevent_capacity_check CHECK ((capacity >= 0))
);

ALTER TABLE public.juniors_yearsupervisorevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.juniors_yearsupervisorevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_indicatorrun (
    id bigint NOT NULL,
    kind character varying(50) NOT NULL,
    key character varying(64) NOT NULL,
    parameters character varying(100) NOT NULL,
    modelled boolean NOT NULL,
    vintage character varying(50) NOT NULL,
    created timestamp with time zone NOT NULL
);

ALTER TABLE public.observatory_indicatorrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_indicatorrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_monthlyreport (
    id bigint NOT NULL,
    month date NOT NULL,
    key character varying(150) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by_id bigint,
    region_id character varying(2) NOT NULL,
    department_id character varying(3),
    intercommunality_id character varying(9),
    CONSTRAINT report_month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT report_of_one_area CHECK (((department_id IS NULL) OR (intercommunality_id IS NULL)))
);

ALTER TABLE public.observatory_monthlyreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_monthlyreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_programmeeffect (
    id bigint NOT NULL,
    figures jsonb NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    programme_id bigint NOT NULL
);

ALTER TABLE public.observatory_programmeeffect ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_programmeeffect_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_territorylist (
    region_id character varying(2) NOT NULL,
    basis character varying(10) NOT NULL,
    published smallint NOT NULL,
    vintage character varying(10) NOT NULL,
    source character varying(200) NOT NULL,
    modelled boolean NOT NULL,
    chosen_at timestamp with time zone,
    chosen_by_id bigint,
    CONSTRAINT observatory_territorylist_published_check CHECK ((published >= 0)),
    CONSTRAINT territory_list_known_basis CHECK (((basis)::text = ANY ((ARRAY['computed'::character varying, 'official'::character varying, 'completed'::character varying])::text[]))),
    CONSTRAINT territory_list_official_is_known CHECK ((((basis)::text = 'computed'::text) OR (published >= 1)))
);

CREATE TABLE public.observatory_territorylistevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    basis character varying(10) NOT NULL,
    published smallint NOT NULL,
    vintage character varying(10) NOT NULL,
    source character varying(200) NOT NULL,
    modelled boolean NOT NULL,
    chosen_at timestamp with time zone,
    chosen_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id character varying(2) NOT NULL,
    region_id character varying(2) NOT NULL,
    CONSTRAINT observatory_territorylistevent_published_check CHECK ((published >= 0))
);

ALTER TABLE public.observatory_territorylistevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_territorylistevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_zoneadjustment (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    epci_id character varying(9) NOT NULL,
    region_id character varying(2) NOT NULL,
    CONSTRAINT adjustment_has_reason CHECK ((NOT ((reason)::text ~ '^\s*$'::text))),
    CONSTRAINT adjustment_known_kind CHECK (((kind)::text = ANY ((ARRAY['add'::character varying, 'remove'::character varying])::text[])))
);

ALTER TABLE public.observatory_zoneadjustment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_zoneadjustment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_zoneadjustmentevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    epci_id character varying(9) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    region_id character varying(2) NOT NULL
);

ALTER TABLE public.observatory_zoneadjustmentevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_zoneadjustmentevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_zonecandidate (
    id bigint NOT NULL,
    rank smallint NOT NULL,
    reason text NOT NULL,
    epci_id character varying(9) NOT NULL,
    region_id character varying(2) NOT NULL,
    computed boolean NOT NULL,
    criteria jsonb NOT NULL,
    official boolean NOT NULL,
    population integer NOT NULL,
    score double precision NOT NULL,
    CONSTRAINT candidate_rank_from_1 CHECK ((rank >= 1)),
    CONSTRAINT observatory_zonecandidate_population_check CHECK ((population >= 0)),
    CONSTRAINT observatory_zonecandidate_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.observatory_zonecandidate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_zonecandidate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.observatory_zonedesignation (
    id bigint NOT NULL,
    rank smallint NOT NULL,
    population integer NOT NULL,
    score double precision NOT NULL,
    criteria jsonb NOT NULL,
    reason text NOT NULL,
    modelled boolean NOT NULL,
    epci_id character varying(9) NOT NULL,
    region_id character varying(2) NOT NULL,
    official boolean NOT NULL,
    CONSTRAINT observatory_zonedesignation_population_check CHECK ((population >= 0)),
    CONSTRAINT observatory_zonedesignation_rank_check CHECK ((rank >= 0)),
    CONSTRAINT zone_has_reason CHECK ((NOT (reason = ''::text))),
    CONSTRAINT zone_rank_from_1 CHECK ((rank >= 1))
);

ALTER TABLE public.observatory_zonedesignation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.observatory_zonedesignation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_message (
    id bigint NOT NULL,
    key character varying(200) NOT NULL,
    about character varying(100) NOT NULL,
    channel character varying(10) NOT NULL,
    "to" text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    secret boolean NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    last_error character varying(100) NOT NULL,
    created timestamp with time zone NOT NULL,
    send_after timestamp with time zone NOT NULL,
    useless_after timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    ended_at timestamp with time zone,
    sent_at timestamp with time zone,
    segments smallint NOT NULL,
    CONSTRAINT message_claimed_when CHECK (((NOT ((state)::text = 'sending'::text)) OR (claimed_at IS NOT NULL))),
    CONSTRAINT message_forgotten_once_over CHECK ((((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('sending'::character varying)::text, ('failed'::character varying)::text])) OR ((body = ''::text) AND (subject = ''::text) AND ("to" = ''::text)))),
    CONSTRAINT message_open_has_text CHECK (((NOT ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('sending'::character varying)::text]))) OR ((NOT ("to" = ''::text)) AND (NOT (body = ''::text))))),
    CONSTRAINT message_over_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['sent'::character varying, 'failed'::character varying, 'withdrawn'::character varying])::text[]))))),
    CONSTRAINT message_secret_forgotten_on_failure CHECK (((NOT (secret AND ((state)::text = 'failed'::text))) OR (body = ''::text))),
    CONSTRAINT message_sent_when CHECK ((((sent_at IS NOT NULL) AND ((state)::text = 'sent'::text)) OR ((NOT ((state)::text = 'sent'::text)) AND (sent_at IS NULL)))),
    CONSTRAINT outbox_message_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT outbox_message_segments_check CHECK ((segments >= 0))
);

ALTER TABLE public.outbox_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbox_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.outbox_smsmonth (
    id bigint NOT NULL,
    month date NOT NULL,
    messages integer NOT NULL,
    segments integer NOT NULL,
    cost bigint NOT NULL,
    CONSTRAINT outbox_smsmonth_cost_check CHECK ((cost >= 0)),
    CONSTRAINT outbox_smsmonth_messages_check CHECK ((messages >= 0)),
    CONSTRAINT outbox_smsmonth_segments_check CHECK ((segments >= 0)),
    CONSTRAINT sms_month_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT sms_month_segments CHECK ((segments >= messages))
);

ALTER TABLE public.outbox_smsmonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbox_smsmonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_bankaccount (
    id bigint NOT NULL,
    sealed text NOT NULL,
    last_four character varying(4) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    professional_id bigint,
    payer_id bigint,
    country character varying(2),
    CONSTRAINT account_in_sepa CHECK (((country IS NULL) OR ((country)::text = ANY ((ARRAY['AD'::character varying, 'AL'::character varying, 'AT'::character varying, 'BE'::character varying, 'BG'::character varying, 'CH'::character varying, 'CY'::character varying, 'CZ'::character varying, 'DE'::character varying, 'DK'::character varying, 'EE'::character varying, 'ES'::character varying, 'FI'::character varying, 'FR'::character varying, 'GB'::character varying, 'GI'::character varying, 'GR'::character varying, 'HR'::character varying, 'HU'::character varying, 'IE'::character varying, 'IS'::character varying, 'IT'::character varying, 'LI'::character varying, 'LT'::character varying, 'LU'::character varying, 'LV'::character varying, 'MC'::character varying, 'MD'::character varying, 'ME'::character varying, 'MK'::character varying, 'MT'::character varying, 'NL'::character varying, 'NO'::character varying, 'PL'::character varying, 'PT'::character varying, 'RO'::character varying, 'RS'::character varying, 'SE'::character varying, 'SI'::character varying, 'SK'::character varying, 'SM'::character varying, 'VA'::character varying])::text[])))),
    CONSTRAINT account_last_four CHECK (((last_four)::text ~ '^[0-9A-Z]{4}$'::text)),
    CONSTRAINT account_of_one CHECK ((((payer_id IS NOT NULL) AND (professional_id IS NULL)) OR ((payer_id IS NULL) AND (professional_id IS NOT NULL))))
);

ALTER TABLE public.payments_bankaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_bankaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_bankaccountevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    last_four character varying(4) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    professional_id bigint,
    payer_id bigint,
    country character varying(2)
);

ALTER TABLE public.payments_bankaccountevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_bankaccountevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_contest (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    answer character varying(300) NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    correction_id bigint,
    line_id bigint NOT NULL,
    CONSTRAINT contest_answered_whole CHECK (((((answer)::text = ''::text) AND (answered_at IS NULL) AND (answered_by_id IS NULL) AND (correction_id IS NULL)) OR ((answered_at >= at) AND (answered_by_id IS NOT NULL) AND (NOT ((answer)::text = ''::text))))),
    CONSTRAINT contest_with_reason CHECK ((NOT ((reason)::text = ''::text)))
);

ALTER TABLE public.payments_contest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_contest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_contestevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    answer character varying(300) NOT NULL,
    answered_at timestamp with time zone,
    answered_by_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    correction_id bigint,
    line_id bigint NOT NULL
);

ALTER TABLE public.payments_contestevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_contestevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_heldconfirmation (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    session_id bigint NOT NULL,
    name character varying(100) NOT NULL
);

ALTER TABLE public.payments_heldconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_heldconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_linecorrection (
    id bigint NOT NULL,
    cents integer NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    corrects_id bigint NOT NULL,
    CONSTRAINT correction_of_something_with_reason CHECK (((NOT (cents = 0)) AND (NOT ((reason)::text = ''::text))))
);

ALTER TABLE public.payments_linecorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_linecorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_monthclosing (
    id bigint NOT NULL,
    month date NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    total_cents bigint NOT NULL,
    closed_by_id bigint,
    payer_id bigint NOT NULL,
    CONSTRAINT closing_not_negative CHECK ((total_cents >= 0)),
    CONSTRAINT month_is_its_first_day CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

ALTER TABLE public.payments_monthclosing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_monthclosing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_monthlystatement (
    id bigint NOT NULL,
    total_cents bigint NOT NULL,
    line_count integer NOT NULL,
    closing_id bigint NOT NULL,
    professional_id bigint NOT NULL,
    CONSTRAINT payments_monthlystatement_line_count_check CHECK ((line_count >= 0)),
    CONSTRAINT statement_not_negative CHECK ((total_cents >= 0))
);

ALTER TABLE public.payments_monthlystatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_monthlystatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_orderedpayment (
    id bigint NOT NULL,
    cents bigint NOT NULL,
    sealed text NOT NULL,
    state character varying(20) NOT NULL,
    settled_on date,
    reason character varying(300) NOT NULL,
    statement_id bigint NOT NULL,
    order_id bigint,
    CONSTRAINT payment_of_something CHECK ((cents > 0)),
    CONSTRAINT payment_outside_without_order CHECK ((((order_id IS NULL) AND ((state)::text = 'outside'::text)) OR ((NOT ((state)::text = 'outside'::text)) AND (order_id IS NOT NULL)))),
    CONSTRAINT payment_settled_whole CHECK (((((reason)::text = ''::text) AND (settled_on IS NULL) AND ((state)::text = 'ordered'::text)) OR (((reason)::text = ''::text) AND (settled_on IS NOT NULL) AND ((state)::text = 'paid'::text)) OR ((settled_on IS NOT NULL) AND ((state)::text = ANY ((ARRAY['rejected'::character varying, 'outside'::character varying])::text[])) AND (NOT ((reason)::text = ''::text)))))
);

ALTER TABLE public.payments_orderedpayment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_orderedpayment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_orderedpaymentevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    cents bigint NOT NULL,
    state character varying(20) NOT NULL,
    settled_on date,
    reason character varying(300) NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    statement_id bigint NOT NULL,
    order_id bigint
);

ALTER TABLE public.payments_orderedpaymentevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_orderedpaymentevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_paidsession (
    id bigint NOT NULL,
    paid character varying(20) NOT NULL,
    professional_id bigint NOT NULL,
    session_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT paid_session_known_kind CHECK (((paid)::text = ANY ((ARRAY['allowance'::character varying, 'journey'::character varying, 'replacement'::character varying])::text[])))
);

ALTER TABLE public.payments_paidsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paidsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_payer (
    id bigint NOT NULL,
    organisation_id bigint NOT NULL,
    region_id character varying(2) NOT NULL
);

ALTER TABLE public.payments_payer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_payer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_paymentmandate (
    id bigint NOT NULL,
    scheme character varying(50) NOT NULL,
    department_id character varying(3) NOT NULL,
    payer_id bigint NOT NULL
);

ALTER TABLE public.payments_paymentmandate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentmandate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_paymentmandateevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    scheme character varying(50) NOT NULL,
    department_id character varying(3) NOT NULL,
    payer_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);

ALTER TABLE public.payments_paymentmandateevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentmandateevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_paymentorder (
    id bigint NOT NULL,
    sealed text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by_id bigint,
    payer_id bigint NOT NULL
);

ALTER TABLE public.payments_paymentorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymentorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.payments_statementline (
    id bigint NOT NULL,
    scheme character varying(50) NOT NULL,
    date date NOT NULL,
    what character varying(20) NOT NULL,
    quantity double precision NOT NULL,
    unit_cents integer NOT NULL,
    cents integer NOT NULL,
    reason character varying(300) NOT NULL,
    commune_id character varying(5) NOT NULL,
    correction_id bigint,
    corrects_id bigint,
    statement_id bigint NOT NULL,
    CONSTRAINT line_correction_names_line_and_reason CHECK ((((corrects_id IS NOT NULL) AND ((what)::text = 'correction'::text) AND (NOT ((reason)::text = ''::text))) OR ((NOT ((what)::text = 'correction'::text)) AND (correction_id IS NULL) AND (corrects_id IS NULL) AND ((reason)::text = ''::text)))),
    CONSTRAINT line_is_quantity_by_price CHECK ((((what)::text = 'correction'::text) OR ((cents > 0) AND ((cents)::double precision <= ((quantity * (unit_cents)::double precision) + (0.51)::double precision)) AND ((cents)::double precision >= ((quantity * (unit_cents)::double precision) - (0.51)::double precision))))),
    CONSTRAINT line_not_zero CHECK ((NOT (cents = 0)))
);

ALTER TABLE public.payments_statementline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_statementline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pghistory_context (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    metadata jsonb NOT NULL
);

CREATE TABLE public.plans_planchange (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(10) NOT NULL,
    gone jsonb NOT NULL,
    come jsonb NOT NULL,
    fixed jsonb NOT NULL,
    freed jsonb NOT NULL,
    undone boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    run_id bigint NOT NULL,
    CONSTRAINT plans_planchange_number_check CHECK ((number >= 0))
);

ALTER TABLE public.plans_planchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.plans_planchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plans_planpart (
    id bigint NOT NULL,
    programme_id bigint NOT NULL,
    run_id bigint NOT NULL
);

ALTER TABLE public.plans_planpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.plans_planpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.plans_planrun (
    id bigint NOT NULL,
    seed integer NOT NULL,
    objective double precision NOT NULL,
    bound double precision NOT NULL,
    gap double precision NOT NULL,
    seconds double precision NOT NULL,
    document jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    created timestamp with time zone NOT NULL,
    programme_id bigint NOT NULL,
    problem character varying(64) NOT NULL,
    replaces_id bigint,
    CONSTRAINT plan_gap_not_negative CHECK (((gap >= (0.0)::double precision) AND (seconds >= (0.0)::double precision))),
    CONSTRAINT plan_within_its_bound CHECK ((bound >= ((objective * (0.999999)::double precision) - (0.000001)::double precision))),
    CONSTRAINT plans_planrun_seed_check CHECK ((seed >= 0))
);

ALTER TABLE public.plans_planrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.plans_planrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_pageseen (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    route character varying(60) NOT NULL,
    record character varying(20) NOT NULL,
    "row" character varying(60) NOT NULL,
    method character varying(7) NOT NULL,
    status smallint NOT NULL,
    user_id bigint,
    CONSTRAINT privacy_pageseen_status_check CHECK ((status >= 0))
);

ALTER TABLE public.privacy_pageseen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_pageseen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.privacy_privacyact (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(10) NOT NULL,
    count integer NOT NULL,
    by_id bigint,
    organisation_id bigint,
    CONSTRAINT privacy_act_known CHECK (((kind)::text = ANY ((ARRAY['exported'::character varying, 'erased'::character varying, 'retention'::character varying])::text[]))),
    CONSTRAINT privacy_privacyact_count_check CHECK ((count >= 0))
);

ALTER TABLE public.privacy_privacyact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.privacy_privacyact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.proposals_placeproposal (
    id bigint NOT NULL,
    equipment character varying(40)[] NOT NULL,
    accessibility character varying(40)[] NOT NULL,
    secretariat character varying(20) NOT NULL,
    parking character varying(20) NOT NULL,
    lodging character varying(20) NOT NULL,
    beds smallint NOT NULL,
    keys character varying(300) NOT NULL,
    meals character varying(20) NOT NULL,
    contact_name character varying(200) NOT NULL,
    contact_phone character varying(20) NOT NULL,
    lon double precision,
    lat double precision,
    key uuid NOT NULL,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    proposer character varying(20) NOT NULL,
    organisation_name character varying(200) NOT NULL,
    place_name character varying(200) NOT NULL,
    place_kind character varying(20) NOT NULL,
    address character varying(300) NOT NULL,
    rooms jsonb NOT NULL,
    closed_days jsonb NOT NULL,
    answered character varying(40)[] NOT NULL,
    word text NOT NULL,
    consented_at timestamp with time zone,
    visit_on date,
    visitor character varying(200) NOT NULL,
    visit_checked character varying(40)[] NOT NULL,
    visit_note text NOT NULL,
    decided_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    commune_id character varying(5),
    place_id bigint,
    search_keys bigint[] NOT NULL,
    CONSTRAINT placeproposal_beds_with_lodging CHECK ((((beds >= 1) AND (beds <= 20) AND ((lodging)::text = ANY ((ARRAY['on_site'::character varying, 'nearby'::character varying])::text[]))) OR ((beds = 0) AND ((lodging)::text = ANY ((ARRAY[''::character varying, 'none'::character varying])::text[]))))),
    CONSTRAINT placeproposal_known_accessibility CHECK ((accessibility <@ ARRAY['step_free'::character varying(40), 'wide_doors'::character varying(40), 'lift'::character varying(40), 'toilets'::character varying(40), 'parking_space'::character varying(40), 'hearing'::character varying(40)])),
    CONSTRAINT placeproposal_known_choices CHECK ((((secretariat)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'part'::character varying, 'whole'::character varying])::text[])) AND ((parking)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'street'::character varying, 'reserved'::character varying])::text[])) AND ((meals)::text = ANY ((ARRAY[''::character varying, 'none'::character varying, 'kitchen'::character varying, 'served'::character varying])::text[])))),
    CONSTRAINT placeproposal_known_equipment CHECK ((equipment <@ ARRAY['exam_table'::character varying(40), 'desk'::character varying(40), 'washbasin'::character varying(40), 'blood_pressure'::character varying(40), 'scales'::character varying(40), 'baby_scales'::character varying(40), 'otoscope'::character varying(40), 'ecg'::character varying(40), 'oximeter'::character varying(40), 'computer'::character varying(40), 'internet'::character varying(40), 'printer'::character varying(40), 'card_reader'::character varying(40), 'fridge'::character varying(40), 'emergency_kit'::character varying(40), 'defibrillator'::character varying(40)])),
    CONSTRAINT placeproposal_on_earth CHECK ((((lat IS NULL) AND (lon IS NULL)) OR ((lat IS NOT NULL) AND ((lat >= ('-90.0'::numeric)::double precision) AND (lat <= (90.0)::double precision)) AND (lon IS NOT NULL) AND ((lon >= ('-180.0'::numeric)::double precision) AND (lon <= (180.0)::double precision))))),
    CONSTRAINT proposal_answered_why CHECK (((NOT ((state)::text = ANY ((ARRAY['returned'::character varying, 'refused'::character varying])::text[]))) OR ((NOT ((reason)::text = ''::text)) AND (NOT ((decided_by)::text = ''::text))))),
    CONSTRAINT proposal_approved_after_visit CHECK ((((NOT ((state)::text = 'approved'::text)) AND (place_id IS NULL)) OR ((place_id IS NOT NULL) AND ((state)::text = 'approved'::text) AND (visit_on IS NOT NULL) AND (visit_checked @> ARRAY['rooms_seen'::character varying(40), 'secrecy'::character varying(40), 'water'::character varying(40), 'waste'::character varying(40), 'fire'::character varying(40), 'access'::character varying(40)]) AND (NOT ((decided_by)::text = ''::text))))),
    CONSTRAINT proposal_ended_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying])::text[]))) AND (ended_at IS NOT NULL)))),
    CONSTRAINT proposal_has_email CHECK ((NOT (email = ''::text))),
    CONSTRAINT proposal_sent_is_whole CHECK (((NOT ((state)::text = ANY ((ARRAY['sent'::character varying, 'approved'::character varying])::text[]))) OR ((NOT ((first_name)::text = ''::text)) AND (NOT ((last_name)::text = ''::text)) AND (NOT ((proposer)::text = ''::text)) AND (NOT ((organisation_name)::text = ''::text)) AND (NOT ((place_name)::text = ''::text)) AND (NOT ((place_kind)::text = ''::text)) AND (NOT ((address)::text = ''::text)) AND (NOT (rooms = '[]'::jsonb)) AND (NOT ((secretariat)::text = ''::text)) AND (NOT ((parking)::text = ''::text)) AND (NOT ((lodging)::text = ''::text)) AND (commune_id IS NOT NULL) AND (consented_at IS NOT NULL)))),
    CONSTRAINT proposal_sent_when CHECK ((((sent_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((state)::text = 'withdrawn'::text) OR ((NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'withdrawn'::character varying])::text[]))) AND (sent_at IS NOT NULL)))),
    CONSTRAINT proposal_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'sent'::character varying, 'returned'::character varying, 'approved'::character varying, 'refused'::character varying, 'withdrawn'::character varying])::text[]))),
    CONSTRAINT proposal_visit_known_points CHECK ((visit_checked <@ ARRAY['rooms_seen'::character varying(40), 'secrecy'::character varying(40), 'water'::character varying(40), 'waste'::character varying(40), 'fire'::character varying(40), 'access'::character varying(40), 'equipment_seen'::character varying(40), 'heating'::character varying(40), 'network'::character varying(40), 'lodging_seen'::character varying(40), 'keys'::character varying(40)])),
    CONSTRAINT proposal_visited_by_whom CHECK ((((visit_on IS NULL) AND ((visitor)::text = ''::text)) OR ((visit_on IS NOT NULL) AND (NOT ((visitor)::text = ''::text))))),
    CONSTRAINT proposals_placeproposal_beds_check CHECK ((beds >= 0))
);

ALTER TABLE public.proposals_placeproposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.proposals_placeproposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.proposals_placeproposalevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    equipment character varying(40)[] NOT NULL,
    accessibility character varying(40)[] NOT NULL,
    secretariat character varying(20) NOT NULL,
    parking character varying(20) NOT NULL,
    lodging character varying(20) NOT NULL,
    beds smallint NOT NULL,
    keys character varying(300) NOT NULL,
    meals character varying(20) NOT NULL,
    contact_name character varying(200) NOT NULL,
    contact_phone character varying(20) NOT NULL,
    lon double precision,
    lat double precision,
    key uuid NOT NULL,
    state character varying(20) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    first_name character varying(100) NOT NULL,
    last_name character varying(100) NOT NULL,
    proposer character varying(20) NOT NULL,
    organisation_name character varying(200) NOT NULL,
    place_name character varying(200) NOT NULL,
    place_kind character varying(20) NOT NULL,
    address character varying(300) NOT NULL,
    rooms jsonb NOT NULL,
    closed_days jsonb NOT NULL,
    answered character varying(40)[] NOT NULL,
    word text NOT NULL,
    consented_at timestamp with time zone,
    visit_on date,
    visitor character varying(200) NOT NULL,
    visit_checked character varying(40)[] NOT NULL,
    visit_note text NOT NULL,
    decided_by character varying(200) NOT NULL,
    reason character varying(500) NOT NULL,
    commune_id character varying(5),
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    place_id bigint,
    CONSTRAINT proposals_placeproposalevent_beds_check CHECK ((beds >= 0))
);

ALTER TABLE public.proposals_placeproposalevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.proposals_placeproposalevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.proposals_proposalphoto (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    proposal_id bigint NOT NULL,
    CONSTRAINT proposalphoto_digest CHECK (((digest)::text ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT proposalphoto_size CHECK (((height >= 1) AND (width >= 1))),
    CONSTRAINT proposals_proposalphoto_height_check CHECK ((height >= 0)),
    CONSTRAINT proposals_proposalphoto_width_check CHECK ((width >= 0))
);

ALTER TABLE public.proposals_proposalphoto ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.proposals_proposalphoto_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.remote_guest (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    name character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    appointment_id bigint NOT NULL,
    by_id bigint NOT NULL,
    CONSTRAINT guest_in_order CHECK (((ended_at IS NULL) OR (ended_at >= at))),
    CONSTRAINT guest_named CHECK (((NOT ((name)::text = ''::text)) AND ((kind)::text = ANY ((ARRAY['expert'::character varying, 'interpreter'::character varying])::text[]))))
);

ALTER TABLE public.remote_guest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.remote_guest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.remote_seat (
    id bigint NOT NULL,
    party character varying(10) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    appointment_id bigint NOT NULL,
    user_id bigint,
    guest_id bigint,
    CONSTRAINT seat_of_somebody CHECK ((((guest_id IS NULL) AND ((party)::text = 'patient'::text) AND (user_id IS NULL)) OR ((guest_id IS NULL) AND ((party)::text = ANY ((ARRAY['doctor'::character varying, 'nurse'::character varying])::text[])) AND (user_id IS NOT NULL)) OR ((guest_id IS NOT NULL) AND ((party)::text = 'guest'::text) AND (user_id IS NULL))))
);

ALTER TABLE public.remote_seat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.remote_seat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.remote_signal (
    id bigint NOT NULL,
    data text NOT NULL,
    sender_id bigint NOT NULL,
    to_id bigint NOT NULL
);

ALTER TABLE public.remote_signal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.remote_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.remote_step (
    id bigint NOT NULL,
    rank smallint NOT NULL,
    act character varying(20) NOT NULL,
    before character varying(20) NOT NULL,
    after character varying(20) NOT NULL,
    party character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    problem character varying(20) NOT NULL,
    appointment_id bigint NOT NULL,
    by_id bigint,
    CONSTRAINT remote_step_rank_check CHECK ((rank >= 0)),
    CONSTRAINT step_by_somebody CHECK ((((by_id IS NULL) AND ((party)::text = 'patient'::text)) OR ((NOT ((party)::text = 'patient'::text)) AND (by_id IS NOT NULL)))),
    CONSTRAINT step_by_the_table CHECK (((((problem)::text = ''::text) AND ((act)::text = 'check'::text) AND ((after)::text = 'checked'::text) AND ((before)::text = 'booked'::text) AND ((party)::text = ANY ((ARRAY['nurse'::character varying, 'patient'::character varying])::text[]))) OR (((problem)::text = ''::text) AND ((act)::text = 'install'::text) AND ((after)::text = 'installing'::text) AND ((before)::text = ANY ((ARRAY['booked'::character varying, 'checked'::character varying, 'no_show'::character varying])::text[])) AND ((party)::text = 'nurse'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'leave'::text) AND ((after)::text = 'nurse_left'::text) AND ((before)::text = 'installing'::text) AND ((party)::text = 'nurse'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'let_in'::text) AND ((after)::text = 'with_doctor'::text) AND ((before)::text = ANY ((ARRAY['checked'::character varying, 'installing'::character varying, 'nurse_left'::character varying])::text[])) AND ((party)::text = 'doctor'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'recall'::text) AND ((after)::text = 'recalled'::text) AND ((before)::text = 'with_doctor'::text) AND ((party)::text = 'doctor'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'come_back'::text) AND ((after)::text = 'debriefing'::text) AND ((before)::text = ANY ((ARRAY['recalled'::character varying, 'with_doctor'::character varying])::text[])) AND ((party)::text = 'nurse'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'close'::text) AND ((after)::text = 'closed'::text) AND ((before)::text = ANY ((ARRAY['debriefing'::character varying, 'recalled'::character varying, 'telephone'::character varying, 'with_doctor'::character varying])::text[])) AND ((party)::text = 'doctor'::text)) OR ((NOT ((problem)::text = ''::text)) AND ((act)::text = 'interrupt'::text) AND ((after)::text = 'interrupted'::text) AND ((before)::text = ANY ((ARRAY['checked'::character varying, 'debriefing'::character varying, 'installing'::character varying, 'nurse_left'::character varying, 'recalled'::character varying, 'with_doctor'::character varying])::text[])) AND ((party)::text = ANY ((ARRAY['doctor'::character varying, 'nurse'::character varying, 'patient'::character varying])::text[]))) OR (((problem)::text = ''::text) AND ((act)::text = 'resume'::text) AND ((after)::text = ANY ((ARRAY['booked'::character varying, 'checked'::character varying, 'debriefing'::character varying, 'installing'::character varying, 'nurse_left'::character varying, 'recalled'::character varying, 'with_doctor'::character varying])::text[])) AND ((before)::text = 'interrupted'::text) AND ((party)::text = ANY ((ARRAY['doctor'::character varying, 'nurse'::character varying])::text[]))) OR ((NOT ((problem)::text = ''::text)) AND ((act)::text = 'telephone'::text) AND ((after)::text = 'telephone'::text) AND ((before)::text = ANY ((ARRAY['checked'::character varying, 'debriefing'::character varying, 'installing'::character varying, 'interrupted'::character varying, 'nurse_left'::character varying, 'recalled'::character varying, 'with_doctor'::character varying])::text[])) AND ((party)::text = 'doctor'::text)) OR (((problem)::text = ''::text) AND ((act)::text = 'no_show'::text) AND ((after)::text = 'no_show'::text) AND ((before)::text = ANY ((ARRAY['booked'::character varying, 'checked'::character varying])::text[])) AND ((party)::text = ANY ((ARRAY['doctor'::character varying, 'nurse'::character varying])::text[])))))
);

ALTER TABLE public.remote_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.remote_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_change (
    id bigint NOT NULL,
    what character varying(30) NOT NULL,
    "row" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT webhook_change_known CHECK (((what)::text = ANY ((ARRAY['appointment.booked'::character varying, 'appointment.moved'::character varying, 'appointment.cancelled'::character varying, 'appointment.outcome'::character varying, 'session.published'::character varying, 'session.changed'::character varying, 'session.cancelled'::character varying])::text[])))
);

ALTER TABLE public.webhooks_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_delivery (
    id bigint NOT NULL,
    reference uuid NOT NULL,
    what character varying(30) NOT NULL,
    body jsonb NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    last_error character varying(100) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    send_after timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    ended_at timestamp with time zone,
    subscription_id bigint NOT NULL,
    CONSTRAINT webhook_claimed_when CHECK (((NOT ((state)::text = 'sending'::text)) OR (claimed_at IS NOT NULL))),
    CONSTRAINT webhook_over_when CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['told'::character varying, 'given_up'::character varying])::text[]))))),
    CONSTRAINT webhooks_delivery_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.webhooks_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhooks_subscription (
    id bigint NOT NULL,
    address text NOT NULL,
    secret text NOT NULL,
    contact text NOT NULL,
    events character varying(30)[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    last_told_at timestamp with time zone,
    failing_since timestamp with time zone,
    last_error character varying(100) NOT NULL,
    stopped_at timestamp with time zone,
    stopped character varying(10) NOT NULL,
    made_by_id bigint,
    organisation_id bigint NOT NULL,
    CONSTRAINT webhook_known_events CHECK (((events <@ ARRAY['appointment.booked'::character varying(30), 'appointment.moved'::character varying(30), 'appointment.cancelled'::character varying(30), 'appointment.outcome'::character varying(30), 'session.published'::character varying(30), 'session.changed'::character varying(30), 'session.cancelled'::character varying(30)]) AND (NOT (events = '{}'::character varying(30)[])))),
    CONSTRAINT webhook_stopped_when CHECK (((((stopped)::text = ''::text) AND (stopped_at IS NULL)) OR ((NOT ((stopped)::text = ''::text)) AND (stopped_at IS NOT NULL))))
);

ALTER TABLE public.webhooks_subscription ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhooks_subscription_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

ALTER TABLE ONLY public.agenda_absence
    ADD CONSTRAINT absence_no_overlap EXCLUDE USING gist (int8range(professional_id, professional_id, '[]'::text) WITH &&, during WITH &&);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_cacheentry
    ADD CONSTRAINT accounts_cacheentry_pkey PRIMARY KEY (cache_key);

ALTER TABLE ONLY public.accounts_failedlogin
    ADD CONSTRAINT accounts_failedlogin_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_invitationevent
    ADD CONSTRAINT accounts_invitationevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_membershipevent
    ADD CONSTRAINT accounts_membershipevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_membershipmove
    ADD CONSTRAINT accounts_membershipmove_membership_id_key UNIQUE (membership_id);

ALTER TABLE ONLY public.accounts_membershipmove
    ADD CONSTRAINT accounts_membershipmove_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_membershipmoveevent
    ADD CONSTRAINT accounts_membershipmoveevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_organisation_departments
    ADD CONSTRAINT accounts_organisation_de_organisation_id_departme_2f80cea7_uniq UNIQUE (organisation_id, department_id);

ALTER TABLE ONLY public.accounts_organisation_departments
    ADD CONSTRAINT accounts_organisation_departments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_organisation_intercommunalities
    ADD CONSTRAINT accounts_organisation_in_organisation_id_intercom_dd2fb6bc_uniq UNIQUE (organisation_id, intercommunality_id);

ALTER TABLE ONLY public.accounts_organisation_intercommunalities
    ADD CONSTRAINT accounts_organisation_intercommunalities_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_organisation
    ADD CONSTRAINT accounts_organisation_name_key UNIQUE (name);

ALTER TABLE ONLY public.accounts_organisation
    ADD CONSTRAINT accounts_organisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_organisation_regions
    ADD CONSTRAINT accounts_organisation_re_organisation_id_region_i_4572462b_uniq UNIQUE (organisation_id, region_id);

ALTER TABLE ONLY public.accounts_organisation_regions
    ADD CONSTRAINT accounts_organisation_regions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_passwordlinkevent
    ADD CONSTRAINT accounts_passwordlinkevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_secondfactorevent
    ADD CONSTRAINT accounts_secondfactorevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_signinlink
    ADD CONSTRAINT accounts_signinlink_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.accounts_signinlink
    ADD CONSTRAINT accounts_signinlink_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_signinlinkevent
    ADD CONSTRAINT accounts_signinlinkevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_userevent
    ADD CONSTRAINT accounts_userevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_absence
    ADD CONSTRAINT agenda_absence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_absenceevent
    ADD CONSTRAINT agenda_absenceevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_busytime
    ADD CONSTRAINT agenda_busytime_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_calendarabsence
    ADD CONSTRAINT agenda_calendarabsence_absence_id_key UNIQUE (absence_id);

ALTER TABLE ONLY public.agenda_calendarabsence
    ADD CONSTRAINT agenda_calendarabsence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_calendarfeed
    ADD CONSTRAINT agenda_calendarfeed_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.agenda_calendarfeed
    ADD CONSTRAINT agenda_calendarfeed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_calendarfeed
    ADD CONSTRAINT agenda_calendarfeed_professional_id_key UNIQUE (professional_id);

ALTER TABLE ONLY public.agenda_calendarpassword
    ADD CONSTRAINT agenda_calendarpassword_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.agenda_calendarpassword
    ADD CONSTRAINT agenda_calendarpassword_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_claim
    ADD CONSTRAINT agenda_claim_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_claimevent
    ADD CONSTRAINT agenda_claimevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_departure
    ADD CONSTRAINT agenda_departure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_departure
    ADD CONSTRAINT agenda_departure_professional_id_key UNIQUE (professional_id);

ALTER TABLE ONLY public.agenda_departureevent
    ADD CONSTRAINT agenda_departureevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_owncalendar
    ADD CONSTRAINT agenda_owncalendar_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_owncalendar
    ADD CONSTRAINT agenda_owncalendar_professional_id_key UNIQUE (professional_id);

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_key_key UNIQUE (key);

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_sessioncancellation
    ADD CONSTRAINT agenda_sessioncancellation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_sessioncancellation
    ADD CONSTRAINT agenda_sessioncancellation_session_id_key UNIQUE (session_id);

ALTER TABLE ONLY public.agenda_sessionevent
    ADD CONSTRAINT agenda_sessionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_sessionpost
    ADD CONSTRAINT agenda_sessionpost_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_sessionwarning
    ADD CONSTRAINT agenda_sessionwarning_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_sessionwarningevent
    ADD CONSTRAINT agenda_sessionwarningevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_slot
    ADD CONSTRAINT agenda_slot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_swapoffer
    ADD CONSTRAINT agenda_swapoffer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_swapofferevent
    ADD CONSTRAINT agenda_swapofferevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_swapreply
    ADD CONSTRAINT agenda_swapreply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_swapreplyevent
    ADD CONSTRAINT agenda_swapreplyevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agenda_swapsession
    ADD CONSTRAINT agenda_swapsession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_thingfeed
    ADD CONSTRAINT agenda_thingfeed_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.agenda_thingfeed
    ADD CONSTRAINT agenda_thingfeed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreementanswer
    ADD CONSTRAINT agreement_answer_once UNIQUE (version_id, organisation_id, round, kind);

ALTER TABLE ONLY public.agreements_closedmonth
    ADD CONSTRAINT agreement_month_closed_once UNIQUE (agreement_id, month);

ALTER TABLE ONLY public.agreements_agreementperson
    ADD CONSTRAINT agreement_person_once UNIQUE (version_id, professional_id);

ALTER TABLE ONLY public.agreements_agreementshare
    ADD CONSTRAINT agreement_share_once UNIQUE (version_id, starts, organisation_id);

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreement_version_once UNIQUE (agreement_id, number);

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_name_key UNIQUE (name);

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_platform_id_key UNIQUE (platform_id);

ALTER TABLE ONLY public.agreements_agreementanswer
    ADD CONSTRAINT agreements_agreementanswer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreementevent
    ADD CONSTRAINT agreements_agreementevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agreements_agreementperson
    ADD CONSTRAINT agreements_agreementperson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreementshare
    ADD CONSTRAINT agreements_agreementshare_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreements_agreementversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreements_agreementversion_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.agreements_agreementversionevent
    ADD CONSTRAINT agreements_agreementversionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agreements_closedmonth
    ADD CONSTRAINT agreements_closedmonth_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_closedmonthevent
    ADD CONSTRAINT agreements_closedmonthevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agreements_groupmember
    ADD CONSTRAINT agreements_groupmember_organisation_id_key UNIQUE (organisation_id);

ALTER TABLE ONLY public.agreements_groupmember
    ADD CONSTRAINT agreements_groupmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_groupmemberevent
    ADD CONSTRAINT agreements_groupmemberevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agreements_hospitalgroup
    ADD CONSTRAINT agreements_hospitalgroup_name_key UNIQUE (name);

ALTER TABLE ONLY public.agreements_hospitalgroup
    ADD CONSTRAINT agreements_hospitalgroup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_hospitalgroupevent
    ADD CONSTRAINT agreements_hospitalgroupevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.agreements_meansnote
    ADD CONSTRAINT agreements_meansnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agreements_meansnoteevent
    ADD CONSTRAINT agreements_meansnoteevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.expertise_answer
    ADD CONSTRAINT answer_version_once UNIQUE (request_id, version);

ALTER TABLE ONLY public.applications_application
    ADD CONSTRAINT applications_application_engagement_id_key UNIQUE (engagement_id);

ALTER TABLE ONLY public.applications_application
    ADD CONSTRAINT applications_application_key_key UNIQUE (key);

ALTER TABLE ONLY public.applications_application
    ADD CONSTRAINT applications_application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications_applicationcheck
    ADD CONSTRAINT applications_applicationcheck_authorisation_id_key UNIQUE (authorisation_id);

ALTER TABLE ONLY public.applications_applicationcheck
    ADD CONSTRAINT applications_applicationcheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.applications_applicationevent
    ADD CONSTRAINT applications_applicationevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.applications_registerentry
    ADD CONSTRAINT applications_registerentry_pkey PRIMARY KEY (rpps);

ALTER TABLE ONLY public.applications_wantedplace
    ADD CONSTRAINT applications_wantedplace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_attendance
    ADD CONSTRAINT attendance_once UNIQUE (offer_id, date, half);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagements_authorisation
    ADD CONSTRAINT authorisation_once UNIQUE (engagement_id, kind);

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_idempotency_hash_key UNIQUE (idempotency_hash);

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.booking_appointmentevent
    ADD CONSTRAINT booking_appointmentevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.booking_bookedfor
    ADD CONSTRAINT booking_bookedfor_appointment_id_key UNIQUE (appointment_id);

ALTER TABLE ONLY public.booking_bookedfor
    ADD CONSTRAINT booking_bookedfor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_bookingtry
    ADD CONSTRAINT booking_bookingtry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_overbookedsession
    ADD CONSTRAINT booking_overbookedsession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_overbookedsession
    ADD CONSTRAINT booking_overbookedsession_session_id_key UNIQUE (session_id);

ALTER TABLE ONLY public.booking_overbookedsessionevent
    ADD CONSTRAINT booking_overbookedsessionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.booking_pacealarm
    ADD CONSTRAINT booking_pacealarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_patient
    ADD CONSTRAINT booking_patient_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_personkey
    ADD CONSTRAINT booking_personkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_slotoffer
    ADD CONSTRAINT booking_slotoffer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_idempotency_hash_key UNIQUE (idempotency_hash);

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_patient_id_key UNIQUE (patient_id);

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_waitingkey
    ADD CONSTRAINT booking_waitingkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_calendarabsence
    ADD CONSTRAINT calendar_absence_once UNIQUE (professional_id, name);

ALTER TABLE ONLY public.calls_calloption
    ADD CONSTRAINT call_option_once UNIQUE (call_id, name);

ALTER TABLE ONLY public.calls_callreviewer
    ADD CONSTRAINT call_reviewer_number_once UNIQUE (call_id, number);

ALTER TABLE ONLY public.calls_callreviewer
    ADD CONSTRAINT call_reviewer_once UNIQUE (call_id, user_id);

ALTER TABLE ONLY public.calls_applicant
    ADD CONSTRAINT calls_applicant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_applicant
    ADD CONSTRAINT calls_applicant_submission_id_key UNIQUE (submission_id);

ALTER TABLE ONLY public.calls_applicantevent
    ADD CONSTRAINT calls_applicantevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_attendance
    ADD CONSTRAINT calls_attendance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_attendanceevent
    ADD CONSTRAINT calls_attendanceevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_callcriterion
    ADD CONSTRAINT calls_callcriterion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_callcriterionevent
    ADD CONSTRAINT calls_callcriterionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_engagement_id_key UNIQUE (engagement_id);

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_grant_id_key UNIQUE (grant_id);

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_submission_id_key UNIQUE (submission_id);

ALTER TABLE ONLY public.calls_calldecisionevent
    ADD CONSTRAINT calls_calldecisionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_callevent
    ADD CONSTRAINT calls_callevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_calloption
    ADD CONSTRAINT calls_calloption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_calloptionevent
    ADD CONSTRAINT calls_calloptionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_callreviewer
    ADD CONSTRAINT calls_callreviewer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_callreviewerevent
    ADD CONSTRAINT calls_callreviewerevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_certificate
    ADD CONSTRAINT calls_certificate_code_key UNIQUE (code);

ALTER TABLE ONLY public.calls_certificate
    ADD CONSTRAINT calls_certificate_offer_id_key UNIQUE (offer_id);

ALTER TABLE ONLY public.calls_certificate
    ADD CONSTRAINT calls_certificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_certificateevent
    ADD CONSTRAINT calls_certificateevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_offeredpost
    ADD CONSTRAINT calls_offeredpost_call_id_key UNIQUE (call_id);

ALTER TABLE ONLY public.calls_offeredpost
    ADD CONSTRAINT calls_offeredpost_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_offeredpostevent
    ADD CONSTRAINT calls_offeredpostevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_postshare
    ADD CONSTRAINT calls_postshare_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_postshareevent
    ADD CONSTRAINT calls_postshareevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_review
    ADD CONSTRAINT calls_review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_reviewevent
    ADD CONSTRAINT calls_reviewevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_reviewnote
    ADD CONSTRAINT calls_reviewnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_reviewnoteevent
    ADD CONSTRAINT calls_reviewnoteevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_seatoffer
    ADD CONSTRAINT calls_seatoffer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_seatofferevent
    ADD CONSTRAINT calls_seatofferevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_submission
    ADD CONSTRAINT calls_submission_key_key UNIQUE (key);

ALTER TABLE ONLY public.calls_submission
    ADD CONSTRAINT calls_submission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_submissionevent
    ADD CONSTRAINT calls_submissionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_submissionfile
    ADD CONSTRAINT calls_submissionfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_submissionfileevent
    ADD CONSTRAINT calls_submissionfileevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.calls_trainingevaluation
    ADD CONSTRAINT calls_trainingevaluation_offer_id_key UNIQUE (offer_id);

ALTER TABLE ONLY public.calls_trainingevaluation
    ADD CONSTRAINT calls_trainingevaluation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_trainingevaluationevent
    ADD CONSTRAINT calls_trainingevaluationevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.observatory_zonecandidate
    ADD CONSTRAINT candidate_once UNIQUE (region_id, epci_id);

ALTER TABLE ONLY public.observatory_zonecandidate
    ADD CONSTRAINT candidate_one_per_rank UNIQUE (region_id, rank);

ALTER TABLE ONLY public.centres_centrecontract
    ADD CONSTRAINT centres_centrecontract_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_centrecontractevent
    ADD CONSTRAINT centres_centrecontractevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_centreleave
    ADD CONSTRAINT centres_centreleave_absence_id_key UNIQUE (absence_id);

ALTER TABLE ONLY public.centres_centreleave
    ADD CONSTRAINT centres_centreleave_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_centreleaveevent
    ADD CONSTRAINT centres_centreleaveevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_centrescenario
    ADD CONSTRAINT centres_centrescenario_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_centrescenarioevent
    ADD CONSTRAINT centres_centrescenarioevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_desktaskevent
    ADD CONSTRAINT centres_desktaskevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_homeround
    ADD CONSTRAINT centres_homeround_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_homeroundevent
    ADD CONSTRAINT centres_homeroundevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_patientlist
    ADD CONSTRAINT centres_patientlist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_patientlistevent
    ADD CONSTRAINT centres_patientlistevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registrationrequest_key_key UNIQUE (key);

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registrationrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_rotation
    ADD CONSTRAINT centres_rotation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_rotation
    ADD CONSTRAINT centres_rotation_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.centres_rotationevent
    ADD CONSTRAINT centres_rotationevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_rotationseat
    ADD CONSTRAINT centres_rotationseat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agenda_claim
    ADD CONSTRAINT claim_no_overlap EXCLUDE USING gist (int8range(resource_id, resource_id, '[]'::text) WITH &&, during WITH &&) WHERE (active);

ALTER TABLE ONLY public.directory_placeclosure
    ADD CONSTRAINT closure_once UNIQUE NULLS NOT DISTINCT (place_id, room_id, starts, ends);

ALTER TABLE ONLY public.geography_commune
    ADD CONSTRAINT commune_position_once UNIQUE ("position") DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centrecontract
    ADD CONSTRAINT contract_one_at_a_time EXCLUDE USING gist (int8range(centre_id, centre_id, '[]'::text) WITH &&, int8range(professional_id, professional_id, '[]'::text) WITH &&, daterange(starts, ends, '[]'::text) WITH &&);

ALTER TABLE ONLY public.calls_callcriterion
    ADD CONSTRAINT criterion_once UNIQUE (call_id, code);

ALTER TABLE ONLY public.database_change
    ADD CONSTRAINT database_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diaries_daychange
    ADD CONSTRAINT day_change_once UNIQUE (rule_id, day);

ALTER TABLE ONLY public.demo_demostep
    ADD CONSTRAINT demo_demostep_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.diaries_daychange
    ADD CONSTRAINT diaries_daychange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diaries_daychangeevent
    ADD CONSTRAINT diaries_daychangeevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.diaries_diary
    ADD CONSTRAINT diaries_diary_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diaries_diary
    ADD CONSTRAINT diaries_diary_place_id_key UNIQUE (place_id);

ALTER TABLE ONLY public.diaries_diary
    ADD CONSTRAINT diaries_diary_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.diaries_diarymotive
    ADD CONSTRAINT diaries_diarymotive_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diaries_diaryruleevent
    ADD CONSTRAINT diaries_diaryruleevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.diaries_diarymotive
    ADD CONSTRAINT diary_motive_once UNIQUE (rule_id, code);

ALTER TABLE ONLY public.directory_invitedprofessional
    ADD CONSTRAINT directory_invitedprofessional_invitation_id_key UNIQUE (invitation_id);

ALTER TABLE ONLY public.directory_invitedprofessional
    ADD CONSTRAINT directory_invitedprofessional_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_invitedprofessionalevent
    ADD CONSTRAINT directory_invitedprofessionalevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.directory_place
    ADD CONSTRAINT directory_place_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_place
    ADD CONSTRAINT directory_place_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.directory_placeclosure
    ADD CONSTRAINT directory_placeclosure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_placeclosureevent
    ADD CONSTRAINT directory_placeclosureevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.directory_placedetails
    ADD CONSTRAINT directory_placedetails_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_placedetails
    ADD CONSTRAINT directory_placedetails_place_id_key UNIQUE (place_id);

ALTER TABLE ONLY public.directory_placedetailsevent
    ADD CONSTRAINT directory_placedetailsevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.directory_placehandover
    ADD CONSTRAINT directory_placehandover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_placehandoverevent
    ADD CONSTRAINT directory_placehandoverevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.directory_placephoto
    ADD CONSTRAINT directory_placephoto_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_professional_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_professional_resource_id_key UNIQUE (resource_id);

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_professional_rpps_key UNIQUE (rpps);

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_professional_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.directory_resource
    ADD CONSTRAINT directory_resource_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_roomopening
    ADD CONSTRAINT directory_roomopening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_roomopeningevent
    ADD CONSTRAINT directory_roomopeningevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.duties_dutyhouse
    ADD CONSTRAINT duties_dutyhouse_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_dutyneed
    ADD CONSTRAINT duties_dutyneed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_dutywish
    ADD CONSTRAINT duties_dutywish_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_dutywishevent
    ADD CONSTRAINT duties_dutywishevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.duties_rotaevent
    ADD CONSTRAINT duties_rotaevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.duties_rotamember_houses
    ADD CONSTRAINT duties_rotamember_houses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_rotamember_houses
    ADD CONSTRAINT duties_rotamember_houses_rotamember_id_dutyhouse__90472d5b_uniq UNIQUE (rotamember_id, dutyhouse_id);

ALTER TABLE ONLY public.duties_rotamember
    ADD CONSTRAINT duties_rotamember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.duties_rotamemberevent
    ADD CONSTRAINT duties_rotamemberevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.duties_dutyhouse
    ADD CONSTRAINT duty_house_once UNIQUE (rota_id, name);

ALTER TABLE ONLY public.duties_dutyneed
    ADD CONSTRAINT duty_need_once UNIQUE (house_id, period);

ALTER TABLE ONLY public.duties_dutywish
    ADD CONSTRAINT duty_wish_one_a_date UNIQUE (member_id, date);

ALTER TABLE ONLY public.engagements_authorisation
    ADD CONSTRAINT engagements_authorisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagements_authorisationevent
    ADD CONSTRAINT engagements_authorisationevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.engagements_engagement
    ADD CONSTRAINT engagements_engagement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagements_engagementevent
    ADD CONSTRAINT engagements_engagementevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.engagements_programme
    ADD CONSTRAINT engagements_programme_name_key UNIQUE (name);

ALTER TABLE ONLY public.engagements_programme
    ADD CONSTRAINT engagements_programme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagements_programmeparty
    ADD CONSTRAINT engagements_programmeparty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_answer
    ADD CONSTRAINT expertise_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiserequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_feeline
    ADD CONSTRAINT expertise_feeline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_platformmember
    ADD CONSTRAINT expertise_platformmember_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_platformmemberevent
    ADD CONSTRAINT expertise_platformmemberevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.expertise_poolreader
    ADD CONSTRAINT expertise_poolreader_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_poolreaderevent
    ADD CONSTRAINT expertise_poolreaderevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.expertise_readerpool
    ADD CONSTRAINT expertise_readerpool_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_readerpoolevent
    ADD CONSTRAINT expertise_readerpoolevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.expertise_readingplatform
    ADD CONSTRAINT expertise_readingplatform_name_key UNIQUE (name);

ALTER TABLE ONLY public.expertise_readingplatform
    ADD CONSTRAINT expertise_readingplatform_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_readingplatformevent
    ADD CONSTRAINT expertise_readingplatformevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.expertise_requestevent
    ADD CONSTRAINT expertise_requestevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_requestnote
    ADD CONSTRAINT expertise_requestnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.expertise_feeline
    ADD CONSTRAINT fee_line_once UNIQUE (request_id, code);

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fhir_interfacekeyevent
    ADD CONSTRAINT fhir_interfacekeyevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.fhir_nationalnumber
    ADD CONSTRAINT fhir_nationalnumber_organisation_id_key UNIQUE (organisation_id);

ALTER TABLE ONLY public.fhir_nationalnumber
    ADD CONSTRAINT fhir_nationalnumber_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fhir_nationalnumber
    ADD CONSTRAINT fhir_nationalnumber_place_id_key UNIQUE (place_id);

ALTER TABLE ONLY public.fhir_nationalnumberevent
    ADD CONSTRAINT fhir_nationalnumberevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.fhir_regulatornumber
    ADD CONSTRAINT fhir_regulatornumber_number_key UNIQUE (number);

ALTER TABLE ONLY public.fhir_regulatornumber
    ADD CONSTRAINT fhir_regulatornumber_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.fhir_regulatornumber
    ADD CONSTRAINT fhir_regulatornumber_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.fhir_sentappointment
    ADD CONSTRAINT fhir_sentappointment_appointment_id_key UNIQUE (appointment_id);

ALTER TABLE ONLY public.fhir_sentappointment
    ADD CONSTRAINT fhir_sentappointment_identifier_key UNIQUE (identifier);

ALTER TABLE ONLY public.fhir_sentappointment
    ADD CONSTRAINT fhir_sentappointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_storedfile
    ADD CONSTRAINT files_storedfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_upload
    ADD CONSTRAINT files_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.geography_commune
    ADD CONSTRAINT geography_commune_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.geography_currentartefact
    ADD CONSTRAINT geography_currentartefact_kind_key UNIQUE (kind);

ALTER TABLE ONLY public.geography_currentartefact
    ADD CONSTRAINT geography_currentartefact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.geography_department
    ADD CONSTRAINT geography_department_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.geography_intercommunality
    ADD CONSTRAINT geography_intercommunality_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.geography_region
    ADD CONSTRAINT geography_region_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.grants_grantdocument
    ADD CONSTRAINT grant_document_once UNIQUE (grant_id, key);

ALTER TABLE ONLY public.grants_grantyear
    ADD CONSTRAINT grant_year_once UNIQUE (grant_id, year);

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_awardedgrantevent
    ADD CONSTRAINT grants_awardedgrantevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.grants_grantcondition
    ADD CONSTRAINT grants_grantcondition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_grantconditionevent
    ADD CONSTRAINT grants_grantconditionevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.grants_grantdocument
    ADD CONSTRAINT grants_grantdocument_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_grantdocumentevent
    ADD CONSTRAINT grants_grantdocumentevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.grants_grantimport
    ADD CONSTRAINT grants_grantimport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_grantpayment
    ADD CONSTRAINT grants_grantpayment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_grantyear
    ADD CONSTRAINT grants_grantyear_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.grants_grantyearevent
    ADD CONSTRAINT grants_grantyearevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.centres_homeround
    ADD CONSTRAINT home_round_once UNIQUE (professional_id, date, half);

ALTER TABLE ONLY public.identity_siteidentity
    ADD CONSTRAINT identity_siteidentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_siteidentityevent
    ADD CONSTRAINT identity_siteidentityevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.imaging_dicomnode
    ADD CONSTRAINT imaging_dicomnode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imaging_dicomnodeevent
    ADD CONSTRAINT imaging_dicomnodeevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imaging_outgoingstudy
    ADD CONSTRAINT imaging_outgoingstudy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imaging_receivedinstance
    ADD CONSTRAINT imaging_receivedinstance_file_id_key UNIQUE (file_id);

ALTER TABLE ONLY public.imaging_receivedinstance
    ADD CONSTRAINT imaging_receivedinstance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imaging_receivedstudy
    ADD CONSTRAINT imaging_receivedstudy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_indicatorrun
    ADD CONSTRAINT indicator_run_once UNIQUE (kind, key);

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT junior_wish_once UNIQUE (junior_id, first_id, second_id);

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT junior_wish_one_a_position UNIQUE (junior_id, "position");

ALTER TABLE ONLY public.juniors_junioryear
    ADD CONSTRAINT junior_year_name_once UNIQUE (region_id, name);

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT juniors_juniorwish_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_juniorwishevent
    ADD CONSTRAINT juniors_juniorwishevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.juniors_junioryear
    ADD CONSTRAINT juniors_junioryear_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_junioryearevent
    ADD CONSTRAINT juniors_junioryearevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.juniors_supervisorwish
    ADD CONSTRAINT juniors_supervisorwish_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_supervisorwishevent
    ADD CONSTRAINT juniors_supervisorwishevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.juniors_yearhousing
    ADD CONSTRAINT juniors_yearhousing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_yearjunior
    ADD CONSTRAINT juniors_yearjunior_key_key UNIQUE (key);

ALTER TABLE ONLY public.juniors_yearjunior
    ADD CONSTRAINT juniors_yearjunior_partner_id_key UNIQUE (partner_id);

ALTER TABLE ONLY public.juniors_yearjunior
    ADD CONSTRAINT juniors_yearjunior_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_yearjuniorevent
    ADD CONSTRAINT juniors_yearjuniorevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.juniors_yearsupervisor
    ADD CONSTRAINT juniors_yearsupervisor_key_key UNIQUE (key);

ALTER TABLE ONLY public.juniors_yearsupervisor
    ADD CONSTRAINT juniors_yearsupervisor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_yearsupervisorevent
    ADD CONSTRAINT juniors_yearsupervisorevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.payments_paymentmandate
    ADD CONSTRAINT mandate_one_payer UNIQUE (scheme, department_id);

ALTER TABLE ONLY public.agreements_meansnote
    ADD CONSTRAINT means_note_once UNIQUE (organisation_id, pathway, kind, month);

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT membership_once UNIQUE (user_id, organisation_id, role);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_monthclosing
    ADD CONSTRAINT month_closed_once UNIQUE (payer_id, month);

ALTER TABLE ONLY public.observatory_indicatorrun
    ADD CONSTRAINT observatory_indicatorrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT observatory_monthlyreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_programmeeffect
    ADD CONSTRAINT observatory_programmeeffect_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_programmeeffect
    ADD CONSTRAINT observatory_programmeeffect_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.observatory_territorylist
    ADD CONSTRAINT observatory_territorylist_pkey PRIMARY KEY (region_id);

ALTER TABLE ONLY public.observatory_territorylistevent
    ADD CONSTRAINT observatory_territorylistevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.observatory_zoneadjustment
    ADD CONSTRAINT observatory_zoneadjustment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_zoneadjustmentevent
    ADD CONSTRAINT observatory_zoneadjustmentevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.observatory_zonecandidate
    ADD CONSTRAINT observatory_zonecandidate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_zonedesignation
    ADD CONSTRAINT observatory_zonedesignation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_slotoffer
    ADD CONSTRAINT offer_once_to_a_person UNIQUE (entry_id, slot_id);

ALTER TABLE ONLY public.outbox_message
    ADD CONSTRAINT outbox_message_key_key UNIQUE (key);

ALTER TABLE ONLY public.outbox_message
    ADD CONSTRAINT outbox_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.outbox_smsmonth
    ADD CONSTRAINT outbox_smsmonth_month_key UNIQUE (month);

ALTER TABLE ONLY public.outbox_smsmonth
    ADD CONSTRAINT outbox_smsmonth_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.centres_patientlist
    ADD CONSTRAINT patient_list_once UNIQUE NULLS NOT DISTINCT (centre_id, professional_id);

ALTER TABLE ONLY public.payments_payer
    ADD CONSTRAINT payer_once_in_region UNIQUE (organisation_id, region_id);

ALTER TABLE ONLY public.payments_bankaccount
    ADD CONSTRAINT payments_bankaccount_payer_id_key UNIQUE (payer_id);

ALTER TABLE ONLY public.payments_bankaccount
    ADD CONSTRAINT payments_bankaccount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_bankaccount
    ADD CONSTRAINT payments_bankaccount_professional_id_key UNIQUE (professional_id);

ALTER TABLE ONLY public.payments_bankaccountevent
    ADD CONSTRAINT payments_bankaccountevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_correction_id_key UNIQUE (correction_id);

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_line_id_key UNIQUE (line_id);

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_contestevent
    ADD CONSTRAINT payments_contestevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.payments_heldconfirmation
    ADD CONSTRAINT payments_heldconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_heldconfirmation
    ADD CONSTRAINT payments_heldconfirmation_session_id_key UNIQUE (session_id);

ALTER TABLE ONLY public.payments_linecorrection
    ADD CONSTRAINT payments_linecorrection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_monthclosing
    ADD CONSTRAINT payments_monthclosing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_monthlystatement
    ADD CONSTRAINT payments_monthlystatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_orderedpayment
    ADD CONSTRAINT payments_orderedpayment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_orderedpaymentevent
    ADD CONSTRAINT payments_orderedpaymentevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.payments_paidsession
    ADD CONSTRAINT payments_paidsession_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_payer
    ADD CONSTRAINT payments_payer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_paymentmandate
    ADD CONSTRAINT payments_paymentmandate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_paymentmandateevent
    ADD CONSTRAINT payments_paymentmandateevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.payments_paymentorder
    ADD CONSTRAINT payments_paymentorder_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementline_correction_id_key UNIQUE (correction_id);

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.booking_personkey
    ADD CONSTRAINT person_key_once_per_appointment UNIQUE (appointment_id, key);

ALTER TABLE ONLY public.booking_personkey
    ADD CONSTRAINT person_not_twice_at_once EXCLUDE USING gist (int8range(key, key, '[]'::text) WITH &&, during WITH &&) WHERE (active);

ALTER TABLE ONLY public.pghistory_context
    ADD CONSTRAINT pghistory_context_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directory_place
    ADD CONSTRAINT place_once_in_commune UNIQUE (name, commune_id);

ALTER TABLE ONLY public.plans_planchange
    ADD CONSTRAINT plan_change_once UNIQUE (run_id, number);

ALTER TABLE ONLY public.plans_planchange
    ADD CONSTRAINT plans_planchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plans_planpart
    ADD CONSTRAINT plans_planpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plans_planpart
    ADD CONSTRAINT plans_planpart_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.plans_planrun
    ADD CONSTRAINT plans_planrun_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.plans_planrun
    ADD CONSTRAINT plans_planrun_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.plans_planrun
    ADD CONSTRAINT plans_planrun_programme_id_key UNIQUE (programme_id);

ALTER TABLE ONLY public.expertise_platformmember
    ADD CONSTRAINT platform_member_once UNIQUE (platform_id, pool_id);

ALTER TABLE ONLY public.expertise_readerpool
    ADD CONSTRAINT pool_once UNIQUE (organisation_id, pathway);

ALTER TABLE ONLY public.expertise_poolreader
    ADD CONSTRAINT pool_reader_once UNIQUE (pool_id, user_id);

ALTER TABLE ONLY public.agenda_sessionpost
    ADD CONSTRAINT post_once_in_session UNIQUE (session_id, role, rank);

ALTER TABLE ONLY public.calls_postshare
    ADD CONSTRAINT post_share_once UNIQUE (post_id, what, name);

ALTER TABLE ONLY public.privacy_pageseen
    ADD CONSTRAINT privacy_pageseen_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_privacyact
    ADD CONSTRAINT privacy_privacyact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.engagements_programmeparty
    ADD CONSTRAINT programme_party_once UNIQUE (programme_id, key);

ALTER TABLE ONLY public.proposals_placeproposal
    ADD CONSTRAINT proposals_placeproposal_key_key UNIQUE (key);

ALTER TABLE ONLY public.proposals_placeproposal
    ADD CONSTRAINT proposals_placeproposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.proposals_placeproposal
    ADD CONSTRAINT proposals_placeproposal_place_id_key UNIQUE (place_id);

ALTER TABLE ONLY public.proposals_placeproposalevent
    ADD CONSTRAINT proposals_placeproposalevent_pkey PRIMARY KEY (pgh_id);

ALTER TABLE ONLY public.proposals_proposalphoto
    ADD CONSTRAINT proposals_proposalphoto_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imaging_receivedinstance
    ADD CONSTRAINT received_instance_once UNIQUE (study_id, instance);

ALTER TABLE ONLY public.remote_guest
    ADD CONSTRAINT remote_guest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.remote_seat
    ADD CONSTRAINT remote_seat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.remote_signal
    ADD CONSTRAINT remote_signal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.remote_step
    ADD CONSTRAINT remote_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT report_once_a_month UNIQUE NULLS NOT DISTINCT (region_id, department_id, intercommunality_id, month);

ALTER TABLE ONLY public.directory_resource
    ADD CONSTRAINT resource_reference_once UNIQUE (kind, reference);

ALTER TABLE ONLY public.calls_review
    ADD CONSTRAINT review_once UNIQUE (submission_id, reviewer_id);

ALTER TABLE ONLY public.directory_roomopening
    ADD CONSTRAINT room_opening_once UNIQUE (room_id, weekday, starts);

ALTER TABLE ONLY public.duties_rotamember
    ADD CONSTRAINT rota_member_once UNIQUE (rota_id, professional_id);

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT rota_name_once UNIQUE (organisation_id, name);

ALTER TABLE ONLY public.centres_rotation
    ADD CONSTRAINT rotation_one_from_a_day UNIQUE (centre_id, starts);

ALTER TABLE ONLY public.centres_rotationseat
    ADD CONSTRAINT rotation_person_once UNIQUE (rotation_id, weekday, half, professional_id);

ALTER TABLE ONLY public.centres_centrescenario
    ADD CONSTRAINT scenario_name_once UNIQUE (centre_id, name);

ALTER TABLE ONLY public.centres_centrescenario
    ADD CONSTRAINT scenario_one_for_a_rank UNIQUE (centre_id, rank);

ALTER TABLE ONLY public.calls_seatoffer
    ADD CONSTRAINT seat_offer_once UNIQUE (submission_id, option_id);

ALTER TABLE ONLY public.payments_paidsession
    ADD CONSTRAINT session_paid_once UNIQUE (session_id, professional_id, paid);

ALTER TABLE ONLY public.agenda_slot
    ADD CONSTRAINT slot_no_overlap_where_lengths_differ EXCLUDE USING gist (int8range(session_id, session_id, '[]'::text) WITH &&, tstzrange(starts, ends, '[)'::text) WITH &&) WHERE (((motive IS NOT NULL) AND (rank = 0)));

ALTER TABLE ONLY public.agenda_slot
    ADD CONSTRAINT slot_once_in_session UNIQUE (session_id, starts, rank, seat);

ALTER TABLE ONLY public.payments_monthlystatement
    ADD CONSTRAINT statement_once_in_closing UNIQUE (closing_id, professional_id);

ALTER TABLE ONLY public.remote_step
    ADD CONSTRAINT step_once UNIQUE (appointment_id, rank);

ALTER TABLE ONLY public.calls_submissionfile
    ADD CONSTRAINT submission_file_once UNIQUE (submission_id, field);

ALTER TABLE ONLY public.calls_submission
    ADD CONSTRAINT submission_number_once UNIQUE (call_id, number);

ALTER TABLE ONLY public.juniors_supervisorwish
    ADD CONSTRAINT supervisor_wish_one_a_junior UNIQUE (supervisor_id, junior_id);

ALTER TABLE ONLY public.juniors_supervisorwish
    ADD CONSTRAINT supervisor_wish_one_a_position UNIQUE (supervisor_id, "position");

ALTER TABLE ONLY public.agenda_thingfeed
    ADD CONSTRAINT thing_feed_once UNIQUE NULLS NOT DISTINCT (place_id, room_id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT user_email_once UNIQUE (email_key);

ALTER TABLE ONLY public.booking_waitingkey
    ADD CONSTRAINT waiting_key_once_per_entry UNIQUE (entry_id, key);

ALTER TABLE ONLY public.applications_wantedplace
    ADD CONSTRAINT wanted_place_once UNIQUE (application_id, place_id);

ALTER TABLE ONLY public.webhooks_change
    ADD CONSTRAINT webhooks_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.webhooks_subscription
    ADD CONSTRAINT webhooks_subscription_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.juniors_yearhousing
    ADD CONSTRAINT year_housing_once UNIQUE (year_id, name);

ALTER TABLE ONLY public.observatory_zonedesignation
    ADD CONSTRAINT zone_once UNIQUE (region_id, epci_id);

ALTER TABLE ONLY public.observatory_zonedesignation
    ADD CONSTRAINT zone_one_per_rank UNIQUE (region_id, rank);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_cacheentry_cache_key_f1055399_like ON public.accounts_cacheentry USING btree (cache_key varchar_pattern_ops);

CREATE INDEX accounts_cacheentry_expires_ceed0ca7 ON public.accounts_cacheentry USING btree (expires);

CREATE INDEX accounts_failedlogin_at_a0a17bcd ON public.accounts_failedlogin USING btree (at);

CREATE INDEX accounts_invitation_accepted_by_id_ba632539 ON public.accounts_invitation USING btree (accepted_by_id);

CREATE INDEX accounts_invitation_invited_by_id_94a21efc ON public.accounts_invitation USING btree (invited_by_id);

CREATE INDEX accounts_invitation_organisation_id_b7f9480b ON public.accounts_invitation USING btree (organisation_id);

CREATE INDEX accounts_invitationevent_accepted_by_id_0123e98f ON public.accounts_invitationevent USING btree (accepted_by_id);

CREATE INDEX accounts_invitationevent_invited_by_id_0aa4f653 ON public.accounts_invitationevent USING btree (invited_by_id);

CREATE INDEX accounts_invitationevent_organisation_id_0883aac4 ON public.accounts_invitationevent USING btree (organisation_id);

CREATE INDEX accounts_invitationevent_pgh_context_id_d4d1b5b5 ON public.accounts_invitationevent USING btree (pgh_context_id);

CREATE INDEX accounts_invitationevent_pgh_obj_id_2b7a102b ON public.accounts_invitationevent USING btree (pgh_obj_id);

CREATE INDEX accounts_membership_organisation_id_98e5c22b ON public.accounts_membership USING btree (organisation_id);

CREATE INDEX accounts_membership_user_id_487fb39e ON public.accounts_membership USING btree (user_id);

CREATE INDEX accounts_membershipevent_organisation_id_a55f91b5 ON public.accounts_membershipevent USING btree (organisation_id);

CREATE INDEX accounts_membershipevent_pgh_context_id_31df8159 ON public.accounts_membershipevent USING btree (pgh_context_id);

CREATE INDEX accounts_membershipevent_pgh_obj_id_8231a68b ON public.accounts_membershipevent USING btree (pgh_obj_id);

CREATE INDEX accounts_membershipevent_user_id_165d49f9 ON public.accounts_membershipevent USING btree (user_id);

CREATE INDEX accounts_membershipmove_decided_by_id_4d11ad72 ON public.accounts_membershipmove USING btree (decided_by_id);

CREATE INDEX accounts_membershipmove_to_id_7ad1b1ec ON public.accounts_membershipmove USING btree (to_id);

CREATE INDEX accounts_membershipmoveevent_decided_by_id_d7d937e2 ON public.accounts_membershipmoveevent USING btree (decided_by_id);

CREATE INDEX accounts_membershipmoveevent_membership_id_b07c4fe2 ON public.accounts_membershipmoveevent USING btree (membership_id);

CREATE INDEX accounts_membershipmoveevent_pgh_context_id_11f285fb ON public.accounts_membershipmoveevent USING btree (pgh_context_id);

CREATE INDEX accounts_membershipmoveevent_pgh_obj_id_bd0d2990 ON public.accounts_membershipmoveevent USING btree (pgh_obj_id);

CREATE INDEX accounts_membershipmoveevent_to_id_825bb73b ON public.accounts_membershipmoveevent USING btree (to_id);

CREATE INDEX accounts_organisation_departments_department_id_6af257db ON public.accounts_organisation_departments USING btree (department_id);

CREATE INDEX accounts_organisation_departments_department_id_6af257db_like ON public.accounts_organisation_departments USING btree (department_id varchar_pattern_ops);

CREATE INDEX accounts_organisation_departments_organisation_id_d5221816 ON public.accounts_organisation_departments USING btree (organisation_id);

CREATE INDEX accounts_organisation_in_intercommunality_id_5be78712_like ON public.accounts_organisation_intercommunalities USING btree (intercommunality_id varchar_pattern_ops);

CREATE INDEX accounts_organisation_inte_intercommunality_id_5be78712 ON public.accounts_organisation_intercommunalities USING btree (intercommunality_id);

CREATE INDEX accounts_organisation_inte_organisation_id_be54a83b ON public.accounts_organisation_intercommunalities USING btree (organisation_id);

CREATE INDEX accounts_organisation_name_a0a0c3b1_like ON public.accounts_organisation USING btree (name varchar_pattern_ops);

CREATE INDEX accounts_organisation_regions_organisation_id_7013fb23 ON public.accounts_organisation_regions USING btree (organisation_id);

CREATE INDEX accounts_organisation_regions_region_id_a933b4fd ON public.accounts_organisation_regions USING btree (region_id);

CREATE INDEX accounts_organisation_regions_region_id_a933b4fd_like ON public.accounts_organisation_regions USING btree (region_id varchar_pattern_ops);

CREATE INDEX accounts_organisation_registered_by_id_56107220 ON public.accounts_organisation USING btree (registered_by_id);

CREATE INDEX accounts_passwordlink_made_by_id_c9f7dfb6 ON public.accounts_passwordlink USING btree (made_by_id);

CREATE INDEX accounts_passwordlink_user_id_0b1c7368 ON public.accounts_passwordlink USING btree (user_id);

CREATE INDEX accounts_passwordlinkevent_made_by_id_6c0bd302 ON public.accounts_passwordlinkevent USING btree (made_by_id);

CREATE INDEX accounts_passwordlinkevent_pgh_context_id_9f585e1e ON public.accounts_passwordlinkevent USING btree (pgh_context_id);

CREATE INDEX accounts_passwordlinkevent_pgh_obj_id_6b0b933e ON public.accounts_passwordlinkevent USING btree (pgh_obj_id);

CREATE INDEX accounts_passwordlinkevent_user_id_04c93c3b ON public.accounts_passwordlinkevent USING btree (user_id);

CREATE INDEX accounts_secondfactorevent_pgh_context_id_5e519b86 ON public.accounts_secondfactorevent USING btree (pgh_context_id);

CREATE INDEX accounts_secondfactorevent_pgh_obj_id_a6c18b1c ON public.accounts_secondfactorevent USING btree (pgh_obj_id);

CREATE INDEX accounts_secondfactorevent_user_id_8808a695 ON public.accounts_secondfactorevent USING btree (user_id);

CREATE INDEX accounts_signinlink_user_id_a6b02f6b ON public.accounts_signinlink USING btree (user_id);

CREATE INDEX accounts_signinlinkevent_pgh_context_id_ebe45c4c ON public.accounts_signinlinkevent USING btree (pgh_context_id);

CREATE INDEX accounts_signinlinkevent_pgh_obj_id_9ad96433 ON public.accounts_signinlinkevent USING btree (pgh_obj_id);

CREATE INDEX accounts_signinlinkevent_user_id_39d15e4d ON public.accounts_signinlinkevent USING btree (user_id);

CREATE INDEX accounts_userevent_pgh_context_id_9043cf9a ON public.accounts_userevent USING btree (pgh_context_id);

CREATE INDEX accounts_userevent_pgh_obj_id_aa99e6a3 ON public.accounts_userevent USING btree (pgh_obj_id);

CREATE INDEX agenda_absence_professional_id_b9375f71 ON public.agenda_absence USING btree (professional_id);

CREATE INDEX agenda_absenceevent_pgh_context_id_665d7725 ON public.agenda_absenceevent USING btree (pgh_context_id);

CREATE INDEX agenda_absenceevent_pgh_obj_id_d2a6d6e8 ON public.agenda_absenceevent USING btree (pgh_obj_id);

CREATE INDEX agenda_absenceevent_professional_id_26fb6300 ON public.agenda_absenceevent USING btree (professional_id);

CREATE INDEX agenda_busytime_calendar_id_621cf1f9 ON public.agenda_busytime USING btree (calendar_id);

CREATE INDEX agenda_calendarabsence_professional_id_20a61419 ON public.agenda_calendarabsence USING btree (professional_id);

CREATE INDEX agenda_calendarpassword_professional_id_c38fdd94 ON public.agenda_calendarpassword USING btree (professional_id);

CREATE INDEX agenda_claim_post_id_5d3a3064 ON public.agenda_claim USING btree (post_id);

CREATE INDEX agenda_claim_resource_id_097a9581 ON public.agenda_claim USING btree (resource_id);

CREATE INDEX agenda_claimevent_pgh_context_id_7d140f00 ON public.agenda_claimevent USING btree (pgh_context_id);

CREATE INDEX agenda_claimevent_pgh_obj_id_37c5a386 ON public.agenda_claimevent USING btree (pgh_obj_id);

CREATE INDEX agenda_claimevent_post_id_f106a4a8 ON public.agenda_claimevent USING btree (post_id);

CREATE INDEX agenda_claimevent_resource_id_a630b306 ON public.agenda_claimevent USING btree (resource_id);

CREATE INDEX agenda_departureevent_pgh_context_id_af0e59ae ON public.agenda_departureevent USING btree (pgh_context_id);

CREATE INDEX agenda_departureevent_pgh_obj_id_4efbaecf ON public.agenda_departureevent USING btree (pgh_obj_id);

CREATE INDEX agenda_departureevent_professional_id_059e827e ON public.agenda_departureevent USING btree (professional_id);

CREATE INDEX agenda_session_commune_id_0c3659dc ON public.agenda_session USING btree (commune_id);

CREATE INDEX agenda_session_commune_id_0c3659dc_like ON public.agenda_session USING btree (commune_id varchar_pattern_ops);

CREATE INDEX agenda_session_host_id_a30b9233 ON public.agenda_session USING btree (host_id);

CREATE INDEX agenda_session_key_1ae821a1_like ON public.agenda_session USING btree (key varchar_pattern_ops);

CREATE INDEX agenda_session_place_id_b77f1038 ON public.agenda_session USING btree (place_id);

CREATE INDEX agenda_session_programme_id_331e95fd ON public.agenda_session USING btree (programme_id);

CREATE INDEX agenda_sessioncancellation_by_id_48fc9bac ON public.agenda_sessioncancellation USING btree (by_id);

CREATE INDEX agenda_sessionevent_commune_id_d19b4d95 ON public.agenda_sessionevent USING btree (commune_id);

CREATE INDEX agenda_sessionevent_commune_id_d19b4d95_like ON public.agenda_sessionevent USING btree (commune_id varchar_pattern_ops);

CREATE INDEX agenda_sessionevent_host_id_33bb4894 ON public.agenda_sessionevent USING btree (host_id);

CREATE INDEX agenda_sessionevent_pgh_context_id_6aaeb7b3 ON public.agenda_sessionevent USING btree (pgh_context_id);

CREATE INDEX agenda_sessionevent_pgh_obj_id_d862e668 ON public.agenda_sessionevent USING btree (pgh_obj_id);

CREATE INDEX agenda_sessionevent_place_id_65b207ce ON public.agenda_sessionevent USING btree (place_id);

CREATE INDEX agenda_sessionevent_programme_id_809b36f1 ON public.agenda_sessionevent USING btree (programme_id);

CREATE INDEX agenda_sessionpost_session_id_e7e10e12 ON public.agenda_sessionpost USING btree (session_id);

CREATE INDEX agenda_sessionwarning_session_id_368e5772 ON public.agenda_sessionwarning USING btree (session_id);

CREATE INDEX agenda_sessionwarningevent_pgh_context_id_98295b17 ON public.agenda_sessionwarningevent USING btree (pgh_context_id);

CREATE INDEX agenda_sessionwarningevent_pgh_obj_id_97c4fc38 ON public.agenda_sessionwarningevent USING btree (pgh_obj_id);

CREATE INDEX agenda_sessionwarningevent_session_id_8bf95c4d ON public.agenda_sessionwarningevent USING btree (session_id);

CREATE INDEX agenda_slot_session_id_657e2551 ON public.agenda_slot USING btree (session_id);

CREATE INDEX agenda_swapoffer_professional_id_f38c3d10 ON public.agenda_swapoffer USING btree (professional_id);

CREATE INDEX agenda_swapofferevent_pgh_context_id_92456854 ON public.agenda_swapofferevent USING btree (pgh_context_id);

CREATE INDEX agenda_swapofferevent_pgh_obj_id_3301e877 ON public.agenda_swapofferevent USING btree (pgh_obj_id);

CREATE INDEX agenda_swapofferevent_professional_id_54bf533c ON public.agenda_swapofferevent USING btree (professional_id);

CREATE INDEX agenda_swapreply_offer_id_30d0e545 ON public.agenda_swapreply USING btree (offer_id);

CREATE INDEX agenda_swapreply_professional_id_8ac0e238 ON public.agenda_swapreply USING btree (professional_id);

CREATE INDEX agenda_swapreplyevent_offer_id_eff88c07 ON public.agenda_swapreplyevent USING btree (offer_id);

CREATE INDEX agenda_swapreplyevent_pgh_context_id_f657096a ON public.agenda_swapreplyevent USING btree (pgh_context_id);

CREATE INDEX agenda_swapreplyevent_pgh_obj_id_22c0b3ad ON public.agenda_swapreplyevent USING btree (pgh_obj_id);

CREATE INDEX agenda_swapreplyevent_professional_id_c55b7e64 ON public.agenda_swapreplyevent USING btree (professional_id);

CREATE INDEX agenda_swapsession_offer_id_3702b7e4 ON public.agenda_swapsession USING btree (offer_id);

CREATE INDEX agenda_swapsession_reply_id_57ff85f6 ON public.agenda_swapsession USING btree (reply_id);

CREATE INDEX agenda_swapsession_session_id_613bc8ef ON public.agenda_swapsession USING btree (session_id);

CREATE INDEX agenda_thingfeed_place_id_7d957063 ON public.agenda_thingfeed USING btree (place_id);

CREATE INDEX agenda_thingfeed_room_id_33fec085 ON public.agenda_thingfeed USING btree (room_id);

CREATE UNIQUE INDEX agreement_one_open_version ON public.agreements_agreementversion USING btree (agreement_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'proposed'::character varying, 'agreed'::character varying])::text[]));

CREATE INDEX agreements_agreement_name_1ed5d2cb_like ON public.agreements_agreement USING btree (name varchar_pattern_ops);

CREATE INDEX agreements_agreement_notice_by_id_ae9a95f5 ON public.agreements_agreement USING btree (notice_by_id);

CREATE INDEX agreements_agreement_region_id_820195ad ON public.agreements_agreement USING btree (region_id);

CREATE INDEX agreements_agreement_region_id_820195ad_like ON public.agreements_agreement USING btree (region_id varchar_pattern_ops);

CREATE INDEX agreements_agreementanswer_noted_by_id_840dbd9c ON public.agreements_agreementanswer USING btree (noted_by_id);

CREATE INDEX agreements_agreementanswer_organisation_id_a88bbede ON public.agreements_agreementanswer USING btree (organisation_id);

CREATE INDEX agreements_agreementanswer_version_id_afe61e10 ON public.agreements_agreementanswer USING btree (version_id);

CREATE INDEX agreements_agreementevent_notice_by_id_b4eaad7d ON public.agreements_agreementevent USING btree (notice_by_id);

CREATE INDEX agreements_agreementevent_pgh_context_id_1d2070b3 ON public.agreements_agreementevent USING btree (pgh_context_id);

CREATE INDEX agreements_agreementevent_pgh_obj_id_7a0d8f1e ON public.agreements_agreementevent USING btree (pgh_obj_id);

CREATE INDEX agreements_agreementevent_platform_id_998c6c34 ON public.agreements_agreementevent USING btree (platform_id);

CREATE INDEX agreements_agreementevent_region_id_039e1328 ON public.agreements_agreementevent USING btree (region_id);

CREATE INDEX agreements_agreementevent_region_id_039e1328_like ON public.agreements_agreementevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX agreements_agreementperson_employer_id_bb174780 ON public.agreements_agreementperson USING btree (employer_id);

CREATE INDEX agreements_agreementperson_professional_id_96e8b5cc ON public.agreements_agreementperson USING btree (professional_id);

CREATE INDEX agreements_agreementperson_version_id_9f10fab8 ON public.agreements_agreementperson USING btree (version_id);

CREATE INDEX agreements_agreementshare_organisation_id_28740cd5 ON public.agreements_agreementshare USING btree (organisation_id);

CREATE INDEX agreements_agreementshare_version_id_0dbe67d7 ON public.agreements_agreementshare USING btree (version_id);

CREATE INDEX agreements_agreementversion_agreement_id_21b78fb4 ON public.agreements_agreementversion USING btree (agreement_id);

CREATE INDEX agreements_agreementversion_author_id_91d157d0 ON public.agreements_agreementversion USING btree (author_id);

CREATE INDEX agreements_agreementversionevent_agreement_id_0a5d89ca ON public.agreements_agreementversionevent USING btree (agreement_id);

CREATE INDEX agreements_agreementversionevent_author_id_a05aaf9e ON public.agreements_agreementversionevent USING btree (author_id);

CREATE INDEX agreements_agreementversionevent_pgh_context_id_338e069a ON public.agreements_agreementversionevent USING btree (pgh_context_id);

CREATE INDEX agreements_agreementversionevent_pgh_obj_id_8812aede ON public.agreements_agreementversionevent USING btree (pgh_obj_id);

CREATE INDEX agreements_agreementversionevent_programme_id_390bbb8d ON public.agreements_agreementversionevent USING btree (programme_id);

CREATE INDEX agreements_closedmonth_agreement_id_d0412a14 ON public.agreements_closedmonth USING btree (agreement_id);

CREATE INDEX agreements_closedmonth_closed_by_id_052e7946 ON public.agreements_closedmonth USING btree (closed_by_id);

CREATE INDEX agreements_closedmonthevent_agreement_id_e24e826d ON public.agreements_closedmonthevent USING btree (agreement_id);

CREATE INDEX agreements_closedmonthevent_closed_by_id_f49a6228 ON public.agreements_closedmonthevent USING btree (closed_by_id);

CREATE INDEX agreements_closedmonthevent_pgh_context_id_fad52145 ON public.agreements_closedmonthevent USING btree (pgh_context_id);

CREATE INDEX agreements_closedmonthevent_pgh_obj_id_f665fb80 ON public.agreements_closedmonthevent USING btree (pgh_obj_id);

CREATE INDEX agreements_groupmember_group_id_9ba68c0d ON public.agreements_groupmember USING btree (group_id);

CREATE INDEX agreements_groupmemberevent_group_id_55d15e6d ON public.agreements_groupmemberevent USING btree (group_id);

CREATE INDEX agreements_groupmemberevent_organisation_id_d7e94d74 ON public.agreements_groupmemberevent USING btree (organisation_id);

CREATE INDEX agreements_groupmemberevent_pgh_context_id_91ffd22c ON public.agreements_groupmemberevent USING btree (pgh_context_id);

CREATE INDEX agreements_groupmemberevent_pgh_obj_id_8b3b9388 ON public.agreements_groupmemberevent USING btree (pgh_obj_id);

CREATE INDEX agreements_hospitalgroup_faculty_id_c0a81dba ON public.agreements_hospitalgroup USING btree (faculty_id);

CREATE INDEX agreements_hospitalgroup_name_fb6cd91b_like ON public.agreements_hospitalgroup USING btree (name varchar_pattern_ops);

CREATE INDEX agreements_hospitalgroup_region_id_21445f71 ON public.agreements_hospitalgroup USING btree (region_id);

CREATE INDEX agreements_hospitalgroup_region_id_21445f71_like ON public.agreements_hospitalgroup USING btree (region_id varchar_pattern_ops);

CREATE INDEX agreements_hospitalgroup_university_hospital_id_efc2dd33 ON public.agreements_hospitalgroup USING btree (university_hospital_id);

CREATE INDEX agreements_hospitalgroupevent_faculty_id_6184e4c0 ON public.agreements_hospitalgroupevent USING btree (faculty_id);

CREATE INDEX agreements_hospitalgroupevent_pgh_context_id_6a558918 ON public.agreements_hospitalgroupevent USING btree (pgh_context_id);

CREATE INDEX agreements_hospitalgroupevent_pgh_obj_id_85926fd2 ON public.agreements_hospitalgroupevent USING btree (pgh_obj_id);

CREATE INDEX agreements_hospitalgroupevent_region_id_b34df3cd ON public.agreements_hospitalgroupevent USING btree (region_id);

CREATE INDEX agreements_hospitalgroupevent_region_id_b34df3cd_like ON public.agreements_hospitalgroupevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX agreements_hospitalgroupevent_university_hospital_id_ad730f88 ON public.agreements_hospitalgroupevent USING btree (university_hospital_id);

CREATE INDEX agreements_meansnote_noted_by_id_b29d1fe4 ON public.agreements_meansnote USING btree (noted_by_id);

CREATE INDEX agreements_meansnote_organisation_id_1af41597 ON public.agreements_meansnote USING btree (organisation_id);

CREATE INDEX agreements_meansnote_region_id_7e8b2a87 ON public.agreements_meansnote USING btree (region_id);

CREATE INDEX agreements_meansnote_region_id_7e8b2a87_like ON public.agreements_meansnote USING btree (region_id varchar_pattern_ops);

CREATE INDEX agreements_meansnoteevent_noted_by_id_ac9f20d0 ON public.agreements_meansnoteevent USING btree (noted_by_id);

CREATE INDEX agreements_meansnoteevent_organisation_id_fb96b87e ON public.agreements_meansnoteevent USING btree (organisation_id);

CREATE INDEX agreements_meansnoteevent_pgh_context_id_5bccfd85 ON public.agreements_meansnoteevent USING btree (pgh_context_id);

CREATE INDEX agreements_meansnoteevent_pgh_obj_id_14849aea ON public.agreements_meansnoteevent USING btree (pgh_obj_id);

CREATE INDEX agreements_meansnoteevent_region_id_29d6ab32 ON public.agreements_meansnoteevent USING btree (region_id);

CREATE INDEX agreements_meansnoteevent_region_id_29d6ab32_like ON public.agreements_meansnoteevent USING btree (region_id varchar_pattern_ops);

CREATE UNIQUE INDEX applicant_sends_one ON public.calls_applicant USING btree (call_id, email_key) WHERE sent;

CREATE UNIQUE INDEX application_one_running ON public.applications_application USING btree (rpps, scheme) WHERE ((state)::text = 'sent'::text);

CREATE INDEX application_state_sent ON public.applications_application USING btree (state, sent_at);

CREATE INDEX applications_application_home_id_567bbf31 ON public.applications_application USING btree (home_id);

CREATE INDEX applications_application_home_id_567bbf31_like ON public.applications_application USING btree (home_id varchar_pattern_ops);

CREATE INDEX applications_applicationcheck_application_id_2bcd7cf1 ON public.applications_applicationcheck USING btree (application_id);

CREATE INDEX applications_applicationevent_engagement_id_2d6cfa1a ON public.applications_applicationevent USING btree (engagement_id);

CREATE INDEX applications_applicationevent_home_id_dc465ff6 ON public.applications_applicationevent USING btree (home_id);

CREATE INDEX applications_applicationevent_home_id_dc465ff6_like ON public.applications_applicationevent USING btree (home_id varchar_pattern_ops);

CREATE INDEX applications_applicationevent_pgh_context_id_91d85f93 ON public.applications_applicationevent USING btree (pgh_context_id);

CREATE INDEX applications_applicationevent_pgh_obj_id_176100fc ON public.applications_applicationevent USING btree (pgh_obj_id);

CREATE INDEX applications_registerentry_rpps_3741e0b1_like ON public.applications_registerentry USING btree (rpps varchar_pattern_ops);

CREATE INDEX applications_wantedplace_application_id_fa15e29d ON public.applications_wantedplace USING btree (application_id);

CREATE INDEX applications_wantedplace_place_id_e65d7a11 ON public.applications_wantedplace USING btree (place_id);

CREATE UNIQUE INDEX appointment_one_active_per_slot ON public.booking_appointment USING btree (slot_id) WHERE ((state)::text = ANY ((ARRAY['booked'::character varying, 'seen'::character varying, 'missed'::character varying])::text[]));

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX authorisation_desk_state ON public.engagements_authorisation USING btree (desk, state);

CREATE INDEX booked_for_organisation ON public.booking_bookedfor USING btree (organisation_id, id DESC);

CREATE INDEX booking_appointment_patient_id_f60c2527 ON public.booking_appointment USING btree (patient_id);

CREATE INDEX booking_appointment_slot_id_72b9094f ON public.booking_appointment USING btree (slot_id);

CREATE INDEX booking_appointmentevent_patient_id_4e55d7e5 ON public.booking_appointmentevent USING btree (patient_id);

CREATE INDEX booking_appointmentevent_pgh_context_id_303a290f ON public.booking_appointmentevent USING btree (pgh_context_id);

CREATE INDEX booking_appointmentevent_pgh_obj_id_7f0979b0 ON public.booking_appointmentevent USING btree (pgh_obj_id);

CREATE INDEX booking_appointmentevent_slot_id_5bc4a014 ON public.booking_appointmentevent USING btree (slot_id);

CREATE INDEX booking_bookedfor_by_id_4bb6d76e ON public.booking_bookedfor USING btree (by_id);

CREATE INDEX booking_bookedfor_organisation_id_a13685f8 ON public.booking_bookedfor USING btree (organisation_id);

CREATE INDEX booking_overbookedsession_by_id_f58a96c2 ON public.booking_overbookedsession USING btree (by_id);

CREATE INDEX booking_overbookedsessionevent_by_id_a444c471 ON public.booking_overbookedsessionevent USING btree (by_id);

CREATE INDEX booking_overbookedsessionevent_pgh_context_id_16430b63 ON public.booking_overbookedsessionevent USING btree (pgh_context_id);

CREATE INDEX booking_overbookedsessionevent_pgh_obj_id_d3dff90b ON public.booking_overbookedsessionevent USING btree (pgh_obj_id);

CREATE INDEX booking_overbookedsessionevent_session_id_83ee6dd1 ON public.booking_overbookedsessionevent USING btree (session_id);

CREATE INDEX booking_pacealarm_session_id_69da650e ON public.booking_pacealarm USING btree (session_id);

CREATE INDEX booking_patient_commune_id_a2d212a0 ON public.booking_patient USING btree (commune_id);

CREATE INDEX booking_patient_commune_id_a2d212a0_like ON public.booking_patient USING btree (commune_id varchar_pattern_ops);

CREATE INDEX booking_personkey_appointment_id_9c1abfbf ON public.booking_personkey USING btree (appointment_id);

CREATE INDEX booking_slotoffer_entry_id_4bd6fbda ON public.booking_slotoffer USING btree (entry_id);

CREATE INDEX booking_slotoffer_slot_id_02fb5e10 ON public.booking_slotoffer USING btree (slot_id);

CREATE INDEX booking_try ON public.booking_bookingtry USING btree (address, kind, at);

CREATE INDEX booking_waitingentry_appointment_id_784615db ON public.booking_waitingentry USING btree (appointment_id);

CREATE INDEX booking_waitingentry_place_id_4aa29dd4 ON public.booking_waitingentry USING btree (place_id);

CREATE INDEX booking_waitingkey_entry_id_cd0c7852 ON public.booking_waitingkey USING btree (entry_id);

CREATE INDEX calls_applicant_call_id_837a49ce ON public.calls_applicant USING btree (call_id);

CREATE INDEX calls_applicantevent_call_id_f3d8f8d7 ON public.calls_applicantevent USING btree (call_id);

CREATE INDEX calls_applicantevent_pgh_context_id_53b26878 ON public.calls_applicantevent USING btree (pgh_context_id);

CREATE INDEX calls_applicantevent_pgh_obj_id_3860c976 ON public.calls_applicantevent USING btree (pgh_obj_id);

CREATE INDEX calls_applicantevent_submission_id_e7c43fec ON public.calls_applicantevent USING btree (submission_id);

CREATE INDEX calls_attendance_offer_id_0173351a ON public.calls_attendance USING btree (offer_id);

CREATE INDEX calls_attendanceevent_offer_id_a521d1f2 ON public.calls_attendanceevent USING btree (offer_id);

CREATE INDEX calls_attendanceevent_pgh_context_id_7a2c0320 ON public.calls_attendanceevent USING btree (pgh_context_id);

CREATE INDEX calls_attendanceevent_pgh_obj_id_0fc0ef0f ON public.calls_attendanceevent USING btree (pgh_obj_id);

CREATE INDEX calls_call_organisation_id_f2dc1f60 ON public.calls_call USING btree (organisation_id);

CREATE INDEX calls_callcriterion_call_id_f3b22bd8 ON public.calls_callcriterion USING btree (call_id);

CREATE INDEX calls_callcriterion_code_8e50ffb8 ON public.calls_callcriterion USING btree (code);

CREATE INDEX calls_callcriterion_code_8e50ffb8_like ON public.calls_callcriterion USING btree (code varchar_pattern_ops);

CREATE INDEX calls_callcriterionevent_call_id_b06e808a ON public.calls_callcriterionevent USING btree (call_id);

CREATE INDEX calls_callcriterionevent_pgh_context_id_fb92bb43 ON public.calls_callcriterionevent USING btree (pgh_context_id);

CREATE INDEX calls_callcriterionevent_pgh_obj_id_d2197371 ON public.calls_callcriterionevent USING btree (pgh_obj_id);

CREATE INDEX calls_calldecisionevent_engagement_id_eadac0d2 ON public.calls_calldecisionevent USING btree (engagement_id);

CREATE INDEX calls_calldecisionevent_grant_id_53758940 ON public.calls_calldecisionevent USING btree (grant_id);

CREATE INDEX calls_calldecisionevent_pgh_context_id_1baa7db5 ON public.calls_calldecisionevent USING btree (pgh_context_id);

CREATE INDEX calls_calldecisionevent_pgh_obj_id_01d8530b ON public.calls_calldecisionevent USING btree (pgh_obj_id);

CREATE INDEX calls_calldecisionevent_submission_id_9e85d0fc ON public.calls_calldecisionevent USING btree (submission_id);

CREATE INDEX calls_callevent_organisation_id_284e4f51 ON public.calls_callevent USING btree (organisation_id);

CREATE INDEX calls_callevent_pgh_context_id_ee7339ad ON public.calls_callevent USING btree (pgh_context_id);

CREATE INDEX calls_callevent_pgh_obj_id_199af1f5 ON public.calls_callevent USING btree (pgh_obj_id);

CREATE INDEX calls_calloption_call_id_03fc8e2f ON public.calls_calloption USING btree (call_id);

CREATE INDEX calls_calloption_department_id_a982f362 ON public.calls_calloption USING btree (department_id);

CREATE INDEX calls_calloption_department_id_a982f362_like ON public.calls_calloption USING btree (department_id varchar_pattern_ops);

CREATE INDEX calls_calloptionevent_call_id_0c82e1d7 ON public.calls_calloptionevent USING btree (call_id);

CREATE INDEX calls_calloptionevent_department_id_829ba2de ON public.calls_calloptionevent USING btree (department_id);

CREATE INDEX calls_calloptionevent_department_id_829ba2de_like ON public.calls_calloptionevent USING btree (department_id varchar_pattern_ops);

CREATE INDEX calls_calloptionevent_pgh_context_id_44f4d602 ON public.calls_calloptionevent USING btree (pgh_context_id);

CREATE INDEX calls_calloptionevent_pgh_obj_id_1400994d ON public.calls_calloptionevent USING btree (pgh_obj_id);

CREATE INDEX calls_callreviewer_call_id_101a5700 ON public.calls_callreviewer USING btree (call_id);

CREATE INDEX calls_callreviewer_user_id_ca402a3f ON public.calls_callreviewer USING btree (user_id);

CREATE INDEX calls_callreviewerevent_call_id_c6998daf ON public.calls_callreviewerevent USING btree (call_id);

CREATE INDEX calls_callreviewerevent_pgh_context_id_088f94b4 ON public.calls_callreviewerevent USING btree (pgh_context_id);

CREATE INDEX calls_callreviewerevent_pgh_obj_id_8f057d07 ON public.calls_callreviewerevent USING btree (pgh_obj_id);

CREATE INDEX calls_callreviewerevent_user_id_0763c02c ON public.calls_callreviewerevent USING btree (user_id);

CREATE INDEX calls_certificate_code_89a69183_like ON public.calls_certificate USING btree (code varchar_pattern_ops);

CREATE INDEX calls_certificateevent_offer_id_aabb3813 ON public.calls_certificateevent USING btree (offer_id);

CREATE INDEX calls_certificateevent_pgh_context_id_ea9f9d9c ON public.calls_certificateevent USING btree (pgh_context_id);

CREATE INDEX calls_certificateevent_pgh_obj_id_d42b9d38 ON public.calls_certificateevent USING btree (pgh_obj_id);

CREATE INDEX calls_offeredpost_commune_id_3b3652dd ON public.calls_offeredpost USING btree (commune_id);

CREATE INDEX calls_offeredpost_commune_id_3b3652dd_like ON public.calls_offeredpost USING btree (commune_id varchar_pattern_ops);

CREATE INDEX calls_offeredpost_employer_id_36c62718 ON public.calls_offeredpost USING btree (employer_id);

CREATE INDEX calls_offeredpostevent_call_id_a477cdd1 ON public.calls_offeredpostevent USING btree (call_id);

CREATE INDEX calls_offeredpostevent_commune_id_b92720b8 ON public.calls_offeredpostevent USING btree (commune_id);

CREATE INDEX calls_offeredpostevent_commune_id_b92720b8_like ON public.calls_offeredpostevent USING btree (commune_id varchar_pattern_ops);

CREATE INDEX calls_offeredpostevent_employer_id_c086ad51 ON public.calls_offeredpostevent USING btree (employer_id);

CREATE INDEX calls_offeredpostevent_pgh_context_id_fdfd8059 ON public.calls_offeredpostevent USING btree (pgh_context_id);

CREATE INDEX calls_offeredpostevent_pgh_obj_id_c70626e3 ON public.calls_offeredpostevent USING btree (pgh_obj_id);

CREATE INDEX calls_postshare_post_id_c253693c ON public.calls_postshare USING btree (post_id);

CREATE INDEX calls_postshareevent_pgh_context_id_403da46c ON public.calls_postshareevent USING btree (pgh_context_id);

CREATE INDEX calls_postshareevent_pgh_obj_id_6a98108e ON public.calls_postshareevent USING btree (pgh_obj_id);

CREATE INDEX calls_postshareevent_post_id_9ccff89f ON public.calls_postshareevent USING btree (post_id);

CREATE INDEX calls_review_reviewer_id_a62d5f8f ON public.calls_review USING btree (reviewer_id);

CREATE INDEX calls_review_submission_id_4d33ebdb ON public.calls_review USING btree (submission_id);

CREATE INDEX calls_reviewevent_pgh_context_id_78ae5937 ON public.calls_reviewevent USING btree (pgh_context_id);

CREATE INDEX calls_reviewevent_pgh_obj_id_fa385ee4 ON public.calls_reviewevent USING btree (pgh_obj_id);

CREATE INDEX calls_reviewevent_reviewer_id_6b0586f3 ON public.calls_reviewevent USING btree (reviewer_id);

CREATE INDEX calls_reviewevent_submission_id_8aa1e750 ON public.calls_reviewevent USING btree (submission_id);

CREATE INDEX calls_reviewnote_reviewer_id_e3778d43 ON public.calls_reviewnote USING btree (reviewer_id);

CREATE INDEX calls_reviewnote_submission_id_6ee74b8d ON public.calls_reviewnote USING btree (submission_id);

CREATE INDEX calls_reviewnoteevent_pgh_context_id_07f630e4 ON public.calls_reviewnoteevent USING btree (pgh_context_id);

CREATE INDEX calls_reviewnoteevent_pgh_obj_id_88476e47 ON public.calls_reviewnoteevent USING btree (pgh_obj_id);

CREATE INDEX calls_reviewnoteevent_reviewer_id_fbc1c041 ON public.calls_reviewnoteevent USING btree (reviewer_id);

CREATE INDEX calls_reviewnoteevent_submission_id_690d6636 ON public.calls_reviewnoteevent USING btree (submission_id);

CREATE INDEX calls_seatoffer_option_id_3b966aea ON public.calls_seatoffer USING btree (option_id);

CREATE INDEX calls_seatoffer_submission_id_80203a4a ON public.calls_seatoffer USING btree (submission_id);

CREATE INDEX calls_seatofferevent_option_id_9082f5e2 ON public.calls_seatofferevent USING btree (option_id);

CREATE INDEX calls_seatofferevent_pgh_context_id_b6d55da9 ON public.calls_seatofferevent USING btree (pgh_context_id);

CREATE INDEX calls_seatofferevent_pgh_obj_id_e043815e ON public.calls_seatofferevent USING btree (pgh_obj_id);

CREATE INDEX calls_seatofferevent_submission_id_a9d9ccc0 ON public.calls_seatofferevent USING btree (submission_id);

CREATE INDEX calls_submission_call_id_a4cdb13c ON public.calls_submission USING btree (call_id);

CREATE INDEX calls_submissionevent_call_id_df6c06b0 ON public.calls_submissionevent USING btree (call_id);

CREATE INDEX calls_submissionevent_pgh_context_id_67966ab6 ON public.calls_submissionevent USING btree (pgh_context_id);

CREATE INDEX calls_submissionevent_pgh_obj_id_998dbbfc ON public.calls_submissionevent USING btree (pgh_obj_id);

CREATE INDEX calls_submissionfile_submission_id_982a3514 ON public.calls_submissionfile USING btree (submission_id);

CREATE INDEX calls_submissionfileevent_pgh_context_id_fdf16579 ON public.calls_submissionfileevent USING btree (pgh_context_id);

CREATE INDEX calls_submissionfileevent_pgh_obj_id_5445c4d0 ON public.calls_submissionfileevent USING btree (pgh_obj_id);

CREATE INDEX calls_submissionfileevent_submission_id_1d9553db ON public.calls_submissionfileevent USING btree (submission_id);

CREATE INDEX calls_trainingevaluationevent_offer_id_eb6b79b0 ON public.calls_trainingevaluationevent USING btree (offer_id);

CREATE INDEX calls_trainingevaluationevent_pgh_context_id_4630097b ON public.calls_trainingevaluationevent USING btree (pgh_context_id);

CREATE INDEX calls_trainingevaluationevent_pgh_obj_id_9a990030 ON public.calls_trainingevaluationevent USING btree (pgh_obj_id);

CREATE INDEX centres_centrecontract_centre_id_00e47f8e ON public.centres_centrecontract USING btree (centre_id);

CREATE INDEX centres_centrecontract_professional_id_fc423ed1 ON public.centres_centrecontract USING btree (professional_id);

CREATE INDEX centres_centrecontractevent_centre_id_ff341806 ON public.centres_centrecontractevent USING btree (centre_id);

CREATE INDEX centres_centrecontractevent_pgh_context_id_d439ae84 ON public.centres_centrecontractevent USING btree (pgh_context_id);

CREATE INDEX centres_centrecontractevent_pgh_obj_id_06133d1b ON public.centres_centrecontractevent USING btree (pgh_obj_id);

CREATE INDEX centres_centrecontractevent_professional_id_5ef9f752 ON public.centres_centrecontractevent USING btree (professional_id);

CREATE INDEX centres_centreleave_contract_id_c266375e ON public.centres_centreleave USING btree (contract_id);

CREATE INDEX centres_centreleaveevent_contract_id_f61426a8 ON public.centres_centreleaveevent USING btree (contract_id);

CREATE INDEX centres_centreleaveevent_pgh_context_id_3d9aa26c ON public.centres_centreleaveevent USING btree (pgh_context_id);

CREATE INDEX centres_centreleaveevent_pgh_obj_id_d7ae730d ON public.centres_centreleaveevent USING btree (pgh_obj_id);

CREATE INDEX centres_centrescenario_centre_id_71f19594 ON public.centres_centrescenario USING btree (centre_id);

CREATE INDEX centres_centrescenarioevent_centre_id_457beed4 ON public.centres_centrescenarioevent USING btree (centre_id);

CREATE INDEX centres_centrescenarioevent_pgh_context_id_143abb70 ON public.centres_centrescenarioevent USING btree (pgh_context_id);

CREATE INDEX centres_centrescenarioevent_pgh_obj_id_b617bb5a ON public.centres_centrescenarioevent USING btree (pgh_obj_id);

CREATE INDEX centres_desktask_centre_id_37fcb069 ON public.centres_desktask USING btree (centre_id);

CREATE INDEX centres_desktask_created_by_id_db9cdd1b ON public.centres_desktask USING btree (created_by_id);

CREATE INDEX centres_desktask_done_by_id_14916c56 ON public.centres_desktask USING btree (done_by_id);

CREATE INDEX centres_desktask_passed_by_id_4caf031f ON public.centres_desktask USING btree (passed_by_id);

CREATE INDEX centres_desktask_taken_by_id_b9970462 ON public.centres_desktask USING btree (taken_by_id);

CREATE INDEX centres_desktaskevent_centre_id_4bc11c20 ON public.centres_desktaskevent USING btree (centre_id);

CREATE INDEX centres_desktaskevent_created_by_id_14a647d8 ON public.centres_desktaskevent USING btree (created_by_id);

CREATE INDEX centres_desktaskevent_done_by_id_800262d0 ON public.centres_desktaskevent USING btree (done_by_id);

CREATE INDEX centres_desktaskevent_passed_by_id_6ee8ef0c ON public.centres_desktaskevent USING btree (passed_by_id);

CREATE INDEX centres_desktaskevent_pgh_context_id_91cb6e26 ON public.centres_desktaskevent USING btree (pgh_context_id);

CREATE INDEX centres_desktaskevent_pgh_obj_id_61dcb76d ON public.centres_desktaskevent USING btree (pgh_obj_id);

CREATE INDEX centres_desktaskevent_taken_by_id_c7232d32 ON public.centres_desktaskevent USING btree (taken_by_id);

CREATE INDEX centres_homeround_centre_id_8bdf55a5 ON public.centres_homeround USING btree (centre_id);

CREATE INDEX centres_homeround_professional_id_6eebdd33 ON public.centres_homeround USING btree (professional_id);

CREATE INDEX centres_homeroundevent_centre_id_284efa97 ON public.centres_homeroundevent USING btree (centre_id);

CREATE INDEX centres_homeroundevent_pgh_context_id_b953bca3 ON public.centres_homeroundevent USING btree (pgh_context_id);

CREATE INDEX centres_homeroundevent_pgh_obj_id_86de497a ON public.centres_homeroundevent USING btree (pgh_obj_id);

CREATE INDEX centres_homeroundevent_professional_id_3f5e53df ON public.centres_homeroundevent USING btree (professional_id);

CREATE INDEX centres_homevisit_asked_by_id_4f9d4692 ON public.centres_homevisit USING btree (asked_by_id);

CREATE INDEX centres_homevisit_centre_id_26781c28 ON public.centres_homevisit USING btree (centre_id);

CREATE INDEX centres_homevisit_commune_id_b01bbf57 ON public.centres_homevisit USING btree (commune_id);

CREATE INDEX centres_homevisit_commune_id_b01bbf57_like ON public.centres_homevisit USING btree (commune_id varchar_pattern_ops);

CREATE INDEX centres_homevisit_professional_id_69b6b4ac ON public.centres_homevisit USING btree (professional_id);

CREATE INDEX centres_homevisit_round_id_b014cd69 ON public.centres_homevisit USING btree (round_id);

CREATE INDEX centres_patientlist_centre_id_922155c0 ON public.centres_patientlist USING btree (centre_id);

CREATE INDEX centres_patientlist_professional_id_0c549f69 ON public.centres_patientlist USING btree (professional_id);

CREATE INDEX centres_patientlistevent_centre_id_b02e120d ON public.centres_patientlistevent USING btree (centre_id);

CREATE INDEX centres_patientlistevent_pgh_context_id_3ae1f48a ON public.centres_patientlistevent USING btree (pgh_context_id);

CREATE INDEX centres_patientlistevent_pgh_obj_id_df2b6eaf ON public.centres_patientlistevent USING btree (pgh_obj_id);

CREATE INDEX centres_patientlistevent_professional_id_0399711f ON public.centres_patientlistevent USING btree (professional_id);

CREATE INDEX centres_registrationrequest_centre_id_c4a536e9 ON public.centres_registrationrequest USING btree (centre_id);

CREATE INDEX centres_registrationrequest_commune_id_00dd61ca ON public.centres_registrationrequest USING btree (commune_id);

CREATE INDEX centres_registrationrequest_commune_id_00dd61ca_like ON public.centres_registrationrequest USING btree (commune_id varchar_pattern_ops);

CREATE INDEX centres_registrationrequest_decided_by_id_dd04e285 ON public.centres_registrationrequest USING btree (decided_by_id);

CREATE INDEX centres_registrationrequest_patient_list_id_e473cdcf ON public.centres_registrationrequest USING btree (patient_list_id);

CREATE INDEX centres_rotation_centre_id_13e71057 ON public.centres_rotation USING btree (centre_id);

CREATE INDEX centres_rotationevent_centre_id_158422a2 ON public.centres_rotationevent USING btree (centre_id);

CREATE INDEX centres_rotationevent_pgh_context_id_264cc87c ON public.centres_rotationevent USING btree (pgh_context_id);

CREATE INDEX centres_rotationevent_pgh_obj_id_83bbedb7 ON public.centres_rotationevent USING btree (pgh_obj_id);

CREATE INDEX centres_rotationevent_programme_id_e2e3ba3e ON public.centres_rotationevent USING btree (programme_id);

CREATE INDEX centres_rotationseat_professional_id_8e63d638 ON public.centres_rotationseat USING btree (professional_id);

CREATE INDEX centres_rotationseat_room_id_29ef24b3 ON public.centres_rotationseat USING btree (room_id);

CREATE INDEX centres_rotationseat_rotation_id_184516d5 ON public.centres_rotationseat USING btree (rotation_id);

CREATE UNIQUE INDEX claim_one_for_a_post ON public.agenda_claim USING btree (post_id) WHERE active;

CREATE UNIQUE INDEX closure_for_good_once ON public.directory_placeclosure USING btree (place_id) WHERE ((ends IS NULL) AND (room_id IS NULL));

CREATE INDEX commune_postcodes ON public.geography_commune USING gin (postcodes);

CREATE INDEX commune_search_prefix ON public.geography_commune USING btree (search_key varchar_pattern_ops);

CREATE INDEX demo_demostep_name_680089ac_like ON public.demo_demostep USING btree (name varchar_pattern_ops);

CREATE INDEX desk_task_centre_done ON public.centres_desktask USING btree (centre_id, done_at);

CREATE INDEX desk_task_search ON public.centres_desktask USING gin (search_keys);

CREATE INDEX diaries_daychange_rule_id_1cd0147f ON public.diaries_daychange USING btree (rule_id);

CREATE INDEX diaries_daychangeevent_pgh_context_id_90a7c104 ON public.diaries_daychangeevent USING btree (pgh_context_id);

CREATE INDEX diaries_daychangeevent_pgh_obj_id_fc9bf89b ON public.diaries_daychangeevent USING btree (pgh_obj_id);

CREATE INDEX diaries_daychangeevent_rule_id_d44a5089 ON public.diaries_daychangeevent USING btree (rule_id);

CREATE INDEX diaries_diarymotive_rule_id_38194729 ON public.diaries_diarymotive USING btree (rule_id);

CREATE INDEX diaries_diaryrule_diary_id_bd9afa87 ON public.diaries_diaryrule USING btree (diary_id);

CREATE INDEX diaries_diaryrule_equipment_id_6b6d96c2 ON public.diaries_diaryrule USING btree (equipment_id);

CREATE INDEX diaries_diaryrule_professional_id_ae221128 ON public.diaries_diaryrule USING btree (professional_id);

CREATE INDEX diaries_diaryrule_room_id_953120d6 ON public.diaries_diaryrule USING btree (room_id);

CREATE INDEX diaries_diaryrule_second_id_d4148d8d ON public.diaries_diaryrule USING btree (second_id);

CREATE INDEX diaries_diaryruleevent_diary_id_3fc34a67 ON public.diaries_diaryruleevent USING btree (diary_id);

CREATE INDEX diaries_diaryruleevent_equipment_id_41a316aa ON public.diaries_diaryruleevent USING btree (equipment_id);

CREATE INDEX diaries_diaryruleevent_pgh_context_id_bd471483 ON public.diaries_diaryruleevent USING btree (pgh_context_id);

CREATE INDEX diaries_diaryruleevent_pgh_obj_id_47cce839 ON public.diaries_diaryruleevent USING btree (pgh_obj_id);

CREATE INDEX diaries_diaryruleevent_professional_id_f1ee73f3 ON public.diaries_diaryruleevent USING btree (professional_id);

CREATE INDEX diaries_diaryruleevent_room_id_1e3862b1 ON public.diaries_diaryruleevent USING btree (room_id);

CREATE INDEX diaries_diaryruleevent_second_id_2ab7cd4e ON public.diaries_diaryruleevent USING btree (second_id);

CREATE UNIQUE INDEX dicom_title_once ON public.imaging_dicomnode USING btree (title) WHERE (removed_at IS NULL);

CREATE INDEX directory_invitedprofessional_professional_id_7d9a1372 ON public.directory_invitedprofessional USING btree (professional_id);

CREATE INDEX directory_invitedprofessionalevent_invitation_id_1ef45f80 ON public.directory_invitedprofessionalevent USING btree (invitation_id);

CREATE INDEX directory_invitedprofessionalevent_pgh_context_id_c5dfb4d0 ON public.directory_invitedprofessionalevent USING btree (pgh_context_id);

CREATE INDEX directory_invitedprofessionalevent_pgh_obj_id_d7822cbb ON public.directory_invitedprofessionalevent USING btree (pgh_obj_id);

CREATE INDEX directory_invitedprofessionalevent_professional_id_b4e09873 ON public.directory_invitedprofessionalevent USING btree (professional_id);

CREATE INDEX directory_place_commune_id_4bedb435 ON public.directory_place USING btree (commune_id);

CREATE INDEX directory_place_commune_id_4bedb435_like ON public.directory_place USING btree (commune_id varchar_pattern_ops);

CREATE INDEX directory_place_organisation_id_e9fc1b39 ON public.directory_place USING btree (organisation_id);

CREATE INDEX directory_place_reference_92762860_like ON public.directory_place USING btree (reference varchar_pattern_ops);

CREATE INDEX directory_placeclosure_place_id_3ff6b44d ON public.directory_placeclosure USING btree (place_id);

CREATE INDEX directory_placeclosure_room_id_849614ea ON public.directory_placeclosure USING btree (room_id);

CREATE INDEX directory_placeclosureevent_pgh_context_id_5003d269 ON public.directory_placeclosureevent USING btree (pgh_context_id);

CREATE INDEX directory_placeclosureevent_pgh_obj_id_5685a911 ON public.directory_placeclosureevent USING btree (pgh_obj_id);

CREATE INDEX directory_placeclosureevent_place_id_f1b7965b ON public.directory_placeclosureevent USING btree (place_id);

CREATE INDEX directory_placeclosureevent_room_id_15f2629a ON public.directory_placeclosureevent USING btree (room_id);

CREATE INDEX directory_placedetailsevent_pgh_context_id_c5cee0cd ON public.directory_placedetailsevent USING btree (pgh_context_id);

CREATE INDEX directory_placedetailsevent_pgh_obj_id_6991d4ba ON public.directory_placedetailsevent USING btree (pgh_obj_id);

CREATE INDEX directory_placedetailsevent_place_id_7c6e9e51 ON public.directory_placedetailsevent USING btree (place_id);

CREATE INDEX directory_placehandover_after_id_95cd8072 ON public.directory_placehandover USING btree (after_id);

CREATE INDEX directory_placehandover_before_id_46037233 ON public.directory_placehandover USING btree (before_id);

CREATE INDEX directory_placehandover_decided_by_id_77a3bdef ON public.directory_placehandover USING btree (decided_by_id);

CREATE INDEX directory_placehandover_place_id_575e190c ON public.directory_placehandover USING btree (place_id);

CREATE INDEX directory_placehandoverevent_after_id_079e6799 ON public.directory_placehandoverevent USING btree (after_id);

CREATE INDEX directory_placehandoverevent_before_id_173571cc ON public.directory_placehandoverevent USING btree (before_id);

CREATE INDEX directory_placehandoverevent_decided_by_id_7827af20 ON public.directory_placehandoverevent USING btree (decided_by_id);

CREATE INDEX directory_placehandoverevent_pgh_context_id_89eb95ed ON public.directory_placehandoverevent USING btree (pgh_context_id);

CREATE INDEX directory_placehandoverevent_pgh_obj_id_d6448b04 ON public.directory_placehandoverevent USING btree (pgh_obj_id);

CREATE INDEX directory_placehandoverevent_place_id_0bdf3636 ON public.directory_placehandoverevent USING btree (place_id);

CREATE INDEX directory_placephoto_place_id_9aa7d926 ON public.directory_placephoto USING btree (place_id);

CREATE INDEX directory_professional_home_id_efeb92c2 ON public.directory_professional USING btree (home_id);

CREATE INDEX directory_professional_home_id_efeb92c2_like ON public.directory_professional USING btree (home_id varchar_pattern_ops);

CREATE INDEX directory_professional_rpps_39dd37c7_like ON public.directory_professional USING btree (rpps varchar_pattern_ops);

CREATE INDEX directory_resource_organisation_id_a44af697 ON public.directory_resource USING btree (organisation_id);

CREATE INDEX directory_resource_place_id_26337f10 ON public.directory_resource USING btree (place_id);

CREATE INDEX directory_roomopening_room_id_2f28664a ON public.directory_roomopening USING btree (room_id);

CREATE INDEX directory_roomopeningevent_pgh_context_id_ce9cef4d ON public.directory_roomopeningevent USING btree (pgh_context_id);

CREATE INDEX directory_roomopeningevent_pgh_obj_id_55130551 ON public.directory_roomopeningevent USING btree (pgh_obj_id);

CREATE INDEX directory_roomopeningevent_room_id_564f7f1a ON public.directory_roomopeningevent USING btree (room_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX duties_dutyhouse_commune_id_ad2c8d86 ON public.duties_dutyhouse USING btree (commune_id);

CREATE INDEX duties_dutyhouse_commune_id_ad2c8d86_like ON public.duties_dutyhouse USING btree (commune_id varchar_pattern_ops);

CREATE INDEX duties_dutyhouse_rota_id_e54137da ON public.duties_dutyhouse USING btree (rota_id);

CREATE INDEX duties_dutyneed_house_id_c19157ac ON public.duties_dutyneed USING btree (house_id);

CREATE INDEX duties_dutywish_member_id_59c49e71 ON public.duties_dutywish USING btree (member_id);

CREATE INDEX duties_dutywishevent_member_id_aa6dd1f6 ON public.duties_dutywishevent USING btree (member_id);

CREATE INDEX duties_dutywishevent_pgh_context_id_0544ae8b ON public.duties_dutywishevent USING btree (pgh_context_id);

CREATE INDEX duties_dutywishevent_pgh_obj_id_1a64ceb2 ON public.duties_dutywishevent USING btree (pgh_obj_id);

CREATE INDEX duties_rota_department_id_af2d013c ON public.duties_rota USING btree (department_id);

CREATE INDEX duties_rota_department_id_af2d013c_like ON public.duties_rota USING btree (department_id varchar_pattern_ops);

CREATE INDEX duties_rota_organisation_id_c14ad6ee ON public.duties_rota USING btree (organisation_id);

CREATE INDEX duties_rota_platform_id_1313e08c ON public.duties_rota USING btree (platform_id);

CREATE INDEX duties_rotaevent_department_id_909b377f ON public.duties_rotaevent USING btree (department_id);

CREATE INDEX duties_rotaevent_department_id_909b377f_like ON public.duties_rotaevent USING btree (department_id varchar_pattern_ops);

CREATE INDEX duties_rotaevent_organisation_id_786e2a1e ON public.duties_rotaevent USING btree (organisation_id);

CREATE INDEX duties_rotaevent_pgh_context_id_ee4b566b ON public.duties_rotaevent USING btree (pgh_context_id);

CREATE INDEX duties_rotaevent_pgh_obj_id_cf86d5c7 ON public.duties_rotaevent USING btree (pgh_obj_id);

CREATE INDEX duties_rotaevent_platform_id_69dfd088 ON public.duties_rotaevent USING btree (platform_id);

CREATE INDEX duties_rotaevent_programme_id_d3ad8f06 ON public.duties_rotaevent USING btree (programme_id);

CREATE INDEX duties_rotamember_employer_id_e0b06c61 ON public.duties_rotamember USING btree (employer_id);

CREATE INDEX duties_rotamember_houses_dutyhouse_id_10e1bc44 ON public.duties_rotamember_houses USING btree (dutyhouse_id);

CREATE INDEX duties_rotamember_houses_rotamember_id_471d31f7 ON public.duties_rotamember_houses USING btree (rotamember_id);

CREATE INDEX duties_rotamember_professional_id_bd65ae95 ON public.duties_rotamember USING btree (professional_id);

CREATE INDEX duties_rotamember_rota_id_358fdacd ON public.duties_rotamember USING btree (rota_id);

CREATE INDEX duties_rotamemberevent_employer_id_964e20a8 ON public.duties_rotamemberevent USING btree (employer_id);

CREATE INDEX duties_rotamemberevent_pgh_context_id_f77a844d ON public.duties_rotamemberevent USING btree (pgh_context_id);

CREATE INDEX duties_rotamemberevent_pgh_obj_id_9c8bf899 ON public.duties_rotamemberevent USING btree (pgh_obj_id);

CREATE INDEX duties_rotamemberevent_professional_id_0f267d37 ON public.duties_rotamemberevent USING btree (professional_id);

CREATE INDEX duties_rotamemberevent_rota_id_c5bea865 ON public.duties_rotamemberevent USING btree (rota_id);

CREATE UNIQUE INDEX engagement_one_running ON public.engagements_engagement USING btree (professional_id, scheme) WHERE (NOT ((state)::text = 'ended'::text));

CREATE INDEX engagements_authorisation_engagement_id_38c181b1 ON public.engagements_authorisation USING btree (engagement_id);

CREATE INDEX engagements_authorisationevent_engagement_id_c678d24e ON public.engagements_authorisationevent USING btree (engagement_id);

CREATE INDEX engagements_authorisationevent_pgh_context_id_b45f411c ON public.engagements_authorisationevent USING btree (pgh_context_id);

CREATE INDEX engagements_authorisationevent_pgh_obj_id_7849ba2e ON public.engagements_authorisationevent USING btree (pgh_obj_id);

CREATE INDEX engagements_engagement_professional_id_90b33ec4 ON public.engagements_engagement USING btree (professional_id);

CREATE INDEX engagements_engagementevent_pgh_context_id_ee788d84 ON public.engagements_engagementevent USING btree (pgh_context_id);

CREATE INDEX engagements_engagementevent_pgh_obj_id_8bab619a ON public.engagements_engagementevent USING btree (pgh_obj_id);

CREATE INDEX engagements_engagementevent_professional_id_83d9511c ON public.engagements_engagementevent USING btree (professional_id);

CREATE INDEX engagements_programme_name_400e354d_like ON public.engagements_programme USING btree (name varchar_pattern_ops);

CREATE INDEX engagements_programme_region_id_ac1c7ba2 ON public.engagements_programme USING btree (region_id);

CREATE INDEX engagements_programme_region_id_ac1c7ba2_like ON public.engagements_programme USING btree (region_id varchar_pattern_ops);

CREATE INDEX engagements_programmeparty_organisation_id_b97e3129 ON public.engagements_programmeparty USING btree (organisation_id);

CREATE INDEX engagements_programmeparty_place_id_85c894d3 ON public.engagements_programmeparty USING btree (place_id);

CREATE INDEX engagements_programmeparty_programme_id_0f1d5a2a ON public.engagements_programmeparty USING btree (programme_id);

CREATE INDEX expertise_answer_by_id_a3ca16e0 ON public.expertise_answer USING btree (by_id);

CREATE INDEX expertise_answer_report_id_c840e055 ON public.expertise_answer USING btree (report_id);

CREATE INDEX expertise_answer_request_id_2391f56d ON public.expertise_answer USING btree (request_id);

CREATE INDEX expertise_expertiserequest_organisation_id_6f8d00d5 ON public.expertise_expertiserequest USING btree (organisation_id);

CREATE INDEX expertise_expertiserequest_platform_id_c71698aa ON public.expertise_expertiserequest USING btree (platform_id);

CREATE INDEX expertise_expertiserequest_pool_id_20dbe7f3 ON public.expertise_expertiserequest USING btree (pool_id);

CREATE INDEX expertise_expertiserequest_proposed_to_id_e6d08fa5 ON public.expertise_expertiserequest USING btree (proposed_to_id);

CREATE INDEX expertise_expertiserequest_read_for_id_1afe3032 ON public.expertise_expertiserequest USING btree (read_for_id);

CREATE INDEX expertise_expertiserequest_requester_id_e7fdc427 ON public.expertise_expertiserequest USING btree (requester_id);

CREATE INDEX expertise_expertiserequest_taken_by_id_c6e7f2b3 ON public.expertise_expertiserequest USING btree (taken_by_id);

CREATE INDEX expertise_feeline_request_id_fc85f2ae ON public.expertise_feeline USING btree (request_id);

CREATE INDEX expertise_platformmember_platform_id_c709d58f ON public.expertise_platformmember USING btree (platform_id);

CREATE INDEX expertise_platformmember_pool_id_44af47c3 ON public.expertise_platformmember USING btree (pool_id);

CREATE INDEX expertise_platformmemberevent_pgh_context_id_951f2adb ON public.expertise_platformmemberevent USING btree (pgh_context_id);

CREATE INDEX expertise_platformmemberevent_pgh_obj_id_694cec73 ON public.expertise_platformmemberevent USING btree (pgh_obj_id);

CREATE INDEX expertise_platformmemberevent_platform_id_fa2162a4 ON public.expertise_platformmemberevent USING btree (platform_id);

CREATE INDEX expertise_platformmemberevent_pool_id_26c36513 ON public.expertise_platformmemberevent USING btree (pool_id);

CREATE INDEX expertise_poolreader_pool_id_5282427f ON public.expertise_poolreader USING btree (pool_id);

CREATE INDEX expertise_poolreader_user_id_f203021d ON public.expertise_poolreader USING btree (user_id);

CREATE INDEX expertise_poolreaderevent_pgh_context_id_1c17621f ON public.expertise_poolreaderevent USING btree (pgh_context_id);

CREATE INDEX expertise_poolreaderevent_pgh_obj_id_3f531610 ON public.expertise_poolreaderevent USING btree (pgh_obj_id);

CREATE INDEX expertise_poolreaderevent_pool_id_25c9862d ON public.expertise_poolreaderevent USING btree (pool_id);

CREATE INDEX expertise_poolreaderevent_user_id_368d8eec ON public.expertise_poolreaderevent USING btree (user_id);

CREATE INDEX expertise_readerpool_organisation_id_64d29e4b ON public.expertise_readerpool USING btree (organisation_id);

CREATE INDEX expertise_readerpoolevent_organisation_id_89be9ca2 ON public.expertise_readerpoolevent USING btree (organisation_id);

CREATE INDEX expertise_readerpoolevent_pgh_context_id_2c47de3c ON public.expertise_readerpoolevent USING btree (pgh_context_id);

CREATE INDEX expertise_readerpoolevent_pgh_obj_id_cf3d74ef ON public.expertise_readerpoolevent USING btree (pgh_obj_id);

CREATE INDEX expertise_readingplatform_name_38a3dfde_like ON public.expertise_readingplatform USING btree (name varchar_pattern_ops);

CREATE INDEX expertise_readingplatform_organisation_id_cb46bb38 ON public.expertise_readingplatform USING btree (organisation_id);

CREATE INDEX expertise_readingplatformevent_organisation_id_8673023f ON public.expertise_readingplatformevent USING btree (organisation_id);

CREATE INDEX expertise_readingplatformevent_pgh_context_id_7cdbf462 ON public.expertise_readingplatformevent USING btree (pgh_context_id);

CREATE INDEX expertise_readingplatformevent_pgh_obj_id_b1353262 ON public.expertise_readingplatformevent USING btree (pgh_obj_id);

CREATE INDEX expertise_requestevent_by_id_1dd3f187 ON public.expertise_requestevent USING btree (by_id);

CREATE INDEX expertise_requestevent_file_id_86e8fd55 ON public.expertise_requestevent USING btree (file_id);

CREATE INDEX expertise_requestevent_pool_id_0fb6bf0a ON public.expertise_requestevent USING btree (pool_id);

CREATE INDEX expertise_requestevent_request_id_ea972f94 ON public.expertise_requestevent USING btree (request_id);

CREATE INDEX expertise_requestnote_by_id_73b00e12 ON public.expertise_requestnote USING btree (by_id);

CREATE INDEX expertise_requestnote_request_id_4949de80 ON public.expertise_requestnote USING btree (request_id);

CREATE INDEX failed_login_account ON public.accounts_failedlogin USING btree (account, at);

CREATE INDEX failed_login_address ON public.accounts_failedlogin USING btree (address, at);

CREATE INDEX fhir_interfacekey_acts_for_id_d7c06448 ON public.fhir_interfacekey USING btree (acts_for_id);

CREATE INDEX fhir_interfacekey_made_by_id_25f379f8 ON public.fhir_interfacekey USING btree (made_by_id);

CREATE INDEX fhir_interfacekey_organisation_id_cbb1c9ae ON public.fhir_interfacekey USING btree (organisation_id);

CREATE INDEX fhir_interfacekey_revoked_by_id_fd900d5b ON public.fhir_interfacekey USING btree (revoked_by_id);

CREATE INDEX fhir_interfacekeyevent_acts_for_id_ef351b4b ON public.fhir_interfacekeyevent USING btree (acts_for_id);

CREATE INDEX fhir_interfacekeyevent_made_by_id_1b117b6e ON public.fhir_interfacekeyevent USING btree (made_by_id);

CREATE INDEX fhir_interfacekeyevent_organisation_id_5abb6c7d ON public.fhir_interfacekeyevent USING btree (organisation_id);

CREATE INDEX fhir_interfacekeyevent_pgh_context_id_af4c89c5 ON public.fhir_interfacekeyevent USING btree (pgh_context_id);

CREATE INDEX fhir_interfacekeyevent_pgh_obj_id_ad7bab27 ON public.fhir_interfacekeyevent USING btree (pgh_obj_id);

CREATE INDEX fhir_interfacekeyevent_revoked_by_id_75a98828 ON public.fhir_interfacekeyevent USING btree (revoked_by_id);

CREATE INDEX fhir_nationalnumberevent_organisation_id_cd637683 ON public.fhir_nationalnumberevent USING btree (organisation_id);

CREATE INDEX fhir_nationalnumberevent_pgh_context_id_871e98d5 ON public.fhir_nationalnumberevent USING btree (pgh_context_id);

CREATE INDEX fhir_nationalnumberevent_pgh_obj_id_7556b367 ON public.fhir_nationalnumberevent USING btree (pgh_obj_id);

CREATE INDEX fhir_nationalnumberevent_place_id_6ef99f42 ON public.fhir_nationalnumberevent USING btree (place_id);

CREATE INDEX fhir_regulatornumber_number_58be225f_like ON public.fhir_regulatornumber USING btree (number varchar_pattern_ops);

CREATE INDEX files_storedfile_by_id_06850330 ON public.files_storedfile USING btree (by_id);

CREATE INDEX files_storedfile_holder_1f407071 ON public.files_storedfile USING btree (holder);

CREATE INDEX files_storedfile_holder_1f407071_like ON public.files_storedfile USING btree (holder varchar_pattern_ops);

CREATE INDEX files_upload_by_id_23f26d80 ON public.files_upload USING btree (by_id);

CREATE INDEX geography_commune_code_32b1c9d8_like ON public.geography_commune USING btree (code varchar_pattern_ops);

CREATE INDEX geography_commune_department_id_a8fffda9 ON public.geography_commune USING btree (department_id);

CREATE INDEX geography_commune_department_id_a8fffda9_like ON public.geography_commune USING btree (department_id varchar_pattern_ops);

CREATE INDEX geography_commune_intercommunality_id_99c42426 ON public.geography_commune USING btree (intercommunality_id);

CREATE INDEX geography_commune_intercommunality_id_99c42426_like ON public.geography_commune USING btree (intercommunality_id varchar_pattern_ops);

CREATE INDEX geography_currentartefact_kind_6d7aba6e_like ON public.geography_currentartefact USING btree (kind varchar_pattern_ops);

CREATE INDEX geography_department_code_65fa5b52_like ON public.geography_department USING btree (code varchar_pattern_ops);

CREATE INDEX geography_department_region_id_ec3cdf49 ON public.geography_department USING btree (region_id);

CREATE INDEX geography_department_region_id_ec3cdf49_like ON public.geography_department USING btree (region_id varchar_pattern_ops);

CREATE INDEX geography_intercommunality_code_9721c063_like ON public.geography_intercommunality USING btree (code varchar_pattern_ops);

CREATE INDEX geography_region_code_8df89f27_like ON public.geography_region USING btree (code varchar_pattern_ops);

CREATE UNIQUE INDEX grant_reference_once ON public.grants_awardedgrant USING btree (region_id, lower((giver_name)::text), lower((reference)::text));

CREATE INDEX grant_region_decided ON public.grants_awardedgrant USING btree (region_id, decided_on DESC);

CREATE INDEX grants_awardedgrant_beneficiary_id_f74fa31d ON public.grants_awardedgrant USING btree (beneficiary_id);

CREATE INDEX grants_awardedgrant_commune_id_13189d43 ON public.grants_awardedgrant USING btree (commune_id);

CREATE INDEX grants_awardedgrant_commune_id_13189d43_like ON public.grants_awardedgrant USING btree (commune_id varchar_pattern_ops);

CREATE INDEX grants_awardedgrant_giver_id_baf13bfa ON public.grants_awardedgrant USING btree (giver_id);

CREATE INDEX grants_awardedgrant_intercommunality_id_4a290639 ON public.grants_awardedgrant USING btree (intercommunality_id);

CREATE INDEX grants_awardedgrant_intercommunality_id_4a290639_like ON public.grants_awardedgrant USING btree (intercommunality_id varchar_pattern_ops);

CREATE INDEX grants_awardedgrant_region_id_1e55cdd5 ON public.grants_awardedgrant USING btree (region_id);

CREATE INDEX grants_awardedgrant_region_id_1e55cdd5_like ON public.grants_awardedgrant USING btree (region_id varchar_pattern_ops);

CREATE INDEX grants_awardedgrantevent_beneficiary_id_aae93db3 ON public.grants_awardedgrantevent USING btree (beneficiary_id);

CREATE INDEX grants_awardedgrantevent_commune_id_b87f7d17 ON public.grants_awardedgrantevent USING btree (commune_id);

CREATE INDEX grants_awardedgrantevent_commune_id_b87f7d17_like ON public.grants_awardedgrantevent USING btree (commune_id varchar_pattern_ops);

CREATE INDEX grants_awardedgrantevent_giver_id_f992a5af ON public.grants_awardedgrantevent USING btree (giver_id);

CREATE INDEX grants_awardedgrantevent_intercommunality_id_ec3703ea ON public.grants_awardedgrantevent USING btree (intercommunality_id);

CREATE INDEX grants_awardedgrantevent_intercommunality_id_ec3703ea_like ON public.grants_awardedgrantevent USING btree (intercommunality_id varchar_pattern_ops);

CREATE INDEX grants_awardedgrantevent_pgh_context_id_960d3bdb ON public.grants_awardedgrantevent USING btree (pgh_context_id);

CREATE INDEX grants_awardedgrantevent_pgh_obj_id_cfc705de ON public.grants_awardedgrantevent USING btree (pgh_obj_id);

CREATE INDEX grants_awardedgrantevent_region_id_6e2b58c1 ON public.grants_awardedgrantevent USING btree (region_id);

CREATE INDEX grants_awardedgrantevent_region_id_6e2b58c1_like ON public.grants_awardedgrantevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX grants_grantcondition_grant_id_9b3a1427 ON public.grants_grantcondition USING btree (grant_id);

CREATE INDEX grants_grantconditionevent_grant_id_30fb11a0 ON public.grants_grantconditionevent USING btree (grant_id);

CREATE INDEX grants_grantconditionevent_pgh_context_id_cea9ac4d ON public.grants_grantconditionevent USING btree (pgh_context_id);

CREATE INDEX grants_grantconditionevent_pgh_obj_id_f078e400 ON public.grants_grantconditionevent USING btree (pgh_obj_id);

CREATE INDEX grants_grantdocument_by_id_e9fbfd70 ON public.grants_grantdocument USING btree (by_id);

CREATE INDEX grants_grantdocument_grant_id_e90ec487 ON public.grants_grantdocument USING btree (grant_id);

CREATE INDEX grants_grantdocumentevent_by_id_bdaa5801 ON public.grants_grantdocumentevent USING btree (by_id);

CREATE INDEX grants_grantdocumentevent_grant_id_b69e49b2 ON public.grants_grantdocumentevent USING btree (grant_id);

CREATE INDEX grants_grantdocumentevent_pgh_context_id_b8328054 ON public.grants_grantdocumentevent USING btree (pgh_context_id);

CREATE INDEX grants_grantdocumentevent_pgh_obj_id_b904d921 ON public.grants_grantdocumentevent USING btree (pgh_obj_id);

CREATE INDEX grants_grantimport_by_id_368c014e ON public.grants_grantimport USING btree (by_id);

CREATE INDEX grants_grantimport_organisation_id_4bcbe434 ON public.grants_grantimport USING btree (organisation_id);

CREATE INDEX grants_grantimport_region_id_521f1fe2 ON public.grants_grantimport USING btree (region_id);

CREATE INDEX grants_grantimport_region_id_521f1fe2_like ON public.grants_grantimport USING btree (region_id varchar_pattern_ops);

CREATE INDEX grants_grantpayment_by_id_f1c2186e ON public.grants_grantpayment USING btree (by_id);

CREATE INDEX grants_grantpayment_corrects_id_61636cb1 ON public.grants_grantpayment USING btree (corrects_id);

CREATE INDEX grants_grantpayment_grant_id_72fb6f36 ON public.grants_grantpayment USING btree (grant_id);

CREATE INDEX grants_grantyear_grant_id_e6c78771 ON public.grants_grantyear USING btree (grant_id);

CREATE INDEX grants_grantyearevent_grant_id_f6dc5b31 ON public.grants_grantyearevent USING btree (grant_id);

CREATE INDEX grants_grantyearevent_pgh_context_id_a307da93 ON public.grants_grantyearevent USING btree (pgh_context_id);

CREATE INDEX grants_grantyearevent_pgh_obj_id_8d5e4ae9 ON public.grants_grantyearevent USING btree (pgh_obj_id);

CREATE UNIQUE INDEX guest_one_at_a_time ON public.remote_guest USING btree (appointment_id) WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX handover_open_once ON public.directory_placehandover USING btree (place_id) WHERE (done_at IS NULL);

CREATE UNIQUE INDEX home_visit_rank_once ON public.centres_homevisit USING btree (round_id, rank) WHERE (round_id IS NOT NULL);

CREATE INDEX home_visit_search ON public.centres_homevisit USING gin (search_keys);

CREATE INDEX identity_siteidentityevent_pgh_context_id_b99f084f ON public.identity_siteidentityevent USING btree (pgh_context_id);

CREATE INDEX identity_siteidentityevent_pgh_obj_id_972d8755 ON public.identity_siteidentityevent USING btree (pgh_obj_id);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX imaging_dicomnode_organisation_id_c3219113 ON public.imaging_dicomnode USING btree (organisation_id);

CREATE INDEX imaging_dicomnodeevent_organisation_id_79523990 ON public.imaging_dicomnodeevent USING btree (organisation_id);

CREATE INDEX imaging_dicomnodeevent_pgh_context_id_3d70f42d ON public.imaging_dicomnodeevent USING btree (pgh_context_id);

CREATE INDEX imaging_dicomnodeevent_pgh_obj_id_1013afdc ON public.imaging_dicomnodeevent USING btree (pgh_obj_id);

CREATE INDEX imaging_event_of_house ON public.imaging_imagingevent USING btree (organisation_id, at DESC);

CREATE INDEX imaging_imagingevent_by_id_169e5d29 ON public.imaging_imagingevent USING btree (by_id);

CREATE INDEX imaging_imagingevent_node_id_b91573a5 ON public.imaging_imagingevent USING btree (node_id);

CREATE INDEX imaging_imagingevent_organisation_id_9d7a1929 ON public.imaging_imagingevent USING btree (organisation_id);

CREATE INDEX imaging_imagingevent_request_id_3e57d011 ON public.imaging_imagingevent USING btree (request_id);

CREATE INDEX imaging_imagingevent_study_id_bcb0064a ON public.imaging_imagingevent USING btree (study_id);

CREATE INDEX imaging_outgoingstudy_by_id_460f29ce ON public.imaging_outgoingstudy USING btree (by_id);

CREATE INDEX imaging_outgoingstudy_node_id_6e428b58 ON public.imaging_outgoingstudy USING btree (node_id);

CREATE INDEX imaging_outgoingstudy_organisation_id_046b1144 ON public.imaging_outgoingstudy USING btree (organisation_id);

CREATE INDEX imaging_outgoingstudy_request_id_98d268be ON public.imaging_outgoingstudy USING btree (request_id);

CREATE INDEX imaging_receivedinstance_study_id_9f9c9370 ON public.imaging_receivedinstance USING btree (study_id);

CREATE INDEX imaging_receivedstudy_node_id_8c493721 ON public.imaging_receivedstudy USING btree (node_id);

CREATE INDEX imaging_receivedstudy_organisation_id_3a697b0a ON public.imaging_receivedstudy USING btree (organisation_id);

CREATE INDEX imaging_receivedstudy_request_id_554446c1 ON public.imaging_receivedstudy USING btree (request_id);

CREATE UNIQUE INDEX invitation_open_once ON public.accounts_invitation USING btree (email_key, organisation_id, role) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

CREATE UNIQUE INDEX job_same_request_once ON public.jobs_job USING btree (kind, args, organisation_id) NULLS NOT DISTINCT WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]));

CREATE INDEX jobs_job_asked_by_id_a6a2743c ON public.jobs_job USING btree (asked_by_id);

CREATE INDEX jobs_job_organisation_id_70e12d84 ON public.jobs_job USING btree (organisation_id);

CREATE INDEX juniors_juniorwish_first_id_b1f4891f ON public.juniors_juniorwish USING btree (first_id);

CREATE INDEX juniors_juniorwish_junior_id_173311ca ON public.juniors_juniorwish USING btree (junior_id);

CREATE INDEX juniors_juniorwish_second_id_adeedb6b ON public.juniors_juniorwish USING btree (second_id);

CREATE INDEX juniors_juniorwishevent_first_id_e26049e2 ON public.juniors_juniorwishevent USING btree (first_id);

CREATE INDEX juniors_juniorwishevent_junior_id_6d1aba1c ON public.juniors_juniorwishevent USING btree (junior_id);

CREATE INDEX juniors_juniorwishevent_pgh_context_id_7f225459 ON public.juniors_juniorwishevent USING btree (pgh_context_id);

CREATE INDEX juniors_juniorwishevent_pgh_obj_id_9643d789 ON public.juniors_juniorwishevent USING btree (pgh_obj_id);

CREATE INDEX juniors_juniorwishevent_second_id_04378d35 ON public.juniors_juniorwishevent USING btree (second_id);

CREATE INDEX juniors_junioryear_region_id_314b5829 ON public.juniors_junioryear USING btree (region_id);

CREATE INDEX juniors_junioryear_region_id_314b5829_like ON public.juniors_junioryear USING btree (region_id varchar_pattern_ops);

CREATE INDEX juniors_junioryearevent_pgh_context_id_610a7b5f ON public.juniors_junioryearevent USING btree (pgh_context_id);

CREATE INDEX juniors_junioryearevent_pgh_obj_id_f2efd43b ON public.juniors_junioryearevent USING btree (pgh_obj_id);

CREATE INDEX juniors_junioryearevent_region_id_84fadad9 ON public.juniors_junioryearevent USING btree (region_id);

CREATE INDEX juniors_junioryearevent_region_id_84fadad9_like ON public.juniors_junioryearevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX juniors_supervisorwish_junior_id_ba7dcbf1 ON public.juniors_supervisorwish USING btree (junior_id);

CREATE INDEX juniors_supervisorwish_supervisor_id_9c0f8653 ON public.juniors_supervisorwish USING btree (supervisor_id);

CREATE INDEX juniors_supervisorwishevent_junior_id_0bcb170c ON public.juniors_supervisorwishevent USING btree (junior_id);

CREATE INDEX juniors_supervisorwishevent_pgh_context_id_e0014e85 ON public.juniors_supervisorwishevent USING btree (pgh_context_id);

CREATE INDEX juniors_supervisorwishevent_pgh_obj_id_167d7254 ON public.juniors_supervisorwishevent USING btree (pgh_obj_id);

CREATE INDEX juniors_supervisorwishevent_supervisor_id_39b0ddc8 ON public.juniors_supervisorwishevent USING btree (supervisor_id);

CREATE INDEX juniors_yearhousing_year_id_a1b23028 ON public.juniors_yearhousing USING btree (year_id);

CREATE INDEX juniors_yearjunior_year_id_dbb70bc4 ON public.juniors_yearjunior USING btree (year_id);

CREATE INDEX juniors_yearjuniorevent_partner_id_ba6edcc1 ON public.juniors_yearjuniorevent USING btree (partner_id);

CREATE INDEX juniors_yearjuniorevent_pgh_context_id_13c2e1d3 ON public.juniors_yearjuniorevent USING btree (pgh_context_id);

CREATE INDEX juniors_yearjuniorevent_pgh_obj_id_8015b0c4 ON public.juniors_yearjuniorevent USING btree (pgh_obj_id);

CREATE INDEX juniors_yearjuniorevent_year_id_8c09c607 ON public.juniors_yearjuniorevent USING btree (year_id);

CREATE INDEX juniors_yearsupervisor_commune_id_835617fd ON public.juniors_yearsupervisor USING btree (commune_id);

CREATE INDEX juniors_yearsupervisor_commune_id_835617fd_like ON public.juniors_yearsupervisor USING btree (commune_id varchar_pattern_ops);

CREATE INDEX juniors_yearsupervisor_housing_id_b3ab808a ON public.juniors_yearsupervisor USING btree (housing_id);

CREATE INDEX juniors_yearsupervisor_year_id_f2e65184 ON public.juniors_yearsupervisor USING btree (year_id);

CREATE INDEX juniors_yearsupervisorevent_commune_id_262f47ac ON public.juniors_yearsupervisorevent USING btree (commune_id);

CREATE INDEX juniors_yearsupervisorevent_commune_id_262f47ac_like ON public.juniors_yearsupervisorevent USING btree (commune_id varchar_pattern_ops);

CREATE INDEX juniors_yearsupervisorevent_housing_id_e5155b05 ON public.juniors_yearsupervisorevent USING btree (housing_id);

CREATE INDEX juniors_yearsupervisorevent_pgh_context_id_55324c41 ON public.juniors_yearsupervisorevent USING btree (pgh_context_id);

CREATE INDEX juniors_yearsupervisorevent_pgh_obj_id_3ad5954f ON public.juniors_yearsupervisorevent USING btree (pgh_obj_id);

CREATE INDEX juniors_yearsupervisorevent_year_id_9f410b3f ON public.juniors_yearsupervisorevent USING btree (year_id);

CREATE INDEX line_commune_date ON public.payments_statementline USING btree (commune_id, date);

CREATE INDEX message_due ON public.outbox_message USING btree (send_after) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX observatory_monthlyreport_department_id_3b0c6b49 ON public.observatory_monthlyreport USING btree (department_id);

CREATE INDEX observatory_monthlyreport_department_id_3b0c6b49_like ON public.observatory_monthlyreport USING btree (department_id varchar_pattern_ops);

CREATE INDEX observatory_monthlyreport_intercommunality_id_be2dd2f7 ON public.observatory_monthlyreport USING btree (intercommunality_id);

CREATE INDEX observatory_monthlyreport_intercommunality_id_be2dd2f7_like ON public.observatory_monthlyreport USING btree (intercommunality_id varchar_pattern_ops);

CREATE INDEX observatory_monthlyreport_made_by_id_b4d1148c ON public.observatory_monthlyreport USING btree (made_by_id);

CREATE INDEX observatory_monthlyreport_region_id_9cb1d7b0 ON public.observatory_monthlyreport USING btree (region_id);

CREATE INDEX observatory_monthlyreport_region_id_9cb1d7b0_like ON public.observatory_monthlyreport USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_territorylist_chosen_by_id_ad97e628 ON public.observatory_territorylist USING btree (chosen_by_id);

CREATE INDEX observatory_territorylist_region_id_a1c042eb_like ON public.observatory_territorylist USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_territorylistevent_chosen_by_id_6a669a5f ON public.observatory_territorylistevent USING btree (chosen_by_id);

CREATE INDEX observatory_territorylistevent_pgh_context_id_2c3e03f6 ON public.observatory_territorylistevent USING btree (pgh_context_id);

CREATE INDEX observatory_territorylistevent_pgh_obj_id_c84d5191 ON public.observatory_territorylistevent USING btree (pgh_obj_id);

CREATE INDEX observatory_territorylistevent_pgh_obj_id_c84d5191_like ON public.observatory_territorylistevent USING btree (pgh_obj_id varchar_pattern_ops);

CREATE INDEX observatory_territorylistevent_region_id_82cd1bdf ON public.observatory_territorylistevent USING btree (region_id);

CREATE INDEX observatory_territorylistevent_region_id_82cd1bdf_like ON public.observatory_territorylistevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_zoneadjustment_author_id_ff01f550 ON public.observatory_zoneadjustment USING btree (author_id);

CREATE INDEX observatory_zoneadjustment_epci_id_62f382a3 ON public.observatory_zoneadjustment USING btree (epci_id);

CREATE INDEX observatory_zoneadjustment_epci_id_62f382a3_like ON public.observatory_zoneadjustment USING btree (epci_id varchar_pattern_ops);

CREATE INDEX observatory_zoneadjustment_region_id_796c409a ON public.observatory_zoneadjustment USING btree (region_id);

CREATE INDEX observatory_zoneadjustment_region_id_796c409a_like ON public.observatory_zoneadjustment USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_zoneadjustmentevent_author_id_39353140 ON public.observatory_zoneadjustmentevent USING btree (author_id);

CREATE INDEX observatory_zoneadjustmentevent_epci_id_9cfe651f ON public.observatory_zoneadjustmentevent USING btree (epci_id);

CREATE INDEX observatory_zoneadjustmentevent_epci_id_9cfe651f_like ON public.observatory_zoneadjustmentevent USING btree (epci_id varchar_pattern_ops);

CREATE INDEX observatory_zoneadjustmentevent_pgh_context_id_cf40a91e ON public.observatory_zoneadjustmentevent USING btree (pgh_context_id);

CREATE INDEX observatory_zoneadjustmentevent_pgh_obj_id_18a7998d ON public.observatory_zoneadjustmentevent USING btree (pgh_obj_id);

CREATE INDEX observatory_zoneadjustmentevent_region_id_bc242939 ON public.observatory_zoneadjustmentevent USING btree (region_id);

CREATE INDEX observatory_zoneadjustmentevent_region_id_bc242939_like ON public.observatory_zoneadjustmentevent USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_zonecandidate_epci_id_0f1544d1 ON public.observatory_zonecandidate USING btree (epci_id);

CREATE INDEX observatory_zonecandidate_epci_id_0f1544d1_like ON public.observatory_zonecandidate USING btree (epci_id varchar_pattern_ops);

CREATE INDEX observatory_zonecandidate_region_id_45c6d647 ON public.observatory_zonecandidate USING btree (region_id);

CREATE INDEX observatory_zonecandidate_region_id_45c6d647_like ON public.observatory_zonecandidate USING btree (region_id varchar_pattern_ops);

CREATE INDEX observatory_zonedesignation_epci_id_e9742f71 ON public.observatory_zonedesignation USING btree (epci_id);

CREATE INDEX observatory_zonedesignation_epci_id_e9742f71_like ON public.observatory_zonedesignation USING btree (epci_id varchar_pattern_ops);

CREATE INDEX observatory_zonedesignation_region_id_9bb1837a ON public.observatory_zonedesignation USING btree (region_id);

CREATE INDEX observatory_zonedesignation_region_id_9bb1837a_like ON public.observatory_zonedesignation USING btree (region_id varchar_pattern_ops);

CREATE UNIQUE INDEX offer_one_open_per_person ON public.booking_slotoffer USING btree (entry_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX offer_one_open_per_rank ON public.booking_slotoffer USING btree (slot_id, rank) WHERE ((state)::text = 'open'::text);

CREATE INDEX outbox_message_about_1f4871de ON public.outbox_message USING btree (about);

CREATE INDEX outbox_message_about_1f4871de_like ON public.outbox_message USING btree (about varchar_pattern_ops);

CREATE INDEX outbox_message_key_9860c808_like ON public.outbox_message USING btree (key varchar_pattern_ops);

CREATE UNIQUE INDEX outgoing_study_once ON public.imaging_outgoingstudy USING btree (node_id, request_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX page_seen_at ON public.privacy_pageseen USING btree (at DESC);

CREATE INDEX page_seen_row ON public.privacy_pageseen USING btree (record, "row") WHERE (NOT (("row")::text = ''::text));

CREATE UNIQUE INDEX password_link_open_once ON public.accounts_passwordlink USING btree (user_id) WHERE (used_at IS NULL);

CREATE INDEX patient_search ON public.booking_patient USING gin (search_keys);

CREATE INDEX payments_bankaccountevent_payer_id_aab58d0e ON public.payments_bankaccountevent USING btree (payer_id);

CREATE INDEX payments_bankaccountevent_pgh_context_id_773f18e7 ON public.payments_bankaccountevent USING btree (pgh_context_id);

CREATE INDEX payments_bankaccountevent_pgh_obj_id_a9c7ce6d ON public.payments_bankaccountevent USING btree (pgh_obj_id);

CREATE INDEX payments_bankaccountevent_professional_id_ae8d0cf0 ON public.payments_bankaccountevent USING btree (professional_id);

CREATE INDEX payments_contest_answered_by_id_6871e447 ON public.payments_contest USING btree (answered_by_id);

CREATE INDEX payments_contestevent_answered_by_id_2d2e6552 ON public.payments_contestevent USING btree (answered_by_id);

CREATE INDEX payments_contestevent_correction_id_b0b7a28c ON public.payments_contestevent USING btree (correction_id);

CREATE INDEX payments_contestevent_line_id_df54b67f ON public.payments_contestevent USING btree (line_id);

CREATE INDEX payments_contestevent_pgh_context_id_81b90e5e ON public.payments_contestevent USING btree (pgh_context_id);

CREATE INDEX payments_contestevent_pgh_obj_id_cb1cb015 ON public.payments_contestevent USING btree (pgh_obj_id);

CREATE INDEX payments_heldconfirmation_by_id_c07f2c22 ON public.payments_heldconfirmation USING btree (by_id);

CREATE INDEX payments_linecorrection_by_id_a0759532 ON public.payments_linecorrection USING btree (by_id);

CREATE INDEX payments_linecorrection_corrects_id_43af91e6 ON public.payments_linecorrection USING btree (corrects_id);

CREATE INDEX payments_monthclosing_closed_by_id_59bf031f ON public.payments_monthclosing USING btree (closed_by_id);

CREATE INDEX payments_monthclosing_payer_id_e9f8ebdb ON public.payments_monthclosing USING btree (payer_id);

CREATE INDEX payments_monthlystatement_closing_id_c920bc41 ON public.payments_monthlystatement USING btree (closing_id);

CREATE INDEX payments_monthlystatement_professional_id_32822ee2 ON public.payments_monthlystatement USING btree (professional_id);

CREATE INDEX payments_orderedpayment_order_id_e23efc45 ON public.payments_orderedpayment USING btree (order_id);

CREATE INDEX payments_orderedpayment_statement_id_b20025bb ON public.payments_orderedpayment USING btree (statement_id);

CREATE INDEX payments_orderedpaymentevent_order_id_a43b7cc1 ON public.payments_orderedpaymentevent USING btree (order_id);

CREATE INDEX payments_orderedpaymentevent_pgh_context_id_32a3f1b8 ON public.payments_orderedpaymentevent USING btree (pgh_context_id);

CREATE INDEX payments_orderedpaymentevent_pgh_obj_id_e9e9a4cd ON public.payments_orderedpaymentevent USING btree (pgh_obj_id);

CREATE INDEX payments_orderedpaymentevent_statement_id_91e526d6 ON public.payments_orderedpaymentevent USING btree (statement_id);

CREATE INDEX payments_paidsession_line_id_4c8b6917 ON public.payments_paidsession USING btree (line_id);

CREATE INDEX payments_paidsession_professional_id_d10fead7 ON public.payments_paidsession USING btree (professional_id);

CREATE INDEX payments_paidsession_session_id_05080fd4 ON public.payments_paidsession USING btree (session_id);

CREATE INDEX payments_payer_organisation_id_7ffd321f ON public.payments_payer USING btree (organisation_id);

CREATE INDEX payments_payer_region_id_9a3ae01b ON public.payments_payer USING btree (region_id);

CREATE INDEX payments_payer_region_id_9a3ae01b_like ON public.payments_payer USING btree (region_id varchar_pattern_ops);

CREATE INDEX payments_paymentmandate_department_id_ba840774 ON public.payments_paymentmandate USING btree (department_id);

CREATE INDEX payments_paymentmandate_department_id_ba840774_like ON public.payments_paymentmandate USING btree (department_id varchar_pattern_ops);

CREATE INDEX payments_paymentmandate_payer_id_185f1c43 ON public.payments_paymentmandate USING btree (payer_id);

CREATE INDEX payments_paymentmandateevent_department_id_f2fa23a9 ON public.payments_paymentmandateevent USING btree (department_id);

CREATE INDEX payments_paymentmandateevent_department_id_f2fa23a9_like ON public.payments_paymentmandateevent USING btree (department_id varchar_pattern_ops);

CREATE INDEX payments_paymentmandateevent_payer_id_f6b0281a ON public.payments_paymentmandateevent USING btree (payer_id);

CREATE INDEX payments_paymentmandateevent_pgh_context_id_3653b1d0 ON public.payments_paymentmandateevent USING btree (pgh_context_id);

CREATE INDEX payments_paymentmandateevent_pgh_obj_id_d5a60d73 ON public.payments_paymentmandateevent USING btree (pgh_obj_id);

CREATE INDEX payments_paymentorder_made_by_id_e715f854 ON public.payments_paymentorder USING btree (made_by_id);

CREATE INDEX payments_paymentorder_payer_id_278318dc ON public.payments_paymentorder USING btree (payer_id);

CREATE INDEX payments_statementline_commune_id_d00a8d8b ON public.payments_statementline USING btree (commune_id);

CREATE INDEX payments_statementline_commune_id_d00a8d8b_like ON public.payments_statementline USING btree (commune_id varchar_pattern_ops);

CREATE INDEX payments_statementline_corrects_id_f416dbb5 ON public.payments_statementline USING btree (corrects_id);

CREATE INDEX payments_statementline_statement_id_0e2b52e7 ON public.payments_statementline USING btree (statement_id);

CREATE INDEX person_key ON public.booking_personkey USING btree (key);

CREATE INDEX plans_planchange_by_id_a22d17e3 ON public.plans_planchange USING btree (by_id);

CREATE INDEX plans_planchange_run_id_b3c95733 ON public.plans_planchange USING btree (run_id);

CREATE INDEX plans_planpart_run_id_c9ad7271 ON public.plans_planpart USING btree (run_id);

CREATE INDEX plans_planrun_digest_b11a5f47_like ON public.plans_planrun USING btree (digest varchar_pattern_ops);

CREATE INDEX plans_planrun_replaces_id_24d703aa ON public.plans_planrun USING btree (replaces_id);

CREATE UNIQUE INDEX pool_joins_one_platform ON public.expertise_platformmember USING btree (pool_id) WHERE (joined_at IS NOT NULL);

CREATE INDEX privacy_pageseen_user_id_2b4b989a ON public.privacy_pageseen USING btree (user_id);

CREATE INDEX privacy_privacyact_by_id_5f142c7d ON public.privacy_privacyact USING btree (by_id);

CREATE INDEX privacy_privacyact_organisation_id_c5b9225f ON public.privacy_privacyact USING btree (organisation_id);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE UNIQUE INDEX proposal_one_running ON public.proposals_placeproposal USING btree (place_name, commune_id) WHERE ((state)::text = 'sent'::text);

CREATE INDEX proposal_state_sent ON public.proposals_placeproposal USING btree (state, sent_at);

CREATE INDEX proposals_placeproposal_commune_id_659d0ab2 ON public.proposals_placeproposal USING btree (commune_id);

CREATE INDEX proposals_placeproposal_commune_id_659d0ab2_like ON public.proposals_placeproposal USING btree (commune_id varchar_pattern_ops);

CREATE INDEX proposals_placeproposalevent_commune_id_2a88042f ON public.proposals_placeproposalevent USING btree (commune_id);

CREATE INDEX proposals_placeproposalevent_commune_id_2a88042f_like ON public.proposals_placeproposalevent USING btree (commune_id varchar_pattern_ops);

CREATE INDEX proposals_placeproposalevent_pgh_context_id_97277454 ON public.proposals_placeproposalevent USING btree (pgh_context_id);

CREATE INDEX proposals_placeproposalevent_pgh_obj_id_21683258 ON public.proposals_placeproposalevent USING btree (pgh_obj_id);

CREATE INDEX proposals_placeproposalevent_place_id_c9e82767 ON public.proposals_placeproposalevent USING btree (place_id);

CREATE INDEX proposals_proposalphoto_proposal_id_9e0944a0 ON public.proposals_proposalphoto USING btree (proposal_id);

CREATE INDEX received_instance_uid ON public.imaging_receivedinstance USING btree (instance);

CREATE INDEX received_study_uid ON public.imaging_receivedstudy USING btree (organisation_id, study);

CREATE UNIQUE INDEX received_study_waits_once ON public.imaging_receivedstudy USING btree (organisation_id, study) WHERE ((ended_at IS NULL) AND (request_id IS NULL));

CREATE UNIQUE INDEX registration_once ON public.centres_registrationrequest USING btree (centre_id, identity) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'offered'::character varying])::text[]));

CREATE INDEX registration_search ON public.centres_registrationrequest USING gin (search_keys);

CREATE INDEX remote_guest_appointment_id_e005eb0d ON public.remote_guest USING btree (appointment_id);

CREATE INDEX remote_guest_by_id_de961d2a ON public.remote_guest USING btree (by_id);

CREATE INDEX remote_seat_appointment_id_0f127e08 ON public.remote_seat USING btree (appointment_id);

CREATE INDEX remote_seat_guest_id_ac5c3566 ON public.remote_seat USING btree (guest_id);

CREATE INDEX remote_seat_user_id_ddbc0e46 ON public.remote_seat USING btree (user_id);

CREATE INDEX remote_signal_sender_id_ab3c633e ON public.remote_signal USING btree (sender_id);

CREATE INDEX remote_signal_to_id_ed71871e ON public.remote_signal USING btree (to_id);

CREATE INDEX remote_step_appointment_id_77657e1f ON public.remote_step USING btree (appointment_id);

CREATE INDEX remote_step_by_id_80b4f8c9 ON public.remote_step USING btree (by_id);

CREATE UNIQUE INDEX request_one_for_an_examination ON public.expertise_expertiserequest USING btree (organisation_id, pathway, examination) WHERE (NOT ((state)::text = 'withdrawn'::text));

CREATE INDEX request_organisation ON public.expertise_expertiserequest USING btree (organisation_id, state);

CREATE INDEX request_platform ON public.expertise_expertiserequest USING btree (platform_id, answered_at) WHERE (platform_id IS NOT NULL);

CREATE INDEX request_pool_due ON public.expertise_expertiserequest USING btree (pool_id, state, due_at);

CREATE UNIQUE INDEX resource_once_in_organisation ON public.directory_resource USING btree (organisation_id, kind, name) WHERE ((organisation_id IS NOT NULL) AND (place_id IS NULL));

CREATE UNIQUE INDEX resource_once_in_place ON public.directory_resource USING btree (place_id, kind, name) WHERE (place_id IS NOT NULL);

CREATE UNIQUE INDEX rotation_one_draft ON public.centres_rotation USING btree (centre_id) WHERE (programme_id IS NULL);

CREATE UNIQUE INDEX rotation_room_once ON public.centres_rotationseat USING btree (rotation_id, weekday, half, room_id) WHERE (room_id IS NOT NULL);

CREATE INDEX sas_due ON public.fhir_sentappointment USING btree (send_after) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));

CREATE UNIQUE INDEX seat_offer_one_active ON public.calls_seatoffer USING btree (submission_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'accepted'::character varying])::text[]));

CREATE UNIQUE INDEX seat_one_for_each_person ON public.remote_seat USING btree (appointment_id, party, user_id, guest_id) NULLS NOT DISTINCT WHERE (left_at IS NULL);

CREATE INDEX session_commune_starts ON public.agenda_session USING btree (commune_id, starts);

CREATE INDEX session_place_starts ON public.agenda_session USING btree (place_id, starts);

CREATE INDEX session_state_starts ON public.agenda_session USING btree (state, starts);

CREATE UNIQUE INDEX session_warned_once ON public.agenda_sessionwarning USING btree (session_id, text) WHERE (settled_at IS NULL);

CREATE UNIQUE INDEX sign_in_link_open_once ON public.accounts_signinlink USING btree (user_id) WHERE (used_at IS NULL);

CREATE INDEX slot_starts ON public.agenda_slot USING btree (starts);

CREATE UNIQUE INDEX statement_paid_once ON public.payments_orderedpayment USING btree (statement_id) WHERE (NOT ((state)::text = 'rejected'::text));

CREATE INDEX submission_call_state ON public.calls_submission USING btree (call_id, state);

CREATE UNIQUE INDEX swap_agreed_once ON public.agenda_swapreply USING btree (offer_id) WHERE ((state)::text = 'agreed'::text);

CREATE UNIQUE INDEX swap_reply_waits_once ON public.agenda_swapreply USING btree (offer_id, professional_id) WHERE ((state)::text = 'waiting'::text);

CREATE UNIQUE INDEX swap_session_offered_once ON public.agenda_swapsession USING btree (session_id) WHERE (active AND (offer_id IS NOT NULL));

CREATE UNIQUE INDEX swap_session_returned_once ON public.agenda_swapsession USING btree (reply_id, session_id) WHERE (reply_id IS NOT NULL);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX waiting_in_order ON public.booking_waitingentry USING btree (created_at) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX waiting_key ON public.booking_waitingkey USING btree (key);

CREATE UNIQUE INDEX waiting_once_for_an_appointment ON public.booking_waitingentry USING btree (appointment_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX webhook_due ON public.webhooks_delivery USING btree (subscription_id, id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX webhook_ended ON public.webhooks_delivery USING btree (ended_at);

CREATE INDEX webhooks_delivery_subscription_id_f436ed71 ON public.webhooks_delivery USING btree (subscription_id);

CREATE INDEX webhooks_subscription_made_by_id_466df1d5 ON public.webhooks_subscription USING btree (made_by_id);

CREATE INDEX webhooks_subscription_organisation_id_23d9a132 ON public.webhooks_subscription USING btree (organisation_id);

CREATE TRIGGER claim_not_in_round BEFORE INSERT OR UPDATE ON public.agenda_claim FOR EACH ROW WHEN (new.active) EXECUTE FUNCTION public.claim_not_in_round();

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.accounts_organisation FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.accounts_organisation_departments FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.accounts_organisation_intercommunalities FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.accounts_organisation_regions FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_absence FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_busytime FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_claim FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_departure FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_owncalendar FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_session FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_sessioncancellation FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_sessionpost FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_sessionwarning FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_slot FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_swapoffer FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_swapreply FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agenda_swapsession FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_agreement FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_agreementanswer FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_agreementperson FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_agreementshare FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_agreementversion FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_closedmonth FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_groupmember FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_hospitalgroup FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.agreements_meansnote FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.booking_appointment FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('bookings');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.booking_slotoffer FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('bookings');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_applicant FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_attendance FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_call FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_callcriterion FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_calldecision FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_calloption FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_callreviewer FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_certificate FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_offeredpost FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_postshare FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_review FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_reviewnote FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_seatoffer FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_submission FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_submissionfile FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.calls_trainingevaluation FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_invitedprofessional FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_place FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_placeclosure FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_placedetails FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_placehandover FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_placephoto FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_professional FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_resource FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.directory_roomopening FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.engagements_authorisation FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.engagements_engagement FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.engagements_programme FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.engagements_programmeparty FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('sessions');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.geography_commune FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.geography_currentartefact FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.geography_department FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.geography_intercommunality FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.geography_region FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.identity_siteidentity FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_indicatorrun FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_monthlyreport FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_programmeeffect FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_territorylist FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_zoneadjustment FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_zonecandidate FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.observatory_zonedesignation FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.plans_planchange FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.plans_planpart FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.plans_planrun FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.remote_guest FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.remote_seat FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.remote_signal FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER count_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.remote_step FOR EACH STATEMENT EXECUTE FUNCTION public.count_change('figures');

CREATE TRIGGER pgtrigger_absence_without_sessions_6e474 BEFORE INSERT OR UPDATE ON public.agenda_absence FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_absence_without_sessions_6e474();

COMMENT ON TRIGGER pgtrigger_absence_without_sessions_6e474 ON public.agenda_absence IS 'df64b01000e6aa240d35108aeed2d20ac960e718';

CREATE TRIGGER pgtrigger_answer_never_changes_911bf BEFORE DELETE OR UPDATE ON public.expertise_answer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_answer_never_changes_911bf();

COMMENT ON TRIGGER pgtrigger_answer_never_changes_911bf ON public.expertise_answer IS '3713cc435a6e99b36f2e93f795933ae1009afc9d';

CREATE TRIGGER pgtrigger_answer_of_the_taker_d8737 BEFORE INSERT ON public.expertise_answer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_answer_of_the_taker_d8737();

COMMENT ON TRIGGER pgtrigger_answer_of_the_taker_d8737 ON public.expertise_answer IS '2407520d46afd39fb7a1e0ce7d71a657b9728ab7';

CREATE TRIGGER pgtrigger_answers_stay_df316 BEFORE UPDATE ON public.agreements_agreementanswer FOR EACH ROW WHEN (((old.at IS DISTINCT FROM new.at) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.organisation_id IS DISTINCT FROM new.organisation_id) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.round IS DISTINCT FROM new.round) OR (old.version_id IS DISTINCT FROM new.version_id))) EXECUTE FUNCTION public.pgtrigger_answers_stay_df316();

COMMENT ON TRIGGER pgtrigger_answers_stay_df316 ON public.agreements_agreementanswer IS '135d72bd953b1fac1335b602504062535a2603d4';

CREATE TRIGGER pgtrigger_applicant_of_its_call_1aaf8 BEFORE INSERT OR UPDATE ON public.calls_applicant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_applicant_of_its_call_1aaf8();

COMMENT ON TRIGGER pgtrigger_applicant_of_its_call_1aaf8 ON public.calls_applicant IS 'faef56db942e1fd20880a2c4942eb263bb2dab30';

CREATE TRIGGER pgtrigger_attendance_of_its_seat_a764c BEFORE INSERT OR UPDATE ON public.calls_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_attendance_of_its_seat_a764c();

COMMENT ON TRIGGER pgtrigger_attendance_of_its_seat_a764c ON public.calls_attendance IS '66ea316104379e9e75bfb1e0b209d2d8f662612d';

CREATE CONSTRAINT TRIGGER pgtrigger_cancelled_with_reason_be3c7 AFTER INSERT OR UPDATE ON public.agenda_sessioncancellation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_cancelled_with_reason_be3c7();

COMMENT ON TRIGGER pgtrigger_cancelled_with_reason_be3c7 ON public.agenda_sessioncancellation IS '8a9a7e2c42925e380ace3a122ae0c724966eae95';

CREATE TRIGGER pgtrigger_certificate_as_attended_80f7a BEFORE INSERT OR UPDATE ON public.calls_certificate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_certificate_as_attended_80f7a();

COMMENT ON TRIGGER pgtrigger_certificate_as_attended_80f7a ON public.calls_certificate IS '42c7007c28688a5a12079e34c52a3c65385442a1';

CREATE TRIGGER pgtrigger_claim_accepted_in_time_76933 BEFORE INSERT OR UPDATE OF accepted_at ON public.agenda_claim FOR EACH ROW WHEN ((new.accepted_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_claim_accepted_in_time_76933();

COMMENT ON TRIGGER pgtrigger_claim_accepted_in_time_76933 ON public.agenda_claim IS '551257ca882402a90f484eeb9513642a96632aa3';

CREATE TRIGGER pgtrigger_claim_not_in_absence_15d2c BEFORE INSERT OR UPDATE OF resource_id, during, active ON public.agenda_claim FOR EACH ROW WHEN (new.active) EXECUTE FUNCTION public.pgtrigger_claim_not_in_absence_15d2c();

COMMENT ON TRIGGER pgtrigger_claim_not_in_absence_15d2c ON public.agenda_claim IS '2352f4205170266fe571041445568a43af6f5c76';

CREATE CONSTRAINT TRIGGER pgtrigger_claim_state_of_session_e2013 AFTER INSERT OR UPDATE ON public.agenda_claim DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_claim_state_of_session_e2013();

COMMENT ON TRIGGER pgtrigger_claim_state_of_session_e2013 ON public.agenda_claim IS '04031dc5fe92e448a2447e51709be73f6a65e57e';

CREATE TRIGGER pgtrigger_closed_month_stays_469eb BEFORE DELETE OR UPDATE ON public.agreements_closedmonth FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_closed_month_stays_469eb();

COMMENT ON TRIGGER pgtrigger_closed_month_stays_469eb ON public.agreements_closedmonth IS '40cf16789ccac5b6e2f91d9ec9258ccff74477b7';

CREATE TRIGGER pgtrigger_closing_never_changes_554b5 BEFORE DELETE OR UPDATE ON public.payments_monthclosing FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_closing_never_changes_554b5();

COMMENT ON TRIGGER pgtrigger_closing_never_changes_554b5 ON public.payments_monthclosing IS '4d524f2f3eaf0a2de0c2229c51e47a226950c29a';

CREATE TRIGGER pgtrigger_confirmation_of_paid_session_7a3b3 BEFORE DELETE ON public.payments_heldconfirmation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_confirmation_of_paid_session_7a3b3();

COMMENT ON TRIGGER pgtrigger_confirmation_of_paid_session_7a3b3 ON public.payments_heldconfirmation IS 'd3cacb9712deb1943eaba492de6f622edaae5cbd';

CREATE TRIGGER pgtrigger_contest_before_payment_bcbc2 BEFORE INSERT ON public.payments_contest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_contest_before_payment_bcbc2();

COMMENT ON TRIGGER pgtrigger_contest_before_payment_bcbc2 ON public.payments_contest IS '8eb846805bc3cec5e8945bdfdf794fe321600caa';

CREATE TRIGGER pgtrigger_contest_changes_once_465cf BEFORE DELETE OR UPDATE ON public.payments_contest FOR EACH ROW WHEN ((old.answered_at IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_contest_changes_once_465cf();

COMMENT ON TRIGGER pgtrigger_contest_changes_once_465cf ON public.payments_contest IS 'b03d91140215eed6dfd8e89a76a689f86c393ddd';

CREATE TRIGGER pgtrigger_correction_never_changes_ca4c2 BEFORE DELETE OR UPDATE ON public.payments_linecorrection FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_correction_never_changes_ca4c2();

COMMENT ON TRIGGER pgtrigger_correction_never_changes_ca4c2 ON public.payments_linecorrection IS 'e26f13c9c30f9af3a62d663d917cd2432935d6f7';

CREATE TRIGGER pgtrigger_decided_on_reviews_64cc7 BEFORE INSERT ON public.calls_calldecision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_decided_on_reviews_64cc7();

COMMENT ON TRIGGER pgtrigger_decided_on_reviews_64cc7 ON public.calls_calldecision IS '59f0c73185b9aadb4f2f1352be770d2f6d1bca8b';

CREATE TRIGGER pgtrigger_delete_delete_025ed AFTER DELETE ON public.calls_callcriterion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_025ed();

COMMENT ON TRIGGER pgtrigger_delete_delete_025ed ON public.calls_callcriterion IS '82901a6bac8f79a7b29fee34e2791f7a1e12166b';

CREATE TRIGGER pgtrigger_delete_delete_06313 AFTER DELETE ON public.juniors_junioryear FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_06313();

COMMENT ON TRIGGER pgtrigger_delete_delete_06313 ON public.juniors_junioryear IS '949636fe4b95a2a62427b598866c64b9fadca3f5';

CREATE TRIGGER pgtrigger_delete_delete_09592 AFTER DELETE ON public.agenda_sessionwarning FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_09592();

COMMENT ON TRIGGER pgtrigger_delete_delete_09592 ON public.agenda_sessionwarning IS 'fe9b848809827cde90c6a71d9888734a2ea47fe1';

CREATE TRIGGER pgtrigger_delete_delete_0b3f0 AFTER DELETE ON public.calls_trainingevaluation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_0b3f0();

COMMENT ON TRIGGER pgtrigger_delete_delete_0b3f0 ON public.calls_trainingevaluation IS '8d14a8403657319d3aef348edbf3a3682434ffb9';

CREATE TRIGGER pgtrigger_delete_delete_0d2b7 AFTER DELETE ON public.calls_offeredpost FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_0d2b7();

COMMENT ON TRIGGER pgtrigger_delete_delete_0d2b7 ON public.calls_offeredpost IS '52c4798765969f3ed1fa018048b16a3c5da7b957';

CREATE TRIGGER pgtrigger_delete_delete_0d4f1 AFTER DELETE ON public.imaging_dicomnode FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_0d4f1();

COMMENT ON TRIGGER pgtrigger_delete_delete_0d4f1 ON public.imaging_dicomnode IS '9948a505ef724f80d540f655828f61539935077b';

CREATE TRIGGER pgtrigger_delete_delete_10915 AFTER DELETE ON public.agreements_closedmonth FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_10915();

COMMENT ON TRIGGER pgtrigger_delete_delete_10915 ON public.agreements_closedmonth IS '9d8677cbb035172887bbf887bbbacdec0edbdd82';

CREATE TRIGGER pgtrigger_delete_delete_11286 AFTER DELETE ON public.observatory_zoneadjustment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_11286();

COMMENT ON TRIGGER pgtrigger_delete_delete_11286 ON public.observatory_zoneadjustment IS '4dac3e7a0021ee2dbd236d3c498fa9def18e95b6';

CREATE TRIGGER pgtrigger_delete_delete_19a8f AFTER DELETE ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_19a8f();

COMMENT ON TRIGGER pgtrigger_delete_delete_19a8f ON public.accounts_membership IS 'e1993db91f549be946f1f31f48ff4610f22f0b20';

CREATE TRIGGER pgtrigger_delete_delete_19abc AFTER DELETE ON public.agenda_session FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_19abc();

COMMENT ON TRIGGER pgtrigger_delete_delete_19abc ON public.agenda_session IS 'a385ae4ec4592a5b13a059d07cb27c99d86f5bf5';

CREATE TRIGGER pgtrigger_delete_delete_19f14 AFTER DELETE ON public.accounts_user FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_19f14();

COMMENT ON TRIGGER pgtrigger_delete_delete_19f14 ON public.accounts_user IS 'd5294f62a7b5d04d2eb3b1326631bf206bde89cd';

CREATE TRIGGER pgtrigger_delete_delete_1a6af AFTER DELETE ON public.agenda_swapoffer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_1a6af();

COMMENT ON TRIGGER pgtrigger_delete_delete_1a6af ON public.agenda_swapoffer IS '455ad9d03a024c479481f8c619271d49a794a187';

CREATE TRIGGER pgtrigger_delete_delete_1f19f AFTER DELETE ON public.accounts_passwordlink FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_1f19f();

COMMENT ON TRIGGER pgtrigger_delete_delete_1f19f ON public.accounts_passwordlink IS '01faba9eadca947c482f4812197f019496370971';

CREATE TRIGGER pgtrigger_delete_delete_20e1f AFTER DELETE ON public.directory_placeclosure FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_20e1f();

COMMENT ON TRIGGER pgtrigger_delete_delete_20e1f ON public.directory_placeclosure IS '34d8565a53018007df1c8d7288d91002994af9b1';

CREATE TRIGGER pgtrigger_delete_delete_24229 AFTER DELETE ON public.calls_applicant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_24229();

COMMENT ON TRIGGER pgtrigger_delete_delete_24229 ON public.calls_applicant IS '86ea2e7993e2bed8c3c3c8aa99d0914417fecfbf';

CREATE TRIGGER pgtrigger_delete_delete_246cd AFTER DELETE ON public.calls_call FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_246cd();

COMMENT ON TRIGGER pgtrigger_delete_delete_246cd ON public.calls_call IS 'ba31ebf550a1b20ac91969400d4fe04fbadec451';

CREATE TRIGGER pgtrigger_delete_delete_24e1f AFTER DELETE ON public.fhir_interfacekey FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_24e1f();

COMMENT ON TRIGGER pgtrigger_delete_delete_24e1f ON public.fhir_interfacekey IS 'f1db7b9dd731de0514acf53619923bdc9b7ee07a';

CREATE TRIGGER pgtrigger_delete_delete_2a09d AFTER DELETE ON public.agreements_meansnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_2a09d();

COMMENT ON TRIGGER pgtrigger_delete_delete_2a09d ON public.agreements_meansnote IS 'e3c3e217c6dde5d9e2b181166c0fb0ecf6518fb1';

CREATE TRIGGER pgtrigger_delete_delete_2b5c6 AFTER DELETE ON public.juniors_yearjunior FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_2b5c6();

COMMENT ON TRIGGER pgtrigger_delete_delete_2b5c6 ON public.juniors_yearjunior IS '9791836394c2c294b5972b4aadef03f50f4de3d5';

CREATE TRIGGER pgtrigger_delete_delete_2d2cd AFTER DELETE ON public.payments_contest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_2d2cd();

COMMENT ON TRIGGER pgtrigger_delete_delete_2d2cd ON public.payments_contest IS '7ced301b933a2d86328a1d81eda0902c0c3eb382';

CREATE TRIGGER pgtrigger_delete_delete_2edc8 AFTER DELETE ON public.grants_grantyear FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_2edc8();

COMMENT ON TRIGGER pgtrigger_delete_delete_2edc8 ON public.grants_grantyear IS '4a03d5bb0bb7dad48feb34f0e47ad7c0eec57017';

CREATE TRIGGER pgtrigger_delete_delete_36a05 AFTER DELETE ON public.centres_homeround FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_36a05();

COMMENT ON TRIGGER pgtrigger_delete_delete_36a05 ON public.centres_homeround IS 'beb16a2174740f2283011f519fc76e2f19f1e12a';

CREATE TRIGGER pgtrigger_delete_delete_3795c AFTER DELETE ON public.centres_centrecontract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_3795c();

COMMENT ON TRIGGER pgtrigger_delete_delete_3795c ON public.centres_centrecontract IS 'b1112f98e097416e1f000e1f730068bfb6dc7d39';

CREATE TRIGGER pgtrigger_delete_delete_392ef AFTER DELETE ON public.expertise_platformmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_392ef();

COMMENT ON TRIGGER pgtrigger_delete_delete_392ef ON public.expertise_platformmember IS '45eac518d392849b4b411378d3e82acd7b1b22a6';

CREATE TRIGGER pgtrigger_delete_delete_39417 AFTER DELETE ON public.juniors_juniorwish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_39417();

COMMENT ON TRIGGER pgtrigger_delete_delete_39417 ON public.juniors_juniorwish IS 'a3798de5e4ce855e972d5babc11c369e63266a8c';

CREATE TRIGGER pgtrigger_delete_delete_400c0 AFTER DELETE ON public.calls_submissionfile FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_400c0();

COMMENT ON TRIGGER pgtrigger_delete_delete_400c0 ON public.calls_submissionfile IS 'd86f898015bd91863b855b09673848e6731028e1';

CREATE TRIGGER pgtrigger_delete_delete_45390 AFTER DELETE ON public.agreements_agreementversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_45390();

COMMENT ON TRIGGER pgtrigger_delete_delete_45390 ON public.agreements_agreementversion IS '617a87aabb28882200fc762617df8097820ab808';

CREATE TRIGGER pgtrigger_delete_delete_4782a AFTER DELETE ON public.calls_certificate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_4782a();

COMMENT ON TRIGGER pgtrigger_delete_delete_4782a ON public.calls_certificate IS 'c7fb206755e0a18ed715a18a04e874e1d0c517b5';

CREATE TRIGGER pgtrigger_delete_delete_4a130 AFTER DELETE ON public.payments_bankaccount FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_4a130();

COMMENT ON TRIGGER pgtrigger_delete_delete_4a130 ON public.payments_bankaccount IS 'c9e8ef50be3b111ec0d0b1a03cf2d4d54573c9eb';

CREATE TRIGGER pgtrigger_delete_delete_4be48 AFTER DELETE ON public.grants_grantdocument FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_4be48();

COMMENT ON TRIGGER pgtrigger_delete_delete_4be48 ON public.grants_grantdocument IS 'b09e5d0f28daa58e0b2a2d2b2394e55d5427cc96';

CREATE TRIGGER pgtrigger_delete_delete_4e2f1 AFTER DELETE ON public.agreements_hospitalgroup FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_4e2f1();

COMMENT ON TRIGGER pgtrigger_delete_delete_4e2f1 ON public.agreements_hospitalgroup IS '677eac36f0925054fda5d90c6187161a97c2b862';

CREATE TRIGGER pgtrigger_delete_delete_57dec AFTER DELETE ON public.booking_overbookedsession FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_57dec();

COMMENT ON TRIGGER pgtrigger_delete_delete_57dec ON public.booking_overbookedsession IS '1d37ab89b4a5a04fce96aeefa74d9bb89ef78f83';

CREATE TRIGGER pgtrigger_delete_delete_58305 AFTER DELETE ON public.calls_review FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_58305();

COMMENT ON TRIGGER pgtrigger_delete_delete_58305 ON public.calls_review IS '434dc3089075e52f2971f64804837fc3633c1313';

CREATE TRIGGER pgtrigger_delete_delete_5c77f AFTER DELETE ON public.agenda_departure FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_5c77f();

COMMENT ON TRIGGER pgtrigger_delete_delete_5c77f ON public.agenda_departure IS 'aeb77df09ef72e1a9c4ea26a2f26db23b6de4ce4';

CREATE TRIGGER pgtrigger_delete_delete_62be0 AFTER DELETE ON public.agreements_groupmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_62be0();

COMMENT ON TRIGGER pgtrigger_delete_delete_62be0 ON public.agreements_groupmember IS 'a0762a995c71d442749b73a744f5d76d88ee8a27';

CREATE TRIGGER pgtrigger_delete_delete_6894a AFTER DELETE ON public.agenda_claim FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_6894a();

COMMENT ON TRIGGER pgtrigger_delete_delete_6894a ON public.agenda_claim IS '56781906cc7006308beb7546d711cf52b90733b9';

CREATE TRIGGER pgtrigger_delete_delete_69a94 AFTER DELETE ON public.duties_rota FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_69a94();

COMMENT ON TRIGGER pgtrigger_delete_delete_69a94 ON public.duties_rota IS 'a27a544755353fd52bcab9b61f3a51ae55c831a3';

CREATE TRIGGER pgtrigger_delete_delete_748f1 AFTER DELETE ON public.calls_postshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_748f1();

COMMENT ON TRIGGER pgtrigger_delete_delete_748f1 ON public.calls_postshare IS '1a3482c1f8e05d728e829c650f818a00af2938de';

CREATE TRIGGER pgtrigger_delete_delete_7e8c8 AFTER DELETE ON public.mfa_authenticator FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_7e8c8();

COMMENT ON TRIGGER pgtrigger_delete_delete_7e8c8 ON public.mfa_authenticator IS 'f6284cf9fdb03e7c95096dd2a30680f10e8800db';

CREATE TRIGGER pgtrigger_delete_delete_84716 AFTER DELETE ON public.observatory_territorylist FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_84716();

COMMENT ON TRIGGER pgtrigger_delete_delete_84716 ON public.observatory_territorylist IS '0f10af677df357a414e6d65c6edff7af69cf4910';

CREATE TRIGGER pgtrigger_delete_delete_84a85 AFTER DELETE ON public.directory_invitedprofessional FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_84a85();

COMMENT ON TRIGGER pgtrigger_delete_delete_84a85 ON public.directory_invitedprofessional IS '7d96247e2ff663bad431185aca3c3ec380a9e0b6';

CREATE TRIGGER pgtrigger_delete_delete_8853f AFTER DELETE ON public.calls_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_8853f();

COMMENT ON TRIGGER pgtrigger_delete_delete_8853f ON public.calls_attendance IS '986263ef459cf401137b543910a78f275a0f33cb';

CREATE TRIGGER pgtrigger_delete_delete_89271 AFTER DELETE ON public.calls_reviewnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_89271();

COMMENT ON TRIGGER pgtrigger_delete_delete_89271 ON public.calls_reviewnote IS 'b7fd2ad2d258d5c3a8b6fd9eb053ea3f06caec3e';

CREATE TRIGGER pgtrigger_delete_delete_8963e AFTER DELETE ON public.duties_rotamember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_8963e();

COMMENT ON TRIGGER pgtrigger_delete_delete_8963e ON public.duties_rotamember IS 'ec6670984af89925d21b554f1fb9f904af9e41b3';

CREATE TRIGGER pgtrigger_delete_delete_9016e AFTER DELETE ON public.applications_application FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_9016e();

COMMENT ON TRIGGER pgtrigger_delete_delete_9016e ON public.applications_application IS '0ae1955a0f15f565734584741441703a9a958464';

CREATE TRIGGER pgtrigger_delete_delete_93745 AFTER DELETE ON public.juniors_supervisorwish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_93745();

COMMENT ON TRIGGER pgtrigger_delete_delete_93745 ON public.juniors_supervisorwish IS '43ac8d339d9542f5d9b8cba6ae26643ed296e3ca';

CREATE TRIGGER pgtrigger_delete_delete_94897 AFTER DELETE ON public.calls_calldecision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_94897();

COMMENT ON TRIGGER pgtrigger_delete_delete_94897 ON public.calls_calldecision IS 'e950fac0b435178b95c907795a4ca7cc47bff998';

CREATE TRIGGER pgtrigger_delete_delete_968ea AFTER DELETE ON public.grants_grantcondition FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_968ea();

COMMENT ON TRIGGER pgtrigger_delete_delete_968ea ON public.grants_grantcondition IS 'b5054cf5d35de1d3260c42c8b8176a4d06a4e4ef';

CREATE TRIGGER pgtrigger_delete_delete_981ab AFTER DELETE ON public.calls_calloption FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_981ab();

COMMENT ON TRIGGER pgtrigger_delete_delete_981ab ON public.calls_calloption IS '2d7e09da043ba2c1c15951d38e326f80bcbee4e3';

CREATE TRIGGER pgtrigger_delete_delete_9acd8 AFTER DELETE ON public.directory_roomopening FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_9acd8();

COMMENT ON TRIGGER pgtrigger_delete_delete_9acd8 ON public.directory_roomopening IS 'bc60a4d38dcb6feff3d468258b1a84b018917b0b';

CREATE TRIGGER pgtrigger_delete_delete_9c5d1 AFTER DELETE ON public.directory_placedetails FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_9c5d1();

COMMENT ON TRIGGER pgtrigger_delete_delete_9c5d1 ON public.directory_placedetails IS '132d9e0710485643d9cb33c4bd4a7cfd4cfe42d8';

CREATE TRIGGER pgtrigger_delete_delete_9faab AFTER DELETE ON public.agenda_absence FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_9faab();

COMMENT ON TRIGGER pgtrigger_delete_delete_9faab ON public.agenda_absence IS 'd21052188631cb854762b3353a63033cfa9ba9c5';

CREATE TRIGGER pgtrigger_delete_delete_a07e3 AFTER DELETE ON public.agreements_agreement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_a07e3();

COMMENT ON TRIGGER pgtrigger_delete_delete_a07e3 ON public.agreements_agreement IS 'db294d837142300ff90f2ea8e48b4a605e3b94ea';

CREATE TRIGGER pgtrigger_delete_delete_a5073 AFTER DELETE ON public.calls_seatoffer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_a5073();

COMMENT ON TRIGGER pgtrigger_delete_delete_a5073 ON public.calls_seatoffer IS 'e01c3caa8abf85ee7b0eb24a1c078dce3380bc35';

CREATE TRIGGER pgtrigger_delete_delete_a991d AFTER DELETE ON public.expertise_readerpool FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_a991d();

COMMENT ON TRIGGER pgtrigger_delete_delete_a991d ON public.expertise_readerpool IS 'b0c6efdd1334548e11487791be304db491b8fed8';

CREATE TRIGGER pgtrigger_delete_delete_aa4a4 AFTER DELETE ON public.diaries_daychange FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_aa4a4();

COMMENT ON TRIGGER pgtrigger_delete_delete_aa4a4 ON public.diaries_daychange IS 'af1b85509793f842e2e8b2697b51eeccb80ebb14';

CREATE TRIGGER pgtrigger_delete_delete_bb954 AFTER DELETE ON public.engagements_authorisation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_bb954();

COMMENT ON TRIGGER pgtrigger_delete_delete_bb954 ON public.engagements_authorisation IS '4a3ddcb0d171d90863a73f6c7031f9f423d281c2';

CREATE TRIGGER pgtrigger_delete_delete_bfc01 AFTER DELETE ON public.expertise_poolreader FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_bfc01();

COMMENT ON TRIGGER pgtrigger_delete_delete_bfc01 ON public.expertise_poolreader IS 'c0b6a9fe9bf2eba1197898bd5ed73bee6b762b5f';

CREATE TRIGGER pgtrigger_delete_delete_c0199 AFTER DELETE ON public.identity_siteidentity FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_c0199();

COMMENT ON TRIGGER pgtrigger_delete_delete_c0199 ON public.identity_siteidentity IS '8d9cf0583d662df34945c085ecef25b8ef909670';

CREATE TRIGGER pgtrigger_delete_delete_c2b82 AFTER DELETE ON public.grants_awardedgrant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_c2b82();

COMMENT ON TRIGGER pgtrigger_delete_delete_c2b82 ON public.grants_awardedgrant IS 'ecc232d243f9ef9bc6cf20cff5ba0b7e8d72153f';

CREATE TRIGGER pgtrigger_delete_delete_c6e88 AFTER DELETE ON public.payments_orderedpayment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_c6e88();

COMMENT ON TRIGGER pgtrigger_delete_delete_c6e88 ON public.payments_orderedpayment IS '4dccccde374236636aec567eff7690bf737f07f9';

CREATE TRIGGER pgtrigger_delete_delete_c903d AFTER DELETE ON public.engagements_engagement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_c903d();

COMMENT ON TRIGGER pgtrigger_delete_delete_c903d ON public.engagements_engagement IS '86a1143d20b3a684c413308005be635b6d54c74d';

CREATE TRIGGER pgtrigger_delete_delete_cded5 AFTER DELETE ON public.expertise_readingplatform FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_cded5();

COMMENT ON TRIGGER pgtrigger_delete_delete_cded5 ON public.expertise_readingplatform IS '9a3c8c30eda0aa062dd57855d9930844d51017ce';

CREATE TRIGGER pgtrigger_delete_delete_ce15a AFTER DELETE ON public.centres_centreleave FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_ce15a();

COMMENT ON TRIGGER pgtrigger_delete_delete_ce15a ON public.centres_centreleave IS '9d4f40488a3983002d2f7045b871a5db589e3bcf';

CREATE TRIGGER pgtrigger_delete_delete_cfaf9 AFTER DELETE ON public.juniors_yearsupervisor FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_cfaf9();

COMMENT ON TRIGGER pgtrigger_delete_delete_cfaf9 ON public.juniors_yearsupervisor IS '14aba5301ecf9efd33e601b747d3c016c5b1d843';

CREATE TRIGGER pgtrigger_delete_delete_d07de AFTER DELETE ON public.duties_dutywish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_d07de();

COMMENT ON TRIGGER pgtrigger_delete_delete_d07de ON public.duties_dutywish IS '1cb03eb23889292fb7c10118dde13f2e0ba58f92';

CREATE TRIGGER pgtrigger_delete_delete_d41ec AFTER DELETE ON public.directory_placehandover FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_d41ec();

COMMENT ON TRIGGER pgtrigger_delete_delete_d41ec ON public.directory_placehandover IS '8296f22c3953e90a47ad62766fbb4681911d4edb';

CREATE TRIGGER pgtrigger_delete_delete_d57c1 AFTER DELETE ON public.accounts_signinlink FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_d57c1();

COMMENT ON TRIGGER pgtrigger_delete_delete_d57c1 ON public.accounts_signinlink IS '6791b01836bbce44a3caf236e066b3a400fde4b3';

CREATE TRIGGER pgtrigger_delete_delete_db497 AFTER DELETE ON public.centres_patientlist FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_db497();

COMMENT ON TRIGGER pgtrigger_delete_delete_db497 ON public.centres_patientlist IS 'ecf68bf3a587f72138557488e249c09cf0ddc3d2';

CREATE TRIGGER pgtrigger_delete_delete_dbad9 AFTER DELETE ON public.centres_rotation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_dbad9();

COMMENT ON TRIGGER pgtrigger_delete_delete_dbad9 ON public.centres_rotation IS '192bdda54a87f64139199efec16d7f854f1ffa9a';

CREATE TRIGGER pgtrigger_delete_delete_e21cd AFTER DELETE ON public.agenda_swapreply FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_e21cd();

COMMENT ON TRIGGER pgtrigger_delete_delete_e21cd ON public.agenda_swapreply IS '2390f40953e150b0875aa735521323da3766b653';

CREATE TRIGGER pgtrigger_delete_delete_e6157 AFTER DELETE ON public.accounts_membershipmove FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_e6157();

COMMENT ON TRIGGER pgtrigger_delete_delete_e6157 ON public.accounts_membershipmove IS '2277295ddd0af52ac1bc2804ffcc46a3c864abc6';

CREATE TRIGGER pgtrigger_delete_delete_e7342 AFTER DELETE ON public.centres_desktask FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_e7342();

COMMENT ON TRIGGER pgtrigger_delete_delete_e7342 ON public.centres_desktask IS 'b4ad12a01095e8d08b3ce553ccb7aefd01275b01';

CREATE TRIGGER pgtrigger_delete_delete_eebd9 AFTER DELETE ON public.calls_submission FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_eebd9();

COMMENT ON TRIGGER pgtrigger_delete_delete_eebd9 ON public.calls_submission IS '45551a2781e6f5c0e0740a8c90ae0f545f1c3852';

CREATE TRIGGER pgtrigger_delete_delete_f2c14 AFTER DELETE ON public.accounts_invitation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_f2c14();

COMMENT ON TRIGGER pgtrigger_delete_delete_f2c14 ON public.accounts_invitation IS '4d69f8b188ab1fb41a26b90f9fbff15f5ad29528';

CREATE TRIGGER pgtrigger_delete_delete_f591f AFTER DELETE ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_f591f();

COMMENT ON TRIGGER pgtrigger_delete_delete_f591f ON public.booking_appointment IS 'd19fca81f4965493c5e345ad08b4c52e1f0a9490';

CREATE TRIGGER pgtrigger_delete_delete_f6ac4 AFTER DELETE ON public.fhir_nationalnumber FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_f6ac4();

COMMENT ON TRIGGER pgtrigger_delete_delete_f6ac4 ON public.fhir_nationalnumber IS '9ceeeef4cd09cc9ff09762f016b78e64d5cc4d2e';

CREATE TRIGGER pgtrigger_delete_delete_fb342 AFTER DELETE ON public.centres_centrescenario FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_fb342();

COMMENT ON TRIGGER pgtrigger_delete_delete_fb342 ON public.centres_centrescenario IS '81d37522df184a1b8680bf2c6833afe2cbe09a9b';

CREATE TRIGGER pgtrigger_delete_delete_fc5d9 AFTER DELETE ON public.diaries_diaryrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_fc5d9();

COMMENT ON TRIGGER pgtrigger_delete_delete_fc5d9 ON public.diaries_diaryrule IS 'dc98e2f1d94e2abe137f7ef04aa23c57c4c51e47';

CREATE TRIGGER pgtrigger_delete_delete_fcdff AFTER DELETE ON public.calls_callreviewer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_fcdff();

COMMENT ON TRIGGER pgtrigger_delete_delete_fcdff ON public.calls_callreviewer IS '31322a083d0beef85bee5ad3362c1272be6a2585';

CREATE TRIGGER pgtrigger_delete_delete_fddff AFTER DELETE ON public.proposals_placeproposal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_fddff();

COMMENT ON TRIGGER pgtrigger_delete_delete_fddff ON public.proposals_placeproposal IS '2b8819dca4e440561ee07459d455a01b70e50b9d';

CREATE TRIGGER pgtrigger_delete_delete_fe797 AFTER DELETE ON public.payments_paymentmandate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_delete_delete_fe797();

COMMENT ON TRIGGER pgtrigger_delete_delete_fe797 ON public.payments_paymentmandate IS '4b26dfdc09cee210197d0a12fe54c6542e2a6259';

CREATE TRIGGER pgtrigger_done_stays_0fc6e BEFORE UPDATE ON public.centres_desktask FOR EACH ROW WHEN (((old.done_at IS NOT NULL) AND ((new.done_at IS DISTINCT FROM old.done_at) OR (new.note IS DISTINCT FROM old.note)))) EXECUTE FUNCTION public.pgtrigger_done_stays_0fc6e();

CREATE TRIGGER pgtrigger_file_never_changes_46ca2 BEFORE UPDATE ON public.files_storedfile FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_file_never_changes_46ca2();

COMMENT ON TRIGGER pgtrigger_file_never_changes_46ca2 ON public.files_storedfile IS '09376f2d70ec4b2085a78eff5387826379802b01';

CREATE TRIGGER pgtrigger_grant_correction_of_its_payment_a1214 BEFORE INSERT ON public.grants_grantpayment FOR EACH ROW WHEN ((new.corrects_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_grant_correction_of_its_payment_a1214();

COMMENT ON TRIGGER pgtrigger_grant_correction_of_its_payment_a1214 ON public.grants_grantpayment IS '34e1ef2649342db46e0803f6f88cc9c45f56e5d3';

CREATE TRIGGER pgtrigger_grant_in_its_region_6e026 BEFORE INSERT OR UPDATE ON public.grants_awardedgrant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_grant_in_its_region_6e026();

COMMENT ON TRIGGER pgtrigger_grant_in_its_region_6e026 ON public.grants_awardedgrant IS 'e5bb6655ef19be00615b7c9333926f8e81cbd8d8';

CREATE TRIGGER pgtrigger_grant_payment_never_changes_ccb7e BEFORE DELETE OR UPDATE ON public.grants_grantpayment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_grant_payment_never_changes_ccb7e();

COMMENT ON TRIGGER pgtrigger_grant_payment_never_changes_ccb7e ON public.grants_grantpayment IS 'cf1472e14c5f15630f4bb9997ee1bc31fa55fa23';

CREATE TRIGGER pgtrigger_grid_before_marks_cff91 BEFORE INSERT OR DELETE OR UPDATE ON public.calls_callcriterion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_grid_before_marks_cff91();

COMMENT ON TRIGGER pgtrigger_grid_before_marks_cff91 ON public.calls_callcriterion IS '329c7cca4e29929b9b3e8a46761ae6094b222ce6';

CREATE TRIGGER pgtrigger_hours_of_all_contracts_cdcf8 BEFORE INSERT OR UPDATE ON public.centres_centrecontract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_hours_of_all_contracts_cdcf8();

COMMENT ON TRIGGER pgtrigger_hours_of_all_contracts_cdcf8 ON public.centres_centrecontract IS '2e71532b93eae3d3b1cd8a67ac350b0258e30909';

CREATE TRIGGER pgtrigger_imaging_event_never_changes_180e5 BEFORE DELETE OR UPDATE ON public.imaging_imagingevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_imaging_event_never_changes_180e5();

COMMENT ON TRIGGER pgtrigger_imaging_event_never_changes_180e5 ON public.imaging_imagingevent IS '2879a57cb7872829f6f21cfe29a6d520b52ab852';

CREATE TRIGGER pgtrigger_insert_insert_00612 AFTER INSERT ON public.agreements_agreementversion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_00612();

COMMENT ON TRIGGER pgtrigger_insert_insert_00612 ON public.agreements_agreementversion IS '51fd19a3a5b8a2e508eb2b7a0c4f40d43e4adbc7';

CREATE TRIGGER pgtrigger_insert_insert_01ef7 AFTER INSERT ON public.proposals_placeproposal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_01ef7();

COMMENT ON TRIGGER pgtrigger_insert_insert_01ef7 ON public.proposals_placeproposal IS '1f66ced3a201101cfc3db46090ca7e10e546791a';

CREATE TRIGGER pgtrigger_insert_insert_08150 AFTER INSERT ON public.directory_invitedprofessional FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_08150();

COMMENT ON TRIGGER pgtrigger_insert_insert_08150 ON public.directory_invitedprofessional IS '5365f869f4cf4a8b02b51b1565e9ece4ebbafa7f';

CREATE TRIGGER pgtrigger_insert_insert_08151 AFTER INSERT ON public.expertise_readerpool FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_08151();

COMMENT ON TRIGGER pgtrigger_insert_insert_08151 ON public.expertise_readerpool IS '4633c4c45be08fe18910ee6da7a33a0997f724b4';

CREATE TRIGGER pgtrigger_insert_insert_0a810 AFTER INSERT ON public.calls_attendance FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_0a810();

COMMENT ON TRIGGER pgtrigger_insert_insert_0a810 ON public.calls_attendance IS '3a84d23ca6020e033b99d833aa47bd932c9b557e';

CREATE TRIGGER pgtrigger_insert_insert_0ac31 AFTER INSERT ON public.payments_orderedpayment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_0ac31();

COMMENT ON TRIGGER pgtrigger_insert_insert_0ac31 ON public.payments_orderedpayment IS '69c2f865cd33621d714087595f9946c8c529eae6';

CREATE TRIGGER pgtrigger_insert_insert_0bbf7 AFTER INSERT ON public.accounts_membershipmove FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_0bbf7();

COMMENT ON TRIGGER pgtrigger_insert_insert_0bbf7 ON public.accounts_membershipmove IS '6c02939870c7c351eeb0c1fb59562950840134e8';

CREATE TRIGGER pgtrigger_insert_insert_0ebd8 AFTER INSERT ON public.duties_rotamember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_0ebd8();

COMMENT ON TRIGGER pgtrigger_insert_insert_0ebd8 ON public.duties_rotamember IS '8abefb8e59a317727ae0e00f8e602a503598ebe1';

CREATE TRIGGER pgtrigger_insert_insert_13a93 AFTER INSERT ON public.agreements_agreement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_13a93();

COMMENT ON TRIGGER pgtrigger_insert_insert_13a93 ON public.agreements_agreement IS '9656c4f8d9fb917af33e04924cf880677fca02f8';

CREATE TRIGGER pgtrigger_insert_insert_144e9 AFTER INSERT ON public.centres_homeround FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_144e9();

COMMENT ON TRIGGER pgtrigger_insert_insert_144e9 ON public.centres_homeround IS '65f410e76120ccf6a64ed4b6e67613e788a4936a';

CREATE TRIGGER pgtrigger_insert_insert_1771c AFTER INSERT ON public.fhir_interfacekey FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_1771c();

COMMENT ON TRIGGER pgtrigger_insert_insert_1771c ON public.fhir_interfacekey IS 'ab2cf546a3e45c0e7dca2d17d7ae1a9bca56c430';

CREATE TRIGGER pgtrigger_insert_insert_1a83c AFTER INSERT ON public.centres_rotation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_1a83c();

COMMENT ON TRIGGER pgtrigger_insert_insert_1a83c ON public.centres_rotation IS '081df07655ee93709764897962d83e866afea36f';

CREATE TRIGGER pgtrigger_insert_insert_1c327 AFTER INSERT ON public.directory_roomopening FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_1c327();

COMMENT ON TRIGGER pgtrigger_insert_insert_1c327 ON public.directory_roomopening IS '8ba239d62ca3218e56895e0cd9b8551824b21460';

CREATE TRIGGER pgtrigger_insert_insert_239ab AFTER INSERT ON public.calls_callcriterion FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_239ab();

COMMENT ON TRIGGER pgtrigger_insert_insert_239ab ON public.calls_callcriterion IS '3b4c555b896d1cc9f1543a523ec58c89e05415ed';

CREATE TRIGGER pgtrigger_insert_insert_29537 AFTER INSERT ON public.payments_paymentmandate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_29537();

COMMENT ON TRIGGER pgtrigger_insert_insert_29537 ON public.payments_paymentmandate IS '4d76f98e88c6da1b05373ea6a0d3d13bcdb7bdb6';

CREATE TRIGGER pgtrigger_insert_insert_3248a AFTER INSERT ON public.calls_seatoffer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_3248a();

COMMENT ON TRIGGER pgtrigger_insert_insert_3248a ON public.calls_seatoffer IS 'ef4fdd864b190f3143276d699272c409284bce0e';

CREATE TRIGGER pgtrigger_insert_insert_32b20 AFTER INSERT ON public.imaging_dicomnode FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_32b20();

COMMENT ON TRIGGER pgtrigger_insert_insert_32b20 ON public.imaging_dicomnode IS 'c85565f7cc8c6379169b48572cece550a2faa2a4';

CREATE TRIGGER pgtrigger_insert_insert_335d5 AFTER INSERT ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_335d5();

COMMENT ON TRIGGER pgtrigger_insert_insert_335d5 ON public.booking_appointment IS '812e9f8b327afa035affb2e63f4e9bf9fa7cd3ae';

CREATE TRIGGER pgtrigger_insert_insert_3867c AFTER INSERT ON public.accounts_user FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_3867c();

COMMENT ON TRIGGER pgtrigger_insert_insert_3867c ON public.accounts_user IS 'eda6d568261b9201f589f108cd3b91190d254c79';

CREATE TRIGGER pgtrigger_insert_insert_3af5c AFTER INSERT ON public.engagements_engagement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_3af5c();

COMMENT ON TRIGGER pgtrigger_insert_insert_3af5c ON public.engagements_engagement IS '40ffa9cdb68fce018e16d3c16d04ba2ab12f657e';

CREATE TRIGGER pgtrigger_insert_insert_3eecd AFTER INSERT ON public.calls_submission FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_3eecd();

COMMENT ON TRIGGER pgtrigger_insert_insert_3eecd ON public.calls_submission IS '564b30a71e0fa1f2cdff32650699cfbcb422596e';

CREATE TRIGGER pgtrigger_insert_insert_40a36 AFTER INSERT ON public.calls_reviewnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_40a36();

COMMENT ON TRIGGER pgtrigger_insert_insert_40a36 ON public.calls_reviewnote IS '7cc8253b160ffa2dac3e9d86fdecc1aac27b275f';

CREATE TRIGGER pgtrigger_insert_insert_417d6 AFTER INSERT ON public.agreements_meansnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_417d6();

COMMENT ON TRIGGER pgtrigger_insert_insert_417d6 ON public.agreements_meansnote IS 'cedba4a47bc7ad0dbbac8d1577ee76865a35a185';

CREATE TRIGGER pgtrigger_insert_insert_42509 AFTER INSERT ON public.agenda_swapreply FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_42509();

COMMENT ON TRIGGER pgtrigger_insert_insert_42509 ON public.agenda_swapreply IS '8acede150b6c9697397c8e8f2a277bce304e02fd';

CREATE TRIGGER pgtrigger_insert_insert_42ddb AFTER INSERT ON public.centres_desktask FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_42ddb();

COMMENT ON TRIGGER pgtrigger_insert_insert_42ddb ON public.centres_desktask IS '7e981e883b44fe66039e9298b2c1516d6e182d6a';

CREATE TRIGGER pgtrigger_insert_insert_45ead AFTER INSERT ON public.agreements_closedmonth FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_45ead();

COMMENT ON TRIGGER pgtrigger_insert_insert_45ead ON public.agreements_closedmonth IS 'ee60c501f91197731219d562afa94d2aca587e33';

CREATE TRIGGER pgtrigger_insert_insert_4a9bd AFTER INSERT ON public.diaries_daychange FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_4a9bd();

COMMENT ON TRIGGER pgtrigger_insert_insert_4a9bd ON public.diaries_daychange IS 'efaa0fddc4bb3e8f92f8c3e0143b90875f5ca579';

CREATE TRIGGER pgtrigger_insert_insert_5aea1 AFTER INSERT ON public.expertise_poolreader FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_5aea1();

COMMENT ON TRIGGER pgtrigger_insert_insert_5aea1 ON public.expertise_poolreader IS 'be2546281d9960a74434a60c2e3a331cfa498a53';

CREATE TRIGGER pgtrigger_insert_insert_5f385 AFTER INSERT ON public.mfa_authenticator FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_5f385();

COMMENT ON TRIGGER pgtrigger_insert_insert_5f385 ON public.mfa_authenticator IS 'db41eec6ebd9c3f5d4469e16333902ed192ed772';

CREATE TRIGGER pgtrigger_insert_insert_60e1b AFTER INSERT ON public.applications_application FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_60e1b();

COMMENT ON TRIGGER pgtrigger_insert_insert_60e1b ON public.applications_application IS '2db777ba4b81be7aad94bc9357264a4d078232ab';

CREATE TRIGGER pgtrigger_insert_insert_62b01 AFTER INSERT ON public.booking_overbookedsession FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_62b01();

COMMENT ON TRIGGER pgtrigger_insert_insert_62b01 ON public.booking_overbookedsession IS 'a0fd66a245cb299980a8f646566ba6810f8210c0';

CREATE TRIGGER pgtrigger_insert_insert_652f5 AFTER INSERT ON public.grants_grantyear FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_652f5();

COMMENT ON TRIGGER pgtrigger_insert_insert_652f5 ON public.grants_grantyear IS 'b5cf55d6aa902567decc261f0aa81eaa77bb181c';

CREATE TRIGGER pgtrigger_insert_insert_687b0 AFTER INSERT ON public.centres_centreleave FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_687b0();

COMMENT ON TRIGGER pgtrigger_insert_insert_687b0 ON public.centres_centreleave IS '77ba2410e75156796ca7993c7421a7905485fe30';

CREATE TRIGGER pgtrigger_insert_insert_6a325 AFTER INSERT ON public.grants_awardedgrant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6a325();

COMMENT ON TRIGGER pgtrigger_insert_insert_6a325 ON public.grants_awardedgrant IS '227be384a6655ebe8eaff381586a3d1f511d221f';

CREATE TRIGGER pgtrigger_insert_insert_6b289 AFTER INSERT ON public.juniors_yearjunior FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6b289();

COMMENT ON TRIGGER pgtrigger_insert_insert_6b289 ON public.juniors_yearjunior IS '5c59b1ae52cd1ccab12831f0f4918107cc961a93';

CREATE TRIGGER pgtrigger_insert_insert_6b304 AFTER INSERT ON public.directory_placeclosure FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6b304();

COMMENT ON TRIGGER pgtrigger_insert_insert_6b304 ON public.directory_placeclosure IS '789f663847572e561c842290911d0b052775dd9d';

CREATE TRIGGER pgtrigger_insert_insert_6b509 AFTER INSERT ON public.agreements_hospitalgroup FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6b509();

COMMENT ON TRIGGER pgtrigger_insert_insert_6b509 ON public.agreements_hospitalgroup IS 'f806940a6281793888639d156eb2111059ea2c0d';

CREATE TRIGGER pgtrigger_insert_insert_6bc9d AFTER INSERT ON public.expertise_platformmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6bc9d();

COMMENT ON TRIGGER pgtrigger_insert_insert_6bc9d ON public.expertise_platformmember IS '7b40d745cc1fb41fb607c7918e73ab95e219ef4f';

CREATE TRIGGER pgtrigger_insert_insert_769dc AFTER INSERT ON public.calls_submissionfile FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_769dc();

COMMENT ON TRIGGER pgtrigger_insert_insert_769dc ON public.calls_submissionfile IS '901f2609137871fe1d72bb24a54627fc996a8e5c';

CREATE TRIGGER pgtrigger_insert_insert_7a5fc AFTER INSERT ON public.accounts_passwordlink FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_7a5fc();

COMMENT ON TRIGGER pgtrigger_insert_insert_7a5fc ON public.accounts_passwordlink IS '13af9d81698b82ad95460259f02ec3b0c50807b2';

CREATE TRIGGER pgtrigger_insert_insert_7a7aa AFTER INSERT ON public.agreements_groupmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_7a7aa();

COMMENT ON TRIGGER pgtrigger_insert_insert_7a7aa ON public.agreements_groupmember IS 'd1ccdcd48b4a949c3f8747709f914e7e3c94311b';

CREATE TRIGGER pgtrigger_insert_insert_7aa68 AFTER INSERT ON public.agenda_swapoffer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_7aa68();

COMMENT ON TRIGGER pgtrigger_insert_insert_7aa68 ON public.agenda_swapoffer IS '9dd706d58534911495f948ec349219b12ac213e0';

CREATE TRIGGER pgtrigger_insert_insert_7e514 AFTER INSERT ON public.accounts_signinlink FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_7e514();

COMMENT ON TRIGGER pgtrigger_insert_insert_7e514 ON public.accounts_signinlink IS '36d83c618371bb2c68f341fad6f24751ecbe1386';

CREATE TRIGGER pgtrigger_insert_insert_7fd9d AFTER INSERT ON public.calls_calldecision FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_7fd9d();

COMMENT ON TRIGGER pgtrigger_insert_insert_7fd9d ON public.calls_calldecision IS '47a80c71559fcca6e0d4a3294350e8ddeb585bee';

CREATE TRIGGER pgtrigger_insert_insert_84807 AFTER INSERT ON public.payments_contest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_84807();

COMMENT ON TRIGGER pgtrigger_insert_insert_84807 ON public.payments_contest IS 'bea976c9973a0a624d0a7dfc3eee04f567e5c8c6';

CREATE TRIGGER pgtrigger_insert_insert_8881e AFTER INSERT ON public.juniors_juniorwish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8881e();

COMMENT ON TRIGGER pgtrigger_insert_insert_8881e ON public.juniors_juniorwish IS '270952ad3657adcfb1a3c378f63a77d75b71af75';

CREATE TRIGGER pgtrigger_insert_insert_8a3a2 AFTER INSERT ON public.agenda_session FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8a3a2();

COMMENT ON TRIGGER pgtrigger_insert_insert_8a3a2 ON public.agenda_session IS '12b7182a7366c664f54a0adf746b44f1dda4ae19';

CREATE TRIGGER pgtrigger_insert_insert_8c354 AFTER INSERT ON public.accounts_invitation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8c354();

COMMENT ON TRIGGER pgtrigger_insert_insert_8c354 ON public.accounts_invitation IS 'e7342f2a9be1ca772d40c81df72096fa37678cf3';

CREATE TRIGGER pgtrigger_insert_insert_8cda3 AFTER INSERT ON public.calls_review FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8cda3();

COMMENT ON TRIGGER pgtrigger_insert_insert_8cda3 ON public.calls_review IS '09c9332366b9cbc022d16f1ee8f283021fdfdb38';

CREATE TRIGGER pgtrigger_insert_insert_8e3d0 AFTER INSERT ON public.calls_postshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8e3d0();

COMMENT ON TRIGGER pgtrigger_insert_insert_8e3d0 ON public.calls_postshare IS '1e8fb94f2ff0fd1c6bf119a7028c7de64cf7b993';

CREATE TRIGGER pgtrigger_insert_insert_91191 AFTER INSERT ON public.duties_rota FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_91191();

COMMENT ON TRIGGER pgtrigger_insert_insert_91191 ON public.duties_rota IS '3a9579a039f73abdc73dd353970988fdd9eac764';

CREATE TRIGGER pgtrigger_insert_insert_91856 AFTER INSERT ON public.directory_placehandover FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_91856();

COMMENT ON TRIGGER pgtrigger_insert_insert_91856 ON public.directory_placehandover IS 'ef6dcc25f983d1120f0c58a1e85b16783d1acec6';

CREATE TRIGGER pgtrigger_insert_insert_95c3b AFTER INSERT ON public.engagements_authorisation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_95c3b();

COMMENT ON TRIGGER pgtrigger_insert_insert_95c3b ON public.engagements_authorisation IS 'c3a84ad8f2a9411f50c0802d5f78023890f91ad2';

CREATE TRIGGER pgtrigger_insert_insert_96add AFTER INSERT ON public.observatory_zoneadjustment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_96add();

COMMENT ON TRIGGER pgtrigger_insert_insert_96add ON public.observatory_zoneadjustment IS '2f4073d760c9b96e705d94e237e8a7d98b5fe1c3';

CREATE TRIGGER pgtrigger_insert_insert_97ca7 AFTER INSERT ON public.agenda_absence FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_97ca7();

COMMENT ON TRIGGER pgtrigger_insert_insert_97ca7 ON public.agenda_absence IS '79b9f58bacbafacb9d9a921a0c7f6b50561418b9';

CREATE TRIGGER pgtrigger_insert_insert_9875d AFTER INSERT ON public.calls_applicant FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_9875d();

COMMENT ON TRIGGER pgtrigger_insert_insert_9875d ON public.calls_applicant IS '1aec54d4a28e49fafa098b16daa4b36f36e1f257';

CREATE TRIGGER pgtrigger_insert_insert_99a1d AFTER INSERT ON public.directory_placedetails FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_99a1d();

COMMENT ON TRIGGER pgtrigger_insert_insert_99a1d ON public.directory_placedetails IS '7ced1a5acecd5b9bf675fa6a4e105b2a506dedfb';

CREATE TRIGGER pgtrigger_insert_insert_9b05b AFTER INSERT ON public.juniors_supervisorwish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_9b05b();

COMMENT ON TRIGGER pgtrigger_insert_insert_9b05b ON public.juniors_supervisorwish IS '94d55e1582be1f2b13afd84bd01ead257daaadca';

CREATE TRIGGER pgtrigger_insert_insert_a32df AFTER INSERT ON public.fhir_nationalnumber FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_a32df();

COMMENT ON TRIGGER pgtrigger_insert_insert_a32df ON public.fhir_nationalnumber IS '17d8d9001505adf48cd363441ed40fa4e1aa2bb3';

CREATE TRIGGER pgtrigger_insert_insert_aed78 AFTER INSERT ON public.observatory_territorylist FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_aed78();

COMMENT ON TRIGGER pgtrigger_insert_insert_aed78 ON public.observatory_territorylist IS 'c6bac146519062031765ce6d7a4ee3c86c888402';

CREATE TRIGGER pgtrigger_insert_insert_b389d AFTER INSERT ON public.calls_trainingevaluation FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b389d();

COMMENT ON TRIGGER pgtrigger_insert_insert_b389d ON public.calls_trainingevaluation IS 'fa518a110532d5a86e58cea618be066b5d9ef8cb';

CREATE TRIGGER pgtrigger_insert_insert_b6328 AFTER INSERT ON public.diaries_diaryrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b6328();

COMMENT ON TRIGGER pgtrigger_insert_insert_b6328 ON public.diaries_diaryrule IS 'dee704f254296a5703d0f5010357eafabff5bd7d';

CREATE TRIGGER pgtrigger_insert_insert_b6c8a AFTER INSERT ON public.identity_siteidentity FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b6c8a();

COMMENT ON TRIGGER pgtrigger_insert_insert_b6c8a ON public.identity_siteidentity IS 'efd70ca38116d0604a727b07ad0c5dd3bf9a7fa2';

CREATE TRIGGER pgtrigger_insert_insert_bb08a AFTER INSERT ON public.calls_callreviewer FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_bb08a();

COMMENT ON TRIGGER pgtrigger_insert_insert_bb08a ON public.calls_callreviewer IS 'd5ca6df0dd0f0b6922334e92b55886e6ef57b46f';

CREATE TRIGGER pgtrigger_insert_insert_c7772 AFTER INSERT ON public.calls_offeredpost FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_c7772();

COMMENT ON TRIGGER pgtrigger_insert_insert_c7772 ON public.calls_offeredpost IS '148bb1330d364214f329b6f51b37e252a94cd59d';

CREATE TRIGGER pgtrigger_insert_insert_cd47b AFTER INSERT ON public.calls_calloption FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_cd47b();

COMMENT ON TRIGGER pgtrigger_insert_insert_cd47b ON public.calls_calloption IS '00cf8d1beefe2319dec2cb3ec5ddb2fd3b0e23cb';

CREATE TRIGGER pgtrigger_insert_insert_cdacf AFTER INSERT ON public.grants_grantcondition FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_cdacf();

COMMENT ON TRIGGER pgtrigger_insert_insert_cdacf ON public.grants_grantcondition IS '8efdfacde5b7e2864c4f3beb963a5abb6056c9c1';

CREATE TRIGGER pgtrigger_insert_insert_ce918 AFTER INSERT ON public.calls_certificate FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_ce918();

COMMENT ON TRIGGER pgtrigger_insert_insert_ce918 ON public.calls_certificate IS '6c34641beaddbcd7f1b0b52357619fe326a71f09';

CREATE TRIGGER pgtrigger_insert_insert_d34c6 AFTER INSERT ON public.agenda_sessionwarning FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_d34c6();

COMMENT ON TRIGGER pgtrigger_insert_insert_d34c6 ON public.agenda_sessionwarning IS '5029a8d3df4bdeca60a54d0ba772cd65ae5221bc';

CREATE TRIGGER pgtrigger_insert_insert_d3ae7 AFTER INSERT ON public.agenda_departure FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_d3ae7();

COMMENT ON TRIGGER pgtrigger_insert_insert_d3ae7 ON public.agenda_departure IS '1bf683a9bb3e9eb542fae35b0c31fac0b2c7f9ff';

CREATE TRIGGER pgtrigger_insert_insert_dd0e7 AFTER INSERT ON public.centres_centrecontract FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_dd0e7();

COMMENT ON TRIGGER pgtrigger_insert_insert_dd0e7 ON public.centres_centrecontract IS '603ef7b5339c47304a4f7078ac75dcfa9b952818';

CREATE TRIGGER pgtrigger_insert_insert_e3174 AFTER INSERT ON public.juniors_junioryear FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_e3174();

COMMENT ON TRIGGER pgtrigger_insert_insert_e3174 ON public.juniors_junioryear IS 'b9d370b894ae80e1bc5778ff3b3f0d11bfad34c7';

CREATE TRIGGER pgtrigger_insert_insert_edbd0 AFTER INSERT ON public.centres_patientlist FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_edbd0();

COMMENT ON TRIGGER pgtrigger_insert_insert_edbd0 ON public.centres_patientlist IS '0c99aa04a5690bf0b8d298de4e4c9d9a496e4a78';

CREATE TRIGGER pgtrigger_insert_insert_ee172 AFTER INSERT ON public.expertise_readingplatform FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_ee172();

COMMENT ON TRIGGER pgtrigger_insert_insert_ee172 ON public.expertise_readingplatform IS 'f0c36fef45288f1ca3c01621428ce593927b8ee0';

CREATE TRIGGER pgtrigger_insert_insert_efad9 AFTER INSERT ON public.duties_dutywish FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_efad9();

COMMENT ON TRIGGER pgtrigger_insert_insert_efad9 ON public.duties_dutywish IS '2e95a86616b268f31f6da6444eb6633f477f6ad6';

CREATE TRIGGER pgtrigger_insert_insert_f0e39 AFTER INSERT ON public.grants_grantdocument FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_f0e39();

COMMENT ON TRIGGER pgtrigger_insert_insert_f0e39 ON public.grants_grantdocument IS 'd8018bfa102c69dc018afc91659afc7ddbecfd79';

CREATE TRIGGER pgtrigger_insert_insert_f3547 AFTER INSERT ON public.payments_bankaccount FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_f3547();

COMMENT ON TRIGGER pgtrigger_insert_insert_f3547 ON public.payments_bankaccount IS 'f00b58cb4c2cff75fc16e8fa12e9902be36e7b76';

CREATE TRIGGER pgtrigger_insert_insert_f9430 AFTER INSERT ON public.centres_centrescenario FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_f9430();

COMMENT ON TRIGGER pgtrigger_insert_insert_f9430 ON public.centres_centrescenario IS 'c88b774b55a1f6baed4422c410cfca1382990d85';

CREATE TRIGGER pgtrigger_insert_insert_f94be AFTER INSERT ON public.agenda_claim FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_f94be();

COMMENT ON TRIGGER pgtrigger_insert_insert_f94be ON public.agenda_claim IS '33141fa6fbf12089c9e078dc9c3bf455b9917714';

CREATE TRIGGER pgtrigger_insert_insert_fa1f1 AFTER INSERT ON public.juniors_yearsupervisor FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_fa1f1();

COMMENT ON TRIGGER pgtrigger_insert_insert_fa1f1 ON public.juniors_yearsupervisor IS '1ba209eae8a5b689d29225bbea2f2119945d458f';

CREATE TRIGGER pgtrigger_insert_insert_fc05a AFTER INSERT ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_fc05a();

COMMENT ON TRIGGER pgtrigger_insert_insert_fc05a ON public.accounts_membership IS '408adbd2344428d4a8231a461eaf8dae964aadda';

CREATE TRIGGER pgtrigger_insert_insert_ffd03 AFTER INSERT ON public.calls_call FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_ffd03();

COMMENT ON TRIGGER pgtrigger_insert_insert_ffd03 ON public.calls_call IS '2249d6d2a002c991470138ec32da5b6838a7898d';

CREATE CONSTRAINT TRIGGER pgtrigger_invited_with_entry_a4dda AFTER INSERT OR UPDATE ON public.accounts_invitation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_invited_with_entry_a4dda();

COMMENT ON TRIGGER pgtrigger_invited_with_entry_a4dda ON public.accounts_invitation IS '2440f4ff4c80747618ab39caec97948e316ac07e';

CREATE TRIGGER pgtrigger_leave_within_rights_a35fe BEFORE INSERT OR UPDATE ON public.centres_centreleave FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_leave_within_rights_a35fe();

COMMENT ON TRIGGER pgtrigger_leave_within_rights_a35fe ON public.centres_centreleave IS 'fbfc57513a9b8da5139f87cc52cd5e7ed19ba80e';

CREATE TRIGGER pgtrigger_line_never_changes_f026b BEFORE DELETE OR UPDATE ON public.payments_statementline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_line_never_changes_f026b();

COMMENT ON TRIGGER pgtrigger_line_never_changes_f026b ON public.payments_statementline IS '6dad78d269412a469c4ba450a16aa0a4cb730f4e';

CREATE TRIGGER pgtrigger_line_of_its_month_38f4f BEFORE INSERT ON public.payments_statementline FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_line_of_its_month_38f4f();

COMMENT ON TRIGGER pgtrigger_line_of_its_month_38f4f ON public.payments_statementline IS '703a8d1d68bbfc31a64f9c6e7b705ec90114776c';

CREATE TRIGGER pgtrigger_list_holds_its_patients_97032 BEFORE UPDATE ON public.centres_patientlist FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_list_holds_its_patients_97032();

COMMENT ON TRIGGER pgtrigger_list_holds_its_patients_97032 ON public.centres_patientlist IS '94efc77b54b37e37fa74cbccf65c4fd66bc12643';

CREATE TRIGGER pgtrigger_list_is_not_full_a1f0d BEFORE INSERT OR UPDATE ON public.centres_registrationrequest FOR EACH ROW WHEN ((new.patient_list_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_list_is_not_full_a1f0d();

COMMENT ON TRIGGER pgtrigger_list_is_not_full_a1f0d ON public.centres_registrationrequest IS '2ae3167a4fc6579a9892181449cb06c8141b5e67';

CREATE TRIGGER pgtrigger_member_of_the_pathway_581eb BEFORE INSERT OR UPDATE ON public.expertise_platformmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_member_of_the_pathway_581eb();

COMMENT ON TRIGGER pgtrigger_member_of_the_pathway_581eb ON public.expertise_platformmember IS 'e6fd536e2eecb0a0f5e289a53dfdb488eaed4b2f';

CREATE TRIGGER pgtrigger_members_are_hospitals_f3855 BEFORE INSERT OR UPDATE ON public.agreements_groupmember FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_members_are_hospitals_f3855();

COMMENT ON TRIGGER pgtrigger_members_are_hospitals_f3855 ON public.agreements_groupmember IS '34708e26ac9b3d093d597ed94b16fbf2d2bdd80a';

CREATE TRIGGER pgtrigger_month_is_over_5805a BEFORE INSERT ON public.payments_monthclosing FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_month_is_over_5805a();

COMMENT ON TRIGGER pgtrigger_month_is_over_5805a ON public.payments_monthclosing IS '1a8e2e3e31b0f78f1652df54d15a6c7b86a95e18';

CREATE TRIGGER pgtrigger_order_never_changes_c338d BEFORE DELETE OR UPDATE ON public.payments_paymentorder FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_order_never_changes_c338d();

COMMENT ON TRIGGER pgtrigger_order_never_changes_c338d ON public.payments_paymentorder IS '7e479d9138fee10deeafd3d56bba094a7744f4ff';

CREATE CONSTRAINT TRIGGER pgtrigger_paid_within_granted_grant_723a2 AFTER INSERT ON public.grants_awardedgrant DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_paid_within_granted_grant_723a2();

COMMENT ON TRIGGER pgtrigger_paid_within_granted_grant_723a2 ON public.grants_awardedgrant IS 'adb9b57eebd01ba92ff4152d21aea555359f5212';

CREATE CONSTRAINT TRIGGER pgtrigger_paid_within_granted_payment_434e9 AFTER INSERT ON public.grants_grantpayment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_paid_within_granted_payment_434e9();

COMMENT ON TRIGGER pgtrigger_paid_within_granted_payment_434e9 ON public.grants_grantpayment IS '1ecef2074fc6d0dc390437a500c69f20b6b75d6b';

CREATE CONSTRAINT TRIGGER pgtrigger_paid_within_granted_year_bfc40 AFTER DELETE OR UPDATE ON public.grants_grantyear DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_paid_within_granted_year_bfc40();

COMMENT ON TRIGGER pgtrigger_paid_within_granted_year_bfc40 ON public.grants_grantyear IS '5e18b391340e044bbb4adb6892ed7c3d53020abc';

CREATE TRIGGER pgtrigger_payment_changes_once_efc43 BEFORE DELETE OR UPDATE ON public.payments_orderedpayment FOR EACH ROW WHEN (((old.state)::text = ANY ((ARRAY['paid'::character varying, 'rejected'::character varying, 'outside'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_payment_changes_once_efc43();

COMMENT ON TRIGGER pgtrigger_payment_changes_once_efc43 ON public.payments_orderedpayment IS '27c16e51598a4d3c5517bf4f726b9ed9eb71c117';

CREATE TRIGGER pgtrigger_payment_of_session_never_changes_cddc5 BEFORE DELETE OR UPDATE ON public.payments_paidsession FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_payment_of_session_never_changes_cddc5();

COMMENT ON TRIGGER pgtrigger_payment_of_session_never_changes_cddc5 ON public.payments_paidsession IS '2d355701aec5bfdc39ced7d92c7ba2c5a1a102bc';

CREATE TRIGGER pgtrigger_payment_of_statement_e8b7d BEFORE INSERT OR UPDATE ON public.payments_orderedpayment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_payment_of_statement_e8b7d();

COMMENT ON TRIGGER pgtrigger_payment_of_statement_e8b7d ON public.payments_orderedpayment IS '2fbd73895ce2e07c131be3a844dc563e17990268';

CREATE TRIGGER pgtrigger_person_keys_follow_b2a1a AFTER UPDATE OF state, during ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_person_keys_follow_b2a1a();

COMMENT ON TRIGGER pgtrigger_person_keys_follow_b2a1a ON public.booking_appointment IS 'c44588a784d1c1d3d2d6ac2b16cdacbe111058b5';

CREATE CONSTRAINT TRIGGER pgtrigger_post_shares_make_a_whole_bec02 AFTER INSERT OR DELETE OR UPDATE ON public.calls_postshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_post_shares_make_a_whole_bec02();

COMMENT ON TRIGGER pgtrigger_post_shares_make_a_whole_bec02 ON public.calls_postshare IS '5ed1ff9458ee71390b401c5df15b33697f529b54';

CREATE TRIGGER pgtrigger_published_week_stays_26624 BEFORE INSERT OR DELETE OR UPDATE ON public.centres_rotationseat FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_published_week_stays_26624();

COMMENT ON TRIGGER pgtrigger_published_week_stays_26624 ON public.centres_rotationseat IS '40556ff1d507eb2577c78fc7b529fe46f018c861';

CREATE TRIGGER pgtrigger_request_event_never_changes_a738a BEFORE DELETE OR UPDATE ON public.expertise_requestevent FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_request_event_never_changes_a738a();

COMMENT ON TRIGGER pgtrigger_request_event_never_changes_a738a ON public.expertise_requestevent IS '8cbf2b02eb040bf005905df1e2d13072abef93be';

CREATE TRIGGER pgtrigger_request_note_never_changes_18f21 BEFORE DELETE OR UPDATE ON public.expertise_requestnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_request_note_never_changes_18f21();

COMMENT ON TRIGGER pgtrigger_request_note_never_changes_18f21 ON public.expertise_requestnote IS '0223f51863f135a0658327935c72f83cb95fc7d4';

CREATE TRIGGER pgtrigger_request_state_follows_the_table_67861 BEFORE INSERT OR UPDATE ON public.expertise_expertiserequest FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_request_state_follows_the_table_67861();

COMMENT ON TRIGGER pgtrigger_request_state_follows_the_table_67861 ON public.expertise_expertiserequest IS '0be83fd641547354aab78d74b2a109ddc7c43982';

CREATE TRIGGER pgtrigger_review_marks_whole_ca0de BEFORE INSERT OR UPDATE ON public.calls_review FOR EACH ROW WHEN (((new.state)::text = 'given'::text)) EXECUTE FUNCTION public.pgtrigger_review_marks_whole_ca0de();

COMMENT ON TRIGGER pgtrigger_review_marks_whole_ca0de ON public.calls_review IS 'd3b4676797a6c17c4487607696bc4dac7c63b754';

CREATE TRIGGER pgtrigger_review_without_conflict_aa8a5 BEFORE INSERT OR UPDATE ON public.calls_review FOR EACH ROW WHEN (((new.state)::text = ANY ((ARRAY['asked'::character varying, 'given'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_review_without_conflict_aa8a5();

COMMENT ON TRIGGER pgtrigger_review_without_conflict_aa8a5 ON public.calls_review IS '12e681cbd74a98d0ad9e0151a73ae65c23e8eaff';

CREATE TRIGGER pgtrigger_role_of_this_kind_086a7 BEFORE INSERT OR UPDATE ON public.accounts_membership FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_role_of_this_kind_086a7();

COMMENT ON TRIGGER pgtrigger_role_of_this_kind_086a7 ON public.accounts_membership IS '04449427940d78a6a303e93410e19aaad8c11c1c';

CREATE TRIGGER pgtrigger_round_outside_sessions_23a31 BEFORE INSERT OR UPDATE ON public.centres_homeround FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_round_outside_sessions_23a31();

COMMENT ON TRIGGER pgtrigger_round_outside_sessions_23a31 ON public.centres_homeround IS '9b3d07f42689e4ce71803fcaee65d572e4dd6808';

CREATE TRIGGER pgtrigger_said_by_one_who_marked_c8b1c BEFORE INSERT OR UPDATE ON public.calls_reviewnote FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_said_by_one_who_marked_c8b1c();

COMMENT ON TRIGGER pgtrigger_said_by_one_who_marked_c8b1c ON public.calls_reviewnote IS '6c00bfcaaac7d709b7b69e60a0687ce66b91f1fc';

CREATE TRIGGER pgtrigger_seat_of_the_centre_b303d BEFORE INSERT OR UPDATE ON public.centres_rotationseat FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_seat_of_the_centre_b303d();

COMMENT ON TRIGGER pgtrigger_seat_of_the_centre_b303d ON public.centres_rotationseat IS '2a021d0e1bd5af32e720bfb587dbb7870621e5e1';

CREATE TRIGGER pgtrigger_seat_offer_within_seats_d48e9 AFTER INSERT OR UPDATE ON public.calls_seatoffer FOR EACH ROW WHEN (((new.state)::text = ANY ((ARRAY['waiting'::character varying, 'accepted'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_seat_offer_within_seats_d48e9();

COMMENT ON TRIGGER pgtrigger_seat_offer_within_seats_d48e9 ON public.calls_seatoffer IS 'ebd949257183080e9a950b8c611c80d0c9c62da0';

CREATE TRIGGER pgtrigger_session_held_and_confirmed_e6622 BEFORE INSERT ON public.payments_paidsession FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_session_held_and_confirmed_e6622();

COMMENT ON TRIGGER pgtrigger_session_held_and_confirmed_e6622 ON public.payments_paidsession IS '1aa30efa206c602c839650983e829d9d5452ea6f';

CREATE CONSTRAINT TRIGGER pgtrigger_session_state_of_posts_73ca5 AFTER INSERT OR UPDATE ON public.agenda_session DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.state)::text = ANY ((ARRAY['published'::character varying, 'accepted'::character varying, 'declined'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_session_state_of_posts_73ca5();

COMMENT ON TRIGGER pgtrigger_session_state_of_posts_73ca5 ON public.agenda_session IS 'd5b8c143dcc704aca15858f0e27c2e8b1176e3bf';

CREATE CONSTRAINT TRIGGER pgtrigger_shares_make_a_whole_077a9 AFTER INSERT OR DELETE OR UPDATE ON public.agreements_agreementshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_shares_make_a_whole_077a9();

COMMENT ON TRIGGER pgtrigger_shares_make_a_whole_077a9 ON public.agreements_agreementshare IS 'ff986ae97306c3b6fca6e6647a1766870b0535ee';

CREATE TRIGGER pgtrigger_signal_within_one_call_67772 BEFORE INSERT ON public.remote_signal FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_signal_within_one_call_67772();

COMMENT ON TRIGGER pgtrigger_signal_within_one_call_67772 ON public.remote_signal IS '7f0093410c824d9500657e8b1489c9e9b2a60130';

CREATE TRIGGER pgtrigger_signed_for_good_7d3fa BEFORE DELETE OR UPDATE ON public.agreements_agreementversion FOR EACH ROW WHEN (((old.state)::text = 'signed'::text)) EXECUTE FUNCTION public.pgtrigger_signed_for_good_7d3fa();

COMMENT ON TRIGGER pgtrigger_signed_for_good_7d3fa ON public.agreements_agreementversion IS '1660acbbe49bec412e96f3cda53e7a4121d01660';

CREATE TRIGGER pgtrigger_statement_never_changes_da2ac BEFORE DELETE OR UPDATE ON public.payments_monthlystatement FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_statement_never_changes_da2ac();

COMMENT ON TRIGGER pgtrigger_statement_never_changes_da2ac ON public.payments_monthlystatement IS 'ac6ff9c1fde938d068c79e14a8a3ac6a1df60a08';

CREATE CONSTRAINT TRIGGER pgtrigger_step_goes_with_appointment_c35d6 AFTER DELETE ON public.remote_step DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_step_goes_with_appointment_c35d6();

COMMENT ON TRIGGER pgtrigger_step_goes_with_appointment_c35d6 ON public.remote_step IS 'c8ba876320455a129676b4ca07a1e28a0ae6cc3b';

CREATE TRIGGER pgtrigger_step_never_changes_3f5c2 BEFORE UPDATE ON public.remote_step FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_step_never_changes_3f5c2();

COMMENT ON TRIGGER pgtrigger_step_never_changes_3f5c2 ON public.remote_step IS '9147df56a82333395ced702f7be82b8bbf51548b';

CREATE TRIGGER pgtrigger_steps_follow_7e6da BEFORE INSERT ON public.remote_step FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_steps_follow_7e6da();

COMMENT ON TRIGGER pgtrigger_steps_follow_7e6da ON public.remote_step IS 'd4a8df16e462a350a7492d9a237bded36d440d41';

CREATE TRIGGER pgtrigger_submission_budget_adds_up_ec779 BEFORE INSERT OR UPDATE ON public.calls_submission FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_submission_budget_adds_up_ec779();

COMMENT ON TRIGGER pgtrigger_submission_budget_adds_up_ec779 ON public.calls_submission IS '9da156639b1274127d181b37538253f395d2d29c';

CREATE TRIGGER pgtrigger_submission_received_in_time_db234 BEFORE INSERT OR UPDATE ON public.calls_submission FOR EACH ROW WHEN (((new.state)::text = 'sent'::text)) EXECUTE FUNCTION public.pgtrigger_submission_received_in_time_db234();

COMMENT ON TRIGGER pgtrigger_submission_received_in_time_db234 ON public.calls_submission IS '8bce488522fac95125fc9d3748998ffdc8e94f21';

CREATE TRIGGER pgtrigger_submission_selected_by_decision_c3cdf BEFORE INSERT OR UPDATE ON public.calls_submission FOR EACH ROW WHEN (((new.state)::text = ANY ((ARRAY['selected'::character varying, 'refused'::character varying])::text[]))) EXECUTE FUNCTION public.pgtrigger_submission_selected_by_decision_c3cdf();

COMMENT ON TRIGGER pgtrigger_submission_selected_by_decision_c3cdf ON public.calls_submission IS '2927f4501668d71c4d443e82e6d9ea40b95e97d7';

CREATE TRIGGER pgtrigger_terms_never_change_114b4 BEFORE UPDATE ON public.centres_centrecontract FOR EACH ROW WHEN (((old.centre_id IS DISTINCT FROM new.centre_id) OR (old.days_off IS DISTINCT FROM new.days_off) OR (old.leave_days IS DISTINCT FROM new.leave_days) OR (old.professional_id IS DISTINCT FROM new.professional_id) OR (old.rtt_days IS DISTINCT FROM new.rtt_days) OR (old.starts IS DISTINCT FROM new.starts) OR (old.visits IS DISTINCT FROM new.visits) OR (old.weekly_minutes IS DISTINCT FROM new.weekly_minutes))) EXECUTE FUNCTION public.pgtrigger_terms_never_change_114b4();

COMMENT ON TRIGGER pgtrigger_terms_never_change_114b4 ON public.centres_centrecontract IS '78c52a28bb039fa43e5321d2a946fdba6cc1792c';

CREATE TRIGGER pgtrigger_terms_of_draft_1cd2e BEFORE INSERT OR DELETE OR UPDATE ON public.agreements_agreementperson FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_terms_of_draft_1cd2e();

COMMENT ON TRIGGER pgtrigger_terms_of_draft_1cd2e ON public.agreements_agreementperson IS '6eb33c8bac2b1c1d3097a26ef8484568ed558dbe';

CREATE TRIGGER pgtrigger_terms_of_draft_5a351 BEFORE INSERT OR DELETE OR UPDATE ON public.agreements_agreementshare FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_terms_of_draft_5a351();

COMMENT ON TRIGGER pgtrigger_terms_of_draft_5a351 ON public.agreements_agreementshare IS 'dcb699f9ab6f0b45803a3f930afbfe5144895acf';

CREATE CONSTRAINT TRIGGER pgtrigger_totals_of_closing_29982 AFTER INSERT ON public.payments_monthclosing DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_totals_of_closing_29982();

COMMENT ON TRIGGER pgtrigger_totals_of_closing_29982 ON public.payments_monthclosing IS 'c434874267ca78c47aeab7f9704ad47345703212';

CREATE CONSTRAINT TRIGGER pgtrigger_totals_of_line_5a916 AFTER INSERT ON public.payments_statementline DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_totals_of_line_5a916();

COMMENT ON TRIGGER pgtrigger_totals_of_line_5a916 ON public.payments_statementline IS 'f92c6708937999f1d23c35c1ffce4abd423d35ae';

CREATE CONSTRAINT TRIGGER pgtrigger_totals_of_statement_a522c AFTER INSERT ON public.payments_monthlystatement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_totals_of_statement_a522c();

COMMENT ON TRIGGER pgtrigger_totals_of_statement_a522c ON public.payments_monthlystatement IS '04304268ee9468888f0dd3a8e6b9c41705d0b996';

CREATE TRIGGER pgtrigger_update_update_036d3 AFTER UPDATE ON public.payments_bankaccount FOR EACH ROW WHEN (((old.changed_at IS DISTINCT FROM new.changed_at) OR ((old.country)::text IS DISTINCT FROM (new.country)::text) OR (old.id IS DISTINCT FROM new.id) OR ((old.last_four)::text IS DISTINCT FROM (new.last_four)::text) OR (old.payer_id IS DISTINCT FROM new.payer_id) OR (old.professional_id IS DISTINCT FROM new.professional_id))) EXECUTE FUNCTION public.pgtrigger_update_update_036d3();

COMMENT ON TRIGGER pgtrigger_update_update_036d3 ON public.payments_bankaccount IS 'ce5f05043addac5981c807bdebce3c0cc8af6091';

CREATE TRIGGER pgtrigger_update_update_07cf2 AFTER UPDATE ON public.agreements_meansnote FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_07cf2();

COMMENT ON TRIGGER pgtrigger_update_update_07cf2 ON public.agreements_meansnote IS '494083ba8735d25eb75e09e5e00dee61301d6fec';

CREATE TRIGGER pgtrigger_update_update_0e890 AFTER UPDATE ON public.accounts_user FOR EACH ROW WHEN (((old.created_at IS DISTINCT FROM new.created_at) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.is_active IS DISTINCT FROM new.is_active) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.password_set_at IS DISTINCT FROM new.password_set_at))) EXECUTE FUNCTION public.pgtrigger_update_update_0e890();

COMMENT ON TRIGGER pgtrigger_update_update_0e890 ON public.accounts_user IS '4ad266b085d8479ea6b2f11716719872e13edcac';

CREATE TRIGGER pgtrigger_update_update_0f2c5 AFTER UPDATE ON public.payments_contest FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_0f2c5();

COMMENT ON TRIGGER pgtrigger_update_update_0f2c5 ON public.payments_contest IS '3aa38b14005c34716c4347757a817493d70b7fc8';

CREATE TRIGGER pgtrigger_update_update_0f56d AFTER UPDATE ON public.directory_placeclosure FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_0f56d();

COMMENT ON TRIGGER pgtrigger_update_update_0f56d ON public.directory_placeclosure IS '242885f28d567b14771a36303827999675cd06cd';

CREATE TRIGGER pgtrigger_update_update_20ab5 AFTER UPDATE ON public.accounts_membership FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_20ab5();

COMMENT ON TRIGGER pgtrigger_update_update_20ab5 ON public.accounts_membership IS '2e42331b4a604c3bb05991f1fc357e4441594513';

CREATE TRIGGER pgtrigger_update_update_22128 AFTER UPDATE ON public.agenda_departure FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_22128();

COMMENT ON TRIGGER pgtrigger_update_update_22128 ON public.agenda_departure IS '17a49b924bc165eb57b669bd01c9c87e92f642c8';

CREATE TRIGGER pgtrigger_update_update_32440 AFTER UPDATE ON public.agreements_closedmonth FOR EACH ROW WHEN (((old.agreement_id IS DISTINCT FROM new.agreement_id) OR (old.closed_at IS DISTINCT FROM new.closed_at) OR (old.closed_by_id IS DISTINCT FROM new.closed_by_id) OR (old.id IS DISTINCT FROM new.id) OR (old.month IS DISTINCT FROM new.month))) EXECUTE FUNCTION public.pgtrigger_update_update_32440();

COMMENT ON TRIGGER pgtrigger_update_update_32440 ON public.agreements_closedmonth IS '57325135b7418f2553c10546e7ec8776ca5ec1e6';

CREATE TRIGGER pgtrigger_update_update_36fdd AFTER UPDATE ON public.agreements_agreement FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_36fdd();

COMMENT ON TRIGGER pgtrigger_update_update_36fdd ON public.agreements_agreement IS 'abaf5dfd252f74d6657d88c010a0f56900d3f0fa';

CREATE TRIGGER pgtrigger_update_update_3b53e AFTER UPDATE ON public.expertise_readerpool FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_3b53e();

COMMENT ON TRIGGER pgtrigger_update_update_3b53e ON public.expertise_readerpool IS 'aaae6250020b5010d9e6e3ca1496613c763c0c2c';

CREATE TRIGGER pgtrigger_update_update_3dab1 AFTER UPDATE ON public.centres_rotation FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_3dab1();

COMMENT ON TRIGGER pgtrigger_update_update_3dab1 ON public.centres_rotation IS 'f0e0c50741ca6661ddcb3104aa2df920e4f413e9';

CREATE TRIGGER pgtrigger_update_update_4538e AFTER UPDATE ON public.calls_submission FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_4538e();

COMMENT ON TRIGGER pgtrigger_update_update_4538e ON public.calls_submission IS '88a9243e552cfd95af716b35d33f44d89125d004';

CREATE TRIGGER pgtrigger_update_update_45641 AFTER UPDATE ON public.fhir_interfacekey FOR EACH ROW WHEN (((old.acts_for_id IS DISTINCT FROM new.acts_for_id) OR ((old.area)::text IS DISTINCT FROM (new.area)::text) OR ((old.begins)::text IS DISTINCT FROM (new.begins)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.made_at IS DISTINCT FROM new.made_at) OR (old.made_by_id IS DISTINCT FROM new.made_by_id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.organisation_id IS DISTINCT FROM new.organisation_id) OR (old.revoked_at IS DISTINCT FROM new.revoked_at) OR (old.revoked_by_id IS DISTINCT FROM new.revoked_by_id) OR (old.scopes IS DISTINCT FROM new.scopes))) EXECUTE FUNCTION public.pgtrigger_update_update_45641();

COMMENT ON TRIGGER pgtrigger_update_update_45641 ON public.fhir_interfacekey IS '256e9ab14cb3dcb26cdfa6774299146b633ae3d2';

CREATE TRIGGER pgtrigger_update_update_47046 AFTER UPDATE ON public.duties_rotamember FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_47046();

COMMENT ON TRIGGER pgtrigger_update_update_47046 ON public.duties_rotamember IS 'd746513f6ccec881132e3bff2c3e4bc19f4f673e';

CREATE TRIGGER pgtrigger_update_update_48f58 AFTER UPDATE ON public.agenda_absence FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_48f58();

COMMENT ON TRIGGER pgtrigger_update_update_48f58 ON public.agenda_absence IS 'ba2c7e2aa3d3bf368e52d1e0b89d03afeeac91b9';

CREATE TRIGGER pgtrigger_update_update_4c7b5 AFTER UPDATE ON public.duties_rota FOR EACH ROW WHEN ((((old.department_id)::text IS DISTINCT FROM (new.department_id)::text) OR (old.id IS DISTINCT FROM new.id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.organisation_id IS DISTINCT FROM new.organisation_id) OR (old.platform_id IS DISTINCT FROM new.platform_id) OR (old.programme_id IS DISTINCT FROM new.programme_id) OR (old.starts IS DISTINCT FROM new.starts) OR (old.weeks IS DISTINCT FROM new.weeks) OR (old.wishes_until IS DISTINCT FROM new.wishes_until))) EXECUTE FUNCTION public.pgtrigger_update_update_4c7b5();

COMMENT ON TRIGGER pgtrigger_update_update_4c7b5 ON public.duties_rota IS '3fa6405c477758b7282d2a5e15ad24d427052efd';

CREATE TRIGGER pgtrigger_update_update_4dddb AFTER UPDATE ON public.diaries_daychange FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_4dddb();

COMMENT ON TRIGGER pgtrigger_update_update_4dddb ON public.diaries_daychange IS 'b72ddcc892300eae7a4ef9fd03b6dd82768d125a';

CREATE TRIGGER pgtrigger_update_update_4e12d AFTER UPDATE ON public.accounts_invitation FOR EACH ROW WHEN (((old.accepted_at IS DISTINCT FROM new.accepted_at) OR (old.accepted_by_id IS DISTINCT FROM new.accepted_by_id) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.invited_by_id IS DISTINCT FROM new.invited_by_id) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.made_at IS DISTINCT FROM new.made_at) OR (old.organisation_id IS DISTINCT FROM new.organisation_id) OR ((old.role)::text IS DISTINCT FROM (new.role)::text) OR (old.withdrawn_at IS DISTINCT FROM new.withdrawn_at))) EXECUTE FUNCTION public.pgtrigger_update_update_4e12d();

COMMENT ON TRIGGER pgtrigger_update_update_4e12d ON public.accounts_invitation IS '8c516d3b43308a4b8b07bb7bb2ffcc2fc604f76e';

CREATE TRIGGER pgtrigger_update_update_4f1ab AFTER UPDATE ON public.calls_certificate FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_4f1ab();

COMMENT ON TRIGGER pgtrigger_update_update_4f1ab ON public.calls_certificate IS 'df91c1113c0268c8c12ce942a0f156bc3a39c08c';

CREATE TRIGGER pgtrigger_update_update_51ae7 AFTER UPDATE ON public.engagements_engagement FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_51ae7();

COMMENT ON TRIGGER pgtrigger_update_update_51ae7 ON public.engagements_engagement IS 'fb066260297c49c52a29b192e3dfa1f7b6b9827f';

CREATE TRIGGER pgtrigger_update_update_51f2c AFTER UPDATE ON public.grants_grantyear FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_51f2c();

COMMENT ON TRIGGER pgtrigger_update_update_51f2c ON public.grants_grantyear IS 'b1c4fad52a7ab3dfbdd6b9bd88c5cb67f8af9ec1';

CREATE TRIGGER pgtrigger_update_update_5220f AFTER UPDATE ON public.fhir_nationalnumber FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_5220f();

COMMENT ON TRIGGER pgtrigger_update_update_5220f ON public.fhir_nationalnumber IS 'b243d669355239e1623354b28f242b2024ca96db';

CREATE TRIGGER pgtrigger_update_update_532ec AFTER UPDATE ON public.calls_seatoffer FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_532ec();

COMMENT ON TRIGGER pgtrigger_update_update_532ec ON public.calls_seatoffer IS '181a79229c82951666b622e5366d53c4591c097f';

CREATE TRIGGER pgtrigger_update_update_556fb AFTER UPDATE ON public.juniors_supervisorwish FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_556fb();

COMMENT ON TRIGGER pgtrigger_update_update_556fb ON public.juniors_supervisorwish IS '4f7f6b137ffbdc64f7f6163c653645aeba1060ea';

CREATE TRIGGER pgtrigger_update_update_56a02 AFTER UPDATE ON public.calls_call FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_56a02();

COMMENT ON TRIGGER pgtrigger_update_update_56a02 ON public.calls_call IS '5e3f910c6f42c7e0dba112463b03df2b83119039';

CREATE TRIGGER pgtrigger_update_update_58f3a AFTER UPDATE ON public.calls_applicant FOR EACH ROW WHEN (((old.answers IS DISTINCT FROM new.answers) OR (old.call_id IS DISTINCT FROM new.call_id) OR ((old.decided_by)::text IS DISTINCT FROM (new.decided_by)::text) OR ((old.establishment)::text IS DISTINCT FROM (new.establishment)::text) OR ((old.establishment_key)::text IS DISTINCT FROM (new.establishment_key)::text) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.sent IS DISTINCT FROM new.sent) OR (old.submission_id IS DISTINCT FROM new.submission_id))) EXECUTE FUNCTION public.pgtrigger_update_update_58f3a();

COMMENT ON TRIGGER pgtrigger_update_update_58f3a ON public.calls_applicant IS '07cc9480abd9fddbd546828b032a61a7d73f7951';

CREATE TRIGGER pgtrigger_update_update_59da9 AFTER UPDATE ON public.directory_placedetails FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_59da9();

COMMENT ON TRIGGER pgtrigger_update_update_59da9 ON public.directory_placedetails IS '46b6444b189af3de1524e1bfc26d901bafa142fd';

CREATE TRIGGER pgtrigger_update_update_5ab16 AFTER UPDATE ON public.proposals_placeproposal FOR EACH ROW WHEN (((old.accessibility IS DISTINCT FROM new.accessibility) OR ((old.address)::text IS DISTINCT FROM (new.address)::text) OR (old.answered IS DISTINCT FROM new.answered) OR (old.beds IS DISTINCT FROM new.beds) OR (old.begun_at IS DISTINCT FROM new.begun_at) OR (old.closed_days IS DISTINCT FROM new.closed_days) OR ((old.commune_id)::text IS DISTINCT FROM (new.commune_id)::text) OR (old.consented_at IS DISTINCT FROM new.consented_at) OR ((old.contact_name)::text IS DISTINCT FROM (new.contact_name)::text) OR ((old.contact_phone)::text IS DISTINCT FROM (new.contact_phone)::text) OR ((old.decided_by)::text IS DISTINCT FROM (new.decided_by)::text) OR (old.ended_at IS DISTINCT FROM new.ended_at) OR (old.equipment IS DISTINCT FROM new.equipment) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.key IS DISTINCT FROM new.key) OR ((old.keys)::text IS DISTINCT FROM (new.keys)::text) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.lat IS DISTINCT FROM new.lat) OR ((old.lodging)::text IS DISTINCT FROM (new.lodging)::text) OR (old.lon IS DISTINCT FROM new.lon) OR ((old.meals)::text IS DISTINCT FROM (new.meals)::text) OR ((old.organisation_name)::text IS DISTINCT FROM (new.organisation_name)::text) OR ((old.parking)::text IS DISTINCT FROM (new.parking)::text) OR (old.place_id IS DISTINCT FROM new.place_id) OR ((old.place_kind)::text IS DISTINCT FROM (new.place_kind)::text) OR ((old.place_name)::text IS DISTINCT FROM (new.place_name)::text) OR ((old.proposer)::text IS DISTINCT FROM (new.proposer)::text) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.rooms IS DISTINCT FROM new.rooms) OR (old.saved_at IS DISTINCT FROM new.saved_at) OR ((old.secretariat)::text IS DISTINCT FROM (new.secretariat)::text) OR (old.sent_at IS DISTINCT FROM new.sent_at) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.visit_checked IS DISTINCT FROM new.visit_checked) OR (old.visit_note IS DISTINCT FROM new.visit_note) OR (old.visit_on IS DISTINCT FROM new.visit_on) OR ((old.visitor)::text IS DISTINCT FROM (new.visitor)::text) OR (old.word IS DISTINCT FROM new.word))) EXECUTE FUNCTION public.pgtrigger_update_update_5ab16();

COMMENT ON TRIGGER pgtrigger_update_update_5ab16 ON public.proposals_placeproposal IS 'e257aaedd28a31b218aa34d7cd129eaf234a7138';

CREATE TRIGGER pgtrigger_update_update_5e766 AFTER UPDATE ON public.calls_reviewnote FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_5e766();

COMMENT ON TRIGGER pgtrigger_update_update_5e766 ON public.calls_reviewnote IS '7191cbb8a3ad4d233766863b25354c32a7423a49';

CREATE TRIGGER pgtrigger_update_update_5f3be AFTER UPDATE ON public.grants_awardedgrant FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_5f3be();

COMMENT ON TRIGGER pgtrigger_update_update_5f3be ON public.grants_awardedgrant IS '852fe4fdb34cae5cb9413021a3434b1000dd7d55';

CREATE TRIGGER pgtrigger_update_update_5f806 AFTER UPDATE ON public.agenda_claim FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_5f806();

COMMENT ON TRIGGER pgtrigger_update_update_5f806 ON public.agenda_claim IS '855bf0582168671655e6773a598284c745f6405d';

CREATE TRIGGER pgtrigger_update_update_61444 AFTER UPDATE ON public.centres_centrecontract FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_61444();

COMMENT ON TRIGGER pgtrigger_update_update_61444 ON public.centres_centrecontract IS '9c73872d9104b059142e937cbc8df13275ffca98';

CREATE TRIGGER pgtrigger_update_update_62ebc AFTER UPDATE ON public.directory_invitedprofessional FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_62ebc();

COMMENT ON TRIGGER pgtrigger_update_update_62ebc ON public.directory_invitedprofessional IS '25b967b8b447a08348464aa9512ff785312ef0a2';

CREATE TRIGGER pgtrigger_update_update_6651a AFTER UPDATE ON public.calls_calloption FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_6651a();

COMMENT ON TRIGGER pgtrigger_update_update_6651a ON public.calls_calloption IS '4eab37469ee8cc31ab06dd888224fccbec42afc3';

CREATE TRIGGER pgtrigger_update_update_6911f AFTER UPDATE ON public.agreements_groupmember FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_6911f();

COMMENT ON TRIGGER pgtrigger_update_update_6911f ON public.agreements_groupmember IS '06a3106014ad37a2081d17684ea4a4c7a2d37669';

CREATE TRIGGER pgtrigger_update_update_6ab3d AFTER UPDATE ON public.calls_callreviewer FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_6ab3d();

COMMENT ON TRIGGER pgtrigger_update_update_6ab3d ON public.calls_callreviewer IS '8cd2e9640007098563866cda093fef64be531191';

CREATE TRIGGER pgtrigger_update_update_751be AFTER UPDATE ON public.calls_review FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_751be();

COMMENT ON TRIGGER pgtrigger_update_update_751be ON public.calls_review IS '772e28c51f21f1087662c1cacaf957a85f67ff0a';

CREATE TRIGGER pgtrigger_update_update_79b4a AFTER UPDATE ON public.agenda_swapreply FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_79b4a();

COMMENT ON TRIGGER pgtrigger_update_update_79b4a ON public.agenda_swapreply IS 'a0a5ac91a035b704dd85d97f260204312cdbd1e3';

CREATE TRIGGER pgtrigger_update_update_79eef AFTER UPDATE ON public.engagements_authorisation FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_79eef();

COMMENT ON TRIGGER pgtrigger_update_update_79eef ON public.engagements_authorisation IS '10885350567032b0f2df845e4b422dbfa0d3b2cb';

CREATE TRIGGER pgtrigger_update_update_79ef5 AFTER UPDATE ON public.accounts_signinlink FOR EACH ROW WHEN (((old.expires_at IS DISTINCT FROM new.expires_at) OR (old.id IS DISTINCT FROM new.id) OR (old.made_at IS DISTINCT FROM new.made_at) OR (old.used_at IS DISTINCT FROM new.used_at) OR (old.user_id IS DISTINCT FROM new.user_id))) EXECUTE FUNCTION public.pgtrigger_update_update_79ef5();

COMMENT ON TRIGGER pgtrigger_update_update_79ef5 ON public.accounts_signinlink IS 'a14a1aec73bd3e035e7b856a0f47ad5c6632c1de';

CREATE TRIGGER pgtrigger_update_update_7d762 AFTER UPDATE ON public.juniors_junioryear FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR ((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.published_at IS DISTINCT FROM new.published_at) OR ((old.region_id)::text IS DISTINCT FROM (new.region_id)::text) OR (old.starts IS DISTINCT FROM new.starts) OR (old.wishes_until IS DISTINCT FROM new.wishes_until))) EXECUTE FUNCTION public.pgtrigger_update_update_7d762();

COMMENT ON TRIGGER pgtrigger_update_update_7d762 ON public.juniors_junioryear IS 'ee23abedee37681cf2c9cb2586805746805c75df';

CREATE TRIGGER pgtrigger_update_update_80e54 AFTER UPDATE ON public.agenda_session FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_80e54();

COMMENT ON TRIGGER pgtrigger_update_update_80e54 ON public.agenda_session IS '5faf370b35d736cffc1f7941f3d3a307fd7de9c1';

CREATE TRIGGER pgtrigger_update_update_818aa AFTER UPDATE ON public.centres_centrescenario FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_818aa();

COMMENT ON TRIGGER pgtrigger_update_update_818aa ON public.centres_centrescenario IS 'f7a29ba60266f5e960d4eb5313789be288d01493';

CREATE TRIGGER pgtrigger_update_update_820ac AFTER UPDATE ON public.calls_calldecision FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_820ac();

COMMENT ON TRIGGER pgtrigger_update_update_820ac ON public.calls_calldecision IS 'f11ad4b5c691db01a676e93ea256d96bad37bf1c';

CREATE TRIGGER pgtrigger_update_update_89238 AFTER UPDATE ON public.observatory_zoneadjustment FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_89238();

COMMENT ON TRIGGER pgtrigger_update_update_89238 ON public.observatory_zoneadjustment IS '9d2ff25267dde92c50e2e635af048b5d59930668';

CREATE TRIGGER pgtrigger_update_update_9d796 AFTER UPDATE ON public.accounts_passwordlink FOR EACH ROW WHEN (((old.expires_at IS DISTINCT FROM new.expires_at) OR (old.id IS DISTINCT FROM new.id) OR (old.made_at IS DISTINCT FROM new.made_at) OR (old.made_by_id IS DISTINCT FROM new.made_by_id) OR (old.used_at IS DISTINCT FROM new.used_at) OR (old.user_id IS DISTINCT FROM new.user_id))) EXECUTE FUNCTION public.pgtrigger_update_update_9d796();

COMMENT ON TRIGGER pgtrigger_update_update_9d796 ON public.accounts_passwordlink IS '635664da66f2dfbd9e4094538d250537d8868529';

CREATE TRIGGER pgtrigger_update_update_9f34f AFTER UPDATE ON public.accounts_membershipmove FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_9f34f();

COMMENT ON TRIGGER pgtrigger_update_update_9f34f ON public.accounts_membershipmove IS '0185780ead52c3308239222fd36d08d2ca213a1f';

CREATE TRIGGER pgtrigger_update_update_a2f1b AFTER UPDATE ON public.agreements_hospitalgroup FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_a2f1b();

COMMENT ON TRIGGER pgtrigger_update_update_a2f1b ON public.agreements_hospitalgroup IS '8dcd842f04bf37b205df45a6c581e466faeb7951';

CREATE TRIGGER pgtrigger_update_update_a3d07 AFTER UPDATE ON public.calls_callcriterion FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_a3d07();

COMMENT ON TRIGGER pgtrigger_update_update_a3d07 ON public.calls_callcriterion IS 'be9774e28c67c372afacab763adf7344c3212dee';

CREATE TRIGGER pgtrigger_update_update_a8477 AFTER UPDATE ON public.grants_grantcondition FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_a8477();

COMMENT ON TRIGGER pgtrigger_update_update_a8477 ON public.grants_grantcondition IS '70c86c7c913afeda988abd392f7820655d1fb95b';

CREATE TRIGGER pgtrigger_update_update_acca1 AFTER UPDATE ON public.juniors_yearsupervisor FOR EACH ROW WHEN (((old.accredited_until IS DISTINCT FROM new.accredited_until) OR (old.answered_at IS DISTINCT FROM new.answered_at) OR (old.capacity IS DISTINCT FROM new.capacity) OR ((old.commune_id)::text IS DISTINCT FROM (new.commune_id)::text) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.first_semester IS DISTINCT FROM new.first_semester) OR (old.housing_id IS DISTINCT FROM new.housing_id) OR (old.id IS DISTINCT FROM new.id) OR (old.key IS DISTINCT FROM new.key) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR ((old.place)::text IS DISTINCT FROM (new.place)::text) OR (old.second_semester IS DISTINCT FROM new.second_semester) OR (old.year_id IS DISTINCT FROM new.year_id))) EXECUTE FUNCTION public.pgtrigger_update_update_acca1();

COMMENT ON TRIGGER pgtrigger_update_update_acca1 ON public.juniors_yearsupervisor IS '8cd80fc458f82de7786d404b77c683c2645eef5f';

CREATE TRIGGER pgtrigger_update_update_ae23b AFTER UPDATE ON public.agenda_sessionwarning FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_ae23b();

COMMENT ON TRIGGER pgtrigger_update_update_ae23b ON public.agenda_sessionwarning IS '626edd22eea1d9ecd3e35ed2c2a27c3435023e52';

CREATE TRIGGER pgtrigger_update_update_b058b AFTER UPDATE ON public.payments_orderedpayment FOR EACH ROW WHEN (((old.cents IS DISTINCT FROM new.cents) OR (old.id IS DISTINCT FROM new.id) OR (old.order_id IS DISTINCT FROM new.order_id) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR (old.settled_on IS DISTINCT FROM new.settled_on) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.statement_id IS DISTINCT FROM new.statement_id))) EXECUTE FUNCTION public.pgtrigger_update_update_b058b();

COMMENT ON TRIGGER pgtrigger_update_update_b058b ON public.payments_orderedpayment IS '9bea329d563a3dc87f0acc79aae0c4ab2aee4e67';

CREATE TRIGGER pgtrigger_update_update_b77f4 AFTER UPDATE ON public.centres_centreleave FOR EACH ROW WHEN (((old.contract_id IS DISTINCT FROM new.contract_id) OR (old.first IS DISTINCT FROM new.first) OR (old.from_noon IS DISTINCT FROM new.from_noon) OR (old.half_days IS DISTINCT FROM new.half_days) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.last IS DISTINCT FROM new.last) OR (old.until_noon IS DISTINCT FROM new.until_noon))) EXECUTE FUNCTION public.pgtrigger_update_update_b77f4();

COMMENT ON TRIGGER pgtrigger_update_update_b77f4 ON public.centres_centreleave IS '802490d2588aada18a2c60ff836d8d92bab2c6cc';

CREATE TRIGGER pgtrigger_update_update_b9fc6 AFTER UPDATE ON public.expertise_readingplatform FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_b9fc6();

COMMENT ON TRIGGER pgtrigger_update_update_b9fc6 ON public.expertise_readingplatform IS '34438f96744f0fb6fd8872b2c3fb9e17959317b2';

CREATE TRIGGER pgtrigger_update_update_bfe73 AFTER UPDATE ON public.calls_trainingevaluation FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_bfe73();

COMMENT ON TRIGGER pgtrigger_update_update_bfe73 ON public.calls_trainingevaluation IS 'b2359efc16dbc565e87c7da6e9f3bbf971e4dddd';

CREATE TRIGGER pgtrigger_update_update_c339c AFTER UPDATE ON public.directory_roomopening FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_c339c();

COMMENT ON TRIGGER pgtrigger_update_update_c339c ON public.directory_roomopening IS 'e3a30452d951c66c15c298e65ac18ec00011b985';

CREATE TRIGGER pgtrigger_update_update_c52e8 AFTER UPDATE ON public.directory_placehandover FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_c52e8();

COMMENT ON TRIGGER pgtrigger_update_update_c52e8 ON public.directory_placehandover IS '78ac07a3a6680bca8e019da97db7220d0a3153cf';

CREATE TRIGGER pgtrigger_update_update_c64d3 AFTER UPDATE ON public.mfa_authenticator FOR EACH ROW WHEN (((old.created_at IS DISTINCT FROM new.created_at) OR (old.id IS DISTINCT FROM new.id) OR ((old.type)::text IS DISTINCT FROM (new.type)::text) OR (old.user_id IS DISTINCT FROM new.user_id))) EXECUTE FUNCTION public.pgtrigger_update_update_c64d3();

COMMENT ON TRIGGER pgtrigger_update_update_c64d3 ON public.mfa_authenticator IS '06be0589345c5e766fdb0c744d48a73a9cecaf1c';

CREATE TRIGGER pgtrigger_update_update_d2bcd AFTER UPDATE ON public.juniors_yearjunior FOR EACH ROW WHEN (((old.answered_at IS DISTINCT FROM new.answered_at) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.key IS DISTINCT FROM new.key) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.lodged IS DISTINCT FROM new.lodged) OR (old.partner_id IS DISTINCT FROM new.partner_id) OR (old.rank IS DISTINCT FROM new.rank) OR (old.year_id IS DISTINCT FROM new.year_id))) EXECUTE FUNCTION public.pgtrigger_update_update_d2bcd();

COMMENT ON TRIGGER pgtrigger_update_update_d2bcd ON public.juniors_yearjunior IS '8ac16ab46a6f4d03f3fb21940eb2287070412ea9';

CREATE TRIGGER pgtrigger_update_update_d2e25 AFTER UPDATE ON public.grants_grantdocument FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_d2e25();

COMMENT ON TRIGGER pgtrigger_update_update_d2e25 ON public.grants_grantdocument IS '37148d79b2609cf48a5e780c711c49843da545fb';

CREATE TRIGGER pgtrigger_update_update_d511b AFTER UPDATE ON public.calls_attendance FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_d511b();

COMMENT ON TRIGGER pgtrigger_update_update_d511b ON public.calls_attendance IS 'c920d6e4fa4d931f0b267a204e8a5426c7c9c645';

CREATE TRIGGER pgtrigger_update_update_d65c1 AFTER UPDATE ON public.expertise_poolreader FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_d65c1();

COMMENT ON TRIGGER pgtrigger_update_update_d65c1 ON public.expertise_poolreader IS 'c434b618ef6c025370fa3b631bcc14cf9643ccb6';

CREATE TRIGGER pgtrigger_update_update_d8aed AFTER UPDATE ON public.juniors_juniorwish FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_d8aed();

COMMENT ON TRIGGER pgtrigger_update_update_d8aed ON public.juniors_juniorwish IS 'a62105ecfa3faae03f21f0ea0859c31e08219f34';

CREATE TRIGGER pgtrigger_update_update_dbc88 AFTER UPDATE ON public.imaging_dicomnode FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_dbc88();

COMMENT ON TRIGGER pgtrigger_update_update_dbc88 ON public.imaging_dicomnode IS '851ada8f8c667fc68a1f3c1f8cbdbd97a3e12c22';

CREATE TRIGGER pgtrigger_update_update_dd75f AFTER UPDATE ON public.agreements_agreementversion FOR EACH ROW WHEN (((old.agreement_id IS DISTINCT FROM new.agreement_id) OR (old.author_id IS DISTINCT FROM new.author_id) OR (old.ends IS DISTINCT FROM new.ends) OR (old.id IS DISTINCT FROM new.id) OR (old.notice_months IS DISTINCT FROM new.notice_months) OR (old.number IS DISTINCT FROM new.number) OR (old.programme_id IS DISTINCT FROM new.programme_id) OR (old.proposed_at IS DISTINCT FROM new.proposed_at) OR (old.round IS DISTINCT FROM new.round) OR (old.signed_at IS DISTINCT FROM new.signed_at) OR (old.starts IS DISTINCT FROM new.starts) OR ((old.state)::text IS DISTINCT FROM (new.state)::text))) EXECUTE FUNCTION public.pgtrigger_update_update_dd75f();

COMMENT ON TRIGGER pgtrigger_update_update_dd75f ON public.agreements_agreementversion IS '77d55e264ded348dc1d9218c643863c245257d90';

CREATE TRIGGER pgtrigger_update_update_deec9 AFTER UPDATE ON public.calls_offeredpost FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_deec9();

COMMENT ON TRIGGER pgtrigger_update_update_deec9 ON public.calls_offeredpost IS '3450d426b2fce5e32c4aa3a4570452605469eb4e';

CREATE TRIGGER pgtrigger_update_update_e2712 AFTER UPDATE ON public.duties_dutywish FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_e2712();

COMMENT ON TRIGGER pgtrigger_update_update_e2712 ON public.duties_dutywish IS '291bd2103c32a8f2bbe19b25698bac2afe13fc27';

CREATE TRIGGER pgtrigger_update_update_e2965 AFTER UPDATE ON public.observatory_territorylist FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_e2965();

COMMENT ON TRIGGER pgtrigger_update_update_e2965 ON public.observatory_territorylist IS 'af83e135b1a233e387559178fd9a8d4bb4acebc1';

CREATE TRIGGER pgtrigger_update_update_e50a3 AFTER UPDATE ON public.payments_paymentmandate FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_e50a3();

COMMENT ON TRIGGER pgtrigger_update_update_e50a3 ON public.payments_paymentmandate IS '12976ab4c681dbecd6990084e08e50ad5e9fb82d';

CREATE TRIGGER pgtrigger_update_update_eb524 AFTER UPDATE ON public.identity_siteidentity FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_eb524();

COMMENT ON TRIGGER pgtrigger_update_update_eb524 ON public.identity_siteidentity IS '99233c939c168d9522fb667260190500a038d358';

CREATE TRIGGER pgtrigger_update_update_ec586 AFTER UPDATE ON public.booking_appointment FOR EACH ROW WHEN (((old.booked_at IS DISTINCT FROM new.booked_at) OR (old.cancelled_at IS DISTINCT FROM new.cancelled_at) OR (old.confirm_asked_at IS DISTINCT FROM new.confirm_asked_at) OR (old.confirmed_at IS DISTINCT FROM new.confirmed_at) OR (old.doctor_found_at IS DISTINCT FROM new.doctor_found_at) OR ((old.doctor_found_by)::text IS DISTINCT FROM (new.doctor_found_by)::text) OR (old.during IS DISTINCT FROM new.during) OR (old.id IS DISTINCT FROM new.id) OR (old.link_asked_at IS DISTINCT FROM new.link_asked_at) OR (old.moved_at IS DISTINCT FROM new.moved_at) OR ((old.notice)::text IS DISTINCT FROM (new.notice)::text) OR (old.patient_id IS DISTINCT FROM new.patient_id) OR (old.reminded_at IS DISTINCT FROM new.reminded_at) OR (old.sequence IS DISTINCT FROM new.sequence) OR (old.slot_id IS DISTINCT FROM new.slot_id) OR ((old.state)::text IS DISTINCT FROM (new.state)::text))) EXECUTE FUNCTION public.pgtrigger_update_update_ec586();

COMMENT ON TRIGGER pgtrigger_update_update_ec586 ON public.booking_appointment IS '44c94f3fb2f13da45e2831f33b50bc16ca54a254';

CREATE TRIGGER pgtrigger_update_update_ed37e AFTER UPDATE ON public.agenda_swapoffer FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_ed37e();

COMMENT ON TRIGGER pgtrigger_update_update_ed37e ON public.agenda_swapoffer IS '3eb6824f71d28df1de378e0c35945c05a68e8ba6';

CREATE TRIGGER pgtrigger_update_update_f05e4 AFTER UPDATE ON public.diaries_diaryrule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_f05e4();

COMMENT ON TRIGGER pgtrigger_update_update_f05e4 ON public.diaries_diaryrule IS 'd8bbad10e0adfeb7559746eea21dd45593cd91dd';

CREATE TRIGGER pgtrigger_update_update_f1fac AFTER UPDATE ON public.centres_desktask FOR EACH ROW WHEN (((old.centre_id IS DISTINCT FROM new.centre_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.created_by_id IS DISTINCT FROM new.created_by_id) OR (old.done_at IS DISTINCT FROM new.done_at) OR (old.done_by_id IS DISTINCT FROM new.done_by_id) OR (old.due IS DISTINCT FROM new.due) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.passed_by_id IS DISTINCT FROM new.passed_by_id) OR (old.taken_at IS DISTINCT FROM new.taken_at) OR (old.taken_by_id IS DISTINCT FROM new.taken_by_id))) EXECUTE FUNCTION public.pgtrigger_update_update_f1fac();

COMMENT ON TRIGGER pgtrigger_update_update_f1fac ON public.centres_desktask IS 'c96eb7d524621d5440ea2d098e134e584320af3f';

CREATE TRIGGER pgtrigger_update_update_f6524 AFTER UPDATE ON public.calls_postshare FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_f6524();

COMMENT ON TRIGGER pgtrigger_update_update_f6524 ON public.calls_postshare IS 'c6ac5e17af7a81c5dc044a55d223815f3c82371a';

CREATE TRIGGER pgtrigger_update_update_f714e AFTER UPDATE ON public.applications_application FOR EACH ROW WHEN (((old.begun_at IS DISTINCT FROM new.begun_at) OR (old.consented_at IS DISTINCT FROM new.consented_at) OR (old.dates IS DISTINCT FROM new.dates) OR ((old.decided_by)::text IS DISTINCT FROM (new.decided_by)::text) OR (old.ended_at IS DISTINCT FROM new.ended_at) OR (old.engagement_id IS DISTINCT FROM new.engagement_id) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.half_days_per_month IS DISTINCT FROM new.half_days_per_month) OR ((old.home_id)::text IS DISTINCT FROM (new.home_id)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.key IS DISTINCT FROM new.key) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.lodging_wanted IS DISTINCT FROM new.lodging_wanted) OR (old.motivation IS DISTINCT FROM new.motivation) OR (old.motivation_answered IS DISTINCT FROM new.motivation_answered) OR (old.places_answered IS DISTINCT FROM new.places_answered) OR ((old.profession)::text IS DISTINCT FROM (new.profession)::text) OR ((old.reason)::text IS DISTINCT FROM (new.reason)::text) OR ((old.register)::text IS DISTINCT FROM (new.register)::text) OR (old.replaced_at_home IS DISTINCT FROM new.replaced_at_home) OR ((old.rpps)::text IS DISTINCT FROM (new.rpps)::text) OR (old.saved_at IS DISTINCT FROM new.saved_at) OR ((old.scheme)::text IS DISTINCT FROM (new.scheme)::text) OR (old.sent_at IS DISTINCT FROM new.sent_at) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.weekdays IS DISTINCT FROM new.weekdays) OR (old.when_answered IS DISTINCT FROM new.when_answered))) EXECUTE FUNCTION public.pgtrigger_update_update_f714e();

COMMENT ON TRIGGER pgtrigger_update_update_f714e ON public.applications_application IS '9e2386c1e9d2f6a1ee133d685be2896efb3bb15a';

CREATE TRIGGER pgtrigger_update_update_faa16 AFTER UPDATE ON public.calls_submissionfile FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_faa16();

COMMENT ON TRIGGER pgtrigger_update_update_faa16 ON public.calls_submissionfile IS 'b89ea4a7ef20d73e8dee38bc63b922ef317a2b68';

CREATE TRIGGER pgtrigger_update_update_fb929 AFTER UPDATE ON public.booking_overbookedsession FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_fb929();

COMMENT ON TRIGGER pgtrigger_update_update_fb929 ON public.booking_overbookedsession IS 'f0ca34f1a5d85db444a0ccce6fcd9b9134803837';

CREATE TRIGGER pgtrigger_update_update_fc875 AFTER UPDATE ON public.centres_homeround FOR EACH ROW WHEN (((old.centre_id IS DISTINCT FROM new.centre_id) OR (old.date IS DISTINCT FROM new.date) OR ((old.half)::text IS DISTINCT FROM (new.half)::text) OR (old.id IS DISTINCT FROM new.id) OR (old.professional_id IS DISTINCT FROM new.professional_id) OR (old.travel_minutes IS DISTINCT FROM new.travel_minutes))) EXECUTE FUNCTION public.pgtrigger_update_update_fc875();

COMMENT ON TRIGGER pgtrigger_update_update_fc875 ON public.centres_homeround IS '3a35fa0873890d5a82896040af28769460e55f66';

CREATE TRIGGER pgtrigger_update_update_fce45 AFTER UPDATE ON public.expertise_platformmember FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_fce45();

COMMENT ON TRIGGER pgtrigger_update_update_fce45 ON public.expertise_platformmember IS '9c50cb0b7805400e3aa4752853e212b3c8aaf8b9';

CREATE TRIGGER pgtrigger_update_update_fe236 AFTER UPDATE ON public.centres_patientlist FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_fe236();

COMMENT ON TRIGGER pgtrigger_update_update_fe236 ON public.centres_patientlist IS 'c8a3f35a3fdd82a721ca68a90bd657f9ee837d27';

CREATE TRIGGER pgtrigger_upload_only_grows_a50da BEFORE UPDATE ON public.files_upload FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_upload_only_grows_a50da();

COMMENT ON TRIGGER pgtrigger_upload_only_grows_a50da ON public.files_upload IS '7c0aba59e4b549fd142e2e31262059937e7b59a2';

CREATE TRIGGER pgtrigger_visit_of_the_centre_b4d1e BEFORE INSERT OR UPDATE ON public.centres_homevisit FOR EACH ROW WHEN ((new.round_id IS NOT NULL)) EXECUTE FUNCTION public.pgtrigger_visit_of_the_centre_b4d1e();

COMMENT ON TRIGGER pgtrigger_visit_of_the_centre_b4d1e ON public.centres_homevisit IS 'b3df15fb152d18acb814a5b8fe2b9f31740fed9a';

CREATE TRIGGER pgtrigger_webhooks_hear_6a0bd AFTER INSERT OR UPDATE OF state, starts, ends, place_id, commune_id ON public.agenda_session FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_webhooks_hear_6a0bd();

COMMENT ON TRIGGER pgtrigger_webhooks_hear_6a0bd ON public.agenda_session IS '1c11b9f8066065af4e5e50596524a2a41f15da94';

CREATE TRIGGER pgtrigger_webhooks_hear_b0d84 AFTER INSERT OR UPDATE OF state, slot_id ON public.booking_appointment FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_webhooks_hear_b0d84();

COMMENT ON TRIGGER pgtrigger_webhooks_hear_b0d84 ON public.booking_appointment IS '02284dbfca089d3c9061fb1e0589201ae98811a0';

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_accepted_by_id_ba632539_fk_accounts_user_id FOREIGN KEY (accepted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_invited_by_id_94a21efc_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_organisation_id_b7f9480b_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_organisation_id_98e5c22b_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_user_id_487fb39e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membershipmove
    ADD CONSTRAINT accounts_membershipm_decided_by_id_4d11ad72_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membershipmove
    ADD CONSTRAINT accounts_membershipm_membership_id_e97b0613_fk_accounts_ FOREIGN KEY (membership_id) REFERENCES public.accounts_membership(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_membershipmove
    ADD CONSTRAINT accounts_membershipm_to_id_7ad1b1ec_fk_accounts_ FOREIGN KEY (to_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_departments
    ADD CONSTRAINT accounts_organisatio_department_id_6af257db_fk_geography FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_intercommunalities
    ADD CONSTRAINT accounts_organisatio_intercommunality_id_5be78712_fk_geography FOREIGN KEY (intercommunality_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_regions
    ADD CONSTRAINT accounts_organisatio_organisation_id_7013fb23_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_intercommunalities
    ADD CONSTRAINT accounts_organisatio_organisation_id_be54a83b_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_departments
    ADD CONSTRAINT accounts_organisatio_organisation_id_d5221816_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation_regions
    ADD CONSTRAINT accounts_organisatio_region_id_a933b4fd_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_organisation
    ADD CONSTRAINT accounts_organisatio_registered_by_id_56107220_fk_accounts_ FOREIGN KEY (registered_by_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_made_by_id_c9f7dfb6_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_user_id_0b1c7368_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_signinlink
    ADD CONSTRAINT accounts_signinlink_user_id_a6b02f6b_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_absence
    ADD CONSTRAINT agenda_absence_professional_id_b9375f71_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_busytime
    ADD CONSTRAINT agenda_busytime_calendar_id_621cf1f9_fk_agenda_owncalendar_id FOREIGN KEY (calendar_id) REFERENCES public.agenda_owncalendar(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_calendarabsence
    ADD CONSTRAINT agenda_calendarabsen_professional_id_20a61419_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_calendarabsence
    ADD CONSTRAINT agenda_calendarabsence_absence_id_9f1451e4_fk_agenda_absence_id FOREIGN KEY (absence_id) REFERENCES public.agenda_absence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_calendarfeed
    ADD CONSTRAINT agenda_calendarfeed_professional_id_d24b6bc8_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_calendarpassword
    ADD CONSTRAINT agenda_calendarpassw_professional_id_c38fdd94_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_claim
    ADD CONSTRAINT agenda_claim_post_id_5d3a3064_fk_agenda_sessionpost_id FOREIGN KEY (post_id) REFERENCES public.agenda_sessionpost(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_claim
    ADD CONSTRAINT agenda_claim_resource_id_097a9581_fk_directory_resource_id FOREIGN KEY (resource_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_departure
    ADD CONSTRAINT agenda_departure_professional_id_8afcfdcc_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_owncalendar
    ADD CONSTRAINT agenda_owncalendar_professional_id_8e47b452_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_commune_id_0c3659dc_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_host_id_a30b9233_fk_accounts_organisation_id FOREIGN KEY (host_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_place_id_b77f1038_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_session
    ADD CONSTRAINT agenda_session_programme_id_331e95fd_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_sessioncancellation
    ADD CONSTRAINT agenda_sessioncancel_session_id_caedb80f_fk_agenda_se FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_sessioncancellation
    ADD CONSTRAINT agenda_sessioncancellation_by_id_48fc9bac_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_sessionpost
    ADD CONSTRAINT agenda_sessionpost_session_id_e7e10e12_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_sessionwarning
    ADD CONSTRAINT agenda_sessionwarning_session_id_368e5772_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_slot
    ADD CONSTRAINT agenda_slot_session_id_657e2551_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapoffer
    ADD CONSTRAINT agenda_swapoffer_professional_id_f38c3d10_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapreply
    ADD CONSTRAINT agenda_swapreply_offer_id_30d0e545_fk_agenda_swapoffer_id FOREIGN KEY (offer_id) REFERENCES public.agenda_swapoffer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapreply
    ADD CONSTRAINT agenda_swapreply_professional_id_8ac0e238_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapsession
    ADD CONSTRAINT agenda_swapsession_offer_id_3702b7e4_fk_agenda_swapoffer_id FOREIGN KEY (offer_id) REFERENCES public.agenda_swapoffer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapsession
    ADD CONSTRAINT agenda_swapsession_reply_id_57ff85f6_fk_agenda_swapreply_id FOREIGN KEY (reply_id) REFERENCES public.agenda_swapreply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_swapsession
    ADD CONSTRAINT agenda_swapsession_session_id_613bc8ef_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_thingfeed
    ADD CONSTRAINT agenda_thingfeed_place_id_7d957063_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agenda_thingfeed
    ADD CONSTRAINT agenda_thingfeed_room_id_33fec085_fk_directory_resource_id FOREIGN KEY (room_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreements_agreement_agreement_id_21b78fb4_fk_agreement FOREIGN KEY (agreement_id) REFERENCES public.agreements_agreement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreements_agreement_author_id_91d157d0_fk_accounts_ FOREIGN KEY (author_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementperson
    ADD CONSTRAINT agreements_agreement_employer_id_bb174780_fk_accounts_ FOREIGN KEY (employer_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementanswer
    ADD CONSTRAINT agreements_agreement_noted_by_id_840dbd9c_fk_accounts_ FOREIGN KEY (noted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_notice_by_id_ae9a95f5_fk_accounts_ FOREIGN KEY (notice_by_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementshare
    ADD CONSTRAINT agreements_agreement_organisation_id_28740cd5_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementanswer
    ADD CONSTRAINT agreements_agreement_organisation_id_a88bbede_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_platform_id_41b45f1e_fk_expertise FOREIGN KEY (platform_id) REFERENCES public.expertise_readingplatform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementperson
    ADD CONSTRAINT agreements_agreement_professional_id_96e8b5cc_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementversion
    ADD CONSTRAINT agreements_agreement_programme_id_5a7f9fc8_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreement
    ADD CONSTRAINT agreements_agreement_region_id_820195ad_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementshare
    ADD CONSTRAINT agreements_agreement_version_id_0dbe67d7_fk_agreement FOREIGN KEY (version_id) REFERENCES public.agreements_agreementversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementperson
    ADD CONSTRAINT agreements_agreement_version_id_9f10fab8_fk_agreement FOREIGN KEY (version_id) REFERENCES public.agreements_agreementversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_agreementanswer
    ADD CONSTRAINT agreements_agreement_version_id_afe61e10_fk_agreement FOREIGN KEY (version_id) REFERENCES public.agreements_agreementversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_closedmonth
    ADD CONSTRAINT agreements_closedmon_agreement_id_d0412a14_fk_agreement FOREIGN KEY (agreement_id) REFERENCES public.agreements_agreement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_closedmonth
    ADD CONSTRAINT agreements_closedmon_closed_by_id_052e7946_fk_accounts_ FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_groupmember
    ADD CONSTRAINT agreements_groupmemb_group_id_9ba68c0d_fk_agreement FOREIGN KEY (group_id) REFERENCES public.agreements_hospitalgroup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_groupmember
    ADD CONSTRAINT agreements_groupmemb_organisation_id_3b378f81_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_hospitalgroup
    ADD CONSTRAINT agreements_hospitalg_faculty_id_c0a81dba_fk_accounts_ FOREIGN KEY (faculty_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_hospitalgroup
    ADD CONSTRAINT agreements_hospitalg_region_id_21445f71_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_hospitalgroup
    ADD CONSTRAINT agreements_hospitalg_university_hospital__efc2dd33_fk_accounts_ FOREIGN KEY (university_hospital_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_meansnote
    ADD CONSTRAINT agreements_meansnote_noted_by_id_b29d1fe4_fk_accounts_user_id FOREIGN KEY (noted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_meansnote
    ADD CONSTRAINT agreements_meansnote_organisation_id_1af41597_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agreements_meansnote
    ADD CONSTRAINT agreements_meansnote_region_id_7e8b2a87_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_applicationcheck
    ADD CONSTRAINT applications_applica_application_id_2bcd7cf1_fk_applicati FOREIGN KEY (application_id) REFERENCES public.applications_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_applicationcheck
    ADD CONSTRAINT applications_applica_authorisation_id_e233a9c0_fk_engagemen FOREIGN KEY (authorisation_id) REFERENCES public.engagements_authorisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_application
    ADD CONSTRAINT applications_applica_engagement_id_06d495b7_fk_engagemen FOREIGN KEY (engagement_id) REFERENCES public.engagements_engagement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_application
    ADD CONSTRAINT applications_applica_home_id_567bbf31_fk_geography FOREIGN KEY (home_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_wantedplace
    ADD CONSTRAINT applications_wantedp_application_id_fa15e29d_fk_applicati FOREIGN KEY (application_id) REFERENCES public.applications_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.applications_wantedplace
    ADD CONSTRAINT applications_wantedp_place_id_e65d7a11_fk_directory FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_patient_id_f60c2527_fk_booking_patient_id FOREIGN KEY (patient_id) REFERENCES public.booking_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_appointment
    ADD CONSTRAINT booking_appointment_slot_id_72b9094f_fk_agenda_slot_id FOREIGN KEY (slot_id) REFERENCES public.agenda_slot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_bookedfor
    ADD CONSTRAINT booking_bookedfor_appointment_id_c9a1fe7d_fk_booking_a FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_bookedfor
    ADD CONSTRAINT booking_bookedfor_by_id_4bb6d76e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_bookedfor
    ADD CONSTRAINT booking_bookedfor_organisation_id_a13685f8_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_overbookedsession
    ADD CONSTRAINT booking_overbookedse_session_id_83b413ff_fk_agenda_se FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_overbookedsession
    ADD CONSTRAINT booking_overbookedsession_by_id_f58a96c2_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_pacealarm
    ADD CONSTRAINT booking_pacealarm_session_id_69da650e_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_patient
    ADD CONSTRAINT booking_patient_commune_id_a2d212a0_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_personkey
    ADD CONSTRAINT booking_personkey_appointment_id_9c1abfbf_fk_booking_a FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_slotoffer
    ADD CONSTRAINT booking_slotoffer_entry_id_4bd6fbda_fk_booking_waitingentry_id FOREIGN KEY (entry_id) REFERENCES public.booking_waitingentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_slotoffer
    ADD CONSTRAINT booking_slotoffer_slot_id_02fb5e10_fk_agenda_slot_id FOREIGN KEY (slot_id) REFERENCES public.agenda_slot(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_appointment_id_784615db_fk_booking_a FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_patient_id_7c44e2b2_fk_booking_patient_id FOREIGN KEY (patient_id) REFERENCES public.booking_patient(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitingentry
    ADD CONSTRAINT booking_waitingentry_place_id_4aa29dd4_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.booking_waitingkey
    ADD CONSTRAINT booking_waitingkey_entry_id_cd0c7852_fk_booking_waitingentry_id FOREIGN KEY (entry_id) REFERENCES public.booking_waitingentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_applicant
    ADD CONSTRAINT calls_applicant_call_id_837a49ce_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_applicant
    ADD CONSTRAINT calls_applicant_submission_id_6013472b_fk_calls_submission_id FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_attendance
    ADD CONSTRAINT calls_attendance_offer_id_0173351a_fk_calls_seatoffer_id FOREIGN KEY (offer_id) REFERENCES public.calls_seatoffer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_call
    ADD CONSTRAINT calls_call_organisation_id_f2dc1f60_fk_accounts_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callcriterion
    ADD CONSTRAINT calls_callcriterion_call_id_f3b22bd8_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_engagement_id_867954c9_fk_engagemen FOREIGN KEY (engagement_id) REFERENCES public.engagements_engagement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_grant_id_87b8e749_fk_grants_awardedgrant_id FOREIGN KEY (grant_id) REFERENCES public.grants_awardedgrant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_calldecision
    ADD CONSTRAINT calls_calldecision_submission_id_eb77e8c6_fk_calls_sub FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_calloption
    ADD CONSTRAINT calls_calloption_call_id_03fc8e2f_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_calloption
    ADD CONSTRAINT calls_calloption_department_id_a982f362_fk_geography FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callreviewer
    ADD CONSTRAINT calls_callreviewer_call_id_101a5700_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_callreviewer
    ADD CONSTRAINT calls_callreviewer_user_id_ca402a3f_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_certificate
    ADD CONSTRAINT calls_certificate_offer_id_2bf2a7fc_fk_calls_seatoffer_id FOREIGN KEY (offer_id) REFERENCES public.calls_seatoffer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_offeredpost
    ADD CONSTRAINT calls_offeredpost_call_id_a4f9b298_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_offeredpost
    ADD CONSTRAINT calls_offeredpost_commune_id_3b3652dd_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_offeredpost
    ADD CONSTRAINT calls_offeredpost_employer_id_36c62718_fk_accounts_ FOREIGN KEY (employer_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_postshare
    ADD CONSTRAINT calls_postshare_post_id_c253693c_fk_calls_offeredpost_id FOREIGN KEY (post_id) REFERENCES public.calls_offeredpost(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_review
    ADD CONSTRAINT calls_review_reviewer_id_a62d5f8f_fk_calls_callreviewer_id FOREIGN KEY (reviewer_id) REFERENCES public.calls_callreviewer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_review
    ADD CONSTRAINT calls_review_submission_id_4d33ebdb_fk_calls_submission_id FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_reviewnote
    ADD CONSTRAINT calls_reviewnote_reviewer_id_e3778d43_fk_calls_callreviewer_id FOREIGN KEY (reviewer_id) REFERENCES public.calls_callreviewer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_reviewnote
    ADD CONSTRAINT calls_reviewnote_submission_id_6ee74b8d_fk_calls_submission_id FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_seatoffer
    ADD CONSTRAINT calls_seatoffer_option_id_3b966aea_fk_calls_calloption_id FOREIGN KEY (option_id) REFERENCES public.calls_calloption(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_seatoffer
    ADD CONSTRAINT calls_seatoffer_submission_id_80203a4a_fk_calls_submission_id FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_submission
    ADD CONSTRAINT calls_submission_call_id_a4cdb13c_fk_calls_call_id FOREIGN KEY (call_id) REFERENCES public.calls_call(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_submissionfile
    ADD CONSTRAINT calls_submissionfile_submission_id_982a3514_fk_calls_sub FOREIGN KEY (submission_id) REFERENCES public.calls_submission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.calls_trainingevaluation
    ADD CONSTRAINT calls_trainingevalua_offer_id_94913786_fk_calls_sea FOREIGN KEY (offer_id) REFERENCES public.calls_seatoffer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centrecontract
    ADD CONSTRAINT centres_centrecontra_centre_id_00e47f8e_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centrecontract
    ADD CONSTRAINT centres_centrecontra_professional_id_fc423ed1_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centreleave
    ADD CONSTRAINT centres_centreleave_absence_id_4390d70e_fk_agenda_absence_id FOREIGN KEY (absence_id) REFERENCES public.agenda_absence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centreleave
    ADD CONSTRAINT centres_centreleave_contract_id_c266375e_fk_centres_c FOREIGN KEY (contract_id) REFERENCES public.centres_centrecontract(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_centrescenario
    ADD CONSTRAINT centres_centrescenar_centre_id_71f19594_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_centre_id_37fcb069_fk_accounts_organisation_id FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_created_by_id_db9cdd1b_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_done_by_id_14916c56_fk_accounts_user_id FOREIGN KEY (done_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_passed_by_id_4caf031f_fk_accounts_user_id FOREIGN KEY (passed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_desktask
    ADD CONSTRAINT centres_desktask_taken_by_id_b9970462_fk_accounts_user_id FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homeround
    ADD CONSTRAINT centres_homeround_centre_id_8bdf55a5_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homeround
    ADD CONSTRAINT centres_homeround_professional_id_6eebdd33_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_asked_by_id_4f9d4692_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_centre_id_26781c28_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_commune_id_b01bbf57_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_professional_id_69b6b4ac_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_homevisit
    ADD CONSTRAINT centres_homevisit_round_id_b014cd69_fk_centres_homeround_id FOREIGN KEY (round_id) REFERENCES public.centres_homeround(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_patientlist
    ADD CONSTRAINT centres_patientlist_centre_id_922155c0_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_patientlist
    ADD CONSTRAINT centres_patientlist_professional_id_0c549f69_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registration_centre_id_c4a536e9_fk_accounts_ FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registration_commune_id_00dd61ca_fk_geography FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registration_decided_by_id_dd04e285_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_registrationrequest
    ADD CONSTRAINT centres_registration_patient_list_id_e473cdcf_fk_centres_p FOREIGN KEY (patient_list_id) REFERENCES public.centres_patientlist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_rotation
    ADD CONSTRAINT centres_rotation_centre_id_13e71057_fk_accounts_organisation_id FOREIGN KEY (centre_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_rotation
    ADD CONSTRAINT centres_rotation_programme_id_c1830727_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_rotationseat
    ADD CONSTRAINT centres_rotationseat_professional_id_8e63d638_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_rotationseat
    ADD CONSTRAINT centres_rotationseat_room_id_29ef24b3_fk_directory_resource_id FOREIGN KEY (room_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.centres_rotationseat
    ADD CONSTRAINT centres_rotationseat_rotation_id_184516d5_fk_centres_r FOREIGN KEY (rotation_id) REFERENCES public.centres_rotation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_daychange
    ADD CONSTRAINT diaries_daychange_rule_id_1cd0147f_fk_diaries_diaryrule_id FOREIGN KEY (rule_id) REFERENCES public.diaries_diaryrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diary
    ADD CONSTRAINT diaries_diary_place_id_ef6f153b_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diary
    ADD CONSTRAINT diaries_diary_programme_id_67624a00_fk_engagements_programme_id FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diarymotive
    ADD CONSTRAINT diaries_diarymotive_rule_id_38194729_fk_diaries_diaryrule_id FOREIGN KEY (rule_id) REFERENCES public.diaries_diaryrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_diary_id_bd9afa87_fk_diaries_diary_id FOREIGN KEY (diary_id) REFERENCES public.diaries_diary(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_equipment_id_6b6d96c2_fk_directory FOREIGN KEY (equipment_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_professional_id_ae221128_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_room_id_953120d6_fk_directory_resource_id FOREIGN KEY (room_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.diaries_diaryrule
    ADD CONSTRAINT diaries_diaryrule_second_id_d4148d8d_fk_directory FOREIGN KEY (second_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_invitedprofessional
    ADD CONSTRAINT directory_invitedpro_invitation_id_61e5b42d_fk_accounts_ FOREIGN KEY (invitation_id) REFERENCES public.accounts_invitation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_invitedprofessional
    ADD CONSTRAINT directory_invitedpro_professional_id_7d9a1372_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_place
    ADD CONSTRAINT directory_place_commune_id_4bedb435_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_place
    ADD CONSTRAINT directory_place_organisation_id_e9fc1b39_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placeclosure
    ADD CONSTRAINT directory_placeclosu_room_id_849614ea_fk_directory FOREIGN KEY (room_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placeclosure
    ADD CONSTRAINT directory_placeclosure_place_id_3ff6b44d_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placedetails
    ADD CONSTRAINT directory_placedetails_place_id_b99018c9_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placehandover
    ADD CONSTRAINT directory_placehando_after_id_95cd8072_fk_accounts_ FOREIGN KEY (after_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placehandover
    ADD CONSTRAINT directory_placehando_before_id_46037233_fk_accounts_ FOREIGN KEY (before_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placehandover
    ADD CONSTRAINT directory_placehando_decided_by_id_77a3bdef_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placehandover
    ADD CONSTRAINT directory_placehandover_place_id_575e190c_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_placephoto
    ADD CONSTRAINT directory_placephoto_place_id_9aa7d926_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_profession_home_id_efeb92c2_fk_geography FOREIGN KEY (home_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_profession_resource_id_e7bb6577_fk_directory FOREIGN KEY (resource_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_professional
    ADD CONSTRAINT directory_professional_user_id_e811c7a3_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_resource
    ADD CONSTRAINT directory_resource_organisation_id_a44af697_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_resource
    ADD CONSTRAINT directory_resource_place_id_26337f10_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directory_roomopening
    ADD CONSTRAINT directory_roomopening_room_id_2f28664a_fk_directory_resource_id FOREIGN KEY (room_id) REFERENCES public.directory_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_dutyhouse
    ADD CONSTRAINT duties_dutyhouse_commune_id_ad2c8d86_fk_geography_commune_code FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_dutyhouse
    ADD CONSTRAINT duties_dutyhouse_rota_id_e54137da_fk_duties_rota_id FOREIGN KEY (rota_id) REFERENCES public.duties_rota(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_dutyneed
    ADD CONSTRAINT duties_dutyneed_house_id_c19157ac_fk_duties_dutyhouse_id FOREIGN KEY (house_id) REFERENCES public.duties_dutyhouse(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_dutywish
    ADD CONSTRAINT duties_dutywish_member_id_59c49e71_fk_duties_rotamember_id FOREIGN KEY (member_id) REFERENCES public.duties_rotamember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_department_id_af2d013c_fk_geography_department_code FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_organisation_id_c14ad6ee_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_platform_id_1313e08c_fk_expertise FOREIGN KEY (platform_id) REFERENCES public.expertise_readingplatform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rota
    ADD CONSTRAINT duties_rota_programme_id_eb34b1e9_fk_engagements_programme_id FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rotamember
    ADD CONSTRAINT duties_rotamember_employer_id_e0b06c61_fk_accounts_ FOREIGN KEY (employer_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rotamember_houses
    ADD CONSTRAINT duties_rotamember_ho_dutyhouse_id_10e1bc44_fk_duties_du FOREIGN KEY (dutyhouse_id) REFERENCES public.duties_dutyhouse(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rotamember_houses
    ADD CONSTRAINT duties_rotamember_ho_rotamember_id_471d31f7_fk_duties_ro FOREIGN KEY (rotamember_id) REFERENCES public.duties_rotamember(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rotamember
    ADD CONSTRAINT duties_rotamember_professional_id_bd65ae95_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.duties_rotamember
    ADD CONSTRAINT duties_rotamember_rota_id_358fdacd_fk_duties_rota_id FOREIGN KEY (rota_id) REFERENCES public.duties_rota(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_authorisation
    ADD CONSTRAINT engagements_authoris_engagement_id_38c181b1_fk_engagemen FOREIGN KEY (engagement_id) REFERENCES public.engagements_engagement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_engagement
    ADD CONSTRAINT engagements_engageme_professional_id_90b33ec4_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_programmeparty
    ADD CONSTRAINT engagements_programm_organisation_id_b97e3129_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_programmeparty
    ADD CONSTRAINT engagements_programm_place_id_85c894d3_fk_directory FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_programmeparty
    ADD CONSTRAINT engagements_programm_programme_id_0f1d5a2a_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.engagements_programme
    ADD CONSTRAINT engagements_programm_region_id_ac1c7ba2_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_answer
    ADD CONSTRAINT expertise_answer_by_id_a3ca16e0_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_answer
    ADD CONSTRAINT expertise_answer_report_id_c840e055_fk_files_storedfile_id FOREIGN KEY (report_id) REFERENCES public.files_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_answer
    ADD CONSTRAINT expertise_answer_request_id_2391f56d_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_organisation_id_6f8d00d5_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_platform_id_c71698aa_fk_expertise FOREIGN KEY (platform_id) REFERENCES public.expertise_readingplatform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_pool_id_20dbe7f3_fk_expertise FOREIGN KEY (pool_id) REFERENCES public.expertise_readerpool(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_proposed_to_id_e6d08fa5_fk_accounts_ FOREIGN KEY (proposed_to_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_read_for_id_1afe3032_fk_accounts_ FOREIGN KEY (read_for_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_requester_id_e7fdc427_fk_accounts_ FOREIGN KEY (requester_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_expertiserequest
    ADD CONSTRAINT expertise_expertiser_taken_by_id_c6e7f2b3_fk_accounts_ FOREIGN KEY (taken_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_feeline
    ADD CONSTRAINT expertise_feeline_request_id_fc85f2ae_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_platformmember
    ADD CONSTRAINT expertise_platformme_platform_id_c709d58f_fk_expertise FOREIGN KEY (platform_id) REFERENCES public.expertise_readingplatform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_platformmember
    ADD CONSTRAINT expertise_platformme_pool_id_44af47c3_fk_expertise FOREIGN KEY (pool_id) REFERENCES public.expertise_readerpool(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_poolreader
    ADD CONSTRAINT expertise_poolreader_pool_id_5282427f_fk_expertise FOREIGN KEY (pool_id) REFERENCES public.expertise_readerpool(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_poolreader
    ADD CONSTRAINT expertise_poolreader_user_id_f203021d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_readerpool
    ADD CONSTRAINT expertise_readerpool_organisation_id_64d29e4b_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_readingplatform
    ADD CONSTRAINT expertise_readingpla_organisation_id_cb46bb38_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestevent
    ADD CONSTRAINT expertise_requesteve_pool_id_0fb6bf0a_fk_expertise FOREIGN KEY (pool_id) REFERENCES public.expertise_readerpool(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestevent
    ADD CONSTRAINT expertise_requesteve_request_id_ea972f94_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestevent
    ADD CONSTRAINT expertise_requestevent_by_id_1dd3f187_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestevent
    ADD CONSTRAINT expertise_requestevent_file_id_86e8fd55_fk_files_storedfile_id FOREIGN KEY (file_id) REFERENCES public.files_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestnote
    ADD CONSTRAINT expertise_requestnot_request_id_4949de80_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.expertise_requestnote
    ADD CONSTRAINT expertise_requestnote_by_id_73b00e12_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_acts_for_id_d7c06448_fk_accounts_user_id FOREIGN KEY (acts_for_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_made_by_id_25f379f8_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_organisation_id_cbb1c9ae_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_interfacekey
    ADD CONSTRAINT fhir_interfacekey_revoked_by_id_fd900d5b_fk_accounts_user_id FOREIGN KEY (revoked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_nationalnumber
    ADD CONSTRAINT fhir_nationalnumber_organisation_id_fd4d5932_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_nationalnumber
    ADD CONSTRAINT fhir_nationalnumber_place_id_81a9b897_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_regulatornumber
    ADD CONSTRAINT fhir_regulatornumber_user_id_036b08d1_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.fhir_sentappointment
    ADD CONSTRAINT fhir_sentappointment_appointment_id_f6c21426_fk_booking_a FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_storedfile
    ADD CONSTRAINT files_storedfile_by_id_06850330_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_upload
    ADD CONSTRAINT files_upload_by_id_23f26d80_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.geography_commune
    ADD CONSTRAINT geography_commune_department_id_a8fffda9_fk_geography FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.geography_commune
    ADD CONSTRAINT geography_commune_intercommunality_id_99c42426_fk_geography FOREIGN KEY (intercommunality_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.geography_department
    ADD CONSTRAINT geography_department_region_id_ec3cdf49_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_beneficiary_id_f74fa31d_fk_accounts_ FOREIGN KEY (beneficiary_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_commune_id_13189d43_fk_geography FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_giver_id_baf13bfa_fk_accounts_ FOREIGN KEY (giver_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_intercommunality_id_4a290639_fk_geography FOREIGN KEY (intercommunality_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_awardedgrant
    ADD CONSTRAINT grants_awardedgrant_region_id_1e55cdd5_fk_geography_region_code FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantcondition
    ADD CONSTRAINT grants_grantconditio_grant_id_9b3a1427_fk_grants_aw FOREIGN KEY (grant_id) REFERENCES public.grants_awardedgrant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantdocument
    ADD CONSTRAINT grants_grantdocument_by_id_e9fbfd70_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantdocument
    ADD CONSTRAINT grants_grantdocument_grant_id_e90ec487_fk_grants_aw FOREIGN KEY (grant_id) REFERENCES public.grants_awardedgrant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantimport
    ADD CONSTRAINT grants_grantimport_by_id_368c014e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantimport
    ADD CONSTRAINT grants_grantimport_organisation_id_4bcbe434_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantimport
    ADD CONSTRAINT grants_grantimport_region_id_521f1fe2_fk_geography_region_code FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantpayment
    ADD CONSTRAINT grants_grantpayment_by_id_f1c2186e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantpayment
    ADD CONSTRAINT grants_grantpayment_corrects_id_61636cb1_fk_grants_gr FOREIGN KEY (corrects_id) REFERENCES public.grants_grantpayment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantpayment
    ADD CONSTRAINT grants_grantpayment_grant_id_72fb6f36_fk_grants_awardedgrant_id FOREIGN KEY (grant_id) REFERENCES public.grants_awardedgrant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.grants_grantyear
    ADD CONSTRAINT grants_grantyear_grant_id_e6c78771_fk_grants_awardedgrant_id FOREIGN KEY (grant_id) REFERENCES public.grants_awardedgrant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_dicomnode
    ADD CONSTRAINT imaging_dicomnode_organisation_id_c3219113_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_by_id_169e5d29_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_node_id_b91573a5_fk_imaging_dicomnode_id FOREIGN KEY (node_id) REFERENCES public.imaging_dicomnode(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_organisation_id_9d7a1929_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_request_id_3e57d011_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_imagingevent
    ADD CONSTRAINT imaging_imagingevent_study_id_bcb0064a_fk_imaging_r FOREIGN KEY (study_id) REFERENCES public.imaging_receivedstudy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_outgoingstudy
    ADD CONSTRAINT imaging_outgoingstud_organisation_id_046b1144_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_outgoingstudy
    ADD CONSTRAINT imaging_outgoingstud_request_id_98d268be_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_outgoingstudy
    ADD CONSTRAINT imaging_outgoingstudy_by_id_460f29ce_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_outgoingstudy
    ADD CONSTRAINT imaging_outgoingstudy_node_id_6e428b58_fk_imaging_dicomnode_id FOREIGN KEY (node_id) REFERENCES public.imaging_dicomnode(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_receivedinstance
    ADD CONSTRAINT imaging_receivedinst_file_id_241bbfd6_fk_files_sto FOREIGN KEY (file_id) REFERENCES public.files_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_receivedinstance
    ADD CONSTRAINT imaging_receivedinst_study_id_9f9c9370_fk_imaging_r FOREIGN KEY (study_id) REFERENCES public.imaging_receivedstudy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_receivedstudy
    ADD CONSTRAINT imaging_receivedstud_organisation_id_3a697b0a_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_receivedstudy
    ADD CONSTRAINT imaging_receivedstud_request_id_554446c1_fk_expertise FOREIGN KEY (request_id) REFERENCES public.expertise_expertiserequest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imaging_receivedstudy
    ADD CONSTRAINT imaging_receivedstudy_node_id_8c493721_fk_imaging_dicomnode_id FOREIGN KEY (node_id) REFERENCES public.imaging_dicomnode(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_asked_by_id_a6a2743c_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.jobs_job
    ADD CONSTRAINT jobs_job_organisation_id_70e12d84_fk_accounts_organisation_id FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT juniors_juniorwish_first_id_b1f4891f_fk_juniors_y FOREIGN KEY (first_id) REFERENCES public.juniors_yearsupervisor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT juniors_juniorwish_junior_id_173311ca_fk_juniors_yearjunior_id FOREIGN KEY (junior_id) REFERENCES public.juniors_yearjunior(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_juniorwish
    ADD CONSTRAINT juniors_juniorwish_second_id_adeedb6b_fk_juniors_y FOREIGN KEY (second_id) REFERENCES public.juniors_yearsupervisor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_junioryear
    ADD CONSTRAINT juniors_junioryear_region_id_314b5829_fk_geography_region_code FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_supervisorwish
    ADD CONSTRAINT juniors_supervisorwi_junior_id_ba7dcbf1_fk_juniors_y FOREIGN KEY (junior_id) REFERENCES public.juniors_yearjunior(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_supervisorwish
    ADD CONSTRAINT juniors_supervisorwi_supervisor_id_9c0f8653_fk_juniors_y FOREIGN KEY (supervisor_id) REFERENCES public.juniors_yearsupervisor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearhousing
    ADD CONSTRAINT juniors_yearhousing_year_id_a1b23028_fk_juniors_junioryear_id FOREIGN KEY (year_id) REFERENCES public.juniors_junioryear(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearjunior
    ADD CONSTRAINT juniors_yearjunior_partner_id_b90453e8_fk_juniors_yearjunior_id FOREIGN KEY (partner_id) REFERENCES public.juniors_yearjunior(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearjunior
    ADD CONSTRAINT juniors_yearjunior_year_id_dbb70bc4_fk_juniors_junioryear_id FOREIGN KEY (year_id) REFERENCES public.juniors_junioryear(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearsupervisor
    ADD CONSTRAINT juniors_yearsupervis_commune_id_835617fd_fk_geography FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearsupervisor
    ADD CONSTRAINT juniors_yearsupervis_housing_id_b3ab808a_fk_juniors_y FOREIGN KEY (housing_id) REFERENCES public.juniors_yearhousing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.juniors_yearsupervisor
    ADD CONSTRAINT juniors_yearsupervis_year_id_f2e65184_fk_juniors_j FOREIGN KEY (year_id) REFERENCES public.juniors_junioryear(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT observatory_monthlyr_department_id_3b0c6b49_fk_geography FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT observatory_monthlyr_intercommunality_id_be2dd2f7_fk_geography FOREIGN KEY (intercommunality_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT observatory_monthlyr_made_by_id_b4d1148c_fk_accounts_ FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_monthlyreport
    ADD CONSTRAINT observatory_monthlyr_region_id_9cb1d7b0_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_programmeeffect
    ADD CONSTRAINT observatory_programm_programme_id_6bce76ac_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_territorylist
    ADD CONSTRAINT observatory_territor_chosen_by_id_ad97e628_fk_accounts_ FOREIGN KEY (chosen_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_territorylist
    ADD CONSTRAINT observatory_territor_region_id_a1c042eb_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zoneadjustment
    ADD CONSTRAINT observatory_zoneadju_author_id_ff01f550_fk_accounts_ FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zoneadjustment
    ADD CONSTRAINT observatory_zoneadju_epci_id_62f382a3_fk_geography FOREIGN KEY (epci_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zoneadjustment
    ADD CONSTRAINT observatory_zoneadju_region_id_796c409a_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zonecandidate
    ADD CONSTRAINT observatory_zonecand_epci_id_0f1544d1_fk_geography FOREIGN KEY (epci_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zonecandidate
    ADD CONSTRAINT observatory_zonecand_region_id_45c6d647_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zonedesignation
    ADD CONSTRAINT observatory_zonedesi_epci_id_e9742f71_fk_geography FOREIGN KEY (epci_id) REFERENCES public.geography_intercommunality(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.observatory_zonedesignation
    ADD CONSTRAINT observatory_zonedesi_region_id_9bb1837a_fk_geography FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_bankaccount
    ADD CONSTRAINT payments_bankaccount_payer_id_c364713e_fk_payments_payer_id FOREIGN KEY (payer_id) REFERENCES public.payments_payer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_bankaccount
    ADD CONSTRAINT payments_bankaccount_professional_id_f875f60f_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_answered_by_id_6871e447_fk_accounts_user_id FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_correction_id_28b92cf2_fk_payments_ FOREIGN KEY (correction_id) REFERENCES public.payments_linecorrection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_contest
    ADD CONSTRAINT payments_contest_line_id_7abf6851_fk_payments_statementline_id FOREIGN KEY (line_id) REFERENCES public.payments_statementline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_heldconfirmation
    ADD CONSTRAINT payments_heldconfirm_session_id_d8ec211a_fk_agenda_se FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_heldconfirmation
    ADD CONSTRAINT payments_heldconfirmation_by_id_c07f2c22_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_linecorrection
    ADD CONSTRAINT payments_linecorrect_corrects_id_43af91e6_fk_payments_ FOREIGN KEY (corrects_id) REFERENCES public.payments_statementline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_linecorrection
    ADD CONSTRAINT payments_linecorrection_by_id_a0759532_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_monthclosing
    ADD CONSTRAINT payments_monthclosing_closed_by_id_59bf031f_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_monthclosing
    ADD CONSTRAINT payments_monthclosing_payer_id_e9f8ebdb_fk_payments_payer_id FOREIGN KEY (payer_id) REFERENCES public.payments_payer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_monthlystatement
    ADD CONSTRAINT payments_monthlystat_closing_id_c920bc41_fk_payments_ FOREIGN KEY (closing_id) REFERENCES public.payments_monthclosing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_monthlystatement
    ADD CONSTRAINT payments_monthlystat_professional_id_32822ee2_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_orderedpayment
    ADD CONSTRAINT payments_orderedpaym_order_id_e23efc45_fk_payments_ FOREIGN KEY (order_id) REFERENCES public.payments_paymentorder(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_orderedpayment
    ADD CONSTRAINT payments_orderedpaym_statement_id_b20025bb_fk_payments_ FOREIGN KEY (statement_id) REFERENCES public.payments_monthlystatement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paidsession
    ADD CONSTRAINT payments_paidsession_line_id_4c8b6917_fk_payments_ FOREIGN KEY (line_id) REFERENCES public.payments_statementline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paidsession
    ADD CONSTRAINT payments_paidsession_professional_id_d10fead7_fk_directory FOREIGN KEY (professional_id) REFERENCES public.directory_professional(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paidsession
    ADD CONSTRAINT payments_paidsession_session_id_05080fd4_fk_agenda_session_id FOREIGN KEY (session_id) REFERENCES public.agenda_session(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_payer
    ADD CONSTRAINT payments_payer_organisation_id_7ffd321f_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_payer
    ADD CONSTRAINT payments_payer_region_id_9a3ae01b_fk_geography_region_code FOREIGN KEY (region_id) REFERENCES public.geography_region(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paymentmandate
    ADD CONSTRAINT payments_paymentmand_department_id_ba840774_fk_geography FOREIGN KEY (department_id) REFERENCES public.geography_department(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paymentmandate
    ADD CONSTRAINT payments_paymentmandate_payer_id_185f1c43_fk_payments_payer_id FOREIGN KEY (payer_id) REFERENCES public.payments_payer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paymentorder
    ADD CONSTRAINT payments_paymentorder_made_by_id_e715f854_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_paymentorder
    ADD CONSTRAINT payments_paymentorder_payer_id_278318dc_fk_payments_payer_id FOREIGN KEY (payer_id) REFERENCES public.payments_payer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementli_commune_id_d00a8d8b_fk_geography FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementli_correction_id_be26c10d_fk_payments_ FOREIGN KEY (correction_id) REFERENCES public.payments_linecorrection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementli_corrects_id_f416dbb5_fk_payments_ FOREIGN KEY (corrects_id) REFERENCES public.payments_statementline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementli_statement_id_0e2b52e7_fk_payments_ FOREIGN KEY (statement_id) REFERENCES public.payments_monthlystatement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planchange
    ADD CONSTRAINT plans_planchange_by_id_a22d17e3_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planchange
    ADD CONSTRAINT plans_planchange_run_id_b3c95733_fk_plans_planrun_id FOREIGN KEY (run_id) REFERENCES public.plans_planrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planpart
    ADD CONSTRAINT plans_planpart_programme_id_e5d76836_fk_engagemen FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planpart
    ADD CONSTRAINT plans_planpart_run_id_c9ad7271_fk_plans_planrun_id FOREIGN KEY (run_id) REFERENCES public.plans_planrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planrun
    ADD CONSTRAINT plans_planrun_programme_id_044544d8_fk_engagements_programme_id FOREIGN KEY (programme_id) REFERENCES public.engagements_programme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.plans_planrun
    ADD CONSTRAINT plans_planrun_replaces_id_24d703aa_fk_plans_planrun_id FOREIGN KEY (replaces_id) REFERENCES public.plans_planrun(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_pageseen
    ADD CONSTRAINT privacy_pageseen_user_id_2b4b989a_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_privacyact
    ADD CONSTRAINT privacy_privacyact_by_id_5f142c7d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.privacy_privacyact
    ADD CONSTRAINT privacy_privacyact_organisation_id_c5b9225f_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.proposals_placeproposal
    ADD CONSTRAINT proposals_placepropo_commune_id_659d0ab2_fk_geography FOREIGN KEY (commune_id) REFERENCES public.geography_commune(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.proposals_placeproposal
    ADD CONSTRAINT proposals_placeproposal_place_id_e3137208_fk_directory_place_id FOREIGN KEY (place_id) REFERENCES public.directory_place(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.proposals_proposalphoto
    ADD CONSTRAINT proposals_proposalph_proposal_id_9e0944a0_fk_proposals FOREIGN KEY (proposal_id) REFERENCES public.proposals_placeproposal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_guest
    ADD CONSTRAINT remote_guest_appointment_id_e005eb0d_fk_booking_appointment_id FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_guest
    ADD CONSTRAINT remote_guest_by_id_de961d2a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_seat
    ADD CONSTRAINT remote_seat_appointment_id_0f127e08_fk_booking_appointment_id FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_seat
    ADD CONSTRAINT remote_seat_guest_id_ac5c3566_fk_remote_guest_id FOREIGN KEY (guest_id) REFERENCES public.remote_guest(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_seat
    ADD CONSTRAINT remote_seat_user_id_ddbc0e46_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_signal
    ADD CONSTRAINT remote_signal_sender_id_ab3c633e_fk_remote_seat_id FOREIGN KEY (sender_id) REFERENCES public.remote_seat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_signal
    ADD CONSTRAINT remote_signal_to_id_ed71871e_fk_remote_seat_id FOREIGN KEY (to_id) REFERENCES public.remote_seat(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_step
    ADD CONSTRAINT remote_step_appointment_id_77657e1f_fk_booking_appointment_id FOREIGN KEY (appointment_id) REFERENCES public.booking_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.remote_step
    ADD CONSTRAINT remote_step_by_id_80b4f8c9_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_delivery
    ADD CONSTRAINT webhooks_delivery_subscription_id_f436ed71_fk_webhooks_ FOREIGN KEY (subscription_id) REFERENCES public.webhooks_subscription(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_subscription
    ADD CONSTRAINT webhooks_subscriptio_organisation_id_23d9a132_fk_accounts_ FOREIGN KEY (organisation_id) REFERENCES public.accounts_organisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.webhooks_subscription
    ADD CONSTRAINT webhooks_subscription_made_by_id_466df1d5_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

INSERT INTO public.django_migrations (app, name, applied) VALUES
  ('geography', '0001_initial', now()),
  ('accounts', '0001_initial', now()),
  ('account', '0001_initial', now()),
  ('account', '0002_email_max_length', now()),
  ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
  ('account', '0004_alter_emailaddress_drop_unique_email', now()),
  ('account', '0005_emailaddress_idx_upper_email', now()),
  ('account', '0006_emailaddress_lower', now()),
  ('account', '0007_emailaddress_idx_email', now()),
  ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
  ('account', '0009_emailaddress_unique_primary_email', now()),
  ('pghistory', '0001_initial', now()),
  ('pghistory', '0002_aggregateevent', now()),
  ('pghistory', '0003_auto_20201023_1636', now()),
  ('pghistory', '0004_auto_20220906_1625', now()),
  ('pghistory', '0005_events_middlewareevents', now()),
  ('pghistory', '0006_delete_aggregateevent', now()),
  ('pghistory', '0007_auto_20250421_0444', now()),
  ('mfa', '0001_initial', now()),
  ('mfa', '0002_authenticator_timestamps', now()),
  ('mfa', '0003_authenticator_type_uniq', now()),
  ('directory', '0001_initial', now()),
  ('accounts', '0002_invitations_and_history', now()),
  ('accounts', '0003_roles_as_data', now()),
  ('directory', '0002_invited_professional', now()),
  ('directory', '0003_invited_professional_moved', now()),
  ('accounts', '0004_entry_of_invitation_left_to_directory', now()),
  ('accounts', '0005_second_factor_and_sign_in_links', now()),
  ('accounts', '0006_landlord', now()),
  ('accounts', '0007_departments', now()),
  ('accounts', '0008_grant_desk', now()),
  ('accounts', '0009_membership_move', now()),
  ('accounts', '0010_remote_roles', now()),
  ('accounts', '0011_duty_organisers', now()),
  ('accounts', '0012_shared_reading', now()),
  ('accounts', '0013_systems_managers', now()),
  ('accounts', '0014_sealed_addresses', now()),
  ('engagements', '0001_initial', now()),
  ('directory', '0004_resource', now()),
  ('engagements', '0002_programme', now()),
  ('plans', '0001_initial', now()),
  ('plans', '0002_programme', now()),
  ('observatory', '0001_initial', now()),
  ('observatory', '0002_candidates', now()),
  ('observatory', '0003_programmeeffect', now()),
  ('agenda', '0001_initial', now()),
  ('agenda', '0002_initial', now()),
  ('agenda', '0003_posts', now()),
  ('agenda', '0004_move', now()),
  ('directory', '0005_resources_only', now()),
  ('agenda', '0005_posts_only', now()),
  ('engagements', '0003_programmes_only', now()),
  ('directory', '0006_delete_room_vehicle', now()),
  ('directory', '0007_promises', now()),
  ('directory', '0008_place_handover', now()),
  ('engagements', '0004_authorisation_answered', now()),
  ('engagements', '0005_desks', now()),
  ('engagements', '0006_asked_of_desks', now()),
  ('engagements', '0007_nights', now()),
  ('agenda', '0006_cancellations', now()),
  ('agenda', '0007_absences_swaps_departures', now()),
  ('agenda', '0008_calendars', now()),
  ('agenda', '0009_warnings', now()),
  ('agenda', '0010_arranged_posts', now()),
  ('agenda', '0011_session_host', now()),
  ('agenda', '0012_duties', now()),
  ('agenda', '0013_extra_slots', now()),
  ('agenda', '0014_visits_of_different_length', now()),
  ('agenda', '0015_calendar_access', now()),
  ('files', '0001_encrypted_files', now()),
  ('expertise', '0001_requests', now()),
  ('expertise', '0002_shared_reading', now()),
  ('agreements', '0001_initial', now()),
  ('agreements', '0002_closed_months', now()),
  ('agreements', '0003_shared_reading', now()),
  ('agreements', '0004_means', now()),
  ('agreements', '0005_groups_and_staff', now()),
  ('applications', '0001_initial', now()),
  ('applications', '0002_nights_of_engagements', now()),
  ('applications', '0003_rpps_key', now()),
  ('applications', '0004_sealed_contacts', now()),
  ('contenttypes', '0001_initial', now()),
  ('contenttypes', '0002_remove_content_type_name', now()),
  ('auth', '0001_initial', now()),
  ('auth', '0002_alter_permission_name_max_length', now()),
  ('auth', '0003_alter_user_email_max_length', now()),
  ('auth', '0004_alter_user_username_opts', now()),
  ('auth', '0005_alter_user_last_login_null', now()),
  ('auth', '0006_require_contenttypes_0002', now()),
  ('auth', '0007_alter_validators_add_error_messages', now()),
  ('auth', '0008_alter_user_username_max_length', now()),
  ('auth', '0009_alter_user_last_name_max_length', now()),
  ('auth', '0010_alter_group_name_max_length', now()),
  ('auth', '0011_update_proxy_permissions', now()),
  ('auth', '0012_alter_user_first_name_max_length', now()),
  ('directory', '0009_sealed_contacts', now()),
  ('booking', '0001_initial', now()),
  ('booking', '0002_person_keys', now()),
  ('booking', '0003_moving', now()),
  ('booking', '0004_pace', now()),
  ('booking', '0005_outcomes', now()),
  ('booking', '0006_waiting_list', now()),
  ('booking', '0007_booked_for', now()),
  ('booking', '0008_overbooked_sessions', now()),
  ('booking', '0009_confirmations', now()),
  ('booking', '0010_sealed_contacts', now()),
  ('booking', '0011_patient_wishes', now()),
  ('booking', '0012_shared_offers', now()),
  ('booking', '0013_api_bookings', now()),
  ('booking', '0014_earlier_dates', now()),
  ('grants', '0001_grants', now()),
  ('calls', '0001_initial', now()),
  ('calls', '0002_seats', now()),
  ('calls', '0003_reviews', now()),
  ('calls', '0004_first_grids', now()),
  ('calls', '0005_cost_of_posts', now()),
  ('calls', '0006_sealed_contacts', now()),
  ('centres', '0001_scenarios', now()),
  ('centres', '0002_contracts_and_rooms', now()),
  ('centres', '0003_desk_registration_rounds', now()),
  ('centres', '0004_sealed_contacts', now()),
  ('centres', '0005_on_the_round', now()),
  ('database', '0001_changes', now()),
  ('demo', '0001_initial', now()),
  ('diaries', '0001_opening_rules', now()),
  ('diaries', '0002_kept_time', now()),
  ('duties', '0001_rotas', now()),
  ('duties', '0002_shared_reading', now()),
  ('fhir', '0001_keys_and_numbers', now()),
  ('fhir', '0002_sent_appointments', now()),
  ('fhir', '0003_key_scopes', now()),
  ('fhir', '0004_keys_to_examinations', now()),
  ('files', '0002_uploads', now()),
  ('files', '0003_files_of_studies', now()),
  ('identity', '0001_initial', now()),
  ('imaging', '0001_nodes_and_studies', now()),
  ('jobs', '0001_initial', now()),
  ('jobs', '0002_stopped', now()),
  ('jobs', '0003_concluding', now()),
  ('juniors', '0001_years', now()),
  ('observatory', '0004_lists', now()),
  ('observatory', '0005_monthly_reports', now()),
  ('observatory', '0006_reports_of_parts', now()),
  ('outbox', '0001_initial', now()),
  ('outbox', '0002_sealed_texts', now()),
  ('outbox', '0003_sms', now()),
  ('payments', '0001_initial', now()),
  ('payments', '0002_confirm_what_was_held', now()),
  ('payments', '0003_who_confirms', now()),
  ('payments', '0004_replacement_paid', now()),
  ('payments', '0005_paid_outside', now()),
  ('payments', '0006_country_of_account', now()),
  ('plans', '0003_programmes_only', now()),
  ('plans', '0004_board', now()),
  ('plans', '0005_parts', now()),
  ('privacy', '0001_journal', now()),
  ('procrastinate', '0001_initial', now()),
  ('procrastinate', '0002_drop_started_at_column', now()),
  ('procrastinate', '0003_drop_started_at_column', now()),
  ('procrastinate', '0004_drop_procrastinate_version_table', now()),
  ('procrastinate', '0005_fix_procrastinate_fetch_job', now()),
  ('procrastinate', '0006_fix_trigger_status_events_insert', now()),
  ('procrastinate', '0007_add_queueing_lock_column', now()),
  ('procrastinate', '0008_close_fetch_job_race_condition', now()),
  ('procrastinate', '0009_add_defer_job_function', now()),
  ('procrastinate', '0010_add_procrastinate_periodic_defers', now()),
  ('procrastinate', '0011_add_foreign_key_index', now()),
  ('procrastinate', '0012_add_locks_to_periodic_defer', now()),
  ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
  ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
  ('procrastinate', '0015_add_trigger_on_job_deletion', now()),
  ('procrastinate', '0016_delete_finished_jobs', now()),
  ('procrastinate', '0017_add_checks_to_finish_job', now()),
  ('procrastinate', '0018_add_checks_to_retry_job', now()),
  ('procrastinate', '0019_fix_finish_job_compat_issue', now()),
  ('procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
  ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
  ('procrastinate', '0022_null_locks_excluded', now()),
  ('procrastinate', '0023_remove_old_finish_job_function', now()),
  ('procrastinate', '0024_job_id_bigint', now()),
  ('procrastinate', '0025_add_models', now()),
  ('procrastinate', '0026_add_job_priority', now()),
  ('procrastinate', '0027_add_periodic_job_priority', now()),
  ('procrastinate', '0028_add_cancel_states', now()),
  ('procrastinate', '0029_add_additional_params_to_retry_job', now()),
  ('procrastinate', '0030_alter_procrastinateevent_options', now()),
  ('procrastinate', '0031_add_indexes_for_fetch_job', now()),
  ('procrastinate', '0032_pre_cancel_notification', now()),
  ('procrastinate', '0033_post_cancel_notification', now()),
  ('procrastinate', '0034_pre_add_heartbeat', now()),
  ('procrastinate', '0035_post_add_heartbeat', now()),
  ('procrastinate', '0036_add_worker_model', now()),
  ('procrastinate', '0037_pre_batch_defer_jobs', now()),
  ('procrastinate', '0038_post_batch_defer_jobs', now()),
  ('procrastinate', '0039_pre_priority_lock_fetch_job', now()),
  ('procrastinate', '0040_pre_retry_failed_job', now()),
  ('procrastinate', '0041_post_retry_failed_job', now()),
  ('proposals', '0001_initial', now()),
  ('proposals', '0002_sealed_contacts', now()),
  ('remote', '0001_course', now()),
  ('remote', '0002_calls', now()),
  ('remote', '0003_guests', now()),
  ('sessions', '0001_initial', now()),
  ('webhooks', '0001_addresses', now());
