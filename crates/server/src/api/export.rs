//! `/k/api/export.csv`: records as a file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plugdock_schema::field::MAX_FIELDS;
use plugdock_schema::query::Query;
use plugdock_schema::{AppId, RecordId};
use plugdock_store::{Access, Settings};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::record::moment;
use crate::auth::Api;
use crate::csv::charset::{Charset, separator_of};
use crate::csv::{layout, write};
use crate::error::Error;
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// How many records will come, so that a page can show how far it is.
const RECORDS: HeaderName = HeaderName::from_static("x-plugdock-records");

/// Records read at once.
const BATCH: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(export))
}

#[derive(Debug)]
pub(crate) struct Export {
    app: AppId,
    query: String,
    fields: Option<Vec<String>>,
    codes: bool,
    guard: bool,
    charset: Charset,
    separator: u8,
}

impl ByHand for Export {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        let word =
            |params: &mut Params, name: &str| params.string(name).filter(|word| !word.is_empty());
        let app = params.app();
        let query = params.string("query").unwrap_or_default();
        let fields = params.strings("fields", MAX_FIELDS);
        let header = word(params, "header").unwrap_or_else(|| "label".to_owned());
        if header != "code" && header != "label" {
            params.wrong("header", "errors.enum", Vec::new());
        }
        let charset = word(params, "charset").unwrap_or_else(|| "utf8".to_owned());
        let charset = Charset::parse(&charset).unwrap_or_else(|| {
            params.wrong("charset", "errors.enum", Vec::new());
            Charset::Utf8
        });
        let separator = word(params, "separator").unwrap_or_else(|| "comma".to_owned());
        let separator = separator_of(&separator).unwrap_or_else(|| {
            params.wrong("separator", "errors.enum", Vec::new());
            b','
        });
        Self {
            app,
            query,
            fields: fields.filter(|fields| !fields.is_empty()),
            codes: header == "code",
            guard: params.flag("guard").unwrap_or(true),
            charset,
            separator,
        }
    }
}

/// Records as CSV, as many as a query finds. Its limit and offset do not count.
#[utoipa::path(get, path = "/k/api/export.csv", tag = "records",
    params(
        ("app" = i64, Query, description = "The app"),
        ("query" = Option<String>, Query, description = "Condition and order by"),
        ("fields" = Option<Vec<String>>, Query, description = "Field codes in order; all"),
        ("header" = Option<String>, Query, description = "label or code"),
        ("charset" = Option<String>, Query, description = "utf8 or sjis"),
        ("separator" = Option<String>, Query, description = "comma, semicolon or tab"),
        ("guard" = Option<bool>, Query, description = "Whether texts that look like formulas get a ' in front; true"),
    ),
    responses((status = 200, description = "The file", content_type = "text/csv")))]
async fn export(State(app): State<Arc<App>>, call: Api<Export>) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let access = app.store.access(&caller.actor, input.app).await?;
    let settings = live(&app, input.app).await?;
    let codes: Vec<String> = match input.fields {
        Some(codes) => codes,
        None => settings
            .fields
            .iter()
            .map(|field| field.code.clone())
            .collect(),
    };
    // All fields, also those that no file has; what was asked for by name must be there.
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
    let moment = moment(&app, &caller);
    let zone = moment.zone.clone();
    let query = Query::parse(&input.query)?;
    let ids = app.store.record_ids(&access, &query, &moment).await?;
    let style = write::Style {
        codes: input.codes,
        separator: input.separator,
        guard: input.guard,
        locale: caller.locale,
        zone: TimeZone::clone(&zone),
    };
    let heading = write::heading(&columns, &style).map_err(|error| Error::internal(&error))?;
    drop(columns);
    let first = [input.charset.mark(), &input.charset.encode(heading)].concat();
    let count = ids.len();
    let name = format!("{}_{}.csv", settings.name, day(moment.now, &zone));
    let job = Job {
        app,
        access,
        settings,
        codes,
        style,
        charset: input.charset,
        ids,
        next: 0,
    };
    let rest = stream::try_unfold(job, async |mut job: Job| {
        Ok::<_, std::io::Error>(job.batch().await?.map(|bytes| (bytes, job)))
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(Bytes::from(first))]), rest);
    let mut response = Body::from_stream(whole).into_response();
    let headers = response.headers_mut();
    let name = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    for (header, value) in [
        (
            header::CONTENT_TYPE,
            format!("text/csv; charset={}", input.charset.name()),
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

/// The settings that are in use.
pub(super) async fn live(app: &App, id: AppId) -> Result<Settings, Error> {
    let found = app.store.app(id).await?;
    let revision = found.and_then(|found| found.live);
    let revision = revision.ok_or_else(|| Error::no_app(&id))?;
    let settings = app.store.settings(id, revision).await?;
    settings.ok_or_else(|| Error::no_app(&id))
}

/// A file on its way.
struct Job {
    app: Arc<App>,
    access: Access,
    settings: Settings,
    codes: Vec<String>,
    style: write::Style,
    charset: Charset,
    ids: Vec<RecordId>,
    next: usize,
}

impl Job {
    /// The lines of the next records; `None` after the last. What fails here cuts the file off, which
    /// the browser tells from a whole one.
    async fn batch(&mut self) -> Result<Option<Bytes>, std::io::Error> {
        let end = (self.next + BATCH).min(self.ids.len());
        let ids = &self.ids[self.next..end];
        if ids.is_empty() {
            return Ok(None);
        }
        let columns = layout::chosen(&self.settings.fields, &self.codes).unwrap_or_default();
        let records = self.app.store.records_of(&self.access, ids).await;
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

fn day(now: i64, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    at.to_zoned(zone.clone()).strftime("%Y%m%d").to_string()
}
