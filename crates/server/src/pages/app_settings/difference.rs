//! Describes the differences between an app's preview settings and its live settings.

use std::collections::BTreeSet;

use plugdock_package::PluginId;
use plugdock_schema::Field;
use plugdock_schema::views::{self, Views};
use plugdock_store::AppSettings;

use crate::pages::layout::View;

/// Two revisions of an app, and the view of the user who reads the differences.
pub(super) struct Difference<'a> {
    pub(super) view: &'a View,
    pub(super) live: &'a AppSettings,
    pub(super) preview: &'a AppSettings,
}

impl Difference<'_> {
    /// Returns a sentence for each kind of change. `name` returns a plug-in's name. `saved`
    /// contains the plug-ins whose saved credentials differ.
    pub(super) fn lines(
        &self,
        name: &dyn Fn(&PluginId) -> String,
        saved: &BTreeSet<&PluginId>,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        self.general(&mut lines);
        self.fields(&mut lines);
        self.views(&mut lines);
        self.plugins(name, saved, &mut lines);
        if self.live.process != self.preview.process {
            lines.push(self.view.say("form.differs_process"));
        }
        if self.live.acl != self.preview.acl {
            lines.push(self.view.say("form.differs_permissions"));
        }
        if self.live.scripts != self.preview.scripts {
            lines.push(self.view.say("form.differs_scripts"));
        }
        lines
    }

    fn say(&self, key: &str, names: &[String]) -> Option<String> {
        let listed = names.join(&self.view.say("form.and"));
        (!names.is_empty()).then(|| self.view.say_with(key, &[("names", &listed)]))
    }

    fn general(&self, lines: &mut Vec<String>) {
        let (live, preview) = (self.live, self.preview);
        if live.name != preview.name {
            let params = [("old", live.name.as_str()), ("new", &preview.name)];
            lines.push(self.view.say_with("form.differs_name", &params));
        }
        if live.description != preview.description {
            lines.push(self.view.say("form.differs_description"));
        }
    }

    fn fields(&self, lines: &mut Vec<String>) {
        let (old, new) = (every(self.live), every(self.preview));
        let in_old = |field: &Field| old.iter().find(|it| it.id == field.id).copied();
        let added = new.iter().filter(|field| in_old(field).is_none());
        let added: Vec<String> = added.map(|field| quoted(self.view, &field.label)).collect();
        let gone = old
            .iter()
            .filter(|field| !new.iter().any(|it| it.id == field.id));
        let gone: Vec<String> = gone.map(|field| quoted(self.view, &field.label)).collect();
        lines.extend(self.say("form.differs_fields_added", &added));
        lines.extend(self.say("form.differs_fields_gone", &gone));
        for field in &new {
            let changed = in_old(field).map(|before| self.settings(before, field));
            if let Some(changed) = changed.filter(|changed| !changed.is_empty()) {
                let what = changed.join(&self.view.say("form.and"));
                let params = [("name", field.label.as_str()), ("settings", &what)];
                lines.push(self.view.say_with("form.differs_field", &params));
            }
        }
        let followed = self
            .live
            .layout
            .follow(&self.live.fields, &self.preview.fields);
        if followed != self.preview.layout {
            lines.push(self.view.say("form.differs_layout"));
        }
    }

    /// Returns the names of the settings in which a field differs.
    fn settings(&self, before: &Field, after: &Field) -> Vec<String> {
        let names = after.differing(before).into_iter();
        names
            .map(|name| self.view.say(&format!("form.setting.{name}")))
            .collect()
    }

    fn views(&self, lines: &mut Vec<String>) {
        let (old, new) = (&self.live.views, &self.preview.views);
        let quoted = |views: Vec<&views::View>| -> Vec<String> {
            let names = views.into_iter();
            names.map(|view| quoted(self.view, &view.name)).collect()
        };
        let added = new.iter().filter(|view| twin(old, view).is_none());
        let added = quoted(added.collect());
        let gone = old.iter().filter(|view| twin(new, view).is_none());
        let gone = quoted(gone.collect());
        let differs = |(place, view): &(usize, &views::View)| {
            twin(old, view).is_some_and(|before| before != (*place, *view))
        };
        let changed = new.iter().enumerate().filter(differs);
        let changed = quoted(changed.map(|(_, view)| view).collect());
        lines.extend(self.say("form.differs_views_added", &added));
        lines.extend(self.say("form.differs_views_gone", &gone));
        lines.extend(self.say("form.differs_views", &changed));
    }

    fn plugins(
        &self,
        name: &dyn Fn(&PluginId) -> String,
        saved: &BTreeSet<&PluginId>,
        lines: &mut Vec<String>,
    ) {
        let (live, preview) = (self.live, self.preview);
        let named = |id: &PluginId| quoted(self.view, &name(id));
        let added = preview.plugins.iter();
        let added = added.filter(|plugin| live.plugin(&plugin.id).is_none());
        let added: Vec<String> = added.map(|plugin| named(&plugin.id)).collect();
        let gone = live.plugins.iter();
        let gone = gone.filter(|plugin| preview.plugin(&plugin.id).is_none());
        let gone: Vec<String> = gone.map(|plugin| named(&plugin.id)).collect();
        let config = preview.plugins.iter().filter(|plugin| {
            let before = live.plugin(&plugin.id);
            before.map_or(plugin.config.is_some(), |before| {
                before.config != plugin.config
            })
        });
        let config: Vec<String> = config.map(|plugin| named(&plugin.id)).collect();
        let kept = saved.iter().filter(|id| preview.plugin(id).is_some());
        let saved: Vec<String> = kept.map(|id| named(id)).collect();
        lines.extend(self.say("form.differs_plugins_added", &added));
        lines.extend(self.say("form.differs_plugins_gone", &gone));
        lines.extend(self.say("form.differs_configs", &config));
        lines.extend(self.say("form.differs_proxy_configs", &saved));
    }
}

/// Returns all fields of a form, including those in tables.
fn every(settings: &AppSettings) -> Vec<&Field> {
    let fields = settings.fields.iter();
    fields
        .flat_map(|field| std::iter::once(field).chain(&field.fields))
        .collect()
}

/// Returns the view with the same ID and its position.
fn twin<'a>(views: &'a Views, view: &views::View) -> Option<(usize, &'a views::View)> {
    let mut placed = views.iter().enumerate();
    placed.find(|(_, other)| other.id == view.id)
}

fn quoted(view: &View, name: &str) -> String {
    view.say_with("form.quoted", &[("name", name)])
}
