//! What each list of `show` can be sorted and filtered by, taken from the lists themselves.

use clap::Command;

use super::values;
use crate::model::{List, SortColumn};

fn columns(list: &List) -> Vec<SortColumn> {
    list.sorts().iter().map(|sort| sort.column).collect()
}

/// Every column of every list, each once.
pub(super) fn every_column() -> Vec<SortColumn> {
    let mut every = Vec::new();
    for column in List::EVERY.iter().flat_map(columns) {
        if !every.contains(&column) {
            every.push(column);
        }
    }
    every
}

/// Narrows `--sort` and `--filter` of each list to what that list has, and leaves the order of the commands.
pub(super) fn offer_columns(command: &mut Command) {
    let show = command.get_subcommands_mut().find(|command| command.get_name() == "show");
    for list_command in show.into_iter().flat_map(Command::get_subcommands_mut) {
        let found = List::EVERY.into_iter().find(|list| list.name() == list_command.get_name());
        let Some(list) = found else { continue };
        *list_command = std::mem::take(list_command)
            .mut_arg("sort", |sort| sort.value_parser(values::sort_parser(columns(&list))))
            .mut_arg("filter", |filter| filter.value_parser(values::filter_parser(list.fields())));
    }
}
