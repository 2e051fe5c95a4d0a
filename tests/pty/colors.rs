//! Which colours reach the terminal, and what tells things apart without them.

use std::collections::BTreeSet;

use crate::escapes::styles;
use crate::pty::{Pty, Start};
use crate::world::{dashboard, quit};

/// Starts a dashboard, looks at everything, and gives the numbers of all its styles.
async fn styles_of(adapt: impl FnOnce(Start) -> Start, arguments: &[&str]) -> BTreeSet<Vec<u16>> {
    let database = crate::installed::database_with(crate::installed::Contents::Demo).await;
    let mut pty = adapt(dashboard(&database.url, arguments)).spawn();
    pty.wait_for("LIVE");
    look_around(&mut pty);
    let bytes = pty.bytes_since(0);
    quit(pty);
    styles(&bytes).into_iter().collect()
}

fn look_around(pty: &mut Pty) {
    for key in ["2", "\r", "\r", "3", "\r", "4", "5", "6", "7", "8", "?", "?", " ", " ", "1", "/"] {
        pty.send(key);
        pty.settle();
    }
    pty.send("\x1b");
    pty.settle();
}

/// Whether the first number, or any of a longer list, is one of a colour.
fn is_color(style: &[u16]) -> bool {
    style.iter().any(|number| matches!(number, 30..=49 | 90..=107))
}

fn numbers(styles: &BTreeSet<Vec<u16>>) -> BTreeSet<u16> {
    styles.iter().flatten().copied().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn by_default_five_of_the_terminals_own_colours_are_used_and_no_others() {
    let styles = styles_of(|start| start, &[]).await;
    let colors: BTreeSet<u16> =
        numbers(&styles).into_iter().filter(|number| *number >= 30).collect();
    assert!(colors.is_subset(&BTreeSet::from([31, 32, 33, 35, 36])), "{styles:?}");
    assert!(colors.len() >= 4, "{styles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_colours_weight_and_reverse_tell_things_apart() {
    let no_color = |start: Start| start.variable("NO_COLOR", Some("1"));
    for styles in
        [styles_of(no_color, &[]).await, styles_of(|start| start, &["--color", "never"]).await]
    {
        assert!(!styles.iter().any(|style| is_color(style)), "{styles:?}");
        let numbers = numbers(&styles);
        for attribute in [1, 2, 7] {
            assert!(numbers.contains(&attribute), "{attribute} is missing: {styles:?}");
        }
    }
}
