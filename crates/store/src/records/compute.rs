//! The results of formulas for a record that is being edited.

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{self, Computed, Given};

use crate::{Access, Result, Store};

impl Store {
    /// Returns the computed fields of `record`, as in [`value::compute`]. Nothing is written. With
    /// `preview` the preview form is used, which only users who manage the app see.
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
