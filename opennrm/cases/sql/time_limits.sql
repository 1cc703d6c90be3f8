-- The time limits in a calendar feed (tasks/sql/feed.sql).

SET LOCAL ROLE opennrm_sec;

-- The running time limits of cases that are assigned to this person, and of what their team was asked for.
DROP FUNCTION IF EXISTS sec.feed_part_clock(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_clock(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.id, NULL::date, k.due_at, k.moves::integer, k.moved_at
    FROM public.cases_clock k
    WHERE k.stopped_at IS NULL AND k.paused_at IS NULL
      AND k.due_at >= first_day::timestamp AT TIME ZONE zone AND k.due_at < (last_day + 1)::timestamp AT TIME ZONE zone
      AND (NOT sec.leads(k.case_id) OR EXISTS (
        SELECT FROM public.cases_case c WHERE c.id = k.case_id AND c.assigned_to_id = membership))
$$;

REVOKE ALL ON FUNCTION sec.feed_part_clock(uuid, date, date, text) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
