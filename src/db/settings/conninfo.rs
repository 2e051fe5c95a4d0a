//! Connection strings, as libpq reads them: `key=value` pairs or a URL.

use super::origin::{Layer, Origin, SettingsError};
use super::url;

/// The settings of a connection string that messages call `origin`.
pub(super) fn parse(text: &str, origin: &str) -> Result<Layer, SettingsError> {
    if text.contains('\0') {
        return Err(SettingsError::new(origin, "a zero byte in the connection string"));
    }
    match text.split_once("://") {
        Some((scheme, rest)) if is_ours(scheme) => url::parse(rest, origin),
        Some((scheme, _)) if scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            Err(SettingsError::new(origin, "a URL must begin with postgresql:// or postgres://"))
        }
        _ => pairs(text, origin),
    }
}

/// Whether a URL's scheme is PostgreSQL's, in whatever case.
fn is_ours(scheme: &str) -> bool {
    ["postgresql", "postgres"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours))
}

/// `key = value` pairs; a value with blanks stands in single quotes, a backslash takes the next character.
fn pairs(text: &str, origin: &str) -> Result<Layer, SettingsError> {
    let mut layer = Layer::default();
    let mut nameable = true;
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once('=') else {
            return Err(missing_value(origin));
        };
        let name = name.trim_end();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(missing_value(origin));
        }
        let (value, after) = value(after.trim_start(), origin)?;
        layer.set_named(name, value, Origin::Given(origin.to_owned()), nameable)?;
        nameable &= !name.contains("password");
        rest = after.trim_start();
    }
    Ok(layer)
}

/// The value at the start of `text`, and what follows it.
fn value<'text>(text: &'text str, origin: &str) -> Result<(String, &'text str), SettingsError> {
    let quoted = text.strip_prefix('\'');
    let mut value = String::new();
    let mut characters = quoted.unwrap_or(text).chars();
    loop {
        let before = characters.as_str();
        match characters.next() {
            None if quoted.is_some() => {
                return Err(SettingsError::new(origin, "a quoted value has no closing quote"));
            }
            None => return Ok((value, "")),
            Some('\'') if quoted.is_some() => return Ok((value, characters.as_str())),
            Some('\\') => value.extend(characters.next()),
            Some(blank) if quoted.is_none() && blank.is_whitespace() => return Ok((value, before)),
            Some(character) => value.push(character),
        }
    }
}

fn missing_value(origin: &str) -> SettingsError {
    SettingsError::new(
        origin,
        "a keyword without a value; a connection string is `host=… dbname=…` or `postgresql://…`, \
         and a value with blanks stands in single quotes",
    )
}

#[cfg(test)]
mod tests {
    use super::super::keyword::Keyword;
    use super::*;

    fn texts(input: &str) -> Vec<(Keyword, String)> {
        let layer = parse(input, "test").expect(input);
        super::super::keyword::KNOWN
            .iter()
            .filter_map(|(keyword, ..)| {
                layer.value(*keyword).map(|value| (*keyword, value.text.expose().to_owned()))
            })
            .collect()
    }

    fn is(input: &str, expected: &[(Keyword, &str)]) {
        let mut expected: Vec<_> =
            expected.iter().map(|(keyword, text)| (*keyword, (*text).to_owned())).collect();
        expected.sort();
        let mut found = texts(input);
        found.sort();
        assert_eq!(found, expected, "{input}");
    }

    #[test]
    fn pairs_are_read_as_libpq_reads_them() {
        use Keyword::{Database, Host, Password, Port, User};
        is("", &[]);
        is("   ", &[]);
        is("host=db1", &[(Host, "db1")]);
        is("host = db1  port=5433 ", &[(Host, "db1"), (Port, "5433")]);
        is("user='a b' dbname=x", &[(User, "a b"), (Database, "x")]);
        is("password=''", &[(Password, "")]);
        is(r"password='it\'s \\ here'", &[(Password, r"it's \ here")]);
        is(r"password=a\ b", &[(Password, "a b")]);
        is("host=a host=b", &[(Host, "b")]);
        is("user='x'dbname=y", &[(User, "x"), (Database, "y")]);
        is("password=a=b", &[(Password, "a=b")]);
        is("user=\n'é'", &[(User, "é")]);
    }

    #[test]
    fn broken_pairs_say_what_is_wrong() {
        for (input, part) in [
            ("host", "without a value"),
            ("=x", "without a value"),
            ("ho st=x", "without a value"),
            ("user='x", "closing quote"),
            ("sslmod=x", "did you mean sslmode?"),
            ("sslcrl=x", "sslcrl is not supported"),
            ("gssencmode=require", "gssencmode is not supported"),
            ("host=a\0b", "zero byte"),
        ] {
            let error = parse(input, "--database-url").expect_err(input);
            assert!(error.message.contains(part), "{input}: {error}");
            assert_eq!(error.origin, "--database-url");
        }
    }

    #[test]
    fn the_rest_of_an_unquoted_password_is_not_repeated() {
        for input in ["password=my canary=1", "password=my canary host=x", "sslpassword=a canary=1"]
        {
            let error = parse(input, "test").expect_err(input).to_string();
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
