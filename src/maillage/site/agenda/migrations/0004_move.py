"""Moves every row into resources, programmes, posts and windows, without loss.

Plain SQL over the tables as they are between 0003 and 0005, so that later versions of the models do not matter.
"""

import json

from django.db import migrations

from maillage.site.database.undoing import nothing

# The schemes at the time of 0003: the role that gave a session, and the groups that the first slots were kept for.
GIVER = {"medical_bus": "carer"}
FIRST = {
    "solidarity": ["no_treating_doctor"],
    "shared_post": ["referred"],
    "medical_bus": ["no_treating_doctor", "not_seen_for_long"],
}
SEQUENCE = "pg_get_serial_sequence('directory_resource', 'id')"
KEY = r"^(plan|agreement|tour):\d+:(\d+):(\d{4}-\d\d-\d\d):(morning|afternoon)$"


def move(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        # Rows keep the history they have: the triggers that write it must not add to it.
        cursor.execute("ALTER TABLE agenda_session DISABLE TRIGGER USER")
        move_resources(cursor)
        names = set()
        programmes = move_programmes(cursor, names)
        move_sessions(cursor, programmes)
        move_posts(cursor)
        move_claims(cursor)
        move_history(cursor, programmes, names)
        move_slots(cursor)
        # PostgreSQL refuses to alter tables while deferred constraints of the same transaction are pending.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE agenda_session ENABLE TRIGGER USER")


def move_resources(cursor):
    """Create a resource for every professional, room and vehicle; existing resources keep their key."""
    cursor.execute("""
        CREATE TEMP TABLE moved (resource bigint, professional bigint, room bigint, vehicle bigint) ON COMMIT DROP;
        INSERT INTO moved SELECT id, professional_id, room_id, vehicle_id FROM agenda_resource;
    """)
    cursor.execute(f"SELECT setval({SEQUENCE}, greatest((SELECT max(id) FROM agenda_resource), 1))")
    for table, column in (("professional", "professional"), ("room", "room"), ("vehicle", "vehicle")):
        cursor.execute(f"""
            INSERT INTO moved (resource, {column})
            SELECT nextval({SEQUENCE}), id FROM directory_{table}
            WHERE id NOT IN (SELECT {column} FROM moved WHERE {column} IS NOT NULL) ORDER BY id
        """)
    cursor.execute("""
        INSERT INTO directory_resource (id, kind, name, reference)
        SELECT moved.resource, 'professional', one.first_name || ' ' || one.last_name,
            coalesce(nullif(one.reference, ''), 'professional-' || moved.resource)
        FROM moved JOIN directory_professional one ON one.id = moved.professional;
        INSERT INTO directory_resource (id, kind, name, reference, place_id)
        SELECT moved.resource, 'room', one.name, 'room-' || moved.resource, one.place_id
        FROM moved JOIN directory_room one ON one.id = moved.room;
        INSERT INTO directory_resource (id, kind, name, reference, organisation_id)
        SELECT moved.resource, 'vehicle', one.name, 'vehicle-' || moved.resource, one.organisation_id
        FROM moved JOIN directory_vehicle one ON one.id = moved.vehicle;
        UPDATE directory_professional one SET resource_id = moved.resource
        FROM moved WHERE moved.professional = one.id;
    """)


def rows_of(cursor, query, parameters=()):
    cursor.execute(query, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def document_of(value):
    """Return a JSON column as a value, whether the driver has decoded it or not."""
    return json.loads(value) if isinstance(value, str) else value


def move_programmes(cursor, names):
    """Create one programme per plan, agreement and tour; return their keys by column of the session and old key."""
    found = {}
    for run in rows_of(cursor, "SELECT * FROM plans_planrun ORDER BY id"):
        found["plan_run_id", run["id"]] = pk = insert_programme(
            cursor, names, scheme=run["scheme"], template=template_of(document_of(run["document"])),
            name=f"Plan du {run['starts']:%d/%m/%Y}, {run['weeks']} semaines, région {run['region_id']}",
            starts=run["starts"], weeks=run["weeks"], region=run["region_id"], published_at=run["published_at"],
        )
        cursor.execute("UPDATE plans_planrun SET programme_id = %s WHERE id = %s", [pk, run["id"]])
        if run["effect"] is not None:
            cursor.execute(
                "INSERT INTO observatory_programmeeffect (programme_id, figures, computed_at) "
                "SELECT programme_id, effect, coalesce(published_at, created) FROM plans_planrun WHERE id = %s",
                [run["id"]],
            )
    for row in rows_of(cursor, "SELECT * FROM engagements_agreement ORDER BY id"):
        found["agreement_id", row["id"]] = pk = insert_programme(
            cursor, names, scheme=row["scheme"], name=row["name"], pathway=row["pathway"],
            template=with_rooms(cursor, row["id"], document_of(row["template"])), starts=row["starts"],
            ends=row["ends"], region=region_of(cursor, "agreement_id", row["id"]),
            published_at=published_at(cursor, "agreement_id", row["id"]),
        )
        cursor.execute(
            "INSERT INTO engagements_programmeparty"
            " (programme_id, organisation_id, key, place_id, time_percent, money_percent)"
            " SELECT %s, organisation_id, key, place_id, time_percent, money_percent"
            " FROM engagements_agreementparty WHERE agreement_id = %s ORDER BY id",
            [pk, row["id"]],
        )
    for row in rows_of(cursor, "SELECT * FROM engagements_tour ORDER BY id"):
        found["tour_id", row["id"]] = insert_programme(
            cursor, names, scheme=row["scheme"], name=row["name"],
            template=with_vehicle(cursor, row["vehicle_id"], document_of(row["template"])), starts=row["starts"],
            ends=row["ends"], region=region_of(cursor, "tour_id", row["id"]),
            published_at=published_at(cursor, "tour_id", row["id"]),
        )
    for row in rows_of(cursor, """
        SELECT scheme, min(starts)::date AS starts, min(starts) AS first
        FROM (SELECT scheme, starts, plan_run_id, agreement_id, tour_id FROM agenda_session
              UNION ALL SELECT scheme, starts, plan_run_id, agreement_id, tour_id FROM agenda_sessionevent) one
        WHERE plan_run_id IS NULL AND agreement_id IS NULL AND tour_id IS NULL GROUP BY scheme ORDER BY scheme
    """):
        found["scheme", row["scheme"]] = insert_isolated(cursor, names, row)
    return found


def insert_isolated(cursor, names, row):
    """Create the programme for sessions of a scheme that came from no plan, agreement or tour."""
    return insert_programme(
        cursor, names, scheme=row["scheme"], name=f"Vacations isolées ({row['scheme']})",
        template={"shape": "dated", "days": []}, starts=row["starts"], published_at=row["first"],
    )


def insert_programme(
    cursor, names, *, scheme, name, template, starts, ends=None, weeks=None, region=None, published_at=None, pathway=""
):
    """Insert a programme under an unused name; return its key. A plan ends after its ``weeks``."""
    unique, number = name[:190], 2
    while unique in names:
        unique, number = f"{name[:190]} ({number})", number + 1
    names.add(unique)
    cursor.execute(
        "INSERT INTO engagements_programme"
        " (scheme, kind, name, pathway, template, starts, ends, state, published_at, region_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, coalesce(%s, %s::date + 7 * %s::int - 1), %s, %s, %s) RETURNING id",
        [
            scheme, template["shape"], unique, pathway, json.dumps(template), starts, ends, starts, weeks,
            "draft" if published_at is None else "published", published_at, region,
        ],
    )
    return cursor.fetchone()[0]


def template_of(document):
    days = [
        {"date": day["date"], "place": day["site"], "staff": day["doctor"], "activity": "consultations",
         "halves": ["morning", "afternoon"]}
        for day in document["plan"]
    ]
    return {"shape": "dated", "days": days}


def with_rooms(cursor, agreement, template):
    """Name a party's room in its half-days, unless two half-days would then ask for it at the same time."""
    rooms = {
        row["key"]: row["reference"]
        for row in rows_of(
            cursor,
            "SELECT party.key, resource.reference FROM engagements_agreementparty party"
            " JOIN moved ON moved.room = party.room_id JOIN directory_resource resource ON resource.id = moved.resource"
            " WHERE party.agreement_id = %s",
            [agreement],
        )
    }
    asked = set()
    for presence in template["presences"]:
        room = rooms.get(presence["place"])
        once = (presence["weekday"], presence["half"], room)
        if room is not None and once not in asked:
            presence["takes"] = {"room": [room]}
            asked.add(once)
    return template


def with_vehicle(cursor, vehicle, template):
    """Give the vehicle the name used by its tour; if that is taken, write the vehicle's name into the tour."""
    cursor.execute("SELECT resource FROM moved WHERE vehicle = %s", [vehicle])
    resource = cursor.fetchone()[0]
    cursor.execute("SELECT id FROM directory_resource WHERE kind = 'vehicle' AND reference = %s", [template["vehicle"]])
    holder = cursor.fetchone()
    cursor.execute("SELECT reference FROM directory_resource WHERE id = %s", [resource])
    reference = cursor.fetchone()[0]
    if holder is None and reference == f"vehicle-{resource}" and template["vehicle"]:
        cursor.execute("UPDATE directory_resource SET reference = %s WHERE id = %s", [template["vehicle"], resource])
    elif holder is None or holder[0] != resource:
        template["vehicle"] = reference
    return template


def region_of(cursor, column, pk):
    cursor.execute(
        f"SELECT department.region_id FROM agenda_session session"
        f" JOIN geography_commune commune ON commune.code = session.commune_id"
        f" JOIN geography_department department ON department.code = commune.department_id"
        f" WHERE session.{column} = %s ORDER BY session.starts LIMIT 1",
        [pk],
    )
    row = cursor.fetchone()
    return row[0] if row else None


def published_at(cursor, column, pk):
    """Return when the first session was opened; None if there is none."""
    cursor.execute(
        f"SELECT coalesce(min(event.pgh_created_at), min(session.starts)) FROM agenda_session session"
        f" LEFT JOIN agenda_sessionevent event ON event.pgh_obj_id = session.id AND event.state = 'published'"
        f" WHERE session.{column} = %s AND session.state <> 'draft'",
        [pk],
    )
    return cursor.fetchone()[0]


def move_sessions(cursor, programmes):
    for (column, value), pk in programmes.items():
        orphan = "AND plan_run_id IS NULL AND agreement_id IS NULL AND tour_id IS NULL" if column == "scheme" else ""
        for table in ("agenda_session", "agenda_sessionevent"):
            cursor.execute(
                f"UPDATE {table} SET programme_id = %s WHERE programme_id IS NULL AND {column} = %s {orphan}",
                [pk, value],
            )
    cursor.execute("UPDATE agenda_session SET key = 'session:' || id")
    cursor.execute(
        """
        UPDATE agenda_session session
        SET key = session.programme_id || ':' || made.day || ':' || made.half || ':' || moved.resource
        FROM (SELECT id, (regexp_match(origin_key, %(key)s))[2]::bigint AS person,
                  (regexp_match(origin_key, %(key)s))[3] AS day, (regexp_match(origin_key, %(key)s))[4] AS half
              FROM agenda_session WHERE origin_key ~ %(key)s) made
        JOIN moved ON moved.professional = made.person
        WHERE made.id = session.id
        """,
        {"key": KEY},
    )


def move_posts(cursor):
    """Create the posts of each session: giver, room at a place, vehicle if any, and one for each other claim."""
    cursor.execute("""
        INSERT INTO agenda_sessionpost (session_id, role, rank, kind, giver, optional, during)
        SELECT id, coalesce((%s::jsonb)->>scheme, 'doctor'), 0, 'professional', true, false,
            tstzrange(starts, ends, '[)') FROM agenda_session ORDER BY id
    """, [json.dumps(GIVER)])  # fmt: skip
    cursor.execute("""
        INSERT INTO agenda_sessionpost (session_id, role, rank, kind, giver, optional, during)
        SELECT id, 'room', 0, 'room', false, false, tstzrange(starts, ends, '[)')
        FROM agenda_session WHERE place_id IS NOT NULL ORDER BY id;
        INSERT INTO agenda_sessionpost (session_id, role, rank, kind, giver, optional, during)
        SELECT id, 'vehicle', 0, 'vehicle', false, false, tstzrange(starts, ends, '[)')
        FROM agenda_session WHERE vehicle_id IS NOT NULL ORDER BY id;
        CREATE TEMP TABLE taken ON COMMIT DROP AS
        SELECT claim.id AS claim, claim.session_id AS session, resource.kind,
            CASE WHEN claim.active THEN row_number() OVER
                (PARTITION BY claim.session_id, resource.kind, claim.active ORDER BY claim.id) - 1 ELSE 0 END AS rank
        FROM agenda_claim claim JOIN directory_resource resource ON resource.id = claim.resource_id;
        INSERT INTO agenda_sessionpost (session_id, role, rank, kind, giver, optional, during)
        SELECT DISTINCT taken.session, coalesce(first.role, taken.kind), taken.rank, taken.kind, false, true,
            tstzrange(session.starts, session.ends, '[)')
        FROM taken JOIN agenda_session session ON session.id = taken.session
        LEFT JOIN agenda_sessionpost first ON first.session_id = taken.session AND first.kind = taken.kind
            AND first.rank = 0
        LEFT JOIN agenda_sessionpost post ON post.session_id = taken.session AND post.kind = taken.kind
            AND post.rank = taken.rank
        WHERE post.id IS NULL;
    """)


def move_claims(cursor):
    cursor.execute("""
        UPDATE agenda_claim claim SET post_id = post.id
        FROM taken JOIN agenda_sessionpost post
            ON post.session_id = taken.session AND post.kind = taken.kind AND post.rank = taken.rank
        WHERE taken.claim = claim.id;
        CREATE TEMP TABLE foreseen ON COMMIT DROP AS
        SELECT session.id AS session, moved.resource, resource.kind,
            session.state IN ('published', 'accepted', 'held') AS active
        FROM agenda_session session JOIN moved ON moved.professional = session.professional_id
            OR moved.room = session.room_id OR moved.vehicle = session.vehicle_id
        JOIN directory_resource resource ON resource.id = moved.resource;
        INSERT INTO agenda_claim (session_id, resource_id, during, active, post_id)
        SELECT foreseen.session, foreseen.resource, post.during, foreseen.active, post.id
        FROM foreseen JOIN agenda_sessionpost post
            ON post.session_id = foreseen.session AND post.kind = foreseen.kind AND post.rank = 0
        WHERE NOT EXISTS (SELECT 1 FROM agenda_claim claim
            WHERE claim.session_id = foreseen.session AND claim.resource_id = foreseen.resource)
        ORDER BY foreseen.session, foreseen.resource;
        UPDATE agenda_claim claim
        SET accepted_at = coalesce(
            (SELECT max(event.pgh_created_at) FROM agenda_sessionevent event
             WHERE event.pgh_obj_id = session.id AND event.state = 'accepted'
                AND event.professional_id = session.professional_id),
            CASE WHEN session.state = 'accepted' THEN least(now(), session.starts) END)
        FROM agenda_sessionpost post JOIN agenda_session session ON session.id = post.session_id
        WHERE claim.post_id = post.id AND post.giver AND claim.active AND session.state IN ('accepted', 'held');
    """)


def move_history(cursor, programmes, names):
    """Attach the history of sessions to programmes, and turn its givers into the history of claims."""
    cursor.execute("""
        UPDATE agenda_sessionevent event SET programme_id = session.programme_id
        FROM agenda_session session WHERE session.id = event.pgh_obj_id AND event.programme_id IS NULL;
        UPDATE agenda_sessionevent event SET key = session.key
        FROM agenda_session session WHERE session.id = event.pgh_obj_id;
        UPDATE agenda_sessionevent SET key = 'session:' || id WHERE key IS NULL;
    """)
    # Events of deleted sessions, whose plan, agreement or tour is deleted too.
    for row in rows_of(cursor, """
        SELECT scheme, min(starts)::date AS starts, min(starts) AS first FROM agenda_sessionevent
        WHERE programme_id IS NULL GROUP BY scheme ORDER BY scheme
    """):
        pk = programmes.get(("scheme", row["scheme"])) or insert_isolated(cursor, names, row)
        cursor.execute(
            "UPDATE agenda_sessionevent SET programme_id = %s WHERE programme_id IS NULL AND scheme = %s",
            [pk, row["scheme"]],
        )
    cursor.execute("""
        INSERT INTO agenda_claimevent (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, id, during, active,
            accepted_at, post_id, resource_id)
        SELECT told.at, CASE WHEN row_number() OVER (PARTITION BY claim.id ORDER BY told.number, told.active) = 1
                THEN 'insert' ELSE 'update' END,
            claim.id, told.context, claim.id, claim.during, told.active,
            CASE WHEN told.state = 'accepted' THEN told.at END, claim.post_id, claim.resource_id
        FROM (
            SELECT pgh_id AS number, pgh_created_at AS at, pgh_obj_id AS session, pgh_context_id AS context, state,
                professional_id AS person, state IN ('published', 'accepted', 'held') AS active
            FROM agenda_sessionevent WHERE professional_id IS NOT NULL
            UNION ALL
            SELECT number, at, session, context, state, before, false FROM (
                SELECT pgh_id AS number, pgh_created_at AS at, pgh_obj_id AS session, pgh_context_id AS context, state,
                    professional_id AS person,
                    lag(professional_id) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before
                FROM agenda_sessionevent) passed
            WHERE before IS NOT NULL AND person IS DISTINCT FROM before
        ) told
        JOIN moved ON moved.professional = told.person
        JOIN LATERAL (SELECT * FROM agenda_claim WHERE session_id = told.session AND resource_id = moved.resource
            ORDER BY active DESC, id LIMIT 1) claim ON true
        ORDER BY told.number, told.active
    """)


def move_slots(cursor):
    cursor.execute(
        """
        UPDATE agenda_slot slot
        SET kept_for = ARRAY(SELECT jsonb_array_elements_text(coalesce((%s::jsonb)->session.scheme, %s::jsonb)))
        FROM agenda_session session WHERE session.id = slot.session_id AND slot.audience = 'first'
        """,
        [json.dumps(FIRST), json.dumps(FIRST["solidarity"])],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0003_posts'),
        ('observatory', '0003_programmeeffect'),
        ('plans', '0002_programme'),
    ]

    operations = [
        migrations.RunPython(move, nothing, elidable=False),
    ]
