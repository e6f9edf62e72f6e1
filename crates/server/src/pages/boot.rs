//! The data that the runtime reads when a page starts, and the order of a page's scripts (R46).

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};
use plugdock_package::{PluginId, Source};
use plugdock_schema::field::Properties;
use plugdock_schema::layout::Layout;
use plugdock_schema::{AppId, FieldId, Fields, RecordId};
use plugdock_store::records::{Record, RecordCan};
use plugdock_store::{Access, Plugin, User};
use serde::Serialize;
use utoipa::ToSchema;

use super::assets;
use super::layout::View;
use super::record::form::Shows;
use crate::i18n::Locale;
use crate::services::shapes::{FieldProperty, FieldValue, LayoutRow, ListedRecords};

/// The JSON of `#plugdock-boot`. Every key is always present, and null if it has no value. It never
/// contains credentials (R04), because it is built from settings that hold none.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Boot<'a> {
    pub(crate) page: PageKind,
    pub(crate) mobile: bool,
    pub(crate) preview: bool,
    /// The name of a folder in `locales/`.
    #[schema(value_type = String)]
    pub(crate) locale: Locale,
    pub(crate) csrf: &'a str,
    /// The absolute public origin, without a trailing slash.
    pub(crate) origin: String,
    /// The answer of `kintone.getLoginUser()`.
    pub(crate) user: LoginUser<'a>,
    pub(crate) app: Option<AppBoot<'a>>,
    /// The enabled plug-ins of this page by ID. A settings page has only its own plug-in, with the
    /// preview config.
    pub(crate) plugins: BTreeMap<&'a str, PluginBoot<'a>>,
    pub(crate) settings_plugin: Option<&'a str>,
    pub(crate) index: Option<IndexBoot<'a>>,
    pub(crate) record: Option<RecordBoot<'a>>,
    /// The `properties` in the format of `form/fields.json`.
    #[schema(value_type = Option<BTreeMap<String, FieldProperty>>)]
    pub(crate) fields: Option<Properties>,
    #[schema(value_type = Option<Vec<LayoutRow>>)]
    pub(crate) layout: Option<&'a Layout>,
    /// The IDs of the fields by code, including fields in tables. The classes of elements contain
    /// them.
    #[schema(value_type = Option<BTreeMap<String, i64>>)]
    pub(crate) field_ids: Option<BTreeMap<&'a str, FieldId>>,
    /// The codes of the fields that the user may see and not change on this page, also inside
    /// tables.
    pub(crate) read_only: Vec<String>,
}

/// The kinds of pages that the runtime distinguishes (R27).
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

/// The answer of `kintone.getLoginUser()`. Data that this server does not store is empty.
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
    pub(crate) permissions: MayInApp,
}

/// The answer of `kintone.app.getPermissions()`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MayInApp {
    add_record: bool,
    edit_app: bool,
}

impl MayInApp {
    pub(crate) fn of(access: &Access) -> Self {
        Self {
            add_record: access.can_add(),
            edit_app: access.can_manage(),
        }
    }
}

/// The answer of `kintone.app.record.getPermissions()`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MayWithRecord {
    edit_record: bool,
    delete_record: bool,
}

impl From<RecordCan> for MayWithRecord {
    fn from(can: RecordCan) -> Self {
        Self {
            edit_record: can.edit,
            delete_record: can.delete,
        }
    }
}

/// A plug-in of the page.
#[derive(Serialize, ToSchema)]
pub(crate) struct PluginBoot<'a> {
    name: &'a str,
    config: BTreeMap<&'a str, &'a str>,
}

/// A list of records: the data of the `index.show` event and of the getters (B7.4).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IndexBoot<'a> {
    pub(crate) view_id: i64,
    pub(crate) view_name: &'a str,
    pub(crate) view_type: ViewKind,
    /// The whole query, with its order, limit and offset.
    pub(crate) query: &'a str,
    /// Only the condition of the query.
    pub(crate) condition: &'a str,
    /// The offset of the first record. Null in a calendar, as is `size`.
    pub(crate) offset: Option<usize>,
    pub(crate) size: Option<usize>,
    /// The month of a calendar in the form `YYYY-MM`.
    pub(crate) date: Option<String>,
    #[schema(value_type = ListedRecords)]
    pub(crate) records: IndexRecords<'a>,
}

/// The kind of a view, as events name it (B7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ViewKind {
    List,
    Calendar,
    Custom,
}

/// The records of a list, or the records of a calendar by day in the form `YYYY-MM-DD`.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum IndexRecords<'a> {
    List(&'a [Record]),
    Days(BTreeMap<String, Vec<&'a Record>>),
}

/// The record of the page. A page for a new record has no ID yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordBoot<'a> {
    #[schema(value_type = Option<i64>)]
    pub(crate) id: Option<RecordId>,
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    pub(crate) record: Shows<'a>,
    /// Null on pages other than a record's own page.
    pub(crate) permissions: Option<MayWithRecord>,
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

/// A plug-in that runs on a page, with its saved config and its lists of files for this kind of
/// page.
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

/// Returns the plug-ins by ID, in the format of the boot data.
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

/// Returns the field IDs by field code. Element classes contain these IDs.
pub(crate) fn field_ids(fields: &Fields) -> BTreeMap<&str, FieldId> {
    fields
        .iter()
        .flat_map(|field| std::iter::once(field).chain(&field.fields))
        .map(|field| (field.code.as_str(), field.id))
        .collect()
}

/// Renders the plug-ins' style sheets for the head, in the order of the plug-ins and of their
/// manifests (R46).
pub(crate) fn styles(running: &[Running<'_>]) -> Markup {
    html! {
        @for run in running {
            @for source in run.css { link rel="stylesheet" href=(run.url(source)); }
        }
    }
}

/// Renders the boot data and the runtime. The runtime is a classic synchronous script that comes
/// before all plug-ins.
pub(crate) fn runtime(boot: &Boot<'_>) -> Markup {
    html! {
        script type="application/json" id="plugdock-boot" { (PreEscaped(json(boot))) }
        script src=(plugdock_web::url::RUNTIME_JS) {}
    }
}

/// Renders the app's own style sheets, which come before those of plug-ins (R46).
pub(crate) fn own_styles(urls: &[String]) -> Markup {
    html! { @for url in urls { link rel="stylesheet" href=(url); } }
}

/// Renders the app's own scripts. They are classic synchronous scripts and come before those of
/// plug-ins (R46).
pub(crate) fn own_scripts(urls: &[String]) -> Markup {
    html! { @for url in urls { script src=(url) {} } }
}

/// Renders each plug-in's files in the order of its manifest. A script before them sets
/// `kintone.$PLUGIN_ID` (R46, B4.1).
pub(crate) fn scripts(view: &View, running: &[Running<'_>]) -> Markup {
    html! {
        @for run in running {
            (plugin_id(view, &run.plugin.id))
            @for source in run.js {
                // The runtime attributes an exception to the plug-in that the tag names (R46).
                script src=(run.url(source)) data-pd-plugin=(run.plugin.id) {}
            }
        }
    }
}

/// Renders the page's own script. It comes last and starts the events.
pub(crate) fn start() -> Markup {
    html! { script src=(plugdock_web::url::PAGE_JS) {} }
}

/// Renders the script that sets the plug-in's ID. An ID has 32 letters, so it cannot end the
/// string.
fn plugin_id(view: &View, id: &PluginId) -> Markup {
    html! { script nonce=(view.nonce) { (PreEscaped(format!("kintone.$PLUGIN_ID=\"{id}\";"))) } }
}

/// Returns JSON for a script element. It contains no `<`, and so neither `</script>` nor `<!--`
/// (T75).
fn json(boot: &Boot<'_>) -> String {
    serde_json::to_string(boot)
        .expect("keys are strings")
        .replace('<', "\\u003c")
}

#[cfg(test)]
mod document;
