//! The two languages that people are spoken to in. Both texts stand side by side where they are said, so that
//! neither can be forgotten: a text without its Spanish does not compile. What programs read (JSON, logs, the
//! names of columns and keys) is the same in both.

use super::Environment;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::English, Self::Spanish];

    /// The text of this language.
    pub const fn choose<T: Copy>(self, english: T, spanish: T) -> T {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }

    /// The language of the locale: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that says something. Every
    /// other language gets English.
    pub fn of_locale(environment: &Environment) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| environment.variable(name).filter(|locale| !locale.is_empty()));
        let word = locale.and_then(|locale| locale.split(['_', '.', '@', '-']).next());
        match word {
            Some(word) if word.eq_ignore_ascii_case("es") => Self::Spanish,
            _ => Self::English,
        }
    }
}

/// A text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    english: &'static str,
    spanish: &'static str,
}

impl Text {
    /// The English and the Spanish text.
    pub const fn new(english: &'static str, spanish: &'static str) -> Self {
        Self { english, spanish }
    }

    /// A text that is the same in both: a name, a sign, a word that both languages know.
    pub const fn same(text: &'static str) -> Self {
        Self { english: text, spanish: text }
    }

    /// The text of a language.
    pub const fn of(self, language: Language) -> &'static str {
        language.choose(self.english, self.spanish)
    }
}

/// A sentence with values in it that is made before it is known who reads it: whole in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    english: String,
    spanish: String,
}

impl Said {
    /// The sentence, made once for each language.
    pub fn new(say: impl Fn(Language) -> String) -> Self {
        Self { english: say(Language::English), spanish: say(Language::Spanish) }
    }

    /// The sentence in a language.
    pub fn of(&self, language: Language) -> &str {
        language.choose(&self.english, &self.spanish)
    }
}

impl From<Text> for Said {
    fn from(text: Text) -> Self {
        Self::new(|language| text.of(language).to_owned())
    }
}

impl std::fmt::Display for Said {
    /// What programs read is English.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.english)
    }
}

/// A sentence with values in it, in the language asked for: `say!(language, "{n} rows", "{n} filas")`. What follows
/// the two texts is given to both, as `format!` takes it.
macro_rules! say {
    ($language:expr, $english:literal, $spanish:literal $(, $($value:tt)*)?) => {
        match $language {
            $crate::model::Language::English => format!($english $(, $($value)*)?),
            $crate::model::Language::Spanish => format!($spanish $(, $($value)*)?),
        }
    };
}

pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Language {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment { variables: variables.collect(), ..Environment::default() };
        Language::of_locale(&environment)
    }

    #[test]
    fn the_locale_of_messages_says_the_language() {
        for (variables, language) in [
            (&[("LANG", "es_PE.UTF-8")][..], Language::Spanish),
            (&[("LANG", "es")], Language::Spanish),
            (&[("LANG", "ES@euro")], Language::Spanish),
            (&[("LANG", "est_EE.UTF-8")], Language::English),
            (&[("LANG", "de_DE.UTF-8")], Language::English),
            (&[("LANG", "es_PE.UTF-8"), ("LC_ALL", "C")], Language::English),
            (&[("LANG", "es_PE.UTF-8"), ("LC_ALL", "")], Language::Spanish),
            (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "es_ES.UTF-8")], Language::Spanish),
            (&[], Language::English),
        ] {
            assert_eq!(of(variables), language, "{variables:?}");
        }
    }

    #[test]
    fn a_sentence_carries_its_values_in_both_languages() {
        let (count, name) = (3, "x");
        let said = |language| say!(language, "{count} rows of {}", "{count} filas de {}", name);
        assert_eq!(said(Language::English), "3 rows of x");
        assert_eq!(said(Language::Spanish), "3 filas de x");
    }
}
