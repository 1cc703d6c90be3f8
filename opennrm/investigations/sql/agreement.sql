-- Whether a child may be listed as a suspect is asked of another agency, and answered there in one's own name.

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.sign_agreement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  mine uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.agency', true), '')::uuid END;
BEGIN
  IF sec.acts_for_nobody() THEN
    RETURN NEW;
  END IF;
  IF NEW.asked_agency_id = NEW.asking_agency_id THEN
    RAISE insufficient_privilege USING MESSAGE = 'Another agency is asked.';
  END IF;
  IF NEW.has_agreed IS NULL THEN
    RETURN NEW;
  END IF;
  IF (NEW.answered_by_id = me AND NEW.asked_agency_id = mine) IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the agency that was asked answers, in its own name.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.sign_agreement() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.sign_agreement() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER sign_agreement BEFORE INSERT OR UPDATE ON investigations_childsuspectrequest
  FOR EACH ROW EXECUTE FUNCTION sec.sign_agreement();
