//! Whatever a database holds, the terminal is told nothing but what the program itself says.

use crate::escapes::{Piece, pieces};
use crate::pty::{Pty, Start};
use crate::world::{ESCAPE, dashboard, on_demo_data, quit};

/// The modes that the program may switch.
const MODES: [&str; 4] = ["?25", "?1049", "?2004", "?2026"];

/// Texts that drive terminals, as SQL.
const HOSTILE: &str = "(E'\\x1b[2J\\x1b]52;c;cHduZWQ=\\x07' || chr(155) || '31m' || chr(157) || '0;t' || chr(156) \
     || E'\\x1bP1$r\\x1b\\\\\\x1b]8;;http://x\\x07' || chr(8238) || 'gnorw' || chr(8203) || E'\\x08\\x7f\\r\\n\\t')";

/// Characters that change how others are read, or are not seen.
fn is_harmful(character: char) -> bool {
    matches!(character,
        '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn is_own(piece: &Piece) -> bool {
    match piece {
        Piece::Text(text) => !text.contains(is_harmful),
        Piece::Sequence(parameters, 'h' | 'l') => MODES.contains(&parameters.as_str()),
        Piece::Sequence(parameters, 'm' | 'H' | 'J' | 'K' | 'C') => {
            parameters.chars().all(|character| character.is_ascii_digit() || character == ';')
        }
        // The question whether the terminal is ready.
        Piece::Sequence(parameters, 'n') => parameters == "5",
        Piece::Control(_) | Piece::Sequence(..) | Piece::Other(_) => false,
    }
}

/// Asserts that all that came while the dashboard had the terminal was its own.
fn assert_harmless(pty: &Pty) {
    let bytes = pty.bytes_since(0);
    let strange: Vec<_> = pieces(&bytes).into_iter().filter(|piece| !is_own(piece)).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

/// Opens every list, and everything in the first rows of each.
fn walk(pty: &mut Pty) {
    for screen in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        pty.send(screen);
        pty.settle();
        for keys in ["\r", "\x1b[B", "\r", "G", "o", "G", "\r"] {
            pty.send(keys);
            pty.settle();
        }
        for _ in 0..3 {
            pty.send(ESCAPE);
            pty.settle();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strings_of_the_demo_reach_the_terminal_as_text() {
    let (_, mut pty) = on_demo_data(&[]).await;
    pty.resize(200, 60);
    pty.send("2");
    pty.wait_for("2 Backlog");
    // A person in the third category, whose name copies to the clipboard.
    pty.send("jj\r");
    pty.wait_for("2 Backlog › D");
    pty.send("/");
    pty.wait_for("Enter keep");
    pty.send("Portapapeles");
    pty.wait_for("filter: Portapapeles (1 of ");
    pty.wait_for("\\u{1b}]52;c;");
    pty.send("\r");
    walk(&mut pty);
    assert_harmless(&pty);
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_strings_in_every_place_reach_the_terminal_as_text() {
    let database = crate::installed::database_with(crate::installed::Contents::Demo).await;
    let client = database.connect().await;
    let columns = "select string_agg(format('update %I.%I set %I = %I || ' || $1, \
            table_schema, table_name, column_name, column_name), ';') \
        from information_schema.columns join information_schema.tables using (table_schema, table_name) \
        where table_schema in ('public', 'ops', 'observational', 'canon') and table_type = 'BASE TABLE' \
          and data_type in ('text', 'character varying') and column_name in \
          ('full_name', 'first_name', 'last_name', 'driver_name', 'scout_name', 'name', 'error_message', 'phone')";
    let updates: String = client.query_one(columns, &[&HOSTILE]).await.unwrap().try_get(0).unwrap();
    client.batch_execute(&updates).await.unwrap();
    let mut pty = dashboard(&database.url, &["-vvv"]).sized(200, 60).spawn();
    pty.wait_for("LIVE");
    walk(&mut pty);
    assert!(String::from_utf8_lossy(&pty.bytes_since(0)).contains("\\u{1b}[2J"));
    assert_harmless(&pty);
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_of_a_failure_reach_the_terminal_as_text() {
    let database = crate::installed::database_with(crate::installed::Contents::Demo).await;
    let client = database.connect().await;
    let broken = format!(
        "create function ops.hostile() returns bigint language plpgsql as \
            $$begin raise exception '%', {HOSTILE} using hint = {HOSTILE}, detail = {HOSTILE}; end$$; \
         alter view ops.v_scout_attribution_conflicts rename column person_key to kept_key"
    );
    // Where the columns are as they should be, the rows are not even read.
    client.batch_execute(&broken).await.unwrap();
    let views = "select pg_get_viewdef('ops.v_scout_attribution_conflicts'::regclass, true)";
    let definition: String = client.query_one(views, &[]).await.unwrap().try_get(0).unwrap();
    let raising = format!(
        "create or replace view ops.v_scout_attribution_conflicts as \
         select * from ({}) as conflict where ops.hostile() > 0; \
         alter view ops.v_scout_attribution_conflicts rename column kept_key to person_key",
        definition.trim_end_matches(';')
    );
    client.batch_execute(&raising).await.unwrap();
    let mut pty = dashboard(&database.url, &["-vvv"]).sized(200, 60).spawn();
    pty.wait_for("\\u{1b}[2J");
    walk(&mut pty);
    assert_harmless(&pty);
    quit(pty);
}

#[test]
fn names_of_servers_and_databases_reach_the_terminal_as_text() {
    let url = "host=/nonexistent user=x dbname='a\x1b[2Jb\u{202e}c\u{9b}d'";
    let mut pty = dashboard(url, &[]).spawn();
    pty.wait_for("NO DATABASE");
    pty.send("/");
    pty.wait_for("Enter keep");
    pty.send("\x1b[200~a\x07\u{202e}\u{9b}31mb\x1b[201~");
    pty.settle();
    pty.send("8");
    pty.settle();
    assert_harmless(&pty);
    pty.send("\x1b");
    pty.settle();
    quit(pty);
}

#[test]
fn settings_reach_the_terminal_as_text() {
    let start = Start::scoutwatch(&["--database-url", "host=/nonexistent user=x dbname=y"])
        .variable("SCOUTWATCH_LABEL", Some("P\x1b[31mROD\u{202e}"));
    let pty = start.spawn();
    pty.wait_until("a dashboard, or a refusal", |screen| {
        let contents = screen.contents();
        contents.contains("NO DATABASE") || contents.contains("error:")
    });
    let taken = pty.emulated(vt100::Screen::alternate_screen);
    if taken {
        assert_harmless(&pty);
        quit(pty);
    } else {
        assert!(!pty.bytes_since(0).contains(&0x1b), "{}", pty.describe());
    }
}
