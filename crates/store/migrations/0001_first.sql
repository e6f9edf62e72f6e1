-- Documents are TEXT, times are Unix milliseconds, ids never come back (AUTOINCREMENT).

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    locale TEXT,
    timezone TEXT NOT NULL,
    is_admin BOOLEAN NOT NULL,
    is_active BOOLEAN NOT NULL,
    password_hash TEXT NOT NULL,
    credential_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE apps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    live_revision BIGINT,
    preview_revision BIGINT NOT NULL,
    top_revision BIGINT NOT NULL,
    creator BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deployed_at BIGINT
);

CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    can_view BOOLEAN NOT NULL,
    can_add BOOLEAN NOT NULL,
    can_edit BOOLEAN NOT NULL,
    can_delete BOOLEAN NOT NULL,
    can_manage BOOLEAN NOT NULL,
    created_by BIGINT REFERENCES users (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX api_tokens_app ON api_tokens (app_id);

CREATE TABLE app_revisions (
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    revision BIGINT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    description TEXT NOT NULL,
    fields TEXT NOT NULL,
    layout TEXT NOT NULL,
    views TEXT NOT NULL,
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, revision)
);

CREATE TABLE app_plugins (
    app_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    plugin_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    config TEXT,
    enabled BOOLEAN NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (app_id, revision, plugin_id),
    FOREIGN KEY (app_id, revision) REFERENCES app_revisions (app_id, revision) ON DELETE CASCADE
);
CREATE INDEX app_plugins_plugin ON app_plugins (plugin_id, app_id, revision);

CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    plugin_id TEXT NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    header_names TEXT NOT NULL,
    data_names TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    saved_by BIGINT,
    saved_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX entries_app ON entries (app_id);

CREATE TABLE revision_entries (
    app_id BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
    PRIMARY KEY (app_id, revision, entry_id),
    FOREIGN KEY (app_id, revision) REFERENCES app_revisions (app_id, revision) ON DELETE CASCADE
);
CREATE INDEX revision_entries_entry ON revision_entries (entry_id);

-- A plug-in whose current_number is null was uninstalled: its name is remembered (R37).
CREATE TABLE plugins (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    current_number BIGINT,
    top_number BIGINT NOT NULL,
    place BIGINT NOT NULL,
    installed_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE plugin_versions (
    plugin_id TEXT NOT NULL REFERENCES plugins (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    version TEXT NOT NULL,
    manifest TEXT NOT NULL,
    warnings TEXT NOT NULL,
    package_sha256 TEXT NOT NULL,
    installed_by BIGINT,
    installed_at BIGINT NOT NULL,
    PRIMARY KEY (plugin_id, number)
);

CREATE TABLE plugin_files (
    plugin_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (plugin_id, number, path),
    FOREIGN KEY (plugin_id, number) REFERENCES plugin_versions (plugin_id, number) ON DELETE CASCADE
);
CREATE INDEX plugin_files_sha256 ON plugin_files (sha256);

CREATE TABLE uploads (
    key TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX uploads_expiry ON uploads (expires_at);

-- Files of records. The key is the file key that records carry.
CREATE TABLE attachments (
    key TEXT PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES apps (id) ON DELETE CASCADE,
    record_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    attached_at BIGINT NOT NULL
);
CREATE INDEX attachments_record ON attachments (app_id, record_id);
CREATE INDEX attachments_sha256 ON attachments (sha256);

CREATE TABLE change_head (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO change_head (id, seq) VALUES (1, 0);

CREATE TABLE changes (
    seq BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX changes_at ON changes (at);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    user_id BIGINT,
    action TEXT NOT NULL,
    app_id BIGINT,
    plugin_id TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_app ON audit (app_id, id);
CREATE INDEX audit_plugin ON audit (plugin_id, id);

CREATE TABLE server_settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- One line for each master key ever used; proof is a known text sealed under it.
CREATE TABLE sealing_keys (
    key_id TEXT PRIMARY KEY,
    proof BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
