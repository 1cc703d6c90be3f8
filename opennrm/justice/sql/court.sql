-- When a child's proceedings are in court: for those who see the child's part in one, and never what the court decides or who
-- is accused. They see for this moment what those see who prosecute.

GRANT SELECT ON justice_childinproceeding, justice_hearing, justice_proceeding TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Of one case, or of every one where `of_case` is NULL. `needed` is whether this child has to be there.
DROP FUNCTION IF EXISTS sec.court_dates(uuid, timestamptz, timestamptz);
CREATE FUNCTION sec.court_dates(of_case uuid, first_moment timestamptz, last_moment timestamptz)
RETURNS TABLE (hearing uuid, child uuid, in_case uuid, starts_at timestamptz, ends_at timestamptz, kind text, state text,
               needed text, court text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  known uuid[];
  also integer[];
BEGIN
  IF NOT sec.ok() THEN
    RETURN;
  END IF;
  SELECT array_agg(c.id), array_agg(DISTINCT r.one) INTO known, also
    FROM public.justice_childinproceeding c CROSS JOIN LATERAL unnest(c.readers) AS r(one)
    WHERE of_case IS NULL OR c.case_id = of_case;
  IF known IS NULL THEN
    RETURN;
  END IF;
  PERFORM sec.become(mine || also);
  RETURN QUERY
    SELECT h.id, c.id, c.case_id, h.starts_at, h.ends_at, h.kind, h.state,
           CASE WHEN c.id = ANY (h.called) THEN h.child_needed ELSE 'no' END, p.court
      FROM public.justice_childinproceeding c
      JOIN public.justice_proceeding p ON p.id = c.proceeding_id
      JOIN public.justice_hearing h ON h.proceeding_id = c.proceeding_id
      WHERE c.id = ANY (known) AND h.starts_at >= first_moment AND h.starts_at < last_moment
      ORDER BY h.starts_at, h.id, c.id
      LIMIT 2000;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.court_dates(uuid, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.court_dates(uuid, timestamptz, timestamptz) TO opennrm_app;

-- The hearings in a calendar feed (tasks/sql/feed.sql): of the office that prosecutes, and of the cases of this person.
DROP FUNCTION IF EXISTS sec.feed_part_hearing(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_hearing(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.id, NULL::date, h.starts_at, 0, NULL::timestamptz FROM public.justice_hearing h
    WHERE h.state = 'listed'
      AND h.starts_at >= first_day::timestamp AT TIME ZONE zone AND h.starts_at < (last_day + 1)::timestamp AT TIME ZONE zone
$$;

DROP FUNCTION IF EXISTS sec.feed_part_court(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_court(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT d.hearing, NULL::date, d.starts_at, 0, NULL::timestamptz
    FROM sec.court_dates(NULL, first_day::timestamp AT TIME ZONE zone, (last_day + 1)::timestamp AT TIME ZONE zone) d
    JOIN public.cases_case k ON k.id = d.in_case
    WHERE d.state = 'listed' AND k.assigned_to_id = membership
$$;

REVOKE ALL ON FUNCTION sec.feed_part_hearing(uuid, date, date, text), sec.feed_part_court(uuid, date, date, text) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
