-- The permissions of an app, part of each revision of its settings. `{}` stands for the rights that
-- everyone had before there were permissions.
ALTER TABLE app_revisions ADD COLUMN acl TEXT NOT NULL DEFAULT '{}';
