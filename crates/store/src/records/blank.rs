//! The initial values of the form for a new record.

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::Blank;
use plugdock_schema::{Fields, value};

use super::entities;
use crate::{Result, Store};

impl Store {
    /// Returns the result of [`value::blank`] for the user who opens the form, as given in
    /// `moment`.
    pub async fn blank<'a>(&self, fields: &'a Fields, moment: &Moment) -> Result<Blank<'a>> {
        let mut tx = self.pool().snapshot().await?;
        let defaults = entities::load_defaults(&mut tx, fields, moment).await?;
        Ok(value::blank(fields, moment, defaults))
    }
}
