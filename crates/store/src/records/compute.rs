//! Results of formulas for a record that is being written.

use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{self, Computed, Given};

use crate::{Access, Result, Store};

impl Store {
    /// The computed fields of `record`, as [`value::compute`] tells them. Nothing is written. With
    /// `preview` the form that waits is used, which only managers see.
    pub async fn compute(
        &self,
        access: &Access,
        preview: bool,
        record: &Given,
        moment: &Moment,
    ) -> Result<Computed> {
        let fields = self.form(access, preview).await?.fields;
        Ok(value::compute(fields, record, moment)?)
    }
}
