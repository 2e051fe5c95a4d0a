//! Reads what `show` is asked for, all of it in the one transaction that is passed in.

use crate::cli::{ListArguments, ShowSubject};
use crate::commands::CommandError;
use crate::db::pool::ReadTransaction;
use crate::db::queries;
use crate::model::{
    Alert, Answer, Ask, BacklogRow, Claim, ClaimFilter, ClaimTotals, ConflictRow, Health,
    LiquidationFilter, LiquidationRow, LiquidationTotals, List, Page, PageRequest, PersonDetail,
    Position, Run, Thresholds,
};
use crate::output::subject::Listing;
use crate::output::subject::daily::Daily;
use crate::output::subject::jobs::LastRefresh;
use crate::output::subject::metrics::Headline;
use crate::output::subject::sources::Sources;

/// What was read.
pub(super) enum Found {
    Metrics(Box<Headline>),
    Daily(Daily),
    Backlog(Listing<BacklogRow>),
    Conflicts(Listing<ConflictRow>),
    Person(Box<PersonDetail>),
    Jobs(Listing<Run, LastRefresh>),
    Collection(Listing<Claim, ClaimTotals>),
    Liquidation(Listing<LiquidationRow, LiquidationTotals>),
    Alerts(Listing<Alert>),
    Sources(Sources),
}

/// Reads one set of figures.
pub(super) async fn read(
    transaction: &mut ReadTransaction,
    subject: &ShowSubject,
    thresholds: &Thresholds,
) -> Result<Found, CommandError> {
    match question(subject) {
        Question::Headline => {
            let metrics = queries::metrics(transaction).await?.metrics;
            let health = Health::judge(&metrics, thresholds);
            Ok(Found::Metrics(Box::new(Headline { metrics, health })))
        }
        Question::History { days } => {
            let days = queries::daily_until_today(transaction, days.into()).await?;
            Ok(Found::Daily(Daily(days)))
        }
        Question::Sources => Ok(Found::Sources(Sources(queries::sources(transaction).await?))),
        Question::Other(ask) => answer(transaction, ask).await,
    }
}

/// What to ask the database.
enum Question {
    Headline,
    History { days: u16 },
    Sources,
    Other(Ask),
}

fn question(subject: &ShowSubject) -> Question {
    let page = |list: List, arguments: &ListArguments| {
        let request = arguments.page_request(&list);
        Question::Other(Ask::Page(list, request))
    };
    match subject {
        ShowSubject::Metrics => Question::Headline,
        ShowSubject::Daily(arguments) => Question::History { days: arguments.days },
        ShowSubject::Sources => Question::Sources,
        ShowSubject::Person(arguments) => Question::Other(Ask::Person(arguments.person_key)),
        ShowSubject::Backlog(arguments) => page(List::Backlog(arguments.category), &arguments.list),
        ShowSubject::Conflicts(arguments) => page(List::Conflicts(arguments.kind), &arguments.list),
        ShowSubject::Jobs(arguments) => page(List::Runs, arguments),
        ShowSubject::Alerts(arguments) => page(List::Alerts, arguments),
        ShowSubject::Collection(arguments) => {
            let filter = ClaimFilter {
                missing_only: arguments.missing_only,
                conflicts_only: arguments.conflicts_only,
                scout: arguments.scout,
                payment_status: arguments.payment_status,
            };
            page(List::Collection(filter), &arguments.list)
        }
        ShowSubject::Liquidation(arguments) => {
            let filter =
                LiquidationFilter { status: arguments.payment_status, scout: arguments.scout };
            page(List::Liquidation(filter), &arguments.list)
        }
    }
}

async fn answer(transaction: &mut ReadTransaction, ask: Ask) -> Result<Found, CommandError> {
    let place = Place::of(&ask);
    Ok(match queries::answer(transaction, &ask).await? {
        Answer::Backlog(page) => Found::Backlog(place.listing(page, ())),
        Answer::Conflicts(page) => Found::Conflicts(place.listing(page, ())),
        Answer::Collection(page, totals) => Found::Collection(place.listing(page, totals)),
        Answer::Liquidation(page, totals) => Found::Liquidation(place.listing(page, totals)),
        Answer::Alerts(page) => Found::Alerts(place.listing(page, ())),
        Answer::Runs(page) => {
            let last_refresh = queries::newest_refresh(transaction).await?;
            Found::Jobs(place.listing(page, last_refresh))
        }
        Answer::Person(Some(detail)) => Found::Person(detail),
        Answer::Person(None) => return Err(CommandError::UnknownPerson),
    })
}

/// Which page of a list was asked for.
#[derive(Clone, Copy)]
struct Place {
    page: i64,
    page_size: i64,
}

impl Place {
    fn of(ask: &Ask) -> Self {
        match ask {
            Ask::Page(_, PageRequest { position: Position::Start { skip }, limit, .. }) => {
                let page_size = (*limit).max(1);
                Self { page: skip / page_size + 1, page_size }
            }
            Ask::Page(_, request) => Self { page: 1, page_size: request.limit },
            Ask::Person(_) => Self { page: 1, page_size: 1 },
        }
    }

    fn listing<R, T>(self, page: Page<R>, totals: T) -> Listing<R, T> {
        Listing::of(page, self.page, self.page_size, totals)
    }
}
