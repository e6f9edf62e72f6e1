//! The views of an app: how its records are listed.
//!
//! Kept in the shape of Kintone's `app/views.json`: an object by name.

use serde_json::{Map, Value, json};

use crate::field::settings::index_of;
use crate::problem::none_of;
use crate::query::{self, Query};
use crate::{Fields, Invalid, Problem};

/// Characters of a view's name (Kintone: 64).
const MAX_NAME: usize = 64;

/// `views` of `preview/app/views.json`, which takes the place of all there were: a view that is
/// named as before keeps its number, others get new ones.
pub fn read(views: &Value, old: &Value, fields: &Fields) -> Result<Value, Invalid> {
    let Some(given) = views.as_object() else {
        return Err(Problem::new("views", "must_be_object").into());
    };
    let mut problems = Vec::new();
    let mut next = highest(old);
    let mut sorted: Vec<(i64, &String, &Value)> = given
        .iter()
        .map(|(name, view)| (index_of(view), name, view))
        .collect();
    sorted.sort_by_key(|(index, ..)| *index);
    let mut read = Map::new();
    for (index, (_, key, view)) in sorted.into_iter().enumerate() {
        let at = format!("views[{key}]");
        if !view.is_object() {
            problems.push(Problem::new(at, "must_be_object"));
            continue;
        }
        let name = view["name"].as_str().unwrap_or(key);
        if name.is_empty() || name.chars().count() > MAX_NAME {
            problems.push(Problem::new(format!("{at}.name"), "view_name"));
        }
        if read.contains_key(name) {
            let problem = Problem::new(format!("{at}.name"), "view_twice").with("name", name);
            problems.push(problem);
        }
        let id = if let Some(id) = old[key.as_str()]["id"].as_str() {
            id.to_owned()
        } else {
            next += 1;
            next.to_string()
        };
        let mut kept = Map::new();
        kept.insert("id".into(), id.into());
        kept.insert("name".into(), name.into());
        kept.insert("index".into(), index.to_string().into());
        read_one(view, &at, fields, &mut kept, &mut problems);
        read.insert(name.to_owned(), Value::Object(kept));
    }
    none_of(problems)?;
    Ok(Value::Object(read))
}

/// What is wrong with a view's condition, told at `at`: it is a query without order and limit.
pub fn check_filter(condition: &str, fields: &Fields, at: &str) -> Option<Problem> {
    match query::condition_of(condition) {
        Ok(alone) if alone == condition.trim() => {}
        Err(query::Error::Syntax { at: letter }) => {
            let letter = (letter + 1).to_string();
            return Some(Problem::new(at, "query_invalid").with("at", letter));
        }
        _ => return Some(Problem::new(at, "view_filter")),
    }
    let query = Query::parse(condition).ok()?;
    query::check(&query, fields).err().map(|it| it.problem(at))
}

fn check_sort(sort: &str, fields: &Fields, at: &str) -> Option<Problem> {
    if sort.is_empty() {
        return None;
    }
    match Query::parse(&format!("order by {sort}")) {
        Ok(query) if query.limit.is_none() && query.offset.is_none() => {
            query::check(&query, fields).err().map(|it| it.problem(at))
        }
        _ => Some(Problem::new(at, "view_sort")),
    }
}

/// The views after fields were removed or renamed: columns, a calendar's fields and orders follow.
/// A condition stays as it was written; saving the view tells what is wrong with it then.
pub fn follow(views: &Value, before: &Fields, after: &Fields) -> Value {
    // None where the field is gone; a code that is no field's (`$id`) is itself.
    let renamed = |code: &str| match before.get(code) {
        Some(field) => after.by_id(field.id).map(|field| field.code.clone()),
        None => Some(code.to_owned()),
    };
    let mut views = views.clone();
    for view in views.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(codes) = view["fields"].as_array() {
            let codes = codes.iter().filter_map(|code| renamed(code.as_str()?));
            view["fields"] = codes.collect();
        }
        for name in ["date", "title"] {
            if let Some(code) = view[name].as_str().and_then(renamed) {
                view[name] = code.into();
            }
        }
        if let Some(sort) = view["sort"].as_str() {
            let steps = sort.split(',').filter_map(|step| {
                let (code, way) = step.trim().split_once(' ').unwrap_or((step.trim(), ""));
                Some(format!("{} {way}", renamed(code)?).trim_end().to_owned())
            });
            let steps: Vec<String> = steps.collect();
            view["sort"] = if steps.is_empty() {
                "$id desc".into()
            } else {
                steps.join(", ").into()
            };
        }
    }
    views
}

fn read_one(
    view: &Value,
    at: &str,
    fields: &Fields,
    kept: &mut Map<String, Value>,
    problems: &mut Vec<Problem>,
) {
    let text = |name: &str| view[name].as_str().unwrap_or_default();
    let kind = text("type");
    kept.insert("type".into(), kind.into());
    let condition = text("filterCond");
    problems.extend(check_filter(condition, fields, &format!("{at}.filterCond")));
    kept.insert("filterCond".into(), condition.into());
    let sort = text("sort");
    problems.extend(check_sort(sort, fields, &format!("{at}.sort")));
    let sort = if sort.is_empty() { "$id desc" } else { sort };
    kept.insert("sort".into(), sort.into());
    let known = |code: &str| fields.get(code).is_some();
    match kind {
        "LIST" => {
            let codes = view["fields"].as_array().into_iter().flatten();
            let codes: Vec<&str> = codes.filter_map(Value::as_str).collect();
            for (index, code) in codes.iter().enumerate() {
                if !known(code) {
                    let place = format!("{at}.fields[{index}]");
                    problems.push(Problem::new(place, "field_unknown").with("code", *code));
                }
            }
            kept.insert("fields".into(), json!(codes));
        }
        "CALENDAR" => {
            for name in ["date", "title"] {
                let code = text(name);
                if !known(code) {
                    let place = format!("{at}.{name}");
                    problems.push(Problem::new(place, "field_unknown").with("code", code));
                }
                kept.insert(name.into(), code.into());
            }
        }
        "CUSTOM" => {
            kept.insert("html".into(), text("html").into());
            let pager = view["pager"].as_bool().unwrap_or(true);
            kept.insert("pager".into(), pager.into());
            let device = match text("device") {
                "DESKTOP" => "DESKTOP",
                _ => "ANY",
            };
            kept.insert("device".into(), device.into());
        }
        _ => problems.push(Problem::new(format!("{at}.type"), "must_be_enum")),
    }
}

fn highest(views: &Value) -> i64 {
    let ids = views.as_object().into_iter().flatten();
    ids.filter_map(|(_, view)| view["id"].as_str()?.parse().ok())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_follow_fields_that_are_renamed_or_removed() {
        let mut before = Fields::default();
        let new = json!({"a": {"type": "LINK"}, "b": {"type": "DATE"}, "c": {"type": "NUMBER"}});
        before.add(new.as_object().unwrap()).unwrap();
        let views = json!({
            "l": {"type": "LIST", "fields": ["a", "b", "c"], "sort": "c desc, $id asc, b asc"},
            "k": {"type": "CALENDAR", "date": "b", "title": "a", "sort": "c desc"},
        });
        let mut after = before.clone();
        after.remove(&["c".into()]).unwrap();
        let renamed = json!({"a": {"code": "first"}, "b": {"code": "a"}});
        after.update(renamed.as_object().unwrap()).unwrap();
        assert_eq!(
            follow(&views, &before, &after),
            json!({
                "l": {"type": "LIST", "fields": ["first", "a"], "sort": "$id asc, a asc"},
                "k": {"type": "CALENDAR", "date": "a", "title": "first", "sort": "$id desc"},
            })
        );
    }

    #[test]
    fn a_condition_is_checked_against_the_fields() {
        let fields = Fields::default();
        let wrong = |text: &str| check_filter(text, &fields, "x").map(|problem| problem.key);
        assert_eq!(wrong(""), None);
        assert_eq!(wrong("Record_number > 3"), None);
        assert_eq!(wrong("price > 3"), Some("query_no_field"));
        assert_eq!(wrong("Created_by like \"x\""), Some("query_operator"));
        assert_eq!(wrong("$id > 1 limit 5"), Some("view_filter"));
        assert_eq!(wrong("$id >"), Some("query_invalid"));
    }

    #[test]
    fn a_view_keeps_its_number_and_wrong_ones_are_told_all_at_once() {
        let fields = Fields::default();
        let list = |index: i64| {
            json!({"type": "LIST", "index": index, "fields": ["Record_number"],
                "filterCond": "$id > 1", "sort": "$id asc"})
        };
        let first = json!({"b": list(1), "a": list(0)});
        let old = read(&first, &json!({}), &fields).unwrap();
        assert_eq!(
            (&old["a"]["id"], &old["b"]["index"]),
            (&json!("1"), &json!("1"))
        );
        let second = json!({"c": list(0), "b": list(1)});
        let new = read(&second, &old, &fields).unwrap();
        assert_eq!(
            (&new["b"]["id"], &new["c"]["id"]),
            (&json!("2"), &json!("3"))
        );
        let wrong = json!({
            "x": {"type": "GRID"},
            "y": {"type": "LIST", "fields": ["no"], "filterCond": "$id >", "sort": "a b c"},
            "z": {"type": "LIST", "filterCond": "$id > 1 limit 5"},
        });
        let invalid = read(&wrong, &old, &fields).unwrap_err();
        let mut found: Vec<_> = invalid.problems.iter().map(|it| it.at.as_str()).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                "views[x].type",
                "views[y].fields[0]",
                "views[y].filterCond",
                "views[y].sort",
                "views[z].filterCond"
            ]
        );
    }
}
