-- The time limits in a calendar feed (tasks/sql/feed.sql).

SET LOCAL ROLE opennrm_sec;

-- The running time limits of cases that are assigned to this person, and of what their team was asked for.
CREATE OR REPLACE FUNCTION sec.feed_part_clock(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.id, NULL::date, k.due_at,
         (SELECT count(*)::integer FROM public.cases_clockpause p WHERE p.clock_id = k.id AND p.resumed_at IS NOT NULL)
    FROM public.cases_clock k
    WHERE k.stopped_at IS NULL AND k.paused_at IS NULL
      AND k.due_at >= first_day::timestamp AT TIME ZONE zone AND k.due_at < (last_day + 1)::timestamp AT TIME ZONE zone
      AND (NOT sec.leads(k.case_id) OR EXISTS (
        SELECT FROM public.cases_case c WHERE c.id = k.case_id AND c.assigned_to_id = membership))
$$;

REVOKE ALL ON FUNCTION sec.feed_part_clock(uuid, date, date, text) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
