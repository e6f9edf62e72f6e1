//! Rich text: HTML that is sanitized when it is read.

use serde_json::Value as Json;

use super::definition::Definition;
use super::facts::Look;
use super::{operators, text};
use crate::Field;
use crate::field::property::{DEFAULT_TEXT, NO_LABEL, REQUIRED};
use crate::place::Place;
use crate::rich::{clean, plain};
use crate::text::fold;
use crate::value::{Reader, Shown, Value};

pub(super) const RICH: Definition = Definition {
    settings: &[NO_LABEL, REQUIRED, DEFAULT_TEXT],
    read,
    searched: Some(searched),
    operators: operators::LIKE,
    display,
    look: Look::Rich,
    formula: None,
    copies_to: &[],
    in_list: false,
    ..text::MULTI_LINE
};

// T75: Stored HTML is already safe, so nothing can run wherever our pages or a plug-in show it.
fn read(reader: &mut Reader<'_>, field: &Field, value: &Json, at: &Place<'_>) -> Option<Value> {
    reader.single(value, at, |html| text::within(field, clean(html)))
}

fn searched(value: &Value) -> Option<String> {
    value.text().map(|html| fold(&plain(&html)))
}

fn display(value: &Shown<'_>, _: &Field, _: i32) -> String {
    plain(&value.text().unwrap_or_default())
}
