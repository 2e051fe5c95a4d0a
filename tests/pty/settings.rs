//! The configuration file changes under a dashboard that runs.

use std::fs;
use std::path::PathBuf;

use crate::pty::Pty;
use crate::world::{NOWHERE, dashboard, on_demo_data, quit};

/// A folder of the test's own, with a configuration file in it.
fn file(text: &str) -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, text).unwrap();
    let argument = path.display().to_string();
    (folder, path, argument)
}

/// Whether some cell of the screen is reversed.
fn has_reverse_video(pty: &Pty) -> bool {
    pty.emulated(|screen| {
        (0..24).any(|row| (0..80).any(|x| screen.cell(row, x).is_some_and(vt100::Cell::inverse)))
    })
}

#[test]
fn good_settings_take_effect_and_wrong_ones_change_nothing_until_they_are_mended() {
    let (_folder, path, argument) = file("");
    let mut pty = dashboard(NOWHERE, &["--config", &argument]).sized(120, 30).spawn();
    pty.wait_for("NO DATABASE");

    fs::write(&path, "[keys]\n\"poll now\" = \"R\"\n[database]\npool_size = 3\n").unwrap();
    pty.wait_for("the settings were read again; at the next start: database.pool_size");
    pty.send("R");
    pty.wait_for("polling now");

    fs::write(&path, "[keys]\n\"poll now\" = \"R\"\n[poll]\ninterval = \"5").unwrap();
    pty.wait_for("SETTINGS NOT READ, the last good ones stay");
    pty.wait_for("config.toml:4");
    pty.send("R");
    pty.wait_for("polling now");

    fs::write(&path, "[display]\nlanguage = \"es\"\n").unwrap();
    pty.wait_for("se volvió a leer la configuración");
    pty.wait_gone("SETTINGS NOT READ");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_thresholds_judge_the_figures_at_once() {
    let (_folder, path, argument) = file("[poll]\ninterval = \"1h\"\n");
    let (_database, pty) = on_demo_data(&["--config", &argument]).await;
    pty.wait_until("a bad share", |screen| screen.contents().contains("CRIT"));
    let text = "[poll]\ninterval = \"1h\"\n[health]\nsatisfactory_ok_percent = 2\n\
                satisfactory_warn_percent = 1\nmissing_warn_percent = 99\nconflicts_warn = 900\n\
                conflicts_crit = 1000\n";
    fs::write(&path, text).unwrap();
    pty.wait_gone("CRIT");
    fs::write(&path, "").unwrap();
    pty.wait_for("CRIT");
    quit(pty);
}

#[test]
fn a_theme_without_colours_is_put_on_while_the_dashboard_runs() {
    let (_folder, path, argument) = file("[theme]\nbanner = \"plain\"\ncrit = \"plain\"\n");
    let mut pty = dashboard(NOWHERE, &["--config", &argument]).spawn();
    pty.wait_for("NO DATABASE");
    pty.settle();
    pty.send("1");
    let plain = has_reverse_video(&pty);
    fs::write(&path, "").unwrap();
    pty.wait_for("the settings were read again");
    assert!(!plain && has_reverse_video(&pty), "{}", pty.describe());
    quit(pty);
}
