//! The directory: users, groups and organizations. A group or an organization has members and a
//! code that never changes, because records store it.

mod change;
mod memberships;

use std::collections::HashMap;

use plugdock_schema::text::fold;
use plugdock_schema::{GroupId, UserId};

use crate::{GroupKind, Result, Store, User, with_db};

pub use change::{GroupChange, Membership, NewGroup};

/// A group or an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The number.
    pub id: GroupId,
    /// The kind.
    pub kind: GroupKind,
    /// The code, which records store. It is unique among groups of its kind.
    pub code: String,
    /// The display name.
    pub name: String,
    /// The code of the parent organization; `None` at the top, and for groups.
    pub parent: Option<String>,
}

/// Kintone's built-in groups, with Kintone's numbers and codes. Their members follow from the
/// users.
const EVERYONE: (i64, &str, &str) = (7_532_782_697_181_632_512, "everyone", "Everyone");
const ADMINISTRATORS: (i64, &str, &str) = (
    7_532_782_697_181_632_513,
    "Administrators",
    "Administrators",
);

impl Group {
    /// Returns the built-in groups of a kind. There are no built-in organizations.
    pub(crate) fn built_in(kind: GroupKind) -> impl Iterator<Item = Self> {
        let all = [EVERYONE, ADMINISTRATORS].into_iter();
        all.filter(move |_| kind == GroupKind::Group)
            .map(move |(id, code, name)| Self {
                id: GroupId(id),
                kind,
                code: code.to_owned(),
                name: name.to_owned(),
                parent: None,
            })
    }

    /// Returns true for a built-in group. Built-in groups are not stored and cannot be changed.
    pub fn is_built_in(&self) -> bool {
        self.id.0 >= EVERYONE.0
    }

    /// Returns true if this is a built-in group and `user` belongs to it.
    fn has_by_itself(&self, user: &User) -> bool {
        self.id.0 == EVERYONE.0 || (self.id.0 == ADMINISTRATORS.0 && user.admin)
    }
}

/// A user, group or organization that a form offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The code in records. For a user it is the login name.
    pub code: String,
    /// The display name.
    pub name: String,
}

type Row = (i64, String, String, String, Option<String>);

fn group((id, kind, code, name, parent): Row) -> Option<Group> {
    Some(Group {
        id: GroupId(id),
        kind: GroupKind::parse(&kind)?,
        code,
        name,
        parent,
    })
}

impl Store {
    /// Returns at most `limit` active users, ordered by name. Their name or login name contains
    /// `text`; case and character width do not matter.
    pub async fn find_users(&self, text: &str, limit: usize) -> Result<Vec<DirectoryEntry>> {
        const SQL: &str = "SELECT login, name FROM users WHERE is_active = $1 ORDER BY name, login";
        let rows: Vec<(String, String)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(true)
            .fetch_all(db)
            .await)?;
        let found = rows
            .into_iter()
            .map(|(code, name)| DirectoryEntry { code, name });
        Ok(those_with(text, limit, found))
    }

    /// Does the same for groups or organizations.
    pub async fn find_groups(
        &self,
        kind: GroupKind,
        text: &str,
        limit: usize,
    ) -> Result<Vec<DirectoryEntry>> {
        let mut all = self.groups(kind).await?;
        all.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
        let found = all.into_iter().map(|it| DirectoryEntry {
            code: it.code,
            name: it.name,
        });
        Ok(those_with(text, limit, found))
    }

    /// Returns all groups or all organizations: first the built-in ones, then by number.
    pub async fn groups(&self, kind: GroupKind) -> Result<Vec<Group>> {
        const SQL: &str =
            "SELECT id, kind, code, name, parent FROM groups WHERE kind = $1 ORDER BY id";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(kind.as_str())
            .fetch_all(db)
            .await)?;
        let made = rows.into_iter().filter_map(group);
        Ok(Group::built_in(kind).chain(made).collect())
    }

    /// Returns the group or organization with this number, unless it is a built-in one.
    pub async fn group(&self, id: GroupId) -> Result<Option<Group>> {
        const SQL: &str = "SELECT id, kind, code, name, parent FROM groups WHERE id = $1";
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        Ok(row.and_then(group))
    }

    /// Returns true if there is a group or organization with this code.
    pub async fn has_group(&self, kind: GroupKind, code: &str) -> Result<bool> {
        let groups = self.groups(kind).await?;
        Ok(groups.iter().any(|group| group.code == code))
    }

    /// Returns the groups or organizations of a user, in the order of [`Store::groups`]. `true`
    /// marks the user's primary organization.
    pub async fn groups_of(&self, user: &User, kind: GroupKind) -> Result<Vec<(Group, bool)>> {
        const SQL: &str = "SELECT group_id, is_primary FROM group_members WHERE user_id = $1";
        let rows: Vec<(i64, bool)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(user.id.0)
            .fetch_all(db)
            .await)?;
        let mine: HashMap<i64, bool> = rows.into_iter().collect();
        let all = self.groups(kind).await?.into_iter();
        Ok(all
            .filter_map(|group| {
                let made = mine.get(&group.id.0).copied();
                let primary = made.or(group.has_by_itself(user).then_some(false))?;
                Some((group, primary))
            })
            .collect())
    }

    /// Returns the members of a group or organization, ordered by number. `true` marks users whose
    /// primary organization it is.
    pub async fn members_of(&self, group: &Group) -> Result<Vec<(User, bool)>> {
        const SQL: &str = "SELECT user_id, is_primary FROM group_members WHERE group_id = $1";
        let rows: Vec<(i64, bool)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(group.id.0)
            .fetch_all(db)
            .await)?;
        let theirs: HashMap<UserId, bool> =
            rows.into_iter().map(|(id, it)| (UserId(id), it)).collect();
        let users = self.users().await?.into_iter();
        Ok(users
            .filter_map(|user| {
                let made = theirs.get(&user.id).copied();
                let primary = made.or(group.has_by_itself(&user).then_some(false))?;
                Some((user, primary))
            })
            .collect())
    }

    /// Returns the number of members of each group and organization, except built-in ones. Those
    /// without members are left out.
    pub async fn group_sizes(&self) -> Result<HashMap<GroupId, i64>> {
        const SQL: &str = "SELECT group_id, COUNT(*) FROM group_members GROUP BY group_id";
        let rows: Vec<(i64, i64)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let rows = rows.into_iter();
        Ok(rows.map(|(id, count)| (GroupId(id), count)).collect())
    }
}

/// Returns the first `limit` items whose name or code contains `text`; case and character width do
/// not matter.
fn those_with(
    text: &str,
    limit: usize,
    all: impl Iterator<Item = DirectoryEntry>,
) -> Vec<DirectoryEntry> {
    let wanted = fold(text.trim());
    let found = all.filter(|DirectoryEntry { code, name }| {
        wanted.is_empty() || fold(code).contains(&wanted) || fold(name).contains(&wanted)
    });
    found.take(limit).collect()
}
