//! What a form for a new record begins with.

use plugdock_schema::query::time::Moment;
use plugdock_schema::{Fields, value};
use serde_json::{Map, Value};

use super::people;
use crate::{Result, Store};

impl Store {
    /// What [`value::blank`] says, for whoever `moment` says opens the form.
    pub async fn blank(&self, fields: &Fields, moment: &Moment) -> Result<Map<String, Value>> {
        let mut tx = self.pool().snapshot().await?;
        let defaults = people::load_defaults(&mut tx, fields, moment).await?;
        Ok(value::blank(fields, moment, &defaults))
    }
}
