//! What is asked for, read from the query of an address. Parameters that are not known are left alone.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use super::error::ApiError;
use crate::model::{Category, ClaimFilter, ScoutId};

/// The most rows of a page.
pub(super) const MAX_PAGE_SIZE: u32 = 1_000;
/// The last page that can be asked for. Pages behind the end of a list are empty.
const MAX_PAGE: u32 = 1_000_000;
/// The most days of the history.
pub(super) const MAX_DAYS: u16 = 365;

/// Parameters that are what they should be.
pub(super) struct Valid<T>(pub(super) T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Valid<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(rejection) => {
                let words = rejection.body_text();
                let words = words.rsplit("query string: ").next().unwrap_or(&words);
                Err(ApiError::bad_parameter(twice(words).unwrap_or_else(|| words.to_owned())))
            }
        }
    }
}

/// What is said of a parameter that is there twice, in place of what the parser says: duplicate field `page`.
fn twice(words: &str) -> Option<String> {
    let name = words.strip_prefix("duplicate field `")?.strip_suffix('`')?;
    Some(format!("{name}: it is there more than once"))
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageQuery {
    /// Which page, from 1.
    #[serde(default = "first", deserialize_with = "page")]
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    pub(super) page: u32,
    /// The most rows of a page.
    #[serde(default = "fifty", deserialize_with = "page_size")]
    #[param(minimum = 1, maximum = 1_000, default = 50)]
    pub(super) page_size: u32,
}

/// How far back.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DaysQuery {
    /// How many days back.
    #[serde(default = "thirty", deserialize_with = "days")]
    #[param(minimum = 1, maximum = 365, default = 30)]
    pub(super) days: u16,
}

/// Which part of the backlog.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CategoryQuery {
    /// Only this category.
    #[serde(default, deserialize_with = "category")]
    pub(super) category: Option<Category>,
}

/// Which claims.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ClaimQuery {
    /// Only claims without a scout.
    #[serde(default, deserialize_with = "truth")]
    scout_missing_only: bool,
    /// Only claims of persons in conflict.
    #[serde(default, deserialize_with = "truth")]
    conflicts_only: bool,
    /// Only claims of this scout.
    #[serde(default, deserialize_with = "scout")]
    #[param(value_type = Option<i32>, minimum = 1, maximum = 2_147_483_647)]
    scout_id: Option<ScoutId>,
}

impl From<ClaimQuery> for ClaimFilter {
    fn from(query: ClaimQuery) -> Self {
        Self {
            missing_only: query.scout_missing_only,
            conflicts_only: query.conflicts_only,
            scout: query.scout_id,
            payment_status: None,
        }
    }
}

const fn first() -> u32 {
    1
}

const fn fifty() -> u32 {
    50
}

const fn thirty() -> u16 {
    30
}

/// A whole number between the two, both allowed.
fn between<'de, D: Deserializer<'de>>(from: D, least: u32, most: u32) -> Result<u32, D::Error> {
    let text = String::deserialize(from)?;
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| {
        D::Error::custom(format!("a whole number from {least} to {most} is expected"))
    })
}

fn page<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    between(from, 1, MAX_PAGE)
}

fn page_size<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    between(from, 1, MAX_PAGE_SIZE)
}

fn days<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    between(from, 1, MAX_DAYS.into()).map(|days| days as u16)
}

fn scout<'de, D: Deserializer<'de>>(from: D) -> Result<Option<ScoutId>, D::Error> {
    between(from, 1, i32::MAX.cast_unsigned()).map(|scout| Some(ScoutId(scout.cast_signed())))
}

fn category<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Category>, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map(Some).map_err(|_| D::Error::custom("one of A, B, C, D, E is expected"))
}

fn truth<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match String::deserialize(from)?.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(D::Error::custom("true or false is expected")),
    }
}
