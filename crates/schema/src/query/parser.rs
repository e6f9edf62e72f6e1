//! Parses the tokens of a query. `and` has a higher precedence than `or`.

use super::lexer::{Kind, Token, syntax, tokens};
use super::time::{Function, Month, Period, Unit, Weekday};
use super::{
    Condition, Error, MAX_DEPTH, MAX_LENGTH, MAX_LIMIT, MAX_OFFSET, MAX_ORDER, MAX_TERMS,
    MAX_TESTS, Operand, Operator, Order, Query, Test,
};

pub(super) struct Parsed {
    pub(super) query: Query,
    /// The length of the condition in bytes.
    pub(super) condition_end: usize,
}

pub(super) fn parse(text: &str) -> Result<Parsed, Error> {
    if text.len() > MAX_LENGTH {
        return Err(Error::TooLarge);
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        next: 0,
        depth: 0,
        terms: 0,
        tests: 0,
    };
    let mut query = Query::default();
    if !parser.at_tail() {
        query.condition = Some(parser.any()?);
    }
    let condition_end = parser.peek().start;
    if parser.takes("order") {
        parser.must("by")?;
        loop {
            query.order.push(parser.order()?);
            if query.order.len() > MAX_ORDER {
                return Err(Error::TooLarge);
            }
            if !parser.takes_kind(&Kind::Comma) {
                break;
            }
        }
    }
    // Kintone accepts `limit` and `offset` in either order.
    loop {
        if query.limit.is_none() && parser.takes("limit") {
            let limit = parser.count()?;
            query.limit = Some(limit);
        } else if query.offset.is_none() && parser.takes("offset") {
            let offset = parser.count()?;
            query.offset = Some(offset);
        } else {
            break;
        }
    }
    if parser.peek().kind != Kind::End {
        return Err(parser.here());
    }
    if query.limit.is_some_and(|limit| limit > MAX_LIMIT) {
        return Err(Error::Limit);
    }
    if query.offset.is_some_and(|offset| offset > MAX_OFFSET) {
        return Err(Error::Offset);
    }
    Ok(Parsed {
        query,
        condition_end,
    })
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    terms: usize,
    tests: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        // The last token is `End`, and it is returned at the end of input as often as needed.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn peek_after(&self, count: usize) -> &Kind {
        &self.tokens[(self.next + count).min(self.tokens.len() - 1)].kind
    }

    fn take(&mut self) -> Kind {
        let kind = self.peek().kind.clone();
        self.next += 1;
        kind
    }

    fn here(&self) -> Error {
        syntax(self.text, self.peek().start)
    }

    fn is_word(kind: &Kind, word: &str) -> bool {
        matches!(kind, Kind::Word(it) if it.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, word: &str) -> bool {
        let found = Self::is_word(&self.peek().kind, word);
        if found {
            self.next += 1;
        }
        found
    }

    fn takes_kind(&mut self, kind: &Kind) -> bool {
        let found = self.peek().kind == *kind;
        if found {
            self.next += 1;
        }
        found
    }

    fn must(&mut self, word: &str) -> Result<(), Error> {
        if self.takes(word) {
            Ok(())
        } else {
            Err(self.here())
        }
    }

    fn must_kind(&mut self, kind: &Kind) -> Result<(), Error> {
        if self.takes_kind(kind) {
            Ok(())
        } else {
            Err(self.here())
        }
    }

    /// Returns true at the end of the condition. A field may be called `limit`, so the next word
    /// decides.
    fn at_tail(&self) -> bool {
        match &self.peek().kind {
            Kind::End => true,
            word if Self::is_word(word, "order") => Self::is_word(self.peek_after(1), "by"),
            word if Self::is_word(word, "limit") || Self::is_word(word, "offset") => {
                matches!(self.peek_after(1), Kind::Word(number) if number.bytes().all(|it| it.is_ascii_digit()))
            }
            _ => false,
        }
    }

    fn any(&mut self) -> Result<Condition, Error> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn all(&mut self) -> Result<Condition, Error> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn one(&mut self) -> Result<Condition, Error> {
        if !self.takes_kind(&Kind::Open) {
            return self.test().map(Condition::Test);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::TooLarge);
        }
        let inner = self.any()?;
        self.must_kind(&Kind::Close)?;
        self.depth -= 1;
        Ok(inner)
    }

    fn term(&mut self) -> Result<(), Error> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(Error::TooLarge);
        }
        Ok(())
    }

    fn field(&mut self) -> Result<String, Error> {
        let Kind::Word(field) = &self.peek().kind else {
            return Err(self.here());
        };
        let field = field.clone();
        self.next += 1;
        Ok(field)
    }

    fn test(&mut self) -> Result<Test, Error> {
        self.term()?;
        self.tests += 1;
        if self.tests > MAX_TESTS {
            return Err(Error::TooLarge);
        }
        let field = self.field()?;
        let operator = self.operator()?;
        let values = match operator {
            Operator::IsEmpty | Operator::IsNotEmpty => Vec::new(),
            Operator::In | Operator::NotIn => self.list()?,
            _ => vec![self.operand()?],
        };
        Ok(Test {
            field,
            operator,
            values,
        })
    }

    fn operator(&mut self) -> Result<Operator, Error> {
        if let Kind::Compare(sign) = self.peek().kind {
            self.next += 1;
            return Ok(match sign {
                "=" => Operator::Equal,
                "!=" => Operator::NotEqual,
                "<" => Operator::Less,
                ">" => Operator::Greater,
                "<=" => Operator::LessOrEqual,
                _ => Operator::GreaterOrEqual,
            });
        }
        if self.takes("is") {
            let not = self.takes("not");
            self.must("empty")?;
            return Ok(if not {
                Operator::IsNotEmpty
            } else {
                Operator::IsEmpty
            });
        }
        let not = self.takes("not");
        if self.takes("in") {
            Ok(if not { Operator::NotIn } else { Operator::In })
        } else if self.takes("like") {
            Ok(if not {
                Operator::NotLike
            } else {
                Operator::Like
            })
        } else {
            Err(self.here())
        }
    }

    fn list(&mut self) -> Result<Vec<Operand>, Error> {
        self.must_kind(&Kind::Open)?;
        let mut values = vec![self.operand()?];
        while self.takes_kind(&Kind::Comma) {
            self.term()?;
            values.push(self.operand()?);
        }
        self.must_kind(&Kind::Close)?;
        Ok(values)
    }

    fn operand(&mut self) -> Result<Operand, Error> {
        let error = self.here();
        match self.take() {
            Kind::Text(text) => Ok(Operand::Text(text)),
            Kind::Word(word) if self.peek().kind == Kind::Open => {
                self.next += 1;
                let mut arguments = Vec::new();
                while let Kind::Word(argument) = &self.peek().kind {
                    arguments.push(argument.to_ascii_uppercase());
                    self.next += 1;
                    self.takes_kind(&Kind::Comma);
                }
                self.must_kind(&Kind::Close)?;
                call(&word.to_ascii_uppercase(), &arguments).ok_or(error)
            }
            // Only numbers may be written without quotes.
            Kind::Word(word) if word.starts_with(|sign: char| "+-.0123456789".contains(sign)) => {
                Ok(Operand::Text(word))
            }
            _ => Err(error),
        }
    }

    fn order(&mut self) -> Result<Order, Error> {
        self.term()?;
        let field = self.field()?;
        let descending = self.takes("desc");
        if !descending {
            self.takes("asc");
        }
        Ok(Order { field, descending })
    }

    fn count(&mut self) -> Result<i64, Error> {
        let error = self.here();
        match self.take() {
            Kind::Word(number) if number.bytes().all(|digit| digit.is_ascii_digit()) => {
                // A number that overflows is greater than any limit.
                Ok(number.parse().unwrap_or(i64::MAX))
            }
            _ => Err(error),
        }
    }
}

fn one_or(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        join(parts)
    }
}

fn call(name: &str, arguments: &[String]) -> Option<Operand> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let plain = |function| arguments.is_empty().then_some(function);
    let month = |shift| match arguments[..] {
        [] => Some(Function::Months(shift, Month::Whole)),
        ["LAST"] => Some(Function::Months(shift, Month::LastDay)),
        [day] => {
            let day = day.parse().ok().filter(|day| (1..=31).contains(day))?;
            Some(Function::Months(shift, Month::Day(day)))
        }
        _ => None,
    };
    let week = |shift| match arguments[..] {
        [] => Some(Function::Weeks(shift, None)),
        [day] => Some(Function::Weeks(shift, Some(Weekday::parse(day)?))),
        _ => None,
    };
    let function = match name {
        "LOGINUSER" => return arguments.is_empty().then_some(Operand::LoginUser),
        "PRIMARY_ORGANIZATION" => {
            return arguments.is_empty().then_some(Operand::PrimaryOrganization);
        }
        "NOW" => plain(Function::Now),
        "TODAY" => plain(Function::Days(0)),
        "YESTERDAY" => plain(Function::Days(-1)),
        "TOMORROW" => plain(Function::Days(1)),
        "FROM_TODAY" => match arguments[..] {
            [count, unit] => {
                let count = count.parse().ok().filter(|it: &i32| it.abs() <= 100_000)?;
                Some(Function::FromToday(Period(count, Unit::parse(unit)?)))
            }
            _ => None,
        },
        "THIS_WEEK" => week(0),
        "LAST_WEEK" => week(-1),
        "NEXT_WEEK" => week(1),
        "THIS_MONTH" => month(0),
        "LAST_MONTH" => month(-1),
        "NEXT_MONTH" => month(1),
        "THIS_YEAR" => plain(Function::Years(0)),
        "LAST_YEAR" => plain(Function::Years(-1)),
        "NEXT_YEAR" => plain(Function::Years(1)),
        _ => None,
    };
    function.map(Operand::Time)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{and, condition_of};
    use super::*;

    fn test(field: &str, operator: Operator, values: &[&str]) -> Condition {
        Condition::Test(Test {
            field: field.into(),
            operator,
            values: values
                .iter()
                .map(|it| Operand::Text((*it).into()))
                .collect(),
        })
    }

    #[test]
    fn and_binds_tighter_than_or_and_parentheses_more() {
        let query =
            Query::parse(r#"a = "1" or b >= 2 AND (c not in ("x", "y\"") or 数値 like "い")"#);
        assert_eq!(
            query.unwrap().condition.unwrap(),
            Condition::Or(vec![
                test("a", Operator::Equal, &["1"]),
                Condition::And(vec![
                    test("b", Operator::GreaterOrEqual, &["2"]),
                    Condition::Or(vec![
                        test("c", Operator::NotIn, &["x", "y\""]),
                        test("数値", Operator::Like, &["い"]),
                    ]),
                ]),
            ])
        );
    }

    #[test]
    fn order_limit_and_offset_follow_the_condition() {
        let query = Query::parse("order by a desc, $id asc, b limit 500 offset 10000").unwrap();
        let order: Vec<_> = query
            .order
            .iter()
            .map(|it| (&*it.field, it.descending))
            .collect();
        assert_eq!(order, [("a", true), ("$id", false), ("b", false)]);
        assert_eq!((query.limit, query.offset), (Some(500), Some(10_000)));
        assert_eq!(query.condition, None);
    }

    #[test]
    fn fields_may_be_named_as_keywords_are() {
        let query = Query::parse(r#"limit = "1" and order in ("2") order by by limit 5"#).unwrap();
        assert_eq!(query.order[0].field, "by");
        assert_eq!(query.limit, Some(5));
    }

    #[test]
    fn functions_take_their_arguments() {
        let time = |text: &str| match Query::parse(&format!("d = {text}")).unwrap().condition {
            Some(Condition::Test(mut test)) => test.values.remove(0),
            other => panic!("{other:?}"),
        };
        assert_eq!(time("TODAY()"), Operand::Time(Function::Days(0)));
        assert_eq!(
            time("FROM_TODAY(-3, WEEKS)"),
            Operand::Time(Function::FromToday(Period(-3, Unit::Weeks)))
        );
        assert_eq!(
            time("LAST_MONTH(LAST)"),
            Operand::Time(Function::Months(-1, Month::LastDay))
        );
        assert_eq!(time("LOGINUSER()"), Operand::LoginUser);
        assert_eq!(time("PRIMARY_ORGANIZATION()"), Operand::PrimaryOrganization);
    }

    #[test]
    fn an_error_tells_the_character_it_begins_at() {
        for (text, at) in [
            ("名前 ===", 4),
            ("a", 1),
            ("a = x", 4),
            ("a = 'x'", 4),
            ("a = \"x", 4),
            ("a = 1 b = 2", 6),
            ("(a = 1", 6),
            ("a in ()", 6),
            ("a = FUTURE()", 4),
            ("a = THIS_MONTH(32)", 4),
            ("limit 1 limit 2", 8),
            ("a = \"1\t\"", 4),
            ("order by a limit -1", 17),
        ] {
            assert_eq!(Query::parse(text), Err(Error::Syntax { at }), "{text}");
        }
        assert_eq!(Query::parse("limit 501"), Err(Error::Limit));
        assert_eq!(
            Query::parse("limit 99999999999999999999"),
            Err(Error::Limit)
        );
        assert_eq!(Query::parse("offset 10001"), Err(Error::Offset));
    }

    #[test]
    fn no_query_is_deep_or_long_enough_to_hurt() {
        let deep = "(".repeat(100_000);
        assert_eq!(Query::parse(&deep), Err(Error::TooLarge));
        let many = vec!["a = 1"; 6_000].join(" or ");
        assert_eq!(Query::parse(&many), Err(Error::TooLarge));
        assert_eq!(
            Query::parse(&" ".repeat(MAX_LENGTH + 1)),
            Err(Error::TooLarge)
        );
    }

    #[test]
    fn the_condition_is_what_stands_before_the_order() {
        let query = r#"a = "order by x" and b = 1 order by b limit 3"#;
        assert_eq!(condition_of(query), Ok(r#"a = "order by x" and b = 1"#));
        assert_eq!(condition_of("limit 5"), Ok(""));
        assert_eq!(and("a = 1 or b = 2", ""), "a = 1 or b = 2");
        assert_eq!(
            and("a = 1 or b = 2", "c = 3"),
            "(a = 1 or b = 2) and (c = 3)"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
            let _ = Query::parse(&text);
        }

        #[test]
        fn no_heap_of_words_makes_it_panic(words in proptest::collection::vec(
            prop_oneof![
                Just("and"), Just("or"), Just("not"), Just("in"), Just("like"), Just("("),
                Just(")"), Just(","), Just("a"), Just("\"x\""), Just("order"), Just("by"),
                Just("limit"), Just("offset"), Just("5"), Just("="), Just(">="), Just("TODAY"),
                Just("is"), Just("empty"), Just("desc"), Just("\\"), Just("名"),
            ], 0..24)) {
            let text = words.join(" ");
            if let Ok(query) = Query::parse(&text) {
                // A condition that was parsed once can be parsed again without its tail.
                let condition = condition_of(&text).unwrap();
                prop_assert_eq!(Query::parse(condition).unwrap().condition, query.condition);
            }
        }
    }
}
