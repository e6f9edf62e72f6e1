//! Files inside values: uploads become files of the record, files that left are let go.

use std::collections::HashMap;

use plugdock_schema::value::{Kept, file_keys};
use plugdock_schema::{Field, FieldType, FileKey, Millis, RecordId};
use serde_json::{Value, json};

use super::Open;
use crate::{Access, Result, attachments};

impl Open {
    /// Every file key in `kept` that `old` does not have is an upload of the caller's and becomes a file of
    /// the record; those that only `old` has are let go. [`crate::Error::NoFile`] for a key that is
    /// neither. True when `kept` changed.
    pub(super) async fn settle_files(
        &mut self,
        access: &Access,
        record: RecordId,
        old: &Kept,
        kept: &mut Kept,
        now: Millis,
    ) -> Result<bool> {
        let app = self.live.app;
        let (mut had, mut wanted) = (Vec::new(), Vec::new());
        for field in self.live.fields.iter() {
            let id = field.id.to_string();
            had.extend(file_keys(field, old.get(&id)));
            wanted.extend(file_keys(field, kept.get(&id)));
        }
        let mut known = HashMap::new();
        for field in self.live.fields.iter() {
            collect(field, old.get(&field.id.to_string()), &mut known);
        }
        for key in had.iter().filter(|key| !wanted.contains(key)) {
            attachments::detach(&mut self.tx, app, record, key).await?;
        }
        for key in &wanted {
            if known.contains_key(key) {
                continue;
            }
            let (new, upload) = attachments::attach(&mut self.tx, key, access, record, now).await?;
            let file = json!({
                "fileKey": new.as_str(),
                "name": upload.name,
                "contentType": upload.content_type,
                "size": upload.size.to_string(),
            });
            known.insert(key.clone(), file);
        }
        for field in self.live.fields.iter() {
            if let Some(value) = kept.get_mut(&field.id.to_string()) {
                fill(field, value, &known);
            }
        }
        Ok(!wanted.is_empty())
    }

    /// Lets go of all files of a record that is deleted.
    pub(super) async fn drop_files(&mut self, record: RecordId, kept: &Kept) -> Result<()> {
        let fields = self.live.fields.iter();
        let keys: Vec<FileKey> = fields
            .flat_map(|field| file_keys(field, kept.get(&field.id.to_string())))
            .collect();
        for key in &keys {
            attachments::detach(&mut self.tx, self.live.app, record, key).await?;
        }
        Ok(())
    }
}

/// The files of a kept value by their keys.
fn collect(field: &Field, kept: Option<&Value>, known: &mut HashMap<FileKey, Value>) {
    let items = kept.and_then(Value::as_array).into_iter().flatten();
    match field.kind {
        FieldType::File => {
            for file in items {
                let key = file["fileKey"].as_str().map(FileKey::from);
                known.extend(key.map(|key| (key, file.clone())));
            }
        }
        FieldType::Subtable => {
            for row in items {
                for inner in &field.fields {
                    collect(inner, row["value"].get(inner.id.to_string()), known);
                }
            }
        }
        _ => {}
    }
}

/// Puts whole files where only keys stand.
fn fill(field: &Field, kept: &mut Value, known: &HashMap<FileKey, Value>) {
    let Some(items) = kept.as_array_mut() else {
        return;
    };
    match field.kind {
        FieldType::File => {
            for file in items {
                let key = file["fileKey"].as_str().map(FileKey::from);
                if let Some(whole) = key.and_then(|key| known.get(&key)) {
                    *file = whole.clone();
                }
            }
        }
        FieldType::Subtable => {
            for row in items {
                for inner in &field.fields {
                    if let Some(cell) = row["value"].get_mut(inner.id.to_string()) {
                        fill(inner, cell, known);
                    }
                }
            }
        }
        _ => {}
    }
}
