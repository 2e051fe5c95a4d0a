//! The demo: it starts, shows the published totals, and leaves nothing behind.

use scoutwatch::commands::demo::{Demo, DemoOptions};
use scoutwatch::config::Config;

use crate::database::{connect, environment};

#[tokio::test]
async fn a_demo_shows_the_published_totals_and_leaves_nothing_behind() {
    let config = Config::built_in().unwrap();
    let mut words = Vec::new();
    let options = DemoOptions { persons: 2033, keep: false };
    let demo = Demo::start(&config, &environment(), options, &mut words).await.unwrap();
    let client = connect(&demo.connection_string()).await;
    let query = "SELECT total_persons, persons_with_scout_satisfactory \
                 FROM ops.v_scout_attribution_metrics_snapshot";
    let row = client.query_one(query, &[]).await.unwrap();
    assert_eq!(row.try_get::<_, i64>(0).unwrap(), 2033);
    assert_eq!(row.try_get::<_, i64>(1).unwrap(), 357);

    let folder = demo.settings().endpoints()[0].to_string();
    demo.stop(&mut words).await.unwrap();
    let folder = folder.split_once(':').map_or(folder.as_str(), |(folder, _)| folder);
    assert!(!std::path::Path::new(folder).exists(), "{folder}");
}
