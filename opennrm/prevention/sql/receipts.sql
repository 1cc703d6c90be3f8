-- Whether somebody of the agency of whoever asks got a receipt of this number, since a moment: for an inspection that has to
-- lead to a concern. The answer is yes or no.

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.receipt_is_known(of_number text, since timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  asking uuid := nullif(current_setting('opennrm.agency', true), '')::uuid;
  people integer[];
  found boolean;
BEGIN
  IF NOT sec.ok() OR asking IS NULL THEN
    RETURN false;
  END IF;
  people := ARRAY(SELECT p.id FROM sec.principal p WHERE p.kind = 'person' AND p.agency_id = asking);
  PERFORM sec.become(mine || people);
  found := EXISTS (SELECT FROM public.cases_receipt r WHERE r.number = of_number AND r.issued_at >= since);
  PERFORM sec.become(mine);
  RETURN found;
END $$;

REVOKE ALL ON FUNCTION sec.receipt_is_known(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.receipt_is_known(text, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
