//! Files inside values. New uploads become files of the record, and removed files are detached from
//! it.

use std::collections::{BTreeSet, HashMap};

use plugdock_schema::value::{About, File, Value, Values, file_keys};
use plugdock_schema::{Field, FieldId, FileKey, Millis, RecordId};

use super::Open;
use crate::{Access, Result, attachments};

impl Open {
    /// Attaches the new files of `values` and detaches the files that only `old` has. A key that
    /// `old` does not have must be an upload of the caller. Returns true if `values` has any files,
    /// because their values are completed.
    ///
    /// `hidden` are the fields that the caller may not see. Their files stay there: the caller may
    /// not move one into a field that shows it.
    ///
    /// # Errors
    /// [`crate::Error::NoFile`] for a key that is neither in `old` nor an upload of the caller.
    pub(super) async fn settle_files(
        &mut self,
        access: &Access,
        record: RecordId,
        old: &Values,
        values: &mut Values,
        hidden: &BTreeSet<FieldId>,
        now: Millis,
    ) -> Result<bool> {
        let app = self.live.app;
        let (had, kept) = (self.files(old), self.files(values));
        let keys = self.files_outside(values, hidden);
        let wanted: Vec<FileKey> = keys.into_iter().map(|file| file.key.clone()).collect();
        let mut known: HashMap<FileKey, File> = HashMap::new();
        for file in self.files_outside(old, hidden) {
            known.insert(file.key.clone(), file.clone());
        }
        for key in had.iter().filter(|key| !kept.contains(key)) {
            attachments::detach(&mut self.tx, app, record, key).await?;
        }
        for key in &wanted {
            if known.contains_key(key) {
                continue;
            }
            let (new, upload) = attachments::attach(&mut self.tx, key, access, record, now).await?;
            let about = About {
                name: upload.name,
                content_type: upload.content_type,
                size: upload.size,
            };
            let file = File {
                key: new,
                about: Some(about),
            };
            known.insert(key.clone(), file);
        }
        for field in self.live.fields.iter() {
            if let Some(value) = values.get_mut(field.id) {
                fill(value, &known);
            }
        }
        Ok(!wanted.is_empty())
    }

    /// Detaches all files of a record that is being deleted.
    pub(super) async fn drop_files(&mut self, record: RecordId, values: &Values) -> Result<()> {
        for key in &self.files(values) {
            attachments::detach(&mut self.tx, self.live.app, record, key).await?;
        }
        Ok(())
    }

    /// Returns the files in all fields but these, also inside tables.
    pub(super) fn files_outside<'v>(
        &self,
        values: &'v Values,
        hidden: &BTreeSet<FieldId>,
    ) -> Vec<&'v File> {
        let mut files = Vec::new();
        for (field, table) in self.live.fields.all() {
            let is_hidden = |field: &Field| hidden.contains(&field.id);
            if is_hidden(field) || table.is_some_and(is_hidden) {
                continue;
            }
            let Some(table) = table else {
                files.extend(values.get(field.id).map(Value::files).unwrap_or_default());
                continue;
            };
            let cells = values.rows(table.id).iter();
            let cells = cells.filter_map(|row| row.cells.get(field.id));
            files.extend(cells.flat_map(Value::files));
        }
        files
    }

    fn files(&self, values: &Values) -> Vec<FileKey> {
        let fields = self.live.fields.iter();
        fields
            .flat_map(|field| file_keys(values.get(field.id)))
            .collect()
    }
}

/// Completes the files of a value that consist of a key only.
fn fill(value: &mut Value, known: &HashMap<FileKey, File>) {
    for file in value.all_files_mut() {
        if let Some(whole) = known.get(&file.key) {
            *file = whole.clone();
        }
    }
}
