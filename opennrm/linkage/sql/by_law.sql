-- What the matcher may do in the place of a lead that was asked and did not answer in time, if a law replaces its answer.

-- For the function below alone; the policies show it no more than whoever asks.
GRANT SELECT ON linkage_pair, linkage_linkrequest TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Lets the matcher hold what the supervisors of the case hold, until it steps back: to share the case with the other agency
-- of this question, which nobody has answered in time, and about which somebody at the desk has decided.
CREATE OR REPLACE FUNCTION sec.stand_in_by_law(request uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lead integer;
BEGIN
  IF sec.ok() AND sec.system_principal('linkage.match') = ANY (sec.my_principals()) THEN
    SELECT l.supervision INTO lead FROM public.linkage_linkrequest r
      JOIN public.linkage_pair p ON p.id = r.pair_id
      JOIN sec.lead l ON l.case_id = r.case_id
      WHERE r.id = request AND r.state = 'asked' AND r.due_at <= now() AND p.state = 'asked' AND p.by_law_by_id IS NOT NULL;
  END IF;
  IF lead IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'No law replaces the answer of this lead.';
  END IF;
  PERFORM sec.also(lead);
END $$;

-- Back to what the matcher holds by itself.
CREATE OR REPLACE FUNCTION sec.stand_back() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  matcher integer := sec.system_principal('linkage.match');
BEGIN
  IF (sec.ok() AND matcher = ANY (sec.my_principals())) IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the matcher has stood in for a lead.';
  END IF;
  PERFORM sec.become(ARRAY[matcher]);
END $$;

REVOKE ALL ON FUNCTION sec.stand_in_by_law(uuid), sec.stand_back() FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.stand_in_by_law(uuid), sec.stand_back() TO opennrm_worker;
SET LOCAL ROLE opennrm_owner;
