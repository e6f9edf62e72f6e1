//! A process in the form of the REST API.

use serde::{Serialize, Serializer};

use super::{Entity, Process, Takers};
use crate::text::as_text;
use crate::{FieldType, Fields};

/// The member `states` of `app/status.json`, an object with the names of states as keys.
#[derive(Clone, Debug)]
pub struct ShownStates(Vec<ShownState>);

#[derive(Clone, Debug, Serialize)]
struct ShownState {
    name: String,
    #[serde(serialize_with = "as_text")]
    index: usize,
    assignee: ShownAssignee,
}

#[derive(Clone, Debug, Serialize)]
struct ShownAssignee {
    #[serde(rename = "type")]
    kind: Takers,
    entities: Vec<ShownEntity>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownEntity {
    entity: ShownCode,
    include_subs: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type")]
enum ShownCode {
    #[serde(rename = "USER")]
    User { code: String },
    #[serde(rename = "FIELD_ENTITY")]
    Field { code: String },
}

/// An item of the member `actions` of `app/status.json`.
#[derive(Clone, Debug, Serialize)]
pub struct ShownAction {
    name: String,
    pub(super) from: String,
    to: String,
    #[serde(rename = "filterCond")]
    filter: String,
    #[serde(rename = "type")]
    kind: ActionKind,
    #[serde(rename = "executableUser", skip_serializing_if = "Option::is_none")]
    executors: Option<ShownExecutors>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum ActionKind {
    /// The assignees of the state take the action.
    Primary,
    /// The entities of the action take it.
    Secondary,
}

#[derive(Clone, Debug, Serialize)]
struct ShownExecutors {
    entities: Vec<ShownEntity>,
}

impl Serialize for ShownStates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|state| (&state.name, state)))
    }
}

impl Process {
    /// Returns the member `states` of `app/status.json`.
    pub fn states(&self, fields: &Fields) -> ShownStates {
        let states = (0..).zip(&self.states).map(|(index, state)| ShownState {
            name: state.name.clone(),
            index,
            assignee: ShownAssignee {
                kind: state.takers,
                entities: shown(&state.entities, fields),
            },
        });
        ShownStates(states.collect())
    }

    /// Returns the member `actions` of `app/status.json`.
    pub fn actions(&self, fields: &Fields) -> Vec<ShownAction> {
        let name = |id| self.state(id).map_or("", |state| &state.name).to_owned();
        let actions = self.actions.iter().map(|action| ShownAction {
            name: action.name.clone(),
            from: name(action.from),
            to: name(action.to),
            filter: action.filter.clone(),
            kind: match action.executors {
                Some(_) => ActionKind::Secondary,
                None => ActionKind::Primary,
            },
            executors: action.executors.as_ref().map(|executors| ShownExecutors {
                entities: shown(executors, fields),
            }),
        });
        actions.collect()
    }
}

fn shown(entities: &[Entity], fields: &Fields) -> Vec<ShownEntity> {
    let of_field = |field: Option<&crate::Field>| {
        let code = field?.code.clone();
        Some(ShownCode::Field { code })
    };
    let entities = entities.iter().filter_map(|entity| match entity {
        Entity::User(login) => Some(ShownCode::User {
            code: login.clone(),
        }),
        // A field that no longer exists selects no one.
        Entity::Field(id) => of_field(fields.by_id(*id)),
        Entity::Creator => of_field(fields.of_type(FieldType::Creator)),
    });
    entities
        .map(|entity| ShownEntity {
            entity,
            include_subs: false,
        })
        .collect()
}
