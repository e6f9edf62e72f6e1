//! `/k/api/export.csv`: exports records as a CSV file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plugdock_schema::RecordId;
use plugdock_schema::field::MAX_FIELDS;
use plugdock_schema::query::Query;
use plugdock_schema::query::time::Moment;
use plugdock_store::{Access, AppSettings, Store};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::record::moment;
use crate::aside;
use crate::auth::Api;
use crate::csv::charset::{Charset, Separator};
use crate::csv::{layout, write};
use crate::error::Error;
use crate::params::{AppParam, Flag, List, OrNone, Text, choice, chosen, filled, items, request};
use crate::services::app_settings;
use crate::state::AppState;

/// The header with the number of records in the file. Pages show the progress with it.
const RECORDS: HeaderName = HeaderName::from_static("x-plugdock-records");

/// The number of records that are read at once.
const BATCH: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new().routes(routes!(export))
}

choice! {
    /// The names of fields in the first line.
    #[derive(PartialEq)]
    enum ExportHeader {
        Label = "label",
        Code = "code",
    }
}

type HeaderOrNone = OrNone<ExportHeader>;
type CharsetOrNone = OrNone<Charset>;
type SeparatorOrNone = OrNone<Separator>;
type FieldCodes = List<Text, MAX_FIELDS>;

request! {
    pub(crate) struct ExportRecords for Session {
        /// The app's ID.
        app: AppParam,
        /// The condition and the order of the records.
        query: Option<Text>,
        /// The codes of the exported fields, in this order. The default is all fields.
        fields: Option<FieldCodes>,
        /// The names of fields in the first line. The default is `label`.
        header: Option<HeaderOrNone>,
        /// The character encoding. The default is `utf8`.
        charset: Option<CharsetOrNone>,
        /// The separator of columns. The default is `comma`.
        separator: Option<SeparatorOrNone>,
        /// True to put a `'` before texts that look like formulas. The default is true.
        guard: Option<Flag>,
    }
}

/// Exports the records that a query finds as CSV. The query's limit and offset are ignored.
#[utoipa::path(get, path = "/k/api/export.csv", tag = "records",
    request_body = ExportRecords,
    responses((status = 200, description = "The file", content_type = "text/csv")))]
async fn export(
    State(state): State<Arc<AppState>>,
    call: Api<ExportRecords>,
) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let access = state.store.access(&caller.actor, input.app.0).await?;
    if !access.can_export() {
        return Err(Error::no_privilege());
    }
    let settings = app_settings::seen(&state.store, &access).await?;
    let codes = match items(input.fields) {
        none if none.is_empty() => {
            let all = settings.fields.iter();
            all.map(|field| field.code.clone()).collect()
        }
        codes => codes,
    };
    // Leaves out fields that no CSV file contains. A field that the caller names must exist.
    let codes: Vec<String> = codes
        .into_iter()
        .filter(|code| {
            let field = settings.fields.get(code);
            field.is_none_or(|field| !layout::is_left_out(field))
        })
        .collect();
    let unknown = |code: String| {
        let params = vec![("field", code)];
        Error::invalid_at("fields", "data.import.no_field", params)
    };
    let columns = layout::chosen(&settings.fields, &codes).map_err(unknown)?;
    let moment = moment(&state, &caller);
    let zone = moment.zone.clone();
    let query = Query::parse(&filled(input.query).unwrap_or_default())?;
    let ids = state.store.record_ids(&access, &query, &moment).await?;
    let style = write::Style {
        codes: chosen(input.header) == Some(ExportHeader::Code),
        separator: chosen(input.separator).unwrap_or(Separator::Comma),
        guard: input.guard.is_none_or(|guard| guard.0),
        locale: caller.locale,
        zone: TimeZone::clone(&zone),
    };
    let heading = write::heading(&columns, &style).map_err(|error| Error::internal(&error))?;
    drop(columns);
    let charset = chosen(input.charset).unwrap_or(Charset::Utf8);
    let first = [charset.mark(), &charset.encode(heading)].concat();
    let count = ids.len();
    let name = format!("{}_{}.csv", settings.name, day(moment.now, &zone));
    let job = Job {
        state,
        access,
        settings,
        codes,
        style,
        charset,
        moment,
        ids,
        next: 0,
    };
    let rest = stream::try_unfold(job, async |mut job: Job| {
        let next = aside::run_async(async move {
            let bytes = job.batch().await?;
            Ok::<_, std::io::Error>(bytes.map(|bytes| (bytes, job)))
        });
        next.await
            .map_err(|error| std::io::Error::other(error.code))?
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(Bytes::from(first))]), rest);
    let mut response = Body::from_stream(whole).into_response();
    let headers = response.headers_mut();
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    for (header, value) in [
        (
            header::CONTENT_TYPE,
            format!("text/csv; charset={}", charset.name()),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}"),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (RECORDS, count.to_string()),
    ] {
        let value = HeaderValue::from_str(&value).map_err(|error| Error::internal(&error))?;
        headers.insert(header, value);
    }
    Ok(response)
}

/// The state of an export that is being sent.
struct Job {
    state: Arc<AppState>,
    access: Access,
    settings: Arc<AppSettings>,
    codes: Vec<String>,
    style: write::Style,
    charset: Charset,
    moment: Moment,
    ids: Vec<RecordId>,
    next: usize,
}

impl Job {
    /// Returns the lines of the next records, or `None` after the last one. An error cuts the
    /// response off, and the browser reports an incomplete download.
    async fn batch(&mut self) -> Result<Option<Bytes>, std::io::Error> {
        let end = (self.next + BATCH).min(self.ids.len());
        let ids = &self.ids[self.next..end];
        if ids.is_empty() {
            return Ok(None);
        }
        let store = &self.state.store;
        self.access = still(store, &self.access)
            .await
            .map_err(std::io::Error::other)?;
        let columns = layout::chosen(&self.settings.fields, &self.codes).unwrap_or_default();
        let records = store.records_of(&self.access, ids, &self.moment).await;
        let lines = records.map_err(std::io::Error::other)?;
        let lines = lines
            .iter()
            .map(|record| write::record(&columns, record, &self.style));
        let lines: Result<String, csv::Error> = lines.collect();
        self.next = end;
        let bytes = self.charset.encode(lines.map_err(std::io::Error::other)?);
        Ok(Some(bytes.into()))
    }
}

/// Returns the access as it is now. An export can take long, and its user may have lost the right to
/// it.
async fn still(store: &Store, access: &Access) -> Result<Access, plugdock_store::Error> {
    let access = store.access_now(access).await?;
    if access.can_export() {
        Ok(access)
    } else {
        Err(plugdock_store::Error::Denied)
    }
}

fn day(now: i64, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    at.to_zoned(zone.clone()).strftime("%Y%m%d").to_string()
}
