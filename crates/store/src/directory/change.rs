//! Making, naming and removing groups and departments, and who is in them.

use std::collections::HashMap;

use plugdock_schema::field::Whom;
use plugdock_schema::{GroupId, Millis, UserId};

use super::{Group, GroupKind};
use crate::{
    AuditLine, Error, Result, Store, Topic,
    db::{Tx, is_duplicate},
    with_tx,
};

/// A group or department to make.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// What it is.
    pub kind: GroupKind,
    /// Unique among its kind.
    pub code: String,
    /// As others see it.
    pub name: String,
    /// The code of the department above; a group has none.
    pub parent: Option<String>,
}

/// A user's place in a group or an organization.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// What the group is.
    pub kind: GroupKind,
    /// Its number.
    pub group: GroupId,
    /// The user's number.
    pub user: UserId,
}

/// What to change of one; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    /// As others see it.
    pub name: Option<String>,
    /// The code of the department above; `Some(None)` puts it at the top.
    pub parent: Option<Option<String>>,
}

impl Store {
    /// Makes one; [`Error::CodeTaken`] where its kind has the code already, [`Error::NoEntity`] where
    /// there is no such department above.
    pub async fn add_group(&self, new: NewGroup, by: Option<UserId>, now: Millis) -> Result<Group> {
        const SQL: &str = "INSERT INTO groups (kind, code, name, parent) VALUES ($1, $2, $3, $4)
             RETURNING id";
        if Group::built_in(new.kind).any(|it| it.code == new.code) {
            return Err(Error::CodeTaken(new.code));
        }
        let parent = new.parent.filter(|_| new.kind == GroupKind::Organization);
        let mut tx = self.begin().await?;
        if let Some(parent) = &parent {
            order(&mut tx).await?;
            above(&mut tx, None, parent).await?;
        }
        let added: Result<i64, _> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(new.kind.as_str())
            .bind(&new.code)
            .bind(&new.name)
            .bind(&parent)
            .fetch_one(db)
            .await);
        let id = match added {
            Ok(id) => GroupId(id),
            Err(error) if is_duplicate(&error) => return Err(Error::CodeTaken(new.code)),
            Err(error) => return Err(error.into()),
        };
        let group = Group {
            id,
            kind: new.kind,
            code: new.code,
            name: new.name,
            parent,
        };
        told(&mut tx, "directory.add", &group, "", by, now);
        self.commit(tx, now).await?;
        Ok(group)
    }

    /// Changes one. [`Error::NoGroup`] where there is none of that number, [`Error::Circular`] where
    /// a department would stand below itself.
    pub async fn change_group(
        &self,
        kind: GroupKind,
        id: GroupId,
        change: GroupChange,
        by: Option<UserId>,
        now: Millis,
    ) -> Result<Group> {
        const SQL: &str = "UPDATE groups SET name = $1, parent = $2 WHERE id = $3";
        let mut tx = self.begin().await?;
        order(&mut tx).await?;
        let mut group = take(&mut tx, kind, id).await?;
        if group.kind == GroupKind::Organization
            && let Some(parent) = change.parent
        {
            if let Some(parent) = &parent {
                above(&mut tx, Some(&group.code), parent).await?;
            }
            group.parent = parent;
        }
        group.name = change.name.unwrap_or(group.name);
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(&group.name)
            .bind(&group.parent)
            .bind(id.0)
            .execute(db)
            .await
            .map(drop))?;
        told(&mut tx, "directory.change", &group, "", by, now);
        self.commit(tx, now).await?;
        Ok(group)
    }

    /// Removes one; departments below it move up. Records that name it keep its code.
    pub async fn remove_group(
        &self,
        kind: GroupKind,
        id: GroupId,
        by: Option<UserId>,
        now: Millis,
    ) -> Result<()> {
        const MOVE: &str = "UPDATE groups SET parent = $1 WHERE kind = $2 AND parent = $3";
        let mut tx = self.begin().await?;
        order(&mut tx).await?;
        let group = take(&mut tx, kind, id).await?;
        with_tx!(tx, |db| sqlx::query(MOVE)
            .bind(&group.parent)
            .bind(group.kind.as_str())
            .bind(&group.code)
            .execute(db)
            .await
            .map(drop))?;
        with_tx!(tx, |db| sqlx::query("DELETE FROM groups WHERE id = $1")
            .bind(id.0)
            .execute(db)
            .await
            .map(drop))?;
        told(&mut tx, "directory.remove", &group, "", by, now);
        self.commit(tx, now).await
    }

    /// Puts somebody in, or says anew whether a department is the user's primary one: a user has at
    /// most one, and the first is it unsaid.
    pub async fn add_member(
        &self,
        Membership { kind, group, user }: Membership,
        primary: Option<bool>,
        by: Option<UserId>,
        now: Millis,
    ) -> Result<()> {
        const CLEAR: &str = "UPDATE group_members SET is_primary = $1 WHERE user_id = $2";
        const SQL: &str =
            "INSERT INTO group_members (group_id, user_id, is_primary) VALUES ($1, $2, $3)
             ON CONFLICT (group_id, user_id) DO UPDATE SET is_primary = excluded.is_primary";
        let mut tx = self.begin().await?;
        let login = member(&mut tx, user).await?;
        let group = take(&mut tx, kind, group).await?;
        let primary = group.kind == GroupKind::Organization
            && match primary {
                Some(primary) => primary,
                None => stands_first(&mut tx, group.id, user).await?,
            };
        if primary {
            with_tx!(tx, |db| sqlx::query(CLEAR)
                .bind(false)
                .bind(user.0)
                .execute(db)
                .await
                .map(drop))?;
        }
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(group.id.0)
            .bind(user.0)
            .bind(primary)
            .execute(db)
            .await
            .map(drop))?;
        told(&mut tx, "directory.add_member", &group, &login, by, now);
        self.commit(tx, now).await
    }

    /// Takes somebody out; nothing happens to who is not in.
    pub async fn remove_member(
        &self,
        Membership { kind, group, user }: Membership,
        by: Option<UserId>,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str = "DELETE FROM group_members WHERE group_id = $1 AND user_id = $2";
        let mut tx = self.begin().await?;
        let login = member(&mut tx, user).await?;
        let group = take(&mut tx, kind, group).await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(group.id.0)
            .bind(user.0)
            .execute(db)
            .await
            .map(drop))?;
        told(&mut tx, "directory.remove_member", &group, &login, by, now);
        self.commit(tx, now).await
    }
}

/// Notes what was done with a group, and with whom of it.
fn told(tx: &mut Tx, action: &str, group: &Group, who: &str, by: Option<UserId>, now: Millis) {
    tx.note(Topic::Group, group.id);
    let colon = if who.is_empty() { "" } else { ": " };
    let detail = format!("{} {}{colon}{who}", group.kind.as_str(), group.code);
    tx.audit(AuditLine::new(action, by, now).detail(detail));
}

/// Takes the first row, which all who move departments take first: of two that would be put below
/// each other at once, the second sees where the first went.
async fn order(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "UPDATE groups SET kind = kind WHERE id = (SELECT MIN(c.id) FROM groups c)";
    Ok(with_tx!(tx, |db| sqlx::query(SQL)
        .execute(db)
        .await
        .map(drop))?)
}

/// Takes the row: it stays until the transaction ends.
async fn take(tx: &mut Tx, kind: GroupKind, id: GroupId) -> Result<Group> {
    const SQL: &str = "UPDATE groups SET kind = kind WHERE id = $1 AND kind = $2
         RETURNING id, kind, code, name, parent";
    let row: Option<super::Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(id.0)
        .bind(kind.as_str())
        .fetch_optional(db)
        .await)?;
    row.and_then(super::group).ok_or(Error::NoGroup(kind))
}

/// Takes the user's row, so that changes of where one belongs queue; its login name.
async fn member(tx: &mut Tx, user: UserId) -> Result<String> {
    const SQL: &str = "UPDATE users SET login = login WHERE id = $1 RETURNING login";
    let login: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(user.0)
        .fetch_optional(db)
        .await)?;
    login.ok_or(Error::NoUser)
}

/// Whether a department is the user's primary one, or may become it: there is no other.
async fn stands_first(tx: &mut Tx, id: GroupId, user: UserId) -> Result<bool> {
    const SQL: &str = "SELECT group_id FROM group_members WHERE user_id = $1 AND is_primary = $2";
    let found: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(user.0)
        .bind(true)
        .fetch_optional(db)
        .await)?;
    Ok(found.is_none_or(|found| found == id.0))
}

/// Refuses where there is no department `parent`, or where `own` is it or stands above it.
async fn above(tx: &mut Tx, own: Option<&str>, parent: &str) -> Result<()> {
    const SQL: &str = "SELECT code, parent FROM groups WHERE kind = $1";
    let rows: Vec<(String, Option<String>)> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(GroupKind::Organization.as_str())
        .fetch_all(db)
        .await)?;
    let parents: HashMap<String, Option<String>> = rows.into_iter().collect();
    if !parents.contains_key(parent) {
        return Err(Error::NoEntity {
            whom: Whom::Organizations,
            code: parent.to_owned(),
        });
    }
    let mut at = Some(parent);
    for _ in 0..=parents.len() {
        let Some(code) = at else { return Ok(()) };
        if Some(code) == own {
            break;
        }
        at = parents.get(code).and_then(Option::as_deref);
    }
    Err(Error::Circular)
}
