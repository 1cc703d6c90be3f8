-- What a new database needs before the first migration. Run by a superuser, connected to that database.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO opennrm_app, opennrm_auth, opennrm_sec;
GRANT USAGE, CREATE ON SCHEMA public TO opennrm_owner;
CREATE SCHEMA IF NOT EXISTS sec AUTHORIZATION opennrm_sec;
GRANT USAGE ON SCHEMA sec TO opennrm_app, opennrm_owner;
