//! `/k/admin/system/circle/`: groups and departments, and making one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::Query;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use plugdock_schema::CircleId;
use plugdock_store::{Circle, CircleKind};
use serde::Deserialize;

use super::{Section, done, head, head_below, page};
use crate::error::Error;
use crate::pages::AdminSession;
use crate::pages::layout::View;
use crate::pages::parts::{self, Tone};
use crate::state::App;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(
            "/k/admin/system/circle",
            get(|| async { Redirect::permanent(Section::Circles.href()) }),
        )
        .route("/k/admin/system/circle/", get(list))
        .route("/k/admin/system/circle/new", get(add))
}

async fn list(admin: AdminSession, Query(asked): Query<parts::Said>) -> Result<Response, Error> {
    let session = admin.0;
    let store = &session.app.store;
    let departments = tree(store.circles(CircleKind::Organization).await?);
    let groups = store.circles(CircleKind::Group).await?;
    let groups = groups.into_iter().map(|group| (0, group)).collect();
    let sizes = store.circle_sizes().await?;
    let view = &session.view;
    let body = html! {
        (head(view, Section::Circles, &view.say("admin.circles.lead"), &html! {}))
        (done(view, asked.message.as_deref(), &["GROUP_REMOVED", "ORGANIZATION_REMOVED"]))
        @for (kind, rows) in [(CircleKind::Organization, departments), (CircleKind::Group, groups)] {
            (card(view, kind, &rows, &sizes))
        }
    };
    let title = Section::Circles.name(view);
    Ok(session.answer(&page(view, Section::Circles, title, &body)))
}

/// All of a kind: each with how deep it stands below others.
fn card(
    view: &View,
    kind: CircleKind,
    rows: &[(usize, Circle)],
    sizes: &HashMap<CircleId, i64>,
) -> Markup {
    let word = kind.as_str();
    let say = |key: &str| view.say(&format!("admin.circles.{word}.{key}"));
    html! {
        div class="pd-card" {
            div class="pd-card-head" {
                h2 class="pd-card-title" { (say("title")) }
                a class="pd-button pd-button-small" href={ (Section::Circles.href()) "new?kind=" (word) } { (say("add")) }
            }
            @if rows.is_empty() {
                (parts::empty(&say("none"), &say("none_next"), &html! {}))
            } @else {
                div class="pd-scroll" tabindex="0" role="region" aria-label=(say("title")) {
                    table class="pd-table pd-table-stack" {
                        thead { tr {
                            @for column in ["name", "code", "members"] { th scope="col" { (view.say(&format!("admin.circle.{column}"))) } }
                        } }
                        tbody { @for (depth, circle) in rows { (row(view, *depth, circle, sizes)) } }
                    }
                }
            }
        }
    }
}

fn row(view: &View, depth: usize, circle: &Circle, sizes: &HashMap<CircleId, i64>) -> Markup {
    html! {
        tr {
            td data-label=(view.say("admin.circle.name")) {
                // Deeper than a phone is wide is as deep as that.
                span class="pd-depth" data-pd-depth=(depth.min(5)) {
                    @if circle.is_built_in() {
                        (circle.name) " " (parts::badge(Tone::Plain, &view.say("admin.circle.built_in")))
                    } @else {
                        a class="pd-link pd-break" href={ (Section::Circles.href()) (circle.id) } { (circle.name) }
                    }
                }
            }
            td data-label=(view.say("admin.circle.code")) { span class="pd-break" { (circle.code) } }
            td data-label=(view.say("admin.circle.members")) {
                @if circle.is_built_in() { "–" } @else { (sizes.get(&circle.id).copied().unwrap_or_default()) }
            }
        }
    }
}

/// Departments, each followed by those below it; by name. One whose parent is gone stands at the top.
fn tree(mut all: Vec<Circle>) -> Vec<(usize, Circle)> {
    all.sort_by_cached_key(|it| (it.name.to_lowercase(), it.id));
    let codes: HashSet<String> = all.iter().map(|it| it.code.clone()).collect();
    let is_top = |it: &Circle| it.parent.as_ref().is_none_or(|code| !codes.contains(code));
    let (tops, mut rest): (Vec<Circle>, Vec<Circle>) = all.into_iter().partition(is_top);
    let mut waiting: Vec<(usize, Circle)> = tops.into_iter().rev().map(|it| (0, it)).collect();
    let mut shown = Vec::new();
    while let Some((depth, circle)) = waiting.pop() {
        let is_below = |it: &Circle| it.parent.as_ref() == Some(&circle.code);
        let (below, others) = rest.into_iter().partition::<Vec<_>, _>(is_below);
        rest = others;
        waiting.extend(below.into_iter().rev().map(|it| (depth + 1, it)));
        shown.push((depth, circle));
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
    let kind = CircleKind::parse(&asked.kind.unwrap_or_default()).unwrap_or(CircleKind::Group);
    let all = session.app.store.circles(CircleKind::Organization).await?;
    let title = view.say(&format!("admin.circles.{}.add", kind.as_str()));
    let body = html! {
        (head_below(view, Section::Circles, &title, &html! {}))
        (parts::live("pd-says"))
        form class="pd-card" data-pd-form="/k/api/circle.json"
            data-pd-next={ (Section::Circles.href()) "{id}?message=" (kind.as_str().to_uppercase()) "_ADDED" } {
            div class="pd-card-body" {
                input type="hidden" name="kind" value=(kind.as_str());
                div class="pd-field" {
                    label class="pd-label" for="pd-code" { (view.say("admin.circle.code")) }
                    input class="pd-input" id="pd-code" name="code" required maxlength="128" autocomplete="off"
                        autocapitalize="none" spellcheck="false" aria-describedby="pd-code-hint";
                    p class="pd-hint" id="pd-code-hint" { (view.say("admin.circle.code_hint")) }
                }
                (name_field(view, ""))
                @if kind == CircleKind::Organization { (parent_field(view, &all, None)) }
                button class="pd-button pd-button-main" type="submit" { (title) }
            }
        }
    };
    Ok(session.answer(&page(view, Section::Circles, title.clone(), &body)))
}

/// The name of one; one to come may be left without: the code stands for it.
pub(super) fn name_field(view: &View, name: &str) -> Markup {
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-name" { (view.say("admin.circle.name")) }
            input class="pd-input" id="pd-name" name="name" maxlength="128" autocomplete="off"
                required[!name.is_empty()] value=(name);
        }
    }
}

/// The department above; not `own` itself.
pub(super) fn parent_field(view: &View, all: &[Circle], own: Option<&Circle>) -> Markup {
    let parent = own.and_then(|own| own.parent.as_ref());
    html! {
        div class="pd-field" {
            label class="pd-label" for="pd-parent" { (view.say("admin.circle.parent")) }
            select class="pd-input" id="pd-parent" name="parent" {
                option value="" { (view.say("admin.circle.top")) }
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
        let circle = |id, name: &str, parent: Option<&str>| Circle {
            id: CircleId(id),
            kind: CircleKind::Organization,
            code: name.to_lowercase(),
            name: name.to_owned(),
            parent: parent.map(str::to_owned),
        };
        let all = vec![
            circle(1, "Tokyo", Some("sales")),
            circle(2, "Sales", None),
            circle(3, "Osaka", Some("sales")),
            circle(4, "Lost", Some("gone")),
            circle(5, "Team", Some("osaka")),
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
