//! What is wrong with something that was sent: every fault at its place, told all at once.

/// One thing that is wrong with what was sent; `key` names its text in `locales/*/records.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the manner of Kintone's `errors` keys: `record.price.value`.
    pub at: String,
    /// Key of the text, without its area.
    pub key: &'static str,
    /// Parameters of the text.
    pub params: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem whose text has no parameter.
    pub fn new(at: impl Into<String>, key: &'static str) -> Self {
        Self {
            at: at.into(),
            key,
            params: Vec::new(),
        }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }
}

/// Everything that is wrong with a request, all at once; nothing of it was applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} problem(s), the first: {} {}", problems.len(), problems[0].at, problems[0].key)]
pub struct Invalid {
    /// At least one.
    pub problems: Vec<Problem>,
}

impl From<Problem> for Invalid {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

/// `Ok` when nothing was found.
pub fn none_of(problems: Vec<Problem>) -> Result<(), Invalid> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Invalid { problems })
    }
}
