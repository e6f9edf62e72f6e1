//! The views among which a list can be looked at.

use plugdock_schema::Field;
use plugdock_schema::field::Source;
use plugdock_store::Settings;
use serde_json::Value;

use crate::pages::boot::ViewKind;
use crate::pages::layout::View;
use crate::pages::record::Place;

/// The view that every app has; its number is the vendor's.
pub(super) const EVERYTHING: i64 = 20;

/// A view of the list, as `views.json` keeps it, or the one that shows everything.
pub(super) struct ListView {
    pub(super) id: i64,
    pub(super) name: String,
    /// Field codes of the columns.
    pub(super) columns: Vec<String>,
    pub(super) filter: String,
    pub(super) sort: String,
    pub(super) way: Way,
}

/// How a view shows its records.
pub(super) enum Way {
    List,
    /// Field codes: where a record stands, and what is written there.
    Calendar {
        date: String,
        title: String,
    },
    /// The app's own HTML, which scripts fill.
    Custom {
        html: String,
        pager: bool,
    },
}

impl Way {
    /// As events call it (B7.4).
    pub(super) fn kind(&self) -> ViewKind {
        match self {
            Self::List => ViewKind::List,
            Self::Calendar { .. } => ViewKind::Calendar,
            Self::Custom { .. } => ViewKind::Custom,
        }
    }
}

/// The views that the place can show, in their order, then the one that shows everything.
pub(super) fn of(view: &View, settings: &Settings, place: Place) -> Vec<ListView> {
    let mut found: Vec<(i64, ListView)> = settings
        .views
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, it)| !(place.is_mobile() && it["device"] == "DESKTOP"))
        .map(|(name, it)| (number(&it["index"]), read(name, it)))
        .collect();
    found.sort_by_key(|(index, shown)| (*index, shown.id));
    let mut views: Vec<ListView> = found.into_iter().map(|(_, shown)| shown).collect();
    views.push(everything(view, settings));
    views
}

fn read(name: &str, it: &Value) -> ListView {
    let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
    let columns = it["fields"].as_array().into_iter().flatten();
    ListView {
        id: number(&it["id"]),
        name: name.to_owned(),
        columns: columns
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        filter: text("filterCond"),
        sort: text("sort"),
        way: match it["type"].as_str() {
            Some("CALENDAR") => Way::Calendar {
                date: text("date"),
                title: text("title"),
            },
            Some("CUSTOM") => Way::Custom {
                html: text("html"),
                pager: it["pager"].as_bool().unwrap_or(true),
            },
            _ => Way::List,
        },
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::String(digits) => digits.parse().unwrap_or(0),
        value => value.as_i64().unwrap_or(0),
    }
}

fn everything(view: &View, settings: &Settings) -> ListView {
    // The number first, then what the app is about, then who and when.
    let place = |field: &Field| match field.kind.source() {
        Source::Number => 0,
        _ if !field.kind.is_built_in() => 1,
        _ => 2,
    };
    let mut fields: Vec<&Field> = settings
        .fields
        .iter()
        .filter(|field| field.kind.has_value())
        .collect();
    fields.sort_by_key(|field| place(field));
    ListView {
        id: EVERYTHING,
        name: view.t("index.everything"),
        columns: fields.into_iter().map(|field| field.code.clone()).collect(),
        filter: String::new(),
        sort: String::new(),
        way: Way::List,
    }
}
