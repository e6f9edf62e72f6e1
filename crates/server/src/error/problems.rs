//! The texts for faults in fields, values, layouts, views and processes.

use std::fmt::Display;

use plugdock_schema::field::Whom;
use plugdock_schema::formula::fault::{Fault, What};
use plugdock_schema::problem::Wrong;
use plugdock_schema::query::Refused;

use super::TextParams;

/// The key of a text, in the form "area.key", and its parameters.
type Text = (&'static str, TextParams);

fn plain(key: &'static str) -> Text {
    (key, Vec::new())
}

fn with(key: &'static str, name: &'static str, value: impl Display) -> Text {
    (key, vec![(name, value.to_string())])
}

/// Returns the text for a fault.
pub(crate) fn text(wrong: Wrong) -> Text {
    use Wrong as W;
    match wrong {
        W::Required => plain("records.required"),
        W::MustBeObject => plain("records.must_be_object"),
        W::MustBeArray => plain("records.must_be_array"),
        W::MustBeText => plain("records.must_be_text"),
        W::MustBeBoolean => plain("records.must_be_boolean"),
        W::MustBeInteger => plain("records.must_be_integer"),
        W::MustBeNumber => plain("records.must_be_number"),
        W::MustBeEnum => plain("records.must_be_enum"),
        W::TooLong { max } => with("records.too_long", "max", max),
        W::TooManyItems { max } => with("records.too_many_items", "max", max),
        W::CharacterRefused => plain("records.character_refused"),

        W::NumberFormat => plain("records.number_format"),
        W::NumberLong => plain("records.number_long"),
        W::NumberHigh { max } => with("records.number_high", "max", max),
        W::NumberLow { min } => with("records.number_low", "min", min),
        // Kintone's text says "less than" the next number.
        W::TextLong { most } => with("records.text_long", "max", most + 1),
        W::TextShort { least } => with("records.text_short", "min", least - 1),
        W::DateFormat => plain("records.date_format"),
        W::TimeFormat => plain("records.time_format"),
        W::DatetimeFormat => plain("records.datetime_format"),
        W::LinkFormat => plain("records.link_format"),
        W::NotInOptions { value } => with("records.not_in_options", "value", value),
        W::RecordTooLarge => plain("records.too_large"),
        W::ValueTaken => plain("records.value_taken"),
        W::NoEntity { whom, code } => with(no_entity(whom), "code", code),
        W::LookupNotFound { field, value } => looked_up("records.lookup_not_found", field, value),
        W::LookupSeveral { field, value } => looked_up("records.lookup_several", field, value),
        W::NoRecord { id } => with("records.record_not_found", "id", id),
        W::KeyUnknown { code } => with("records.key_unknown", "code", code),
        W::KeyNotUnique { code } => with("records.key_not_unique", "code", code),
        W::FieldNotEditable { code } => with("records.field_not_editable", "code", code),
        W::NamedByPermissions { code } => with("records.named_by_permissions", "code", code),
        W::RecordNotEditable => plain("records.record_not_editable"),
        W::KeyTwice => plain("records.key_twice"),

        W::CodeDiffers => plain("records.code_differs"),
        W::FieldUnknown { code } => with("records.field_unknown", "code", code),
        W::FieldBuiltIn { code } => with("records.field_built_in", "code", code),
        W::CodeTaken => plain("records.code_taken"),
        W::CodeInvalid => plain("records.code_invalid"),
        W::TooManyFields { max } => with("records.too_many_fields", "max", max),
        W::TypeFixed => plain("records.type_fixed"),
        W::RangeReversed => plain("records.range_reversed"),
        W::OptionInvalid { name } => with("records.option_invalid", "name", name),
        W::OptionTwice { name } => with("records.option_twice", "name", name),
        W::EntityInvalid => plain("records.entity_invalid"),
        W::UniqueImpossible { code } => with("records.unique_impossible", "code", code),
        W::Formula(fault) => formula(fault),

        W::LookupType => plain("records.lookup_type"),
        W::LookupTarget { code } => with("records.lookup_target", "code", code),
        W::LookupKey { code } => with("records.lookup_key", "code", code),
        W::LookupMisfit { code } => with("records.lookup_misfit", "code", code),
        W::RelatedApp { app } => with("records.related_app", "app", app),

        W::LayoutLacks { code } => with("records.layout_lacks", "code", code),
        W::LayoutTwice { code } => with("records.layout_twice", "code", code),
        W::TooManyRows { max } => with("records.too_many_rows", "max", max),

        W::ViewName => plain("records.view_name"),
        W::ViewTwice { name } => with("records.view_twice", "name", name),
        W::QueryInvalid { at } => with("records.query_invalid", "at", at + 1),
        W::ViewFilter => plain("records.view_filter"),
        W::ViewSort => plain("records.view_sort"),
        W::Refused(refusal) => refused(refusal),

        W::StateName => plain("records.state_name"),
        W::StateTwice { name } => with("records.state_twice", "name", name),
        W::StateUnknown { name } => with("records.state_unknown", "name", name),
        W::AssigneeInvalid => plain("records.assignee_invalid"),

        W::EntityTwice => plain("records.entity_twice"),
        W::FieldNamesNobody => plain("records.field_names_nobody"),
        W::FieldTwice => plain("records.field_twice"),
        W::RightNeeds { other } => with("records.right_needs", "other", other),
    }
}

fn looked_up(key: &'static str, field: String, value: String) -> Text {
    (key, vec![("field", field), ("value", value)])
}

/// Returns the text for a user, a group or an organization that does not exist.
fn no_entity(whom: Whom) -> &'static str {
    match whom {
        Whom::Users => "records.person_not_found",
        Whom::Groups => "records.group_not_found",
        Whom::Organizations => "records.organization_not_found",
    }
}

/// Returns the text for a query that is refused.
pub(super) fn refused(refused: Refused) -> Text {
    use Refused as R;
    match refused {
        R::NoField(field) => with("records.query_no_field", "field", field),
        R::Operator { field, operator } => (
            "records.query_operator",
            vec![("field", field), ("operator", operator)],
        ),
        R::InTable { field, operator } => (
            "records.query_in_table",
            vec![("field", field), ("operator", operator)],
        ),
        R::NoOption { field, value } => (
            "records.query_no_option",
            vec![("field", field), ("value", value)],
        ),
        R::Value { field, value } => (
            "records.query_value",
            vec![("field", field), ("value", value)],
        ),
        R::Order(field) => with("records.query_order", "field", field),
        R::Group(field) => with("data.report.no_group", "field", field),
        R::Measure(field) => with("data.report.no_number", "field", field),
        R::Groups(most) => with("data.report.too_many", "max", most),
    }
}

fn formula(fault: Fault) -> Text {
    let (key, name) = match fault.what {
        What::Syntax => ("records.formula_syntax", None),
        What::TooLarge => ("records.formula_too_large", None),
        What::Field(name) => ("records.formula_field", Some(name)),
        What::Function(name) => ("records.formula_function", Some(name)),
        What::Arguments(name) => ("records.formula_arguments", Some(name)),
        What::Type => ("records.formula_type", None),
        What::Rows => ("records.formula_rows", None),
        What::Zone => ("records.formula_zone", None),
        What::Result => ("records.formula_result", None),
        What::Cycle => ("records.formula_cycle", None),
    };
    let at = ("at", (fault.at + 1).to_string());
    let name = name.map(|name| ("name", name));
    (key, std::iter::once(at).chain(name).collect())
}
