//! Parses the query string into parameters: `a=x`, `a[]=x`, `a[0]=x`, encoded or not (R38).

use serde_json::{Map, Value};

/// Parses a query. A name that occurs twice or has brackets becomes a list. A bare trailing `?` is
/// an empty query (B9.4).
pub(super) fn parse(query: &str) -> Map<String, Value> {
    let mut all: Vec<Given> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if name.is_empty() {
            continue;
        }
        let (name, place) = split(&name);
        let value = value.into_owned();
        if let Some(known) = all.iter_mut().find(|known| known.name == name) {
            known.listed = true;
            known.values.push((place.index(known.values.len()), value));
        } else {
            all.push(Given {
                name: name.to_owned(),
                values: vec![(place.index(0), value)],
                listed: place != Place::None,
            });
        }
    }
    all.into_iter().map(Given::into_param).collect()
}

struct Given {
    name: String,
    values: Vec<(usize, String)>,
    listed: bool,
}

impl Given {
    fn into_param(mut self) -> (String, Value) {
        // The sort is stable: values without an index keep their order.
        self.values.sort_by_key(|(index, _)| *index);
        let mut values = self.values.into_iter().map(|(_, v)| Value::String(v));
        let value = if self.listed {
            Value::Array(values.collect())
        } else {
            values.next().unwrap_or_default()
        };
        (self.name, value)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    None,
    Next,
    At(usize),
}

impl Place {
    fn index(self, next: usize) -> usize {
        match self {
            Self::At(index) => index,
            Self::None | Self::Next => next,
        }
    }
}

fn split(name: &str) -> (&str, Place) {
    let Some((plain, inside)) = name
        .strip_suffix(']')
        .and_then(|open| open.rsplit_once('['))
    else {
        return (name, Place::None);
    };
    match inside.parse() {
        _ if plain.is_empty() => (name, Place::None),
        Ok(index) => (plain, Place::At(index)),
        Err(_) if inside.is_empty() => (plain, Place::Next),
        Err(_) => (name, Place::None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(query: &str) -> Value {
        Value::Object(parse(query))
    }

    // R38
    #[test]
    fn arrays_come_in_every_written_form() {
        let wanted = json!({"ids": ["a", "b"]});
        assert_eq!(parsed("ids=a&ids=b"), wanted);
        assert_eq!(parsed("ids[]=a&ids[]=b"), wanted);
        assert_eq!(parsed("ids[0]=a&ids[1]=b"), wanted);
        assert_eq!(parsed("ids%5B1%5D=b&ids%5B0%5D=a"), wanted);
        assert_eq!(parsed("ids[0]=a"), json!({"ids": ["a"]}));
        assert_eq!(parsed("ids=a"), json!({"ids": "a"}));
    }

    // R38
    #[test]
    fn an_empty_query_has_no_parameters() {
        assert_eq!(parsed(""), json!({}));
        assert_eq!(parsed("&&"), json!({}));
    }

    #[test]
    fn odd_brackets_are_part_of_the_name() {
        assert_eq!(parsed("[]=a&x[y]=b"), json!({"[]": "a", "x[y]": "b"}));
    }
}
