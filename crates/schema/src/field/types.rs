//! The types of fields. One file describes each type completely, and the table in this file lists
//! them all.

mod bare;
mod built_in;
mod calc;
mod choice;
mod definition;
mod entity_select;
mod facts;
mod file;
mod for_pages;
mod link;
mod moment;
mod number;
mod operators;
mod rich;
mod table;
mod text;

pub(crate) use definition::Definition;
pub use facts::{Cell, Empty, FilterInput, Keeps, LayoutRow, Look, Role, Source, Whom};
pub use for_pages::ForPages;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::columns::Form;

impl Serialize for FieldType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FieldType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format!("unknown field type {text}"));
        Self::parse(&text).ok_or_else(unknown)
    }
}

macro_rules! field_types {
    ($($name:ident $text:literal $file:ident::$definition:ident $doc:literal,)+) => {
        /// The type of a field. It is serialized with the name that the REST API uses.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FieldType { $(#[doc = $doc] $name,)+ }

        impl FieldType {
            /// All field types.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the name of the type in the REST API, such as `SINGLE_LINE_TEXT`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Finds a type by its name in the REST API.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }

            pub(crate) fn definition(self) -> &'static Definition {
                match self { $(Self::$name => const { &$file::$definition },)+ }
            }
        }
    };
}

field_types! {
    RecordNumber "RECORD_NUMBER" built_in::RECORD_NUMBER "The record's number, with the app's code before it.",
    Creator "CREATOR" built_in::CREATOR "The user who added the record.",
    CreatedTime "CREATED_TIME" built_in::CREATED_TIME "The time at which the record was added.",
    Modifier "MODIFIER" built_in::MODIFIER "The user who last changed the record.",
    UpdatedTime "UPDATED_TIME" built_in::UPDATED_TIME "The time of the last change.",
    Status "STATUS" built_in::STATUS "The current state of the record in the app's process.",
    StatusAssignee "STATUS_ASSIGNEE" built_in::ASSIGNEE "The users who work on the record in its current state.",
    Category "CATEGORY" choice::CATEGORY "Any number of the app's categories.",
    SingleLineText "SINGLE_LINE_TEXT" text::SINGLE_LINE "A text of one line.",
    MultiLineText "MULTI_LINE_TEXT" text::MULTI_LINE "A text of several lines.",
    RichText "RICH_TEXT" rich::RICH "A text with formatting, as HTML.",
    Number "NUMBER" number::NUMBER "A decimal number.",
    Calc "CALC" calc::CALC "The result of a formula.",
    CheckBox "CHECK_BOX" choice::CHECK_BOX "Any number of a list of options, as check boxes.",
    RadioButton "RADIO_BUTTON" choice::RADIO_BUTTON "Exactly one of a list of options.",
    MultiSelect "MULTI_SELECT" choice::MULTI_SELECT "Any number of a list of options, as a list box.",
    DropDown "DROP_DOWN" choice::DROP_DOWN "At most one of a list of options.",
    Date "DATE" moment::DATE "A date.",
    Time "TIME" moment::TIME "A time of day, to the minute.",
    DateTime "DATETIME" moment::DATETIME "A point in time, to the minute.",
    Link "LINK" link::LINK "A URL, a telephone number or an email address.",
    UserSelect "USER_SELECT" entity_select::USERS "A list of users.",
    GroupSelect "GROUP_SELECT" entity_select::GROUPS "A list of groups.",
    OrganizationSelect "ORGANIZATION_SELECT" entity_select::ORGANIZATIONS "A list of organizations.",
    File "FILE" file::FILE "A list of files.",
    Subtable "SUBTABLE" table::TABLE "A table: a list of rows of fields.",
    Group "GROUP" bare::GROUP "A part of the form that can be collapsed.",
    ReferenceTable "REFERENCE_TABLE" bare::REFERENCE_TABLE "Related records of another app. They are shown, but are not part of the record.",
}

impl FieldType {
    /// Returns true if every app has the field from the start. Requests cannot add, remove or write
    /// such a field.
    pub fn is_built_in(self) -> bool {
        match self.definition().role {
            Role::BuiltIn | Role::Optional | Role::OptionalGiven => true,
            Role::Given | Role::Computed | Role::Bare => false,
        }
    }

    /// Returns true if the field is built in and active only while the app's settings turn it on.
    pub fn is_optional(self) -> bool {
        match self.definition().role {
            Role::Optional | Role::OptionalGiven => true,
            Role::BuiltIn | Role::Given | Role::Computed | Role::Bare => false,
        }
    }

    /// Returns true if records have a value for fields of this type.
    pub fn has_value(self) -> bool {
        self.definition().role != Role::Bare
    }

    /// Returns true if a request may give a value for fields of this type.
    pub fn is_writable(self) -> bool {
        match self.definition().role {
            Role::Given | Role::OptionalGiven => true,
            Role::BuiltIn | Role::Optional | Role::Computed | Role::Bare => false,
        }
    }

    /// Returns true if the value is a list of rows of other fields.
    pub fn is_table(self) -> bool {
        self.keeps() == Keeps::Rows
    }

    /// Returns true if fields of this type are allowed inside a table.
    pub fn fits_in_table(self) -> bool {
        self.has_value() && !self.is_built_in() && !self.is_table()
    }

    /// Returns true if fields of this type have a setting with this name.
    pub(crate) fn has_setting(self, name: &str) -> bool {
        let mut settings = self.definition().settings.iter();
        settings.any(|(known, _)| *known == name)
    }

    /// Returns true if the value is always the result of a formula, whatever the settings are.
    pub(crate) fn is_result(self) -> bool {
        self.definition().role == Role::Computed
    }

    /// Returns true if the users in a field of this type can be chosen as assignees of a record.
    pub fn may_be_assignee(self) -> bool {
        self.source() == Source::Creator || self.whom() == Some(Whom::Users)
    }

    /// Returns true if the first option is the default of a field without a default value.
    pub(crate) fn chooses_first(self) -> bool {
        self.definition().chooses_first
    }

    /// Returns true if the value is a choice from `options`.
    pub fn is_choice(self) -> bool {
        self.definition().has_options
    }

    /// Returns true if records can be sorted by the field. Lists, tables and long texts have no
    /// order.
    pub fn is_sortable(self) -> bool {
        match self.source() {
            Source::Number
            | Source::Creator
            | Source::Modifier
            | Source::Created
            | Source::Updated => true,
            Source::Document => !matches!(self.definition().form, Form::List | Form::None),
            Source::Nothing => false,
        }
    }

    /// Returns the kind of entity that the field lists, or `None` for built-in types and for types
    /// that list no users, groups or organizations.
    pub fn whom(self) -> Option<Whom> {
        match self.keeps() {
            Keeps::Entities(whom) => Some(whom),
            Keeps::Nothing
            | Keeps::Text
            | Keeps::Number
            | Keeps::Result
            | Keeps::Date
            | Keeps::Time
            | Keeps::Instant
            | Keeps::Choices
            | Keeps::Files
            | Keeps::Rows => None,
        }
    }

    /// Returns true if the value is a list of users, groups or organizations.
    pub fn is_entities(self) -> bool {
        self.whom().is_some()
    }

    /// Returns the kind of value that record documents store for the field.
    pub fn keeps(self) -> Keeps {
        self.definition().keeps
    }

    /// Returns the source of the field's value.
    pub fn source(self) -> Source {
        self.definition().source
    }

    /// Returns the JSON value that the REST API shows for an empty field.
    pub fn empty(self) -> Empty {
        self.definition().empty
    }

    /// Returns the position of the field in the layout of a form.
    pub fn layout_row(self) -> LayoutRow {
        self.definition().layout_row
    }

    /// Returns the way in which pages display the value.
    pub fn look(self) -> Look {
        self.definition().look
    }

    /// Returns the content of the field's cells in a CSV file.
    pub fn cell(self) -> Cell {
        self.definition().cell
    }

    /// Returns the kind of input with which the filter of a list asks for a value.
    pub fn filter_input(self) -> FilterInput {
        self.definition().filter_input
    }
}
