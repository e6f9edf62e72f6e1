//! The fields of an app's form: their types, their settings, and the rules for changing them.
//!
//! People and the REST API identify a field by its code. The database identifies it by a number
//! that never changes, so a renamed field keeps its values. Settings are stored in the shape of
//! Kintone's `properties`. The description of each type (`Definition::settings`) lists them and
//! their defaults.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod change;
mod narrow;
pub mod property;
mod related;
mod renames;
mod replace;
mod stored;
mod types;

pub(crate) use change::is_of_code;
pub use related::{Lookup, Reference, copies};
pub use types::{
    Cell, Empty, FieldType, FilterInput, ForPages, Keeps, LayoutRow, Look, Role, Source, Whom,
};

/// The maximum number of fields in an app, including those inside tables (Kintone: 500).
pub const MAX_FIELDS: usize = 500;
/// The maximum length of a field code or a label, in characters (Kintone: 128).
pub const MAX_NAME: usize = 128;

/// The number of a field inside its app. A number is assigned once and never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(pub i64);

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The number of the field. It never changes.
    pub id: FieldId,
    /// The type of the field. It never changes.
    pub kind: FieldType,
    /// The name of the field in the REST API, in queries and in scripts.
    pub code: String,
    /// The name of the field on pages.
    pub label: String,
    /// The fields of a table row. Empty for all types except [`FieldType::Subtable`].
    pub fields: Vec<Self>,
    /// All other settings of the type, in Kintone's shape. Every setting is present.
    settings: Map<String, Value>,
}

impl Field {
    /// Returns a setting in the shape of the REST API, or `None` if the type has no such setting.
    pub(crate) fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.get(name)
    }

    /// Returns a text setting, or the empty string if it is not set.
    pub fn text(&self, name: &str) -> &str {
        self.setting(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Returns a boolean setting, or `false` if the type has no such setting.
    pub fn flag(&self, name: &str) -> bool {
        self.setting(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// Returns true if a record must have a value in this field.
    pub fn required(&self) -> bool {
        self.flag("required")
    }

    /// Returns true if no two records may have the same value in this field.
    pub fn unique(&self) -> bool {
        self.flag("unique")
    }

    /// Returns true if `choice` is one of the options of this choice field.
    pub fn has_option(&self, choice: &str) -> bool {
        self.setting("options")
            .and_then(|options| options.get(choice))
            .is_some()
    }

    /// Returns true if the form contains the field. A built-in field that is turned off is listed
    /// among the fields but is not part of the form.
    fn is_on(&self) -> bool {
        // This runs for every field on every lookup, so the map is searched only for the types that
        // have the setting.
        !self.kind.is_optional() || self.setting("enabled") != Some(&Value::Bool(false))
    }

    /// Returns the options of a choice field in the order in which people see them.
    pub fn options(&self) -> Vec<&str> {
        let mut options: Vec<(i64, &str)> = self
            .setting("options")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, option)| (property::index_of(option), key.as_str()))
            .collect();
        options.sort_by_key(|(index, _)| *index);
        options.into_iter().map(|(_, key)| key).collect()
    }

    /// Returns the field in the shape of `form/fields.json`.
    pub fn to_property(&self) -> Property {
        let mut property = Map::new();
        property.insert("type".into(), self.kind.as_str().into());
        property.insert("code".into(), self.code.clone().into());
        property.insert("label".into(), self.label.clone().into());
        property.extend(self.settings.clone());
        if self.kind.is_table() {
            let fields = self.fields.iter();
            let fields: Map<_, _> = fields
                .map(|field| (field.code.clone(), field.to_property().0.into()))
                .collect();
            property.insert("fields".into(), Value::Object(fields));
        }
        Property(property)
    }

    /// Returns the names of the settings that differ from `before`. The columns of a table are not
    /// compared, because they are fields of their own.
    pub fn differing(&self, before: &Self) -> Vec<String> {
        let (before, now) = (before.to_property().0, self.to_property().0);
        let names = now.into_iter();
        let names = names.filter(|(name, value)| before.get(name) != Some(value));
        let names = names.map(|(name, _)| name);
        names.filter(|name| name != "fields").collect()
    }
}

/// A field with its settings, in the shape of Kintone's `properties`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Property(Map<String, Value>);

/// Fields with their settings by code: the `properties` member of `form/fields.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Properties(Map<String, Value>);

/// The fields of one revision of an app, in the order in which they were added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "stored::StoredFields", from = "stored::StoredFields")]
pub struct Fields {
    next: i64,
    list: Vec<Field>,
    /// The fields whose formulas name fields that were left out ([`Self::without`]).
    concealed: BTreeSet<FieldId>,
}

impl Default for Fields {
    /// Returns the fields of a new app, with English codes.
    fn default() -> Self {
        Self::of_new_app(false)
    }
}

impl Fields {
    /// Returns the fields of a new app. As in Kintone, their codes are in the creator's language.
    pub fn of_new_app(japanese: bool) -> Self {
        const BUILT_IN: [(FieldType, &str, &str, &str); 5] = [
            (
                FieldType::RecordNumber,
                "Record_number",
                "Record number",
                "レコード番号",
            ),
            (FieldType::Creator, "Created_by", "Created by", "作成者"),
            (
                FieldType::CreatedTime,
                "Created_datetime",
                "Created datetime",
                "作成日時",
            ),
            (FieldType::Modifier, "Updated_by", "Updated by", "更新者"),
            (
                FieldType::UpdatedTime,
                "Updated_datetime",
                "Updated datetime",
                "更新日時",
            ),
        ];
        let mut fields = Self {
            next: 1,
            list: Vec::new(),
            concealed: BTreeSet::new(),
        };
        for (kind, code, label, ja) in BUILT_IN {
            let id = fields.take_id();
            fields.list.push(Field {
                id,
                kind,
                code: (if japanese { ja } else { code }).into(),
                label: (if japanese { ja } else { label }).into(),
                fields: Vec::new(),
                settings: property::defaults(kind),
            });
        }
        fields.complete();
        fields
    }

    /// Adds the optional built-in fields that are missing, turned off. Their numbers are the same
    /// in every app, so that revisions stored before these fields existed agree on them too.
    fn complete(&mut self) {
        const OPTIONAL: [(FieldType, i64, &str, &str); 3] = [
            (FieldType::Status, 1_000_001, "Status", "ステータス"),
            (FieldType::StatusAssignee, 1_000_002, "Assignee", "作業者"),
            (FieldType::Category, 1_000_003, "Categories", "カテゴリー"),
        ];
        let japanese = self.is_japanese();
        for (kind, id, code, ja) in OPTIONAL {
            if self.list.iter().any(|field| field.kind == kind) {
                continue;
            }
            let name = if japanese { ja } else { code };
            let mut settings = property::defaults(kind);
            settings.insert("enabled".into(), false.into());
            self.list.push(Field {
                id: FieldId(id),
                kind,
                code: name.into(),
                label: name.into(),
                fields: Vec::new(),
                settings,
            });
        }
    }

    /// Returns true if the app was created with Japanese field codes.
    pub fn is_japanese(&self) -> bool {
        let built_in = self.list.iter().find(|field| field.kind.is_built_in());
        built_in.is_some_and(|field| !field.code.is_ascii())
    }

    /// Turns the fields of the process on or off.
    pub fn turn_process(&mut self, on: bool) {
        let of_process = |kind| matches!(kind, FieldType::Status | FieldType::StatusAssignee);
        for field in self.list.iter_mut().filter(|it| of_process(it.kind)) {
            field.settings.insert("enabled".into(), on.into());
        }
    }

    /// Iterates over the fields of the form, without those inside tables and those that are turned
    /// off.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.list.iter().filter(|field| field.is_on())
    }

    /// Iterates over the fields of the form, including those that are turned off.
    pub fn every(&self) -> impl Iterator<Item = &Field> {
        self.list.iter()
    }

    /// Returns the fields of the form, including those that are turned off, as a slice.
    pub(crate) fn as_slice(&self) -> &[Field] {
        &self.list
    }

    /// Finds a field of the form by its code. Fields inside tables are not searched.
    pub fn get(&self, code: &str) -> Option<&Field> {
        self.iter().find(|field| field.code == code)
    }

    /// Finds a field of the form by its number. Fields inside tables are not searched.
    pub fn by_id(&self, id: FieldId) -> Option<&Field> {
        self.iter().find(|field| field.id == id)
    }

    /// Finds a field by its code, also inside tables, and returns it with its table.
    pub fn find(&self, code: &str) -> Option<(&Field, Option<&Field>)> {
        self.iter().find_map(|field| {
            if field.code == code {
                return Some((field, None));
            }
            let inner = field.fields.iter().find(|inner| inner.code == code)?;
            Some((inner, Some(field)))
        })
    }

    /// Returns the first field of a type. Each built-in type has exactly one field.
    pub fn of_type(&self, kind: FieldType) -> Option<&Field> {
        self.iter().find(|field| field.kind == kind)
    }

    /// Returns the number of fields, including those inside tables.
    pub fn count(&self) -> usize {
        self.list.iter().map(|field| 1 + field.fields.len()).sum()
    }

    fn take_id(&mut self) -> FieldId {
        let id = FieldId(self.next);
        self.next += 1;
        id
    }
}
