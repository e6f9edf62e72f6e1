// Made of boot.json by web/api/generate.ts.

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The JSON of `#plugdock-boot`. Every key is always there, null where there is nothing to say.
         *     Credentials are never in it (R04): it is made from settings, which hold none.
         */
        Boot: {
            app: components["schemas"]["AppBoot"] | null;
            csrf: string;
            /** @description The numbers of the fields by code, those in tables included: they stand in the classes of elements. */
            fieldIds: {
                [key: string]: number;
            } | null;
            /** @description `properties` as `form/fields.json` answers them. */
            fields: {
                [key: string]: components["schemas"]["FieldProperty"];
            } | null;
            index: components["schemas"]["IndexBoot"] | null;
            layout: components["schemas"]["LayoutRow"][] | null;
            /** @description A folder of `locales/`. */
            locale: string;
            mobile: boolean;
            /** @description The absolute public origin, without a slash at its end. */
            origin: string;
            page: components["schemas"]["PageKind"];
            /** @description The plug-ins enabled on this page, by ID; on a settings page only its own, with the preview's config. */
            plugins: {
                [key: string]: components["schemas"]["PluginBoot"];
            };
            preview: boolean;
            record: components["schemas"]["RecordBoot"] | null;
            settingsPlugin: string | null;
            /** @description What `kintone.getLoginUser()` answers. */
            user: components["schemas"]["LoginUser"];
        };
        /**
         * @description The pages the runtime tells apart (R27).
         * @enum {string}
         */
        PageKind: "index" | "detail" | "create" | "edit" | "print" | "report" | "import" | "export" | "settings";
        /** @description `kintone.getLoginUser()`; what we do not keep is empty. */
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
        };
        /** @description A plug-in of the page. */
        PluginBoot: {
            config: {
                [key: string]: string;
            };
            name: string;
        };
        /** @description A list of records: what `index.show` tells of it, and what the getters answer (B7.4). */
        IndexBoot: {
            /** @description Its condition alone. */
            condition: string;
            /** @description The month of a calendar, `YYYY-MM`. */
            date: string | null;
            /** @description Null in a calendar, like `size`. */
            offset: number | null;
            /** @description The whole query, with order, limit and offset. */
            query: string;
            records: components["schemas"]["ListedRecords"];
            size: number | null;
            /** Format: int64 */
            viewId: number;
            viewName: string;
            viewType: components["schemas"]["ViewKind"];
        };
        /** @description The record of the page; on a page that makes a new one it has no number yet. */
        RecordBoot: {
            /** Format: int64 */
            id: number | null;
            record: {
                [key: string]: components["schemas"]["FieldValue"];
            };
        };
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
        /**
         * @description How a view shows its records, as events call it (B7.4).
         * @enum {string}
         */
        ViewKind: "list" | "calendar" | "custom";
        /** @description The records of a list; of a calendar by day, `YYYY-MM-DD` */
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
        /** @description What the editor starts from. */
        FormStart: {
            /** Format: int64 */
            app: number;
            /** @description What no layout places is left out. */
            fields: components["schemas"]["NumberedField"][];
            layout: components["schemas"]["LayoutRow"][];
            /** Format: int64 */
            records: number;
            /** Format: int64 */
            revision: number;
            /** @description Numbers of the fields that run. */
            running: number[];
            types: components["schemas"]["TypeOfField"][];
        };
        /** @description A type of field as the schema has it. */
        TypeOfField: {
            builtIn: boolean;
            inTable: boolean;
            settings: components["schemas"]["SettingOfField"][];
            type: components["schemas"]["FieldType"];
            /** @description Its settings where nothing is said. */
            unsaid: {
                [key: string]: unknown;
            };
        };
        /** @description A field with its number. */
        NumberedField: {
            /** @description A table's columns. */
            columns: components["schemas"]["NumberedField"][];
            /** Format: int64 */
            id: number;
            property: components["schemas"]["FieldProperty"];
        };
        /** @enum {string} */
        FieldType: "RECORD_NUMBER" | "CREATOR" | "CREATED_TIME" | "MODIFIER" | "UPDATED_TIME" | "STATUS" | "STATUS_ASSIGNEE" | "CATEGORY" | "SINGLE_LINE_TEXT" | "MULTI_LINE_TEXT" | "RICH_TEXT" | "NUMBER" | "CALC" | "CHECK_BOX" | "RADIO_BUTTON" | "MULTI_SELECT" | "DROP_DOWN" | "DATE" | "TIME" | "DATETIME" | "LINK" | "USER_SELECT" | "GROUP_SELECT" | "ORGANIZATION_SELECT" | "FILE" | "SUBTABLE" | "GROUP" | "REFERENCE_TABLE";
        SettingOfField: {
            /** @description Of `oneOf`: which. */
            choices?: string[];
            name: string;
            shape: components["schemas"]["ShapeOfSetting"];
        };
        /** @enum {string} */
        ShapeOfSetting: "flag" | "text" | "count" | "number" | "oneOf" | "texts" | "options" | "entities" | "object";
        /** @description What the editor starts from. */
        ViewStart: {
            /** Format: int64 */
            app: number;
            /** @description Whether this person may add and change custom views: HTML runs as whoever opens it. */
            custom: boolean;
            fields: components["schemas"]["FieldOfView"][];
            /** Format: int64 */
            revision: number;
            views: {
                [key: string]: components["schemas"]["View"];
            };
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
        /** @description A field that a view may show. */
        FieldOfView: {
            code: string;
            label: string;
            type: components["schemas"]["FieldType"];
        };
        /** @description What the editor starts from. */
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
        /** @description Somebody who may be named: a user, or whoever stands in a field. */
        Candidate: {
            /** @description `USER` or `FIELD_ENTITY`, a colon, and the code. */
            id: string;
            name: string;
        };
        /** @description What the editor starts from. */
        ScriptsStart: {
            /** Format: int64 */
            app: number;
            /**
             * Format: int64
             * @description Bytes of a file.
             */
            largest: number;
            /** @description By device and kind: `desktop.js`. */
            lists: {
                [key: string]: components["schemas"]["Script"][];
            };
            /** @description ProxyConfigs of a list. */
            most: number;
            /** Format: int64 */
            revision: number;
            scope: components["schemas"]["CustomizeScope"];
        };
        /**
         * @description For whom scripts and styles are loaded.
         * @enum {string}
         */
        CustomizeScope: "ALL" | "ADMIN" | "NONE";
        /** @description One proxy config of a list. */
        Script: {
            url: string;
        } | {
            fileKey: string;
            name: string;
            /** @description As people read it. */
            size: string;
        };
        /** @description A field as the builder of queries needs it. */
        Askable: {
            code: string;
            label: string;
            /** @description As the query language writes them; none where only sorting is possible. */
            operators: string[];
            options: string[];
            sorts: boolean;
            value: components["schemas"]["InputKind"];
        };
        /**
         * @description What is compared with a field.
         * @enum {string}
         */
        InputKind: "text" | "number" | "date" | "datetime" | "time" | "user" | "organization" | "choice";
        /** @description Somebody who may go on with a record. */
        NextAssignee: {
            code: string;
            name: string;
        };
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
        /** @description The upstream's answer */
        ProxyResult: {
            status: number;
            headers: {
                [key: string]: string;
            };
            body: string;
        };
        /** @description What stands behind the body in the raw form of an answer */
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
        /** @description Headers and data that are saved for a URL and a method */
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
export type ViewKind = components['schemas']['ViewKind'];
export type ListedRecords = components['schemas']['ListedRecords'];
export type FieldValue = components['schemas']['FieldValue'];
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
