//! The fields of an app's form: their types, their settings, and how they may change.
//!
//! A field is known to people and to REST by its code, and to the database by a number that never
//! changes, so that a renamed field keeps its values. Settings are kept in the very shape of
//! Kintone's `properties`, filled in from one table ([`settings`]).

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod change;
mod related;
mod renames;
mod replace;
pub mod settings;
mod stored;
mod types;

pub(crate) use change::is_of_code;
pub use related::{Lookup, Reference, copies};
pub use types::{
    Asked, Cell, Empty, FieldType, ForPages, Keeps, LayoutRow, Look, Role, Source, Whom,
};

/// Fields an app may have, those inside tables included (Kintone: 500).
pub const MAX_FIELDS: usize = 500;
/// Characters of a field code or a label (Kintone: 128).
pub const MAX_NAME: usize = 128;

/// The number of a field inside its app; given once, never used again.
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
    /// Its number for life.
    pub id: FieldId,
    /// Its type for life.
    pub kind: FieldType,
    /// Its name in REST, queries and scripts.
    pub code: String,
    /// Its name on pages.
    pub label: String,
    /// The fields of a row; empty but for [`FieldType::Subtable`].
    pub fields: Vec<Self>,
    /// All other settings of the type, each present, in Kintone's shape.
    settings: Map<String, Value>,
}

impl Field {
    /// A setting as REST shows it; `None` where the type has no such setting.
    pub(crate) fn setting(&self, name: &str) -> Option<&Value> {
        self.settings.get(name)
    }

    /// A text setting, empty where it is not set.
    pub fn text(&self, name: &str) -> &str {
        self.setting(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A switch, off where the type has none.
    pub fn flag(&self, name: &str) -> bool {
        self.setting(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// Whether a record needs a value here.
    pub fn required(&self) -> bool {
        self.flag("required")
    }

    /// Whether no two records may have the same value here.
    pub fn unique(&self) -> bool {
        self.flag("unique")
    }

    /// Whether `choice` is one of the options of a choice field.
    pub fn has_option(&self, choice: &str) -> bool {
        self.setting("options")
            .and_then(|options| options.get(choice))
            .is_some()
    }

    /// Whether the form has it: built-in fields that are turned off are only described.
    fn is_on(&self) -> bool {
        // Asked of every field at every turn, so the setting is looked for only where it may be.
        !self.kind.is_optional() || self.setting("enabled") != Some(&Value::Bool(false))
    }

    /// The choices of a choice field in the order people see them.
    pub fn options(&self) -> Vec<&str> {
        let mut options: Vec<(i64, &str)> = self
            .setting("options")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, option)| (settings::index_of(option), key.as_str()))
            .collect();
        options.sort_by_key(|(index, _)| *index);
        options.into_iter().map(|(_, key)| key).collect()
    }

    /// The field as `form/fields.json` shows it.
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

    /// The names of the settings in which the field differs from what it was. The columns of a table
    /// are fields of their own.
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

/// Fields with their settings by code: `properties` of `form/fields.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Properties(Map<String, Value>);

/// The fields of one revision of an app, in the order they were added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "stored::StoredFields", from = "stored::StoredFields")]
pub struct Fields {
    next: i64,
    list: Vec<Field>,
}

impl Default for Fields {
    /// What a new app has, with English codes.
    fn default() -> Self {
        Self::of_new_app(false)
    }
}

impl Fields {
    /// The fields every app is born with; their codes are in the creator's language, as Kintone's.
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
        };
        for (kind, code, label, ja) in BUILT_IN {
            let id = fields.take_id();
            fields.list.push(Field {
                id,
                kind,
                code: (if japanese { ja } else { code }).into(),
                label: (if japanese { ja } else { label }).into(),
                fields: Vec::new(),
                settings: settings::defaults(kind),
            });
        }
        fields.complete();
        fields
    }

    /// Adds the optional built-in fields where they lack, turned off. Their numbers are the same in every
    /// app, so that revisions from before they came agree on them too.
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
            let mut settings = settings::defaults(kind);
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

    /// Whether the app was born with Japanese codes.
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

    /// The fields of the form itself, without those inside tables and those that are turned off.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.list.iter().filter(|field| field.is_on())
    }

    /// The same with those that are turned off.
    pub fn every(&self) -> impl Iterator<Item = &Field> {
        self.list.iter()
    }

    /// The same as a list.
    pub(crate) fn as_slice(&self) -> &[Field] {
        &self.list
    }

    /// A field of the form itself.
    pub fn get(&self, code: &str) -> Option<&Field> {
        self.iter().find(|field| field.code == code)
    }

    /// A field of the form itself, by its number.
    pub fn by_id(&self, id: FieldId) -> Option<&Field> {
        self.iter().find(|field| field.id == id)
    }

    /// A field anywhere, with the table it stands in.
    pub fn find(&self, code: &str) -> Option<(&Field, Option<&Field>)> {
        self.iter().find_map(|field| {
            if field.code == code {
                return Some((field, None));
            }
            let inner = field.fields.iter().find(|inner| inner.code == code)?;
            Some((inner, Some(field)))
        })
    }

    /// The first field of a type; of the built-in types there is one.
    pub fn of_type(&self, kind: FieldType) -> Option<&Field> {
        self.iter().find(|field| field.kind == kind)
    }

    /// `properties` of `form/fields.json`; fields that are turned off say so.
    pub fn to_properties(&self) -> Properties {
        let fields = self.list.iter();
        let fields = fields.map(|field| (field.code.clone(), field.to_property().0.into()));
        Properties(fields.collect())
    }

    /// How many there are, those inside tables included.
    pub fn count(&self) -> usize {
        self.list.iter().map(|field| 1 + field.fields.len()).sum()
    }

    fn take_id(&mut self) -> FieldId {
        let id = FieldId(self.next);
        self.next += 1;
        id
    }
}
