//! Every input that a fuzz target keeps, as an ordinary test; and a few thousand inputs of chance, so
//! that an oracle that cannot pass is seen without a fuzzer.

use proptest::prelude::*;

use super::oracles;
use super::replay::replay;

#[test]
fn t75_rich() {
    replay("rich", 12, oracles::rich::check);
}

#[test]
fn query() {
    replay("query", 12, oracles::query::check);
}

#[test]
fn formula() {
    replay("formula", 12, oracles::formula::check);
}

proptest! {
    #[test]
    fn any_bytes(input in prop::collection::vec(any::<u8>(), 0..200)) {
        oracles::rich::check(&input);
        oracles::query::check(&input);
        oracles::formula::check(&input);
    }

    #[test]
    fn any_tags(parts in prop::collection::vec(prop_oneof![
        "[a-z <>&\"'=/]{0,6}",
        "</?(p|b|a|td|tr|table|ul|li|font|script|style|svg|img|textarea|title)( (href|src|style|onload|id)=\"?[a-z:;/.]{0,12}\"?){0,2}>",
    ], 0..40)) {
        oracles::rich::check(parts.concat().as_bytes());
    }

    #[test]
    fn any_tests(
        one in TEST, two in TEST, joined in "and|or", order in "(order by (number|date|text) (asc|desc))?",
    ) {
        oracles::query::check(format!("{one} {joined} ({two}) {order} limit 10").as_bytes());
    }

    #[test]
    fn any_formula(parts in prop::collection::vec("[0-9]{1,6}|[nm]|price|text|day|[-+*/^&=<(),]|SUM\\(|IF\\(|\"x\"|ROUND\\(", 0..20)) {
        oracles::formula::check(format!("\0{}", parts.join(" ")).as_bytes());
    }

    #[test]
    fn any_sum(tree in prop::collection::vec(any::<u8>(), 0..60)) {
        oracles::formula::check(&[&[1], &tree[..]].concat());
    }
}

const TEST: &str = "(number|calc|date|datetime|check_box|user_select|single_line_text|inner|\\$id|Record_number|Created_by|none) ((not )?in \\((\"a\"|1|LOGINUSER\\(\\)|\"\")(, \"b\")?\\)|(=|!=|<|>=) (\"a\"|5|TODAY\\(\\)|\"2026-11-22\"|FROM_TODAY\\(5, DAYS\\))|(not )?like \"a\"|is (not )?empty)";
