//! 6 Collection: what Yango owes, has paid and has misapplied, claim by claim, with the scout who brought
//! each driver. The claims are another system's; this screen reads them.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::{UNKNOWN, amount, money, percent_down};
use crate::model::metrics::percent;
use crate::model::{
    Answer, Claim, ClaimFilter, ClaimTotals, Field, Filter, Language, List, Page, PaymentStatus,
    PersonKey, SortColumn, Text, say,
};
use crate::tui::cursor::Towards;
use crate::tui::keymap::Action;
use crate::tui::pane::ListPane;
use crate::tui::person::{or_unknown, scout_or_unknown};
use crate::tui::person_list::{PERSON_ACTIONS, PersonList, chosen_scout, split_totals};
use crate::tui::takeaway::Takeaway;
use crate::tui::theme::Role;
use crate::tui::time::date;
use crate::tui::widgets::figures::{self, Figure};
use crate::tui::widgets::table::{Cell, Column};

const TITLE: Text = Text::new("6 Collection", "6 Cobranza");

const COLUMNS: [Column; 13] = [
    Column::text(Text::new("DRIVER", "CONDUCTOR"), 18).grows(34).sorts(SortColumn::Name),
    Column::number(Text::new("TRIPS", "VIAJES"), 6).rank(2).sorts(SortColumn::Milestone),
    Column::text(Text::new("DUE", "VENCE"), 10).rank(1).sorts(SortColumn::Due),
    Column::number(Text::new("LATE", "MORA"), 5).rank(3),
    Column::number(Text::new("AMOUNT S/", "MONTO S/"), 10).sorts(SortColumn::Amount),
    Column::text(Text::new("STATUS", "ESTADO"), 10).sorts(SortColumn::Status),
    Column::number(Text::same("SCOUT"), 6).sorts(SortColumn::Scout),
    Column::text(Text::new("SCOUT'S NAME", "NOMBRE DEL SCOUT"), 18).rank(4),
    Column::text(Text::new("PERSON", "PERSONA"), 8).rank(5),
    Column::text(Text::new("PAID ON", "PAGADO EL"), 10).rank(6),
    Column::text(Text::new("EVIDENCE", "EVIDENCIA"), 19).rank(7),
    Column::text(Text::same("LEAD"), 10).rank(8),
    Column::text(Text::new("REASON", "MOTIVO"), 16).rank(9),
];

/// Cells for a sum: `S/ 999,999.99`; a greater one takes more.
const MONEY_WIDTH: usize = 13;

/// The sums that somebody should do something about.
const OVERDUE: Text = Text::new("OVERDUE", "VENCIDO");
const NO_SCOUT: Text = Text::new("NO SCOUT", "SIN SCOUT");

/// The screen.
pub(super) struct Collection {
    claims: PersonList<Claim>,
    filter: ClaimFilter,
    totals: Option<ClaimTotals>,
}

fn page_of(answer: &Answer) -> Option<&Page<Claim>> {
    match answer {
        Answer::Collection(page, _) => Some(page),
        _ => None,
    }
}

impl Collection {
    pub(super) fn new() -> Self {
        let filter = ClaimFilter::default();
        let claims = PersonList::new(List::Collection(filter), page_of, |claim| {
            claim.person_key.ok_or(Text::new(
                "no evidence to show: no link leads from this driver to a person",
                "sin evidencia que mostrar: ningún enlace va de este conductor a una persona",
            ))
        });
        Self { claims, filter, totals: None }
    }

    fn change_filter(&mut self, filter: ClaimFilter, context: &mut UpdateContext<'_>) {
        self.filter = filter;
        self.claims.set_list(List::Collection(filter), context);
    }

    /// The conditions beside the text filter, in words.
    fn condition(&self, language: Language) -> Option<String> {
        let ClaimFilter { missing_only, conflicts_only, scout, payment_status } = self.filter;
        let mut words = Vec::new();
        words.extend(missing_only.then(|| language.choose("no scout", "sin scout").to_owned()));
        let in_conflict = language.choose("in conflict", "en conflicto");
        words.extend(conflicts_only.then(|| in_conflict.to_owned()));
        words.extend(payment_status.map(|status| status_word(status.label())));
        words.extend(scout.map(|scout| format!("scout {scout}")));
        let words = words.join(", ");
        (!words.is_empty()).then(|| say!(language, "only: {words}", "solo: {words}"))
    }

    fn figures(&self, language: Language) -> Vec<Figure> {
        let totals = self.totals.as_ref();
        let sum = |name: Text, value: fn(&ClaimTotals) -> Decimal| {
            let value = totals.map(value);
            let words = value.map_or_else(|| UNKNOWN.to_owned(), money);
            let alarms = [OVERDUE, NO_SCOUT].contains(&name);
            // Columns stay where they are while conditions change the sums.
            Figure::new(name.of(language), format!("{words:>MONEY_WIDTH$}"))
                .warns(alarms && value.is_some_and(|sum| !sum.is_zero()))
        };
        vec![
            sum(Text::new("EXPECTED", "ESPERADO"), |totals| totals.expected),
            sum(Text::new("PAID", "PAGADO"), |totals| totals.paid),
            sum(Text::new("MISAPPLIED", "MAL APLIC."), |totals| totals.misapplied),
            sum(Text::new("UNPAID", "IMPAGO"), |totals| totals.unpaid),
            sum(OVERDUE, |totals| totals.overdue),
            sum(NO_SCOUT, |totals| totals.without_scout),
        ]
    }

    fn resolved_note(&self, language: Language) -> Option<String> {
        let totals = self.totals.as_ref().filter(|_| !self.filter.missing_only)?;
        let share = percent_down(percent(totals.with_scout, totals.claims)?);
        Some(say!(language, "{share}% with a scout", "{share}% con scout"))
    }

    /// The list.
    fn pane(&self, language: Language) -> ListPane<'_, Claim> {
        ListPane {
            title: TITLE.of(language).to_owned(),
            noun: Text::new("claims", "reclamos"),
            paged: self.claims.rows(),
            columns: &COLUMNS,
            cells,
            condition: self.condition(language),
            note: self.resolved_note(language),
        }
    }
}

impl Screen for Collection {
    fn title(&self, language: Language) -> Cow<'static, str> {
        TITLE.of(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        if self.claims.is_open() {
            return PERSON_ACTIONS;
        }
        &[
            Action::Open,
            Action::MissingOnly,
            Action::ConflictsOnly,
            Action::PaymentStatus,
            Action::OneScout,
            Action::Filter,
            Action::SortNext,
        ]
    }

    fn asks(&self) -> bool {
        true
    }

    fn fields(&self) -> &'static [Field] {
        self.claims.fields()
    }

    fn filter(&self) -> Option<&str> {
        self.claims.filter()
    }

    fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        self.claims.set_filter(filter, context);
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        self.claims.seek(filter, towards, context);
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        match self.claims.takeaway(TITLE.of(context.theme.language), context) {
            Some(person) => person,
            None => self.pane(context.theme.language).takeaway(context),
        }
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        let mut filter = self.filter;
        match action {
            _ if self.claims.is_open() => return self.claims.update(action, context.area, context),
            Action::MissingOnly => filter.missing_only = !filter.missing_only,
            Action::ConflictsOnly => filter.conflicts_only = !filter.conflicts_only,
            Action::PaymentStatus => filter.payment_status = next_status(filter.payment_status),
            Action::OneScout => {
                let scout = self.claims.rows().selected().and_then(|claim| claim.scout_id);
                filter.scout = chosen_scout(filter.scout, scout, context);
            }
            _ => {
                let (_, list) = split_totals(context.area, &self.figures(context.language), 0);
                return self.claims.update(action, list, context);
            }
        }
        self.change_filter(filter, context);
        true
    }

    fn on_data(&mut self, data: Data<'_>, context: &mut UpdateContext<'_>) -> bool {
        let is_ours = self.claims.on_data(data, context);
        if let (true, Data::Reply(reply)) = (is_ours, data)
            && let Ok(Answer::Collection(_, totals)) = &reply.outcome
        {
            self.totals = Some(totals.clone());
        }
        is_ours
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.claims.view_person(TITLE.of(context.theme.language), context, area, buffer) {
            return;
        }
        let figures = self.figures(context.theme.language);
        let (totals, list) = split_totals(area, &figures, 0);
        figures::render(totals, buffer, context.theme, &figures);
        self.pane(context.theme.language).render(context, list, buffer);
    }
}

/// All, then each status, then all again.
fn next_status(status: Option<PaymentStatus>) -> Option<PaymentStatus> {
    let place = status.and_then(|status| PaymentStatus::ALL.iter().position(|one| *one == status));
    PaymentStatus::ALL.get(place.map_or(0, |place| place + 1)).copied()
}

/// The view's word in a length for a column.
fn status_word(label: &str) -> String {
    let word = if label == PaymentStatus::PaidMisapplied.label() { "misapplied" } else { label };
    word.to_lowercase()
}

fn cells(claim: &Claim, _: &ViewContext<'_>) -> Vec<Cell> {
    let status = claim.payment_status.as_deref().unwrap_or(UNKNOWN);
    let is_unpaid = status == PaymentStatus::Unpaid.label();
    let late = claim.days_overdue.filter(|days| *days > 0 && is_unpaid);
    let role = match status.parse() {
        Ok(PaymentStatus::Paid) => Role::Ok,
        Ok(PaymentStatus::PaidMisapplied) => Role::Warn,
        Ok(PaymentStatus::Unpaid) if late.is_some() => Role::Warn,
        _ => Role::Text,
    };
    let scout_role = if claim.is_scout_resolved { Role::Text } else { Role::Warn };
    vec![
        or_unknown(claim.driver_name.as_ref().or(claim.driver_id.as_ref())).into(),
        claim.milestone_value.map_or_else(|| UNKNOWN.to_owned(), |trips| trips.to_string()).into(),
        date(claim.yango_due_date.map(|due| due.date())).into(),
        late.map_or_else(String::new, |days| format!("{days}d")).into(),
        Cell::with_role(
            claim.expected_amount.map_or_else(|| UNKNOWN.to_owned(), amount),
            Role::Strong,
        ),
        Cell::with_role(status_word(status), role),
        Cell::with_role(scout_or_unknown(claim.scout_id), scout_role),
        or_unknown(claim.scout_name.as_ref()).into(),
        claim.person_key.map_or_else(|| UNKNOWN.to_owned(), PersonKey::short).into(),
        date(claim.pay_date).into(),
        or_unknown(claim.scout_quality.as_ref()).into(),
        date(claim.lead_date).into(),
        or_unknown(claim.reason_code.as_ref()).into(),
    ]
}
