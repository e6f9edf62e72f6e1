//! Updates references to fields after their codes have changed.

use std::collections::HashMap;

use serde_json::Value;

use super::{Field, FieldId, Fields, related};
use crate::Problem;
use crate::formula::{EXPRESSION, Formulas, renamed};

impl Fields {
    /// Iterates over all fields, including those inside tables. Each inner field comes with its
    /// table.
    pub fn all(&self) -> impl Iterator<Item = (&Field, Option<&Field>)> {
        self.list.iter().flat_map(|field| {
            let inner = field.fields.iter().map(move |inner| (inner, Some(field)));
            std::iter::once((field, None)).chain(inner)
        })
    }

    /// Replaces renamed codes in lookups and formulas. A formula that was itself changed in the
    /// same request already uses the new codes and stays as it is.
    pub(super) fn rename(&mut self, before: &Self) {
        let now: HashMap<FieldId, &str> = self
            .all()
            .map(|(it, _)| (it.id, it.code.as_str()))
            .collect();
        let codes: HashMap<String, String> = before
            .all()
            .filter_map(|(old, _)| Some((old.code.clone(), (*now.get(&old.id)?).to_owned())))
            .filter(|(old, new)| old != new)
            .collect();
        if codes.is_empty() {
            return;
        }
        let code = |old: &str| codes.get(old).map_or(old, String::as_str).to_owned();
        let written: HashMap<FieldId, &str> = before
            .all()
            .map(|(field, _)| (field.id, field.text(EXPRESSION)))
            .collect();
        let every = self.list.iter_mut().flat_map(|field| {
            let (id, settings) = (field.id, &mut field.settings);
            let inner = field.fields.iter_mut().map(|it| (it.id, &mut it.settings));
            std::iter::once((id, settings)).chain(inner)
        });
        for (id, settings) in every {
            related::rename(settings, code);
            if let Some(Value::String(expression)) = settings.get_mut(EXPRESSION)
                && written.get(&id) == Some(&expression.as_str())
            {
                *expression = renamed(expression, code);
            }
        }
    }

    /// Checks that all fields exist to which formulas, lookups and related tables refer. Duplicate
    /// codes must be ruled out before, because they would cause false problems here.
    pub(super) fn check_named(&self) -> Vec<Problem> {
        let wrong = Formulas::of(self).err();
        let mut problems = wrong.map(|it| it.problems).unwrap_or_default();
        self.check_related(&mut problems);
        problems
    }
}
