-- Renames tables and columns to the standard terms: groups (which include organizations), proxy
-- configs, and the sign-in throttle.
ALTER TABLE circles RENAME TO groups;
ALTER TABLE circle_members RENAME TO group_members;
ALTER TABLE group_members RENAME COLUMN circle_id TO group_id;
DROP INDEX circle_members_user;
DROP INDEX circle_members_primary;
CREATE INDEX group_members_user ON group_members (user_id);
CREATE UNIQUE INDEX group_members_primary ON group_members (user_id) WHERE is_primary;

ALTER TABLE entries RENAME TO proxy_configs;
ALTER TABLE revision_entries RENAME TO revision_proxy_configs;
ALTER TABLE revision_proxy_configs RENAME COLUMN entry_id TO proxy_config_id;
DROP INDEX entries_app;
DROP INDEX revision_entries_entry;
CREATE INDEX proxy_configs_app ON proxy_configs (app_id);
CREATE INDEX revision_proxy_configs_config ON revision_proxy_configs (proxy_config_id);

ALTER TABLE sign_in_tries RENAME TO sign_in_throttle;
DROP INDEX sign_in_tries_until;
CREATE INDEX sign_in_throttle_until ON sign_in_throttle (full_until);

-- The actions of existing audit lines follow the new names, so that filters by action find them.
UPDATE audit SET action = 'proxy_config.' || substr(action, 7) WHERE action LIKE 'entry.%';
UPDATE audit SET action = 'directory.add_member' WHERE action = 'directory.put_in';
UPDATE audit SET action = 'directory.remove_member' WHERE action = 'directory.put_out';
