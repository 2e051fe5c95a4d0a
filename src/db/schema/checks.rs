//! What stands against an installation, found before anything is changed.

use super::contract::{self, CLAIMS, CLAIMS_COLUMNS, COLLECTION, Column, ContractView};
use super::error::{Incompatibility, Owned, SchemaError};
use super::files::{FUNCTION_NAMES, MIGRATIONS, REQUIRED, SOURCES, TABLES, VIEWS, our_relations};
use super::inventory::Inventory;
use super::report::REFRESH_LABEL;

/// CT4's table of runs, and the numbered file that puts an index on it.
const RUNS: &str = "ops.ingestion_runs";
const RUNS_VERSION: i32 = 3;

/// Refuses what could not work, in the order in which a person would mend it.
pub(super) fn refuse(inventory: &Inventory) -> Result<(), SchemaError> {
    required_tables(inventory)?;
    versions(inventory)?;
    let incompatible = incompatible(inventory);
    if !incompatible.is_empty() {
        return Err(SchemaError::Incompatible(incompatible));
    }
    rights(inventory)
}

/// Every required table is there.
fn required_tables(inventory: &Inventory) -> Result<(), SchemaError> {
    let missing: Vec<_> =
        REQUIRED.iter().filter(|name| !inventory.has(name)).map(ToString::to_string).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(SchemaError::MissingTables { database: inventory.database.clone(), missing })
}

/// What was applied is what we hold, and nothing newer.
fn versions(inventory: &Inventory) -> Result<(), SchemaError> {
    for (version, applied) in inventory.versions.iter().flatten() {
        let Some(known) = MIGRATIONS.iter().find(|migration| migration.version == *version) else {
            return Err(SchemaError::NewerVersion {
                version: *version,
                name: applied.name.clone(),
            });
        };
        let sha256 = known.sha256();
        if applied.sha256 != sha256 {
            return Err(SchemaError::ChangedVersion {
                version: *version,
                name: applied.name.clone(),
                installed: applied.sha256.clone(),
                known: sha256,
            });
        }
    }
    Ok(())
}

/// The objects of our names that cannot be replaced by ours.
pub(super) fn incompatible(inventory: &Inventory) -> Vec<Incompatibility> {
    let adapters = SOURCES.iter().map(|source| source.adapter);
    let views = VIEWS.iter().map(|view| view.name).chain(adapters).map(|name| (name, "view"));
    let tables = TABLES.into_iter().map(|name| (name, "table"));
    let mut found: Vec<Incompatibility> = views
        .chain(tables)
        .filter_map(|(name, expected)| {
            let kind = &inventory.relations.get(name)?.kind;
            (kind != expected).then(|| Incompatibility {
                view: name.to_owned(),
                place: "kind".to_owned(),
                expected: format!("a {expected}"),
                found: format!("a {kind}"),
            })
        })
        .collect();
    for view in &contract::VIEWS {
        if found.iter().all(|other| other.view != view.name) {
            found.extend(first_difference(view, inventory));
        }
    }
    found
}

/// The first column of a view that is there which is not ours.
pub(super) fn first_difference(
    view: &ContractView,
    inventory: &Inventory,
) -> Option<Incompatibility> {
    let found = inventory.columns.get(view.name)?;
    let expected = expected_columns(view, inventory);
    found.iter().enumerate().find_map(|(index, found)| {
        let expected = expected.get(index);
        (expected != Some(found)).then(|| Incompatibility {
            view: view.name.to_owned(),
            place: format!("column {}", index + 1),
            expected: expected.map_or_else(|| "none".to_owned(), show),
            found: show(found),
        })
    })
}

/// The columns that our view will have: CT4's claims view decides the types of those that it lends.
pub(super) fn expected_columns(view: &ContractView, inventory: &Inventory) -> Vec<Column> {
    let mut columns = view.columns();
    if view.name == COLLECTION
        && let Some(claims) = inventory.columns.get(CLAIMS)
    {
        for column in columns.iter_mut().take(CLAIMS_COLUMNS) {
            if let Some(lent) = claims.iter().find(|lent| lent.name == column.name) {
                column.type_name.clone_from(&lent.type_name);
            }
        }
    }
    columns
}

fn show(column: &Column) -> String {
    format!("{} {}", column.name, column.type_name)
}

/// The role may read, create and replace what it has to.
fn rights(inventory: &Inventory) -> Result<(), SchemaError> {
    let role = inventory.role.clone();
    let mut objects: Vec<Owned> = our_relations()
        .into_iter()
        .filter_map(|name| Some((name, inventory.relations.get(name)?)))
        .filter(|(_, relation)| !relation.is_owner)
        .map(|(name, relation)| Owned { object: name.to_owned(), owner: relation.owner.clone() })
        .collect();
    objects.extend(
        FUNCTION_NAMES
            .into_iter()
            .filter_map(|name| Some((name, inventory.functions.get(name)?)))
            .filter(|(_, function)| !function.is_owner)
            .map(|(name, function)| Owned {
                object: format!("{name}()"),
                owner: function.owner.clone(),
            }),
    );
    // The guard of the refresh job is an index on CT4's table of runs.
    if let Some(runs) = inventory.relations.get(RUNS)
        && !runs.is_owner
        && inventory.versions.as_ref().is_some_and(|versions| !versions.contains_key(&RUNS_VERSION))
    {
        objects.push(Owned { object: RUNS.to_owned(), owner: runs.owner.clone() });
    }
    if !objects.is_empty() {
        return Err(SchemaError::NotOwner { role, objects });
    }
    if let Some(enum_type) = inventory.enum_without_refresh()
        && !inventory.may_add_label
    {
        let owner = inventory.refresh_label_owner.clone().unwrap_or_default();
        return Err(SchemaError::MayNotAddLabel { enum_type, label: REFRESH_LABEL, owner });
    }
    if !inventory.can_create {
        return Err(SchemaError::MayNotCreate { role });
    }
    let tables: Vec<_> = REQUIRED
        .into_iter()
        .chain(SOURCES.iter().map(|source| source.relation))
        .filter(|name| inventory.relations.get(*name).is_some_and(|table| !table.is_readable))
        .map(ToOwned::to_owned)
        .collect();
    if tables.is_empty() { Ok(()) } else { Err(SchemaError::MayNotRead { role, tables }) }
}
