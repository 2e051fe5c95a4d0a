//! One person's evidence: what the registry and the ledger say, which scout the rule picks, and every row
//! that names one. The end of every drill-down.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::cursor::{Cursor, step};
use super::keymap::Action;
use super::layout::split_top;
use super::pane;
use super::screens::{UpdateContext, ViewContext};
use super::takeaway::{Choice, PERSON_KEY, Takeaway, choices};
use super::theme::{Role, Theme};
use super::time::{Zone, date};
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use super::widgets::{lines, named};
use crate::model::format::{UNKNOWN, count};
use crate::model::{
    Answer, Ask, Evidence, Failure, Language, PersonDetail, PersonKey, PersonProfile, ScoutId,
    Text, say,
};
use crate::poller::Reply;
use crate::share::{Statement, Subject};

const COLUMNS: [Column; 7] = [
    Column::number(Text::same("PRIO"), 4),
    Column::number(Text::same("SCOUT"), 6),
    Column::text(Text::new("SOURCE", "FUENTE"), 25).grows(46),
    Column::text(Text::new("ROW", "FILA"), 12).rank(2),
    Column::text(Text::new("DATE", "FECHA"), 10).rank(1),
    Column::number(Text::new("MADE", "CREADO"), 17).rank(3),
    Column::text(Text::new("HOW", "CÓMO"), 18).rank(4),
];

/// Rows that the evidence keeps before what stands above gives way: rule, heading and two rows.
const EVIDENCE_ROWS: u16 = 4;

/// The evidence of one person.
#[derive(Clone, Debug)]
pub struct PersonPane {
    key: PersonKey,
    detail: Option<PersonDetail>,
    is_known: bool,
    failure: Option<Failure>,
    taken_at: Option<chrono::DateTime<chrono::Utc>>,
    awaited: Option<u64>,
    cursor: Cursor,
}

impl PersonPane {
    /// Opens a person and asks for the evidence.
    pub fn open(key: PersonKey, context: &mut UpdateContext<'_>) -> Self {
        let mut pane = Self {
            key,
            detail: None,
            is_known: true,
            failure: None,
            taken_at: None,
            awaited: None,
            cursor: Cursor::default(),
        };
        pane.renew(context);
        pane
    }

    /// Who it is about.
    pub fn key(&self) -> PersonKey {
        self.key
    }

    /// What is known, once it is.
    pub fn detail(&self) -> Option<&PersonDetail> {
        self.detail.as_ref()
    }

    /// Asks for the evidence again.
    pub fn renew(&mut self, context: &mut UpdateContext<'_>) {
        self.awaited = Some(context.ask(Ask::Person(self.key)));
    }

    /// Takes a reply if it is the awaited one.
    pub fn receive(&mut self, reply: &Reply, context: &UpdateContext<'_>) -> bool {
        if self.awaited != Some(reply.generation) {
            return false;
        }
        self.awaited = None;
        match &reply.outcome {
            Ok(Answer::Person(detail)) => {
                self.is_known = detail.is_some();
                self.detail = detail.as_deref().cloned();
                self.failure = None;
                self.taken_at = Some(context.now);
            }
            Ok(_) => {}
            Err(failure) => self.failure = Some(failure.clone()),
        }
        true
    }

    /// Moves among the evidence.
    pub fn update(&mut self, action: Action, area: Rect, language: Language) -> bool {
        let rows = self.detail.as_ref().map_or(0, |detail| detail.evidence.len());
        let (_, evidence) = split_top(area, self.head_height(area, language));
        let height = pane::list_height(evidence);
        let Some(by) = step(action, height) else { return false };
        self.cursor = self.cursor.moved(by, rows).visible(height, rows);
        true
    }

    /// What can be taken along: the person's key, and the selected piece of evidence.
    pub fn takeaway(&self, path: &str, context: &ViewContext<'_>) -> Takeaway {
        let title = self.title(path, context.theme.language);
        let key = Choice { name: PERSON_KEY, text: self.key.to_string() };
        let mut takeaway = Takeaway::unread(title);
        takeaway.choices.push(key);
        takeaway.statement = Ok(Statement::Person(self.key));
        let Some(detail) = &self.detail else { return takeaway };
        takeaway.taken_at = self.taken_at;
        takeaway.subject = Ok(Subject::Person(Box::new(detail.clone())));
        let selected = self.cursor.selected;
        takeaway.choices.extend(detail.evidence.get(selected).map(choices).unwrap_or_default());
        let canonical = detail.canonical().and_then(|evidence| evidence.scout_id);
        let cells = detail.evidence.iter().map(|row| evidence_cells(row, canonical, context));
        takeaway.set_rows((&COLUMNS, context.theme.language), selected, cells);
        takeaway.set_place(selected, detail.evidence.len());
        takeaway
    }

    /// Draws; `path` is how the user came here.
    pub fn view(&self, path: &str, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = pane::below_rule(area) else { return };
        let language = context.theme.language;
        let title = self.title(path, language);
        let rule = pane::read_rule(title, self.taken_at, self.failure.as_ref(), context);
        rule.focused(true).render(area, buffer, context.theme);
        let Some(detail) = &self.detail else {
            if self.is_known {
                return pane::absence(self.failure.as_ref(), context, body, buffer);
            }
            let words =
                language.choose(" Nobody has this key any more.", " Ya nadie tiene esta clave.");
            return lines(body, buffer, [Line::styled(words, context.theme.style(Role::Warn))]);
        };
        let (head, rest) = split_top(body, self.head_height(area, language) - 1);
        lines(head, buffer, head_lines(detail, context.theme, context.zone, area.width));
        self.evidence(detail, context, rest, buffer);
    }

    /// Rows above the evidence, the rule included; a small terminal shows fewer.
    fn title(&self, path: &str, language: Language) -> String {
        let key = self.key;
        say!(language, "{path} › person {key}", "{path} › persona {key}")
    }

    fn head_height(&self, area: Rect, language: Language) -> u16 {
        // Neither colours nor the time zone change how lines are broken by more than a row.
        let head = self.detail.as_ref().map_or(0, |detail| {
            let theme = Theme::mono().with_language(language);
            head_lines(detail, theme, Zone::Utc, area.width).len() as u16
        });
        (head + 1).min(area.height.saturating_sub(EVIDENCE_ROWS)).max(1)
    }

    fn evidence(
        &self,
        detail: &PersonDetail,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = pane::below_rule(area) else { return };
        let shown = detail.evidence.len() as i64;
        let language = context.theme.language;
        let title = language.choose("Evidence, best first", "Evidencia, primero la mejor");
        let mut rule = Rule::new(title);
        let rows = count(shown);
        rule = if shown < detail.evidence_total {
            let all = count(detail.evidence_total);
            rule.marked(say!(language, "{rows} of {all} rows", "{rows} de {all} filas"), Role::Warn)
        } else if shown == 1 {
            rule.note(language.choose("1 row", "1 fila"))
        } else {
            rule.note(say!(language, "{rows} rows", "{rows} filas"))
        };
        rule.render(area, buffer, context.theme);
        if detail.evidence.is_empty() {
            let words = language
                .choose(" No source names this person.", " Ninguna fuente nombra a esta persona.");
            return lines(body, buffer, [Line::raw(words)]);
        }
        let height = usize::from(body.height.saturating_sub(1)).max(1);
        let cursor = self.cursor.visible(height, detail.evidence.len());
        let canonical = detail.canonical().and_then(|evidence| evidence.scout_id);
        let rows = detail.evidence.iter().skip(cursor.offset).take(height);
        table::render(
            body,
            buffer,
            table::Style { theme: context.theme, focused: true, sort: None },
            &COLUMNS,
            rows.map(|evidence| evidence_cells(evidence, canonical, context)),
            Some(cursor.selected - cursor.offset),
        );
    }
}

fn evidence_cells(
    evidence: &Evidence,
    canonical: Option<ScoutId>,
    context: &ViewContext<'_>,
) -> Vec<Cell> {
    let role = match evidence.scout_id {
        None => Role::Dim,
        scout if scout == canonical => Role::Ok,
        _ => Role::Warn,
    };
    vec![
        evidence.priority.to_string().into(),
        Cell::with_role(scout_or_unknown(evidence.scout_id), role),
        evidence.source_table.clone().into(),
        evidence.source_pk.clone().into(),
        date(evidence.attribution_date).into(),
        evidence.created_at.map_or_else(|| UNKNOWN.to_owned(), |at| context.zone.dated(at)).into(),
        or_unknown(evidence.acquisition_method.as_ref().or(evidence.origin_tag.as_ref())).into(),
    ]
}

/// What the registry, the ledger and the rule say, each behind its name.
fn head_lines(detail: &PersonDetail, theme: Theme, zone: Zone, cells: u16) -> Vec<Line<'static>> {
    let language = theme.language;
    let mut head = Vec::new();
    if let Some(profile) = &detail.profile {
        head.push((Text::new("PERSON", "PERSONA"), identity_line(profile, theme)));
        head.push((Text::new("REGISTRY", "REGISTRO"), registry_line(profile, zone, language)));
        head.push((Text::new("LEDGER", "LIBRO"), ledger_line(profile, zone, language)));
    }
    head.push((Text::new("RULE", "REGLA"), rule_line(detail, language)));
    head.push((Text::same("SCOUTS"), scouts_line(detail, theme)));
    head.iter().flat_map(|(name, line)| named(name.of(language), line, theme, cells)).collect()
}

fn identity_line(profile: &PersonProfile, theme: Theme) -> Line<'static> {
    let phone = or_unknown(profile.phone.as_ref());
    let license = or_unknown(profile.license.as_ref());
    let document = or_unknown(profile.document.as_ref());
    Line::from(vec![
        Span::styled(or_unknown(profile.full_name.as_ref()), theme.style(Role::Strong)),
        Span::raw(say!(
            theme.language,
            "· phone {phone} · licence {license} · document {document}",
            "· teléfono {phone} · licencia {license} · documento {document}"
        )),
    ])
}

fn registry_line(profile: &PersonProfile, zone: Zone, language: Language) -> Line<'static> {
    let since = profile.created_at.map_or_else(|| UNKNOWN.to_owned(), |at| zone.dated(at));
    let category = profile.category.map_or_else(
        || language.choose("has a scout", "tiene scout").to_owned(),
        |category| {
            let (title, advice) = (category.title(language), category.advice(language));
            say!(
                language,
                "category {category}, {title}: {advice}",
                "categoría {category}, {title}: {advice}"
            )
        },
    );
    Line::raw(say!(language, "since {since} · {category}", "desde {since} · {category}"))
}

/// The ledger's row in one line.
pub fn ledger_line(profile: &PersonProfile, zone: Zone, language: Language) -> Line<'static> {
    let words = match &profile.ledger {
        None => language.choose("no row", "ninguna fila").to_owned(),
        Some(ledger) => say!(
            language,
            "scout {} · {} · rule {} · score {} · {} · {}",
            "scout {} · {} · regla {} · puntaje {} · {} · {}",
            scout_or_unknown(ledger.scout_id),
            or_unknown(ledger.decision.as_ref()),
            or_unknown(ledger.rule.as_ref()),
            ledger.score.map_or_else(|| UNKNOWN.to_owned(), |score| score.to_string()),
            or_unknown(ledger.confidence.as_ref()),
            ledger.updated_at.map_or_else(|| UNKNOWN.to_owned(), |at| zone.dated(at)),
        ),
    };
    Line::raw(words)
}

fn rule_line(detail: &PersonDetail, language: Language) -> Line<'static> {
    let words = match detail.canonical() {
        None => language
            .choose(
                "picks nobody: no evidence names a scout",
                "no elige a nadie: ninguna evidencia nombra un scout",
            )
            .to_owned(),
        Some(evidence) => say!(
            language,
            "picks scout {}: priority {}, {} row {}, {}",
            "elige al scout {}: prioridad {}, {} fila {}, {}",
            scout_or_unknown(evidence.scout_id),
            evidence.priority,
            evidence.source_table,
            evidence.source_pk,
            date(evidence.attribution_date)
        ),
    };
    Line::raw(words)
}

fn scouts_line(detail: &PersonDetail, theme: Theme) -> Line<'static> {
    let scouts = detail.scouts();
    let numbers: Vec<_> = scouts.iter().map(ToString::to_string).collect();
    let words = if numbers.is_empty() {
        theme.language.choose("none named", "ninguno nombrado").to_owned()
    } else {
        numbers.join(", ")
    };
    let mut spans = vec![Span::raw(words)];
    if scouts.len() > 1 {
        let kind = detail.profile.as_ref().and_then(|profile| profile.conflict_kind);
        let kind =
            kind.map_or_else(String::new, |kind| format!(" ({})", kind.title(theme.language)));
        spans.push(Span::styled(
            say!(
                theme.language,
                "■ CONFLICT{kind}: only a human decides",
                "■ CONFLICTO{kind}: solo decide una persona"
            ),
            theme.style(Role::Warn),
        ));
    }
    Line::from(spans)
}

/// A scout's number, or the sign for an unknown one.
pub fn scout_or_unknown(scout: Option<ScoutId>) -> String {
    scout.map_or_else(|| UNKNOWN.to_owned(), |scout| scout.to_string())
}

/// A text, or the sign for an unknown one.
pub fn or_unknown(text: Option<&String>) -> String {
    text.filter(|text| !text.is_empty()).cloned().unwrap_or_else(|| UNKNOWN.to_owned())
}

/// Names of sources in few letters: what all of them have in common says nothing.
pub fn source_names(tables: &[String]) -> String {
    let short = |table: &String| {
        let bare = table.rsplit('.').next().unwrap_or(table);
        bare.strip_prefix("module_ct_").unwrap_or(bare).to_owned()
    };
    tables.iter().map(short).collect::<Vec<_>>().join(", ")
}
