//! What the role may do: too little, too much, and whether it could run the job.

use super::check::{Check, Item, Place, Verdict};
use super::connection::{JOB_TO_PRIMARY, JOB_TO_SERVER};
use crate::db::queries::doctor::{ExcessKind, ExcessRight};
use crate::db::schema::{ItemKind, ItemState, SchemaStatus};
use crate::model::{Language, Refusal};

/// The adapters over sources are read through the views alone.
const ADAPTERS: &str = "ops.v_scoutwatch_source_";

/// View by view, whether the role may read it.
pub(super) fn rights(status: &SchemaStatus) -> Check {
    let items: Vec<Item> = status
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::View && !item.name.starts_with(ADAPTERS))
        .filter(|item| item.state != ItemState::Missing)
        .map(|item| {
            let is_denied = item.state == ItemState::Denied;
            Item {
                name: item.name.clone(),
                verdict: if is_denied { Verdict::Fail } else { Verdict::Ok },
                finding: if is_denied { "may not be read" } else { "may be read" }.to_owned(),
            }
        })
        .collect();
    let denied = items.iter().filter(|item| item.verdict == Verdict::Fail).count();
    let (role, all) = (&status.role, items.len());
    let check = if all == 0 {
        Check::skipped("there are no views to read")
    } else if denied == 0 {
        Check::ok(format!("{role} may read all {all} views"))
    } else {
        Check::fail(format!("{role} may not read {denied} of {all} views"))
            .mended(Place::Shell, grant("viewer", role))
    };
    check.with_items(items)
}

/// What the role should not be able to do.
pub(super) fn excess(role: &str, excess: &[ExcessRight]) -> Check {
    if excess.is_empty() {
        return Check::ok(format!("{role} may do nothing that it does not need"));
    }
    let items = excess.iter().map(|right| Item {
        name: right.grantee.clone(),
        verdict: Verdict::Warn,
        finding: words(right),
    });
    let check = match excess.len() {
        1 => Check::warn(format!("{role} may do more than it needs")),
        more => Check::warn(format!("{role} may do more than it needs, in {more} ways")),
    };
    let check = check.with_items(items.collect());
    // Such a role is not made smaller, since it installs with what it has too many: another one is taken.
    let is_another_needed =
        excess.iter().any(|right| matches!(right.kind, ExcessKind::Owner | ExcessKind::Superuser));
    if is_another_needed {
        return check.mended(Place::Shell, grant("viewer", "ANOTHER_ROLE"));
    }
    excess
        .iter()
        .filter_map(|right| right.remedy.clone())
        .fold(check, |check, remedy| check.mended(Place::Sql, remedy))
}

/// One right too many, as a sentence behind the name of who has it.
fn words(right: &ExcessRight) -> String {
    let ExcessRight { object, rights, object_count, .. } = right;
    match right.kind {
        ExcessKind::Superuser => "a superuser, whom no right binds".to_owned(),
        ExcessKind::Attribute => format!("has the attribute {object}"),
        ExcessKind::Member => format!("belongs to {object}"),
        ExcessKind::Owner => format!("owns {object_count} tables and views"),
        ExcessKind::Write => format!("{rights} on {object}"),
        ExcessKind::Read if *object_count == 1 => format!("may read the table {object}"),
        ExcessKind::Read => format!("may read {object_count} tables of the {object}"),
        ExcessKind::Create => format!("may create in the {object}"),
    }
}

/// Whether the refresh job could run now, as `role`. `None` where nothing stands against it.
///
/// Who looks alone need not be able to run it. Where the job has a connection of its own (`is_meant`), what keeps it
/// from running there is a failure.
pub(super) fn job(role: &str, is_meant: bool, refusal: Option<&Refusal>) -> Check {
    let Some(refusal) = refusal else {
        return Check::ok(format!("{role} could run the refresh job now"));
    };
    let finding = refusal.to_string();
    match refusal {
        Refusal::MissingRights { role, rights } if is_meant => Check::fail(format!(
            "job.database_url: {role} lacks {} rights that the refresh job needs",
            rights.len()
        ))
        .mended(Place::Shell, grant("operator", role)),
        Refusal::ReadOnlyServer { why, .. } if is_meant => {
            let why = why.words(Language::English);
            Check::fail(format!("job.database_url: nothing can be written there: {why}"))
                .mended(Place::Setting, JOB_TO_PRIMARY)
        }
        Refusal::Pooler { .. } if is_meant => {
            Check::fail(finding).mended(Place::Setting, JOB_TO_SERVER)
        }
        Refusal::MissingRights { role, .. } => {
            Check::skipped("not for this role; an operator could run the refresh job")
                .mended(Place::Shell, grant("operator", role))
        }
        Refusal::ReadOnlyServer { why, .. } => {
            Check::skipped(format!("nothing can be written here: {why}"))
                .mended(Place::Setting, JOB_TO_PRIMARY)
        }
        Refusal::Pooler { .. } => Check::warn(finding).mended(Place::Setting, JOB_TO_SERVER),
        Refusal::Superuser { role } => {
            Check::warn(format!("it would be refused to {role}, a superuser"))
                .mended(Place::Shell, grant("operator", "ANOTHER_ROLE"))
        }
        Refusal::NotInstalled { .. } => {
            Check::warn("the tables and views of the refresh job are not installed")
                .mended(Place::Shell, "scoutwatch schema install")
        }
        Refusal::TooOld { .. } | Refusal::UnknownJobType { .. } => {
            Check::warn(finding).mended(Place::Shell, "scoutwatch schema install")
        }
        Refusal::Mapping { .. } => {
            let check = Check::fail(finding);
            refusal
                .hint(Language::English)
                .into_iter()
                .fold(check, |check, hint| check.mended(Place::Advice, hint))
        }
        Refusal::Unguarded { .. } => {
            Check::warn("it would be refused: guards are missing, see there")
        }
        Refusal::Busy(_) => Check::ok(finding),
        Refusal::Failure(failure) => Check::of_failure(Verdict::Unknown, failure),
    }
}

/// The command that gives a role its rights, for a shell.
fn grant(right: &str, role: &str) -> String {
    let is_plain =
        role.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-.@".contains(letter));
    let role =
        if is_plain { role.to_owned() } else { format!("'{}'", role.replace('\'', r"'\''")) };
    format!("scoutwatch schema grant --{right} {role}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Misfit, WhyReadOnly};

    #[test]
    fn a_name_that_a_shell_would_read_otherwise_is_quoted() {
        assert_eq!(grant("viewer", "viewer_2"), "scoutwatch schema grant --viewer viewer_2");
        assert_eq!(grant("viewer", "a b'c"), r"scoutwatch schema grant --viewer 'a b'\''c'");
    }

    #[test]
    fn a_viewer_is_no_failure_of_the_job_and_what_would_be_refused_is_said() {
        let missing = Refusal::MissingRights { role: "v".to_owned(), rights: vec!["x".to_owned()] };
        let job = |refusal| super::job("v", false, refusal);
        assert_eq!(job(Some(&missing)).verdict, Verdict::Skipped);
        let superuser = Refusal::Superuser { role: "postgres".to_owned() };
        assert_eq!(job(Some(&superuser)).verdict, Verdict::Warn);
        let mapping = Refusal::Mapping { what: Misfit::NoTable { table: "x".to_owned() } };
        assert_eq!(job(Some(&mapping)).verdict, Verdict::Fail);
        assert_eq!(job(None).verdict, Verdict::Ok);
    }

    #[test]
    fn what_stands_against_a_job_that_has_its_own_connection_is_a_failure() {
        let endpoint = || "db1:5432".to_owned();
        for refusal in [
            Refusal::MissingRights { role: "v".to_owned(), rights: vec!["x".to_owned()] },
            Refusal::ReadOnlyServer { endpoint: endpoint(), why: WhyReadOnly::Standby },
            Refusal::Pooler { endpoint: endpoint() },
        ] {
            let check = job("v", true, Some(&refusal));
            assert_eq!(check.verdict, Verdict::Fail, "{refusal}");
            assert_eq!(check.mend.len(), 1, "{refusal}");
        }
    }
}
