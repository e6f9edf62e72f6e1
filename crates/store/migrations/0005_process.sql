-- The states of an app's records and the ways between them; `{}` where nothing was ever said.
ALTER TABLE app_revisions ADD COLUMN process TEXT NOT NULL DEFAULT '{}';
