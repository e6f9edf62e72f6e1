//! Files inside values. New uploads become files of the record, and removed files are detached from
//! it.

use std::collections::HashMap;

use plugdock_schema::value::{About, File, Value, Values, file_keys};
use plugdock_schema::{FileKey, Millis, RecordId};

use super::Open;
use crate::{Access, Result, attachments};

impl Open {
    /// Attaches the new files of `values` and detaches the files that only `old` has. A key that
    /// `old` does not have must be an upload of the caller. Returns true if `values` has any files,
    /// because their values are completed.
    ///
    /// # Errors
    /// [`crate::Error::NoFile`] for a key that is neither in `old` nor an upload of the caller.
    pub(super) async fn settle_files(
        &mut self,
        access: &Access,
        record: RecordId,
        old: &Values,
        values: &mut Values,
        now: Millis,
    ) -> Result<bool> {
        let app = self.live.app;
        let (had, wanted) = (self.files(old), self.files(values));
        let mut known: HashMap<FileKey, File> = HashMap::new();
        for field in self.live.fields.iter() {
            let files = old.get(field.id).into_iter().flat_map(Value::all_files);
            known.extend(files.map(|file| (file.key.clone(), file.clone())));
        }
        for key in had.iter().filter(|key| !wanted.contains(key)) {
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
