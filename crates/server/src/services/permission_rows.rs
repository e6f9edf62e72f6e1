//! The rows of app, record and field permissions, in the shapes of Kintone's REST API. The editor
//! starts from the same shapes.

use plugdock_schema::Fields;
use plugdock_schema::acl::{AppRight, Entity, FieldRow, RecordRow, Rights};
use plugdock_store::AppSettings;
use serde::Serialize;
use utoipa::ToSchema;

/// The persons that a row is about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RightEntity {
    /// `USER`, `GROUP`, `ORGANIZATION`, `CREATOR` (the app's creator) or `FIELD_ENTITY` (the persons
    /// in a field).
    r#type: &'static str,
    /// The login name, or the code of the group, organization or field. Null for `CREATOR`.
    code: Option<String>,
}

impl RightEntity {
    fn of(entity: &Entity, fields: &Fields) -> Self {
        Self {
            r#type: entity.type_name(),
            code: entity.code(fields).map(str::to_owned),
        }
    }
}

/// A row of an app's permissions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are the members of Kintone's answer"
)]
pub(crate) struct AppRightRow {
    entity: RightEntity,
    /// True if an organization also stands for the organizations below it.
    include_subs: bool,
    app_editable: bool,
    record_viewable: bool,
    record_addable: bool,
    record_editable: bool,
    record_deletable: bool,
    record_importable: bool,
    record_exportable: bool,
}

impl AppRightRow {
    fn of(row: &AppRight, fields: &Fields) -> Self {
        let Rights {
            view,
            add,
            edit,
            delete,
            manage,
            import,
            export,
        } = row.rights;
        Self {
            entity: RightEntity::of(&row.entity, fields),
            include_subs: row.subs,
            app_editable: manage,
            record_viewable: view,
            record_addable: add,
            record_editable: edit,
            record_deletable: delete,
            record_importable: import,
            record_exportable: export,
        }
    }
}

/// Returns the rows of an app's permissions.
pub(crate) fn app_rows(settings: &AppSettings) -> Vec<AppRightRow> {
    let rows = settings.acl.app.iter();
    rows.map(|row| AppRightRow::of(row, &settings.fields))
        .collect()
}

/// A rule for the records that match a condition.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordRuleRow {
    /// The condition. It is empty for all records.
    filter_cond: String,
    /// The rows in their order. The first row that names a user decides.
    entities: Vec<RecordRightRow>,
}

/// A row of a rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the vendor's API has these members"
)]
struct RecordRightRow {
    entity: RightEntity,
    viewable: bool,
    editable: bool,
    deletable: bool,
    /// True if an organization also stands for the organizations below it.
    include_subs: bool,
}

impl RecordRightRow {
    fn of(row: &RecordRow, fields: &Fields) -> Self {
        Self {
            entity: RightEntity::of(&row.entity, fields),
            viewable: row.view,
            editable: row.edit,
            deletable: row.delete,
            include_subs: row.subs,
        }
    }
}

/// Returns the rules for the records of an app.
pub(crate) fn record_rows(settings: &AppSettings) -> Vec<RecordRuleRow> {
    let fields = &settings.fields;
    let rules = settings.acl.records.iter().map(|rule| {
        let rows = rule.rows.iter();
        RecordRuleRow {
            filter_cond: rule.filter.clone(),
            entities: rows.map(|row| RecordRightRow::of(row, fields)).collect(),
        }
    });
    rules.collect()
}

/// The permissions for one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldRuleRow {
    /// The field's code.
    code: String,
    /// The rows in their order. The first row that names a user decides.
    entities: Vec<FieldRightRow>,
}

/// A row of a rule.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FieldRightRow {
    entity: RightEntity,
    /// `NONE`, `READ` or `WRITE`.
    accessibility: &'static str,
    /// True if an organization also stands for the organizations below it.
    include_subs: bool,
}

impl FieldRightRow {
    fn of(row: &FieldRow, fields: &Fields) -> Self {
        Self {
            entity: RightEntity::of(&row.entity, fields),
            accessibility: row.access.as_str(),
            include_subs: row.subs,
        }
    }
}

/// Returns the rules for the fields of an app. A rule of a field that was removed is left out.
pub(crate) fn field_rows(settings: &AppSettings) -> Vec<FieldRuleRow> {
    let fields = &settings.fields;
    let rules = settings.acl.fields.iter().filter_map(|rule| {
        let mut every = fields.all().map(|(field, _)| field);
        let field = every.find(|field| field.id == rule.field)?;
        let rows = rule.rows.iter();
        Some(FieldRuleRow {
            code: field.code.clone(),
            entities: rows.map(|row| FieldRightRow::of(row, fields)).collect(),
        })
    });
    rules.collect()
}
