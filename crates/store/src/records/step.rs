//! Records on their way through the app's process: who may act, and what an action does.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::people::Names;
use super::value::Kept;
use super::{Open, Step, bind_all, filter, permit};
use crate::fields::{FieldType, Fields};
use crate::process::{Action, Entity, Process, State, Takers};
use crate::query::Query;
use crate::query::time::Moment;
use crate::records::columns::Bind;
use crate::{Access, Error, Person, RecordId, Result, Settings, Store, with_tx};

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

/// An action that a reader may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Its name.
    pub action: String,
    /// The state it leads to.
    pub to: String,
    /// Of whom one must be chosen; empty where nobody must.
    pub choice: Vec<Person>,
}

impl Store {
    /// The actions that the caller may take on a record now, in their order.
    pub async fn next_steps(
        &self,
        access: &Access,
        id: RecordId,
        moment: &Moment,
    ) -> Result<Vec<NextStep>> {
        permit(access)?;
        let mut open = Open::read(self, access).await?;
        if !open.live.process.enable {
            return Ok(Vec::new());
        }
        let Some((creator, kept)) = open.standing(id).await? else {
            return Ok(Vec::new());
        };
        let process = open.live.process.clone();
        let Some(state) = state_of(&open.live, &kept) else {
            return Ok(Vec::new());
        };
        let mut steps = Vec::new();
        for action in process.actions.iter().filter(|it| it.from == state.id) {
            let of = |entities: &[Entity]| {
                people(&open.live.fields, entities, &kept, creator.as_deref())
            };
            let may = may_act(&open.live.fields, action, &kept, creator.as_deref(), moment);
            let Some(to) = process.state(action.to).filter(|_| may) else {
                continue;
            };
            let leaves = leaves(action, &state, &kept, &open.live.fields);
            let choice = if to.takers == Takers::One && leaves {
                of(&to.entities)
            } else {
                Vec::new()
            };
            if !open.fits(id, action, moment).await? {
                continue;
            }
            let logins = choice.iter();
            let logins: Vec<_> = logins.map(|it| (FieldType::UserSelect, &**it)).collect();
            let names = Names::load(&mut open.tx, &logins).await?;
            let choice = choice.into_iter().filter_map(|code| {
                let name = names.get(FieldType::UserSelect, &code)?.to_owned();
                Some(Person { code, name })
            });
            steps.push(NextStep {
                action: action.name.clone(),
                to: to.name.clone(),
                choice: choice.collect(),
            });
        }
        Ok(steps)
    }
}

impl Open {
    /// Takes a step on a record; answers by how much its revision grows beyond one.
    pub(super) async fn step(
        &mut self,
        access: &Access,
        id: RecordId,
        kept: &mut Kept,
        step: &Step,
        moment: &Moment,
    ) -> Result<i64> {
        if !self.live.process.enable {
            return Err(Halt::Off.into());
        }
        let (creator, _) = self.standing(id).await?.ok_or(Error::NoRecord {
            app: access.app(),
            id,
        })?;
        let creator = creator.as_deref();
        let state = state_of(&self.live, kept).ok_or(Halt::Unfit)?;
        let (name, assignee) = match step {
            Step::Assign(logins) => {
                if state.takers == Takers::One && logins.len() > 1 {
                    return Err(Halt::OneOnly.into());
                }
                assign(&self.live.fields, kept, logins);
                return Ok(0);
            }
            Step::Act { action, assignee } => (action, assignee),
        };
        let process = &self.live.process;
        let mut found = process
            .actions
            .iter()
            .filter(|it| it.from == state.id && it.name == *name);
        let (Some(action), None) = (found.next().cloned(), found.next()) else {
            return Err(Halt::Unfit.into());
        };
        if !may_act(&self.live.fields, &action, kept, creator, moment) {
            return Err(Error::Denied);
        }
        if !self.fits(id, &action, moment).await? {
            return Err(Halt::Unfit.into());
        }
        let fields = &self.live.fields;
        if !leaves(&action, &state, kept, fields) {
            // The others have still to act.
            let mut left = assignees(fields, kept);
            left.retain(|login| Some(login) != moment.login.as_ref());
            assign(fields, kept, &left);
            return Ok(0);
        }
        let to = self.live.process.state(action.to).ok_or(Halt::Unfit)?;
        let choice = people(fields, &to.entities, kept, creator);
        let next = match (to.takers, assignee) {
            (Takers::One, Some(login)) if choice.contains(login) => vec![login.clone()],
            (Takers::One, Some(login)) if !choice.is_empty() => {
                return Err(Halt::NotOne(login.clone()).into());
            }
            (Takers::One, None) if !choice.is_empty() => return Err(Halt::NoAssignee.into()),
            _ => choice,
        };
        enter(fields, kept, to, &next);
        // Kintone counts the action and the new state as two.
        Ok(1)
    }

    /// Puts a new record into the first state.
    pub(super) fn begin(&self, kept: &mut Kept, creator: Option<&str>) {
        begin(&self.live, kept, creator);
    }

    /// Whether a record fulfils an action's condition. A condition that cannot be asked any more, since
    /// its field went, holds for none.
    async fn fits(&mut self, id: RecordId, action: &Action, moment: &Moment) -> Result<bool> {
        if action.filter.is_empty() {
            return Ok(true);
        }
        let Ok(query) = Query::parse(&action.filter) else {
            return Ok(false);
        };
        let Ok(filter) = filter::compile(&query, &self.scope(moment), "1 = 1") else {
            return Ok(false);
        };
        let mut binds = filter.binds;
        binds.push(Bind::Int(Some(id.0)));
        let sql = format!(
            "SELECT COUNT(*) FROM {} r WHERE {} AND r.id = ${}",
            self.table(),
            filter.condition,
            binds.len()
        );
        let count: i64 = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_one(db).await
        })?;
        Ok(count > 0)
    }

    /// Who added a record, and its values.
    async fn standing(&mut self, id: RecordId) -> Result<Option<(Option<String>, Kept)>> {
        let sql = format!(
            "SELECT u.login, r.doc FROM {} r LEFT JOIN users u ON u.id = r.creator WHERE r.id = $1",
            self.table()
        );
        let row: Option<(Option<String>, String)> =
            with_tx!(self.tx, |db| sqlx::query_as(AssertSqlSafe(sql))
                .bind(id.0)
                .fetch_optional(db)
                .await)?;
        row.map(|(creator, doc)| Ok((creator, crate::settings::parse("record", &doc)?)))
            .transpose()
    }
}

impl From<Halt> for Error {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

/// What a deploy changes in the states of the records there are.
pub(super) struct Settling<'a> {
    before: &'a Process,
    after: &'a Settings,
}

impl<'a> Settling<'a> {
    /// `None` where nothing has to be done: no field came back, and every state has its name.
    pub(super) fn of(before: &'a Settings, after: &'a Settings) -> Option<Self> {
        let was_on = |kind| before.fields.of_type(kind).is_some();
        let optional = [FieldType::Status, FieldType::Category];
        let comes = |kind| !was_on(kind) && after.fields.of_type(kind).is_some();
        let renamed = after.process.enable && before.process.states != after.process.states;
        let needed = renamed || optional.into_iter().any(comes);
        needed.then_some(Self {
            before: &before.process,
            after,
        })
    }

    /// A state follows its new name; a record without one, or whose state is gone, begins anew.
    pub(super) fn settle(&self, kept: &mut Kept, creator: Option<&str>) {
        if !self.after.process.enable {
            return;
        }
        let Some(field) = self.after.fields.of_type(FieldType::Status) else {
            return;
        };
        let id = field.id.to_string();
        let old = kept.get(&id).and_then(Value::as_str);
        let old = old.and_then(|name| self.before.named(name));
        match old.and_then(|old| self.after.process.state(old.id)) {
            Some(state) => {
                kept.insert(id, state.name.clone().into());
            }
            None => begin(self.after, kept, creator),
        }
    }
}

fn begin(settings: &Settings, kept: &mut Kept, creator: Option<&str>) {
    let process = &settings.process;
    let Some(first) = process.first().filter(|_| process.enable) else {
        return;
    };
    let mut next = people(&settings.fields, &first.entities, kept, creator);
    if first.takers == Takers::One {
        next.truncate(1);
    }
    enter(&settings.fields, kept, first, &next);
}

fn enter(fields: &Fields, kept: &mut Kept, state: &State, next: &[String]) {
    if let Some(field) = fields.of_type(FieldType::Status) {
        kept.insert(field.id.to_string(), state.name.clone().into());
    }
    assign(fields, kept, next);
}

fn assign(fields: &Fields, kept: &mut Kept, logins: &[String]) {
    let Some(field) = fields.of_type(FieldType::StatusAssignee) else {
        return;
    };
    let id = field.id.to_string();
    if logins.is_empty() {
        kept.remove(&id);
    } else {
        kept.insert(id, json!(logins));
    }
}

fn state_of(settings: &Settings, kept: &Kept) -> Option<State> {
    let field = settings.fields.of_type(FieldType::Status)?;
    let name = kept.get(&field.id.to_string())?.as_str()?;
    settings.process.named(name).cloned()
}

fn assignees(fields: &Fields, kept: &Kept) -> Vec<String> {
    let field = fields.of_type(FieldType::StatusAssignee);
    let logins = field.and_then(|field| kept.get(&field.id.to_string())?.as_array());
    let logins = logins.into_iter().flatten().filter_map(Value::as_str);
    logins.map(ToOwned::to_owned).collect()
}

/// Whoever sees a record without assignees may act; otherwise they alone, or those that the action names.
/// An API token is nobody.
fn may_act(
    fields: &Fields,
    action: &Action,
    kept: &Kept,
    creator: Option<&str>,
    moment: &Moment,
) -> bool {
    let among = |logins: &[String]| moment.login.as_ref().is_some_and(|it| logins.contains(it));
    if let Some(entities) = &action.executors {
        return among(&people(fields, entities, kept, creator));
    }
    let assignees = assignees(fields, kept);
    assignees.is_empty() || among(&assignees)
}

/// Whether the action leads on; where all must act, only the last one's does.
fn leaves(action: &Action, state: &State, kept: &Kept, fields: &Fields) -> bool {
    action.executors.is_some() || state.takers != Takers::All || assignees(fields, kept).len() <= 1
}

/// Whom entities mean for a record, by login name.
fn people(fields: &Fields, entities: &[Entity], kept: &Kept, creator: Option<&str>) -> Vec<String> {
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
                Some(field) if field.kind == FieldType::Creator => {
                    creator.into_iter().for_each(&mut add);
                }
                Some(field) => {
                    let logins = super::value::codes(field, kept.get(&id.to_string()));
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
