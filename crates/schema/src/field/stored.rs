//! The stored form of fields inside an app's settings: Kintone's `properties`, each with its
//! number.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Field, FieldId, FieldType, Fields, property};

/// The stored form of the fields of one revision.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredFields {
    next: i64,
    list: Vec<StoredField>,
}

#[derive(Serialize, Deserialize)]
struct StoredField {
    id: FieldId,
    #[serde(rename = "type")]
    kind: FieldType,
    code: String,
    label: String,
    #[serde(default)]
    settings: Map<String, Value>,
    #[serde(default)]
    fields: Vec<Self>,
}

impl From<Fields> for StoredFields {
    fn from(fields: Fields) -> Self {
        Self {
            next: fields.next,
            list: fields.list.into_iter().map(StoredField::from).collect(),
        }
    }
}

impl From<StoredFields> for Fields {
    fn from(stored: StoredFields) -> Self {
        let mut fields = Self {
            next: stored.next,
            list: stored.list.into_iter().map(Field::from).collect(),
            concealed: BTreeSet::new(),
        };
        // Documents of earlier versions do not contain the optional built-in fields.
        fields.complete();
        fields
    }
}

impl From<Field> for StoredField {
    fn from(field: Field) -> Self {
        Self {
            id: field.id,
            kind: field.kind,
            code: field.code,
            label: field.label,
            settings: field.settings,
            fields: field.fields.into_iter().map(Self::from).collect(),
        }
    }
}

impl From<StoredField> for Field {
    fn from(stored: StoredField) -> Self {
        // Settings that were introduced later get their defaults.
        let mut settings = property::defaults(stored.kind);
        settings.extend(stored.settings);
        Self {
            id: stored.id,
            kind: stored.kind,
            code: stored.code,
            label: stored.label,
            fields: stored.fields.into_iter().map(Self::from).collect(),
            settings,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_come_back_as_they_were_kept() {
        let mut fields = Fields::of_new_app(true);
        let new =
            json!({"t": {"type": "SUBTABLE", "label": "表", "fields": {"x": {"type": "CALC"}}}});
        fields.add(&new.into()).unwrap();
        let kept = serde_json::to_string(&fields).unwrap();
        assert_eq!(serde_json::from_str::<Fields>(&kept).unwrap(), fields);
    }
}
