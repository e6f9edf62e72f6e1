//! New codes in what names fields by their code.

use std::collections::HashMap;

use serde_json::Value;

use super::{Field, FieldId, Fields, related};
use crate::Problem;
use crate::formula::{EXPRESSION, Formulas, renamed};

impl Fields {
    /// Every field, those inside tables with their table.
    pub fn all(&self) -> impl Iterator<Item = (&Field, Option<&Field>)> {
        self.list.iter().flat_map(|field| {
            let inner = field.fields.iter().map(move |inner| (inner, Some(field)));
            std::iter::once((field, None)).chain(inner)
        })
    }

    /// Puts new codes into the formulas, but for those that were written anew with them.
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

    /// What is named must be there. Codes must be checked before: a name that is taken twice would make
    /// wrong what is not.
    pub(super) fn check_named(&self) -> Vec<Problem> {
        let wrong = Formulas::of(self).err();
        let mut problems = wrong.map(|it| it.problems).unwrap_or_default();
        self.check_related(&mut problems);
        problems
    }
}
