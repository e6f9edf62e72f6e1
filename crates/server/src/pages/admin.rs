//! The administration pages under `/k/admin/`. They share one frame and one navigation.

mod apps;
mod audit;
mod audit_csv;
mod group;
mod groups;
mod home;
mod lock;
pub(super) mod plugin;
mod script_reviews;
mod server;
pub(super) mod user;
mod users;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use maud::{Markup, html};
use plugdock_package::PluginId;
use plugdock_schema::UserId;
use plugdock_store::Store;

use super::layout::{Page, View};
use super::parts::{self, Tone};
use crate::error::Error;
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .merge(home::routes())
        .merge(users::routes())
        .merge(user::routes())
        .merge(groups::routes())
        .merge(group::routes())
        .merge(plugin::routes())
        .merge(apps::routes())
        .merge(audit::routes())
        .merge(audit_csv::routes())
        .merge(server::routes())
}

/// The entry of a page in the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Home,
    Users,
    Groups,
    Plugins,
    ProxyConfigs,
    Apps,
    Audit,
    Server,
}

impl Section {
    const ALL: [Self; 8] = [
        Self::Home,
        Self::Users,
        Self::Groups,
        Self::Plugins,
        Self::ProxyConfigs,
        Self::Apps,
        Self::Audit,
        Self::Server,
    ];

    pub(super) fn href(self) -> &'static str {
        match self {
            Self::Home => "/k/admin/",
            Self::Users => "/k/admin/system/user/",
            Self::Groups => "/k/admin/system/group/",
            Self::Plugins => "/k/admin/system/plugin/",
            Self::ProxyConfigs => "/k/admin/system/proxy/",
            Self::Apps => "/k/admin/system/app/",
            Self::Audit => "/k/admin/system/audit/",
            Self::Server => "/k/admin/system/server/",
        }
    }

    pub(super) fn name(self, view: &View) -> String {
        match self {
            Self::Home => view.say("admin.home"),
            Self::Users => view.say("admin.users"),
            Self::Groups => view.say("admin.groups"),
            Self::Plugins => view.t("plugins.title"),
            Self::ProxyConfigs => view.t("proxy_configs.title"),
            Self::Apps => view.say("admin.apps"),
            Self::Audit => view.say("admin.audit"),
            Self::Server => view.say("admin.server"),
        }
    }
}

/// Returns the address of a plug-in's page.
pub(super) fn plugin_href(id: &PluginId) -> String {
    format!("{}{id}/", Section::Plugins.href())
}

/// Builds a page of `section` in the shared frame. `title` is the title of the window.
pub(super) fn page(view: &View, section: Section, title: String, body: &Markup) -> Page {
    let framed = html! {
        div class="pd-admin" {
            nav class="pd-side" aria-label=(view.t("nav")) {
                ul {
                    @for other in Section::ALL {
                        li {
                            a class="pd-side-link" href=(other.href()) aria-current=[(other == section).then_some("page")] {
                                (other.name(view))
                            }
                        }
                    }
                }
            }
            div class="pd-admin-main" { (body) }
        }
    };
    Page::own(title, framed)
}

/// Renders the head of a section's own page: its name, its purpose and its actions.
pub(super) fn head(view: &View, section: Section, lead: &str, actions: &Markup) -> Markup {
    html! {
        div class="pd-head" {
            h1 class="pd-title" { (section.name(view)) }
            div class="pd-actions" { (actions) }
        }
        p class="pd-lead" { (lead) }
    }
}

/// Renders the head of a page below a section: a link back to the section, and the page's name.
pub(super) fn head_below(view: &View, section: Section, name: &str, marks: &Markup) -> Markup {
    html! {
        nav aria-label=(view.t("crumbs")) {
            ol class="pd-crumbs" { li { a class="pd-link" href=(section.href()) { (section.name(view)) } } }
        }
        div class="pd-head" {
            h1 class="pd-title pd-break" { (name) }
            div class="pd-actions" { (marks) }
        }
    }
}

/// Renders the result of the action on the previous page, if `code` is one of `known`.
pub(super) fn done(view: &View, code: Option<&str>, known: &[&str]) -> Markup {
    match code.filter(|code| known.contains(code)) {
        None => html! {},
        Some(code) => parts::note(
            Tone::Good,
            &html! { p { (view.say(&format!("admin.done.{code}"))) } },
        ),
    }
}

/// The names of users by ID, for lists that contain IDs.
pub(super) struct Names(HashMap<UserId, String>);

impl Names {
    pub(super) async fn load(store: &Store) -> Result<Self, Error> {
        let users = store.users().await?.into_iter();
        Ok(Self(users.map(|user| (user.id, user.name)).collect()))
    }

    /// Returns a user's name, or a text for the server itself or an API token if there is no user.
    pub(super) fn of(&self, view: &View, user: Option<UserId>) -> String {
        match user {
            None => view.say("admin.nobody"),
            Some(id) => match self.0.get(&id) {
                Some(name) => name.clone(),
                None => id.to_string(),
            },
        }
    }
}
