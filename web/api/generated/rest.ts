// Made of openapi.json by web/api/generate.ts.

export interface paths {
    "/-/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document. */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Deletes an app permanently, with its records, attachments, settings, saved credentials and API
         *     tokens.
         */
        delete: operations["deleteApiApp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/form.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replaces the fields and the layout in the app's preview settings. Either both are saved or
         *     neither. An error names the field it is about, such as `fields[2].unit`.
         */
        put: operations["updateApiAppForm"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/person.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns what permissions can name a user by. Only people who manage the app may ask. */
        get: operations["getApiAppPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/plugin.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a plug-in, its config and its proxy configs from the app's preview settings. The
         *     deployed app keeps the plug-in until the next deployment.
         */
        delete: operations["deleteApiAppPlugin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/scripts.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keeps the app's JavaScript, CSS and custom views that wait for an administrator's decision. */
        put: operations["updateApiAppScripts"];
        post?: never;
        /**
         * Removes all JavaScript, CSS and custom views from an app that waits for this decision. They are
         *     removed at once, from the live settings and from the preview ones.
         */
        delete: operations["deleteApiAppScripts"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/token.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the API tokens of an app, without their secrets. */
        get: operations["getApiAppToken"];
        /** Makes the caller the owner of an API token. A token whose owner was deactivated works again. */
        put: operations["updateApiAppToken"];
        /** Creates an API token. The answer contains the only copy of the secret. */
        post: operations["postApiAppToken"];
        /** Removes an API token. Later calls with it are refused. */
        delete: operations["deleteApiAppToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/app/view/check.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a condition against the fields in the app's preview settings. Changes nothing. */
        post: operations["postApiAppViewCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/credentials.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Seals the saved credentials of one plug-in in one app (`app` and `id`), or all of them. Pages
         *     cannot read sealed credentials. `sealed: false` reverses this, but only as far as the server's
         *     setting allows. Every server process applies the change within a second.
         */
        put: operations["updateApiCredentials"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/egress.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Sets the egress lock of a plug-in in an app. `report` writes calls to origins without a saved
         *     proxy config to the audit log, `enforce` also refuses them, and `off` ends the lock. Calls
         *     without a plug-in (`kintone.proxy`) follow the strictest lock in the app. Every server process
         *     applies the change within a second.
         */
        put: operations["updateApiEgress"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/entities.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns users, groups or organizations whose name or code contains a text, sorted by name. */
        get: operations["getApiEntities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exports the records that a query finds as CSV. The query's limit and offset are ignored. */
        get: operations["getApiExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/file.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns an attachment of a record, for links in pages. Links cannot send the `X-Requested-With`
         *     header that scripts send with a session.
         */
        get: operations["getApiFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/group.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the name of a group. */
        put: operations["updateApiGroup"];
        /** Adds a group. */
        post: operations["postApiGroup"];
        /** Deletes a group. Records that contain its code keep it. */
        delete: operations["deleteApiGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/group/member.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Adds a user to a group. */
        put: operations["updateApiGroupMember"];
        post?: never;
        /** Removes a user from a group. */
        delete: operations["deleteApiGroupMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/import/check.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks a file and returns how it would be read and its faults. Writes nothing. */
        post: operations["postApiImportCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/import/run.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports a file. The answer consists of JSON lines: progress reports, then the result. */
        post: operations["postApiImportRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/me.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the caller's own name, email address, language and time zone. */
        put: operations["updateApiMe"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/me/password.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets the caller's own password and ends the caller's sessions, except the current one. */
        put: operations["updateApiMePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/organization.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the name or the parent of an organization. */
        put: operations["updateApiOrganization"];
        /** Adds an organization. */
        post: operations["postApiOrganization"];
        /**
         * Deletes an organization. Organizations below it move up one level. Records that contain its code
         *     keep it.
         */
        delete: operations["deleteApiOrganization"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/organization/member.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Adds a user to an organization. If the user is already a member, it can make the organization
         *     the user's primary one.
         */
        put: operations["updateApiOrganizationMember"];
        post?: never;
        /** Removes a user from an organization. */
        delete: operations["deleteApiOrganizationMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/import/check.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Opens an upload as an installation does, with the same checks (R31), and compares it with the
         *     installed plug-in. The file key stays valid.
         */
        post: operations["postApiPluginImportCheck"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/call.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a URL for a plug-in. `Accept: application/vnd.plugdock.raw` requests the raw format. */
        post: operations["postApiPluginProxyCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Saves headers and data for a URL and a method. They replace a proxy config with the same URL and
         *     method (R43).
         */
        post: operations["postApiPluginProxyConfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/config/delete.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deletes a proxy config from the live and the preview settings at once (R07). Only
         *     administrators may call it.
         */
        post: operations["postApiPluginProxyConfigDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/config/get.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Returns the proxy config saved for exactly this URL and method, or null (R02–R06). Sealed values
         *     are masked (R08).
         */
        post: operations["postApiPluginProxyConfigGet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/config/show.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets one settings page read saved values without masks (R08). Only users who manage the app may
         *     call it.
         */
        post: operations["postApiPluginProxyConfigShow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/proxy/upload.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads a file to a URL for a plug-in (R15). */
        post: operations["postApiPluginProxyUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/plugin/versions.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the last three versions, newest first. */
        get: operations["getApiPluginVersions"];
        /** Makes a stored version the one that all apps run. */
        put: operations["updateApiPluginVersions"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/record/compute.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns the computed fields of a record that is being edited. Saves nothing. */
        post: operations["postApiRecordCompute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/record/lookup.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the records that a lookup offers: those with a given value, or those whose value
         *     contains a text.
         */
        get: operations["getApiRecordLookup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/record/permissions.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns what the user may do with the fields of a record. */
        get: operations["getApiRecordPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/record/related.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the records that a related records field shows for a record. */
        get: operations["getApiRecordRelated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/report.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns counts, sums or other figures of records by groups. */
        get: operations["getApiReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/session.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the signed-in user and the CSRF token. */
        get: operations["getApiSession"];
        put?: never;
        /** Begins a session. The answer sets the session cookie. */
        post: operations["postApiSession"];
        /** Ends the session. */
        delete: operations["deleteApiSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/sessions.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the sessions of the caller. An administrator may list those of another user. */
        get: operations["getApiSessions"];
        put?: never;
        post?: never;
        /**
         * Ends one session of the caller, or all of them on all devices. An administrator may end the
         *     sessions of another user. `others` keeps the current session.
         */
        delete: operations["deleteApiSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/settings.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes settings of the server. The change takes effect at once in every server process. */
        put: operations["updateApiSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/user/password.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets a user's password and ends the user's sessions. */
        put: operations["updateApiUserPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/api/users.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns all users. */
        get: operations["getApiUsers"];
        /** Changes a user. A user who may no longer sign in is signed out everywhere. */
        put: operations["updateApiUsers"];
        /** Adds a user. */
        post: operations["postApiUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one app. */
        get: operations["getApp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions of the deployed app. Callers need permission to manage the app. */
        get: operations["getAppAcl"];
        /** Changes the permissions and deploys the app with all its other preview settings. */
        put: operations["updateAppAcl"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/customize.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the JavaScript and CSS of the deployed app. The caller must be able to manage the app. */
        get: operations["getAppCustomize"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/form/fields.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the fields of the deployed app. */
        get: operations["getAppFormFields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/form/layout.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the layout of the deployed app. */
        get: operations["getAppFormLayout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/plugin/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the plug-in's settings in the deployed app. */
        get: operations["getAppPluginConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/plugins.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the plug-ins of the deployed app. */
        get: operations["getAppPlugins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/settings.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the name and description of the deployed app. */
        get: operations["getAppSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/status.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the process of the deployed app. */
        get: operations["getAppStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/app/views.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the views of the deployed app. */
        get: operations["getAppViews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/apps.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the deployed apps that the caller may open, in the order of their IDs. */
        get: operations["getApps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/field/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions of the deployed app. Callers need permission to manage the app. */
        get: operations["getFieldAcl"];
        /** Changes the permissions and deploys the app with all its other preview settings. */
        put: operations["updateFieldAcl"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/file.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns an attachment of a record. The keys of uploads cannot be used for downloads. */
        get: operations["getFile"];
        put?: never;
        /** Uploads a file and returns its file key. */
        post: operations["postFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/plugin.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replaces an installed plug-in in all apps at once. The apps keep the settings of the plug-in
         *     (R35).
         */
        put: operations["updatePlugin"];
        /**
         * Installs an uploaded package. If a plug-in with the same ID is already installed, the request is
         *     refused and the file key stays valid.
         */
        post: operations["postPlugin"];
        /** Uninstalls a plug-in, even if apps use it. The apps keep the settings of the plug-in (R35). */
        delete: operations["deletePlugin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/plugin/apps.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the apps that have the plug-in in their live or preview settings, in the order of
         *     their IDs. The plug-in need not be installed (R37).
         */
        get: operations["getPluginApps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/plugins.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the installed plug-ins, the latest installation first. */
        get: operations["getPlugins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/plugins/required.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the plug-ins that apps use but that are not installed, in the order of their IDs. */
        get: operations["getPluginsRequired"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds an app. Users can open it after it is deployed. */
        post: operations["postAppPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions in the app's preview settings. */
        get: operations["getAppAclPreview"];
        /** Changes the permissions in the app's preview settings. */
        put: operations["updateAppAclPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/customize.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the JavaScript and CSS in the app's preview settings. */
        get: operations["getAppCustomizePreview"];
        /**
         * Changes the JavaScript and CSS in the app's preview settings. Either the whole change is saved
         *     or none of it. The caller must be a system administrator who manages the app and who signed in
         *     by password or session (R50).
         */
        put: operations["updateAppCustomizePreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/deploy.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the results of the apps' last deployments. */
        get: operations["getAppDeployPreview"];
        put?: never;
        /** Deploys the preview settings of apps: all of them or none. */
        post: operations["postAppDeployPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/form/fields.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the fields in the app's preview settings. */
        get: operations["getAppFormFieldsPreview"];
        /** Changes fields in the app's preview settings: all of them or none. */
        put: operations["updateAppFormFieldsPreview"];
        /** Adds fields to the app's preview settings: all of them or none. */
        post: operations["postAppFormFieldsPreview"];
        /**
         * Removes fields from the app's preview settings: all of them or none. After deployment, the
         *     values of removed fields cannot be read. Each record loses them when it is next changed.
         */
        delete: operations["deleteAppFormFieldsPreview"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/form/layout.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the layout in the app's preview settings. */
        get: operations["getAppFormLayoutPreview"];
        /** Replaces the layout in the app's preview settings. */
        put: operations["updateAppFormLayoutPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/plugin/config.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the plug-in's newest saved settings, deployed or not. */
        get: operations["getAppPluginConfigPreview"];
        /** Saves the plug-in's settings in the app's preview settings. */
        put: operations["updateAppPluginConfigPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/plugins.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the plug-ins in the app's preview settings. */
        get: operations["getAppPluginsPreview"];
        put?: never;
        /** Adds plug-ins to the app's preview settings: all of them or none. */
        post: operations["postAppPluginsPreview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/settings.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the name and description in the app's preview settings. */
        get: operations["getAppSettingsPreview"];
        /** Changes the name and description in the app's preview settings. */
        put: operations["updateAppSettingsPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/status.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the process in the app's preview settings. */
        get: operations["getAppStatusPreview"];
        /** Changes the process in the app's preview settings. */
        put: operations["updateAppStatusPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/app/views.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the views in the app's preview settings. */
        get: operations["getAppViewsPreview"];
        /**
         * Replaces the views in the app's preview settings. Only a system administrator who signed in by
         *     password or session may add or change a custom view. Other callers may keep, move or remove
         *     existing custom views (R50).
         */
        put: operations["updateAppViewsPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/field/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions in the app's preview settings. */
        get: operations["getFieldAclPreview"];
        /** Changes the permissions in the app's preview settings. */
        put: operations["updateFieldAclPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/preview/record/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions in the app's preview settings. */
        get: operations["getRecordAclPreview"];
        /** Changes the permissions in the app's preview settings. */
        put: operations["updateRecordAclPreview"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/record.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one record. */
        get: operations["getRecord"];
        /** Changes a record. */
        put: operations["updateRecord"];
        /** Adds a record. */
        post: operations["postRecord"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/record/acl.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the permissions of the deployed app. Callers need permission to manage the app. */
        get: operations["getRecordAcl"];
        /** Changes the permissions and deploys the app with all its other preview settings. */
        put: operations["updateRecordAcl"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/record/assignees.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the assignees of a record. Its status does not change. */
        put: operations["updateRecordAssignees"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/record/status.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Performs an action on a record. */
        put: operations["updateRecordStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/records.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the records that match a query. Without an order, the newest record comes first. */
        get: operations["getRecords"];
        /** Changes records: all of them or none. */
        put: operations["updateRecords"];
        /** Adds records: all of them or none. */
        post: operations["postRecords"];
        /** Deletes records: all of them or none. */
        delete: operations["deleteRecords"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/records/acl/evaluate.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns what the caller may do with records and their fields. */
        get: operations["getRecordsAclEvaluate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/k/v1/records/status.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Performs actions on records: all of them or none. */
        put: operations["updateRecordsStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/group/users.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the members of a group. */
        get: operations["getV1GroupUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/groups.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the groups: the built-in group of all users, the built-in group of administrators, and
         *     the created groups.
         */
        get: operations["getV1Groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organization/users.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the members of an organization (department). */
        get: operations["getV1OrganizationUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the organizations (departments). */
        get: operations["getV1Organizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/user/groups.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the groups of a user. */
        get: operations["getV1UserGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/user/organizations.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the organizations (departments) of a user. */
        get: operations["getV1UserOrganizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns users in the order of their IDs. */
        get: operations["getV1Users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The app whose scripts are accepted. */
        AcceptScripts: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
        };
        ActionOnRecord: {
            /** @description The name of the action. */
            action: string;
            /** @description The login name of the next assignee, if the next status requires one. */
            assignee?: string | null;
            /**
             * Format: int64
             * @description The record's ID.
             */
            id: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        AddApp: {
            name: string;
        };
        AddAppPlugins: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The IDs of installed plug-ins. Plug-ins that the app already has do not change. */
            ids: string[];
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        /** @description A group to add. */
        AddGroup: {
            /** @description The code, unique among the groups. Records store it, so it never changes. */
            code: string;
            /** @description The name. The default is the code. */
            name?: string | null;
        };
        /** @description An organization to add. */
        AddOrganization: {
            /** @description The code, unique among the organizations. Records store it, so it never changes. */
            code: string;
            /** @description The name. The default is the code. */
            name?: string | null;
            /** @description The code of the parent organization. */
            parent?: string | null;
        };
        AddRecord: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description `{"value"}` by field code. Fields that are not listed get their default value. */
            record?: {
                [key: string]: unknown;
            } | null;
        };
        AddRecords: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * @description The new records. Each has `{"value"}` by field code. Fields that are not listed get
             *     their default value.
             */
            records: {
                [key: string]: unknown;
            }[];
        };
        /** @description An API token to create. Permissions that are absent are not granted. */
        AddToken: {
            add?: boolean | null;
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            delete?: boolean | null;
            edit?: boolean | null;
            manage?: boolean | null;
            view?: boolean | null;
        };
        /** @description A user to add. */
        AddUser: {
            /** @description True if the user is an administrator. The default is false. */
            admin?: boolean | null;
            /** @description The email address. The default is empty. */
            email?: string | null;
            /** @description `en` or `ja`. If empty or absent, the browser's language is used. */
            locale?: string | null;
            /** @description The login name, which the user types to sign in. */
            login: string;
            /** @description The display name. The default is the login name. */
            name?: string | null;
            /** @description The password, 8 to 1,024 characters. */
            password: string;
            /** @description The IANA name of the time zone. The default is UTC. */
            timezone?: string | null;
        };
        AddedApp: {
            app: string;
            revision: string;
        };
        AddedRecord: {
            id: string;
            revision: string;
        };
        AddedRecords: {
            ids: string[];
            revisions: string[];
        };
        AppInfo: {
            appId: string;
            /** @description The app's code. Empty if the app has none. */
            code: string;
            createdAt: string;
            creator: components["schemas"]["UserName"];
            description: string;
            modifiedAt: string;
            /** @description The user who made the newest change to the app's settings. */
            modifier: components["schemas"]["UserName"];
            name: string;
            /** @description Always null: there are no spaces. */
            spaceId: string | null;
            /** @description Always null: there are no spaces. */
            threadId: string | null;
        };
        AppPermissions: {
            revision: string;
            /** @description The rows in their order. The first row that names a user decides. */
            rights: components["schemas"]["AppRightRow"][];
        };
        AppPlugin: {
            /** @description False while a required setting is missing (R44), and false if the plug-in is not installed. */
            enabled: boolean;
            id: string;
            /** @description The name of the plug-in. Null if the plug-in is not installed and its name is unknown. */
            name: string | null;
        };
        AppPlugins: {
            plugins: components["schemas"]["AppPlugin"][];
            revision: string;
        };
        /** @description A row of an app's permissions. */
        AppRightRow: {
            appEditable: boolean;
            entity: components["schemas"]["RightEntity"];
            /** @description True if an organization also stands for the organizations below it. */
            includeSubs: boolean;
            recordAddable: boolean;
            recordDeletable: boolean;
            recordEditable: boolean;
            recordExportable: boolean;
            recordImportable: boolean;
            recordViewable: boolean;
        };
        AppStatus: {
            app: string;
            /** @description Always `SUCCESS`. A deployment is one transaction, so no caller sees one in progress. */
            status: string;
        };
        Apps: {
            apps: components["schemas"]["AppInfo"][];
        };
        Assign: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description Login names. An empty list removes all assignees, so every user may act on the record. */
            assignees: string[];
            /**
             * Format: int64
             * @description The record's ID.
             */
            id: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        /** @description A change to a group. */
        ChangeGroup: {
            /**
             * Format: int64
             * @description The group's ID.
             */
            id: number | string;
            /** @description The new name. If absent, the name does not change. */
            name?: string | null;
        };
        /** @description A change to the caller's own account. Absent values do not change. */
        ChangeMe: {
            email?: string | null;
            /** @description `en` or `ja`. An empty text follows the browser's language. */
            locale?: string | null;
            name?: string | null;
            /** @description The IANA name of the time zone. */
            timezone?: string | null;
        };
        /** @description A change to an organization. */
        ChangeOrganization: {
            /**
             * Format: int64
             * @description The organization's ID.
             */
            id: number | string;
            /** @description The new name. If absent, the name does not change. */
            name?: string | null;
            /**
             * @description The code of the new parent organization. An empty text moves the organization to the top
             *     level. If absent, the parent does not change.
             */
            parent?: string | null;
        };
        /** @description The settings of the server. Settings that are not given stay as they are. */
        ChangeSettings: {
            /** @description The codes of the groups whose members may create apps. System administrators always may. */
            appMakers?: string[] | null;
            /**
             * Format: int64
             * @description The maximum number of plug-ins in an app (R48).
             */
            pluginsPerApp?: number | string | null;
        };
        /** @description A change to a user. */
        ChangeUser: {
            /** @description True if the user may sign in. Administrators cannot deactivate themselves. */
            active?: boolean | null;
            /**
             * @description True if the user is an administrator. The last active administrator cannot lose this
             *     role.
             */
            admin?: boolean | null;
            email?: string | null;
            /**
             * Format: int64
             * @description The user's ID. Other absent values do not change.
             */
            id: number | string;
            /** @description `en` or `ja`. An empty text follows the browser's language. */
            locale?: string | null;
            name?: string | null;
            /** @description The IANA name of the time zone. */
            timezone?: string | null;
        };
        /**
         * @description The character encoding of a file.
         * @enum {string}
         */
        Charset: "utf8" | "sjis";
        /** @description A condition to check. */
        CheckCondition: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * @description The condition in the form of a view's filter: a query without order and limit. The
             *     default is an empty condition.
             */
            filterCond?: string | null;
        };
        /** @description An upload to check. */
        CheckPackage: {
            /** @description The file key returned by `file.json`. */
            fileKey: string;
        };
        Checked: {
            charset: components["schemas"]["Charset"];
            columns: components["schemas"]["CheckedColumn"][];
            /** @description The first 1,000 faults. */
            faults: components["schemas"]["CheckedFault"][];
            /** @description The choice that the user must make before the file can be checked. */
            missing: string | null;
            /** @description The number of records read. */
            records: number;
            separator: components["schemas"]["Separator"];
            /** @description The number of faults. */
            wrong: number;
        };
        CheckedColumn: {
            /** @description The code of the column's field, `*` for the column of marks, or an empty text. */
            field: string;
            /** @description The heading of the column. */
            name: string;
            /** @description The values of the first cells. */
            samples: string[];
        };
        CheckedFault: {
            column: string;
            /** Format: int64 */
            line: number;
            message: string;
            value: string;
        };
        /** @description The information that the import dialog shows before a package is installed (R36). */
        CheckedPackage: {
            /** @description The text of the button that installs it. */
            button: string;
            changes: components["schemas"]["PackageChange"][];
            id: string;
            name: string;
            /** @description A sentence that describes the effect of installing it. */
            summary: string;
            /** @description True if a plug-in with this ID is already installed. */
            update: boolean;
            version: string;
        };
        ComputeRecord: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * @description True to use the app's preview settings, for users who manage the app. The default is
             *     false.
             */
            preview?: boolean | null;
            /** @description `{"value"}` by field code, as far as the form is filled in. */
            record?: {
                [key: string]: unknown;
            } | null;
        };
        Computed: {
            /**
             * @description `{"type", "value"}` of the computed fields. A table has its rows with only the computed
             *     cells.
             */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        /** @description The credentials of the user who signs in. */
        Credentials: {
            password: string;
            /** @description The login name. */
            username: string;
        };
        Current: {
            id: string;
            version: string;
        };
        Customization: {
            desktop: components["schemas"]["Device"];
            mobile: components["schemas"]["Device"];
            revision: string;
            scope: components["schemas"]["CustomizeScope"];
        };
        /**
         * @description The users for whom scripts and styles are loaded.
         * @enum {string}
         */
        CustomizeScope: "ALL" | "ADMIN" | "NONE";
        DeleteProxyConfig: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The ID of the proxy config. */
            id: string;
        };
        Deploy: {
            /** @description At most 300 apps. Either all are deployed or none. */
            apps: components["schemas"]["DeployApp"][];
            /** @description If true, discards the preview settings instead of deploying them. */
            revert?: boolean | null;
        };
        DeployApp: {
            /** Format: int64 */
            app: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        Device: {
            css: components["schemas"]["Source"][];
            js: components["schemas"]["Source"][];
        };
        DirectoryUser: {
            /** @description The login name. */
            code: string;
            email: string;
            id: string;
            /** @description `en`, `ja` or `auto`. */
            locale: string;
            name: string;
            timezone: string;
            /** @description True if the user may sign in. */
            valid: boolean;
        };
        DirectoryUsers: {
            users: components["schemas"]["DirectoryUser"][];
        };
        Entities: {
            entities: components["schemas"]["FoundEntity"][];
        };
        /** @enum {string} */
        EntityKind: "user" | "group" | "organization";
        /**
         * @description The type of an entity, as records and settings write it.
         * @enum {string}
         */
        EntityType: "USER" | "GROUP" | "ORGANIZATION";
        /** @description An error, as the caller reads it (B8.3). */
        Error: {
            /** @description The code that programs can compare. */
            code: string;
            /** @description The faults of parameters or parts of a package by their places, in order. */
            errors?: {
                [key: string]: components["schemas"]["ErrorPlace"];
            };
            /** @description The ID of this error. The server's log has the same ID next to the cause. */
            id: string;
            /** @description The message in the caller's language. */
            message: string;
        };
        /** @description The faults at one place. */
        ErrorPlace: {
            /** @description For packages, a code that programs can compare (R31). */
            code?: string;
            /** @description The messages in the caller's language. */
            messages: string[];
        };
        Evaluated: {
            rights: components["schemas"]["EvaluatedRights"][];
        };
        /** @description What the caller may do with one record. */
        EvaluatedRights: {
            /** @description The fields that a request can set, also inside tables, by code. */
            fields: {
                [key: string]: components["schemas"]["FieldRights"];
            };
            id: string;
            record: components["schemas"]["RecordRights"];
        };
        /**
         * @description The names of fields in the first line.
         * @enum {string}
         */
        ExportHeader: "label" | "code";
        /** @description What the user may do with a field. */
        FieldPermission: {
            editField: boolean;
            readField: boolean;
        };
        FieldPermissions: {
            revision: string;
            /** @description The rules, one for each restricted field. */
            rights: components["schemas"]["FieldRuleRow"][];
        };
        /** @description A field with its settings, as in form/fields.json */
        FieldProperty: {
            /** @enum {string} */
            align?: "HORIZONTAL" | "VERTICAL";
            enabled?: boolean;
            expression?: string;
            unit?: string;
            /** @enum {string} */
            unitPosition?: "BEFORE" | "AFTER";
            /** @enum {string} */
            protocol?: "WEB" | "CALL" | "MAIL";
            minLength?: string;
            maxValue?: string;
            /** @enum {string} */
            thumbnailSize?: "150" | "50" | "250" | "500";
            maxLength?: string;
            digit?: boolean;
            minValue?: string;
            options?: {
                [key: string]: components["schemas"]["FieldOption"];
            };
            /** @enum {string} */
            format?: "NUMBER" | "NUMBER_DIGIT" | "DATETIME" | "DATE" | "TIME" | "HOUR_MINUTE" | "DAY_HOUR_MINUTE";
            displayScale?: string;
            hideExpression?: boolean;
            defaultValue?: string | string[] | components["schemas"]["FieldEntity"][];
            defaultNowValue?: boolean;
            unique?: boolean;
            entities?: components["schemas"]["FieldEntity"][];
            required?: boolean;
            openGroup?: boolean;
            noLabel?: boolean;
            referenceTable?: components["schemas"]["FieldReference"];
            type: components["schemas"]["FieldType"];
            code: string;
            label: string;
            fields?: {
                [key: string]: components["schemas"]["FieldProperty"];
            };
            lookup?: components["schemas"]["FieldLookup"];
        };
        /** @description A row of a rule. */
        FieldRightRow: {
            /** @description `NONE`, `READ` or `WRITE`. */
            accessibility: string;
            entity: components["schemas"]["RightEntity"];
            /** @description True if an organization also stands for the organizations below it. */
            includeSubs: boolean;
        };
        FieldRights: {
            editable: boolean;
            viewable: boolean;
        };
        /** @description The permissions for one field. */
        FieldRuleRow: {
            /** @description The field's code. */
            code: string;
            /** @description The rows in their order. The first row that names a user decides. */
            entities: components["schemas"]["FieldRightRow"][];
        };
        /** @enum {string} */
        FieldType: "RECORD_NUMBER" | "CREATOR" | "CREATED_TIME" | "MODIFIER" | "UPDATED_TIME" | "STATUS" | "STATUS_ASSIGNEE" | "CATEGORY" | "SINGLE_LINE_TEXT" | "MULTI_LINE_TEXT" | "RICH_TEXT" | "NUMBER" | "CALC" | "CHECK_BOX" | "RADIO_BUTTON" | "MULTI_SELECT" | "DROP_DOWN" | "DATE" | "TIME" | "DATETIME" | "LINK" | "USER_SELECT" | "GROUP_SELECT" | "ORGANIZATION_SELECT" | "FILE" | "SUBTABLE" | "GROUP" | "REFERENCE_TABLE";
        /** @description A value of a record */
        FieldValue: {
            type: string;
            value: (string | null) | string[] | components["schemas"]["FieldPerson"] | components["schemas"]["FieldPerson"][] | components["schemas"]["FieldFile"][] | components["schemas"]["FieldRow"][];
        };
        Figures: {
            /** @description The groups in the requested order. */
            groups: components["schemas"]["ReportGroup"][];
            /**
             * Format: int64
             * @description The number of records that were counted.
             */
            records: number;
            /** @description The names of the second field's groups. Empty if there is no second field. */
            series: string[];
            /** @description The number of all groups, including those beyond the limit. */
            total: number;
        };
        FormFields: {
            /** @description The settings of the fields by field code, in Kintone's format. */
            properties: {
                [key: string]: components["schemas"]["FieldProperty"];
            };
            revision: string;
        };
        FormLayout: {
            /** @description Rows, tables and groups, in Kintone's format. */
            layout: components["schemas"]["LayoutRow"][];
            revision: string;
        };
        FoundEntity: {
            /** @description The code, which records store. */
            code: string;
            name: string;
            type: components["schemas"]["EntityType"];
        };
        /** @description The app's general settings, without form, views and plug-ins. */
        GeneralSettings: {
            description: string;
            name: string;
            revision: string;
        };
        GoBack: {
            /** @description The plug-in's ID. */
            id: string;
            /**
             * Format: int64
             * @description The number of a stored version.
             */
            number: number | string;
        };
        Group: {
            code: string;
            description: string;
            id: string;
            name: string;
        };
        /** @description A user as a member of a group. */
        GroupMember: {
            /**
             * Format: int64
             * @description The group's ID.
             */
            id: number | string;
            /**
             * Format: int64
             * @description The user's ID.
             */
            user: number | string;
        };
        Groups: {
            groups: components["schemas"]["Group"][];
        };
        /**
         * @description The strictness of the egress lock, the least strict first.
         * @enum {string}
         */
        Hold: "off" | "report" | "enforce";
        /** @description The egress lock of a plug-in in an app. */
        HoldCalls: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The plug-in's ID. */
            id: string;
            lock: components["schemas"]["Hold"];
        };
        /** @description A file and the way to read it. */
        ImportFile: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            charset?: components["schemas"]["Charset"] | null;
            /**
             * @description The field of each column: a field code, `*` for the column that marks the first row of
             *     each record, or an empty text to skip the column. If absent, the fields are guessed from
             *     the headings.
             */
            columns?: string[] | null;
            /** @description The file key of the uploaded CSV file. */
            fileKey: string;
            /** @description The code of the field that identifies existing records. Not allowed with `add`. */
            key?: string | null;
            mode?: components["schemas"]["ImportMode"] | null;
            separator?: components["schemas"]["Separator"] | null;
        };
        /**
         * @description The use of the rows in a file.
         * @enum {string}
         */
        ImportMode: "add" | "update" | "both";
        /** @description One line of a run's answer. */
        ImportStep: {
            done: number;
        } | {
            added: number;
            changed: number;
        } | {
            faults: components["schemas"]["CheckedFault"][];
            message: string;
            reasons: string[];
        };
        InstallPlugin: {
            /** @description The file key returned by `file.json`. */
            fileKey: string;
        };
        Installed: {
            id: string;
            version: string;
        };
        /** @description A row of a form's layout */
        LayoutRow: {
            /** @enum {string} */
            type: "ROW";
            fields: components["schemas"]["LayoutCell"][];
        } | {
            /** @enum {string} */
            type: "SUBTABLE";
            code: string;
            fields: components["schemas"]["LayoutCell"][];
        } | {
            /** @enum {string} */
            type: "GROUP";
            code: string;
            layout: components["schemas"]["LayoutRow"][];
        };
        /** @description Scripts and styles in the order of loading. An absent list does not change. */
        NewDevice: {
            css?: components["schemas"]["NewSource"][] | null;
            js?: components["schemas"]["NewSource"][] | null;
        };
        NewFile: {
            /** @description Ignored. The stored file keeps its content type. */
            contentType?: string | null;
            /** @description The file key returned by `file.json`, or the key of a file that the app already has. */
            fileKey?: string | null;
            /** @description Ignored. The stored file keeps its name. */
            name?: string | null;
            /** @description Ignored. The stored file keeps its size. */
            size?: string | null;
        };
        /** @description A script or style: a URL or an uploaded file. */
        NewSource: {
            file?: components["schemas"]["NewFile"] | null;
            type: components["schemas"]["SourceType"];
            /** @description The URL of a `URL` source. It must begin with `https://`. */
            url?: string | null;
        };
        /** @description An empty object, `{}`. */
        Nothing: Record<string, never>;
        NumberedViews: {
            revision: string;
            /** @description The IDs of the views by view name. */
            views: {
                [key: string]: components["schemas"]["ViewNumber"];
            };
        };
        Offered: {
            /** @description The values for other fields: `{"type", "value"}` by field code. */
            copies: {
                [key: string]: components["schemas"]["FieldValue"];
            };
            /** @description `$id` and the fields that help the user to choose. */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
            /** @description The value for the lookup field. */
            value: unknown;
        };
        Offers: {
            /** @description The fields that help the user to choose a record. The key field comes first. */
            fields: components["schemas"]["Shown"][];
            records: components["schemas"]["Offered"][];
        };
        OneGroup: {
            code: string;
            id: string;
            name: string;
        };
        OneOrganization: {
            code: string;
            id: string;
            name: string;
            /** @description The code of the parent organization. */
            parent: string | null;
        };
        OneRecord: {
            /** @description `{"type", "value"}` by field code, including `$id` and `$revision`. */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        OneSession: {
            /** @description The address from which the user signed in. Empty if it is not recorded. */
            address: string;
            /** @description The browser and its system, such as `Firefox on Linux`. Empty if they are unknown. */
            browser: string;
            /** @description The time of the sign-in. */
            createdAt: string;
            /** @description True for the session of this request. */
            current: boolean;
            /** @description The session's ID. It cannot be used to sign in. */
            id: string;
            /** @description The time of the last use. It may be up to a minute too early. */
            lastSeenAt: string;
            /** @description The `User-Agent` header of the sign-in, at most 300 characters. Empty if it is not recorded. */
            userAgent: string;
        };
        OneUser: {
            active: boolean;
            admin: boolean;
            email: string;
            id: string;
            /** @description `en` or `ja`. Null follows the browser's language. */
            locale: string | null;
            login: string;
            name: string;
            /** @description The IANA name of the time zone. */
            timezone: string;
        };
        /** @description An organization (department). */
        Organization: {
            code: string;
            description: string;
            id: string;
            /** @description Always empty. An organization has one name in all languages. */
            localName: string;
            localNameLocale: string;
            name: string;
            parentCode: string | null;
        };
        /** @description A user as a member of an organization. */
        OrganizationMember: {
            /**
             * Format: int64
             * @description The organization's ID.
             */
            id: number | string;
            /**
             * @description True to make it the user's primary organization. The default is true for the user's
             *     first organization.
             */
            primary?: boolean | null;
            /**
             * Format: int64
             * @description The user's ID.
             */
            user: number | string;
        };
        OrganizationTitle: {
            organization: components["schemas"]["Organization"];
            /** @description Always null: there are no job titles. */
            title: string | null;
        };
        Organizations: {
            organizations: components["schemas"]["Organization"][];
        };
        /** @description A group of changes, as the import dialog shows it. */
        PackageChange: {
            /** @description The changes, one per line. */
            lines: string[];
            /** @description The kind of change. */
            title: string;
            /** @description True if the new package loads code from a new host, or sends data to one. */
            warn: boolean;
        };
        /**
         * @description The page that a call comes from. It decides between live and preview settings (R24, R26,
         *     R40).
         * @enum {string}
         */
        Page: "live" | "preview" | "settings";
        /** @description A user, with all that rows of permissions can name. The first row that names the user decides. */
        PersonOfApp: {
            /** @description The codes of all departments above them. */
            above: string[];
            /** @description False if the user cannot sign in, and so may do nothing. */
            active: boolean;
            /** @description True for system administrators. They manage every app, whatever its permissions say. */
            admin: boolean;
            code: string;
            /** @description True if the user created the app. */
            creator: boolean;
            /** @description The codes of the user's groups, including those that the system fills. */
            groups: string[];
            name: string;
            /** @description The codes of the user's departments. */
            organizations: string[];
        };
        Plugin: {
            /** @description The description. Empty if there is none. */
            description: string;
            id: string;
            /** @description Always false: there is no marketplace (R28). */
            isMarketPlugin: boolean;
            /** @description The name in the caller's language. If there is none, the name in English. */
            name: string;
            version: string;
        };
        PluginApp: {
            id: string;
            name: string;
        };
        PluginApps: {
            apps: components["schemas"]["PluginApp"][];
        };
        PluginConfig: {
            /** @description The saved values by key. Empty if the plug-in never saved any. */
            config: {
                [key: string]: string;
            };
            revision: string;
        };
        Plugins: {
            plugins: components["schemas"]["Plugin"][];
        };
        Process: {
            /** @description The actions in their order. Null if the app's process was never set up. */
            actions: components["schemas"]["ProcessAction"][] | null;
            /** @description True if process management is on. If it is off, records have no status. */
            enable: boolean;
            revision: string;
            /** @description The statuses by name, in Kintone's format. Null if the app's process was never set up. */
            states: {
                [key: string]: components["schemas"]["ProcessState"];
            } | null;
        };
        /** @description An action of an app's process */
        ProcessAction: {
            name: string;
            from: string;
            to: string;
            filterCond: string;
            /** @enum {string} */
            type: "PRIMARY" | "SECONDARY";
            executableUser?: {
                entities: components["schemas"]["ProcessEntity"][];
            };
        };
        /** @description A status of an app's process */
        ProcessState: {
            name: string;
            index: string;
            assignee: {
                /** @enum {string} */
                type: "ONE" | "ALL" | "ANY";
                entities: components["schemas"]["ProcessEntity"][];
            };
        };
        /** @description The answer of a proxied call. A failure after the first byte comes after the received data. */
        ProxyAnswer: {
            result: components["schemas"]["ProxyResult"];
            /** @enum {boolean} */
            success: true;
        } | {
            result: components["schemas"]["ProxyResult"];
            /** @enum {boolean} */
            success: false;
            error: components["schemas"]["Error"];
            httpStatus: number;
        };
        /**
         * Format: binary
         * @description The body, the outcome as JSON, and its length in four bytes, big-endian
         */
        ProxyBytes: string;
        /** @description A proxied call, as the page requests it. */
        ProxyCall: {
            /**
             * Format: int64
             * @description The ID of the page's app.
             */
            app: number | string;
            data?: unknown | null;
            /** @description Header names and values. */
            headers?: {
                [key: string]: unknown;
            } | null;
            /** @description `GET`, `POST`, `PUT` or `DELETE`, in any case. */
            method: string;
            page?: components["schemas"]["Page"] | null;
            /** @description The plug-in's ID. Null for `kintone.proxy`. */
            pluginId?: string | null;
            /** @description The URL to call. */
            url: string;
        };
        ReadProxyConfig: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            method: string;
            page?: components["schemas"]["Page"] | null;
            /** @description The plug-in that the page identified as the caller (R05). Null if it found none. */
            pluginId?: string | null;
            /** @description A ticket from `config/show.json`. With it, the values are not masked. */
            shown?: string | null;
            url: string;
        };
        RecordFieldPermissions: {
            /** @description The fields that a request can set, also inside tables, by code. */
            fields: {
                [key: string]: components["schemas"]["FieldPermission"];
            };
        };
        RecordPermissions: {
            revision: string;
            /** @description The rules in their order. The first rule whose condition a record matches decides. */
            rights: components["schemas"]["RecordRuleRow"][];
        };
        /** @description A row of a rule. */
        RecordRightRow: {
            deletable: boolean;
            editable: boolean;
            entity: components["schemas"]["RightEntity"];
            /** @description True if an organization also stands for the organizations below it. */
            includeSubs: boolean;
            viewable: boolean;
        };
        RecordRights: {
            deletable: boolean;
            editable: boolean;
            viewable: boolean;
        };
        /** @description A rule for the records that match a condition. */
        RecordRuleRow: {
            /** @description The rows in their order. The first row that names a user decides. */
            entities: components["schemas"]["RecordRightRow"][];
            /** @description The condition. It is empty for all records. */
            filterCond: string;
        };
        RecordUpdate: {
            /**
             * Format: int64
             * @description The record's ID. Exactly one of `id` and `updateKey` is required.
             */
            id?: number | string | null;
            /** @description `{"value"}` by field code. Fields that are not listed do not change. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            updateKey?: components["schemas"]["UpdateKey"] | null;
        };
        Records: {
            /** @description The records. Each has `{"type", "value"}` by field code. */
            records: {
                [key: string]: components["schemas"]["FieldValue"];
            }[];
            /** @description The number of all records that match the condition, if `totalCount` was requested. */
            totalCount: string | null;
        };
        RelatedRecords: {
            /** @description The ID of the other app. */
            app: string;
            /** @description The fields to show, in their order. */
            fields: components["schemas"]["Shown"][];
            /** @description `{"type", "value"}` by field code, including `$id`. */
            records: {
                [key: string]: components["schemas"]["FieldValue"];
            }[];
            /**
             * Format: int64
             * @description The number of records that are shown at once.
             */
            size: number;
            totalCount: string;
        };
        /**
         * @description The figure that is computed for a group.
         * @enum {string}
         */
        ReportFunction: "count" | "sum" | "average" | "max" | "min";
        ReportGroup: {
            /** @description The name of the group, formatted for display. */
            label: string;
            /** @description The exact numbers in the order of `series`. Null if a group has none. */
            parts: (string | null)[];
            /**
             * Format: int64
             * @description The number of records in the group.
             */
            records: number;
            /** @description The exact number. Null if no record has one. */
            value: string | null;
        };
        /** @enum {string} */
        ReportOrder: "asc" | "desc";
        /** @enum {string} */
        ReportSort: "key" | "value";
        /**
         * @description The length of the periods that dates are grouped by.
         * @enum {string}
         */
        ReportStep: "day" | "week" | "month" | "quarter" | "year";
        RequiredPlugin: {
            id: string;
            isMarketPlugin: boolean;
            /** @description The name. Null if no version of the plug-in was ever installed on this server (R37). */
            name: string | null;
        };
        RequiredPlugins: {
            plugins: components["schemas"]["RequiredPlugin"][];
        };
        /** @description The revision that a change created, as a string (B10.23). */
        Revised: {
            /** @description The app's newest revision. */
            revision: string;
        };
        /** @description The persons that a row is about. */
        RightEntity: {
            /** @description The login name, or the code of the group, organization or field. Null for `CREATOR`. */
            code: string | null;
            /**
             * @description `USER`, `GROUP`, `ORGANIZATION`, `CREATOR` (the app's creator) or `FIELD_ENTITY` (the persons
             *     in a field).
             */
            type: string;
        };
        SaveForm: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * @description All fields of the form. Each field has its properties, and an existing field also has
             *     its number (`id`). The columns of a table are such a list in the table's `fields`.
             *     Fields that are not listed are removed.
             */
            fields: {
                [key: string]: unknown;
            }[];
            /** @description The layout. It contains every field of the form exactly once. */
            layout: {
                [key: string]: unknown;
            }[];
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        SavePluginConfig: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * @description The new settings. They replace all saved ones. Keys must be ASCII. A value has at most
             *     65,535 characters, and all keys and values together have at most 256 KB.
             */
            config: {
                [key: string]: string;
            };
            /** @description The plug-in's ID. */
            id: string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        SaveProxyConfig: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            data: {
                [key: string]: unknown;
            };
            /** @description Names and values. The server does not parse this member or `data`. */
            headers: {
                [key: string]: unknown;
            };
            /** @description `GET`, `POST`, `PUT` or `DELETE`, in any case. */
            method: string;
            /** @description The plug-in's ID. */
            pluginId: string;
            /** @description The beginning of the URLs that the proxy config applies to. */
            url: string;
        };
        Saved: {
            /** @description The new revision of the app's preview settings. */
            revision: string;
        };
        SavedProxyConfig: {
            [key: string]: unknown;
        };
        /**
         * @description The credentials to seal or unseal: those of one plug-in in one app, or all. Unsealing goes
         *     no further than the server's setting allows.
         */
        SealCredentials: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app?: number | string | null;
            /** @description The plug-in's ID. */
            id?: string | null;
            /** @description True if pages must not read the credentials. The default is true. */
            sealed?: boolean | null;
        };
        /**
         * @description The separator of the cells in a line.
         * @enum {string}
         */
        Separator: "comma" | "semicolon" | "tab";
        SessionOf: {
            /**
             * @description The CSRF token of this session. Requests that change data must send it in the header
             *     `X-Plugdock-Csrf`, or as `__REQUEST_TOKEN__` in the body, the form or the query.
             */
            csrf: string;
            user: components["schemas"]["SessionUser"];
        };
        SessionUser: {
            admin: boolean;
            code: string;
            id: string;
            name: string;
        };
        Sessions: {
            /** @description The sessions, the most recently used first. */
            sessions: components["schemas"]["OneSession"][];
        };
        /** @description A new password for the caller. */
        SetOwnPassword: {
            /**
             * @description The current password. It is required so that nobody can take over an account through an
             *     open browser.
             */
            current: string;
            /** @description The new password, 8 to 1,024 characters. */
            password: string;
        };
        /** @description A new password for a user. */
        SetPassword: {
            /**
             * Format: int64
             * @description The user's ID.
             */
            id: number | string;
            /** @description The new password, 8 to 1,024 characters. */
            password: string;
        };
        /** @description The settings page that shows saved values. */
        ShowValues: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The plug-in's ID. */
            pluginId: string;
        };
        /** @description A field of the other app, with the properties that a page needs. */
        Shown: {
            code: string;
            label: string;
            type: components["schemas"]["FieldType"];
        };
        Source: {
            /** @enum {string} */
            type: "URL";
            url: string;
        } | {
            file: components["schemas"]["SourceFile"];
            /** @enum {string} */
            type: "FILE";
        };
        SourceFile: {
            contentType: string;
            /** @description The key that identifies the file when the customization is changed. */
            fileKey: string;
            name: string;
            /** @description The size in bytes, as a string. */
            size: string;
        };
        /** @enum {string} */
        SourceType: "URL" | "FILE";
        Statuses: {
            apps: components["schemas"]["AppStatus"][];
        };
        TakeAction: {
            /** @description The name of the action. */
            action: string;
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The login name of the next assignee, if the next status requires one. */
            assignee?: string | null;
            /**
             * Format: int64
             * @description The record's ID.
             */
            id: number | string;
            /** @description Values that are saved together with the status: `{"value"}` by field code. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        TakeActions: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            records: components["schemas"]["ActionOnRecord"][];
        };
        /** @description An API token to take over. It may have the right to manage the app. */
        TakeOver: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The token's ID.
             */
            id: number | string;
        };
        Ticket: {
            /**
             * @description The value of `shown` in requests to `config/get.json`. It is valid for ten minutes, in this
             *     session only.
             */
            ticket: string;
        };
        Titles: {
            organizationTitles: components["schemas"]["OrganizationTitle"][];
        };
        Token: {
            add: boolean;
            delete: boolean;
            edit: boolean;
            id: string;
            manage: boolean;
            /** @description The login name of the user who created the token or took it over. Null if it is unknown. */
            owner: string | null;
            /** @description True if the token is unusable because its owner may not sign in. `PUT` takes the token over. */
            suspended: boolean;
            /** @description The token itself. Only the answer that creates the token contains it. */
            token?: string;
            view: boolean;
        };
        Tokens: {
            tokens: components["schemas"]["Token"][];
        };
        UpdateAppPermissions: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            /**
             * @description All rows, those with the highest priority first. The row of the group `everyone` always
             *     comes last; without it, everyone else may do nothing.
             */
            rights: {
                [key: string]: unknown;
            }[];
        };
        UpdateAppSettings: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The new description. If absent, the description does not change. */
            description?: string | null;
            /** @description The new name. If absent, the name does not change. */
            name?: string | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        UpdateCustomize: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            desktop?: components["schemas"]["NewDevice"] | null;
            mobile?: components["schemas"]["NewDevice"] | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            scope?: components["schemas"]["CustomizeScope"] | null;
        };
        UpdateFieldPermissions: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            /**
             * @description All rules, one for each restricted field. In each, the row of the group `everyone` comes
             *     last; without it, everyone else may neither see nor change the field.
             */
            rights: {
                [key: string]: unknown;
            }[];
        };
        /** @description A key that identifies a record: the value of a field that prohibits duplicate values. */
        UpdateKey: {
            field: string;
            value: string;
        };
        UpdateLayout: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The layout. It contains every field of the form exactly once. */
            layout: {
                [key: string]: unknown;
            }[];
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        UpdatePlugin: {
            /** @description The file key returned by `file.json`. */
            fileKey: string;
            /** @description The plug-in's ID. */
            id: string;
        };
        UpdateProcess: {
            /** @description All actions of the app. If absent, the actions do not change. */
            actions?: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            enable?: boolean | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            /**
             * @description All statuses of the app by name. Statuses that are not listed are removed. If absent,
             *     the statuses do not change.
             */
            states?: {
                [key: string]: unknown;
            } | null;
        };
        UpdateRecord: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The record's ID. Exactly one of `id` and `updateKey` is required.
             */
            id?: number | string | null;
            /** @description `{"value"}` by field code. Fields that are not listed do not change. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            updateKey?: components["schemas"]["UpdateKey"] | null;
        };
        UpdateRecordPermissions: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            /**
             * @description All rules, those with the highest priority first. In each, the row of the group
             *     `everyone` comes last; without it, everyone else may do nothing.
             */
            rights: {
                [key: string]: unknown;
            }[];
        };
        UpdateRecords: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            records: components["schemas"]["RecordUpdate"][];
        };
        UpdateViews: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
            /** @description All views of the app by name. Views that are not listed are removed. */
            views: {
                [key: string]: unknown;
            };
        };
        UpdatedRecord: {
            id: string;
            revision: string;
        };
        UpdatedRecords: {
            records: components["schemas"]["UpdatedRecord"][];
        };
        /** @description A form with a file. Parts with other names are ignored. */
        UploadForm: {
            /**
             * Format: binary
             * @description The file with its name. If there are several, the first one.
             */
            file: string;
        };
        Uploaded: {
            /**
             * @description The UUID of the uploaded file. Only the uploader may use it. It is valid for three days or
             *     until a request uses the file (R34).
             */
            fileKey: string;
        };
        /** @description A user, in the format of records and apps. */
        UserName: {
            code: string;
            name: string;
        };
        UserTitle: {
            /** @description Always null: there are no job titles. */
            title: string | null;
            user: components["schemas"]["DirectoryUser"];
        };
        UserTitles: {
            userTitles: components["schemas"]["UserTitle"][];
        };
        Users: {
            users: components["schemas"]["OneUser"][];
        };
        Version: {
            /** @description True if apps run this version. */
            current: boolean;
            /**
             * Format: int64
             * @description The time of installation in Unix milliseconds.
             */
            installedAt: number;
            /** @description The sequence number of the installation of this plug-in. */
            number: string;
            version: string;
        };
        Versions: {
            versions: components["schemas"]["Version"][];
        };
        /** @description A view of an app */
        View: {
            /** @enum {string} */
            type: "LIST";
            id: string;
            name: string;
            index: string;
            filterCond: string;
            sort: string;
            fields: string[];
        } | {
            /** @enum {string} */
            type: "CALENDAR";
            id: string;
            name: string;
            index: string;
            filterCond: string;
            sort: string;
            date: string;
            title: string;
        } | {
            /** @enum {string} */
            type: "CUSTOM";
            id: string;
            name: string;
            index: string;
            filterCond: string;
            sort: string;
            html: string;
            pager: boolean;
            /** @enum {string} */
            device: "DESKTOP" | "ANY";
        };
        ViewNumber: {
            id: string;
        };
        Views: {
            revision: string;
            /** @description The views by name, in Kintone's format. */
            views: {
                [key: string]: components["schemas"]["View"];
            };
        };
        WriteFields: {
            /**
             * Format: int64
             * @description The app's ID.
             */
            app: number | string;
            /** @description The settings of the fields by field code. */
            properties: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description The revision that the caller expects to be the newest. -1 or absent skips the check.
             */
            revision?: number | string | null;
        };
        /** @description A user, a group or an organization, as records name it */
        FieldPerson: {
            code: string;
            name: string;
        };
        /** @description A file of a record */
        FieldFile: {
            fileKey: string;
            name: string;
            contentType: string;
            /** @description The size in bytes, as a string */
            size: string;
        };
        /** @description A row of a table. A row that is not saved yet has no ID. */
        FieldRow: {
            id: string | null;
            value: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        /** @description A user, a group or an organization, by its code */
        FieldEntity: {
            type: string;
            code: string;
        };
        FieldOption: {
            label: string;
            index: string;
        };
        /** @description The lookup settings of a field */
        FieldLookup: {
            relatedApp: components["schemas"]["RelatedApp"];
            relatedKeyField: string;
            fieldMappings: {
                field: string;
                relatedField: string;
            }[];
            lookupPickerFields: string[];
            filterCond: string;
            sort: string;
        };
        /** @description The settings of a related records field. They are empty until they are set. */
        FieldReference: {
            relatedApp?: components["schemas"]["RelatedApp"];
            condition?: {
                field: string;
                relatedField: string;
            };
            filterCond?: string;
            displayFields?: string[];
            sort?: string;
            size?: string;
        };
        RelatedApp: {
            app: string;
            code: string;
        };
        /** @description An element in a row of a form's layout */
        LayoutCell: {
            type: components["schemas"]["FieldType"];
            code: string;
            size: components["schemas"]["CellSize"];
        } | {
            /** @enum {string} */
            type: "LABEL";
            label: string;
            size: components["schemas"]["CellSize"];
        } | {
            /** @enum {string} */
            type: "SPACER";
            elementId: string;
            size: components["schemas"]["CellSize"];
        } | {
            /** @enum {string} */
            type: "HR";
            size: components["schemas"]["CellSize"];
        };
        /** @description The size in pixels */
        CellSize: {
            width?: string;
            height?: string;
            innerHeight?: string;
        };
        ProcessEntity: {
            entity: components["schemas"]["FieldEntity"];
            includeSubs: boolean;
        };
        /** @description The upstream's answer */
        ProxyResult: {
            status: number;
            headers: {
                [key: string]: string;
            };
            body: string;
        };
    };
    responses: {
        /** @description An error, with its message in the caller's language */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AcceptScripts = components['schemas']['AcceptScripts'];
export type ActionOnRecord = components['schemas']['ActionOnRecord'];
export type AddApp = components['schemas']['AddApp'];
export type AddAppPlugins = components['schemas']['AddAppPlugins'];
export type AddGroup = components['schemas']['AddGroup'];
export type AddOrganization = components['schemas']['AddOrganization'];
export type AddRecord = components['schemas']['AddRecord'];
export type AddRecords = components['schemas']['AddRecords'];
export type AddToken = components['schemas']['AddToken'];
export type AddUser = components['schemas']['AddUser'];
export type AddedApp = components['schemas']['AddedApp'];
export type AddedRecord = components['schemas']['AddedRecord'];
export type AddedRecords = components['schemas']['AddedRecords'];
export type AppInfo = components['schemas']['AppInfo'];
export type AppPermissions = components['schemas']['AppPermissions'];
export type AppPlugin = components['schemas']['AppPlugin'];
export type AppPlugins = components['schemas']['AppPlugins'];
export type AppRightRow = components['schemas']['AppRightRow'];
export type AppStatus = components['schemas']['AppStatus'];
export type Apps = components['schemas']['Apps'];
export type Assign = components['schemas']['Assign'];
export type ChangeGroup = components['schemas']['ChangeGroup'];
export type ChangeMe = components['schemas']['ChangeMe'];
export type ChangeOrganization = components['schemas']['ChangeOrganization'];
export type ChangeSettings = components['schemas']['ChangeSettings'];
export type ChangeUser = components['schemas']['ChangeUser'];
export type Charset = components['schemas']['Charset'];
export type CheckCondition = components['schemas']['CheckCondition'];
export type CheckPackage = components['schemas']['CheckPackage'];
export type Checked = components['schemas']['Checked'];
export type CheckedColumn = components['schemas']['CheckedColumn'];
export type CheckedFault = components['schemas']['CheckedFault'];
export type CheckedPackage = components['schemas']['CheckedPackage'];
export type ComputeRecord = components['schemas']['ComputeRecord'];
export type Computed = components['schemas']['Computed'];
export type Credentials = components['schemas']['Credentials'];
export type Current = components['schemas']['Current'];
export type Customization = components['schemas']['Customization'];
export type CustomizeScope = components['schemas']['CustomizeScope'];
export type DeleteProxyConfig = components['schemas']['DeleteProxyConfig'];
export type Deploy = components['schemas']['Deploy'];
export type DeployApp = components['schemas']['DeployApp'];
export type Device = components['schemas']['Device'];
export type DirectoryUser = components['schemas']['DirectoryUser'];
export type DirectoryUsers = components['schemas']['DirectoryUsers'];
export type Entities = components['schemas']['Entities'];
export type EntityKind = components['schemas']['EntityKind'];
export type EntityType = components['schemas']['EntityType'];
export type Error = components['schemas']['Error'];
export type ErrorPlace = components['schemas']['ErrorPlace'];
export type Evaluated = components['schemas']['Evaluated'];
export type EvaluatedRights = components['schemas']['EvaluatedRights'];
export type ExportHeader = components['schemas']['ExportHeader'];
export type FieldPermission = components['schemas']['FieldPermission'];
export type FieldPermissions = components['schemas']['FieldPermissions'];
export type FieldProperty = components['schemas']['FieldProperty'];
export type FieldRightRow = components['schemas']['FieldRightRow'];
export type FieldRights = components['schemas']['FieldRights'];
export type FieldRuleRow = components['schemas']['FieldRuleRow'];
export type FieldType = components['schemas']['FieldType'];
export type FieldValue = components['schemas']['FieldValue'];
export type Figures = components['schemas']['Figures'];
export type FormFields = components['schemas']['FormFields'];
export type FormLayout = components['schemas']['FormLayout'];
export type FoundEntity = components['schemas']['FoundEntity'];
export type GeneralSettings = components['schemas']['GeneralSettings'];
export type GoBack = components['schemas']['GoBack'];
export type Group = components['schemas']['Group'];
export type GroupMember = components['schemas']['GroupMember'];
export type Groups = components['schemas']['Groups'];
export type Hold = components['schemas']['Hold'];
export type HoldCalls = components['schemas']['HoldCalls'];
export type ImportFile = components['schemas']['ImportFile'];
export type ImportMode = components['schemas']['ImportMode'];
export type ImportStep = components['schemas']['ImportStep'];
export type InstallPlugin = components['schemas']['InstallPlugin'];
export type Installed = components['schemas']['Installed'];
export type LayoutRow = components['schemas']['LayoutRow'];
export type NewDevice = components['schemas']['NewDevice'];
export type NewFile = components['schemas']['NewFile'];
export type NewSource = components['schemas']['NewSource'];
export type Nothing = components['schemas']['Nothing'];
export type NumberedViews = components['schemas']['NumberedViews'];
export type Offered = components['schemas']['Offered'];
export type Offers = components['schemas']['Offers'];
export type OneGroup = components['schemas']['OneGroup'];
export type OneOrganization = components['schemas']['OneOrganization'];
export type OneRecord = components['schemas']['OneRecord'];
export type OneSession = components['schemas']['OneSession'];
export type OneUser = components['schemas']['OneUser'];
export type Organization = components['schemas']['Organization'];
export type OrganizationMember = components['schemas']['OrganizationMember'];
export type OrganizationTitle = components['schemas']['OrganizationTitle'];
export type Organizations = components['schemas']['Organizations'];
export type PackageChange = components['schemas']['PackageChange'];
export type Page = components['schemas']['Page'];
export type PersonOfApp = components['schemas']['PersonOfApp'];
export type Plugin = components['schemas']['Plugin'];
export type PluginApp = components['schemas']['PluginApp'];
export type PluginApps = components['schemas']['PluginApps'];
export type PluginConfig = components['schemas']['PluginConfig'];
export type Plugins = components['schemas']['Plugins'];
export type Process = components['schemas']['Process'];
export type ProcessAction = components['schemas']['ProcessAction'];
export type ProcessState = components['schemas']['ProcessState'];
export type ProxyAnswer = components['schemas']['ProxyAnswer'];
export type ProxyBytes = components['schemas']['ProxyBytes'];
export type ProxyCall = components['schemas']['ProxyCall'];
export type ReadProxyConfig = components['schemas']['ReadProxyConfig'];
export type RecordFieldPermissions = components['schemas']['RecordFieldPermissions'];
export type RecordPermissions = components['schemas']['RecordPermissions'];
export type RecordRightRow = components['schemas']['RecordRightRow'];
export type RecordRights = components['schemas']['RecordRights'];
export type RecordRuleRow = components['schemas']['RecordRuleRow'];
export type RecordUpdate = components['schemas']['RecordUpdate'];
export type Records = components['schemas']['Records'];
export type RelatedRecords = components['schemas']['RelatedRecords'];
export type ReportFunction = components['schemas']['ReportFunction'];
export type ReportGroup = components['schemas']['ReportGroup'];
export type ReportOrder = components['schemas']['ReportOrder'];
export type ReportSort = components['schemas']['ReportSort'];
export type ReportStep = components['schemas']['ReportStep'];
export type RequiredPlugin = components['schemas']['RequiredPlugin'];
export type RequiredPlugins = components['schemas']['RequiredPlugins'];
export type Revised = components['schemas']['Revised'];
export type RightEntity = components['schemas']['RightEntity'];
export type SaveForm = components['schemas']['SaveForm'];
export type SavePluginConfig = components['schemas']['SavePluginConfig'];
export type SaveProxyConfig = components['schemas']['SaveProxyConfig'];
export type Saved = components['schemas']['Saved'];
export type SavedProxyConfig = components['schemas']['SavedProxyConfig'];
export type SealCredentials = components['schemas']['SealCredentials'];
export type Separator = components['schemas']['Separator'];
export type SessionOf = components['schemas']['SessionOf'];
export type SessionUser = components['schemas']['SessionUser'];
export type Sessions = components['schemas']['Sessions'];
export type SetOwnPassword = components['schemas']['SetOwnPassword'];
export type SetPassword = components['schemas']['SetPassword'];
export type ShowValues = components['schemas']['ShowValues'];
export type Shown = components['schemas']['Shown'];
export type Source = components['schemas']['Source'];
export type SourceFile = components['schemas']['SourceFile'];
export type SourceType = components['schemas']['SourceType'];
export type Statuses = components['schemas']['Statuses'];
export type TakeAction = components['schemas']['TakeAction'];
export type TakeActions = components['schemas']['TakeActions'];
export type TakeOver = components['schemas']['TakeOver'];
export type Ticket = components['schemas']['Ticket'];
export type Titles = components['schemas']['Titles'];
export type Token = components['schemas']['Token'];
export type Tokens = components['schemas']['Tokens'];
export type UpdateAppPermissions = components['schemas']['UpdateAppPermissions'];
export type UpdateAppSettings = components['schemas']['UpdateAppSettings'];
export type UpdateCustomize = components['schemas']['UpdateCustomize'];
export type UpdateFieldPermissions = components['schemas']['UpdateFieldPermissions'];
export type UpdateKey = components['schemas']['UpdateKey'];
export type UpdateLayout = components['schemas']['UpdateLayout'];
export type UpdatePlugin = components['schemas']['UpdatePlugin'];
export type UpdateProcess = components['schemas']['UpdateProcess'];
export type UpdateRecord = components['schemas']['UpdateRecord'];
export type UpdateRecordPermissions = components['schemas']['UpdateRecordPermissions'];
export type UpdateRecords = components['schemas']['UpdateRecords'];
export type UpdateViews = components['schemas']['UpdateViews'];
export type UpdatedRecord = components['schemas']['UpdatedRecord'];
export type UpdatedRecords = components['schemas']['UpdatedRecords'];
export type UploadForm = components['schemas']['UploadForm'];
export type Uploaded = components['schemas']['Uploaded'];
export type UserName = components['schemas']['UserName'];
export type UserTitle = components['schemas']['UserTitle'];
export type UserTitles = components['schemas']['UserTitles'];
export type Users = components['schemas']['Users'];
export type Version = components['schemas']['Version'];
export type Versions = components['schemas']['Versions'];
export type View = components['schemas']['View'];
export type ViewNumber = components['schemas']['ViewNumber'];
export type Views = components['schemas']['Views'];
export type WriteFields = components['schemas']['WriteFields'];
export type FieldPerson = components['schemas']['FieldPerson'];
export type FieldFile = components['schemas']['FieldFile'];
export type FieldRow = components['schemas']['FieldRow'];
export type FieldEntity = components['schemas']['FieldEntity'];
export type FieldOption = components['schemas']['FieldOption'];
export type FieldLookup = components['schemas']['FieldLookup'];
export type FieldReference = components['schemas']['FieldReference'];
export type RelatedApp = components['schemas']['RelatedApp'];
export type LayoutCell = components['schemas']['LayoutCell'];
export type CellSize = components['schemas']['CellSize'];
export type ProcessEntity = components['schemas']['ProcessEntity'];
export type ProxyResult = components['schemas']['ProxyResult'];
export type ResponseError = components['responses']['Error'];
export type $defs = Record<string, never>;
export interface operations {
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiApp: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The app's exact name. It protects against deleting the wrong app by mistake. */
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiAppForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiAppPerson: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The login name of the user. */
                user: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOfApp"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiAppPlugin: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The plug-in's ID. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiAppScripts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptScripts"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiAppScripts: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiAppToken: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiAppToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeOver"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiAppToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddToken"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiAppToken: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The token's ID. */
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiAppViewCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckCondition"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiCredentials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SealCredentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiEgress: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldCalls"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiEntities: {
        parameters: {
            query: {
                kind: components["schemas"]["EntityKind"];
                /**
                 * @description The maximum number to return. The default is 20: a form shows no more, because users
                 *     type more of the name to narrow the list.
                 */
                limit?: number;
                /** @description A part of the name or code. The default finds all. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entities"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiExport: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The character encoding. The default is `utf8`. */
                charset?: components["schemas"]["Charset"];
                /** @description The codes of the exported fields, in this order. The default is all fields. */
                fields?: string[];
                /** @description True to put a `'` before texts that look like formulas. The default is true. */
                guard?: boolean;
                /** @description The names of fields in the first line. The default is `label`. */
                header?: components["schemas"]["ExportHeader"];
                /** @description The condition and the order of the records. */
                query?: string;
                /** @description The separator of columns. The default is `comma`. */
                separator?: components["schemas"]["Separator"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": unknown;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiFile: {
        parameters: {
            query: {
                /** @description The file key from a record's attachment field. */
                fileKey: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeGroup"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneGroup"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiGroup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddGroup"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneGroup"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiGroup: {
        parameters: {
            query: {
                /** @description The group's ID. */
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiGroupMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiGroupMember: {
        parameters: {
            query: {
                /** @description The group's ID. */
                id: number;
                /** @description The user's ID. */
                user: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiImportCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiImportRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ImportStep"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiMePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetOwnPassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrganization"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneOrganization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddOrganization"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneOrganization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiOrganization: {
        parameters: {
            query: {
                /** @description The organization's ID. */
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiOrganizationMember: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationMember"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiOrganizationMember: {
        parameters: {
            query: {
                /** @description The organization's ID. */
                id: number;
                /**
                 * @description True to make it the user's primary organization. The default is true for the user's
                 *     first organization.
                 */
                primary?: boolean;
                /** @description The user's ID. */
                user: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginImportCheck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckPackage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedPackage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProxyCall"];
            };
        };
        responses: {
            /** @description The upstream server's answer, or the raw format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProxyAnswer"];
                    "application/vnd.plugdock.raw": components["schemas"]["ProxyBytes"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SaveProxyConfig"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Saved"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyConfigDelete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteProxyConfig"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyConfigGet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadProxyConfig"];
            };
        };
        responses: {
            /** @description The saved proxy config, or null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedProxyConfig"] | null;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyConfigShow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShowValues"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiPluginProxyUpload: {
        parameters: {
            query?: never;
            header: {
                /** @description base64url of JSON `{app, pluginId, page, url, method, headers, format, type}` */
                "X-Plugdock-Envelope": string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The bytes of the file */
        requestBody?: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description The same as for call.json */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProxyAnswer"];
                    "application/vnd.plugdock.raw": components["schemas"]["ProxyBytes"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiPluginVersions: {
        parameters: {
            query: {
                /** @description The plug-in's ID. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Versions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiPluginVersions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Current"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiRecordCompute: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComputeRecord"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Computed"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiRecordLookup: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The code of the lookup field. */
                field: string;
                /** @description The maximum number of records to return. The default is 20. */
                limit?: number;
                /** @description True to use the app's preview settings. The default is false. */
                preview?: boolean;
                /** @description Returns only records whose value contains this text. The default is all records. */
                q?: string;
                /** @description Returns only records with this value. */
                value?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offers"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiRecordPermissions: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The record. It is absent for a new one. */
                id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordFieldPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiRecordRelated: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The code of the related records field. */
                field: string;
                /** @description The record's ID. */
                id: number;
                /** @description The number of related records to skip. The default is 0. */
                offset?: number;
                /** @description True to use the app's preview settings. The default is false. */
                preview?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedRecords"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiReport: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The code of the number field. Not allowed with `count`. */
                field?: string;
                /** @description The figure to compute. The default is `count`. */
                function?: components["schemas"]["ReportFunction"];
                /** @description The code of the field to group by. */
                group: string;
                /** @description The maximum number of groups. The default is 50. */
                limit?: number;
                /** @description The sort order. The default is `asc`. */
                order?: components["schemas"]["ReportOrder"];
                /** @description The condition of the records. */
                query?: string;
                /** @description The code of a second field to group by. */
                series?: string;
                /** @description The length of the periods of the second field. The default is `month`. */
                seriesStep?: components["schemas"]["ReportStep"];
                /** @description The sort key of the groups. The default is `key`. */
                sort?: components["schemas"]["ReportSort"];
                /** @description The length of the periods, if the field is a date. The default is `month`. */
                step?: components["schemas"]["ReportStep"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Figures"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOf"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOf"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiSessions: {
        parameters: {
            query?: {
                /** @description The user's ID. The default is the caller. */
                user?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteApiSessions: {
        parameters: {
            query?: {
                /** @description The ID of the only session to end. The default is all sessions of the user. */
                id?: string;
                /** @description True to keep the current session. The default is false. It has no effect if `id` is set. */
                others?: boolean;
                /** @description The user's ID. The default is the caller. */
                user?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSettings"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPassword"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApiUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateApiUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUser"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneUser"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postApiUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddUser"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneUser"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApp: {
        parameters: {
            query: {
                /** @description The app's ID. */
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppInfo"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppAcl: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppAcl: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAppPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppCustomize: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppFormFields: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormFields"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppFormLayout: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormLayout"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppPluginConfig: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The plug-in's ID. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginConfig"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppPlugins: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The language of the plug-in names. The default is the caller's language. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPlugins"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppSettings: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GeneralSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppStatus: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppViews: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Views"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getApps: {
        parameters: {
            query?: {
                /** @description Returns only the apps with exactly these codes. */
                codes?: string[];
                /** @description Returns only the apps with these IDs. */
                ids?: number[];
                /** @description The maximum number of apps to return. The default is 100. */
                limit?: number;
                /** @description Returns only the apps whose name contains this text. Case does not matter. */
                name?: string;
                /** @description The number of apps to skip. The default is 0. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Apps"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getFieldAcl: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateFieldAcl: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateFieldPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getFile: {
        parameters: {
            query: {
                /** @description The file key from a record's attachment field. */
                fileKey: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": unknown;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Uploaded"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updatePlugin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdatePlugin"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installed"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postPlugin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstallPlugin"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Installed"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deletePlugin: {
        parameters: {
            query: {
                /** @description The plug-in's ID. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPluginApps: {
        parameters: {
            query: {
                /** @description The plug-in's ID. */
                id: string;
                /** @description The maximum number of apps to return. The default is 100. */
                limit?: number;
                /** @description The number of apps to skip. The default is 0. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginApps"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPlugins: {
        parameters: {
            query?: {
                /**
                 * @description Returns only the plug-ins with these IDs. Null and an empty list count as absent
                 *     (002.11).
                 */
                ids?: string[];
                /** @description The maximum number of plug-ins to return. The default is 100. */
                limit?: number;
                /** @description The number of plug-ins to skip. The default is 0. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plugins"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getPluginsRequired: {
        parameters: {
            query?: {
                /** @description The maximum number of plug-ins to return. The default is 100. */
                limit?: number;
                /** @description The number of plug-ins to skip. The default is 0. */
                offset?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequiredPlugins"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postAppPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddApp"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedApp"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppAclPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppAclPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAppPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppCustomizePreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppCustomizePreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateCustomize"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppDeployPreview: {
        parameters: {
            query: {
                /** @description At most 300 apps. */
                apps: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statuses"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postAppDeployPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Deploy"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppFormFieldsPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormFields"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppFormFieldsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteFields"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postAppFormFieldsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteFields"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteAppFormFieldsPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The codes of the fields to remove. */
                fields: string[];
                /** @description The revision that the caller expects to be the newest. -1 or absent skips the check. */
                revision?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppFormLayoutPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormLayout"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppFormLayoutPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateLayout"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppPluginConfigPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The plug-in's ID. */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PluginConfig"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppPluginConfigPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavePluginConfig"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppPluginsPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The language of the plug-in names. The default is the caller's language. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppPlugins"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postAppPluginsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddAppPlugins"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppSettingsPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GeneralSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppSettingsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAppSettings"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppStatusPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Process"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppStatusPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateProcess"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAppViewsPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Views"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateAppViewsPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateViews"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberedViews"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getFieldAclPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateFieldAclPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateFieldPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRecordAclPreview: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecordAclPreview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRecordPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRecord: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The record's ID. */
                id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneRecord"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecord: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRecord"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postRecord: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddRecord"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedRecord"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRecordAcl: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description Ignored. Names have one language, and the answer uses it. */
                lang?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordPermissions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecordAcl: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRecordPermissions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecordAssignees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assign"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecordStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeAction"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revised"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRecords: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description The codes of the fields to return. If absent or empty, all fields are returned. */
                fields?: string[];
                /**
                 * @description A query with a condition, an order, a limit (1 to 500, default 100) and an offset (up to
                 *     10,000).
                 */
                query?: string;
                /** @description True to count all records that match the condition. The default is false. */
                totalCount?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Records"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRecords"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdatedRecords"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    postRecords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddRecords"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedRecords"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteRecords: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                ids: number[];
                /** @description The expected revision for each of `ids`. -1, null or an absent list skips the check. */
                revisions?: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nothing"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRecordsAclEvaluate: {
        parameters: {
            query: {
                /** @description The app's ID. */
                app: number;
                /** @description At most 100 records. Each must exist. */
                ids: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluated"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    updateRecordsStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeActions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdatedRecords"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1GroupUsers: {
        parameters: {
            query: {
                /** @description The code of the group or organization. */
                code: string;
                /** @description The number of users to skip. The default is 0. */
                offset?: number;
                /** @description The maximum number of users to return. The default is 100. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryUsers"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1Groups: {
        parameters: {
            query?: {
                /** @description Login names or codes to return. The default is all. */
                codes?: string[];
                /** @description IDs to return. The default is all. */
                ids?: string[];
                /** @description The number of entries to skip. The default is 0. */
                offset?: number;
                /** @description The maximum number of entries to return. The default is 100. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1OrganizationUsers: {
        parameters: {
            query: {
                /** @description The code of the group or organization. */
                code: string;
                /** @description The number of users to skip. The default is 0. */
                offset?: number;
                /** @description The maximum number of users to return. The default is 100. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserTitles"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1Organizations: {
        parameters: {
            query?: {
                /** @description Login names or codes to return. The default is all. */
                codes?: string[];
                /** @description IDs to return. The default is all. */
                ids?: string[];
                /** @description The number of entries to skip. The default is 0. */
                offset?: number;
                /** @description The maximum number of entries to return. The default is 100. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organizations"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1UserGroups: {
        parameters: {
            query: {
                /** @description The login name. */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Groups"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1UserOrganizations: {
        parameters: {
            query: {
                /** @description The login name. */
                code: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Titles"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getV1Users: {
        parameters: {
            query?: {
                /** @description Login names or codes to return. The default is all. */
                codes?: string[];
                /** @description IDs to return. The default is all. */
                ids?: string[];
                /** @description The number of entries to skip. The default is 0. */
                offset?: number;
                /** @description The maximum number of entries to return. The default is 100. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryUsers"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}
