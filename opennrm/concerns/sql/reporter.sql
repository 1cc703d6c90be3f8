-- What whoever reported a concern may add to it later.

SET LOCAL ROLE opennrm_sec;

-- Lets the reporter of a case add rows of it until the transaction ends, and gives the principal by which they do; nothing
-- for everybody else. It is the reporter's part in that case: no row of the case names it but those that it has added, so it
-- shows nothing of the case. It goes by sec.lead, not by the receipt: whoever once took part in the case could have added
-- a receipt of their own.
CREATE OR REPLACE FUNCTION sec.write_as_reporter(of_case uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made integer;
BEGIN
  IF NOT sec.ok() THEN
    RETURN NULL;
  END IF;
  -- The case stays with whoever leads it meanwhile. One that is erased is written in by nobody.
  PERFORM FROM sec.lead l
    WHERE l.case_id = of_case AND l.erased_at IS NULL AND l.reporter = ANY (sec.my_principals()) FOR SHARE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT p.id INTO made FROM sec.principal p WHERE p.case_id = of_case AND p.part = 'reporter';
  IF made IS NULL THEN
    INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', of_case, 'reporter')
      ON CONFLICT (case_id) WHERE part = 'reporter' DO NOTHING RETURNING id INTO made;
    IF made IS NULL THEN
      SELECT p.id INTO made FROM sec.principal p WHERE p.case_id = of_case AND p.part = 'reporter';
    END IF;
  END IF;
  PERFORM sec.also(made);
  RETURN made;
END $$;

REVOKE ALL ON FUNCTION sec.write_as_reporter(uuid) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.write_as_reporter(uuid) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
