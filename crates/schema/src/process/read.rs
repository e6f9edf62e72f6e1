//! Reads a process from a request.

use std::collections::HashSet;

use serde_json::Value;

use super::{Action, Entity, Process, State, Takers};
use crate::field::property::index_of;
use crate::problem::none_of;
use crate::sent::{array, object};
use crate::{Fields, Invalid, Place, Problem, Sent, Wrong, views};

/// The maximum length of the name of a state or an action, in characters (Kintone: 64).
const MAX_NAME: usize = 64;
/// The maximum number of states of a process.
const MAX_STATES: usize = 100;
/// The maximum number of actions of a process.
const MAX_ACTIONS: usize = 500;
/// The maximum number of entities in one list.
const MAX_ENTITIES: usize = 100;

/// A process as a request gives it. Absent parts stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The member `enable`.
    pub enable: Option<bool>,
    /// The member `states`, an object with the names of states as keys.
    pub states: Option<Sent>,
    /// The member `actions`, a list.
    pub actions: Option<Sent>,
}

impl Process {
    /// Applies a request of `preview/app/status.json` to this process. A state that is given under
    /// its present name keeps its number, even if the request renames it. States that are not given
    /// are removed.
    pub fn read(&self, given: &Given, fields: &Fields) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let mut next = self.clone();
        next.enable = given.enable.unwrap_or(self.enable);
        match &given.states {
            Some(states) => next.states = self.read_states(&states.0, fields, &mut problems),
            None if next.enable && next.states.is_empty() => next.begin(fields),
            None => {}
        }
        if let Some(actions) = &given.actions {
            next.actions = next.read_actions(&actions.0, self, fields, &mut problems);
        } else {
            // Actions of removed states are removed too.
            let known: HashSet<i64> = next.states.iter().map(|state| state.id).collect();
            let leads = |it: &Action| known.contains(&it.from) && known.contains(&it.to);
            next.actions.retain(leads);
        }
        none_of(problems)?;
        Ok(next)
    }

    /// Sets the states and actions with which Kintone starts.
    fn begin(&mut self, fields: &Fields) {
        let names = if fields.is_japanese() {
            [["未処理", "処理中", "完了"], ["処理開始", "完了する", ""]]
        } else {
            [
                ["Not started", "In progress", "Completed"],
                ["Start", "Complete", ""],
            ]
        };
        self.states = (1..)
            .zip(names[0])
            .map(|(id, name)| State {
                id,
                name: name.to_owned(),
                takers: Takers::One,
                entities: if id == 1 {
                    vec![Entity::Creator]
                } else {
                    Vec::new()
                },
            })
            .collect();
        self.actions = [(1, 2), (2, 3)]
            .into_iter()
            .zip(names[1])
            .map(|((from, to), name)| Action {
                name: name.to_owned(),
                from,
                to,
                filter: String::new(),
                executors: None,
            })
            .collect();
    }

    fn read_states(
        &self,
        given: &Value,
        fields: &Fields,
        problems: &mut Vec<Problem>,
    ) -> Vec<State> {
        let whole = Place::Top.member("states");
        let Some(given) = object(given, &whole, problems) else {
            return Vec::new();
        };
        if given.is_empty() {
            problems.push(Problem::new(&whole, Wrong::Required));
        }
        if given.len() > MAX_STATES {
            problems.push(too_many(&whole, MAX_STATES));
            return Vec::new();
        }
        let mut sorted: Vec<(&String, &Value)> = given.iter().collect();
        sorted.sort_by_key(|(_, state)| index_of(state));
        let mut top = self.states.iter().map(|state| state.id).max().unwrap_or(0);
        let mut states: Vec<State> = Vec::new();
        for (key, state) in sorted {
            let at = whole.key(key);
            if object(state, &at, problems).is_none() {
                continue;
            }
            let name = state["name"].as_str().unwrap_or(key).to_owned();
            problems.extend(bad_name(&name, &at.member("name")));
            if states.iter().any(|it| it.name == name) {
                let name = name.clone();
                problems.push(Problem::new(&at.member("name"), Wrong::StateTwice { name }));
            }
            let old = self.named(key);
            let id = old.map_or_else(
                || {
                    top += 1;
                    top
                },
                |old| old.id,
            );
            let (takers, entities) = read_assignee(&state["assignee"], old, fields, &at, problems);
            states.push(State {
                id,
                name,
                takers,
                entities,
            });
        }
        states
    }

    fn read_actions(
        &self,
        given: &Value,
        before: &Self,
        fields: &Fields,
        problems: &mut Vec<Problem>,
    ) -> Vec<Action> {
        let whole = Place::Top.member("actions");
        let Some(given) = array(given, &whole, problems) else {
            return Vec::new();
        };
        if given.len() > MAX_ACTIONS {
            problems.push(too_many(&whole, MAX_ACTIONS));
            return Vec::new();
        }
        let mut actions = Vec::new();
        for (index, action) in given.iter().enumerate() {
            let at = whole.item(index);
            let name = action["name"].as_str().unwrap_or_default();
            problems.extend(bad_name(name, &at.member("name")));
            let mut state = |member: &str| {
                let name = action[member].as_str().unwrap_or_default();
                // A state that is renamed in the same request can be referred to by its old name.
                let old = || before.named(name).and_then(|old| self.state(old.id));
                let found = self.named(name).or_else(old).map(|state| state.id);
                if found.is_none() {
                    let name = name.to_owned();
                    problems.push(Problem::new(
                        &at.member(member),
                        Wrong::StateUnknown { name },
                    ));
                }
                found.unwrap_or_default()
            };
            let (from, to) = (state("from"), state("to"));
            let filter = action["filterCond"].as_str().unwrap_or_default();
            let place = at.member("filterCond");
            problems.extend(views::check_filter(filter, fields, &place));
            let executors = read_executors(action, fields, &at, problems);
            actions.push(Action {
                name: name.to_owned(),
                from,
                to,
                filter: filter.trim().to_owned(),
                executors,
            });
        }
        actions
    }
}

/// Reads the assignees of a state. Anything that is not given stays as it was in `old`.
fn read_assignee(
    assignee: &Value,
    old: Option<&State>,
    fields: &Fields,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> (Takers, Vec<Entity>) {
    if assignee.is_null() {
        return old.map_or_else(
            || (Takers::One, vec![Entity::Creator]),
            |old| (old.takers, old.entities.clone()),
        );
    }
    let at = at.member("assignee");
    let takers = match assignee["type"].as_str() {
        None | Some("ONE") => Takers::One,
        Some("ALL") => Takers::All,
        Some("ANY") => Takers::Any,
        Some(_) => {
            problems.push(Problem::new(&at.member("type"), Wrong::MustBeEnum));
            Takers::One
        }
    };
    let at = at.member("entities");
    let entities = read_entities(&assignee["entities"], fields, &at, problems);
    (takers, entities)
}

/// Reads the entities that may take an action instead of the assignees. Returns `None` if the
/// assignees take it.
fn read_executors(
    action: &Value,
    fields: &Fields,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Entity>> {
    match action["type"].as_str() {
        None | Some("PRIMARY") => None,
        Some("SECONDARY") => {
            let at = at.member("executableUser");
            let at = at.member("entities");
            let given = &action["executableUser"]["entities"];
            Some(read_entities(given, fields, &at, problems))
        }
        Some(_) => {
            problems.push(Problem::new(&at.member("type"), Wrong::MustBeEnum));
            None
        }
    }
}

fn too_many(at: &Place<'_>, most: usize) -> Problem {
    Problem::new(at, Wrong::TooManyItems { max: most })
}

fn bad_name(name: &str, at: &Place<'_>) -> Option<Problem> {
    let fits = !name.trim().is_empty()
        && name.chars().count() <= MAX_NAME
        && !name.contains(|sign: char| sign.is_control());
    (!fits).then(|| Problem::new(at, Wrong::StateName))
}

/// Reads a list of entities. Groups and organizations are refused: they would select no user here,
/// and a state without assignees is open to everyone.
fn read_entities(
    given: &Value,
    fields: &Fields,
    at: &Place<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Entity> {
    let list = match given {
        Value::Null => return Vec::new(),
        Value::Array(list) if list.len() <= MAX_ENTITIES => list,
        Value::Array(_) => {
            problems.push(too_many(at, MAX_ENTITIES));
            return Vec::new();
        }
        _ => {
            problems.push(Problem::new(at, Wrong::MustBeArray));
            return Vec::new();
        }
    };
    let mut read = Vec::new();
    for (index, item) in list.iter().enumerate() {
        let entity = &item["entity"];
        let code = entity["code"].as_str().unwrap_or_default();
        let of_field = || {
            // Kintone's own examples use `creator` as the code of the field.
            if code == "creator" {
                return Some(Entity::Creator);
            }
            let field = fields.get(code)?;
            let fits = field.kind.may_be_assignee();
            fits.then_some(Entity::Field(field.id))
        };
        let found = match entity["type"].as_str() {
            Some("USER") if !code.is_empty() => Some(Entity::User(code.to_owned())),
            Some("CREATOR") => Some(Entity::Creator),
            Some("FIELD_ENTITY") => of_field(),
            _ => None,
        };
        match found {
            Some(entity) if read.contains(&entity) => {}
            Some(entity) => read.push(entity),
            None => {
                let item = at.item(index);
                let problem = Problem::new(&item.member("entity"), Wrong::AssigneeInvalid);
                problems.push(problem);
            }
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(states: Value, actions: Value) -> Given {
        Given {
            enable: Some(true),
            states: Some(states.into()),
            actions: Some(actions.into()),
        }
    }

    #[test]
    fn a_process_that_is_only_turned_on_begins_with_three_states() {
        let fields = Fields::of_new_app(true);
        let on = Given {
            enable: Some(true),
            ..Given::default()
        };
        let process = Process::default().read(&on, &fields).unwrap();
        let states = serde_json::to_value(process.states(&fields)).unwrap();
        assert_eq!(states["未処理"]["index"], "0");
        let entity = &states["未処理"]["assignee"]["entities"][0]["entity"];
        assert_eq!(entity, &json!({"type": "FIELD_ENTITY", "code": "作成者"}));
        let actions = serde_json::to_value(process.actions(&fields)).unwrap();
        assert_eq!(
            (&actions[1]["from"], &actions[1]["to"]),
            (&json!("処理中"), &json!("完了"))
        );
    }

    #[test]
    fn a_renamed_state_keeps_its_number_and_its_actions() {
        let fields = Fields::default();
        let first = given(
            json!({"a": {"index": 0}, "b": {"index": "1", "assignee": {"type": "ANY", "entities":
                [{"entity": {"type": "USER", "code": "ann"}}]}}}),
            json!([{"name": "go", "from": "a", "to": "b", "filterCond": "$id > 1"}]),
        );
        let first = Process::default().read(&first, &fields).unwrap();
        let renamed = Given {
            states: Some(
                json!({"new": {"index": 0}, "a": {"name": "c", "index": 1}, "b": {"index": 2}})
                    .into(),
            ),
            ..Given::default()
        };
        let second = first.read(&renamed, &fields).unwrap();
        assert_eq!(second.named("c").unwrap().id, first.named("a").unwrap().id);
        assert_eq!(
            second.named("b").unwrap().takers,
            Takers::Any,
            "settings that are not given stay"
        );
        assert_eq!(second.first().unwrap().name, "new");
        assert_eq!(second.actions(&fields)[0].from, "c");
        assert_eq!(second.users().collect::<Vec<_>>(), ["ann"]);
        // An action is removed together with one of its states.
        let gone = Given {
            states: Some(json!({"c": {"index": 0}}).into()),
            ..Given::default()
        };
        assert!(second.read(&gone, &fields).unwrap().actions.is_empty());
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let fields = Fields::default();
        let wrong = given(
            json!({
                "a": {"index": 0, "assignee": {"type": "SOME", "entities": [
                    {"entity": {"type": "GROUP", "code": "g"}}, {"entity": {"type": "FIELD_ENTITY", "code": "Record_number"}}]}},
                "b": {"index": 1, "name": "a"},
                "c": {"index": 2, "name": " "},
                "d": 3,
            }),
            json!([{"name": "", "from": "a", "to": "z", "type": "THIRD", "filterCond": "no ="}, 7]),
        );
        let invalid = Process::default().read(&wrong, &fields).unwrap_err();
        let found = invalid.problems.iter().map(|it| it.at.to_string());
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                "states[a].assignee.type",
                "states[a].assignee.entities[0].entity",
                "states[a].assignee.entities[1].entity",
                "states[b].name",
                "states[c].name",
                "states[d]",
                "actions[0].name",
                "actions[0].to",
                "actions[0].filterCond",
                "actions[0].type",
                "actions[1].name",
                "actions[1].from",
                "actions[1].to",
            ]
        );
    }
}
