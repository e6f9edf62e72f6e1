//! `/k/api/import/…`: records out of a file that was uploaded before.
//!
//! A file is imported whole or not at all, in one transaction. Its check runs the same code without
//! writing, so what it finds is what the run would. A run goes on when its page is left, and tells how
//! far it is as long as somebody listens.

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

/// Columns that a request may speak of.
const MAX_COLUMNS: usize = 600;

/// Files that are checked or imported at once.
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
    /// A file, and how to read it.
    pub(crate) struct ImportFile for Session {
        /// The app.
        app: AppParam,
        /// Of the uploaded CSV file.
        file_key: Text<1>,
        /// Told from the bytes where it is absent.
        charset: Option<CharsetOrNone>,
        /// Told from the first line where it is absent.
        separator: Option<SeparatorOrNone>,
        /// For each column the code of its field, `*` for the column of marks, or nothing; guessed from
        /// the headings where it is absent.
        columns: Option<ColumnCodes>,
        /// add.
        mode: Option<ModeOrNone>,
        /// Code of the field by which records are found; not with `add`.
        key: Option<Text>,
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Checked {
    charset: Charset,
    separator: Separator,
    columns: Vec<CheckedColumn>,
    /// What has to be chosen before the file can be checked.
    missing: Option<String>,
    /// Records that were read.
    records: usize,
    /// How many things are wrong.
    wrong: usize,
    /// The first thousand of them.
    faults: Vec<CheckedFault>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckedColumn {
    /// Its heading.
    name: String,
    /// What stands in its first cells.
    samples: Vec<String>,
    /// The code of its field, `*` for the marks, or nothing.
    field: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckedFault {
    line: u64,
    column: String,
    value: String,
    message: String,
}

/// Says how a file would be read, and everything that is wrong with it. Writes nothing.
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
    /// Under way: so many records are read.
    Going { done: usize },
    /// The last line where all is written.
    Done { added: usize, changed: usize },
    /// The last line where nothing was written.
    Refused {
        message: String,
        reasons: Vec<String>,
        faults: Vec<CheckedFault>,
    },
}

/// Imports a file. The answer is lines of JSON: how far it is, again and again, then the outcome.
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
    let (tell, told) = mpsc::channel::<Bytes>(16);
    // Not part of the answer: a closed page does not stop it half-way. What goes wrong leaves nothing.
    tokio::spawn(async move {
        let steps = tell.clone();
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
        // Nobody may be there any more.
        let _ = tell.send(line(&outcome)).await;
    });
    let lines = stream::unfold(told, async |mut told| {
        told.recv()
            .await
            .map(|bytes| (Ok::<_, std::io::Error>(bytes), told))
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
