-- The calendar feed: a door for whoever has its secret address. It opens no row. What is due comes out as days alone.

GRANT SELECT ON tasks_calendarfeed TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Enters for the membership whose feed it is, without any of its principals: the audit names who it was, and no row of a
-- case is seen. Written by the second door alone, so that nobody who injects a statement can give themselves a feed.
-- An unknown, ended or expired secret, or one of somebody who may no longer act, changes nothing and gives nothing.
CREATE OR REPLACE FUNCTION sec.enter_feed(token text, origin text)
RETURNS TABLE (account_id uuid, membership_id uuid, agency_id uuid, role text, principals integer[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting record;
BEGIN
  SELECT m.id, m.account_id AS account, m.agency_id AS agency, m.role AS acting_role INTO acting
    FROM public.tasks_calendarfeed f
    JOIN public.agencies_membership m ON m.id = f.membership_id
    WHERE f.token_digest = encode(sha256(convert_to(token, 'UTF8')), 'hex')
      AND f.ended_at IS NULL AND f.expires_at > now() AND sec.may_act(m.id);
  IF acting.id IS NULL THEN
    RETURN;
  END IF;
  PERFORM sec.set_context(acting.account, acting.id, acting.agency, acting.acting_role, '{}', origin, 'calendar.feed');
  RETURN QUERY SELECT acting.account, acting.id, acting.agency, acting.acting_role, '{}'::integer[];
END $$;

-- What is due to the membership by whose feed was entered, from one day to another: of each thing its kind, its id, its
-- day or moment, how often it was moved, and on which day it was last. Each context brings its part, a function sec.feed_part_<kind>. For as long
-- as they are asked, and no longer, the membership's principals are held, so that the policies decide what they find.
DROP FUNCTION IF EXISTS sec.due_in_feed(date, date, text);
CREATE FUNCTION sec.due_in_feed(first_day date, last_day date, zone text)
RETURNS TABLE (kind text, id uuid, due_on date, due_at timestamptz, moves integer, moved_on date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  membership uuid;
  part record;
BEGIN
  IF NOT sec.ok() OR current_setting('opennrm.job', true) IS DISTINCT FROM 'calendar.feed' THEN
    RAISE insufficient_privilege USING MESSAGE = 'A feed is read by whoever has entered by it.';
  END IF;
  membership := current_setting('opennrm.membership')::uuid;
  PERFORM sec.become(sec.principals_of(membership));
  FOR part IN
    SELECT p.proname AS called, substr(p.proname, length('feed_part_') + 1) AS of_kind
      FROM pg_proc p WHERE p.pronamespace = 'sec'::regnamespace AND p.proname LIKE 'feed\_part\_%' ORDER BY 1
  LOOP
    RETURN QUERY EXECUTE
      format('SELECT %L::text, d.id, d.due_on, d.due_at, d.moves, (d.moved_at AT TIME ZONE $4)::date '
             'FROM sec.%I($1, $2, $3, $4) AS d', part.of_kind, part.called)
      USING membership, first_day, last_day, zone;
  END LOOP;
  PERFORM sec.become('{}');
END $$;

-- The tasks that were given to this person, and those of whoever leads a case that is assigned to them.
DROP FUNCTION IF EXISTS sec.feed_part_task(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_task(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.id, t.due_on, NULL::timestamptz, t.moves::integer,
         (SELECT max(h.changed_at) FROM public.tasks_taskchange h WHERE h.task_id = t.id AND h.change = 'put_off')
    FROM public.tasks_task t
    WHERE t.state = 'open' AND t.due_on BETWEEN first_day AND last_day
      AND (t.given_to_id = membership OR t.given_to_id IS NULL AND EXISTS (
        SELECT FROM public.cases_case c WHERE c.id = t.case_id AND c.assigned_to_id = membership))
$$;

REVOKE ALL ON FUNCTION sec.enter_feed(text, text), sec.due_in_feed(date, date, text),
  sec.feed_part_task(uuid, date, date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter_feed(text, text), sec.due_in_feed(date, date, text) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
