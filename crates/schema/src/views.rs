//! The views of an app, which list its records.
//!
//! They are stored in the shape of Kintone's `app/views.json`: an object with the names of views as
//! keys.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::field::property::index_of;
use crate::problem::none_of;
use crate::query::{self, Condition, Query};
use crate::sent::object;
use crate::text::as_text;
use crate::{Fields, Invalid, Place, Problem, Sent, Wrong};

/// The maximum length of a view's name, in characters (Kintone: 64).
const MAX_NAME: usize = 64;
/// The sort order of views that do not define one.
const NEWEST_FIRST: &str = "$id desc";

/// The views of an app, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Views(Vec<View>);

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The number of the view. It never changes.
    #[serde(serialize_with = "as_text", deserialize_with = "number")]
    pub id: i64,
    /// The name of the view, which is unique in the app.
    pub name: String,
    /// The type of the view and its content.
    #[serde(flatten)]
    pub kind: Kind,
    /// The condition for the records. It is empty for all records.
    #[serde(rename = "filterCond", default)]
    pub filter: String,
    /// The sort order, in the syntax of `order by`.
    #[serde(default)]
    pub sort: String,
}

/// The type of a view and its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "UPPERCASE")]
pub enum Kind {
    /// A list of records.
    List {
        /// The codes of the columns, from left to right.
        #[serde(default)]
        fields: Vec<String>,
    },
    /// A calendar month.
    Calendar {
        /// The code of the field that contains the date of a record.
        #[serde(default)]
        date: String,
        /// The code of the field that contains the title of a record.
        #[serde(default)]
        title: String,
    },
    /// Custom HTML, which scripts fill.
    Custom {
        /// The HTML.
        #[serde(default)]
        html: String,
        /// True if the view has pagination links.
        #[serde(default = "yes")]
        pager: bool,
        /// The devices for which the view is offered.
        #[serde(default)]
        device: Device,
    },
}

/// The devices for which a custom view is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Device {
    /// Desktops only.
    Desktop,
    /// Desktops and phones.
    #[default]
    Any,
}

/// A view with its position.
#[derive(Serialize, Deserialize)]
struct Placed<V> {
    #[serde(
        serialize_with = "as_text",
        deserialize_with = "number",
        default = "last"
    )]
    index: i64,
    #[serde(flatten)]
    view: V,
}

impl Serialize for Views {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let placed = (0..).zip(&self.0);
        serializer.collect_map(placed.map(|(index, view)| (&view.name, Placed { index, view })))
    }
}

/// Reads stored views. Null stands for no views: apps that were added by the REST API have none at
/// first.
impl<'de> Deserialize<'de> for Views {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let views: Option<Map<String, Value>> = Deserialize::deserialize(deserializer)?;
        let views = views.unwrap_or_default().into_iter().map(|(_, view)| {
            serde_json::from_value::<Placed<View>>(view).map_err(serde::de::Error::custom)
        });
        let mut views: Vec<Placed<View>> = views.collect::<Result<_, _>>()?;
        views.sort_by_key(|placed| (placed.index, placed.view.id));
        Ok(Self(views.into_iter().map(|it| it.view).collect()))
    }
}

/// Reads a number, which may be given as a text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Number(i64),
        Text(String),
    }
    match Number::deserialize(deserializer)? {
        Number::Number(number) => Ok(number),
        Number::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

fn yes() -> bool {
    true
}

fn last() -> i64 {
    i64::MAX
}

impl Views {
    /// Returns true if one of the views that a client sent is custom, so that its HTML can contain
    /// script.
    pub fn has_custom(views: &Sent) -> bool {
        let mut views = views.0.as_object().into_iter().flat_map(Map::values);
        views.any(|view| view["type"] == "CUSTOM")
    }

    /// Reads `views` of `preview/app/views.json`, which replaces these views. A view that is given
    /// under its present name keeps its number. Other views get new numbers.
    pub fn read(&self, views: &Sent, fields: &Fields) -> Result<Self, Invalid> {
        let mut problems = Vec::new();
        let whole = Place::Top.member("views");
        let given = object(&views.0, &whole, &mut problems);
        let mut sorted: Vec<(&String, &Value)> = given.into_iter().flatten().collect();
        sorted.sort_by_key(|(_, view)| index_of(view));
        let mut top = self.0.iter().map(|view| view.id).max().unwrap_or(0);
        let mut read: Vec<View> = Vec::new();
        for (key, view) in sorted {
            let at = whole.key(key);
            if object(view, &at, &mut problems).is_none() {
                continue;
            }
            let name = view["name"].as_str().unwrap_or(key);
            let mut note = |wrong| problems.push(Problem::new(&at.member("name"), wrong));
            if name.is_empty() || name.chars().count() > MAX_NAME {
                note(Wrong::ViewName);
            }
            let name = name.to_owned();
            if read.iter().any(|it| it.name == name) {
                note(Wrong::ViewTwice { name: name.clone() });
            }
            let old = self.named(key).map(|old| old.id);
            let id = old.unwrap_or_else(|| {
                top += 1;
                top
            });
            read.extend(read_one(id, name, view, &at, fields, &mut problems));
        }
        none_of(problems)?;
        Ok(Self(read))
    }

    /// Iterates over the views in their order.
    pub fn iter(&self) -> impl Iterator<Item = &View> {
        self.0.iter()
    }

    /// Finds a view by its name.
    pub fn named(&self, name: &str) -> Option<&View> {
        self.0.iter().find(|view| view.name == name)
    }

    /// Returns the number of views.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Removes the custom views.
    pub fn remove_custom(&mut self) {
        self.0.retain(|view| !view.is_custom());
    }

    /// Returns the views for people who may see these fields only. Views with a condition, or with a
    /// calendar, on other fields are left out: they would tell about values that cannot be seen.
    #[must_use]
    pub fn seen(&self, before: &Fields, fields: &Fields) -> Self {
        let mut views = self.clone();
        views.0.retain(|view| {
            let is_known = |code: &String| code.is_empty() || fields.get(code).is_some();
            let shows = match &view.kind {
                Kind::Calendar { date, title } => is_known(date) && is_known(title),
                Kind::List { .. } | Kind::Custom { .. } => true,
            };
            let condition = Query::parse(&view.filter)
                .ok()
                .and_then(|query| query.condition);
            let tests = condition.as_ref().map(Condition::tests).unwrap_or_default();
            let names_hidden = tests.iter().any(|test| {
                before.find(&test.field).is_some() && fields.find(&test.field).is_none()
            });
            shows && !names_hidden
        });
        views.follow(before, fields)
    }

    /// Adapts the views to a form whose fields were removed or renamed: columns, the fields of
    /// calendars, conditions and sort orders. A condition that names a removed field stays, and is
    /// reported when the view is saved.
    #[must_use]
    pub fn follow(&self, before: &Fields, after: &Fields) -> Self {
        // A removed field has no new code. A code such as `$id`, which is not a field, stays.
        let renamed = |code: &str| match before.get(code) {
            Some(field) => after.by_id(field.id).map(|field| field.code.clone()),
            None => Some(code.to_owned()),
        };
        let mut views = self.clone();
        for view in &mut views.0 {
            match &mut view.kind {
                Kind::List { fields } => {
                    *fields = fields.iter().filter_map(|code| renamed(code)).collect();
                }
                Kind::Calendar { date, title } => {
                    for code in [date, title] {
                        if let Some(new) = renamed(code) {
                            *code = new;
                        }
                    }
                }
                Kind::Custom { .. } => {}
            }
            view.filter = query::with_codes(&view.filter, before, after);
            view.sort = follow_sort(&view.sort, renamed);
        }
        views
    }
}

impl View {
    /// Returns true if this is a custom view.
    pub fn is_custom(&self) -> bool {
        matches!(self.kind, Kind::Custom { .. })
    }
}

fn follow_sort(sort: &str, renamed: impl Fn(&str) -> Option<String>) -> String {
    let steps = sort.split(',').filter_map(|step| {
        let (code, way) = step.trim().split_once(' ').unwrap_or((step.trim(), ""));
        Some(format!("{} {way}", renamed(code)?).trim_end().to_owned())
    });
    let steps: Vec<String> = steps.collect();
    if steps.is_empty() {
        return NEWEST_FIRST.to_owned();
    }
    steps.join(", ")
}

/// Checks the condition of a view, which is a query without an order and a limit.
pub fn check_filter(condition: &str, fields: &Fields, at: &Place<'_>) -> Option<Problem> {
    let wrong = match query::condition_of(condition) {
        Ok(alone) if alone == condition.trim() => {
            let query = Query::parse(condition).ok()?;
            Wrong::Refused(query::check(&query, fields).err()?)
        }
        Err(query::Error::Syntax { at }) => Wrong::QueryInvalid { at },
        _ => Wrong::ViewFilter,
    };
    Some(Problem::new(at, wrong))
}

fn check_sort(sort: &str, fields: &Fields, at: &Place<'_>) -> Option<Problem> {
    if sort.is_empty() {
        return None;
    }
    let wrong = match Query::parse(&format!("order by {sort}")) {
        Ok(query) if query.limit.is_none() && query.offset.is_none() => {
            Wrong::Refused(query::check(&query, fields).err()?)
        }
        _ => Wrong::ViewSort,
    };
    Some(Problem::new(at, wrong))
}

fn read_one(
    id: i64,
    name: String,
    view: &Value,
    at: &Place<'_>,
    fields: &Fields,
    problems: &mut Vec<Problem>,
) -> Option<View> {
    let text = |name: &str| view[name].as_str().unwrap_or_default().to_owned();
    let (filter, sort) = (text("filterCond"), text("sort"));
    problems.extend(check_filter(&filter, fields, &at.member("filterCond")));
    problems.extend(check_sort(&sort, fields, &at.member("sort")));
    let mut known = |code: &str, at: &Place<'_>| {
        if fields.get(code).is_none() {
            let code = code.to_owned();
            problems.push(Problem::new(at, Wrong::FieldUnknown { code }));
        }
    };
    let kind = match view["type"].as_str() {
        Some("LIST") => {
            let columns = at.member("fields");
            let codes = view["fields"].as_array().into_iter().flatten();
            let codes: Vec<&str> = codes.filter_map(Value::as_str).collect();
            for (index, code) in codes.iter().enumerate() {
                known(code, &columns.item(index));
            }
            Kind::List {
                fields: codes.into_iter().map(str::to_owned).collect(),
            }
        }
        Some("CALENDAR") => {
            let (date, title) = (text("date"), text("title"));
            known(&date, &at.member("date"));
            known(&title, &at.member("title"));
            Kind::Calendar { date, title }
        }
        Some("CUSTOM") => Kind::Custom {
            html: text("html"),
            pager: view["pager"].as_bool().unwrap_or(true),
            device: match view["device"].as_str() {
                Some("DESKTOP") => Device::Desktop,
                _ => Device::Any,
            },
        },
        _ => {
            problems.push(Problem::new(&at.member("type"), Wrong::MustBeEnum));
            return None;
        }
    };
    let sort = if sort.is_empty() {
        NEWEST_FIRST.to_owned()
    } else {
        sort
    };
    Some(View {
        id,
        name,
        kind,
        filter,
        sort,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::query::Refused;

    fn stored(views: Value) -> Views {
        serde_json::from_value(views).unwrap()
    }

    #[test]
    fn views_follow_fields_that_are_renamed_or_removed() {
        let mut before = Fields::default();
        let new = json!({"a": {"type": "LINK"}, "b": {"type": "DATE"}, "c": {"type": "NUMBER"}});
        before.add(&new.into()).unwrap();
        let views = json!({
            "l": {"id": "1", "name": "l", "type": "LIST", "fields": ["a", "b", "c"], "sort": "c desc, $id asc, b asc"},
            "k": {"id": 2, "name": "k", "type": "CALENDAR", "date": "b", "title": "a", "sort": "c desc"},
        });
        let mut after = before.clone();
        after.remove(&["c".into()]).unwrap();
        let renamed = json!({"a": {"code": "first"}, "b": {"code": "a"}});
        after.update(&renamed.into()).unwrap();
        assert_eq!(
            serde_json::to_value(stored(views).follow(&before, &after)).unwrap(),
            json!({
                "l": {"index": "0", "id": "1", "name": "l", "type": "LIST", "fields": ["first", "a"],
                    "filterCond": "", "sort": "$id asc, a asc"},
                "k": {"index": "1", "id": "2", "name": "k", "type": "CALENDAR", "date": "a", "title": "first",
                    "filterCond": "", "sort": "$id desc"},
            })
        );
    }

    #[test]
    fn a_condition_is_checked_against_the_fields() {
        let fields = Fields::default();
        let wrong = |text: &str| {
            let problem = check_filter(text, &fields, &Place::Top)?;
            Some(problem.wrong)
        };
        assert_eq!(wrong(""), None);
        assert_eq!(wrong("Record_number > 3"), None);
        assert_eq!(
            wrong("price > 3"),
            Some(Wrong::Refused(Refused::NoField("price".into())))
        );
        assert!(matches!(
            wrong("Created_by like \"x\""),
            Some(Wrong::Refused(Refused::Operator { .. }))
        ));
        assert_eq!(wrong("$id > 1 limit 5"), Some(Wrong::ViewFilter));
        assert_eq!(wrong("$id >"), Some(Wrong::QueryInvalid { at: 5 }));
    }

    #[test]
    fn a_view_keeps_its_number_and_wrong_ones_are_told_all_at_once() {
        let fields = Fields::default();
        let list = |index: i64| {
            json!({"type": "LIST", "index": index, "fields": ["Record_number"],
                "filterCond": "$id > 1", "sort": "$id asc"})
        };
        let first = json!({"b": list(1), "a": list(0)});
        let old = Views::default().read(&first.into(), &fields).unwrap();
        let names = old.iter().map(|view| (view.id, view.name.as_str()));
        assert_eq!(names.collect::<Vec<_>>(), [(1, "a"), (2, "b")]);
        let second = json!({"c": list(0), "b": list(1)});
        let new = old.read(&second.into(), &fields).unwrap();
        let names = new.iter().map(|view| (view.id, view.name.as_str()));
        assert_eq!(names.collect::<Vec<_>>(), [(3, "c"), (2, "b")]);
        let wrong = json!({
            "x": {"type": "GRID"},
            "y": {"type": "LIST", "fields": ["no"], "filterCond": "$id >", "sort": "a b c"},
            "z": {"type": "LIST", "filterCond": "$id > 1 limit 5"},
        });
        let invalid = old.read(&wrong.into(), &fields).unwrap_err();
        let places = invalid.problems.iter().map(|it| it.at.to_string());
        let mut found: Vec<_> = places.collect();
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

    #[test]
    fn views_are_kept_in_the_vendors_shape_and_order() {
        let views = json!({
            "own": {"index": "1", "id": "7", "name": "own", "type": "CUSTOM", "html": "<p>", "pager": false,
                "device": "DESKTOP", "filterCond": "", "sort": "$id desc"},
            "all": {"index": "0", "id": "9", "name": "all", "type": "LIST", "fields": [], "filterCond": "",
                "sort": "$id desc"},
        });
        let mut read = stored(views.clone());
        assert_eq!(serde_json::to_value(&read).unwrap(), views);
        assert_eq!(read.iter().next().unwrap().name, "all");
        read.remove_custom();
        assert_eq!((read.count(), read.named("own")), (1, None));
        assert_eq!(stored(Value::Null), Views::default());
    }
}
