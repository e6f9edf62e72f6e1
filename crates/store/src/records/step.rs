//! The steps of records through the app's process: who may act, and what an action does.

use plugdock_schema::RecordId;
use plugdock_schema::field::Whom;
use plugdock_schema::process::step::{
    assign, assignees, begin, enter, leaves, logins_of, may_act, state_of,
};
use plugdock_schema::process::{Action, Entity, Halt, Takers};
use plugdock_schema::query::Query;
use plugdock_schema::query::plan::Criterion;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::Values;
use plugdock_schema::value::columns::Bind;
use sqlx::AssertSqlSafe;

use super::entities::load_names;
use super::{Open, Step, bind_all, filter, read_document};
use crate::{Access, DirectoryEntry, Error, Result, Store, with_tx};

/// An action that the caller may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The name of the action.
    pub action: String,
    /// The name of the next state.
    pub to: String,
    /// The users of whom one must be chosen as the next assignee. It is empty if no choice is
    /// needed.
    pub choice: Vec<DirectoryEntry>,
}

impl Store {
    /// Returns the actions that the caller may take on a record now, in their order.
    pub async fn next_steps(
        &self,
        access: &Access,
        id: RecordId,
        moment: &Moment,
    ) -> Result<Vec<NextStep>> {
        let mut open = Open::read(self, access).await?;
        if !open.live.process.enable || !open.sees(access, id, moment).await? {
            return Ok(Vec::new());
        }
        let Some((creator, values)) = open.creator_and_values(id).await? else {
            return Ok(Vec::new());
        };
        let process = open.live.process.clone();
        let Some(state) = state_of(&open.live.fields, &process, &values) else {
            return Ok(Vec::new());
        };
        let mut steps = Vec::new();
        for action in process.actions.iter().filter(|it| it.from == state.id) {
            let of = |entities: &[Entity]| {
                logins_of(&open.live.fields, entities, &values, creator.as_deref())
            };
            let may = may_act(
                &open.live.fields,
                action,
                &values,
                creator.as_deref(),
                moment,
            );
            let Some(to) = process.state(action.to).filter(|_| may) else {
                continue;
            };
            let leaves = leaves(action, state, &values, &open.live.fields);
            let choice = if to.takers == Takers::One && leaves {
                of(&to.entities)
            } else {
                Vec::new()
            };
            if !open.fits(id, action, moment).await? {
                continue;
            }
            let logins = choice.iter();
            let logins: Vec<_> = logins.map(|it| (Whom::Users, &**it)).collect();
            let names = load_names(&mut open.tx, &logins).await?;
            let choice = choice.into_iter().filter_map(|code| {
                let name = names.get(Whom::Users, &code)?.to_owned();
                Some(DirectoryEntry { code, name })
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
    /// Takes a step on a record. Returns the number by which its revision grows in addition to the
    /// usual one.
    pub(super) async fn step(
        &mut self,
        access: &Access,
        id: RecordId,
        values: &mut Values,
        step: &Step,
        moment: &Moment,
    ) -> Result<i64> {
        if !self.live.process.enable {
            return Err(Halt::Off.into());
        }
        let (creator, _) = self.creator_and_values(id).await?.ok_or(Error::NoRecord {
            app: access.app(),
            id,
        })?;
        let creator = creator.as_deref();
        let state = state_of(&self.live.fields, &self.live.process, values)
            .ok_or(Halt::Unfit)?
            .clone();
        let (name, assignee) = match step {
            Step::Assign(logins) => {
                if state.takers == Takers::One && logins.len() > 1 {
                    return Err(Halt::OneOnly.into());
                }
                assign(&self.live.fields, values, logins);
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
        if !may_act(&self.live.fields, &action, values, creator, moment) {
            return Err(Error::Denied);
        }
        if !self.fits(id, &action, moment).await? {
            return Err(Halt::Unfit.into());
        }
        let fields = &self.live.fields;
        if !leaves(&action, &state, values, fields) {
            // The state's other assignees must still act.
            let mut left = assignees(fields, values);
            left.retain(|login| Some(login) != moment.login.as_ref());
            assign(fields, values, &left);
            return Ok(0);
        }
        let to = self.live.process.state(action.to).ok_or(Halt::Unfit)?;
        let choice = logins_of(fields, &to.entities, values, creator);
        let next = match (to.takers, assignee) {
            (Takers::One, Some(login)) if choice.contains(login) => vec![login.clone()],
            (Takers::One, Some(login)) if !choice.is_empty() => {
                return Err(Halt::NotOne(login.clone()).into());
            }
            (Takers::One, None) if !choice.is_empty() => return Err(Halt::NoAssignee.into()),
            _ => choice,
        };
        enter(fields, values, to, &next);
        // Kintone counts the action and the new state as two revisions.
        Ok(1)
    }

    /// Puts a new record into the first state.
    pub(super) fn begin(&self, values: &mut Values, creator: Option<&str>) {
        begin(&self.live.fields, &self.live.process, values, creator);
    }

    /// Returns true if a record matches an action's condition. A condition that is no longer valid,
    /// because its field was removed, matches no record.
    async fn fits(&mut self, id: RecordId, action: &Action, moment: &Moment) -> Result<bool> {
        if action.filter.is_empty() {
            return Ok(true);
        }
        let Ok(query) = Query::parse(&action.filter) else {
            return Ok(false);
        };
        let Ok(filter) = filter::compile(&query, &self.scope(moment), &Criterion::Always(true))
        else {
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

    /// Returns the login name of a record's creator, and the record's values.
    async fn creator_and_values(
        &mut self,
        id: RecordId,
    ) -> Result<Option<(Option<String>, Values)>> {
        let sql = format!(
            "SELECT u.login, r.doc FROM {} r LEFT JOIN users u ON u.id = r.creator WHERE r.id = $1",
            self.table()
        );
        let row: Option<(Option<String>, String)> =
            with_tx!(self.tx, |db| sqlx::query_as(AssertSqlSafe(sql))
                .bind(id.0)
                .fetch_optional(db)
                .await)?;
        row.map(|(creator, doc)| Ok((creator, read_document(&doc, &self.live.fields)?)))
            .transpose()
    }
}

impl From<Halt> for Error {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}
