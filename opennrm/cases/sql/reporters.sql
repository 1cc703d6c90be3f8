-- What somebody reported, or is still writing, is theirs within the agency. Rows from before that was so named the
-- membership alone; they get the person too. Run by the migrator itself, which no policy hides rows from.

RESET ROLE;

INSERT INTO sec.principal (kind, account_id, agency_id)
  SELECT DISTINCT 'person', m.account_id, m.agency_id FROM agencies_membership m
  ON CONFLICT (account_id, agency_id) WHERE kind = 'person' DO NOTHING;

UPDATE cases_receipt r SET readers = r.readers || p.id FROM agencies_membership m, sec.principal p
  WHERE m.id = r.reporter_id AND p.kind = 'person' AND p.account_id = m.account_id AND p.agency_id = m.agency_id
    AND NOT r.readers @> ARRAY[p.id];
UPDATE cases_concerndraft d SET readers = d.readers || p.id, writers = d.writers || p.id
  FROM agencies_membership m, sec.principal p
  WHERE m.id = d.membership_id AND p.kind = 'person' AND p.account_id = m.account_id AND p.agency_id = m.agency_id
    AND NOT d.readers @> ARRAY[p.id];
UPDATE cases_draftattachment a SET readers = d.readers, writers = d.writers FROM cases_concerndraft d
  WHERE d.id = a.draft_id AND NOT a.readers @> d.readers;
UPDATE cases_casekey k SET readers = d.readers, writers = d.writers FROM cases_concerndraft d
  WHERE d.id = k.id AND d.submitted_at IS NULL AND NOT k.readers @> d.readers;

SET LOCAL ROLE opennrm_owner;
