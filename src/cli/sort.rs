//! The columns that each list of `show` can be sorted by, taken from the lists themselves.

use clap::Command;

use super::values;
use crate::model::{ClaimFilter, LiquidationFilter, List, SortColumn};

/// The lists by the name of their command.
fn lists() -> [(&'static str, List); 6] {
    [
        ("backlog", List::Backlog(None)),
        ("conflicts", List::Conflicts(None)),
        ("jobs", List::Runs),
        ("collection", List::Collection(ClaimFilter::default())),
        ("liquidation", List::Liquidation(LiquidationFilter::default())),
        ("alerts", List::Alerts),
    ]
}

fn columns(list: &List) -> Vec<SortColumn> {
    list.sorts().iter().map(|sort| sort.column).collect()
}

/// Every column of every list, each once.
pub(super) fn every_column() -> Vec<SortColumn> {
    let mut every = Vec::new();
    for column in lists().iter().flat_map(|(_, list)| columns(list)) {
        if !every.contains(&column) {
            every.push(column);
        }
    }
    every
}

/// Narrows `--sort` of each list to the columns of that list, and leaves the order of the commands.
pub(super) fn offer_columns(command: &mut Command) {
    let show = command.get_subcommands_mut().find(|command| command.get_name() == "show");
    for list_command in show.into_iter().flat_map(Command::get_subcommands_mut) {
        let found = lists().into_iter().find(|(name, _)| *name == list_command.get_name());
        let Some((_, list)) = found else { continue };
        *list_command = std::mem::take(list_command)
            .mut_arg("sort", |sort| sort.value_parser(values::sort_parser(columns(&list))));
    }
}
