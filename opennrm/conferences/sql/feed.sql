-- The case conferences in a calendar feed (tasks/sql/feed.sql).

SET LOCAL ROLE opennrm_sec;

-- Those that this person chairs, and those of cases that are assigned to them.
DROP FUNCTION IF EXISTS sec.feed_part_conference(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_conference(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, NULL::date, c.starts_at, c.moves::integer,
         (SELECT max(m.moved_at) FROM public.conferences_conferencemove m WHERE m.conference_id = c.id)
    FROM public.conferences_conference c
    WHERE c.state = 'planned'
      AND c.starts_at >= first_day::timestamp AT TIME ZONE zone AND c.starts_at < (last_day + 1)::timestamp AT TIME ZONE zone
      AND (c.chair_id = membership OR EXISTS (
        SELECT FROM public.cases_case k WHERE k.id = c.case_id AND k.assigned_to_id = membership))
$$;

-- Those to which this person's agency is invited: the policies show them, and nobody changes them but who leads the case.
-- When it was moved, and why, is for the lead alone.
DROP FUNCTION IF EXISTS sec.feed_part_invitation(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_invitation(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.id, NULL::date, c.starts_at, c.moves::integer, NULL::timestamptz FROM public.conferences_conference c
    WHERE c.state = 'planned'
      AND c.starts_at >= first_day::timestamp AT TIME ZONE zone AND c.starts_at < (last_day + 1)::timestamp AT TIME ZONE zone
      AND NOT c.writers && NULLIF(current_setting('opennrm.principals', true), '')::integer[]
$$;

REVOKE ALL ON FUNCTION sec.feed_part_conference(uuid, date, date, text),
  sec.feed_part_invitation(uuid, date, date, text) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
