//! The way to the server: the settings, the link, and what kind of server stands at its end.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, Utc};

use super::check::{Check, Place};
use crate::config::Config;
use crate::db::connect::LinkSecurity;
use crate::db::queries::doctor::{ClockReading, ServerFacts, ServerLimit};
use crate::model::format::short_time;
use crate::model::{Freshness, Identity, format};

/// How far two clocks may be apart.
const CLOCKS_AGREE: f64 = 2.0;

/// How the job gets a way of its own.
pub(super) const JOB_TO_SERVER: &str =
    "job.database_url = \"postgresql://ROLE@SERVER:5432/DATABASE\"";
pub(super) const JOB_TO_PRIMARY: &str =
    "job.database_url = \"postgresql://ROLE@PRIMARY:5432/DATABASE\"";

/// Where the settings come from, and what should be known of them.
pub(super) fn settings(config: &Config, warnings: &[String]) -> Check {
    let file = config.file.as_ref().map(|file| file.display().to_string());
    let found = match (file, config.profile.name.as_str()) {
        (None, _) => "no configuration file; options, variables and defaults".to_owned(),
        (Some(file), "") => format!("from {file}"),
        (Some(file), profile) => format!("from {file}, profile {profile}"),
    };
    let warnings: Vec<&String> = config.warnings.iter().chain(warnings).collect();
    match warnings.split_first() {
        None => Check::ok(found),
        Some((first, _)) => {
            let check = Check::warn(first.as_str());
            warnings
                .iter()
                .skip(1)
                .fold(check, |check, warning| check.mended(Place::Advice, warning.as_str()))
                .mended(Place::Shell, "scoutwatch config show")
        }
    }
}

/// That the server answers.
pub(super) fn connected(endpoint: &str, user: &str, took: Duration) -> Check {
    Check::ok(format!("{endpoint} takes {user} in {}", short_time(took)))
}

/// How the way there is protected.
pub(super) fn tls(security: LinkSecurity, version: Option<&str>) -> Check {
    let version = version.unwrap_or("TLS");
    let verify = "sslmode=verify-full";
    match security {
        LinkSecurity::Local => Check::ok("not needed: the way does not leave this machine"),
        LinkSecurity::Verified => {
            Check::ok(format!("{version}, the certificate is verified for this host"))
        }
        LinkSecurity::AuthorityVerified => Check::warn(format!(
            "{version}, but the certificate may be that of any host of the authority"
        ))
        .mended(Place::Setting, verify),
        LinkSecurity::Unverified => Check::warn(format!(
            "{version}, but nobody looked at the certificate: anybody can pose as the server"
        ))
        .mended(Place::Setting, format!("{verify} sslrootcert=/path/to/authority.crt")),
        LinkSecurity::Plain => {
            Check::warn("none: anybody on the way can read the password and change figures")
                .mended(Place::Setting, verify)
        }
    }
}

/// Whether the project still mends this version: five years long, to the November of the fifth.
pub(super) fn version(identity: &Identity, now: DateTime<Utc>) -> Check {
    let digits: String = identity.server_version.chars().take_while(char::is_ascii_digit).collect();
    let last_year = digits.parse::<i32>().unwrap_or_default() + 2012;
    let is_over = (now.year(), now.month(), now.day()) > (last_year, 11, 14);
    let found = format!("PostgreSQL {}", identity.server_version);
    if is_over {
        Check::warn(format!("{found}: no fixes since November {last_year}"))
            .mended(Place::Advice, "upgrade the server to a version that is maintained")
    } else {
        Check::ok(found)
    }
}

/// Whether something lends one server session to several clients.
pub(super) fn pooler(is_pooled: bool, config: &Config) -> Check {
    if !is_pooled {
        return Check::ok("none that moves a session between server sessions");
    }
    if config.read_only || config.job.database_url.is_some() {
        return Check::ok("one in between; reading works through it, and the job goes another way");
    }
    Check::warn("one in between moves sessions: reading works, the refresh job is refused")
        .mended(Place::Setting, JOB_TO_SERVER)
}

/// Whether the server takes writes, and how far a standby is behind.
pub(super) fn primary(identity: &Identity, facts: &ServerFacts, config: &Config) -> Check {
    if !identity.in_recovery {
        return if facts.is_read_only {
            Check::ok("the primary; transactions of this role only read unless they say otherwise")
        } else {
            Check::ok("the primary")
        };
    }
    let to_primary = |check: Check| check.mended(Place::Setting, "target_session_attrs=primary");
    let Some(replay) = identity.replay else {
        return to_primary(Check::unknown("a standby that does not say how far it is behind"));
    };
    if replay.freshness(config.poll.interval) != Freshness::Fresh {
        let cause =
            if replay.is_streaming { "behind its primary" } else { "cut off from its primary" };
        let age = replay.lag().map_or_else(
            || "nobody knows how old its data is".to_owned(),
            |lag| format!("its newest change is {} old", format::age(lag)),
        );
        return to_primary(Check::warn(format!("a standby {cause}; {age}")));
    }
    if !replay.is_streaming {
        return to_primary(Check::warn("a standby that is cut off from its primary"));
    }
    if config.read_only || config.job.database_url.is_some() {
        return Check::ok("a standby that has all of its primary");
    }
    Check::warn("a standby that has all of its primary; the refresh job is refused")
        .mended(Place::Setting, JOB_TO_PRIMARY)
}

/// The server's clock beside ours; half the round trip is the error.
pub(super) fn clock(reading: Option<ClockReading>) -> Check {
    let Some(reading) = reading else { return Check::unknown("the server told no time") };
    let error = reading.round_trip.as_secs_f64() / 2.0;
    let apart = (reading.server - reading.ours).as_seconds_f64() + error;
    if apart.abs() <= error {
        return Check::ok(format!("the server's and ours agree within {:.1} ms", error * 1e3));
    }
    if apart.abs() - error <= CLOCKS_AGREE {
        let (apart, error) = (apart * 1e3, error * 1e3);
        return Check::ok(format!("the server's is {apart:+.1} ms ± {error:.1} ms from ours"));
    }
    Check::warn(format!("the server's is {apart:+.1} s ± {error:.1} s from ours"))
        .mended(Place::Shell, "timedatectl set-ntp true")
}

/// What bounds a poll, and whether the server's own limits get in its way.
pub(super) fn timeouts(facts: &ServerFacts, config: &Config) -> Check {
    let time = |duration| humantime::format_duration(duration).to_string();
    let database = &config.database;
    let too_short = |limit: &ServerLimit, needed: Duration| {
        limit.limit.filter(|limit| *limit < needed).map(|found| (found, limit.remedy.clone()))
    };
    if let Some((found, remedy)) = too_short(&facts.idle_session, config.poll.interval) {
        return Check::warn(format!(
            "idle_session_timeout of {} ends the session between two polls",
            time(found)
        ))
        .mended(Place::Sql, remedy);
    }
    if let Some((found, remedy)) = too_short(&facts.transaction, database.deadline) {
        return Check::warn(format!(
            "transaction_timeout of {} ends a poll before its deadline of {}",
            time(found),
            time(database.deadline)
        ))
        .mended(Place::Sql, remedy);
    }
    Check::ok(format!(
        "a statement {}, a lock {}, a poll {}",
        time(database.statement_timeout),
        time(database.lock_timeout),
        time(database.deadline)
    ))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::commands::doctor::check::Verdict;
    use crate::model::Replay;

    fn facts() -> ServerFacts {
        let none = ServerLimit { limit: None, remedy: "alter role viewer set x = 0".to_owned() };
        ServerFacts {
            is_read_only: false,
            tls_version: None,
            idle_session: none.clone(),
            transaction: none,
        }
    }

    fn identity(replay: Option<Replay>) -> Identity {
        Identity {
            server_version: "15.18".to_owned(),
            in_recovery: replay.is_some(),
            replay,
            ..Identity::default()
        }
    }

    fn config() -> Config {
        Config::built_in().unwrap()
    }

    fn day(text: &str) -> DateTime<Utc> {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    #[test]
    fn only_a_verified_host_or_this_machine_needs_no_word_about_tls() {
        for (security, verdict) in [
            (LinkSecurity::Local, Verdict::Ok),
            (LinkSecurity::Verified, Verdict::Ok),
            (LinkSecurity::AuthorityVerified, Verdict::Warn),
            (LinkSecurity::Unverified, Verdict::Warn),
            (LinkSecurity::Plain, Verdict::Warn),
        ] {
            let check = tls(security, Some("TLSv1.3"));
            assert_eq!(check.verdict, verdict, "{security:?}");
            let mends = check.mend.iter().all(|mend| mend.text.starts_with("sslmode=verify-full"));
            assert!(mends && check.mend.is_empty() == (verdict == Verdict::Ok));
        }
    }

    #[test]
    fn a_version_is_maintained_to_the_november_of_its_fifth_year() {
        assert_eq!(version(&identity(None), day("2027-11-14")).verdict, Verdict::Ok);
        let old = version(&identity(None), day("2027-11-15"));
        assert_eq!(old.finding, "PostgreSQL 15.18: no fixes since November 2027");
        assert_eq!(old.verdict, Verdict::Warn);
    }

    #[test]
    fn a_standby_is_no_trouble_for_those_who_only_read_unless_it_is_behind() {
        let read_at = day("2026-11-24");
        let found = |is_streaming, is_caught_up, seconds, config: &Config| {
            let replayed_at = Some(read_at - TimeDelta::seconds(seconds));
            let replay = Replay { is_streaming, is_caught_up, replayed_at, read_at };
            primary(&identity(Some(replay)), &facts(), config)
        };
        let mut config = config();
        assert_eq!(primary(&identity(None), &facts(), &config).verdict, Verdict::Ok);
        assert_eq!(found(true, true, 900, &config).verdict, Verdict::Warn, "for the job");
        config.read_only = true;
        // Nothing was written for a while: the age says nothing then.
        assert_eq!(found(true, true, 900, &config).verdict, Verdict::Ok);
        assert_eq!(found(true, false, 5, &config).verdict, Verdict::Ok);
        let behind = found(true, false, 90, &config);
        let words = "a standby behind its primary; its newest change is 1m old";
        assert_eq!((behind.verdict, behind.finding.as_str()), (Verdict::Warn, words));
        assert_eq!(found(false, true, 5, &config).verdict, Verdict::Warn);
    }

    #[test]
    fn half_the_round_trip_is_the_error_of_the_clock() {
        let ours = day("2026-11-24");
        let reading = |apart_ms, round_trip_ms| {
            Some(ClockReading {
                server: ours + TimeDelta::milliseconds(apart_ms),
                round_trip: Duration::from_millis(round_trip_ms),
                ours,
            })
        };
        let near = clock(reading(-50, 100));
        assert_eq!(near.finding, "the server's and ours agree within 50.0 ms");
        assert_eq!(clock(reading(1_900, 2_000)).verdict, Verdict::Ok, "it may be the way there");
        let far = clock(reading(-86_400_000, 2));
        assert_eq!(far.finding, "the server's is -86400.0 s ± 0.0 s from ours");
        assert_eq!((far.verdict, far.mend.len()), (Verdict::Warn, 1));
    }

    #[test]
    fn a_limit_of_the_server_that_is_shorter_than_a_poll_is_named_with_what_lifts_it() {
        let limit = |seconds| ServerLimit {
            limit: Some(Duration::from_secs(seconds)),
            remedy: "the remedy".to_owned(),
        };
        let config = config();
        assert_eq!(timeouts(&facts(), &config).finding, "a statement 4s, a lock 200ms, a poll 5s");
        for facts in [
            ServerFacts { idle_session: limit(11), ..facts() },
            ServerFacts { transaction: limit(4), ..facts() },
        ] {
            let check = timeouts(&facts, &config);
            assert_eq!(check.verdict, Verdict::Warn);
            assert_eq!(check.mend.first().map(|mend| mend.text.as_str()), Some("the remedy"));
        }
        let enough = ServerFacts { idle_session: limit(60), transaction: limit(60), ..facts() };
        assert_eq!(timeouts(&enough, &config).verdict, Verdict::Ok);
    }

    #[test]
    fn a_pooler_is_in_the_way_of_the_job_alone() {
        let mut config = config();
        assert_eq!(pooler(false, &config).verdict, Verdict::Ok);
        assert_eq!(pooler(true, &config).verdict, Verdict::Warn);
        config.read_only = true;
        assert_eq!(pooler(true, &config).verdict, Verdict::Ok);
    }
}
