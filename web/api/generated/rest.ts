// Made of openapi.json by web/api/generate.ts.

export interface paths {
    "/-/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
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
        /** Deletes an app for good, with its records, attachments, settings, saved credentials and tokens. */
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
         * Replaces fields and layout of the app's pending settings, both or neither. What is wrong is
         *     told by field: `fields[2].unit`.
         */
        put: operations["updateApiAppForm"];
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
         * Removes a plug-in, its config and its proxy configs from the preview settings; live pages keep it
         *     until the app is deployed.
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
        /** Keeps the script of an app that waits for this decision. */
        put: operations["updateApiAppScripts"];
        post?: never;
        /**
         * Takes all JavaScript, CSS and custom views off an app that waits for this decision, at once: from
         *     what runs and from what waits for the next update.
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
        /** The tokens of an app, without their secrets. */
        get: operations["getApiAppToken"];
        /** Makes the caller the owner of a token: one whose owner was put out opens the app again. */
        put: operations["updateApiAppToken"];
        /** Makes a token. The answer has the only copy of it. */
        post: operations["postApiAppToken"];
        /** Removes a token; calls with it are refused from then on. */
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
        /** Checks a condition against the app's pending fields; changes nothing. */
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
         * Seals the saved credentials of one plug-in in one app (`app`, `id`) or of all: pages cannot
         *     read them any more. `sealed: false` takes that back, never further than the server's setting.
         *     In force for the next call on every process within a second.
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
         * Holds the calls of a plug-in in an app: `report` puts calls to origins that nothing is saved for
         *     on record, `enforce` refuses them too, `off` ends that. Calls in no plug-in's name
         *     (`kintone.proxy`) are held as the strictest plug-in of the app is. In force for the next call on
         *     every process within a second.
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
        /** Users, groups or departments whose name or code holds a text, by name. */
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
        /** Records as CSV, as many as a query finds. Its limit and offset do not count. */
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
        /** The same for links of pages, which cannot send the header that a session's script sends. */
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
        /** Deletes a group. Records that name it keep its code. */
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
        /** Says how a file would be read, and everything that is wrong with it. Writes nothing. */
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
        /** Imports a file. The answer is lines of JSON: how far it is, again and again, then the outcome. */
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
        /** Changes the caller's own name, mail address, language and time zone. */
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
        /** Sets the caller's own password and ends the caller's sessions, except the one that asks. */
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
        /** Changes the name of an organization, or the organization above it. */
        put: operations["updateApiOrganization"];
        /** Adds an organization. */
        post: operations["postApiOrganization"];
        /** Deletes an organization. Organizations below it move up one level. Records that name it keep its code. */
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
        /** Adds a user to an organization, or makes it the primary one of a user who is in it. */
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
         * Opens an upload as the installation will, with the same reasons against it (R31), and compares it
         *     with what is installed. The file key stays good.
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
        /** Calls out for a plug-in. `Accept: application/vnd.plugdock.raw` asks for the raw form. */
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
        /** Saves headers and data for a URL and a method, over what was saved for them (R43). */
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
        /** Deletes a proxy config from the live and the preview settings at once (R07). Administrators only. */
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
        /** What was saved for exactly this URL and method, or null (R02–R06). */
        post: operations["postApiPluginProxyConfigGet"];
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
        /** Sends a file out for a plug-in (R15). */
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
        /** The last three versions, the newest first. */
        get: operations["getApiPluginVersions"];
        /** Makes a kept version the one that all apps run. */
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
        /** The computed fields of a record that is being written. Nothing is saved. */
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
        /** The records that a lookup offers: those that have a value, or whose value holds a text. */
        get: operations["getApiRecordLookup"];
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
        /** The records that a table of related records shows for a record. */
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
        /** Records counted or added up by groups. */
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
        /** Who is signed in, and the request token. */
        get: operations["getApiSession"];
        put?: never;
        /** Begins a session; the cookie comes with the answer. */
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
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends every session of the caller at once, on every device; of another user for an administrator.
         *     `others` leaves the session that asks.
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
        /** Changes settings of the server; in force at once, on every process. */
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
        /** Sets a user's password and ends that user's sessions. */
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
        /** All users. */
        get: operations["getApiUsers"];
        /** Changes a user. One who may not sign in any more is signed out everywhere. */
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
        /** One app. */
        get: operations["getApp"];
        put?: never;
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
        /** The JavaScript and CSS of the app in operation, for who manages it. */
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
        /** The fields of the app in operation. */
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
        /** The layout of the app in operation. */
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
        /** What the plug-in saved, as it is in operation. */
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
        /** The plug-ins of the app in operation. */
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
        /** Name and description of the app in operation. */
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
        /** The process of the app in operation. */
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
        /** The views of the app in operation. */
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
        /** The apps in operation that the caller may open, by number. */
        get: operations["getApps"];
        put?: never;
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
        /** Gives a record's file out. Keys of uploads are not for reading. */
        get: operations["getFile"];
        put?: never;
        /** Takes a file in. */
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
        /** Replaces an installed plug-in, in all apps at once; their settings stay (R35). */
        put: operations["updatePlugin"];
        /** Installs an uploaded package. An ID that is installed is refused; the file key stays good. */
        post: operations["postPlugin"];
        /** Uninstalls a plug-in, in use or not; apps keep their settings of it (R35). */
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
        /** The apps that have the plug-in, live or in preview only, installed or not, by ID (R37). */
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
        /** What is installed, latest installation first. */
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
        /** What apps refer to and is not installed, by ID. */
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
        /** Adds an app; it is in operation once it is deployed. */
        post: operations["postAppPreview"];
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
        /** The JavaScript and CSS of the app's pending settings. */
        get: operations["getAppCustomizePreview"];
        /**
         * Changes the JavaScript and CSS of the app's pending settings: all of it, or nothing. Takes a system
         *     administrator who manages the app, by password or session (R50).
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
        /** How the last deployments went. */
        get: operations["getAppDeployPreview"];
        put?: never;
        /** Deploys the apps' pending settings: all of them, or none. */
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
        /** The fields of the app's pending settings. */
        get: operations["getAppFormFieldsPreview"];
        /** Changes fields of the app's pending settings: all of them, or none. */
        put: operations["updateAppFormFieldsPreview"];
        /** Adds fields to the app's pending settings: all of them, or none. */
        post: operations["postAppFormFieldsPreview"];
        /**
         * Removes fields from the app's pending settings: all of them, or none. Once deployed, their
         *     values are out of reach, and gone from a record when it is next changed.
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
        /** The layout of the app's pending settings. */
        get: operations["getAppFormLayoutPreview"];
        /** Replaces the layout of the app's pending settings. */
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
        /** What the plug-in saved last, deployed or not. */
        get: operations["getAppPluginConfigPreview"];
        /** Saves the plug-in's settings into the app's pending ones. */
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
        /** The plug-ins of the app's pending settings. */
        get: operations["getAppPluginsPreview"];
        put?: never;
        /** Adds plug-ins to the app's pending settings: all of them, or none. */
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
        /** Name and description of the app's pending settings. */
        get: operations["getAppSettingsPreview"];
        /** Changes name and description in the app's pending settings. */
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
        /** The process of the app's pending settings. */
        get: operations["getAppStatusPreview"];
        /** Changes the process of the app's pending settings. */
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
        /** The views of the app's pending settings. */
        get: operations["getAppViewsPreview"];
        /**
         * Replaces the views of the app's pending settings. To add or change a custom view takes a system
         *     administrator, by password or session; a request that leaves, moves or removes those there are does
         *     not (R50).
         */
        put: operations["updateAppViewsPreview"];
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
        /** One record. */
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
    "/k/v1/record/assignees.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives a record to others in the state it is in. */
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
        /** Takes an action on a record. */
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
        /** Records by a query, newest first where it does not say. */
        get: operations["getRecords"];
        /** Changes records: all of them, or none. */
        put: operations["updateRecords"];
        /** Adds records: all of them, or none. */
        post: operations["postRecords"];
        /** Deletes records: all of them, or none. */
        delete: operations["deleteRecords"];
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
        /** Takes actions on records: all of them, or none. */
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
        /** Who is in a group. */
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
        /** Groups: everyone, the administrators, and those that were made. */
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
        /** Who is in a department. */
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
        /** Departments. */
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
        /** To which groups a user belongs. */
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
        /** To which departments a user belongs. */
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
        /** Users, in the order of their numbers. */
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
        ActionOnRecord: {
            /** @description The action's name. */
            action: string;
            /** @description Login name of who goes on, where the next state asks for one. */
            assignee?: string | null;
            /**
             * Format: int64
             * @description The record.
             */
            id: number | string;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        AddApp: {
            name: string;
        };
        AddAppPlugins: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Installed plug-ins; those already added stay as they are. */
            ids: string[];
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        /** @description A group to add. */
        AddGroup: {
            /** @description Unique among the groups. Records store it, so it never changes. */
            code: string;
            /** @description The default is the code. */
            name?: string | null;
        };
        /** @description An organization to add. */
        AddOrganization: {
            /** @description Unique among the organizations. Records store it, so it never changes. */
            code: string;
            /** @description The default is the code. */
            name?: string | null;
            /** @description The code of the organization above. */
            parent?: string | null;
        };
        AddRecord: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description `{"value"}` by field code; fields that are not named get their default. */
            record?: {
                [key: string]: unknown;
            } | null;
        };
        AddRecords: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Each `{"value"}` by field code; fields that are not named get their default. */
            records: {
                [key: string]: unknown;
            }[];
        };
        /** @description A token to make; what is not named it may not. */
        AddToken: {
            add?: boolean | null;
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            delete?: boolean | null;
            edit?: boolean | null;
            manage?: boolean | null;
            view?: boolean | null;
        };
        /** @description A user to add. */
        AddUser: {
            /** @description Whether this is an administrator. */
            admin?: boolean | null;
            /** @description Empty where none is given. */
            email?: string | null;
            /** @description `en` or `ja`; empty or absent follows the browser. */
            locale?: string | null;
            /** @description What is typed to sign in. */
            login: string;
            /** @description The login name where none is given. */
            name?: string | null;
            /** @description 8 to 1,024 characters. */
            password: string;
            /** @description IANA name; UTC where none is given. */
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
            /** @description Empty where the app has none. */
            code: string;
            createdAt: string;
            creator: components["schemas"]["UserName"];
            description: string;
            modifiedAt: string;
            /** @description Who made the app's newest settings. */
            modifier: components["schemas"]["UserName"];
            name: string;
            /** @description Always null: there are no spaces. */
            spaceId: string | null;
            /** @description Always null: there are no spaces. */
            threadId: string | null;
        };
        AppPlugin: {
            /** @description False while a required setting is missing (R44) or the plug-in is not installed. */
            enabled: boolean;
            id: string;
            /** @description Null where the plug-in is not installed and no name of it is known. */
            name: string | null;
        };
        AppPlugins: {
            plugins: components["schemas"]["AppPlugin"][];
            revision: string;
        };
        AppStatus: {
            app: string;
            /** @description `SUCCESS`: a deployment is one transaction, so none is ever seen under way. */
            status: string;
        };
        Apps: {
            apps: components["schemas"]["AppInfo"][];
        };
        Assign: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Login names; an empty list leaves the record to everybody. */
            assignees: string[];
            /**
             * Format: int64
             * @description The record.
             */
            id: number | string;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        /** @description A change of a group. */
        ChangeGroup: {
            /**
             * Format: int64
             * @description The number.
             */
            id: number | string;
            /** @description Absent: the name stays. */
            name?: string | null;
        };
        /** @description A change of one's own account; what is absent stays. */
        ChangeMe: {
            email?: string | null;
            /** @description `en` or `ja`; empty follows the browser. */
            locale?: string | null;
            name?: string | null;
            /** @description IANA name. */
            timezone?: string | null;
        };
        /** @description A change of an organization. */
        ChangeOrganization: {
            /**
             * Format: int64
             * @description The number.
             */
            id: number | string;
            /** @description Absent: the name stays. */
            name?: string | null;
            /** @description The code of the organization above. Empty moves it to the top; absent leaves it where it is. */
            parent?: string | null;
        };
        /** @description Settings of the server. */
        ChangeSettings: {
            /**
             * Format: int64
             * @description Plug-ins that an app may have (R48).
             */
            pluginsPerApp: number | string;
        };
        /** @description A change of a user. */
        ChangeUser: {
            /** @description Whether the user may sign in; nobody shuts oneself out. */
            active?: boolean | null;
            /** @description The last administrator who may sign in stays one. */
            admin?: boolean | null;
            email?: string | null;
            /**
             * Format: int64
             * @description The user's number; what else is absent stays.
             */
            id: number | string;
            /** @description `en` or `ja`; empty follows the browser. */
            locale?: string | null;
            name?: string | null;
            /** @description IANA name. */
            timezone?: string | null;
        };
        /**
         * @description How a file is written down.
         * @enum {string}
         */
        Charset: "utf8" | "sjis";
        /** @description A condition to check. */
        CheckCondition: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description As a view has it: a query without order and limit; none. */
            filterCond?: string | null;
        };
        /** @description An upload to look at. */
        CheckPackage: {
            /** @description From `file.json`. */
            fileKey: string;
        };
        Checked: {
            charset: components["schemas"]["Charset"];
            columns: components["schemas"]["CheckedColumn"][];
            /** @description The first thousand of them. */
            faults: components["schemas"]["CheckedFault"][];
            /** @description What has to be chosen before the file can be checked. */
            missing: string | null;
            /** @description Records that were read. */
            records: number;
            separator: components["schemas"]["Separator"];
            /** @description How many things are wrong. */
            wrong: number;
        };
        CheckedColumn: {
            /** @description The code of its field, `*` for the marks, or nothing. */
            field: string;
            /** @description Its heading. */
            name: string;
            /** @description What stands in its first cells. */
            samples: string[];
        };
        CheckedFault: {
            column: string;
            /** Format: int64 */
            line: number;
            message: string;
            value: string;
        };
        /** @description What the import dialog shows before anything is installed (R36). */
        CheckedPackage: {
            /** @description The words on the button that installs it. */
            button: string;
            changes: components["schemas"]["PackageChange"][];
            id: string;
            name: string;
            /** @description What installing it would do, in a sentence. */
            summary: string;
            /** @description Whether the ID is installed. */
            update: boolean;
            version: string;
        };
        ComputeRecord: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description The settings that wait, for who manages the app; false. */
            preview?: boolean | null;
            /** @description `{"value"}` by field code, as far as it is filled in. */
            record?: {
                [key: string]: unknown;
            } | null;
        };
        Computed: {
            /** @description `{"type", "value"}` of computed fields; of a table its rows, with the computed cells alone. */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        /** @description Who signs in. */
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
         * @description For whom scripts and styles are loaded.
         * @enum {string}
         */
        CustomizeScope: "ALL" | "ADMIN" | "NONE";
        DeleteProxyConfig: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description The proxy config. */
            id: string;
        };
        Deploy: {
            /** @description At most 300; all or none are deployed. */
            apps: components["schemas"]["DeployApp"][];
            /** @description Throws the pending settings away instead. */
            revert?: boolean | null;
        };
        DeployApp: {
            /** Format: int64 */
            app: number | string;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
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
            /** @description Whether this user may sign in. */
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
         * @description As records and settings write it.
         * @enum {string}
         */
        EntityType: "USER" | "GROUP" | "ORGANIZATION";
        /** @description An error as the caller reads it (B8.3). */
        Error: {
            /** @description What programs compare. */
            code: string;
            /** @description What is wrong with each parameter or part of a package, by its place, in order. */
            errors?: {
                [key: string]: components["schemas"]["ErrorPlace"];
            };
            /** @description The log has the same id beside the cause. */
            id: string;
            /** @description In the caller's language. */
            message: string;
        };
        /** @description What is wrong at one place. */
        ErrorPlace: {
            /** @description Of packages: what programs compare (R31). */
            code?: string;
            /** @description In the caller's language. */
            messages: string[];
        };
        /**
         * @description What the first line names fields by.
         * @enum {string}
         */
        ExportHeader: "label" | "code";
        /** @description A field with its settings, as form/fields.json has it */
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
        /** @enum {string} */
        FieldType: "RECORD_NUMBER" | "CREATOR" | "CREATED_TIME" | "MODIFIER" | "UPDATED_TIME" | "STATUS" | "STATUS_ASSIGNEE" | "CATEGORY" | "SINGLE_LINE_TEXT" | "MULTI_LINE_TEXT" | "RICH_TEXT" | "NUMBER" | "CALC" | "CHECK_BOX" | "RADIO_BUTTON" | "MULTI_SELECT" | "DROP_DOWN" | "DATE" | "TIME" | "DATETIME" | "LINK" | "USER_SELECT" | "GROUP_SELECT" | "ORGANIZATION_SELECT" | "FILE" | "SUBTABLE" | "GROUP" | "REFERENCE_TABLE";
        /** @description A value of a record */
        FieldValue: {
            type: string;
            value: (string | null) | string[] | components["schemas"]["FieldPerson"] | components["schemas"]["FieldPerson"][] | components["schemas"]["FieldFile"][] | components["schemas"]["FieldRow"][];
        };
        Figures: {
            /** @description In the order asked for. */
            groups: components["schemas"]["ReportGroup"][];
            /**
             * Format: int64
             * @description Records that were counted.
             */
            records: number;
            /** @description Names of the second field's groups; empty without one. */
            series: string[];
            /** @description All groups, also those beyond the limit. */
            total: number;
        };
        FormFields: {
            /** @description Field settings by field code, in Kintone's shape. */
            properties: {
                [key: string]: components["schemas"]["FieldProperty"];
            };
            revision: string;
        };
        FormLayout: {
            /** @description Rows, tables and groups, in Kintone's shape. */
            layout: components["schemas"]["LayoutRow"][];
            revision: string;
        };
        FoundEntity: {
            /** @description What a record keeps. */
            code: string;
            name: string;
            type: components["schemas"]["EntityType"];
        };
        /** @description An app's settings that are its own, beside form, views and plug-ins. */
        GeneralSettings: {
            description: string;
            name: string;
            revision: string;
        };
        GoBack: {
            /** @description The plug-in. */
            id: string;
            /**
             * Format: int64
             * @description One of its kept versions.
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
             * @description The number of the group.
             */
            id: number | string;
            /**
             * Format: int64
             * @description The user's number.
             */
            user: number | string;
        };
        Groups: {
            groups: components["schemas"]["Group"][];
        };
        /**
         * @description How strictly a plug-in is held, the loosest first.
         * @enum {string}
         */
        Hold: "off" | "report" | "enforce";
        /** @description How a plug-in is to be held in an app. */
        HoldCalls: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description The plug-in. */
            id: string;
            lock: components["schemas"]["Hold"];
        };
        /** @description A file, and how to read it. */
        ImportFile: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            charset?: components["schemas"]["Charset"] | null;
            /**
             * @description For each column the code of its field, `*` for the column of marks, or nothing; guessed from
             *     the headings where it is absent.
             */
            columns?: string[] | null;
            /** @description Of the uploaded CSV file. */
            fileKey: string;
            /** @description Code of the field by which records are found; not with `add`. */
            key?: string | null;
            mode?: components["schemas"]["ImportMode"] | null;
            separator?: components["schemas"]["Separator"] | null;
        };
        /**
         * @description What becomes of rows.
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
            /** @description From `file.json`. */
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
        /** @description Scripts and styles in the order of their loading; a list that is absent stays. */
        NewDevice: {
            css?: components["schemas"]["NewSource"][] | null;
            js?: components["schemas"]["NewSource"][] | null;
        };
        NewFile: {
            /** @description As it is answered; a file keeps its own. */
            contentType?: string | null;
            /** @description From `file.json`, or of a file that the app has. */
            fileKey?: string | null;
            /** @description As it is answered; a file keeps its own. */
            name?: string | null;
            /** @description As it is answered; a file keeps its own. */
            size?: string | null;
        };
        /** @description A script or style: an address, or a file that was uploaded. */
        NewSource: {
            file?: components["schemas"]["NewFile"] | null;
            type: components["schemas"]["SourceType"];
            /** @description Of a `URL`: begins with `https://`. */
            url?: string | null;
        };
        /** @description `{}` */
        Nothing: Record<string, never>;
        NumberedViews: {
            revision: string;
            /** @description By name. */
            views: {
                [key: string]: components["schemas"]["ViewNumber"];
            };
        };
        Offered: {
            /** @description What other fields get: `{"type", "value"}` by code. */
            copies: {
                [key: string]: components["schemas"]["FieldValue"];
            };
            /** @description `$id` and the fields that help to choose. */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
            /** @description What the field with the lookup gets. */
            value: unknown;
        };
        Offers: {
            /** @description The fields that help to choose, the compared one first. */
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
            /** @description The code of the organization above. */
            parent: string | null;
        };
        OneRecord: {
            /** @description `{"type", "value"}` by field code, with `$id` and `$revision`. */
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        /** @description A token of the app. */
        OneToken: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /**
             * Format: int64
             * @description The token's number.
             */
            id: number | string;
        };
        OneUser: {
            active: boolean;
            admin: boolean;
            email: string;
            id: string;
            /** @description `en`, `ja` or null: as the browser asks. */
            locale: string | null;
            login: string;
            name: string;
            /** @description IANA name. */
            timezone: string;
        };
        /** @description A department. */
        Organization: {
            code: string;
            description: string;
            id: string;
            /** @description Empty: there is one name in all languages. */
            localName: string;
            localNameLocale: string;
            name: string;
            parentCode: string | null;
        };
        /** @description A user as a member of an organization. */
        OrganizationMember: {
            /**
             * Format: int64
             * @description The number of the organization.
             */
            id: number | string;
            /** @description Whether it becomes the user's primary organization. The default is `true` for the first one. */
            primary?: boolean | null;
            /**
             * Format: int64
             * @description The user's number.
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
        /** @description One group of changes, as the import dialog shows it. */
        PackageChange: {
            /** @description Each change in a line. */
            lines: string[];
            /** @description What kind of change it is. */
            title: string;
            /** @description Code or data would go to or come from somewhere new. */
            warn: boolean;
        };
        /**
         * @description The page that a call comes from; it decides whose settings count (R24, R26, R40).
         * @enum {string}
         */
        Page: "live" | "preview" | "settings";
        Plugin: {
            /** @description Empty where there is none. */
            description: string;
            id: string;
            /** @description Always false: there is no marketplace (R28). */
            isMarketPlugin: boolean;
            /** @description In the caller's language, else in English. */
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
            /** @description Empty where nothing was ever saved. */
            config: {
                [key: string]: string;
            };
            revision: string;
        };
        Plugins: {
            plugins: components["schemas"]["Plugin"][];
        };
        Process: {
            /** @description In their order; null likewise. */
            actions: components["schemas"]["ProcessAction"][] | null;
            /** @description False: the app's records have no status. */
            enable: boolean;
            revision: string;
            /** @description By name, in Kintone's shape; null in an app whose process was never set up. */
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
        /** @description A state of an app's process */
        ProcessState: {
            name: string;
            index: string;
            assignee: {
                /** @enum {string} */
                type: "ONE" | "ALL" | "ANY";
                entities: components["schemas"]["ProcessEntity"][];
            };
        };
        /** @description What a call to the outside brought. A failure after the first byte is told behind what came */
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
        /** @description A call as the page asks for it. */
        ProxyCall: {
            /**
             * Format: int64
             * @description The app of the page.
             */
            app: number | string;
            data?: unknown | null;
            /** @description Header names and values. */
            headers?: {
                [key: string]: unknown;
            } | null;
            /** @description GET, POST, PUT or DELETE, in any case. */
            method: string;
            page?: components["schemas"]["Page"] | null;
            /** @description The plug-in; null for `kintone.proxy`. */
            pluginId?: string | null;
            /** @description Where to. */
            url: string;
        };
        ReadProxyConfig: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            method: string;
            page?: components["schemas"]["Page"] | null;
            /** @description The plug-in that the page found to be calling (R05); null where none was found. */
            pluginId?: string | null;
            url: string;
        };
        RecordUpdate: {
            /**
             * Format: int64
             * @description This or `updateKey`.
             */
            id?: number | string | null;
            /** @description `{"value"}` by field code; fields that are not named stay. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
            updateKey?: components["schemas"]["UpdateKey"] | null;
        };
        Records: {
            /** @description Each `{"type", "value"}` by field code. */
            records: {
                [key: string]: components["schemas"]["FieldValue"];
            }[];
            /** @description All that fulfil the condition, where `totalCount` asked for it. */
            totalCount: string | null;
        };
        RelatedRecords: {
            /** @description The other app. */
            app: string;
            /** @description The fields that are shown, in their order. */
            fields: components["schemas"]["Shown"][];
            /** @description `{"type", "value"}` by code, with `$id`. */
            records: {
                [key: string]: components["schemas"]["FieldValue"];
            }[];
            /**
             * Format: int64
             * @description How many are shown at once.
             */
            size: number;
            totalCount: string;
        };
        /**
         * @description What is told of a group.
         * @enum {string}
         */
        ReportFunction: "count" | "sum" | "average" | "max" | "min";
        ReportGroup: {
            /** @description As people read it. */
            label: string;
            /** @description Exact numbers by `series`; null where there is none. */
            parts: (string | null)[];
            /**
             * Format: int64
             * @description Records in it.
             */
            records: number;
            /** @description The exact number; null where no record has one. */
            value: string | null;
        };
        /** @enum {string} */
        ReportOrder: "asc" | "desc";
        /** @enum {string} */
        ReportSort: "key" | "value";
        /**
         * @description How long the periods of dates are.
         * @enum {string}
         */
        ReportStep: "day" | "week" | "month" | "quarter" | "year";
        RequiredPlugin: {
            id: string;
            isMarketPlugin: boolean;
            /** @description Null where no version of it was ever seen here (R37). */
            name: string | null;
        };
        RequiredPlugins: {
            plugins: components["schemas"]["RequiredPlugin"][];
        };
        /** @description The revision that a change made; a string (B10.23). */
        Revised: {
            /** @description The app's newest revision. */
            revision: string;
        };
        SaveForm: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /**
             * @description Every field: its properties, with its number (`id`) where it is there already, and a table's
             *     columns as such a list in `fields`. Fields that are not listed are removed.
             */
            fields: {
                [key: string]: unknown;
            }[];
            /** @description Every field of the form exactly once. */
            layout: {
                [key: string]: unknown;
            }[];
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        SavePluginConfig: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /**
             * @description Replaces all that was saved. Keys are ASCII; values at most 65,535 characters; 256 KB in
             *     all.
             */
            config: {
                [key: string]: string;
            };
            /** @description The plug-in. */
            id: string;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        SaveProxyConfig: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            data: {
                [key: string]: unknown;
            };
            /** @description Names and values. Unread here, as `data`. */
            headers: {
                [key: string]: unknown;
            };
            /** @description GET, POST, PUT or DELETE, in any case. */
            method: string;
            /** @description The plug-in. */
            pluginId: string;
            /** @description Calls whose URL begins so are meant. */
            url: string;
        };
        Saved: {
            /** @description The app's new preview revision. */
            revision: string;
        };
        SavedProxyConfig: {
            [key: string]: unknown;
        };
        /** @description The app that is decided on. */
        ScriptsOf: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
        };
        /**
         * @description What to seal, or to unseal again as far as the server's setting allows: one plug-in in one app,
         *     or everything.
         */
        SealCredentials: {
            /**
             * Format: int64
             * @description The app.
             */
            app?: number | string | null;
            /** @description The plug-in. */
            id?: string | null;
            /** @description Whether pages are kept from reading them; true. */
            sealed?: boolean | null;
        };
        /**
         * @description What divides the cells of a file.
         * @enum {string}
         */
        Separator: "comma" | "semicolon" | "tab";
        SessionOf: {
            /**
             * @description What state changes of this session must bring: header `X-Plugdock-Csrf`, or
             *     `__REQUEST_TOKEN__` in body, form or query.
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
        /** @description A new password of one's own. */
        SetOwnPassword: {
            /** @description The present one: a browser left open is not enough to take an account over. */
            current: string;
            /** @description 8 to 1,024 characters. */
            password: string;
        };
        /** @description A new password for a user. */
        SetPassword: {
            /**
             * Format: int64
             * @description The user's number.
             */
            id: number | string;
            /** @description 8 to 1,024 characters. */
            password: string;
        };
        /** @description A field of the other app, as far as a page needs it. */
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
            /** @description Names the file when the customization is changed. */
            fileKey: string;
            name: string;
            /** @description Bytes; a string. */
            size: string;
        };
        /** @enum {string} */
        SourceType: "URL" | "FILE";
        Statuses: {
            apps: components["schemas"]["AppStatus"][];
        };
        TakeAction: {
            /** @description The action's name. */
            action: string;
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Login name of who goes on, where the next state asks for one. */
            assignee?: string | null;
            /**
             * Format: int64
             * @description The record.
             */
            id: number | string;
            /** @description Values that are saved with the step, `{"value"}` by field code. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        TakeActions: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            records: components["schemas"]["ActionOnRecord"][];
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
            /** @description The login name of whoever made it or took it over; null where that is not on record. */
            owner: string | null;
            /** @description It opens nothing, since its owner may not sign in. PUT takes it over. */
            suspended: boolean;
            /** @description The token itself; only in the answer that makes it. */
            token?: string;
            view: boolean;
        };
        Tokens: {
            tokens: components["schemas"]["Token"][];
        };
        UpdateAppSettings: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Absent: as it was. */
            description?: string | null;
            /** @description Absent: as it was. */
            name?: string | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        UpdateCustomize: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            desktop?: components["schemas"]["NewDevice"] | null;
            mobile?: components["schemas"]["NewDevice"] | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
            scope?: components["schemas"]["CustomizeScope"] | null;
        };
        /** @description A record by the value of a field that prohibits duplicates. */
        UpdateKey: {
            field: string;
            value: string;
        };
        UpdateLayout: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Every field of the form exactly once. */
            layout: {
                [key: string]: unknown;
            }[];
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        UpdatePlugin: {
            /** @description From `file.json`. */
            fileKey: string;
            /** @description The plug-in. */
            id: string;
        };
        UpdateProcess: {
            /** @description All actions of the app. Absent: they stay. */
            actions?: {
                [key: string]: unknown;
            }[] | null;
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            enable?: boolean | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
            /** @description All states of the app by name; those not named go. Absent: they stay. */
            states?: {
                [key: string]: unknown;
            } | null;
        };
        UpdateRecord: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /**
             * Format: int64
             * @description This or `updateKey`.
             */
            id?: number | string | null;
            /** @description `{"value"}` by field code; fields that are not named stay. */
            record?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
            updateKey?: components["schemas"]["UpdateKey"] | null;
        };
        UpdateRecords: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            records: components["schemas"]["RecordUpdate"][];
        };
        UpdateViews: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
            /** @description All views of the app by name; those not named are removed. */
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
        /** @description A form with a file. Parts of other names are read over. */
        UploadForm: {
            /**
             * Format: binary
             * @description The file, with its name; the first, where there are several.
             */
            file: string;
        };
        Uploaded: {
            /** @description UUID; the uploader's alone, good for three days or until something takes the file (R34). */
            fileKey: string;
        };
        /** @description A user as records and apps name one. */
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
            /** @description Whether apps run it. */
            current: boolean;
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            installedAt: number;
            /** @description Counts the installations of this plug-in. */
            number: string;
            version: string;
        };
        Versions: {
            versions: components["schemas"]["Version"][];
        };
        /** @description A view of an app's records */
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
            /** @description Views by name, in Kintone's shape. */
            views: {
                [key: string]: components["schemas"]["View"];
            };
        };
        WriteFields: {
            /**
             * Format: int64
             * @description The app.
             */
            app: number | string;
            /** @description Field settings by field code. */
            properties: {
                [key: string]: unknown;
            };
            /**
             * Format: int64
             * @description What the caller takes for the newest; -1 or absent: any.
             */
            revision?: number | string | null;
        };
        /** @description Somebody, or a group or department, as records name them */
        FieldPerson: {
            code: string;
            name: string;
        };
        /** @description A file of a record */
        FieldFile: {
            fileKey: string;
            name: string;
            contentType: string;
            /** @description Bytes; a string */
            size: string;
        };
        /** @description A row of a table; one that is not saved yet has no ID */
        FieldRow: {
            id: string | null;
            value: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
        /** @description Somebody, or a group or department, by the code */
        FieldEntity: {
            type: string;
            code: string;
        };
        FieldOption: {
            label: string;
            index: string;
        };
        /** @description What a field looks up in another app */
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
        /** @description What a table of related records shows; empty until it is said */
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
        /** @description What stands in a row of a form's layout */
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
        /** @description In pixels */
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
        /** @description What is wrong, in the caller's language */
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
export type AppPlugin = components['schemas']['AppPlugin'];
export type AppPlugins = components['schemas']['AppPlugins'];
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
export type ExportHeader = components['schemas']['ExportHeader'];
export type FieldProperty = components['schemas']['FieldProperty'];
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
export type OneToken = components['schemas']['OneToken'];
export type OneUser = components['schemas']['OneUser'];
export type Organization = components['schemas']['Organization'];
export type OrganizationMember = components['schemas']['OrganizationMember'];
export type OrganizationTitle = components['schemas']['OrganizationTitle'];
export type Organizations = components['schemas']['Organizations'];
export type PackageChange = components['schemas']['PackageChange'];
export type Page = components['schemas']['Page'];
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
export type SaveForm = components['schemas']['SaveForm'];
export type SavePluginConfig = components['schemas']['SavePluginConfig'];
export type SaveProxyConfig = components['schemas']['SaveProxyConfig'];
export type Saved = components['schemas']['Saved'];
export type SavedProxyConfig = components['schemas']['SavedProxyConfig'];
export type ScriptsOf = components['schemas']['ScriptsOf'];
export type SealCredentials = components['schemas']['SealCredentials'];
export type Separator = components['schemas']['Separator'];
export type SessionOf = components['schemas']['SessionOf'];
export type SessionUser = components['schemas']['SessionUser'];
export type SetOwnPassword = components['schemas']['SetOwnPassword'];
export type SetPassword = components['schemas']['SetPassword'];
export type Shown = components['schemas']['Shown'];
export type Source = components['schemas']['Source'];
export type SourceFile = components['schemas']['SourceFile'];
export type SourceType = components['schemas']['SourceType'];
export type Statuses = components['schemas']['Statuses'];
export type TakeAction = components['schemas']['TakeAction'];
export type TakeActions = components['schemas']['TakeActions'];
export type Titles = components['schemas']['Titles'];
export type Token = components['schemas']['Token'];
export type Tokens = components['schemas']['Tokens'];
export type UpdateAppSettings = components['schemas']['UpdateAppSettings'];
export type UpdateCustomize = components['schemas']['UpdateCustomize'];
export type UpdateKey = components['schemas']['UpdateKey'];
export type UpdateLayout = components['schemas']['UpdateLayout'];
export type UpdatePlugin = components['schemas']['UpdatePlugin'];
export type UpdateProcess = components['schemas']['UpdateProcess'];
export type UpdateRecord = components['schemas']['UpdateRecord'];
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
                /** @description The app. */
                app: number;
                /** @description Its name, letter for letter: nobody deletes the wrong one by a slip. */
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
    deleteApiAppPlugin: {
        parameters: {
            query: {
                /** @description The app. */
                app: number;
                /** @description The plug-in. */
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
                "application/json": components["schemas"]["ScriptsOf"];
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
                /** @description The app. */
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
                /** @description The app. */
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
                "application/json": components["schemas"]["OneToken"];
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
                /** @description The app. */
                app: number;
                /** @description The token's number. */
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
                /** @description A form shows no more, it lets entities type on; 20. */
                limit?: number;
                /** @description Part of the name or code; all. */
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
                /** @description The app. */
                app: number;
                /** @description utf8. */
                charset?: components["schemas"]["Charset"];
                /** @description Field codes in order; all. */
                fields?: string[];
                /** @description Whether texts that look like formulas get a ' in front; true. */
                guard?: boolean;
                /** @description label. */
                header?: components["schemas"]["ExportHeader"];
                /** @description Condition and order by. */
                query?: string;
                /** @description comma. */
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
                /** @description From a record's field. */
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
                /** @description The number. */
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
                /** @description The number of the group. */
                id: number;
                /** @description The user's number. */
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
                /** @description The number. */
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
                /** @description The number of the organization. */
                id: number;
                /** @description Whether it becomes the user's primary organization. The default is `true` for the first one. */
                primary?: boolean;
                /** @description The user's number. */
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
            /** @description What came back, or the raw form */
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
            /** @description As saved, or null */
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
        /** @description the bytes */
        requestBody?: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description As of call.json */
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
                /** @description The plug-in. */
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
                /** @description The app. */
                app: number;
                /** @description The field with the lookup. */
                field: string;
                /** @description How many at most; 20. */
                limit?: number;
                /** @description By the settings that wait; false. */
                preview?: boolean;
                /** @description Only records whose value holds this text; all. */
                q?: string;
                /** @description Only records that have this value. */
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
    getApiRecordRelated: {
        parameters: {
            query: {
                /** @description The app. */
                app: number;
                /** @description The table of related records. */
                field: string;
                /** @description The record. */
                id: number;
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description By the settings that wait; false. */
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
                /** @description The app. */
                app: number;
                /** @description Code of the number field; not with `count`. */
                field?: string;
                /** @description count. */
                function?: components["schemas"]["ReportFunction"];
                /** @description Code of the field to group by. */
                group: string;
                /** @description Groups at most; 50. */
                limit?: number;
                /** @description asc. */
                order?: components["schemas"]["ReportOrder"];
                /** @description Condition. */
                query?: string;
                /** @description Code of a second field. */
                series?: string;
                /** @description As `step`. */
                seriesStep?: components["schemas"]["ReportStep"];
                /** @description key. */
                sort?: components["schemas"]["ReportSort"];
                /** @description Of dates; month. */
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
    deleteApiSessions: {
        parameters: {
            query?: {
                /** @description Leave the session that asks. */
                others?: boolean;
                /** @description The user's number; the caller's own where none is given. */
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
                /** @description The app. */
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
    getAppCustomize: {
        parameters: {
            query: {
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The plug-in. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names; the caller's. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description Only these, letter for letter. */
                codes?: string[];
                /** @description Only these. */
                ids?: number[];
                /** @description How many at most; 100. */
                limit?: number;
                /** @description A part of the name, in any case. */
                name?: string;
                /** @description How many to skip; 0. */
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
    getFile: {
        parameters: {
            query: {
                /** @description From a record's field. */
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
                /** @description The plug-in. */
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
                /** @description The plug-in. */
                id: string;
                /** @description How many at most; 100. */
                limit?: number;
                /** @description How many to skip; 0. */
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
                /** @description Only these; null and an empty list are as if absent (002.11). */
                ids?: string[];
                /** @description How many at most; 100. */
                limit?: number;
                /** @description How many to skip; 0. */
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
                /** @description How many at most; 100. */
                limit?: number;
                /** @description How many to skip; 0. */
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
    getAppCustomizePreview: {
        parameters: {
            query: {
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description At most 300. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description Field codes. */
                fields: string[];
                /** @description What the caller takes for the newest; -1 or absent: any. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The plug-in. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names; the caller's. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
                /** @description The app. */
                app: number;
                /** @description The language of names. They are kept in one, which is answered whatever is asked for. */
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
    getRecord: {
        parameters: {
            query: {
                /** @description The app. */
                app: number;
                /** @description The record. */
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
                /** @description The app. */
                app: number;
                /** @description Field codes; absent or empty: all. */
                fields?: string[];
                /** @description Condition, order by, limit (1 to 500, 100), offset (to 10,000). */
                query?: string;
                /** @description Whether all that fulfil the condition are counted; false. */
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
                /** @description The app. */
                app: number;
                ids: number[];
                /** @description One for each of `ids`; -1, null or absent: any. */
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
                /** @description The code of the group or department. */
                code: string;
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description How many at most; 100. */
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
                /** @description Login names or codes; all. */
                codes?: string[];
                /** @description Numbers; all. */
                ids?: string[];
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description How many at most; 100. */
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
                /** @description The code of the group or department. */
                code: string;
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description How many at most; 100. */
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
                /** @description Login names or codes; all. */
                codes?: string[];
                /** @description Numbers; all. */
                ids?: string[];
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description How many at most; 100. */
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
                /** @description Login names or codes; all. */
                codes?: string[];
                /** @description Numbers; all. */
                ids?: string[];
                /** @description How many to skip; 0. */
                offset?: number;
                /** @description How many at most; 100. */
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
