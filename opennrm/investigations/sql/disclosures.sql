-- Whoever has shown a name hides it again, also when their part in the case is over: the row names them as a writer.

GRANT SELECT, UPDATE (wrapped, name, reason, ended_at, ended_by_id) ON investigations_disclosure TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.end_disclosure(of_row uuid, ended timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
BEGIN
  IF me IS NULL OR NOT EXISTS (
    SELECT FROM public.investigations_disclosure d
      WHERE d.id = of_row AND d.disclosed_by_id = me AND d.ended_at IS NULL AND d.writers && mine) THEN
    RAISE insufficient_privilege USING MESSAGE = 'One hides a name that one has shown.';
  END IF;
  PERFORM sec.become(mine || sec.system_principal('disclosures.end'));
  UPDATE public.investigations_disclosure d SET wrapped = NULL, name = NULL, reason = NULL, ended_at = ended,
    ended_by_id = me WHERE d.id = of_row;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.end_disclosure(uuid, timestamptz) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.end_disclosure(uuid, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
