//! docs/sql.md is made of an installed database: every view, table and function of ours with what its comments say.

use std::fmt::Write as _;
use std::path::Path;

use tokio_postgres::Client;

use crate::installed::{Contents, database_with};

const HEAD: &str = "\
# The views, tables and functions

What `scoutwatch schema install` puts into the schema `ops`, as an installed database describes it: `\\d+ ops.NAME` in psql
says the same. This page is generated: `UPDATE=1 cargo test --test pg handbook` writes it anew.

The columns of a view that CT4 had before come first and never change; ours come after. A view reads with the rights of its
owner, so that whoever may read it needs no right on the tables below. [security.md](security.md) says who may read what.
Ask for an order where it matters: no view has one.
";

/// The parts of the page: a heading, what it says, and which relations it has.
const PARTS: [(&str, &str, &str); 4] = [
    (
        "Views to ask",
        "What the dashboard, `show`, the HTTP interface and people by hand read.",
        "class.relkind = 'v' and class.relname not like 'v\\_scoutwatch\\_%' and class.relname not like '%\\_candidates'",
    ),
    (
        "Views of the refresh job",
        "What the job would do about each row; it changes the rows that they name and no others.",
        "class.relkind = 'v' and class.relname like '%\\_candidates'",
    ),
    (
        "Adapters",
        "Views over the sources that a deployment may lack; without its source an adapter has no rows. Nobody but the views \
         above reads them.",
        "class.relkind = 'v' and class.relname like 'v\\_scoutwatch\\_%'",
    ),
    (
        "Tables",
        "Audits are append-only and a closed day stays as it is: triggers refuse anything else, whoever asks.",
        "class.relkind = 'r'",
    ),
];

/// Ours begin their comments with the program's name; CT4's objects do not.
const PREFIX: &str = "scoutwatch: ";

#[tokio::test]
async fn the_page_of_the_views_is_that_of_an_installed_database() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let mut page = HEAD.to_owned();
    for (heading, says, condition) in PARTS {
        write!(page, "\n## {heading}\n\n{says}\n").unwrap();
        relations(&client, condition, &mut page).await;
    }
    functions(&client, &mut page).await;

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sql.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/sql.md is old; UPDATE=1 cargo test --test pg handbook writes it anew"
    );
    for view in scoutwatch::db::schema::contract::VIEWS {
        assert!(page.contains(&format!("### {}\n", view.name)), "{} is missing", view.name);
    }
}

/// The relations that fulfil a condition, each with its columns.
async fn relations(client: &Client, condition: &str, page: &mut String) {
    let query = format!(
        "select
             'ops.' || class.relname as name,
             obj_description(class.oid, 'pg_class') as said,
             attribute.attname::text as column_name,
             format_type(attribute.atttypid, attribute.atttypmod) as column_type,
             col_description(class.oid, attribute.attnum) as column_said
         from pg_class as class
         join pg_attribute as attribute
             on attribute.attrelid = class.oid and attribute.attnum > 0 and not attribute.attisdropped
         where class.relnamespace = 'ops'::regnamespace
             and obj_description(class.oid, 'pg_class') like 'scoutwatch: %'
             and ({condition})
         order by class.relname collate \"C\", attribute.attnum"
    );
    let mut before = String::new();
    for row in client.query(&query, &[]).await.unwrap() {
        let text = |column: &str| row.try_get::<_, Option<String>>(column).unwrap();
        let name = text("name").unwrap();
        if name != before {
            let said = sentence(&text("said").unwrap());
            write!(page, "\n### {name}\n\n{said}\n\n| column | type | |\n|---|---|---|\n").unwrap();
            before.clone_from(&name);
        }
        let column = text("column_name").unwrap();
        let meaning = text("column_said").unwrap_or_else(|| panic!("{name}.{column} says nothing"));
        let type_name = text("column_type").unwrap();
        writeln!(page, "| `{column}` | {type_name} | {} |", meaning.replace('|', "\\|")).unwrap();
    }
    assert!(!before.is_empty(), "nothing is {condition}");
}

async fn functions(client: &Client, page: &mut String) {
    page.push_str("\n## Functions\n\n| function | returns | |\n|---|---|---|\n");
    let query = "select
             'ops.' || function.proname || '(' || pg_get_function_identity_arguments(function.oid) || ')' as name,
             pg_get_function_result(function.oid) as result,
             obj_description(function.oid, 'pg_proc') as said
         from pg_proc as function
         where function.pronamespace = 'ops'::regnamespace and function.proname like 'scoutwatch\\_%'
         order by 1";
    for row in client.query(query, &[]).await.unwrap() {
        let text = |column: &str| row.try_get::<_, String>(column).unwrap();
        let said = sentence(&text("said"));
        writeln!(page, "| `{}` | {} | {said} |", text("name"), text("result")).unwrap();
    }
}

/// A comment as a sentence of its own.
fn sentence(said: &str) -> String {
    let said = said.strip_prefix(PREFIX).unwrap_or(said).replace('|', "\\|");
    let mut letters = said.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if said.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
