//! `/k/admin/system/audit/`: the audit log of the last ninety days.

use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use jiff::civil::Date;
use jiff::{ToSpan, tz::TimeZone};
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_schema::{AppId, Millis, UserId};
use plugdock_store::{AppQuery, AuditQuery, Audited, By};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{Names, Section, head, page};
use crate::error::Error;
use crate::pages::layout::View;
use crate::pages::parts;
use crate::pages::{AdminSession, PageSession, record};
use crate::state::AppState;

/// The number of lines on a page.
const SIZE: i64 = 50;

/// All actions of the audit log, in the order of the filter. An unknown action, written by a newer
/// version, is shown by its key.
const ACTIONS: &[&str] = &[
    "plugin.install",
    "plugin.update",
    "plugin.go_back",
    "plugin.uninstall",
    "app.create",
    "app.deploy",
    "app.script.change",
    "app.script.accept",
    "app.script.remove",
    "app.discard",
    "app.fields",
    "app.views",
    "app.permissions",
    "app.delete",
    "proxy_config.save",
    "proxy_config.delete",
    "proxy_config.use",
    "proxy_config.read.app",
    "proxy_config.read.settings",
    "proxy_config.show",
    "credentials.seal",
    "credentials.unseal",
    "key.rotate",
    "key.drop",
    "egress.lock",
    "egress.report",
    "egress.many",
    "egress.refuse",
    "directory.add",
    "directory.change",
    "directory.add_member",
    "directory.remove_member",
    "directory.remove",
    "user.add",
    "user.change",
    "user.password",
    "user.sign_out",
    "token.add",
    "token.take_over",
    "token.remove",
    "settings.change",
    "session.begin",
    "session.refuse",
    "session.end",
];

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/audit",
            get(|| async { Redirect::permanent(Section::Audit.href()) }),
        )
        .route("/k/admin/system/audit/", get(list))
}

/// The filter in the query parameters. Unused fields of the form are sent as empty texts.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    app: String,
    plugin: String,
    user: String,
    action: String,
    /// The first and the last day in the user's time zone, both included.
    from: String,
    to: String,
    older: Option<i64>,
    newer: Option<i64>,
}

impl Filter {
    /// Returns the query for the store. Invalid values are ignored.
    pub(super) fn query(&self, zone: &TimeZone, limit: i64) -> AuditQuery {
        AuditQuery {
            app: self.app.parse().ok().map(AppId),
            plugin: self.plugin.parse().ok(),
            user: self.user.parse().ok().map(UserId),
            action: (!self.action.is_empty()).then(|| self.action.clone()),
            from: start_of(&self.from, 0, zone),
            until: start_of(&self.to, 1, zone),
            older_than: self.older,
            newer_than: self.newer,
            limit,
        }
    }

    /// Returns the address at `path` for the same filter. `from` is the line where the list
    /// continues.
    fn address(&self, path: &str, from: Option<(&str, i64)>) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in [
            ("app", &self.app),
            ("plugin", &self.plugin),
            ("user", &self.user),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if let Some((name, id)) = from {
            query.append_pair(name, &id.to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    fn is_empty(&self) -> bool {
        self.address("", None).is_empty()
    }
}

/// Returns the start of the day that is `later` days after `day`.
fn start_of(day: &str, later: i64, zone: &TimeZone) -> Option<Millis> {
    let day: Date = day.parse().ok()?;
    let day = day.checked_add(later.days()).ok()?;
    Some(
        day.to_zoned(zone.clone())
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

async fn list(admin: AdminSession, Query(filter): Query<Filter>) -> Result<Response, Error> {
    let session = admin.0;
    let view = &session.view;
    // One line more than shown reveals if there are more.
    let query = filter.query(&view.zone, SIZE + 1);
    let mut lines = session.state.store.audit(&query).await?;
    let more = i64::try_from(lines.len()).is_ok_and(|count| count > SIZE);
    let forwards = filter.newer.is_some();
    if more && forwards {
        lines.remove(0);
    } else if more {
        lines.pop();
    }
    let (has_newer, has_older) = match (filter.newer, filter.older) {
        (Some(_), _) => (more, true),
        (None, older) => (older.is_some(), more),
    };
    let known = Known::load(&session).await?;
    let body = html! {
        (head(view, Section::Audit, &view.say("admin.audit.lead"), &html! {
            a class="pd-button" href=(filter.address("/k/admin/system/audit/log.csv", None)) download { (view.say("admin.audit.download")) }
        }))
        (form(view, &filter, &known))
        div class="pd-card" {
            @if lines.is_empty() && filter.is_empty() {
                (parts::empty(&view.say("admin.audit.none"), &view.say("admin.audit.none_next"), &html! {}))
            } @else if lines.is_empty() {
                (parts::empty(&view.say("admin.none_found"), &view.say("admin.none_found_next"), &html! {}))
            } @else {
                (table(view, &lines, &known))
            }
        }
        nav class="pd-pages" aria-label=(view.say("admin.pages")) {
            @if let Some(first) = lines.first().filter(|_| has_newer) {
                a class="pd-button pd-button-small" rel="prev" href=(filter.address(Section::Audit.href(), Some(("newer", first.id)))) { (view.say("admin.audit.newer")) }
            }
            @if let Some(last) = lines.last().filter(|_| has_older) {
                a class="pd-button pd-button-small" rel="next" href=(filter.address(Section::Audit.href(), Some(("older", last.id)))) { (view.say("admin.audit.older")) }
            }
        }
    };
    Ok(session.answer(&page(
        view,
        Section::Audit,
        Section::Audit.name(view),
        &body,
    )))
}

/// The names of users, apps and plug-ins, for the filter and for the list.
pub(super) struct Known {
    names: Names,
    users: Vec<(String, String)>,
    apps: Vec<(String, String)>,
    plugins: Vec<(String, String)>,
}

impl Known {
    pub(super) async fn load(session: &PageSession) -> Result<Self, Error> {
        let store = &session.state.store;
        let language = session.view.locale.as_str();
        let query = AppQuery {
            undeployed: true,
            limit: usize::MAX,
            ..AppQuery::default()
        };
        let users = store.users().await?.into_iter();
        let apps = store.apps(session.actor(), &query).await?.into_iter();
        let plugins = store.plugins(&record::every_plugin()).await?.into_iter();
        let missing = store.required_plugins(0, 1_000).await?.into_iter();
        let installed = plugins.map(|plugin| {
            let name = plugin.manifest.name.get(language).to_owned();
            (plugin.id.to_string(), name)
        });
        let missing = missing.map(|plugin| {
            let name = plugin.name.map(|name| name.get(language).to_owned());
            let id = plugin.id.to_string();
            (id.clone(), name.unwrap_or(id))
        });
        Ok(Self {
            names: Names::load(store).await?,
            users: users.map(|user| (user.id.to_string(), user.name)).collect(),
            apps: apps.map(|app| (app.id.to_string(), app.name)).collect(),
            plugins: installed.chain(missing).collect(),
        })
    }

    /// Returns who did something: a user, an API token, a caller who was not signed in, or the
    /// server itself. Lines of earlier versions do not tell the last three apart.
    fn who(&self, view: &View, by: &By) -> String {
        match by {
            By {
                user: None,
                token: Some(token),
                ..
            } => view.say_with("admin.audit.token", &[("number", &token.to_string())]),
            By {
                user: None,
                address: Some(_),
                ..
            } => view.say("admin.audit.stranger"),
            By { user, .. } => self.names.of(view, *user),
        }
    }

    /// Returns an app's name, or its ID if the app was deleted.
    pub(super) fn app(&self, id: AppId) -> String {
        named(&self.apps, &id.to_string())
    }

    /// Returns a plug-in's name, or its ID if no name is known.
    pub(super) fn plugin(&self, id: &PluginId) -> String {
        named(&self.plugins, id.as_str())
    }
}

fn named(all: &[(String, String)], id: &str) -> String {
    let found = all.iter().find(|(known, _)| known == id);
    found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
}

/// Returns the text for an action.
pub(super) fn action(view: &View, action: &str) -> String {
    if ACTIONS.contains(&action) {
        view.say(&format!("admin.action.{action}"))
    } else {
        action.to_owned()
    }
}

fn form(view: &View, filter: &Filter, known: &Known) -> Markup {
    let actions: Vec<_> = ACTIONS
        .iter()
        .map(|name| ((*name).to_owned(), action(view, name)))
        .collect();
    let selects = [
        ("action", &actions, &filter.action),
        ("user", &known.users, &filter.user),
        ("app", &known.apps, &filter.app),
        ("plugin", &known.plugins, &filter.plugin),
    ];
    html! {
        form class="pd-filter" method="get" action=(Section::Audit.href()) role="search" {
            @for (name, choices, chosen) in selects {
                div {
                    label class="pd-label" for={ "pd-" (name) } { (view.say(&format!("admin.audit.{name}"))) }
                    select class="pd-input" id={ "pd-" (name) } name=(name) {
                        option value="" { (view.say("admin.any")) }
                        @for (value, text) in choices { option value=(value) selected[value == chosen] { (text) } }
                    }
                }
            }
            @for (name, value) in [("from", &filter.from), ("to", &filter.to)] {
                div {
                    label class="pd-label" for={ "pd-" (name) } { (view.say(&format!("admin.audit.{name}"))) }
                    input class="pd-input" type="date" id={ "pd-" (name) } name=(name) value=(value);
                }
            }
            div class="pd-actions pd-filter-go" {
                button class="pd-button" type="submit" { (view.say("admin.audit.show")) }
                @if !filter.is_empty() { a class="pd-button pd-button-quiet" href=(Section::Audit.href()) { (view.say("admin.clear")) } }
            }
        }
    }
}

fn table(view: &View, lines: &[Audited], known: &Known) -> Markup {
    let label = |column: &str| view.say(&format!("admin.audit.{column}"));
    html! {
        div class="pd-scroll" tabindex="0" role="region" aria-label=(Section::Audit.name(view)) {
            table class="pd-table pd-table-stack" {
                thead { tr { @for column in ["at", "action", "user", "address", "about"] { th scope="col" { (label(column)) } } } }
                tbody {
                    @for Audited { line, .. } in lines {
                        tr {
                            td class="pd-nowrap" data-label=(label("at")) {
                                (parts::second(view, line.at))
                                @if let Some(first) = line.earlier.first() {
                                    div class="pd-muted pd-small" {
                                        (view.say_with("admin.audit.times", &[("count", &(line.earlier.len() + 1).to_string())])) " " (parts::second(view, *first))
                                    }
                                }
                            }
                            td data-label=(label("action")) { (action(view, &line.action)) }
                            td data-label=(label("user")) { span class="pd-break" { (known.who(view, &line.by)) } }
                            td data-label=(label("address")) {
                                @if let Some(address) = line.by.address { span class="pd-nowrap" { (address.to_string()) } }
                            }
                            td data-label=(label("about")) {
                                @if let Some(app) = line.app { div class="pd-break" { span class="pd-muted" { (label("app")) } " " (known.app(app)) } }
                                @if let Some(plugin) = &line.plugin { div class="pd-break" { span class="pd-muted" { (label("plugin")) } " " (known.plugin(plugin)) } }
                                @if !line.detail.is_empty() { div class="pd-mono pd-break pd-small" { (line.detail) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{self, Locale};

    #[test]
    fn every_action_has_words_in_every_language() {
        for action in ACTIONS {
            let key = format!("admin.action.{action}");
            for locale in Locale::ALL {
                assert_ne!(i18n::text(*locale, &key, &[]), key);
            }
        }
    }

    #[test]
    fn a_day_begins_and_ends_where_the_reader_is() {
        let tokyo = TimeZone::get("Asia/Tokyo").unwrap();
        let filter = Filter {
            from: "2026-11-25".to_owned(),
            to: "2026-11-25".to_owned(),
            plugin: "no ID".to_owned(),
            ..Filter::default()
        };
        let query = filter.query(&tokyo, 1);
        let (from, until) = (query.from.unwrap(), query.until.unwrap());
        assert_eq!(until - from, 24 * 3_600_000);
        let utc = filter.query(&TimeZone::UTC, 1).from.unwrap();
        assert_eq!(utc - from, 9 * 3_600_000);
        assert_eq!(query.plugin, None);
        assert_eq!(start_of("9999-12-31", 1, &tokyo), None);
    }
}
