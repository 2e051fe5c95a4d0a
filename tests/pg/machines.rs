//! Several machines: a primary with a standby that streams from it, promotion, and a pooler in between.

mod failover;
mod replay;
mod viewer;
mod ways;

use scoutwatch::db::schema::{InstallOptions, Right, grant};

use crate::refresh::{execute, handle};
use crate::standby::{Pair, Server};

/// Makes the role `operator`, who may run the job and nothing more, on both servers.
async fn add_operator(pair: &Pair) {
    let administrator = pair.connect(Server::Primary).await;
    execute(&administrator, "create role operator login").await;
    let owner = handle(&pair.url_of(Server::Primary), "postgres");
    grant(&owner, Right::Operator, "operator", &InstallOptions::default()).await.unwrap();
    owner.close();
    pair.catch_up().await;
}
