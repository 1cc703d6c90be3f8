-- The key of a case is what everything of it is sealed by: whoever destroys or replaces it erases the case.

SET LOCAL ROLE opennrm_sec;

-- Keeps the key of a case as it is. Only the door that erases a case destroys one, and whoever leads them the keys of what
-- has not become a case and of cases from a list that were withdrawn.
CREATE OR REPLACE FUNCTION sec.keep_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Roles that bypass the policies bypass this too: they serve nobody.
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NEW;
  END IF;
  IF NEW.wrapped IS NOT NULL OR (
    EXISTS (SELECT FROM sec.lead l WHERE l.case_id = OLD.id)
    AND NOT EXISTS (SELECT FROM public.cases_case c WHERE c.id = OLD.id AND c.from_list = 'withdrawn')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'The key of a case is destroyed when two persons let it be erased.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.keep_key() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.keep_key() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER keep_key BEFORE UPDATE ON cases_casekey FOR EACH ROW
  WHEN (NEW.wrapped IS DISTINCT FROM OLD.wrapped AND CURRENT_USER <> 'opennrm_sec') EXECUTE FUNCTION sec.keep_key();
