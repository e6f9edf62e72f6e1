//! `/k/api/import/…`: imports records from an uploaded file.
//!
//! A file is imported completely or not at all, in one transaction. The check runs the same code
//! without writing, so it finds exactly the faults that an import would find. An import continues
//! when the user leaves the page. It reports its progress as long as the client reads.

mod work;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{Semaphore, mpsc};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::work::Work;
use super::answer::Answer;
use crate::aside;
use crate::auth::Api;
use crate::csv::charset::{Charset, Separator};
use crate::csv::plan::Mode;
use crate::csv::read::Fault;
use crate::error::{Error, render};
use crate::i18n::{self, Locale};
use crate::params::{AppParam, List, OrNone, Text, request};
use crate::state::AppState;

/// The maximum number of columns in a request.
const MAX_COLUMNS: usize = 600;

/// Limits the number of files that are checked or imported at the same time.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

pub(super) fn routes() -> OpenApiRouter<Arc<AppState>> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(run))
}

type CharsetOrNone = OrNone<Charset>;
type SeparatorOrNone = OrNone<Separator>;
type ModeOrNone = OrNone<Mode>;
type ColumnCodes = List<Text, MAX_COLUMNS>;

request! {
    /// A file and the way to read it.
    pub(crate) struct ImportFile for Session {
        /// The app's ID.
        app: AppParam,
        /// The file key of the uploaded CSV file.
        file_key: Text<1>,
        /// The character encoding. If absent, it is detected from the bytes.
        charset: Option<CharsetOrNone>,
        /// The separator of columns. If absent, it is detected from the first line.
        separator: Option<SeparatorOrNone>,
        /// The field of each column: a field code, `*` for the column that marks the first row of
        /// each record, or an empty text to skip the column. If absent, the fields are guessed from
        /// the headings.
        columns: Option<ColumnCodes>,
        /// The kind of import. The default is `add`.
        mode: Option<ModeOrNone>,
        /// The code of the field that identifies existing records. Not allowed with `add`.
        key: Option<Text>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Checked {
    charset: Charset,
    separator: Separator,
    columns: Vec<CheckedColumn>,
    /// The choice that the user must make before the file can be checked.
    missing: Option<String>,
    /// The number of records read.
    records: usize,
    /// The number of faults.
    wrong: usize,
    /// The first 1,000 faults.
    faults: Vec<CheckedFault>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckedColumn {
    /// The heading of the column.
    name: String,
    /// The values of the first cells.
    samples: Vec<String>,
    /// The code of the column's field, `*` for the column of marks, or an empty text.
    field: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckedFault {
    line: u64,
    column: String,
    value: String,
    message: String,
}

/// Checks a file and returns how it would be read and its faults. Writes nothing.
#[utoipa::path(post, path = "/k/api/import/check.json", tag = "records",
    request_body = ImportFile, responses((status = 200, body = Checked)))]
async fn check(
    State(state): State<Arc<AppState>>,
    call: Api<ImportFile>,
) -> Result<Answer<Checked>, Error> {
    let Api { caller, input } = call;
    let turn = AT_ONCE.try_acquire().map_err(|_| Error::too_many_calls())?;
    let checked = aside::run_async(async move {
        let _turn = turn;
        Work::open(state, &caller, input).await?.check().await
    });
    Ok(Answer(checked.await??))
}

/// One line of a run's answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum ImportStep {
    /// A progress line with the number of records read so far.
    Going { done: usize },
    /// The last line of a completed import.
    Done { added: usize, changed: usize },
    /// The last line of a failed import. Nothing was written.
    Refused {
        message: String,
        reasons: Vec<String>,
        faults: Vec<CheckedFault>,
    },
}

/// Imports a file. The answer consists of JSON lines: progress reports, then the result.
#[utoipa::path(post, path = "/k/api/import/run.json", tag = "records",
    request_body = ImportFile,
    responses((status = 200, body = ImportStep, content_type = "application/x-ndjson")))]
async fn run(State(state): State<Arc<AppState>>, call: Api<ImportFile>) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let turn = AT_ONCE.try_acquire().map_err(|_| Error::too_many_calls())?;
    let locale = caller.locale;
    let opened = aside::run_async(async move {
        let work = Work::open(state, &caller, input).await?;
        work.plan()?;
        Ok::<_, Error>(work)
    });
    let work = opened.await??;
    let (sender, receiver) = mpsc::channel::<Bytes>(16);
    // The import is independent of the answer, so closing the page does not stop it half-way. A
    // failed import writes nothing.
    tokio::spawn(async move {
        let steps = sender.clone();
        let ran = aside::run_async(async move {
            let _turn = turn;
            work.run(&steps).await
        });
        let outcome = ran.await.flatten().unwrap_or_else(|error| {
            let body = render::body(&error, locale);
            let reasons = body.errors.into_iter();
            let reasons: Vec<String> = reasons.flat_map(|(_, place)| place.messages).collect();
            ImportStep::Refused {
                message: body.message,
                reasons,
                faults: Vec::new(),
            }
        });
        // The client may have disconnected.
        let _ = sender.send(line(&outcome)).await;
    });
    let lines = stream::unfold(receiver, async |mut receiver| {
        receiver
            .recv()
            .await
            .map(|bytes| (Ok::<_, std::io::Error>(bytes), receiver))
    });
    let mut response = Body::from_stream(lines).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-ndjson"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    Ok(response)
}

fn line(step: &ImportStep) -> Bytes {
    let json = serde_json::to_string(step).expect("numbers and texts");
    format!("{json}\n").into()
}

fn told(faults: Vec<Fault>, locale: Locale) -> Vec<CheckedFault> {
    let faults = faults.into_iter().map(|fault| {
        let params: Vec<(&str, &str)> = fault
            .params
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        CheckedFault {
            line: fault.line,
            message: i18n::text(locale, fault.key, &params),
            column: fault.column,
            value: fault.value,
        }
    });
    faults.collect()
}
