//! Whether what is installed is what the installation left: a view may have the right columns and another body.

use std::collections::BTreeMap;

use tokio_postgres::Row;

use super::files::ZONE_PLACEHOLDER;
use super::inventory::{Ask, Inventory};
use super::plan;
use super::status::ItemState;
use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const RENDERING: Sql<'static> = sql!("inventory/rendering.sql");
const DEFINITIONS: Sql<'static> = sql!("inventory/definitions.sql");

/// This program.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// A view or function beside what the last installation left of it.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// The checksum of the file that made it.
    file: String,
    /// The scoutwatch that did.
    program: String,
    /// Whether the server renders it as it did then.
    is_same: bool,
    /// Whether it would, had nobody changed it.
    is_comparable: bool,
}

/// What the last installation left, by name with schema; nothing where it did not keep that.
pub(super) async fn read(reader: &mut impl Ask) -> Result<BTreeMap<String, Definition>, Failure> {
    reader.ask(RENDERING, &[]).await?;
    reader.ask(DEFINITIONS, &[]).await?.iter().map(definition).collect()
}

fn definition(row: &Row) -> Result<(String, Definition), Failure> {
    let definition = Definition {
        file: row.read_optional_text("file")?.unwrap_or_default(),
        program: row.read_optional_text("program")?.unwrap_or_default(),
        is_same: row.read("is_same")?,
        is_comparable: row.read("is_comparable")?,
    };
    Ok((row.read_text("name")?, definition))
}

/// The checksums of the files from which this program would make each view and function of a database.
pub(super) fn files(inventory: &Inventory) -> BTreeMap<String, String> {
    let reads = |source: &str| inventory.reads(source);
    let zone = inventory.business_time_zone.as_deref().unwrap_or(ZONE_PLACEHOLDER);
    let objects = plan::objects(&plan::steps(reads, |_| true, zone));
    objects.into_iter().map(|object| (object.name, object.file)).collect()
}

/// What is to be said of a view or function that is otherwise in order; nothing where it is as this program
/// would have it, or where nothing was kept of it.
pub(super) fn judge(
    name: &str,
    definitions: &BTreeMap<String, Definition>,
    files: &BTreeMap<String, String>,
) -> Option<(ItemState, String)> {
    let definition = definitions.get(name)?;
    if !definition.is_same && definition.is_comparable {
        let detail = "somebody has changed it since it was installed";
        return Some((ItemState::Altered, detail.to_owned()));
    }
    if !definition.is_same {
        let detail = "installed on another server or restored since: install again to compare it";
        return Some((ItemState::Unknown, detail.to_owned()));
    }
    if is_newer(&definition.program) {
        return Some((ItemState::Newer, format!("as scoutwatch {} has it", definition.program)));
    }
    let is_ours = files.get(name).is_none_or(|file| *file == definition.file);
    (!is_ours).then(|| (ItemState::Older, format!("as scoutwatch {} had it", definition.program)))
}

/// Whether a version is one that comes after this program's.
fn is_newer(version: &str) -> bool {
    let numbers = |version: &str| -> Option<Vec<u32>> {
        version.split('.').map(|number| number.parse().ok()).collect()
    };
    numbers(version) > numbers(PROGRAM)
}
