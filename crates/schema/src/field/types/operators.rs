//! The sets of query operators that field types support.

use crate::query::Operator;

pub(super) const NONE: &[Operator] = &[];
pub(super) const MEMBER: &[Operator] = &[Operator::In, Operator::NotIn];
pub(super) const LIKE: &[Operator] = &[Operator::Like, Operator::NotLike];
pub(super) const EQUAL_MEMBER: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::In,
    Operator::NotIn,
];
pub(super) const EQUAL_MEMBER_LIKE: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::In,
    Operator::NotIn,
    Operator::Like,
    Operator::NotLike,
];
pub(super) const LIKE_EMPTY: &[Operator] = &[
    Operator::Like,
    Operator::NotLike,
    Operator::IsEmpty,
    Operator::IsNotEmpty,
];
pub(super) const ORDER: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::Greater,
    Operator::LessOrEqual,
    Operator::GreaterOrEqual,
];
pub(super) const ORDER_MEMBER: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::Greater,
    Operator::LessOrEqual,
    Operator::GreaterOrEqual,
    Operator::In,
    Operator::NotIn,
];
