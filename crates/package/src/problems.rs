//! Collects the problems of a package, and shortens the names in them for messages.

use crate::{Code, Invalid, Problem};

/// The maximum number of problems in the list. Further ones are only counted, because a hostile
/// manifest can contain half a million.
const MAX_PROBLEMS: usize = 200;

/// A list of problems.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    pub(crate) fn add(&mut self, problem: Problem) {
        self.add_with(|| problem);
    }

    /// Adds a problem like [`Problems::add`], but only creates it if it fits into the list.
    pub(crate) fn add_with(&mut self, problem: impl FnOnce() -> Problem) {
        if self.list.len() < MAX_PROBLEMS - 1 {
            self.list.push(problem());
        } else {
            self.more += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_list(mut self) -> Vec<Problem> {
        if self.more > 0 {
            self.list
                .push(Problem::new("plugin.zip", Code::More).with("count", &self.more));
        }
        self.list
    }

    pub(crate) fn into_invalid(self) -> Invalid {
        Invalid {
            problems: self.into_list(),
        }
    }
}

/// Returns a name from an archive or a manifest for use in a message. It is shortened, and
/// characters are replaced that could forge a log line or reverse the reading direction.
pub(crate) fn shown(name: &str) -> String {
    const MAX_CHARS: usize = 120;
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut text: String = name
        .chars()
        .take(MAX_CHARS)
        .map(|c| if hidden(c) { '\u{fffd}' } else { c })
        .collect();
    if name.chars().nth(MAX_CHARS).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_problems_is_counted_not_kept() {
        let mut problems = Problems::default();
        for _ in 0..100_000 {
            problems.add(Problem::new("/x", Code::UnknownKey));
        }
        let list = problems.into_list();
        assert_eq!(list.len(), MAX_PROBLEMS);
        assert_eq!(list[MAX_PROBLEMS - 1].params[0].1, "99801");
    }

    #[test]
    fn shown_names_forge_no_line_and_stay_short() {
        assert_eq!(shown("a\nERROR \u{202e}b"), "a\u{fffd}ERROR \u{fffd}b");
        assert_eq!(shown(&"長".repeat(1000)).chars().count(), 121);
    }
}
