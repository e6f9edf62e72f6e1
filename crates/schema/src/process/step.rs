//! The way of a record through the process: the permission to act, and the effect of an action.

use super::{Action, Entity, Process, State, Takers};
use crate::field::Source;
use crate::query::time::Moment;
use crate::value::{Value, Values, codes};
use crate::{FieldType, Fields};

/// The reasons for which an action or an assignment is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The app has no process (`PD_PROCESS_OFF`).
    #[error("the app has no process")]
    Off,
    /// The record's state has no such action, or the action's condition excludes the record
    /// (`GAIA_IL03`).
    #[error("the action is not available in the record's state")]
    Unfit,
    /// The assignee of the next state must be chosen (`GAIA_SA01`).
    #[error("the next assignee must be chosen")]
    NoAssignee,
    /// The chosen user is not among those that the next state allows (`PD_ASSIGNEE`).
    #[error("{0:?} cannot be the assignee")]
    NotOne(String),
    /// The record's state allows only one assignee (`PD_ONE_ASSIGNEE`).
    #[error("this state allows only one assignee")]
    OneOnly,
}

/// The changes that a deployment makes to the states of existing records.
pub struct Settling<'a> {
    before: &'a Process,
    fields: &'a Fields,
    process: &'a Process,
}

impl<'a> Settling<'a> {
    /// Compares two revisions. Returns `None` if records need no change: no optional field was
    /// turned on, and no state was renamed or removed.
    pub fn of(
        before: (&Fields, &'a Process),
        (fields, process): (&'a Fields, &'a Process),
    ) -> Option<Self> {
        let (old, before) = before;
        let optional = [FieldType::Status, FieldType::Category];
        let comes = |kind| old.of_type(kind).is_none() && fields.of_type(kind).is_some();
        let renamed = process.enable && before.states != process.states;
        let needed = renamed || optional.into_iter().any(comes);
        needed.then_some(Self {
            before,
            fields,
            process,
        })
    }

    /// Updates one record. It shows the new name of its state. A record without a state, or whose
    /// state was removed, starts again in the first state.
    pub fn settle(&self, kept: &mut Values, creator: Option<&str>) {
        if !self.process.enable {
            return;
        }
        let Some(field) = self.fields.of_type(FieldType::Status) else {
            return;
        };
        let old = kept.get(field.id).and_then(Value::text);
        let old = old.and_then(|name| self.before.named(&name));
        match old.and_then(|old| self.process.state(old.id)) {
            Some(state) => kept.set(field.id, Some(Value::Text(state.name.clone()))),
            None => begin(self.fields, self.process, kept, creator),
        }
    }
}

/// Puts a new record into the first state.
pub fn begin(fields: &Fields, process: &Process, kept: &mut Values, creator: Option<&str>) {
    let Some(first) = process.first().filter(|_| process.enable) else {
        return;
    };
    let mut next = logins_of(fields, &first.entities, kept, creator);
    if first.takers == Takers::One {
        next.truncate(1);
    }
    enter(fields, kept, first, &next);
}

/// Puts a record into a state and makes `next` its assignees.
pub fn enter(fields: &Fields, kept: &mut Values, state: &State, next: &[String]) {
    if let Some(field) = fields.of_type(FieldType::Status) {
        kept.set(field.id, Some(Value::Text(state.name.clone())));
    }
    assign(fields, kept, next);
}

/// Sets the assignees of a record, by login name.
pub fn assign(fields: &Fields, kept: &mut Values, logins: &[String]) {
    let Some(field) = fields.of_type(FieldType::StatusAssignee) else {
        return;
    };
    let logins = (!logins.is_empty()).then(|| Value::Entities(logins.to_vec()));
    kept.set(field.id, logins);
}

/// Returns the state of a record.
pub fn state_of<'a>(fields: &Fields, process: &'a Process, kept: &Values) -> Option<&'a State> {
    let field = fields.of_type(FieldType::Status)?;
    let name = kept.get(field.id)?.text()?;
    process.named(&name)
}

/// Returns the assignees of a record, by login name.
pub fn assignees(fields: &Fields, kept: &Values) -> Vec<String> {
    let field = fields.of_type(FieldType::StatusAssignee);
    let logins = field.and_then(|field| kept.get(field.id)).map(Value::texts);
    logins.unwrap_or_default().to_vec()
}

/// Returns true if the caller may take the action. An action with its own entities is open to those
/// only. Otherwise it is open to the assignees, or to everyone who sees the record if it has no
/// assignees. An API token is no user, so it may only act on records without assignees.
pub fn may_act(
    fields: &Fields,
    action: &Action,
    kept: &Values,
    creator: Option<&str>,
    moment: &Moment,
) -> bool {
    let among = |logins: &[String]| moment.login.as_ref().is_some_and(|it| logins.contains(it));
    if let Some(entities) = &action.executors {
        return among(&logins_of(fields, entities, kept, creator));
    }
    let assignees = assignees(fields, kept);
    assignees.is_empty() || among(&assignees)
}

/// Returns true if the action leads to the next state. In a state where all must act, only the
/// action of the last assignee does.
pub fn leaves(action: &Action, state: &State, kept: &Values, fields: &Fields) -> bool {
    action.executors.is_some() || state.takers != Takers::All || assignees(fields, kept).len() <= 1
}

/// Returns the users that entities select for a record, by login name.
pub fn logins_of(
    fields: &Fields,
    entities: &[Entity],
    kept: &Values,
    creator: Option<&str>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |login: &str| {
        if !found.iter().any(|it| it == login) {
            found.push(login.to_owned());
        }
    };
    for entity in entities {
        match entity {
            Entity::User(login) => add(login),
            Entity::Creator => creator.into_iter().for_each(&mut add),
            Entity::Field(id) => match fields.by_id(*id) {
                Some(field) if field.kind.source() == Source::Creator => {
                    creator.into_iter().for_each(&mut add);
                }
                Some(field) => {
                    let logins = codes(field, kept.get(*id));
                    for (_, login) in logins {
                        add(login);
                    }
                }
                None => {}
            },
        }
    }
    found
}
