//! The fields for people who may not see all of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{FieldId, Fields, Properties};
use crate::formula::{EXPRESSION, unreadable};

impl Fields {
    /// Returns the `properties` member of `form/fields.json`, including the fields that are turned
    /// off. A formula that names a field that was left out is empty.
    pub fn to_properties(&self) -> Properties {
        let fields = self.list.iter();
        let fields = fields.map(|field| (field.code.clone(), field.to_property().0.into()));
        let mut properties: Map<String, Value> = fields.collect();
        for (field, table) in self.all().filter(|(it, _)| self.concealed.contains(&it.id)) {
            let property = match table {
                None => properties.get_mut(&field.code),
                Some(table) => {
                    let table = properties.get_mut(&table.code);
                    table.and_then(|table| table["fields"].get_mut(&field.code))
                }
            };
            if let Some(property) = property {
                property[EXPRESSION] = "".into();
            }
        }
        Properties(properties)
    }

    /// Returns the same fields without some of them, for people who may not see those. A table
    /// without any field left is removed too.
    #[must_use]
    pub fn without(&self, hidden: &BTreeSet<FieldId>) -> Self {
        let mut fields = self.clone();
        fields.list.retain_mut(|field| {
            field.fields.retain(|inner| !hidden.contains(&inner.id));
            let is_empty = field.kind.is_table() && field.fields.is_empty();
            !hidden.contains(&field.id) && !is_empty
        });
        fields.forget_targets();
        fields.concealed = unreadable(&fields);
        fields
    }

    /// Returns the codes of the computed fields whose formulas name fields that were left out.
    pub fn concealed(&self) -> impl Iterator<Item = &str> {
        let every = self.all().map(|(field, _)| field);
        let concealed = every.filter(|field| self.concealed.contains(&field.id));
        concealed.map(|field| field.code.as_str())
    }

    /// Returns the fields whose formulas can be computed from these fields, and all others without a
    /// formula.
    #[must_use]
    pub fn computable(&self) -> Self {
        let mut fields = self.clone();
        while !fields.concealed.is_empty() {
            // A formula may name the result of one that is left out now.
            fields = fields.without(&fields.concealed);
        }
        fields
    }
}
