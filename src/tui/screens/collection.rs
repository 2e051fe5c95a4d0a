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
    Answer, Claim, ClaimFilter, ClaimTotals, Field, Filter, List, Page, PaymentStatus, PersonKey,
    SortColumn,
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

const TITLE: &str = "6 Collection";

const COLUMNS: [Column; 13] = [
    Column::text("DRIVER", 18).grows(34).sorts(SortColumn::Name),
    Column::number("TRIPS", 6).rank(2).sorts(SortColumn::Milestone),
    Column::text("DUE", 10).rank(1).sorts(SortColumn::Due),
    Column::number("LATE", 5).rank(3),
    Column::number("AMOUNT S/", 10).sorts(SortColumn::Amount),
    Column::text("STATUS", 10).sorts(SortColumn::Status),
    Column::number("SCOUT", 6).sorts(SortColumn::Scout),
    Column::text("SCOUT'S NAME", 18).rank(4),
    Column::text("PERSON", 8).rank(5),
    Column::text("PAID ON", 10).rank(6),
    Column::text("EVIDENCE", 19).rank(7),
    Column::text("LEAD", 10).rank(8),
    Column::text("REASON", 16).rank(9),
];

/// Cells for a sum: `S/ 999,999.99`; a greater one takes more.
const MONEY_WIDTH: usize = 13;

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
            claim
                .person_key
                .ok_or("no evidence to show: no link leads from this driver to a person")
        });
        Self { claims, filter, totals: None }
    }

    fn change_filter(&mut self, filter: ClaimFilter, context: &mut UpdateContext<'_>) {
        self.filter = filter;
        self.claims.set_list(List::Collection(filter), context);
    }

    /// The conditions beside the text filter, in words.
    fn condition(&self) -> Option<String> {
        let ClaimFilter { missing_only, conflicts_only, scout, payment_status } = self.filter;
        let mut words = Vec::new();
        words.extend(missing_only.then(|| "no scout".to_owned()));
        words.extend(conflicts_only.then(|| "in conflict".to_owned()));
        words.extend(payment_status.map(|status| status_word(status.label())));
        words.extend(scout.map(|scout| format!("scout {scout}")));
        (!words.is_empty()).then(|| format!("only: {}", words.join(", ")))
    }

    fn figures(&self) -> Vec<Figure> {
        let totals = self.totals.as_ref();
        let sum = |name, value: fn(&ClaimTotals) -> Decimal| {
            let value = totals.map(value);
            let words = value.map_or_else(|| UNKNOWN.to_owned(), money);
            let alarms = matches!(name, "OVERDUE" | "NO SCOUT");
            // Columns stay where they are while conditions change the sums.
            Figure::new(name, format!("{words:>MONEY_WIDTH$}"))
                .warns(alarms && value.is_some_and(|sum| !sum.is_zero()))
        };
        vec![
            sum("EXPECTED", |totals| totals.expected),
            sum("PAID", |totals| totals.paid),
            sum("MISAPPLIED", |totals| totals.misapplied),
            sum("UNPAID", |totals| totals.unpaid),
            sum("OVERDUE", |totals| totals.overdue),
            sum("NO SCOUT", |totals| totals.without_scout),
        ]
    }

    fn resolved_note(&self) -> Option<String> {
        let totals = self.totals.as_ref().filter(|_| !self.filter.missing_only)?;
        let share = percent_down(percent(totals.with_scout, totals.claims)?);
        Some(format!("{share}% with a scout"))
    }

    /// The list.
    fn pane(&self) -> ListPane<'_, Claim> {
        ListPane {
            title: TITLE.to_owned(),
            noun: "claims",
            paged: self.claims.rows(),
            columns: &COLUMNS,
            cells,
            condition: self.condition(),
            note: self.resolved_note(),
        }
    }
}

impl Screen for Collection {
    fn title(&self) -> Cow<'static, str> {
        TITLE.into()
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
        match self.claims.takeaway(TITLE, context) {
            Some(person) => person,
            None => self.pane().takeaway(context),
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
                let (_, list) = split_totals(context.area, &self.figures(), 0);
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
        if self.claims.view_person(TITLE, context, area, buffer) {
            return;
        }
        let figures = self.figures();
        let (totals, list) = split_totals(area, &figures, 0);
        figures::render(totals, buffer, context.theme, &figures);
        self.pane().render(context, list, buffer);
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
