//! The fields of records as one caller may see them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use plugdock_schema::acl::Accessibility;
use plugdock_schema::acl::field::Naming;
use plugdock_schema::field::Source;
use plugdock_schema::query::time::Moment;
use plugdock_schema::value::{self, Given, Values};
use plugdock_schema::{Field, FieldId, Place, Problem, Wrong};

use super::Open;
use crate::access::Seen;
use crate::{Access, Actor, AppSettings};

/// A record, as far as field permissions ask for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged<'a> {
    /// All live settings.
    pub(super) live: &'a AppSettings,
    pub(super) values: &'a Values,
    /// The login names of the creator and of the last modifier.
    pub(super) creator: Option<&'a str>,
    pub(super) modifier: Option<&'a str>,
}

impl<'a> Judged<'a> {
    /// Returns a record that the caller is about to add.
    pub(super) fn new(live: &'a AppSettings, values: &'a Values, moment: &'a Moment) -> Self {
        let me = moment.login.as_deref();
        Self {
            live,
            values,
            creator: me,
            modifier: me,
        }
    }
}

impl Access {
    /// Returns true if a field of the record names the caller. No field names an API token.
    pub(super) fn is_named(&self, naming: Naming, record: &Judged<'_>) -> bool {
        let fields = &record.live.fields;
        let (Actor::User(user, _), Some(field)) = (self.actor(), fields.by_id(naming.field)) else {
            return false;
        };
        match field.kind.source() {
            Source::Creator => record.creator == Some(&user.login),
            Source::Modifier => record.modifier == Some(&user.login),
            _ => {
                let mine = self
                    .person(user)
                    .codes(field, naming.subs)
                    .collect::<BTreeSet<_>>();
                let codes = value::codes(field, record.values.get(field.id));
                codes.iter().any(|(_, code)| mine.contains(code))
            }
        }
    }
}

impl Open {
    /// Returns what the caller may do with a field in a record.
    pub(super) fn may(&self, field: FieldId, record: &Judged<'_>) -> Accessibility {
        let named = |naming| self.access.is_named(naming, record);
        self.seen.rights.in_record(field, named)
    }

    /// Returns the fields that the caller may not change in a record, also inside tables.
    pub(super) fn protected(&self, record: &Judged<'_>) -> BTreeSet<FieldId> {
        self.below(record, Accessibility::Write)
    }

    fn below(&self, record: &Judged<'_>, least: Accessibility) -> BTreeSet<FieldId> {
        if self.seen.rights.is_everything() {
            return BTreeSet::new();
        }
        let every = self.live.fields.all().map(|(field, _)| field);
        let kept = every.filter(|field| self.may(field.id, record) < least);
        kept.map(|field| field.id).collect()
    }

    /// Returns a request without the fields that the caller may not change. Reports each of them that
    /// is given, whatever its value is: an answer that depends on the value would tell the stored one
    /// to somebody who guesses.
    pub(super) fn without_protected<'g>(
        &self,
        protected: &BTreeSet<FieldId>,
        given: &'g Given,
        at: &Place<'_>,
        problems: &mut Vec<Problem>,
    ) -> Cow<'g, Given> {
        let mut given = Cow::Borrowed(given);
        for field in self.live.fields.iter() {
            let mut refuse = |inner: &Field| {
                let code = inner.code.clone();
                let wrong = Wrong::FieldNotEditable { code };
                problems.push(Problem::new(&at.member(&field.code), wrong));
            };
            if !given.has(&field.code) {
                continue;
            }
            if protected.contains(&field.id) {
                given.to_mut().remove(&field.code);
                refuse(field);
                continue;
            }
            for inner in field.fields.iter().filter(|it| protected.contains(&it.id)) {
                if given.to_mut().remove_cell(&field.code, &inner.code) {
                    refuse(inner);
                }
            }
        }
        given
    }

    /// Gives the protected fields in rows of tables the values that they have in `base`, the record
    /// before the change. New rows keep their defaults.
    pub(super) fn keep_cells(
        &self,
        protected: &BTreeSet<FieldId>,
        values: &mut Values,
        base: &Values,
    ) {
        for field in self.live.fields.iter() {
            for inner in field.fields.iter().filter(|it| protected.contains(&it.id)) {
                for row in values.rows_mut(field.id) {
                    let mut rows = base.rows(field.id).iter();
                    if let Some(before) = rows.find(|it| it.id == row.id) {
                        row.cells.set(inner.id, before.cells.get(inner.id).cloned());
                    }
                }
            }
        }
    }

    /// Returns the fields that the caller may not see in a record, also inside tables.
    pub(super) fn hidden(&self, record: &Judged<'_>) -> BTreeSet<FieldId> {
        self.below(record, Accessibility::Read)
    }
}

/// The settings that show each record of one answer, by the fields that are hidden in it.
pub(super) struct ShownSettings<'a> {
    pub(super) seen: &'a Seen,
    pub(super) access: &'a Access,
    pub(super) known: HashMap<BTreeSet<FieldId>, Arc<AppSettings>>,
}

impl ShownSettings<'_> {
    /// Returns the settings with the fields that the caller may see in this record.
    pub(super) fn of(&mut self, record: &Judged<'_>) -> Arc<AppSettings> {
        let rights = &self.seen.rights;
        let named = |naming| self.access.is_named(naming, record);
        let hidden: BTreeSet<FieldId> = rights
            .differing()
            .filter(|id| rights.in_record(*id, named) == Accessibility::None)
            .collect();
        if hidden.is_empty() {
            return Arc::clone(&self.seen.shown);
        }
        let shown = &self.seen.shown;
        let narrow = |hidden: &BTreeSet<FieldId>| Arc::new(shown.without(hidden, hidden));
        let known = self.known.entry(hidden);
        Arc::clone(known.or_insert_with_key(narrow))
    }
}
