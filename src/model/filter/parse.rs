//! From what is typed to what it means. It takes any text, in time that grows with its length, and never panics.

use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use rust_decimal::Decimal;

use super::{
    Condition, Expression, Field, FieldKind, MAX_CHARACTERS, MAX_DEPTH, MAX_TERMS, Operand,
    Operator, Pattern, Span, SyntaxError, Unit,
};
use crate::model::{Said, Text, say};

/// The word that joins alternatives.
const OR: &str = "or";

/// The value that stands for what is not known.
const NONE: &str = "none";

/// The longest key in hexadecimal digits.
const KEY_DIGITS: usize = 32;

pub(super) fn parse(text: &str, fields: &'static [Field]) -> Result<Expression, SyntaxError> {
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        let what = Said::new(|language| {
            say!(
                language,
                "a filter has at most {MAX_CHARACTERS} characters",
                "un filtro tiene como máximo {MAX_CHARACTERS} caracteres"
            )
        });
        return Err(error(MAX_CHARACTERS, what));
    }
    // A text of the database has no control characters by the time it is shown, so none is looked for.
    let characters: Vec<_> = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let mut parser = Parser { characters, place: 0, fields, terms: 0 };
    let expression = parser.alternatives(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(error(parser.place, Text::new(") closes nothing", ") no cierra nada"))),
    }
}

fn error(place: usize, what: impl Into<Said>) -> SyntaxError {
    SyntaxError { place, what: what.into() }
}

/// A text as it stands in the filter.
struct Word {
    place: usize,
    text: String,
    in_quotes: bool,
}

struct Parser {
    characters: Vec<char>,
    /// How many of them are read.
    place: usize,
    fields: &'static [Field],
    terms: usize,
}

impl Parser {
    /// `a b or c`: up to a closing parenthesis or the end.
    fn alternatives(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        let start = self.place;
        let mut groups = vec![self.conjunction(depth)?];
        while let Some(place) = self.take_or() {
            if groups.last().is_some_and(Vec::is_empty) {
                return Err(error(
                    place,
                    Text::new(
                        "\"or\" needs something in front of it",
                        "falta algo delante de \"or\"",
                    ),
                ));
            }
            let group = self.conjunction(depth)?;
            if group.is_empty() {
                return Err(error(
                    place,
                    Text::new("\"or\" needs something behind it", "falta algo detrás de \"or\""),
                ));
            }
            groups.push(group);
        }
        if depth > 0 && groups.first().is_some_and(Vec::is_empty) {
            return Err(error(
                start,
                Text::new("nothing stands in the parentheses", "no hay nada entre los paréntesis"),
            ));
        }
        let mut groups: Vec<_> = groups.into_iter().map(joined).collect();
        Ok(match groups.len() {
            1 => groups.pop().unwrap_or_default(),
            _ => Expression::Any(groups),
        })
    }

    /// `a b c`.
    fn conjunction(&mut self, depth: usize) -> Result<Vec<Expression>, SyntaxError> {
        let mut all = Vec::new();
        loop {
            self.skip_spaces();
            if self.peek().is_none_or(|character| character == ')') || self.is_at_or() {
                return Ok(all);
            }
            all.push(self.term(depth)?);
        }
    }

    fn term(&mut self, depth: usize) -> Result<Expression, SyntaxError> {
        let place = self.place;
        let is_group = matches!(self.peek(), Some('!' | '('));
        if is_group && depth >= MAX_DEPTH {
            let what = Said::new(|language| {
                say!(
                    language,
                    "( and ! stand at most {MAX_DEPTH} deep inside each other",
                    "( y ! se anidan como máximo {MAX_DEPTH} veces"
                )
            });
            return Err(error(place, what));
        }
        if !is_group {
            self.terms += 1;
            if self.terms > MAX_TERMS {
                let what = Said::new(|language| {
                    say!(
                        language,
                        "a filter has at most {MAX_TERMS} conditions",
                        "un filtro tiene como máximo {MAX_TERMS} condiciones"
                    )
                });
                return Err(error(place, what));
            }
        }
        if self.take('!') {
            self.skip_spaces();
            if self.peek().is_none_or(|character| character == ')') || self.is_at_or() {
                return Err(error(
                    place,
                    Text::new("\"!\" needs something behind it", "falta algo detrás de \"!\""),
                ));
            }
            return Ok(Expression::Not(Box::new(self.term(depth + 1)?)));
        }
        if self.take('(') {
            let inner = self.alternatives(depth + 1)?;
            return if self.take(')') {
                Ok(inner)
            } else {
                Err(error(place, Text::new("( is not closed", "( no se cierra")))
            };
        }
        if self.take('~') {
            return Ok(Expression::Matches(None, self.pattern(place)?));
        }
        if let Some(operator) = self.operator() {
            let sign = operator.sign();
            let what = Said::new(|language| {
                say!(
                    language,
                    "\"{sign}\" needs a field in front of it",
                    "falta un campo delante de \"{sign}\""
                )
            });
            return Err(error(place, what));
        }
        let word = self.word(ends_word)?;
        if word.in_quotes {
            return Ok(Expression::Contains(word.text));
        }
        self.behind(word)
    }

    /// What a word begins: a comparison of the field that it names, or itself.
    fn behind(&mut self, word: Word) -> Result<Expression, SyntaxError> {
        if self.take('~') {
            let field = self.field(&word)?;
            if field.kind != FieldKind::Text {
                let what = Said::new(|language| {
                    let (name, kind) = (field.word(), field.kind.words(language));
                    say!(
                        language,
                        "~ is for texts; {name} is {kind}",
                        "~ es para textos; {name} es {kind}"
                    )
                });
                return Err(error(word.place, what));
            }
            return Ok(Expression::Matches(Some(field), self.pattern(word.place)?));
        }
        let Some(operator) = self.operator_behind_spaces() else {
            return Ok(Expression::Contains(word.text));
        };
        let field = self.field(&word)?;
        if operator.is_ordering() && !field.kind.is_ordered() {
            let what = Said::new(|language| {
                let (name, kind) = (field.word(), field.kind.words(language));
                say!(
                    language,
                    "{name} knows = and != alone: it is {kind}",
                    "{name} solo admite = y !=: es {kind}"
                )
            });
            return Err(error(word.place, what));
        }
        self.skip_spaces();
        let value = self.word(ends_value)?;
        if value.text.is_empty() && !value.in_quotes {
            let what = Said::new(|language| {
                let (name, kind) = (field.word(), field.kind.words(language));
                let sign = operator.sign();
                say!(
                    language,
                    "{name} is {kind}: write it behind {sign}",
                    "{name} es {kind}: escribir el valor detrás de {sign}"
                )
            });
            return Err(error(value.place, what));
        }
        Ok(Expression::Compares(Condition {
            field,
            operator,
            operand: operand(field, operator, &value)?,
        }))
    }

    /// A quoted text, or everything up to a character that ends it.
    fn word(&mut self, ends: fn(char) -> bool) -> Result<Word, SyntaxError> {
        let place = self.place;
        let mut text = String::new();
        if self.take('"') {
            loop {
                match self.next() {
                    None => {
                        return Err(error(
                            place,
                            Text::new("the quotation is not closed", "las comillas no se cierran"),
                        ));
                    }
                    // Two of them are one that belongs to the text.
                    Some('"') if !self.take('"') => break,
                    Some(character) => text.push(character),
                }
            }
            return Ok(Word { place, text, in_quotes: true });
        }
        while let Some(character) = self.peek() {
            // What is not equal is no part of a word either.
            if ends(character) || self.is_at(Operator::NotEqual.sign()) {
                break;
            }
            text.push(character);
            self.next();
        }
        Ok(Word { place, text, in_quotes: false })
    }

    /// A pattern up to a space or to the parenthesis that closes what stands around it.
    fn pattern(&mut self, place: usize) -> Result<Pattern, SyntaxError> {
        let start = self.place;
        let text = if self.peek() == Some('"') {
            self.word(ends_value)?.text
        } else {
            self.bare_pattern()
        };
        if text.is_empty() {
            return Err(error(
                place,
                Text::new("\"~\" needs a pattern behind it", "falta un patrón detrás de \"~\""),
            ));
        }
        Pattern::new(&text).map_err(|what| error(start, what))
    }

    fn bare_pattern(&mut self) -> String {
        let (mut text, mut open, mut in_class) = (String::new(), 0_usize, false);
        while let Some(character) = self.peek().filter(|character| !character.is_whitespace()) {
            match character {
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => open += 1,
                ')' if !in_class && open == 0 => break,
                ')' if !in_class => open -= 1,
                _ => {}
            }
            text.push(character);
            self.next();
            if character == '\\' {
                text.extend(self.next());
            }
        }
        text
    }

    fn field(&self, word: &Word) -> Result<Field, SyntaxError> {
        let is_meant = |field: &&Field| field.word().eq_ignore_ascii_case(&word.text);
        self.fields.iter().find(is_meant).copied().ok_or_else(|| {
            let known: Vec<_> = self.fields.iter().map(|field| field.word()).collect();
            let known = known.join(", ");
            let text = &word.text;
            let what = Said::new(|language| {
                say!(
                    language,
                    "unknown field \"{text}\": this list has {known}",
                    "campo desconocido \"{text}\": esta lista tiene {known}"
                )
            });
            error(word.place, what)
        })
    }

    fn operator(&mut self) -> Option<Operator> {
        let found = Operator::ALL.into_iter().find(|operator| self.is_at(operator.sign()))?;
        self.place += found.sign().len();
        Some(found)
    }

    /// An operator behind a word, with or without spaces between.
    fn operator_behind_spaces(&mut self) -> Option<Operator> {
        let before = self.place;
        self.skip_spaces();
        let operator = self.operator();
        if operator.is_none() {
            self.place = before;
        }
        operator
    }

    /// Whether these signs or letters come next.
    fn is_at(&self, signs: &str) -> bool {
        let rest = self.characters.iter().skip(self.place);
        let mut pairs = rest.zip(signs.chars());
        self.characters.len() >= self.place + signs.len()
            && pairs.all(|(found, expected)| found.eq_ignore_ascii_case(&expected))
    }

    /// Whether the word `or` comes next.
    fn is_at_or(&self) -> bool {
        let behind = self.characters.get(self.place + OR.len());
        self.is_at(OR) && behind.is_none_or(|character| ends_word(*character))
    }

    /// Takes an `or` and says where it stood.
    fn take_or(&mut self) -> Option<usize> {
        self.skip_spaces();
        let place = self.place;
        self.is_at_or().then(|| {
            self.place += OR.len();
            place
        })
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.place += 1;
        Some(character)
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.place += usize::from(is_next);
        is_next
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.place += 1;
        }
    }
}

/// One of them, or all.
fn joined(mut all: Vec<Expression>) -> Expression {
    match all.len() {
        1 => all.pop().unwrap_or_default(),
        _ => Expression::All(all),
    }
}

fn ends_value(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')' | '"' | '=' | '<' | '>')
}

fn ends_word(character: char) -> bool {
    ends_value(character) || character == '~'
}

/// The value behind an operator, as the field has it.
fn operand(field: Field, operator: Operator, value: &Word) -> Result<Operand, SyntaxError> {
    let Word { place, text, in_quotes } = value;
    if !in_quotes && text.eq_ignore_ascii_case(NONE) {
        if operator.is_ordering() {
            return Err(error(
                *place,
                Text::new("nothing is more or less than none", "nada es mayor ni menor que none"),
            ));
        }
        return Ok(Operand::Unknown);
    }
    let read = match field.kind {
        FieldKind::Text => Some(Operand::Text(text.clone())),
        FieldKind::Key => key(text).map(Operand::Key),
        FieldKind::Number => number(text).map(Operand::Number),
        FieldKind::Amount => amount(text).map(Operand::Amount),
        FieldKind::Date => {
            NaiveDate::from_str(text).ok().filter(|date| is_near(*date)).map(Operand::Date)
        }
        FieldKind::Span => span(text).map(Operand::Span),
        FieldKind::Flag => flag(text).map(Operand::Flag),
        FieldKind::Choice(choices) => choices
            .iter()
            .find(|choice| {
                [choice.word, choice.label].iter().any(|word| word.eq_ignore_ascii_case(text))
            })
            .map(|choice| Operand::Label(choice.label)),
    };
    read.ok_or_else(|| {
        let what = Said::new(|language| {
            let (name, kind) = (field.word(), field.kind.words(language));
            say!(language, "{name} is {kind}, not \"{text}\"", "{name} es {kind}, no \"{text}\"")
        });
        error(*place, what)
    })
}

/// Hexadecimal digits, with or without the hyphens of a key.
fn key(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|character| *character != '-').collect();
    let is_key = digits.len() <= KEY_DIGITS
        && !digits.is_empty()
        && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    is_key.then(|| digits.to_ascii_lowercase())
}

/// A day of four digits, which both sides can hold.
fn is_near(date: NaiveDate) -> bool {
    (0..10_000).contains(&date.year())
}

fn number(text: &str) -> Option<i64> {
    let exact = amount(text)?;
    if exact.fract().is_zero() { i64::try_from(exact).ok() } else { None }
}

/// A decimal number with a sign, separators of thousands, and `k` or `M` behind it.
fn amount(text: &str) -> Option<Decimal> {
    let text = text.strip_suffix('%').unwrap_or(text);
    let (digits, factor) = match text.char_indices().last()? {
        (end, 'k' | 'K') => (text.get(..end)?, 1_000),
        (end, 'M') => (text.get(..end)?, 1_000_000),
        _ => (text, 1),
    };
    if !digits.chars().all(|character| character.is_ascii_digit() || "+-.,".contains(character)) {
        return None;
    }
    Decimal::from_str(&digits.replace(',', "")).ok()?.checked_mul(Decimal::from(factor))
}

fn span(text: &str) -> Option<Span> {
    let (end, letter) = text.char_indices().last()?;
    let unit = Unit::ALL.into_iter().find(|unit| unit.letter() == letter.to_ascii_lowercase())?;
    // More than any clock can tell.
    let count = text
        .get(..end)?
        .parse()
        .ok()
        .filter(|count| (-1_000_000_000..=1_000_000_000).contains(count))?;
    Some(Span { count, unit })
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}
