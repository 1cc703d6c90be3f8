-- The group of those who investigate, of whichever agency, and what happens by itself in investigations.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('group', 'investigations.investigators'), ('job', 'investigations.lapse'),
  ('job', 'disclosures.end')
  ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
