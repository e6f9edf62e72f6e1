//! Reads a file into an app. All of the work runs on a separate thread, not on those that
//! serve connections.

use std::sync::Arc;

use bytes::Bytes;
use plugdock_schema::FileKey;
use plugdock_schema::query::time::Moment;
use plugdock_store::records::import::{Import, Imported, MAX_BATCH};
use plugdock_store::{Access, AppSettings};
use tokio::sync::mpsc;

use super::{Checked, CheckedColumn, ImportFile, ImportStep, line, told};
use crate::api::record::moment;
use crate::auth::Caller;
use crate::csv::layout::{self, Column};
use crate::csv::plan::{self, Mode, Plan, Use};
use crate::csv::read::{Entry, Fault, Sheet};
use crate::csv::{MAX_BYTES, MAX_RECORDS};
use crate::error::Error;
use crate::i18n::{self, Locale};
use crate::params::{chosen, filled, items};
use crate::services::app_settings;
use crate::state::AppState;

/// The maximum number of faults that are reported. All faults are counted.
const MAX_FAULTS: usize = 1_000;
/// The number of sample cells of each column.
const SAMPLES: usize = 3;

/// An import in progress.
pub(super) struct Work {
    state: Arc<AppState>,
    access: Access,
    settings: Arc<AppSettings>,
    moment: Moment,
    locale: Locale,
    file: FileKey,
    columns: Option<Vec<String>>,
    mode: Mode,
    key: String,
    sheet: Sheet,
}

/// The result of reading a file.
#[derive(Default)]
struct Outcome {
    records: usize,
    wrong: usize,
    faults: Vec<Fault>,
}

impl Work {
    /// Opens the file and reads its first line.
    pub(super) async fn open(
        state: Arc<AppState>,
        caller: &Caller,
        ask: ImportFile,
    ) -> Result<Self, Error> {
        let id = ask.app.0;
        let access = state.store.access(&caller.actor, id).await?;
        let mode = chosen(ask.mode).unwrap_or_default();
        let may = match mode {
            Mode::Add => access.can_add(),
            Mode::Update => access.can_edit(),
            Mode::Both => access.can_add() && access.can_edit(),
        };
        if !may || !access.can_import() {
            return Err(Error::no_privilege());
        }
        let settings = app_settings::seen(&state.store, &access).await?;
        let moment = moment(&state, caller);
        let file = FileKey(ask.file_key.0);
        let upload = state.store.upload(&file, &caller.actor, moment.now).await?;
        if upload.size > MAX_BYTES {
            return Err(Error::too_large(MAX_BYTES));
        }
        let bytes = state.store.blobs().get(&upload.sha256).await?;
        let sheet = Sheet::open(&bytes, chosen(ask.charset), chosen(ask.separator));
        let sheet = sheet.map_err(|key| Error::invalid_at("fileKey", key, Vec::new()))?;
        Ok(Self {
            state,
            access,
            settings,
            moment,
            locale: caller.locale,
            file,
            columns: ask.columns.map(|codes| items(Some(codes))),
            mode,
            key: filled(ask.key).unwrap_or_default(),
            sheet,
        })
    }

    /// Checks the file: returns how it would be read and all its faults.
    pub(super) async fn check(&self) -> Result<Checked, Error> {
        let uses = self.uses(&layout::columns(&self.settings.fields))?;
        let samples = self.sheet.samples(SAMPLES);
        let shown = self.sheet.headings.iter().zip(samples).zip(&uses);
        let shown = shown.map(|((name, samples), it)| CheckedColumn {
            name: name.clone(),
            samples,
            field: it.code().to_owned(),
        });
        let mut checked = Checked {
            charset: self.sheet.charset,
            separator: self.sheet.separator,
            columns: shown.collect(),
            missing: None,
            records: 0,
            wrong: 0,
            faults: Vec::new(),
        };
        match Plan::new(uses, self.mode, &self.key) {
            Ok(plan) => {
                let mut import = self.begin(false).await?;
                let outcome = self.read(&plan, &mut import, false, |_| {}).await?;
                checked.records = outcome.records;
                checked.wrong = outcome.wrong;
                checked.faults = told(outcome.faults, self.locale);
            }
            Err(key) => checked.missing = Some(i18n::text(self.locale, key, &[])),
        }
        Ok(checked)
    }

    fn uses<'a>(&self, columns: &[Column<'a>]) -> Result<Vec<Use<'a>>, Error> {
        match &self.columns {
            Some(codes) => plan::said(codes, columns)
                .map_err(|(key, code)| Error::invalid_at("columns", key, vec![("field", code)])),
            None => Ok(plan::guess(&self.sheet.headings, columns)),
        }
    }

    /// Returns the plan for reading the file, or an error that names the choice to make first.
    pub(super) fn plan(&self) -> Result<Plan<'_>, Error> {
        let uses = self.uses(&layout::columns(&self.settings.fields))?;
        Plan::new(uses, self.mode, &self.key)
            .map_err(|key| Error::invalid_at("columns", key, Vec::new()))
    }

    async fn begin(&self, writes: bool) -> Result<Import, Error> {
        let store = &self.state.store;
        let begun = store.begin_import(&self.access, &self.moment, writes);
        Ok(begun.await?)
    }

    /// Imports the file and returns the last line of the answer.
    pub(super) async fn run(&self, steps: &mpsc::Sender<Bytes>) -> Result<ImportStep, Error> {
        let plan = self.plan()?;
        let mut import = self.begin(true).await?;
        let outcome = self
            .read(&plan, &mut import, true, |done| {
                // A slow reader misses some progress lines.
                let _ = steps.try_send(line(&ImportStep::Going { done }));
            })
            .await?;
        if outcome.wrong > 0 {
            // Records have changed since the check.
            let message = i18n::text(self.locale, "data.import.nothing_written", &[]);
            let faults = told(outcome.faults, self.locale);
            return Ok(ImportStep::Refused {
                message,
                reasons: Vec::new(),
                faults,
            });
        }
        let committed = self.state.store.commit_import(import, &self.file).await?;
        let Imported { added, changed } = committed;
        Ok(ImportStep::Done { added, changed })
    }

    /// Reads the file in batches. With `writes`, stops after the first batch with a fault.
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
