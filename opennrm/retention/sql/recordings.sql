-- A legal hold on a case also keeps the masters of its recordings, although their custodian does not see it.

GRANT SELECT ON retention_hold TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.keep_held_master() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  leads_now integer[] := (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = OLD.case_id);
  is_held boolean;
BEGIN
  -- Roles that bypass the policies bypass this too: they serve nobody.
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NEW;
  END IF;
  PERFORM sec.become(mine || leads_now);
  is_held := EXISTS (SELECT FROM public.retention_hold h WHERE h.case_id = OLD.case_id AND h.lifted_at IS NULL);
  PERFORM sec.become(mine);
  IF NEW.wrapped IS NOT NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'The key of a recording is not exchanged.';
  END IF;
  IF is_held THEN
    RAISE insufficient_privilege USING MESSAGE = 'The case is under a legal hold.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.keep_held_master() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.keep_held_master() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER keep_held_master BEFORE UPDATE OF wrapped ON custody_masterkey
  FOR EACH ROW WHEN (NEW.wrapped IS DISTINCT FROM OLD.wrapped) EXECUTE FUNCTION sec.keep_held_master();
