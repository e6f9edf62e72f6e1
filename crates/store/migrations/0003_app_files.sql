-- The app's own JavaScript and CSS (R46): for whom they run, and each entry of the four lists.
ALTER TABLE app_revisions ADD COLUMN script_scope TEXT NOT NULL DEFAULT 'ALL';

CREATE TABLE app_files (
    app_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    list TEXT NOT NULL,
    place BIGINT NOT NULL,
    url TEXT,
    file_key TEXT,
    name TEXT,
    content_type TEXT,
    size BIGINT,
    sha256 TEXT,
    PRIMARY KEY (app_id, revision, list, place),
    FOREIGN KEY (app_id, revision) REFERENCES app_revisions (app_id, revision) ON DELETE CASCADE
);
CREATE INDEX app_files_sha256 ON app_files (sha256);
