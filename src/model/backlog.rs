//! The backlog: persons without a scout, split into the five categories of the contract (section 5).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Language, PersonKey, ScoutId, Text};

/// Why a person is missing a scout. A partition: every missing person is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
pub enum Category {
    /// Has events, none of which names a scout.
    A,
    /// No events, and a ledger row without a scout.
    B,
    /// No events, no ledger row, no evidence.
    C,
    /// Some event names a scout that the ledger does not have.
    D,
    /// No events, but a linked migration or registration names a scout.
    E,
}

impl Category {
    /// Every category, in the order of the alphabet.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The letter that the database uses.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }

    /// A few words for a table cell.
    pub const fn title(self, language: Language) -> &'static str {
        let title = match self {
            Self::A => Text::new("events without a scout", "eventos sin scout"),
            Self::B => Text::new("ledger row without a scout", "fila del libro sin scout"),
            Self::C => Text::new("legacy, no evidence", "antiguo, sin evidencia"),
            Self::D => Text::new("scout in events, not ledger", "en eventos, no en el libro"),
            Self::E => Text::new("scout in source only", "scout solo en la fuente"),
        };
        title.of(language)
    }

    /// What an operator does about it.
    pub const fn advice(self, language: Language) -> &'static str {
        let advice = match self {
            Self::A => Text::new(
                "look for a mapping from the cabinet lead",
                "buscar una correspondencia desde el lead del gabinete",
            ),
            Self::B => Text::new("review the ledger's rule", "revisar la regla del libro"),
            Self::C => Text::new(
                "usually nothing: a legacy or external driver",
                "casi siempre nada: un conductor antiguo o externo",
            ),
            Self::D => Text::new(
                "one scout: the refresh job propagates it; several: a human decides",
                "un scout: la tarea de actualización lo propaga; varios: decide una persona",
            ),
            Self::E => Text::new(
                "find out why no event was made",
                "averiguar por qué no se creó un evento",
            ),
        };
        advice.of(language)
    }

    /// The position in [`Category::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
            Self::C => 2,
            Self::D => 3,
            Self::E => 4,
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.letter())
    }
}

impl FromStr for Category {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|category| category.letter().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("'{text}' is no backlog category; use A, B, C, D or E"))
    }
}

/// One value a category; `None` where it was not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerCategory<T>(pub [Option<T>; 5]);

impl<T: Copy> PerCategory<T> {
    /// The value of one category.
    pub fn get(&self, category: Category) -> Option<T> {
        self.0.get(category.index()).copied().flatten()
    }
}

/// A person of the backlog (`ops.v_persons_without_scout_categorized`).
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BacklogRow {
    /// Who.
    pub person_key: PersonKey,
    /// Why; `None` where the view says a letter that this program does not know.
    pub category: Option<Category>,
    /// The database's own label of the category.
    pub category_label: String,
    /// A scout that some evidence names, if any.
    pub scout_id: Option<ScoutId>,
    /// Tables that the person's events came from.
    pub source_tables: Vec<String>,
    /// Kinds of evidence.
    pub origin_tags: Vec<String>,
    /// Date of the oldest event.
    pub first_event_date: Option<NaiveDate>,
    /// Date of the newest event.
    pub last_event_date: Option<NaiveDate>,
    /// How many events.
    pub event_count: Option<i64>,
    /// How many events name a scout. Absent from CT4's older view.
    pub events_with_scout: Option<i64>,
    /// How many different scouts the evidence names. Absent from CT4's older view.
    pub distinct_scouts: Option<i64>,
    /// Whether the evidence names several scouts. Absent from CT4's older view.
    pub in_conflict: Option<bool>,
    /// When the person was registered. Absent from CT4's older view.
    pub person_created_at: Option<DateTime<Utc>>,
    /// The person's name. Absent from CT4's older view.
    pub primary_full_name: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_read_back_from_its_letter() {
        for category in Category::ALL {
            assert_eq!(category.letter().parse(), Ok(category));
            assert_eq!(Category::ALL[category.index()], category);
        }
        assert!("F".parse::<Category>().is_err());
    }
}
