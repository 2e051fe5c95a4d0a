//! What a database has of what we need and of what is ours, read from the catalog alone.

use std::collections::BTreeMap;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::contract::{self, Column};
use super::drift::{self, Definition};
use super::files::{REQUIRED, SOURCES, VERSIONS_TABLE, our_relations};
use crate::db::decode::RowExt as _;
use crate::db::pool::{Parameter, ReadTransaction, Session};
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const SERVER: Sql<'static> = sql!("inventory/server.sql");
const RELATIONS: Sql<'static> = sql!("inventory/relations.sql");
const COLUMNS: Sql<'static> = sql!("inventory/columns.sql");
const FUNCTIONS: Sql<'static> = sql!("inventory/functions.sql");
const ADAPTERS: Sql<'static> = sql!("inventory/adapters.sql");
const VERSIONS: Sql<'static> = sql!("inventory/versions.sql");

/// Whatever answers a query: the session of an installation, or the read of a status.
pub(super) trait Ask {
    /// The rows of one statement.
    fn ask(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, Failure>> + Send;
}

impl Ask for Session {
    async fn ask(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.query(sql, parameters).await
    }
}

impl Ask for ReadTransaction {
    async fn ask(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.query_in_savepoint(sql, parameters).await
    }
}

/// A table or view that is there.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    /// `table`, `view`, or what else it is.
    pub(super) kind: String,
    /// Whose it is.
    pub(super) owner: String,
    /// Whether we have the owner's rights.
    pub(super) is_owner: bool,
    /// Whether we may read it.
    pub(super) is_readable: bool,
}

/// A function of ours that is there.
#[derive(Clone, Debug)]
pub(super) struct Function {
    /// Whose it is.
    pub(super) owner: String,
    /// Whether we have the owner's rights.
    pub(super) is_owner: bool,
}

/// A numbered file that was applied.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    /// The rest of its name.
    pub(super) name: String,
    /// Its checksum then.
    pub(super) sha256: String,
}

/// What a database has.
#[derive(Clone, Debug)]
pub(super) struct Inventory {
    /// The role whose rights count.
    pub(super) role: String,
    /// The database's name.
    pub(super) database: String,
    /// Whether the role may create objects in `ops`.
    pub(super) can_create: bool,
    /// The time zone in the installed function.
    pub(super) business_time_zone: Option<String>,
    /// Whether the enum of job types knows our job; `None` where there is no such enum.
    pub(super) refresh_label: Option<bool>,
    /// The name of that enum.
    pub(super) refresh_label_type: Option<String>,
    /// Whose that enum is.
    pub(super) refresh_label_owner: Option<String>,
    /// Whether the role has the rights of that owner.
    pub(super) may_add_label: bool,
    /// Required tables, optional sources and relations of ours that are there, by name with schema.
    pub(super) relations: BTreeMap<String, Relation>,
    /// The columns of those of them whose columns matter.
    pub(super) columns: BTreeMap<String, Vec<Column>>,
    /// Functions of ours that are there, by name with schema.
    pub(super) functions: BTreeMap<String, Function>,
    /// Whether each installed adapter reads its source.
    pub(super) adapters: BTreeMap<String, bool>,
    /// The numbered files that were applied; `None` where the table cannot be read.
    pub(super) versions: Option<BTreeMap<i32, Applied>>,
    /// What the last installation left, by name with schema; empty where nobody can say.
    pub(super) definitions: BTreeMap<String, Definition>,
}

impl Inventory {
    /// Reads it. The search path does not matter.
    pub(super) async fn read(reader: &mut impl Ask) -> Result<Self, Failure> {
        let names: Vec<&str> = REQUIRED
            .into_iter()
            .chain(SOURCES.iter().map(|source| source.relation))
            .chain(our_relations())
            .collect();
        let relations: BTreeMap<_, _> = reader
            .ask(RELATIONS, &[(&names, Type::TEXT_ARRAY)])
            .await?
            .iter()
            .map(relation)
            .collect::<Result<_, _>>()?;
        let versions = match relations.get(VERSIONS_TABLE) {
            None => Some(BTreeMap::new()),
            Some(table) if !table.is_readable => None,
            Some(_) => Some(versions(reader).await?),
        };
        let definitions = match &versions {
            Some(versions) if !versions.is_empty() => drift::read(reader).await?,
            _ => BTreeMap::new(),
        };
        let mut inventory = Self {
            relations,
            versions,
            definitions,
            columns: columns(reader).await?,
            functions: reader
                .ask(FUNCTIONS, &[])
                .await?
                .iter()
                .map(function)
                .collect::<Result<_, _>>()?,
            adapters: adapters(reader).await?,
            role: String::new(),
            database: String::new(),
            can_create: false,
            business_time_zone: None,
            refresh_label: None,
            refresh_label_type: None,
            refresh_label_owner: None,
            may_add_label: false,
        };
        if let Some(row) = reader.ask(SERVER, &[]).await?.first() {
            inventory.role = row.read_text("role")?;
            inventory.database = row.read_text("database")?;
            inventory.can_create = row.read("can_create")?;
            inventory.business_time_zone = row.read_optional_text("business_time_zone")?;
            inventory.refresh_label = row.read_optional("refresh_label")?;
            inventory.refresh_label_type = row.read_optional_text("refresh_label_type")?;
            inventory.refresh_label_owner = row.read_optional_text("refresh_label_owner")?;
            inventory.may_add_label = row.read_optional("may_add_label")? == Some(true);
        }
        Ok(inventory)
    }

    /// Whether a table or view is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.relations.contains_key(name)
    }

    /// Whether the installed adapter of a source reads it, and does not stand in for it.
    pub(super) fn reads(&self, source: &str) -> bool {
        let adapter = SOURCES.iter().find(|known| known.relation == source);
        adapter.is_some_and(|source| self.adapters.get(source.adapter) == Some(&true))
    }

    /// The enum of job types, where it does not know the refresh job.
    pub(super) fn enum_without_refresh(&self) -> Option<String> {
        self.refresh_label_type.clone().filter(|_| self.refresh_label == Some(false))
    }

    /// Whether a numbered file was applied.
    pub(super) fn has_version(&self, version: i32) -> bool {
        self.versions.as_ref().is_some_and(|versions| versions.contains_key(&version))
    }
}

fn relation(row: &Row) -> Result<(String, Relation), Failure> {
    let relation = Relation {
        kind: row.read_text("kind")?,
        owner: row.read_text("owner")?,
        is_owner: row.read("is_owner")?,
        is_readable: row.read("is_readable")?,
    };
    Ok((row.read_text("name")?, relation))
}

fn function(row: &Row) -> Result<(String, Function), Failure> {
    let function = Function { owner: row.read_text("owner")?, is_owner: row.read("is_owner")? };
    Ok((row.read_text("name")?, function))
}

async fn versions(reader: &mut impl Ask) -> Result<BTreeMap<i32, Applied>, Failure> {
    let rows = reader.ask(VERSIONS, &[]).await?;
    rows.iter()
        .map(|row| {
            let applied =
                Applied { name: row.read_text("name")?, sha256: row.read_text("sha256")? };
            Ok((row.read("version")?, applied))
        })
        .collect()
}

async fn columns(reader: &mut impl Ask) -> Result<BTreeMap<String, Vec<Column>>, Failure> {
    let mut names: Vec<&str> = contract::VIEWS.iter().map(|view| view.name).collect();
    names.push(contract::CLAIMS);
    names.extend(contract::AUDIT_TABLES.iter().map(|table| table.name));
    let mut columns: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in reader.ask(COLUMNS, &[(&names, Type::TEXT_ARRAY)]).await? {
        let column = Column { name: row.read_text("name")?, type_name: row.read_text("type")? };
        columns.entry(row.read_text("relation")?).or_default().push(column);
    }
    Ok(columns)
}

async fn adapters(reader: &mut impl Ask) -> Result<BTreeMap<String, bool>, Failure> {
    let adapters = SOURCES.map(|source| source.adapter);
    let relations = SOURCES.map(|source| source.relation);
    let parameters: [Parameter<'_>; 2] =
        [(&&adapters[..], Type::TEXT_ARRAY), (&&relations[..], Type::TEXT_ARRAY)];
    let rows = reader.ask(ADAPTERS, &parameters).await?;
    rows.iter().map(|row| Ok((row.read_text("adapter")?, row.read("reads_source")?))).collect()
}
