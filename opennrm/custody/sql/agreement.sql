-- What was agreed to about copies for therapy, training and research, for the custodian of a recording, who does not lead its
-- case: who said what to whom and until when, and nothing of what was written with it. Whether it is enough, Python decides.

GRANT SELECT ON consents_consent, consents_legalbasis TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.agreed_about_copies(of_recording uuid, for_purpose text)
RETURNS TABLE (is_law boolean, given_by text, answer text, letter text, basis text, against_no boolean, service_id uuid, agency_id uuid,
  agency_kind text, conditions text[], starts_on date, ends_on date, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  of_case uuid := (SELECT r.case_id FROM public.custody_recording r
    WHERE r.id = of_recording AND sec.ok()
      AND r.custodian_id = nullif(current_setting('opennrm.membership', true), '')::uuid);
BEGIN
  IF of_case IS NULL OR NOT sec.takes_part(of_case)
     OR for_purpose NOT IN ('recording_therapist', 'recording_training', 'publication') THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the custodian of a recording asks what was agreed about its copies.';
  END IF;
  PERFORM sec.become(mine || (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case));
  RETURN QUERY
    SELECT false, c.given_by, c.answer, c.letter, '', false, c.service_id, c.agency_id, c.agency_kind,
        c.conditions::text[], c.starts_on, c.ends_on, c.recorded_at
      FROM public.consents_consent c WHERE c.case_id = of_case AND c.purpose = for_purpose AND c.ended_at IS NULL
    UNION ALL
    SELECT true, '', '', '', b.basis, b.against_no, b.service_id, b.agency_id, b.agency_kind, '{}'::text[],
        b.starts_on, b.ends_on, b.recorded_at
      FROM public.consents_legalbasis b WHERE b.case_id = of_case AND b.purpose = for_purpose AND b.ended_at IS NULL
    ORDER BY 13 DESC;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.agreed_about_copies(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.agreed_about_copies(uuid, text) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
