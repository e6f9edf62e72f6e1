//! Where a value stands in a request.

use std::fmt;

/// A place as errors name it: `records[0].updateKey.field`.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The request itself.
    Top,
    /// A member of an object.
    Member(&'a Place<'a>, &'a str),
    /// An item of a list.
    Item(&'a Place<'a>, usize),
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
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Member(Self::Top, name) => f.write_str(name),
            Self::Member(above, name) => write!(f, "{above}.{name}"),
            Self::Item(above, index) => write!(f, "{above}[{index}]"),
        }
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
        assert_eq!(Place::Top.to_string(), "");
    }
}
