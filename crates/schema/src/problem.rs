//! The problems of a request. All of them are reported at once, each with its place.

use crate::field::Whom;
use crate::formula::fault::Fault;
use crate::place::{Path, Place};
use crate::query::Refused;
use crate::{AppId, RecordId};

/// One problem of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place of the problem.
    pub at: Path,
    /// The kind of the problem.
    pub wrong: Wrong,
}

/// The kinds of problems. The server has a message for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A required value is missing.
    Required,
    /// The value must be an object.
    MustBeObject,
    /// The value must be a list.
    MustBeArray,
    /// The value must be a text.
    MustBeText,
    /// The value must be true or false.
    MustBeBoolean,
    /// The value must be an integer.
    MustBeInteger,
    /// The value must be a number.
    MustBeNumber,
    /// The value must be one of a fixed set of words.
    MustBeEnum,
    /// A text has more than `max` characters.
    TooLong {
        /// The maximum number of characters.
        max: usize,
    },
    /// A list has more than `max` items.
    TooManyItems {
        /// The maximum number of items.
        max: usize,
    },
    /// A text contains a character that no value may contain.
    CharacterRefused,

    /// A text is not a number.
    NumberFormat,
    /// A number has more digits than can be stored.
    NumberLong,
    /// A number is greater than the maximum of the field.
    NumberHigh {
        /// The maximum, as the settings of the field contain it.
        max: String,
    },
    /// A number is less than the minimum of the field.
    NumberLow {
        /// The minimum, as the settings of the field contain it.
        min: String,
    },
    /// A text has more than `most` characters.
    TextLong {
        /// The maximum number of characters.
        most: usize,
    },
    /// A text has fewer than `least` characters.
    TextShort {
        /// The minimum number of characters.
        least: usize,
    },
    /// A text is not a date.
    DateFormat,
    /// A text is not a time of day.
    TimeFormat,
    /// A text is not a date and time.
    DatetimeFormat,
    /// A text is not a link of the field's type.
    LinkFormat,
    /// The field does not have this option.
    NotInOptions {
        /// The option that was given.
        value: String,
    },
    /// The values of a record, with the results of its formulas, are too large.
    RecordTooLarge,
    /// Another record has the same value in a unique field.
    ValueTaken,
    /// The user, group or organization does not exist.
    NoEntity {
        /// The kind of entity.
        whom: Whom,
        /// The code that was given.
        code: String,
    },
    /// A lookup finds no record with its value.
    LookupNotFound {
        /// The code of the lookup field.
        field: String,
        /// The value that was searched for.
        value: String,
    },
    /// A lookup finds several records with its value.
    LookupSeveral {
        /// The code of the lookup field.
        field: String,
        /// The value that was searched for.
        value: String,
    },
    /// The record does not exist.
    NoRecord {
        /// The number of the record.
        id: RecordId,
    },
    /// No record has this value in the key field.
    KeyUnknown {
        /// The code of the key field.
        code: String,
    },
    /// The key field is not unique, or does not exist.
    KeyNotUnique {
        /// The code of the key field.
        code: String,
    },
    /// The caller may not change the field.
    FieldNotEditable {
        /// The code of the field.
        code: String,
    },
    /// Permissions name the field, or a value that it can have.
    NamedByPermissions {
        /// The code of the field.
        code: String,
    },
    /// The caller may see the record, but not change it.
    RecordNotEditable,
    /// Two rows of a file refer to the same record.
    KeyTwice,

    /// The code of a field differs from the key under which it is given.
    CodeDiffers,
    /// The field does not exist.
    FieldUnknown {
        /// The code that was given.
        code: String,
    },
    /// The field is built in and cannot be removed.
    FieldBuiltIn {
        /// The code of the field.
        code: String,
    },
    /// Another field has the same code.
    CodeTaken,
    /// The code contains a character that codes must not contain, or is reserved.
    CodeInvalid,
    /// There are more than `max` fields.
    TooManyFields {
        /// The maximum number of fields, including those inside tables.
        max: usize,
    },
    /// The type of an existing field cannot be changed.
    TypeFixed,
    /// The minimum is greater than the maximum.
    RangeReversed,
    /// An option has no name, or is not an object.
    OptionInvalid {
        /// The name of the option.
        name: String,
    },
    /// Two options have the same name.
    OptionTwice {
        /// The name of the options.
        name: String,
    },
    /// The value is not a user, group, organization or function.
    EntityInvalid,
    /// A field cannot become unique, because records have equal or too long values.
    UniqueImpossible {
        /// The code of the field.
        code: String,
    },
    /// A formula is invalid.
    Formula(Fault),

    /// Fields of this type cannot be lookups.
    LookupType,
    /// The lookup cannot copy values to this field.
    LookupTarget {
        /// The code of the field.
        code: String,
    },
    /// Records cannot be looked up by this field.
    LookupKey {
        /// The code of the field.
        code: String,
    },
    /// A value of this field cannot be copied to the target field.
    LookupMisfit {
        /// The code of the field.
        code: String,
    },
    /// The related app does not exist, or the user may not see it.
    RelatedApp {
        /// The number of the app.
        app: AppId,
    },

    /// The layout does not contain a field of the form.
    LayoutLacks {
        /// The code of the field.
        code: String,
    },
    /// The layout contains a field twice.
    LayoutTwice {
        /// The code of the field.
        code: String,
    },
    /// There are more than `max` rows in a layout.
    TooManyRows {
        /// The maximum number of rows, including those inside groups.
        max: usize,
    },

    /// A view has no name, or its name is too long.
    ViewName,
    /// Two views have the same name.
    ViewTwice {
        /// The name of the views.
        name: String,
    },
    /// A condition is not a valid query.
    QueryInvalid {
        /// The number of characters before the error.
        at: usize,
    },
    /// A filter contains more than a condition, such as an order or a limit.
    ViewFilter,
    /// A sort order is invalid.
    ViewSort,
    /// A condition or a sort order asks for something that the app does not support.
    Refused(Refused),

    /// A state or an action has no name, or an invalid one.
    StateName,
    /// Two states have the same name.
    StateTwice {
        /// The name of the states.
        name: String,
    },
    /// The state does not exist.
    StateUnknown {
        /// The name that was given.
        name: String,
    },
    /// The entity cannot be an assignee.
    AssigneeInvalid,

    /// Two rows of permissions name the same entity.
    EntityTwice,
    /// The field does not name users, groups or organizations, or does not exist.
    FieldNamesNobody,
    /// Two rows are about the same field.
    FieldTwice,
    /// A right is given without another right that it needs.
    RightNeeds {
        /// The member that must be true too.
        other: &'static str,
    },
}

impl Problem {
    /// Creates a problem for a place.
    pub fn new(at: &Place<'_>, wrong: Wrong) -> Self {
        let at = at.path();
        Self { at, wrong }
    }
}

/// All problems of a request. Nothing of the request was applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} problem(s), the first is {} {:?}", problems.len(), problems[0].at, problems[0].wrong)]
pub struct Invalid {
    /// The problems. There is at least one.
    pub problems: Vec<Problem>,
}

impl From<Problem> for Invalid {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

/// Returns `Ok` if there are no problems, and otherwise an error with all of them.
pub fn none_of(problems: Vec<Problem>) -> Result<(), Invalid> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Invalid { problems })
    }
}

#[cfg(test)]
impl Invalid {
    /// Returns the problems in the form that tests compare: `record.price Required`.
    pub(crate) fn told(&self) -> Vec<String> {
        let problems = self.problems.iter();
        problems
            .map(|problem| format!("{} {:?}", problem.at, problem.wrong))
            .collect()
    }
}
