-- From a concern to a case: the only way in which a case is opened.

GRANT SELECT ON concerns_concerndraft TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'drafts.expire') ON CONFLICT (name) DO NOTHING;

-- Opens the case of one's own draft for a lead agency, where nobody has taken it yet. Until the transaction ends, whoever
-- reports holds the case's own principal, which its rows name too, so that the report can be written. Nobody gets that
-- principal again but to read the audit, and then only whoever leads the case.
CREATE OR REPLACE FUNCTION sec.open_case(draft uuid, lead_agency uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made integer;
BEGIN
  IF NOT sec.ok() OR NOT EXISTS (
    SELECT FROM public.concerns_concerndraft d WHERE d.id = draft AND d.submitted_at IS NULL
      AND (SELECT (m.account_id, m.agency_id) FROM public.agencies_membership m WHERE m.id = d.membership_id)
        = (nullif(current_setting('opennrm.account', true), '')::uuid,
           nullif(current_setting('opennrm.agency', true), '')::uuid)
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is opened from a draft of one''s own that was not yet submitted.';
  END IF;
  IF EXISTS (SELECT FROM sec.lead l WHERE l.case_id = draft) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This draft has already become a case.';
  END IF;
  IF NOT EXISTS (SELECT FROM public.agencies_agency g WHERE g.id = lead_agency) THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no such agency.';
  END IF;
  INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', draft, 'lead') RETURNING id INTO made;
  INSERT INTO sec.lead (case_id, agency_id, own, holder, supervision, reporter)
    VALUES (draft, lead_agency, made, sec.principal_of_agency('intake', lead_agency),
            sec.principal_of_agency('supervision', lead_agency),
            sec.person_principal(nullif(current_setting('opennrm.account', true), '')::uuid,
                                 nullif(current_setting('opennrm.agency', true), '')::uuid));
  PERFORM sec.also(made);
END $$;

REVOKE ALL ON FUNCTION sec.open_case(uuid, uuid) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.open_case(uuid, uuid) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
