//! Keys and what they do: the one table behind the loop, the help overlay, the hint line and
//! docs/keys.md. [`KeyMap`] is that table with a person's own keys.

mod key;
mod map;
mod own;

use crossterm::event::KeyCode;

use super::screens::ScreenId;
use crate::model::{Language, Text};

pub use key::Key;
pub use map::{KeyMap, Press};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show a screen.
    Show(ScreenId),
    /// Select the row above.
    Up,
    /// Select the row below.
    Down,
    /// Go up by a page.
    PageUp,
    /// Go down by a page.
    PageDown,
    /// Select the first row.
    First,
    /// Select the last row.
    Last,
    /// Move to the next pane.
    NextPane,
    /// Move to the previous pane.
    PreviousPane,
    /// Open what is selected.
    Open,
    /// Go back: close the overlay, clear the filter, leave the detail.
    Back,
    /// Type a filter.
    Filter,
    /// Go to the next row that the last filter fits.
    NextMatch,
    /// Go to the row before that it fits.
    PreviousMatch,
    /// Order by the next column.
    SortNext,
    /// Turn the order round.
    SortReverse,
    /// Freeze what is shown; collection goes on.
    Pause,
    /// Go back to the poll before.
    Older,
    /// Go on to the poll behind.
    Newer,
    /// Go back ten minutes.
    MuchOlder,
    /// Go on ten minutes.
    MuchNewer,
    /// Show what is true now; in a recording, its last poll.
    Live,
    /// Tell what has changed since the last exit, or since a moment.
    Digest,
    /// Poll at once.
    PollNow,
    /// Poll less often.
    IntervalLonger,
    /// Poll more often.
    IntervalShorter,
    /// Run the refresh job.
    RefreshJob,
    /// Decide who brought a person in.
    Decide,
    /// Keep the alarm still for a while.
    Snooze,
    /// Show more or fewer days.
    Window,
    /// List only what has no scout.
    MissingOnly,
    /// List only what is in conflict, or blocked.
    ConflictsOnly,
    /// List only one payment status.
    PaymentStatus,
    /// List only rows of the selected row's scout.
    OneScout,
    /// Show times in UTC or local time.
    LocalTime,
    /// Draw with other characters.
    Glyphs,
    /// Light up no room.
    Night,
    /// Show what goes to the terminal, and send less or more.
    Traffic,
    /// Copy a value of the selected row.
    Copy,
    /// Copy an incident note.
    Note,
    /// Write what is in view into a file.
    Export,
    /// Show the SQL behind what is in view.
    Sql,
    /// Give the pane the whole screen, or back what it has taken.
    Zoom,
    /// Type the name of what is to be done.
    Command,
    /// Go to the next problem.
    NextProblem,
    /// Show the keys.
    Help,
    /// Leave.
    Quit,
    /// Leave, and leave the screen behind as text.
    QuitKeeping,
    /// Hand the terminal back to the shell.
    Suspend,
}

/// Where an action stands in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Moving about.
    Move,
    /// Finding and ordering rows.
    List,
    /// Deciding when data is read.
    Data,
    /// Taking something along.
    Share,
    /// Everything else.
    Program,
}

impl Group {
    /// Every group, in the order of the help.
    pub const ALL: [Self; 5] = [Self::Move, Self::List, Self::Data, Self::Share, Self::Program];

    /// The heading in the help.
    pub const fn title(self) -> Text {
        match self {
            Self::Move => Text::new("Move", "Moverse"),
            Self::List => Text::new("Lists", "Listas"),
            Self::Data => Text::new("Data", "Datos"),
            Self::Share => Text::new("Share", "Llevar"),
            Self::Program => Text::new("Program", "Programa"),
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What is done.
    pub action: Action,
    /// By which keys; the first is the one that hints show.
    pub keys: &'static [Key],
    /// The word in the hint line.
    pub hint: Text,
    /// The sentence in the help.
    pub help: Text,
    /// The heading it stands under.
    pub group: Group,
}

impl Binding {
    /// The name by which it can be called, in every language: the English word of the hint line, but where two
    /// keys share one.
    pub const fn name(&self) -> &'static str {
        match self.action {
            Action::MissingOnly => "missing only",
            Action::ConflictsOnly => "conflicts only",
            Action::PaymentStatus => "payment status",
            Action::PollNow => "poll now",
            Action::SortReverse => "sort reverse",
            Action::RefreshJob => "refresh job",
            _ => self.hint.of(Language::English),
        }
    }
}

const fn named(code: KeyCode) -> Key {
    Key::Named(code)
}

macro_rules! bindings {
    ($($action:expr, [$($key:expr),+], ($hint:literal, $spanish_hint:literal), $group:ident,
        ($help:literal, $spanish_help:literal);)+) => {
        &[$(Binding {
            action: $action,
            keys: &[$($key),+],
            hint: Text::new($hint, $spanish_hint),
            help: Text::new($help, $spanish_help),
            group: Group::$group,
        }),+]
    };
}

/// The table.
pub const BINDINGS: &[Binding] = bindings![
    Action::Show(ScreenId::Overview), [Key::Char('1')], ("overview", "general"), Move,
        ("Overview: all figures at a glance", "General: todas las cifras de un vistazo");
    Action::Show(ScreenId::Backlog), [Key::Char('2')], ("backlog", "pendientes"), Move,
        ("Backlog: categories, persons, evidence", "Pendientes: categoría, persona, evidencia");
    Action::Show(ScreenId::Conflicts), [Key::Char('3')], ("conflicts", "conflictos"), Move,
        ("Conflicts: persons with several scouts", "Conflictos: personas con varios scouts");
    Action::Show(ScreenId::Trend), [Key::Char('4')], ("trend", "tendencia"), Move,
        ("Trend: the daily history", "Tendencia: la historia diaria");
    Action::Show(ScreenId::Jobs), [Key::Char('5')], ("jobs", "tareas"), Move,
        ("Jobs: runs, their steps and errors", "Tareas: ejecuciones, sus pasos y errores");
    Action::Show(ScreenId::Collection), [Key::Char('6')], ("collection", "cobranza"), Move,
        ("Collection: Yango's claims and scouts", "Cobranza: reclamos a Yango y sus scouts");
    Action::Show(ScreenId::Liquidation), [Key::Char('7')], ("liquidation", "liquidación"), Move,
        ("Liquidation: what scouts are paid from", "Liquidación: con qué se paga a los scouts");
    Action::Show(ScreenId::Log), [Key::Char('8')], ("log", "registro"), Move,
        ("Log: what this program did", "Registro: lo que hizo este programa");
    Action::Up, [named(KeyCode::Up), Key::Char('k')], ("up", "arriba"), Move,
        ("The row above", "La fila de arriba");
    Action::Down, [named(KeyCode::Down), Key::Char('j')], ("down", "abajo"), Move,
        ("The row below", "La fila de abajo");
    Action::PageUp, [named(KeyCode::PageUp)], ("page up", "página arriba"), Move,
        ("A page up", "Una página arriba");
    Action::PageDown, [named(KeyCode::PageDown)], ("page down", "página abajo"), Move,
        ("A page down", "Una página abajo");
    Action::First, [Key::Char('g'), named(KeyCode::Home)], ("first", "primera"), Move,
        ("The first row", "La primera fila");
    Action::Last, [Key::Char('G'), named(KeyCode::End)], ("last", "última"), Move,
        ("The last row", "La última fila");
    Action::NextPane, [named(KeyCode::Tab)], ("pane", "panel"), Move,
        ("The next pane", "El panel siguiente");
    Action::PreviousPane, [named(KeyCode::BackTab)], ("pane back", "panel anterior"), Move,
        ("The previous pane", "El panel anterior");
    Action::Zoom, [Key::Char('z')], ("zoom", "ampliar"), Move,
        ("This pane alone, or all panes again", "Solo este panel, o todos de nuevo");
    Action::Open, [named(KeyCode::Enter)], ("open", "abrir"), Move,
        ("Open what is selected", "Abrir lo seleccionado");
    Action::Back, [named(KeyCode::Esc), named(KeyCode::Backspace)], ("back", "volver"), Move,
        ("Back: close, clear the filter, leave", "Volver: cerrar, quitar el filtro, salir");
    Action::Filter, [Key::Char('/')], ("filter", "filtro"), List,
        ("Show only rows that fulfil a filter", "Mostrar solo filas que cumplen un filtro");
    Action::NextMatch, [Key::Char('n')], ("next match", "siguiente"), List,
        ("The next row that the last filter fits", "La fila siguiente que cumple el filtro");
    Action::PreviousMatch, [Key::Char('N')], ("match before", "anterior"), List,
        ("The row before that it fits", "La fila anterior que lo cumple");
    Action::SortNext, [Key::Char('o')], ("sort", "orden"), List,
        ("Order by the next column", "Ordenar por la columna siguiente");
    Action::SortReverse, [Key::Char('O')], ("reverse", "invertir"), List,
        ("Turn the order round", "Invertir el orden");
    Action::Window, [Key::Char('w')], ("days", "días"), List,
        ("Trend: 30, 90, 365 or 7 days", "Tendencia: 30, 90, 365 o 7 días");
    Action::MissingOnly, [Key::Char('m')], ("missing", "sin scout"), List,
        ("Collection: only claims without a scout", "Cobranza: solo reclamos sin scout");
    Action::ConflictsOnly, [Key::Char('c')], ("conflicts", "conflictos"), List,
        ("Only what is in conflict, or blocked", "Solo lo que está en conflicto o bloqueado");
    Action::PaymentStatus, [Key::Char('p')], ("paid?", "¿pagado?"), List,
        ("Collection: unpaid, paid, misapplied, all", "Cobranza: impagos, pagados, mal aplicados");
    Action::OneScout, [Key::Char('i')], ("one scout", "un scout"), List,
        ("Only the selected row's scout, or all", "Solo el scout de la fila, o todos");
    Action::NextProblem, [Key::Char('!')], ("next problem", "problema"), Data,
        ("The next problem, worst first", "El problema siguiente, primero el peor");
    Action::Pause, [Key::Char(' ')], ("pause", "pausa"), Data,
        ("Freeze what is shown; collection goes on", "Congelar la vista; se sigue consultando");
    Action::Older, [Key::Char('[')], ("older", "atrás"), Data,
        ("The poll before; * marks what it changed", "La consulta anterior; * marca sus cambios");
    Action::Newer, [Key::Char(']')], ("newer", "adelante"), Data,
        ("The poll behind", "La consulta siguiente");
    Action::MuchOlder, [Key::Char('{')], ("10m older", "10m atrás"), Data,
        ("Ten minutes back", "Diez minutos atrás");
    Action::MuchNewer, [Key::Char('}')], ("10m newer", "10m adelante"), Data,
        ("Ten minutes on", "Diez minutos adelante");
    Action::Live, [Key::Char('\\')], ("live", "en vivo"), Data,
        ("Live again; in a recording, its last poll", "Volver al presente, o al final grabado");
    Action::Digest, [Key::Char('h')], ("digest", "resumen"), Data,
        ("What has changed since you left", "Qué cambió desde la última salida");
    Action::PollNow, [Key::Char('r')], ("poll", "consultar"), Data,
        ("Poll the database now", "Consultar la base de datos ahora");
    Action::IntervalLonger, [Key::Char('+')], ("slower", "más lento"), Data,
        ("Poll less often", "Consultar con menos frecuencia");
    Action::IntervalShorter, [Key::Char('-')], ("faster", "más rápido"), Data,
        ("Poll more often", "Consultar con más frecuencia");
    Action::RefreshJob, [Key::Char('t')], ("job", "tarea"), Data,
        ("Run the refresh job", "Ejecutar la tarea de actualización");
    Action::Decide, [Key::Char('d')], ("decide", "decidir"), Data,
        ("Evidence: decide who brought a person in", "Evidencia: decidir quién trajo a alguien");
    Action::Snooze, [Key::Char('a')], ("no alarm", "sin alarma"), Data,
        ("Snooze alarm 15 min, 1 h, 4 h; as before", "Silenciar 15 min, 1 h, 4 h; como antes");
    Action::Copy, [Key::Char('y')], ("copy", "copiar"), Share,
        ("Copy a value; y y: its person key, or row", "Copiar un valor; y y: la clave, o la fila");
    Action::Note, [Key::Char('Y')], ("note", "nota"), Share,
        ("Copy an incident note in Markdown", "Copiar una nota del incidente en Markdown");
    Action::Export, [Key::Char('x')], ("export", "exportar"), Share,
        ("Export what is in view to CSV or JSON", "Exportar lo que se ve a CSV o JSON");
    Action::Sql, [Key::Char('s')], ("SQL", "SQL"), Share,
        ("The SQL behind what is in view, for psql", "El SQL de lo que se ve, para psql");
    Action::LocalTime, [Key::Char('u')], ("UTC", "UTC"), Program,
        ("Times in UTC or local time", "Horas en UTC o en hora local");
    Action::Glyphs, [Key::Char('v')], ("glyphs", "trazos"), Program,
        ("Draw with braille, blocks or ASCII", "Dibujar con braille, bloques o ASCII");
    Action::Night, [Key::Char('V')], ("night", "noche"), Program,
        ("Night: nothing shines but CRIT", "Noche: solo brilla CRIT");
    Action::Traffic, [Key::Char('b')], ("traffic", "tráfico"), Program,
        ("Bytes a second, round trips; b b: less", "Bytes por segundo, demoras; b b: menos");
    Action::Command, [Key::Char(':')], ("command", "comando"), Program,
        ("Any of these by name; Tab lists them", "Todo esto por su nombre; Tab lo lista");
    Action::Help, [Key::Char('?'), named(KeyCode::F(1))], ("help", "ayuda"), Program,
        ("These keys", "Estas teclas");
    Action::Quit, [Key::Char('q'), Key::Ctrl('c')], ("quit", "salir"), Program,
        ("Leave", "Salir");
    Action::QuitKeeping, [Key::Char('Q')], ("quit keeping", "salir dejando"), Program,
        ("Leave, and leave this screen as text", "Salir y dejar esta pantalla como texto");
    Action::Suspend, [Key::Ctrl('z')], ("suspend", "suspender"), Program,
        ("Back to the shell; fg returns", "Volver a la consola; fg regresa");
];

/// The sentence of an action.
pub fn help(action: Action, language: Language) -> &'static str {
    let binding = BINDINGS.iter().find(|binding| binding.action == action);
    binding.map_or("", |binding| binding.help.of(language))
}

/// The table as the text of docs/keys.md, which is English.
pub fn markdown() -> String {
    let mut lines = vec![
        "# Keys".to_owned(),
        String::new(),
        "Generated from the table in `src/tui/keymap.rs`: the built-in keys. The help (`?`) shows those in force;\n\
         [configuration.md](configuration.md#ones-own-keys) says how to change them."
            .to_owned(),
    ];
    for group in Group::ALL {
        lines.extend([
            String::new(),
            format!("## {}", group.title().of(Language::English)),
            String::new(),
        ]);
        lines.extend(["| key | name | what it does |".to_owned(), "|---|---|---|".to_owned()]);
        for binding in BINDINGS.iter().filter(|binding| binding.group == group) {
            let keys: Vec<_> =
                binding.keys.iter().map(|key| format!("`{}`", key.label())).collect();
            lines.push(format!(
                "| {} | {} | {} |",
                keys.join(" "),
                binding.name(),
                binding.help.of(Language::English)
            ));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_does_two_things() {
        let mut seen = HashSet::new();
        for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
            assert!(seen.insert(key.label()), "{key:?} stands twice");
        }
    }

    #[test]
    fn every_action_stands_once() {
        let actions: HashSet<_> = BINDINGS.iter().map(|binding| binding.action).collect();
        assert_eq!(actions.len(), BINDINGS.len());
    }

    #[test]
    fn no_name_means_two_things() {
        let names: HashSet<_> = BINDINGS.iter().map(Binding::name).collect();
        assert_eq!(names.len(), BINDINGS.len());
    }
}
