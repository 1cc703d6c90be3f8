-- The custodian of a recording, who does what nobody else does with it.

GRANT SELECT ON custody_recording TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The case of a recording, if who asks is its custodian; otherwise nothing.
CREATE OR REPLACE FUNCTION sec.case_of_custodian(of_recording uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT r.case_id FROM public.custody_recording r
    WHERE r.id = of_recording AND sec.ok()
      AND r.custodian_id = nullif(current_setting('opennrm.membership', true), '')::uuid);
END $$;

REVOKE ALL ON FUNCTION sec.case_of_custodian(uuid) FROM PUBLIC, opennrm_app, opennrm_worker;
SET LOCAL ROLE opennrm_owner;
