//! The operators and values that each type of field supports in queries, from Kintone's table.

use super::place::{Place, place_of};
use super::{Operand, Operator, Refused, Test};
use crate::value::columns::{Form, form, is_searched};
use crate::{Field, Fields};

/// Returns the operators that queries support for a field, with common ones first. The list is
/// empty if queries cannot use the field.
pub fn operators_of(fields: &Fields, code: &str) -> Vec<Operator> {
    use Operator as O;
    let all = [
        O::Equal,
        O::NotEqual,
        O::Like,
        O::NotLike,
        O::In,
        O::NotIn,
        O::GreaterOrEqual,
        O::LessOrEqual,
        O::Greater,
        O::Less,
        O::IsEmpty,
        O::IsNotEmpty,
    ];
    let place = place_of(fields, code).ok();
    let allowed = |operator: &Operator| place.as_ref().is_some_and(|it| allows(it, *operator));
    all.into_iter().filter(allowed).collect()
}

/// Returns true if records can be sorted by a field.
pub fn is_sortable(fields: &Fields, code: &str) -> bool {
    place_of(fields, code).is_ok_and(|place| sorts(&place))
}

/// Returns true if records can be sorted by the values at a place. Fields inside tables have no
/// order.
pub(super) fn sorts(place: &Place<'_>) -> bool {
    match place {
        Place::Number | Place::User(_) | Place::Instant(_) => true,
        Place::Field(field) => field.kind.is_sortable(),
        Place::InTable(_) => false,
    }
}

/// Checks that the options in a comparison exist. An unknown option is refused for every operator
/// except `like` and `not like`.
pub(super) fn check_options(field: &Field, asked: &Test) -> Result<(), Refused> {
    if !field.kind.is_choice() || matches!(asked.operator, Operator::Like | Operator::NotLike) {
        return Ok(());
    }
    for value in &asked.values {
        let Operand::Text(text) = value else { continue };
        if !text.is_empty() && !field.has_option(text) {
            return Err(Refused::NoOption {
                field: field.code.clone(),
                value: text.clone(),
            });
        }
    }
    Ok(())
}

/// Returns true if Kintone's table of operators allows the operator.
pub(super) fn allows(place: &Place<'_>, operator: Operator) -> bool {
    use Operator as O;
    let member = matches!(operator, O::In | O::NotIn);
    let equal = matches!(operator, O::Equal | O::NotEqual);
    let like = matches!(operator, O::Like | O::NotLike);
    let order = matches!(
        operator,
        O::Less | O::Greater | O::LessOrEqual | O::GreaterOrEqual
    );
    let field = match place {
        Place::Number => return equal || order || member,
        Place::User(_) => return member,
        Place::Instant(_) => return equal || order,
        // `<` and similar operators would have to compare row by row, which is not supported.
        Place::InTable(field) => {
            return (member && form(field) != Form::None) || (like && is_searched(field));
        }
        Place::Field(field) => field,
    };
    field.kind.definition().operators.contains(&operator)
}
