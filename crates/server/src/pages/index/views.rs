//! The views among which a list can be looked at.

use plugdock_schema::Field;
use plugdock_schema::field::Source;
use plugdock_schema::views::{self, Device, Kind};
use plugdock_store::AppSettings;

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
pub(super) fn of(view: &View, settings: &AppSettings, place: Place) -> Vec<ListView> {
    let offered = |it: &&views::View| !place.is_mobile() || !is_for_desktops(it);
    let offered = settings.views.iter().filter(offered);
    let mut found: Vec<ListView> = offered.map(read).collect();
    found.push(everything(view, settings));
    found
}

fn is_for_desktops(view: &views::View) -> bool {
    matches!(view.kind, Kind::Custom { device, .. } if device == Device::Desktop)
}

fn read(view: &views::View) -> ListView {
    let (columns, way) = match view.kind.clone() {
        Kind::List { fields } => (fields, Way::List),
        Kind::Calendar { date, title } => (Vec::new(), Way::Calendar { date, title }),
        Kind::Custom { html, pager, .. } => (Vec::new(), Way::Custom { html, pager }),
    };
    ListView {
        id: view.id,
        name: view.name.clone(),
        columns,
        filter: view.filter.clone(),
        sort: view.sort.clone(),
        way,
    }
}

fn everything(view: &View, settings: &AppSettings) -> ListView {
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
