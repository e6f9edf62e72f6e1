//! Import of many records from a file, checked in batches. Either all are written or none.
//!
//! The same code checks and writes. A check reads in one snapshot and writes nothing; an import is
//! one transaction. Only one batch and the unique values seen so far are held in memory.

use std::collections::{HashMap, HashSet};

use plugdock_schema::acl::RecordRight;
use plugdock_schema::formula::Times;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::{self, Bind};
use plugdock_schema::value::{self, Given, Values};
use plugdock_schema::{Field, FileKey, Place, Problem, Wrong};
use sqlx::AssertSqlSafe;

use super::lookup::Lookups;
use super::write::{OLD, Old, number_rows};
use super::{Open, Target, bind_all, filter};
use crate::{Access, Error, Result, Store, uploads, with_tx};

/// The maximum number of records in one batch. Both databases can bind that many values.
pub const MAX_BATCH: usize = 500;

/// One record of a file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The record to change; `None` for a new one.
    pub target: Option<Target>,
    /// True to add the record if no record has the unique value of its target.
    pub or_add: bool,
    /// `{"value"}` by field code. Fields that are not given get their default, or stay as they are.
    pub record: Given,
}

/// A problem with a row: the index of the row in its batch, and the problem. The problem's place
/// begins with the code of a field, or is empty if it concerns the whole record.
pub type RowProblem = (usize, Problem);

/// The numbers of records written so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The number of new records.
    pub added: usize,
    /// The number of changed records.
    pub changed: usize,
}

/// An import in progress. If it is dropped before its commit, nothing is written.
#[derive(Debug)]
pub struct Import {
    open: Open,
    access: Access,
    moment: Moment,
    writes: bool,
    /// The field and value of all unique values so far.
    seen: HashSet<(i64, Bind)>,
    changed: HashSet<i64>,
    done: Imported,
}

impl Store {
    /// Begins an import or, if `writes` is false, the check of one. It holds a connection until it
    /// ends. With `writes` it also holds the write lock of `SQLite`.
    pub async fn begin_import(
        &self,
        access: &Access,
        moment: &Moment,
        writes: bool,
    ) -> Result<Import> {
        let mut open = if writes {
            Open::write(self, access).await?
        } else {
            Open::read(self, access).await?
        };
        open.load_defaults(moment).await?;
        Ok(Import {
            open,
            access: access.clone(),
            moment: moment.clone(),
            writes,
            seen: HashSet::new(),
            changed: HashSet::new(),
            done: Imported::default(),
        })
    }

    /// Commits an import and consumes its upload, so that a file is not imported twice by accident.
    ///
    /// # Errors
    /// [`Error::NoFile`] if the upload was consumed before.
    pub async fn commit_import(&self, mut import: Import, file: &FileKey) -> Result<Imported> {
        let now = import.moment.now;
        let owner = import.access.owner().to_owned();
        uploads::take(&mut import.open.tx, file, &owner, now).await?;
        self.commit(import.open.tx, now).await?;
        Ok(import.done)
    }
}

/// An [`OldRow`](super::write::OldRow), the value that names the record, and 1 if the caller may
/// change it.
type Found = (
    i64,
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    i64,
);

/// The action for a row.
enum Action {
    Add,
    Change(Old),
}

impl Import {
    /// Checks a batch, and writes it if there are no problems. After a problem the import can only
    /// continue checking or be dropped.
    pub async fn rows(&mut self, rows: &[Row]) -> Result<Vec<RowProblem>> {
        let mut problems: Vec<RowProblem> = Vec::new();
        let actions = self.actions(rows, &mut problems).await?;
        let formulas = self.open.formulas()?;
        let mut lookups = Lookups::of(&self.open.live.fields, &self.moment);
        let now = value::minute(self.moment.now);
        let mut ready: Vec<(usize, Action, Values)> = Vec::new();
        for (index, (row, action)) in rows.iter().zip(actions).enumerate() {
            let Some(action) = action else { continue };
            let old = match &action {
                Action::Add => None,
                Action::Change(old) => Some(&old.values),
            };
            let mut found = Vec::new();
            let none = Values::default();
            let (open, mapped) = (&self.open, &lookups.mapped);
            let protected = match &action {
                Action::Add => open.protected_in_new(&row.record, mapped, &self.moment),
                Action::Change(old) => open.protected(&old.judged(&open.live)),
            };
            let given = open.without_protected(&protected, &row.record, &Place::Top, &mut found);
            let mut values =
                open.read_values(&given, old, mapped, &Place::Top, &self.moment, &mut found);
            number_rows(open, old.unwrap_or(&none), &mut values);
            open.keep_cells(&protected, &mut values, old.unwrap_or(&none));
            let (access, open) = (&self.access, &mut self.open);
            match open
                .look_up(access, &mut lookups, &given, &mut values, old, &Place::Top)
                .await
            {
                Ok(()) => {}
                Err(Error::Invalid(invalid)) => found.extend(invalid.problems),
                Err(Error::NotLookedUp {
                    field,
                    value,
                    several,
                }) => {
                    let at = Place::Top.member(&field).path().member("value");
                    let wrong = if several {
                        Wrong::LookupSeveral { field, value }
                    } else {
                        Wrong::LookupNotFound { field, value }
                    };
                    found.push(Problem { at, wrong });
                }
                Err(error) => return Err(error),
            }
            let times = Times {
                created: match &action {
                    Action::Add => now,
                    Action::Change(old) => old.created_at,
                },
                updated: now,
            };
            if let Err(problem) = formulas.compute(&mut values, times) {
                found.push(problem);
            }
            problems.extend(found.into_iter().map(|problem| (index, problem)));
            ready.push((index, action, values));
        }
        self.check_unique(&ready, &mut problems).await?;
        self.check_entities(&ready, &mut problems).await?;
        problems.sort_by_key(|(index, _)| *index);
        if self.writes && problems.is_empty() {
            let written = self.write(ready).await;
            written.map_err(|error| error.within(&Place::Top.member("record")))?;
        }
        Ok(problems)
    }

    /// Returns the numbers of records written so far.
    pub fn done(&self) -> Imported {
        self.done
    }

    async fn write(&mut self, ready: Vec<(usize, Action, Values)>) -> Result<()> {
        let (now, by) = (self.moment.now, self.access.user().map(|user| user.0));
        for (_, action, values) in ready {
            match action {
                Action::Add => {
                    self.open.insert(&self.access, &values, now).await?;
                    self.done.added += 1;
                }
                Action::Change(old) => {
                    let built_in = [
                        ("revision", Bind::Int(Some(old.revision + 1))),
                        ("modifier", Bind::Int(by)),
                        ("updated_at", Bind::Int(Some(value::minute(now)))),
                    ];
                    self.open.store(old.id, &values, &built_in).await?;
                    self.done.changed += 1;
                }
            }
        }
        Ok(())
    }

    /// Returns the action for each row, or `None` if the row's target has a problem.
    async fn actions(
        &mut self,
        rows: &[Row],
        problems: &mut Vec<RowProblem>,
    ) -> Result<Vec<Option<Action>>> {
        let mut wanted: Vec<Option<(String, Bind)>> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let place = match &row.target {
                None => Ok(None),
                Some(Target::Id(id)) => Ok(Some(("id".to_owned(), Bind::Int(Some(id.0))))),
                Some(Target::Key { field, value }) => {
                    self.open.key(field, value, &Place::Top).map(Some)
                }
            };
            match place {
                Ok(place) => wanted.push(place),
                // The field of the key cannot have this value. `read_values` reports it at the
                // field.
                Err(Error::Invalid(invalid)) if row.or_add => {
                    drop(invalid);
                    wanted.push(None);
                }
                Err(Error::Invalid(invalid)) => {
                    problems.extend(
                        invalid
                            .problems
                            .into_iter()
                            .map(|it| (index, in_key(row, it.wrong))),
                    );
                    wanted.push(Some((String::new(), Bind::Int(None))));
                }
                Err(error) => return Err(error),
            }
        }
        let mut found = self.find(&wanted).await?;
        let mut actions = Vec::with_capacity(rows.len());
        for (index, (row, place)) in rows.iter().zip(wanted).enumerate() {
            let action = match place {
                None => Some(Action::Add),
                Some((column, _)) if column.is_empty() => None,
                Some((_, bind)) => match found.remove(&bind) {
                    Some((old, true)) => Some(Action::Change(old)),
                    Some((_, false)) => {
                        problems.push((index, in_key(row, Wrong::RecordNotEditable)));
                        None
                    }
                    None if self.was_changed(row) => {
                        problems.push((index, in_key(row, Wrong::KeyTwice)));
                        None
                    }
                    None if row.or_add => Some(Action::Add),
                    None => {
                        problems.push((index, unknown(row)));
                        None
                    }
                },
            };
            if let Some(Action::Change(old)) = &action
                && !self.changed.insert(old.id.0)
            {
                problems.push((index, in_key(row, Wrong::KeyTwice)));
                actions.push(None);
                continue;
            }
            let may = match &action {
                Some(Action::Add) => self.access.can_add(),
                Some(Action::Change(_)) => self.access.can_edit(),
                None => true,
            };
            if !may {
                return Err(Error::Denied);
            }
            actions.push(action);
        }
        Ok(actions)
    }

    /// Returns true if an earlier row named the same record.
    fn was_changed(&self, row: &Row) -> bool {
        matches!(&row.target, Some(Target::Id(id)) if self.changed.contains(&id.0))
    }

    /// Loads the named records by the value that names them. All rows of a file use the same kind
    /// of target.
    async fn find(
        &mut self,
        wanted: &[Option<(String, Bind)>],
    ) -> Result<HashMap<Bind, (Old, bool)>> {
        let mut named: Vec<(&str, &Bind)> = Vec::new();
        for (column, bind) in wanted.iter().flatten() {
            if !column.is_empty() && !named.iter().any(|(_, it)| *it == bind) {
                named.push((column, bind));
            }
        }
        let Some((column, _)) = named.first().copied() else {
            return Ok(HashMap::new());
        };
        let is_int = matches!(named[0].1, Bind::Int(_));
        let column = (*column).to_owned();
        let values: Vec<Bind> = named.iter().map(|(_, bind)| (*bind).clone()).collect();
        let view = self
            .open
            .permit(&self.access, RecordRight::View, &self.moment)?;
        let may = self
            .open
            .permit(&self.access, RecordRight::Edit, &self.moment)?;
        let ([may], found) = filter::judged(&view, [&may], &column, &values);
        // Rows are always locked in the order of their numbers, so that writers do not deadlock.
        let lock = if self.writes && self.open.tx.is_postgres() {
            " FOR UPDATE"
        } else {
            ""
        };
        let sql = format!(
            "SELECT {OLD}, CAST(r.{column} AS TEXT), {may} FROM {} r
             WHERE {} ORDER BY r.id{lock}",
            self.open.table(),
            found.condition
        );
        let rows: Vec<Found> = with_tx!(self.open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_all(db).await
        })?;
        let mut found = HashMap::new();
        for (id, revision, created_at, doc, creator, modifier, key, may) in rows {
            let row = (id, revision, created_at, doc, creator, modifier);
            let old = Old::read(row, &self.open.live)?;
            let bind = if is_int {
                Bind::Int(key.parse().ok())
            } else {
                Bind::text(key)
            };
            found.insert(bind, (old, may > 0));
        }
        Ok(found)
    }

    /// Checks unique values against the earlier rows and against the database.
    async fn check_unique(
        &mut self,
        ready: &[(usize, Action, Values)],
        problems: &mut Vec<RowProblem>,
    ) -> Result<()> {
        let fields = self.open.live.fields.iter().filter(|field| field.unique());
        let fields: Vec<Field> = fields.cloned().collect();
        for field in fields {
            let mut by_bind: HashMap<Bind, (usize, Option<i64>)> = HashMap::new();
            for (index, action, values) in ready {
                let Some(value) = values.get(field.id) else {
                    continue;
                };
                let bind = columns::values(&field, Some(value)).swap_remove(0);
                let own = match action {
                    Action::Add => None,
                    Action::Change(old) => Some(old.id.0),
                };
                if self.seen.insert((field.id.0, bind.clone())) {
                    by_bind.insert(bind, (*index, own));
                } else {
                    problems.push((*index, taken(&field)));
                }
            }
            for (bind, holder) in self
                .holders(&field, by_bind.keys().cloned().collect())
                .await?
            {
                let (index, own) = by_bind[&bind];
                if own != Some(holder) {
                    problems.push((index, taken(&field)));
                }
            }
        }
        Ok(())
    }

    /// Returns the records that have these values in a unique field.
    async fn holders(&mut self, field: &Field, binds: Vec<Bind>) -> Result<Vec<(Bind, i64)>> {
        if binds.is_empty() {
            return Ok(Vec::new());
        }
        let is_int = matches!(binds[0], Bind::Int(_));
        let places: Vec<String> = (1..=binds.len()).map(|it| format!("${it}")).collect();
        let sql = format!(
            "SELECT CAST(f{0} AS TEXT), id FROM {1} WHERE f{0} IN ({2})",
            field.id,
            self.open.table(),
            places.join(", ")
        );
        let rows: Vec<(String, i64)> = with_tx!(self.open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), binds);
            query.fetch_all(db).await
        })?;
        let bind = |text: String| {
            if is_int {
                Bind::Int(text.parse().ok())
            } else {
                Bind::text(text)
            }
        };
        Ok(rows
            .into_iter()
            .map(|(text, id)| (bind(text), id))
            .collect())
    }

    async fn check_entities(
        &mut self,
        ready: &[(usize, Action, Values)],
        problems: &mut Vec<RowProblem>,
    ) -> Result<()> {
        let names = self
            .open
            .names(ready.iter().map(|(.., values)| values))
            .await?;
        for (index, action, values) in ready {
            let old = match action {
                Action::Add => None,
                Action::Change(old) => Some(&old.values),
            };
            for (field, whom, code) in value::unknown(&self.open.live.fields, values, old, &names) {
                let code = code.to_owned();
                let at = Place::Top.member(&field.code);
                problems.push((*index, Problem::new(&at, Wrong::NoEntity { whom, code })));
            }
        }
        Ok(())
    }
}

/// Creates a problem at the field by which the row names its record.
fn in_key(row: &Row, wrong: Wrong) -> Problem {
    match &row.target {
        Some(Target::Key { field, .. }) => Problem::new(&Place::Top.member(field), wrong),
        _ => Problem::new(&Place::Top, wrong),
    }
}

fn unknown(row: &Row) -> Problem {
    let wrong = match &row.target {
        Some(Target::Key { field, .. }) => Wrong::KeyUnknown {
            code: field.clone(),
        },
        Some(Target::Id(id)) => Wrong::NoRecord { id: *id },
        None => Wrong::Required,
    };
    in_key(row, wrong)
}

fn taken(field: &Field) -> Problem {
    let at = Place::Top.member(&field.code);
    Problem::new(&at.member("value"), Wrong::ValueTaken)
}
