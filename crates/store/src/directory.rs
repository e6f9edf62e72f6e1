//! Whom records may name: users, groups and departments. The last two are circles: people under a
//! code that never changes, since records keep it.

mod change;

use std::collections::HashMap;

use plugdock_schema::text::fold;
use plugdock_schema::{CircleId, UserId};

use crate::{Result, Store, User, with_db};

pub use change::{CircleChange, NewCircle};

/// What a circle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CircleKind {
    /// A group.
    Group,
    /// A department.
    Organization,
}

impl CircleKind {
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
pub struct Circle {
    /// Its number.
    pub id: CircleId,
    /// What it is.
    pub kind: CircleKind,
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

impl Circle {
    /// The built-in ones of a kind.
    pub(crate) fn built_in(kind: CircleKind) -> impl Iterator<Item = Self> {
        let all = [EVERYONE, ADMINISTRATORS].into_iter();
        all.filter(move |_| kind == CircleKind::Group)
            .map(move |(id, code, name)| Self {
                id: CircleId(id),
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
pub struct Person {
    /// Its name in records: of a user the login name.
    pub code: String,
    /// As others see it.
    pub name: String,
}

type Row = (i64, String, String, String, Option<String>);

fn circle((id, kind, code, name, parent): Row) -> Option<Circle> {
    Some(Circle {
        id: CircleId(id),
        kind: CircleKind::parse(&kind)?,
        code,
        name,
        parent,
    })
}

impl Store {
    /// Users who may sign in and whose name or login name holds `text`, whatever its case and width;
    /// by name, at most `limit`.
    pub async fn find_users(&self, text: &str, limit: usize) -> Result<Vec<Person>> {
        const SQL: &str = "SELECT login, name FROM users WHERE is_active = $1 ORDER BY name, login";
        let rows: Vec<(String, String)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(true)
            .fetch_all(db)
            .await)?;
        let people = rows.into_iter().map(|(code, name)| Person { code, name });
        Ok(those_with(text, limit, people))
    }

    /// The same of groups or departments.
    pub async fn find_circles(
        &self,
        kind: CircleKind,
        text: &str,
        limit: usize,
    ) -> Result<Vec<Person>> {
        let mut all = self.circles(kind).await?;
        all.sort_by(|one, other| (&one.name, &one.code).cmp(&(&other.name, &other.code)));
        let people = all.into_iter().map(|it| Person {
            code: it.code,
            name: it.name,
        });
        Ok(those_with(text, limit, people))
    }

    /// All groups or all departments: the built-in ones, then by number.
    pub async fn circles(&self, kind: CircleKind) -> Result<Vec<Circle>> {
        const SQL: &str =
            "SELECT id, kind, code, name, parent FROM circles WHERE kind = $1 ORDER BY id";
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(kind.as_str())
            .fetch_all(db)
            .await)?;
        let made = rows.into_iter().filter_map(circle);
        Ok(Circle::built_in(kind).chain(made).collect())
    }

    /// The group or department of that number; none of the built-in ones.
    pub async fn circle(&self, id: CircleId) -> Result<Option<Circle>> {
        const SQL: &str = "SELECT id, kind, code, name, parent FROM circles WHERE id = $1";
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(id.0)
            .fetch_optional(db)
            .await)?;
        Ok(row.and_then(circle))
    }

    /// The groups or departments that somebody is in, in the order of [`Store::circles`]; `true`
    /// beside the user's primary department.
    pub async fn circles_of(&self, user: &User, kind: CircleKind) -> Result<Vec<(Circle, bool)>> {
        const SQL: &str = "SELECT circle_id, is_primary FROM circle_members WHERE user_id = $1";
        let rows: Vec<(i64, bool)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(user.id.0)
            .fetch_all(db)
            .await)?;
        let mine: HashMap<i64, bool> = rows.into_iter().collect();
        let all = self.circles(kind).await?.into_iter();
        Ok(all
            .filter_map(|circle| {
                let made = mine.get(&circle.id.0).copied();
                let primary = made.or(circle.has_by_itself(user).then_some(false))?;
                Some((circle, primary))
            })
            .collect())
    }

    /// Who is in a group or department, by number; `true` beside those whose primary one it is.
    pub async fn members_of(&self, circle: &Circle) -> Result<Vec<(User, bool)>> {
        const SQL: &str = "SELECT user_id, is_primary FROM circle_members WHERE circle_id = $1";
        let rows: Vec<(i64, bool)> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(circle.id.0)
            .fetch_all(db)
            .await)?;
        let theirs: HashMap<UserId, bool> =
            rows.into_iter().map(|(id, it)| (UserId(id), it)).collect();
        let users = self.users().await?.into_iter();
        Ok(users
            .filter_map(|user| {
                let made = theirs.get(&user.id).copied();
                let primary = made.or(circle.has_by_itself(&user).then_some(false))?;
                Some((user, primary))
            })
            .collect())
    }

    /// How many are in each group and department that was made.
    pub async fn circle_sizes(&self) -> Result<HashMap<CircleId, i64>> {
        const SQL: &str = "SELECT circle_id, COUNT(*) FROM circle_members GROUP BY circle_id";
        let rows: Vec<(i64, i64)> =
            with_db!(self.pool(), |db| sqlx::query_as(SQL).fetch_all(db).await)?;
        let rows = rows.into_iter();
        Ok(rows.map(|(id, count)| (CircleId(id), count)).collect())
    }
}

/// Those whose name or code holds `text`, whatever its case and width.
fn those_with(text: &str, limit: usize, all: impl Iterator<Item = Person>) -> Vec<Person> {
    let wanted = fold(text.trim());
    let found = all.filter(|Person { code, name }| {
        wanted.is_empty() || fold(code).contains(&wanted) || fold(name).contains(&wanted)
    });
    found.take(limit).collect()
}
