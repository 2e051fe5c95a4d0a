//! Which of two servers an address reaches, before and after a promotion.

use std::time::Duration;

use scoutwatch::db::connect::connect_once;
use scoutwatch::model::FailureKind;

use crate::handles::settings;
use crate::installed::Contents;
use crate::standby::{Pair, Server};

const LIMIT: Duration = Duration::from_secs(10);

/// Which server an address reaches; nothing where none will do.
async fn reached(pair: &Pair, first: Server, wish: &str) -> Option<Server> {
    let url = pair.url(first, &format!("target_session_attrs={wish}"));
    match connect_once(&settings(&url), LIMIT, "ways").await {
        Ok(connection) => {
            assert!(connection.link().is_one_of_several());
            let primary = pair.primary.socket_directory().display().to_string();
            let is_primary = connection.link().endpoint().starts_with(&primary);
            Some(if is_primary { Server::Primary } else { Server::Standby })
        }
        Err(failure) => {
            assert!(failure.kind.is_connection() && failure.kind != FailureKind::Authentication);
            let said = failure.to_string();
            for server in [&pair.primary, &pair.standby] {
                let folder = server.socket_directory().display().to_string();
                assert!(said.contains(&folder), "each host is named: {said}");
            }
            None
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wish_finds_its_server_in_either_order_and_after_a_promotion() {
    use Server::{Primary, Standby};
    let pair = Pair::start(Contents::Empty).await;
    for (wish, primary_first, standby_first) in [
        ("any", Primary, Standby),
        ("primary", Primary, Primary),
        ("read-write", Primary, Primary),
        ("standby", Standby, Standby),
        ("read-only", Standby, Standby),
        ("prefer-standby", Standby, Standby),
    ] {
        assert_eq!(reached(&pair, Primary, wish).await, Some(primary_first), "{wish}");
        assert_eq!(reached(&pair, Standby, wish).await, Some(standby_first), "{wish}");
    }
    let pair = pair.lose_primary().await;
    for (wish, found) in [
        ("any", Some(Standby)),
        ("primary", None),
        ("read-write", None),
        ("standby", Some(Standby)),
        ("read-only", Some(Standby)),
        ("prefer-standby", Some(Standby)),
    ] {
        assert_eq!(reached(&pair, Primary, wish).await, found, "{wish} without a primary");
    }
    pair.promote().await;
    for (wish, found) in [
        ("any", Some(Standby)),
        ("primary", Some(Standby)),
        ("read-write", Some(Standby)),
        ("standby", None),
        ("read-only", None),
        ("prefer-standby", Some(Standby)),
    ] {
        assert_eq!(reached(&pair, Primary, wish).await, found, "{wish} after the promotion");
    }
}
