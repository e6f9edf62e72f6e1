//! Adding, changing and deleting records. A request succeeds or fails as a whole.

use std::collections::{BTreeSet, HashSet};

use plugdock_schema::acl::RecordRight;
use plugdock_schema::formula::{Formulas, Times};
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::{self, Bind};
use plugdock_schema::value::{self, Given, Reader, Values};
use plugdock_schema::{Field, FieldId, Fields, Place, Problem, RecordId, Revision, Wrong};
use sqlx::AssertSqlSafe;

use super::lookup::Lookups;
use super::seen::Judged;
use super::{
    Change, Open, Step, Target, Written, bind_all, checked, filter, missing, read_document, taken,
};
use crate::db::Tx;
use crate::{Access, AppSettings, Error, Result, Store, app_settings, with_tx};

/// The members of a change with the unique key of its record, and with its values.
const UPDATE_KEY: &str = "updateKey";
const RECORD: &str = "record";

/// The maximum length of a record's document, in bytes.
const MAX_RECORD: usize = 1024 * 1024;

/// A record as it is in the table.
pub(super) struct Old {
    pub(super) id: RecordId,
    pub(super) revision: i64,
    pub(super) created_at: i64,
    pub(super) values: Values,
    /// The login names of the creator and of the last modifier.
    pub(super) creator: Option<String>,
    pub(super) modifier: Option<String>,
}

/// The columns of an [`Old`] in the table `r`.
pub(super) const OLD: &str = "r.id, r.revision, r.created_at, r.doc,
     (SELECT login FROM users WHERE id = r.creator), (SELECT login FROM users WHERE id = r.modifier)";
pub(super) type OldRow = (i64, i64, i64, String, Option<String>, Option<String>);

impl Old {
    pub(super) fn read(row: OldRow, live: &AppSettings) -> Result<Self> {
        let (id, revision, created_at, doc, creator, modifier) = row;
        Ok(Self {
            id: RecordId(id),
            revision,
            created_at,
            values: read_document(&doc, &live.fields)?,
            creator,
            modifier,
        })
    }

    pub(super) fn judged<'a>(&'a self, live: &'a AppSettings) -> Judged<'a> {
        Judged {
            live,
            values: &self.values,
            creator: self.creator.as_deref(),
            modifier: self.modifier.as_deref(),
        }
    }
}

/// An [`OldRow`], and 1 if the caller has the right to the record.
type Judgement = (i64, i64, i64, String, Option<String>, Option<String>, i64);

impl Store {
    /// Adds records in the given order. Fields that are not given get their default.
    pub async fn add_records(
        &self,
        access: &Access,
        records: &[Given],
        moment: &Moment,
    ) -> Result<Vec<Written>> {
        if !access.can_add() {
            return Err(Error::Denied);
        }
        let mut open = Open::write(self, access).await?;
        open.load_defaults(moment).await?;
        let formulas = open.formulas()?;
        let mut lookups = Lookups::of(&open.live.fields, moment);
        let at = value::minute(moment.now);
        let times = Times {
            created: at,
            updated: at,
        };
        let mut problems = Vec::new();
        let mut read = Vec::with_capacity(records.len());
        for (index, record) in records.iter().enumerate() {
            let at = Place::Top.item(index);
            let protected = open.protected_in_new(record, &lookups.mapped, moment);
            let record = open.without_protected(&protected, record, &at, &mut problems);
            let mut values =
                open.read_values(&record, None, &lookups.mapped, &at, moment, &mut problems);
            number_rows(&open, &Values::default(), &mut values);
            read.push((record, values));
        }
        checked(problems)?;
        let mut written = Vec::with_capacity(read.len());
        for (index, (given, mut values)) in read.into_iter().enumerate() {
            let at = Place::Top.item(index);
            open.look_up(access, &mut lookups, &given, &mut values, None, &at)
                .await?;
            let computed = formulas.compute(&mut values, times);
            computed.map_err(|problem| Error::from(problem).within(&at))?;
            open.check_unique(&values, None, &at).await?;
            open.check_entities(&values, None).await?;
            let id = open.insert(access, &values, moment.now).await;
            let id = id.map_err(|error| error.within(&at))?;
            let (none, nowhere) = (Values::default(), BTreeSet::new());
            if open
                .settle_files(access, id, &none, &mut values, &nowhere, moment.now)
                .await?
            {
                open.store(id, &values, &[]).await?;
            }
            written.push(Written {
                id,
                revision: Revision(1),
            });
        }
        self.commit(open.tx, moment.now).await?;
        Ok(written)
    }

    /// Changes records in the given order.
    ///
    /// # Errors
    /// [`Error::NoRecord`] if a record does not exist, [`Error::Conflict`] if it does not have the
    /// expected revision.
    pub async fn update_records(
        &self,
        access: &Access,
        changes: &[Change],
        moment: &Moment,
    ) -> Result<Vec<Written>> {
        may_change(access, changes)?;
        let mut open = Open::write(self, access).await?;
        let ids = changes.iter().filter_map(|change| match change.target {
            Target::Id(id) => Some(id),
            Target::Key { .. } => None,
        });
        open.lock(ids).await?;
        open.load_defaults(moment).await?;
        let formulas = open.formulas()?;
        let mut lookups = Lookups::of(&open.live.fields, moment);
        let mut problems = Vec::new();
        let mut read = Vec::with_capacity(changes.len());
        for (index, change) in changes.iter().enumerate() {
            let change_at = Place::Top.item(index);
            let at = change_at.member(RECORD);
            let key = change_at.member(UPDATE_KEY);
            let old = open
                .find(access, &change.target, change.right(), moment, &key)
                .await?;
            if let Some(expected) = change.revision.filter(|it| it.0 != old.revision) {
                let actual = Revision(old.revision);
                return Err(Error::Conflict { expected, actual });
            }
            let protected = open.protected(&old.judged(&open.live));
            let given = open.without_protected(&protected, &change.record, &at, &mut problems);
            let mut values = open.read_values(
                &given,
                Some(&old.values),
                &lookups.mapped,
                &at,
                moment,
                &mut problems,
            );
            number_rows(&open, &old.values, &mut values);
            open.keep_cells(&protected, &mut values, &old.values);
            read.push((change, given, old, values));
        }
        checked(problems)?;
        let mut written = Vec::with_capacity(read.len());
        for (index, (change, given, old, mut values)) in read.into_iter().enumerate() {
            let at = Place::Top.item(index);
            let at = at.member(RECORD);
            open.look_up(
                access,
                &mut lookups,
                &given,
                &mut values,
                Some(&old.values),
                &at,
            )
            .await?;
            let mut revision = old.revision + 1;
            if let Some(step) = &change.step {
                revision += open.step(access, old.id, &mut values, step, moment).await?;
            }
            let times = Times {
                created: old.created_at,
                updated: value::minute(moment.now),
            };
            let computed = formulas.compute(&mut values, times);
            computed.map_err(|problem| Error::from(problem).within(&at))?;
            open.check_unique(&values, Some(old.id), &at).await?;
            open.check_entities(&values, Some(&old.values)).await?;
            let hidden = open.hidden(&old.judged(&open.live));
            open.settle_files(
                access,
                old.id,
                &old.values,
                &mut values,
                &hidden,
                moment.now,
            )
            .await?;
            let by = access.user().map(|user| user.0);
            let built_in = [
                ("revision", Bind::Int(Some(revision))),
                ("modifier", Bind::Int(by)),
                ("updated_at", Bind::Int(Some(value::minute(moment.now)))),
            ];
            let stored = open.store(old.id, &values, &built_in).await;
            stored.map_err(|error| error.within(&at))?;
            written.push(Written {
                id: old.id,
                revision: Revision(revision),
            });
        }
        self.commit(open.tx, moment.now).await?;
        Ok(written)
    }

    /// Deletes records. If one is missing or has another revision, none is deleted.
    pub async fn delete_records(
        &self,
        access: &Access,
        records: &[(RecordId, Option<Revision>)],
        moment: &Moment,
    ) -> Result<()> {
        if !access.can_delete() {
            return Err(Error::Denied);
        }
        let mut open = Open::write(self, access).await?;
        open.lock(records.iter().map(|(id, _)| *id)).await?;
        let sql = format!("DELETE FROM {} WHERE id = $1", open.table());
        for (id, expected) in records {
            let target = Target::Id(*id);
            let right = RecordRight::Delete;
            let old = open
                .find(access, &target, right, moment, &Place::Top)
                .await?;
            if let Some(expected) = expected.filter(|it| it.0 != old.revision) {
                let actual = Revision(old.revision);
                return Err(Error::Conflict { expected, actual });
            }
            open.drop_files(*id, &old.values).await?;
            let tx = &mut open.tx;
            tx.wrote_record(access.app(), *id);
            let sql = AssertSqlSafe(sql.clone());
            with_tx!(tx, |db| sqlx::query(sql)
                .bind(id.0)
                .execute(db)
                .await
                .map(drop))?;
        }
        self.commit(open.tx, moment.now).await
    }
}

impl Change {
    /// Returns true if new values are given. A step without new values needs no right to edit,
    /// because its action defines who may take it.
    fn edits(&self) -> bool {
        self.step.is_none() || !self.record.is_empty()
    }

    /// Returns the right that the change needs to its record.
    fn right(&self) -> RecordRight {
        if self.edits() {
            RecordRight::Edit
        } else {
            RecordRight::View
        }
    }
}

/// Checks the rights to the app that changes need.
fn may_change(access: &Access, changes: &[Change]) -> Result<()> {
    if changes.iter().any(Change::edits) && !access.can_edit() {
        return Err(Error::Denied);
    }
    let assigns = |change: &Change| matches!(change.step, Some(Step::Assign(_)));
    if changes.iter().any(assigns) {
        access.need_manage()?;
    }
    Ok(())
}

impl Open {
    /// Returns the values of a new record for which a request gives nothing.
    pub(super) fn blank_values(&self, mapped: &HashSet<FieldId>, moment: &Moment) -> Values {
        let nothing = Given::from(serde_json::Map::new());
        // Required fields without a default are no problem here.
        let mut ignored = Vec::new();
        self.read_values(&nothing, None, mapped, &Place::Top, moment, &mut ignored)
    }

    /// Returns the fields that the caller may not change in the new record that a request gives.
    pub(super) fn protected_in_new(
        &self,
        given: &Given,
        mapped: &HashSet<FieldId>,
        moment: &Moment,
    ) -> BTreeSet<FieldId> {
        if self.seen.rights.is_everything() {
            return BTreeSet::new();
        }
        // The fields that name persons are read first. Problems are reported when the rest is read.
        let mut ignored = Vec::new();
        let values = self.read_values(given, None, mapped, &Place::Top, moment, &mut ignored);
        self.protected(&Judged::new(&self.live, &values, moment))
    }

    /// Returns the values of a request, with those in `old` for all other fields. Adds problems to
    /// `problems`.
    pub(super) fn read_values(
        &self,
        given: &Given,
        old: Option<&Values>,
        mapped: &HashSet<FieldId>,
        at: &Place<'_>,
        moment: &Moment,
        problems: &mut Vec<Problem>,
    ) -> Values {
        let mut reader = Reader {
            mapped: Some(mapped),
            defaults: Some(&self.defaults),
            ..Reader::at(problems, moment)
        };
        let mut values = Values::default();
        for field in self.live.fields.iter().filter(|it| it.is_given()) {
            let at = at.member(&field.code);
            let before = || old.and_then(|old| old.get(field.id).cloned());
            let stays = old.is_some() && !given.has(&field.code);
            let value = if stays || mapped.contains(&field.id) {
                before()
            } else {
                reader.read_or_default(field, given, &at)
            };
            values.set(field.id, value);
        }
        match old {
            None => self.begin(&mut values, moment.login.as_deref()),
            // Optional fields that are turned off, or that a request cannot set, keep their values.
            Some(old) => {
                let optional = self.live.fields.every().filter(|it| it.kind.is_optional());
                let aside =
                    optional.filter(|it| self.live.fields.by_id(it.id).is_none() || !it.is_given());
                for id in aside.map(|field| field.id) {
                    if let Some(value) = old.get(id) {
                        values.set(id, Some(value.clone()));
                    }
                }
            }
        }
        values
    }

    /// Locks records in the order of their numbers, so that two requests that name the same records
    /// in different orders do not deadlock. `SQLite` has a single writer and needs no lock.
    async fn lock(&mut self, ids: impl Iterator<Item = RecordId>) -> Result<()> {
        let binds: Vec<Bind> = ids.map(|id| Bind::Int(Some(id.0))).collect();
        if binds.is_empty() || !self.tx.is_postgres() {
            return Ok(());
        }
        let places: Vec<String> = (1..=binds.len()).map(|it| format!("${it}")).collect();
        let sql = format!(
            "SELECT id FROM {} WHERE id IN ({}) ORDER BY id FOR UPDATE",
            self.table(),
            places.join(", ")
        );
        with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query(AssertSqlSafe(sql)), binds);
            query.execute(db).await.map(drop)
        })?;
        Ok(())
    }

    /// Finds a record to which the caller needs a right. `at` is the place of the target's key in
    /// the request.
    ///
    /// # Errors
    /// [`Error::NoRecord`] or a problem with the key if the caller may not see the record,
    /// [`Error::Denied`] if the caller may see it but has not the right.
    async fn find(
        &mut self,
        access: &Access,
        target: &Target,
        right: RecordRight,
        moment: &Moment,
        at: &Place<'_>,
    ) -> Result<Old> {
        let (column, bind) = match target {
            Target::Id(id) => ("id".to_owned(), Bind::Int(Some(id.0))),
            Target::Key { field, value } => self.key(field, value, at)?,
        };
        let lock = if self.tx.is_postgres() {
            " FOR UPDATE"
        } else {
            ""
        };
        let view = self.permit(access, RecordRight::View, moment)?;
        let may = self.permit(access, right, moment)?;
        let ([may], found) = filter::judged(&view, [&may], &column, &[bind]);
        let sql = format!(
            "SELECT {OLD}, {may} FROM {} r WHERE {}{lock}",
            self.table(),
            found.condition
        );
        let row: Option<Judgement> = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_optional(db).await
        })?;
        let Some((id, revision, created_at, doc, creator, modifier, may)) = row else {
            return Err(match target {
                Target::Id(id) => missing(self.live.app, *id),
                Target::Key { field, .. } => {
                    let code = field.clone();
                    Problem::new(at, Wrong::KeyUnknown { code }).into()
                }
            });
        };
        if may == 0 {
            return Err(Error::Denied);
        }
        let row = (id, revision, created_at, doc, creator, modifier);
        Old::read(row, &self.live)
    }

    /// Returns the column and the value of a unique field that names a record. `at` is its place in
    /// the request.
    pub(super) fn key(&self, code: &str, value: &str, at: &Place<'_>) -> Result<(String, Bind)> {
        // A key in a field that the caller may not see would tell which values there are.
        let field = self.seen.searched.fields.get(code);
        let field = field.filter(|field| field.unique());
        let Some(field) = field else {
            let code = code.to_owned();
            return Err(Problem::new(&at.member("field"), Wrong::KeyNotUnique { code }).into());
        };
        let mut problems = Vec::new();
        let mut reader = Reader::plain(&mut problems);
        let read = reader.read_text(field, value, at);
        checked(problems)?;
        let bind = columns::values(field, read.as_ref()).swap_remove(0);
        Ok((format!("f{}", field.id), bind))
    }

    async fn check_unique(
        &mut self,
        values: &Values,
        own: Option<RecordId>,
        at: &Place<'_>,
    ) -> Result<()> {
        let table = self.table();
        let fields = self.live.fields.iter().filter(|field| field.unique());
        let keys: Vec<(String, Bind, String)> = fields
            .filter_map(|field| {
                let value = values.get(field.id)?;
                let bind = columns::values(field, Some(value)).swap_remove(0);
                Some((format!("f{}", field.id), bind, field.code.clone()))
            })
            .collect();
        for (column, bind, code) in keys {
            let sql = format!("SELECT id FROM {table} WHERE {column} = $1 AND id <> $2");
            let binds = [bind, Bind::Int(Some(own.map_or(0, |id| id.0)))];
            let other: Option<i64> = with_tx!(self.tx, |db| {
                let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
                query.fetch_optional(db).await
            })?;
            if other.is_some() {
                let field = at.member(&code);
                return Err(Problem::new(&field.member("value"), Wrong::ValueTaken).into());
            }
        }
        Ok(())
    }

    pub(super) async fn insert(
        &mut self,
        access: &Access,
        values: &Values,
        now: i64,
    ) -> Result<RecordId> {
        let by = Bind::Int(access.user().map(|user| user.0));
        let at = Bind::Int(Some(value::minute(now)));
        let mut cells = vec![
            ("revision".to_owned(), Bind::Int(Some(1))),
            ("creator".to_owned(), by.clone()),
            ("created_at".to_owned(), at.clone()),
            ("modifier".to_owned(), by),
            ("updated_at".to_owned(), at),
        ];
        cells.extend(cells_of(&self.live.fields, values)?);
        let (names, binds): (Vec<String>, Vec<Bind>) = cells.into_iter().unzip();
        let places: Vec<String> = (1..=binds.len()).map(|it| format!("${it}")).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({}) RETURNING id",
            self.table(),
            names.join(", "),
            places.join(", ")
        );
        let id: i64 = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_one(db).await
        })
        .map_err(taken)?;
        self.tx.wrote_record(self.live.app, RecordId(id));
        Ok(RecordId(id))
    }

    pub(super) async fn store(
        &mut self,
        id: RecordId,
        values: &Values,
        built_in: &[(&str, Bind)],
    ) -> Result<()> {
        let built_in = built_in.iter();
        let mut cells: Vec<(String, Bind)> = built_in
            .map(|(name, bind)| ((*name).to_owned(), bind.clone()))
            .collect();
        cells.extend(cells_of(&self.live.fields, values)?);
        let table = self.table();
        self.tx.wrote_record(self.live.app, id);
        set_cells(&mut self.tx, &table, id, cells).await
    }

    /// Returns the formulas of the app.
    pub(super) fn formulas(&self) -> Result<Formulas> {
        Ok(Formulas::of(&self.live.fields)?)
    }
}

/// Writes the given columns of a record.
pub(super) async fn set_cells(
    tx: &mut Tx,
    table: &str,
    id: RecordId,
    cells: Vec<(String, Bind)>,
) -> Result<()> {
    let (names, mut binds): (Vec<String>, Vec<Bind>) = cells.into_iter().unzip();
    let names = names.iter().enumerate();
    let set: Vec<String> = names
        .map(|(index, name)| format!("{name} = ${}", index + 1))
        .collect();
    let sql = format!(
        "UPDATE {table} SET {} WHERE id = ${}",
        set.join(", "),
        binds.len() + 1
    );
    binds.push(Bind::Int(Some(id.0)));
    with_tx!(tx, |db| {
        let query = bind_all!(sqlx::query(AssertSqlSafe(sql)), binds);
        query.execute(db).await.map(drop)
    })
    .map_err(taken)
}

/// Returns the document and the columns of a record.
///
/// # Errors
/// A problem of the record if its document is longer than [`MAX_RECORD`].
pub(super) fn cells_of(fields: &Fields, values: &Values) -> Result<Vec<(String, Bind)>> {
    let doc = app_settings::text("record", values)?;
    if doc.len() > MAX_RECORD {
        return Err(Problem::new(&Place::Top, Wrong::RecordTooLarge).into());
    }
    let mut cells = vec![("doc".to_owned(), Bind::text(doc))];
    for field in fields.iter() {
        let names = columns::of_field(field).into_iter().map(|it| it.name);
        let binds = columns::values(field, values.get(field.id));
        cells.extend(names.zip(binds));
    }
    Ok(cells)
}

/// Numbers the rows of tables. Existing rows keep their numbers. New rows get numbers that no row,
/// not even a removed one, has had.
pub(super) fn number_rows(open: &Open, old: &Values, values: &mut Values) {
    let mut last = old.last_row();
    let tables = open.live.fields.iter();
    let tables: Vec<&Field> = tables.filter(|it| it.kind.is_table()).collect();
    if tables.is_empty() {
        return;
    }
    for table in tables {
        let had = old.rows(table.id).iter().filter_map(|row| row.id);
        let had: HashSet<i64> = had.collect();
        let mut seen = HashSet::new();
        for row in values.rows_mut(table.id) {
            let stays = row.id.filter(|id| had.contains(id) && seen.insert(*id));
            row.id = stays.or_else(|| {
                last += 1;
                Some(last)
            });
        }
    }
    values.set_last_row(last);
}
