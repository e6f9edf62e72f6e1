//! The description of field types for pages. A test writes it to `web/api/generated/fields.json`.

use serde::Serialize;

use super::{Empty, FieldType, Keeps, Source, Whom};
use crate::value::columns::Form;

/// The properties of a field type that pages need. Properties that are false are omitted.
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are independent of each other"
)]
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForPages {
    /// The JSON value of an empty field.
    empty: Empty,
    /// True if requests cannot write the field.
    #[serde(skip_serializing_if = "is_false")]
    read_only: bool,
    /// True if plug-ins receive an event when a person changes the field (B7.4).
    #[serde(skip_serializing_if = "is_false")]
    told: bool,
    /// True if people can edit the field in a list.
    #[serde(skip_serializing_if = "is_false")]
    in_list: bool,
    /// True if a new table row starts with the default value from the field's settings.
    #[serde(skip_serializing_if = "is_false")]
    defaults: bool,
    /// True if the field has no cell in a list.
    #[serde(skip_serializing_if = "is_false")]
    no_cell: bool,
    /// True if records cannot be sorted by the field.
    #[serde(skip_serializing_if = "is_false")]
    unsorted: bool,
    /// True if the value is a date and time in UTC.
    #[serde(skip_serializing_if = "is_false")]
    instant: bool,
    /// True if the text may have several lines.
    #[serde(skip_serializing_if = "is_false")]
    lines: bool,
    /// True if the first option is chosen when there is no other choice.
    #[serde(skip_serializing_if = "is_false")]
    chooses_first: bool,
    /// The kind of entity that the field lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    whom: Option<Whom>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl FieldType {
    /// Returns the properties that pages need.
    pub fn for_pages(self) -> ForPages {
        let definition = self.definition();
        let has_default = self.has_setting("defaultValue");
        ForPages {
            empty: definition.empty,
            read_only: !self.is_writable(),
            told: definition.told,
            in_list: definition.in_list,
            defaults: has_default && definition.now.is_none() && self.whom().is_none(),
            no_cell: !self.has_value(),
            unsorted: !self.is_sortable(),
            instant: definition.keeps == Keeps::Instant
                || matches!(definition.source, Source::Created | Source::Updated),
            lines: definition.keeps == Keeps::Text && definition.form == Form::None,
            chooses_first: definition.chooses_first,
            whom: self.whom(),
        }
    }
}
