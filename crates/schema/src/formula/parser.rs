//! Parses the tokens of a formula into a tree. Names are resolved and types are checked on the way.
//!
//! The precedence from low to high is: comparison, `&`, `+ -`, `* /`, unary sign, `^`. Operators of
//! the same level are left-associative and share one node, so that only parentheses make a tree
//! deep.

use super::fault::{Fault, What};
use super::lexer::{Kind as Token, Token as At, fault, tokens};
use super::number::Number;
use super::{MAX_DEPTH, MAX_LENGTH, MAX_TERMS, Source, Stands};
use crate::FieldId;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(Number),
    Text(String),
    Field(Source),
    Negate(Box<Self>),
    /// A first operand, followed by operators with their operands.
    Chain(Box<Self>, Vec<(&'static str, Self)>),
    /// A function call. Each argument comes with the table for whose rows it is evaluated, if any.
    Call(Function, Vec<(Self, Option<FieldId>)>),
}

macro_rules! functions {
    ($($name:ident $text:literal $least:literal $most:literal,)+) => {
        /// A function of the formula language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Function { $($name,)+ }

        /// Finds a function by its name, and returns it with its minimum and maximum number of
        /// arguments.
        fn function(name: &str) -> Option<(Function, usize, usize)> {
            match name.to_ascii_uppercase().as_str() {
                $($text => Some((Function::$name, $least, $most)),)+
                _ => None,
            }
        }
    };
}

functions! {
    Sum "SUM" 1 100,
    If "IF" 3 3,
    And "AND" 1 100,
    Or "OR" 1 100,
    Not "NOT" 1 1,
    Round "ROUND" 1 2,
    RoundUp "ROUNDUP" 1 2,
    RoundDown "ROUNDDOWN" 1 2,
    Yen "YEN" 1 2,
    Contains "CONTAINS" 2 2,
    DateFormat "DATE_FORMAT" 3 3,
}

/// The type of a part of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Flag,
    List,
    /// A number or a text, depending on the record.
    Either,
}

pub(super) struct Part {
    pub(super) node: Node,
    pub(super) kind: Kind,
    /// The table if the part has one value for each of its rows.
    rows: Option<FieldId>,
    /// The byte offset of the part.
    at: usize,
}

/// Parses a formula. `resolve` finds the fields to which it may refer.
pub(super) fn parse(
    text: &str,
    resolve: &dyn Fn(&str) -> Option<(Source, Kind)>,
) -> Result<Part, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(fault(text, 0, What::TooLarge));
    }
    let tokens = tokens(text).map_err(|at| fault(text, at, What::Syntax))?;
    if tokens.len() > MAX_TERMS {
        return Err(fault(text, 0, What::TooLarge));
    }
    let mut parser = Parser {
        text,
        tokens,
        next: 0,
        depth: 0,
        resolve,
    };
    let part = parser.level(0)?;
    if parser.peek().kind != Token::End {
        return Err(parser.here(What::Syntax));
    }
    if part.rows.is_some() {
        return Err(parser.at(part.at, What::Rows));
    }
    Ok(part)
}

const LEVELS: [&[&str]; 4] = [
    &["=", "!=", "<>", "<", "<=", ">", ">="],
    &["&"],
    &["+", "-"],
    &["*", "/"],
];

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<At>,
    next: usize,
    depth: usize,
    resolve: &'a dyn Fn(&str) -> Option<(Source, Kind)>,
}

impl Parser<'_> {
    fn peek(&self) -> &At {
        // The last token is `End`, and it is returned at the end of input as often as needed.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> At {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn here(&self, what: What) -> Fault {
        self.at(self.peek().span.0, what)
    }

    fn at(&self, byte: usize, what: What) -> Fault {
        fault(self.text, byte, what)
    }

    fn takes(&mut self, signs: &[&'static str]) -> Option<&'static str> {
        let Token::Sign(found) = self.peek().kind else {
            return None;
        };
        let sign = signs.iter().find(|sign| **sign == found)?;
        self.next += 1;
        Some(sign)
    }

    fn level(&mut self, level: usize) -> Result<Part, Fault> {
        let Some(signs) = LEVELS.get(level) else {
            return self.signed();
        };
        let first = self.level(level + 1)?;
        let mut rest = Vec::new();
        while let Some(sign) = self.takes(signs) {
            rest.push((sign, self.level(level + 1)?));
        }
        self.chain(first, rest)
    }

    fn signed(&mut self) -> Result<Part, Fault> {
        let mut negative = false;
        while let Some(sign) = self.takes(&["+", "-"]) {
            negative ^= sign == "-";
        }
        let first = self.term()?;
        let mut rest = Vec::new();
        while self.takes(&["^"]).is_some() {
            // An exponent may have a sign, as in `2^-1`.
            let minus = self.takes(&["-"]).is_some();
            let mut exponent = self.term()?;
            if minus {
                self.must(&exponent, &[Kind::Number, Kind::Either])?;
                exponent.node = Node::Negate(Box::new(exponent.node));
            }
            rest.push(("^", exponent));
        }
        let mut part = self.chain(first, rest)?;
        if negative {
            self.must(&part, &[Kind::Number, Kind::Either])?;
            part.node = Node::Negate(Box::new(part.node));
            part.kind = Kind::Number;
        }
        Ok(part)
    }

    fn chain(&self, first: Part, rest: Vec<(&'static str, Part)>) -> Result<Part, Fault> {
        let Some((sign, _)) = rest.first() else {
            return Ok(first);
        };
        let kind = match *sign {
            "&" => Kind::Text,
            "+" | "-" | "*" | "/" | "^" => Kind::Number,
            _ => Kind::Flag,
        };
        if kind == Kind::Flag && rest.len() > 1 {
            return Err(self.at(rest[1].1.at, What::Syntax));
        }
        let fits: &[Kind] = match *sign {
            "&" | "=" | "!=" | "<>" => &[Kind::Number, Kind::Text, Kind::Either],
            _ => &[Kind::Number, Kind::Either],
        };
        let mut rows = first.rows;
        for part in std::iter::once(&first).chain(rest.iter().map(|(_, part)| part)) {
            self.must(part, fits)?;
            rows = self.joined(rows, part)?;
        }
        let at = first.at;
        let rest = rest.into_iter().map(|(sign, part)| (sign, part.node));
        let node = Node::Chain(Box::new(first.node), rest.collect());
        Ok(Part {
            node,
            kind,
            rows,
            at,
        })
    }

    /// Combines the tables of two operands. Rows of different tables cannot be combined.
    fn joined(&self, rows: Option<FieldId>, part: &Part) -> Result<Option<FieldId>, Fault> {
        match (rows, part.rows) {
            (Some(one), Some(two)) if one != two => Err(self.at(part.at, What::Rows)),
            (one, two) => Ok(one.or(two)),
        }
    }

    fn must(&self, part: &Part, kinds: &[Kind]) -> Result<(), Fault> {
        if kinds.contains(&part.kind) {
            Ok(())
        } else {
            Err(self.at(part.at, What::Type))
        }
    }

    fn term(&mut self) -> Result<Part, Fault> {
        let token = self.take();
        let at = token.span.0;
        let part = |node, kind| Part {
            node,
            kind,
            rows: None,
            at,
        };
        match token.kind {
            Token::Number(text) => {
                let number = Number::parse(&text).ok_or_else(|| self.at(at, What::Syntax))?;
                Ok(part(Node::Number(number), Kind::Number))
            }
            Token::Text(text) => Ok(part(Node::Text(text), Kind::Text)),
            Token::Open => {
                let inner = self.inside(|parser| parser.level(0))?;
                self.must_close()?;
                Ok(inner)
            }
            Token::Name(name) if self.peek().kind == Token::Open => self.call(&name, at),
            Token::Name(name) => {
                let Some((source, kind)) = (self.resolve)(&name) else {
                    return Err(self.at(at, What::Field(name)));
                };
                let rows = match source.stands {
                    Stands::Rows(table) => Some(table),
                    Stands::Record | Stands::Row => None,
                };
                Ok(Part {
                    rows,
                    ..part(Node::Field(source), kind)
                })
            }
            _ => Err(self.at(at, What::Syntax)),
        }
    }

    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.here(What::TooLarge));
        }
        let read = read(self)?;
        self.depth -= 1;
        Ok(read)
    }

    fn must_close(&mut self) -> Result<(), Fault> {
        if self.peek().kind == Token::Close {
            self.next += 1;
            Ok(())
        } else {
            Err(self.here(What::Syntax))
        }
    }

    fn call(&mut self, name: &str, at: usize) -> Result<Part, Fault> {
        let Some((function, least, most)) = function(name) else {
            return Err(self.at(at, What::Function(name.to_owned())));
        };
        self.next += 1;
        let mut given = Vec::new();
        if self.peek().kind != Token::Close {
            loop {
                given.push(self.inside(|parser| parser.level(0))?);
                if self.peek().kind != Token::Comma {
                    break;
                }
                self.next += 1;
            }
        }
        self.must_close()?;
        if !(least..=most).contains(&given.len()) {
            return Err(self.at(at, What::Arguments(name.to_ascii_uppercase())));
        }
        let kind = self.checked(function, &given)?;
        // These functions reduce all rows to one value. All others have one value per row.
        let gathers = matches!(function, Function::Sum | Function::Contains);
        let mut rows = None;
        for part in given.iter().filter(|_| !gathers) {
            rows = self.joined(rows, part)?;
        }
        let given = given.into_iter().map(|part| {
            let rows = part.rows.filter(|_| gathers);
            (part.node, rows)
        });
        Ok(Part {
            node: Node::Call(function, given.collect()),
            kind,
            rows,
            at,
        })
    }

    /// Checks the types of the arguments and returns the type of the result.
    fn checked(&self, function: Function, given: &[Part]) -> Result<Kind, Fault> {
        const NUMBER: &[Kind] = &[Kind::Number, Kind::Either];
        const TEXT: &[Kind] = &[Kind::Text, Kind::Either];
        let takes = |index: usize| -> &[Kind] {
            match function {
                Function::Sum
                | Function::Round
                | Function::RoundUp
                | Function::RoundDown
                | Function::Yen => NUMBER,
                Function::And | Function::Or | Function::Not => &[Kind::Flag],
                Function::If if index == 0 => &[Kind::Flag],
                Function::If => &[Kind::Number, Kind::Text, Kind::Either],
                Function::Contains if index == 0 => &[Kind::Text, Kind::Either, Kind::List],
                Function::DateFormat if index == 0 => NUMBER,
                Function::Contains | Function::DateFormat => TEXT,
            }
        };
        for (index, part) in given.iter().enumerate() {
            self.must(part, takes(index))?;
        }
        if function == Function::DateFormat
            && let Node::Text(zone) = &given[2].node
            && jiff::tz::TimeZone::get(zone).is_err()
        {
            return Err(self.at(given[2].at, What::Zone));
        }
        Ok(match function {
            Function::If if given[1].kind == given[2].kind => given[1].kind,
            Function::If => Kind::Either,
            Function::And | Function::Or | Function::Not | Function::Contains => Kind::Flag,
            Function::Yen | Function::DateFormat => Kind::Text,
            _ => Kind::Number,
        })
    }
}
