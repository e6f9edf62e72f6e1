//! Writes records in the form of the REST API, directly from their stored documents and without an
//! intermediate tree.
//!
//! Everything that is the same in every record of a form is prepared once. A value whose stored
//! form equals its output is copied from the document as JSON text.
//! [`ShownRecord`](super::ShownRecord) builds the same output, one value at a time. A test compares
//! the two.

use super::document::{Document, Row, Stored};
use super::entities::Names;
use super::members::{Member, Members, Part};
use super::{Head, Named, instant, result};
use crate::Fields;
use crate::field::Whom;

/// A writer for the records of one form.
#[derive(Debug)]
pub struct Writer<'a> {
    members: Members<'a>,
}

impl<'a> Writer<'a> {
    /// Creates a writer for the fields of a form. `only` limits the output to the members that it
    /// lists.
    pub fn new(fields: &'a Fields, app_code: &'a str, only: Option<&[String]>) -> Self {
        let wanted = |code: &str| only.is_none_or(|only| only.iter().any(|it| it == code));
        let mut members = Members::of(fields.iter().filter(|it| wanted(&it.code)), app_code);
        for (code, kind, part) in [
            ("$id", "__ID__", Part::Id),
            ("$revision", "__REVISION__", Part::Revision),
        ] {
            if wanted(code) {
                members.list.push(Member::new(code, kind, part));
            }
        }
        Self { members }
    }

    /// Reads the requested values of a stored document. Returns an error if the document is
    /// damaged.
    pub fn read<'d>(&self, document: &'d str) -> serde_json::Result<Document<'d>> {
        Document::read(document, &self.members)
    }

    /// Returns the codes of all users, groups and organizations in documents, each with its kind.
    pub fn codes<'s>(
        &'s self,
        documents: impl IntoIterator<Item = &'s Document<'s>>,
    ) -> Vec<(Whom, &'s str)> {
        let mut found = Vec::new();
        for document in documents {
            document.codes(&self.members, &mut found);
        }
        found
    }

    /// Writes a record: `{"type", "value"}` by field code, with `$id` and `$revision`.
    pub fn write(&self, out: &mut String, head: Head<'_>, document: &Document<'_>, names: &Names) {
        self.members.write(out, head, document, names);
    }
}

impl Members<'_> {
    fn write(&self, out: &mut String, head: Head<'_>, document: &Document<'_>, names: &Names) {
        list(
            out,
            ['{', '}'],
            document.zip(self),
            |out, (member, kept)| {
                out.push_str(&member.start);
                member.part.write(out, head, kept, names);
                out.push('}');
            },
        );
    }
}

impl Part<'_> {
    fn write(&self, out: &mut String, head: Head<'_>, kept: Option<&Stored<'_>>, names: &Names) {
        match (self, kept) {
            (Self::Id | Self::RecordNumber(""), _) => quote(out, &head.id.to_string()),
            (Self::Revision, _) => quote(out, &head.revision.to_string()),
            (Self::RecordNumber(app), _) => quote(out, &format!("{app}-{}", head.id)),
            (Self::Creator, _) => person(out, head.creator.named()),
            (Self::Modifier, _) => person(out, head.modifier.named()),
            (Self::CreatedTime, _) => quote(out, &instant(head.created)),
            (Self::UpdatedTime, _) => quote(out, &instant(head.updated)),
            (Self::Same { .. }, Some(Stored::Same(json))) => out.push_str(json),
            (Self::Same { empty }, _) => out.push_str(empty),
            (Self::Result(field), Some(Stored::Result(kept))) => {
                quote(out, &result::shown(field, &kept.0));
            }
            (Self::Result(_), _) => quote(out, ""),
            (Self::Codes(whom), Some(Stored::Codes(codes))) => {
                list(out, ['[', ']'], codes, |out, code| {
                    let code = &*code.0;
                    let name = names.get(*whom, code).unwrap_or(code);
                    person(out, Named { code, name });
                });
            }
            (Self::Table(cells), Some(Stored::Rows(rows))) => {
                list(out, ['[', ']'], rows, |out, Row { id, cells: values }| {
                    out.push_str("{\"id\":");
                    quote(out, &id.to_string());
                    out.push_str(",\"value\":");
                    cells.write(out, head, values, names);
                    out.push('}');
                });
            }
            (Self::Codes(_) | Self::Table(_), _) => out.push_str("[]"),
        }
    }
}

fn person(out: &mut String, person: Named<'_>) {
    out.push_str("{\"code\":");
    quote(out, person.code);
    out.push_str(",\"name\":");
    quote(out, person.name);
    out.push('}');
}

/// Writes items with commas between them.
fn list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(close);
}

/// Writes a text as JSON. Most texts contain nothing to escape, and those are copied.
fn quote(out: &mut String, text: &str) {
    if text
        .bytes()
        .any(|byte| byte < b' ' || byte == b'"' || byte == b'\\')
    {
        out.push_str(&serde_json::Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}
