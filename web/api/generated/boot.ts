// Made of boot.json by web/api/generate.ts.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The JSON of `#plugdock-boot`. Every key is always present, and null if it has no value. It never
         *     contains credentials (R04), because it is built from settings that hold none.
         */
        Boot: {
            app: components["schemas"]["AppBoot"] | null;
            csrf: string;
            /**
             * @description The IDs of the fields by code, including fields in tables. The classes of elements contain
             *     them.
             */
            fieldIds: {
                [key: string]: number;
            } | null;
            /** @description The `properties` in the format of `form/fields.json`. */
            fields: {
                [key: string]: components["schemas"]["FieldProperty"];
            } | null;
            index: components["schemas"]["IndexBoot"] | null;
            layout: components["schemas"]["LayoutRow"][] | null;
            /** @description The name of a folder in `locales/`. */
            locale: string;
            mobile: boolean;
            /** @description The absolute public origin, without a trailing slash. */
            origin: string;
            page: components["schemas"]["PageKind"];
            /**
             * @description The enabled plug-ins of this page by ID. A settings page has only its own plug-in, with the
             *     preview config.
             */
            plugins: {
                [key: string]: components["schemas"]["PluginBoot"];
            };
            preview: boolean;
            /**
             * @description The codes of the fields that the user may see and not change on this page, also inside
             *     tables.
             */
            readOnly: string[];
            record: components["schemas"]["RecordBoot"] | null;
            settingsPlugin: string | null;
            /** @description The answer of `kintone.getLoginUser()`. */
            user: components["schemas"]["LoginUser"];
        };
        /**
         * @description The kinds of pages that the runtime distinguishes (R27).
         * @enum {string}
         */
        PageKind: "index" | "detail" | "create" | "edit" | "print" | "report" | "import" | "export" | "settings";
        /** @description The answer of `kintone.getLoginUser()`. Data that this server does not store is empty. */
        LoginUser: {
            code: string;
            email: string;
            employeeNumber: string;
            extensionNumber: string;
            id: string;
            isGuest: boolean;
            language: string;
            mobilePhone: string;
            name: string;
            phone: string;
            timezone: string;
            url: string;
        };
        /** @description The app of the page. */
        AppBoot: {
            code: string;
            /** Format: int64 */
            id: number;
            name: string;
            permissions: components["schemas"]["MayInApp"];
        };
        /** @description A plug-in of the page. */
        PluginBoot: {
            config: {
                [key: string]: string;
            };
            name: string;
        };
        /** @description A list of records: the data of the `index.show` event and of the getters (B7.4). */
        IndexBoot: {
            /** @description Only the condition of the query. */
            condition: string;
            /** @description The month of a calendar in the form `YYYY-MM`. */
            date: string | null;
            /** @description The offset of the first record. Null in a calendar, as is `size`. */
            offset: number | null;
            /** @description The whole query, with its order, limit and offset. */
            query: string;
            records: components["schemas"]["ListedRecords"];
            size: number | null;
            /** Format: int64 */
            viewId: number;
            viewName: string;
            viewType: components["schemas"]["ViewKind"];
        };
        /** @description The record of the page. A page for a new record has no ID yet. */
        RecordBoot: {
            /** Format: int64 */
            id: number | null;
            permissions: components["schemas"]["MayWithRecord"] | null;
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
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
        /** @description The answer of `kintone.app.getPermissions()`. */
        MayInApp: {
            addRecord: boolean;
            editApp: boolean;
        };
        /**
         * @description The kind of a view, as events name it (B7.4).
         * @enum {string}
         */
        ViewKind: "list" | "calendar" | "custom";
        /** @description The records of a list, or the records of a calendar by day in the form `YYYY-MM-DD` */
        ListedRecords: {
            [key: string]: components["schemas"]["FieldValue"];
        }[] | {
            [key: string]: {
                [key: string]: components["schemas"]["FieldValue"];
            }[];
        };
        /** @description A value of a record */
        FieldValue: {
            type: string;
            value: (string | null) | string[] | components["schemas"]["FieldPerson"] | components["schemas"]["FieldPerson"][] | components["schemas"]["FieldFile"][] | components["schemas"]["FieldRow"][];
        };
        /** @description The answer of `kintone.app.record.getPermissions()`. */
        MayWithRecord: {
            deleteRecord: boolean;
            editRecord: boolean;
        };
        /** @description The initial data of the form editor. */
        FormStart: {
            /** Format: int64 */
            app: number;
            /** @description The fields of the form, without those that have no place in a layout. */
            fields: components["schemas"]["NumberedField"][];
            layout: components["schemas"]["LayoutRow"][];
            /** Format: int64 */
            records: number;
            /** Format: int64 */
            revision: number;
            /** @description The IDs of the fields in the live settings. */
            running: number[];
            types: components["schemas"]["TypeOfField"][];
        };
        /** @description A field type, as the schema defines it. */
        TypeOfField: {
            builtIn: boolean;
            inTable: boolean;
            settings: components["schemas"]["SettingOfField"][];
            type: components["schemas"]["FieldType"];
            /** @description The default settings of the type. */
            unsaid: {
                [key: string]: unknown;
            };
        };
        /** @description A field with its ID. */
        NumberedField: {
            /** @description The columns of a table. */
            columns: components["schemas"]["NumberedField"][];
            /** Format: int64 */
            id: number;
            property: components["schemas"]["FieldProperty"];
        };
        /** @enum {string} */
        FieldType: "RECORD_NUMBER" | "CREATOR" | "CREATED_TIME" | "MODIFIER" | "UPDATED_TIME" | "STATUS" | "STATUS_ASSIGNEE" | "CATEGORY" | "SINGLE_LINE_TEXT" | "MULTI_LINE_TEXT" | "RICH_TEXT" | "NUMBER" | "CALC" | "CHECK_BOX" | "RADIO_BUTTON" | "MULTI_SELECT" | "DROP_DOWN" | "DATE" | "TIME" | "DATETIME" | "LINK" | "USER_SELECT" | "GROUP_SELECT" | "ORGANIZATION_SELECT" | "FILE" | "SUBTABLE" | "GROUP" | "REFERENCE_TABLE";
        SettingOfField: {
            /** @description The choices of a `oneOf` setting. */
            choices?: string[];
            name: string;
            shape: components["schemas"]["ShapeOfSetting"];
        };
        /** @enum {string} */
        ShapeOfSetting: "flag" | "text" | "count" | "number" | "oneOf" | "texts" | "options" | "entities" | "object";
        /** @description The initial data of the view editor. */
        ViewStart: {
            /** Format: int64 */
            app: number;
            /**
             * @description True if the user may add and change custom views. Their HTML runs with the permissions of
             *     every user who opens it.
             */
            custom: boolean;
            fields: components["schemas"]["FieldOfView"][];
            /** Format: int64 */
            revision: number;
            views: {
                [key: string]: components["schemas"]["View"];
            };
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
        /** @description A field that a view may show. */
        FieldOfView: {
            code: string;
            label: string;
            type: components["schemas"]["FieldType"];
        };
        /** @description The initial data of the process editor. */
        ProcessStart: {
            actions: components["schemas"]["ProcessAction"][];
            /** Format: int64 */
            app: number;
            categories: string[];
            categorized: boolean;
            choices: components["schemas"]["Candidate"][];
            enable: boolean;
            /** @description The code of the category field. */
            field: string;
            /** Format: int64 */
            revision: number;
            states: {
                [key: string]: components["schemas"]["ProcessState"];
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
        /** @description A possible assignee: a user, or a field that contains users. */
        Candidate: {
            /** @description `USER` or `FIELD_ENTITY`, a colon, and the code. */
            id: string;
            name: string;
        };
        /** @description The initial data of the permissions editor. */
        PermissionsStart: {
            /** Format: int64 */
            app: number;
            fields: components["schemas"]["FieldRuleRow"][];
            /** @description The fields that can be restricted, also inside tables. */
            form: components["schemas"]["NamedField"][];
            /** @description The names of the entities in all rows, by type, a colon and the code. */
            names: {
                [key: string]: string;
            };
            records: components["schemas"]["RecordRuleRow"][];
            /** Format: int64 */
            revision: number;
            rights: components["schemas"]["AppRightRow"][];
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
        /** @description A rule for the records that match a condition. */
        RecordRuleRow: {
            /** @description The rows in their order. The first row that names a user decides. */
            entities: components["schemas"]["RecordRightRow"][];
            /** @description The condition. It is empty for all records. */
            filterCond: string;
        };
        /** @description The permissions for one field. */
        FieldRuleRow: {
            /** @description The field's code. */
            code: string;
            /** @description The rows in their order. The first row that names a user decides. */
            entities: components["schemas"]["FieldRightRow"][];
        };
        /** @description A field of the form. */
        NamedField: {
            code: string;
            label: string;
            /** @description True if its values name organizations. */
            organizations: boolean;
            /** @description True if its values name users, groups or organizations. */
            persons: boolean;
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
        /** @description A row of a rule. */
        RecordRightRow: {
            deletable: boolean;
            editable: boolean;
            entity: components["schemas"]["RightEntity"];
            /** @description True if an organization also stands for the organizations below it. */
            includeSubs: boolean;
            viewable: boolean;
        };
        /** @description A row of a rule. */
        FieldRightRow: {
            /** @description `NONE`, `READ` or `WRITE`. */
            accessibility: string;
            entity: components["schemas"]["RightEntity"];
            /** @description True if an organization also stands for the organizations below it. */
            includeSubs: boolean;
        };
        /** @description The initial data of the script editor. */
        ScriptsStart: {
            /** Format: int64 */
            app: number;
            /**
             * Format: int64
             * @description The maximum size of a file in bytes.
             */
            largest: number;
            /** @description The lists by device and kind, such as `desktop.js`. */
            lists: {
                [key: string]: components["schemas"]["Script"][];
            };
            /** @description The maximum number of entries in a list. */
            most: number;
            /** Format: int64 */
            revision: number;
            scope: components["schemas"]["CustomizeScope"];
        };
        /**
         * @description The users for whom scripts and styles are loaded.
         * @enum {string}
         */
        CustomizeScope: "ALL" | "ADMIN" | "NONE";
        /** @description An entry of a list. */
        Script: {
            url: string;
        } | {
            fileKey: string;
            name: string;
            /** @description The size, formatted for display. */
            size: string;
        };
        /** @description A field, in the form that the builder needs. */
        Askable: {
            code: string;
            label: string;
            /** @description The operators in the syntax of the query language. Empty if the field can only be sorted by. */
            operators: string[];
            options: string[];
            sorts: boolean;
            value: components["schemas"]["InputKind"];
        };
        /**
         * @description The kind of value that a field is compared with.
         * @enum {string}
         */
        InputKind: "text" | "number" | "date" | "datetime" | "time" | "user" | "organization" | "choice";
        /** @description A user who may become the next assignee of a record. */
        NextAssignee: {
            code: string;
            name: string;
        };
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
        /** @description The upstream's answer */
        ProxyResult: {
            status: number;
            headers: {
                [key: string]: string;
            };
            body: string;
        };
        /** @description The outcome after the body in the raw format of an answer */
        ProxyOutcome: {
            /** @enum {boolean} */
            success: true;
            status: number;
            headers: {
                [key: string]: string;
            };
        } | {
            /** @enum {boolean} */
            success: false;
            httpStatus: number;
            error: components["schemas"]["Error"];
        };
        /** @description The headers and data that are saved for a URL and a method */
        SavedEntry: {
            headers: {
                [key: string]: string;
            };
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * Format: binary
         * @description The body, the outcome as JSON, and its length in four bytes, big-endian
         */
        ProxyBytes: string;
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Boot = components['schemas']['Boot'];
export type PageKind = components['schemas']['PageKind'];
export type LoginUser = components['schemas']['LoginUser'];
export type AppBoot = components['schemas']['AppBoot'];
export type PluginBoot = components['schemas']['PluginBoot'];
export type IndexBoot = components['schemas']['IndexBoot'];
export type RecordBoot = components['schemas']['RecordBoot'];
export type FieldProperty = components['schemas']['FieldProperty'];
export type LayoutRow = components['schemas']['LayoutRow'];
export type MayInApp = components['schemas']['MayInApp'];
export type ViewKind = components['schemas']['ViewKind'];
export type ListedRecords = components['schemas']['ListedRecords'];
export type FieldValue = components['schemas']['FieldValue'];
export type MayWithRecord = components['schemas']['MayWithRecord'];
export type FormStart = components['schemas']['FormStart'];
export type TypeOfField = components['schemas']['TypeOfField'];
export type NumberedField = components['schemas']['NumberedField'];
export type FieldType = components['schemas']['FieldType'];
export type SettingOfField = components['schemas']['SettingOfField'];
export type ShapeOfSetting = components['schemas']['ShapeOfSetting'];
export type ViewStart = components['schemas']['ViewStart'];
export type View = components['schemas']['View'];
export type FieldOfView = components['schemas']['FieldOfView'];
export type ProcessStart = components['schemas']['ProcessStart'];
export type ProcessState = components['schemas']['ProcessState'];
export type ProcessAction = components['schemas']['ProcessAction'];
export type Candidate = components['schemas']['Candidate'];
export type PermissionsStart = components['schemas']['PermissionsStart'];
export type AppRightRow = components['schemas']['AppRightRow'];
export type RecordRuleRow = components['schemas']['RecordRuleRow'];
export type FieldRuleRow = components['schemas']['FieldRuleRow'];
export type NamedField = components['schemas']['NamedField'];
export type RightEntity = components['schemas']['RightEntity'];
export type RecordRightRow = components['schemas']['RecordRightRow'];
export type FieldRightRow = components['schemas']['FieldRightRow'];
export type ScriptsStart = components['schemas']['ScriptsStart'];
export type CustomizeScope = components['schemas']['CustomizeScope'];
export type Script = components['schemas']['Script'];
export type Askable = components['schemas']['Askable'];
export type InputKind = components['schemas']['InputKind'];
export type NextAssignee = components['schemas']['NextAssignee'];
export type Error = components['schemas']['Error'];
export type ErrorPlace = components['schemas']['ErrorPlace'];
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
export type ProxyAnswer = components['schemas']['ProxyAnswer'];
export type ProxyResult = components['schemas']['ProxyResult'];
export type ProxyOutcome = components['schemas']['ProxyOutcome'];
export type SavedEntry = components['schemas']['SavedEntry'];
export type ProxyBytes = components['schemas']['ProxyBytes'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
