//! The process of an app: the states of its records, the assignees in each state, and the actions
//! that lead from one state to the next.
//!
//! States and fields are stored by their numbers, so that they can be renamed. The REST API uses
//! names ([`Process::read`], [`Process::states`]).

use serde::{Deserialize, Serialize};

use crate::{FieldId, Fields, Place, query, views};

mod read;
mod show;
pub mod step;

pub use read::Given;
pub use show::{ShownAction, ShownStates};
pub use step::Halt;

/// The process of one revision of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Process {
    /// True if records have a state.
    pub enable: bool,
    /// The states in their order. A new record starts in the first.
    pub states: Vec<State>,
    /// The actions, in the order in which they are offered.
    pub actions: Vec<Action>,
}

/// A state of the process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The number of the state. It never changes.
    pub id: i64,
    /// The name of the state, which records show.
    pub name: String,
    /// The number of entities that work on a record.
    pub takers: Takers,
    /// The possible assignees. If there are none, everyone who sees the record may act.
    pub entities: Vec<Entity>,
}

/// The number of a state's entities that work on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Takers {
    /// One entity, which the person who takes the action chooses.
    One,
    /// All entities. Each of them must act.
    All,
    /// All entities. One of them must act.
    Any,
}

impl Takers {
    /// Returns the name that the REST API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::One => "ONE",
            Self::All => "ALL",
            Self::Any => "ANY",
        }
    }
}

/// An entity in the settings of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// A user, by login name.
    User(String),
    /// The users in a field of the record.
    Field(FieldId),
    /// The user who added the record.
    Creator,
}

/// An action, which leads from one state to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The label of the action's button.
    pub name: String,
    /// The number of the state in which the action can be taken.
    pub from: i64,
    /// The number of the state to which the action leads.
    pub to: i64,
    /// The condition for the records to which the action applies. It is empty for all records.
    pub filter: String,
    /// The entities that may take the action instead of the assignees (`SECONDARY`). `None` if the
    /// assignees take it.
    pub executors: Option<Vec<Entity>>,
}

impl Process {
    /// Returns the first state.
    pub fn first(&self) -> Option<&State> {
        self.states.first()
    }

    /// Finds a state by its name.
    pub fn named(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// Finds a state by its number.
    pub fn state(&self, id: i64) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Gives renamed fields their new codes in the conditions of actions.
    pub fn rename(&mut self, before: &Fields, after: &Fields) {
        for action in &mut self.actions {
            action.filter = query::with_codes(&action.filter, before, after);
        }
    }

    /// Returns the process for people who may see these fields only: without conditions that name
    /// others.
    #[must_use]
    pub fn seen(&self, fields: &Fields) -> Self {
        let mut process = self.clone();
        for action in &mut process.actions {
            if views::check_filter(&action.filter, fields, &Place::Top).is_some() {
                action.filter.clear();
            }
        }
        process
    }

    /// Returns the login names of all users in the settings.
    pub fn users(&self) -> impl Iterator<Item = &str> {
        let states = self.states.iter().flat_map(|state| &state.entities);
        let executors = self.actions.iter().filter_map(|it| it.executors.as_ref());
        let every = states.chain(executors.flatten());
        every.filter_map(|entity| match entity {
            Entity::User(login) => Some(login.as_str()),
            Entity::Field(_) | Entity::Creator => None,
        })
    }
}
