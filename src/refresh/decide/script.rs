//! The same statements for a person who runs them by hand.

use super::{LOCK, statement, text};
use crate::db::sql::{Sql, printed};
use crate::model::Decision;
use crate::refresh::session::{BATCH_LIMIT, BEGIN, COMMIT, begin};

/// What recording a decision sends, as a script for psql: one transaction that looks whether the evidence is
/// still what was shown, and says as its last row whether it was RECORDED.
///
/// Without a fingerprint or a reason it is whole too, and records nothing.
pub fn script(decision: &Decision) -> String {
    let begin = begin(BATCH_LIMIT);
    let person = decision.person_key.to_string();
    let scout = decision.scout_id.to_string();
    let fingerprint = decision.fingerprint.as_ref().map(|fingerprint| fingerprint.0.as_str());
    let parameters = [Some(person.as_str()), Some(&scout), Some(&decision.reason), fingerprint];
    let Sql { file, .. } = statement(decision);
    let decide = Sql { file, text: &text(decision) };
    [Sql { file: BEGIN.file, text: &begin }, LOCK, decide, COMMIT]
        .map(|statement| printed(statement, &parameters))
        .join("\n")
}
