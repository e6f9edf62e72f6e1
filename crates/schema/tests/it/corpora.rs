//! Runs every input of the fuzz corpora as an ordinary test. Also runs a few thousand random
//! inputs, so that an oracle that cannot pass is found without a fuzzer.

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

#[test]
fn t75_a_second_cleaner_sees_what_should_not_be_left() {
    for html in [
        "<b onclick=\"x\">x</b>",
        "<a href=\"javascript:x\" rel=\"noopener noreferrer\">x</a>",
        "<a href=\"https://x.test/\">x</a>",
        "<img src=\"data:image/svg+xml,x\">",
        "<p style=\"position:fixed\">x</p>",
        "<section>x</section>",
        "<svg></svg>",
        "<!-- x -->",
    ] {
        let seen = std::panic::catch_unwind(|| oracles::second::leaves_nothing_out(html));
        assert!(seen.is_err(), "{html}");
    }
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
    fn t75_a_second_cleaner_keeps_the_same(html in faultless()) {
        oracles::second::both_alike(&html);
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

/// Generates well-formed HTML with allowed and forbidden elements, each in a valid place.
fn faultless() -> impl Strategy<Value = String> {
    const TEXT: &str = "[a-z]{1,5}( |&lt;|&amp;|&nbsp;)?[a-zé日]{1,3}";
    const NAMES: &str = "b|i|u|s|em|strong|span|font|sub|sup|big|small|code|unknown|label";
    const ATTRIBUTES: &str = "( style=\"(color:red|position:fixed|width: 10px ?|background:url\\(x\\))(;(text-align:center|top:0))?\")?( (onclick|id|class|title|align)=\"[a-z]{1,5}\")?";
    const ADDRESS: &str =
        "(https?://x\\.test/|mailto:x|tel:1|/x|#x|javascript:x|data:text/html,x)[a-z]{0,3}";
    let leaf = prop_oneof![
        4 => TEXT,
        1 => Just("<br>".to_owned()),
        1 => Just("<!-- x --><script>alert(\"<b>\")</script>".to_owned()),
        1 => "<img src=\"https://x\\.test/[a-z]{0,3}\" alt=\"[a-z]{0,3}\" onerror=\"x\">",
    ];
    let inline = leaf.prop_recursive(4, 24, 4, |inner| {
        (NAMES, ATTRIBUTES, prop::collection::vec(inner, 0..4)).prop_map(
            |(name, attributes, inner)| format!("<{name}{attributes}>{}</{name}>", inner.concat()),
        )
    });
    let line = prop::collection::vec(inline, 0..4).prop_map(|parts| parts.concat());
    let anchor = (ADDRESS, line.clone())
        .prop_map(|(address, line)| format!("<a href=\"{address}\" target=\"_blank\">{line}</a>"));
    let line = prop_oneof![
        2 => line.clone(),
        1 => (ATTRIBUTES, line).prop_map(|(attributes, line)| format!("<p{attributes}>{line}</p>")),
        1 => anchor,
    ];
    line.prop_recursive(3, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|it| each(&it, "<div>", "</div>")),
            parts().prop_map(|it| each(&it, "<blockquote align=\"center\">", "</blockquote>")),
            parts().prop_map(|it| each(&it, "<section>", "</section>")),
            parts().prop_map(|it| format!("<ul>{}</ul>", each(&it, "<li type=\"1\">", "</li>"))),
            parts().prop_map(|it| format!("<dl>{}</dl>", each(&it, "<dt>x</dt><dd>", "</dd>"))),
            parts().prop_map(|it| {
                let rows = each(&it, "<tr><td colspan=\"2\">", "</td></tr>");
                format!("<table width=\"1\"><caption>x</caption><tbody>{rows}</tbody></table>")
            }),
        ]
    })
}

fn each(parts: &[String], before: &str, after: &str) -> String {
    let parts = parts.iter().map(|part| format!("{before}{part}{after}"));
    parts.collect()
}
