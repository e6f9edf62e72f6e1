-- The address and the browser that began a session. Earlier sessions have none.
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';
-- The API token and the address that an audit line comes from. Earlier lines have none.
ALTER TABLE audit ADD COLUMN token_id BIGINT;
ALTER TABLE audit ADD COLUMN address TEXT NOT NULL DEFAULT '';
