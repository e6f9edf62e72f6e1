//! What the runtime learns at a page's start, and the order in which a page's scripts stand (R46).

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use plugdock_package::{PluginId, Source};
use plugdock_schema::field::Properties;
use plugdock_schema::layout::Layout;
use plugdock_schema::{AppId, FieldId, Fields, RecordId};
use plugdock_store::records::Record;
use plugdock_store::{Plugin, User};
use serde::Serialize;
use utoipa::ToSchema;

use super::assets;
use super::layout::View;
use super::record::form::Shows;
use crate::i18n::Locale;
use crate::services::shapes::{FieldProperty, FieldValue, LayoutRow, ListedRecords};

/// The JSON of `#plugdock-boot`. Every key is always there, null where there is nothing to say.
/// Credentials are never in it (R04): it is made from settings, which hold none.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Boot<'a> {
    pub(crate) page: PageKind,
    pub(crate) mobile: bool,
    pub(crate) preview: bool,
    /// A folder of `locales/`.
    #[schema(value_type = String)]
    pub(crate) locale: Locale,
    pub(crate) csrf: &'a str,
    /// The absolute public origin, without a slash at its end.
    pub(crate) origin: String,
    /// What `kintone.getLoginUser()` answers.
    pub(crate) user: LoginUser<'a>,
    pub(crate) app: Option<AppBoot<'a>>,
    /// The plug-ins enabled on this page, by ID; on a settings page only its own, with the preview's config.
    pub(crate) plugins: BTreeMap<&'a str, PluginBoot<'a>>,
    pub(crate) settings_plugin: Option<&'a str>,
    pub(crate) index: Option<IndexBoot<'a>>,
    pub(crate) record: Option<RecordBoot<'a>>,
    /// `properties` as `form/fields.json` answers them.
    #[schema(value_type = Option<BTreeMap<String, FieldProperty>>)]
    pub(crate) fields: Option<Properties>,
    #[schema(value_type = Option<Vec<LayoutRow>>)]
    pub(crate) layout: Option<&'a Layout>,
    /// The numbers of the fields by code, those in tables included: they stand in the classes of elements.
    #[schema(value_type = Option<BTreeMap<String, i64>>)]
    pub(crate) field_ids: Option<BTreeMap<&'a str, FieldId>>,
}

/// The pages the runtime tells apart (R27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PageKind {
    Index,
    Detail,
    Create,
    Edit,
    Print,
    Report,
    Import,
    Export,
    Settings,
}

/// `kintone.getLoginUser()`; what we do not keep is empty.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginUser<'a> {
    id: String,
    code: &'a str,
    name: &'a str,
    email: &'a str,
    url: &'static str,
    employee_number: &'static str,
    phone: &'static str,
    mobile_phone: &'static str,
    extension_number: &'static str,
    timezone: &'a str,
    is_guest: bool,
    #[schema(value_type = String)]
    language: Locale,
}

/// The app of the page.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppBoot<'a> {
    #[schema(value_type = i64)]
    pub(crate) id: AppId,
    pub(crate) name: &'a str,
    pub(crate) code: &'a str,
}

/// A plug-in of the page.
#[derive(Serialize, ToSchema)]
pub(crate) struct PluginBoot<'a> {
    name: &'a str,
    config: BTreeMap<&'a str, &'a str>,
}

/// A list of records: what `index.show` tells of it, and what the getters answer (B7.4).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IndexBoot<'a> {
    pub(crate) view_id: i64,
    pub(crate) view_name: &'a str,
    pub(crate) view_type: ViewKind,
    /// The whole query, with order, limit and offset.
    pub(crate) query: &'a str,
    /// Its condition alone.
    pub(crate) condition: &'a str,
    /// Null in a calendar, like `size`.
    pub(crate) offset: Option<usize>,
    pub(crate) size: Option<usize>,
    /// The month of a calendar, `YYYY-MM`.
    pub(crate) date: Option<String>,
    #[schema(value_type = ListedRecords)]
    pub(crate) records: IndexRecords<'a>,
}

/// How a view shows its records, as events call it (B7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ViewKind {
    List,
    Calendar,
    Custom,
}

/// The records of a list; of a calendar by day, `YYYY-MM-DD`.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum IndexRecords<'a> {
    List(&'a [Record]),
    Days(BTreeMap<String, Vec<&'a Record>>),
}

/// The record of the page; on a page that makes a new one it has no number yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordBoot<'a> {
    #[schema(value_type = Option<i64>)]
    pub(crate) id: Option<RecordId>,
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    pub(crate) record: Shows<'a>,
}

impl<'a> LoginUser<'a> {
    pub(crate) fn new(user: &'a User, locale: Locale) -> Self {
        Self {
            id: user.id.to_string(),
            code: &user.login,
            name: &user.name,
            email: &user.email,
            url: "",
            employee_number: "",
            phone: "",
            mobile_phone: "",
            extension_number: "",
            timezone: &user.timezone,
            is_guest: false,
            language: locale,
        }
    }
}

/// A plug-in that runs on a page: what it is, what was saved for it, which of its lists is meant.
pub(crate) struct Running<'a> {
    pub(crate) plugin: &'a Plugin,
    pub(crate) config: BTreeMap<&'a str, &'a str>,
    pub(crate) js: &'a [Source],
    pub(crate) css: &'a [Source],
}

impl Running<'_> {
    fn url(&self, source: &Source) -> String {
        match source {
            Source::Url(url) => url.clone(),
            Source::File(path) => assets::plugin_url(self.plugin, path),
        }
    }
}

/// The plug-ins by ID, as the boot block has them.
pub(crate) fn by_id<'a>(
    running: &'a [Running<'a>],
    locale: Locale,
) -> BTreeMap<&'a str, PluginBoot<'a>> {
    running
        .iter()
        .map(|run| {
            let boot = PluginBoot {
                name: run.plugin.manifest.name.get(locale.as_str()),
                config: run.config.clone(),
            };
            (run.plugin.id.as_str(), boot)
        })
        .collect()
}

/// The numbers that stand in the classes of elements (B11.4), by field code.
pub(crate) fn field_ids(fields: &Fields) -> BTreeMap<&str, FieldId> {
    fields
        .iter()
        .flat_map(|field| std::iter::once(field).chain(&field.fields))
        .map(|field| (field.code.as_str(), field.id))
        .collect()
}

/// Plug-ins' style sheets for the head, in the order of the plug-ins and of their manifests (R46).
pub(crate) fn styles(running: &[Running<'_>]) -> Markup {
    html! {
        @for run in running {
            @for source in run.css { link rel="stylesheet" href=(run.url(source)); }
        }
    }
}

/// Boot block and runtime: before any plug-in, classic and synchronous.
pub(crate) fn runtime(boot: &Boot<'_>) -> Markup {
    html! {
        script type="application/json" id="plugdock-boot" { (PreEscaped(json(boot))) }
        script src=(plugdock_web::url::RUNTIME_JS) {}
    }
}

/// The app's own style sheets, before those of plug-ins (R46).
pub(crate) fn own_styles(urls: &[String]) -> Markup {
    html! { @for url in urls { link rel="stylesheet" href=(url); } }
}

/// The app's own scripts, before those of plug-ins and like them classic and synchronous (R46).
pub(crate) fn own_scripts(urls: &[String]) -> Markup {
    html! { @for url in urls { script src=(url) {} } }
}

/// Each plug-in's files in the order of its manifest, `kintone.$PLUGIN_ID` set before them (R46, B4.1).
pub(crate) fn scripts(view: &View, running: &[Running<'_>]) -> Markup {
    html! {
        @for run in running {
            (plugin_id(view, &run.plugin.id))
            @for source in run.js {
                // The runtime blames an exception on the plug-in that the tag names (R46).
                script src=(run.url(source)) data-pd-plugin=(run.plugin.id) {}
            }
        }
    }
}

/// The page's own script: last, it starts the events.
pub(crate) fn start() -> Markup {
    html! { script src=(plugdock_web::url::PAGE_JS) {} }
}

/// An ID is 32 letters, so nothing of it can leave the string.
fn plugin_id(view: &View, id: &PluginId) -> Markup {
    html! { script nonce=(view.nonce) { (PreEscaped(format!("kintone.$PLUGIN_ID=\"{id}\";"))) } }
}

/// JSON that can stand in a script element: no `<`, so neither `</script>` nor `<!--` (T75).
fn json(boot: &Boot<'_>) -> String {
    serde_json::to_string(boot)
        .expect("keys are strings")
        .replace('<', "\\u003c")
}

#[cfg(test)]
mod document;
