//! `/k/admin/system/group/`: the list of groups and organizations, and the form to add one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::GroupId;
use plugdock_store::{Group, GroupKind};
use serde::Deserialize;

use super::{Section, done, head, head_below, page};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::AppState;

pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route(
            "/k/admin/system/group",
            get(|| async { Redirect::permanent(Section::Groups.href()) }),
        )
        .route("/k/admin/system/group/", get(list))
        .route("/k/admin/system/group/new", get(add))
}

async fn list(admin: AdminSession, Query(asked): Query<parts::Said>) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.state.store;
    let departments = tree(store.groups(GroupKind::Organization).await?);
    let groups = store.groups(GroupKind::Group).await?;
    let groups = groups.into_iter().map(|group| (0, group)).collect();
    let sizes = store.group_sizes().await?;
    let view = &session.view;
    let body = html! {
        (head(view, Section::Groups, &view.say("admin.groups.lead"), &html! {}))
        (done(view, asked.message.as_deref(), &["GROUP_REMOVED", "ORGANIZATION_REMOVED"]))
        @for (kind, rows) in [(GroupKind::Organization, departments), (GroupKind::Group, groups)] {
            (card(view, kind, &rows, &sizes))
        }
    };
    let title = Section::Groups.name(view);
    Ok(session.answer(&page(view, Section::Groups, title, &body)))
}

/// Renders all groups of a kind, each with its depth in the tree.
fn card(
    view: &View,
    kind: GroupKind,
    rows: &[(usize, Group)],
    sizes: &HashMap<GroupId, i64>,
) -> Markup {
    let word = kind.as_str();
    let say = |key: &str| view.say(&format!("admin.groups.{word}.{key}"));
    html! {
        div class="pd-card" {
            div class="pd-card-head" {
                h2 class="pd-card-title" { (say("title")) }
                a class="pd-button pd-button-small" href={ (Section::Groups.href()) "new?kind=" (word) } { (say("add")) }
            }
            @if rows.is_empty() {
                (parts::empty(&say("none"), &say("none_next"), &html! {}))
            } @else {
                div class="pd-scroll" tabindex="0" role="region" aria-label=(say("title")) {
                    table class="pd-table pd-table-stack" {
                        thead { tr {
                            @for column in ["name", "code", "members"] { th scope="col" { (view.say(&format!("admin.group.{column}"))) } }
                        } }
                        tbody { @for (depth, group) in rows { (row(view, *depth, group, sizes)) } }
                    }
                }
            }
        }
    }
}

fn row(view: &View, depth: usize, group: &Group, sizes: &HashMap<GroupId, i64>) -> Markup {
    html! {
        tr {
            td data-label=(view.say("admin.group.name")) {
                // The indentation is limited, because the screen of a phone has no room for more.
                span class="pd-depth" data-pd-depth=(depth.min(5)) {
                    @if group.is_built_in() {
                        (group.name) " " (parts::badge(Tone::Plain, &view.say("admin.group.built_in")))
                    } @else {
                        a class="pd-link pd-break" href={ (Section::Groups.href()) (group.id) } { (group.name) }
                    }
                }
            }
            td data-label=(view.say("admin.group.code")) { span class="pd-break" { (group.code) } }
            td data-label=(view.say("admin.group.members")) {
                @if group.is_built_in() { "–" } @else { (sizes.get(&group.id).copied().unwrap_or_default()) }
            }
        }
    }
}

/// Sorts organizations by name, each followed by those below it. An organization whose parent does
/// not exist is at the top level.
fn tree(mut all: Vec<Group>) -> Vec<(usize, Group)> {
    all.sort_by_cached_key(|it| (it.name.to_lowercase(), it.id));
    let codes: HashSet<String> = all.iter().map(|it| it.code.clone()).collect();
    let is_top = |it: &Group| it.parent.as_ref().is_none_or(|code| !codes.contains(code));
    let (tops, mut rest): (Vec<Group>, Vec<Group>) = all.into_iter().partition(is_top);
    let mut waiting: Vec<(usize, Group)> = tops.into_iter().rev().map(|it| (0, it)).collect();
    let mut shown = Vec::new();
    while let Some((depth, group)) = waiting.pop() {
        let is_below = |it: &Group| it.parent.as_ref() == Some(&group.code);
        let (below, others) = rest.into_iter().partition::<Vec<_>, _>(is_below);
        rest = others;
        waiting.extend(below.into_iter().rev().map(|it| (depth + 1, it)));
        shown.push((depth, group));
    }
    shown
}

#[derive(Deserialize)]
struct New {
    kind: Option<String>,
}

async fn add(admin: AdminSession, Query(asked): Query<New>) -> Result<Response, Error> {
    let session = admin.0;
    let view = &session.view;
    let kind = GroupKind::parse(&asked.kind.unwrap_or_default()).unwrap_or(GroupKind::Group);
    let all = session.state.store.groups(GroupKind::Organization).await?;
    let title = view.say(&format!("admin.groups.{}.add", kind.as_str()));
    let body = html! {
        (head_below(view, Section::Groups, &title, &html! {}))
        (parts::live("pd-says"))
        form class="pd-card" data-pd-form=(api(kind, ""))
            data-pd-next={ (Section::Groups.href()) "{id}?message=" (kind.as_str().to_uppercase()) "_ADDED" } {
            div class="pd-card-body" {
                div class="pd-field" {
                    label class="pd-label" for="pd-code" { (view.say("admin.group.code")) }
                    input class="pd-input" id="pd-code" name="code" required maxlength="128" autocomplete="off"
                        autocapitalize="none" spellcheck="false" aria-describedby="pd-code-hint";
                    p class="pd-hint" id="pd-code-hint" { (view.say("admin.group.code_hint")) }
                }
                (name_field(view, ""))
                @if kind == GroupKind::Organization { (parent_field(view, &all, None)) }
                button class="pd-button pd-button-main" type="submit" { (title) }
            }
        }
    };
    Ok(session.answer(&page(view, Section::Groups, title.clone(), &body)))
}

/// Returns the address of the API for groups or organizations, or of a part below it.
pub(super) fn api(kind: GroupKind, below: &str) -> String {
    format!("/k/api/{}{below}.json", kind.as_str())
}

/// Renders the field for the name. A new group may have no name, and then its code is used.
pub(super) fn name_field(view: &View, name: &str) -> Markup {
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-name" { (view.say("admin.group.name")) }
            input class="pd-input" id="pd-name" name="name" maxlength="128" autocomplete="off"
                required[!name.is_empty()] value=(name);
        }
    }
}

/// Renders the field for the parent organization, without `own` itself.
pub(super) fn parent_field(view: &View, all: &[Group], own: Option<&Group>) -> Markup {
    let parent = own.and_then(|own| own.parent.as_ref());
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-parent" { (view.say("admin.group.parent")) }
            select class="pd-input" id="pd-parent" name="parent" {
                option value="" { (view.say("admin.group.top")) }
                @for other in all.iter().filter(|other| own.is_none_or(|own| own.id != other.id)) {
                    option value=(other.code) selected[parent == Some(&other.code)] { (other.name) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_stand_below_those_above_them() {
        let group = |id, name: &str, parent: Option<&str>| Group {
            id: GroupId(id),
            kind: GroupKind::Organization,
            code: name.to_lowercase(),
            name: name.to_owned(),
            parent: parent.map(str::to_owned),
        };
        let all = vec![
            group(1, "Tokyo", Some("sales")),
            group(2, "Sales", None),
            group(3, "Osaka", Some("sales")),
            group(4, "Lost", Some("gone")),
            group(5, "Team", Some("osaka")),
        ];
        let shown = tree(all);
        let shown: Vec<(usize, &str)> = shown
            .iter()
            .map(|(depth, it)| (*depth, &*it.name))
            .collect();
        assert_eq!(
            shown,
            [
                (0, "Lost"),
                (0, "Sales"),
                (1, "Osaka"),
                (2, "Team"),
                (1, "Tokyo")
            ]
        );
    }
}
