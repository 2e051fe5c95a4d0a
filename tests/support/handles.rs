//! Short ways to a handle on a test database, and to the statements of tests.

use std::time::Duration;

use scoutwatch::db::cluster::Cluster;
use scoutwatch::db::pool::{Database, Deadline, PoolOptions};
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::db::sql::Sql;
use scoutwatch::model::Environment;
use tokio_postgres::Client;

/// The settings that a connection string gives, in an environment that says nothing else.
pub(crate) fn settings(text: &str) -> ConnectionSettings {
    let environment = Environment { user: Some("tester".to_owned()), ..Environment::default() };
    let given = GivenConnection { text, origin: "the test" };
    ConnectionSettings::resolve(Some(given), &environment).expect("valid settings")
}

/// A handle with a pool of two, named after the test so that its backends can be found.
pub(crate) fn open(text: &str, name: &str) -> Database {
    let options = PoolOptions { application_name: name.to_owned(), ..PoolOptions::default() };
    Database::open(settings(text), &options).expect("a pool")
}

/// A statement of a test.
pub(crate) fn statement(text: &str) -> Sql<'_> {
    Sql { file: "test.sql", text }
}

/// A deadline that only a hanging test reaches.
pub(crate) fn soon() -> Deadline {
    Deadline::after(Duration::from_secs(20))
}

/// The socket of a cluster's server.
pub(crate) fn socket_of(cluster: &Cluster) -> std::path::PathBuf {
    cluster.socket_directory().join(format!(".s.PGSQL.{}", cluster.port()))
}

/// How many backends of the session called `name` do what `condition` says.
pub(crate) async fn count_backends(administrator: &Client, name: &str, condition: &str) -> i64 {
    let text = format!(
        "select count(*) from pg_catalog.pg_stat_activity \
         where application_name = '{name}' and ({condition})"
    );
    let row = administrator.query_one(&text, &[]).await.expect("the server answers");
    row.try_get(0).expect("a count")
}

/// Ends every backend of the session called `name`.
pub(crate) async fn terminate_backends(administrator: &Client, name: &str) {
    let text = format!(
        "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity \
         where application_name = '{name}'"
    );
    administrator.batch_execute(&text).await.expect("the server answers");
}
