//! What a database has of the schema: read from the catalog alone, so that the least right will do.

use super::checks::{expected_columns, first_difference};
use super::contract::{self, Column, ContractView};
use super::drift;
use super::error::SchemaError;
use super::files::{
    FUNCTION_NAMES, MIGRATIONS, REQUIRED, SOURCES, Source, TABLES, VERSIONS_TABLE, VIEWS,
};
use super::inventory::Inventory;
use crate::db::pool::{Database, Deadline, ReadLimits};

/// What a database has of the schema, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaStatus {
    /// The database, as it calls itself.
    pub database: String,
    /// The role that asked, whose rights were looked at.
    pub role: String,
    /// Everything that an installation needs or leaves behind, in the order of [`ItemKind`].
    pub items: Vec<StatusItem>,
    /// The time zone of a business day; `None` where nothing is installed.
    pub business_time_zone: Option<String>,
    /// The enum of job types, where it does not know the refresh job; an installation adds that.
    pub enum_without_refresh: Option<String>,
}

impl SchemaStatus {
    /// Whether nothing is missing, older or in the way.
    pub fn is_complete(&self) -> bool {
        self.items.iter().all(|item| item.state.is_good())
    }

    /// Whether an installation could bring it into order: nothing that it needs is missing or in the way.
    pub fn can_be_installed(&self) -> bool {
        self.items.iter().all(|item| match item.state {
            ItemState::Missing => item.kind != ItemKind::Required,
            ItemState::Incompatible | ItemState::Changed | ItemState::Newer => false,
            _ => true,
        })
    }
}

/// One thing and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its name, with its schema where it has one.
    pub name: String,
    /// How it is.
    pub state: ItemState,
    /// What exactly, where the state alone does not say it.
    pub detail: Option<String>,
}

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A table of CT4 that must be there.
    Required,
    /// A table or view of CT4 that may be absent.
    Source,
    /// A numbered file that is applied once.
    Version,
    /// A table of ours.
    Table,
    /// A view of ours.
    View,
    /// A function of ours.
    Function,
}

impl ItemKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Source => "source",
            Self::Version => "version",
            Self::Table => "table",
            Self::View => "view",
            Self::Function => "function",
        }
    }
}

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    /// As this program would have it.
    Ok,
    /// It may be absent, and is.
    Absent,
    /// There, but the role may not read it.
    Denied,
    /// There in an older form that can be brought up to date.
    Older,
    /// The installed views do not know that the source has come, or gone.
    Stale,
    /// Not there.
    Missing,
    /// There in a form that cannot be replaced.
    Incompatible,
    /// Applied from another file than this program holds.
    Changed,
    /// Another than the installation left.
    Altered,
    /// Made by a newer program.
    Newer,
    /// The role may not see it, or it cannot be compared.
    Unknown,
}

impl ItemState {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Absent => "absent",
            Self::Denied => "denied",
            Self::Older => "older",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Incompatible => "incompatible",
            Self::Changed => "changed",
            Self::Altered => "altered",
            Self::Newer => "newer",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is in order.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Ok | Self::Absent | Self::Unknown)
    }
}

/// Reads what is there. Changes nothing, and needs no right but to connect.
///
/// # Errors
/// What the database said, or that it said nothing in time.
pub async fn status(
    database: &Database,
    deadline: Deadline,
    limits: ReadLimits,
) -> Result<SchemaStatus, SchemaError> {
    let mut read = database.session(deadline).await?.begin_read(limits).await?;
    let inventory = Inventory::read(&mut read).await?;
    read.finish().await?;
    Ok(judge(&inventory))
}

/// How everything is.
fn judge(inventory: &Inventory) -> SchemaStatus {
    let mut items = Vec::new();
    for name in REQUIRED {
        let state = if inventory.has(name) { ItemState::Ok } else { ItemState::Missing };
        items.push(item(ItemKind::Required, name, state, None));
    }
    items.extend(SOURCES.iter().map(|source| judge_source(source, inventory)));
    items.extend(versions(inventory));
    items.extend(TABLES.into_iter().map(|name| table(name, inventory)));
    items.extend(SOURCES.iter().map(|source| own_view(source.adapter, inventory, false)));
    items.extend(VIEWS.iter().map(|view| {
        match contract::VIEWS.iter().find(|contract| contract.name == view.name) {
            Some(contract) => contract_view(contract, inventory),
            None => own_view(view.name, inventory, true),
        }
    }));
    for name in FUNCTION_NAMES {
        let is_there = inventory.functions.contains_key(name);
        let state = if is_there { ItemState::Ok } else { ItemState::Missing };
        items.push(item(ItemKind::Function, name, state, None));
    }
    let files = drift::files(inventory);
    for item in items.iter_mut().filter(|item| item.state == ItemState::Ok) {
        if matches!(item.kind, ItemKind::View | ItemKind::Function)
            && let Some((state, detail)) = drift::judge(&item.name, &inventory.definitions, &files)
        {
            (item.state, item.detail) = (state, Some(detail));
        }
    }
    SchemaStatus {
        database: inventory.database.clone(),
        role: inventory.role.clone(),
        items,
        business_time_zone: inventory.business_time_zone.clone(),
        enum_without_refresh: inventory.enum_without_refresh(),
    }
}

fn item(kind: ItemKind, name: &str, state: ItemState, detail: Option<String>) -> StatusItem {
    StatusItem { kind, name: name.to_owned(), state, detail }
}

/// A source that may be absent, and whether the installed views know it.
fn judge_source(source: &Source, inventory: &Inventory) -> StatusItem {
    let is_there = inventory.has(source.relation);
    let (state, detail) = match (is_there, inventory.adapters.get(source.adapter)) {
        (true, Some(false)) => (ItemState::Stale, Some("it has come: install again to read it")),
        (true, _) => (ItemState::Ok, None),
        // A view keeps what it reads from being dropped, so this takes a drop … cascade.
        (false, Some(true)) => (ItemState::Stale, Some("it has gone: install again")),
        (false, _) => (ItemState::Absent, Some("the views take it for empty")),
    };
    item(ItemKind::Source, source.relation, state, detail.map(str::to_owned))
}

/// The numbered files, those that only a newer program knows among them.
fn versions(inventory: &Inventory) -> Vec<StatusItem> {
    let name = |number: i32, name: &str| format!("V{number:04} {name}");
    let mut items: Vec<_> = MIGRATIONS
        .iter()
        .map(|migration| {
            let state = match &inventory.versions {
                None => ItemState::Unknown,
                Some(applied) => match applied.get(&migration.version) {
                    None => ItemState::Missing,
                    Some(applied) if applied.sha256 == migration.sha256() => ItemState::Ok,
                    Some(_) => ItemState::Changed,
                },
            };
            item(ItemKind::Version, &name(migration.version, migration.name), state, None)
        })
        .collect();
    let is_known = |number: i32| MIGRATIONS.iter().any(|migration| migration.version == number);
    items.extend(
        inventory.versions.iter().flatten().filter(|(number, _)| !is_known(**number)).map(
            |(number, applied)| {
                item(ItemKind::Version, &name(*number, &applied.name), ItemState::Newer, None)
            },
        ),
    );
    items
}

/// A table of ours; of the audit tables the columns are looked at too, since older ones may lack some.
fn table(name: &str, inventory: &Inventory) -> StatusItem {
    let Some(relation) = inventory.relations.get(name) else {
        return item(ItemKind::Table, name, ItemState::Missing, None);
    };
    if relation.kind != "table" {
        let detail = format!("it is a {}", relation.kind);
        return item(ItemKind::Table, name, ItemState::Incompatible, Some(detail));
    }
    let audit = contract::AUDIT_TABLES.iter().find(|audit| audit.name == name);
    let found = inventory.columns.get(name).map(Vec::as_slice).unwrap_or_default();
    for column in audit.map(contract::AuditTable::columns).unwrap_or_default() {
        match found.iter().find(|found| found.name == column.name) {
            Some(found) if *found == column => {}
            Some(found) => {
                let detail = format!(
                    "column {}: expected {}, found {}",
                    column.name, column.type_name, found.type_name
                );
                return item(ItemKind::Table, name, ItemState::Incompatible, Some(detail));
            }
            None => {
                let detail = format!("it lacks the column {}", column.name);
                return item(ItemKind::Table, name, ItemState::Older, Some(detail));
            }
        }
    }
    let has_versions = inventory.versions.as_ref().is_some_and(|versions| !versions.is_empty());
    if name == VERSIONS_TABLE && has_versions && inventory.definitions.is_empty() {
        let detail = "it does not hold what was installed: a changed view goes unnoticed";
        return item(ItemKind::Table, name, ItemState::Older, Some(detail.to_owned()));
    }
    item(ItemKind::Table, name, ItemState::Ok, None)
}

/// A view that no contract fixes.
fn own_view(name: &str, inventory: &Inventory, is_read: bool) -> StatusItem {
    let (state, detail) = match inventory.relations.get(name) {
        None => (ItemState::Missing, None),
        Some(view) if view.kind != "view" => {
            (ItemState::Incompatible, Some(format!("it is a {}", view.kind)))
        }
        Some(view) if is_read && !view.is_readable => (ItemState::Denied, None),
        Some(_) => (ItemState::Ok, None),
    };
    item(ItemKind::View, name, state, detail)
}

/// A view of the contract, by its columns.
fn contract_view(view: &ContractView, inventory: &Inventory) -> StatusItem {
    let whole = own_view(view.name, inventory, true);
    if !matches!(whole.state, ItemState::Ok | ItemState::Denied) {
        return whole;
    }
    let expected = expected_columns(view, inventory);
    let found = inventory.columns.get(view.name).map(Vec::as_slice).unwrap_or_default();
    if found.len() > expected.len() && found.starts_with(&expected) {
        return item(ItemKind::View, view.name, ItemState::Newer, None);
    }
    if let Some(difference) = first_difference(view, inventory) {
        let detail = format!(
            "{}: expected {}, found {}",
            difference.place, difference.expected, difference.found
        );
        return item(ItemKind::View, view.name, ItemState::Incompatible, Some(detail));
    }
    let lacking: Vec<&str> =
        expected.iter().skip(found.len()).map(|column: &Column| column.name.as_str()).collect();
    if lacking.is_empty() {
        return whole;
    }
    let detail = format!("without {}", lacking.join(", "));
    item(ItemKind::View, view.name, ItemState::Older, Some(detail))
}
