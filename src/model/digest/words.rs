//! What has changed, in sentences. Who asks says how moments are written.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Change, Digest, Gap, Origin};
use crate::model::format::{age, count};
use crate::model::{Language, PersonKey, Text, say};

/// How a moment is written.
pub type Moment<'a> = &'a dyn Fn(DateTime<Utc>) -> String;

/// The most persons named in a sentence.
const NAMED: usize = 4;

/// What is no nearer than this to another moment is told apart from it.
const SAME_MOMENT: TimeDelta = TimeDelta::minutes(1);

/// What is compared with what.
pub fn head(digest: &Digest, now: DateTime<Utc>, language: Language, moment: Moment<'_>) -> String {
    let ago = |at: DateTime<Utc>| age(now - at);
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            let (ago, at) = (ago(at), moment(at));
            say!(
                language,
                "Since you left at {at}, {ago} ago.",
                "Desde la última salida, el {at}, hace {ago}."
            )
        }
        (Some((at, origin)), asked)
            if asked.is_none_or(|asked| (asked - at).abs() < SAME_MOMENT) =>
        {
            let (ago, at, source) = (ago(at), moment(at), source(origin, language));
            say!(
                language,
                "Since {at}, {ago} ago, as {source}.",
                "Desde el {at}, hace {ago}, según {source}."
            )
        }
        (Some((at, origin)), asked) => {
            let (ago, at, source) = (ago(at), moment(at), source(origin, language));
            let asked = asked.map_or_else(String::new, moment);
            say!(
                language,
                "Since {asked}. The nearest moment that is known is {at}, {ago} ago, as {source}.",
                "Desde el {asked}. El momento conocido más cercano es el {at}, hace {ago}, según {source}."
            )
        }
        (None, Some(asked)) => {
            let (ago, asked) = (ago(asked), moment(asked));
            say!(language, "Since {asked}, {ago} ago.", "Desde el {asked}, hace {ago}.")
        }
        (None, None) => String::new(),
    }
}

const fn source(origin: Origin, language: Language) -> &'static str {
    match origin {
        Origin::LastExit => language.choose("it was when you left", "la última salida"),
        Origin::Recording => language.choose("the recording has it", "la grabación"),
        Origin::History => language.choose("the daily history has it", "el historial diario"),
        Origin::Kept => language.choose("this program has kept it", "lo que guarda este programa"),
    }
}

/// That nothing has changed, in one line.
pub fn nothing(digest: &Digest, language: Language, moment: Moment<'_>) -> String {
    match (digest.base, digest.asked) {
        (Some((at, Origin::LastExit)), None) => {
            let at = moment(at);
            say!(
                language,
                "nothing has changed since you left at {at}",
                "nada cambió desde la última salida, el {at}"
            )
        }
        (Some((at, _)), _) => {
            let at = moment(at);
            say!(language, "nothing has changed since {at}", "nada cambió desde el {at}")
        }
        (None, _) => {
            say!(language, "nothing is known to compare with", "no se conoce nada con que comparar")
        }
    }
}

/// A change as a sentence.
pub fn sentence(change: &Change, language: Language, moment: Moment<'_>) -> String {
    match change {
        Change::Verdict { before, now } => {
            let (rule, detail, before) =
                (now.rule.title(language), now.words(language), before.word());
            say!(
                language,
                "{rule}: {detail}. It was {before}.",
                "{rule}: {detail}. Antes: {before}."
            )
        }
        Change::Failed(run) => {
            let at = moment(run.completed_at.unwrap_or(run.started_at));
            let (job, number) = (run.job_name(language), run.run_id);
            let unknown = language.choose("no reason given", "sin motivo conocido");
            let why = run.error.as_deref().unwrap_or(unknown);
            say!(
                language,
                "{job} run {number} failed at {at}: {why}",
                "La ejecución {number} de {job} falló el {at}: {why}"
            )
        }
        Change::Orphaned(run) => {
            let (job, number) = (run.job_name(language), run.run_id);
            let at = moment(run.started_at);
            say!(
                language,
                "{job} run {number} of {at} has lost its runner.",
                "La ejecución {number} de {job} del {at} perdió su ejecutor."
            )
        }
        Change::Conflicts { before, now } => {
            let what = language.choose("open conflicts", "Conflictos abiertos");
            amount(what, *before, *now, language)
        }
        Change::InConflict(persons) => {
            let names = names(persons, language);
            say!(
                language,
                "New among the newest conflicts: {names}.",
                "Nuevas personas entre los últimos conflictos: {names}."
            )
        }
        Change::Missing { before, now } => {
            amount(language.choose("without a scout", "Sin scout"), *before, *now, language)
        }
        Change::Backlog { category, before, now } => {
            let title = category.title(language);
            let what = say!(language, "in {category}, {title}", "En {category}, {title}");
            amount(&what, *before, *now, language)
        }
        Change::Satisfactory { before, now } => {
            amount(language.choose("satisfactory", "Satisfactorio"), *before, *now, language)
        }
        Change::Completed(1) => say!(
            language,
            "1 run of the refresh job ended well.",
            "1 ejecución de la tarea de actualización terminó bien."
        ),
        Change::Completed(runs) => say!(
            language,
            "{runs} runs of the refresh job ended well.",
            "{runs} ejecuciones de la tarea de actualización terminaron bien."
        ),
    }
}

fn amount(what: &str, before: i64, now: i64, language: Language) -> String {
    let (size, now_words) = (count((now - before).abs()), count(now));
    if now > before {
        say!(
            language,
            "{size} more {what}: {now_words} now.",
            "{what}: {size} más, ahora {now_words}."
        )
    } else {
        say!(
            language,
            "{size} fewer {what}: {now_words} now.",
            "{what}: {size} menos, ahora {now_words}."
        )
    }
}

fn names(persons: &[PersonKey], language: Language) -> String {
    let mut names: Vec<_> = persons.iter().take(NAMED).map(|person| person.short()).collect();
    let more = persons.len().saturating_sub(NAMED);
    if more > 0 {
        names.push(say!(language, "{more} more", "{more} más"));
    }
    names.join(", ")
}

/// Something that cannot be known, as a sentence.
pub fn not_known(gap: Gap, language: Language, moment: Moment<'_>) -> String {
    let words = match gap {
        Gap::Figures => Text::new(
            "No figures are known from around then: neither the last exit, nor a recording named with --record, nor a \
             measured day of the history is near it.",
            "No se conocen cifras de ese momento: ni la última salida, ni una grabación indicada con --record, ni un \
             día medido del historial están cerca.",
        ),
        Gap::Verdicts => Text::new(
            "How the rules stood then is not known.",
            "No se sabe cómo estaban entonces las reglas.",
        ),
        Gap::Conflicts => Text::new(
            "How many conflicts there were then is not known.",
            "No se sabe cuántos conflictos había entonces.",
        ),
        Gap::Backlog => Text::new(
            "How the backlog was split then is not known.",
            "No se sabe cómo se repartían entonces los pendientes.",
        ),
        Gap::Runs(oldest) => {
            let at = moment(oldest);
            return say!(
                language,
                "Only the newest runs are known: of those before {at} nothing is told.",
                "Solo se conocen las últimas ejecuciones: nada se dice de las anteriores al {at}."
            );
        }
        Gap::NoRuns => Text::new("The runs cannot be read.", "No se pueden leer las ejecuciones."),
    };
    words.of(language).to_owned()
}
