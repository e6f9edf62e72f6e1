//! An app's process: the states its records pass through, who works on them in each, and the actions
//! that lead from one to the next.
//!
//! States and fields are kept by their numbers, so that a new name breaks nothing; REST speaks of names
//! ([`Process::read`], [`Process::states`]).

use serde::{Deserialize, Serialize};

use crate::FieldId;

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
    /// Whether records have a state at all.
    pub enable: bool,
    /// In their order; a new record begins in the first.
    pub states: Vec<State>,
    /// In the order in which they are offered.
    pub actions: Vec<Action>,
}

/// One state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Its number for life.
    pub id: i64,
    /// Its name, which records show.
    pub name: String,
    /// How many of the entities work on a record.
    pub takers: Takers,
    /// Who may be an assignee; where it is nobody, whoever sees the record may act.
    pub entities: Vec<Entity>,
}

/// How many of a state's entities work on a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Takers {
    /// One, whom the person before chooses.
    One,
    /// All, and each must act.
    All,
    /// All, and one must act.
    Any,
}

impl Takers {
    /// As REST writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::One => "ONE",
            Self::All => "ALL",
            Self::Any => "ANY",
        }
    }
}

/// Somebody that settings name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entity {
    /// A user, by login name.
    User(String),
    /// Whoever stands in a field of the record.
    Field(FieldId),
    /// Whoever added the record.
    Creator,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What its button says.
    pub name: String,
    /// The number of the state it leads from.
    pub from: i64,
    /// And of that it leads to.
    pub to: i64,
    /// Which records it is for; all where it is empty.
    pub filter: String,
    /// Who may take it instead of the assignees (`SECONDARY`); `None` of an action for these.
    pub executors: Option<Vec<Entity>>,
}

impl Process {
    /// The first state.
    pub fn first(&self) -> Option<&State> {
        self.states.first()
    }

    /// The state of that name.
    pub fn named(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The state of that number.
    pub fn state(&self, id: i64) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Every user that the settings name, by login name.
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
