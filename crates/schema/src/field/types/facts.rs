//! Words in which the types of fields are described.

use serde::{Serialize, Serializer};

/// Who gives a field its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Plugdock: born with the app, never added, removed or written by a request.
    BuiltIn,
    /// The same, there only while the app's settings turn it on.
    Optional,
    /// People, though the field is there only while the app's settings turn it on.
    OptionalGiven,
    /// People.
    Given,
    /// A formula.
    Computed,
    /// Nobody: records carry no value of it.
    Bare,
}

/// Where a record's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The record's number.
    Number,
    /// Who added the record.
    Creator,
    /// Who changed it last.
    Modifier,
    /// When it was added.
    Created,
    /// When it was changed last.
    Updated,
    /// The record's document.
    Document,
    /// Nowhere.
    Nothing,
}

/// What documents keep of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing.
    Nothing,
    /// A text.
    Text,
    /// A number.
    Number,
    /// What a formula came to: a number, shown in the form that the field gives it.
    Result,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// An instant.
    Instant,
    /// Some options.
    Choices,
    /// Codes of these.
    Entities(Whom),
    /// Files.
    Files,
    /// The rows of a table.
    Rows,
}

/// Whom a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Whom {
    /// Users, by login name.
    #[serde(rename = "user")]
    Users,
    /// Groups.
    #[serde(rename = "group")]
    Groups,
    /// Departments.
    #[serde(rename = "organization")]
    Organizations,
}

/// What REST shows of an empty field.
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

/// How a value stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As words.
    Words,
    /// As a link.
    Link,
    /// As cleaned HTML.
    Rich,
    /// As files to fetch.
    Files,
    /// As a table.
    Table,
}

/// What a cell of a CSV file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// What somebody typed freely.
    Free,
    /// A number.
    Number,
    /// A day.
    Day,
    /// A time of day.
    Time,
    /// An instant.
    Instant,
    /// Options, one a line.
    Choices,
    /// Codes of people, one a line.
    Entities,
    /// Nothing of the field itself: each field of its rows has cells.
    Rows,
    /// Nothing: no file has the field.
    None,
}

/// With what the filter of a list asks for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterInput {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// An instant.
    Datetime,
    /// One of the options.
    Choice,
    /// One of the states of the app's process.
    State,
    /// A user.
    User,
    /// A department.
    Organization,
}

/// Where a field stands in the layout of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutRow {
    /// In a row, beside others.
    Cell,
    /// It is a row of its own, with its columns.
    Table,
    /// It is a row of its own, with rows in it.
    Group,
}
