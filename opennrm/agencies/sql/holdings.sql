-- How much somebody, or an agency, has in hand: numbers for whoever ends a membership or an agency, and no row of a case.

SET LOCAL ROLE opennrm_sec;

-- How many of each kind a membership has in hand, or an agency. Each context brings its part, a function
-- sec.held_part_<kind> that counts to 1000 at most. Only the second door's role may ask, for somebody who acts for that
-- agency or for the coordinating one, or for whoever sits at the server. For as long as the parts are asked, and no
-- longer, who asks sees what supervisors of the agency see.
CREATE OR REPLACE FUNCTION sec.held(of_membership uuid, of_agency uuid) RETURNS TABLE (kind text, number integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  asking uuid := nullif(current_setting('opennrm.agency', true), '')::uuid;
  -- A membership of another agency than the one that is named would be asked about in its name.
  at_agency uuid := CASE WHEN of_membership IS NULL THEN of_agency ELSE (
    SELECT m.agency_id FROM public.agencies_membership m
      WHERE m.id = of_membership AND m.agency_id = coalesce(of_agency, m.agency_id)) END;
  part record;
BEGIN
  IF NOT sec.ok() OR at_agency IS NULL OR NOT coalesce(
       asking = at_agency
       OR EXISTS (SELECT FROM public.agencies_agency g WHERE g.id = asking AND g.kind = 'coordination')
       OR asking IS NULL AND current_setting('opennrm.origin', true) LIKE 'command line%', false) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only whoever looks after an agency learns how much is in hand there.';
  END IF;
  -- Never made here: the request's other connection may be making it, and the two would wait for each other.
  PERFORM sec.become(ARRAY(SELECT p.id FROM sec.principal p WHERE p.kind = 'supervision' AND p.agency_id = at_agency));
  FOR part IN
    SELECT p.proname AS called, substr(p.proname, length('held_part_') + 1) AS of_kind
      FROM pg_proc p WHERE p.pronamespace = 'sec'::regnamespace AND p.proname LIKE 'held\_part\_%' ORDER BY 1
  LOOP
    RETURN QUERY EXECUTE format('SELECT %L::text, sec.%I($1, $2)', part.of_kind, part.called) USING of_membership, of_agency;
  END LOOP;
  PERFORM sec.become(mine);
END $$;

-- For the parts that count what somebody alone sees, such as what they have begun to write: who asks sees it too, until
-- they are again what they were (sec.become). False: there is nobody who could have begun anything.
CREATE OR REPLACE FUNCTION sec.become_author(of_membership uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  author integer := (SELECT p.id FROM sec.principal p JOIN public.agencies_membership m
    ON p.account_id = m.account_id AND p.agency_id = m.agency_id WHERE m.id = of_membership AND p.kind = 'person');
BEGIN
  IF author IS NOT NULL THEN
    PERFORM sec.become(sec.my_principals() || author);
  END IF;
  RETURN author IS NOT NULL;
END $$;

REVOKE ALL ON FUNCTION sec.held(uuid, uuid), sec.become_author(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.held(uuid, uuid) TO opennrm_auth;
SET LOCAL ROLE opennrm_owner;
