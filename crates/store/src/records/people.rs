//! Users, groups and departments that values name by code: their names, and whom defaults stand for.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::QueryBuilder;

use super::Open;
use super::value::{self, Kept};
use crate::db::Tx;
use crate::directory::{Circle, CircleKind};
use crate::fields::{Field, FieldType, Fields};
use crate::query::time::Moment;
use crate::{Error, Result, with_tx};

/// Names by code; of each kind by itself, since a user and a group may share a code.
#[derive(Debug, Default)]
pub(super) struct Names {
    users: HashMap<String, String>,
    groups: HashMap<String, String>,
    organizations: HashMap<String, String>,
}

impl Names {
    /// The name of what a field of that type names; `None` where there is no such code.
    pub(super) fn get(&self, kind: FieldType, code: &str) -> Option<&str> {
        let names = match kind {
            FieldType::GroupSelect => &self.groups,
            FieldType::OrganizationSelect => &self.organizations,
            _ => &self.users,
        };
        names.get(code).map(String::as_str)
    }

    /// The names of those that `wanted` names, each with the type of field that names it.
    pub(super) async fn load(tx: &mut Tx, wanted: &[(FieldType, &str)]) -> Result<Self> {
        // An assignee is a user, too.
        let of = |kind| {
            let codes = wanted.iter().filter(|(it, _)| match it {
                FieldType::StatusAssignee => kind == FieldType::UserSelect,
                it => *it == kind,
            });
            let mut codes: Vec<&str> = codes.map(|(_, code)| *code).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let users = of(FieldType::UserSelect);
        let groups = of(FieldType::GroupSelect);
        let organizations = of(FieldType::OrganizationSelect);
        let mut names = Self {
            users: read(tx, "SELECT login, name FROM users WHERE login IN (", &users).await?,
            groups: read(tx, GROUPS, &groups).await?,
            organizations: read(tx, ORGANIZATIONS, &organizations).await?,
        };
        let built_in = Circle::built_in(CircleKind::Group);
        names.groups.extend(built_in.map(|it| (it.code, it.name)));
        Ok(names)
    }
}

const GROUPS: &str = "SELECT code, name FROM circles WHERE kind = 'group' AND code IN (";
const ORGANIZATIONS: &str =
    "SELECT code, name FROM circles WHERE kind = 'organization' AND code IN (";

async fn read(tx: &mut Tx, start: &str, codes: &[&str]) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    // In parts that both databases can bind.
    for part in codes.chunks(1_000) {
        let rows: Vec<(String, String)> = with_tx!(tx, |db| {
            let mut query = QueryBuilder::new(start);
            let mut list = query.separated(", ");
            for code in part {
                list.push_bind((*code).to_owned());
            }
            query.push(")");
            query.build_query_as().fetch_all(db).await
        })?;
        names.extend(rows);
    }
    Ok(names)
}

/// Whom a form's defaults stand for at a moment. A default that is not there any more is nobody: a
/// group that was removed must not keep records from being added.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    pub(super) names: Names,
    login: Option<String>,
    organization: Option<String>,
}

impl Defaults {
    pub(super) async fn load(tx: &mut Tx, fields: &Fields, moment: &Moment) -> Result<Self> {
        let inner = fields.iter().flat_map(|field| &field.fields);
        let all: Vec<(FieldType, &Value)> = fields
            .iter()
            .chain(inner)
            .flat_map(|field| entities(field).map(|entity| (field.kind, entity)))
            .collect();
        if all.is_empty() {
            return Ok(Self::default());
        }
        let has = |kind| {
            all.iter()
                .any(|(it, entity)| *it == kind && is_function(entity))
        };
        let login = moment.login.clone();
        let organization = match &login {
            Some(login) if has(FieldType::OrganizationSelect) => primary(tx, login).await?,
            _ => None,
        };
        let mut wanted: Vec<(FieldType, &str)> = all
            .iter()
            .filter(|(_, entity)| !is_function(entity))
            .filter_map(|(kind, entity)| Some((*kind, entity["code"].as_str()?)))
            .collect();
        wanted.extend(login.iter().map(|it| (FieldType::UserSelect, &**it)));
        wanted.extend(
            organization
                .iter()
                .map(|it| (FieldType::OrganizationSelect, &**it)),
        );
        let names = Names::load(tx, &wanted).await?;
        Ok(Self {
            names,
            login,
            organization,
        })
    }

    /// The value that a field begins with. A function stands for whoever calls; an API token is nobody.
    pub(super) fn of(&self, field: &Field) -> Value {
        let codes = entities(field).filter_map(|entity| {
            let code = match (is_function(entity), field.kind) {
                (false, _) => entity["code"].as_str(),
                (true, FieldType::UserSelect) => self.login.as_deref(),
                (true, FieldType::OrganizationSelect) => self.organization.as_deref(),
                (true, _) => None,
            };
            code.filter(|code| self.names.get(field.kind, code).is_some())
        });
        codes.map(|code| json!({ "code": code })).collect()
    }
}

fn entities(field: &Field) -> impl Iterator<Item = &Value> {
    let default = field
        .setting("defaultValue")
        .filter(|_| field.kind.is_entities());
    default.and_then(Value::as_array).into_iter().flatten()
}

fn is_function(entity: &Value) -> bool {
    entity["type"] == "FUNCTION"
}

/// The code of somebody's primary department.
async fn primary(tx: &mut Tx, login: &str) -> Result<Option<String>> {
    Ok(with_tx!(tx, |db| sqlx::query_scalar(
        super::filter::PRIMARY_OF
    )
    .bind(login)
    .fetch_optional(db)
    .await)?)
}

impl Open {
    /// The names of the users, groups and departments that records name.
    pub(super) async fn names(&mut self, kept: impl Iterator<Item = &Kept>) -> Result<Names> {
        let mut codes: Vec<(FieldType, &str)> = Vec::new();
        for kept in kept {
            codes.extend(all_codes(&self.live.fields, kept));
        }
        Names::load(&mut self.tx, &codes).await
    }

    /// Whoever does not exist is refused, but for whom the record named before: a group that was
    /// removed since must not keep the rest of it from being changed.
    pub(super) async fn check_people(&mut self, kept: &Kept, old: Option<&Kept>) -> Result<()> {
        let names = self.names(std::iter::once(kept)).await?;
        match unknown(&self.live.fields, kept, old, &names).next() {
            None => Ok(()),
            Some((_, kind, code)) => Err(Error::NoPerson {
                kind,
                code: code.to_owned(),
            }),
        }
    }
}

fn all_codes<'a>(fields: &'a Fields, kept: &'a Kept) -> impl Iterator<Item = (FieldType, &'a str)> {
    fields
        .iter()
        .flat_map(|field| value::codes(field, kept.get(&field.id.to_string())))
}

/// Those that a record names, did not name before, and that are not there: with the field that names them.
pub(super) fn unknown<'a>(
    fields: &'a Fields,
    kept: &'a Kept,
    old: Option<&'a Kept>,
    names: &'a Names,
) -> impl Iterator<Item = (&'a Field, FieldType, &'a str)> {
    let before: Vec<(FieldType, &str)> = old
        .into_iter()
        .flat_map(|old| all_codes(fields, old))
        .collect();
    fields
        .iter()
        .flat_map(move |field| {
            let codes = value::codes(field, kept.get(&field.id.to_string()));
            codes
                .into_iter()
                .map(move |(kind, code)| (field, kind, code))
        })
        .filter(move |(_, kind, code)| {
            names.get(*kind, code).is_none() && !before.contains(&(*kind, *code))
        })
}
