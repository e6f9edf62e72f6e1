//! The terms in which field types are described.

use serde::{Serialize, Serializer};

/// The party that gives a field its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Plugdock. Every app has the field, and requests cannot add, remove or write it.
    BuiltIn,
    /// Plugdock, for a field that is active only while the app's settings turn it on.
    Optional,
    /// People, for a field that is active only while the app's settings turn it on.
    OptionalGiven,
    /// People.
    Given,
    /// A formula.
    Computed,
    /// No one. Records have no value for the field.
    Bare,
}

/// The source of a field's value in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The record's number.
    Number,
    /// The user who added the record.
    Creator,
    /// The user who last changed the record.
    Modifier,
    /// The time at which the record was added.
    Created,
    /// The time of the last change.
    Updated,
    /// The document of the record.
    Document,
    /// No source, because the field has no value.
    Nothing,
}

/// The kind of value that record documents store for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// No value.
    Nothing,
    /// A text.
    Text,
    /// A number.
    Number,
    /// The result of a formula: a number, displayed in the format that the field defines.
    Result,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    Instant,
    /// A list of options.
    Choices,
    /// A list of codes of users, groups or organizations.
    Entities(Whom),
    /// A list of files.
    Files,
    /// The rows of a table.
    Rows,
}

/// The kind of entity that a field lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Whom {
    /// Users, by login name.
    #[serde(rename = "user")]
    Users,
    /// Groups.
    #[serde(rename = "group")]
    Groups,
    /// Organizations.
    #[serde(rename = "organization")]
    Organizations,
}

/// The JSON value that the REST API shows for an empty field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Empty {
    /// `""`
    Text,
    /// `null`
    Null,
    /// `[]`
    List,
}

impl Serialize for Empty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text => "".serialize(serializer),
            Self::Null => ().serialize(serializer),
            Self::List => [(); 0].serialize(serializer),
        }
    }
}

/// The way in which a page displays a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Plain text.
    Words,
    /// A link.
    Link,
    /// Sanitized HTML.
    Rich,
    /// Files to download.
    Files,
    /// A table.
    Table,
}

/// The content of a cell in a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Free text.
    Free,
    /// A number.
    Number,
    /// A date.
    Day,
    /// A time of day.
    Time,
    /// A point in time.
    Instant,
    /// Options, one per line.
    Choices,
    /// Codes of users, groups or organizations, one per line.
    Entities,
    /// No cell of its own. Each field of the table's rows has cells.
    Rows,
    /// No cell. CSV files do not contain the field.
    None,
}

/// The kind of input with which the filter of a list asks for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterInput {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    Datetime,
    /// One of the options.
    Choice,
    /// One of the states of the app's process.
    State,
    /// A user.
    User,
    /// An organization.
    Organization,
}

/// The position of a field in the layout of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutRow {
    /// A place in a row, beside other fields.
    Cell,
    /// A row of its own, which lists the columns of the table.
    Table,
    /// A row of its own, which contains other rows.
    Group,
}
