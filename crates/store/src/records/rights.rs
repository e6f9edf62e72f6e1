//! What a caller may do with single records.

use std::collections::{BTreeSet, HashMap, HashSet};

use plugdock_schema::acl::{Accessibility, RecordRight};
use plugdock_schema::query::plan::Criterion;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::Bind;
use plugdock_schema::{FieldId, FileKey, RecordId};
use sqlx::AssertSqlSafe;

use super::seen::Judged;
use super::write::{OLD, Old, OldRow};
use super::{Open, bind_all, filter, missing};
use crate::{Access, Error, Result, Store, with_tx};

/// What a caller may do with a record that the caller may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordCan {
    /// Change it.
    pub edit: bool,
    /// Delete it.
    pub delete: bool,
}

impl Store {
    /// Returns what the caller may do with each of these records. Records that the caller may not
    /// see are left out.
    ///
    /// # Errors
    /// [`Error::Denied`] if the caller may see no record of the app.
    pub async fn record_rights(
        &self,
        access: &Access,
        ids: &[RecordId],
        moment: &Moment,
    ) -> Result<HashMap<RecordId, RecordCan>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut open = Open::read(self, access).await?;
        let view = open.permit(access, RecordRight::View, moment)?;
        let edit = open.permit_or_none(access, RecordRight::Edit, moment)?;
        let delete = open.permit_or_none(access, RecordRight::Delete, moment)?;
        let ids: Vec<Bind> = ids.iter().map(|id| Bind::Int(Some(id.0))).collect();
        let ([edit, delete], found) = filter::judged(&view, [&edit, &delete], "id", &ids);
        let sql = format!(
            "SELECT r.id, {edit}, {delete} FROM {} r WHERE {}",
            open.table(),
            found.condition
        );
        let rows: Vec<(i64, i64, i64)> = with_tx!(open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_all(db).await
        })?;
        let can = rows.into_iter().map(|(id, edit, delete)| {
            let can = RecordCan {
                edit: edit > 0,
                delete: delete > 0,
            };
            (RecordId(id), can)
        });
        Ok(can.collect())
    }
}

/// What a caller may do with a record and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvaluatedRecord {
    /// The record.
    pub id: RecordId,
    /// True if the caller may see it.
    pub view: bool,
    /// What else the caller may do with it.
    pub can: RecordCan,
    /// What the caller may do with its fields. Rights to the record are not part of it.
    pub may: MayFields,
}

/// What a caller may do with the fields of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MayFields {
    /// The fields that a request can set, also inside tables, by code.
    pub fields: Vec<(String, Accessibility)>,
    /// All fields that the caller may not see.
    pub hidden: BTreeSet<FieldId>,
}

impl Store {
    /// Returns what the caller may do with these records and with their fields. That is nothing if
    /// the caller may not see the record, so that the answer tells nothing about its values.
    ///
    /// # Errors
    /// [`Error::NoRecord`] if a record does not exist.
    pub async fn evaluate_records(
        &self,
        access: &Access,
        ids: &[RecordId],
        moment: &Moment,
    ) -> Result<Vec<EvaluatedRecord>> {
        let mut open = Open::read(self, access).await?;
        let [view, edit, delete] = [RecordRight::View, RecordRight::Edit, RecordRight::Delete]
            .map(|right| open.permit_or_none(access, right, moment));
        let (view, edit, delete) = (view?, edit?, delete?);
        let binds: Vec<Bind> = ids.iter().map(|id| Bind::Int(Some(id.0))).collect();
        let may = [&view, &edit, &delete];
        let ([view, edit, delete], found) =
            filter::judged(&Criterion::Always(true), may, "id", &binds);
        let sql = format!(
            "SELECT {OLD}, {view}, {edit}, {delete} FROM {} r WHERE {}",
            open.table(),
            found.condition
        );
        let rows: Vec<Row> = with_tx!(open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_all(db).await
        })?;
        let mut evaluated = HashMap::new();
        for (id, revision, created, doc, creator, modifier, view, edit, delete) in rows {
            let row = (id, revision, created, doc, creator, modifier);
            let record = Old::read(row, &open.live)?;
            let can = RecordCan {
                edit: edit > 0,
                delete: delete > 0,
            };
            let mut may = open.may_fields(&record.judged(&open.live));
            if view == 0 {
                let fields = may.fields.iter_mut();
                fields.for_each(|(_, may)| *may = Accessibility::None);
            }
            let found = EvaluatedRecord {
                id: record.id,
                view: view > 0,
                can,
                may,
            };
            evaluated.insert(record.id, found);
        }
        let app = access.app();
        let found = ids
            .iter()
            .map(|id| evaluated.remove(id).ok_or(missing(app, *id)));
        found.collect()
    }
}

impl Store {
    /// Returns true if the caller may see a record, and a field of it that holds the file.
    pub(crate) async fn sees_file(
        &self,
        access: &Access,
        id: RecordId,
        key: &FileKey,
        moment: &Moment,
    ) -> Result<bool> {
        let mut open = Open::read(self, access).await?;
        let view = open.permit(access, RecordRight::View, moment)?;
        let found = filter::of_values(&view, "id", &[Bind::Int(Some(id.0))]);
        let sql = format!(
            "SELECT {OLD} FROM {} r WHERE {}",
            open.table(),
            found.condition
        );
        let row: Option<OldRow> = with_tx!(open.tx, |db| {
            let query = bind_all!(sqlx::query_as(AssertSqlSafe(sql)), found.binds);
            query.fetch_optional(db).await
        })?;
        let Some(row) = row else { return Ok(false) };
        let record = Old::read(row, &open.live)?;
        let hidden = open.hidden(&record.judged(&open.live));
        let files = open.files_outside(&record.values, &hidden);
        Ok(files.iter().any(|file| file.key == *key))
    }

    /// Returns what the caller may do with the fields of a new record.
    pub async fn new_record_rights(&self, access: &Access, moment: &Moment) -> Result<MayFields> {
        let mut open = Open::read(self, access).await?;
        open.load_defaults(moment).await?;
        let values = open.blank_values(&HashSet::new(), moment);
        let judged = Judged::new(&open.live, &values, moment);
        Ok(open.may_fields(&judged))
    }

    /// Returns the codes of the fields that the caller may see, and may not change in every record,
    /// also inside tables.
    pub async fn read_only_fields(&self, access: &Access) -> Result<Vec<String>> {
        let Some(live) = self.live_settings(access.app()).await? else {
            return Ok(Vec::new());
        };
        let rights = access.fields(&live.acl.fields);
        let every = live.fields.all().map(|(field, _)| field);
        let kept = every.filter(|field| {
            rights.always(field.id) < Accessibility::Write
                && rights.at_most(field.id) > Accessibility::None
        });
        Ok(kept.map(|field| field.code.clone()).collect())
    }
}

/// An [`OldRow`], and 1 for each right that the caller has: to see, change and delete the record.
type Row = (
    i64,
    i64,
    i64,
    String,
    Option<String>,
    Option<String>,
    i64,
    i64,
    i64,
);

impl Open {
    fn may_fields(&self, record: &Judged<'_>) -> MayFields {
        let every = self.live.fields.all().map(|(field, _)| field);
        let given = every.filter(|field| field.is_given());
        let may = given.map(|field| (field.code.clone(), self.may(field.id, record)));
        MayFields {
            fields: may.collect(),
            hidden: self.hidden(record),
        }
    }

    /// Returns the condition for the records to which the caller has a right, which may be none.
    fn permit_or_none(
        &self,
        access: &Access,
        right: RecordRight,
        moment: &Moment,
    ) -> Result<Criterion> {
        match self.permit(access, right, moment) {
            Err(Error::Denied) => Ok(Criterion::Always(false)),
            other => other,
        }
    }
}
