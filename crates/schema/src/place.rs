//! Where something stands in what was sent.

use std::fmt;

/// A place while it is being read: a chain of borrowed steps, so that nothing is allocated where
/// nothing is wrong. [`Place::path`] makes it a [`Path`] that can be kept.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The request itself.
    Top,
    /// A member of an object: `record.price`.
    Member(&'a Place<'a>, &'a str),
    /// An item of a list: `records[0]`.
    Item(&'a Place<'a>, usize),
    /// A member of an object whose keys are names that people chose: `properties[price]`.
    Key(&'a Place<'a>, &'a str),
}

impl<'a> Place<'a> {
    /// The member `name` of what stands here.
    #[must_use]
    pub fn member(&'a self, name: &'a str) -> Self {
        Self::Member(self, name)
    }

    /// The item at `index` of what stands here.
    #[must_use]
    pub fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }

    /// What stands here under a name that somebody chose.
    #[must_use]
    pub fn key(&'a self, key: &'a str) -> Self {
        Self::Key(self, key)
    }

    /// The same to keep.
    pub fn path(&self) -> Path {
        let mut path = Path::default();
        self.add_to(&mut path.0);
        path
    }

    fn add_to(&self, steps: &mut Vec<Step>) {
        let (above, step) = match *self {
            Self::Top => return,
            Self::Member(above, name) => (above, Step::Member(name.to_owned())),
            Self::Item(above, index) => (above, Step::Item(index)),
            Self::Key(above, key) => (above, Step::Key(key.to_owned())),
        };
        above.add_to(steps);
        steps.push(step);
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path().fmt(f)
    }
}

/// One step into what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a member of an object.
    Member(String),
    /// To an item of a list; the first is 0.
    Item(usize),
    /// To a member of an object whose keys are names that people chose.
    Key(String),
}

/// The steps to a place, from the outside in; none where all is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// The steps, from the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The member `name` of what stands here.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.extend(&[name]);
        self
    }

    /// The item at `index` of what stands here.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }

    /// What stands here at a place that is seen from here.
    #[must_use]
    pub fn join(mut self, inner: Self) -> Self {
        self.0.extend(inner.0);
        self
    }

    /// Goes on to members inside each other.
    pub fn extend(&mut self, names: &[&str]) {
        let steps = names.iter().map(|name| Step::Member((*name).to_owned()));
        self.0.extend(steps);
    }

    /// The same place seen from outside, where what it begins in stands at `place`.
    #[must_use]
    pub fn within(self, place: &Place<'_>) -> Self {
        place.path().join(self)
    }

    /// The same place seen from inside: without its first `count` steps.
    #[must_use]
    pub fn without_first(mut self, count: usize) -> Self {
        self.0.drain(..count.min(self.0.len()));
        self
    }
}

/// In the manner of Kintone's `errors` keys: `records[0].price.value`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if index == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Item(item) => write!(f, "[{item}]")?,
                Step::Key(key) => write!(f, "[{key}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_written_as_the_vendor_does() {
        let records = Place::Top.member("records");
        let first = records.item(0);
        let key = first.member("updateKey");
        assert_eq!(
            key.member("field").to_string(),
            "records[0].updateKey.field"
        );
        let properties = Place::Top.member("properties");
        let field = properties.key("price");
        assert_eq!(field.member("unit").to_string(), "properties[price].unit");
        assert_eq!(Place::Top.to_string(), "");
    }

    #[test]
    fn a_path_is_seen_from_outside_and_from_inside() {
        let first = Place::Top.item(0);
        let path = first.member("price").path();
        assert_eq!(path.to_string(), "[0].price");
        let records = Place::Top.member("records");
        assert_eq!(
            path.clone().within(&records).to_string(),
            "records[0].price"
        );
        assert_eq!(path.without_first(1).to_string(), "price");
    }
}
