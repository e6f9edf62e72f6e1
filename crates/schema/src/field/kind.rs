//! The types of fields, and what holds of each.

macro_rules! field_types {
    ($($name:ident $text:literal $doc:literal,)+) => {
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
        }
    };
}

field_types! {
    RecordNumber "RECORD_NUMBER" "The record's number, with the app's code before it.",
    Creator "CREATOR" "Who added the record.",
    CreatedTime "CREATED_TIME" "When it was added.",
    Modifier "MODIFIER" "Who changed it last.",
    UpdatedTime "UPDATED_TIME" "When that was.",
    Status "STATUS" "The state of the app's process that the record is in.",
    StatusAssignee "STATUS_ASSIGNEE" "Who works on the record in that state.",
    Category "CATEGORY" "Any of the app's categories.",
    SingleLineText "SINGLE_LINE_TEXT" "One line.",
    MultiLineText "MULTI_LINE_TEXT" "Several lines.",
    RichText "RICH_TEXT" "HTML.",
    Number "NUMBER" "A decimal number.",
    Calc "CALC" "A number that a formula comes to.",
    CheckBox "CHECK_BOX" "Any of some options.",
    RadioButton "RADIO_BUTTON" "Exactly one of some options.",
    MultiSelect "MULTI_SELECT" "Any of some options, as a list.",
    DropDown "DROP_DOWN" "One of some options, or none.",
    Date "DATE" "A day.",
    Time "TIME" "A time of day, to the minute.",
    DateTime "DATETIME" "An instant, to the minute.",
    Link "LINK" "A URL, a telephone number or a mail address.",
    UserSelect "USER_SELECT" "Some users.",
    GroupSelect "GROUP_SELECT" "Some groups.",
    OrganizationSelect "ORGANIZATION_SELECT" "Some departments.",
    File "FILE" "Some files.",
    Subtable "SUBTABLE" "Rows of fields.",
    Group "GROUP" "A part of the form that folds.",
    ReferenceTable "REFERENCE_TABLE" "Records of another app; shown, not part of the record.",
}

impl FieldType {
    /// Born with the app: never added, removed or written by a request.
    pub fn is_built_in(self) -> bool {
        matches!(
            self,
            Self::RecordNumber
                | Self::Creator
                | Self::CreatedTime
                | Self::Modifier
                | Self::UpdatedTime
        ) || self.is_optional()
    }

    /// Built in, and there only while the app's settings turn it on.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::Status | Self::StatusAssignee | Self::Category)
    }

    /// Whether records carry a value of it.
    pub fn has_value(self) -> bool {
        !matches!(self, Self::Group | Self::ReferenceTable)
    }

    /// Whether a request may give a value of it.
    pub fn is_writable(self) -> bool {
        self == Self::Category || (self.has_value() && !self.is_built_in() && self != Self::Calc)
    }

    /// Whether it may stand inside a table.
    pub fn fits_in_table(self) -> bool {
        self.has_value() && !self.is_built_in() && self != Self::Subtable
    }

    /// A choice among `options`.
    pub fn is_choice(self) -> bool {
        matches!(
            self,
            Self::CheckBox
                | Self::RadioButton
                | Self::MultiSelect
                | Self::DropDown
                | Self::Category
        )
    }

    /// Its value is a list.
    pub fn is_list(self) -> bool {
        self.is_entities()
            || matches!(
                self,
                Self::CheckBox | Self::MultiSelect | Self::Category | Self::File | Self::Subtable
            )
    }

    /// REST shows an empty value as null, not as an empty text or list.
    pub fn is_null_when_empty(self) -> bool {
        matches!(
            self,
            Self::Date | Self::Time | Self::DropDown | Self::RadioButton
        )
    }

    /// Its value is a list of users, groups or departments.
    pub fn is_entities(self) -> bool {
        matches!(
            self,
            Self::UserSelect | Self::GroupSelect | Self::OrganizationSelect | Self::StatusAssignee
        )
    }
}
