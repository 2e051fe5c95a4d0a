use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;

const FIELDS: &[Field] = &[
    Field::new(FieldName::Person, FieldKind::Key, ""),
    Field::new(FieldName::Name, FieldKind::Text, ""),
    Field::new(FieldName::Category, FieldKind::Choice(CATEGORIES), ""),
    Field::new(FieldName::Scout, FieldKind::Number, ""),
    Field::new(FieldName::Amount, FieldKind::Amount, ""),
    Field::new(FieldName::Last, FieldKind::Date, ""),
    Field::new(FieldName::Age, FieldKind::Span, ""),
    Field::new(FieldName::Conflict, FieldKind::Flag, ""),
];

const CATEGORIES: &[Choice] = &[Choice::new("a", "A"), Choice::new("gone", "NO_LONGER")];

fn read(text: &str) -> Expression {
    Filter::parse(text, FIELDS)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .expression()
        .clone()
}

fn wrong(text: &str) -> (usize, String) {
    let error = Filter::parse(text, FIELDS).expect_err(text);
    (error.place, error.what.to_string())
}

struct Person {
    name: Option<&'static str>,
    scouts: Vec<i64>,
}

fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

impl Record for Person {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        vec!["9e3779b9".into(), self.name.unwrap_or_default().into(), "2026-11-24".into()]
    }

    fn names(&self) -> Vec<Cow<'_, str>> {
        vec![self.name.unwrap_or_default().into()]
    }

    fn value(&self, field: FieldName) -> Value<'_> {
        match field {
            FieldName::Person => Value::Key("9e3779b97f4a".to_owned()),
            FieldName::Name => Value::text(self.name),
            FieldName::Category => Value::Label("NO_LONGER".into()),
            FieldName::Scout => Value::Numbers(self.scouts.clone()),
            FieldName::Amount => Value::Amount(Decimal::new(9950, 2)),
            FieldName::Last => Value::Date((now() - TimeDelta::days(3)).date_naive()),
            FieldName::Age => Value::since(Some(now() - TimeDelta::hours(80)), now()),
            FieldName::Conflict => Value::Flag(true),
            _ => Value::Unknown,
        }
    }
}

#[test]
fn a_filter_says_what_it_says() {
    let known = Person { name: Some("Íñigo Muñoz Peña"), scouts: vec![4, 11] };
    let nobody = Person { name: None, scouts: Vec::new() };
    for (text, accepts_known, accepts_nobody) in [
        ("", true, true),
        ("munoz", true, false),
        ("MUÑOZ íñigo", true, false),
        ("munoz 9e37 -11-", true, false),
        ("\"munoz pena\"", true, false),
        ("\"pena munoz\"", false, false),
        ("!munoz", false, true),
        ("! munoz", false, true),
        ("!!munoz", true, false),
        ("munoz or 2026", true, true),
        ("munoz 2025 or 9e", true, true),
        ("munoz (2025 or 9e)", true, false),
        ("!(munoz 9e)", false, true),
        ("scout=4", true, false),
        ("scout = 11", true, false),
        ("scout!=4", false, true),
        ("scout>10 scout<5", true, false),
        ("scout>=12", false, false),
        ("!scout>=12", true, true),
        ("scout=none", false, true),
        ("scout!=none", true, false),
        ("SCOUT=1.1e1 or scout=4k", false, false),
        ("name=\"inigo munoz pena\"", true, false),
        ("name=none", false, true),
        ("name!=\"none\"", true, true),
        ("name~^íñigo", true, false),
        ("~^muñoz", false, false),
        ("~mu[nñ]oz$", false, false),
        ("~(mu|pe)ña$", true, false),
        ("(~(mu|pe)ña$)", true, false),
        ("~\"mu.oz p\"", true, false),
        ("~\\bpeña\\b", true, false),
        ("amount=99.5", true, true),
        ("amount>=1k or amount<=99.50", true, true),
        ("age=3d", true, true),
        ("age>3d", false, false),
        ("age>79h age<81h", true, true),
        ("conflict=yes", true, true),
        ("conflict=no", false, false),
        ("category=gone category=no_longer", true, true),
        ("category!=a", true, true),
        ("person=9E3779B9-7f4a", true, true),
        ("person=9e3779b97f4b", false, false),
        ("last=2024-10-01", true, true),
        ("last<2024-10-01 or last>2024-10-01", false, false),
        ("\u{0} \u{1b}", true, true),
        ("order", false, false),
        ("\"or\"", false, false),
    ] {
        if text == "SCOUT=1.1e1 or scout=4k" {
            assert!(wrong(text).1.starts_with("scout is a number"));
            continue;
        }
        let filter = Filter::parse(text, FIELDS).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(filter.accepts(&known), accepts_known, "{text}");
        assert_eq!(filter.accepts(&nobody), accepts_nobody, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    for (text, place, what) in [
        ("a foo=1", 2, "unknown field \"foo\": this list has person, name, category, scout,"),
        ("scout=abc", 6, "scout is a number, such as 12 or 1.5k, not \"abc\""),
        ("scout=1.5", 6, "scout is a number"),
        ("scout=99999999999999999999", 6, "scout is a number"),
        ("age>30", 4, "age is a length of time, such as 90m, 36h or 30d, not \"30\""),
        ("last>=2026-13-01", 6, "last is a date"),
        ("category=B", 9, "category is one of a, gone, not \"B\""),
        ("category>a", 0, "category knows = and != alone"),
        ("conflict=perhaps", 9, "conflict is yes or no"),
        ("person=xyz", 7, "person is a key"),
        ("amount>1e3", 7, "amount is an amount"),
        ("scout<none", 6, "nothing is more or less than none"),
        ("scout=", 6, "scout is a number, such as 12 or 1.5k: write it behind ="),
        ("scout==4", 6, "scout is a number"),
        ("a =4", 0, "unknown field \"a\""),
        ("=4", 0, "\"=\" needs a field in front of it"),
        ("a (b", 2, "( is not closed"),
        ("a b)", 3, ") closes nothing"),
        ("a ()", 3, "nothing stands in the parentheses"),
        ("or a", 0, "\"or\" needs something in front"),
        ("a or", 2, "\"or\" needs something behind"),
        ("a or or b", 2, "\"or\" needs something behind"),
        ("a !", 2, "\"!\" needs something behind it"),
        ("\"a", 0, "the quotation is not closed"),
        ("a ~", 2, "\"~\" needs a pattern behind it"),
        ("a ~(b", 3, "the pattern is not understood: unclosed group"),
        ("~a{1000}{1000}", 1, "the pattern is too large"),
        ("~(?i)a", 1, "of all (?…) only (?:…)"),
        ("~\\pL", 1, "\\p does not mean the same on the server"),
        ("~[a&&b]", 1, "&& inside [ ] means nothing here"),
        ("scout~4", 0, "~ is for texts; scout is a number"),
    ] {
        let (found_place, found) = wrong(text);
        assert!(found.starts_with(what), "{text}: {found}");
        assert_eq!(found_place, place, "{text}: {found}");
    }
}

#[test]
fn every_filter_is_bounded() {
    assert!(wrong(&"a".repeat(10_000)).1.contains("2000 characters"));
    assert!(wrong(&"(".repeat(1_900)).1.contains("32 deep"));
    assert!(wrong(&"!".repeat(1_900)).1.contains("32 deep"));
    assert!(wrong(&"a ".repeat(900)).1.contains("64 conditions"));
    assert!(wrong(&format!("~{}", "(".repeat(1_900))).1.contains("pattern"));
    assert!(wrong(&format!("~{0}a{1}", "(".repeat(900), ")".repeat(900))).1.contains("pattern"));
    assert_eq!(read(&"a ".repeat(64)).to_string().len(), 127);
}

#[test]
fn a_pattern_is_written_for_the_server() {
    for (text, server) in [
        ("a.b", "(?n)a.b"),
        ("\\bx\\B", "(?n)\\yx\\Y"),
        ("\\W\\D\\s[\\s\\d]", "(?n)[^\\w\\n][^\\d\\n][[:blank:]][[:blank:]\\d]"),
        ("[]a][^]b][[:alpha:]\\]]", "(?n)[]a][^]b][[:alpha:]\\]]"),
        ("(?:a)\\.", "(?n)(?:a)\\."),
    ] {
        assert_eq!(Pattern::new(text).unwrap().server(), server);
    }
}

#[test]
fn the_fields_of_a_filter_are_known() {
    let fields = |text| read(text).fields().iter().map(|field| field.word()).collect::<Vec<_>>();
    assert_eq!(fields("a scout=1 or !(name~x ~y)"), ["scout", "name"]);
    assert!(read("scout=1 or !(a name=b)").reads_texts());
    assert!(!read("scout=1 or !(name~x name=b)").reads_texts());
    assert!(Filter::parse("  ", FIELDS).unwrap().is_empty());
}

fn leaf() -> impl Strategy<Value = Expression> {
    let texts = || "[a-zñ0-9 \"'!()=<>~\\-]{1,9}";
    prop_oneof![
        texts().prop_map(Expression::Contains),
        "[a-z.*+ ]{1,6}".prop_filter_map("no pattern", |text| {
            let pattern = Pattern::new(&text).ok()?;
            Some(Expression::Matches(None, pattern))
        }),
        (0..FIELDS.len(), 0..Operator::ALL.len(), texts(), any::<i32>()).prop_map(
            |(field, operator, text, number)| {
                let field = FIELDS[field];
                let operator = Operator::ALL[operator];
                let operator = if field.kind.is_ordered() { operator } else { Operator::NotEqual };
                let operand = match field.kind {
                    _ if number % 7 == 0 && !operator.is_ordering() => Operand::Unknown,
                    FieldKind::Text => Operand::Text(text),
                    FieldKind::Key => Operand::Key(format!("{:x}", number.unsigned_abs())),
                    FieldKind::Number => Operand::Number(number.into()),
                    FieldKind::Amount => Operand::Amount(Decimal::new(number.into(), 2)),
                    FieldKind::Date => Operand::Date(
                        (now() + TimeDelta::days(i64::from(number % 9_000))).date_naive(),
                    ),
                    FieldKind::Span => Operand::Span(Span {
                        count: i64::from(number % 1_000),
                        unit: Unit::ALL[number.unsigned_abs() as usize % Unit::ALL.len()],
                    }),
                    FieldKind::Flag => Operand::Flag(number % 2 == 0),
                    FieldKind::Choice(choices) => Operand::Label(choices[1].label),
                };
                Expression::Compares(Condition { field, operator, operand })
            }
        ),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Expression::Not(Box::new(inner))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::All),
            prop::collection::vec(inner, 2..4).prop_map(Expression::Any),
        ]
    })
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        let _ = Filter::parse(&text, FIELDS);
    }

    #[test]
    fn no_syntax_is_too_odd(text in "[a-c \"!()=<>~\\\\\\[\\]|or0-9]{0,40}") {
        if let Ok(filter) = Filter::parse(&text, FIELDS) {
            let printed = filter.expression().to_string();
            prop_assert_eq!(&read(&printed), filter.expression(), "{}", printed);
        }
    }

    #[test]
    fn what_is_printed_is_read_back(expression in expression()) {
        let printed = expression.to_string();
        prop_assert_eq!(read(&printed), expression, "{}", printed);
    }
}
