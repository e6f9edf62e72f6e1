//! Users, groups and organizations that values name by code: their names, and the values of
//! defaults.

use std::collections::HashMap;

use plugdock_schema::Fields;
use plugdock_schema::field::Whom;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{Defaults, Entity, Names, Values, all_codes, entities, unknown};
use sqlx::QueryBuilder;

use super::Open;
use crate::GroupKind;
use crate::db::Tx;
use crate::directory::Group;
use crate::{Error, Result, with_tx};

/// Loads the names for the given codes. Codes that do not exist have no name in the result.
pub(super) async fn load_names(tx: &mut Tx, wanted: &[(Whom, &str)]) -> Result<Names> {
    let of = |whom| {
        let codes = wanted.iter().filter(|(it, _)| *it == whom);
        let mut codes: Vec<&str> = codes.map(|(_, code)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    let users = of(Whom::Users);
    let groups = of(Whom::Groups);
    let organizations = of(Whom::Organizations);
    let mut names = Names {
        users: read(tx, "SELECT login, name FROM users WHERE login IN (", &users).await?,
        groups: read(tx, GROUPS, &groups).await?,
        organizations: read(tx, ORGANIZATIONS, &organizations).await?,
    };
    let built_in = Group::built_in(GroupKind::Group);
    names.groups.extend(built_in.map(|it| (it.code, it.name)));
    Ok(names)
}

const GROUPS: &str = "SELECT code, name FROM groups WHERE kind = 'group' AND code IN (";
const ORGANIZATIONS: &str =
    "SELECT code, name FROM groups WHERE kind = 'organization' AND code IN (";

async fn read(tx: &mut Tx, start: &str, codes: &[&str]) -> Result<HashMap<String, String>> {
    let mut names = HashMap::new();
    // Both databases limit the number of bound values.
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

/// Loads the users, groups and organizations that the defaults of a form stand for.
pub(super) async fn load_defaults(
    tx: &mut Tx,
    fields: &Fields,
    moment: &Moment,
) -> Result<Defaults> {
    let inner = fields.iter().flat_map(|field| &field.fields);
    let all = fields.iter().chain(inner).filter_map(|field| {
        let whom = field.kind.whom()?;
        Some(entities(field).map(move |entity| (whom, entity)))
    });
    let all: Vec<(Whom, Entity<'_>)> = all.flatten().collect();
    if all.is_empty() {
        return Ok(Defaults::default());
    }
    let has = |whom| all.contains(&(whom, Entity::Function));
    let login = moment.login.clone();
    let organization = match &login {
        Some(login) if has(Whom::Organizations) => primary(tx, login).await?,
        _ => None,
    };
    let mut wanted: Vec<(Whom, &str)> = all
        .iter()
        .filter_map(|(whom, entity)| match entity {
            Entity::Code(code) => Some((*whom, *code)),
            Entity::Function => None,
        })
        .collect();
    wanted.extend(login.iter().map(|it| (Whom::Users, &**it)));
    wanted.extend(organization.iter().map(|it| (Whom::Organizations, &**it)));
    let names = load_names(tx, &wanted).await?;
    Ok(Defaults {
        names,
        login,
        organization,
    })
}

/// Returns the code of a user's primary organization.
async fn primary(tx: &mut Tx, login: &str) -> Result<Option<String>> {
    Ok(with_tx!(tx, |db| sqlx::query_scalar(
        super::filter::PRIMARY_OF
    )
    .bind(login)
    .fetch_optional(db)
    .await)?)
}

impl Open {
    /// Loads the names of the users, groups and organizations that records name.
    pub(super) async fn names(&mut self, records: impl Iterator<Item = &Values>) -> Result<Names> {
        let mut codes: Vec<(Whom, &str)> = Vec::new();
        for values in records {
            codes.extend(all_codes(&self.live.fields, values));
        }
        load_names(&mut self.tx, &codes).await
    }

    /// Refuses entities that do not exist, except those that the record named before. A group that
    /// was removed since must not prevent changes to the rest of the record.
    pub(super) async fn check_entities(
        &mut self,
        values: &Values,
        old: Option<&Values>,
    ) -> Result<()> {
        let names = self.names(std::iter::once(values)).await?;
        match unknown(&self.live.fields, values, old, &names).next() {
            None => Ok(()),
            Some((_, whom, code)) => Err(Error::NoEntity {
                whom,
                code: code.to_owned(),
            }),
        }
    }
}
