//! The values of a form before its record is saved: the initial values, and the results of formulas
//! while the record is edited. Nothing is written.

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{Blank, Computed, Given};
use plugdock_schema::{Fields, value};

use super::entities;
use crate::{Access, Result, Store};

impl Store {
    /// Returns the result of [`value::blank`] for the user who opens the form, as given in
    /// `moment`.
    pub async fn blank<'a>(&self, fields: &'a Fields, moment: &Moment) -> Result<Blank<'a>> {
        let mut tx = self.pool().snapshot().await?;
        let defaults = entities::load_defaults(&mut tx, fields, moment).await?;
        Ok(value::blank(fields, moment, defaults))
    }

    /// Returns the computed fields of `record`, as in [`value::compute`]. With `preview` the preview
    /// form is used, which only users who manage the app see.
    pub async fn compute(
        &self,
        access: &Access,
        preview: bool,
        record: &Given,
        moment: &Moment,
    ) -> Result<Computed> {
        let settings = self.form(access, preview).await?;
        Ok(value::compute(&settings.fields, record, moment)?)
    }
}
