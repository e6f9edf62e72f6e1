//! Places inside a request, for the reports of problems.

use std::fmt;

/// A place while the request is being read. It is a chain of borrowed steps, so that nothing is
/// allocated as long as there is no problem. [`Place::path`] turns it into an owned [`Path`].
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The request itself.
    Top,
    /// A member of an object: `record.price`.
    Member(&'a Place<'a>, &'a str),
    /// An item of a list: `records[0]`.
    Item(&'a Place<'a>, usize),
    /// A member of an object whose keys are chosen by people: `properties[price]`.
    Key(&'a Place<'a>, &'a str),
}

impl<'a> Place<'a> {
    /// Returns the place of the member `name` of this object.
    #[must_use]
    pub fn member(&'a self, name: &'a str) -> Self {
        Self::Member(self, name)
    }

    /// Returns the place of the item at `index` of this list.
    #[must_use]
    pub fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }

    /// Returns the place of a member whose key is chosen by people.
    #[must_use]
    pub fn key(&'a self, key: &'a str) -> Self {
        Self::Key(self, key)
    }

    /// Returns the place as an owned path.
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

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// An item of a list. The first item has the index 0.
    Item(usize),
    /// A member of an object whose keys are chosen by people.
    Key(String),
}

/// The steps to a place, from the outside in. An empty path is the whole request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// Returns the steps, from the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Returns the path of the member `name` of this object.
    #[must_use]
    pub fn member(mut self, name: &str) -> Self {
        self.extend(&[name]);
        self
    }

    /// Returns the path of the item at `index` of this list.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }

    /// Returns this path, followed by the steps of `inner`.
    #[must_use]
    pub fn join(mut self, inner: Self) -> Self {
        self.0.extend(inner.0);
        self
    }

    /// Appends nested members.
    pub fn extend(&mut self, names: &[&str]) {
        let steps = names.iter().map(|name| Step::Member((*name).to_owned()));
        self.0.extend(steps);
    }

    /// Returns the steps of `place`, followed by this path.
    #[must_use]
    pub fn within(self, place: &Place<'_>) -> Self {
        place.path().join(self)
    }

    /// Returns the path without its first `count` steps.
    #[must_use]
    pub fn without_first(mut self, count: usize) -> Self {
        self.0.drain(..count.min(self.0.len()));
        self
    }
}

/// Formats the path like the keys of Kintone's `errors`: `records[0].price.value`.
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
