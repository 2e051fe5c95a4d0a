//! The incident note: what a person has to tell others about this moment, in Markdown. A pure function of what is known.

mod figures;
mod markdown;

use chrono::{DateTime, Utc};

use crate::model::format::{UNKNOWN, age, count};
use crate::model::{Cause, Distrust, Language, Link, Replay, Snapshot, Text, say};
use markdown::{fenced, quoted, table};

/// What the note is about.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// The moment that is shown.
    pub now: DateTime<Utc>,
    /// When the note was written, where that is another: the screen is frozen, or shows the past.
    pub written: Option<DateTime<Utc>>,
    /// The word for the database in the header.
    pub label: &'a str,
    /// Database and host.
    pub target: &'a str,
    /// Whether nothing may be written from here.
    pub is_read_only: bool,
    /// The figures on screen.
    pub snapshot: &'a Snapshot,
    /// What is in view.
    pub view: View,
}

/// What is in view, as text.
#[derive(Clone, Debug)]
pub struct View {
    /// Its title.
    pub title: String,
    /// The headings of its rows.
    pub columns: Vec<&'static str>,
    /// Its top rows.
    pub rows: Vec<Vec<String>>,
    /// Which rows of how many these are.
    pub place: Option<Place>,
    /// Its filter.
    pub filter: Option<String>,
    /// What else narrows it.
    pub condition: Option<String>,
    /// What its selected row is known by.
    pub selected: Option<String>,
    /// Its order.
    pub sort: Option<String>,
    /// When its rows were read.
    pub taken_at: Option<DateTime<Utc>>,
    /// The SQL behind it, or why there is none.
    pub sql: Result<String, String>,
}

/// Where rows stand in their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first of them, from one.
    pub first: i64,
    /// The length of the list.
    pub matching: i64,
}

impl Note<'_> {
    /// The text, in a language; data stays as it is.
    pub fn markdown(&self, language: Language) -> String {
        Writer { note: self, language }.write()
    }
}

/// Writes a note.
struct Writer<'a> {
    note: &'a Note<'a>,
    language: Language,
}

impl Writer<'_> {
    fn write(&self) -> String {
        let mut text = self.head();
        text += &self.environment();
        text += &self.state();
        text += &self.figures();
        text += &self.rows();
        text += "\n## SQL\n\n";
        text + &match &self.note.view.sql {
            Ok(sql) => fenced("sql", sql),
            Err(reason) => quoted(reason) + "\n",
        }
    }

    fn head(&self) -> String {
        let severity = self.note.snapshot.health.severity.word();
        let lost = self.language.choose("DATABASE LOST", "BASE DE DATOS PERDIDA");
        let state = match self.distrust().map(|distrust| (distrust.cause, distrust.word())) {
            None => severity,
            Some((Cause::Lost(_), _)) => lost,
            Some((_, word)) => word.of(self.language),
        };
        let at = moment(self.note.now);
        let title = say!(
            self.language,
            "Scout attribution: {state}, {at}",
            "Atribución de scouts: {state}, {at}"
        );
        format!("# {title}\n\n")
    }

    fn distrust(&self) -> Option<Distrust<'_>> {
        Distrust::of(self.note.snapshot, self.note.now)
    }

    /// That verdicts are none of now, where they are not.
    fn doubt(&self) -> Option<String> {
        let distrust = self.distrust().filter(|distrust| distrust.cause != Cause::Connecting)?;
        let word = distrust.word().of(self.language);
        let words = match distrust.since.map(moment) {
            Some(since) => say!(
                self.language,
                "{word} since {since}: these verdicts are of then and say nothing of now",
                "{word} desde {since}: estos estados son de entonces y nada dicen de ahora"
            ),
            None => say!(
                self.language,
                "{word}: these verdicts say nothing of now",
                "{word}: estos estados nada dicen de ahora"
            ),
        };
        Some(quoted(&words) + "\n\n")
    }

    fn lost(&self) -> Option<String> {
        let Link::Lost { since, polled_at, failure, .. } = &self.note.snapshot.link else {
            return None;
        };
        let before = match polled_at {
            Some(at) => {
                let (ago, at) = (age(self.note.now - at), moment(*at));
                say!(
                    self.language,
                    "last reached {at} ({ago} ago)",
                    "última conexión {at} (hace {ago})"
                )
            }
            None => self.choose("it was never reached", "nunca hubo conexión"),
        };
        let (since, failure) = (moment(*since), failure.words(self.language));
        Some(say!(
            self.language,
            "LOST since {since}; {before}; {failure}",
            "PERDIDA desde {since}; {before}; {failure}"
        ))
    }

    fn choose(&self, english: &str, spanish: &str) -> String {
        self.language.choose(english, spanish).to_owned()
    }

    fn environment(&self) -> String {
        let (note, snapshot) = (self.note, self.note.snapshot);
        let mut rows = Vec::new();
        let mut row = |name: Text, value: String| {
            rows.push(vec![name.of(self.language).to_owned(), value]);
        };
        row(Text::new("time", "hora"), moment(note.now));
        if let Some(written) = note.written {
            let at = moment(written);
            let words = say!(
                self.language,
                "{at}, of the moment above",
                "{at}, sobre el momento de arriba"
            );
            row(Text::new("written", "escrita"), words);
        }
        let environment = format!("{} {}", note.label, note.target).trim().to_owned();
        row(Text::new("environment", "entorno"), environment);
        if let Some(identity) = &snapshot.identity {
            row(Text::new("role", "rol"), identity.role.clone());
            row(Text::new("database", "base de datos"), identity.database.clone());
            row(Text::new("PostgreSQL", "PostgreSQL"), identity.server_version.clone());
            if let Some(host) = &identity.host {
                row(Text::new("host", "servidor"), host.clone());
            }
            if identity.in_recovery {
                let words = standby(identity.replay.as_ref(), self.language);
                row(Text::new("server", "clase"), words);
            }
            if let Some(remark) = &identity.link_remark {
                row(Text::new("connection", "conexión"), remark.clone());
            }
        }
        let access = if note.is_read_only {
            self.choose("read-only", "solo lectura")
        } else {
            self.choose("may write", "puede escribir")
        };
        row(Text::new("access", "acceso"), access);
        row(Text::new("link", "enlace"), self.link());
        if let Some(metrics) = &snapshot.metrics.value {
            let data = metrics.data_age().map_or_else(|| UNKNOWN.to_owned(), age);
            row(Text::new("data age", "antigüedad de los datos"), data);
        }
        row(Text::new("scoutwatch", "scoutwatch"), env!("CARGO_PKG_VERSION").to_owned());
        table(&self.language.choose(["fact", "value"], ["dato", "valor"]), rows)
    }

    fn link(&self) -> String {
        match &self.note.snapshot.link {
            Link::Connecting { since } => {
                let since = moment(*since);
                say!(
                    self.language,
                    "connecting since {since}: nothing was read yet",
                    "conectando desde {since}: aún no se leyó nada"
                )
            }
            Link::Live { polled_at, took } => {
                let (ago, at) = (age(self.note.now - *polled_at), moment(*polled_at));
                let took = took.as_millis();
                say!(
                    self.language,
                    "polled {ago} ago, at {at}, in {took} ms",
                    "consultada hace {ago}, el {at}, en {took} ms"
                )
            }
            Link::Lost { .. } => self.lost().unwrap_or_default(),
        }
    }

    fn state(&self) -> String {
        let rows = self.note.snapshot.health.findings.iter().map(|finding| {
            vec![
                finding.rule.title(self.language).to_owned(),
                finding.severity.word().to_owned(),
                finding.beginning(self.language, moment).unwrap_or_else(|| UNKNOWN.to_owned()),
                finding.words(self.language),
            ]
        });
        let title = self.language.choose("State", "Estado");
        let heads = self
            .language
            .choose(["rule", "state", "since", "detail"], ["regla", "estado", "desde", "detalle"]);
        let doubt = self.doubt().unwrap_or_default();
        format!("\n## {title}\n\n{doubt}{}", table(&heads, rows.collect()))
    }

    fn figures(&self) -> String {
        let snapshot = self.note.snapshot;
        let panel = &snapshot.metrics;
        let mut text = format!("\n## {}\n\n", self.language.choose("Figures", "Cifras"));
        let Some(metrics) = &panel.value else {
            text +=
                self.language.choose("No figures were read yet.\n", "Aún no se leyeron cifras.\n");
            if let Some(failure) = &panel.failure {
                text.extend(["\n", &quoted(&failure.words(self.language)), "\n"]);
            }
            return text;
        };
        if let Some(failure) = &panel.failure {
            let failure = failure.words(self.language);
            let words = say!(
                self.language,
                "the newest read failed ({failure}); these are older",
                "la última lectura falló ({failure}); estas son anteriores"
            );
            text.extend([&quoted(&words), "\n\n"]);
        }
        let baselines = [&snapshot.baselines.hour, &snapshot.baselines.day];
        let baselines: Vec<_> = baselines.into_iter().flatten().collect();
        text += &figures::table(metrics, &baselines, self.language);
        let at = moment(metrics.snapshot_timestamp);
        text + &say!(
            self.language,
            "\nRead {at} by the database's clock.\n",
            "\nLeídas el {at} según el reloj de la base de datos.\n"
        )
    }

    fn rows(&self) -> String {
        let view = &self.note.view;
        let mut facts = Vec::new();
        let mut fact = |name: Text, value: Option<String>| {
            let name = name.of(self.language);
            facts.extend(value.map(|value| vec![name.to_owned(), value]));
        };
        let place = view.place.map(|place| place.words(view.rows.len(), self.language));
        fact(Text::new("rows", "filas"), place);
        fact(Text::new("selected", "seleccionada"), view.selected.clone());
        fact(Text::new("filter", "filtro"), view.filter.clone());
        fact(Text::new("conditions", "condiciones"), view.condition.clone());
        fact(Text::new("order", "orden"), view.sort.clone());
        fact(Text::new("read", "leídas"), view.taken_at.map(moment));
        let title = quoted(&view.title);
        let title = say!(self.language, "In view: {title}", "A la vista: {title}");
        let mut text = format!("\n## {title}\n\n");
        if !facts.is_empty() {
            let heads = self.language.choose(["view", "value"], ["vista", "valor"]);
            text.extend([&table(&heads, facts), "\n"]);
        }
        if view.rows.is_empty() {
            return text + self.language.choose("No rows.\n", "Sin filas.\n");
        }
        text + &table(&view.columns, view.rows.clone())
    }
}

/// What is known of a standby.
fn standby(replay: Option<&Replay>, language: Language) -> String {
    match replay.map(|replay| (replay.is_streaming, replay.lag().map(age))) {
        None => say!(language, "a standby", "réplica en espera"),
        Some((true, Some(lag))) => {
            say!(language, "a standby, {lag} behind", "réplica en espera, {lag} de retraso")
        }
        Some((true, None)) => {
            say!(language, "a standby, behind", "réplica en espera, con retraso")
        }
        Some((false, Some(lag))) => say!(
            language,
            "a standby, cut off, data {lag} old",
            "réplica en espera, desconectada, datos de hace {lag}"
        ),
        Some((false, None)) => {
            say!(language, "a standby, cut off", "réplica en espera, desconectada")
        }
    }
}

impl Place {
    fn words(self, rows: usize, language: Language) -> String {
        let all = count(self.matching);
        if rows == 0 {
            return say!(language, "0 of {all}", "0 de {all}");
        }
        let (first, last) = (count(self.first), count(self.first + rows as i64 - 1));
        say!(language, "{first} to {last} of {all}", "{first} a {last} de {all}")
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
