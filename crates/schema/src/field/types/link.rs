//! Links: a URL, a telephone number or an email address.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::Look;
use super::{FieldType, text};
use crate::Field;
use crate::field::property::{DEFAULT_TEXT, NO_LABEL, REQUIRED, Shape, UNIQUE};
use crate::place::Place;
use crate::problem::Wrong;
use crate::value::{Reader, Value};

pub(super) const LINK: Definition = Definition {
    settings: &[
        NO_LABEL,
        REQUIRED,
        UNIQUE,
        ("protocol", Shape::OneOf(&["WEB", "CALL", "MAIL"])),
        ("minLength", Shape::Count),
        ("maxLength", Shape::Count),
        DEFAULT_TEXT,
    ],
    read,
    look: Look::Link,
    copies_to: &[FieldType::SingleLineText, FieldType::MultiLineText],
    told: false,
    ..text::SINGLE_LINE
};

fn read(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |text| {
        if is_link(field.text("protocol"), text) {
            text::within(field, text.to_owned())
        } else {
            Err(Wrong::LinkFormat)
        }
    })
}

/// Returns true if a page may turn the text into a link. Other schemes, above all `javascript:`,
/// are refused.
fn is_link(protocol: &str, text: &str) -> bool {
    if text.contains(|sign: char| sign.is_control()) {
        return false;
    }
    match protocol {
        "MAIL" => text.contains('@') && !text.contains(char::is_whitespace),
        "CALL" => text
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || "+-*#().;= ".contains(sign)),
        _ => {
            let lower = text.to_ascii_lowercase();
            ["http://", "https://", "ftp://"]
                .iter()
                .any(|scheme| lower.starts_with(scheme))
        }
    }
}
