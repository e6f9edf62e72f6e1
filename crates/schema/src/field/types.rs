//! The types of fields. Each says all that holds of it in one file, and stands in the table here.

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
        /// The type of a field, as REST writes it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum FieldType { $(#[doc = $doc] $name,)+ }

        impl FieldType {
            /// Every type.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As REST writes it: `SINGLE_LINE_TEXT`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Reads what REST writes.
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
    Creator "CREATOR" built_in::CREATOR "Who added the record.",
    CreatedTime "CREATED_TIME" built_in::CREATED_TIME "When it was added.",
    Modifier "MODIFIER" built_in::MODIFIER "Who changed it last.",
    UpdatedTime "UPDATED_TIME" built_in::UPDATED_TIME "When that was.",
    Status "STATUS" built_in::STATUS "The state of the app's process that the record is in.",
    StatusAssignee "STATUS_ASSIGNEE" built_in::ASSIGNEE "Who works on the record in that state.",
    Category "CATEGORY" choice::CATEGORY "Any of the app's categories.",
    SingleLineText "SINGLE_LINE_TEXT" text::SINGLE_LINE "One line.",
    MultiLineText "MULTI_LINE_TEXT" text::MULTI_LINE "Several lines.",
    RichText "RICH_TEXT" rich::RICH "HTML.",
    Number "NUMBER" number::NUMBER "A decimal number.",
    Calc "CALC" calc::CALC "A number that a formula comes to.",
    CheckBox "CHECK_BOX" choice::CHECK_BOX "Any of some options.",
    RadioButton "RADIO_BUTTON" choice::RADIO_BUTTON "Exactly one of some options.",
    MultiSelect "MULTI_SELECT" choice::MULTI_SELECT "Any of some options, as a list.",
    DropDown "DROP_DOWN" choice::DROP_DOWN "One of some options, or none.",
    Date "DATE" moment::DATE "A day.",
    Time "TIME" moment::TIME "A time of day, to the minute.",
    DateTime "DATETIME" moment::DATETIME "An instant, to the minute.",
    Link "LINK" link::LINK "A URL, a telephone number or a mail address.",
    UserSelect "USER_SELECT" entity_select::USERS "Some users.",
    GroupSelect "GROUP_SELECT" entity_select::GROUPS "Some groups.",
    OrganizationSelect "ORGANIZATION_SELECT" entity_select::ORGANIZATIONS "Some departments.",
    File "FILE" file::FILE "Some files.",
    Subtable "SUBTABLE" table::TABLE "Rows of fields.",
    Group "GROUP" bare::GROUP "A part of the form that folds.",
    ReferenceTable "REFERENCE_TABLE" bare::REFERENCE_TABLE "Records of another app; shown, not part of the record.",
}

impl FieldType {
    /// Born with the app: never added, removed or written by a request.
    pub fn is_built_in(self) -> bool {
        match self.definition().role {
            Role::BuiltIn | Role::Optional | Role::OptionalGiven => true,
            Role::Given | Role::Computed | Role::Bare => false,
        }
    }

    /// Built in, and there only while the app's settings turn it on.
    pub fn is_optional(self) -> bool {
        match self.definition().role {
            Role::Optional | Role::OptionalGiven => true,
            Role::BuiltIn | Role::Given | Role::Computed | Role::Bare => false,
        }
    }

    /// Whether records carry a value of it.
    pub fn has_value(self) -> bool {
        self.definition().role != Role::Bare
    }

    /// Whether a request may give a value of it.
    pub fn is_writable(self) -> bool {
        match self.definition().role {
            Role::Given | Role::OptionalGiven => true,
            Role::BuiltIn | Role::Optional | Role::Computed | Role::Bare => false,
        }
    }

    /// Whether its value is rows of other fields.
    pub fn is_table(self) -> bool {
        self.keeps() == Keeps::Rows
    }

    /// Whether it may stand inside a table.
    pub fn fits_in_table(self) -> bool {
        self.has_value() && !self.is_built_in() && !self.is_table()
    }

    /// Whether its form has a setting of this name.
    pub(crate) fn has_setting(self, name: &str) -> bool {
        let mut settings = self.definition().settings.iter();
        settings.any(|(known, _)| *known == name)
    }

    /// Whether its value is what a formula comes to, whatever its settings say.
    pub(crate) fn is_result(self) -> bool {
        self.definition().role == Role::Computed
    }

    /// Whether whoever stands in it may be named as assignee of a record.
    pub fn may_be_assignee(self) -> bool {
        self.source() == Source::Creator || self.whom() == Some(Whom::Users)
    }

    /// Whether the first option is chosen where the form's default says nothing.
    pub(crate) fn chooses_first(self) -> bool {
        self.definition().chooses_first
    }

    /// A choice among `options`.
    pub fn is_choice(self) -> bool {
        self.definition().has_options
    }

    /// Whether records can be sorted by it: lists, tables and long texts have no order.
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

    /// Whom it names; `None` of a type that names nobody, and of the built-in ones.
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

    /// Its value is a list of users, groups or departments.
    pub fn is_entities(self) -> bool {
        self.whom().is_some()
    }

    /// What documents keep of it.
    pub fn keeps(self) -> Keeps {
        self.definition().keeps
    }

    /// Where its value comes from.
    pub fn source(self) -> Source {
        self.definition().source
    }

    /// What REST shows where it is empty.
    pub fn empty(self) -> Empty {
        self.definition().empty
    }

    /// Where it stands in the layout of a form.
    pub fn layout_row(self) -> LayoutRow {
        self.definition().layout_row
    }

    /// How its value stands on a page.
    pub fn look(self) -> Look {
        self.definition().look
    }

    /// What its cells in a CSV file hold.
    pub fn cell(self) -> Cell {
        self.definition().cell
    }

    /// With what the filter of a list asks for its value.
    pub fn filter_input(self) -> FilterInput {
        self.definition().filter_input
    }
}
