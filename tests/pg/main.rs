//! Tests on a real PostgreSQL server, made from the server programs of this machine. Where there are
//! none, they fail: a test that was not run proves nothing.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[cfg(test)]
#[path = "../support/database.rs"]
mod database;

#[cfg(test)]
#[path = "../support/handles.rs"]
mod handles;

#[cfg(test)]
#[path = "../support/proxy.rs"]
mod proxy;

#[cfg(test)]
#[path = "../support/pooler.rs"]
mod pooler;

#[cfg(test)]
#[path = "../support/standby.rs"]
mod standby;

#[cfg(test)]
#[path = "../support/installed.rs"]
mod installed;

#[cfg(test)]
#[path = "../support/binary.rs"]
mod binary;

#[cfg(test)]
#[path = "../support/contract_json.rs"]
mod contract_json;

#[cfg(test)]
#[path = "../support/http.rs"]
mod http;

#[cfg(test)]
mod check;

#[cfg(test)]
mod cluster;

#[cfg(test)]
mod connect;

#[cfg(test)]
mod demo;

#[cfg(test)]
mod doctor;

#[cfg(test)]
mod faults;

#[cfg(test)]
mod machines;

#[cfg(test)]
mod plain;

#[cfg(test)]
mod poller;

#[cfg(test)]
mod queries;

#[cfg(test)]
mod refresh;

#[cfg(test)]
mod runbook;

#[cfg(test)]
mod schema;

#[cfg(test)]
mod serve;

#[cfg(test)]
mod session;

#[cfg(test)]
mod share;

#[cfg(test)]
mod show;

#[cfg(test)]
mod tls;
