//! What is worth a line: pure, from one snapshot to the next.

use chrono::{DateTime, SecondsFormat, Utc};

use super::changes::changes;
use crate::model::digest::{Before, Digest};
use crate::model::format::{duration, signed};
use crate::model::text::clean;
use crate::model::{
    Category, Distrust, Finding, Freshness, Language, Link, PerCategory, Rule, Run, RunStatus,
    Severity, Snapshot, say,
};

/// Remembers what was told, and tells what has changed. What it remembers does not grow.
#[derive(Clone, Debug)]
pub struct Teller {
    /// The name of the database.
    target: String,
    language: Language,
    link: Told,
    /// The verdict of each rule that was told, in the order of the rules.
    verdicts: [Option<Severity>; Rule::ALL.len()],
    /// Whether it was told that the figures cannot be read.
    is_blind: bool,
    /// Whether it was told that the figures come from a standby which is behind.
    is_behind: bool,
    /// Whether the verdicts that were told are those of now.
    is_trusted: bool,
    backlog: Option<PerCategory<i64>>,
    /// The newest poll whose backlog was told.
    sequence: u64,
    /// The runs that were active when they were seen last, by number.
    active: Vec<i64>,
    /// Since when it is to be told what has changed, and what is known of earlier moments; until it is told.
    asked: Option<(DateTime<Utc>, Vec<Before>)>,
    /// The newest run that was seen; nothing before the first list.
    newest: Option<i64>,
}

/// What was said last of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Connecting,
    Live,
    Lost { since: DateTime<Utc> },
}

impl Teller {
    /// One that has told nothing of a database yet.
    pub fn new(target: impl Into<String>, language: Language) -> Self {
        Self {
            target: target.into(),
            language,
            link: Told::Connecting,
            verdicts: [None; Rule::ALL.len()],
            is_blind: false,
            is_behind: false,
            is_trusted: true,
            backlog: None,
            sequence: 0,
            active: Vec::new(),
            asked: None,
            newest: None,
        }
    }

    /// The first lines.
    pub fn begin(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<String> {
        let every = humantime::format_duration(snapshot.interval);
        let target = &self.target;
        let start = say!(
            self.language,
            "start: watching {target}, a poll every {every}",
            "inicio: se observa {target}, una consulta cada {every}"
        );
        let mut lines = vec![line(now, &start)];
        lines.extend(self.hear(snapshot, now));
        lines
    }

    /// The last line.
    pub fn end(&self, now: DateTime<Utc>) -> String {
        line(now, self.language.choose("end: asked to stop", "fin: se pidió terminar"))
    }

    /// The lines that a snapshot is worth.
    pub fn hear(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.link(snapshot, now));
        words.extend(self.figures(snapshot));
        words.extend(self.standby(snapshot));
        words.extend(self.trust(snapshot, now));
        let mut lines: Vec<_> = words.drain(..).map(|words: String| line(now, &words)).collect();
        lines.extend(self.changes(snapshot, now));
        if snapshot.metrics.value.is_some() {
            words.extend(self.rules(&snapshot.health.findings));
        }
        if let Some(runs) = &snapshot.runs.value {
            words.extend(self.runs(runs));
        }
        words.extend(self.backlog(snapshot));
        lines.extend(words.iter().map(|words| line(now, words)));
        lines
    }

    /// Tells at the first figures what has changed since a moment, compared with what is known of it.
    #[must_use]
    pub fn since(mut self, asked: DateTime<Utc>, known: Vec<Before>) -> Self {
        self.asked = Some((asked, known));
        self
    }

    fn changes(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<String> {
        let told = self.asked.as_ref().and_then(|(asked, known)| {
            let digest = Digest::of(Some(*asked), known, snapshot, now)?;
            Some(changes(&digest, now, self.language))
        });
        if told.is_some() {
            self.asked = None;
        }
        told.unwrap_or_default()
    }

    fn link(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Option<String> {
        let language = self.language;
        let before = self.link;
        match (&snapshot.link, before) {
            (Link::Live { .. }, Told::Connecting | Told::Lost { .. }) => {
                self.link = Told::Live;
                let who = snapshot.identity.as_ref().map_or_else(String::new, |identity| {
                    let kind = language.choose(", a standby", ", una réplica en espera");
                    let kind = if identity.in_recovery { kind } else { "" };
                    let (role, version) = (&identity.role, &identity.server_version);
                    say!(
                        language,
                        ": role {role}, PostgreSQL {version}{kind}",
                        ": rol {role}, PostgreSQL {version}{kind}"
                    )
                });
                Some(match before {
                    Told::Lost { since } => {
                        let time = duration((now - since).to_std().unwrap_or_default());
                        say!(
                            language,
                            "database back after {time}{who}",
                            "base de datos de vuelta tras {time}{who}"
                        )
                    }
                    _ => say!(language, "database connected{who}", "base de datos conectada{who}"),
                })
            }
            (Link::Lost { since, polled_at, failure, .. }, Told::Connecting | Told::Live) => {
                self.link = Told::Lost { since: *since };
                let last = match polled_at.map(time) {
                    Some(at) => say!(language, ", last reached {at}", ", última conexión {at}"),
                    None => say!(language, ", never reached so far", ", sin conexión hasta ahora"),
                };
                let failure = failure.said(language);
                Some(say!(
                    language,
                    "database lost: {failure}{last}",
                    "base de datos perdida: {failure}{last}"
                ))
            }
            _ => None,
        }
    }

    /// Whether the figures can be read, where the database can be reached.
    fn figures(&mut self, snapshot: &Snapshot) -> Option<String> {
        let was_blind = self.is_blind;
        self.is_blind = snapshot.metrics.failure.is_some();
        match (&snapshot.metrics.failure, was_blind) {
            (Some(failure), false) => {
                let failure = failure.words(self.language);
                Some(say!(
                    self.language,
                    "figures cannot be read: {failure}",
                    "no se pueden leer las cifras: {failure}"
                ))
            }
            (None, true) => Some(say!(
                self.language,
                "figures can be read again",
                "las cifras se pueden leer otra vez"
            )),
            _ => None,
        }
    }

    /// That the verdicts which were told are none of now; that they are again is told with what is back.
    fn trust(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Option<String> {
        let was_trusted = self.is_trusted;
        let distrust = Distrust::lasting(snapshot, now);
        self.is_trusted = distrust.is_none();
        let distrust = distrust.filter(|_| was_trusted)?;
        let word = distrust.word().of(self.language);
        Some(match distrust.since.map(time) {
            Some(since) => say!(
                self.language,
                "{word} since {since}: how the rules stand is not known",
                "{word} desde {since}: no se sabe cómo están las reglas"
            ),
            None => say!(
                self.language,
                "{word}: how the rules stand is not known",
                "{word}: no se sabe cómo están las reglas"
            ),
        })
    }

    /// Whether a standby keeps up, where the database can be reached.
    fn standby(&mut self, snapshot: &Snapshot) -> Option<String> {
        if !matches!(snapshot.link, Link::Live { .. }) {
            return None;
        }
        let language = self.language;
        let was_behind = self.is_behind;
        let replay = snapshot
            .replay()
            .filter(|replay| replay.freshness(snapshot.interval) == Freshness::Stale);
        self.is_behind = replay.is_some();
        match (replay, was_behind) {
            (Some(replay), false) => {
                let cause = if replay.is_streaming {
                    language.choose(
                        "standby is behind its primary",
                        "réplica con retraso respecto a su primario",
                    )
                } else {
                    language.choose("standby is cut off", "réplica sin conexión con su primario")
                };
                let newest = replay.replayed_at.map_or_else(String::new, |at| {
                    let at = time(at);
                    say!(
                        language,
                        ": the newest change here is of {at}",
                        ": el último cambio aquí es de {at}"
                    )
                });
                Some(format!("{cause}{newest}"))
            }
            (None, true) => {
                Some(say!(language, "standby is up to date again", "réplica otra vez al día"))
            }
            _ => None,
        }
    }

    fn rules(&mut self, findings: &[Finding]) -> Vec<String> {
        let language = self.language;
        let changed = self.verdicts.iter_mut().zip(findings).filter_map(|(told, finding)| {
            let before = told.replace(finding.heard());
            if before == Some(finding.heard()) {
                return None;
            }
            let was = before.map_or_else(String::new, |before| {
                say!(language, ", was {before}", ", antes {before}")
            });
            let since = finding
                .beginning(language, time)
                .map_or_else(String::new, |at| say!(language, ", since {at}", ", desde {at}"));
            let (rule, detail) = (finding.rule.title(language), finding.words(language));
            Some(format!("{rule} {}{was}: {detail}{since}", finding.severity))
        });
        changed.collect()
    }

    /// Runs that began or ended; of those before the start only the active ones.
    fn runs(&mut self, runs: &[Run]) -> Vec<String> {
        let newest = runs.iter().map(|run| run.run_id).max();
        let mut lines = Vec::new();
        for run in runs.iter().rev() {
            let is_active = is_active(run);
            let was_active = self.active.contains(&run.run_id);
            let is_new = self.newest.is_some_and(|newest| run.run_id > newest);
            let (number, job) = (run.run_id, &run.job_type);
            let name = say!(self.language, "run {number} {job}", "ejecución {number} {job}");
            if is_active && !was_active {
                let (at, by) = (time(run.started_at), requester(run, self.language));
                lines.push(say!(self.language, "{name} began {at}{by}", "{name} comenzó {at}{by}"));
            } else if !is_active && (was_active || is_new) {
                lines.push(format!("{name} {}", ending(run, self.language)));
            }
        }
        self.active = runs.iter().filter(|run| is_active(run)).map(|run| run.run_id).collect();
        self.newest = self.newest.max(newest).or(Some(0));
        lines
    }

    /// The categories whose number has changed, in one line a poll.
    fn backlog(&mut self, snapshot: &Snapshot) -> Option<String> {
        let metrics = snapshot.metrics.value.as_ref()?;
        if snapshot.sequence == self.sequence {
            return None;
        }
        self.sequence = snapshot.sequence;
        let before = self.backlog.replace(metrics.backlog);
        let words: Vec<_> = Category::ALL
            .into_iter()
            .filter_map(|category| {
                let now = metrics.backlog.get(category)?;
                match before.and_then(|before| before.get(category)) {
                    Some(then) if then == now => None,
                    Some(then) => Some(format!("{category} {now} ({})", signed(now - then))),
                    None => Some(format!("{category} {now}")),
                }
            })
            .collect();
        let (categories, missing) = (words.join(", "), metrics.missing);
        (!words.is_empty()).then(|| {
            say!(
                self.language,
                "backlog {categories}; missing {missing}",
                "pendientes {categories}; sin scout {missing}"
            )
        })
    }
}

fn is_active(run: &Run) -> bool {
    run.status == RunStatus::Running && !run.is_orphaned()
}

/// What began a run, and where.
fn requester(run: &Run, language: Language) -> String {
    let by = run.trigger.as_ref().map(|trigger| say!(language, " by {trigger}", " por {trigger}"));
    let on = run.host.as_ref().map(|host| say!(language, " on {host}", " en {host}"));
    [by, on].into_iter().flatten().collect()
}

/// How a run ended: what it changed, or why it failed.
fn ending(run: &Run, language: Language) -> String {
    let after = run
        .duration_seconds
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok().map(duration));
    let after =
        after.map_or_else(String::new, |time| say!(language, " after {time}", " tras {time}"));
    match &run.status {
        RunStatus::Completed => {
            let changes = receipt(run, language);
            say!(language, "ended OK{after}: {changes}", "terminó OK{after}: {changes}")
        }
        RunStatus::Failed => {
            let reason = run.error.as_deref().filter(|error| !error.is_empty());
            let unknown = language.choose("no reason given", "sin motivo conocido");
            format!("FAILED{after}: {}", reason.unwrap_or(unknown))
        }
        RunStatus::Running => {
            language.choose("has lost its runner", "perdió su ejecutor").to_owned()
        }
        RunStatus::Unknown(label) => say!(language, "is {label}", "está {label}"),
    }
}

/// What a run changed, step by step.
fn receipt(run: &Run, language: Language) -> String {
    let changes: Vec<_> = run
        .steps
        .iter()
        .filter_map(|step| {
            let changed = step.changed.filter(|changed| *changed != 0)?;
            Some(format!("{} {}", step.name, signed(changed)))
        })
        .collect();
    if changes.is_empty() {
        language.choose("nothing changed", "nada cambió").to_owned()
    } else {
        changes.join(", ")
    }
}

/// A moment, as RFC 3339 has it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A line: when, and what. Nothing in it drives a terminal.
pub(super) fn line(now: DateTime<Utc>, words: &str) -> String {
    format!("{} {}", time(now), clean(words))
}
