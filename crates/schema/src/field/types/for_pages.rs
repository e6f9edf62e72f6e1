//! What pages know of the types of fields: a test writes it to `web/api/generated/fields.json`.

use serde::Serialize;

use super::{Empty, FieldType, Keeps, Source, Whom};
use crate::value::columns::Form;

/// What pages know of a type. What is false is left out.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForPages {
    /// The value where there is none.
    empty: Empty,
    /// Nobody gives it a value.
    #[serde(skip_serializing_if = "is_false")]
    read_only: bool,
    /// Plug-ins are told when a person changes it (B7.4).
    #[serde(skip_serializing_if = "is_false")]
    told: bool,
    /// People can change it in a list.
    #[serde(skip_serializing_if = "is_false")]
    in_list: bool,
    /// A new row of a table begins with the default of its settings.
    #[serde(skip_serializing_if = "is_false")]
    defaults: bool,
    /// It has no cell in a list.
    #[serde(skip_serializing_if = "is_false")]
    no_cell: bool,
    /// Records cannot be sorted by it.
    #[serde(skip_serializing_if = "is_false")]
    unsorted: bool,
    /// A date and a time, in UTC.
    #[serde(skip_serializing_if = "is_false")]
    instant: bool,
    /// Its text may have several lines.
    #[serde(skip_serializing_if = "is_false")]
    lines: bool,
    /// The first option is chosen where nothing else is.
    #[serde(skip_serializing_if = "is_false")]
    chooses_first: bool,
    /// Whom it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    whom: Option<Whom>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl FieldType {
    /// What pages know of it.
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
