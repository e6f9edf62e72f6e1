//! Records on their way through a process: who may act, and what an action does.

use super::{Action, Entity, Process, State, Takers};
use crate::field::Source;
use crate::query::time::Moment;
use crate::value::{Value, Values, codes};
use crate::{FieldType, Fields};

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// The app has no process (`PD_PROCESS_OFF`).
    #[error("the app has no process")]
    Off,
    /// There is no such action in the record's state, or it is not for this record (`GAIA_IL03`).
    #[error("the action does not lead from the record's state")]
    Unfit,
    /// The next state's assignee must be chosen (`GAIA_SA01`).
    #[error("the next assignee is not chosen")]
    NoAssignee,
    /// Who was chosen is not among those the next state allows (`PD_ASSIGNEE`).
    #[error("{0:?} cannot be the assignee")]
    NotOne(String),
    /// The record's state has one assignee at most (`PD_ONE_ASSIGNEE`).
    #[error("only one assignee is possible in this state")]
    OneOnly,
}

/// What a deploy changes in the states of the records there are.
pub struct Settling<'a> {
    before: &'a Process,
    fields: &'a Fields,
    process: &'a Process,
}

impl<'a> Settling<'a> {
    /// `None` where nothing has to be done: no field came back, and every state has its name.
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

    /// A state follows its new name; a record without one, or whose state is gone, begins anew.
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

/// Puts a record into a state, whose assignees are `next`.
pub fn enter(fields: &Fields, kept: &mut Values, state: &State, next: &[String]) {
    if let Some(field) = fields.of_type(FieldType::Status) {
        kept.set(field.id, Some(Value::Text(state.name.clone())));
    }
    assign(fields, kept, next);
}

/// Makes these the assignees of a record, by login name.
pub fn assign(fields: &Fields, kept: &mut Values, logins: &[String]) {
    let Some(field) = fields.of_type(FieldType::StatusAssignee) else {
        return;
    };
    let logins = (!logins.is_empty()).then(|| Value::Entities(logins.to_vec()));
    kept.set(field.id, logins);
}

/// The state that a record is in.
pub fn state_of<'a>(fields: &Fields, process: &'a Process, kept: &Values) -> Option<&'a State> {
    let field = fields.of_type(FieldType::Status)?;
    let name = kept.get(field.id)?.text()?;
    process.named(&name)
}

/// The assignees of a record, by login name.
pub fn assignees(fields: &Fields, kept: &Values) -> Vec<String> {
    let field = fields.of_type(FieldType::StatusAssignee);
    let logins = field.and_then(|field| kept.get(field.id)).map(Value::texts);
    logins.unwrap_or_default().to_vec()
}

/// Whoever sees a record without assignees may act; otherwise they alone, or those that the action names.
/// An API token is nobody.
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

/// Whether the action leads on; where all must act, only the last one's does.
pub fn leaves(action: &Action, state: &State, kept: &Values, fields: &Fields) -> bool {
    action.executors.is_some() || state.takers != Takers::All || assignees(fields, kept).len() <= 1
}

/// Whom entities mean for a record, by login name.
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
