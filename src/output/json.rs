//! JSON: one document, indented where a person reads it, on one line where a program does.
//!
//! Unknown is `null`, days are `YYYY-MM-DD`, moments RFC 3339 with `Z`; the times of sources that name no
//! zone stand without one, because a zone would be invented. Numbers that are not whole are [`Exact`].

use std::io::{self, Write};

use rust_decimal::Decimal;
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use super::cell::hundredths;

/// Writes the document and a line break.
pub(super) fn write<B: Serialize>(body: &B, indented: bool, out: &mut dyn Write) -> io::Result<()> {
    let written = if indented {
        serde_json::to_writer_pretty(&mut *out, body)
    } else {
        serde_json::to_writer(&mut *out, body)
    };
    written.map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// A decimal number as a JSON number with exactly its own digits; a binary fraction would lose some. The web
/// interface of CT4 expects numbers, and a reader that wants the exact amount finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(pub Decimal);

impl Exact {
    /// `part` of `whole` in percent with two decimals, as the views have it; nothing where there is no whole.
    pub fn percent(part: i64, whole: i64) -> Option<Self> {
        hundredths(part, whole)?.parse().ok().map(Self)
    }
}

impl utoipa::PartialSchema for Exact {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::Number).into()
    }
}

impl utoipa::ToSchema for Exact {}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?;
        digits.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written<B: Serialize>(body: &B, indented: bool) -> String {
        let mut out = Vec::new();
        write(body, indented, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn money_keeps_every_digit() {
        for digits in ["100.00", "999999999999.9999", "-0.1", "0.3000"] {
            let amount = Exact(digits.parse().unwrap());
            assert_eq!(written(&[amount], false), format!("[{digits}]\n"));
        }
    }

    #[test]
    fn a_share_has_the_two_decimals_of_the_views() {
        assert_eq!(written(&Exact::percent(357, 2033), false), "17.56\n");
        assert_eq!(written(&Exact::percent(0, 0), false), "null\n");
    }

    #[test]
    fn a_person_gets_it_indented_and_a_program_on_one_line() {
        let body = serde_json::json!({"a": [1, null]});
        assert_eq!(written(&body, false), "{\"a\":[1,null]}\n");
        assert_eq!(written(&body, true), "{\n  \"a\": [\n    1,\n    null\n  ]\n}\n");
    }
}
