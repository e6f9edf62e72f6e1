//! The views of a list.

use maud::{Markup, PreEscaped, html};
use plugdock_schema::Field;
use plugdock_schema::field::Source;
use plugdock_schema::views::{self, Device, Kind};
use plugdock_store::AppSettings;

use super::List;
use crate::pages::boot::ViewKind;
use crate::pages::fragment;
use crate::pages::layout::View;
use crate::pages::record::Place;

/// The ID of the view that every app has, as in Kintone.
pub(super) const EVERYTHING: i64 = 20;

/// A view of the list from `views.json`, or the view of all records.
pub(super) struct ListView {
    pub(super) id: i64,
    pub(super) name: String,
    /// The field codes of the columns.
    pub(super) columns: Vec<String>,
    pub(super) filter: String,
    pub(super) sort: String,
    pub(super) way: Way,
}

/// The way in which a view shows its records.
pub(super) enum Way {
    List,
    /// A calendar, with the codes of the field for the day and of the field for the text.
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
    /// Returns the kind of the view as events name it (B7.4).
    pub(super) fn kind(&self) -> ViewKind {
        match self {
            Self::List => ViewKind::List,
            Self::Calendar { .. } => ViewKind::Calendar,
            Self::Custom { .. } => ViewKind::Custom,
        }
    }
}

/// Returns the views that the place can show, in their order, followed by the view of all records.
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
    // The record number comes first, then the app's own fields, then the built-in ones.
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

/// Renders the HTML of a custom view, which scripts fill with content, in the element that plug-ins
/// look for. Only system administrators may change it (R50). Scripts in the HTML do not run. It is as
/// trusted as the app's plug-ins, because the same people choose both.
pub(super) fn custom_area(list: &List<'_>, html: &str) -> Markup {
    let class = list
        .opened
        .place
        .is_mobile()
        .then_some("gaia-mobile-app-customview");
    html! {
        div class=[class] {
            div class="pd-custom gaia-app-indexview-customview-html" { (PreEscaped(fragment::inert(html))) }
        }
    }
}
