//! `/k/api/import/…`: records out of a file that was uploaded before.
//!
//! A file is imported whole or not at all, in one transaction. Its check runs the same code without
//! writing, so what it finds is what the run would. A run goes on when its page is left, and tells how
//! far it is as long as somebody listens.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use plugdock_schema::query::time::Moment;
use plugdock_schema::{AppId, FileKey};
use plugdock_store::records::import::{Import, Imported, MAX_BATCH};
use plugdock_store::{Access, Settings};
use serde::Serialize;
use tokio::sync::{Semaphore, mpsc};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::Answer;
use super::export::live;
use super::record::moment;
use crate::auth::{Api, Caller};
use crate::csv::charset::{Charset, separator_name, separator_of};
use crate::csv::layout::{self, Column};
use crate::csv::plan::{self, Mode, Plan, Use};
use crate::csv::read::{Entry, Fault, Sheet};
use crate::csv::{MAX_BYTES, MAX_RECORDS};
use crate::error::Error;
use crate::error::render;
use crate::i18n::{self, Locale};
use crate::params::{ByHand, Params, Who};
use crate::state::App;

/// Columns that a request may speak of.
const MAX_COLUMNS: usize = 600;
/// Faults that are told; all are counted.
const MAX_FAULTS: usize = 1_000;
/// Cells shown of each column.
const SAMPLES: usize = 3;

/// Files that are checked or imported at once.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(run))
}

#[derive(Debug)]
pub(crate) struct Ask {
    app: AppId,
    file: FileKey,
    charset: Option<Charset>,
    separator: Option<u8>,
    columns: Option<Vec<String>>,
    mode: Mode,
    key: String,
}

impl ByHand for Ask {
    const WHO: Who = Who::Session;

    fn read(params: &mut Params) -> Self {
        let app = params.app();
        let file = FileKey(params.required_string("fileKey"));
        let mut one_of = |name: &str, known: &dyn Fn(&str) -> bool| {
            let word = params.string(name).filter(|word| !word.is_empty())?;
            if !known(&word) {
                params.wrong(name, "errors.enum", Vec::new());
            }
            Some(word)
        };
        let charset = one_of("charset", &|word| Charset::parse(word).is_some());
        let separator = one_of("separator", &|word| separator_of(word).is_some());
        let mode = one_of("mode", &|word| Mode::parse(word).is_some());
        Self {
            app,
            file,
            charset: charset.as_deref().and_then(Charset::parse),
            separator: separator.as_deref().and_then(separator_of),
            columns: params.strings("columns", MAX_COLUMNS),
            mode: mode.as_deref().and_then(Mode::parse).unwrap_or(Mode::Add),
            key: params.string("key").unwrap_or_default(),
        }
    }
}

/// Shown in the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body")]
#[serde(rename_all = "camelCase")]
struct AskBody {
    app: i64,
    /// Of the uploaded CSV file.
    file_key: String,
    /// `utf8` or `sjis`; told from the bytes where it is absent.
    charset: Option<String>,
    /// `comma`, `semicolon` or `tab`; told from the first line where it is absent.
    separator: Option<String>,
    /// For each column the code of its field, `*` for the column of marks, or nothing; guessed from
    /// the headings where it is absent.
    columns: Option<Vec<String>>,
    /// `add`, `update` or `both`.
    mode: Option<String>,
    /// Code of the field by which records are found; not with `add`.
    key: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Checked {
    charset: &'static str,
    separator: &'static str,
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
    request_body = inline(AskBody), responses((status = 200, body = Checked)))]
async fn check(State(app): State<Arc<App>>, call: Api<Ask>) -> Result<Answer<Checked>, Error> {
    let Api { caller, input } = call;
    let _turn = AT_ONCE.try_acquire().map_err(|_| Error::too_many_calls())?;
    let work = Work::open(app, &caller, input).await?;
    let columns = layout::columns(&work.settings.fields);
    let uses = work.uses(&columns)?;
    let samples = work.sheet.samples(SAMPLES);
    let shown = work.sheet.headings.iter().zip(samples).zip(&uses);
    let shown = shown.map(|((name, samples), it)| CheckedColumn {
        name: name.clone(),
        samples,
        field: it.code().to_owned(),
    });
    let mut checked = Checked {
        charset: work.sheet.charset.as_str(),
        separator: separator_name(work.sheet.separator),
        columns: shown.collect(),
        missing: None,
        records: 0,
        wrong: 0,
        faults: Vec::new(),
    };
    match Plan::new(uses, work.ask.mode, &work.ask.key) {
        Ok(plan) => {
            let mut import = work.begin(false).await?;
            let outcome = work.read(&plan, &mut import, false, |_| {}).await?;
            checked.records = outcome.records;
            checked.wrong = outcome.wrong;
            checked.faults = told(outcome.faults, caller.locale);
        }
        Err(key) => checked.missing = Some(i18n::text(caller.locale, key, &[])),
    }
    Ok(Answer(checked))
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
    request_body = inline(AskBody),
    responses((status = 200, body = ImportStep, content_type = "application/x-ndjson")))]
async fn run(State(app): State<Arc<App>>, call: Api<Ask>) -> Result<Response, Error> {
    let Api { caller, input } = call;
    let turn = AT_ONCE.try_acquire().map_err(|_| Error::too_many_calls())?;
    let work = Work::open(app, &caller, input).await?;
    work.plan()?;
    let (tell, told) = mpsc::channel::<Bytes>(16);
    // Not part of the answer: a closed page does not stop it half-way. What goes wrong leaves nothing.
    tokio::spawn(async move {
        let _turn = turn;
        let locale = work.locale;
        let outcome = work.run(&tell).await.unwrap_or_else(|error| {
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
            message: i18n::text(locale, &fault.key, &params),
            column: fault.column,
            value: fault.value,
        }
    });
    faults.collect()
}

/// A file that is being read into an app.
struct Work {
    app: Arc<App>,
    access: Access,
    settings: Settings,
    moment: Moment,
    locale: Locale,
    ask: Ask,
    sheet: Sheet,
}

/// What came of reading a file.
#[derive(Default)]
struct Outcome {
    records: usize,
    wrong: usize,
    faults: Vec<Fault>,
}

impl Work {
    async fn open(app: Arc<App>, caller: &Caller, ask: Ask) -> Result<Self, Error> {
        let access = app.store.access(&caller.actor, ask.app).await?;
        let may = match ask.mode {
            Mode::Add => access.can_add(),
            Mode::Update => access.can_edit(),
            Mode::Both => access.can_add() && access.can_edit(),
        };
        if !may {
            return Err(Error::no_privilege());
        }
        let settings = live(&app, ask.app).await?;
        let moment = moment(&app, caller);
        let upload = app
            .store
            .upload(&ask.file, &caller.actor, moment.now)
            .await?;
        if upload.size > MAX_BYTES {
            return Err(Error::too_large(MAX_BYTES));
        }
        let bytes = app.store.blobs().get(&upload.sha256).await?;
        let sheet = Sheet::open(&bytes, ask.charset, ask.separator).map_err(wrong_file)?;
        Ok(Self {
            app,
            access,
            settings,
            moment,
            locale: caller.locale,
            ask,
            sheet,
        })
    }

    fn uses<'a>(&self, columns: &[Column<'a>]) -> Result<Vec<Use<'a>>, Error> {
        match &self.ask.columns {
            Some(codes) => plan::said(codes, columns)
                .map_err(|(key, code)| Error::invalid_at("columns", key, vec![("field", code)])),
            None => Ok(plan::guess(&self.sheet.headings, columns)),
        }
    }

    fn plan(&self) -> Result<Plan<'_>, Error> {
        let uses = self.uses(&layout::columns(&self.settings.fields))?;
        Plan::new(uses, self.ask.mode, &self.ask.key)
            .map_err(|key| Error::invalid_at("columns", key, Vec::new()))
    }

    async fn begin(&self, writes: bool) -> Result<Import, Error> {
        let store = &self.app.store;
        let begun = store.begin_import(&self.access, &self.moment, writes);
        Ok(begun.await?)
    }

    async fn run(&self, tell: &mpsc::Sender<Bytes>) -> Result<ImportStep, Error> {
        let plan = self.plan()?;
        let mut import = self.begin(true).await?;
        let outcome = self
            .read(&plan, &mut import, true, |done| {
                // A slow reader misses some of the steps.
                let _ = tell.try_send(line(&ImportStep::Going { done }));
            })
            .await?;
        if outcome.wrong > 0 {
            // Somebody changed records since the check.
            let message = i18n::text(self.locale, "data.import.nothing_written", &[]);
            let faults = told(outcome.faults, self.locale);
            return Ok(ImportStep::Refused {
                message,
                reasons: Vec::new(),
                faults,
            });
        }
        let committed = self.app.store.commit_import(import, &self.ask.file).await?;
        let Imported { added, changed } = committed;
        Ok(ImportStep::Done { added, changed })
    }

    /// Reads the file in batches. A run ends at the first batch with a fault.
    async fn read(
        &self,
        plan: &Plan<'_>,
        import: &mut Import,
        writes: bool,
        mut step: impl FnMut(usize) + Send,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome::default();
        let mut entries = self.sheet.entries(plan, &self.moment.zone);
        loop {
            let mut batch: Vec<Entry> = entries.by_ref().take(MAX_BATCH).collect();
            if batch.is_empty() {
                return Ok(outcome);
            }
            outcome.records += batch.len();
            if outcome.records > MAX_RECORDS {
                let params = vec![("max", MAX_RECORDS.to_string())];
                return Err(Error::invalid_at("fileKey", "data.import.too_many", params));
            }
            let mut faults: Vec<Fault> = Vec::new();
            for entry in &mut batch {
                faults.append(&mut entry.faults);
            }
            if !writes || faults.is_empty() {
                let rows: Vec<_> = batch
                    .iter_mut()
                    .map(|it| std::mem::take(&mut it.row))
                    .collect();
                for (index, problem) in import.rows(&rows).await? {
                    let fields = &self.settings.fields;
                    faults.push(self.sheet.locate(&batch[index], plan, fields, problem));
                }
            }
            faults.sort_by_key(|fault| fault.line);
            outcome.wrong += faults.len();
            let room = MAX_FAULTS - outcome.faults.len();
            outcome.faults.extend(faults.into_iter().take(room));
            if writes && outcome.wrong > 0 {
                return Ok(outcome);
            }
            step(outcome.records);
        }
    }
}

fn wrong_file(key: &'static str) -> Error {
    Error::invalid_at("fileKey", key, Vec::new())
}
