//! API tokens. Each belongs to one app.

use plugdock_schema::{ApiTokenId, AppId, Millis, UserId};

use crate::{Access, AuditLine, Error, Result, Store, TokenHash, Topic, with_db, with_tx};

/// The rights of an actor in one app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "these are five independent rights"
)]
pub struct Permissions {
    /// The right to see records.
    pub view: bool,
    /// The right to add records.
    pub add: bool,
    /// The right to change records.
    pub edit: bool,
    /// The right to delete records.
    pub delete: bool,
    /// The right to change the app's settings.
    pub manage: bool,
}

impl Permissions {
    /// All rights.
    pub const ALL: Self = Self {
        view: true,
        add: true,
        edit: true,
        delete: true,
        manage: true,
    };

    /// Returns the rights that at least one of the two has.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            view: self.view || other.view,
            add: self.add || other.add,
            edit: self.edit || other.edit,
            delete: self.delete || other.delete,
            manage: self.manage || other.manage,
        }
    }
}

/// A token of an app. Its secret is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// The number.
    pub id: ApiTokenId,
    /// The only app that it gives access to.
    pub app: AppId,
    /// Its rights in the app.
    pub permissions: Permissions,
    /// The user who created it or took it over; `None` if that is not recorded.
    pub owner: Option<TokenOwner>,
    /// True while its owner is deactivated. The token then gives no access (R51). Another manager
    /// of the app can take it over.
    pub suspended: bool,
}

/// The owner of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOwner {
    /// The user.
    pub id: UserId,
    /// Their login name.
    pub login: String,
}

type Row = (
    i64,
    i64,
    bool,
    bool,
    bool,
    bool,
    bool,
    Option<i64>,
    Option<String>,
    bool,
);

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT t.id, t.app_id, t.can_view, t.can_add, t.can_edit, t.can_delete, t.can_manage,
                 u.id, u.login, COALESCE(NOT u.is_active, FALSE)
             FROM api_tokens t LEFT JOIN users u ON u.id = t.created_by ",
            $rest
        )
    };
}

fn api_token(row: Row) -> ApiToken {
    let (id, app, view, add, edit, delete, manage, owner, login, suspended) = row;
    ApiToken {
        id: ApiTokenId(id),
        app: AppId(app),
        permissions: Permissions {
            view,
            add,
            edit,
            delete,
            manage,
        },
        owner: owner.zip(login).map(|(id, login)| TokenOwner {
            id: UserId(id),
            login,
        }),
        suspended,
    }
}

impl Store {
    /// Adds a token to an app. The caller must manage the app.
    pub async fn add_api_token(
        &self,
        access: &Access,
        token: &TokenHash,
        permissions: Permissions,
        now: Millis,
    ) -> Result<ApiToken> {
        const SQL: &str = "INSERT INTO api_tokens (app_id, token_hash, can_view, can_add, can_edit, can_delete,
             can_manage, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
        access.need_manage()?;
        let mut tx = self.begin().await?;
        let id: i64 = with_tx!(tx, |db| sqlx::query_scalar(SQL)
            .bind(access.app().0)
            .bind(token.0.as_slice())
            .bind(permissions.view)
            .bind(permissions.add)
            .bind(permissions.edit)
            .bind(permissions.delete)
            .bind(permissions.manage)
            .bind(access.user().map(|user| user.0))
            .bind(now)
            .fetch_one(db)
            .await)?;
        tx.note(Topic::ApiToken, access.app());
        let line = AuditLine::new("token.add", access.by(), now).app(access.app());
        tx.audit(line.detail(id.to_string()));
        self.commit(tx, now).await?;
        Ok(ApiToken {
            id: ApiTokenId(id),
            app: access.app(),
            permissions,
            owner: access.actor().user().map(|user| TokenOwner {
                id: user.id,
                login: user.login.clone(),
            }),
            suspended: false,
        })
    }

    /// Returns the token with this hash.
    pub async fn api_token(&self, token: &TokenHash) -> Result<Option<ApiToken>> {
        const SQL: &str = select!("WHERE t.token_hash = $1");
        let row: Option<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(token.0.as_slice())
            .fetch_optional(db)
            .await)?;
        Ok(row.map(api_token))
    }

    /// Returns the tokens of an app, ordered by number. The caller must manage the app.
    pub async fn api_tokens(&self, access: &Access) -> Result<Vec<ApiToken>> {
        const SQL: &str = select!("WHERE t.app_id = $1 ORDER BY t.id");
        access.need_manage()?;
        let rows: Vec<Row> = with_db!(self.pool(), |db| sqlx::query_as(SQL)
            .bind(access.app().0)
            .fetch_all(db)
            .await)?;
        Ok(rows.into_iter().map(api_token).collect())
    }

    /// Makes the caller the owner of a token of the app, so that it stays valid when its old owner
    /// is deactivated.
    ///
    /// # Errors
    /// [`Error::Denied`] if the token belongs to another app, or if the caller is a bearer of
    /// tokens.
    pub async fn take_over_api_token(
        &self,
        access: &Access,
        id: ApiTokenId,
        now: Millis,
    ) -> Result<()> {
        const SQL: &str = "UPDATE api_tokens SET created_by = $1 WHERE id = $2 AND app_id = $3";
        access.need_manage()?;
        let user = access.user().ok_or(Error::Denied)?;
        let mut tx = self.begin().await?;
        let done = with_tx!(tx, |db| sqlx::query(SQL)
            .bind(user.0)
            .bind(id.0)
            .bind(access.app().0)
            .execute(db)
            .await
            .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::Denied);
        }
        tx.note(Topic::ApiToken, access.app());
        let line = AuditLine::new("token.take_over", access.by(), now).app(access.app());
        tx.audit(line.detail(id.to_string()));
        self.commit(tx, now).await
    }

    /// Removes a token of the app.
    ///
    /// # Errors
    /// [`Error::Denied`] if the token belongs to another app.
    pub async fn remove_api_token(
        &self,
        access: &Access,
        id: ApiTokenId,
        now: Millis,
    ) -> Result<()> {
        access.need_manage()?;
        let mut tx = self.begin().await?;
        let done = with_tx!(tx, |db| sqlx::query(
            "DELETE FROM api_tokens WHERE id = $1 AND app_id = $2"
        )
        .bind(id.0)
        .bind(access.app().0)
        .execute(db)
        .await
        .map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::Denied);
        }
        tx.note(Topic::ApiToken, access.app());
        let line = AuditLine::new("token.remove", access.by(), now).app(access.app());
        tx.audit(line.detail(id.to_string()));
        self.commit(tx, now).await
    }
}
