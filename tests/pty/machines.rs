//! A primary that dies, and a standby that is promoted, before somebody who touches nothing.

use std::time::{Duration, Instant};

use crate::installed::Contents;
use crate::standby::{Pair, Server};
use crate::world::{add_person, dashboard, quit};

/// The longest time from the promotion to figures. It is a promise to people, so it is measured.
const PROMISE: Duration = Duration::from_secs(16);

#[tokio::test(flavor = "multi_thread")]
async fn after_the_promotion_of_the_standby_there_are_figures_again_within_16_seconds_without_a_key()
 {
    let pair = Pair::start(Contents::Demo).await;
    let url = pair.url(Server::Primary, "target_session_attrs=primary");
    let pty = dashboard(&url, &[]).spawn();
    pty.wait_for("LIVE");
    pty.wait_for("1,676");

    let pair = pair.lose_primary().await;
    pty.wait_for("NO DATABASE for ");
    assert!(pty.screen().contains("1,676"), "the figures stay: {}", pty.describe());
    // Long enough for the pauses between two tries to have grown to the longest.
    tokio::time::sleep(Duration::from_secs(20)).await;
    pair.promote().await;
    let promoted = Instant::now();
    add_person(&pair.connect(Server::Standby).await).await;
    pty.wait_for("1,677");
    let took = promoted.elapsed();
    assert!(took < PROMISE, "{took:?}: {}", pty.describe());
    println!("figures again {took:?} after the promotion");
    pty.wait_for("LIVE");
    pty.wait_gone("NO DATABASE");
    quit(pty);
}
