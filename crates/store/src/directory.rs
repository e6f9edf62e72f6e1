//! Whom records may name: users, groups and departments. The last two are groups: people under a
//! code that never changes, since records keep it.

mod change;

use std::collections::HashMap;

use plugdock_schema::text::fold;
use plugdock_schema::{GroupId, UserId};

use crate::{Result, Store, User, with_db};

pub use change::{GroupChange, Membership, NewGroup};

/// What a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// A group.
    Group,
    /// A department.
    Organization,
}

impl GroupKind {
    /// Its word in the database and in requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Organization => "organization",
        }
    }

    /// The kind of that word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Group, Self::Organization]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A group or a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// What it is.
    pub kind: GroupKind,
    /// Its name in records; unique among its kind.
    pub code: String,
    /// As others see it.
    pub name: String,
    /// The code of the department above.
    pub parent: Option<String>,
}

/// The vendor's built-in groups, under the vendor's numbers and codes. Who is in them follows from the users.
const EVERYONE: (i64, &str, &str) = (7_532_782_697_181_632_512, "everyone", "Everyone");
const ADMINISTRATORS: (i64, &str, &str) = (
    7_532_782_697_181_632_513,
    "Administrators",
    "Administrators",
);

impl Group {
    /// The built-in ones of a kind.
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

    /// Whether it is one of those that nobody made and nobody changes.
    pub fn is_built_in(&self) -> bool {
        self.id.0 >= EVERYONE.0
    }

    /// Whether it is built in and `user` is in it.
    fn has_by_itself(&self, user: &User) -> bool {
        self.id.0 == EVERYONE.0 || (self.id.0 == ADMINISTRATORS.0 && user.admin)
    }
}

/// Someone that a form offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// Its name in records: of a user the login name.
    pub code: String,
    /// As others see it.
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
    /// Users who may sign in and whose name or login name holds `text`, whatever its case and width;
    /// by name, at most `limit`.
    pub async fn find_users(&self, text: &str, limit: usize) -> Result<Vec<DirectoryEntry>> {
        const SQL: &str = "SELECT login, name FROM users WHERE is_active = $1 ORDER BY name, login";
        let rows: Vec<(String, String)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(true)
            .fetch_all(db)
            .await)?;
        let people = rows
            .into_iter()
            .map(|(code, name)| DirectoryEntry { code, name });
        Ok(those_with(text, limit, people))
    }

    /// The same of groups or departments.
    pub async fn find_groups(
        &self,
        kind: GroupKind,
        text: &str,
        limit: usize,
    ) -> Result<Vec<DirectoryEntry>> {
        let mut all = self.groups(kind).await?;
        all.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
        let people = all.into_iter().map(|it| DirectoryEntry {
            code: it.code,
            name: it.name,
        });
        Ok(those_with(text, limit, people))
    }

    /// All groups or all departments: the built-in ones, then by number.
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

    /// The group or department of that number; none of the built-in ones.
    pub async fn group(&self, id: GroupId) -> Result<Option<Group>> {
        const SQL: &str = "SELECT id, kind, code, name, parent FROM groups WHERE id = $1";
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        Ok(row.and_then(group))
    }

    /// The groups or departments that somebody is in, in the order of [`Store::groups`]; `true`
    /// beside the user's primary department.
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

    /// Who is in a group or department, by number; `true` beside those whose primary one it is.
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

    /// How many are in each group and department that was made.
    pub async fn group_sizes(&self) -> Result<HashMap<GroupId, i64>> {
        const SQL: &str = "SELECT group_id, COUNT(*) FROM group_members GROUP BY group_id";
        let rows: Vec<(i64, i64)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let rows = rows.into_iter();
        Ok(rows.map(|(id, count)| (GroupId(id), count)).collect())
    }
}

/// Those whose name or code holds `text`, whatever its case and width.
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
