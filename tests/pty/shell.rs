//! Under a shell: suspended and back, without a terminal, on terminals of all kinds.

use rustix::process::Signal;

use crate::pty::{Pty, Start};
use crate::world::{
    CTRL_Z, NOWHERE, assert_ends_well, assert_restored, dashboard, eventually, quit,
};

const PROMPT: &str = "ready> ";

/// An interactive shell with job control, in which `$DASHBOARD` starts the dashboard.
fn shell() -> Pty {
    let line = format!("{} --database-url '{NOWHERE}'", crate::pty::BINARY);
    let pty = Start::new("/bin/sh", &["-i"])
        .variable("PS1", Some(PROMPT))
        .variable("DASHBOARD", Some(&line))
        .spawn();
    pty.wait_for(PROMPT.trim());
    pty
}

fn start(pty: &mut Pty) {
    pty.send("eval \"$DASHBOARD\"\n");
    pty.wait_for("NO DATABASE");
    pty.wait_for("q quit");
}

/// Waits until the shell has the terminal again.
fn wait_for_prompt(pty: &Pty) {
    pty.wait_until("the prompt", |screen| {
        let last = screen.contents().lines().last().unwrap_or_default().to_owned();
        !screen.alternate_screen() && last.trim() == PROMPT.trim()
    });
}

/// Asserts that the dashboard is there, whole and answering.
fn assert_whole(pty: &mut Pty) {
    pty.wait_until("a whole frame", |screen| {
        let contents = screen.contents();
        screen.alternate_screen()
            && ["SATISFACTORY", "2 Backlog", "5 Jobs", "q quit"]
                .iter()
                .all(|text| contents.contains(text))
    });
    eventually("raw mode", || pty.modes().is_raw());
    assert!(pty.emulated(|screen| screen.hide_cursor() && screen.bracketed_paste()));
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send("?");
    pty.wait_gone("Esc closes");
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_brings_all_back() {
    let mut pty = shell();
    for _ in 0..2 {
        let cooked = pty.modes();
        start(&mut pty);
        pty.send(CTRL_Z);
        wait_for_prompt(&pty);
        assert_restored(&pty);
        assert_eq!(pty.modes(), cooked);
        pty.send("fg\n");
        assert_whole(&mut pty);
        pty.send("q");
        wait_for_prompt(&pty);
        assert_restored(&pty);
        assert_eq!(pty.modes(), cooked);
    }
}

#[test]
fn a_terminal_that_has_changed_its_size_meanwhile_is_filled() {
    let mut pty = shell();
    start(&mut pty);
    pty.send(CTRL_Z);
    wait_for_prompt(&pty);
    pty.resize(100, 30);
    pty.send("fg\n");
    assert_whole(&mut pty);
    let last = pty.screen().lines().last().unwrap().to_owned();
    assert!(last.contains("q quit"), "{}", pty.describe());
    assert_eq!(pty.screen().lines().count(), 30);
}

#[test]
fn a_dashboard_that_is_stopped_from_outside_comes_back_too() {
    let mut pty = shell();
    start(&mut pty);
    let dashboard = foreground(&pty);
    let id = rustix::process::Pid::from_raw(dashboard as i32).unwrap();
    rustix::process::kill_process(id, Signal::STOP).unwrap();
    eventually("the shell has its terminal", || foreground(&pty) == pty.id());
    pty.send("stty sane; echo the shell $((1 + 1))\n");
    pty.wait_for("the shell 2");
    eventually("the shell has set up its terminal", || !pty.modes().is_raw());
    pty.send("fg\n");
    pty.wait_gone("the shell 2");
    assert_whole(&mut pty);
    pty.send("q");
    wait_for_prompt(&pty);
    assert_restored(&pty);
}

/// The process group in front on a terminal, as the kernel tells of the shell.
fn foreground(pty: &Pty) -> u32 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pty.id())).unwrap();
    stat.rsplit_once(") ").unwrap().1.split(' ').nth(5).unwrap().parse().unwrap()
}

#[test]
fn without_a_shell_ctrl_z_says_so_and_nothing_stops() {
    let mut pty = dashboard(NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    pty.send(CTRL_Z);
    pty.wait_for("there is no shell to go back to");
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send("?");
    quit(pty);
}

/// A script's shell waits for its child and would never bring it back.
#[test]
fn under_a_script_ctrl_z_says_so_and_nothing_stops() {
    let line = format!("\"$0\" --database-url '{NOWHERE}'; exit $?");
    let mut pty = Start::shell(&line).spawn();
    pty.wait_for("NO DATABASE");
    pty.send(CTRL_Z);
    pty.wait_for("there is no shell to go back to");
    quit(pty);
}

#[test]
fn without_a_terminal_there_is_a_sentence_and_status_2() {
    for line in [
        "\"$0\" </dev/null; echo status $?",
        "{ \"$0\"; echo status $? >&2; } | cat >/dev/null",
        "\"$0\" demo </dev/null; echo status $?",
    ] {
        let mut pty = Start::shell(line).sized(200, 24).spawn();
        pty.wait_for("status 2");
        let screen = pty.screen();
        assert!(
            screen.starts_with(
                "error: the dashboard needs a terminal; `scoutwatch show metrics` prints the figures"
            ),
            "{screen}"
        );
        assert!(!pty.bytes_since(0).contains(&0x1b), "{}", pty.describe());
        pty.wait_exit();
    }
}

#[test]
fn poor_surroundings_are_enough() {
    for (name, value) in [
        ("TERM", None),
        ("TERM", Some("vt100")),
        ("TERM", Some("never-heard-of-it")),
        ("LANG", Some("C")),
        ("LANG", None),
        ("HOME", None),
        ("PATH", None),
        ("TMPDIR", Some("/nonexistent")),
    ] {
        let mut pty = dashboard(NOWHERE, &[]).variable(name, value).spawn();
        pty.wait_for("NO DATABASE");
        pty.send("?");
        pty.wait_for("Esc closes");
        pty.send("q");
        assert_ends_well(&mut pty, 0);
    }
}

#[test]
fn a_terminal_that_can_only_type_is_told_what_to_use_instead() {
    for arguments in [&[][..], &["demo"]] {
        let mut pty = Start::scoutwatch(arguments).variable("TERM", Some("dumb")).spawn();
        let ended = pty.wait_exit();
        assert_eq!(ended.code, 2, "{}", pty.describe());
        let screen = pty.screen().replace('\n', "");
        assert!(screen.contains("TERM=dumb"), "{screen}");
        assert!(screen.contains("scoutwatch show metrics"), "{screen}");
        assert!(!pty.bytes_since(0).contains(&0x1b), "{}", pty.describe());
    }
}
