-- The interviews with a time of children whom a child must not meet, for whoever sees that they must not. Whoever books spaces
-- sees the bookings of all of them with the same ids, and learns from this of none where, when or of whom it is.

GRANT SELECT ON interviews_restriction TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.apart_occasions(of_case uuid) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  others uuid[];
  planned uuid[];
BEGIN
  IF NOT sec.takes_part(of_case) THEN
    RETURN '{}';
  END IF;
  others := ARRAY(SELECT r.other_case_id FROM public.interviews_restriction r
    WHERE r.case_id = of_case AND r.other_case_id IS NOT NULL AND r.removed_at IS NULL AND r.readers && mine);
  PERFORM sec.become(mine || ARRAY(
    SELECT each.id FROM sec.lead l CROSS JOIN LATERAL unnest(ARRAY[l.holder, l.supervision]) AS each(id)
    WHERE l.case_id = ANY (others)));
  planned := ARRAY(SELECT i.id FROM public.interviews_interview i
    WHERE i.case_id = ANY (others) AND i.state IN ('scheduled', 'under_way') ORDER BY 1);
  PERFORM sec.become(mine);
  RETURN planned;
END $$;

REVOKE ALL ON FUNCTION sec.apart_occasions(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.apart_occasions(uuid) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
