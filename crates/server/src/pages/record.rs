//! What list and detail share: the app as it stands, the plug-ins that run, values as people read them.

use std::collections::BTreeMap;

use maud::{Markup, html};
use plugdock_store::fields::{Field, FieldType, display};
use plugdock_store::{Access, AppId, Plugin, PluginQuery, Settings};
use serde_json::Value;

use super::boot::{self, AppBoot, Boot, LoginUser, PageKind, Running};
use super::layout::{Kind, Page, View};
use super::{PageSession, parts};
use crate::error::Error;

/// Under which settings a record page stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The deployed ones.
    Live,
    /// Those that wait, for who manages the app (R40).
    Preview,
}

impl Place {
    /// Where the app's pages are.
    pub(crate) fn base(self, app: AppId) -> String {
        match self {
            Self::Live => format!("/k/{app}/"),
            Self::Preview => format!("/k/admin/preview/{app}/"),
        }
    }
}

/// An app that the user may see, under the settings of the place.
pub(crate) struct Opened {
    pub(crate) access: Access,
    pub(crate) settings: Settings,
    pub(crate) place: Place,
    plugins: Vec<Plugin>,
}

impl Opened {
    /// Opens `app` for who looks; a page of an app that was never deployed does not exist.
    pub(crate) async fn new(
        session: &PageSession,
        app: AppId,
        place: Place,
    ) -> Result<Self, Error> {
        let store = &session.app.store;
        let access = store.access(session.actor(), app).await?;
        let found = store.app(app).await?.ok_or_else(|| Error::no_app(&app))?;
        let revision = match place {
            Place::Live if access.can_view() => found.live.ok_or_else(|| Error::no_app(&app))?,
            Place::Preview if access.can_manage() => found.preview,
            _ => return Err(Error::no_privilege()),
        };
        let settings = store
            .settings(app, revision)
            .await?
            .ok_or_else(|| Error::no_app(&app))?;
        let ids = settings
            .plugins
            .iter()
            .map(|added| added.id.clone())
            .collect();
        let plugins = installed(session, ids).await?;
        Ok(Self {
            access,
            settings,
            place,
            plugins,
        })
    }

    /// The plug-ins that run, in the order in which they were added (R46); those that lack settings (R44)
    /// or are not installed do not.
    pub(crate) fn running(&self) -> Vec<Running<'_>> {
        let added = self.settings.plugins.iter().filter(|added| added.enabled);
        added
            .filter_map(|added| {
                let plugin = self.plugins.iter().find(|plugin| plugin.id == added.id)?;
                Some(Running {
                    plugin,
                    config: config(added.config.as_ref()),
                    js: &plugin.manifest.desktop.js,
                    css: &plugin.manifest.desktop.css,
                })
            })
            .collect()
    }

    /// The page around `body`, its scripts in the order that R46 gives.
    pub(crate) fn page(&self, session: &PageSession, what: What, body: Markup) -> Page {
        let view = &session.view;
        let running = self.running();
        let boot = Boot {
            page: what.page,
            mobile: false,
            preview: self.place == Place::Preview,
            locale: view.locale,
            csrf: &view.csrf,
            origin: session.app.config.origin(),
            user: LoginUser::new(&session.user, view.locale),
            app: Some(AppBoot {
                id: self.settings.app,
                name: &self.settings.name,
                code: &self.settings.code,
            }),
            plugins: boot::by_id(&running, view.locale),
            settings_plugin: None,
            index: what.index,
            record: what.record,
            fields: Some(Value::Object(self.settings.fields.to_properties())),
            layout: Some(&self.settings.layout),
        };
        let app = self.settings.app;
        let banner = html! {
            @if self.place == Place::Preview {
                div class="pd-preview-bar" {
                    (view.t("index.preview")) " "
                    a class="pd-link" href={ "/k/admin/app/flow?app=" (app) } { (view.t("index.to_settings")) }
                }
            }
        };
        Page {
            kind: Kind::Plugins,
            wide: true,
            title: what.title,
            crumbs: what.crumbs,
            head: boot::styles(&running),
            banner,
            body,
            tail: html! { (boot::runtime(&boot)) (boot::scripts(view, &running)) (boot::start()) },
        }
    }
}

/// The settings that wait, for who manages the app: what the admin pages of an app show (R40).
pub(crate) async fn preview(session: &PageSession, app: AppId) -> Result<Settings, Error> {
    let store = &session.app.store;
    if !store.access(session.actor(), app).await?.can_manage() {
        return Err(Error::no_privilege());
    }
    let found = store.app(app).await?.ok_or_else(|| Error::no_app(&app))?;
    let settings = store.settings(app, found.preview).await?;
    settings.ok_or_else(|| Error::no_app(&app))
}

/// Where an admin page of an app stands; `deep` is one under the app's plug-ins.
pub(crate) fn crumbs(view: &View, settings: &Settings, deep: bool) -> Vec<(String, String)> {
    let app = settings.app;
    let mut crumbs = vec![
        (view.t("portal.title"), "/k/".to_owned()),
        (
            view.text("app.title", &[("name", &settings.name)]),
            format!("/k/admin/app/flow?app={app}"),
        ),
    ];
    if deep {
        crumbs.push((
            view.t("app_plugins.title"),
            format!("/k/admin/app/{app}/plugin/"),
        ));
    }
    crumbs
}

/// What tells one record page from another.
pub(crate) struct What {
    pub(crate) page: PageKind,
    pub(crate) title: String,
    pub(crate) crumbs: Vec<(String, String)>,
    pub(crate) index: Option<Value>,
    pub(crate) record: Option<Value>,
}

/// All that is installed, within reason.
pub(crate) fn every_plugin() -> PluginQuery {
    PluginQuery {
        ids: None,
        offset: 0,
        limit: 1_000,
    }
}

/// Those of `ids` that are installed.
pub(crate) async fn installed(
    session: &PageSession,
    ids: Vec<plugdock_package::PluginId>,
) -> Result<Vec<Plugin>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = PluginQuery {
        ids: Some(ids),
        ..every_plugin()
    };
    Ok(session.app.store.plugins(&query).await?)
}

/// Saved settings by name; nothing saved is empty (R41).
pub(crate) fn config(saved: Option<&BTreeMap<String, String>>) -> BTreeMap<&str, &str> {
    saved
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect()
}

/// The place for messages of scripts; administrators see whose exception it was (R46).
pub(crate) fn messages(view: &View, manages: bool) -> Markup {
    html! { div data-pd="messages" data-pd-admin[manages] aria-live="polite" aria-label=(view.t("messages")) {} }
}

/// A field's value as people read it: links that lead somewhere safe, files to fetch, tables as tables.
pub(crate) fn value(view: &View, field: &Field, value: &Value) -> Markup {
    match field.kind {
        FieldType::Link => link(field, value.as_str().unwrap_or_default()),
        FieldType::File => files(value),
        FieldType::Subtable => table(view, field, value),
        _ => html! { (text(view, field, value)) },
    }
}

/// A value as plain text.
pub(crate) fn text(view: &View, field: &Field, value: &Value) -> String {
    let instant = value
        .as_str()
        .and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let seconds = instant.map_or(0, |at| view.zone.to_offset(at).seconds());
    display(value, field, seconds / 60)
}

/// T75: only an address that begins as one of its kind does becomes a link.
fn link(field: &Field, text: &str) -> Markup {
    let href = match field.text("protocol") {
        "MAIL" => text.contains('@').then(|| format!("mailto:{text}")),
        "CALL" => text
            .starts_with(|c: char| c.is_ascii_digit() || c == '+')
            .then(|| format!("tel:{text}")),
        _ => parts::web_address(Some(text)).map(str::to_owned),
    };
    html! {
        @if let Some(href) = href { a class="pd-link" href=(href) rel="noopener noreferrer" { (text) } }
        @else { (text) }
    }
}

fn files(value: &Value) -> Markup {
    let files = value.as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        @for file in files {
            @let key = file["fileKey"].as_str().unwrap_or_default();
            @let name = file["name"].as_str().unwrap_or_default();
            @let size = file["size"].as_str().and_then(|size| size.parse().ok()).unwrap_or(0);
            div {
                // The page's script fetches it: the address takes a session only from scripts (B8.1).
                a class="pd-link pd-break" href={ "/k/v1/file.json?fileKey=" (key) } data-pd-file=(name) { (name) }
                " " span class="pd-muted pd-small" { (parts::size(size)) }
            }
        }
    }
}

fn table(view: &View, field: &Field, rows: &Value) -> Markup {
    let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
    html! {
        div class="pd-scroll" {
            table class="pd-table" {
                thead { tr { @for inner in &field.fields { th scope="col" { (inner.label) } } } }
                tbody {
                    @for row in rows {
                        tr { @for inner in &field.fields { td { (value(view, inner, &row["value"][&inner.code]["value"])) } } }
                    }
                }
            }
        }
    }
}
