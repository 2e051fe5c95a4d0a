//! How it is said that the figures come from a standby which is behind its primary.

use super::time::coarse_age;
use crate::model::{Language, Replay, say};

/// In place of the age of the data; nothing where the standby has all that its primary sent.
pub(super) fn age(replay: &Replay, language: Language) -> Option<String> {
    match (replay.is_streaming, replay.lag().map(coarse_age)) {
        (true, _) if replay.is_caught_up => None,
        (true, Some(lag)) => {
            Some(say!(language, "data {lag} behind", "datos con {lag} de retraso"))
        }
        (false, Some(lag)) => {
            Some(say!(language, "data {lag} old, cut off", "datos de hace {lag}, sin conexión"))
        }
        (true, None) => Some(say!(language, "data behind", "datos con retraso")),
        (false, None) => Some(say!(language, "data cut off", "datos sin conexión")),
    }
}

/// Why figures that were read a moment ago are old all the same.
pub(super) fn reason(replay: &Replay, language: Language) -> String {
    let cause = if replay.is_streaming {
        language.choose("STANDBY BEHIND its primary", "RÉPLICA CON RETRASO respecto a su primario")
    } else {
        language
            .choose("STANDBY CUT OFF, no changes arrive", "RÉPLICA SIN CONEXIÓN, no llegan cambios")
    };
    match replay.lag().map(coarse_age) {
        Some(lag) => say!(
            language,
            "{cause} · the newest change shown is {lag} old",
            "{cause} · el último cambio que se ve es de hace {lag}"
        ),
        None => say!(
            language,
            "{cause} · nobody knows how old the data is",
            "{cause} · no se sabe de cuándo son los datos"
        ),
    }
}
