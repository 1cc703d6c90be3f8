-- To whom letters go, and what the job that sends them may change.

GRANT UPDATE, DELETE ON agencies_letter TO opennrm_worker;

SET LOCAL ROLE opennrm_sec;

DROP FUNCTION IF EXISTS sec.members_of(integer);

-- Whose accounts hold a principal: for the job that sends notices, and for nobody else.
CREATE OR REPLACE FUNCTION sec.accounts_of(wanted integer) RETURNS TABLE (account uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() OR current_setting('opennrm.job', true) IS DISTINCT FROM 'notices.send' THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the job that sends notices may ask whom they are for.';
  END IF;
  RETURN QUERY
    SELECT DISTINCT a.id FROM (
      SELECT wanted UNION ALL
      SELECT h.holder FROM sec.holding h WHERE h.principal = wanted AND h.valid_from <= now()
        AND coalesce(h.valid_until, 'infinity'::timestamptz) > now()
    ) AS those(id) JOIN sec.principal p ON p.id = those.id
    JOIN public.agencies_membership m
      ON m.id = p.membership_id
      OR (p.kind = 'intake' AND m.agency_id = p.agency_id AND m.takes_new_cases)
      OR (p.kind = 'supervision' AND m.agency_id = p.agency_id AND m.supervises)
      OR (p.kind = 'group' AND p.name = 'auditors' AND m.reads_audit)
      OR (p.kind = 'group' AND p.name = 'linkage.desk' AND m.decides_links)
      OR (p.kind = 'group' AND p.name = 'spaces.bookers' AND m.books_spaces)
      OR (p.kind = 'team' AND m.agency_id = p.agency_id AND m.role = p.role)
      OR (p.kind = 'person' AND m.agency_id = p.agency_id AND m.account_id = p.account_id)
    JOIN public.agencies_account a ON a.id = m.account_id
    WHERE sec.may_act(m.id);
END $$;

REVOKE ALL ON FUNCTION sec.accounts_of(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.accounts_of(integer) TO opennrm_worker;
SET LOCAL ROLE opennrm_owner;
