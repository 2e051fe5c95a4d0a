//! 7 Liquidation: the base from which scouts are later paid. It declares, it never pays.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::{UNKNOWN, amount, count_or_unknown};
use crate::model::{
    Answer, Field, Filter, Language, LiquidationFilter, LiquidationRow, LiquidationStatus,
    LiquidationTotals, List, Page, SortColumn, Text, say,
};
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;
use crate::tui::layout::split_top;
use crate::tui::pane::ListPane;
use crate::tui::person::{or_unknown, scout_or_unknown};
use crate::tui::person_list::{PERSON_ACTIONS, PersonList, chosen_scout, split_totals};
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::Role;
use crate::tui::time::date;
use crate::tui::widgets::figures::{self, Figure};
use crate::tui::widgets::table::{Cell, Column};
use crate::tui::widgets::{indented, lines};

const TITLE: Text = Text::new("7 Liquidation", "7 Liquidación");

/// What the list is and is not.
const PURPOSE: Text = Text::new(
    "It declares and never pays: milestones and amounts come from another system.",
    "Declara y nunca paga: los hitos y los montos vienen de otro sistema.",
);

/// The counts that somebody should do something about.
const IN_CONFLICT: Text = Text::new("IN CONFLICT", "EN CONFLICTO");
const NO_IDENTITY: Text = Text::new("NO IDENTITY", "SIN IDENTIDAD");

/// Cells for a count: `99,999`; a greater one takes more.
const COUNT_WIDTH: usize = 6;

const COLUMNS: [Column; 11] = [
    Column::text(Text::new("PERSON", "PERSONA"), 8).sorts(SortColumn::Key),
    Column::text(Text::new("DRIVER", "CONDUCTOR"), 10).grows(34).rank(2),
    Column::number(Text::same("SCOUT"), 6).sorts(SortColumn::Scout),
    Column::text(Text::new("SINCE", "DESDE"), 10).sorts(SortColumn::Last),
    Column::text(Text::new("STATUS", "ESTADO"), 8).sorts(SortColumn::Status),
    Column::text(Text::new("BLOCKED BY", "BLOQUEO"), 11).rank(1),
    Column::number(Text::new("AMOUNT S/", "MONTO S/"), 10).rank(3).sorts(SortColumn::Amount),
    Column::number(Text::new("TRIPS", "VIAJES"), 5).rank(4),
    Column::text(Text::new("REACHED", "LOGRADO"), 10).rank(5),
    Column::text(Text::new("KIND", "TIPO"), 18).rank(6),
    Column::text(Text::new("SOURCE", "FUENTE"), 32).rank(7),
];

/// The screen.
pub(super) struct Liquidation {
    rows: PersonList<LiquidationRow>,
    filter: LiquidationFilter,
    totals: Option<LiquidationTotals>,
}

fn page_of(answer: &Answer) -> Option<&Page<LiquidationRow>> {
    match answer {
        Answer::Liquidation(page, _) => Some(page),
        _ => None,
    }
}

impl Liquidation {
    pub(super) fn new() -> Self {
        let filter = LiquidationFilter::default();
        let rows = PersonList::new(List::Liquidation(filter), page_of, |row| Ok(row.person_key));
        Self { rows, filter, totals: None }
    }

    fn change_filter(&mut self, filter: LiquidationFilter, context: &mut UpdateContext<'_>) {
        self.filter = filter;
        self.rows.set_list(List::Liquidation(filter), context);
    }

    /// The conditions beside the text filter, in words.
    fn condition(&self, language: Language) -> Option<String> {
        let LiquidationFilter { status, scout } = self.filter;
        let mut words = Vec::new();
        words.extend(status.map(|status| status.label().to_lowercase()));
        words.extend(scout.map(|scout| format!("scout {scout}")));
        let words = words.join(", ");
        (!words.is_empty()).then(|| say!(language, "only: {words}", "solo: {words}"))
    }

    fn figures(&self, language: Language) -> Vec<Figure> {
        let figure = |name: Text, value: fn(&LiquidationTotals) -> i64| {
            let value = self.totals.as_ref().map(value);
            // Columns stay where they are while conditions change the counts.
            Figure::new(name.of(language), format!("{:>COUNT_WIDTH$}", count_or_unknown(value)))
                .warns([IN_CONFLICT, NO_IDENTITY].contains(&name) && value > Some(0))
        };
        vec![
            figure(Text::new("PERSONS", "PERSONAS"), |totals| totals.rows),
            figure(Text::same("SCOUTS"), |totals| totals.scouts),
            figure(Text::new("PENDING", "PENDIENTES"), |totals| totals.pending),
            figure(IN_CONFLICT, |totals| totals.blocked_conflict),
            figure(NO_IDENTITY, |totals| totals.blocked_identity),
        ]
    }

    /// The list.
    fn pane(&self, language: Language) -> ListPane<'_, LiquidationRow> {
        ListPane {
            title: TITLE.of(language).to_owned(),
            noun: Text::new("persons with a scout", "personas con scout"),
            paged: self.rows.rows(),
            columns: &COLUMNS,
            cells,
            condition: self.condition(language),
            note: None,
        }
    }
}

impl Screen for Liquidation {
    fn title(&self, language: Language) -> Cow<'static, str> {
        TITLE.of(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        if self.rows.is_open() {
            return PERSON_ACTIONS;
        }
        &[Action::Open, Action::ConflictsOnly, Action::OneScout, Action::Filter, Action::SortNext]
    }

    fn asks(&self) -> bool {
        true
    }

    fn fields(&self) -> &'static [Field] {
        self.rows.fields()
    }

    fn filter(&self) -> Option<&str> {
        self.rows.filter()
    }

    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        self.rows.set_filter(filter, context);
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.rows.seek(filter, towards, context);
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        match self.rows.takeaway(TITLE.of(context.theme.language), context) {
            Some(person) => person,
            None => self.pane(context.theme.language).takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        let mut filter = self.filter;
        match action {
            _ if self.rows.is_open() => return self.rows.update(action, context.area, context),
            Action::ConflictsOnly => {
                let blocked = LiquidationStatus::Blocked;
                filter.status = (filter.status != Some(blocked)).then_some(blocked);
            }
            Action::OneScout => {
                let scout = self.rows.rows().selected().and_then(|row| row.scout_id);
                filter.scout = chosen_scout(filter.scout, scout, context);
            }
            _ => {
                let lines = purpose(context.area, context.language).len();
                let (_, list) = split_totals(context.area, &self.figures(context.language), lines);
                return self.rows.update(action, list, context);
            }
        }
        self.change_filter(filter, context);
        true
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        let is_ours = self.rows.on_data(data, context);
        if let (true, Data::Reply(reply)) = (is_ours, data)
            && let Ok(Answer::Liquidation(_, totals)) = &reply.outcome
        {
            self.totals = Some(*totals);
        }
        is_ours
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.rows.view_person(TITLE.of(context.theme.language), context, area, buffer) {
            return;
        }
        let language = context.theme.language;
        let figures = self.figures(language);
        let purpose = purpose(area, language);
        let (head, list) = split_totals(area, &figures, purpose.len());
        let (words, totals) = split_top(head, purpose.len() as u16);
        lines(words, buffer, purpose);
        figures::render(totals, buffer, context.theme, &figures);
        self.pane(context.theme.language).render(context, list, buffer);
    }
}

fn purpose(area: Rect, language: Language) -> Vec<Line<'static>> {
    indented(PURPOSE.of(language), area.width, Style::new())
}

fn cells(row: &LiquidationRow, _: &ViewContext<'_>) -> Vec<Cell> {
    let status = row.payment_status.as_deref().unwrap_or(UNKNOWN);
    let role = if row.block_reason.is_some() { Role::Warn } else { Role::Text };
    let reason = row.block_reason.as_deref().unwrap_or_default().replace('_', " ");
    let trips = row.milestone_reached.map_or_else(|| UNKNOWN.to_owned(), |trips| trips.to_string());
    vec![
        row.person_key.short().into(),
        or_unknown(row.driver_id.as_ref()).into(),
        scout_or_unknown(row.scout_id).into(),
        date(row.attribution_date).into(),
        Cell::with_role(status.to_lowercase(), role),
        Cell::with_role(reason.to_lowercase(), role),
        row.amount_payable.map_or_else(|| UNKNOWN.to_owned(), amount).into(),
        trips.into(),
        date(row.milestone_date).into(),
        or_unknown(row.origin_tag.as_ref()).into(),
        or_unknown(row.source_table.as_ref()).into(),
    ]
}
