//! The pages of those who look after a server: one frame, one navigation, `/k/admin/` in front.

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

/// Where a page stands in the navigation.
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

/// Where the page of one plug-in is.
pub(super) fn plugin_href(id: &PluginId) -> String {
    format!("{}{id}/", Section::Plugins.href())
}

/// A page of `section` in the frame of all of them; `title` is the window's.
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

/// The head of a section's own page: its name, what it is for, and what can be done.
pub(super) fn head(view: &View, section: Section, lead: &str, actions: &Markup) -> Markup {
    html! {
        div class="pd-head" {
            h1 class="pd-title" { (section.name(view)) }
            div class="pd-actions" { (actions) }
        }
        p class="pd-lead" { (lead) }
    }
}

/// The head of a page below a section's: the way back above its name.
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

/// The outcome of what was done on the page before, if `code` is one of `known`.
pub(super) fn done(view: &View, code: Option<&str>, known: &[&str]) -> Markup {
    match code.filter(|code| known.contains(code)) {
        None => html! {},
        Some(code) => parts::note(
            Tone::Good,
            &html! { p { (view.say(&format!("admin.done.{code}"))) } },
        ),
    }
}

/// Names of users by number, for lists that hold numbers.
pub(super) struct Names(HashMap<UserId, String>);

impl Names {
    pub(super) async fn load(store: &Store) -> Result<Self, Error> {
        let users = store.users().await?.into_iter();
        Ok(Self(users.map(|user| (user.id, user.name)).collect()))
    }

    /// A user's name; the server itself, or a token, where there is no user.
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
