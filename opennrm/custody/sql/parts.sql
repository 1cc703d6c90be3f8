-- The agency of a custodian has a part in the case for as long as one of its people is custodian of a recording of it: also when
-- its other parts have ended, and when the case is closed. The part is for its custodians alone, who find the recordings
-- that they keep by their team. It opens what is sealed of these, and shows nothing else of the case.

GRANT SELECT, INSERT, UPDATE (ended_at) ON cases_participation TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The live parts in a case of agencies that keep a recording.
CREATE OR REPLACE FUNCTION sec.keeping_parts(of_case uuid) RETURNS TABLE (part integer, agency uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT p.id, team.agency_id FROM sec.principal p
    JOIN sec.holding h ON h.principal = p.id JOIN sec.principal team ON team.id = h.holder
    WHERE p.case_id = of_case AND p.part = 'keeping' AND coalesce(h.valid_until, 'infinity'::timestamptz) > now()
$$;

-- Gives this part to the agency of whoever is custodian of a recording now, and ends that of every agency whose people are
-- custodians of none any more. For whoever may change the recording; the part is given to one's own agency alone, and only while
-- it leads the case or another part of it covers recordings. Answers the part that begins, and how many end. Once more does nothing.
CREATE OR REPLACE FUNCTION sec.follow_custodian(of_recording uuid, moment timestamptz, OUT begun integer, OUT ended integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  me uuid := nullif(current_setting('opennrm.membership', true), '')::uuid;
  its record;
  team_roles text[];
  over integer[];
BEGIN
  SELECT r.case_id, r.custodian_id, m.agency_id, m.keeps_recordings AND sec.may_act(m.id) AS may_keep,
      r.state NOT IN ('abandoned', 'destroyed') AS is_kept
    INTO its FROM public.custody_recording r JOIN public.agencies_membership m ON m.id = r.custodian_id
    WHERE r.id = of_recording AND r.writers && mine AND sec.ok();
  IF its.case_id IS NULL OR NOT sec.takes_part(its.case_id) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Whoever keeps a recording takes part in its case.';
  END IF;
  -- One at a time: somebody who lets the last recording go does not see the one that a colleague has just announced.
  PERFORM pg_advisory_xact_lock(hashtextextended('custody ' || its.case_id::text, 0));
  PERFORM sec.become(mine || sec.system_principal('custody.keep')
    || (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = its.case_id));
  IF its.is_kept AND NOT EXISTS (SELECT FROM sec.keeping_parts(its.case_id) k WHERE k.agency = its.agency_id) THEN
    IF its.custodian_id IS DISTINCT FROM me OR NOT its.may_keep OR NOT (
         EXISTS (SELECT FROM sec.lead l WHERE l.case_id = its.case_id AND l.agency_id = its.agency_id)
         OR EXISTS (SELECT FROM public.cases_participation p
           WHERE p.case_id = its.case_id AND p.agency_id = its.agency_id AND p.principal = ANY (mine)
             AND p.started_at IS NOT NULL AND p.ended_at IS NULL AND p.scopes @> ARRAY['recordings'] AND p.part <> 'former_lead')) THEN
      RAISE insufficient_privilege USING MESSAGE = 'A recording is kept where a part in its case covers recordings.';
    END IF;
    team_roles := ARRAY(SELECT DISTINCT m.role FROM public.agencies_membership m
      WHERE m.agency_id = its.agency_id AND m.keeps_recordings AND sec.may_act(m.id));
    INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', its.case_id, 'keeping') RETURNING id INTO begun;
    INSERT INTO sec.holding (principal, holder, valid_from)
      SELECT begun, sec.team(its.agency_id, team_role), now() FROM unnest(team_roles) AS team_role;
    INSERT INTO public.cases_participation (id, readers, writers, case_id, part, agency_id, principal, scopes, basis, started_at)
      VALUES (gen_random_uuid(), ARRAY[0, begun], ARRAY[0], its.case_id, 'keeping', its.agency_id, begun, ARRAY['recordings'], '',
              moment);
    UPDATE public.cases_casekey SET readers = readers || begun WHERE id = its.case_id;
  END IF;
  over := ARRAY(SELECT k.part FROM sec.keeping_parts(its.case_id) k WHERE NOT EXISTS (
    SELECT FROM public.custody_recording r JOIN public.agencies_membership m ON m.id = r.custodian_id
      WHERE r.case_id = its.case_id AND m.agency_id = k.agency AND r.state NOT IN ('abandoned', 'destroyed')));
  UPDATE sec.holding SET valid_until = now() WHERE principal = ANY (over);
  UPDATE public.cases_participation SET ended_at = moment WHERE case_id = its.case_id AND principal = ANY (over) AND ended_at IS NULL;
  ended := cardinality(over);
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.keeping_parts(uuid), sec.follow_custodian(uuid, timestamptz) FROM PUBLIC, opennrm_app, opennrm_worker;
GRANT EXECUTE ON FUNCTION sec.follow_custodian(uuid, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
