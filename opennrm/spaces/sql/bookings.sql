-- The group of those who book spaces and people, of whichever agency, and the job that releases what was held too long.

GRANT SELECT ON spaces_teammember TO opennrm_sec;
GRANT SELECT, UPDATE (state, released_at) ON spaces_booking TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('group', 'spaces.bookers'), ('job', 'bookings.expire')
  ON CONFLICT (name) DO NOTHING;

-- Releases what is booked for an occasion: for whoever books, and for whoever may end the occasion. Of that each context knows
-- for itself: a function sec.releases_part_<kind>(occasion) says whether whoever asks may, by what the policies show them.
CREATE OR REPLACE FUNCTION sec.release_bookings(of_occasion uuid, at timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  bookers integer := sec.system_principal('spaces.bookers');
  part record;
  may boolean;
BEGIN
  may := sec.ok() AND ARRAY[bookers] && mine;
  FOR part IN
    SELECT p.proname AS called FROM pg_proc p
      WHERE p.pronamespace = 'sec'::regnamespace AND p.proname LIKE 'releases\_part\_%' ORDER BY 1
  LOOP
    EXIT WHEN may OR NOT sec.ok();
    EXECUTE format('SELECT sec.%I($1)', part.called) INTO may USING of_occasion;
  END LOOP;
  IF may IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'What is booked is released by whoever books, or may end what it is booked for.';
  END IF;
  PERFORM sec.become(mine || bookers);
  RETURN QUERY UPDATE public.spaces_booking SET state = 'released', released_at = at
    WHERE occasion = of_occasion AND state <> 'released' RETURNING id;
  PERFORM sec.become(mine);
END $$;

-- When a space is taken, for somebody who has a booking there themselves: of the others they learn nothing but the times.
CREATE OR REPLACE FUNCTION sec.busy_in_space(of_space uuid, first_moment timestamptz, last_moment timestamptz)
RETURNS TABLE (starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  IF NOT sec.ok() OR NOT EXISTS (
    SELECT FROM public.spaces_booking b WHERE b.resource = 'space' AND b.resource_id = of_space AND b.state <> 'released'
      AND upper(b.period) > now() - interval '31 days')
  THEN
    RETURN;
  END IF;
  PERFORM sec.become(mine || sec.system_principal('spaces.bookers'));
  RETURN QUERY SELECT lower(b.blocked), upper(b.blocked) FROM public.spaces_booking b
    WHERE b.resource = 'space' AND b.resource_id = of_space AND b.state <> 'released'
      AND b.blocked && tstzrange(first_moment, last_moment)
    ORDER BY 1;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.release_bookings(uuid, timestamptz),
  sec.busy_in_space(uuid, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.release_bookings(uuid, timestamptz),
  sec.busy_in_space(uuid, timestamptz, timestamptz) TO opennrm_app;

-- The confirmed bookings of this person in a calendar feed (tasks/sql/feed.sql). An occasion is one event, however often it
-- is moved: each time it was, what was booked for it before has been released.
DROP FUNCTION IF EXISTS sec.feed_part_booking(uuid, date, date, text);
CREATE FUNCTION sec.feed_part_booking(membership uuid, first_day date, last_day date, zone text)
RETURNS TABLE (id uuid, due_on date, due_at timestamptz, moves integer, moved_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.occasion, NULL::date, lower(b.period), before.number::integer, before.newest
    FROM public.spaces_teammember t
    JOIN public.spaces_booking b ON b.resource = 'person' AND b.resource_id = t.id AND b.state = 'confirmed'
    CROSS JOIN LATERAL (
      SELECT count(*) AS number, max(r.released_at) AS newest FROM public.spaces_booking r
        WHERE r.occasion = b.occasion AND r.resource_id = b.resource_id AND r.state = 'released') AS before
    WHERE t.membership_id = membership
      AND lower(b.period) >= first_day::timestamp AT TIME ZONE zone
      AND lower(b.period) < (last_day + 1)::timestamp AT TIME ZONE zone
$$;

REVOKE ALL ON FUNCTION sec.feed_part_booking(uuid, date, date, text) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
