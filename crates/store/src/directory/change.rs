//! Creating, changing and removing groups and organizations, and their members.

use std::collections::HashMap;

use plugdock_schema::field::Whom;
use plugdock_schema::{GroupId, Millis, UserId};

use super::Group;
use crate::{
    AuditLine, By, Error, GroupKind, Result, Store, Topic,
    db::{Tx, is_duplicate},
    with_tx,
};

/// A new group or organization.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// The kind.
    pub kind: GroupKind,
    /// The code. It must be unique among groups of its kind.
    pub code: String,
    /// The display name.
    pub name: String,
    /// The code of the parent organization. It is ignored for a group.
    pub parent: Option<String>,
}

/// A user in a group or an organization.
#[derive(Clone, Copy, Debug)]
pub struct Membership {
    /// The kind of the group.
    pub kind: GroupKind,
    /// The number of the group.
    pub group: GroupId,
    /// The user.
    pub user: UserId,
}

/// A change of a group or an organization. Parts that are `None` stay as they are.
#[derive(Clone, Debug, Default)]
pub struct GroupChange {
    /// The display name.
    pub name: Option<String>,
    /// The code of the parent organization. `Some(None)` moves it to the top.
    pub parent: Option<Option<String>>,
}

impl Store {
    /// Creates a group or an organization.
    ///
    /// # Errors
    /// [`Error::CodeTaken`] if its kind already has the code, [`Error::NoEntity`] if the parent
    /// organization does not exist.
    pub async fn add_group(&self, new: NewGroup, by: By, now: Millis) -> Result<Group> {
        const SQL: &str = "INSERT INTO groups (kind, code, name, parent) VALUES ($1, $2, $3, $4)
             RETURNING id";
        if Group::built_in(new.kind).any(|it| it.code == new.code) {
            return Err(Error::CodeTaken(new.code));
        }
        let parent = new.parent.filter(|_| new.kind == GroupKind::Organization);
        let mut tx = self.begin().await?;
        if let Some(parent) = &parent {
            lock_moves(&mut tx).await?;
            check_parent(&mut tx, None, parent).await?;
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
        note_change(&mut tx, "directory.add", &group, "", by, now);
        self.commit(tx, now).await?;
        Ok(group)
    }

    /// Changes a group or an organization.
    ///
    /// # Errors
    /// [`Error::NoGroup`] if it does not exist, [`Error::NoEntity`] if the parent organization does
    /// not exist, [`Error::Circular`] if an organization would become its own ancestor.
    pub async fn change_group(
        &self,
        kind: GroupKind,
        id: GroupId,
        change: GroupChange,
        by: By,
        now: Millis,
    ) -> Result<Group> {
        const SQL: &str = "UPDATE groups SET name = $1, parent = $2 WHERE id = $3";
        let mut tx = self.begin().await?;
        lock_moves(&mut tx).await?;
        let mut group = lock_group(&mut tx, kind, id).await?;
        if group.kind == GroupKind::Organization
            && let Some(parent) = change.parent
        {
            if let Some(parent) = &parent {
                check_parent(&mut tx, Some(&group.code), parent).await?;
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
        note_change(&mut tx, "directory.change", &group, "", by, now);
        self.commit(tx, now).await?;
        Ok(group)
    }

    /// Removes a group or an organization. Its child organizations move up to its parent. Records
    /// that name it keep its code.
    pub async fn remove_group(
        &self,
        kind: GroupKind,
        id: GroupId,
        by: By,
        now: Millis,
    ) -> Result<()> {
        const MOVE: &str = "UPDATE groups SET parent = $1 WHERE kind = $2 AND parent = $3";
        let mut tx = self.begin().await?;
        lock_moves(&mut tx).await?;
        let group = lock_group(&mut tx, kind, id).await?;
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
        note_change(&mut tx, "directory.remove", &group, "", by, now);
        self.commit(tx, now).await
    }

    /// Adds a member, or changes whether an organization is the user's primary one. A user has at
    /// most one primary organization. If `primary` is `None`, the organization becomes primary if
    /// the user has no other one.
    pub async fn add_member(
        &self,
        Membership { kind, group, user }: Membership,
        primary: Option<bool>,
        by: By,
        now: Millis,
    ) -> Result<()> {
        const CLEAR: &str = "UPDATE group_members SET is_primary = $1 WHERE user_id = $2";
        const SQL: &str =
            "INSERT INTO group_members (group_id, user_id, is_primary) VALUES ($1, $2, $3)
             ON CONFLICT (group_id, user_id) DO UPDATE SET is_primary = excluded.is_primary";
        let mut tx = self.begin().await?;
        let login = lock_user(&mut tx, user).await?;
        let group = lock_group(&mut tx, kind, group).await?;
        let primary = group.kind == GroupKind::Organization
            && match primary {
                Some(primary) => primary,
                None => may_be_primary(&mut tx, group.id, user).await?,
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
        note_change(&mut tx, "directory.add_member", &group, &login, by, now);
        self.commit(tx, now).await
    }

    /// Removes a member. Does nothing if the user is not a member.
    pub async fn remove_member(
        &self,
        Membership { kind, group, user }: Membership,
        by: By,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str = "DELETE FROM group_members WHERE group_id = $1 AND user_id = $2";
        let mut tx = self.begin().await?;
        let login = lock_user(&mut tx, user).await?;
        let group = lock_group(&mut tx, kind, group).await?;
        with_tx!(tx, |db| sqlx::query(SQL)
            .bind(group.id.0)
            .bind(user.0)
            .execute(db)
            .await
            .map(drop))?;
        note_change(&mut tx, "directory.remove_member", &group, &login, by, now);
        self.commit(tx, now).await
    }
}

/// Notes a change of a group and writes its audit line. `who` is the login name of the member, or
/// empty.
fn note_change(tx: &mut Tx, action: &str, group: &Group, who: &str, by: By, now: Millis) {
    tx.note(Topic::Group, group.id);
    // The memberships of a user depend on all groups.
    tx.note(Topic::Group, super::memberships::EVERY);
    let colon = if who.is_empty() { "" } else { ": " };
    let detail = format!("{} {}{colon}{who}", group.kind.as_str(), group.code);
    tx.audit(AuditLine::new(action, by, now).detail(detail));
}

/// Locks the group with the lowest number. Every transaction that moves organizations locks it
/// first. If two of them would make two organizations ancestors of each other, the second one sees
/// the first move.
async fn lock_moves(tx: &mut Tx) -> Result<()> {
    const SQL: &str = "UPDATE groups SET kind = kind WHERE id = (SELECT MIN(c.id) FROM groups c)";
    Ok(with_tx!(tx, |db| sqlx::query(SQL)
        .execute(db)
        .await
        .map(drop))?)
}

/// Locks the row of a group until the transaction ends, and returns the group.
async fn lock_group(tx: &mut Tx, kind: GroupKind, id: GroupId) -> Result<Group> {
    const SQL: &str = "UPDATE groups SET kind = kind WHERE id = $1 AND kind = $2
         RETURNING id, kind, code, name, parent";
    let row: Option<super::Row> = with_tx!(tx, |db| sqlx::query_as(SQL)
        .bind(id.0)
        .bind(kind.as_str())
        .fetch_optional(db)
        .await)?;
    row.and_then(super::group).ok_or(Error::NoGroup(kind))
}

/// Locks the row of a user, so that changes of one user's memberships queue. Returns the login
/// name.
async fn lock_user(tx: &mut Tx, user: UserId) -> Result<String> {
    const SQL: &str = "UPDATE users SET login = login WHERE id = $1 RETURNING login";
    let login: Option<String> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(user.0)
        .fetch_optional(db)
        .await)?;
    login.ok_or(Error::NoUser)
}

/// Returns true if no other organization is the user's primary one.
async fn may_be_primary(tx: &mut Tx, id: GroupId, user: UserId) -> Result<bool> {
    const SQL: &str = "SELECT group_id FROM group_members WHERE user_id = $1 AND is_primary = $2";
    let found: Option<i64> = with_tx!(tx, |db| sqlx::query_scalar(SQL)
        .bind(user.0)
        .bind(true)
        .fetch_optional(db)
        .await)?;
    Ok(found.is_none_or(|found| found == id.0))
}

/// Checks that the organization `parent` exists, and that it is neither `own` nor below `own`.
async fn check_parent(tx: &mut Tx, own: Option<&str>, parent: &str) -> Result<()> {
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
