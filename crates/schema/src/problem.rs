//! What is wrong with something that was sent: every problem at its place, told all at once.

use crate::field::Whom;
use crate::formula::fault::Fault;
use crate::place::{Path, Place};
use crate::query::Refused;
use crate::{AppId, RecordId};

/// One thing that is wrong with what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Path,
    /// What.
    pub wrong: Wrong,
}

/// What can be wrong. The server has a text for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A value must be given here.
    Required,
    /// It must be an object.
    MustBeObject,
    /// It must be a list.
    MustBeArray,
    /// It must be a text.
    MustBeText,
    /// It must be true or false.
    MustBeBoolean,
    /// It must be a whole number.
    MustBeInteger,
    /// It must be a number.
    MustBeNumber,
    /// It must be one of some words.
    MustBeEnum,
    /// A text has more than `max` characters.
    TooLong {
        /// Characters.
        max: usize,
    },
    /// A list has more than `max` items.
    TooManyItems {
        /// Items.
        max: usize,
    },
    /// A text has a character that no value may have.
    CharacterRefused,

    /// A text is no number.
    NumberFormat,
    /// A number has more digits than are kept.
    NumberLong,
    /// A number is above the field's limit.
    NumberHigh {
        /// The limit, as the field's settings write it.
        max: String,
    },
    /// A number is below the field's limit.
    NumberLow {
        /// The limit, as the field's settings write it.
        min: String,
    },
    /// A text has more than `most` characters in a field that limits them.
    TextLong {
        /// Characters.
        most: usize,
    },
    /// A text has fewer than `least` characters.
    TextShort {
        /// Characters.
        least: usize,
    },
    /// A text is no day.
    DateFormat,
    /// A text is no time of day.
    TimeFormat,
    /// A text is no instant.
    DatetimeFormat,
    /// A text is no link of the field's kind.
    LinkFormat,
    /// The field has no such option.
    NotInOptions {
        /// The option that was asked for.
        value: String,
    },
    /// A unique value is another record's.
    ValueTaken,
    /// No such user, group or department.
    NoEntity {
        /// Which of these.
        whom: Whom,
        /// The code.
        code: String,
    },
    /// A lookup does not find its value.
    LookupNotFound {
        /// The field with the lookup.
        field: String,
        /// What was looked for.
        value: String,
    },
    /// A lookup finds its value in several records.
    LookupSeveral {
        /// The field with the lookup.
        field: String,
        /// What was looked for.
        value: String,
    },
    /// No such record.
    NoRecord {
        /// Its number.
        id: RecordId,
    },
    /// No record has that value in the field.
    KeyUnknown {
        /// The field's code.
        code: String,
    },
    /// The field that names a record is not unique, or not there.
    KeyNotUnique {
        /// The field's code.
        code: String,
    },
    /// Two rows of a file name one record.
    KeyTwice,

    /// The field's code is not the one it stands under.
    CodeDiffers,
    /// No such field.
    FieldUnknown {
        /// The code that was given.
        code: String,
    },
    /// The field is every app's, and stays.
    FieldBuiltIn {
        /// Its code.
        code: String,
    },
    /// Another field has the code.
    CodeTaken,
    /// The code has a sign that codes do not have, or is reserved.
    CodeInvalid,
    /// An app has at most so many fields.
    TooManyFields {
        /// Fields, those inside tables included.
        max: usize,
    },
    /// A field's type never changes.
    TypeFixed,
    /// The least is above the most.
    RangeReversed,
    /// An option has no name, or is no object.
    OptionInvalid {
        /// Its name.
        name: String,
    },
    /// Two options have one name.
    OptionTwice {
        /// Their name.
        name: String,
    },
    /// It is no user, group, department or function.
    EntityInvalid,
    /// Records have equal or too long values in a field that is to be unique.
    UniqueImpossible {
        /// The field's code.
        code: String,
    },
    /// A formula cannot be computed.
    Formula(Fault),

    /// Fields of this type have no lookup.
    LookupType,
    /// The lookup cannot copy into that field.
    LookupTarget {
        /// Its code.
        code: String,
    },
    /// Records cannot be looked up by that field.
    LookupKey {
        /// Its code.
        code: String,
    },
    /// A value of that field cannot be copied into the other.
    LookupMisfit {
        /// Its code.
        code: String,
    },
    /// The app is not there, or may not be seen.
    RelatedApp {
        /// Its number.
        app: AppId,
    },

    /// The layout leaves out a field.
    LayoutLacks {
        /// Its code.
        code: String,
    },
    /// The layout has a field twice.
    LayoutTwice {
        /// Its code.
        code: String,
    },
    /// A layout has at most so many rows.
    TooManyRows {
        /// Rows, those inside groups included.
        max: usize,
    },

    /// A view has no name, or a too long one.
    ViewName,
    /// Two views have one name.
    ViewTwice {
        /// Their name.
        name: String,
    },
    /// A condition is no query.
    QueryInvalid {
        /// Characters before the place where reading stopped.
        at: usize,
    },
    /// A condition has more than a condition: an order or a limit.
    ViewFilter,
    /// An order cannot be read.
    ViewSort,
    /// A condition or an order asks for what the app cannot answer.
    Refused(Refused),

    /// A state or an action has no name, or one that it may not have.
    StateName,
    /// Two states have one name.
    StateTwice {
        /// Their name.
        name: String,
    },
    /// No such state.
    StateUnknown {
        /// The name that was given.
        name: String,
    },
    /// It stands for nobody who could act.
    AssigneeInvalid,
}

impl Problem {
    /// What is wrong with what stands at a place.
    pub fn new(at: &Place<'_>, wrong: Wrong) -> Self {
        let at = at.path();
        Self { at, wrong }
    }
}

/// Everything that is wrong with a request, all at once; nothing of it was applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} problem(s), the first: {} {:?}", problems.len(), problems[0].at, problems[0].wrong)]
pub struct Invalid {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl From<Problem> for Invalid {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

/// `Ok` when nothing was found.
pub fn none_of(problems: Vec<Problem>) -> Result<(), Invalid> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Invalid { problems })
    }
}

#[cfg(test)]
impl Invalid {
    /// Every problem as a test compares it: `record.price Required`.
    pub(crate) fn told(&self) -> Vec<String> {
        let problems = self.problems.iter();
        problems
            .map(|problem| format!("{} {:?}", problem.at, problem.wrong))
            .collect()
    }
}
