//! Export of all records of a query in batches: first their numbers, then the records.
//!
//! The list of numbers takes eight bytes for each record and has the order of the query. No connection
//! to the database has to stay open while a slow client reads. A record that is deleted in the meantime is left out. A record that changes is returned
//! in its state at the time of its batch.

use std::collections::HashMap;

use plugdock_schema::RecordId;
use plugdock_schema::acl::RecordRight;
use plugdock_schema::query::Query;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::columns::Bind;
use sqlx::AssertSqlSafe;

use super::{Open, Record, bind_all, filter};
use crate::lanes::Lane;
use crate::{Access, Result, Store, with_tx};

/// The maximum number of records in one batch. A record has at most 1 MB, and an answer 64 MB.
pub const MAX_BATCH: usize = 50;

impl Store {
    /// Returns the numbers of all records that match a query, in its order. Limit and offset are
    /// ignored.
    pub async fn record_ids(
        &self,
        access: &Access,
        query: &Query,
        moment: &Moment,
    ) -> Result<Vec<RecordId>> {
        let ask = |lane: Lane| async move {
            let mut open = Open::ask(self, access, &lane).await?;
            open.ids(access, query, moment).await
        };
        self.asked(access, ask).await
    }

    /// Returns at most [`MAX_BATCH`] records with these numbers, in the given order. Records that
    /// no longer exist, or that the caller may not see any more, are left out.
    pub async fn records_of(
        &self,
        access: &Access,
        ids: &[RecordId],
        moment: &Moment,
    ) -> Result<Vec<Record>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = &ids[..ids.len().min(MAX_BATCH)];
        let binds: Vec<Bind> = ids.iter().map(|id| Bind::Int(Some(id.0))).collect();
        let most = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        let wanted = |open: &Open| {
            let permit = open.permit(access, RecordRight::View, moment)?;
            Ok((filter::of_values(&permit, "id", &binds), most, 0))
        };
        let found = self.read_found(access, &wanted).await?;
        let mut found: HashMap<RecordId, Record> =
            found.into_iter().map(|it| (it.id, it)).collect();
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }
}

impl Open {
    async fn ids(
        &mut self,
        access: &Access,
        query: &Query,
        moment: &Moment,
    ) -> Result<Vec<RecordId>> {
        let permit = self.permit(access, RecordRight::View, moment)?;
        let filter = filter::compile(query, &self.search_scope(moment), &permit)?;
        let sql = format!(
            "SELECT r.id FROM {} r WHERE {} ORDER BY {}",
            self.table(),
            filter.condition,
            filter.order
        );
        let binds = filter.binds;
        let ids: Vec<i64> = with_tx!(self.tx, |db| {
            let query = bind_all!(sqlx::query_scalar(AssertSqlSafe(sql)), binds);
            query.fetch_all(db).await
        })?;
        Ok(ids.into_iter().map(RecordId).collect())
    }
}
